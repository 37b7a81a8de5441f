-- Services that owners and discovery lists have added, and what came of payments to them.

CREATE TABLE services (
    id TEXT PRIMARY KEY,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a payment; what is known later takes the earlier's place.
CREATE TABLE service_outcomes (
    payment TEXT PRIMARY KEY,
    resource TEXT NOT NULL,
    kind TEXT NOT NULL,
    is_dearer INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX service_outcomes_by_resource ON service_outcomes (resource, kind, is_dearer);
