/*
 * The loader takes any bytes: an expression, a text with {…} and a pattern are
 * made of each input; what loads is evaluated, what does not must say where.
 *
 * As a test it mutates the lines of expr.tsv, always in the same way. With
 * libFuzzer: clang -fsanitize=fuzzer,address -DYULU_LIBFUZZER tests/expr/fuzz.c …
 */
#include "expr/expr.h"

#include "base/file.h"
#include "model.h"
#include "tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_b);

static void must(bool ok, const char *what, struct sv input)
{
	if (ok)
		return;
	printf("Bail out! %s: %.*s\n", what, (int)input.n, input.p);
	abort();
}

static bool same_value(const struct expr_value *a, const struct expr_value *b)
{
	return a->type == b->type && a->state == b->state && a->truth == b->truth && a->day == b->day && sv_eq(a->text, b->text) &&
	    dec_cmp(a->num, b->num) == 0;
}

static void try_expr(struct model *m, struct sv input)
{
	struct expr_scope scope = model_scope(m);
	struct expr_where where = {"f", 1, 1};
	struct expr_value v, again;
	struct err err = {0};
	struct expr *e;

	if (expr_compile(input, &where, EXPR_ANY, &scope, &e, &err) != RC_OK) {
		must(e == NULL && sv_starts(sv_of(err.text), SV("f:")), "an error without a place", input);
		return;
	}
	must(sv_eq(expr_source(e), input), "another source", input);
	v = expr_eval(e, &m->env, m->row[0]);
	again = expr_eval(e, &m->env, m->row[0]);
	must(v.type == expr_type(e) && same_value(&v, &again), "another value", input);
	must(v.type != EXPR_TEXT || v.state != EXPR_GIVEN || v.text.n != 0, "an empty text that is given", input);
	expr_free(e);
}

static void try_text(struct model *m, struct sv input)
{
	struct expr_scope scope = model_scope(m);
	struct expr_where where = {"f", 1, 1};
	struct str out = STR_INIT(0);
	struct expr_text *t;

	if (expr_text_compile(input, &where, &scope, &t, NULL) != RC_OK)
		return;
	expr_text_add(t, &m->env, m->row[0], &out);
	expr_text_free(t);
	str_clear(&out);
}

static void try_pattern(struct sv input)
{
	struct expr_pattern *p;

	if (expr_pattern_compile(input, &p, NULL) != RC_OK)
		return;
	expr_pattern_matches(p, SV("AB12进口"));
	expr_pattern_matches(p, input);
	expr_pattern_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_b)
{
	struct sv input = {(const char *)data, n_b};
	struct model m;

	model_init(&m);
	model_set_all(&m, SV("H/T=a; H/N=3; H/Q=x; H/D=20260112; yl:full=true; I/T=a; I/N=1.50; I/K/N=2; I+/T=b,c; R/T=a"));
	try_expr(&m, input);
	try_text(&m, input);
	try_pattern(input);
	model_clear(&m);
	return 0;
}

#ifndef YULU_LIBFUZZER

enum { RUNS = 60000 };

static uint64_t seed = 1;

static size_t dice(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)((seed >> 11) % n);
}

struct lines {
	struct sv *v;
	size_t n, cap;
};

/* The first column of each line. */
static void read_lines(struct str *bytes, struct lines *lines)
{
	char *path = file_join(getenv("top_srcdir"), "tests/expr/expr.tsv");
	struct err err;
	struct sv rest, line, first;

	if (file_read(path, 1 << 20, bytes, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	mem_free(path);
	rest = str_sv(bytes);
	while (sv_split(&rest, '\n', &line)) {
		if (line.n == 0 || line.p[0] == '#' || !sv_split(&line, '\t', &first))
			continue;
		if (lines->n == lines->cap)
			lines->v = mem_grow(lines->v, &lines->cap, sizeof *lines->v);
		lines->v[lines->n++] = first;
	}
}

/* A line with parts of others put in, cut, doubled, and bytes turned. */
static void mutate(const struct lines *lines, struct str *out)
{
	static const char *const piece[] = {"(", ")", "[", "]", "{", "}", "'", "\"", ",", "/", "..", "@", " or ", " and ", " div ", "-", "not(",
		"current()/", "yl:", "L/I", "H/T", "H/N", "1", "0.1", "{2,3}", "*", "|", "\\d", "\xff", "进", "＝", "99999999999999999999"};
	struct sv line = lines->v[dice(lines->n)], other = lines->v[dice(lines->n)];
	size_t cut = dice(line.n + 1), skip = dice(8) == 0 ? dice(line.n - cut + 1) : 0, from = dice(other.n + 1);

	str_reset(out);
	str_add(out, (struct sv){line.p, cut});
	switch (dice(4)) {
	case 0:
		str_adds(out, piece[dice(sizeof piece / sizeof piece[0])]);
		break;
	case 1:
		str_add(out, (struct sv){other.p + from, dice(other.n - from + 1)});
		break;
	case 2:
		for (size_t i = dice(40), which = dice(sizeof piece / sizeof piece[0]); i > 0; i--)
			str_adds(out, piece[which]);
		break;
	default:
		break;
	}
	str_add(out, (struct sv){line.p + cut + skip, line.n - cut - skip});
	if (dice(4) == 0 && out->len_b != 0)
		out->s[dice(out->len_b)] = (char)dice(256);
}

int main(void)
{
	struct str bytes = STR_INIT(0), input = STR_INIT(0);
	struct lines lines = {0};

	read_lines(&bytes, &lines);
	for (int i = 0; i < RUNS; i++) {
		uint8_t *copy;	/* of its own size, so that reading past the end is seen */

		mutate(&lines, &input);
		copy = mem_alloc(input.len_b);
		memcpy(copy, str_z(&input), input.len_b);
		LLVMFuzzerTestOneInput(copy, input.len_b);
		mem_free(copy);
	}
	tap_ok(lines.n > 300, "%d inputs made of %zu lines", RUNS, lines.n);
	mem_free(lines.v);
	str_clear(&bytes);
	str_clear(&input);
	return tap_done();
}

#endif
