/*
 * The language, line by line: expr.tsv holds expression, cells, what comes of
 * it, and where the expression stands; this program runs it on the message of
 * model.h. Below are the things that no single expression shows: messages
 * with their place, references, texts with {…}, limits, long lists.
 *
 * What comes of it, third column:
 *     true false none · 'text' · 1.5 · 2026-01-12 · empty T · invalid T
 *     (T text, number or day) · error COLUMN part of the message
 * The fourth column, if any, names the row (made by "cells") and, as a field
 * of it, the bind: I/K is the row K, I/N the bind of N.
 */
#include "expr/expr.h"

#include <time.h>

#include "base/file.h"
#include "model.h"
#include "tap.h"

static const char *type_word(unsigned type)
{
	static const char *const word[] = {"text", "number", "day", "condition"};

	return word[type];
}

static void show(const struct expr_value *v, struct arena *scratch, struct str *out)
{
	struct sv text = expr_value_text(v, scratch);

	if (v->type == EXPR_BOOL)
		str_adds(out, v->state != EXPR_GIVEN ? "none" : v->truth ? "true" : "false");
	else if (v->state != EXPR_GIVEN)
		str_addf(out, "%s %s", v->state == EXPR_EMPTY ? "empty" : "invalid", type_word(v->type));
	else if (v->type == EXPR_TEXT)
		str_addf(out, "'%.*s'", (int)text.n, text.p);
	else
		str_add(out, text);
}

/* "error 13 part": the text has ":COLUMN: " and the part. */
static bool is_expected_error(struct sv want, const struct err *err)
{
	char place[32];
	size_t blank = 0;

	want = (struct sv){want.p + 6, want.n - 6};
	if (!sv_find(want, SV(" "), &blank))
		return false;
	snprintf(place, sizeof place, "t:7:%.*s: ", (int)blank, want.p);
	return sv_starts(sv_of(err->text), sv_of(place)) &&
	    sv_find(sv_of(err->text), (struct sv){want.p + blank + 1, want.n - blank - 1}, NULL);
}

static void run_line(size_t line, const struct sv *field)
{
	struct model m;
	struct expr_scope scope = model_scope(&m);
	struct expr_where where = {"t", 7, 1};
	struct expr_value v;
	struct model_row *row;
	struct expr *e;
	struct err err = {0};
	struct str got = STR_INIT(0);
	bool ok;

	model_init(&m);
	model_set_all(&m, field[1]);
	row = m.row[0];
	if (field[3].n != 0)
		row = model_find(&m, field[3], &m.context);
	if (expr_compile(field[0], &where, EXPR_ANY, &scope, &e, &err) != RC_OK) {
		str_adds(&got, err.text);
		ok = sv_starts(field[2], SV("error ")) && is_expected_error(field[2], &err);
	} else {
		v = expr_eval(e, &m.env, row);
		show(&v, &m.scratch, &got);
		ok = sv_eq(str_sv(&got), field[2]) && v.type == expr_type(e);
		if (v.type == EXPR_BOOL)
			ok = ok && expr_holds(e, &m.env, row) == sv_is(field[2], "true") && expr_broken(e, &m.env, row) == sv_is(field[2], "false");
	}
	tap_ok(ok, "line %zu: %.*s", line, (int)field[0].n, field[0].p);
	if (!ok)
		printf("#   got: %s\n#  want: %.*s\n", str_z(&got), (int)field[2].n, field[2].p);
	expr_free(e);
	str_clear(&got);
	model_clear(&m);
}

static void test_lines(void)
{
	char *path = file_join(getenv("top_srcdir"), "tests/expr/expr.tsv");
	struct str bytes = STR_INIT(1 << 20);
	struct err err;
	struct sv rest, one;
	size_t line = 0;

	if (file_read(path, 1 << 20, &bytes, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	rest = str_sv(&bytes);
	while (sv_split(&rest, '\n', &one)) {
		struct sv field[4] = {{0}}, part;
		size_t n = 0;

		line++;
		if (one.n == 0 || one.p[0] == '#')
			continue;
		while (sv_split(&one, '\t', &part) && n < 4)
			field[n++] = part;
		run_line(line, field);
	}
	str_clear(&bytes);
	mem_free(path);
}

int main(void)
{
	test_lines();
	return tap_done();
}
