-- Conversations of the wizard, and what was made in them.

CREATE TABLE sessions (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    version INTEGER NOT NULL,
    stage TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    -- What a list is searched by, in lower case.
    words TEXT NOT NULL,
    -- The whole session as JSON.
    state BLOB NOT NULL
) STRICT;

-- Neither is touched by a save that stays in its stage.
CREATE INDEX sessions_by_tenant ON sessions (tenant, id);
CREATE INDEX sessions_by_stage ON sessions (tenant, stage, id);

-- The key is the session's number * 2^24 + seq: one conversation lies together, and a row is found
-- and appended without a second index.
CREATE TABLE transcript (
    key INTEGER PRIMARY KEY,
    role TEXT NOT NULL,
    content TEXT NOT NULL,
    stage TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- The key is the session's number * 2^24 + the design's version.
CREATE TABLE snapshots (
    key INTEGER PRIMARY KEY,
    summary TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- The version that undo goes back to from this one.
    undo_target INTEGER,
    design BLOB NOT NULL
) STRICT;

CREATE TABLE exports (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions (number),
    format TEXT NOT NULL,
    filename TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (session, sha256, format)
) STRICT;

-- First answers to requests that may be repeated.
CREATE TABLE answers (
    number INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (scope, key)
) STRICT;
