// What the page says to everybody: by eye in a toast or a banner, by ear through the announcer.
import { button, byID, element } from "./element.js";

let hideToast = 0;

/** Read aloud by screen readers. */
export function announce(text) {
    byID("announcer").textContent = text;
}

/** A small thing that was done. */
export function toast(text) {
    const box = byID("toast");
    box.textContent = text;
    box.hidden = false;
    announce(text);
    clearTimeout(hideToast);
    hideToast = setTimeout(() => (box.hidden = true), 4000);
}

/** Something that stays wrong until it is mended; null takes it away. */
export function banner(text, action = null) {
    const box = byID("banner");
    box.hidden = text === null;
    box.replaceChildren(
        ...(text === null ? [] : [element("span", {}, text)]),
        ...(action ? [button(action.label, action.act)] : []));
}

/** A failure shown beside what failed, with a way to try again. */
export function failure(error, again = null) {
    return element("div", { class: "failure", role: "alert" },
        element("p", {}, error.message),
        again ? button("Try again", again) : null);
}

/**
 * Asks before something that is hard to take back.
 * @returns {Promise<boolean>}
 */
export function ask(title, sentence, yes, { isDangerous = false } = {}) {
    const dialog = byID("ask");
    return new Promise((resolve) => {
        let said = false;
        const confirm = button(yes, () => {
            said = true;
            dialog.close();
        }, { class: isDangerous ? "danger" : "primary" });
        dialog.replaceChildren(
            element("h2", { id: "ask-title" }, title), element("p", {}, sentence),
            element("div", { class: "row end" }, button("Cancel", () => dialog.close()), confirm));
        dialog.onclose = () => resolve(said);
        dialog.showModal();
    });
}
