#include "clogwriter.h"
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

const char *const clogwriter_name = "logwriter";

/* Bytes that are held: 31 pages of 4 KiB with their headers. The default VFS writes less than 128 KiB
   in one call. */
enum { ROOM = 31 * (4096 + 24) };

/* WAL_WRITE_LOCK; source: <https://www.sqlite.org/walformat.html#locks>. */
enum { WRITE_LOCK = 0 };

/* A database or a log. Every method of SQLite's is called by one thread at a time for one file, and
   for a database and its log together: they belong to one connection. */
typedef struct File {
    sqlite3_file base;
    /* The default VFS's file; it lies behind this one. */
    sqlite3_file *real;
    /* Of a database its log, of a log its database; null while that is not open. */
    struct File *partner;
    /* Of a log: what is held, where in the file it begins, and why it can no longer be written. */
    unsigned char *held;
    int count;
    sqlite3_int64 start;
    int failure;
} File;

static const sqlite3_io_methods *methods_of(File *file) { return file->real->pMethods; }

/* --- The log --- */

static int write_held(File *log) {
    if (log->failure) return log->failure;
    if (!log->count) return SQLITE_OK;
    log->failure = methods_of(log)->xWrite(log->real, log->held, log->count, log->start);
    log->count = 0;
    return log->failure;
}

static int log_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    File *log = (File *)file;
    int follows = log->count && offset == log->start + log->count && log->count + count <= ROOM;
    if (!follows) {
        int code = write_held(log);
        if (code) return code;
        if (count > ROOM) return methods_of(log)->xWrite(log->real, bytes, count, offset);
        log->start = offset;
    }
    memcpy(log->held + log->count, bytes, count);
    log->count += count;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    File *log = (File *)file;
    int code = write_held(log);
    return code ? code : methods_of(log)->xRead(log->real, bytes, count, offset);
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size) {
    File *log = (File *)file;
    int code = write_held(log);
    return code ? code : methods_of(log)->xTruncate(log->real, size);
}

static int log_sync(sqlite3_file *file, int flags) {
    File *log = (File *)file;
    int code = write_held(log);
    return code ? code : methods_of(log)->xSync(log->real, flags);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size) {
    File *log = (File *)file;
    int code = write_held(log);
    return code ? code : methods_of(log)->xFileSize(log->real, size);
}

static int log_close(sqlite3_file *file) {
    File *log = (File *)file;
    int failure = write_held(log);
    if (log->partner) log->partner->partner = NULL;
    free(log->held);
    int code = methods_of(log)->xClose(log->real);
    return failure ? failure : code;
}

/* --- The database: its shared memory is the index of the log --- */

static void database_publish(sqlite3_file *file) {
    File *database = (File *)file;
    File *log = database->partner;
    /* With synchronous=FULL nothing is held any more. Otherwise there is no way to say that it failed,
       and others must not hear of what is not there. */
    if (log && log->count && write_held(log)) abort();
    methods_of(database)->xShmBarrier(database->real);
}

static int database_lock(sqlite3_file *file, int first, int count, int flags) {
    File *database = (File *)file;
    File *log = database->partner;
    int ends = first == WRITE_LOCK && flags == (SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE);
    if (log && ends) log->count = log->failure = 0;
    return methods_of(database)->xShmLock(database->real, first, count, flags);
}

static int database_map(
    sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
    File *it = (File *)file;
    return methods_of(it)->xShmMap(it->real, region, size, extend, memory);
}

static int database_unmap(sqlite3_file *file, int delete) {
    File *it = (File *)file;
    return methods_of(it)->xShmUnmap(it->real, delete);
}

static int database_close(sqlite3_file *file) {
    File *database = (File *)file;
    if (database->partner) database->partner->partner = NULL;
    return methods_of(database)->xClose(database->real);
}

/* --- What is handed on --- */

static int on_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    File *it = (File *)file;
    return methods_of(it)->xRead(it->real, bytes, count, offset);
}

static int on_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    File *it = (File *)file;
    return methods_of(it)->xWrite(it->real, bytes, count, offset);
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size) {
    File *it = (File *)file;
    return methods_of(it)->xTruncate(it->real, size);
}

static int on_sync(sqlite3_file *file, int flags) {
    File *it = (File *)file;
    return methods_of(it)->xSync(it->real, flags);
}

static int on_size(sqlite3_file *file, sqlite3_int64 *size) {
    File *it = (File *)file;
    return methods_of(it)->xFileSize(it->real, size);
}

static int on_lock(sqlite3_file *file, int level) {
    File *it = (File *)file;
    return methods_of(it)->xLock(it->real, level);
}

static int on_unlock(sqlite3_file *file, int level) {
    File *it = (File *)file;
    return methods_of(it)->xUnlock(it->real, level);
}

static int on_check_lock(sqlite3_file *file, int *is_held) {
    File *it = (File *)file;
    return methods_of(it)->xCheckReservedLock(it->real, is_held);
}

static int on_control(sqlite3_file *file, int what, void *argument) {
    File *it = (File *)file;
    return methods_of(it)->xFileControl(it->real, what, argument);
}

static int on_sector_size(sqlite3_file *file) {
    File *it = (File *)file;
    return methods_of(it)->xSectorSize(it->real);
}

static int on_characteristics(sqlite3_file *file) {
    File *it = (File *)file;
    return methods_of(it)->xDeviceCharacteristics(it->real);
}

/* Version 2: without memory-mapped pages, which nobody asks for here. */
static const sqlite3_io_methods database_methods = {
    2, database_close, on_read, on_write, on_truncate, on_sync, on_size, on_lock, on_unlock,
    on_check_lock, on_control, on_sector_size, on_characteristics,
    database_map, database_lock, database_publish, database_unmap, NULL, NULL,
};

/* Version 1: a log has no shared memory of its own. */
static const sqlite3_io_methods log_methods = {
    1, log_close, log_read, log_write, log_truncate, log_sync, log_size, on_lock, on_unlock,
    on_check_lock, on_control, on_sector_size, on_characteristics,
    NULL, NULL, NULL, NULL, NULL, NULL,
};

/* --- The VFS --- */

static int open_log(File *log, const char *name) {
    log->base.pMethods = &log_methods;
    log->held = malloc(ROOM);
    if (!log->held) return SQLITE_NOMEM;
    log->partner = (File *)sqlite3_database_file_object(name);
    log->partner->partner = log;
    return SQLITE_OK;
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *given) {
    sqlite3_vfs *real = vfs->pAppData;
    if (!(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
        return real->xOpen(real, name, file, flags, given);
    File *self = (File *)file;
    memset(self, 0, sizeof *self);
    self->real = (sqlite3_file *)(self + 1);
    int code = real->xOpen(real, name, self->real, flags, given);
    /* Without methods there is nothing to close. */
    if (!self->real->pMethods) return code;
    self->base.pMethods = &database_methods;
    return code || flags & SQLITE_OPEN_MAIN_DB ? code : open_log(self, name);
}

int clogwriter_register(void) {
    if (sqlite3_vfs_find(clogwriter_name)) return SQLITE_OK;
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    if (!real) return SQLITE_ERROR;
    static sqlite3_vfs own;
    /* The default one looks at itself only to open files. */
    own = *real;
    own.pNext = NULL;
    own.zName = clogwriter_name;
    own.pAppData = real;
    own.szOsFile = (int)sizeof(File) + real->szOsFile;
    own.xOpen = open_file;
    return sqlite3_vfs_register(&own, 0);
}
