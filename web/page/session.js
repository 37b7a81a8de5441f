// The open conversation: what was said, what is asked next, and how the design stands.
// Views watch it; it knows nothing of them.
import { Refusal, Unreachable, get, post, request } from "./api.js";
import { serverEvents } from "./event_stream.js";
import * as memory from "./memory.js";

const waitMin = 500; // milliseconds before the first repetition
const waitMax = 8000;

/** Turns after one of them, oldest first; the service gives at most 200 at once. */
async function history(id, after) {
    const entries = [];
    let page;
    do {
        const mark = entries.at(-1)?.seq ?? after;
        page = (await get(`/sessions/${id}/history?cursor=${mark}&limit=200`)).items;
        entries.push(...page);
    } while (page.length === 200);
    return entries;
}

class Session {
    id = null;
    /** `{seq, role, content}` in order; every one of them is stored by the service. */
    messages = [];
    /** The answer of `status`: values, where they came from, what is missing. */
    status = null;
    /** `{suggestions, question_topic, question}` of the last reply. */
    asked = null;
    /** The last change of the maximum loss, as `{before, after}`. */
    lossChange = null;
    /** Text that was sent and is not answered yet. */
    pending = null;
    #watchers = new Map();
    #wake = null;

    /** Names: opened, said, delta, working, replied, refused, state, trouble. */
    watch(name, act) {
        this.#watchers.set(name, [...(this.#watchers.get(name) ?? []), act]);
    }

    #tell(name, value) {
        for (const act of this.#watchers.get(name) ?? []) act(value);
    }

    get lastSeq() {
        return this.messages.at(-1)?.seq ?? 0;
    }

    get isReviewable() {
        return ["reviewing_workflow", "finalizing", "completed"].includes(this.status?.stage);
    }

    get isComplete() {
        return this.status?.stage === "completed";
    }

    /** Goes on where this browser was, or begins. */
    async restore() {
        const id = memory.openSession.get();
        if (!id) return this.begin();
        try {
            await this.open(id);
        } catch (error) {
            if (!(error instanceof Refusal) || error.status !== 404) throw error;
            memory.forget(id);
            await this.begin();
        }
    }

    /** @param {{template?: string}} body */
    async begin(body = {}) {
        const created = await post("/sessions/create", body);
        this.#show(created.session_id);
        this.#keepQuestion(created);
        await this.refresh();
    }

    async open(id) {
        const status = await get(`/sessions/${id}/status`);
        this.#show(id);
        this.status = status;
        this.asked = memory.question.get(id);
        await this.catchUp();
        if (!this.asked || this.asked.seq !== this.lastSeq) await this.resume();
        this.#tell("state");
        const unsent = memory.unsent.get(id);
        if (unsent) this.#deliver(unsent);
    }

    /** Asks the service where it was; it also wakes a session that had expired. */
    async resume() {
        this.#keepQuestion(await post(`/sessions/${this.id}/resume`));
        this.#tell("state");
    }

    #show(id) {
        this.id = id;
        this.messages = [];
        this.status = null;
        this.asked = null;
        this.lossChange = null;
        this.pending = null;
        memory.openSession.set(id);
        this.#tell("opened");
    }

    #keepQuestion(reply) {
        this.asked = {
            suggestions: reply.suggestions ?? [], question_topic: reply.question_topic,
            question: reply.question, seq: reply.message_number ?? this.lastSeq,
        };
        memory.question.set(this.id, this.asked);
    }

    /** Turns and values as the service has them now. */
    async refresh() {
        const id = this.id;
        const status = await get(`/sessions/${id}/status`);
        if (id !== this.id) return;
        this.status = status;
        await this.catchUp();
        if (this.asked && this.asked.seq === 0) this.asked.seq = this.lastSeq;
        this.#tell("state");
    }

    /** Adds the turns that were taken elsewhere: another tab, another machine. */
    async catchUp() {
        const id = this.id;
        for (const entry of await history(id, this.lastSeq)) {
            if (id !== this.id || entry.seq <= this.lastSeq) continue;
            this.messages.push(entry);
            this.#tell("said", entry);
        }
    }

    /** Looks whether another window has gone on with it. */
    async lookAgain() {
        if (!this.id || this.pending) return;
        const status = await get(`/sessions/${this.id}/status`);
        if (status.conversation_length !== this.lastSeq || status.version !== this.status?.version) {
            await this.refresh();
            await this.resume();
        }
    }

    /** Says something. Answers the reply, or null when the service refused it. */
    async send(text) {
        if (this.pending) return null;
        return this.#deliver({ session: this.id, key: crypto.randomUUID(), text });
    }

    async #deliver(entry) {
        memory.unsent.set(entry.session, entry);
        this.pending = entry;
        this.#tell("working", entry);
        try {
            const reply = await this.#untilAnswered(entry);
            memory.unsent.set(entry.session, null);
            if (this.pending !== entry) return reply;
            this.#replied(entry, reply);
            await this.refresh().catch(() => this.#tell("trouble", this.#trouble()));
            return reply;
        } catch (error) {
            memory.unsent.set(entry.session, null);
            if (this.pending !== entry) {
                memory.draft.set(entry.session, entry.text);
                return null;
            }
            this.pending = null;
            this.#tell("refused", { text: entry.text, error });
            return null;
        }
    }

    #replied(entry, reply) {
        this.pending = null;
        const seq = reply.message_number;
        // The turns may be here already when they were taken before a reload.
        const isNew = seq > this.lastSeq;
        if (isNew) {
            this.messages.push({ seq: seq - 1, role: "user", content: entry.text });
            this.messages.push({ seq, role: "assistant", content: reply.ai_response });
        }
        this.#keepQuestion(reply);
        this.lossChange = { before: reply.max_loss_24h_before, after: reply.max_loss_24h };
        this.#tell("replied", { reply, isNew });
    }

    /** Repeats under the same key, so that a message counts once however often it is sent. */
    async #untilAnswered(entry) {
        let wait = waitMin;
        const progress = { lastEventID: null, text: "" };
        while (true) {
            try {
                const reply = await this.#attempt(entry, progress);
                if (this.pending === entry) this.#tell("trouble", null);
                return reply;
            } catch (error) {
                if (!(error instanceof Unreachable)) throw error;
                if (this.pending === entry) this.#tell("trouble", this.#trouble());
                await this.#pause(wait);
                wait = Math.min(wait * 2, waitMax);
            }
        }
    }

    async #attempt(entry, progress) {
        const headers = { Accept: "text/event-stream", "Idempotency-Key": entry.key };
        if (progress.lastEventID) headers["Last-Event-ID"] = progress.lastEventID;
        const path = `/sessions/${entry.session}/message`;
        const response = await request("POST", path, { body: { message: entry.text }, headers });
        const isStream = response.headers.get("Content-Type")?.startsWith("text/event-stream");
        try {
            return isStream ? await this.#follow(response, entry, progress) : await response.json();
        } catch (error) {
            if (error instanceof Refusal) throw error;
            throw new Unreachable();
        }
    }

    async #follow(response, entry, progress) {
        let reply = null;
        for await (const { id, event, data } of serverEvents(response)) {
            progress.lastEventID = id ?? progress.lastEventID;
            if (event === "done") reply = data;
            if (event === "error") throw new Refusal(500, { detail: data.message, code: data.code });
            if (event === "delta") {
                progress.text += data.text;
                if (this.pending === entry) this.#tell("delta", progress.text);
            }
        }
        if (reply === null) throw new Unreachable();
        return reply;
    }

    #trouble() {
        return { sentence: new Unreachable().message, again: () => this.#wake?.() };
    }

    #pause(milliseconds) {
        return new Promise((resolve) => {
            const done = () => {
                clearTimeout(timer);
                removeEventListener("online", done);
                this.#wake = null;
                resolve();
            };
            const timer = setTimeout(done, milliseconds);
            addEventListener("online", done);
            this.#wake = done;
        });
    }

    async undo() {
        const reply = await post(`/sessions/${this.id}/undo`);
        await this.#took(reply);
        return reply;
    }

    /** Approves the workflow, or says what to change in it. */
    async review(body) {
        const before = this.status?.max_loss_24h;
        const answer = await post(`/workflows/${this.id}/review`, body);
        this.lossChange = { before, after: answer.max_loss_24h };
        await this.refresh();
        await this.resume();
        return answer;
    }

    async #took(reply) {
        this.lossChange = { before: reply.max_loss_24h_before, after: reply.max_loss_24h };
        this.#keepQuestion(reply);
        await this.refresh();
    }
}

export const session = new Session();
