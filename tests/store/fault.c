/*
 * Faults of the disk. SQLite's own VFS with its functions exchanged: of all
 * reads, or of all writes, truncations and syncs, the N-th fails, for every N
 * until the operation gets by without meeting it; then the disk is sound again,
 * the store is opened anew and must be whole. What was acknowledged must
 * stand; what failed may not have been done in part. Where the fault is death,
 * a child process dies of it after half a write.
 */
#include "store/kit.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/day.h"

#ifdef __SANITIZE_ADDRESS__
enum { EVERY = 7 };		/* of so many faults one, and none in a child: that takes minutes */
#else
enum { EVERY = 1 };
#endif

static sqlite3_vfs *real, vfs;
static sqlite3_io_methods sound, faulty[2];	/* of files without and with shared memory: journals, databases */
static int left;		/* operations until the fault; 0: none */
static int n_sync;

static const struct fault {
	const char *name;
	int code;		/* 0: death */
	bool for_good;		/* every one after it fails too */
	bool of_reads;
} faults[] = {
	{"error", SQLITE_IOERR_WRITE, false, false}, {"full, for good", SQLITE_FULL, true, false},
	{"unreadable", SQLITE_IOERR_READ, false, true}, {"death", 0, false, false},
};
static const struct fault *fault = faults;

static bool fails(bool of_read)
{
	if (left == 0 || of_read != fault->of_reads || --left > 0)
		return false;
	if (fault->for_good)
		left = 1;
	return true;
}

static int fail(void)
{
	if (fault->code == 0)
		kill(getpid(), SIGKILL);
	return fault->code;
}

static int write_or_fail(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	if (!fails(false))
		return sound.xWrite(f, p, n, at);
	sound.xWrite(f, p, n / 2, at);	/* half of it gets there */
	return fail();
}

static int read_or_fail(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return fails(true) ? fail() : sound.xRead(f, p, n, at);
}

static int truncate_or_fail(sqlite3_file *f, sqlite3_int64 size)
{
	return fails(false) ? fail() : sound.xTruncate(f, size);
}

static int sync_or_fail(sqlite3_file *f, int flags)
{
	n_sync++;
	return fails(false) ? fail() : sound.xSync(f, flags);
}

static int open_faulty(sqlite3_vfs *v, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
	int rc = real->xOpen(real, name, f, flags, out);

	(void)v;
	if (rc != SQLITE_OK || f->pMethods == NULL)
		return rc;
	sqlite3_io_methods *mine = &faulty[f->pMethods->xShmMap != NULL];
	sound = *mine = *f->pMethods;
	mine->xRead = read_or_fail;
	mine->xWrite = write_or_fail;
	mine->xTruncate = truncate_or_fail;
	mine->xSync = sync_or_fail;
	f->pMethods = mine;
	return rc;
}

/* ---- operations ------------------------------------------------------------------ */

static const struct store_row rows[] = {{1, 0, SV(""), 0, SV("a\t\t1\n")}, {2, 1, SV("DecList"), 5, SV("b\t\t1\n")}};

static enum rc do_new(struct store *s, int64_t id, int64_t seq)
{
	int64_t other;

	(void)id;
	(void)seq;
	return store_draft_new(s, &(struct store_draft){.type = SV("dec")}, rows, 2, &other, NULL);
}

/* A new blob each time. */
static enum rc import(struct store *s, int64_t *id)
{
	char sha256[STORE_SHA256_LEN + 1], bytes[40];
	enum rc rc;

	snprintf(bytes, sizeof bytes, "<a>%lld</a>", (long long)clock_now_ms());
	rc = store_blob_put(s, sv_of(bytes), sha256, NULL);
	return rc == RC_OK ? store_draft_new(s, &(struct store_draft){.type = SV("dec"), .original = sv_of(sha256)}, NULL, 0, id, NULL) : rc;
}

static enum rc do_import(struct store *s, int64_t id, int64_t seq)
{
	(void)seq;
	return import(s, &id);
}

static enum rc do_batch(struct store *s, int64_t id, int64_t seq)
{
	enum rc rc = store_begin(s, NULL);

	(void)seq;
	if (rc != RC_OK)
		return rc;
	for (int i = 0; i < 3; i++)
		rc = rc == RC_OK ? import(s, &id) : rc;
	if (rc == RC_OK)
		return store_commit(s, NULL);
	store_rollback(s);
	return rc;
}

static enum rc do_first_edit(struct store *s, int64_t id, int64_t seq)
{
	struct store_change c = {.row = 2, .path = SV("c"), .now = kit_cell("示例")};
	enum rc rc = import(s, &id);

	return rc == RC_OK ? store_edit(s, &(struct store_edit){.draft = id, .change = &c, .n_change = 1, .first_rows = rows, .n_first_rows = 2}, &seq, NULL) : rc;
}

static enum rc do_edit(struct store *s, int64_t id, int64_t seq)
{
	char path[24];
	struct store_change c = {.row = 1, .now = kit_cell("示例")};

	snprintf(path, sizeof path, "n%lld", (long long)seq);
	c.path = sv_of(path);
	return store_edit(s, &(struct store_edit){.draft = id, .seq = seq, .change = &c, .n_change = 1}, &seq, NULL);
}

static enum rc do_undo(struct store *s, int64_t id, int64_t seq)
{
	return store_undo(s, &(struct store_edit){.draft = id, .seq = seq}, &seq, NULL);
}

static enum rc do_delete(struct store *s, int64_t id, int64_t seq)
{
	enum rc rc = store_draft_delete(s, id, &seq, SV(""), 0, NULL);

	return rc == RC_DENIED ? store_draft_undelete(s, id, &seq, SV(""), NULL) : rc;
}

static enum rc do_carry(struct store *s, int64_t id, int64_t seq)
{
	struct store_carry k = {.draft = id, .seq = seq, .edition = SV("2027-01"), .row = rows, .n_row = 2};

	return store_carry(s, &k, &seq, NULL);
}

static enum rc do_find(struct store *s, int64_t id, int64_t seq)
{
	size_t n;

	(void)id;
	(void)seq;
	return store_find_update(s, 1, &n, NULL);
}

static enum rc do_book(struct store *s, int64_t id, int64_t seq)
{
	(void)id;
	(void)seq;
	return store_book_put(s, &(struct store_book){.kind = SV("party"), .key = SV("3101000000")}, SV("示例公司"), NULL);
}

/* Of a draft made for it. */
static enum rc do_purge(struct store *s, int64_t id, int64_t seq)
{
	size_t n;
	enum rc rc = do_new(s, 0, 0);

	seq = 0;
	id = sqlite3_last_insert_rowid(db_handle(s->db));
	if (rc == RC_OK && store_sql_int(s, &id, NULL, "SELECT max(id) FROM draft", "") == RC_OK)
		rc = store_draft_delete(s, id, &seq, SV(""), 0, NULL);
	return rc == RC_OK ? store_purge(s, clock_now_ms(), 0, 0, &n, NULL) : rc;
}

static enum rc do_backup(struct store *s, int64_t id, int64_t seq)
{
	struct store_backup b;
	char *path = file_join(s->home, "backup");
	enum rc rc;

	(void)id;
	(void)seq;
	unlink(path);
	rc = store_backup(s, path, &b, NULL);
	if (file_exists(path) != (rc == RC_OK))
		printf("# a backup in part\n");
	mem_free(path);
	return rc;
}

/* Of the backup made before, into a home beside. */
static enum rc do_restore(struct store *s, int64_t id, int64_t seq)
{
	struct store_backup b;
	char *path = file_join(s->home, "before"), *other = file_join(s->home, "other");
	enum rc rc;

	(void)id;
	(void)seq;
	tmpdir_free(other);
	other = file_join(s->home, "other");
	rc = store_restore(other, path, &b, NULL);
	mem_free(path);
	mem_free(other);
	return rc;
}

static int64_t count(struct store *s)
{
	int64_t n = -1;

	store_sql_int(s, &n, NULL, "SELECT count(*) FROM draft", "");
	return n;
}

static int64_t seq_of(struct store *s, int64_t id)
{
	struct arena arena = {0};
	struct store_draft d;

	store_draft_get(s, id, &arena, &d, NULL);
	arena_free(&arena);
	return d.seq;
}

static const struct operation {
	const char *name;
	enum rc (*run)(struct store *s, int64_t id, int64_t seq);
	bool counts;		/* as a change of the draft */
	int makes;		/* drafts, all or none; -1: it may stop between */
} operations[] = {
	{"a new draft", do_new, false, 1}, {"an import", do_import, false, 1}, {"an import of many", do_batch, false, 3},
	{"a first edit", do_first_edit, false, 1}, {"an edit", do_edit, true, 0}, {"undo", do_undo, true, 0},
	{"into the bin and out", do_delete, true, 0}, {"another edition", do_carry, true, 0}, {"search made good", do_find, false, 0},
	{"the book", do_book, false, 0}, {"out of the bin for good", do_purge, false, -1}, {"a backup", do_backup, false, 0},
	{"a backup restored", do_restore, false, 0},
};

/* ---- one fault ------------------------------------------------------------------------- */

/* *met: did the operation come to the fault? */
static enum rc run(const char *home, int64_t id, const struct operation *op, int n, bool *met)
{
	struct store *s = kit_open(home);
	enum rc rc;

	left = n;
	rc = op->run(s, id, seq_of(s, id));
	*met = left == 0 || (fault->for_good && rc != RC_OK);
	store_close(s);
	left = 0;
	return rc;
}

/* In a process that may die of it; RC_IO then. */
static enum rc run_apart(const char *home, int64_t id, const struct operation *op, int n, bool *met)
{
	int status;

	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		struct store *s = kit_open(home);
		int64_t seq = seq_of(s, id);

		left = n;
		_exit(op->run(s, id, seq) == RC_OK ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	*met = WIFSIGNALED(status);
	return status == 0 ? RC_OK : RC_IO;
}

/* What was restored is whole, or not there. */
static bool other_is_whole(const char *home, bool must)
{
	char *other = file_join(home, "other"), *path = file_join(other, "yulu.sqlite");
	struct store *s;
	bool there = file_exists(path), ok = there || !must;

	if (there) {
		s = kit_open(other);
		ok = store_check_all(s, NULL) == RC_OK;
		store_close(s);
	}
	mem_free(other);
	mem_free(path);
	return ok;
}

static bool meet(const char *home, int64_t id, const struct operation *op, int n, bool *met)
{
	struct store *s = kit_open(home);
	struct err err = {0};
	int64_t before, after, n_before, made;
	bool ok = true;
	enum rc rc;

	do_edit(s, id, seq_of(s, id));
	before = seq_of(s, id);
	n_before = count(s);
	store_close(s);
	rc = fault->code == 0 ? run_apart(home, id, op, n, met) : run(home, id, op, n, met);
	s = kit_open(home);
	after = seq_of(s, id);
	if (op->counts)
		ok = rc == RC_OK ? after == before + 1 : after == before || after == before + 1;
	made = count(s) - n_before;
	ok = ok && (op->makes < 0 || made == op->makes || (rc != RC_OK && made == 0));
	ok = store_check_all(s, &err) == RC_OK && ok && (*met || rc == RC_OK);
	ok = ok && (op->run != do_restore || other_is_whole(home, rc == RC_OK));
	if (!ok)
		printf("# fault %d: %d, %lld then %lld: %s\n", n, (int)rc, (long long)before, (long long)after, err.text);
	store_close(s);
	return ok;
}

static void test_operation(const char *dir, const struct operation *op)
{
	char *home = file_join(dir, op->name);
	struct store *s = kit_open(home);
	char *backup = file_join(home, "before");
	struct store_backup b;
	int64_t id = kit_new(s);
	bool ok = store_backup(s, backup, &b, NULL) == RC_OK, met = true;
	int n;

	mem_free(backup);
	store_close(s);
	for (n = 1; ok && met && n < 300; n += met ? EVERY : 0)
		ok = meet(home, id, op, n, &met);
	tap_ok(ok && n > 1 && n < 300, "%s: %d faults, %s", op->name, n / EVERY, fault->name);
	tmpdir_free(home);
}

/* Which operations wait for the disk. */
static void test_waiting(const char *dir)
{
	char *home = file_join(dir, "waiting");
	struct store *s = kit_open(home);
	int64_t id = kit_new(s);
	struct store_pending p = {.draft = id, .row = 1, .path = SV("n"), .text = SV("x")};

	store_pending_put(s, &p, NULL);
	n_sync = 0;
	for (int i = 0; i < 5; i++)
		store_pending_put(s, &p, NULL);
	tap_ok(n_sync == 0, "unfinished text does not wait for the disk");
	for (int64_t i = 0; i < 5; i++)
		do_edit(s, id, i);
	tap_ok(n_sync == 5, "every edit does, once");
	store_close(s);
	tmpdir_free(home);
}

int main(void)
{
	/* what is lost is lost by the faults alone: no waiting for the disk */
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 1);

	char *dir = tmpdir_new();

	real = sqlite3_vfs_find(NULL);
	vfs = *real;
	vfs.zName = "faulty";
	vfs.xOpen = open_faulty;
	sqlite3_vfs_register(&vfs, 1);
	test_waiting(dir);
	for (size_t f = 0; f < sizeof faults / sizeof *faults; f++) {
		fault = &faults[f];
		if (fault->code == 0 && EVERY > 1)
			continue;
		for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
			test_operation(dir, &operations[i]);
	}
	tmpdir_free(dir);
	return tap_done();
}
