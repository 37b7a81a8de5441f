-- The next number (nonce) of each account's transactions, for all processes that use this file.

CREATE TABLE transaction_numbers (
    network TEXT NOT NULL,
    address TEXT NOT NULL,
    next INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    PRIMARY KEY (network, address)
) STRICT, WITHOUT ROWID;
