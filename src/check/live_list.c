/*
 * The findings of all rows as one list, in the document's order, made when it is
 * asked for.
 */
#include "check/live_rows.h"

#include <stdlib.h>

struct sorted {
	struct live_finding f;
	uint32_t rank;			/* of the row it points to */
	size_t seq;			/* as found */
};

struct listing {
	struct live *live;
	struct sorted *at;
	size_t n, cap;
	uint32_t n_row;			/* so far */
	struct str place;
};

static int
compare_sorted(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->f.column != y->f.column)
		return x->f.column < y->f.column ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static void
list_hits(struct listing *l, const struct live_row *r)
{
	for (size_t i = 0; i < r->n_hit && l->n < CHECK_FOUND_MAX; i++) {
		const struct hit *h = &r->hit[i];
		const struct doc_row *at = doc_row_by_id(l->live->doc, h->f.row);

		str_reset(&l->place);
		if (at != NULL)
			doc_place(l->live->doc, at, h->f.column, &l->place);
		if (h->behind != NULL)
			str_adds(&l->place, h->behind);
		if (l->n == l->cap)
			l->at = mem_grow(l->at, &l->cap, sizeof l->at[0]);
		l->at[l->n] = (struct sorted){.f = h->f, .rank = l->live->rank[h->f.row], .seq = l->n};
		l->at[l->n++].f.place = (struct sv){arena_dup(&l->live->places, str_z(&l->place), l->place.len_b), l->place.len_b};
	}
}

/* A row stands before the rows below it, and points to itself or one above. */
static void
list_row(struct listing *l, const struct doc_row *row)
{
	const struct plan_table *p = &l->live->k->plan[doc_row_table(row)];
	uint32_t id = doc_row_id(row);

	l->live->rank[id] = ++l->n_row;
	if (id <= l->live->n_row && l->live->row[id - 1] != NULL)
		list_hits(l, l->live->row[id - 1]);
	for (int i = 0; i < p->n_child; i++)
		for (const struct doc_row *r = doc_row_first(row, p->child[i]); r != NULL; r = doc_row_next(r))
			list_row(l, r);
}

/* As check_doc(): no more than so many, and one that says so. */
static void
list_too_many(struct listing *l)
{
	struct checker *k = l->live->k;

	if (l->live->n_hit <= CHECK_FOUND_MAX)
		return;
	check_begin(k, &l->live->options);
	check_too_many(k);
	if (l->n == l->cap)
		l->at = mem_grow(l->at, &l->cap, sizeof l->at[0]);
	l->at[l->n] = (struct sorted){.seq = l->n, .f = {.column = -1, .rule = k->found[0].f.rule,
	    .severity = k->found[0].f.severity, .class = k->found[0].f.class}};
	l->at[l->n++].f.text = (struct sv){arena_dup(&l->live->places, k->found[0].f.text.p, k->found[0].f.text.n),
	    k->found[0].f.text.n};
}

static void
make_list(struct live *live)
{
	struct listing l = {.live = live};

	mem_free(live->rank);
	live->n_rank = doc_next_row(live->doc);
	live->rank = mem_zalloc(live->n_rank, sizeof live->rank[0]);
	arena_reset(&live->places);
	list_hits(&l, live->whole);
	list_row(&l, doc_root(live->doc));
	list_too_many(&l);
	if (l.n > 1)
		qsort(l.at, l.n, sizeof l.at[0], compare_sorted);
	mem_free(live->list);
	live->list = mem_zalloc(l.n + 1, sizeof live->list[0]);
	live->n_list = l.n;
	for (size_t i = 0; i < l.n; i++)
		live->list[i] = l.at[i].f;
	mem_free(l.at);
	str_clear(&l.place);
	live->stale = false;
}

const struct live_finding *
live_findings(const struct live *live, size_t *n)
{
	if (live->stale)
		make_list((struct live *)(uintptr_t)live);
	*n = live->n_list;
	return live->list;
}

size_t
live_count(const struct live *live, enum form_severity severity)
{
	const struct live_finding *f;
	size_t n, count = 0;

	if (live->n_hit <= CHECK_FOUND_MAX)
		return live->n_of[severity];
	f = live_findings(live, &n);
	for (size_t i = 0; i < n; i++)
		count += f[i].severity == severity;
	return count;
}

const struct live_finding *
live_of_cell(const struct live *live, uint32_t row, int column)
{
	const struct live_finding *worst = NULL, *f;
	size_t n, low = 0, high;

	f = live_findings(live, &n);
	if (row >= live->n_rank || (row > 0 && live->rank[row] == 0))
		return NULL;
	for (high = n; low < high;) {
		size_t mid = low + (high - low) / 2;
		uint32_t rank = live->rank[f[mid].row];

		if (rank < live->rank[row] || (rank == live->rank[row] && f[mid].column < column))
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < n && f[low].row == row && f[low].column == column; low++)
		if (worst == NULL || f[low].severity > worst->severity)
			worst = &f[low];
	return worst;
}
