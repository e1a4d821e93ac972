#include "codes/inside.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/i18n.h"
#include "codes/pack.h"

static const char *keep(struct codes *c, struct sv text)
{
	return arena_dup(&c->arena, text.p, text.n);
}

int codes_column_of(const struct table *t, struct sv column)
{
	for (size_t i = 0; i < t->n_column; i++)
		if (sv_is(column, t->column[i]))
			return (int)i;
	return -1;
}

/* Tab-separated; the first is the key. */
static enum rc set_columns(struct codes *c, struct table *t, struct sv columns, struct err *err)
{
	size_t n = 1, k = 0;
	struct sv part;

	if (columns.n == 0)
		return err_set(err, RC_PARSE, "table_info");

	for (size_t i = 0; i < columns.n; i++)
		n += columns.p[i] == '\t';
	t->column = arena_alloc(&c->arena, n * sizeof *t->column);
	while (sv_split(&columns, '\t', &part))
		t->column[k++] = keep(c, part);
	t->n_column = k;
	t->valid_from = codes_column_of(t, SV("valid_from"));
	t->valid_to = codes_column_of(t, SV("valid_to"));
	return RC_OK;
}

/* ---- what the built file holds ------------------------------------------------ */

static size_t count_of(sqlite3_stmt *st, int column)
{
	sqlite3_int64 n = sqlite3_column_int64(st, column);

	return n > 0 ? (size_t)n : 0;
}

static enum rc read_tables(struct codes *c, struct err *err)
{
	sqlite3_stmt *st;
	size_t cap = 0;
	int step = SQLITE_DONE;
	enum rc rc = db_prepare(c->built, "SELECT id, name_zh, name_en, edition, complete, n_row, columns "
	    "FROM table_info ORDER BY id", &st, err);

	if (rc != RC_OK)
		return rc;
	while (rc == RC_OK && (step = sqlite3_step(st)) == SQLITE_ROW) {
		struct table *t;

		if (c->n_table == cap)
			c->table = mem_grow(c->table, &cap, sizeof *c->table);
		t = &c->table[c->n_table++];
		*t = (struct table){.id = keep(c, db_column_sv(st, 0)), .name_zh = keep(c, db_column_sv(st, 1)),
			.name_en = keep(c, db_column_sv(st, 2)), .edition = keep(c, db_column_sv(st, 3)),
			.complete = sqlite3_column_int(st, 4) != 0, .n_row = count_of(st, 5), .db = c->built};
		t->has_rows = t->n_row > 0;
		rc = set_columns(c, t, db_column_sv(st, 6), err);
	}
	sqlite3_reset(st);
	if (rc == RC_OK && step != SQLITE_DONE)
		rc = db_fail(c->built, step, err, "table_info");
	return rc;
}

static enum rc open_import(struct codes *c, struct table *t, const char *path, struct err *err)
{
	sqlite3_stmt *st = NULL;
	int step;
	enum rc rc = pack_open(path, &t->import, err);

	if (rc == RC_OK)
		rc = db_prepare(t->import, "SELECT id, edition, n_row, columns FROM table_info", &st, err);
	if (rc == RC_OK) {
		step = sqlite3_step(st);
		if (step != SQLITE_ROW && step != SQLITE_DONE)
			rc = db_fail(t->import, step, err, "table_info");
		else if (step == SQLITE_DONE || !sv_is(db_column_sv(st, 0), t->id))
			rc = err_set(err, RC_PARSE, _("another table"));
	}
	if (rc == RC_OK) {
		t->db = t->import;
		t->edition = keep(c, db_column_sv(st, 1));
		t->n_row = count_of(st, 2);
		t->has_rows = t->n_row > 0;
		rc = set_columns(c, t, db_column_sv(st, 3), err);
	}
	if (st != NULL)
		sqlite3_reset(st);
	if (rc != RC_OK)
		return err_set(err, rc, _("%s is damaged or not an imported code table (%s); "
		    "import the table again, or delete the file to use the built one"), path, err ? err->text : "");
	return RC_OK;
}

static enum rc open_imports(struct codes *c, const char *dir, struct err *err)
{
	for (size_t i = 0; dir != NULL && i < c->n_table; i++) {
		struct str file = {0};
		char *path;
		enum rc rc = RC_OK;

		str_addf(&file, "%s.sqlite", c->table[i].id);
		path = file_join(dir, str_z(&file));
		if (file_exists(path))
			rc = open_import(c, &c->table[i], path, err);
		mem_free(path);
		str_clear(&file);
		if (rc != RC_OK)
			return rc;
	}
	return RC_OK;
}

/* The list of a table seen through key and filter; several names share one. */
static enum rc list_of(struct codes *c, struct table *t, struct sv key, struct sv filter,
    struct list **out, struct err *err)
{
	const int column = codes_column_of(t, key);
	struct str where = {0};
	enum rc rc = RC_OK;

	*out = NULL;
	if (column < 0 || !codes_filter_sql(t, filter, &where)) {
		rc = err_set(err, RC_PARSE, _("code table %s lacks the column %.*s or one of the filter \"%.*s\"; "
		    "import it again with that column, or delete the import"),
		    t->id, (int)key.n, key.p, (int)filter.n, filter.p);
		goto out;
	}
	for (size_t i = 0; i < c->n_list && *out == NULL; i++)
		if (c->list[i].table == t && c->list[i].key == column && sv_is(str_sv(&where), c->list[i].where))
			*out = &c->list[i];
	if (*out == NULL) {
		*out = &c->list[c->n_list++];
		**out = (struct list){.table = t, .key = column, .where = keep(c, str_sv(&where))};
	}
out:
	str_clear(&where);
	return rc;
}

static enum rc add_name(struct codes *c, struct name name, struct sv key, struct sv filter, struct err *err)
{
	struct name *n = &c->name[c->n_name];

	*n = name;
	if (n->table != NULL) {
		if (n->name_zh[0] == '\0')
			n->name_zh = n->table->name_zh;
		if (n->name_en[0] == '\0')
			n->name_en = n->table->name_en;
		if (n->table->has_rows) {
			enum rc rc = list_of(c, n->table, key, filter, &n->list, err);

			if (rc != RC_OK)
				return rc;
		}
	}
	c->n_name++;
	return RC_OK;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct name *)a)->name, ((const struct name *)b)->name);
}

static enum rc read_names(struct codes *c, size_t n_name, struct err *err)
{
	sqlite3_stmt *st;
	int step;
	size_t n_named;
	enum rc rc = db_prepare(c->built,
	    "SELECT name, name_zh, tbl, key, filter, complete, form FROM name_info ORDER BY name", &st, err);

	if (rc != RC_OK)
		return rc;
	c->name = mem_zalloc(n_name + c->n_table, sizeof *c->name);
	c->list = mem_zalloc(n_name + c->n_table, sizeof *c->list);
	while (rc == RC_OK && c->n_name < n_name && (step = sqlite3_step(st)) == SQLITE_ROW)
		rc = add_name(c, (struct name){.name = keep(c, db_column_sv(st, 0)),
		    .name_zh = keep(c, db_column_sv(st, 1)), .name_en = "", .form = keep(c, db_column_sv(st, 6)),
		    .complete = sqlite3_column_int(st, 5) != 0, .table = codes_table_of(c, db_column_sv(st, 2))},
		    db_column_sv(st, 3), db_column_sv(st, 4), err);
	sqlite3_reset(st);
	if (rc == RC_OK && c->n_name != n_name)
		rc = err_set(err, RC_PARSE, "name_info");
	n_named = c->n_name;
	for (size_t i = 0; rc == RC_OK && i < c->n_table; i++) {
		struct table *t = &c->table[i];

		if (bsearch(&(struct name){.name = t->id}, c->name, n_named, sizeof *c->name, compare_names) != NULL)
			continue;
		rc = add_name(c, (struct name){.name = t->id, .name_zh = "", .name_en = "", .form = "",
		    .complete = t->complete, .table = t}, sv_of(t->column[0]), SV(""), err);
	}
	qsort(c->name, c->n_name, sizeof *c->name, compare_names);
	return rc;
}

static enum rc count_names(struct codes *c, size_t *n, struct err *err)
{
	sqlite3_stmt *st;
	int step;
	enum rc rc = db_prepare(c->built, "SELECT count(*) FROM name_info", &st, err);

	*n = 0;
	if (rc != RC_OK)
		return rc;
	step = sqlite3_step(st);
	if (step == SQLITE_ROW)
		*n = count_of(st, 0);
	else
		rc = db_fail(c->built, step, err, "name_info");
	sqlite3_reset(st);
	return rc;
}

enum rc codes_open(const char *built, const char *overlay_dir, struct codes **out, struct err *err)
{
	struct codes *c = mem_zalloc(1, sizeof *c);
	struct err own = {0};
	size_t n_name;
	enum rc rc = pack_open(built, &c->built, &own);

	*out = NULL;
	if (rc == RC_OK)
		rc = read_tables(c, &own);
	if (rc == RC_OK)
		rc = count_names(c, &n_name, &own);
	if (rc != RC_OK) {
		rc = rc == RC_NOTFOUND
		    ? err_set(err, rc, _("the code tables %s are missing; run make, or install yulu again"), built)
		    : err_set(err, rc, _("the code tables %s are damaged or not readable (%s); "
			"run make, or install yulu again"), built, own.text);
		goto out;
	}
	rc = open_imports(c, overlay_dir, err);
	if (rc == RC_OK)
		rc = read_names(c, n_name, err);
out:
	if (rc == RC_OK)
		*out = c;
	else
		codes_close(c);
	return rc;
}

static enum rc reopen(struct db **db, struct err *err)
{
	struct db *again = NULL;
	enum rc rc = pack_open(db_path(*db), &again, err);

	if (rc != RC_OK)
		return err_context(err, "%s", db_path(*db));
	db_close(*db);
	*db = again;
	return RC_OK;
}

enum rc codes_reopen(struct codes *c, struct err *err)
{
	const struct db *before = c->built;
	enum rc rc;

	for (size_t i = 0; i < c->n_list; i++)
		c->list[i].get = NULL;		/* belongs to the database that is closed */
	rc = reopen(&c->built, err);
	for (size_t i = 0; rc == RC_OK && i < c->n_table; i++) {
		struct table *t = &c->table[i];

		if (t->import != NULL) {
			rc = reopen(&t->import, err);
			t->db = t->import;
		} else if (t->db == before) {
			t->db = c->built;
		}
	}
	return rc;
}

enum rc codes_initials(struct codes *c, struct sv name, struct str *out, struct err *err)
{
	enum rc rc = RC_OK;

	if (c->pinyin == NULL) {
		c->pinyin = mem_zalloc(1, sizeof *c->pinyin);
		rc = pack_read_pinyin(c->built, c->pinyin, err);
	}
	if (rc == RC_OK) {
		pinyin_add_initials(c->pinyin, name, out);
	} else {
		pinyin_clear(c->pinyin);
		mem_free(c->pinyin);
		c->pinyin = NULL;
	}
	return rc;
}

void codes_close(struct codes *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->n_list; i++) {
		codes_find_free(c->list[i].find);
		mem_free(c->list[i].hit);
		mem_free(c->list[i].miss);
	}
	for (size_t i = 0; i < c->n_table; i++) {
		mem_free(c->table[i].row);
		db_close(c->table[i].import);
	}
	if (c->pinyin != NULL)
		pinyin_clear(c->pinyin);
	mem_free(c->pinyin);
	db_close(c->built);
	mem_free(c->list);
	mem_free(c->name);
	mem_free(c->table);
	mem_free(c->off);
	mem_free(c->work);
	arena_free(&c->arena);
	mem_free(c);
}

/* ---- names and columns -------------------------------------------------------- */

struct name *codes_at(struct codes *c, int id)
{
	return id >= 0 && (size_t)id < c->n_name ? &c->name[id] : NULL;
}

struct table *codes_table_of(struct codes *c, struct sv id)
{
	for (size_t i = 0; i < c->n_table; i++)
		if (sv_is(id, c->table[i].id))
			return &c->table[i];
	return NULL;
}

int codes_id(struct codes *c, struct sv name)
{
	size_t lo = 0, hi = c->n_name;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int cmp = sv_cmp(sv_of(c->name[mid].name), name);

		if (cmp == 0)
			return (int)mid;
		if (cmp < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return -1;
}

bool codes_has_table(struct codes *c, int id)
{
	struct name *n = codes_at(c, id);

	return n != NULL && n->list != NULL;
}

const char *codes_edition(struct codes *c, int id)
{
	struct name *n = codes_at(c, id);

	return n != NULL && n->table != NULL ? n->table->edition : "";
}

bool codes_complete(struct codes *c, int id)
{
	struct name *n = codes_at(c, id);

	return n != NULL && n->complete;
}

const char *codes_table_name(struct codes *c, int id)
{
	struct name *n = codes_at(c, id);

	return n != NULL && n->table != NULL ? n->table->id : "";
}

int codes_column(struct codes *c, int id, struct sv column)
{
	struct name *n = codes_at(c, id);

	return n != NULL && n->table != NULL ? codes_column_of(n->table, column) : -1;
}

int codes_key(struct codes *c, int id)
{
	const struct name *name = codes_at(c, id);

	return name == NULL || name->list == NULL ? -1 : name->list->key;
}

size_t codes_n_columns(struct codes *c, int id)
{
	struct name *n = codes_at(c, id);

	return n != NULL && n->table != NULL ? n->table->n_column : 0;
}

const char *codes_column_name(struct codes *c, int id, int column)
{
	struct name *n = codes_at(c, id);

	return n != NULL && n->table != NULL && column >= 0 && (size_t)column < n->table->n_column
	    ? n->table->column[column] : "";
}

size_t codes_n_names(struct codes *c)
{
	return c->n_name;
}

const char *codes_name(struct codes *c, int id)
{
	struct name *n = codes_at(c, id);

	return n != NULL ? n->name : "";
}

const char *codes_name_zh(struct codes *c, int id)
{
	struct name *n = codes_at(c, id);

	return n != NULL ? n->name_zh : "";
}

const char *codes_name_en(struct codes *c, int id)
{
	struct name *n = codes_at(c, id);

	return n != NULL ? n->name_en : "";
}

const char *codes_form(struct codes *c, int id)
{
	struct name *n = codes_at(c, id);

	return n != NULL ? n->form : "";
}
