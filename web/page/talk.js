// The conversation: messages, ready answers, and the box to type in.
import { announce, toast } from "./notice.js";
import { button, byID, element, prose } from "./element.js";
import { draft } from "./memory.js";
import { session } from "./session.js";

/** Characters the service takes in one message. */
const lengthMax = 20000;

let ownBubble = null;
let replyBubble = null;
let scrolling = 0;

export function beginTalk() {
    const box = byID("message");
    byID("composer").addEventListener("submit", (event) => {
        event.preventDefault();
        submit();
    });
    box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        submit();
    });
    box.addEventListener("input", typed);
    session.watch("opened", opened);
    session.watch("said", (entry) => append(bubble(entry.role, entry.content)));
    session.watch("working", (entry) => working(entry.text));
    session.watch("delta", streamed);
    session.watch("replied", replied);
    session.watch("refused", refused);
    session.watch("trouble", showTrouble);
    session.watch("state", showQuestion);
}

function opened() {
    byID("messages").replaceChildren();
    ownBubble = replyBubble = null;
    byID("message").value = draft.get(session.id);
    byID("chips").replaceChildren();
    grow();
}

function submit() {
    const text = byID("message").value;
    if (!text.trim() || session.pending) return;
    if (text.length > lengthMax) {
        note(`That is ${text.length} characters; one message has at most ${lengthMax}. Send it in two.`, true);
        return;
    }
    byID("message").value = "";
    byID("message").style.height = "";
    draft.set(session.id, "");
    session.send(text);
}

/** Says something as if it had been typed, without touching what is being typed. */
export async function say(text) {
    if (session.pending) {
        toast("One moment: the last message is still being answered.");
        return null;
    }
    return session.send(text);
}

/** Puts a text into the box for the person to finish. */
export function suggest(text) {
    const box = byID("message");
    box.value = text;
    typed();
    location.hash = "#/design/talk";
    box.focus();
}

function typed() {
    const text = byID("message").value;
    draft.set(session.id, text);
    grow();
    if (text.length > lengthMax * 0.9) note(`${text.length} of ${lengthMax} characters`, text.length > lengthMax);
    else note("Enter sends, Shift+Enter starts a new line.");
}

function note(text, isWrong = false) {
    const line = byID("composer-note");
    line.textContent = text;
    line.classList.toggle("wrong", isWrong);
}

function grow() {
    const box = byID("message");
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 2, 180)}px`;
}

function bubble(role, text) {
    const isOwn = role === "user";
    return element("article", { class: isOwn ? "bubble own" : "bubble", dir: "auto" },
        element("h2", { class: "unseen" }, isOwn ? "You" : "Paygent"),
        element("div", { class: "said" }, isOwn ? ownText(text) : prose(text)));
}

function ownText(text) {
    return element("p", { dir: "auto", class: "as-typed" }, text);
}

function append(node) {
    byID("messages").append(node);
    toEnd();
}

/** Once a frame: measuring a long conversation is the only slow thing here. */
function toEnd() {
    scrolling ||= requestAnimationFrame(() => {
        scrolling = 0;
        const box = byID("messages");
        box.scrollTop = box.scrollHeight;
    });
}

function working(text) {
    ownBubble = bubble("user", text);
    replyBubble = element("article", { class: "bubble working" },
        element("h2", { class: "unseen" }, "Paygent"),
        element("div", { class: "said" }, element("p", { class: "dots" }, "Working",
            element("i"), element("i"), element("i"))));
    append(ownBubble);
    append(replyBubble);
    byID("chips").replaceChildren();
    byID("send").disabled = true;
}

function streamed(text) {
    replyBubble?.querySelector(".said").replaceChildren(prose(text));
    toEnd();
}

function replied({ reply, isNew }) {
    byID("send").disabled = false;
    if (isNew) {
        replyBubble?.classList.remove("working");
        replyBubble?.querySelector(".said").replaceChildren(prose(reply.ai_response));
    } else {
        ownBubble?.remove();
        replyBubble?.remove();
    }
    ownBubble = replyBubble = null;
    announce(reply.ai_response);
    showQuestion();
    toEnd();
}

/** What was typed goes back into the box, in front of anything typed since. */
function refused({ text, error }) {
    byID("send").disabled = false;
    ownBubble?.remove();
    replyBubble?.remove();
    ownBubble = replyBubble = null;
    const box = byID("message");
    box.value = box.value ? `${text}\n${box.value}` : text;
    typed();
    showTrouble({ sentence: error.message, again: null });
    showQuestion();
    box.focus();
}

function showTrouble(trouble) {
    const line = byID("trouble");
    line.hidden = trouble === null;
    line.replaceChildren();
    if (!trouble) return;
    line.append(element("span", {}, trouble.sentence));
    if (trouble.again) line.append(button("Try now", trouble.again, { class: "quiet" }));
}

function showQuestion() {
    if (session.pending) return;
    const chips = (session.asked?.suggestions ?? []).map((text, index) => {
        const chip = button(text, () => {
            showTrouble(null);
            byID("message").focus({ preventScroll: true });
            say(text);
        }, { class: "chip", dir: "auto", title: `Ctrl+${index + 1}` });
        return chip;
    });
    byID("chips").replaceChildren(...chips);
    const name = session.status?.collected_data.agent_name ?? session.status?.defaults.agent_name;
    byID("session-title").textContent = name ?? "New agent";
    toEnd();
}
