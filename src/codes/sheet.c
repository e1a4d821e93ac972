#include "codes/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/csv.h"
#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"

static struct sv keep(struct sheet *s, struct sv v)
{
	return (struct sv){arena_dup(&s->arena, v.p, v.n), v.n};
}

bool sheet_name_ok(struct sv name)
{
	if (name.n == 0 || name.n > SHEET_MAX_NAME_B || name.p[0] < 'a' || name.p[0] > 'z')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
			return false;
	}
	return true;
}

bool sheet_edition_ok(struct sv text)
{
	char day[11] = "0000-00-01";

	if (text.n != 7)
		return false;
	memcpy(day, text.p, 7);
	return day_parse_10(SV(day)) != DAY_NONE;
}

int sheet_column(const struct sheet *s, const char *name)
{
	for (size_t i = 0; i < s->n_column; i++)
		if (sv_is(s->column[i], name))
			return (int)i;
	return -1;
}

/* The month in which the file was last changed. */
static enum rc take_month(struct sheet *s, struct err *err)
{
	struct stat st;
	char day[16];

	if (stat(s->path, &st) != 0)
		return err_errno(err, "%s", s->path);
	day_format_10(day_of_ms((int64_t)st.st_mtime * 1000), day);
	memcpy(s->edition, day, 7);
	return RC_OK;
}

/* "#edition 2026-08", on the line before the header. */
static enum rc read_edition(struct sheet *s, struct sv field, struct err *err)
{
	const struct sv word = SV("#edition ");
	struct sv month;

	if (!sv_starts(field, word))
		return err_set(err, RC_PARSE,
		    _("%s:1: not understood; a first line with # must be: #edition 2026-08"), s->path);
	month = sv_trim((struct sv){field.p + word.n, field.n - word.n});
	if (!sheet_edition_ok(month))
		return err_set(err, RC_PARSE,
		    _("%s:1: the edition is no month; write year and month: #edition 2026-08"), s->path);
	memcpy(s->edition, month.p, 7);
	return RC_OK;
}

static enum rc read_header(struct sheet *s, const struct csv *c, struct err *err)
{
	const size_t line = c->line;

	s->header_line = line;
	if (c->n > SHEET_MAX_COLUMN)
		return err_set(err, RC_LIMIT, _("%s:%zu: %zu columns, at most %d are taken; remove some"),
		    s->path, line, c->n, SHEET_MAX_COLUMN);
	s->column = arena_alloc(&s->arena, c->n * sizeof *s->column);
	for (size_t i = 0; i < c->n; i++) {
		struct sv name = sv_trim(c->field[i]);

		if (!sheet_name_ok(name))
			return err_set(err, RC_PARSE, _("%s:%zu: the name of column %zu is not a-z, 0-9 and _ "
			    "(the first line names the columns: code,name_zh,…)"), s->path, line, i + 1);
		s->column[i] = keep(s, name);
		for (size_t j = 0; j < i; j++)
			if (sv_eq(s->column[j], name))
				return err_set(err, RC_PARSE, _("%s:%zu: two columns are named %.*s; rename one"),
				    s->path, line, (int)name.n, name.p);
		s->n_column = i + 1;
	}
	return RC_OK;
}

static enum rc read_day(struct sheet *s, struct sv v, size_t column, struct sheet_row *row, struct err *err)
{
	const struct sv name = s->column[column];
	const int32_t day = v.n == 8 ? day_parse_8(v) : day_parse_10(v);
	char text[16];

	if (day == DAY_NONE)
		return err_set(err, RC_PARSE, _("%s:%zu: %.*s is no day; write it as 2026-08-31"),
		    s->path, row->line, (int)name.n, name.p);
	if (sv_is(name, "valid_from"))
		row->from = day;
	else
		row->to = day;
	row->v[column] = keep(s, (struct sv){text, day_format_10(day, text)});
	return RC_OK;
}

static enum rc read_field(struct sheet *s, struct sv field, size_t column, struct sheet_row *row, struct err *err)
{
	struct sv v = sv_trim(field);
	const struct sv name = s->column[column];
	size_t at;

	if (!text_valid(v, &at))
		return err_set(err, RC_PARSE, _("%s:%zu: column %.*s is not UTF-8; save the file as CSV UTF-8"),
		    s->path, row->line, (int)name.n, name.p);
	if (text_has_control(v))
		return err_set(err, RC_PARSE,
		    _("%s:%zu: column %.*s holds a control or invisible character; delete it"),
		    s->path, row->line, (int)name.n, name.p);
	if (column == 0 && v.n == 0)
		return err_set(err, RC_PARSE, _("%s:%zu: the first column, the key, is empty; fill it or delete the line"),
		    s->path, row->line);
	if (column == 0 && v.n > SHEET_MAX_KEY_B)
		return err_set(err, RC_PARSE, _("%s:%zu: the first column, the key, is longer than %d bytes; shorten it"),
		    s->path, row->line, SHEET_MAX_KEY_B);
	if (v.n > 0 && (sv_is(name, "valid_from") || sv_is(name, "valid_to")))
		return read_day(s, v, column, row, err);
	row->v[column] = keep(s, v);
	return RC_OK;
}

static enum rc read_row(struct sheet *s, const struct csv *c, struct err *err)
{
	const size_t line = c->line;
	struct sheet_row row = {.line = line, .from = DAY_NONE, .to = INT32_MAX};

	if (c->n == 1 && sv_trim(c->field[0]).n == 0)
		return RC_OK;
	if (c->n != s->n_column)
		return err_set(err, RC_PARSE, _("%s:%zu: %zu fields, the header has %zu; look for a missing or "
		    "surplus comma, or put a text with a comma into \"…\""), s->path, line, c->n, s->n_column);
	if (s->n_row >= SHEET_MAX_ROW)
		return err_set(err, RC_LIMIT, _("%s:%zu: more than %d rows; part the table"),
		    s->path, line, SHEET_MAX_ROW);
	row.v = arena_alloc(&s->arena, s->n_column * sizeof *row.v);
	for (size_t i = 0; i < s->n_column; i++) {
		enum rc rc = read_field(s, c->field[i], i, &row, err);

		if (rc != RC_OK)
			return rc;
	}
	if (row.from != DAY_NONE && row.to < row.from)
		return err_set(err, RC_PARSE, _("%s:%zu: valid_to is before valid_from; mend one of them"), s->path, line);
	if (s->n_row == s->cap_row)
		s->row = mem_grow(s->row, &s->cap_row, sizeof *s->row);
	s->row[s->n_row++] = row;
	return RC_OK;
}

static enum rc read_line(struct sheet *s, const struct csv *c, struct err *err)
{
	if (s->n_column > 0)
		return read_row(s, c, err);
	if (c->line == 1 && sv_starts(c->field[0], SV("#")))
		return read_edition(s, c->field[0], err);
	return read_header(s, c, err);
}

enum rc sheet_read(struct sheet *s, const char *path, struct err *err)
{
	struct str bytes = STR_INIT(0);
	struct csv c = {0};
	enum rc rc;

	*s = (struct sheet){.path = path};
	rc = file_read(path, SHEET_MAX_B, &bytes, err);
	if (rc == RC_OK)
		rc = take_month(s, err);
	if (rc != RC_OK)
		goto out;
	csv_init(&c, str_sv(&bytes));
	while ((rc = csv_next(&c, err)) == RC_OK) {
		rc = read_line(s, &c, err);
		if (rc != RC_OK)
			goto out;
	}
	if (rc == RC_PARSE)
		err_context(err, "%s", path);
	else if (rc == RC_NOTFOUND)
		rc = s->n_row > 0 ? RC_OK : err_set(err, RC_PARSE,
		    _("%s: no rows; the first line names the columns, the others are the codes"), path);
out:
	csv_clear(&c);
	str_clear(&bytes);
	return rc;
}

/* A new last column, empty in all rows. */
static size_t add_column(struct sheet *s, struct sv name)
{
	const size_t n = s->n_column;
	struct sv *column = arena_alloc(&s->arena, (n + 1) * sizeof *column);

	memcpy(column, s->column, n * sizeof *column);
	column[n] = keep(s, name);
	s->column = column;
	for (size_t i = 0; i < s->n_row; i++) {
		struct sv *v = arena_alloc(&s->arena, (n + 1) * sizeof *v);

		memcpy(v, s->row[i].v, n * sizeof *v);
		v[n] = SV("");
		s->row[i].v = v;
	}
	s->n_column = n + 1;
	return n;
}

static int compare_rows(const void *a, const void *b)
{
	const struct sheet_row *x = a, *y = b;
	int by_key = sv_cmp(x->v[0], y->v[0]);

	if (by_key != 0)
		return by_key;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

enum rc sheet_sort(struct sheet *s, struct err *err)
{
	if (s->n_row == 0)
		return RC_OK;
	qsort(s->row, s->n_row, sizeof *s->row, compare_rows);
	for (size_t i = 1; i < s->n_row; i++) {
		const struct sheet_row *a = &s->row[i - 1], *b = &s->row[i];

		if (sv_eq(a->v[0], b->v[0]) && b->from <= a->to)
			return err_set(err, RC_PARSE, _("%s:%zu: %.*s stands on line %zu too and both are valid "
			    "on the same day; delete one or part them by valid_from and valid_to"),
			    s->path, b->line, (int)b->v[0].n, b->v[0].p, a->line);
	}
	return RC_OK;
}

/* Index of the first row with this key or n_row; the rows are sorted. */
static size_t find_key(const struct sheet *s, struct sv key)
{
	size_t lo = 0, hi = s->n_row;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (sv_cmp(s->row[mid].v[0], key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->n_row && sv_eq(s->row[lo].v[0], key) ? lo : s->n_row;
}

enum rc sheet_join(struct sheet *s, const struct sheet *part, struct err *err)
{
	const size_t n_before = s->n_column;
	enum rc rc = sheet_sort(s, err);

	if (rc != RC_OK)
		return rc;
	for (size_t k = 1; k < part->n_column; k++)
		add_column(s, part->column[k]);
	for (size_t i = 0; i < part->n_row; i++) {
		const struct sheet_row *from = &part->row[i];
		size_t at = find_key(s, from->v[0]);

		if (at == s->n_row)
			return err_set(err, RC_PARSE, _("%s:%zu: %.*s is not in %s; add it there or delete the line"),
			    part->path, from->line, (int)from->v[0].n, from->v[0].p, s->path);
		for (; at < s->n_row && sv_eq(s->row[at].v[0], from->v[0]); at++)
			for (size_t k = 1; k < part->n_column; k++)
				s->row[at].v[n_before + k - 1] = keep(s, from->v[k]);
	}
	return RC_OK;
}

/* ---- columns that are worked out ---------------------------------------- */

enum { N_ELEMENTS, N_NEEDED, BRAND_PLACE, HAS_NAME, N_DERIVED };

static const char *const derived_name[N_DERIVED] = { "n_elements", "n_needed", "brand_place", "has_name_element" };

bool sheet_is_derived(struct sv column)
{
	for (int i = 0; i < N_DERIVED; i++)
		if (sv_is(column, derived_name[i]))
			return true;
	return false;
}

static bool ends(struct sv s, struct sv tail)
{
	return s.n >= tail.n && memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0;
}

static void derive_row(struct sheet *s, struct sv elements, struct sv *cell)
{
	size_t n = 0, needed = 0, brand = 0;
	bool has_name = false;
	struct sv rest = elements, element;
	char text[24];

	while (elements.n > 0 && sv_split(&rest, '|', &element)) {
		size_t bracket_at;
		struct sv head = element;

		if (sv_find(element, SV("（"), &bracket_at))
			head.n = bracket_at;
		n++;
		if (!sv_is(element, "GTIN") && !sv_is(element, "CAS") && !sv_is(element, "其他"))
			needed = n;
		if (brand == 0 && (sv_is(head, "品牌") || sv_is(head, "车辆的厂家品牌")))
			brand = n;
		has_name = has_name || (ends(head, SV("品名")));
	}
	cell[N_ELEMENTS] = keep(s, (struct sv){text, (size_t)snprintf(text, sizeof text, "%zu", n)});
	cell[N_NEEDED] = keep(s, (struct sv){text, (size_t)snprintf(text, sizeof text, "%zu", needed)});
	cell[BRAND_PLACE] = brand == 0 ? SV("")
	    : keep(s, (struct sv){text, (size_t)snprintf(text, sizeof text, "%zu", brand)});
	cell[HAS_NAME] = has_name ? SV("1") : SV("0");
}

void sheet_derive(struct sheet *s)
{
	const int elements = sheet_column(s, "elements");
	size_t at[N_DERIVED];

	if (elements < 0)
		return;
	for (int k = 0; k < N_DERIVED; k++) {
		int column = sheet_column(s, derived_name[k]);

		at[k] = column >= 0 ? (size_t)column : add_column(s, sv_of(derived_name[k]));
	}
	for (size_t i = 0; i < s->n_row; i++) {
		struct sv cell[N_DERIVED];

		derive_row(s, s->row[i].v[elements], cell);
		for (int k = 0; k < N_DERIVED; k++)
			s->row[i].v[at[k]] = cell[k];
	}
}

void sheet_clear(struct sheet *s)
{
	mem_free(s->row);
	arena_free(&s->arena);
	*s = (struct sheet){0};
}
