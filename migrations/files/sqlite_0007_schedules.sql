-- What makes agents act by themselves, and what became of each moment.

CREATE TABLE triggers (
    tenant TEXT NOT NULL,
    agent TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- When to look next; none: it waits to be called.
    due INTEGER,
    -- Up to here every time has been dealt with.
    cursor INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant, agent, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX triggers_due ON triggers (due) WHERE due IS NOT NULL;
CREATE INDEX triggers_by_cursor ON triggers (cursor) WHERE due IS NOT NULL;

-- One moment fires once: whoever comes second finds its key.
CREATE TABLE occurrences (
    number INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    agent TEXT NOT NULL,
    trigger_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (tenant, agent, trigger_id, kind, key)
) STRICT;

CREATE INDEX occurrences_by_agent ON occurrences (tenant, agent, number);
