#include "db/db.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

enum { BUSY_TIMEOUT_MS = 5000 };

/* Statements by text: open addressing, at most half full. */
struct kept {
	char *sql;
	uint64_t hash;
	sqlite3_stmt *st;
};

struct db {
	sqlite3 *handle;
	char *path;
	struct kept *kept;
	size_t n_kept, cap_kept;	/* cap is a power of two */
};

/* What a user can do about each kind of failure. */
static const char *remedy_of(enum rc rc)
{
	switch (rc) {
	case RC_FULL:
		return _("free some disk space and try again");
	case RC_BUSY:
		return _("another process is using it; wait until it is done and try again");
	case RC_DENIED:
		return _("check the permissions of the file and of its directory");
	case RC_PARSE:
		return _("the file is damaged or no database; put it aside and restore it from a backup or install it again");
	default:
		return NULL;
	}
}

static enum rc rc_of_sqlite(int code)
{
	if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID)
		return RC_EXISTS;
	switch (code & 0xFF) {
	case SQLITE_FULL:
		return RC_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return RC_BUSY;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
		return RC_DENIED;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return RC_PARSE;
	case SQLITE_IOERR:
		return RC_IO;
	case SQLITE_TOOBIG:
		return RC_LIMIT;
	case SQLITE_INTERRUPT:
		return RC_STOP;
	default:
		return RC_INTERNAL;
	}
}

enum rc db_fail(struct db *db, int sqlite_rc, struct err *err, const char *doing)
{
	enum rc rc = rc_of_sqlite(sqlite_rc);
	const char *remedy = remedy_of(rc), *words = sqlite3_errstr(sqlite_rc);

	if ((sqlite_rc & 0xFF) == SQLITE_NOMEM || sqlite_rc == SQLITE_IOERR_NOMEM)
		mem_exhausted();
	/* the connection's words are fuller, but only about its last failure */
	if (db->handle != NULL && (sqlite3_errcode(db->handle) & 0xFF) == (sqlite_rc & 0xFF))
		words = sqlite3_errmsg(db->handle);
	if (remedy == NULL)
		return err_set(err, rc, "%s: %s: %s", doing, db->path, words);
	return err_set(err, rc, "%s: %s: %s; %s", doing, db->path, words, remedy);
}

/* file:PATH?immutable=1 with what means something in a URI written as %XX.
 * An absolute path gets an empty authority, so that //x stays a path. */
static char *dup_immutable_uri(const char *path)
{
	struct str s = {0};

	str_adds(&s, path[0] == '/' ? "file://" : "file:");
	for (const char *p = path; *p != '\0'; p++) {
		if (*p == '?' || *p == '#' || *p == '%')
			str_addf(&s, "%%%02X", (unsigned)(unsigned char)*p);
		else
			str_addc(&s, *p);
	}
	str_adds(&s, "?immutable=1");
	return str_take(&s);
}

static int open_handle(struct db *db, unsigned mode)
{
	char *uri;
	int rc;

	if (mode & DB_WRITE)
		return sqlite3_open_v2(db->path, &db->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (!(mode & DB_IMMUTABLE))
		return sqlite3_open_v2(db->path, &db->handle, SQLITE_OPEN_READONLY, NULL);
	uri = dup_immutable_uri(db->path);
	rc = sqlite3_open_v2(uri, &db->handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
	mem_free(uri);
	return rc;
}

static const char alone[] = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF";
/* What a savepoint may have to take back stays in memory (temp_store): in a file
 * it is more writing than the transaction itself. */
static const char shared[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY";

/* Sets the connection up and reads the schema, so that a file that is no
 * database is found here. */
static int prepare_handle(struct db *db, unsigned mode)
{
	sqlite3 *h = db->handle;
	int rc;

	sqlite3_extended_result_codes(h, 1);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_busy_timeout(h, BUSY_TIMEOUT_MS);
	if (mode & DB_ALONE)
		sqlite3_exec(h, "PRAGMA locking_mode = EXCLUSIVE", NULL, NULL, NULL);
	rc = sqlite3_exec(h, "PRAGMA foreign_keys = OFF; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
	if (rc == SQLITE_OK && (mode & DB_ALONE))
		rc = sqlite3_exec(h, alone, NULL, NULL, NULL);
	else if (rc == SQLITE_OK && (mode & DB_WRITE))
		rc = sqlite3_exec(h, shared, NULL, NULL, NULL);
	return rc;
}

/* A file system without shared memory (most network ones) leaves the old
 * journal mode in force without an error. */
static enum rc check_wal(struct db *db, struct err *err)
{
	sqlite3_stmt *st;
	enum rc rc = db_prepare(db, "PRAGMA journal_mode", &st, err);

	if (rc != RC_OK)
		return rc;
	if (sqlite3_step(st) != SQLITE_ROW || !sv_is(db_column_sv(st, 0), "wal"))
		rc = err_set(err, RC_IO, _("%s cannot be used by several processes here: the file system does not "
			     "support it; put it on a local disk"), db->path);
	sqlite3_reset(st);
	return rc;
}

enum rc db_open(const char *path, unsigned mode, struct db **out, struct err *err)
{
	struct db *db;
	enum rc rc = RC_OK;
	int sqlite_rc;

	*out = NULL;
	if (!(mode & (DB_READ | DB_WRITE)) || ((mode & DB_WRITE) && (mode & DB_IMMUTABLE)) ||
	    ((mode & DB_ALONE) && !(mode & DB_WRITE)))
		return err_set(err, RC_USAGE, _("%s: this combination of database modes makes no sense"), path);
	if (!(mode & DB_WRITE) && access(path, F_OK) != 0)
		return err_errno(err, _("cannot open the database %s"), path);
	db = mem_zalloc(1, sizeof *db);
	db->path = mem_strdup(path);
	sqlite_rc = open_handle(db, mode);
	if (sqlite_rc == SQLITE_OK)
		sqlite_rc = prepare_handle(db, mode);
	if (sqlite_rc != SQLITE_OK)
		rc = db_fail(db, sqlite_rc, err, _("cannot open the database"));
	else if ((mode & DB_WRITE) && !(mode & DB_ALONE))
		rc = check_wal(db, err);
	if (rc != RC_OK) {
		db_close(db);
		return rc;
	}
	*out = db;
	return RC_OK;
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (size_t i = 0; i < db->cap_kept; i++) {
		sqlite3_finalize(db->kept[i].st);
		mem_free(db->kept[i].sql);
	}
	mem_free(db->kept);
	sqlite3_close(db->handle);
	mem_free(db->path);
	mem_free(db);
}

sqlite3 *db_handle(struct db *db)
{
	return db->handle;
}

const char *db_path(const struct db *db)
{
	return db->path;
}

enum rc db_exec(struct db *db, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? RC_OK : db_fail(db, rc, err, _("the database did not do what was asked"));
}

/* The place of sql among the kept statements: where it is or would be. */
static struct kept *place_of(struct kept *kept, size_t cap, const char *sql, uint64_t hash)
{
	size_t i = (size_t)hash & (cap - 1);

	while (kept[i].sql != NULL && (kept[i].hash != hash || strcmp(kept[i].sql, sql) != 0))
		i = (i + 1) & (cap - 1);
	return &kept[i];
}

static void make_place(struct db *db)
{
	size_t cap = db->cap_kept ? db->cap_kept * 2 : 64;
	struct kept *bigger;

	if (db->n_kept * 2 < db->cap_kept)
		return;
	bigger = mem_zalloc(cap, sizeof *bigger);
	for (size_t i = 0; i < db->cap_kept; i++)
		if (db->kept[i].sql != NULL)
			*place_of(bigger, cap, db->kept[i].sql, db->kept[i].hash) = db->kept[i];
	mem_free(db->kept);
	db->kept = bigger;
	db->cap_kept = cap;
}

enum rc db_prepare(struct db *db, const char *sql, sqlite3_stmt **out, struct err *err)
{
	uint64_t hash = sv_hash(sv_of(sql));
	struct kept *at;
	sqlite3_stmt *st = NULL;
	int rc;

	*out = NULL;
	make_place(db);
	at = place_of(db->kept, db->cap_kept, sql, hash);
	if (at->sql != NULL) {
		sqlite3_reset(at->st);
		sqlite3_clear_bindings(at->st);
		*out = at->st;
		return RC_OK;
	}
	rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
	if (rc != SQLITE_OK)
		return db_fail(db, rc, err, _("the database does not understand a statement"));
	if (st == NULL)
		return err_set(err, RC_USAGE, _("%s: an empty statement was prepared"), db->path);
	*at = (struct kept){mem_strdup(sql), hash, st};
	db->n_kept++;
	*out = st;
	return RC_OK;
}

struct sv db_column_sv(sqlite3_stmt *st, int column)
{
	const char *p = (const char *)sqlite3_column_text(st, column);

	return (struct sv){p, p ? (size_t)sqlite3_column_bytes(st, column) : 0};
}

int db_bind_sv(sqlite3_stmt *st, int index, struct sv text)
{
	return sqlite3_bind_text64(st, index, text.p ? text.p : "", text.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

enum rc db_copy(struct db *from, struct db *to, struct err *err)
{
	sqlite3_backup *copy = sqlite3_backup_init(to->handle, "main", from->handle, "main");
	int code;

	if (copy == NULL)
		return db_fail(to, sqlite3_errcode(to->handle), err, _("cannot copy the database"));
	/* in one go, so that it is one moment; others write on in their log meanwhile */
	do
		code = sqlite3_backup_step(copy, -1);
	while ((code == SQLITE_BUSY || code == SQLITE_LOCKED) && sqlite3_sleep(10) > 0);
	code = sqlite3_backup_finish(copy);
	/* the copy has the mode of the original */
	if (code == SQLITE_OK)
		code = sqlite3_exec(to->handle, alone, NULL, NULL, NULL);
	return code == SQLITE_OK ? RC_OK : db_fail(to, code, err, _("cannot copy the database"));
}

static enum rc run(struct db *db, const char *sql, const char *doing, struct err *err)
{
	sqlite3_stmt *st;
	enum rc rc = db_prepare(db, sql, &st, err);

	if (rc != RC_OK)
		return rc;
	if (sqlite3_step(st) == SQLITE_DONE) {
		sqlite3_reset(st);
		return RC_OK;
	}
	return db_fail(db, sqlite3_reset(st), err, doing);
}

enum rc db_begin(struct db *db, struct err *err)
{
	return run(db, "BEGIN IMMEDIATE", _("cannot begin to write"), err);
}

enum rc db_commit(struct db *db, struct err *err)
{
	return run(db, "COMMIT", _("cannot save"), err);
}

void db_rollback(struct db *db)
{
	/* Without a transaction there is nothing to take back: SQLite ends it by
	 * itself after some failures. */
	if (!sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}
