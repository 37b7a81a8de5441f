-- What agents pay for by the period: one row for an agent and a service.

CREATE TABLE subscriptions (
    tenant TEXT NOT NULL,
    agent TEXT NOT NULL,
    service TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- When to look next; none: it is over.
    due INTEGER,
    body BLOB NOT NULL,
    PRIMARY KEY (tenant, agent, service)
) STRICT, WITHOUT ROWID;

CREATE INDEX subscriptions_due ON subscriptions (due) WHERE due IS NOT NULL;
