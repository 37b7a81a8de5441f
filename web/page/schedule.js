// When an agent acts by itself: the coming times, what came of the past ones, and why one was left out.
import { ask, failure, toast } from "./notice.js";
import { button, element, sentenceBox, theirs } from "./element.js";
import { get, remove, request } from "./api.js";
import { scheduleForm } from "./schedule_form.js";
import { momentText, timeText } from "./values.js";

/** How many of the past times are asked for. */
const pastMax = 20;

/** Agents may be many: each is asked about when its card comes into sight. */
const inSight = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        inSight.unobserve(target);
        target.dispatchEvent(new Event("insight"));
    }
});

/** @returns a place that fills itself when somebody looks at it */
export function scheduleOf(agent) {
    const place = element("section", { class: "schedule", "aria-label": `When ${agent.name} acts by itself` });
    place.addEventListener("insight", () => fill(place, agent));
    inSight.observe(place);
    return place;
}

async function fill(place, agent) {
    try {
        const { items, past } = await get(`${pathOf(agent)}/schedule?limit=${pastMax}`);
        place.replaceChildren(...[element("h3", {}, "Acts by itself"),
            items.length ? element("ul", { class: "triggers" }, ...items.map((trigger) => line(trigger, agent, place)))
                : element("p", { class: "hint" }, "Never: it acts when it is told.", agent.session_id
                    ? " To change that, say in its design when it should act, such as “every day at 9am”." : ""),
            lastTime(past, items), earlier(past, items), agent.status === "killed" ? null
                : scheduleForm(agent, pathOf(agent), () => fill(place, agent))].filter(Boolean));
    } catch (error) {
        place.replaceChildren(failure(error, () => fill(place, agent)));
    }
}

const pathOf = (agent) => `/agents/${encodeURIComponent(agent.name)}`;

function line(trigger, agent, place) {
    const name = trigger.text.charAt(0).toUpperCase() + trigger.text.slice(1);
    return element("li", {},
        element("p", {}, element("strong", {}, theirs(name)),
            trigger.next.length ? element("small", {}, ` ${trigger.time_zone.replaceAll("_", " ")}`) : null),
        trigger.command ? element("p", { dir: "auto", class: "clamped" }, `Does: ${trigger.command}`) : null,
        trigger.command ? element("p", { class: "hint" }, coming(trigger, agent)) : order(trigger, agent, place),
        trigger.source === "owner" ? element("p", {}, button("Remove", () => forget(trigger, agent, place), {
            class: "quiet", "aria-label": `Remove: ${trigger.text}`,
        })) : null);
}

async function forget(trigger, agent, place) {
    const sentence = `${agent.name} then no longer acts by itself ${trigger.text}.`;
    if (!await ask("Remove this time?", sentence, "Remove it", { isDangerous: true })) return;
    try {
        await remove(`${pathOf(agent)}/triggers/${encodeURIComponent(trigger.id)}`);
        toast("It was removed.");
    } catch (error) {
        toast(error.message);
    }
    await fill(place, agent);
}

function coming(trigger, agent) {
    if (agent.status === "killed") return "Stopped, so it does not act. What comes meanwhile is not made up for.";
    if (!trigger.next.length) return trigger.status;
    const [next, ...later] = trigger.next.map(momentText);
    return `Next on ${next}${later.length ? `, then on ${later.join(" and ")}` : ""} (your time).`;
}

/** A time without a command does nothing, so it asks for one. */
function order(trigger, agent, place) {
    const trouble = element("div", {});
    const box = sentenceBox("such as buy today's weather quote", { "aria-label": `What ${agent.name} should do ${trigger.text}` });
    return element("form", { class: "stack", onsubmit: async (event) => {
        event.preventDefault();
        if (!box.value.trim()) return box.focus();
        try {
            await request("PUT", `${pathOf(agent)}/triggers/${encodeURIComponent(trigger.id)}`, { body: { command: box.value.trim() } });
            toast("It will do that.");
            await fill(place, agent);
        } catch (error) {
            trouble.replaceChildren(failure(error));
        }
    } }, element("p", { class: "hint" }, "Nobody said yet what it should do then, so it does nothing."),
    element("div", { class: "row" }, box, element("button", { type: "submit" }, "Save")), trouble);
}

function lastTime(past, triggers) {
    return past.length ? element("p", { class: "last" }, ...sentence(past[0], triggers)) : null;
}

function earlier(past, triggers) {
    if (past.length < 2) return null;
    return element("details", { class: "more" },
        element("summary", {}, "Earlier times"),
        element("ul", { class: "earlier" }, ...past.slice(1).map((one) => element("li", {}, ...sentence(one, triggers)))));
}

function sentence({ kind, moment, sentence: why, trigger }, triggers) {
    const isSeveral = triggers.length > 1;
    const name = triggers.find((one) => one.id === trigger)?.text ?? "a time that was removed";
    const isRun = kind === "run";
    return [element("span", { class: `tag ${isRun ? "good" : "wait"}` }, isRun ? "Acted" : "Left out"), " ",
        timeText(moment), isSeveral ? ` (${name})` : "", isRun ? "" : ": ", isRun ? "" : theirs(why)];
}
