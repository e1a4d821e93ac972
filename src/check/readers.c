/*
 * Who reads what: for every column the units that must be judged again when it
 * changes. A unit reads what its expressions name, and behind that, without
 * end, what decides the relevance of a cell it reads and what a local field it
 * reads is made of. Calculated cells end the search: they change themselves.
 *
 * A reader and what it reads have a common row; through a chain of reading the
 * common row is the outermost of them, so depths are cut to the least.
 */
#include "check/internal.h"

struct seen {				/* how far out a column was followed for this unit */
	uint64_t unit;			/* number of the unit, from 1 */
	int depth;
};

struct gathering {
	struct checker *k;
	const struct form *form;
	struct check_readers *readers;
	struct seen **seen;		/* by table and column; behind the last its rows, and the row itself */
	int table;			/* of the unit */
	size_t unit;
	uint64_t number;
};

static void follow_column(struct gathering *g, int table, int column, int depth);

static int
depth_of(const struct gathering *g, int table)
{
	return g->k->setup.dict->table[table].depth;
}

size_t
check_unit_words(const struct checker *k, int table)
{
	return (k->plan[table].n_rule + UNIT_RULES + 63) / 64;
}

static void
add_edge(struct gathering *g, struct check_edges *to, int depth)
{
	struct check_edge *e = NULL;

	for (size_t i = 0; i < to->n && e == NULL; i++)
		if (to->edge[i].table == g->table && to->edge[i].depth == depth)
			e = &to->edge[i];
	if (e == NULL) {
		if (to->n == to->cap)
			to->edge = mem_grow(to->edge, &to->cap, sizeof to->edge[0]);
		e = &to->edge[to->n++];
		*e = (struct check_edge){.table = g->table, .depth = depth,
		    .unit = mem_zalloc(check_unit_words(g->k, g->table), sizeof(uint64_t))};
	}
	e->unit[g->unit / 64] |= (uint64_t)1 << g->unit % 64;
}

/* Is this the first time, or further out than before? */
static bool
is_news(struct gathering *g, int table, int column, int depth)
{
	struct seen *s = &g->seen[table][column];

	if (s->unit == g->number && s->depth <= depth)
		return false;
	*s = (struct seen){g->number, depth};
	return true;
}

/* Rows of a table come, go or change places. */
static void
follow_rows(struct gathering *g, int table, int depth)
{
	if (depth >= 0 && is_news(g, table, g->form->n_all_column[table], depth))
		add_edge(g, &g->readers[table].rows, depth);
}

static void
follow_ref(struct gathering *g, int context, const struct expr_ref *ref, int most)
{
	int common = depth_of(g, context) - (ref->relation == EXPR_SAME_ROW ? 0 : ref->up);
	int depth = common < most ? common : most;

	follow_column(g, ref->table, ref->column, depth);
	if (ref->has_where)
		follow_column(g, ref->where_table, ref->where_column, depth);
	for (int t = ref->table; ref->relation == EXPR_MANY_ROWS && depth_of(g, t) > common; t = g->k->setup.dict->table[t].parent)
		follow_rows(g, t, depth);
}

/* An expression seen from rows of a table; it and the unit have a row of depth
 * most in common, at most. */
static void
follow_expr(struct gathering *g, int context, const struct expr *e, int most)
{
	if (e == NULL)
		return;
	for (size_t i = 0; i < expr_n_refs(e); i++)
		follow_ref(g, context, expr_ref(e, i), most);
	if (sv_find(expr_source(e), SV("yl:place"), NULL))
		follow_rows(g, context, depth_of(g, context) - 1 < most ? depth_of(g, context) - 1 : most);
}

static void
follow_text(struct gathering *g, int context, const struct expr_text *t, int most)
{
	const struct expr *e;

	for (size_t at = 0; t != NULL && (e = expr_text_next(t, &at)) != NULL;)
		follow_expr(g, context, e, most);
}

static void
follow_local(struct gathering *g, int table, int column, int depth)
{
	for (size_t i = 0; i < g->form->n_local; i++) {
		const struct form_local *l = &g->form->local[i];

		if (l->table == table && l->column == column)
			follow_expr(g, table, l->calculate, depth);
	}
}

/* column -1: whether the row is there at all. What is in an irrelevant group is
 * not seen. */
static void
follow_column(struct gathering *g, int table, int column, int depth)
{
	const struct dict_table *t = &g->k->setup.dict->table[table];
	const struct dict_node *n = t->node;

	if (!is_news(g, table, column >= 0 ? column : g->form->n_all_column[table] + 1, depth))
		return;
	if (column >= 0) {
		if (column >= t->n_column) {
			follow_local(g, table, column, depth);
			return;
		}
		add_edge(g, &g->readers[table].cell[column], depth);
		n = t->column[column];
	}
	for (; n != NULL; n = n->parent) {
		const struct form_bind *bind = n->column >= 0 ? form_bind_of(g->form, n->table, n->column) : NULL;

		if (bind != NULL)
			follow_expr(g, n->table, bind->relevant, depth);
	}
}

/* ---- units ----------------------------------------------------------------------- */

static void
gather_values(struct gathering *g)
{
	const struct plan_table *p = &g->k->plan[g->table];
	int depth = depth_of(g, g->table);

	for (int c = 0; c < p->n_cell; c++) {
		const struct form_bind *b = p->cell[c].bind;
		const char *form_rule = p->cell[c].node->rule[DICT_RULE_FORM];
		const struct form_rule *r = form_rule != NULL && g->form != NULL ? form_rule_by_id(g->form, form_rule) : NULL;

		if (b != NULL) {
			follow_expr(g, g->table, b->save, depth);
			follow_expr(g, g->table, b->required, depth);
			follow_expr(g, g->table, b->constraint, depth);
			follow_text(g, g->table, b->alert_zh, depth);
			follow_text(g, g->table, b->alert_en, depth);
		}
		if (r != NULL) {
			follow_text(g, g->table, r->text_zh, depth);
			follow_text(g, g->table, r->text_en, depth);
		}
		add_edge(g, &g->readers[g->table].cell[c], depth);
	}
}

static void
gather_rule(struct gathering *g, const struct form_rule *r)
{
	int depth = depth_of(g, g->table);

	follow_expr(g, g->table, r->when_rule, depth);
	follow_expr(g, g->table, r->when, depth);
	follow_expr(g, g->table, r->test, depth);
	follow_text(g, g->table, r->text_zh, depth);
	follow_text(g, g->table, r->text_en, depth);
}

static void
gather_all(struct gathering *g)
{
	for (g->table = 0; g->table < g->k->n_plan; g->table++) {
		const struct plan_table *p = &g->k->plan[g->table];

		g->unit = UNIT_VALUES;
		g->number++;
		gather_values(g);
		for (size_t i = 0; i < p->n_rule; i++) {
			g->unit = UNIT_RULES + i;
			g->number++;
			gather_rule(g, p->rule[i].rule);
		}
	}
}

struct check_readers *
check_readers(struct checker *k)
{
	struct gathering g = {.k = k, .form = k->setup.form};

	if (k->readers != NULL)
		return k->readers;
	g.readers = k->readers = mem_zalloc((size_t)k->n_plan, sizeof k->readers[0]);
	g.seen = mem_zalloc((size_t)k->n_plan, sizeof(struct seen *));
	for (int t = 0; t < k->n_plan; t++) {
		size_t n = (size_t)(g.form != NULL ? g.form->n_all_column[t] : k->plan[t].n_cell);

		g.readers[t].cell = mem_zalloc(n + 1, sizeof g.readers[t].cell[0]);
		g.readers[t].n_cell = n;
		g.seen[t] = mem_zalloc(n + 2, sizeof g.seen[t][0]);
	}
	gather_all(&g);
	for (int t = 0; t < k->n_plan; t++)
		mem_free(g.seen[t]);
	mem_free(g.seen);
	return k->readers;
}

static void
edges_free(struct check_edges *e)
{
	for (size_t i = 0; i < e->n; i++)
		mem_free(e->edge[i].unit);
	mem_free(e->edge);
}

void
check_readers_free(struct check_readers *r, int n_table)
{
	for (int t = 0; r != NULL && t < n_table; t++) {
		for (size_t c = 0; c < r[t].n_cell; c++)
			edges_free(&r[t].cell[c]);
		mem_free(r[t].cell);
		edges_free(&r[t].rows);
	}
	mem_free(r);
}
