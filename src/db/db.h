/*
 * SQLite opened our way. The only room that calls sqlite3_open.
 *
 *     db_open(path, DB_READ | DB_IMMUTABLE, &db, &err)
 *
 * Read-write databases: WAL, synchronous=FULL, foreign keys off, a busy
 * timeout, defensive mode, trusted_schema off. Read-only ones are opened
 * immutable where asked (built code tables: no locks, no -shm file). A file in
 * the making (DB_ALONE) is written without a log and without waiting for the
 * disk, on any file system; whoever makes it syncs it at the end.
 */
#ifndef YULU_DB_DB_H
#define YULU_DB_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum db_mode {
	DB_READ = 1,
	DB_WRITE = 2,		/* and create */
	DB_IMMUTABLE = 4,	/* with DB_READ: nobody writes it while it is open */
	DB_ALONE = 8,		/* with DB_WRITE: nobody else opens it */
};

struct db;

enum rc db_open(const char *path, unsigned mode, struct db **out, struct err *err);
void db_close(struct db *db);
sqlite3 *db_handle(struct db *db);
const char *db_path(const struct db *db);
/* Turns SQLite's code into ours, with SQLite's words and the path. */
enum rc db_fail(struct db *db, int sqlite_rc, struct err *err, const char *doing);
enum rc db_exec(struct db *db, const char *sql, struct err *err);
/* Prepared once per text and kept (SQLITE_PREPARE_PERSISTENT); reset and unbound when handed out again. */
enum rc db_prepare(struct db *db, const char *sql, sqlite3_stmt **out, struct err *err);
struct sv db_column_sv(sqlite3_stmt *st, int column);	/* until the next step */
int db_bind_sv(sqlite3_stmt *st, int index, struct sv text);
/* Makes `to`, opened DB_ALONE, what `from` is at this moment. */
enum rc db_copy(struct db *from, struct db *to, struct err *err);
enum rc db_begin(struct db *db, struct err *err);	/* BEGIN IMMEDIATE */
enum rc db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);

#endif
