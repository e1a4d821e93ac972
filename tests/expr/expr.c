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

/* ---- what no single line shows ------------------------------------------- */

static enum rc compile(struct model *m, const char *text, enum expr_type want, struct expr **e, struct err *err)
{
	struct expr_scope scope = model_scope(m);
	struct expr_where where = {"forms/x.xml", 12, 30};

	return expr_compile(sv_of(text), &where, want, &scope, e, err);
}

static void error_is(const char *text, enum expr_type want, enum rc rc, const char *message, const char *name)
{
	struct model m;
	struct expr *e;
	struct err err = {0};

	model_init(&m);
	tap_ok(compile(&m, text, want, &e, &err) == rc && e == NULL, "%s: refused", name);
	tap_text(err.text, message, name);
	expr_free(e);
	model_clear(&m);
}

static void test_messages(void)
{
	struct expr *e;
	struct err err = {0};

	error_is("H/T = 0110", EXPR_BOOL, RC_PARSE,
	    "forms/x.xml:12:36: = compares values of one type, but H/T is text and 0110 is a number: write '0110'", "a code without quotes");
	error_is("H/T = '进口' and\n  H/Z = 'x'", EXPR_BOOL, RC_PARSE, "forms/x.xml:13:3: there is no element Z here", "place on the second line");
	error_is("'进口' ＝ H/T", EXPR_BOOL, RC_PARSE, "forms/x.xml:12:35: '＝' is a full-width character: write '='", "columns count characters");
	error_is("H/N", EXPR_BOOL, RC_PARSE,
	    "forms/x.xml:12:30: H/N is a number where a condition is wanted: compare it with a value, or ask yl:given(…)", "a condition is wanted");
	error_is("0110", EXPR_TEXT, RC_PARSE, "forms/x.xml:12:30: 0110 is a number where text is wanted: write '0110'", "text is wanted");
	error_is("H/T", EXPR_DAY, RC_PARSE, "forms/x.xml:12:30: H/T is text where a day is wanted: convert it with yl:day(…)", "a day is wanted");
	error_is("L/I/T", EXPR_TEXT, RC_PARSE,
	    "forms/x.xml:12:30: L/I/T stands for many rows where one value is wanted: yl:first(…) takes the first, count(…), sum(…) and others take them all",
	    "one value is wanted");
	error_is("'a\xff'", EXPR_TEXT, RC_PARSE, "forms/x.xml:12:32: a byte that is not UTF-8 stands here", "not UTF-8");
	error_is("1 \x01", EXPR_ANY, RC_PARSE, "forms/x.xml:12:32: a control character (U+0001) stands here: remove it", "control character");
	tap_ok(expr_compile(SV("1 +"), NULL, EXPR_ANY, NULL, &e, &err) == RC_PARSE, "without a place");
	tap_text(err.text, "the expression ends too early: a value (field, 'text', number, function) is missing", "without a place: text");
	tap_ok(expr_compile(SV("H/T"), NULL, EXPR_ANY, NULL, &e, &err) == RC_PARSE, "a path without a scope");
	tap_text(err.text, "there are no fields to name here: use text, numbers and functions", "a path without a scope: text");
	tap_ok(expr_compile(SV("yl:is-code('HS', 'a')"), NULL, EXPR_ANY, NULL, &e, &err) == RC_PARSE, "a table without a scope");
	tap_ok(expr_compile(SV("1 +"), NULL, EXPR_ANY, NULL, &e, NULL) == RC_PARSE && e == NULL, "without room for the text");
}

static void repeat(struct str *out, const char *what, int n)
{
	while (n-- > 0)
		str_adds(out, what);
}

static void limit_is(const char *before, const char *middle, const char *after, int n, const char *remedy, const char *name)
{
	enum rc want = remedy[0] != '\0' ? RC_LIMIT : RC_OK;
	struct model m;
	struct expr *e;
	struct err err = {0};
	struct str text = STR_INIT(0);

	model_init(&m);
	repeat(&text, before, n);
	str_adds(&text, middle);
	repeat(&text, after, n);
	tap_ok(compile(&m, str_z(&text), EXPR_ANY, &e, &err) == want, "%s", name);
	if (want == RC_LIMIT)
		tap_ok(sv_find(sv_of(err.text), sv_of(remedy), NULL), "%s: what to do", name);
	expr_free(e);
	str_clear(&text);
	model_clear(&m);
}

static void test_limits(void)
{
	limit_is("(", "1", ")", 32, "", "32 parentheses");
	limit_is("(", "1", ")", 33, "local fields", "33 parentheses");
	limit_is("not(", "true()", ")", 31, "", "depth 32 of calls");
	limit_is("not(", "true()", ")", 32, "local fields", "depth 33 of calls");
	limit_is("H/N + ", "1", "", 249, "", "499 values and operators");
	limit_is("H/N + ", "1", "", 250, "local fields", "501 values and operators");
	limit_is(" ", "1", "", 4095, "", "4096 bytes");
	limit_is(" ", "1", "", 4096, "local fields", "4097 bytes");
	limit_is("../", "H/T", "", 40, "at most 32 steps", "a path of 42 steps");
}

static void test_refs(void)
{
	struct model m;
	struct expr *e;
	const struct expr_ref *ref;

	model_init(&m);
	m.context = MODEL_I;
	compile(&m, "T = /M/H/T and count(/M/C/R[N = current()/N]/T) > 1 and yl:ok and yl:today() = D", EXPR_BOOL, &e, NULL);
	tap_ok(expr_n_refs(e) == 6, "six references");
	ref = expr_ref(e, 0);
	tap_ok(ref->relation == EXPR_SAME_ROW && ref->table == 1 && ref->column == 0, "same row");
	tap_ok(expr_ref(e, 1)->relation == EXPR_OUTER_ROW && expr_ref(e, 1)->up == 1, "outer row");
	tap_ok(expr_ref(e, 2)->relation == EXPR_SAME_ROW && expr_ref(e, 2)->column == 2, "the value of the predicate");
	ref = expr_ref(e, 3);
	tap_ok(ref->relation == EXPR_MANY_ROWS && ref->has_where && ref->where_column == 2 && ref->where_table == 3, "many rows with a predicate");
	tap_ok(expr_ref(e, 4)->is_local && !ref->is_local, "a local field");
	tap_ok(expr_uses(e) == EXPR_USES_DAY, "asks for the day");
	tap_ok(expr_type(e) == EXPR_BOOL, "is a condition");
	tap_ok(sv_starts(expr_source(e), SV("T = /M/H/T and")), "keeps its source");
	expr_free(e);
	compile(&m, "yl:stage() = 'save' or yl:is-code('HS', T) or yl:file-size(T) > 1", EXPR_BOOL, &e, NULL);
	tap_ok(expr_uses(e) == (EXPR_USES_STAGE | EXPR_USES_CODES | EXPR_USES_FILES), "asks for stage, tables and files");
	expr_free(e);
	model_clear(&m);
}

/* ---- how it is evaluated ------------------------------------------------------ */

static int n_asked;

static struct sv counting_cell(void *ctx, const struct expr_ref *ref, expr_row row)
{
	n_asked++;
	return model_cell(ctx, ref, row);
}

static void asks(struct model *m, const char *text, int n, const char *name)
{
	struct expr *e;

	compile(m, text, EXPR_ANY, &e, NULL);
	n_asked = 0;
	expr_eval(e, &m->env, m->row[0]);
	tap_ok(n_asked == n, "%s: %d cells read", name, n_asked);
	expr_free(e);
}

static void test_evaluation(void)
{
	struct model m;
	struct expr *e;
	struct expr_value v;

	model_init(&m);
	model_set_all(&m, SV("H/T=a; H/U=b; H/N=1"));
	m.env.cell = counting_cell;
	asks(&m, "H/T = 'x' and H/U = 'b'", 1, "and ends with the first false");
	asks(&m, "H/T = 'a' or H/U = 'b'", 1, "or ends with the first true");
	asks(&m, "if(H/T = 'a', H/U, string(H/N))", 2, "if takes one branch");
	asks(&m, "if(1 = 1, H/U, H/T)", 1, "a constant condition is settled at load");
	asks(&m, "false() and H/U = 'b'", 0, "so is a constant part of and");
	asks(&m, "true() and H/U = 'b'", 1, "the neutral one is dropped");
	asks(&m, "concat('a', substring('bcd', 2)) = 'acd'", 0, "constant text is settled at load");
	arena_reset(&m.scratch);
	compile(&m, "H/T = 'a' and yl:in(H/U, 'a', 'b') and H/N * 2 + 0.5 < 3 and substring(H/T, 1, 1) = 'a' and matches(H/T, '[a-z]')", EXPR_BOOL, &e, NULL);
	tap_ok(expr_holds(e, &m.env, m.row[0]) && m.scratch.used_b == 0, "tests take no memory");
	expr_free(e);
	m.env.declaring = true;
	compile(&m, "yl:stage()", EXPR_TEXT, &e, NULL);
	v = expr_eval(e, &m.env, m.row[0]);
	tap_ok(sv_is(v.text, "declare"), "yl:stage() when declaring");
	expr_free(e);
	model_clear(&m);
}

static void test_values(void)
{
	struct arena a = {0};
	struct expr_value v = expr_value_of(SV("x1"), EXPR_NUMBER);

	tap_ok(v.state == EXPR_INVALID && sv_is(expr_value_text(&v, &a), "x1"), "an invalid cell is shown as it stands");
	v = expr_value_of(SV("true"), EXPR_BOOL);
	tap_ok(v.state == EXPR_GIVEN && v.truth && sv_is(expr_value_text(&v, &a), "true"), "true");
	v = expr_value_of(SV("false"), EXPR_BOOL);
	tap_ok(v.state == EXPR_GIVEN && !v.truth && sv_is(expr_value_text(&v, &a), "false"), "false");
	v = expr_value_of(SV("yes"), EXPR_BOOL);
	tap_ok(v.state == EXPR_INVALID, "neither");
	v = expr_value_of(SV(""), EXPR_BOOL);
	tap_ok(v.state == EXPR_EMPTY && expr_value_text(&v, &a).n == 0, "empty");
	v = expr_value_of(SV("2026-01-12"), EXPR_DAY);
	tap_ok(v.state == EXPR_GIVEN && v.day == day_make(2026, 1, 12) && sv_is(expr_value_text(&v, &a), "2026-01-12"), "a day");
	arena_free(&a);
}

/* ---- texts ------------------------------------------------------------------------ */

static void text_is(const char *text, const char *want)
{
	struct model m;
	struct expr_scope scope = model_scope(&m);
	struct expr_where where = {"r.xml", 3, 5};
	struct expr_text *t;
	struct err err = {0};
	struct str out = STR_INIT(0);

	model_init(&m);
	model_set_all(&m, SV("H/T=示例\a公司; H/N=1.50; H/Q=5x; H/D=20260112; I/T=a; I+/T=b"));
	if (expr_text_compile(sv_of(text), &where, &scope, &t, &err) != RC_OK)
		str_adds(&out, err.text);
	else
		expr_text_add(t, &m.env, m.row[0], &out);
	tap_text(str_z(&out), want, want);
	expr_text_free(t);
	str_clear(&out);
	model_clear(&m);
}

static void test_texts(void)
{
	struct str text = STR_INIT(0), want = STR_INIT(0);

	text_is("", "");
	text_is("净重", "净重");
	text_is("净重 {H/N} 千克", "净重 1.5 千克");
	text_is("{H/N}{H/D}", "1.52026-01-12");
	text_is("件数 {H/Q}", "件数 5x");
	text_is("[{H/U}]", "[]");
	text_is("{H/T}", "示例\xef\xbf\xbd公司");
	text_is("{ yl:join(L/I/T, '}{') }", "a}{b");
	text_is("{concat(\"}\", H/N)}", "r.xml:3:18: H/N is a number where text is wanted: convert it with string(…)");
	text_is("{{H/N}}", "{H/N}");
	text_is("a}}b{{", "a}b{");
	text_is("{yl:today()}", "2026-01-12");
	text_is("示例 {H/N", "r.xml:3:8: this { is not closed: write {{ for a brace");
	text_is("示例 }", "r.xml:3:8: this } closes nothing: write }} for a brace");
	text_is("示例 {H/Z}", "r.xml:3:9: there is no element Z here");
	text_is("示例\n {H/Z}", "r.xml:4:3: there is no element Z here");
	text_is("{}", "r.xml:3:6: the expression is empty");
	text_is("{'a'}", "r.xml:3:6: a field or a function between { and } is needed here, not 'a'");
	text_is("{H/N * 2}", "r.xml:3:10: an operator is missing in front of *, or it does not belong here");
	text_is("{L/I/T}", "r.xml:3:6: L/I/T stands for many rows where one value is wanted: yl:first(…) takes the first, count(…), sum(…) and others take them all");
	repeat(&text, "长", 150);
	repeat(&want, "长", 99);
	str_adds(&want, "…");
	text_is(str_z(&text), str_z(&want));
	str_clear(&text);
	str_clear(&want);
}

/* ---- check digits ------------------------------------------------------------------ */

static void test_checks(void)
{
	static const struct {
		bool (*check)(struct sv s);
		const char *text;
		bool right;
	} line[] = {
		{expr_check_uscc, "91350100M000100Y43", true},	/* the example of GB 32100 */
		{expr_check_uscc, "91350100M000100Y34", false},
		{expr_check_uscc, "91310000MA01600000", true},	/* check value 31, written 0 */
		{expr_check_uscc, "91350100m000100y43", false},
		{expr_check_uscc, "91350100I000100Y43", false},
		{expr_check_uscc, "91350100M000100Y4", false},
		{expr_check_uscc, "", false},
		{expr_check_orgcode, "D2143569X", true},	/* the example of GB 11714 */
		{expr_check_orgcode, "D21435690", false},
		{expr_check_orgcode, "M000100Y4", true},
		{expr_check_orgcode, "D2143569", false},
		{expr_check_container, "CSQU3054383", true},	/* the example of ISO 6346 */
		{expr_check_container, "CSQU3054384", false},
		{expr_check_container, "CSQ30543830", false},
		{expr_check_container, "csqu3054383", false},
		{expr_check_container, "CSQU305438", false},
		{expr_check_container, "TEXU3070079", true},
		{expr_check_container, "TEXU0000000", true},	/* 10, written 0 */
		{expr_check_airbill, "12345678905", true},
		{expr_check_airbill, "12345678906", false},
		{expr_check_airbill, "123-4567890", false},
		{expr_check_airbill, "1234567890", false},
		{expr_check_idcard, "11010519491231002X", true},	/* the example of GB 11643 */
		{expr_check_idcard, "110105194912310020", false},
		{expr_check_idcard, "11010519491231002x", false},
		{expr_check_idcard, "110105194913310021", false},	/* month 13 */
		{expr_check_idcard, "440524188001010014", true},
		{expr_check_idcard, "44052418800101001", false},
	};

	for (size_t i = 0; i < sizeof line / sizeof line[0]; i++)
		tap_ok(line[i].check(sv_of(line[i].text)) == line[i].right, "check digit of '%s'", line[i].text);
}

/* ---- long lists ----------------------------------------------------------------------- */

static double seconds(const struct expr *e, struct model *m, struct expr_value *v)
{
	clock_t from = clock();

	*v = expr_eval(e, &m->env, m->row[0]);
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

/* 20,000 rows, each with another value. A quadratic look would take 200 million steps. */
static void test_many_rows(void)
{
	enum { ROWS = 20000 };
	struct model m;
	struct str names = STR_INIT(0), all = STR_INIT(0);
	struct expr *distinct, *each;
	struct expr_value v;
	double s;

	model_init(&m);
	for (int i = 0; i < ROWS; i++)
		str_addf(&names, "%08d;", i);
	for (size_t i = 0; i < ROWS; i++) {
		struct model_row *row = model_add_row(&m, 1, m.row[0]);

		row->cell[0] = (struct sv){names.s + i * 9, 8};
		str_add(&all, (struct sv){names.s + (ROWS - 1 - i) * 9, 8});
		str_addc(&all, ',');
	}
	model_set(&m, SV("H/T"), (struct sv){all.s, all.len_b - 1});
	compile(&m, "yl:distinct(L/I/T)", EXPR_NUMBER, &distinct, NULL);
	compile(&m, "yl:each-in(H/T, ',', L/I/T)", EXPR_BOOL, &each, NULL);
	s = seconds(distinct, &m, &v);
	tap_ok(v.num.coef == ROWS && s < 1, "yl:distinct of %d rows: %.3f s", ROWS, s);
	s = seconds(each, &m, &v);
	tap_ok(v.truth && s < 1, "yl:each-in of %d tokens in %d rows: %.3f s", ROWS, ROWS, s);
	expr_free(distinct);
	expr_free(each);
	str_clear(&names);
	str_clear(&all);
	model_clear(&m);
}

int main(void)
{
	test_lines();
	test_messages();
	test_limits();
	test_refs();
	test_evaluation();
	test_values();
	test_texts();
	test_checks();
	test_many_rows();
	return tap_done();
}
