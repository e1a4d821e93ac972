/*
 * How long the list under a code field takes to follow a key, on the largest
 * table, against a plain scan of the same list held in memory: every row asked
 * for code prefix, initials, name and part of the name, twenty rows kept.
 * Both run key by key, in turns. Usage: bench_lookup CODES.sqlite [N]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "base/text.h"
#include "codes/codes.h"
#include "db/db.h"

enum { LIMIT = 20, MAX_KEYS = 12 };

struct plain_row {
	struct sv code, initials, name;
};

struct plain {
	struct plain_row *row;
	size_t n, cap;
	struct arena arena;
};

struct times {
	double *us;
	size_t n, cap;
};

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void add_time(struct times *t, double us)
{
	if (t->n == t->cap)
		t->us = mem_grow(t->us, &t->cap, sizeof *t->us);
	t->us[t->n++] = us;
}

static int compare_doubles(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double percentile(struct times *t, double p)
{
	qsort(t->us, t->n, sizeof *t->us, compare_doubles);
	return t->us[(size_t)(p * (double)(t->n - 1))];
}

static struct sv keep(struct plain *p, struct sv v)
{
	return (struct sv){arena_dup(&p->arena, v.p, v.n), v.n};
}

static enum rc read_plain(struct plain *p, const char *path, struct err *err)
{
	struct db *db = NULL;
	sqlite3_stmt *st;
	enum rc rc = db_open(path, DB_READ | DB_IMMUTABLE, &db, err);

	if (rc != RC_OK)
		return rc;
	rc = db_prepare(db, "SELECT code, \"#initials\", name_zh FROM t_hs_code ORDER BY code", &st, err);
	while (rc == RC_OK && sqlite3_step(st) == SQLITE_ROW) {
		if (p->n == p->cap)
			p->row = mem_grow(p->row, &p->cap, sizeof *p->row);
		p->row[p->n++] = (struct plain_row){keep(p, db_column_sv(st, 0)), keep(p, db_column_sv(st, 1)),
			keep(p, db_column_sv(st, 2))};
	}
	db_close(db);
	return rc;
}

static size_t plain_scan(const struct plain *p, struct sv q)
{
	size_t n[5] = {0}, total = 0;
	uint32_t kept[5][LIMIT];

	for (size_t i = 0; i < p->n; i++) {
		const struct plain_row *r = &p->row[i];
		int rank = -1;

		if (sv_starts(r->code, q))
			rank = 0;
		else if (sv_starts(r->initials, q))
			rank = 1;
		else if (sv_starts(r->name, q))
			rank = 2;
		else if (sv_find(r->name, q, NULL))
			rank = 3;
		else if (sv_find(r->initials, q, NULL))
			rank = 4;
		if (rank >= 0 && n[rank] < LIMIT)
			kept[rank][n[rank]++] = (uint32_t)i;
	}
	for (int k = 0; k < 5; k++)
		total += n[k] > 0 && kept[k][0] < p->n ? n[k] : 0;
	return total < LIMIT ? total : LIMIT;
}

static bool count(void *ctx, const struct sv *v, size_t n)
{
	(void)v;
	(void)n;
	++*(size_t *)ctx;
	return true;
}

/* Types text character by character into both. */
static void type_text(struct codes *c, int id, const struct plain *p, struct sv text, struct times *ours,
    struct times *theirs)
{
	size_t end = 0;

	for (int key = 0; key < MAX_KEYS && end < text.n; key++) {
		uint32_t cp;
		size_t n_ours = 0, n_theirs;
		double a, b, d;

		end += text_decode(text.p + end, text.n - end, &cp);
		a = now_us();
		codes_search(c, id, (struct sv){text.p, end}, DAY_NONE, LIMIT, count, &n_ours, NULL);
		b = now_us();
		n_theirs = plain_scan(p, (struct sv){text.p, end});
		d = now_us();
		if (n_ours < n_theirs)
			printf("# %.*s: %zu rows, the scan has %zu\n", (int)end, text.p, n_ours, n_theirs);
		add_time(ours, b - a);
		add_time(theirs, d - b);
	}
}

static void report(const char *what, struct times *ours, struct times *theirs)
{
	const double p50 = percentile(ours, 0.5), peer50 = percentile(theirs, 0.5);

	printf("lookup by %s, %zu keys: yulu %.1f us (p99 %.1f), plain scan %.1f us (p99 %.1f), ratio %.2f\n",
	    what, ours->n, p50, percentile(ours, 0.99), peer50, percentile(theirs, 0.99), peer50 / p50);
}

static void append(struct times *to, const struct times *from)
{
	for (size_t i = 0; i < from->n; i++)
		add_time(to, from->us[i]);
}

int main(int argc, char **argv)
{
	static const char *const what[] = { "code", "initials", "name", "part" };
	struct times ours[5] = {{0}}, theirs[5] = {{0}};
	struct plain plain = {0};
	struct codes *c = NULL;
	struct err err = {0};
	const size_t n = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 300;
	uint64_t seed = 88172645463325252u;
	double start, first;
	size_t hits = 0;
	int id;

	if (argc < 2 || codes_open(argv[1], NULL, &c, &err) != RC_OK
	    || read_plain(&plain, argv[1], &err) != RC_OK) {
		fprintf(stderr, "bench_lookup: %s\n", argc < 2 ? "usage: bench_lookup CODES.sqlite [N]" : err.text);
		return 1;
	}
	id = codes_id(c, SV("HS"));
	start = now_us();
	codes_search(c, id, SV("8"), DAY_NONE, LIMIT, count, &hits, NULL);
	first = now_us() - start;
	for (size_t i = 0; i < n; i++) {
		const struct plain_row *r;
		struct sv part;
		size_t skip = 0;
		uint32_t cp;

		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		r = &plain.row[seed % plain.n];
		type_text(c, id, &plain, r->code, &ours[0], &theirs[0]);
		type_text(c, id, &plain, r->initials, &ours[1], &theirs[1]);
		type_text(c, id, &plain, r->name, &ours[2], &theirs[2]);
		while (skip < r->name.n / 2)
			skip += text_decode(r->name.p + skip, r->name.n - skip, &cp);
		part = (struct sv){r->name.p + skip, r->name.n - skip};
		type_text(c, id, &plain, part, &ours[3], &theirs[3]);
	}
	for (int k = 0; k < 4; k++) {
		if (ours[k].n == 0)
			continue;
		report(what[k], &ours[k], &theirs[k]);
		append(&ours[4], &ours[k]);
		append(&theirs[4], &theirs[k]);
	}
	report("any of them", &ours[4], &theirs[4]);
	printf("lookup, first key on a table of %zu rows: yulu %.1f ms\n", plain.n, first / 1e3);
	for (int k = 0; k < 5; k++) {
		mem_free(ours[k].us);
		mem_free(theirs[k].us);
	}
	mem_free(plain.row);
	arena_free(&plain.arena);
	codes_close(c);
	return 0;
}
