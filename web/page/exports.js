// The finished design as files for the platforms where agents live.
import { button, byID, element } from "./element.js";
import { failure, toast } from "./notice.js";
import { request } from "./api.js";
import { session } from "./session.js";
import { stillOpen } from "./still_open.js";

const formats = [
    ["Paygent", [["paygent", "Paygent agent file"]]],
    ["OpenAI", [["openai_responses", "Responses API"], ["openai_chat", "Chat Completions"], ["openai_agents", "Agents SDK"], ["openai_agents_api", "Hosted agents"], ["openai_realtime", "Realtime (voice)"], ["openai_assistant", "Assistants"]]],
    ["Anthropic", [["anthropic", "Messages API"], ["anthropic_agent", "Agent SDK"]]],
    ["Google", [["gemini", "Gemini"], ["google_adk", "Agent Development Kit"]]],
    ["Voice", [["elevenlabs", "ElevenLabs"], ["vapi", "Vapi"]]],
    ["Frameworks", [["langgraph", "LangGraph"], ["agno", "Agno"], ["agent_spec", "Agent Spec"], ["n8n", "n8n"], ["dify", "Dify"]]],
    ["Protocols", [["mcp", "MCP tools"], ["mcp_config", "MCP configuration"], ["a2a", "A2A agent card"], ["openapi", "OpenAPI"]]],
    ["Files", [["generic", "Plain prompt"], ["json", "JSON"], ["yaml", "YAML"], ["markdown", "Markdown"], ["text", "Text"], ["mermaid", "Mermaid diagram"]]],
];

/** Characters shown; copying and downloading always give all. */
const previewMax = 60_000;

let chosen = "paygent";
let fullText = "";

export function begin() {
    session.watch("opened", () => byID("panel-exports").replaceChildren());
    session.watch("state", () => {
        if (!byID("panel-exports").hidden) show();
    });
}

const address = (format) => `/prompts/${session.id}/export/download?format=${format}`;

export function show() {
    const panel = byID("panel-exports");
    if (!session.status) return;
    if (!session.isReviewable) {
        panel.replaceChildren(stillOpen("Files are written when the design has what it needs."));
        return;
    }
    panel.replaceChildren(
        element("div", { class: "row between" }, element("h2", {}, "Export"),
            element("a", { class: "button primary", href: `/api/v1${address("zip")}`, download: "" }, "Download everything (zip)")),
        session.isComplete ? "" : element("p", { class: "hint" }, "The design is not approved yet: these files show it as it is now."),
        element("div", { class: "export" }, select(), list(), element("div", { class: "preview", id: "preview", "aria-live": "polite" })));
    preview();
}

function list() {
    return element("div", { class: "formats", role: "group", "aria-label": "Formats" },
        ...formats.map(([vendor, items]) => element("div", { class: "vendor" }, element("h3", {}, vendor),
            ...items.map(([name, title]) => button(title, () => choose(name), {
                "aria-pressed": String(name === chosen), "data-format": name,
            })))));
}

/** The same list for a narrow screen. */
function select() {
    const choice = element("select", {
        class: "format-choice", "aria-label": "Format", onchange: () => choose(choice.value),
    }, ...formats.map(([vendor, items]) => element("optgroup", { label: vendor },
        ...items.map(([name, title]) => element("option", { value: name, selected: name === chosen }, title)))));
    return choice;
}

function choose(name) {
    chosen = name;
    for (const other of byID("panel-exports").querySelectorAll("[data-format]")) {
        other.setAttribute("aria-pressed", String(other.dataset.format === name));
    }
    preview();
}

async function preview() {
    const box = byID("preview");
    const format = chosen;
    try {
        const response = await request("GET", address(format), { headers: { Accept: "*/*" } });
        const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? format;
        const text = await response.text();
        if (format === chosen && box.isConnected) fill(box, name, text, format);
    } catch (error) {
        if (format !== chosen) return;
        fullText = "";
        box.replaceChildren(failure(error, error.status === 410 ? null : preview));
    }
}

function fill(box, name, text, format) {
    fullText = text;
    const size = `${new Intl.NumberFormat("en-GB").format(new TextEncoder().encode(text).length)} bytes`;
    box.replaceChildren(
        element("div", { class: "row between" },
            element("p", { class: "file-name" }, element("strong", {}, name), ` ${size}`),
            element("div", { class: "row" }, button("Copy", copy),
                element("a", { class: "button", href: `/api/v1${address(format)}`, download: name }, "Download"))),
        element("pre", { tabindex: "0", "aria-label": `Preview of ${name}` }, text.slice(0, previewMax)),
        text.length > previewMax ? element("p", { class: "hint" }, "The preview ends here; copying and downloading give the whole file.") : "");
}

async function copy() {
    try {
        await navigator.clipboard.writeText(fullText);
        toast("Copied.");
    } catch {
        toast("This browser does not let pages copy. Use Download instead.");
    }
}
