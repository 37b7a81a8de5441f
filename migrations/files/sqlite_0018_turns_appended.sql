-- What moves on from a session's row is written behind what moved on last, whoever's it is, and
-- found by an index. At a place of its own between those of other conversations it fills a page
-- and pushes its neighbours aside: five pages written instead of two.

CREATE TABLE turns_appended (
    number INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    -- The newest message in it.
    last_entry INTEGER NOT NULL,
    -- The newest design in it or before it; 0 when there is none.
    last_design INTEGER NOT NULL,
    -- As in migration 6.
    lines BLOB NOT NULL
) STRICT;

INSERT INTO turns_appended (session, last_entry, last_design, lines)
SELECT key >> 24, key & 16777215, last_design, lines FROM turns ORDER BY key;

DROP TABLE turns;
ALTER TABLE turns_appended RENAME TO turns;
CREATE UNIQUE INDEX turns_by_session ON turns (session, last_entry);
