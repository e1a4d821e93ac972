/*
 * The difference of two drafts of one message.
 *
 * Rows of a table below two rows that belong together are matched by the
 * longest common sequence of equal rows (a row is equal with all below it);
 * those between two matched ones are compared in pairs, in order, and what is
 * left over on one side is there or absent with all its cells.
 */
#include "desk/draft.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "desk/internal.h"

enum { MAX_TABLE = 1 << 20 };	/* cells of a table; beyond it rows that stand once are anchors */

struct comparing {
	const struct doc *a, *b;
	desk_on_difference *on_difference;
	void *ctx;
	struct str place;
	bool stopped;
};

struct list {
	const struct doc_row **row;
	uint64_t *hash;
	size_t n;
};

/* ---- rows as numbers --------------------------------------------------------------- */

static uint64_t
mix(uint64_t h, uint64_t v)
{
	h ^= v + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
	return h;
}

/* Values without marks. What is calculated follows from the rest, numbers of
 * items among it. */
static uint64_t
row_hash(const struct doc *doc, const struct doc_row *row)
{
	const struct dict *d = doc_dict(doc);
	struct arena arena = {0};
	struct doc_stored *cell;
	uint64_t h = 1;
	size_t n;

	doc_row_cells(doc, row, &arena, &cell, &n);
	for (size_t i = 0; i < n; i++)
		if (cell[i].mark != DOC_CALCULATED)
			h = mix(mix(h, sv_hash(cell[i].path)), sv_hash(cell[i].value));
	arena_free(&arena);
	for (int t = 1; t < d->n_table; t++)
		if (d->table[t].parent == doc_row_table(row))
			for (const struct doc_row *r = doc_row_first(row, t); r != NULL; r = doc_row_next(r))
				h = mix(h, mix((uint64_t)t, row_hash(doc, r)));
	return h;
}

static struct list
list_rows(const struct doc *doc, const struct doc_row *parent, int table)
{
	struct list l = {.n = parent != NULL && table >= 0 ? doc_row_count(parent, table) : 0};
	size_t i = 0;

	l.row = mem_zalloc(l.n + 1, sizeof(const struct doc_row *));
	l.hash = mem_zalloc(l.n + 1, sizeof *l.hash);
	for (const struct doc_row *r = l.n > 0 ? doc_row_first(parent, table) : NULL; r != NULL; r = doc_row_next(r), i++) {
		l.row[i] = r;
		l.hash[i] = row_hash(doc, r);
	}
	return l;
}

static void
list_clear(struct list *l)
{
	mem_free(l->row);
	mem_free(l->hash);
}

/* ---- the longest common sequence ------------------------------------------------------- */

struct range {
	size_t a0, a1, b0, b1;
};

/* Lengths of the longest common sequence of the ends, in a table. */
static void
match_by_table(const struct list *a, const struct list *b, struct range r, size_t *match)
{
	const size_t na = r.a1 - r.a0, nb = r.b1 - r.b0;
	uint32_t *len = mem_zalloc((na + 1) * (nb + 1), sizeof *len);

#define LEN(i, j) len[(i) * (nb + 1) + (j)]
	for (size_t i = na; i-- > 0;)
		for (size_t j = nb; j-- > 0;)
			LEN(i, j) = a->hash[r.a0 + i] == b->hash[r.b0 + j] ? LEN(i + 1, j + 1) + 1
			    : LEN(i + 1, j) >= LEN(i, j + 1) ? LEN(i + 1, j) : LEN(i, j + 1);
	for (size_t i = 0, j = 0; i < na && j < nb;) {
		if (a->hash[r.a0 + i] == b->hash[r.b0 + j])
			match[r.a0 + i++] = r.b0 + j++ + 1;
		else if (LEN(i + 1, j) >= LEN(i, j + 1))
			i++;
		else
			j++;
	}
#undef LEN
	mem_free(len);
}

struct seen {
	uint64_t hash;
	size_t at;
	bool in_b;
};

static int
compare_seen(const void *x, const void *y)
{
	const struct seen *p = x, *q = y;

	if (p->hash != q->hash)
		return p->hash < q->hash ? -1 : 1;
	return p->in_b != q->in_b ? (p->in_b ? 1 : -1) : p->at < q->at ? -1 : p->at > q->at;
}

/* partner[i - a0] = j + 1 for rows that are there exactly once on either side. */
static size_t
find_unique(const struct list *a, const struct list *b, struct range r, size_t *partner)
{
	const size_t n = r.a1 - r.a0 + r.b1 - r.b0;
	struct seen *seen = mem_zalloc(n + 1, sizeof *seen);
	size_t found = 0, k = 0;

	for (size_t i = r.a0; i < r.a1; i++)
		seen[k++] = (struct seen){a->hash[i], i, false};
	for (size_t j = r.b0; j < r.b1; j++)
		seen[k++] = (struct seen){b->hash[j], j, true};
	qsort(seen, n, sizeof *seen, compare_seen);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && seen[end].hash == seen[i].hash; end++)
			continue;
		if (end == i + 2 && !seen[i].in_b && seen[i + 1].in_b) {
			partner[seen[i].at - r.a0] = seen[i + 1].at + 1;
			found++;
		}
	}
	mem_free(seen);
	return found;
}

/* Keeps of the partners the longest run that ascends; clears the others. */
static void
keep_ascending(size_t *partner, size_t n)
{
	size_t *pile = mem_zalloc(n + 1, sizeof *pile), *before = mem_zalloc(n + 1, sizeof *before), n_pile = 0, at;

	for (size_t i = 0; i < n; i++) {
		size_t low = 0, high = n_pile;

		if (partner[i] == 0)
			continue;
		while (low < high) {
			const size_t mid = (low + high) / 2;

			if (partner[pile[mid]] < partner[i])
				low = mid + 1;
			else
				high = mid;
		}
		before[i] = low > 0 ? pile[low - 1] + 1 : 0;
		pile[low] = i;
		if (low == n_pile)
			n_pile++;
	}
	at = n_pile > 0 ? pile[n_pile - 1] + 1 : 0;
	for (size_t i = n; i-- > 0;) {
		if (at != i + 1)
			partner[i] = 0;
		else
			at = before[i];
	}
	mem_free(pile);
	mem_free(before);
}

static void match_range(const struct list *a, const struct list *b, struct range r, size_t *match);

static void
match_around_unique(const struct list *a, const struct list *b, struct range r, size_t *match)
{
	const size_t n = r.a1 - r.a0;
	size_t *partner = mem_zalloc(n + 1, sizeof *partner);
	struct range gap = r;

	if (find_unique(a, b, r, partner) > 0) {
		keep_ascending(partner, n);
		for (size_t i = 0; i < n; i++) {
			if (partner[i] == 0)
				continue;
			match[r.a0 + i] = partner[i];
			gap.a1 = r.a0 + i;
			gap.b1 = partner[i] - 1;
			match_range(a, b, gap, match);
			gap.a0 = r.a0 + i + 1;
			gap.b0 = partner[i];
		}
		gap.a1 = r.a1;
		gap.b1 = r.b1;
		match_range(a, b, gap, match);
	}
	mem_free(partner);
}

/* match[i] = j + 1. What is too large for a table and has no row of its own
 * stays unmatched, and is compared in order. */
static void
match_range(const struct list *a, const struct list *b, struct range r, size_t *match)
{
	while (r.a0 < r.a1 && r.b0 < r.b1 && a->hash[r.a0] == b->hash[r.b0])
		match[r.a0++] = ++r.b0;
	while (r.a0 < r.a1 && r.b0 < r.b1 && a->hash[r.a1 - 1] == b->hash[r.b1 - 1])
		match[--r.a1] = r.b1--;
	if (r.a0 == r.a1 || r.b0 == r.b1)
		return;
	if ((r.a1 - r.a0) * (r.b1 - r.b0) <= MAX_TABLE)
		match_by_table(a, b, r, match);
	else
		match_around_unique(a, b, r, match);
}

/* ---- telling ----------------------------------------------------------------------------- */

static void
tell(struct comparing *c, const struct doc *doc, const struct doc_row *row, struct sv path, struct sv old, struct sv now)
{
	struct desk_difference d = {.old = old, .now = now};

	/* absent and empty are the same on the wire */
	if (c->stopped || path.n == 0 || path.p[0] == '+' || (old.n == 0 && now.n == 0))
		return;
	str_reset(&c->place);
	doc_place(doc, row, -1, &c->place);
	if (c->place.len_b > 0)
		str_addc(&c->place, '/');
	str_add(&c->place, path);
	d.place = str_sv(&c->place);
	c->stopped = !c->on_difference(c->ctx, &d);
}

/* Is it a cell that says more than that its group stands? */
static bool
is_field(const struct doc *doc, const struct doc_row *row, const struct doc_stored *cell)
{
	const struct dict_table *t = &doc_dict(doc)->table[doc_row_table(row)];

	for (int i = 0; i < t->n_column; i++)
		if (sv_is(cell->path, dict_column_path(doc_dict(doc), doc_row_table(row), i)))
			return t->column[i]->type != DICT_GROUP;
	return true;
}

static struct sv
given(struct sv value)
{
	return (struct sv){value.n > 0 ? value.p : "", value.n};
}

/* Both lists are sorted by path. */
static void
compare_cells(struct comparing *c, const struct doc_row *ra, const struct doc_row *rb)
{
	struct arena arena = {0};
	struct doc_stored *x = NULL, *y = NULL;
	size_t nx = 0, ny = 0, i = 0, j = 0;

	if (ra != NULL)
		doc_row_cells(c->a, ra, &arena, &x, &nx);
	if (rb != NULL)
		doc_row_cells(c->b, rb, &arena, &y, &ny);
	while (i < nx || j < ny) {
		const int order = i == nx ? 1 : j == ny ? -1 : sv_cmp(x[i].path, y[j].path);

		if (order < 0 && is_field(c->a, ra, &x[i]))
			tell(c, c->a, ra, x[i].path, given(x[i].value), (struct sv){0});
		if (order > 0 && is_field(c->b, rb, &y[j]))
			tell(c, c->b, rb, y[j].path, (struct sv){0}, given(y[j].value));
		if (order == 0 && !sv_eq(x[i].value, y[j].value))
			tell(c, c->a, ra, x[i].path, given(x[i].value), given(y[j].value));
		i += order <= 0;
		j += order >= 0;
	}
	arena_free(&arena);
}

static void compare_rows(struct comparing *c, const struct doc_row *ra, const struct doc_row *rb);

static void
compare_lists(struct comparing *c, const struct doc_row *ra, const struct doc_row *rb, int ta, int tb)
{
	struct list a = list_rows(c->a, ra, ta), b = list_rows(c->b, rb, tb);
	size_t *match = mem_zalloc(a.n + 1, sizeof *match), j = 0;

	match_range(&a, &b, (struct range){0, a.n, 0, b.n}, match);
	for (size_t i = 0; i < a.n; i++) {
		size_t next = i;

		while (next < a.n && match[next] == 0)
			next++;
		if (next > i) {		/* in pairs, up to the next that is matched */
			const size_t end = next < a.n ? match[next] - 1 : b.n;

			compare_rows(c, a.row[i], j < end ? b.row[j] : NULL);
			j += j < end;
			continue;
		}
		for (; j + 1 < match[i]; j++)
			compare_rows(c, NULL, b.row[j]);
		compare_rows(c, a.row[i], b.row[j++]);
	}
	for (; j < b.n; j++)
		compare_rows(c, NULL, b.row[j]);
	mem_free(match);
	list_clear(&a);
	list_clear(&b);
}

/* One of them may be NULL: the row is not there. */
static void
compare_rows(struct comparing *c, const struct doc_row *ra, const struct doc_row *rb)
{
	const struct doc *doc = ra != NULL ? c->a : c->b;
	const struct dict *d = doc_dict(doc);

	if (c->stopped)
		return;
	compare_cells(c, ra, rb);
	for (int t = 1; t < d->n_table; t++) {
		const struct sv name = doc_table_name(doc, t);

		if (d->table[t].parent == doc_row_table(ra != NULL ? ra : rb))
			compare_lists(c, ra, rb, doc_table_of(c->a, name), doc_table_of(c->b, name));
	}
}

enum rc
desk_draft_diff(struct desk *desk, int64_t a, int64_t b, desk_on_difference *on_difference, void *ctx, struct err *err)
{
	struct comparing c = {.on_difference = on_difference, .ctx = ctx};
	struct arena arena = {0};
	struct store_draft info;
	struct definition *da, *db;
	struct doc *x = NULL, *y = NULL;
	enum rc rc = desk_load_draft(desk, a, NULL, &arena, &info, &da, &x, err);

	if (rc == RC_OK)
		rc = desk_load_draft(desk, b, NULL, &arena, &info, &db, &y, err);
	if (rc == RC_OK && strcmp(da->dict->root_name, db->dict->root_name) != 0)
		rc = err_set(err, RC_USAGE, _("draft %lld is %s and draft %lld is %s: only drafts of one message are compared"),
		    (long long)a, da->dict->root_name, (long long)b, db->dict->root_name);
	if (rc == RC_OK) {
		c.a = x;
		c.b = y;
		compare_rows(&c, doc_root(x), doc_root(y));
	}
	str_clear(&c.place);
	doc_free(x);
	doc_free(y);
	arena_free(&arena);
	return rc;
}
