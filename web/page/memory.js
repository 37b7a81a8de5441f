// What this browser keeps between visits: which session is open, what is being typed, and the
// message that was sent but not yet answered.

function read(key) {
    try {
        const text = localStorage.getItem(`paygent.${key}`);
        return text === null ? null : JSON.parse(text);
    } catch {
        return null;
    }
}

function write(key, value) {
    try {
        if (value === null) localStorage.removeItem(`paygent.${key}`);
        else localStorage.setItem(`paygent.${key}`, JSON.stringify(value));
    } catch {
        // Private windows may refuse storage: the page works on, only a reload forgets.
    }
}

export const openSession = {
    get: () => read("session"),
    set: (id) => write("session", id),
};

/** Typed and not yet sent, for each session. */
export const draft = {
    get: (session) => read(`draft.${session}`) ?? "",
    set: (session, text) => write(`draft.${session}`, text || null),
};

/** `{session, key, text}`: repeated with the same key until the service has answered it. */
export const unsent = {
    get: (session) => read(`unsent.${session}`),
    set: (session, entry) => write(`unsent.${session}`, entry),
};

/** The last question and its ready answers, so that a reload shows them without asking again. */
export const question = {
    get: (session) => read(`question.${session}`),
    set: (session, value) => write(`question.${session}`, value),
};

/** The agent session in which a registered design is tried. */
export const trial = {
    get: (session) => read(`trial.${session}`),
    set: (session, value) => write(`trial.${session}`, value),
};

export function forget(session) {
    for (const kind of [draft, unsent, question, trial]) kind.set(session, null);
}

export function setTheme(theme) {
    try {
        localStorage.setItem("paygent.theme", theme);
    } catch {
        // Then it holds until the page is closed.
    }
}
