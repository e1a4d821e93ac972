/* Importing tables: what it takes, every refusal with its line, what stands afterwards. */
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "kit.h"

static char *built;

static enum rc import_text(const char *table, const char *csv, struct err *err)
{
	char *path = kit_file("in.csv", sv_of(csv));
	enum rc rc;

	*err = (struct err){0};
	rc = codes_import(built, kit_dir, sv_of(table), path, err);
	mem_free(path);
	return rc;
}

static bool import_exists(const char *table)
{
	char name[80], *path;
	bool there;

	snprintf(name, sizeof name, "%s.sqlite", table);
	path = file_join(kit_dir, name);
	there = file_exists(path);
	mem_free(path);
	return there;
}

static void expect_import(const char *table, const char *csv, const char *what)
{
	struct err err;
	enum rc rc = import_text(table, csv, &err);

	tap_ok(rc == RC_OK, "%s %s", what, err.text);
}

static const char *edition(struct codes *c, const char *name)
{
	return codes_edition(c, codes_id(c, sv_of(name)));
}

/* ---- what is taken ------------------------------------------------------------------ */

static void test_replace(void)
{
	struct codes *c;

	expect_import("yes_no", "#edition 2027-01\ncode,name_zh,name_en\n1,是,Yes\n0,否,No\n2,待定,Open\n", "a table is imported");
	c = kit_open(kit_dir);
	tap_text(kit_get(c, "YES_NO", "2", DAY_NONE, "name_zh"), "待定", "a new code is found by the code name");
	tap_text(edition(c, "YES_NO"), "2027-01", "the edition of the first line");
	tap_text(kit_get(c, "COUNTRY", "CHN", DAY_NONE, "name_zh"), "中国", "other tables stay as built");
	codes_close(c);
	expect_import("yes_no", "\xEF\xBB\xBF#edition 2027-02\r\ncode,name_zh,name_en\r\n3,\"甲,乙\", A \r\n\r\n", "it is imported again");
	c = kit_open(kit_dir);
	tap_text(kit_get(c, "YES_NO", "2", DAY_NONE, "name_zh"), "(none)", "the earlier import is gone");
	tap_text(kit_get(c, "YES_NO", "3", DAY_NONE, "name_zh"), "甲,乙", "BOM, CRLF, quotes");
	tap_text(kit_get(c, "YES_NO", "3", DAY_NONE, "name_en"), "A", "blanks around are taken off");
	tap_text(edition(c, "YES_NO"), "2027-02", "its edition");
	codes_close(c);
	c = kit_open(NULL);
	tap_text(kit_get(c, "YES_NO", "3", DAY_NONE, "name_zh"), "(none)", "without the directory the built table stands");
	codes_close(c);
}

static void test_month(void)
{
	char *path = kit_file("month.csv", SV("code,name_zh,name_en\n0,否,No\n"));
	/* 2026-05-31 17:00 UTC is June at UTC+08:00. */
	struct timespec t[2] = {{.tv_sec = 1780246800}, {.tv_sec = 1780246800}};
	struct err err = {0};
	struct codes *c;

	utimensat(AT_FDCWD, path, t, 0);
	tap_ok(codes_import(built, kit_dir, SV("yes_no"), path, &err) == RC_OK, "without an edition %s", err.text);
	c = kit_open(kit_dir);
	tap_text(edition(c, "YES_NO"), "2026-06", "it is the month of the file");
	codes_close(c);
	mem_free(path);
}

static void test_days(void)
{
	struct codes *c;

	expect_import("trn_flag", "code,name_zh,valid_from,valid_to\n1,旧,,2024-12-31\n1,新,20250101,\n", "two rows of a code");
	c = kit_open(kit_dir);
	tap_text(kit_get(c, "TRANS_FLAG", "1", day_make(2024, 12, 31), "name_zh"), "旧", "the old one on its last day");
	tap_text(kit_get(c, "TRANS_FLAG", "1", day_make(2025, 1, 1), "name_zh"), "新", "the new one on its first");
	tap_text(kit_get(c, "TRANS_FLAG", "1", DAY_NONE, "valid_from"), "2025-01-01", "without a day: the newest, its day written out");
	codes_close(c);
	expect_import("trn_flag", "code,name_zh\n1,甲\n", "valid_to may be left off");
	expect_import("workday_cn", "date,kind,name\n20270102,work,元旦\n2027-01-01,off,元旦\n", "working days");
	c = kit_open(kit_dir);
	tap_ok(codes_calendar(c)->n_off == 1 && day_is_work(codes_calendar(c), day_make(2027, 1, 2))
	    && !day_is_work(codes_calendar(c), day_make(2027, 1, 1)), "the calendar is the imported one");
	codes_close(c);
}

static bool first_code(void *ctx, const struct sv *v, size_t n)
{
	(void)n;
	snprintf(ctx, 80, "%.*s", (int)v[0].n, v[0].p);
	return false;
}

static void test_tariff(void)
{
	char code[80] = "";
	struct codes *c;

	expect_import("hs_code", "code,name_zh,unit1_code,unit2_code,mfn_rate,provisional_rate,general_rate,vat_rate,"
	    "consumption_rate,export_rate,export_provisional_rate,export_rebate,supervision,inspection,elements\n"
	    "9999999999,示例重庆弹簧,035,,0%,,,13%,,,,13%,A,M/,品牌类型|出口享惠情况|英文品名|品牌（中文）|用途|GTIN|CAS|其他\n"
	    "9999999998,示例二,035,,0%,,,13%,,,,13%,A,M/,GTIN\n", "a tariff");
	c = kit_open(kit_dir);
	tap_text(kit_get(c, "HS", "9999999999", DAY_NONE, "n_elements"), "8", "number of elements");
	tap_text(kit_get(c, "HS", "9999999999", DAY_NONE, "n_needed"), "5", "needed ones");
	tap_text(kit_get(c, "HS", "9999999999", DAY_NONE, "brand_place"), "4", "place of the brand");
	tap_text(kit_get(c, "HS", "9999999999", DAY_NONE, "has_name_element"), "1", "name of the goods");
	tap_text(kit_get(c, "HS", "9999999998", DAY_NONE, "n_needed"), "0", "none needed");
	codes_search(c, codes_id(c, SV("HS")), SV("slcqth"), DAY_NONE, 1, first_code, code, NULL);
	tap_text(code, "9999999999", "initials are made without ICU, with the words of the built file");
	codes_close(c);
}

/* A list that nobody publishes comes to life when the user has it. */
static void test_missing_list(void)
{
	struct codes *c;
	int id;

	expect_import("ciq_code", "code,name_zh\n9999999999101,示例\n", "a list without a built table");
	c = kit_open(kit_dir);
	id = codes_id(c, SV("CIQ"));
	tap_ok(codes_has_table(c, id) && codes_has(c, id, SV("9999999999101"), DAY_NONE), "CIQ has a table now");
	tap_ok(codes_column(c, id, SV("name_zh")) == 1, "with the columns it came with");
	codes_close(c);
}

/* The code itself comes before codes that only begin with what was typed. */
static void test_exact_first(void)
{
	char code[80] = "";
	struct codes *c;

	expect_import("dec_status", "code,name_zh,kind\nx1,甲,回执\nX,乙,回执\n", "codes of both cases");
	c = kit_open(kit_dir);
	codes_search(c, codes_id(c, SV("dec_status")), SV("x"), DAY_NONE, 1, first_code, code, NULL);
	tap_text(code, "X", "\"x\" finds X before x1");
	codes_close(c);
}

static void test_other_key(void)
{
	struct codes *c;

	expect_import("country", "code,name_zh,name_en,old_customs_code,iso2,ciq_code,kind\nXXA,示例国,Sample,,XA,,国家地区\n"
	    "HRZ,示例组,Group,,,,税率用\n", "a table with a filter and a second key");
	c = kit_open(kit_dir);
	tap_text(kit_get(c, "COUNTRY (ISO alpha-2)", "XA", DAY_NONE, "code"), "XXA", "by the second key");
	tap_text(kit_get(c, "COUNTRY", "HRZ", DAY_NONE, "code"), "(none)", "the filter holds");
	codes_close(c);
}

/* ---- what is refused ------------------------------------------------------------------ */

static void refuse(const char *table, const char *csv, enum rc want, const char *needle, const char *what)
{
	struct err err;
	enum rc rc = import_text(table, csv, &err);

	tap_ok(rc == want && strstr(err.text, needle) != NULL && !import_exists(table), "%s: %s", what, err.text);
}

static void test_lines(void)
{
	refuse("unit", "", RC_PARSE, "in.csv", "an empty file");
	refuse("unit", "code,name_zh,stat_unit_code,conv_ratio\n", RC_PARSE, "in.csv", "a header alone");
	refuse("unit", "#version 3\ncode\n1\n", RC_PARSE, "in.csv:1:", "a first line that is no edition");
	refuse("unit", "#edition 2026-13\ncode\n1\n", RC_PARSE, "in.csv:1:", "an edition that is no month");
	refuse("unit", "编号,name_zh\n1,甲\n", RC_PARSE, "in.csv:1:", "a column name in Chinese");
	refuse("unit", "code,name_zh,name_zh\n1,甲,乙\n", RC_PARSE, "name_zh", "a column twice");
	refuse("unit", "name_zh,code,stat_unit_code,conv_ratio\n甲,1,,\n", RC_PARSE, "in.csv:1:", "another key first");
	refuse("unit", "#edition 2026-01\nname_zh,code\n甲,1\n", RC_PARSE, "in.csv:2:", "the same behind an edition");
	refuse("unit", "#edition 2026-01\ncode,name_zh\n1,\"甲\n", RC_PARSE, "line 3", "an open quote behind an edition");
	refuse("unit", "code,name_zh\n1,甲\n", RC_PARSE, "stat_unit_code conv_ratio", "columns missing");
	refuse("unit", "code,name_zh,stat_unit_code,conv_ratio\n001,甲,,1\n002,乙,1\n", RC_PARSE, "in.csv:3:", "a field missing");
	refuse("unit", "#edition 2026-01\ncode,name_zh,stat_unit_code,conv_ratio\n001,甲,,1\n,乙,,1\n", RC_PARSE, "in.csv:4:", "an empty code");
	refuse("unit", "code,name_zh,stat_unit_code,conv_ratio\n"
	    "01234567890123456789012345678901234567890123456789012345678901234,甲,,1\n", RC_PARSE, "in.csv:2:", "a code too long");
	refuse("unit", "code,name_zh,stat_unit_code,conv_ratio\n001,\xB8\xD6,,1\n", RC_PARSE, "in.csv:2:", "GBK instead of UTF-8");
	refuse("unit", "code,name_zh,stat_unit_code,conv_ratio\n001,a\x01" "b,,1\n", RC_PARSE, "in.csv:2:", "a control character");
	refuse("unit", "code,name_zh,stat_unit_code,conv_ratio\n001,\"甲\n乙\",,1\n", RC_PARSE, "in.csv:2:", "a line end in a field");
	refuse("unit", "code,name_zh,stat_unit_code,conv_ratio\n001,\"甲,,1\n", RC_PARSE, "in.csv", "an open quote");
	refuse("unit", "code,name_zh,stat_unit_code,conv_ratio\n002,甲,,1\n001,乙,,1\n002,丙,,1\n", RC_PARSE, "in.csv:4:", "a code twice");
	refuse("unit", "code,name_zh,stat_unit_code,conv_ratio,valid_to\n001,甲,,1,2026-02-30\n", RC_PARSE, "in.csv:2:", "a day that is none");
	refuse("unit", "code,name_zh,stat_unit_code,conv_ratio,valid_from,valid_to\n001,甲,,1,2026-02-02,2026-02-01\n",
	    RC_PARSE, "in.csv:2:", "an end before the beginning");
	refuse("unit", "code,name_zh,stat_unit_code,conv_ratio,valid_from,valid_to\n001,甲,,1,,2026-02-02\n001,乙,,1,2026-02-02,\n",
	    RC_PARSE, "in.csv:3:", "two rows valid on one day");
	refuse("no_such", "code\n1\n", RC_NOTFOUND, "no_such", "a table that does not exist");
	refuse("../unit", "code\n1\n", RC_NOTFOUND, "../unit", "a table's name with a path");
}

static void test_limits(void)
{
	struct str csv = {0};
	struct err err;
	char *path;

	str_adds(&csv, "code");
	for (int i = 0; i < 64; i++)
		str_addf(&csv, ",c%d", i);
	str_adds(&csv, "\n");
	tap_ok(import_text("ciq_code", str_z(&csv), &err) == RC_LIMIT, "65 columns: %s", err.text);
	str_reset(&csv);
	str_adds(&csv, "code\n");
	for (int i = 0; i <= 1000000; i++)
		str_addf(&csv, "%d\n", i);
	tap_ok(import_text("ciq_code", str_z(&csv), &err) == RC_LIMIT && strstr(err.text, "in.csv:1000002:") != NULL,
	    "more than a million rows: %s", err.text);
	str_clear(&csv);
	path = kit_file("in.csv", SV("code\n"));
	tap_ok(truncate(path, (64 << 20) + 1) == 0 && codes_import(built, kit_dir, SV("ciq_code"), path, &err) == RC_LIMIT,
	    "more than 64 MB: %s", err.text);
	mem_free(path);
}

static void test_places(void)
{
	char *no_file = file_join(kit_dir, "none.csv"), *csv, *below;
	struct err err = {0};

	tap_ok(codes_import(built, kit_dir, SV("unit"), no_file, &err) == RC_NOTFOUND, "no such file: %s", err.text);
	tap_ok(codes_import(no_file, kit_dir, SV("unit"), no_file, &err) == RC_NOTFOUND, "no built file: %s", err.text);
	csv = kit_file("in.csv", SV("code,name_zh,name_en\n0,否,No\n"));
	below = file_join(csv, "codes");
	tap_ok(codes_import(built, below, SV("yes_no"), csv, &err) != RC_OK && err.text[0] != '\0',
	    "a directory that cannot be made: %s", err.text);
	mem_free(below);
	mem_free(csv);
	mem_free(no_file);
}

/* ---- imports that broke ------------------------------------------------------------------ */

static void expect_broken(const char *table, struct sv bytes, const char *what)
{
	char name[80], *path;
	struct codes *c = NULL;
	struct err err = {0};
	enum rc rc;

	snprintf(name, sizeof name, "%s.sqlite", table);
	path = kit_file(name, bytes);
	rc = codes_open(built, kit_dir, &c, &err);
	tap_ok(rc != RC_OK && c == NULL && strstr(err.text, path) != NULL && strstr(err.text, "import") != NULL,
	    "%s: %s", what, err.text);
	unlink(path);
	mem_free(path);
}

static void test_broken(void)
{
	struct str bytes = {0};
	struct codes *c;
	char *path;

	expect_import("yes_no", "code,name_zh,name_en\n0,否,No\n", "an import");
	path = file_join(kit_dir, "yes_no.sqlite");
	kit_read(path, &bytes);
	expect_broken("domain_id", str_sv(&bytes), "another table's file");
	expect_broken("unit", (struct sv){bytes.s, 700}, "a cut file");
	expect_broken("unit", SV("not a database, by far not, and long enough to be looked at"), "no database");
	c = kit_open(kit_dir);
	tap_ok(c != NULL, "without them it opens again");
	codes_close(c);
	str_clear(&bytes);
	mem_free(path);
}

static void test_nothing_left(void)
{
	DIR *d = opendir(kit_dir);
	struct dirent *e;
	int n = 0;

	while (d != NULL && (e = readdir(d)) != NULL)
		n += strstr(e->d_name, ".tmp") != NULL || strstr(e->d_name, "-journal") != NULL || strstr(e->d_name, "-wal") != NULL;
	closedir(d);
	tap_ok(n == 0, "no temporary file is left");
}

int main(void)
{
	built = kit_built();
	kit_start();
	test_replace();
	test_month();
	test_days();
	test_tariff();
	test_missing_list();
	test_other_key();
	test_exact_first();
	kit_end();
	kit_start();
	test_lines();
	test_limits();
	test_places();
	test_broken();
	test_nothing_left();
	kit_end();
	mem_free(built);
	return tap_done();
}
