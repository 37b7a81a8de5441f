-- What is to be told to the owner's server: taken from the journal, kept until it was heard.

CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX webhooks_due ON webhooks (due_at);

-- How far the journal has been read; one row.
CREATE TABLE webhook_position (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    position INTEGER NOT NULL
) STRICT;
