/* Code tables as built: every name and table is there, lookups, days, damage. */
#include <regex.h>

#include "db/db.h"
#include "kit.h"

static size_t count_lines_of(const char *table)
{
	char name[100];
	char *path;
	struct str bytes = {0};
	struct csv csv;
	size_t n = 0;

	snprintf(name, sizeof name, "%s.csv", table);
	path = kit_data(name);
	kit_read(path, &bytes);
	csv_init(&csv, str_sv(&bytes));
	while (csv_next(&csv, NULL) == RC_OK)
		n++;
	csv_clear(&csv);
	str_clear(&bytes);
	mem_free(path);
	return n - 1;
}

static size_t count_rows_of(struct db *db, const char *table)
{
	char sql[120];
	sqlite3_stmt *st;

	snprintf(sql, sizeof sql, "SELECT count(*) FROM \"t_%s\"", table);
	if (db_prepare(db, sql, &st, NULL) != RC_OK || sqlite3_step(st) != SQLITE_ROW)
		return SIZE_MAX;
	return (size_t)sqlite3_column_int64(st, 0);
}

static void test_tables(struct codes *c)
{
	char *path = kit_data("tables.csv"), *built = kit_built();
	struct str bytes = {0};
	struct csv csv;
	struct db *db = NULL;
	char id[80], edition[16];
	int id_at, edition_at, source_at, n = 0;

	kit_read(path, &bytes);
	db_open(built, DB_READ | DB_IMMUTABLE, &db, NULL);
	csv_init(&csv, str_sv(&bytes));
	csv_next(&csv, NULL);
	id_at = csv_column(&csv, "id");
	edition_at = csv_column(&csv, "edition");
	source_at = csv_column(&csv, "source");
	while (csv_next(&csv, NULL) == RC_OK) {
		bool none = sv_is(csv.field[source_at], "none");
		int name;

		n++;
		snprintf(id, sizeof id, "%.*s", (int)csv.field[id_at].n, csv.field[id_at].p);
		snprintf(edition, sizeof edition, "%.*s", (int)csv.field[edition_at].n, csv.field[edition_at].p);
		name = codes_id(c, sv_of(id));
		tap_ok(name >= 0 && strcmp(codes_table_name(c, name), id) == 0, "table %s is a name", id);
		tap_text(codes_edition(c, name), edition, "its edition");
		tap_ok(codes_has_table(c, name) == !none, "its list is %s", none ? "missing" : "there");
		if (!none)
			tap_ok(count_rows_of(db, id) == count_lines_of(id), "it has as many rows as its file has lines");
	}
	tap_ok(n >= 75, "%d tables", n);
	csv_clear(&csv);
	str_clear(&bytes);
	db_close(db);
	mem_free(path);
	mem_free(built);
}

struct form_check {
	regex_t *form;
	int key;
	size_t n, n_bad;
	char bad[80];
};

static bool check_form(void *ctx, const struct sv *v, size_t n)
{
	struct form_check *f = ctx;
	char code[80];

	(void)n;
	snprintf(code, sizeof code, "%.*s", (int)v[f->key].n, v[f->key].p);
	f->n++;
	if (regexec(f->form, code, 0, NULL, 0) != 0 && f->n_bad++ == 0)
		snprintf(f->bad, sizeof f->bad, "%s", code);
	return true;
}

/* Patterns of XML Schema as used here are extended regular expressions too. */
static void test_form(struct codes *c, int id, const char *key)
{
	struct form_check f = {.key = codes_column(c, id, sv_of(key))};
	char pattern[120];
	regex_t form;

	snprintf(pattern, sizeof pattern, "^(%s)$", codes_form(c, id));
	if (codes_form(c, id)[0] == '\0' || regcomp(&form, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return;
	f.form = &form;
	codes_search(c, id, SV(""), DAY_NONE, SIZE_MAX, check_form, &f, NULL);
	/* Macao's own office stands in the customs list and no declaration may name it. */
	if (strncmp(codes_table_name(c, id), "customs_district", 16) == 0 && strcmp(f.bad, "A100") == 0)
		f.n_bad--;
	tap_ok(f.n > 0 && f.n_bad == 0, "%s: %zu codes have the form %s%s%s", codes_name(c, id), f.n,
	    codes_form(c, id), f.n_bad ? ", not " : "", f.n_bad ? f.bad : "");
	regfree(&form);
}

static void test_names(struct codes *c)
{
	char *path = kit_data("names.csv");
	struct str bytes = {0};
	struct csv csv;
	int table, key, complete, form, n = 0;

	kit_read(path, &bytes);
	csv_init(&csv, str_sv(&bytes));
	csv_next(&csv, NULL);
	table = csv_column(&csv, "table");
	key = csv_column(&csv, "key");
	complete = csv_column(&csv, "complete");
	form = csv_column(&csv, "form");
	while (csv_next(&csv, NULL) == RC_OK) {
		const struct sv *f = csv.field;
		int id = codes_id(c, f[0]);
		char column[80];

		n++;
		snprintf(column, sizeof column, "%.*s", (int)f[key].n, f[key].p);
		tap_ok(id >= 0 && sv_is(f[0], codes_name(c, id)), "name %.*s", (int)f[0].n, f[0].p);
		tap_ok(sv_is(f[table], codes_table_name(c, id)) && sv_is(f[form], codes_form(c, id))
		    && sv_is(f[complete], codes_complete(c, id) ? "yes" : "no"), "its table, form, completeness");
		tap_ok(codes_name_zh(c, id)[0] != '\0', "it has a Chinese name");
		if (codes_has_table(c, id)) {
			tap_ok(codes_column(c, id, f[key]) >= 0, "its key column");
			test_form(c, id, column);
		}
	}
	tap_ok(n >= 79 && codes_n_names(c) > (size_t)n, "%d names, and tables without one", n);
	tap_ok(codes_id(c, SV("NO_SUCH")) == -1, "an unknown name has no id");
	csv_clear(&csv);
	str_clear(&bytes);
	mem_free(path);
}

static bool has(struct codes *c, const char *name, const char *code)
{
	return codes_has(c, codes_id(c, sv_of(name)), sv_of(code), DAY_NONE);
}

static void test_filters(struct codes *c)
{
	tap_ok(has(c, "COUNTRY", "CHN") && !has(c, "COUNTRY", "HRA") && !has(c, "COUNTRY", "ZZZ"),
	    "COUNTRY: no rate groups, no unknown country");
	tap_ok(has(c, "ORIGIN", "ZZZ") && !has(c, "ORIGIN", "HRB"), "ORIGIN: the unknown country, no rate groups");
	tap_ok(has(c, "country", "HRA") && has(c, "country", "ZZZ"), "the table itself has all of them");
	tap_ok(has(c, "CURRENCY", "USD") && !has(c, "CURRENCY", "XAU") && !has(c, "CURRENCY", "CHE")
	    && !has(c, "CURRENCY", "XTS") && !has(c, "CURRENCY", "XXX"), "CURRENCY: no metals, funds, test codes");
	tap_text(kit_get(c, "USE_TO", "11", DAY_NONE, "name_zh"), "其它", "USE_TO 11 is the customs use");
	tap_text(kit_get(c, "PURPOSE", "11", DAY_NONE, "name_zh"), "种用或繁殖", "PURPOSE 11 is the inspection purpose");
	tap_ok(!has(c, "PURPOSE", "110") && !has(c, "PURPOSE", "01") && !has(c, "USE_TO", "110"),
	    "neither takes the other's codes");
	tap_ok(has(c, "LIC_TYPE", "408") && !has(c, "LIC_TYPE", "400"), "LIC_TYPE: no headings");
	tap_ok(!has(c, "mt_change_reason", "014") && has(c, "mt_change_reason", "013"), "what the schema refuses is not listed");
	tap_text(kit_get(c, "COUNTRY (numeric 3)", "502", DAY_NONE, "name_zh"), "美国", "numeric country");
	tap_text(kit_get(c, "COUNTRY (ISO alpha-2)", "DE", DAY_NONE, "code"), "DEU", "alpha-2 country");
	tap_text(kit_get(c, "PACKAGE (1 digit)", "2", DAY_NONE, "old_customs_name_zh"), "纸箱", "package of one digit");
	tap_ok(has(c, "LICENSE_DOCU", "a") && has(c, "LICENSE_DOCU", "A"), "licence letters of both cases");
	tap_ok(strcmp(kit_get(c, "LICENSE_DOCU", "a", DAY_NONE, "name_zh"), "保税核注清单") == 0, "and they differ");
	tap_ok(!codes_has_table(c, codes_id(c, SV("CIQ"))) && !has(c, "CIQ", "101"), "CIQ: a form, no list");
	tap_ok(!codes_has_table(c, codes_id(c, SV("USCC"))), "USCC: a form, no table");
}

static void test_days(struct codes *c)
{
	const int32_t last = day_make(2021, 12, 31);

	tap_text(kit_get(c, "TRADE_MODE", "0139", last, "name_zh"), "旅游购物商品", "an ended code on its last day");
	tap_text(kit_get(c, "TRADE_MODE", "0139", last + 1, "name_zh"), "(none)", "not on the next day");
	tap_text(kit_get(c, "TRADE_MODE", "0139", DAY_NONE, "valid_to"), "2021-12-31", "without a day it is found");
	tap_text(kit_get(c, "TRADE_MODE", "0110", last + 1, "name_zh"), "一般贸易", "an open code on any day");
}

static void test_lookup(struct codes *c)
{
	const int id = codes_id(c, SV("HS"));
	char long_code[200];
	struct sv a = {0}, b = {0};
	int column = codes_column(c, id, SV("name_zh")), n = 0;

	tap_ok(codes_get(c, id, SV("0101210010"), DAY_NONE, column, &a) && sv_is(a, "改良种用濒危野马"), "a code's name");
	tap_ok(codes_get(c, id, SV("0101210010"), DAY_NONE, column, &b) && a.p == b.p, "looked up again: the same memory");
	tap_ok(!codes_get(c, id, SV("0000000000"), DAY_NONE, column, &b) && b.n == 0, "an unknown code: empty");
	tap_ok(!codes_get(c, id, SV("0000000000"), DAY_NONE, column, &b), "and again");
	tap_ok(!codes_get(c, id, SV("0101210010"), DAY_NONE, -1, &b) && b.n == 0, "no such column: empty");
	tap_ok(!codes_get(c, id, SV("0101210010"), DAY_NONE, 99, &b), "nor one behind the last");
	tap_ok(!codes_has(c, id, SV(""), DAY_NONE) && !codes_has(c, -1, SV("1"), DAY_NONE)
	    && !codes_has(c, 9999, SV("1"), DAY_NONE), "no code, no table: not found");
	memset(long_code, '1', sizeof long_code);
	tap_ok(!codes_has(c, id, (struct sv){long_code, sizeof long_code}, DAY_NONE), "a very long code is not found");
	for (int i = 0; i < 3000; i++) {
		char code[16];

		snprintf(code, sizeof code, "84%08d", i * 10000);
		n += codes_has(c, id, sv_of(code), DAY_NONE);
	}
	tap_ok(n > 0 && n < 3000, "three thousand lookups: %d found", n);
	tap_ok(codes_get(c, id, SV("0101210010"), DAY_NONE, column, &b) && a.p == b.p, "what was found before stays");
	tap_ok(strcmp(codes_column_name(c, id, column), "name_zh") == 0 && codes_column_name(c, id, -1)[0] == '\0'
	    && codes_column(c, id, SV("none")) == -1, "columns by name and back");
}

static void test_tariff(struct codes *c)
{
	tap_text(kit_get(c, "HS", "0101210010", DAY_NONE, "elements"),
	    "品牌类型|出口享惠情况|是否改良种用|品种|GTIN|CAS|其他", "elements");
	tap_text(kit_get(c, "HS", "0101210010", DAY_NONE, "n_elements"), "7", "their number");
	tap_text(kit_get(c, "HS", "0101210010", DAY_NONE, "n_needed"), "4", "up to the last that is needed");
	tap_text(kit_get(c, "HS", "0101210010", DAY_NONE, "brand_place"), "", "no brand");
	tap_text(kit_get(c, "HS", "0101210010", DAY_NONE, "has_name_element"), "0", "no name of the goods");
	tap_text(kit_get(c, "HS", "8471301000", DAY_NONE, "brand_place"), "4", "place of the brand, not of the brand type");
	tap_text(kit_get(c, "HS", "9801009000", DAY_NONE, "n_elements"), "0", "chapter 98 has no elements");
	tap_text(kit_get(c, "HS", "0101210010", DAY_NONE, "supervision"), "AFEB", "supervision letters");
	tap_text(kit_get(c, "hs_fta_rate", "0101290010", DAY_NONE, "pakistan"), "1.5", "agreed rate");
}

static void test_calendar(struct codes *c)
{
	const struct day_calendar *cal = codes_calendar(c);

	tap_ok(cal->n_off > 500 && cal->n_work > 100, "%zu days off, %zu worked", cal->n_off, cal->n_work);
	tap_ok(!day_is_work(cal, day_make(2026, 1, 1)), "New Year is off");
	tap_ok(day_is_work(cal, day_make(2026, 1, 4)), "a Sunday that is worked");
	tap_ok(codes_calendar(c) == cal, "asked again: the same");
}

static void test_key(struct codes *c)
{
	int id = codes_id(c, SV("COUNTRY (ISO alpha-2)"));

	tap_ok(codes_key(c, codes_id(c, SV("COUNTRY"))) == 0, "the key of a table is its first column");
	tap_ok(id >= 0 && codes_key(c, id) > 0 && codes_key(c, -1) == -1, "of another code of its rows, that one");
}

static void test_initials(struct codes *c)
{
	struct str out = {0};

	tap_ok(codes_initials(c, SV("示例进出口 A1"), &out, NULL) == RC_OK && sv_is(str_sv(&out), "sljcka1"), "initials: %s", str_z(&out));
	str_reset(&out);
	tap_ok(codes_initials(c, SV("厦门"), &out, NULL) == RC_OK && sv_is(str_sv(&out), "xm"), "of a corrected word: %s", str_z(&out));
	str_clear(&out);
}

/* ---- damage ---------------------------------------------------------------------- */

static void expect_refusal(const char *path, const char *what)
{
	struct codes *c = NULL;
	struct err err = {0};
	enum rc rc = codes_open(path, NULL, &c, &err);

	tap_ok(rc == RC_PARSE && c == NULL && strstr(err.text, path) != NULL && strstr(err.text, "make") != NULL,
	    "%s: %s", what, err.text);
}

static void test_damage(void)
{
	char *built = kit_built(), *path;
	struct str bytes = {0};
	struct codes *c = NULL;
	struct err err = {0};
	enum rc rc;

	kit_start();
	path = file_join(kit_dir, "none.sqlite");
	rc = codes_open(path, NULL, &c, &err);
	tap_ok(rc == RC_NOTFOUND && c == NULL && strstr(err.text, "make") != NULL, "missing: %s", err.text);
	mem_free(path);
	kit_read(built, &bytes);
	path = kit_file("half.sqlite", (struct sv){bytes.s, bytes.len_b / 2});
	expect_refusal(path, "half a file");
	mem_free(path);
	path = kit_file("text.sqlite", SV("This is no database, only a text that is long enough to look at."));
	expect_refusal(path, "a text file");
	mem_free(path);
	path = kit_file("empty.sqlite", SV(""));
	expect_refusal(path, "an empty file");
	mem_free(path);
	bytes.s[68] ^= 1;
	path = kit_file("other.sqlite", str_sv(&bytes));
	expect_refusal(path, "a database of something else");
	mem_free(path);
	bytes.s[68] ^= 1;
	bytes.s[63] ^= 8;
	path = kit_file("version.sqlite", str_sv(&bytes));
	expect_refusal(path, "a file of another version");
	mem_free(path);
	bytes.s[63] ^= 8;
	memset(bytes.s + bytes.len_b / 4, 0xA5, bytes.len_b * 3 / 10);	/* rows of the tariff */
	path = kit_file("holes.sqlite", str_sv(&bytes));
	rc = codes_open(path, NULL, &c, &err);
	if (!tap_ok(rc == RC_OK, "a file with a hole behind the names opens %s", err.text))
		goto out;
	tap_ok(codes_trouble(c, NULL) == RC_OK, "no trouble yet");
	tap_ok(!has(c, "HS", "4403110010"), "a code whose row is lost is not found");
	tap_ok(codes_trouble(c, &err) == RC_PARSE && strstr(err.text, "make") != NULL, "a lookup in the hole: %s", err.text);
	tap_ok(codes_search(c, codes_id(c, SV("HS")), SV("4"), DAY_NONE, 5, NULL, NULL, &err) != RC_OK,
	    "a search in the hole: %s", err.text);
out:
	codes_close(c);
	mem_free(path);
	str_clear(&bytes);
	mem_free(built);
	kit_end();
}

int main(void)
{
	struct codes *c = kit_open(NULL);

	test_tables(c);
	test_names(c);
	test_filters(c);
	test_days(c);
	test_lookup(c);
	test_tariff(c);
	test_calendar(c);
	test_key(c);
	test_initials(c);
	tap_ok(codes_trouble(c, NULL) == RC_OK, "no trouble on the way");
	codes_close(c);
	codes_close(NULL);
	test_damage();
	return tap_done();
}
