-- Designs that run: an agent is a row, its versions are never changed.

CREATE TABLE agents (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    latest INTEGER NOT NULL,
    is_deleted INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_versions (
    number INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    session TEXT,
    is_built_in INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    design BLOB NOT NULL,
    file BLOB NOT NULL,
    UNIQUE (tenant, name, version)
) STRICT;

CREATE TABLE agent_sessions (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    agent TEXT NOT NULL,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    payload BLOB NOT NULL
) STRICT;

CREATE INDEX agent_sessions_by_tenant ON agent_sessions (tenant, id);
CREATE INDEX agent_sessions_by_agent ON agent_sessions (tenant, agent, id);

CREATE VIEW registered_agents AS
SELECT
    agents.tenant, agents.name, version, session, is_built_in, created_at, sha256, design, file
FROM agents JOIN agent_versions
ON agent_versions.tenant = agents.tenant AND agent_versions.name = agents.name AND version = latest
WHERE is_deleted = 0;
