// Where the money went: totals, spend over time, and every payment.
import { byID, button, element, theirs } from "./element.js";
import { failure } from "./notice.js";
import { all, get } from "./api.js";
import { agentName, moneyText, networkName, sum, timeText, withShortAddresses } from "./values.js";
import { spendChart } from "./chart.js";

const states = {
    completed: ["Paid", "good"], pending: ["Under way", "wait"], failed: ["Not paid", "bad"],
    unresolved: ["Being cleared up", "wait"],
};

let token = null;

export async function show() {
    const place = byID("place-payments");
    const title = element("h1", {}, "Payments");
    try {
        const [payments, stats] = await Promise.all([all("/payments/history"), get("/payments/stats")]);
        place.replaceChildren(title, ...(payments.length ? content(payments, stats)
            : [element("p", { class: "hint" }, "Nothing was paid yet. Payments appear here with the reason for each.")]));
    } catch (error) {
        place.replaceChildren(title, failure(error, show));
    }
}

function content(payments, stats) {
    return [figures(stats), chart(payments), table(payments)];
}

function figures(stats) {
    const figure = (name, value) => element("div", { class: "figure" }, element("dt", {}, name), element("dd", {}, value));
    return element("dl", { class: "figures" },
        figure("Paid in all", stats.total_paid.map(moneyText).join(" + ") || "Nothing"),
        figure("Payments", String(stats.completed_payments)),
        figure("Under way", String(stats.pending_payments + stats.unresolved_payments)),
        figure("Not paid", String(stats.failed_payments)));
}

function chart(payments) {
    const paid = payments.filter((payment) => payment.status === "completed");
    const tokens = [...new Set(paid.map((payment) => payment.amount.token))];
    if (!tokens.length) return "";
    if (!tokens.includes(token)) token = tokens[0];
    const chosen = paid.filter((payment) => payment.amount.token === token)
        .toSorted((one, other) => one.updated_at.localeCompare(other.updated_at));
    const total = moneyText({ amount: sum(chosen.map((payment) => payment.amount.amount)), token });
    return element("figure", { class: "card" },
        element("figcaption", { class: "row between" }, element("h2", {}, "Spend over time"),
            tokens.length > 1 ? element("div", { class: "choice", role: "group", "aria-label": "Token" },
                ...tokens.map((name) => button(name, () => {
                    token = name;
                    show();
                }, { "aria-pressed": String(name === token) }))) : null),
        spendChart(chosen, total, Math.max(280, byID("place-payments").clientWidth - 76)));
}

function table(payments) {
    return element("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": "All payments" },
        element("table", {},
            element("thead", {}, element("tr", {}, ...["When", "Amount", "To", "What for", "Agent", "State"].map((name) => element("th", { scope: "col" }, name)))),
            element("tbody", {}, ...payments.map(row))));
}

function row(payment) {
    const [title, kind] = payment.state === "awaiting_approval" ? ["Waits for you", "wait"] : states[payment.status] ?? [payment.status, ""];
    const cell = (name, ...content) => element("td", { "data-name": name }, ...content);
    return element("tr", {},
        cell("When", timeText(payment.created_at)),
        cell("Amount", element("strong", {}, moneyText(payment.amount)), " ", element("small", {}, networkName(payment.amount.network))),
        cell("To", theirs(withShortAddresses(payment.recipient))),
        cell("What for", theirs(payment.purpose)), cell("Agent", theirs(agentName(payment.agent))),
        cell("State", element("span", { class: `tag ${kind}`, title: payment.reason ?? null }, title),
            payment.simulated ? element("span", { class: "tag simulated" }, "Simulated") : null,
            payment.reason ? element("p", { class: "hint" }, payment.reason) : null));
}
