/* What the files of the store share. */
#ifndef YULU_STORE_INTERNAL_H
#define YULU_STORE_INTERNAL_H

#include "db/db.h"
#include "store/store.h"

struct store {
	struct db *db;
	char *home;		/* NULL: a copy whose blobs are not at hand */
	int locks_fd;		/* -1 until the first lock; once closed all locks are gone */
	bool in_batch;		/* between store_begin() and store_commit() */
	bool unsynced_blobs;	/* of the batch */
	bool fast_sha256;	/* the processor has instructions for it */
};

#define STORE_SUMMARY_COLUMNS \
	"client_no, seq_no, entry_no, job_no, client, due, memo, consignee, bill, contract, goods, items, totals"
#define STORE_DRAFT_COLUMNS \
	"id, type, edition, state, owner, seq, top, base_step, next_row, made_from, created_at, changed_at, attempt, original," \
	" base_hash IS NOT NULL, " STORE_SUMMARY_COLUMNS
enum {
	STORE_FIRST_SUMMARY_COLUMN = 15,
	STORE_DAY_MS = 86400000,
};

/* schema.c: migrations[i] leads from user_version i to i + 1. */
extern const char *const store_migrations[];
extern const size_t store_n_migrations;

/* store.c */
/* Brings db up to n, copying the file to PATH.vVERSION before it changes one
 * that holds something. RC_DENIED: it is newer than n. */
enum rc store_migrate(struct db *db, const char *const *migrations, size_t n, struct err *err);
/* RC_PARSE: it is no store of ours, and not empty where it may be. */
enum rc store_is_store(struct db *db, bool or_empty, struct err *err);
enum rc store_refuse_network_fs(const char *home, struct err *err);
/* Gives others of the group what they need, where home is theirs to write too. */
void store_share(struct store *store, const char *path, unsigned mode);
/* The name of a network file system by its statfs type; NULL for others. */
const char *store_network_fs(unsigned long type);

/* Statements: types has a letter an argument: i int64_t, t struct sv, n struct
 * sv whose NULL is NULL. */
enum rc store_sql(struct store *store, sqlite3_stmt **st, struct err *err, const char *sql, const char *types, ...);
/* *row: is there one? When not, the statement is reset. */
enum rc store_sql_next(struct store *store, sqlite3_stmt *st, bool *row, struct err *err);
/* A statement without result. */
enum rc store_sql_do(struct store *store, struct err *err, const char *sql, const char *types, ...);
/* The same without waiting for the disk, for what may be lost with the machine's last moments. */
enum rc store_sql_lightly(struct store *store, struct err *err, const char *sql, const char *types, ...);
/* One number; RC_NOTFOUND without text when there is no row. */
enum rc store_sql_int(struct store *store, int64_t *out, struct err *err, const char *sql, const char *types, ...);

/* A column's text in the arena, never NULL. */
struct sv store_keep(sqlite3_stmt *st, int column, struct arena *arena);

/* batch.c */
/* A transaction, or inside a batch a savepoint. */
enum rc store_call_begin(struct store *store, struct err *err);
/* Keeps what was done when rc is RC_OK, else takes it back; returns rc or why it could not be kept. */
enum rc store_call_end(struct store *store, enum rc rc, struct err *err);

/* sha256.c */
/* Asks the processor, which in a virtual machine takes as long as hashing
 * 10 KiB: once a store. */
bool store_sha256_is_fast(void);
void store_sha256_with(bool fast, struct sv bytes, char hex[STORE_SHA256_LEN + 1]);

/* blob.c */
#define STORE_BLOBS_OF_DRAFT \
	"SELECT original FROM draft WHERE id = ?1 AND original IS NOT NULL UNION SELECT sha256 FROM file WHERE draft = ?1" \
	" UNION SELECT substr(coalesce(old, new), 1, 64) FROM step CROSS JOIN change ON change.step = step.id" \
	" WHERE draft = ?1 AND op = 'file'" \
	" UNION SELECT substr(coalesce(new, old), 1, 64) FROM step CROSS JOIN change ON change.step = step.id" \
	" WHERE draft = ?1 AND op = 'file'"
/* A file or a directory. */
enum rc store_sync_path(const char *path, struct err *err);
/* Before the batch that names them is committed. */
enum rc store_sync_blobs(struct store *store, struct err *err);
/* There, and as young as if put now, because a record is about to name it; RC_NOTFOUND. */
enum rc store_blob_need(struct store *store, struct sv sha256, struct err *err);
/* A record names it no longer. */
void store_blob_touch(struct store *store, struct sv sha256);

/* draft.c */
enum rc store_no_draft(int64_t id, struct err *err);
enum rc store_need_draft(struct store *store, int64_t id, struct err *err);
/* The draft if it still is at seq; RC_BUSY, RC_NOTFOUND. */
enum rc store_draft_at(struct store *store, int64_t id, int64_t seq, struct arena *arena, struct store_draft *out, struct err *err);
/* It changed now: seq + 1, search is owed. */
enum rc store_note_change(struct store *store, int64_t id, int64_t top, int64_t next_row, struct err *err);
/* A tree from row 1, parents before children; raises *next_row past their ids. */
enum rc store_put_rows(struct store *store, int64_t id, const struct store_row *rows, size_t n, int64_t *next_row, struct err *err);
/* RC_USAGE when a file hangs on no row. */
enum rc store_files_have_rows(struct store *store, int64_t draft, struct err *err);
/* Undo goes back to the document as it is now, and to this step. */
enum rc store_set_base(struct store *store, int64_t id, int64_t base_step, struct err *err);
enum rc store_put_summary(struct store *store, int64_t draft, const struct sv summary[STORE_N_SUMMARY], struct err *err);
enum rc store_put_row(struct store *store, int64_t draft, const struct store_row *row, struct err *err);

/* Of STORE_DRAFT_COLUMNS. */
void store_read_draft(sqlite3_stmt *st, struct arena *arena, struct store_draft *out);

/* lock.c */
/* One process at a time makes a store or brings it up to date; waits. */
enum rc store_lock_opening(struct store *store, bool on, struct err *err);

/* find.c */
/* Adds a text as the index holds it. */
void store_find_add(struct str *out, struct sv s);
/* What finds a draft, as the index holds it: its type and state, its texts. */
enum rc store_find_text(struct store *store, int64_t draft, struct str *head, struct str *out, struct err *err);
/* What the user looks for as an FTS5 expression; empty when it names nothing. */
void store_find_query(struct sv wanted, struct str *out);

/* file.c */
enum rc store_put_file(struct store *store, int64_t draft, const struct store_file *file, struct err *err);
enum rc store_delete_file(struct store *store, int64_t draft, const struct store_file *file, struct err *err);

/* journal.c */
enum rc store_put_step(struct store *store, int64_t draft, const struct store_step *step, int64_t *id, struct err *err);
/* Digits, all of them. */
bool store_read_number(struct sv s, int64_t *out);
enum rc store_put_change(struct store *store, int64_t step, size_t n, const struct store_change *c, struct err *err);

/* apply.c */
/* Changes done to the rows, or taken back from the last one. RC_USAGE: what
 * stands there is not what a change expects. */
enum rc store_apply(struct store *store, int64_t draft, const struct store_change *change, size_t n, bool back, struct err *err);
/* All changes of a step. RC_PARSE when they do not fit. */
enum rc store_apply_step(struct store *store, int64_t draft, int64_t step, bool back, struct err *err);

/* check.c */
/* Of all rows and files; the same on every machine and in every version. */
enum rc store_document_hash(struct store *store, int64_t draft, int64_t *hash, struct err *err);

#endif
