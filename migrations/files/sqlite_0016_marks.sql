-- What a seller or a facilitator must not forget before a moment: one row for a fact.

CREATE TABLE marks (
    key TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX marks_until ON marks (until);
