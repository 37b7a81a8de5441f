// Says what is missing before something can be shown, in the words of the design.
import { button, element } from "./element.js";
import { go } from "./places.js";
import { session } from "./session.js";
import { slot } from "./slots.js";

export function stillOpen(sentence) {
    const missing = session.status.missing.map((name) => slot(name).title);
    return element("section", { class: "waiting" },
        element("h2", {}, "Not yet"),
        element("p", {}, sentence),
        missing.length ? element("p", {}, "Still open:") : null,
        missing.length ? element("ul", { class: "open-list" }, ...missing.map((title) => element("li", {}, title))) : null,
        button("Go on in the conversation", () => {
            go("design/talk");
            document.getElementById("message").focus();
        }, { class: "primary" }));
}
