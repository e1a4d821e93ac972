#include "codes/inside.h"

#include "base/file.h"
#include "base/i18n.h"
#include "codes/pack.h"
#include "codes/pinyin.h"
#include "codes/sheet.h"

/* A table that lacks a column would make the rules that read it fall silent. */
static enum rc check_columns(const struct table *t, const struct sheet *sheet, struct err *err)
{
	struct str missing = {0};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_column; i++) {
		const char *column = t->column[i];

		if (sheet_column(sheet, column) < 0 && !sheet_is_derived(sv_of(column))
		    && strcmp(column, "valid_from") != 0 && strcmp(column, "valid_to") != 0)
			str_addf(&missing, " %s", column);
	}
	if (!sv_is(sheet->column[0], t->column[0]))
		rc = err_set(err, RC_PARSE, _("%s:%zu: the first column must be %s, the key of the table %s"),
		    sheet->path, sheet->header_line, t->column[0], t->id);
	else if (missing.len_b > 0)
		rc = err_set(err, RC_PARSE, _("%s:%zu: columns of the table %s are missing:%s; "
		    "add them, empty where nothing is known"), sheet->path, sheet->header_line, t->id, str_z(&missing));
	str_clear(&missing);
	return rc;
}

/* Columns besides the first that names look codes up by. */
static size_t other_keys(const struct codes *c, const struct table *t, struct sv *key, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_list && n < max; i++)
		if (c->list[i].table == t && c->list[i].key != 0)
			key[n++] = sv_of(t->column[c->list[i].key]);
	return n;
}

static enum rc write_import(struct codes *c, const struct table *t, const struct sheet *sheet,
    const char *overlay_dir, struct err *err)
{
	const struct pack_table info = {.id = sv_of(t->id), .name_zh = sv_of(t->name_zh), .name_en = sv_of(t->name_en),
		.source = SV("import"), .note = sv_of(sheet->path), .complete = t->complete};
	struct pinyin pinyin = {0};
	struct str file = {0};
	struct sv key[SHEET_MAX_COLUMN];
	const size_t n_key = other_keys(c, t, key, SHEET_MAX_COLUMN);
	char *path = NULL;
	struct db *db = NULL;
	enum rc rc = pack_read_pinyin(c->built, &pinyin, err);

	if (rc == RC_OK)
		rc = file_mkdirs(overlay_dir, 0755, err);
	if (rc != RC_OK)
		goto out;
	str_addf(&file, "%s.sqlite", t->id);
	path = file_join(overlay_dir, str_z(&file));
	rc = pack_begin(path, &db, err);
	if (rc != RC_OK)
		goto out;
	rc = pack_add_table(db, &info, sheet, &pinyin, key, n_key, err);
	if (rc == RC_OK)
		rc = pack_end(db, path, err);
	else
		pack_abandon(db);
out:
	pinyin_clear(&pinyin);
	str_clear(&file);
	mem_free(path);
	return rc;
}

enum rc codes_import(const char *built, const char *overlay_dir, struct sv table, const char *csv_path, struct err *err)
{
	struct codes *c = NULL;
	struct sheet sheet = {0};
	struct table *t;
	enum rc rc = codes_open(built, NULL, &c, err);

	if (rc != RC_OK)
		return rc;
	t = codes_table_of(c, table);
	if (t == NULL)
		rc = err_set(err, RC_NOTFOUND, _("there is no code table %.*s; its name is the one that a list of the tables shows"),
		    (int)table.n, table.p);
	if (rc == RC_OK)
		rc = sheet_read(&sheet, csv_path, err);
	if (rc == RC_OK)
		rc = check_columns(t, &sheet, err);
	if (rc == RC_OK)
		rc = sheet_sort(&sheet, err);
	if (rc == RC_OK) {
		sheet_derive(&sheet);
		rc = write_import(c, t, &sheet, overlay_dir, err);
	}
	sheet_clear(&sheet);
	codes_close(c);
	return rc;
}
