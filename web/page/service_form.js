// Adds a service to the directory: one by one, or a whole x402 list from an address.
import { element, labelled, sentenceBox } from "./element.js";
import { failure, toast } from "./notice.js";
import { post } from "./api.js";

const kinds = {
    "pay-per-call": "For each call", daily: "By the day", weekly: "By the week", monthly: "By the month", yearly: "By the year",
};

/** @param added called when the directory has more than before */
export function serviceForm(added) {
    const boxes = {
        name: sentenceBox("such as Weather daily"),
        url: element("input", { type: "url", placeholder: "https://api.example.com/data" }),
        amount: element("input", { type: "text", inputmode: "decimal", placeholder: "0.05" }),
        kind: element("select", {}, ...Object.entries(kinds).map(([value, text]) => element("option", { value }, text))),
        category: sentenceBox("such as weather"),
        description: sentenceBox("What one gets"),
    };
    const list = element("input", { type: "url", placeholder: "https://facilitator.example.com/discovery/resources" });
    return element("details", { class: "more" },
        element("summary", {}, "Add a service"),
        element("p", { class: "hint" }, "A hint for agents that look for something to buy. What is paid is what the seller asks, within each agent's limits."),
        sending(() => added(post("/services", said(boxes))), [boxes.name, boxes.url, boxes.amount], "Add",
            labelled("Name", boxes.name), labelled("Address", boxes.url), labelled("Price in USDC", boxes.amount),
            labelled("Paid", boxes.kind), labelled("Category", boxes.category), labelled("Description", boxes.description)),
        sending(() => added(post("/services/import", { url: list.value.trim() })), [list], "Take over the list",
            labelled("Or a list in the form of x402 Bazaar", list)));
}

function said({ name, url, amount, kind, category, description }) {
    const body = {
        name: name.value.trim(), url: url.value.trim(), price: { amount: amount.value.trim(), token: "USDC" },
    };
    if (category.value.trim()) body.category = category.value.trim();
    if (description.value.trim()) body.description = description.value.trim();
    if (kind.value !== "pay-per-call") Object.assign(body, { pricing_model: "subscription", period: kind.value });
    return body;
}

/** A form that cannot be sent empty and says beside itself what went wrong. */
function sending(act, needed, verb, ...fields) {
    const trouble = element("div", {});
    return element("form", { class: "card maker stack", novalidate: true, onsubmit: async (event) => {
        event.preventDefault();
        const empty = needed.find((box) => !box.value.trim());
        if (empty) return empty.focus();
        try {
            await act();
        } catch (error) {
            trouble.replaceChildren(failure(error));
        }
    } }, ...fields, element("div", { class: "row" }, element("button", { type: "submit", class: "primary" }, verb)), trouble);
}

/** What is told when the directory has answered. */
export function tellAdded(answer) {
    toast(answer.message ?? `${answer.name} was added.`);
}
