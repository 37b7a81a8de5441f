// Every version of the design, what changed in it, and the way back.
import { button, byID, element } from "./element.js";
import { failure, toast } from "./notice.js";
import { get } from "./api.js";
import { lossText, timeText } from "./values.js";
import { session } from "./session.js";
import { undo } from "./turns.js";

let compared = null;

export function begin() {
    session.watch("opened", () => (compared = null));
    session.watch("state", () => {
        if (!byID("panel-versions").hidden) show();
    });
}

export async function show() {
    const panel = byID("panel-versions");
    const id = session.id;
    if (!id) return;
    try {
        const list = await get(`/sessions/${id}/versions`);
        if (id === session.id) fill(panel, list);
    } catch (error) {
        panel.replaceChildren(failure(error, show));
    }
}

function fill(panel, { items, current }) {
    const rows = items.toReversed().map((version) => row(version, current));
    panel.replaceChildren(
        element("div", { class: "row between" },
            element("h2", {}, "Versions"),
            items.length ? button("Undo the last change", undo) : null),
        items.length ? element("ol", { class: "versions" }, ...rows)
            : element("p", { class: "hint" }, "Each change of the design is kept here. There is none yet."),
        items.length > 1 ? chooser(items) : "",
        element("div", { id: "comparison", "aria-live": "polite" }, compared ? comparison() : ""));
}

function row(version, current) {
    return element("li", { class: version.version === current ? "current" : "" },
        element("div", { class: "row between" },
            element("strong", {}, `Version ${version.version}`,
                version.version === current ? element("span", { class: "tag" }, "now") : null),
            element("time", { datetime: version.created_at }, timeText(version.created_at))),
        element("p", { dir: "auto", class: "clamped" }, version.summary),
        button("What changed", () => compare(version.version - 1, version.version),
            { class: "quiet", "aria-label": `What changed in version ${version.version}` }));
}

function chooser(items) {
    const choice = (label, chosen) => element("label", {}, `${label} `, element("select", {},
        ...items.map(({ version }) => element("option", { value: version, selected: version === chosen }, `Version ${version}`))));
    const from = choice("From", items.at(0).version);
    const to = choice("to", items.at(-1).version);
    return element("form", { class: "row compare", onsubmit: (event) => {
        event.preventDefault();
        compare(from.querySelector("select").value, to.querySelector("select").value);
    } }, from, to, element("button", { type: "submit" }, "Compare"));
}

async function compare(from, to) {
    try {
        compared = await get(`/sessions/${session.id}/diff?from=${from}&to=${to}`);
        byID("comparison").replaceChildren(comparison());
        byID("comparison").scrollIntoView({ block: "nearest" });
    } catch (error) {
        toast(error.message);
    }
}

function comparison() {
    const [before, after] = [lossText(compared.max_loss_24h_before), lossText(compared.max_loss_24h)];
    return element("section", { class: "card" },
        element("h2", {}, compared.from === 0 ? `From nothing to version ${compared.to}` : `Version ${compared.from} to version ${compared.to}`),
        compared.changes.length ? element("ul", {}, ...compared.changes.map((line) => element("li", { dir: "auto" }, line)))
            : element("p", {}, "They are the same."),
        element("p", {}, before === after ? `The most it can lose in 24 hours is ${after} in both.`
            : `The most it can lose in 24 hours goes from ${before} to ${after}.`));
}
