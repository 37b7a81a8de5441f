// The design as cards that fill while people talk. Each value shows the words it came from and can
// be changed in place.
import { announce } from "./notice.js";
import { button, byID, element, theirs } from "./element.js";
import { groups, known, removal, slot } from "./slots.js";
import { say } from "./talk.js";
import { session } from "./session.js";
import { starterGallery } from "./starters.js";
import { valueText } from "./values.js";

/** Characters of a sentence shown before and after the words that counted. */
const aroundMax = 70;

/** What was shown last, to see what changed: slot name to JSON text. */
let shown = new Map();
let shownSession = null;
/** The slot whose editor is open, with what is typed in it. */
let editing = null;

export function beginCards() {
    session.watch("opened", () => {
        editing = null;
        byID("panel-cards").replaceChildren();
    });
    session.watch("state", showCards);
}

function showCards() {
    const { collected_data: stated, defaults, missing } = session.status;
    const values = new Map([...Object.entries(defaults), ...Object.entries(stated)]);
    const changed = changedSlots(values);
    const isEmpty = values.size === 0;
    const cards = isEmpty ? [starterGallery()] : groupsWithRest(values).map((group) =>
        card(group, values, new Set(Object.keys(stated)), new Set(missing), changed));
    const panel = byID("panel-cards");
    panel.replaceChildren(element("div", { class: isEmpty ? "" : "cards" }, ...cards));
    if (editing) byID("edit-value")?.focus();
}

/** Nothing flashes when a session is opened; only what changes afterwards does. */
function changedSlots(values) {
    const now = new Map([...values].map(([name, value]) => [name, JSON.stringify(value)]));
    const isSame = shownSession === session.id;
    const changed = isSame ? [...now].filter(([name, text]) => shown.get(name) !== text).map(([name]) => name) : [];
    shown = now;
    shownSession = session.id;
    return new Set(changed);
}

function groupsWithRest(values) {
    const rest = [...values.keys()].filter((name) => !known.has(name));
    return rest.length ? [...groups, { title: "Other", slots: rest }] : groups;
}

function card(group, values, stated, missing, changed) {
    const rows = [];
    const open = [];
    for (const name of group.slots) {
        if (values.has(name)) rows.push(row(name, values.get(name), stated.has(name), changed.has(name)));
        else if (missing.has(name)) rows.push(openRow(name));
        else if (slot(name).edit) open.push(name);
    }
    const hasValue = group.slots.some((name) => values.has(name));
    const flashes = group.slots.some((name) => changed.has(name));
    return element("section", { class: `card${flashes ? " flash" : ""}${hasValue ? "" : " empty"}` },
        element("h2", {}, group.title),
        rows.length ? element("dl", {}, ...rows) : null,
        more(group, open));
}

function row(name, value, isStated, isChanged) {
    const about = slot(name);
    const source = session.status.evidence?.[name];
    return element("div", { class: `decision${isChanged ? " flash" : ""}`, "data-slot": name },
        element("dt", {}, about.title),
        element("dd", {},
            editing?.name === name ? editor(name) : element("div", { class: "value-line" },
                element("span", { class: "value" }, theirs(valueText(about, value))),
                editButton(name, about, "Edit"), isStated && removal(name) ? removeButton(name, about) : null),
            isStated ? evidence(source) : element("p", { class: "source" },
                element("span", { class: "tag chosen" }, "Chosen by Paygent"))));
}

function evidence(source) {
    if (!source) return null;
    return element("p", { class: "source" }, "You said “",
        element("q", { class: "words", dir: "auto" }, ...sentenceAround(source)), "”");
}

/** The sentence of the conversation that the words stand in, with the words marked. */
function sentenceAround({ message, words }) {
    const said = session.messages.find((entry) => entry.seq === message)?.content ?? "";
    const start = said.indexOf(words);
    if (start < 0) return [shortened(words, 240)];
    const before = said.slice(0, start).split(/[.!?\n](?=\s)/).at(-1).trimStart();
    const after = said.slice(start + words.length).split(/[.!?](?=\s|$)|\n/)[0];
    if (before.length + after.length === 0) return [shortened(words, 240)];
    return [before.length > aroundMax ? `…${before.slice(-aroundMax)}` : before,
        element("mark", {}, shortened(words, 240)), shortened(after, aroundMax)];
}

function shortened(text, lengthMax) {
    return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
}

function openRow(name) {
    const about = slot(name);
    return element("div", { class: "decision open", "data-slot": name },
        element("dt", {}, about.title),
        element("dd", {}, editing?.name === name ? editor(name) : element("div", { class: "value-line" },
            element("span", { class: "value unset" }, "Not decided yet"),
            editButton(name, about, "Set"))));
}

function editButton(name, about, label) {
    return about.edit && button(label, () => {
        editing = { name, text: "" };
        showCards();
    }, { class: "quiet edit", "aria-label": `${label}: ${about.title}` });
}

/** Says it in the conversation, so that it can be undone like anything said. */
function removeButton(name, about) {
    return button("Remove", async () => {
        const before = shown.get(name);
        const reply = await say(removal(name));
        if (!reply || shown.get(name) === before) announce("Nothing was changed. The conversation says why.");
    }, { class: "quiet take-back", "aria-label": `Remove: ${about.title}` });
}

/** What may be decided besides, folded away. */
function more(group, names) {
    if (!names.length) return null;
    const details = element("details", { class: "more" },
        element("summary", {}, "Add", element("span", { class: "unseen" }, ` to ${group.title}`)),
        ...names.map((name) => editing?.name === name ? editor(name)
            : editButtonNamed(name, slot(name))));
    details.open = names.includes(editing?.name);
    return details;
}

function editButtonNamed(name, about) {
    return button(about.title, () => {
        editing = { name, text: "" };
        showCards();
    }, { class: "chip small" });
}

function editor(name) {
    const about = slot(name);
    const preview = element("p", { class: "hint" });
    const input = element("input", {
        id: "edit-value", type: "text", dir: "auto", value: editing.text, autocomplete: "off",
        "aria-label": about.title, placeholder: `such as ${about.example}`,
        oninput: () => {
            editing.text = input.value;
            preview.textContent = input.value.trim() ? `Says: “${about.edit(input.value.trim())}”` : "";
        },
        onkeydown: (event) => {
            if (event.key === "Escape") closeEditor();
        },
    });
    return element("form", { class: "editor", onsubmit: (event) => {
        event.preventDefault();
        if (input.value.trim()) apply(name, about.edit(input.value.trim()));
    } }, input, element("button", { type: "submit", class: "primary small" }, "Save"),
    button("Cancel", closeEditor, { class: "quiet" }), preview);
}

function closeEditor() {
    const name = editing?.name;
    editing = null;
    showCards();
    byID("panel-cards").querySelector(`[data-slot="${name}"] .edit`)?.focus();
}

/** Sends the sentence; the editor stays open, with what was typed, when nothing came of it. */
async function apply(name, sentence) {
    const before = shown.get(name);
    const kept = editing;
    editing = null;
    const reply = await say(sentence);
    if (reply && shown.get(name) !== before) return;
    editing = kept;
    showCards();
    announce("Nothing was changed. The conversation says why.");
    byID("panel-cards").querySelector(".editor .hint")?.replaceChildren(
        "Nothing was changed; the conversation says why. Try other words.");
}
