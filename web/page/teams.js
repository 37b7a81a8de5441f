// Teams: several agents behind one entrance. Each may do what its own design allows, and what they
// spend together stays within the team's budget.
import { all, get, post, remove } from "./api.js";
import { announce, ask, failure, toast } from "./notice.js";
import { approvalCard } from "./approvals.js";
import { button, element, labelled, theirs } from "./element.js";
import { followRun } from "./live_run.js";
import { moneyText } from "./values.js";
import { pendingApprovals } from "./approval_count.js";
import { runCard } from "./run_card.js";

const modes = {
    router: "Everything goes to the one that fits", sequential: "One after the other",
    parallel: "All at the same time",
};

const windows = {
    per_payment: "a payment", daily: "a day", weekly: "a week", monthly: "a month", total: "in all",
};

/** @param agents those that can be members */
export function teamsSection(agents) {
    const section = element("section", { class: "teams", "aria-labelledby": "teams-title" });
    fill(section, agents);
    return section;
}

async function fill(section, agents) {
    const title = element("h2", { id: "teams-title" }, "Teams");
    const again = () => fill(section, agents);
    try {
        const teams = await all("/teams");
        section.replaceChildren(title, teams.length
            ? element("div", { class: "stack two" }, ...teams.map((team) => card(team, again)))
            : element("p", { class: "hint" }, "No team yet. A team is several agents that share one budget; choose its members below."),
        maker(agents, again));
    } catch (error) {
        section.replaceChildren(title, failure(error, again));
    }
}

const pathOf = (team) => `/teams/${encodeURIComponent(team.name)}`;

function card(team, again) {
    const isKilled = team.status === "killed";
    const budget = team.budget.map((cap) => `${moneyText(cap)} ${windows[cap.window] ?? cap.window}`).join(", ");
    return element("article", { class: "card team" },
        element("div", { class: "row between" },
            element("h3", { dir: "auto" }, team.name),
            element("span", { class: `tag ${isKilled ? "bad" : "good"}` }, isKilled ? "Stopped" : "Active")),
        element("dl", { class: "pairs" },
            element("dt", {}, "Members"), element("dd", {}, ...team.members.flatMap((name, index) => [index ? ", " : "", theirs(name)])),
            element("dt", {}, "Work"), element("dd", {}, modes[team.mode] ?? team.mode),
            element("dt", {}, "Budget"), element("dd", {}, element("strong", {}, budget || "None of its own"),
                budget ? " together" : "; each member keeps to its own limits")),
        isKilled ? null : runBox(team),
        element("div", { class: "row" }, isKilled
            ? button("Let it pay again", () => revive(team, again), { "aria-label": `Let the team ${team.name} pay again` })
            : button("Stop", () => kill(team, again), { class: "danger", "aria-label": `Stop the team ${team.name}` }),
        button("Remove", () => destroy(team, again), { class: "quiet", "aria-label": `Remove the team ${team.name}` })));
}

function runBox(team) {
    const live = element("div", { class: "stack" });
    const box = element("input", {
        type: "text", dir: "auto", autocomplete: "off", placeholder: "Tell the team what to do…",
        "aria-label": `What the team ${team.name} should do`,
    });
    const go = element("button", { type: "submit", class: "primary" }, "Run");
    const form = element("form", { onsubmit: async (event) => {
        event.preventDefault();
        const text = box.value.trim();
        if (!text || go.disabled) return;
        go.disabled = true;
        await run(team, text, live, () => (box.value = ""));
        go.disabled = false;
        box.focus({ preventScroll: true });
    } }, element("div", { class: "row" }, box, go));
    return element("div", { class: "stack" }, form, live);
}

async function run(team, text, live, done) {
    try {
        const { session_id: session } = await post(`${pathOf(team)}/sessions`);
        const told = await followRun(pathOf(team), { session_id: session, message: text },
            (state) => live.replaceChildren(runCard(state)));
        done();
        announce(told.output || "The run waits for a person.");
        await showStored(team, session, live);
    } catch (error) {
        live.replaceChildren(failure(error));
    }
}

/** The stream does not say what was paid; what is stored does. What waits is decided where it was asked. */
async function showStored(team, session, live) {
    const { items: [run] } = await get(`${pathOf(team)}/sessions/${session}/history`);
    if (!run) return;
    const waiting = run.status === "awaiting_approval" ? (await pendingApprovals()) ?? [] : [];
    live.replaceChildren(runCard(run), ...waiting.filter((approval) => approval.run_id.startsWith(run.run_id))
        .map((approval) => approvalCard(approval, () => showStored(team, session, live))));
}

async function kill(team, again) {
    const sentence = "From this moment nothing is signed for the team. Its members may still pay by themselves.";
    if (await ask(`Stop the team ${team.name}?`, sentence, "Stop it now", { isDangerous: true })) await act(team, "POST", "/kill", again);
}

async function revive(team, again) {
    const sentence = "It may pay again within its budget. What was stopped stays stopped.";
    if (await ask(`Let the team ${team.name} pay again?`, sentence, "Let it pay")) await act(team, "POST", "/revive", again);
}

async function destroy(team, again) {
    const sentence = "The team is stopped and taken off the list. Its agents stay.";
    if (await ask(`Remove the team ${team.name}?`, sentence, "Remove it", { isDangerous: true })) await act(team, "DELETE", "", again);
}

async function act(team, method, verb, again) {
    try {
        const path = pathOf(team) + verb;
        toast((method === "POST" ? await post(path) : await remove(path)).message);
    } catch (error) {
        toast(error.message);
    }
    await again();
}

function maker(agents, again) {
    const trouble = element("div", {});
    const name = element("input", { type: "text", id: "team-name", autocomplete: "off", placeholder: "such as buyers" });
    const daily = element("input", { type: "text", id: "team-daily", class: "amount", inputmode: "decimal", placeholder: "no budget" });
    const mode = element("select", { id: "team-mode" }, ...Object.entries(modes).map(([value, title]) => element("option", { value }, title)));
    const boxes = agents.map((agent) => element("input", { type: "checkbox", value: agent.name }));
    return element("details", { class: "more" }, element("summary", {}, "Make a team"),
        element("form", { class: "card maker", onsubmit: async (event) => {
            event.preventDefault();
            const members = boxes.filter((box) => box.checked).map((box) => box.value);
            const budget = daily.value.trim() ? { token: "USDC", daily: daily.value.trim() } : undefined;
            try {
                await post("/teams", { name: name.value.trim(), mode: mode.value, members, budget });
                toast("The team is made.");
                await again();
            } catch (error) {
                trouble.replaceChildren(failure(error));
            }
        } },
        labelled("Name", name), labelled("USDC a day, together", daily), labelled("How they work", mode),
        element("fieldset", {}, element("legend", {}, "Members"),
            ...agents.map((agent, index) => element("label", { class: "check" }, boxes[index], theirs(agent.name)))),
        trouble, element("div", { class: "row" }, element("button", { type: "submit", class: "primary" }, "Make it"))));
}
