// Lets an agent act by itself at one time more, said in words, or when another program calls it.
import { element, labelled, sentenceBox } from "./element.js";
import { failure, toast } from "./notice.js";
import { request } from "./api.js";

/** @param added called when the service keeps the new time */
export function scheduleForm(agent, path, added) {
    const trouble = element("div", {});
    const when = sentenceBox("such as every weekday at 9am");
    const what = sentenceBox("such as buy today's weather quote");
    const kind = element("select", { onchange: () => (time.hidden = isCalled()) },
        element("option", { value: "time" }, "At a time"),
        element("option", { value: "call" }, "When another program calls it"));
    const time = labelled("Which time", when);
    const isCalled = () => kind.value === "call";
    return element("details", { class: "more" },
        element("summary", { "aria-label": `Let ${agent.name} act at another time` }, "Let it act at another time"),
        element("form", { class: "stack", onsubmit: (event) => {
            event.preventDefault();
            const empty = [when, what].find((box) => !box.parentElement.hidden && !box.value.trim());
            if (empty) return empty.focus();
            add(path, isCalled() ? "on:webhook" : when.value.trim(), what.value.trim(), trouble, added);
        } }, labelled("When", kind), time, labelled("What it does then", what),
        element("div", { class: "row" }, element("button", { type: "submit", class: "primary" }, "Add")), trouble));
}

async function add(path, when, command, trouble, added) {
    try {
        const response = await request("PUT", `${path}/triggers/${identifier(when)}`, {
            body: { when, command, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
        });
        const trigger = await response.json();
        if (trigger.secret) return trouble.replaceChildren(secret(trigger, added));
        toast("It will do that.");
        await added();
    } catch (error) {
        trouble.replaceChildren(failure(error));
    }
}

/** Shown once: the service tells it to nobody again. */
function secret(trigger, added) {
    return element("div", { class: "stack", role: "status" },
        element("p", {}, "Keep this secret now; it is not shown again. Calls are signed with it as Standard Webhooks says."),
        element("pre", {}, `${trigger.call}\n${trigger.secret}`),
        element("div", { class: "row" }, element("button", { type: "button", onclick: added }, "I have kept it")));
}

/** A name of small letters, digits and dashes that no earlier time has. */
function identifier(when) {
    const words = when.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);
    return `${words || "time"}-${Date.now().toString(36)}`;
}
