#pragma once

/* A VFS of SQLite's over its default one, that writes the write-ahead log in few large pieces.

   SQLite hands over a log in two writes for every page, 24 bytes and the page: a commit of a group is
   hundreds of system calls. Here what follows on what is held already is held, too, and written at
   once before any of these:

   - the log is synced, read, measured, truncated or closed,
   - the room is used up, or a write goes elsewhere,
   - the index of the log, which tells other connections and processes of a commit, is published.

   So nobody is told of a page that is not in the file, and with synchronous=FULL, where each commit
   syncs before it is published, a commit lasts exactly as long as without this.

   A write that fails is told where the bytes are written: by the sync (or read, or later write) of the
   same transaction. From then on every write, read and sync of the log fails with the same code, until
   the transaction is over, so that it cannot commit without what is missing. What is held when the
   lock for writing is given back belongs to no commit, and is forgotten: another process may write to
   that place next.

   Other files, and the database itself, are the default VFS's own business. */

/* Registers it, once a process; `name` is what connections ask for. Returns a result code of SQLite. */
int clogwriter_register(void);

/* The name to open connections with. */
extern const char *const clogwriter_name;
