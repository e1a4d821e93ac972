/*
 * Makes the built file of code tables from data/codes.
 *
 *     yulu-mkcodes --han                    the Han characters, one a line, for uconv
 *     yulu-mkcodes DATADIR READINGS OUT     READINGS: uconv's answer, line by line
 *
 * tables.csv names the tables (and the parts joined to them), names.csv the
 * code names, pinyin.csv the words that uconv reads wrongly. Everything is
 * checked; the first fault ends the build with file, line and remedy.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "codes/inside.h"
#include "codes/pack.h"
#include "codes/sheet.h"

struct build {
	const char *dir;
	struct sheet tables, names;
	struct pinyin pinyin;
	struct db *db;
};

static int print_han(void)
{
	for (size_t i = 0; i < PINYIN_N_CHAR; i++) {
		char text[4];

		printf("%.*s\n", (int)text_encode(pinyin_char(i), text), text);
	}
	return fflush(stdout) == 0 ? 0 : 1;
}

static enum rc read_sheet(const struct build *b, struct sv name, char **path, struct sheet *sheet, struct err *err)
{
	struct str file = {0};
	enum rc rc;

	str_addf(&file, "%.*s.csv", (int)name.n, name.p);
	*path = file_join(b->dir, str_z(&file));
	rc = sheet_read(sheet, *path, err);
	str_clear(&file);
	return rc;
}

static enum rc read_letters(struct build *b, const char *path, struct err *err)
{
	char letters[PINYIN_N_CHAR];
	struct str bytes = {0};
	struct sv rest, line;
	size_t n = 0;
	enum rc rc = file_read(path, 4 << 20, &bytes, err);

	rest = str_sv(&bytes);
	while (rc == RC_OK && rest.n > 0 && sv_split(&rest, '\n', &line)) {
		bool known = line.n > 0 && line.p[0] >= 'a' && line.p[0] <= 'z';

		if (n < PINYIN_N_CHAR)
			letters[n] = known ? line.p[0] : PINYIN_NONE;
		n++;
	}
	if (rc == RC_OK && n != PINYIN_N_CHAR)
		rc = err_set(err, RC_PARSE, "%s: %zu readings, not %d; is uconv in order?", path, n, PINYIN_N_CHAR);
	if (rc == RC_OK)
		pinyin_set_letters(&b->pinyin, letters);
	str_clear(&bytes);
	return rc;
}

static enum rc read_words(struct build *b, struct err *err)
{
	struct sheet sheet = {0};
	char *path = NULL;
	enum rc rc = read_sheet(b, SV("pinyin"), &path, &sheet, err);

	if (rc == RC_OK && (sheet.n_column < 2 || sheet_column(&sheet, "initials") != 1))
		rc = err_set(err, RC_PARSE, "%s:1: the columns must be word,initials", path);
	if (rc == RC_OK)
		rc = sheet_sort(&sheet, err);
	for (size_t i = 0; rc == RC_OK && i < sheet.n_row; i++) {
		const struct sheet_row *row = &sheet.row[i];

		if (!pinyin_add_word(&b->pinyin, row->v[0], row->v[1]))
			rc = err_set(err, RC_PARSE, "%s:%zu: initials must be one small letter for each character",
			    path, row->line);
	}
	pinyin_sort(&b->pinyin);
	sheet_clear(&sheet);
	mem_free(path);
	return rc;
}

/* One field of tables.csv or names.csv by the name of its column. */
static struct sv cell(const struct sheet *sheet, const struct sheet_row *row, const char *column)
{
	const int at = sheet_column(sheet, column);

	return at < 0 ? SV("") : row->v[at];
}

static enum rc need_columns(const struct sheet *sheet, const char *const *column, struct err *err)
{
	for (; *column != NULL; column++)
		if (sheet_column(sheet, *column) < 0)
			return err_set(err, RC_PARSE, "%s:1: the column %s is missing", sheet->path, *column);
	return RC_OK;
}

static size_t keys_of(const struct build *b, struct sv table, struct sv *key, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < b->names.n_row && n < max; i++) {
		const struct sheet_row *row = &b->names.row[i];

		if (sv_eq(cell(&b->names, row, "table"), table))
			key[n++] = cell(&b->names, row, "key");
	}
	return n;
}

static enum rc check_yes_no(const struct sheet *sheet, const struct sheet_row *row, bool *yes, struct err *err)
{
	struct sv complete = cell(sheet, row, "complete");

	*yes = sv_is(complete, "yes");
	return *yes || sv_is(complete, "no") ? RC_OK
	    : err_set(err, RC_PARSE, "%s:%zu: complete is neither yes nor no", sheet->path, row->line);
}

/* Names must lead to a table's columns. */
static enum rc check_names_of(const struct build *b, struct sv table, const struct sheet *sheet, struct err *err)
{
	const char *column[SHEET_MAX_COLUMN + 8];
	struct table t = {.column = column, .n_column = sheet->n_column};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < sheet->n_column; i++)
		column[i] = sheet->column[i].p;
	for (size_t i = 0; rc == RC_OK && i < b->names.n_row; i++) {
		const struct sheet_row *row = &b->names.row[i];
		struct str where = {0};

		if (!sv_eq(cell(&b->names, row, "table"), table))
			continue;
		if (codes_column_of(&t, cell(&b->names, row, "key")) < 0)
			rc = err_set(err, RC_PARSE, "%s:%zu: the table has no such key column", b->names.path, row->line);
		else if (!codes_filter_sql(&t, cell(&b->names, row, "filter"), &where))
			rc = err_set(err, RC_PARSE, "%s:%zu: the filter is not column=a,b or column!=a,b "
			    "or names no column of the table", b->names.path, row->line);
		str_clear(&where);
	}
	return rc;
}

static enum rc read_table(const struct build *b, const struct sheet_row *row, char **path, struct sheet *sheet,
    struct err *err)
{
	struct sv part = cell(&b->tables, row, "parts"), edition = cell(&b->tables, row, "edition");
	enum rc rc = read_sheet(b, row->v[0], path, sheet, err);

	if (rc == RC_OK && !sheet_edition_ok(edition))
		rc = err_set(err, RC_PARSE, "%s:%zu: the edition is not yyyy-MM", b->tables.path, row->line);
	if (rc == RC_OK)
		memcpy(sheet->edition, edition.p, edition.n);
	if (rc == RC_OK && part.n > 0) {
		struct sheet more = {0};
		char *part_path = NULL;

		rc = read_sheet(b, part, &part_path, &more, err);
		if (rc == RC_OK)
			rc = sheet_join(sheet, &more, err);
		sheet_clear(&more);
		mem_free(part_path);
	}
	if (rc == RC_OK)
		rc = sheet_sort(sheet, err);
	if (rc == RC_OK)
		sheet_derive(sheet);
	return rc;
}

static enum rc add_table(const struct build *b, const struct sheet_row *row, struct err *err)
{
	const struct sheet *tables = &b->tables;
	struct pack_table info = {.id = row->v[0], .name_zh = cell(tables, row, "name_zh"),
		.name_en = cell(tables, row, "name_en"), .source = cell(tables, row, "source"),
		.note = cell(tables, row, "note")};
	const bool has_list = !sv_is(info.source, "none");
	struct sv key[SHEET_MAX_COLUMN];
	const size_t n_key = keys_of(b, info.id, key, SHEET_MAX_COLUMN);
	struct sheet sheet = {0};
	char *path = NULL;
	enum rc rc = check_yes_no(tables, row, &info.complete, err);

	if (rc == RC_OK && !sheet_name_ok(info.id))
		rc = err_set(err, RC_PARSE, "%s:%zu: a table's id is a-z, 0-9 and _", tables->path, row->line);
	if (rc == RC_OK && has_list)
		rc = read_table(b, row, &path, &sheet, err);
	if (rc == RC_OK && has_list)
		rc = check_names_of(b, info.id, &sheet, err);
	if (rc == RC_OK)
		rc = pack_add_table(b->db, &info, has_list ? &sheet : NULL, &b->pinyin, key, n_key, err);
	sheet_clear(&sheet);
	mem_free(path);
	return rc;
}

static bool is_table(const struct build *b, struct sv id)
{
	for (size_t i = 0; i < b->tables.n_row; i++)
		if (sv_eq(b->tables.row[i].v[0], id))
			return true;
	return false;
}

static enum rc add_name(const struct build *b, const struct sheet_row *row, sqlite3_stmt *st, struct err *err)
{
	static const char *const column[] = { "name", "name_zh", "table", "key", "filter", "complete", "form", "note" };
	const struct sv table = cell(&b->names, row, "table");
	bool complete;
	enum rc rc = check_yes_no(&b->names, row, &complete, err);
	int step;

	if (rc != RC_OK)
		return rc;
	if (table.n > 0 && !is_table(b, table))
		return err_set(err, RC_PARSE, "%s:%zu: tables.csv has no such table", b->names.path, row->line);
	for (int i = 0; i < 8; i++)
		db_bind_sv(st, i + 1, cell(&b->names, row, column[i]));
	sqlite3_bind_int(st, 6, complete);
	step = sqlite3_step(st);
	sqlite3_reset(st);
	return step == SQLITE_DONE ? RC_OK : db_fail(b->db, step, err, b->names.path);
}

static enum rc fill(const struct build *b, struct err *err)
{
	sqlite3_stmt *st;
	enum rc rc = pack_add_pinyin(b->db, &b->pinyin, err);

	for (size_t i = 0; rc == RC_OK && i < b->tables.n_row; i++)
		rc = add_table(b, &b->tables.row[i], err);
	if (rc == RC_OK)
		rc = db_prepare(b->db, "INSERT INTO name_info VALUES (?, ?, ?, ?, ?, ?, ?, ?)", &st, err);
	for (size_t i = 0; rc == RC_OK && i < b->names.n_row; i++)
		rc = add_name(b, &b->names.row[i], st, err);
	return rc;
}

static enum rc build(struct build *b, const char *readings, const char *out, struct err *err)
{
	static const char *const table_column[] = { "name_zh", "name_en", "edition", "source", "complete", "parts", "note", NULL };
	static const char *const name_column[] = { "name_zh", "table", "key", "filter", "complete", "form", "note", NULL };
	char *tables_path = NULL, *names_path = NULL;
	enum rc rc = read_letters(b, readings, err);

	if (rc == RC_OK)
		rc = read_words(b, err);
	if (rc == RC_OK)
		rc = read_sheet(b, SV("tables"), &tables_path, &b->tables, err);
	if (rc == RC_OK)
		rc = need_columns(&b->tables, table_column, err);
	if (rc == RC_OK)
		rc = sheet_sort(&b->tables, err);
	if (rc == RC_OK)
		rc = read_sheet(b, SV("names"), &names_path, &b->names, err);
	if (rc == RC_OK)
		rc = need_columns(&b->names, name_column, err);
	if (rc == RC_OK)
		rc = sheet_sort(&b->names, err);
	if (rc == RC_OK)
		rc = pack_begin(out, &b->db, err);
	if (rc == RC_OK) {
		rc = fill(b, err);
		if (rc == RC_OK)
			rc = pack_end(b->db, out, err);
		else
			pack_abandon(b->db);
	}
	sheet_clear(&b->tables);
	sheet_clear(&b->names);
	mem_free(tables_path);
	mem_free(names_path);
	return rc;
}

int main(int argc, char **argv)
{
	struct build b = {0};
	struct err err = {0};
	enum rc rc;

	if (argc == 2 && strcmp(argv[1], "--han") == 0)
		return print_han();
	if (argc != 4) {
		fputs("usage: yulu-mkcodes --han | yulu-mkcodes DATADIR READINGS OUT\n", stderr);
		return 2;
	}
	b.dir = argv[1];
	rc = build(&b, argv[2], argv[3], &err);
	if (rc != RC_OK)
		fprintf(stderr, "yulu-mkcodes: %s\n", err.text);
	pinyin_clear(&b.pinyin);
	return rc == RC_OK ? 0 : 1;
}
