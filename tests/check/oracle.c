/*
 * The generated schema and the check say the same: xmllint rejects a message
 * exactly when `check --strict` has an error of class S or X.
 *
 * Thousands of mutations of every sample, and of messages made from the
 * dictionary, are written into a temporary folder, judged by xmllint some
 * hundred at a time, and by check_message() meanwhile. What differs is printed
 * with its number; `oracle NUMBER` writes that mutation to standard output.
 */
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/tmpdir.h"
#include "lab.h"
#include "mutate.h"

extern char **environ;

enum { N_PER_MESSAGE = 3000, N_BATCH = 400, N_SHOWN = 12, A_MESSAGE = 1000000 };

struct verdict {
	bool bad;			/* an error of class S or X */
	char said[200], first[300];	/* the mutation; the first such finding */
};

struct oracle {
	struct lab lab;
	struct mutator mutator;
	struct str doc;
	char *dir, *schema, *said_path;
	char name[N_BATCH][16];
	struct verdict verdict[N_BATCH];
	int n, n_differ, n_bad, n_good;
	uint64_t only;			/* the number of the one mutation to be written; 0 */
};

static void
look(void *ctx, const struct finding *f)
{
	struct verdict *v = ctx;

	if (f->severity != FORM_ERROR || (f->class != 'S' && f->class != 'X'))
		return;
	if (!v->bad)
		snprintf(v->first, sizeof v->first, "%s %.*s: %.*s", f->rule, (int)f->place.n, f->place.p, (int)f->text.n, f->text.p);
	v->bad = true;
}

/* ---- xmllint ------------------------------------------------------------------- */

static pid_t
ask(struct oracle *o)
{
	char *argv[N_BATCH + 6] = {(char[]){"xmllint"}, (char[]){"--noout"}, (char[]){"--nonet"}, (char[]){"--schema"}, (char[]){"schema.xsd"}};
	posix_spawn_file_actions_t files;
	pid_t pid;

	for (int i = 0; i < o->n; i++)
		argv[5 + i] = o->name[i];
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 2, o->said_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (posix_spawnp(&pid, "xmllint", &files, NULL, argv, environ) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&files);
	return pid;
}

static void
hear(struct oracle *o, pid_t pid, bool *taken)
{
	struct str said = STR_INIT(0);
	struct sv rest, line;
	int status;

	memset(taken, 0, N_BATCH * sizeof *taken);
	if (waitpid(pid, &status, 0) != pid || file_read(o->said_path, 256 << 20, &said, NULL) != RC_OK)
		return;
	rest = str_sv(&said);
	while (sv_split(&rest, '\n', &line)) {
		size_t i;

		if (line.n == 18 && sv_is((struct sv){line.p + 8, 10}, " validates") && sv_to_size((struct sv){line.p, 4}, &i) && i < N_BATCH)
			taken[i] = true;
	}
	str_clear(&said);
}

/* ---- a batch -------------------------------------------------------------------- */

static void
compare(struct oracle *o, const bool *taken, const char *message, uint64_t first)
{
	for (int i = 0; i < o->n; i++) {
		const struct verdict *v = &o->verdict[i];

		o->n_bad += v->bad;
		o->n_good += !v->bad;
		if (taken[i] == !v->bad)
			continue;
		if (o->n_differ++ < N_SHOWN)
			printf("# %s, mutation %llu (%s): xmllint %s, check says %s\n", message, (unsigned long long)first + (unsigned)i,
			    v->said, taken[i] ? "takes it" : "rejects it", v->bad ? v->first : "nothing");
	}
}

static void
run_batch(struct oracle *o, const struct piece *piece, const char *message, uint64_t first)
{
	const struct check_options options = {.strict = true, .day = lab_day()};
	struct str *doc = mem_zalloc(N_BATCH, sizeof *doc);
	bool taken[N_BATCH];
	pid_t pid;

	for (int i = 0; i < o->n; i++) {
		FILE *f;

		o->verdict[i] = (struct verdict){.bad = false};
		mutate(&o->mutator, piece, first + (unsigned)i, &doc[i]);
		snprintf(o->verdict[i].said, sizeof o->verdict[i].said, "%s", o->mutator.said);
		f = fopen(o->name[i], "w");
		if (f == NULL || fwrite(doc[i].s, 1, doc[i].len_b, f) != doc[i].len_b || fclose(f) != 0) {
			printf("Bail out! %s cannot be written\n", o->name[i]);
			exit(99);
		}
	}
	pid = ask(o);
	for (int i = 0; i < o->n; i++) {
		check_message(o->lab.checker, str_sv(&doc[i]), &options, look, &o->verdict[i]);
		str_clear(&doc[i]);
	}
	hear(o, pid, taken);
	mem_free(doc);
	compare(o, taken, message, first);
}

static void
run_message(struct oracle *o, const struct piece *piece, const char *message, uint64_t seed)
{
	int step;

	if (o->only != 0) {
		if (o->only / A_MESSAGE == seed / A_MESSAGE) {
			mutate(&o->mutator, piece, o->only, &o->doc);
			fputs(str_z(&o->doc), stdout);
		}
		return;
	}
	o->n_differ = o->n_bad = o->n_good = 0;
	for (int at = 0; at < N_PER_MESSAGE; at += step) {
		step = N_PER_MESSAGE - at < N_BATCH ? N_PER_MESSAGE - at : N_BATCH;
		o->n = step;
		run_batch(o, piece, message, seed + (uint64_t)at);
	}
	tap_ok(o->n_differ == 0, "%s: %d mutations rejected, %d taken, %d differ", message, o->n_bad, o->n_good, o->n_differ);
	tap_ok(o->n_bad > N_PER_MESSAGE / 5 && o->n_good > N_PER_MESSAGE / 5, "%s: both are met often", message);
}

/* ---- all of them ------------------------------------------------------------------- */

static void
run_samples(struct oracle *o)
{
	static const char *const name[] = {"01_import_general", "02_export_general", "03_processing_import", "04_bonded_list_export",
	    "05_import_containers_licences", "06_two_step_summary", "07_transit_export"};

	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
		struct arena arena = {0};
		struct str bytes = STR_INIT(0);
		struct piece *piece;

		lab_sample(name[i], &bytes);
		piece = piece_read(&arena, str_sv(&bytes));
		run_message(o, piece, name[i], A_MESSAGE * (i + 1));
		arena_free(&arena);
		str_clear(&bytes);
	}
}

static void
run_made(struct oracle *o)
{
	for (uint32_t one_in = 0; one_in < 4; one_in += 3) {
		struct arena arena = {0};
		struct piece *piece;

		o->mutator.sample.seed = 99 + one_in;
		piece = piece_make_message(&o->mutator, &arena, one_in);
		run_message(o, piece, one_in == 0 ? "made of all elements" : "made of some elements", A_MESSAGE * (20 + one_in));
		arena_free(&arena);
	}
}

static bool
start(struct oracle *o)
{
	struct str xsd = STR_INIT(0);
	bool ok;

	lab_open(&o->lab);
	o->mutator.dict = o->lab.dict;
	o->dir = tmpdir_new();
	o->schema = file_join(o->dir, "schema.xsd");
	o->said_path = file_join(o->dir, "said");
	for (int i = 0; i < N_BATCH; i++)
		snprintf(o->name[i], sizeof o->name[i], "%04d.xml", i);
	dict_write_xsd(o->lab.dict, &xsd);
	ok = file_write(o->schema, str_sv(&xsd), 0600, NULL) == RC_OK && chdir(o->dir) == 0
	    && (access("/usr/bin/xmllint", X_OK) == 0 || access("/usr/local/bin/xmllint", X_OK) == 0);
	str_clear(&xsd);
	return ok;
}

int
main(int argc, char **argv)
{
	struct oracle *o = mem_zalloc(1, sizeof *o);
	int code = 0;

	if (argc > 1)
		o->only = strtoull(argv[1], NULL, 10);
	if (!start(o)) {
		printf("ok %d # SKIP no xmllint\n", ++tap_n);
	} else {
		run_samples(o);
		run_made(o);
	}
	tmpdir_free(o->dir);
	mem_free(o->schema);
	mem_free(o->said_path);
	arena_free(&o->mutator.arena);
	str_clear(&o->doc);
	lab_close(&o->lab);
	if (o->only == 0)
		code = tap_done();
	mem_free(o);
	return code;
}
