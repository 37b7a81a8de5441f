-- Payments, the ledger, the journal and approvals. Ledger and journal are only ever appended to;
-- the sums beside them can be made again from the ledger.

CREATE TABLE payments (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    -- tenant/name
    agent TEXT NOT NULL,
    session TEXT,
    payee TEXT NOT NULL,
    is_near_threshold INTEGER NOT NULL,
    is_reserved INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    is_final INTEGER NOT NULL,
    -- The whole run as JSON.
    body BLOB NOT NULL
) STRICT;

CREATE INDEX payments_by_tenant ON payments (tenant, id);
CREATE INDEX payments_open ON payments (id) WHERE is_final = 0;
CREATE INDEX payments_by_time ON payments (agent, opened_at) WHERE is_reserved = 1;

CREATE TABLE ledger (
    sequence INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    kind TEXT NOT NULL,
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    -- 128 bits as decimal digits.
    units TEXT NOT NULL,
    asset TEXT NOT NULL,
    at INTEGER NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX ledger_by_run ON ledger (run, sequence);

-- Per agent and asset, in atomic units: reserved = posted + released + what is still held.
CREATE TABLE ledger_sums (
    agent TEXT NOT NULL,
    asset TEXT NOT NULL,
    unit TEXT NOT NULL,
    decimals INTEGER NOT NULL,
    reserved TEXT NOT NULL,
    posted TEXT NOT NULL,
    released TEXT NOT NULL,
    PRIMARY KEY (agent, asset)
) STRICT, WITHOUT ROWID;

-- What was posted: single payments (width 0), whole minutes and whole hours, so that a rolling
-- window of 30 days is summed from some hundred rows.
CREATE TABLE spent (
    agent TEXT NOT NULL,
    asset TEXT NOT NULL,
    width INTEGER NOT NULL,
    start INTEGER NOT NULL,
    -- The ledger's sequence number for a single payment, 0 for a sum.
    entry INTEGER NOT NULL,
    units TEXT NOT NULL,
    PRIMARY KEY (agent, asset, width, start, entry)
) STRICT, WITHOUT ROWID;

-- To whom an agent has paid.
CREATE TABLE payees (
    agent TEXT NOT NULL,
    host TEXT NOT NULL,
    address TEXT NOT NULL,
    -- The ends of the address, as much of it as people compare.
    shape BLOB NOT NULL,
    last_entry INTEGER NOT NULL,
    PRIMARY KEY (agent, host, address)
) STRICT, WITHOUT ROWID;

CREATE INDEX payees_by_shape ON payees (agent, shape);

CREATE TABLE journal (
    position INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    run TEXT,
    session TEXT,
    tenant TEXT,
    agent TEXT,
    detail BLOB NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX journal_by_run ON journal (run, position) WHERE run IS NOT NULL;
CREATE INDEX journal_by_session ON journal (session, position) WHERE session IS NOT NULL;

CREATE TABLE approvals (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    agent TEXT NOT NULL,
    state TEXT NOT NULL,
    deadline INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX approvals_pending ON approvals (tenant, id) WHERE state = 'pending';
CREATE INDEX approvals_by_deadline ON approvals (deadline) WHERE state = 'pending';

-- The kill switch: one row an agent, and * for all of them.
CREATE TABLE kill_switches (
    key TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    is_killed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The sandbox: money that is not real.
CREATE TABLE sandbox_balances (
    account TEXT NOT NULL,
    asset TEXT NOT NULL,
    units TEXT NOT NULL,
    PRIMARY KEY (account, asset)
) STRICT, WITHOUT ROWID;

CREATE TABLE sandbox_transactions (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE sandbox_moves (
    number INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL REFERENCES sandbox_transactions (number),
    payer TEXT,
    payee TEXT,
    asset TEXT NOT NULL,
    units TEXT NOT NULL
) STRICT;

CREATE INDEX sandbox_moves_by_owner ON sandbox_moves (owner);
CREATE INDEX sandbox_moves_by_payer ON sandbox_moves (payer, owner) WHERE payer IS NOT NULL;
CREATE INDEX sandbox_moves_by_payee ON sandbox_moves (payee, owner) WHERE payee IS NOT NULL;
