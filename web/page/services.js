// What can be bought, with its price and what came of paying there; and what is subscribed to.
import { all, get, post, remove } from "./api.js";
import { ask, failure, toast } from "./notice.js";
import { button, byID, element, theirs } from "./element.js";
import { count } from "./approval_count.js";
import { serviceForm, tellAdded } from "./service_form.js";
import { moneyText, timeText } from "./values.js";

const periods = { daily: "day", weekly: "week", monthly: "month", yearly: "year" };

const standings = {
    active: ["Active", "good"], renewing: ["Being renewed", "wait"], past_due: ["Not paid yet", "wait"],
    cancelled: ["Cancelled", ""], expired: ["Ended", ""],
};

let wanted = "";

export async function show() {
    const place = byID("place-services");
    const list = element("div", { id: "service-list" });
    const subscriptions = element("section", { class: "subscriptions", "aria-labelledby": "subscriptions-title" });
    const search = element("input", {
        type: "search", value: wanted, dir: "auto", "aria-label": "Search services", placeholder: "Search, such as weather…",
        oninput: () => {
            wanted = search.value;
            fill(list);
        },
    });
    place.replaceChildren(element("h1", {}, "Services"), subscriptions,
        element("h2", {}, "What can be bought"), search, serviceForm(async (answer) => {
            tellAdded(await answer);
            await fill(list);
        }), list);
    await Promise.all([fill(list), fillSubscriptions(subscriptions)]);
}

async function fill(list) {
    const asked = wanted;
    try {
        const query = asked.trim() ? `?q=${encodeURIComponent(asked.trim())}` : "";
        const [services, agents] = await Promise.all([all(`/services/discover${query}`), all("/agents")]);
        if (asked !== wanted) return;
        const subscribers = agents.filter((agent) => agent.status === "active" && agent.tools.includes("subscribe_service"));
        list.replaceChildren(services.length
            ? element("div", { class: "stack two" }, ...services.map((service) => card(service, subscribers)))
            : element("p", { class: "hint" }, asked.trim() ? "No service fits. Try fewer or other words."
                : "No service is listed yet. Add one above; it then appears here."));
    } catch (error) {
        list.replaceChildren(failure(error, () => fill(list)));
    }
}

function card(service, subscribers) {
    const trouble = element("div", {});
    return element("article", { class: "card service" },
        element("div", { class: "row between" }, element("h3", { dir: "auto" }, service.name),
            element("strong", { class: "price" }, priceText(service))),
        element("p", { dir: "auto", class: "clamped" }, service.description),
        element("p", { class: "row" }, ...[service.category, service.mcp_compatible ? "MCP" : null].filter(Boolean)
            .map((text) => element("span", { class: "tag" }, theirs(text))),
        service.simulated ? element("span", { class: "tag simulated" }, "Simulated") : null),
        reputation(service),
        service.host ? element("p", { class: "hint" }, "At ", theirs(service.host)) : null,
        service.period ? subscribing(service, subscribers, trouble) : null, trouble);
}

function priceText({ price, period }) {
    return `${moneyText(price)} a ${period ? periods[period] ?? period : "call"}`;
}

function reputation(service) {
    const score = service.reputation_score;
    return element("div", { class: "reputation" },
        element("p", {}, "Reputation ", element("strong", {}, `${score} of 100`)),
        element("meter", { min: 0, max: 100, low: 35, high: 65, optimum: 100, value: score, "aria-label": `Reputation of ${service.name}` }),
        element("p", { class: "hint" }, service.reputation));
}

function subscribing(service, subscribers, trouble) {
    if (!subscribers.length) {
        return element("p", { class: "hint" }, "None of your agents may subscribe. ", element("a", { href: "#/design" }, "Design one"),
            " that “subscribes to services and pays for them”, then register it.");
    }
    const chosen = element("select", { "aria-label": `Who subscribes to ${service.name}` },
        ...subscribers.map((agent) => element("option", { value: agent.name }, agent.name)));
    return element("div", { class: "row" }, chosen,
        button("Subscribe", () => subscribe(service, chosen.value, trouble), { class: "primary", "aria-label": `Subscribe to ${service.name}` }));
}

async function subscribe(service, agent, trouble) {
    const sentence = `${agent} pays ${moneyText(service.price)} now and again every ${periods[service.period] ?? service.period}, within its limits, until you cancel.`;
    if (!await ask(`Subscribe to ${service.name}?`, sentence, "Subscribe")) return;
    try {
        const run = await post(`/services/${encodeURIComponent(service.id)}/subscribe`, { agent });
        if (run.status === "completed") {
            toast("Subscribed.");
            return await show();
        }
        count();
        trouble.replaceChildren(run.status === "awaiting_approval"
            ? element("p", {}, "It waits for you under ", element("a", { href: "#/approvals" }, "Approvals"), ".")
            : failure(new Error(run.result)));
    } catch (error) {
        trouble.replaceChildren(failure(error));
    }
}

async function fillSubscriptions(section) {
    const title = element("h2", { id: "subscriptions-title" }, "Subscriptions");
    try {
        const { items } = await get("/subscriptions");
        section.replaceChildren(title, items.length
            ? element("div", { class: "stack two" }, ...items.map(subscriptionCard))
            : element("p", { class: "hint" }, "Nothing is subscribed to. Services that are paid by the week, month or year have a Subscribe button below."));
    } catch (error) {
        section.replaceChildren(title, failure(error, () => fillSubscriptions(section)));
    }
}

function subscriptionCard(subscription) {
    const [title, kind] = standings[subscription.status] ?? [subscription.status, ""];
    const isOver = ["cancelled", "expired"].includes(subscription.status);
    const isEnding = subscription.ends_with_period && !isOver;
    const until = subscription.paid_until && timeText(subscription.paid_until);
    return element("article", { class: "card subscription" },
        element("div", { class: "row between" }, element("h3", { dir: "auto" }, subscription.name),
            element("span", { class: `tag ${isEnding ? "wait" : kind}` }, isEnding ? "Ends" : title)),
        subscription.sentence ? element("p", { dir: "auto" }, subscription.sentence) : null,
        element("dl", { class: "pairs" },
            element("dt", {}, "Price"), element("dd", {}, element("strong", {}, priceText(subscription))),
            element("dt", {}, "Paid by"), element("dd", {}, theirs(subscription.agent)),
            until ? element("dt", {}, isOver ? "Was paid until" : isEnding ? "Ends on" : "Renews on") : null,
            until ? element("dd", {}, element("time", { datetime: subscription.paid_until }, until)) : null),
        isOver ? null : element("div", { class: "row" },
            isEnding ? null : button("Cancel", () => cancel(subscription, false), { "aria-label": `Cancel ${subscription.name}` }),
            button("End it now", () => cancel(subscription, true), { class: "quiet", "aria-label": `End ${subscription.name} now` })));
}

async function cancel(subscription, isAtOnce) {
    const sentence = isAtOnce ? "It can no longer be used from now on. What was paid is not given back."
        : "It can be used until its period is over, and is not paid for again.";
    const title = `${isAtOnce ? "End" : "Cancel"} ${subscription.name}?`;
    if (!await ask(title, sentence, isAtOnce ? "End it now" : "Cancel it", { isDangerous: true })) return;
    try {
        const agent = encodeURIComponent(subscription.agent);
        const path = `/services/${encodeURIComponent(subscription.service_id)}/subscription?agent=${agent}`;
        await remove(`${path}${isAtOnce ? "&at_once=true" : ""}`);
        toast(isAtOnce ? "It has ended." : "Cancelled: it ends with its period.");
    } catch (error) {
        toast(error.message);
    }
    await show();
}
