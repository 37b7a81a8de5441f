// Builds what is shown. Texts become text nodes, never markup, so no name can turn into a script.

/**
 * @param {string} tag
 * @param {object} properties attributes; functions under `on…` become listeners, null is left out
 * @param {...(Node|string|null)} children
 */
export function element(tag, properties = {}, ...children) {
    return dressed(document.createElement(tag), properties, children);
}

export function svgElement(tag, properties = {}, ...children) {
    return dressed(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);
}

function dressed(node, properties, children) {
    for (const [name, value] of Object.entries(properties)) {
        if (value === null || value === undefined || value === false) continue;
        if (typeof value === "function") node.addEventListener(name.slice(2), value);
        else node.setAttribute(name, value === true ? "" : String(value));
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
}

/** Text from a person: kept in its own direction, so that it cannot turn its surroundings around. */
export function theirs(text) {
    return element("bdi", {}, text);
}

export function button(label, onclick, properties = {}) {
    return element("button", { type: "button", onclick, ...properties }, label);
}

let fields = 0;

/** A field under its name. */
export function labelled(text, input) {
    input.id ||= `field-${++fields}`;
    return element("div", { class: "labelled" }, element("label", { for: input.id }, text), input);
}

/** A box for words of a person. */
export function sentenceBox(example, properties = {}) {
    return element("input", { type: "text", dir: "auto", autocomplete: "off", placeholder: example, ...properties });
}

export function byID(id) {
    return document.getElementById(id);
}

/** Lines as paragraphs, and lines that begin with a dash as a list. */
export function prose(text) {
    const parts = document.createDocumentFragment();
    let list = null;
    for (const line of text.split("\n")) {
        if (line.startsWith("- ")) {
            if (!list) parts.append((list = element("ul")));
            list.append(element("li", { dir: "auto" }, line.slice(2)));
            continue;
        }
        list = null;
        if (line.trim()) parts.append(element("p", { dir: "auto" }, line));
    }
    return parts;
}
