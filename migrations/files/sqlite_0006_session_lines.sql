-- What a conversation adds stays in its own row while there is room: a message then writes one page
-- and not three. What there is no more room for moves on together, every few messages.
--
-- Both hold lines of JSON:
--   [seq, role, stage, created_at, content]          a message
--   [version, undo_target, created_at, summary]      a design, followed by the design itself
--   {…}

ALTER TABLE sessions ADD COLUMN last_entry INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN last_design INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN latest BLOB NOT NULL DEFAULT x'';

-- The key is the session's number * 2^24 + the number of its last message: one conversation lies
-- together, and a place is found without a second index.
CREATE TABLE turns (
    key INTEGER PRIMARY KEY,
    -- The newest design in it or before it; 0 when there is none.
    last_design INTEGER NOT NULL,
    lines BLOB NOT NULL
) STRICT;

INSERT INTO turns (key, last_design, lines)
SELECT key, 0, CAST(
    json_array(key & 16777215, role, stage, created_at, content) || char(10) AS BLOB)
FROM transcript;

UPDATE sessions SET
    last_entry = coalesce((
        SELECT max(key & 16777215) FROM transcript
        WHERE key BETWEEN number << 24 AND (number << 24) + 16777215), 0),
    last_design = coalesce((
        SELECT max(key & 16777215) FROM snapshots
        WHERE key BETWEEN number << 24 AND (number << 24) + 16777215), 0),
    latest = coalesce((
        SELECT CAST(group_concat(lines, '') AS BLOB) FROM (
            SELECT json_array(key & 16777215, undo_target, created_at, summary) || char(10)
                || CAST(design AS TEXT) || char(10) AS lines
            FROM snapshots WHERE key BETWEEN number << 24 AND (number << 24) + 16777215
            ORDER BY key)), x'');

DROP TABLE transcript;
DROP TABLE snapshots;
