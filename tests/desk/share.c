/*
 * Several processes, a process that dies, a home that may not be written: what
 * each is told, and that nothing is lost.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/db.h"
#include "kit.h"

/* Another process with a desk of its own: it says a letter down the pipe at
 * each step, and goes on when it is given one. */
struct other {
	pid_t pid;
	int say[2], hear[2];
};

typedef void other_run(struct kit *k, struct other *o, int64_t id);

static void
tell(struct other *o, char c)
{
	if (write(o->say[1], &c, 1) != 1)
		_exit(9);
}

static char
await(struct other *o)
{
	char c = '!';

	return read(o->hear[0], &c, 1) == 1 ? c : '!';
}

static struct other
start(const char *home, other_run *run, int64_t id)
{
	struct other o;

	if (pipe(o.say) != 0 || pipe(o.hear) != 0)
		printf("Bail out! no pipe\n");
	fflush(stdout);
	o.pid = fork();
	if (o.pid == 0) {
		struct kit k = {.home = mem_strdup(home)};

		kit_open(&k, NULL);
		run(&k, &o, id);
		kit_close(&k);
		mem_free(k.home);
		_exit(0);
	}
	return o;
}

static char
heard(struct other *o)
{
	char c = '!';

	return read(o->say[0], &c, 1) == 1 ? c : '!';
}

static void
go_on(struct other *o)
{
	if (write(o->hear[1], "g", 1) != 1)
		printf("# the other process is gone\n");
}

static void
finish(struct other *o)
{
	close(o->say[0]);
	close(o->say[1]);
	close(o->hear[0]);
	close(o->hear[1]);
	waitpid(o->pid, NULL, 0);
}

/* ---- two on one draft -------------------------------------------------------------- */

static void
hold_it(struct kit *k, struct other *o, int64_t id)
{
	struct desk_draft *draft;

	if (desk_draft_open(k->desk, id, DESK_EDIT, &draft, &k->err) != RC_OK)
		_exit(1);
	tell(o, 'h');
	await(o);
	kit_set(k, draft, "DecHead/ContrNo", "SL-2");
	tell(o, 'e');
	await(o);
	desk_draft_close(draft);
}

static void
locks(struct kit *k)
{
	int64_t id = kit_new(k, "dec-import");
	struct other o;
	struct desk_draft *draft = NULL;
	const char *why;
	bool changed;

	kit_close(k);
	o = start(k->home, hold_it, id);
	kit_open(k, NULL);
	tap_ok(heard(&o) == 'h', "another process edits it");
	tap_ok(desk_draft_open(k->desk, id, DESK_EDIT, &draft, &k->err) == RC_BUSY && draft == NULL, "busy: %s", k->err.text);
	tap_ok(desk_draft_delete(k->desk, id, &k->err) == RC_BUSY, "nor deleted meanwhile");
	kit_must(k, desk_draft_open(k->desk, id, DESK_EDIT_IF_FREE, &draft, &k->err), "open");
	tap_ok(desk_draft_read_only(draft, NULL), "read-only");
	desk_draft_read_only(draft, &why);
	tap_ok(strstr(why, "示例操作员") != NULL && strstr(why, " 20") != NULL, "who has it, since when: %s", why);
	tap_ok(desk_draft_set(draft, 1, 3, SV("x"), DOC_TYPED, &k->err) == RC_DENIED, "no edit: %s", k->err.text);
	go_on(&o);
	tap_ok(heard(&o) == 'e' && desk_draft_refresh(draft, &changed, &k->err) == RC_OK && changed, "sees that it was changed %s", k->err.text);
	kit_is(draft, "DecHead/ContrNo", "SL-2", "and reads it anew");
	tap_ok(desk_draft_refresh(draft, &changed, &k->err) == RC_OK && !changed, "nothing since");
	desk_draft_close(draft);
	kill(o.pid, SIGKILL);
	finish(&o);
	tap_ok(desk_draft_open(k->desk, id, DESK_EDIT, &draft, &k->err) == RC_OK, "free when the process is dead %s", k->err.text);
	desk_draft_close(draft);
}

/* What the exchange process does: the state moves, the document does not. */
static void
move_state(struct kit *k, struct other *o, int64_t id)
{
	struct sv summary[STORE_N_SUMMARY] = {{0}};
	struct arena arena = {0};
	struct store_draft info;
	int64_t seq;

	await(o);
	if (store_draft_get(k->store, id, &arena, &info, &k->err) != RC_OK)
		_exit(1);
	seq = info.seq;
	summary[STORE_MEMO] = SV("示例");
	tell(o, store_draft_set_summary(k->store, id, &seq, summary, &k->err) == RC_OK ? 's' : 'x');
	arena_free(&arena);
}

/* Past the lock, as no process of ours does. */
static void
edit_past(struct kit *k, struct other *o, int64_t id)
{
	struct arena arena = {0};
	struct store_draft info;
	const struct store_change change = {.row = 1, .path = SV("DecHead/ContrNo"), .now = {.given = true, .text = SV("SL-9")}};
	struct store_edit edit = {.draft = id, .operator = SV("x"), .tty = SV(""), .change = &change, .n_change = 1};
	int64_t seq;

	await(o);
	if (store_draft_get(k->store, id, &arena, &info, &k->err) != RC_OK)
		_exit(1);
	edit.seq = info.seq;
	tell(o, store_edit(k->store, &edit, &seq, &k->err) == RC_OK ? 's' : 'x');
	arena_free(&arena);
}

static void
meetings(struct kit *k)
{
	int64_t id = kit_new(k, "dec-import");
	struct other one, two;
	struct desk_draft *draft;

	kit_close(k);
	one = start(k->home, move_state, id);
	two = start(k->home, edit_past, id);
	kit_open(k, NULL);
	draft = kit_edit(k, id);
	go_on(&one);
	tap_ok(heard(&one) == 's', "a job field is set elsewhere");
	tap_ok(kit_set(k, draft, "DecHead/NoteS", "示例") == RC_OK, "which does not stand in the way of an edit %s", k->err.text);
	go_on(&two);
	tap_ok(heard(&two) == 's', "the document is changed elsewhere");
	tap_ok(kit_set(k, draft, "DecHead/BillNo", "B1") == RC_BUSY, "which does: %s", k->err.text);
	kit_is(draft, "DecHead/ContrNo", "SL-9", "it was read anew");
	kit_is(draft, "DecHead/BillNo", "", "without the edit");
	tap_ok(kit_set(k, draft, "DecHead/BillNo", "B1") == RC_OK, "which is done again %s", k->err.text);
	tap_ok(store_check(k->store, id, &k->err) == RC_OK, "the store is sound %s", k->err.text);
	desk_draft_close(draft);
	finish(&one);
	finish(&two);
}

/* ---- killed -------------------------------------------------------------------------- */

/* Sets a number that goes up, says so after each, until it is killed. */
static void
count_up(struct kit *k, struct other *o, int64_t id)
{
	struct desk_draft *draft = kit_edit(k, id);
	uint32_t row;
	int column;

	for (int i = 1;; i++) {
		char text[16];

		snprintf(text, sizeof text, "%d", i);
		if (i % 7 == 0 && desk_draft_undo(draft, &row, &column, &k->err) == RC_OK)
			desk_draft_redo(draft, &row, &column, &k->err);
		if (kit_set(k, draft, "DecHead/PackNo", text) != RC_OK)
			_exit(1);
		tell(o, 'n');
	}
}

static void
killed(struct kit *k)
{
	enum { TIMES = 20 };
	int64_t id = kit_import(k, "01_import_general.xml");
	char *first = kit_export(k, id), *last;
	struct desk_draft *draft;
	uint32_t row;
	int column, lost = 0, unsound = 0;

	kit_close(k);
	for (int i = 0; i < TIMES; i++) {
		struct other o = start(k->home, count_up, id);
		int said = 0, have;
		char buf[64], *got;
		ssize_t n;

		for (said = 0; said <= i; said++)
			heard(&o);
		usleep((useconds_t)(i * 137 % 1000));
		kill(o.pid, SIGKILL);
		waitpid(o.pid, NULL, 0);
		close(o.say[1]);
		while ((n = read(o.say[0], buf, sizeof buf)) > 0)
			said += (int)n;
		finish(&o);
		kit_open(k, NULL);
		draft = kit_edit(k, id);
		got = kit_get(draft, "DecHead/PackNo");
		have = (int)strtol(got, NULL, 10);
		/* undo and redo in the middle: then it is the number before */
		if (have != said && have != said + 1 && !((said + 1) % 7 == 0 && have == said - 1))
			lost++;
		unsound += store_check(k->store, id, &k->err) != RC_OK;
		mem_free(got);
		desk_draft_close(draft);
		kit_close(k);
	}
	kit_open(k, NULL);
	tap_ok(lost == 0, "killed %d times: no acknowledged edit is lost", TIMES);
	tap_ok(unsound == 0, "and the store is sound %s", k->err.text);
	draft = kit_edit(k, id);
	while (desk_draft_undo(draft, &row, &column, &k->err) == RC_OK)
		continue;
	last = kit_export(k, id);
	tap_text(last, first, "undone to the first, it is what was imported");
	mem_free(first);
	mem_free(last);
	desk_draft_close(draft);
}

/* ---- a home that may not be written -------------------------------------------------------- */

/* Root may write anywhere; a store of a newer version is as good. */
static void
read_only(struct kit *k)
{
	int64_t id = kit_import(k, "01_import_general.xml"), none;
	char *path = file_join(k->home, "yulu.sqlite"), *out;
	struct desk_draft *draft;
	struct db *db;

	kit_close(k);
	kit_must(k, db_open(path, DB_WRITE, &db, &k->err), "database");
	kit_must(k, db_exec(db, "PRAGMA user_version = 99", &k->err), "version");
	db_close(db);
	kit_open(k, NULL);
	out = kit_export(k, id);
	tap_ok(strstr(out, "<DecMessage") != NULL, "a store of a newer version: exported from");
	tap_ok(desk_draft_open(k->desk, id, DESK_EDIT, &draft, &k->err) == RC_DENIED, "not edited: %s", k->err.text);
	tap_ok(desk_draft_open(k->desk, id, DESK_EDIT_IF_FREE, &draft, &k->err) == RC_OK && desk_draft_read_only(draft, NULL), "but read");
	tap_ok(desk_draft_set_job(draft, STORE_MEMO, SV("x"), &k->err) == RC_DENIED, "no job field");
	desk_draft_close(draft);
	tap_ok(desk_draft_new(k->desk, SV("dec-import"), &none, &k->err) == RC_DENIED && none == 0, "nothing new");
	tap_ok(desk_draft_copy(k->desk, id, &none, &k->err) == RC_DENIED && desk_draft_delete(k->desk, id, &k->err) == RC_DENIED
	    && desk_import_begin(k->desk, &k->err) == RC_DENIED, "no copy, no bin, no import: %s", k->err.text);
	mem_free(out);
	mem_free(path);
}

int
main(void)
{
	struct kit k = {.home = tmpdir_new()};

	signal(SIGPIPE, SIG_IGN);
	kit_settings(&k, "[operator]\nname = 示例操作员\n");
	kit_open(&k, NULL);
	locks(&k);
	meetings(&k);
	killed(&k);
	read_only(&k);
	kit_close(&k);
	tmpdir_free(k.home);
	return tap_done();
}
