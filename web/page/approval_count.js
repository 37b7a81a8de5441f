// How many payments wait for a person: the number in the menu, wherever one is, as it changes.
import { Refusal, get, request } from "./api.js";
import { announce } from "./notice.js";
import { byID } from "./element.js";
import { serverEvents } from "./event_stream.js";

/** Milliseconds before a lost stream is asked for again. */
const pause = 3_000;
const listeners = new Set();

/** Calls `act` with the list whenever it is another one. */
export function whenApprovalsChange(act) {
    listeners.add(act);
}

export function beginApprovalCount() {
    follow();
    document.addEventListener("visibilitychange", follow);
}

let stop = null;

/** Only while the page is in sight: a browser keeps few connections to one service. */
async function follow() {
    if (document.visibilityState !== "visible") return stop?.abort();
    if (stop && !stop.signal.aborted) return;
    stop = new AbortController();
    const { signal } = stop;
    while (!signal.aborted) {
        try {
            const response = await request("GET", "/approvals/stream", { headers: { Accept: "text/event-stream" }, signal });
            for await (const { event, data } of serverEvents(response)) {
                if (event === "approvals") tell(data.items);
            }
        } catch (error) {
            if (error instanceof Refusal && error.status === 404) return tell(null);
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
    }
}

/** @returns the list, or null when this service does not offer approvals */
export async function pendingApprovals() {
    try {
        return (await get("/approvals/pending")).items;
    } catch (error) {
        if (error instanceof Refusal && error.status === 404) return null;
        throw error;
    }
}

/** Looks now, for what this page itself has changed; a lost connection is told elsewhere. */
export async function count() {
    try {
        tell(await pendingApprovals());
    } catch {
        return;
    }
}

function tell(waiting) {
    document.querySelector("[data-place=approvals]").hidden = waiting === null;
    const badge = byID("approval-count");
    const before = badge.hidden ? 0 : Number(badge.textContent);
    badge.hidden = !waiting?.length;
    badge.textContent = waiting?.length ?? 0;
    if (waiting?.length > before) announce(`${waiting.length} payments wait for your approval.`);
    for (const act of listeners) act(waiting ?? []);
}
