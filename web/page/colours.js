// Light and dark: what the person chose, else what their system says.
import { setTheme } from "./memory.js";

export function isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** @param changed called when everything that was drawn must be drawn again */
export function beginColours(control, changed) {
    control.addEventListener("click", () => {
        const theme = isDark() ? "light" : "dark";
        document.documentElement.dataset.theme = theme;
        setTheme(theme);
        changed();
    });
}
