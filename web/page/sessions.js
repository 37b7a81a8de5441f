// Every conversation, to go on with or to delete.
import { all, remove } from "./api.js";
import { ask, failure, toast } from "./notice.js";
import { button, byID, element, theirs } from "./element.js";
import { forget } from "./memory.js";
import { beginNew } from "./turns.js";
import { go } from "./places.js";
import { session } from "./session.js";
import { stageName, timeText } from "./values.js";
import { starterGallery } from "./starters.js";

let wanted = "";

export async function show() {
    const place = byID("place-sessions");
    const list = element("div", { id: "session-list" });
    const search = element("input", {
        type: "search", value: wanted, dir: "auto", "aria-label": "Search sessions", placeholder: "Search…",
        oninput: () => {
            wanted = search.value;
            fill(list);
        },
    });
    place.replaceChildren(
        element("div", { class: "row between" }, element("h1", {}, "Sessions"), button("New session", beginNew, { class: "primary" })),
        search, list, starterGallery());
    await fill(list);
}

async function fill(list) {
    const asked = wanted;
    try {
        const query = asked.trim() ? `?q=${encodeURIComponent(asked.trim())}` : "";
        const items = (await all(`/sessions${query}`)).toSorted((one, other) => other.updated_at.localeCompare(one.updated_at));
        if (asked !== wanted) return;
        list.replaceChildren(items.length ? element("ul", { class: "sessions" }, ...items.map(row))
            : element("p", { class: "hint" }, "No session fits."));
    } catch (error) {
        list.replaceChildren(failure(error, () => fill(list)));
    }
}

function row(item) {
    const name = item.agent_name ?? item.agent_type ?? "Not named yet";
    const state = item.status === "abandoned" ? "Resting" : stageName(item.stage);
    return element("li", { class: item.session_id === session.id ? "current" : "" },
        element("div", { class: "session-text" },
            element("strong", { class: "clamped" }, theirs(name)),
            element("span", { class: "hint" }, `${state} · ${item.progress} % · ${timeText(item.updated_at)}`)),
        element("div", { class: "row" },
            button(item.session_id === session.id ? "Go on" : "Open", () => open(item), { "aria-label": `Open ${name}` }),
            button("Delete", () => destroy(item, name), { class: "quiet", "aria-label": `Delete ${name}` })));
}

async function open(item) {
    try {
        if (item.session_id !== session.id) await session.open(item.session_id);
        go("design");
    } catch (error) {
        toast(error.message);
        await show();
    }
}

async function destroy(item, name) {
    const sentence = "The conversation and its versions are deleted for good. Agents already registered stay.";
    if (!await ask(`Delete “${name.slice(0, 60)}”?`, sentence, "Delete", { isDangerous: true })) return;
    try {
        await remove(`/sessions/${item.session_id}`);
        forget(item.session_id);
        toast("Deleted.");
        if (item.session_id === session.id) await session.begin();
    } catch (error) {
        toast(error.message);
    }
    await show();
}
