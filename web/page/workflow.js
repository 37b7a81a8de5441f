// The workflow that follows from the design: drawn, told and proven; approved or sent back.
import { announce, failure, toast } from "./notice.js";
import { button, byID, element } from "./element.js";
import { draw } from "./diagram.js";
import { get } from "./api.js";
import { go } from "./places.js";
import { lossText } from "./values.js";
import { rehearsal } from "./rehearsal.js";
import { session } from "./session.js";
import { stillOpen } from "./still_open.js";

const forms = [["flowchart", "Flow chart"], ["states", "States"], ["text", "In words"]];
let form = "flowchart";
/** Design version, colours and form that are drawn now. */
let drawn = null;
/** What the last requested changes did, until it is kept or taken back. */
let changeSet = null;
let wish = "";
let isFitted = false;

export function begin() {
    session.watch("opened", () => {
        drawn = changeSet = null;
        wish = "";
    });
    session.watch("state", () => {
        if (!byID("panel-workflow").hidden) show();
    });
}

/** Draws again in other colours. */
export function redraw() {
    drawn = null;
    if (!byID("panel-workflow").hidden) show();
}

export async function show() {
    const panel = byID("panel-workflow");
    if (!session.status) return;
    if (!session.isReviewable) {
        drawn = null;
        panel.replaceChildren(stillOpen("The workflow is drawn when the design has what it needs."));
        return;
    }
    const key = `${session.id} ${session.status.version} ${session.status.stage} ${form} ${changeSet ? 1 : 0}`;
    if (key === drawn) return;
    drawn = key;
    try {
        const [workflow, views] = await Promise.all([
            get(`/workflows/${session.id}`), get(`/workflows/${session.id}/visualize`),
        ]);
        if (drawn === key) await fill(panel, workflow, views, key);
    } catch (error) {
        drawn = null;
        panel.replaceChildren(failure(error, show));
    }
}

async function fill(panel, workflow, views, key) {
    const picture = element("div", { class: isFitted ? "picture fitted" : "picture", tabindex: "0", role: "img", "aria-label": `Workflow: ${views.text_summary}` });
    panel.replaceChildren(
        review(), verdict(workflow), rehearsal(), element("div", { class: "row between" }, formChoice(), size(picture)), picture,
        form === "text" ? "" : element("details", { class: "more" }, element("summary", {}, "The same in words"), told(views.text_summary)));
    if (form === "text") {
        picture.replaceWith(told(views.text_summary));
        return;
    }
    picture.append(element("p", { class: "hint" }, "Drawing…"));
    try {
        const drawing = await draw(form === "states" ? views.state_diagram : workflow.mermaid_diagram);
        if (drawn !== key) return;
        picture.replaceChildren(drawing);
        showStart(picture);
    } catch (error) {
        picture.replaceChildren(failure(error), told(views.text_summary));
    }
}

/** A large drawing begins to be read where the agent starts. */
function showStart(picture) {
    const start = picture.querySelector('[id*="-n1-"], .node');
    if (!start) return;
    const [box, frame] = [start.getBoundingClientRect(), picture.getBoundingClientRect()];
    picture.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
}

function size(picture) {
    const label = () => (isFitted ? "Larger" : "Fit the width");
    const toggle = button(label(), () => {
        isFitted = !isFitted;
        picture.classList.toggle("fitted", isFitted);
        toggle.textContent = label();
        showStart(picture);
    }, { class: "quiet" });
    return form === "text" ? "" : toggle;
}

function told(summary) {
    return element("div", { class: "told" }, ...summary.split("\n").map((line) => element("p", { dir: "auto" }, line)));
}

function formChoice() {
    return element("div", { class: "choice", role: "group", "aria-label": "Show the workflow as" },
        ...forms.map(([name, title]) => button(title, () => {
            form = name;
            show();
        }, { "aria-pressed": String(form === name) })));
}

function verdict({ proof, workflow }) {
    const labels = new Map(workflow.nodes.map((node) => [node.id, node.label]));
    const failing = proof.properties.filter((property) => !property.holds);
    return element("section", { class: proof.holds ? "verdict holds" : "verdict fails" },
        element("h2", {}, proof.holds ? "Proven safe" : "Not safe yet"),
        element("p", {}, proof.holds
            ? `All ${proof.properties.length} properties hold on every path; ${proof.checked_states} situations were checked.`
            : "The path in red breaks a rule. It cannot be registered until this is mended."),
        ...failing.map((property) => element("div", { class: "failing" },
            element("p", {}, property.sentence),
            element("p", { class: "path" }, (property.counterexample ?? []).map((id) => labels.get(id) ?? id).join(" → ")))),
        element("details", { class: "more" }, element("summary", {}, "What was proven"),
            element("ul", { class: "ticks" }, ...proof.properties.map((property) =>
                element("li", { class: property.holds ? "yes" : "no" },
                    element("span", { class: "unseen" }, property.holds ? "Holds: " : "Fails: "), property.sentence)))));
}

function review() {
    if (changeSet) return changes();
    const isDone = session.isComplete;
    const box = element("input", {
        type: "text", value: wish, dir: "auto", "aria-label": "A change to ask for",
        placeholder: "such as: ask finance above 20 USDC", oninput: () => (wish = box.value),
    });
    return element("section", { class: "review" },
        element("h2", {}, isDone ? "Approved" : "Is it right?"),
        element("p", {}, isDone
            ? "You approved this design. A change opens it again for review."
            : "Only what you have seen and approved becomes an agent."),
        element("form", { class: "row", onsubmit: (event) => {
            event.preventDefault();
            if (box.value.trim()) requestChange(box.value.trim());
        } }, box, element("button", { type: "submit" }, "Request change")),
        isDone
            ? element("div", { class: "row" }, button("Try it", () => go("design/try"), { class: "primary" }), button("Export it", () => go("design/exports")))
            : button("Approve the design", approve, { class: "primary" }));
}

async function approve() {
    try {
        await session.review({ approved: true });
        toast(session.isComplete ? "Approved. The design is finished." : "Not finished yet: the conversation says why.");
        drawn = null;
        await show();
    } catch (error) {
        toast(error.message);
    }
}

async function requestChange(text) {
    try {
        const answer = await session.review({ approved: false, requested_changes: [text] });
        wish = "";
        changeSet = { ...answer, before: session.lossChange.before };
        announce(answer.diff.length ? `Changed: ${answer.diff.join(" ")}` : "Nothing was changed.");
        drawn = null;
        await show();
    } catch (error) {
        toast(error.message);
    }
}

function changes() {
    const { diff, message, before, max_loss_24h: after } = changeSet;
    if (!diff.length) {
        return element("section", { class: "review" }, element("h2", {}, "Nothing was changed"),
            element("p", { dir: "auto" }, message), button("All right", close));
    }
    return element("section", { class: "review change-set" },
        element("h2", {}, "What would change"),
        element("ul", {}, ...diff.map((line) => element("li", { dir: "auto" }, line))),
        element("p", {}, lossText(before) === lossText(after)
            ? `The most it can lose in 24 hours stays ${lossText(after)}.`
            : `The most it can lose in 24 hours goes from ${lossText(before)} to ${lossText(after)}.`),
        element("div", { class: "row" },
            button("Keep the change", close, { class: "primary" }), button("Discard", discard)));
}

function close() {
    changeSet = null;
    show();
}

async function discard() {
    try {
        await session.undo();
        toast("Discarded: the design is as it was.");
        close();
    } catch (error) {
        toast(error.message);
    }
}
