// The design tried against made-up worlds: prices that jump, services that lie or stay silent.
import { announce, failure } from "./notice.js";
import { button, element } from "./element.js";
import { moneyText } from "./values.js";
import { post } from "./api.js";
import { session } from "./session.js";

/** How many worlds are tried: enough to meet every fault, and answered at once. */
const worlds = 50;

const faultNames = {
    price_jump: "a price that jumped", injection: "orders hidden in a service's text",
    false_success: "a success that was none", false_failure: "a failure that was none",
    no_answer: "no answer at all", duplicate: "the same answer twice",
};

const refusalNames = {
    no_budget: "the budget was used up", rules: "the rules forbid it", injection: "it was an order from a service",
    other_limit: "another limit was reached", person: "a person said no", nobody_answered: "nobody answered in time",
};

/** A button, and below it what the last rehearsal of this version found. */
export function rehearsal() {
    const report = element("div", { "aria-live": "polite" });
    const start = button("Rehearse it", async () => {
        start.disabled = true;
        report.replaceChildren(element("p", { class: "hint" }, `Trying it in ${worlds} made-up worlds…`));
        try {
            const found = await post(`/workflows/${session.id}/rehearse`, { worlds });
            report.replaceChildren(element("div", { class: "stack" }, ...told(found)));
            announce(found.findings.join(" "));
        } catch (error) {
            report.replaceChildren(failure(error));
        } finally {
            start.disabled = false;
        }
    });
    return element("section", { class: "review", id: "rehearsal" },
        element("h2", {}, "Rehearsal"),
        element("p", {}, "See what it would have spent, asked and refused where prices jump, services lie and texts give orders. No money moves."),
        element("div", { class: "row" }, start), report);
}

function told(found) {
    const isSafe = found.breaches.length === 0;
    return [
        element("p", { class: isSafe ? "" : "failing" }, isSafe
            ? `No limit was broken in ${found.runs.toLocaleString("en-GB")} runs.`
            : `${found.breaches.length} limits were broken.`),
        element("ul", {}, ...found.findings.map((line) => element("li", { dir: "auto" }, line))),
        element("dl", { class: "pairs" },
            ...fact("Payments made", found.payments), ...fact("Spent in all worlds", amounts(found.spent)),
            ...fact("Most in one day", amounts(found.worst_case)), ...fact("Asked a person", found.asked)),
        counts("Why it did not pay", found.refused, refusalNames),
        counts("What it met", found.faults, faultNames),
    ];
}

function fact(title, value) {
    return [element("dt", {}, title), element("dd", {}, String(value))];
}

function amounts(list) {
    return list.length ? list.map(moneyText).join(" + ") : "Nothing";
}

function counts(title, numbers, names) {
    const met = Object.entries(numbers).filter(([, count]) => count > 0);
    if (!met.length) return null;
    return element("details", { class: "more" }, element("summary", {}, title),
        element("ul", {}, ...met.map(([name, count]) =>
            element("li", {}, `${names[name] ?? name.replaceAll("_", " ")}: ${count} times`))));
}
