// Taking the last change back, and beginning anew: both from a button and from the keyboard.
import { byID } from "./element.js";
import { go } from "./places.js";
import { session } from "./session.js";
import { toast } from "./notice.js";

export function beginTurns() {
    byID("undo").addEventListener("click", undo);
    byID("new-session").addEventListener("click", beginNew);
}

export async function undo() {
    try {
        await session.undo();
        toast("Taken back: the design is as it was before.");
    } catch (error) {
        toast(error.message);
    }
}

export async function beginNew() {
    try {
        await session.begin();
        go("design");
        byID("message").focus();
    } catch (error) {
        toast(error.message);
    }
}
