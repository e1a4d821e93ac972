/*
 * One file with everything: a copy of the database that holds the blobs in a
 * table of its own. It is written aside, checked, and gets its name last.
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"

#define ALL_BLOBS \
	"SELECT original FROM draft WHERE original IS NOT NULL UNION SELECT sha256 FROM file" \
	" UNION SELECT substr(old, 1, 64) FROM change WHERE op = 'file' AND old IS NOT NULL" \
	" UNION SELECT substr(new, 1, 64) FROM change WHERE op = 'file' AND new IS NOT NULL" \
	" UNION SELECT sha256 FROM edition WHERE sha256 <> ''"
/* Small ones are in the database already. */
#define BLOBS_BESIDE ALL_BLOBS " EXCEPT SELECT sha256 FROM small"

/* ---- files ------------------------------------------------------------------------- */

static void remove_database(const char *path)
{
	static const char *const end[] = {"", "-wal", "-shm", "-journal"};
	struct str name = {0};

	for (size_t i = 0; i < sizeof end / sizeof *end; i++) {
		str_reset(&name);
		str_addf(&name, "%s%s", path, end[i]);
		unlink(str_z(&name));
	}
	str_clear(&name);
}

static enum rc is_there(const char *path, struct err *err)
{
	return err_set(err, RC_EXISTS, _("%s is there already; choose another name"), path);
}

/* Durable under its own name, which nothing may have yet. */
static enum rc give_name(const char *part, const char *path, struct err *err)
{
	enum rc rc = store_sync_path(part, err);
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ? mem_strdup(".") : mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));

	int no = rc != RC_OK || renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) == 0 ? 0 : errno;

	if (no == EINVAL && rename(part, path) == 0)
		no = 0;			/* a file system that cannot promise it */
	if (no == EEXIST)
		rc = is_there(path, err);
	else if (no != 0)
		rc = err_errno(err, _("cannot write %s"), path);
	if (rc == RC_OK)
		rc = store_sync_path(folder, err);
	mem_free(folder);
	return rc;
}

/* ---- backup -------------------------------------------------------------------------- */

/* One that is missing or damaged is no reason to lose the others. */
static enum rc add_blob(struct store *store, struct store *copy, struct sv sha256, struct store_backup *out, struct err *err)
{
	sqlite3_stmt *st;
	struct str bytes = {0};
	bool row;
	enum rc rc = store_blob_get(store, sha256, &bytes, err);

	if (rc == RC_NOTFOUND || rc == RC_PARSE) {
		out->n_bad++;
		return RC_OK;
	}
	if (rc == RC_OK)
		rc = store_sql(copy, &st, err, "INSERT INTO blob (sha256, bytes) VALUES (?1, ?2)", "t", sha256);
	if (rc == RC_OK) {
		sqlite3_bind_blob64(st, 2, str_z(&bytes), str_sv(&bytes).n, SQLITE_STATIC);
		rc = store_sql_next(copy, st, &row, err);
		sqlite3_clear_bindings(st);
		out->n_blob += rc == RC_OK;
	}
	str_clear(&bytes);
	return rc;
}

static enum rc add_blobs(struct store *store, struct store *copy, struct store_backup *out, struct err *err)
{
	sqlite3_stmt *st;
	bool more = true;
	int64_t n_small = 0;
	enum rc rc = db_begin(copy->db, err);

	if (rc == RC_OK)
		rc = db_exec(copy->db, "DELETE FROM holder; CREATE TABLE blob (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT", err);
	if (rc == RC_OK)
		rc = store_sql(copy, &st, err, BLOBS_BESIDE, "");
	while (rc == RC_OK && (rc = store_sql_next(copy, st, &more, err)) == RC_OK && more) {
		rc = add_blob(store, copy, db_column_sv(st, 0), out, err);
		if (rc != RC_OK)
			sqlite3_reset(st);
	}
	if (rc == RC_OK)
		rc = store_sql_int(copy, &n_small, err, "SELECT count(*) FROM small", "");
	if (rc == RC_OK)
		rc = db_commit(copy->db, err);
	if (rc != RC_OK)
		db_rollback(copy->db);
	out->n_blob += (size_t)n_small;
	return rc;
}

/* Every blob of a backup has the bytes of its name; *n: how many there are. */
static enum rc check_blobs(struct store *copy, size_t *n, struct err *err)
{
	char real[STORE_SHA256_LEN + 1];
	sqlite3_stmt *st;
	bool more;
	enum rc rc = store_sql(copy, &st, err, "SELECT sha256, bytes FROM blob UNION ALL SELECT sha256, bytes FROM small", "");

	*n = 0;
	while (rc == RC_OK && (rc = store_sql_next(copy, st, &more, err)) == RC_OK && more) {
		store_sha256((struct sv){sqlite3_column_blob(st, 1), (size_t)sqlite3_column_bytes(st, 1)}, real);
		++*n;
		if (sv_is(db_column_sv(st, 0), real))
			continue;
		rc = err_set(err, RC_PARSE, _("%s: the file %s in the backup is damaged"), db_path(copy->db), real);
		sqlite3_reset(st);
	}
	return rc;
}

/* Read again as it stands there. */
static enum rc check_backup(const char *path, struct store_backup *want, struct err *err)
{
	struct store copy = {.locks_fd = -1};
	size_t n_blob = 0;
	enum rc rc = db_open(path, DB_WRITE | DB_ALONE, &copy.db, err);

	if (rc == RC_OK)
		rc = store_check_all(&copy, err);
	if (rc == RC_OK)
		rc = check_blobs(&copy, &n_blob, err);
	if (rc == RC_OK)
		rc = store_sql_int(&copy, &want->n_draft, err, "SELECT count(*) FROM draft", "");
	if (rc == RC_OK && n_blob != want->n_blob)
		rc = err_set(err, RC_IO, _("%s does not hold what was written to it"), path);
	db_close(copy.db);
	return rc;
}

enum rc store_backup(struct store *store, const char *path, struct store_backup *out, struct err *err)
{
	struct store copy = {.locks_fd = -1};
	struct str part = {0};
	enum rc rc = RC_OK;

	*out = (struct store_backup){0};
	str_addf(&part, "%s.%lld.part", path, (long long)getpid());
	if (file_exists(path))
		rc = is_there(path, err);
	remove_database(str_z(&part));
	if (rc == RC_OK)
		rc = db_open(str_z(&part), DB_WRITE | DB_ALONE, &copy.db, err);
	chmod(str_z(&part), 0600);
	if (rc == RC_OK)
		rc = db_copy(store->db, copy.db, err);
	if (rc == RC_OK)
		rc = add_blobs(store, &copy, out, err);
	db_close(copy.db);
	if (rc == RC_OK)
		rc = check_backup(str_z(&part), out, err);
	if (rc == RC_OK)
		rc = give_name(str_z(&part), path, err);
	remove_database(str_z(&part));
	str_clear(&part);
	if (rc != RC_OK)
		*out = (struct store_backup){0};
	return rc;
}

/* ---- restore --------------------------------------------------------------------------- */

static enum rc take_blobs_out(struct store *copy, struct store_backup *out, struct err *err)
{
	char name[STORE_SHA256_LEN + 1];
	sqlite3_stmt *st;
	bool more = true;
	enum rc rc = check_blobs(copy, &out->n_blob, err);

	if (rc == RC_OK)
		rc = store_sql(copy, &st, err, "SELECT bytes FROM blob", "");
	copy->in_batch = true;		/* all are synced at once */
	while (rc == RC_OK && (rc = store_sql_next(copy, st, &more, err)) == RC_OK && more) {
		rc = store_blob_put(copy, (struct sv){sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0)}, name, err);
		if (rc != RC_OK)
			sqlite3_reset(st);
	}
	copy->in_batch = false;
	if (rc == RC_OK)
		rc = store_sync_blobs(copy, err);
	if (rc == RC_OK)
		rc = db_exec(copy->db, "DROP TABLE blob", err);
	return rc == RC_OK ? db_exec(copy->db, "VACUUM", err) : rc;
}

static enum rc count_bad(struct store *copy, struct store_backup *out, struct err *err)
{
	sqlite3_stmt *st;
	bool more = true;
	enum rc rc = store_sql(copy, &st, err, ALL_BLOBS, "");

	while (rc == RC_OK && (rc = store_sql_next(copy, st, &more, err)) == RC_OK && more)
		out->n_bad += store_blob_need(copy, db_column_sv(st, 0), NULL) != RC_OK;
	return rc;
}

/* In home already, under another name. */
static enum rc fill(struct store *copy, const char *part, const char *from, struct store_backup *out, struct err *err)
{
	struct db *backup;
	int64_t n;
	enum rc rc = db_open(from, DB_READ | DB_IMMUTABLE, &backup, err);

	if (rc != RC_OK)
		return rc;
	rc = store_is_store(backup, false, err);
	if (rc == RC_OK)
		rc = db_open(part, DB_WRITE | DB_ALONE, &copy->db, err);
	if (rc == RC_OK)
		rc = db_copy(backup, copy->db, err);
	db_close(backup);
	if (rc == RC_OK)
		rc = store_sql_int(copy, &n, err, "SELECT 1 FROM sqlite_schema WHERE name = 'blob'", "");
	if (rc == RC_NOTFOUND)
		rc = err_set(err, RC_PARSE, _("%s is a store, but no backup of one"), from);
	if (rc == RC_OK)
		rc = store_migrate(copy->db, store_migrations, store_n_migrations, err);
	if (rc == RC_OK)
		rc = store_check_all(&(struct store){.db = copy->db}, err);
	if (rc == RC_OK)
		rc = take_blobs_out(copy, out, err);
	if (rc == RC_OK)
		rc = count_bad(copy, out, err);
	if (rc == RC_OK)
		rc = store_sql_int(copy, &out->n_draft, err, "SELECT count(*) FROM draft", "");
	return rc;
}

enum rc store_restore(const char *home, const char *path, struct store_backup *out, struct err *err)
{
	struct store copy = {.locks_fd = -1, .home = mem_strdup(home)};
	char *database = file_join(home, "yulu.sqlite"), *part = file_join(home, "yulu.sqlite.part");
	enum rc rc = file_mkdirs(home, 0770, err);

	*out = (struct store_backup){0};
	if (rc == RC_OK)
		rc = store_refuse_network_fs(home, err);
	if (rc == RC_OK)
		rc = store_lock_opening(&copy, true, err);
	if (rc == RC_OK && file_exists(database))
		rc = err_set(err, RC_EXISTS, _("%s holds a store already; a backup is restored into an empty home only"), home);
	if (rc == RC_OK) {
		remove_database(part);
		rc = fill(&copy, part, path, out, err);
		db_close(copy.db);
		store_share(&copy, part, 0660);
		if (rc == RC_OK)
			rc = give_name(part, database, err);
		remove_database(part);
	}
	if (copy.locks_fd >= 0)
		close(copy.locks_fd);
	if (rc != RC_OK)
		*out = (struct store_backup){0};
	mem_free(copy.home);
	mem_free(database);
	mem_free(part);
	return rc;
}
