// The agents that were registered, and the switch that stops one.
import { ask, failure, toast } from "./notice.js";
import { button, byID, element } from "./element.js";
import { all, get, post } from "./api.js";
import { go } from "./places.js";
import { lossText, networkName, timeText, toolName } from "./values.js";
import { scheduleOf } from "./schedule.js";
import { session } from "./session.js";
import { teamsSection } from "./teams.js";

export async function show() {
    const place = byID("place-agents");
    const title = element("h1", {}, "Agents");
    try {
        const [listed, everyone] = await Promise.all([all("/agents"), get("/kill")]);
        const agents = listed.toReversed();
        place.replaceChildren(title, switchOf(everyone.status === "killed"), agents.length
            ? element("div", { class: "stack two" }, ...agents.map(card))
            : element("p", { class: "hint" }, "No agent yet. Finish a design, then register it under “Try it”."), teamsSection(agents));
    } catch (error) {
        place.replaceChildren(title, failure(error, show));
    }
}

// The switch for everyone, also for whoever is not listed.
function switchOf(isKilled) {
    return element("div", { class: "row between" },
        element("p", { class: "hint" }, isKilled ? "Everyone is stopped. Nothing is signed for anybody." : "Everyone can be stopped at once, also payments from the terminal."),
        isKilled ? button("Let everyone pay again", reviveEveryone) : button("Stop everyone", killEveryone, { class: "danger" }));
}

async function killEveryone() {
    const sentence = "From this moment nothing is signed for anybody, also not for agents that are registered later. What has been set aside is given back.";
    if (await ask("Stop everyone?", sentence, "Stop everyone now", { isDangerous: true })) await change("/kill");
}

async function reviveEveryone() {
    const sentence = "They may pay again within their limits. Whoever was stopped by name stays stopped.";
    if (await ask("Let everyone pay again?", sentence, "Let them pay")) await change("/revive");
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

const act = (agent, verb) => change(`/agents/${encodeURIComponent(agent.name)}/${verb}`);

async function change(path) {
    try {
        const answer = await post(path);
        toast(answer.message);
    } catch (error) {
        toast(error.message);
    }
    await show();
}
