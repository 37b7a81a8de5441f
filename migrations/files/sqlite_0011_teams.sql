-- Several agents behind one entrance; the members stay registered agents of their own.

CREATE TABLE teams (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The team as JSON.
    body BLOB NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
