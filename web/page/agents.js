// The agents that were registered, and the switch that stops one.
import { ask, failure, toast } from "./notice.js";
import { button, byID, element } from "./element.js";
import { all, post } from "./api.js";
import { go } from "./places.js";
import { lossText, networkName, timeText, toolName } from "./values.js";
import { scheduleOf } from "./schedule.js";
import { session } from "./session.js";
import { teamsSection } from "./teams.js";

export async function show() {
    const place = byID("place-agents");
    const title = element("h1", {}, "Agents");
    try {
        const agents = (await all("/agents")).toReversed();
        place.replaceChildren(title, agents.length
            ? element("div", { class: "stack two" }, ...agents.map(card))
            : element("p", { class: "hint" }, "No agent yet. Finish a design, then register it under “Try it”."), teamsSection(agents));
    } catch (error) {
        place.replaceChildren(title, failure(error, show));
    }
}

function card(agent) {
    const isKilled = agent.status === "killed";
    return element("article", { class: "card agent" },
        element("div", { class: "row between" },
            element("h2", { dir: "auto" }, agent.name, " ", element("small", {}, `version ${agent.version}`)),
            element("span", { class: `tag ${isKilled ? "bad" : "good"}` }, isKilled ? "Stopped" : "Active")),
        element("p", { dir: "auto", class: "clamped" }, agent.goals ?? agent.description ?? ""),
        element("dl", { class: "pairs" },
            element("dt", {}, "Can lose in 24 h"), element("dd", {}, element("strong", {}, lossText(agent.max_loss_24h))),
            element("dt", {}, "May"), element("dd", {}, agent.tools.map(toolName).join(", ") || "Only talk"),
            element("dt", {}, "Network"), element("dd", {}, networkName(agent.network)),
            element("dt", {}, "Registered"), element("dd", {}, timeText(agent.created_at))),
        scheduleOf(agent),
        element("div", { class: "row" },
            agent.session_id ? button("Open", () => open(agent), { "aria-label": `Open ${agent.name}` }) : null,
            isKilled ? button("Let it pay again", () => revive(agent), { "aria-label": `Let ${agent.name} pay again` })
                : button("Stop", () => kill(agent), { class: "danger", "aria-label": `Stop ${agent.name}` })));
}

async function open(agent) {
    try {
        await session.open(agent.session_id);
        go("design/try");
    } catch (error) {
        toast(error.status === 404 ? "The conversation behind this agent was deleted; the agent itself still runs." : error.message);
    }
}

async function kill(agent) {
    const sentence = "From this moment nothing is signed for it. What it has set aside is given back.";
    if (await ask(`Stop ${agent.name}?`, sentence, "Stop it now", { isDangerous: true })) await act(agent, "kill");
}

async function revive(agent) {
    const sentence = "It may pay again within its limits. What was stopped stays stopped.";
    if (await ask(`Let ${agent.name} pay again?`, sentence, "Let it pay")) await act(agent, "revive");
}

async function act(agent, verb) {
    try {
        const answer = await post(`/agents/${encodeURIComponent(agent.name)}/${verb}`);
        toast(answer.message);
    } catch (error) {
        toast(error.message);
    }
    await show();
}
