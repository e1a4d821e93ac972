/*
 * Findings kept true. Every row of the document has bits for what must be
 * judged again of it and the findings of its last judging. Rows that are due
 * wait in two queues: near (named in a change, then the root) and far.
 */
#include "check/live_rows.h"

#include <time.h>

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

static bool
is_again(const struct live_row *r, size_t unit)
{
	return r->due[unit / 64] >> unit % 64 & 1;
}

/* Findings of what is due of a row (NULL: of the message). */
static struct hit *
judge_due(struct live *live, const struct live_row *r, const struct doc_row *row, size_t *n)
{
	struct checker *k = live->k;
	size_t n_unit = row == NULL ? 1 : k->plan[r->table].n_rule + UNIT_RULES, cap = 0;
	struct hit *hit = NULL;

	*n = 0;
	for (size_t u = 0; u < n_unit; u++) {
		if (!is_again(r, u))
			continue;
		k->n_found = 0;
		judge_unit(k, row, u);
		for (size_t i = 0; i < k->n_found; i++) {
			if (*n == cap)
				hit = mem_grow(hit, &cap, sizeof *hit);
			hit[(*n)++] = hit_of(live, &k->found[i].f, u);
		}
	}
	arena_reset(&k->arena);
	doc_scratch_reset(live->doc);
	return hit;
}

static bool
hit_equals(const struct hit *a, const struct hit *b)
{
	return a->unit == b->unit && a->f.row == b->f.row && a->f.column == b->f.column && a->f.rule == b->f.rule
	    && a->f.severity == b->f.severity && a->f.class == b->f.class && sv_eq(a->f.text, b->f.text)
	    && sv_eq(sv_of(a->behind), sv_of(b->behind));
}

/* Are these what was found the last time? */
static bool
hits_same(const struct live_row *r, const struct hit *hit, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < r->n_hit; i++)
		if (is_again(r, r->hit[i].unit) && (k == n || !hit_equals(&r->hit[i], &hit[k++])))
			return false;
	return k == n;
}

/* Puts new findings in the place of those of the units that were due. */
static void
hits_replace(struct live *live, struct live_row *r, struct hit *hit, size_t n)
{
	struct hit *all = mem_zalloc(r->n_hit + n + 1, sizeof *all);
	size_t n_all = 0, k = 0;

	hits_count(live, r, false);
	for (size_t i = 0; i < r->n_hit; i++) {
		if (is_again(r, r->hit[i].unit)) {
			hit_free(&r->hit[i]);
			continue;
		}
		while (k < n && hit[k].unit < r->hit[i].unit)
			all[n_all++] = hit[k++];
		all[n_all++] = r->hit[i];
	}
	while (k < n)
		all[n_all++] = hit[k++];
	mem_free(r->hit);
	r->hit = all;
	r->n_hit = n_all;
	hits_count(live, r, true);
}

static void
judge(struct live *live, struct live_row *r, const struct doc_row *row)
{
	size_t n;
	struct hit *hit = judge_due(live, r, row, &n);

	if (hits_same(r, hit, n)) {
		for (size_t i = 0; i < n; i++)
			hit_free(&hit[i]);
	} else {
		hits_replace(live, r, hit, n);
	}
	mem_free(hit);
	memset(r->due, 0, check_unit_words(live->k, r->table) * sizeof r->due[0]);
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

	return !live->ran || was->declaring != o->declaring || was->strict != o->strict || was->draft != o->draft || was->day != o->day
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
