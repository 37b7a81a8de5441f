-- Simulated venues. Their money is on the sandbox ledger and changes in the same transaction.

-- What was done under a key, and what was answered: done once.
CREATE TABLE paper_answers (
    key TEXT PRIMARY KEY,
    answer BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Price series, pools, shares, positions and bets, each as JSON.
CREATE TABLE paper_records (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX paper_records_by_owner ON paper_records (kind, owner, id);
CREATE INDEX paper_records_open ON paper_records (kind, id) WHERE is_open = 1;
