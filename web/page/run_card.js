// One run: its plan, what each tool was given and answered, what it cost, and how it ended.
import { element, theirs } from "./element.js";
import { moneyText, tokenText, toolName } from "./values.js";

const outcomes = {
    running: ["Running", "present"], completed: ["Done", "good"], refused: ["Refused", "bad"],
    failed: ["Failed", "bad"], awaiting_approval: ["Waits for approval", "wait"],
    cut: ["Connection lost", "wait"],
};

const steps = {
    pending: "To do", running: "Under way", done: "Done", failed: "Did not work",
    waiting: "Waits for a person", awaiting_approval: "Waits for a person", skipped: "Left out",
};

/** @param run as the service answers it, or as it is built from a stream */
export function runCard(run) {
    const [title, kind] = outcomes[run.status] ?? [run.status.replaceAll("_", " "), "present"];
    return element("article", { class: "card run" },
        element("div", { class: "row between" },
            element("h3", { dir: "auto" }, run.message), element("span", { class: `tag ${kind}` }, title)),
        element("ol", { class: "plan" }, ...run.plan.steps.map((step) => planStep(step, run))),
        run.output ? element("p", { class: "outcome", dir: "auto" }, outcomeText(run)) : null,
        costLine(run),
        run.events.length ? element("details", { class: "more" },
            element("summary", {}, run.events.length === 1 ? "1 tool call" : `${run.events.length} tool calls`),
            ...run.events.map(call)) : null);
}

/** When every sentence stands at its step already, only what was paid for and how it ended is said again. */
function outcomeText(run) {
    const told = run.events.filter((event) => event.result?.sentence);
    if (told.length < 3 || told.map((event) => event.result.sentence).join(" ") !== run.output) return run.output;
    return told.filter((event) => event.cost || event === told.at(-1)).map((event) => event.result.sentence).join(" ");
}

/** What a step asked and was answered; null before that, or when one step needed several calls. */
function callOf(step, run) {
    const told = run.events.find((event) => event.step === step.id);
    if (told) return told;
    const begun = run.plan.steps.filter((one) => !["pending", "skipped"].includes(one.status));
    return begun.length === run.events.length ? run.events[begun.indexOf(step)] ?? null : null;
}

function planStep(step, run) {
    const call = callOf(step, run);
    const waits = run.status === "awaiting_approval" && step.status === "running";
    const status = waits ? "waiting" : step.status;
    return element("li", { class: `step ${status}` },
        element("span", { class: "step-text", dir: "auto" }, step.description,
            step.member ? element("small", {}, " by ", theirs(step.member)) : null,
            call?.result?.sentence ? element("span", { class: "hint step-answer" }, call.result.sentence) : null),
        element("span", { class: "step-state" }, call?.cost ? element("strong", {}, moneyText(call.cost)) : null, steps[status] ?? status.replaceAll("_", " ")));
}

function costLine(run) {
    if (run.status === "running") return null;
    const paid = (run.cost ?? []).map(moneyText).join(" + ");
    return element("p", { class: "row costs" },
        element("span", {}, "Cost: ", element("strong", {}, paid || "nothing")),
        run.simulated ? element("span", { class: "tag simulated" }, "Simulated") : null);
}

function call(event) {
    return element("div", { class: "call" },
        element("p", {}, element("strong", {}, toolName(event.tool)),
            event.succeeded === undefined ? " under way" : event.succeeded ? " answered" : " did not work"),
        table("Given", event.arguments), table("Answered", event.result));
}

function table(title, value) {
    if (!value || typeof value !== "object" || !Object.keys(value).length) return null;
    return element("div", {}, element("p", { class: "hint" }, title),
        element("dl", { class: "pairs" }, ...Object.entries(value).flatMap(([name, item]) => [
            element("dt", {}, name.replaceAll("_", " ")), element("dd", {}, theirs(plain(item))),
        ])));
}

function plain(value) {
    if (value !== null && typeof value === "object") {
        if (value.amount && value.token) return moneyText(value);
        if (value.units && value.symbol) return tokenText(value);
        return Object.entries(value).map(([name, item]) => `${name.replaceAll("_", " ")}: ${plain(item)}`).join(", ");
    }
    return value === true ? "yes" : value === false ? "no" : String(value);
}
