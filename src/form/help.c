#include "form/help.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "form/build.h"

enum { HELP_MAX_B = 8 << 20, MAX_ENTRIES = 20000, HINT_WIDTH = 76 };

struct row {
	struct form_help_entry entry;
	unsigned line;			/* in the file */
};

struct form_help {
	struct row *row;		/* sorted by key */
	size_t n, cap;
	struct arena arena;
};

static const char *const columns[] = {"key", "hint_zh", "hint_en", "help_zh", "help_en", "example"};

enum { HELP_ZH = 3, HELP_EN = 4, N_COLUMNS = sizeof columns / sizeof columns[0] };

struct reading {
	const char *path;
	struct form_help *help;
	int at[N_COLUMNS];		/* columns of the file */
};

static enum rc
read_header(struct reading *r, struct csv *c, struct err *err)
{
	if (csv_next(c, err) != RC_OK)
		return err_set(err, RC_PARSE, _("%s:1: the file has no header line"), r->path);
	for (int i = 0; i < N_COLUMNS; i++) {
		r->at[i] = csv_column(c, columns[i]);
		if (r->at[i] < 0)
			return err_set(err, RC_PARSE, _("%s:1: no column %s"), r->path, columns[i]);
	}
	return RC_OK;
}

/* Help may have several lines, the rest is one. */
static bool
is_plain(struct sv text, int column)
{
	struct sv rest = text, line;

	if (!text_valid(text, NULL))
		return false;
	if (column != HELP_ZH && column != HELP_EN)
		return !text_has_control(text);
	while (sv_split(&rest, '\n', &line))
		if (text_has_control(line))
			return false;
	return true;
}

static enum rc
read_row(struct reading *r, const struct csv *c, size_t n_header, struct err *err)
{
	struct form_help *h = r->help;
	const char *text[N_COLUMNS];

	if (c->n != n_header)
		return err_set(err, RC_PARSE, _("%s:%zu: %zu columns, the header line has %zu"), r->path, c->line, c->n, n_header);
	if (h->n == MAX_ENTRIES)
		return err_set(err, RC_LIMIT, _("%s: more than %d rows"), r->path, MAX_ENTRIES);
	for (int i = 0; i < N_COLUMNS; i++) {
		struct sv v = sv_trim(c->field[r->at[i]]);

		if (!is_plain(v, i))
			return err_set(err, RC_PARSE, _("%s:%zu: %s is not plain text in UTF-8"), r->path, c->line, columns[i]);
		text[i] = arena_dup(&h->arena, v.p, v.n);
	}
	if (text[0][0] == '\0')
		return err_set(err, RC_PARSE, _("%s:%zu: no key"), r->path, c->line);
	if (h->n == h->cap)
		h->row = mem_grow(h->row, &h->cap, sizeof *h->row);
	h->row[h->n++] = (struct row){{text[0], text[1], text[2], text[3], text[4], text[5]}, (unsigned)c->line};
	return RC_OK;
}

static int
compare_rows(const void *x, const void *y)
{
	const struct row *a = x, *b = y;
	int c = strcmp(a->entry.key, b->entry.key);

	return c != 0 ? c : (a->line > b->line) - (a->line < b->line);
}

static enum rc
sort_rows(struct form_help *h, const char *path, struct err *err)
{
	if (h->n > 1)
		qsort(h->row, h->n, sizeof *h->row, compare_rows);
	for (size_t i = 1; i < h->n; i++)
		if (strcmp(h->row[i].entry.key, h->row[i - 1].entry.key) == 0)
			return err_set(err, RC_PARSE, _("%s:%u: %s stands twice, also in line %u"), path, h->row[i].line,
			    h->row[i].entry.key, h->row[i - 1].line);
	return RC_OK;
}

static enum rc
read_rows(struct reading *r, struct sv bytes, struct err *err)
{
	struct form_help *h = r->help;
	struct csv c;
	size_t n_header;
	enum rc rc;

	csv_init(&c, bytes);
	rc = read_header(r, &c, err);
	n_header = c.n;
	while (rc == RC_OK) {
		rc = csv_next(&c, err);
		if (rc == RC_OK)
			rc = read_row(r, &c, n_header, err);
		else if (rc != RC_NOTFOUND)
			err_context(err, "%s", r->path);
	}
	csv_clear(&c);
	return rc == RC_NOTFOUND ? sort_rows(h, r->path, err) : rc;
}

enum rc
form_help_load(const char *path, struct form_help **out, struct err *err)
{
	struct str bytes = STR_INIT(HELP_MAX_B);
	struct reading r = {.path = path};
	enum rc rc;

	*out = NULL;
	rc = file_read(path, HELP_MAX_B, &bytes, err);
	if (rc == RC_OK) {
		r.help = mem_zalloc(1, sizeof *r.help);
		rc = read_rows(&r, str_sv(&bytes), err);
	}
	str_clear(&bytes);
	if (rc == RC_OK)
		*out = r.help;
	else
		form_help_free(r.help);
	return rc;
}

void
form_help_free(struct form_help *help)
{
	if (help == NULL)
		return;
	mem_free(help->row);
	arena_free(&help->arena);
	mem_free(help);
}

static const struct form_help_entry *
find(const struct form_help *help, struct sv key)
{
	size_t lo = 0, hi = help->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = sv_cmp(key, sv_of(help->row[mid].entry.key));

		if (c == 0)
			return &help->row[mid].entry;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

const struct form_help_entry *
form_help_find(const struct form_help *help, struct sv key)
{
	const struct form_help_entry *e;
	size_t at;

	if (help == NULL)
		return NULL;
	e = find(help, key);
	if (e == NULL && sv_find(key, SV("#"), &at))
		e = find(help, (struct sv){key.p, at});
	return e;
}

const char *
form_help_hint(const struct form_help_entry *e)
{
	return e != NULL ? i18n_pick(e->hint_zh, e->hint_en) : "";
}

const char *
form_help_text(const struct form_help_entry *e)
{
	return e != NULL ? i18n_pick(e->help_zh, e->help_en) : "";
}

/* ---- lint ---------------------------------------------------------------------- */

struct linting {
	const char *path;
	void *ctx;
	dict_complain *complain;
};

static void say(const struct linting *l, unsigned line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void
say(const struct linting *l, unsigned line, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX_B];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	l->complain(l->ctx, l->path, line, text);
}

static void
lint_row(const struct linting *l, const struct dict *d, const struct row *r)
{
	const struct form_help_entry *e = &r->entry;
	const char *const text[] = {e->hint_zh, e->hint_en, e->help_zh, e->help_en};
	struct sv key = sv_of(e->key), path;

	sv_split(&key, '#', &path);
	if (dict_find(d, path) == NULL)
		say(l, r->line, _("%s is no element of the dictionary %s@%s"), e->key, d->id, d->edition);
	for (int i = 0; i < 4; i++)
		if (text[i][0] == '\0')
			say(l, r->line, _("%s: %s is empty"), e->key, columns[i + 1]);
	for (int i = 0; i < 2; i++)
		if (text_width(sv_of(text[i])) > HINT_WIDTH)
			say(l, r->line, _("%s: %s is wider than %d columns; say the rest in help"), e->key, columns[i + 1], HINT_WIDTH);
}

static void
lint_missing(const struct linting *l, const struct form_help *help, const struct dict_node *n)
{
	if (n->type != DICT_GROUP && find(help, sv_of(n->path)) == NULL)
		say(l, 1, _("%s has no row"), n->path);
	for (n = n->first_child; n != NULL; n = n->next)
		lint_missing(l, help, n);
}

void
form_help_lint(const struct dict *d, const char *path, void *ctx, dict_complain *complain)
{
	const struct linting l = {path, ctx, complain};
	struct form_log log = {.complain = complain, .ctx = ctx};
	struct expr_where at = {.file = path};
	struct form_help *help = NULL;
	struct err err = {0};

	if (form_help_load(path, &help, &err) != RC_OK) {
		form_bad_located(&log, &at, err.text);
		return;
	}
	for (size_t i = 0; i < help->n; i++)
		lint_row(&l, d, &help->row[i]);
	lint_missing(&l, help, d->root);
	form_help_free(help);
}
