-- What a session with an agent is begun with, as a JSON Schema; an agent without one takes anything.

CREATE TABLE agent_payload_schemas (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    schema BLOB NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
