// Starts the page: each part watches the open session and the address, and none of them the others.
import { Unreachable, get } from "./api.js";
import { banner } from "./notice.js";
import { beginAgents } from "./agents.js";
import { beginApprovals } from "./approvals.js";
import { beginCards } from "./cards.js";
import { beginExports } from "./exports.js";
import { beginPayments } from "./payments.js";
import { beginPlaces } from "./places.js";
import { beginSessions } from "./sessions.js";
import { beginShortcuts } from "./shortcuts.js";
import { beginTalk } from "./talk.js";
import { beginTryout } from "./tryout.js";
import { beginVersions } from "./versions.js";
import { beginVitals } from "./vitals.js";
import { beginWorkflow, redraw } from "./workflow.js";
import { byID } from "./element.js";
import { isDark } from "./diagram.js";
import { session } from "./session.js";
import { setTheme } from "./memory.js";

for (const begin of [
    beginTalk, beginCards, beginVitals, beginWorkflow, beginVersions, beginExports, beginTryout,
    beginAgents, beginPayments, beginSessions, beginShortcuts, beginPlaces,
]) begin();

byID("theme").addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    setTheme(theme);
    redraw();
});

addEventListener("visibilitychange", () => {
    // A connection that is down is told when something is sent.
    if (document.visibilityState === "visible") session.lookAgain().catch(() => {});
});

await restore();
beginApprovals();
showMoneyKind();

/** Tries until the service answers; nothing can be done before. */
async function restore() {
    for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
        try {
            await session.restore();
            return banner(null);
        } catch (error) {
            if (!(error instanceof Unreachable)) {
                return banner(error.message, { label: "Try again", act: () => location.reload() });
            }
            banner(error.message);
            await new Promise((resolve) => setTimeout(resolve, wait));
        }
    }
}

async function showMoneyKind() {
    try {
        const wallet = await get("/wallet/balance");
        byID("money-kind").hidden = !wallet.simulated;
    } catch {
        // Each payment says for itself whether it is simulated.
    }
}
