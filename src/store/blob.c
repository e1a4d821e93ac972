/*
 * Blobs: files named by the SHA-256 of their bytes. Small ones put in a batch
 * are rows of the table small instead: thousands of files would cost more than
 * all the rest of an import, and rows go with the transaction.
 *
 * A file's modification time is when it was last put or let go by a record;
 * store_blob_gc() goes by it. Both race: gc takes a blob's name away before it
 * looks at the time, put looks for the name after it has set the time, so one
 * of them sees the other.
 */
#include "store/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"

enum { SMALL_B = 64 << 10 };

/* Does a record name the blob? Editions name the copy of their dictionary. */
#define IS_NAMED(sha256) \
	"EXISTS (SELECT 1 FROM draft WHERE original = " sha256 ")" \
	" OR EXISTS (SELECT 1 FROM file WHERE file.sha256 = " sha256 ")" \
	" OR EXISTS (SELECT 1 FROM edition WHERE edition.sha256 = " sha256 ")" \
	" OR EXISTS (SELECT 1 FROM change WHERE op = 'file' AND old IS NOT NULL AND substr(old, 1, 64) = " sha256 ")" \
	" OR EXISTS (SELECT 1 FROM change WHERE op = 'file' AND new IS NOT NULL AND substr(new, 1, 64) = " sha256 ")"

#define UNNAMED ".old"		/* after the name: being looked at by gc */

static bool is_sha256(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n == STORE_SHA256_LEN;
}

static void add_folder(struct store *store, struct sv sha256, struct str *path)
{
	str_addf(path, "%s/blobs/%.2s", store->home, sha256.p);
}

static void add_path(struct store *store, struct sv sha256, struct str *path)
{
	add_folder(store, sha256, path);
	str_addf(path, "/%.*s", (int)sha256.n, sha256.p);
}

static enum rc no_blob(struct sv sha256, struct err *err)
{
	return err_set(err, RC_NOTFOUND, _("the store has no file %.*s"), (int)sha256.n, sha256.p ? sha256.p : "");
}

/* ---- small ones ----------------------------------------------------------------- */

static enum rc put_small(struct store *store, struct sv bytes, const char *sha256, struct err *err)
{
	sqlite3_stmt *st;
	bool row;
	enum rc rc = store_sql(store, &st, err, "INSERT INTO small (sha256, at, bytes) VALUES (?1, ?2, ?3)"
			       " ON CONFLICT (sha256) DO UPDATE SET at = excluded.at", "ti", sv_of(sha256), clock_now_ms());

	if (rc == RC_OK) {
		sqlite3_bind_blob64(st, 3, bytes.n > 0 ? bytes.p : "", bytes.n, SQLITE_STATIC);
		rc = store_sql_next(store, st, &row, err);
		sqlite3_clear_bindings(st);
	}
	return rc;
}

/* As young as a new one from now on; false when it is not there. A day more or
 * less does not matter, and spares most of the writing. */
static bool touch_small(struct store *store, struct sv sha256)
{
	int64_t at, now = clock_now_ms();

	if (store_sql_int(store, &at, NULL, "SELECT at FROM small WHERE sha256 = ?1", "t", sha256) != RC_OK)
		return false;
	return now - at < STORE_DAY_MS || store_sql_do(store, NULL, "UPDATE small SET at = ?2 WHERE sha256 = ?1", "ti", sha256, now) == RC_OK;
}

static enum rc get_small(struct store *store, struct sv sha256, struct str *out, bool *there, struct err *err)
{
	sqlite3_stmt *st;
	enum rc rc = store_sql(store, &st, err, "SELECT bytes FROM small WHERE sha256 = ?1", "t", sha256);

	if (rc == RC_OK)
		rc = store_sql_next(store, st, there, err);
	if (rc == RC_OK && *there) {
		str_add(out, (struct sv){sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0)});
		sqlite3_reset(st);
	}
	return rc;
}

static enum rc collect_small(struct store *store, int64_t before_ms, size_t *n, struct err *err)
{
	enum rc rc = store_sql_do(store, err, "DELETE FROM small WHERE at < ?1 AND NOT (" IS_NAMED("small.sha256") ")", "i", before_ms);

	if (rc == RC_OK)
		*n += (size_t)sqlite3_changes(db_handle(store->db));
	return rc;
}

/* ---- all ------------------------------------------------------------------------- */

/* Sets the time, then looks for the name: see above. */
static bool touch(const char *path)
{
	return utimensat(AT_FDCWD, path, NULL, 0) == 0 && file_exists(path);
}

void store_blob_touch(struct store *store, struct sv sha256)
{
	struct str path = {0};

	if (!is_sha256(sha256) || touch_small(store, sha256))
		return;
	add_path(store, sha256, &path);
	touch(str_z(&path));
	str_clear(&path);
}

enum rc store_blob_need(struct store *store, struct sv sha256, struct err *err)
{
	struct str path = {0};
	bool there = is_sha256(sha256);

	if (store->home == NULL)
		return RC_OK;
	if (there && touch_small(store, sha256))
		return RC_OK;
	if (there)
		add_path(store, sha256, &path);
	there = there && touch(str_z(&path));
	str_clear(&path);
	return there ? RC_OK : no_blob(sha256, err);
}

enum rc store_blob_get(struct store *store, struct sv sha256, struct str *out, struct err *err)
{
	char real[STORE_SHA256_LEN + 1];
	struct str path = {0};
	bool small = false;
	enum rc rc;

	str_reset(out);
	if (!is_sha256(sha256))
		return no_blob(sha256, err);
	out->max_b = STORE_BLOB_MAX_B + 1;
	add_path(store, sha256, &path);
	rc = get_small(store, sha256, out, &small, err);
	if (rc == RC_OK && !small)
		rc = file_read(str_z(&path), STORE_BLOB_MAX_B, out, err);
	if (rc == RC_OK) {
		store_sha256_with(store->fast_sha256, str_sv(out), real);
		if (!sv_is(sha256, real))
			rc = err_set(err, RC_PARSE, _("%s is damaged: restore it from a backup"), small ? db_path(store->db) : str_z(&path));
	}
	if (rc != RC_OK)
		str_reset(out);
	str_clear(&path);
	return rc;
}

/* ---- putting ------------------------------------------------------------------ */

enum rc store_sync_path(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum rc rc = RC_OK;

	if (fd < 0 || fsync(fd) != 0)
		rc = err_errno(err, _("cannot write %s"), path);
	if (fd >= 0)
		close(fd);
	return rc;
}

/* The folder and those above it up to home, whose names must last too. */
static enum rc sync_folders(struct store *store, const char *folder, struct err *err)
{
	char *blobs = file_join(store->home, "blobs");
	enum rc rc = store_sync_path(folder, err);

	if (rc == RC_OK)
		rc = store_sync_path(blobs, err);
	if (rc == RC_OK)
		rc = store_sync_path(store->home, err);
	mem_free(blobs);
	return rc;
}

enum rc store_sync_blobs(struct store *store, struct err *err)
{
	int fd;
	enum rc rc = RC_OK;

	if (!store->unsynced_blobs)
		return RC_OK;
	fd = open(store->home, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
	if (fd < 0 || syncfs(fd) != 0)
		rc = err_errno(err, _("cannot write %s"), store->home);
	if (fd >= 0)
		close(fd);
	store->unsynced_blobs = rc != RC_OK;
	return rc;
}

static enum rc write_all(int fd, struct sv bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return RC_IO;
		bytes.p += n;
		bytes.n -= (size_t)n;
	}
	return RC_OK;
}

static enum rc make_folder(struct store *store, const char *folder, struct err *err)
{
	char *blobs = file_join(store->home, "blobs");
	enum rc rc = file_mkdirs(folder, 0770, err);

	store_share(store, blobs, 02770);
	store_share(store, folder, 02770);
	mem_free(blobs);
	return rc;
}

/* Under a name of this process, then under its own. */
static enum rc write_blob(struct store *store, const char *path, struct sv bytes, struct err *err)
{
	struct str part = {0};
	enum rc rc = RC_OK;
	int fd;

	str_addf(&part, "%s.%lld", path, (long long)getpid());
	fd = open(str_z(&part), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0660);
	if (fd < 0 || write_all(fd, bytes) != RC_OK || (!store->in_batch && fsync(fd) != 0))
		rc = err_errno(err, _("cannot write %s"), path);
	if (fd >= 0 && close(fd) != 0 && rc == RC_OK)
		rc = err_errno(err, _("cannot write %s"), path);
	store_share(store, str_z(&part), 0660);
	if (rc == RC_OK && rename(str_z(&part), path) != 0)
		rc = err_errno(err, _("cannot write %s"), path);
	if (rc != RC_OK && fd >= 0)
		unlink(str_z(&part));
	str_clear(&part);
	return rc;
}

/* Is there, whole, and from now on as young as a new one? It may have been put
 * a moment ago by a process that did not sync it yet. */
static bool take_existing(struct store *store, const char *path, struct sv bytes)
{
	struct str there = STR_INIT(STORE_BLOB_MAX_B + 1);
	bool good = file_read(path, STORE_BLOB_MAX_B, &there, NULL) == RC_OK && sv_eq(str_sv(&there), bytes) &&
		    touch(path) && (store->in_batch || store_sync_path(path, NULL) == RC_OK);

	str_clear(&there);
	return good;
}

enum rc store_blob_put(struct store *store, struct sv bytes, char sha256[STORE_SHA256_LEN + 1], struct err *err)
{
	struct str folder = {0}, path = {0};
	enum rc rc = RC_OK;

	sha256[0] = '\0';
	if (bytes.n > STORE_BLOB_MAX_B)
		return err_set(err, RC_LIMIT, _("a file of more than %d MiB cannot be kept"), STORE_BLOB_MAX_B >> 20);
	if (sqlite3_db_readonly(db_handle(store->db), "main") != 0)
		return err_set(err, RC_DENIED, _("%s was opened to read only"), db_path(store->db));
	store_sha256_with(store->fast_sha256, bytes, sha256);
	if (store->in_batch && bytes.n <= SMALL_B) {
		rc = put_small(store, bytes, sha256, err);
		if (rc != RC_OK)
			sha256[0] = '\0';
		return rc;
	}
	add_folder(store, sv_of(sha256), &folder);
	add_path(store, sv_of(sha256), &path);
	if (!file_exists(str_z(&folder)))
		rc = make_folder(store, str_z(&folder), err);
	if (rc == RC_OK && !take_existing(store, str_z(&path), bytes))
		rc = write_blob(store, str_z(&path), bytes, err);
	if (store->in_batch)
		store->unsynced_blobs = true;
	else if (rc == RC_OK)
		rc = sync_folders(store, str_z(&folder), err);
	if (rc != RC_OK)
		sha256[0] = '\0';
	str_clear(&folder);
	str_clear(&path);
	return rc;
}

/* ---- what nothing names ------------------------------------------------------- */

static bool is_old(const char *path, int64_t before_ms)
{
	struct stat st;

	return stat(path, &st) == 0 && (int64_t)st.st_mtim.tv_sec * 1000 < before_ms;
}

static enum rc is_named(struct store *store, struct sv sha256, bool *named, struct err *err)
{
	int64_t is;
	enum rc rc = store_sql_int(store, &is, err, "SELECT " IS_NAMED("?1"), "t", sha256);

	*named = is != 0;
	return rc;
}

/* Gives the name back unless a blob has it again. */
static void name_again(const char *unnamed, const char *path)
{
	if (link(unnamed, path) == 0 || errno == EEXIST)
		unlink(unnamed);
}

static enum rc collect_one(struct store *store, const char *folder, const char *name, int64_t before_ms, size_t *n, struct err *err)
{
	struct str path = {0}, unnamed = {0};
	struct sv sha256 = {name, strnlen(name, STORE_SHA256_LEN)};
	bool whole = is_sha256(sv_of(name)), named = false;
	enum rc rc = RC_OK;

	str_addf(&path, "%s/%.*s", folder, (int)sha256.n, name);
	str_addf(&unnamed, "%s" UNNAMED, str_z(&path));
	if (!is_sha256(sha256)) {
		str_clear(&path);
		str_clear(&unnamed);
		return RC_OK;
	}
	if (!whole && !sv_is((struct sv){name + sha256.n, strlen(name) - sha256.n}, UNNAMED)) {
		/* what a process that died was writing */
		str_reset(&unnamed);
		str_addf(&unnamed, "%s/%s", folder, name);
		if (is_old(str_z(&unnamed), before_ms))
			unlink(str_z(&unnamed));
	} else if (!whole) {
		name_again(str_z(&unnamed), str_z(&path));
	} else if (is_old(str_z(&path), before_ms) && (rc = is_named(store, sha256, &named, err)) == RC_OK && !named &&
		   rename(str_z(&path), str_z(&unnamed)) == 0) {
		rc = is_named(store, sha256, &named, err);
		if (rc == RC_OK && !named && is_old(str_z(&unnamed), before_ms))
			*n += unlink(str_z(&unnamed)) == 0;
		else
			name_again(str_z(&unnamed), str_z(&path));
	}
	str_clear(&path);
	str_clear(&unnamed);
	return rc;
}

enum rc store_blob_gc(struct store *store, int64_t now_ms, int days, size_t *n, struct err *err)
{
	struct str folder = {0};
	enum rc rc = RC_OK;

	*n = 0;
	rc = collect_small(store, now_ms - (int64_t)days * STORE_DAY_MS, n, err);
	for (int i = 0; rc == RC_OK && i < 256; i++) {
		struct dirent *e;

		str_reset(&folder);
		str_addf(&folder, "%s/blobs/%02x", store->home, (unsigned)i);
		DIR *dir = opendir(str_z(&folder));

		while (rc == RC_OK && dir != NULL && (e = readdir(dir)) != NULL)
			rc = collect_one(store, str_z(&folder), e->d_name, now_ms - (int64_t)days * STORE_DAY_MS, n, err);
		if (dir != NULL)
			closedir(dir);
	}
	str_clear(&folder);
	return rc;
}
