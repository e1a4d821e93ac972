/* What the files of the store share. */
#ifndef YULU_STORE_INTERNAL_H
#define YULU_STORE_INTERNAL_H

#include "db/db.h"
#include "store/store.h"

struct store {
	struct db *db;
	char *home;
	int locks_fd;		/* -1 until the first lock; once closed all locks are gone */
};

#define STORE_SUMMARY_COLUMNS \
	"client_no, seq_no, entry_no, job_no, client, due, memo, consignee, bill, contract, goods, items, totals"
#define STORE_DRAFT_COLUMNS \
	"id, type, edition, state, owner, seq, top, base_step, next_row, made_from, created_at, changed_at, " STORE_SUMMARY_COLUMNS
enum { STORE_FIRST_SUMMARY_COLUMN = 12 };

/* schema.c: migrations[i] leads from user_version i to i + 1. */
extern const char *const store_migrations[];
extern const size_t store_n_migrations;

/* store.c */
/* Brings db up to n, copying the file to PATH.vVERSION before it changes one
 * that holds something. RC_DENIED: it is newer than n. */
enum rc store_migrate(struct db *db, const char *const *migrations, size_t n, struct err *err);
/* The name of a network file system by its statfs type; NULL for others. */
const char *store_network_fs(unsigned long type);

/* Statements: types has a letter an argument: i int64_t, t struct sv, n struct
 * sv whose NULL is NULL. */
enum rc store_sql(struct store *store, sqlite3_stmt **st, struct err *err, const char *sql, const char *types, ...);
/* *row: is there one? When not, the statement is reset. */
enum rc store_sql_next(struct store *store, sqlite3_stmt *st, bool *row, struct err *err);
/* A statement without result. */
enum rc store_sql_do(struct store *store, struct err *err, const char *sql, const char *types, ...);
/* One number; RC_NOTFOUND without text when there is no row. */
enum rc store_sql_int(struct store *store, int64_t *out, struct err *err, const char *sql, const char *types, ...);

/* draft.c */
enum rc store_no_draft(int64_t id, struct err *err);
/* seq + 1 if it still is seq; RC_BUSY, RC_NOTFOUND. */
enum rc store_take_seq(struct store *store, int64_t draft, int64_t seq, struct err *err);
enum rc store_put_summary(struct store *store, int64_t draft, const struct sv summary[STORE_N_SUMMARY], struct err *err);
enum rc store_put_row(struct store *store, int64_t draft, const struct store_row *row, struct err *err);

/* Of STORE_DRAFT_COLUMNS. */
void store_read_draft(sqlite3_stmt *st, struct arena *arena, struct store_draft *out);

/* lock.c */
/* One process at a time makes a store or brings it up to date; waits. */
enum rc store_lock_opening(struct store *store, bool on, struct err *err);

/* find.c */
/* What finds a draft, as the index holds it. */
enum rc store_find_text(struct store *store, int64_t draft, struct str *out, struct err *err);
/* What the user looks for as an FTS5 expression; empty when it names nothing. */
void store_find_query(struct sv wanted, struct str *out);

/* edit.c */
enum rc store_put_step(struct store *store, int64_t draft, const struct store_step *step, int64_t *id, struct err *err);
/* Makes `to` of what must be `from`. */
enum rc store_apply(struct store *store, int64_t draft, uint32_t row, struct sv path,
    const struct store_side *from, const struct store_side *to, struct err *err);
/* All changes of a step, forwards or backwards. */
enum rc store_apply_step(struct store *store, int64_t draft, int64_t step, bool back, struct err *err);

/* check.c */
/* Of all rows; the same on every machine and in every version. */
enum rc store_rows_hash(struct store *store, int64_t draft, int64_t *hash, struct err *err);

#endif
