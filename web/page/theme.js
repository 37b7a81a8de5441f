// Loaded before anything is drawn, so that the page never flashes in the other colours.
(() => {
    let chosen = null;
    try {
        chosen = localStorage.getItem("paygent.theme");
    } catch {
        // Storage may be switched off; then the system's choice stands.
    }
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
