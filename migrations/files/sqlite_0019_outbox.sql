-- What is to be told, by each way that there is: taken from the journal, kept until it was heard.

CREATE TABLE outbox (
    way TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (way, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_due ON outbox (way, due_at);

-- How far the journal has been read for each way.
CREATE TABLE outbox_positions (
    way TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO outbox (way, id, kind, body, created_at, tries, due_at)
SELECT 'webhook', id, kind, body, created_at, tries, due_at FROM webhooks;

INSERT INTO outbox_positions (way, position) SELECT 'webhook', position FROM webhook_position;

DROP TABLE webhooks;
DROP TABLE webhook_position;
