// Ready designs to begin with, for people who would rather change something than begin with nothing.
import { announce, failure, toast } from "./notice.js";
import { element } from "./element.js";
import { get } from "./api.js";
import { go } from "./places.js";
import { lossTextOf } from "./starter_figures.js";
import { session } from "./session.js";

let starters = null;

/** Fills itself when the service has answered. */
export function starterGallery() {
    const list = element("div", { class: "starters" });
    const gallery = element("section", { class: "gallery" },
        element("h2", {}, "Begin with a ready design"),
        element("p", { class: "hint" }, "Or say in the conversation what your agent should do. Nothing is fixed: every value can be changed."),
        list);
    fill(list);
    return gallery;
}

async function fill(list) {
    try {
        starters ??= (await get("/templates")).items;
    } catch (error) {
        list.replaceChildren(failure(error, () => fill(list)));
        return;
    }
    list.replaceChildren(...starters.map((starter) => element("button", {
        type: "button", class: "starter", onclick: () => begin(starter),
    }, element("strong", {}, starter.title), element("span", {}, starter.description),
    element("small", {}, lossTextOf(starter.spec)))));
}

async function begin(starter) {
    try {
        await session.begin({ template: starter.id });
        go("design");
        announce(`Began with ${starter.title}.`);
    } catch (error) {
        toast(error.message);
    }
}
