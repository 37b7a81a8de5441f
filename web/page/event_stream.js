// Server-sent events over fetch, because EventSource cannot POST.
// Source: WHATWG HTML, "Server-sent events".

/** @returns an async iterator of `{id, event, data}` with `data` already parsed from JSON */
export async function* serverEvents(response) {
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    let isRead = false;
    try {
        while (true) {
            const { value, done } = await reader.read();
            isRead = done;
            if (done) return;
            rest += decoder.decode(value, { stream: true });
            const blocks = rest.split(/\r?\n\r?\n/);
            rest = blocks.pop();
            for (const block of blocks) {
                const event = parsed(block);
                if (event) yield event;
            }
        }
    } finally {
        if (!isRead) await reader.cancel().catch(() => {});
    }
}

function parsed(block) {
    const event = { id: null, event: "message", data: null };
    const lines = [];
    for (const line of block.split(/\r?\n/)) {
        if (line.startsWith("data:")) lines.push(line.slice(5).trimStart());
        else if (line.startsWith("event:")) event.event = line.slice(6).trim();
        else if (line.startsWith("id:")) event.id = line.slice(3).trim();
    }
    if (!lines.length) return null;
    event.data = JSON.parse(lines.join("\n"));
    return event;
}
