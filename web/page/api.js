// Calls to the service. Every failure becomes a sentence that says what to do.

/** The service answered, and said no. `message` is its own explanation. */
export class Refusal extends Error {
    constructor(status, problem) {
        super(problem.detail || problem.title || `The service answered ${status}.`);
        this.status = status;
        this.code = problem.code || "unknown";
        this.problem = problem;
    }
}

/** Nobody answered, or not to the end: worth trying again. */
export class Unreachable extends Error {
    constructor() {
        super("Paygent cannot be reached. Is it still running? Nothing you typed is lost.");
    }
}

// Statuses with which a busy or restarting service asks to be tried again.
const passing = new Set([429, 502, 503, 504]);

export async function request(method, path, { body, headers = {}, signal } = {}) {
    const options = { method, headers: { Accept: "application/json", ...headers }, signal };
    if (body !== undefined) {
        options.body = JSON.stringify(body);
        options.headers["Content-Type"] = "application/json";
    }
    let response;
    try {
        response = await fetch(`/api/v1${path}`, options);
    } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new Unreachable();
    }
    if (response.ok) return response;
    if (passing.has(response.status)) throw new Unreachable();
    throw new Refusal(response.status, await problem(response));
}

async function problem(response) {
    try {
        return await response.json();
    } catch {
        return { detail: `The service answered ${response.status} without an explanation.` };
    }
}

async function answer(method, path, options) {
    const response = await request(method, path, options);
    try {
        return await response.json();
    } catch {
        throw new Unreachable();
    }
}

export const get = (path, options) => answer("GET", path, options);
export const post = (path, body = {}, options = {}) => answer("POST", path, { body, ...options });
export const remove = (path) => answer("DELETE", path);

/** Every page of a list. */
export async function all(path, limit = 200) {
    const items = [];
    let cursor = null;
    do {
        const mark = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const page = await get(`${path}${path.includes("?") ? "&" : "?"}limit=${limit}${mark}`);
        items.push(...page.items);
        cursor = page.next_cursor ?? null;
    } while (cursor !== null);
    return items;
}
