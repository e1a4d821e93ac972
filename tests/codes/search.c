/*
 * Searching. Two oracles: a plain loop over all rows says which rows belong to
 * a query and what rank each has; what codes_search() gives must be the same
 * rows with ranks that never fall. And cases a keyer would type.
 */
#include "base/text.h"
#include "db/db.h"
#include "kit.h"

enum { MAX_ROWS = 13000 };

struct oracle_row {
	char *code, *initials, *name, *english;
};

struct oracle {
	struct oracle_row *row;
	size_t n;
};

static char *small_dup(struct sv v)
{
	struct str half = {0};
	char *s;

	text_add_half(&half, v);
	s = mem_strdup(str_z(&half));
	for (char *p = s; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	str_clear(&half);
	return s;
}

static struct oracle oracle_read(const char *table, const char *where)
{
	struct oracle o = {.row = mem_zalloc(MAX_ROWS, sizeof *o.row)};
	char *built = kit_built(), sql[256];
	struct db *db = NULL;
	sqlite3_stmt *st = NULL;

	snprintf(sql, sizeof sql, "SELECT code, \"#initials\", name_zh, name_en FROM t_%s WHERE %s", table, where);
	if (db_open(built, DB_READ | DB_IMMUTABLE, &db, NULL) != RC_OK || db_prepare(db, sql, &st, NULL) != RC_OK)
		exit(1);
	while (o.n < MAX_ROWS && sqlite3_step(st) == SQLITE_ROW) {
		struct sv code = db_column_sv(st, 0);

		o.row[o.n++] = (struct oracle_row){mem_strndup(code.p, code.n), small_dup(db_column_sv(st, 1)),
			small_dup(db_column_sv(st, 2)), small_dup(db_column_sv(st, 3))};
	}
	db_close(db);
	mem_free(built);
	return o;
}

static void oracle_free(struct oracle *o)
{
	for (size_t i = 0; i < o->n; i++) {
		mem_free(o->row[i].code);
		mem_free(o->row[i].initials);
		mem_free(o->row[i].name);
		mem_free(o->row[i].english);
	}
	mem_free(o->row);
}

static bool begins(const char *s, const char *q)
{
	return strncmp(s, q, strlen(q)) == 0;
}

/* 0: does not belong. q is in half width. */
static int rank_of(const struct oracle_row *r, const char *q)
{
	char *small = small_dup(sv_of(q)), *code = small_dup(sv_of(r->code));
	int rank = strcmp(code, small) == 0 ? 1 : begins(code, small) ? 2
	    : begins(r->initials, small) ? 3 : begins(r->name, small) ? 4
	    : strstr(r->name, small) ? 5 : strstr(r->initials, small) ? 6
	    : begins(r->english, small) ? 7 : strstr(r->english, small) ? 8 : 0;

	mem_free(small);
	mem_free(code);
	return rank;
}

struct seen {
	const struct oracle *o;
	const char *q;
	size_t n;
	int last_rank;
	bool falls, stranger;
};

static bool look(void *ctx, const struct sv *v, size_t n)
{
	struct seen *s = ctx;
	int rank = 0;

	(void)n;
	for (size_t i = 0; i < s->o->n && rank == 0; i++)
		if (sv_is(v[0], s->o->row[i].code))
			rank = rank_of(&s->o->row[i], s->q);
	s->stranger = s->stranger || rank == 0;
	s->falls = s->falls || rank < s->last_rank;
	s->last_rank = rank;
	s->n++;
	return true;
}

static void check_query(struct codes *c, int id, const struct oracle *o, const char *q)
{
	struct seen s = {.o = o, .q = q};
	size_t n = 0;
	bool right;

	for (size_t i = 0; i < o->n; i++)
		n += rank_of(&o->row[i], q) != 0;
	codes_search(c, id, sv_of(q), DAY_NONE, SIZE_MAX, look, &s, NULL);
	right = s.n == n && !s.falls && !s.stranger;
	if (!right)
		tap_ok(false, "%s in %s: %zu rows, %zu belong%s%s", q, codes_name(c, id), s.n, n,
		    s.falls ? ", a rank falls" : "", s.stranger ? ", a row does not belong" : "");
}

/* Parts of what the rows hold: code, initials, name, English. */
static void test_oracle(struct codes *c, const char *name, const char *table, const char *where, int n_query)
{
	struct oracle o = oracle_read(table, where);
	const int id = codes_id(c, sv_of(name)), bad = tap_bad;
	uint64_t seed = 20260831;

	for (int k = 0; k < n_query; k++) {
		const struct oracle_row *r;
		const char *source;
		size_t from = 0, to = 0, n, start, length;
		uint32_t cp;
		char q[128];

		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
		r = &o.row[(seed >> 33) % o.n];
		source = k % 4 == 0 ? r->code : k % 4 == 1 ? r->initials : k % 4 == 2 ? r->name : r->english;
		n = strlen(source);
		start = (seed >> 20) % 4 == 0 ? (seed >> 24) % 5 : 0;
		length = 1 + (seed >> 28) % 4;
		while (start-- > 0 && from < n)
			from += text_decode(source + from, n - from, &cp);
		for (to = from; length-- > 0 && to < n;)
			to += text_decode(source + to, n - to, &cp);
		snprintf(q, sizeof q, "%.*s", (int)(to - from), source + from);
		if (q[0] != '\0' && q[0] != ' ' && q[strlen(q) - 1] != ' ' && strchr(q, '.') == NULL)
			check_query(c, id, &o, q);
	}
	tap_ok(tap_bad == bad, "%s: %d queries give the rows that a plain loop gives, in rank order", name, n_query);
	oracle_free(&o);
}

/* ---- cases --------------------------------------------------------------------- */

struct gather {
	char text[512];
	size_t n, stop_after;
};

static bool gather_codes(void *ctx, const struct sv *v, size_t n)
{
	struct gather *g = ctx;
	size_t at = strlen(g->text);

	(void)n;
	snprintf(g->text + at, sizeof g->text - at, "%s%.*s", g->n ? " " : "", (int)v[0].n, v[0].p);
	return ++g->n != g->stop_after;
}

static void expect(struct codes *c, const char *name, const char *q, int32_t day, size_t limit, const char *want)
{
	struct gather g = {.text = ""};
	struct err err = {0};
	char what[160];

	snprintf(what, sizeof what, "%s: \"%s\"", name, q);
	tap_ok(codes_search(c, codes_id(c, sv_of(name)), sv_of(q), day, limit, gather_codes, &g, &err) == RC_OK,
	    "%s %s", what, err.text);
	tap_text(g.text, want, what);
}

static void test_cases(struct codes *c)
{
	struct gather g = {.stop_after = 3};

	expect(c, "CUSTOMS", "3701", DAY_NONE, 5, "3701");
	expect(c, "CUSTOMS", "370", DAY_NONE, 3, "3700 3701 3702");
	expect(c, "CUSTOMS", "３７０１", DAY_NONE, 5, "3701");
	expect(c, "CUSTOMS", " 3701 ", DAY_NONE, 5, "3701");
	expect(c, "CUSTOMS", "xmgq", DAY_NONE, 5, "3700");
	expect(c, "CUSTOMS", "XMGQ", DAY_NONE, 5, "3700");
	expect(c, "CUSTOMS", "厦门关区", DAY_NONE, 5, "3700");
	expect(c, "COUNTRY", "chn", DAY_NONE, 1, "CHN");
	expect(c, "COUNTRY", "deu", DAY_NONE, 1, "DEU");
	expect(c, "COUNTRY", "mg", DAY_NONE, 2, "MNG USA");
	expect(c, "COUNTRY", "germ", DAY_NONE, 2, "DEU");
	expect(c, "COUNTRY", "德", DAY_NONE, 1, "DEU");
	expect(c, "COUNTRY", "税率", DAY_NONE, 5, "");
	expect(c, "COUNTRY", "HRA", DAY_NONE, 5, "BHR");
	expect(c, "country", "HRA", DAY_NONE, 5, "HRA BHR");
	expect(c, "HS", "8471.30.1000", DAY_NONE, 5, "8471301000");
	expect(c, "HS", "8471.30", DAY_NONE, 1, "8471301000");
	expect(c, "LICENSE_DOCU", "a", DAY_NONE, 2, "a A");
	expect(c, "LICENSE_DOCU", "A", DAY_NONE, 2, "A a");
	expect(c, "yes_no", "", DAY_NONE, 10, "0 1");
	expect(c, "PACKAGE (1 digit)", "", DAY_NONE, 20, "23 22 32 00 92 06 01");
	expect(c, "TRADE_MODE", "0139", day_make(2021, 12, 31), 5, "0139");
	expect(c, "TRADE_MODE", "0139", day_make(2022, 1, 1), 5, "");
	expect(c, "region_domestic", "zzzzzz", DAY_NONE, 5, "");
	expect(c, "HS", "8", DAY_NONE, 0, "");
	expect(c, "CIQ", "1", DAY_NONE, 5, "");
	tap_ok(codes_search(c, -1, SV("1"), DAY_NONE, 5, gather_codes, &g, NULL) == RC_OK && g.n == 0, "no such id: nothing");
	tap_ok(codes_search(c, codes_id(c, SV("HS")), SV("84"), DAY_NONE, 20, gather_codes, &g, NULL) == RC_OK
	    && g.n == 3, "a visitor that stops is not asked again");
}

/* The other Chinese names of a row count after the name itself. */
static void test_other_names(struct codes *c)
{
	expect(c, "CUSTOMS", "机场单证", DAY_NONE, 3, "0101");
}

static void test_odd_queries(struct codes *c)
{
	char text[4000];
	struct gather g = {.text = ""};
	const int id = codes_id(c, SV("HS"));

	memset(text, '8', sizeof text);
	codes_search(c, id, (struct sv){text, sizeof text}, DAY_NONE, 5, gather_codes, &g, NULL);
	codes_search(c, id, SV("\n"), DAY_NONE, 2, gather_codes, &g, NULL);
	tap_ok(g.n == 2, "white space alone is an empty query");
	g = (struct gather){.text = ""};
	codes_search(c, id, SV("\xE5\xA4"), DAY_NONE, 5, gather_codes, &g, NULL);
	codes_search(c, id, SV("\xFF\x00x"), DAY_NONE, 5, gather_codes, &g, NULL);
	codes_search(c, id, SV("%_'\"*"), DAY_NONE, 5, gather_codes, &g, NULL);
	codes_search(c, id, SV("a\tb\nc"), DAY_NONE, 5, gather_codes, &g, NULL);
	tap_text(g.text, "", "broken UTF-8, quotes, wildcards, control characters find nothing");
}

int main(void)
{
	struct codes *c = kit_open(NULL);

	test_cases(c);
	test_other_names(c);
	test_odd_queries(c);
	test_oracle(c, "COUNTRY", "country", "kind NOT IN ('税率用','不详')", 400);
	test_oracle(c, "PORT", "port", "1", 40);
	test_oracle(c, "mt_undg", "mt_undg", "1", 40);
	tap_ok(codes_trouble(c, NULL) == RC_OK, "no trouble on the way");
	codes_close(c);
	return tap_done();
}
