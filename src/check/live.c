/*
 * Findings kept true. Every row of the document has bits for what must be
 * judged again of it and the findings of its last judging. Rows that are due
 * wait in two queues: near (named in a change, then the root) and far.
 */
#include "check/live.h"

#include <stdlib.h>
#include <time.h>

#include "check/internal.h"

struct hit {				/* a finding of a row's judging */
	size_t unit;
	struct live_finding f;		/* text is this row's own, place the list's */
	char *behind;			/* what the place has behind the row's or cell's own; NULL: nothing */
};

struct live_row {
	uint32_t id;
	int table;
	bool in_near, in_far;		/* queues */
	struct hit *hit;		/* by unit, then as found */
	size_t n_hit;
	uint64_t due[];			/* bits by unit */
};

struct queue {
	uint32_t *id;
	size_t first, n, cap;
};

struct live {
	struct checker *k;
	struct doc *doc;
	struct check_readers *readers;
	struct check_options options;	/* of the last run */
	bool ran;
	struct live_row **row;		/* [id - 1] */
	size_t n_row;
	struct queue near, far;
	struct live_row *whole;		/* what is said of the message as a whole */
	size_t n_hit, n_of[FORM_ERROR + 1];
	/* the list, made when asked for */
	bool stale;
	struct live_finding *list;
	size_t n_list;
	uint32_t *rank;			/* of rows when it was made, by id; 0: the message, or no row */
	uint32_t n_rank;		/* ids */
	struct arena places;
};

/* ---- rows ------------------------------------------------------------------------ */

static void
hits_count(struct live *live, const struct live_row *r, bool add)
{
	for (size_t i = 0; i < r->n_hit; i++) {
		size_t *n = &live->n_of[r->hit[i].f.severity];

		*n = add ? *n + 1 : *n - 1;
		live->n_hit = add ? live->n_hit + 1 : live->n_hit - 1;
	}
	live->stale |= r->n_hit > 0;
}

static void
hit_free(struct hit *h)
{
	mem_free((char *)(uintptr_t)h->f.text.p);
	mem_free(h->behind);
}

static void
row_free(struct live *live, struct live_row *r)
{
	if (r == NULL)
		return;
	hits_count(live, r, false);
	for (size_t i = 0; i < r->n_hit; i++)
		hit_free(&r->hit[i]);
	mem_free(r->hit);
	mem_free(r);
}

static struct live_row *
row_new(const struct live *live, uint32_t id, int table)
{
	struct live_row *r = mem_zalloc(1, sizeof *r + check_unit_words(live->k, table) * sizeof r->due[0]);

	r->id = id;
	r->table = table;
	return r;
}

static struct live_row *
row_of(struct live *live, const struct doc_row *row)
{
	uint32_t id = doc_row_id(row);

	while (live->n_row < id) {
		size_t n = live->n_row == 0 ? 64 : live->n_row * 2;

		live->row = mem_realloc(live->row, n * sizeof(struct live_row *));
		memset(live->row + live->n_row, 0, (n - live->n_row) * sizeof(struct live_row *));
		live->n_row = n;
	}
	if (live->row[id - 1] != NULL && live->row[id - 1]->table != doc_row_table(row)) {	/* an id taken back */
		row_free(live, live->row[id - 1]);
		live->row[id - 1] = NULL;
	}
	if (live->row[id - 1] == NULL)
		live->row[id - 1] = row_new(live, id, doc_row_table(row));
	return live->row[id - 1];
}

static void
row_gone(struct live *live, uint32_t id)
{
	if (id > live->n_row)
		return;
	row_free(live, live->row[id - 1]);
	live->row[id - 1] = NULL;
}

/* ---- queues ------------------------------------------------------------------------ */

static void
queue_add(struct live *live, struct queue *q, struct live_row *r)
{
	bool *in = q == &live->near ? &r->in_near : &r->in_far;

	if (*in)
		return;
	*in = true;
	if (q->n == q->cap && q->first > q->n / 2) {
		memmove(q->id, q->id + q->first, (q->n - q->first) * sizeof q->id[0]);
		q->n -= q->first;
		q->first = 0;
	}
	if (q->n == q->cap)
		q->id = mem_grow(q->id, &q->cap, sizeof q->id[0]);
	q->id[q->n++] = r->id;
}

static bool
is_due(const struct live *live, const struct live_row *r)
{
	for (size_t w = 0; w < check_unit_words(live->k, r->table); w++)
		if (r->due[w] != 0)
			return true;
	return false;
}

/* The next row that is due; NULL: none. */
static struct live_row *
queue_take(struct live *live, struct queue *q)
{
	while (q->first < q->n) {
		struct live_row *r = live->row[q->id[q->first++] - 1];

		if (r == NULL)		/* gone meanwhile */
			continue;
		*(q == &live->near ? &r->in_near : &r->in_far) = false;
		if (is_due(live, r))
			return r;
	}
	q->first = q->n = 0;
	return NULL;
}

/* ---- what is due --------------------------------------------------------------------- */

static void
due(struct live *live, const struct doc_row *row, const uint64_t *unit)
{
	struct live_row *r = row_of(live, row);

	for (size_t w = 0; w < check_unit_words(live->k, r->table); w++)
		r->due[w] |= unit[w];
	queue_add(live, &live->far, r);
}

static void
due_values(struct live *live, const struct doc_row *row)
{
	struct live_row *r = row_of(live, row);

	r->due[0] |= (uint64_t)1 << UNIT_VALUES;
	queue_add(live, &live->near, r);
}

/* All of a row, and of the rows below it. */
static void
due_all(struct live *live, const struct doc_row *row, struct queue *q)
{
	const struct plan_table *p = &live->k->plan[doc_row_table(row)];
	struct live_row *r = row_of(live, row);

	for (size_t u = 0; u < p->n_rule + UNIT_RULES; u++)
		r->due[u / 64] |= (uint64_t)1 << u % 64;
	queue_add(live, q, r);
	for (int i = 0; i < p->n_child; i++)
		for (const struct doc_row *c = doc_row_first(row, p->child[i]); c != NULL; c = doc_row_next(c))
			due_all(live, c, q);
}

static int
depth_of(const struct live *live, int table)
{
	return live->k->setup.dict->table[table].depth;
}

static void
due_below(struct live *live, const struct doc_row *top, const struct check_edge *e)
{
	int step = e->table;

	if (doc_row_table(top) == e->table) {
		due(live, top, e->unit);
		return;
	}
	while (depth_of(live, step) > depth_of(live, doc_row_table(top)) + 1)
		step = live->k->setup.dict->table[step].parent;
	for (const struct doc_row *r = doc_row_first(top, step); r != NULL; r = doc_row_next(r))
		due_below(live, r, e);
}

/* Many changes below one row make what is around it due once. */
static void
due_edges(struct live *live, const struct doc_row *from, struct check_edges *edges)
{
	for (size_t i = 0; i < edges->n; i++) {
		struct check_edge *e = &edges->edge[i];
		const struct doc_row *top = from;

		while (depth_of(live, doc_row_table(top)) > e->depth)
			top = doc_row_parent(top);
		if (e->turn == live->k->turn && e->top == doc_row_id(top))
			continue;
		e->turn = live->k->turn;
		e->top = doc_row_id(top);
		due_below(live, top, e);
	}
}

/* Rows of a table came, went or moved below a parent, if it still exists. */
static void
seats_changed(struct live *live, const struct doc_side *side, int table)
{
	const struct doc_row *parent = side->given ? doc_row_by_id(live->doc, side->parent) : NULL;

	if (parent == NULL)
		return;
	due_values(live, parent);
	due_edges(live, parent, &live->readers[table].rows);
}

static void
row_changed(struct live *live, const struct doc_change *c)
{
	const struct doc_row *row = doc_row_by_id(live->doc, c->row);

	live->stale = true;		/* places are others */
	if (row == NULL)
		row_gone(live, c->row);
	else if (!c->old.given || !c->now.given || c->old.parent != c->now.parent)
		due_all(live, row, &live->near);
	seats_changed(live, &c->old, c->table);
	seats_changed(live, &c->now, c->table);
}

void
live_changed(struct live *live, const struct doc_change *change, size_t n)
{
	live->k->turn++;
	for (size_t i = 0; i < n; i++) {
		const struct doc_change *c = &change[i];
		const struct doc_row *row = doc_row_by_id(live->doc, c->row);

		if (c->path.n == 0) {
			row_changed(live, c);
		} else if (c->column >= 0 && row != NULL && doc_row_table(row) == c->table) {
			due_values(live, row);
			due_edges(live, row, &live->readers[c->table].cell[c->column]);
		}
	}
}

void
live_restart(struct live *live)
{
	for (size_t i = 0; i < live->n_row; i++)
		row_gone(live, (uint32_t)i + 1);
	live->near.first = live->near.n = live->far.first = live->far.n = 0;
	row_free(live, live->whole);
	live->whole = row_new(live, 0, 0);
	live->whole->due[0] = 1;
	live->stale = true;
	due_all(live, doc_root(live->doc), &live->far);
}

/* ---- judging --------------------------------------------------------------------------- */

static char *
place_behind(const struct live *live, const struct finding *f)
{
	struct str own = STR_INIT(0);
	char *behind = NULL;

	if (f->row != NULL && f->column < 0) {
		doc_place(live->doc, f->row, -1, &own);
		if (f->place.n > own.len_b)
			behind = mem_strndup(f->place.p + own.len_b, f->place.n - own.len_b);
	}
	str_clear(&own);
	return behind;
}

static struct hit
hit_of(const struct live *live, const struct finding *f, size_t unit)
{
	return (struct hit){.unit = unit, .behind = place_behind(live, f), .f = {.row = f->row ? doc_row_id(f->row) : 0,
	    .column = f->column, .rule = f->rule, .severity = f->severity, .class = f->class, .override = f->override,
	    .text = {mem_strndup(f->text.p, f->text.n), f->text.n}}};
}

static void
judge_unit(struct checker *k, const struct doc_row *row, size_t unit)
{
	if (row == NULL) {
		check_whole(k);
	} else if (unit == UNIT_VALUES) {
		check_structure(k, row);
		check_values(k, row);
	} else {
		check_rule(k, row, unit - UNIT_RULES);
	}
}

/* Judges what is due of a row (NULL: of the message) and puts the findings in
 * the place of those that were there. */
static void
judge(struct live *live, struct live_row *r, const struct doc_row *row)
{
	struct checker *k = live->k;
	size_t n_unit = row == NULL ? 1 : k->plan[r->table].n_rule + UNIT_RULES, old = 0, n = 0, cap = 0;
	struct hit *hit = NULL;

	hits_count(live, r, false);
	for (size_t u = 0; u < n_unit; u++) {
		bool again = r->due[u / 64] >> u % 64 & 1;

		k->n_found = 0;
		if (again)
			judge_unit(k, row, u);
		for (size_t i = 0; i < k->n_found; i++) {
			if (n == cap)
				hit = mem_grow(hit, &cap, sizeof *hit);
			hit[n++] = hit_of(live, &k->found[i].f, u);
		}
		for (; old < r->n_hit && r->hit[old].unit == u; old++) {
			if (again) {
				hit_free(&r->hit[old]);
				continue;
			}
			if (n == cap)
				hit = mem_grow(hit, &cap, sizeof *hit);
			hit[n++] = r->hit[old];
		}
	}
	arena_reset(&k->arena);
	doc_scratch_reset(live->doc);
	mem_free(r->hit);
	r->hit = hit;
	r->n_hit = n;
	memset(r->due, 0, check_unit_words(k, r->table) * sizeof r->due[0]);
	hits_count(live, r, true);
}

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool
other_options(const struct live *live, const struct check_options *o)
{
	const struct check_options *was = &live->options;

	return !live->ran || was->declaring != o->declaring || was->strict != o->strict || was->day != o->day
	    || was->archive != o->archive;
}

static struct live_row *
next_due(struct live *live)
{
	struct live_row *r = queue_take(live, &live->near), *root = row_of(live, doc_root(live->doc));

	if (r == NULL && is_due(live, root))
		r = root;
	return r != NULL ? r : queue_take(live, &live->far);
}

bool
live_run(struct live *live, const struct check_options *options, int64_t budget_us)
{
	int64_t until = now_us() + budget_us;
	struct checker *k = live->k;
	struct doc *own = k->doc;
	struct live_row *r = NULL;
	bool in_time = true;

	if (other_options(live, options) && live->ran)
		live_restart(live);
	live->options = *options;
	live->ran = true;
	check_begin(k, &live->options);
	k->doc = live->doc;
	if (live->whole->due[0] != 0)
		judge(live, live->whole, NULL);
	while (in_time && (r = next_due(live)) != NULL) {
		judge(live, r, doc_row_by_id(live->doc, r->id));
		in_time = now_us() < until;
	}
	k->doc = own;
	return r == NULL;
}

/* ---- the list --------------------------------------------------------------------------- */

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

/* ---- life ----------------------------------------------------------------------------------- */

struct live *
live_new(struct checker *k, struct doc *doc)
{
	struct live *live = mem_zalloc(1, sizeof *live);

	live->k = k;
	live->doc = doc;
	live->readers = check_readers(k);
	live_restart(live);
	return live;
}

void
live_free(struct live *live)
{
	if (live == NULL)
		return;
	for (size_t i = 0; i < live->n_row; i++)
		row_gone(live, (uint32_t)i + 1);
	row_free(live, live->whole);
	mem_free(live->row);
	mem_free(live->near.id);
	mem_free(live->far.id);
	mem_free(live->list);
	mem_free(live->rank);
	arena_free(&live->places);
	mem_free(live);
}
