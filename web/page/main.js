// Starts the page: each part watches the open session and the address, and none of them the others.
import { Unreachable, get } from "./api.js";
import { banner } from "./notice.js";
import { beginApprovalCount } from "./approval_count.js";
import { beginCards } from "./cards.js";
import { beginColours } from "./colours.js";
import { beginPlaces } from "./places.js";
import { beginRooms, redraw } from "./rooms.js";
import { beginShortcuts } from "./shortcuts.js";
import { beginTalk } from "./talk.js";
import { beginTurns } from "./turns.js";
import { beginVitals } from "./vitals.js";
import { byID } from "./element.js";
import { session } from "./session.js";

for (const begin of [
    beginTalk, beginTurns, beginCards, beginVitals, beginShortcuts, beginRooms, beginPlaces,
]) begin();
beginColours(byID("theme"), redraw);

addEventListener("visibilitychange", () => {
    // A connection that is down is told when something is sent.
    if (document.visibilityState === "visible") session.lookAgain().catch(() => {});
});

await restore();
beginApprovalCount();
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
