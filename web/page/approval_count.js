// How many payments wait for a person: the number in the menu, wherever one is.
import { Refusal, get } from "./api.js";
import { announce } from "./notice.js";
import { byID } from "./element.js";

/** Milliseconds between looks while the page is in sight. */
const interval = 10_000;

export function beginApprovalCount() {
    count();
    setInterval(() => {
        if (document.visibilityState === "visible") count();
    }, interval);
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

/** Keeps the number in the menu; a lost connection is told elsewhere. */
export async function count() {
    let waiting;
    try {
        waiting = await pendingApprovals();
    } catch {
        return;
    }
    document.querySelector("[data-place=approvals]").hidden = waiting === null;
    const badge = byID("approval-count");
    const before = badge.hidden ? 0 : Number(badge.textContent);
    badge.hidden = !waiting?.length;
    badge.textContent = waiting?.length ?? 0;
    if (waiting?.length > before) announce(`${waiting.length} payments wait for your approval.`);
}
