#include "store/internal.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"

enum {
	APPLICATION_ID = 0x79756C75,	/* "yulu" in the file's header */
	HEADER_B = 100,
	LOG_MAX_PAGES = 4096,		/* of 4 KiB; more are carried over by the next commit */
};

const char *store_network_fs(unsigned long type)
{
	static const struct {
		unsigned long type;
		const char *name;
	} known[] = {
		{NFS_SUPER_MAGIC, "NFS"}, {SMB_SUPER_MAGIC, "SMB"}, {0xFF534D42, "CIFS"}, {0xFE534D42, "SMB2"},
		{CODA_SUPER_MAGIC, "Coda"}, {AFS_SUPER_MAGIC, "AFS"}, {AFS_FS_MAGIC, "AFS"}, {V9FS_MAGIC, "9P"},
		{0x00C36400, "Ceph"}, {0x0BD00BD0, "Lustre"}, {0x47504653, "GPFS"}, {0x01161970, "GFS2"},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].type == (type & 0xFFFFFFFF))
			return known[i].name;
	return NULL;
}

enum rc store_refuse_network_fs(const char *home, struct err *err)
{
	struct statfs fs;
	const char *name;

	if (statfs(home, &fs) != 0)
		return err_errno(err, _("cannot look at %s"), home);
	name = store_network_fs((unsigned long)fs.f_type);
	if (name == NULL)
		return RC_OK;
	return err_set(err, RC_IO, _("%s lies on a network file system (%s), where several processes cannot share a store "
		       "safely; set YULU_HOME to a directory on a local disk"), home, name);
}

/* ---- statements ------------------------------------------------------------ */

static enum rc bind_all(struct store *store, sqlite3_stmt **st, struct err *err, const char *sql, const char *types, va_list ap)
{
	enum rc rc = db_prepare(store->db, sql, st, err);

	if (rc != RC_OK)
		return rc;
	for (int i = 0; types[i] != '\0'; i++) {
		if (types[i] == 'i') {
			sqlite3_bind_int64(*st, i + 1, va_arg(ap, int64_t));
			continue;
		}
		struct sv s = va_arg(ap, struct sv);

		if (types[i] == 't' || s.p != NULL)
			db_bind_sv(*st, i + 1, s);
	}
	return RC_OK;
}

enum rc store_sql(struct store *store, sqlite3_stmt **st, struct err *err, const char *sql, const char *types, ...)
{
	va_list ap;
	enum rc rc;

	va_start(ap, types);
	rc = bind_all(store, st, err, sql, types, ap);
	va_end(ap);
	return rc;
}

enum rc store_sql_next(struct store *store, sqlite3_stmt *st, bool *row, struct err *err)
{
	int code = sqlite3_step(st);

	*row = code == SQLITE_ROW;
	if (code == SQLITE_ROW)
		return RC_OK;
	code = sqlite3_reset(st);
	if (code == SQLITE_OK)
		return RC_OK;
	if (code == SQLITE_CONSTRAINT_TRIGGER)
		return err_set(err, RC_DENIED, "%s: %s", db_path(store->db), sqlite3_errmsg(db_handle(store->db)));
	return db_fail(store->db, code, err, _("the store did not do what was asked"));
}

enum rc store_sql_do(struct store *store, struct err *err, const char *sql, const char *types, ...)
{
	sqlite3_stmt *st;
	va_list ap;
	enum rc rc;
	bool row;

	va_start(ap, types);
	rc = bind_all(store, &st, err, sql, types, ap);
	va_end(ap);
	return rc == RC_OK ? store_sql_next(store, st, &row, err) : rc;
}

enum rc store_sql_lightly(struct store *store, struct err *err, const char *sql, const char *types, ...)
{
	sqlite3_stmt *st;
	va_list ap;
	bool row, alone = sqlite3_get_autocommit(db_handle(store->db)) != 0;
	/* such a pragma is done when it is compiled: keeping it would gain nothing */
	enum rc rc = alone ? db_exec(store->db, "PRAGMA synchronous = NORMAL", err) : RC_OK, back = RC_OK;

	if (rc != RC_OK)
		return rc;
	va_start(ap, types);
	rc = bind_all(store, &st, err, sql, types, ap);
	va_end(ap);
	if (rc == RC_OK)
		rc = store_sql_next(store, st, &row, err);
	if (alone)
		back = db_exec(store->db, "PRAGMA synchronous = FULL", rc == RC_OK ? err : NULL);
	return rc != RC_OK ? rc : back;
}

enum rc store_sql_int(struct store *store, int64_t *out, struct err *err, const char *sql, const char *types, ...)
{
	sqlite3_stmt *st;
	va_list ap;
	enum rc rc;
	bool row = false;

	*out = 0;
	va_start(ap, types);
	rc = bind_all(store, &st, err, sql, types, ap);
	va_end(ap);
	if (rc == RC_OK)
		rc = store_sql_next(store, st, &row, err);
	if (rc != RC_OK)
		return rc;
	if (!row)
		return RC_NOTFOUND;
	*out = sqlite3_column_int64(st, 0);
	sqlite3_reset(st);
	return RC_OK;
}

struct sv store_keep(sqlite3_stmt *st, int column, struct arena *arena)
{
	struct sv s = db_column_sv(st, column);

	return (struct sv){arena_dup(arena, s.p ? s.p : "", s.n), s.n};
}

/* ---- versions ---------------------------------------------------------------- */

static enum rc pragma_of(struct db *db, const char *sql, int64_t *out, struct err *err)
{
	struct store s = {.db = db};

	return store_sql_int(&s, out, err, sql, "");
}

/* Whole under its name or not there: written beside, made durable, renamed. */
static enum rc copy_before(struct db *db, int64_t version, struct err *err)
{
	struct store s = {.db = db};
	struct str path = {0}, part = {0};
	enum rc rc;

	str_addf(&path, "%s.v%lld", db_path(db), (long long)version);
	str_addf(&part, "%s.part", str_z(&path));
	unlink(str_z(&part));
	rc = store_sql_do(&s, err, "VACUUM INTO ?1", "t", str_sv(&part));
	if (rc == RC_OK)
		rc = store_sync_path(str_z(&part), err);
	if (rc == RC_OK && rename(str_z(&part), str_z(&path)) != 0)
		rc = err_errno(err, _("cannot write the copy %s"), str_z(&path));
	if (rc != RC_OK)
		unlink(str_z(&part));
	str_clear(&path);
	str_clear(&part);
	return rc;
}

static enum rc run_migrations(struct db *db, const char *const *migrations, size_t n, int64_t from, struct err *err)
{
	char sql[96];
	int64_t now;
	enum rc rc = db_begin(db, err);

	if (rc == RC_OK)
		rc = pragma_of(db, "PRAGMA user_version", &now, err);
	/* another process may have been faster */
	for (size_t i = (size_t)from; rc == RC_OK && now == from && i < n; i++)
		rc = db_exec(db, migrations[i], err);
	snprintf(sql, sizeof sql, "PRAGMA user_version = %zu; PRAGMA application_id = %d", n, APPLICATION_ID);
	if (rc == RC_OK)
		rc = db_exec(db, sql, err);
	if (rc == RC_OK)
		rc = db_commit(db, err);
	if (rc != RC_OK)
		db_rollback(db);
	return rc;
}

enum rc store_migrate(struct db *db, const char *const *migrations, size_t n, struct err *err)
{
	int64_t version;
	enum rc rc = pragma_of(db, "PRAGMA user_version", &version, err);

	if (rc != RC_OK || version == (int64_t)n)
		return rc;
	if (version > (int64_t)n)
		return err_set(err, RC_DENIED, _("%s was written by a newer yulu (version %lld, this one knows %zu); it can be "
			       "exported from, not changed; install the newer yulu"), db_path(db), (long long)version, n);
	if (version > 0)
		rc = copy_before(db, version, err);
	return rc == RC_OK ? run_migrations(db, migrations, n, version, err) : rc;
}

enum rc store_is_store(struct db *db, bool or_empty, struct err *err)
{
	int64_t id, version, n;
	/* one snapshot: another process may be making the store at this moment */
	enum rc rc = db_exec(db, "BEGIN", err);

	if (rc == RC_OK)
		rc = pragma_of(db, "SELECT count(*) FROM sqlite_schema", &n, err);
	if (rc == RC_OK)
		rc = pragma_of(db, "PRAGMA application_id", &id, err);
	if (rc == RC_OK)
		rc = pragma_of(db, "PRAGMA user_version", &version, err);
	db_rollback(db);
	if (rc != RC_OK || (id == APPLICATION_ID && version > 0) || (or_empty && id == 0 && version == 0 && n == 0))
		return rc;
	return err_set(err, RC_PARSE, _("%s is a database, but no store of yulu; put it aside"), db_path(db));
}

/* SQLite takes a file shorter than its header for an empty one. */
static enum rc refuse_stub(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0 || st.st_size == 0 || st.st_size >= HEADER_B)
		return RC_OK;
	return err_set(err, RC_PARSE, _("%s is damaged: restore it from a backup"), path);
}

/* SQLite reads a database with a log only where it can make files beside it.
 * Where it cannot, nobody of us writes either: without a log the file is all. */
static enum rc open_to_read(struct store *store, const char *path, struct err *err)
{
	char *log = file_join(store->home, "yulu.sqlite-wal");
	enum rc rc = db_open(path, DB_READ, &store->db, err);
	struct stat st;

	if (rc == RC_DENIED && access(path, R_OK) == 0 && access(store->home, W_OK) != 0 && (stat(log, &st) != 0 || st.st_size == 0))
		rc = db_open(path, DB_READ | DB_IMMUTABLE, &store->db, err);
	mem_free(log);
	return rc;
}

static enum rc open_file(struct store *store, const char *path, enum store_mode mode, struct err *err)
{
	enum rc rc = refuse_stub(path, err);

	if (rc == RC_OK)
		rc = mode == STORE_WRITE ? db_open(path, DB_WRITE, &store->db, err) : open_to_read(store, path, err);
	if (rc == RC_OK)
		rc = store_is_store(store->db, mode == STORE_WRITE, err);
	if (rc == RC_OK && mode == STORE_WRITE)
		rc = store_migrate(store->db, store_migrations, store_n_migrations, err);
	if (rc == RC_OK && mode == STORE_WRITE)
		sqlite3_wal_autocheckpoint(db_handle(store->db), LOG_MAX_PAGES);
	return rc;
}

void store_share(struct store *store, const char *path, unsigned mode)
{
	struct stat st;

	if (stat(store->home, &st) == 0 && (st.st_mode & S_IWGRP) != 0)
		chmod(path, mode);
}

/* Empty, before SQLite makes it: the log beside it gets its permissions. */
static void make_file(struct store *store, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);

	if (fd < 0)
		return;			/* it is there, or SQLite says why not */
	close(fd);
	store_share(store, path, 0660);
}

/* SQLite does not wait when two processes turn to WAL at once, and both would
 * write the same copy before a migration. */
static enum rc open_alone(struct store *store, const char *path, struct err *err)
{
	enum rc rc = store_lock_opening(store, true, err);

	if (rc != RC_OK)
		return rc;
	make_file(store, path);
	rc = open_file(store, path, STORE_WRITE, err);
	store_lock_opening(store, false, rc == RC_OK ? err : NULL);
	return rc;
}

enum rc store_open(const char *home, enum store_mode mode, struct store **out, struct err *err)
{
	struct store *store = mem_zalloc(1, sizeof *store);
	char *path = file_join(home, "yulu.sqlite");
	enum rc rc = RC_OK;

	*out = NULL;
	store->home = mem_strdup(home);
	store->locks_fd = -1;
	store->fast_sha256 = store_sha256_is_fast();
	if (mode == STORE_WRITE)
		rc = file_mkdirs(home, 0770, err);
	if (rc == RC_OK)
		rc = store_refuse_network_fs(home, err);
	if (rc == RC_OK)
		rc = mode == STORE_WRITE ? open_alone(store, path, err) : open_file(store, path, mode, err);
	mem_free(path);
	if (rc != RC_OK) {
		store_close(store);
		return rc;
	}
	*out = store;
	return RC_OK;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	db_close(store->db);
	if (store->locks_fd >= 0)
		close(store->locks_fd);
	mem_free(store->home);
	mem_free(store);
}

enum rc store_checkpoint(struct store *store, struct err *err)
{
	int code = sqlite3_wal_checkpoint_v2(db_handle(store->db), "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	/* who reads or writes at this moment leaves the rest to the next one */
	if (code == SQLITE_OK || (code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED)
		return RC_OK;
	return db_fail(store->db, code, err, _("cannot carry the log over into the database"));
}

enum rc store_data_version(struct store *store, int64_t *version, struct err *err)
{
	return store_sql_int(store, version, err, "PRAGMA data_version", "");
}
