// The parts that are not needed at first are fetched when somebody goes there.
import { byID } from "./element.js";
import { failure } from "./notice.js";
import { whenEntering } from "./places.js";

const rooms = {
    workflow: ["panel-workflow", () => import("./workflow.js")],
    versions: ["panel-versions", () => import("./versions.js")],
    exports: ["panel-exports", () => import("./exports.js")],
    try: ["panel-try", () => import("./tryout.js")],
    agents: ["place-agents", () => import("./agents.js")],
    services: ["place-services", () => import("./services.js")],
    payments: ["place-payments", () => import("./payments.js")],
    approvals: ["place-approvals", () => import("./approvals.js")],
    sessions: ["place-sessions", () => import("./sessions.js")],
};

const begun = new Map();

export function beginRooms() {
    for (const name of Object.keys(rooms)) whenEntering(name, () => enter(name));
}

async function enter(name) {
    const [place, load] = rooms[name];
    let room;
    try {
        room = await load();
    } catch {
        // The browser remembers a failed fetch of a module, so only a reload asks again.
        const error = new Error("This part could not be loaded. Is Paygent still running?");
        byID(place).replaceChildren(failure(error, () => location.reload()));
        return;
    }
    if (!begun.has(name)) {
        room.begin?.();
        begun.set(name, room);
    }
    if (!byID(place).hidden) room.show();
}

/** Draws again in other colours what has been drawn. */
export function redraw() {
    begun.get("workflow")?.redraw();
}
