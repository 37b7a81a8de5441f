// Where one is: the address after # names the place, and in the design its tab.
import { byID } from "./element.js";
import { toast } from "./notice.js";

const places = ["design", "agents", "services", "payments", "approvals", "sessions"];
const tabs = ["talk", "cards", "workflow", "versions", "exports", "try"];
const wide = matchMedia("(min-width: 900px)");
const enter = new Map();

/** Calls `act` each time the place, or the tab, comes into sight. */
export function whenEntering(name, act) {
    enter.set(name, act);
}

export function beginPlaces() {
    addEventListener("hashchange", show);
    wide.addEventListener("change", show);
    for (const tab of document.querySelectorAll("[role=tab]")) {
        tab.addEventListener("click", () => go(`design/${tab.dataset.tab}`));
        tab.addEventListener("keydown", moveAlong);
    }
    show();
}

export function go(path) {
    if (location.hash === `#/${path}`) show();
    else location.hash = `#/${path}`;
}

export function present() {
    const [place, tab] = location.hash.replace(/^#\//, "").split("/");
    return {
        place: places.includes(place) ? place : "design",
        tab: tabs.includes(tab) ? tab : wide.matches ? "cards" : "talk",
    };
}

function show() {
    if (location.hash && !location.hash.startsWith("#/")) return;
    const { place, tab } = present();
    tellIfUnknown();
    for (const name of places) byID(`place-${name}`).hidden = name !== place;
    for (const link of document.querySelectorAll("[data-place]")) {
        if (link.dataset.place === place) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    }
    if (place === "design") showTab(wide.matches && tab === "talk" ? "cards" : tab);
    enter.get(place)?.();
}

/** An old or mistyped address leads to the nearest place there is, and says so. */
function tellIfUnknown() {
    const [place, tab, ...more] = location.hash.replace(/^#\/?/, "").split("/");
    const isKnown = !place || (place === "design" ? !tab || tabs.includes(tab) : places.includes(place) && !tab);
    if (!isKnown || more.length) toast(`There is nothing at ${location.hash}; this is the nearest place.`);
}

function showTab(name) {
    if (byID("place-design").dataset.tab !== name) document.querySelector(".panels").scrollTop = 0;
    byID("place-design").dataset.tab = name;
    for (const tab of document.querySelectorAll("[role=tab]")) {
        const isChosen = tab.dataset.tab === name;
        tab.setAttribute("aria-selected", String(isChosen));
        tab.tabIndex = isChosen ? 0 : -1;
        const panel = byID(`panel-${tab.dataset.tab}`);
        if (panel) panel.hidden = !isChosen && !(name === "talk" && tab.dataset.tab === "cards");
    }
    enter.get(name)?.();
}

function moveAlong(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const shown = [...document.querySelectorAll("[role=tab]")].filter((tab) => tab.offsetParent);
    const next = shown[(shown.indexOf(event.currentTarget) + step + shown.length) % shown.length];
    go(`design/${next.dataset.tab}`);
    next.focus();
}
