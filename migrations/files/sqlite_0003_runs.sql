-- What agents were asked and what they did about it.

CREATE TABLE agent_runs (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    agent TEXT NOT NULL,
    session TEXT,
    status TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- The whole run as JSON.
    state BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX agent_runs_by_agent ON agent_runs (tenant, agent, id);
CREATE INDEX agent_runs_by_session ON agent_runs (session, id) WHERE session IS NOT NULL;
CREATE INDEX agent_runs_open ON agent_runs (id) WHERE status IN ('running', 'awaiting_approval');
