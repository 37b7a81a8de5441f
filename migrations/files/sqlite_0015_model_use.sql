-- What language models have used of the caps: one row for each session and each day.

CREATE TABLE model_use (
    name TEXT PRIMARY KEY,
    day INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    picodollars INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX model_use_by_day ON model_use (day);
