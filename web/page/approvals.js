// What waits for a person: the payment in full, and the person's answer to exactly that.
import { post } from "./api.js";
import { ask, failure, toast } from "./notice.js";
import { count, pendingApprovals, whenApprovalsChange } from "./approval_count.js";
import { button, byID, element, theirs } from "./element.js";
import { agentName, moneyText, networkName, timeText, toolName, withShortAddresses } from "./values.js";

let shown = "";
const names = (waiting) => waiting.map(({ id }) => id).join();

/** The list in sight follows what happens, unless somebody is writing in it. */
whenApprovalsChange((waiting) => {
    const place = byID("place-approvals");
    const isWriting = place.contains(document.activeElement) && document.activeElement.matches("input");
    if (!place.hidden && !isWriting && names(waiting) !== shown) show();
});

export async function show() {
    const place = byID("place-approvals");
    try {
        const waiting = await pendingApprovals();
        shown = names(waiting ?? []);
        const cards = (waiting ?? []).map((approval) => approvalCard(approval, show));
        place.replaceChildren(element("h1", {}, "Approvals"),
            waiting === null ? element("p", {}, "This service does not offer approvals.")
                : cards.length ? element("div", { class: "stack" }, ...cards)
                    : element("p", { class: "hint" }, "Nothing waits for you. When an agent asks for more than it may pay alone, it appears here."));
        count();
    } catch (error) {
        place.replaceChildren(element("h1", {}, "Approvals"), failure(error, show));
    }
}

/** @param decided called when the service has taken the answer */
export function approvalCard(approval, decided) {
    const { payment } = approval;
    const trouble = element("div", {});
    const decide = (verb, body) => send(approval, verb, body, trouble, decided);
    return element("article", { class: "card approval" },
        element("div", { class: "row between" },
            element("h3", {}, "Pay ", element("strong", {}, moneyText(payment.amount)), " to ", theirs(withShortAddresses(payment.recipient)), "?"),
            element("span", { class: "tag wait" }, "Waits for you")),
        element("p", { dir: "auto" }, approval.reason),
        element("dl", { class: "pairs" }, ...facts(approval).flatMap(([name, value]) => [
            element("dt", {}, name), element("dd", {}, theirs(value)),
        ])),
        element("div", { class: "row" },
            button("Approve", () => decide("approve", { hash: approval.hash }), { class: "primary" }),
            approval.price_is_fixed ? "" : smaller(payment.amount, (amount) => decide("edit", { hash: approval.hash, amount })),
            button("Reject", async () => {
                if (await ask("Reject this payment?", "Nothing is paid, and the agent is told.", "Reject", { isDangerous: true })) {
                    decide("reject", { hash: approval.hash });
                }
            }, { class: "danger" })),
        trouble);
}

function facts({ payment, approvers, expires_at: expires, four_eyes: fourEyes }) {
    return [
        ["Agent", agentName(payment.agent)], ["What for", payment.purpose], ["How", toolName(payment.tool)],
        ["Address", payment.pay_to], ["Where", payment.resource],
        ["Network", networkName(payment.amount.network)], ["Token contract", payment.contract],
        ["Who may answer", (approvers ?? []).map((name) => (name === "owner" ? "You" : name)).join(", ")],
        ["Two people", fourEyes ? "Needed" : null], ["Answer before", timeText(expires)],
    ].filter(([, value]) => value);
}

function smaller(amount, act) {
    const box = element("input", {
        type: "text", inputmode: "decimal", class: "amount", value: amount.amount,
        "aria-label": `A smaller amount in ${amount.token}`,
    });
    return element("details", { class: "more inline" }, element("summary", {}, "Pay less"),
        element("div", { class: "row" }, box, button("Ask for this", () => act(box.value.trim()))));
}

async function send(approval, verb, body, trouble, decided) {
    try {
        const answer = await post(`/approvals/${approval.id}/${verb}`, body);
        toast(answer.message ?? "Done.");
        count();
        await decided();
    } catch (error) {
        trouble.replaceChildren(failure(error));
    }
}
