// Everything by keyboard. Single letters count only where nobody is typing.
import { button, byID, element } from "./element.js";
import { go } from "./places.js";
import { beginNew, undo } from "./turns.js";

const letters = {
    "/": ["Write a message", () => {
        go("design/talk");
        byID("message").focus();
    }],
    d: ["The design", () => go("design/cards")],
    w: ["The workflow", () => go("design/workflow")],
    v: ["Versions", () => go("design/versions")],
    e: ["Export", () => go("design/exports")],
    t: ["Try it", () => go("design/try")],
    a: ["Agents", () => go("agents")],
    f: ["Find services", () => go("services")],
    p: ["Payments", () => go("payments")],
    o: ["Approvals", () => go("approvals")],
    s: ["Sessions", () => go("sessions")],
    u: ["Undo the last change", undo],
    n: ["New session", beginNew],
    "?": ["These shortcuts", showShortcuts],
};

const others = [
    ["Ctrl+1 … Ctrl+4", "Choose a ready answer"], ["Enter", "Send"],
    ["Shift+Enter", "New line"], ["Esc", "Leave the box, close a window"],
    ["← →", "Move along the tabs"],
];

export function beginShortcuts() {
    addEventListener("keydown", pressed);
    byID("help").addEventListener("click", showShortcuts);
}

function pressed(event) {
    if (document.querySelector("dialog[open]")) return;
    const isTyping = event.target.closest?.("input, textarea, select");
    if (event.ctrlKey && !event.altKey && /^[1-4]$/.test(event.key)) {
        const chip = byID("chips").children[Number(event.key) - 1];
        if (!chip) return;
        event.preventDefault();
        chip.click();
        return;
    }
    if (event.key === "Escape" && isTyping) event.target.blur();
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const found = letters[event.key];
    if (!found) return;
    event.preventDefault();
    found[1]();
}

function showShortcuts() {
    const dialog = byID("shortcuts");
    const lines = [...Object.entries(letters).map(([key, [title]]) => [key, title]), ...others];
    dialog.replaceChildren(
        element("h2", { id: "shortcuts-title" }, "Keyboard"),
        element("dl", { class: "keys" }, ...lines.flatMap(([key, title]) => [
            element("dt", {}, element("kbd", {}, key)), element("dd", {}, title),
        ])),
        element("div", { class: "row end" }, button("Close", () => dialog.close(), { class: "primary", autofocus: true })));
    dialog.showModal();
}
