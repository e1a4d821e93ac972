/*
 * Faults of the disk. SQLite's own VFS with three functions exchanged: of all
 * writes, truncations and syncs the N-th fails, for every N until the operation
 * gets by without meeting it; then the disk is sound again, the store is opened
 * anew and must be whole. What was acknowledged must stand; what failed may
 * not have been done in part.
 */
#include "store/kit.h"

static sqlite3_vfs *real, vfs;
static sqlite3_io_methods sound, faulty[2];	/* of files without and with shared memory: journals, databases */
static int left;		/* operations until the fault; 0: none */
static bool for_good;		/* every one after it fails too */
static int failure;

static bool fails(void)
{
	if (left == 0 || --left > 0)
		return false;
	if (for_good)
		left = 1;
	return true;
}

static int write_or_fail(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	if (!fails())
		return sound.xWrite(f, p, n, at);
	sound.xWrite(f, p, n / 2, at);	/* half of it gets there */
	return failure;
}

static int truncate_or_fail(sqlite3_file *f, sqlite3_int64 size)
{
	return fails() ? SQLITE_IOERR_TRUNCATE : sound.xTruncate(f, size);
}

static int sync_or_fail(sqlite3_file *f, int flags)
{
	return fails() ? SQLITE_IOERR_FSYNC : sound.xSync(f, flags);
}

static int open_faulty(sqlite3_vfs *v, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
	int rc = real->xOpen(real, name, f, flags, out);

	(void)v;
	if (rc != SQLITE_OK || f->pMethods == NULL)
		return rc;
	sqlite3_io_methods *mine = &faulty[f->pMethods->xShmMap != NULL];
	sound = *mine = *f->pMethods;
	mine->xWrite = write_or_fail;
	mine->xTruncate = truncate_or_fail;
	mine->xSync = sync_or_fail;
	f->pMethods = mine;
	return rc;
}

static enum rc do_new(struct store *s, int64_t id, int64_t seq)
{
	const struct store_row row = {1, 0, SV(""), 0, SV("a\t\t1\n")};
	int64_t other;

	(void)id;
	(void)seq;
	return store_draft_new(s, &(struct store_draft){.type = SV("dec")}, &row, 1, &other, NULL);
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

static enum rc do_find(struct store *s, int64_t id, int64_t seq)
{
	size_t n;

	(void)id;
	(void)seq;
	return store_find_update(s, 1, &n, NULL);
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
} operations[] = {
	{"a new draft", do_new, false}, {"an edit", do_edit, true}, {"undo", do_undo, true}, {"into the bin and out", do_delete, true},
	{"search made good", do_find, false},
};

/* One fault; *met: did the operation come to it? */
static bool meet(const char *home, int64_t id, const struct operation *op, int n, bool *met)
{
	struct store *s = kit_open(home);
	struct err err = {0};
	int64_t before = seq_of(s, id), after;
	bool ok = true;
	enum rc rc;

	left = n;
	rc = op->run(s, id, before);
	*met = left == 0 || (for_good && rc != RC_OK);
	store_close(s);
	left = 0;
	s = kit_open(home);
	after = seq_of(s, id);
	if (op->counts)
		ok = rc == RC_OK ? after == before + 1 : after == before || after == before + 1;
	ok = store_check_all(s, &err) == RC_OK && ok && (*met || rc == RC_OK);
	if (!ok)
		printf("# fault %d: %d, %lld then %lld: %s\n", n, (int)rc, (long long)before, (long long)after, err.text);
	store_close(s);
	return ok;
}

static void test_operation(const char *home, int64_t id, const struct operation *op, int code, bool good)
{
	bool ok = true, met = true;
	int n = 0;

	failure = code;
	for_good = good;
	while (ok && met && n < 200) {
		struct store *s = kit_open(home);

		do_edit(s, id, seq_of(s, id));
		store_close(s);
		ok = meet(home, id, op, ++n, &met);
	}
	tap_ok(ok && n > 2 && n < 200, "%s: %d faults, %s%s", op->name, n - 1, code == SQLITE_FULL ? "full" : "error", good ? ", for good" : "");
}

int main(void)
{
	char *home = tmpdir_new();

	real = sqlite3_vfs_find(NULL);
	vfs = *real;
	vfs.zName = "faulty";
	vfs.xOpen = open_faulty;
	sqlite3_vfs_register(&vfs, 1);
	struct store *s = kit_open(home);
	int64_t id = kit_new(s);
	store_close(s);
	for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
		test_operation(home, id, &operations[i], SQLITE_IOERR_WRITE, false);
		test_operation(home, id, &operations[i], SQLITE_FULL, true);
	}
	tmpdir_free(home);
	return tap_done();
}
