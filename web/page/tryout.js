// "Try it": the finished design becomes an agent and is told what to do, with sandbox money.
import { Refusal, get, post } from "./api.js";
import { announce, failure, toast } from "./notice.js";
import { approvalCard } from "./approvals.js";
import { button, byID, element } from "./element.js";
import { followRun } from "./live_run.js";
import { pendingApprovals } from "./approval_count.js";
import { lossText, moneyText } from "./values.js";
import { runCard } from "./run_card.js";
import { session } from "./session.js";
import { stillOpen } from "./still_open.js";
import { suggest } from "./talk.js";
import { trial } from "./memory.js";

const examples = {
    x402_payment: "buy today's weather quote", subscribe_service: "subscribe to the news bulletin",
    swap_tokens: "swap 1 USDC for CRO", perpetual_trade: "open a 2x long on BTC with 1 USDC",
    prediction_market: "bet 0.5 USDC on yes for BTC", check_balance: "what is my balance?",
    spending: "how much have you spent today?",
};

let agent = null;
let command = "";
let live = null;
let balanceBefore = null;

export function begin() {
    session.watch("opened", () => {
        agent = null;
        live = null;
        balanceBefore = null;
        byID("panel-try").replaceChildren();
    });
    session.watch("state", () => {
        if (!byID("panel-try").hidden && !live) show();
    });
}

export async function show() {
    const panel = byID("panel-try");
    if (!session.status || live) return;
    if (!session.isComplete) {
        panel.replaceChildren(session.isReviewable ? toApprove() : stillOpen("It can be tried when the design is finished."));
        return;
    }
    try {
        const id = session.id;
        const { items } = await get("/agents?limit=200");
        if (id !== session.id) return;
        agent = items.findLast((one) => one.session_id === id) ?? null;
        if (agent) await fill(panel);
        else panel.replaceChildren(registration());
    } catch (error) {
        panel.replaceChildren(failure(error, show));
    }
}

function toApprove() {
    return element("section", { class: "waiting" }, element("h2", {}, "Approve it first"),
        element("p", {}, "Only a design that you have seen and approved becomes an agent. It is ready for your review."),
        button("Review the workflow", () => (location.hash = "#/design/workflow"), { class: "primary" }));
}

function registration() {
    const trouble = element("div", {});
    return element("section", { class: "waiting" }, element("h2", {}, "Make it an agent"),
        element("p", {}, `It gets exactly this design and nothing more. The most it can lose in 24 hours: ${lossText(session.status.max_loss_24h)}.`),
        element("p", { class: "hint" }, "Its money is simulated: payments settle on the sandbox ledger."),
        button("Register the agent", () => register(trouble), { class: "primary" }), trouble);
}

async function register(trouble) {
    try {
        agent = await post("/agents", { session_id: session.id });
        toast(`${agent.name} is registered.`);
        await show();
    } catch (error) {
        const isTaken = error instanceof Refusal && error.status === 409;
        trouble.replaceChildren(failure(error),
            isTaken ? button("Choose another name", () => suggest("call it ")) : "");
    }
}

/** The agent session is made once, and again when the service no longer has it. */
async function agentSession() {
    const kept = trial.get(session.id);
    if (kept?.agent === agent.name && kept.version === agent.version) return kept.id;
    const made = await post(`/agents/${encodeURIComponent(agent.name)}/sessions`, {});
    trial.set(session.id, { agent: agent.name, version: agent.version, id: made.session_id });
    return made.session_id;
}

async function runs(sessionID) {
    const path = `/agents/${encodeURIComponent(agent.name)}/sessions/${sessionID}/history?limit=50`;
    const { items } = await get(path);
    return items.toSorted((one, other) => other.started_at.localeCompare(one.started_at));
}

async function fill(panel) {
    let id = await agentSession();
    let past;
    try {
        past = await runs(id);
    } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 404) throw error;
        trial.set(session.id, null);
        id = await agentSession();
        past = [];
    }
    const balance = await get(`/wallet/balance?network=${encodeURIComponent(agent.network)}`);
    panel.replaceChildren(head(), wallet(balance), commandForm(), element("div", { id: "live" }),
        element("div", { class: "runs" }, ...past.map(runCard)));
    await showApprovals(panel, past);
}

function head() {
    const isKilled = agent.status === "killed";
    return element("div", { class: "row between" },
        element("h2", { dir: "auto" }, agent.name, " ", element("small", {}, `version ${agent.version}`)),
        element("span", { class: `tag ${isKilled ? "bad" : "good"}` }, isKilled ? "Stopped" : "Active"));
}

function wallet(balance) {
    const figures = balance.balances.filter((money) => money.amount !== "0");
    const text = figures.map(moneyText).join(" · ") || "empty";
    const isNew = balanceBefore !== null && balanceBefore !== text;
    const was = balanceBefore;
    balanceBefore = text;
    return element("p", { class: `balance${isNew ? " flash" : ""}` }, "Wallet: ", element("strong", { id: "balance" }, text),
        isNew ? element("span", { class: "change" }, ` was ${was}`) : null,
        balance.simulated ? element("span", { class: "tag simulated" }, "Simulated") : null);
}

function commandForm() {
    const box = element("input", {
        type: "text", id: "command", dir: "auto", value: command, autocomplete: "off",
        "aria-label": "What it should do", placeholder: "Tell it what to do…", oninput: () => (command = box.value),
    });
    const fitting = Object.entries(examples).filter(([tool]) => tool === "spending" || agent.tools.includes(tool));
    const chips = fitting.map(([, text]) => button(text, () => run(text), { class: "chip small" }));
    return element("form", { class: "command", onsubmit: (event) => {
        event.preventDefault();
        if (box.value.trim()) run(box.value.trim());
    } }, element("div", { class: "row" }, box, element("button", { type: "submit", class: "primary", id: "run" }, "Run")),
    element("div", { class: "chips", role: "group", "aria-label": "Examples" }, ...chips));
}

async function run(text) {
    if (live) return;
    const place = byID("live");
    byID("run").disabled = true;
    try {
        live = followRun(`/agents/${encodeURIComponent(agent.name)}`,
            { session_id: await agentSession(), message: text }, (state) => place.replaceChildren(runCard(state)));
        const ended = await live;
        command = "";
        announce(ended.output || "The run waits for a person.");
        live = null;
        await show();
        byID("command")?.focus({ preventScroll: true });
    } catch (error) {
        live = null;
        command = text;
        byID("command").value = text;
        byID("run").disabled = false;
        place.replaceChildren(failure(error, () => run(text)));
    }
}

/** What waits for a person is decided right where it was asked. */
async function showApprovals(panel, past) {
    const waiting = past.filter((one) => one.status === "awaiting_approval");
    if (!waiting.length) return;
    const approvals = await pendingApprovals();
    if (approvals === null) return;
    const cards = approvals
        .filter((approval) => waiting.some((one) => approval.run_id.startsWith(one.run_id)))
        .map((approval) => approvalCard(approval, show));
    panel.querySelector("#live")?.replaceChildren(...cards);
}
