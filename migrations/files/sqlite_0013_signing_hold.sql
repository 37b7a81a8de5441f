-- Why nothing may be signed until the books were compared with the chain; at most one row.

CREATE TABLE signing_hold (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    cause TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;
