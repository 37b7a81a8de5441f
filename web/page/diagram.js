// Draws Mermaid text. The library is large, so it is fetched when there is something to draw.
import { isDark } from "./colours.js";

let loading = null;
let drawings = 0;

function mermaid() {
    loading ??= new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = "/assets/vendor/mermaid.min.js";
        script.onload = () => resolve(globalThis.mermaid);
        script.onerror = () => {
            loading = null;
            script.remove();
            reject(new Error("The drawing library could not be loaded. The text below says the same."));
        };
        document.head.append(script);
    });
    return loading;
}

/** @returns {Promise<Element>} the drawing; throws with a sentence when there is none */
export async function draw(text) {
    const library = await mermaid();
    library.initialize({
        startOnLoad: false, securityLevel: "strict", theme: "base", themeVariables: colours(),
        maxTextSize: 1_000_000, maxEdges: 5000, fontFamily: "inherit",
        flowchart: { useMaxWidth: false, padding: 12 }, state: { useMaxWidth: false },
    });
    let svg;
    try {
        ({ svg } = await library.render(`drawing${++drawings}`, text));
    } catch {
        throw new Error("This workflow could not be drawn. The text below says the same.");
    }
    return harmless(svg);
}

/** The page's own colours, so that the drawing belongs to it in light and dark. */
function colours() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
        darkMode: isDark(), background: colour("surface"), fontSize: "14px",
        primaryColor: colour("accent-soft"), primaryTextColor: colour("ink"), primaryBorderColor: colour("accent"),
        secondaryColor: colour("sunken"), tertiaryColor: colour("surface"),
        lineColor: colour("line-strong"), textColor: colour("ink"), titleColor: colour("soft"),
        clusterBkg: colour("surface"), clusterBorder: colour("line"), edgeLabelBackground: colour("surface"),
    };
}

/** Mermaid has cleaned it already; nothing that could act is taken over in any case. */
function harmless(svg) {
    const drawing = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
    for (const node of drawing.querySelectorAll("script, iframe, object, embed, image, img, a")) node.remove();
    for (const node of [drawing, ...drawing.querySelectorAll("*")]) {
        for (const { name } of [...node.attributes]) {
            if (name.startsWith("on") || name.endsWith("href")) node.removeAttribute(name);
        }
    }
    return document.importNode(drawing, true);
}
