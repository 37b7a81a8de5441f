// What must always be in sight: the most the agent can lose, and how far the design is.
import { byID, element } from "./element.js";
import { lossText, stages } from "./values.js";
import { session } from "./session.js";

export function beginVitals() {
    session.watch("state", () => {
        showLoss();
        showProgress();
    });
    session.watch("replied", ({ reply }) => {
        if (session.status) session.status.max_loss_24h = reply.max_loss_24h;
        showLoss();
    });
}

function showLoss() {
    const loss = session.status?.max_loss_24h;
    if (!loss) return;
    const box = byID("loss-amount");
    const text = lossText(loss);
    if (box.textContent !== text && box.textContent !== "…") flash(box.closest(".loss"));
    box.textContent = text;
    box.closest(".loss").classList.toggle("unbounded", !loss.bounded);
    byID("loss-why").textContent = loss.sentence;
    showChange(loss);
}

function showChange(loss) {
    const change = session.lossChange;
    const line = byID("loss-change");
    const before = change ? lossText(change.before) : null;
    line.textContent = before === null || before === lossText(loss) ? "" : `was ${before.replace("Nothing", "nothing")}`;
    line.className = `change ${direction(change?.before, loss)}`;
}

/** Whether it became more or less; only where one number says it. */
function direction(before, after) {
    if (!before || !before.bounded || !after.bounded) return "";
    const [old, now] = [before, after].map((loss) => Number(loss.amounts[0]?.amount ?? 0));
    return now > old ? "more" : now < old ? "less" : "";
}

function flash(node) {
    node.classList.remove("flash");
    // Reading a measure makes the browser forget the animation, so that it starts again.
    void node.offsetWidth;
    node.classList.add("flash");
}

function showProgress() {
    const { stage, progress, progress_detail: detail } = session.status;
    const reached = stages.findIndex(([name]) => name === stage);
    byID("stages").replaceChildren(...stages.map(([, title], index) => {
        const state = index < reached || stage === "completed" ? "past" : index === reached ? "present" : "ahead";
        return element("li", { class: state, "aria-current": index === reached ? "step" : null },
            element("span", {}, title));
    }));
    byID("progress-bar").value = progress;
    const left = detail.total - detail.done;
    byID("progress-text").replaceChildren(...stage === "completed" ? ["The design is finished"]
        : [`${detail.done} of ${detail.total} decided`, element("span", { class: "wide-only" }, `, ${left} left`)]);
}
