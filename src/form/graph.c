#include "form/build.h"

#include <limits.h>
#include <stdlib.h>

#include "base/i18n.h"

/* What is known of a cell while the graph is made, and who reads it after. The
 * slot behind a table's last column stands for its rows. */
struct cell {
	int calculate, relevant, local, tie;	/* nodes that make it; -1 */
	int *reader;
	size_t n, cap;
};

struct form_cells {
	struct cell **cell;	/* [table][column] */
};

struct pending {
	struct form_node node;
	const char *name;	/* of a local field, else "" */
	unsigned line;
	int *dep;
	size_t n_dep, cap_dep;
};

struct graph {
	struct form_build *b;
	const struct dict *dict;
	struct form_cells *cells;
	struct pending *p;
	size_t n, cap;
	size_t *order, n_order;	/* indices into p, evaluation order */
	int *mark;		/* dependencies already noted for the node at hand */
};

static struct cell *
cell_at(const struct graph *g, int table, int column)
{
	return &g->cells->cell[table][column < 0 ? g->b->form->n_all_column[table] : column];
}

/* ---- nodes in an order that the files do not decide --------------------------- */

static void
add_node(struct graph *g, enum form_property property, int table, int column, size_t index, const char *name, unsigned line)
{
	if (g->n == g->cap)
		g->p = mem_grow(g->p, &g->cap, sizeof *g->p);
	g->p[g->n++] = (struct pending){.node = {.property = property, .table = table, .column = column, .index = (int)index},
	    .name = name, .line = line};
}

static int
first_column(const struct form_tie *t)
{
	int least = INT_MAX;

	for (size_t i = 0; i < t->n_solve; i++)
		if (t->solve[i].column < least)
			least = t->solve[i].column;
	return least;
}

static void
collect(struct graph *g)
{
	const struct form *f = g->b->form;

	for (size_t i = 0; i < f->n_bind; i++) {
		if (f->bind[i].calculate != NULL)
			add_node(g, FORM_CALCULATE, f->bind[i].table, f->bind[i].column, i, "", f->bind[i].line);
		if (f->bind[i].relevant != NULL)
			add_node(g, FORM_RELEVANT, f->bind[i].table, f->bind[i].column, i, "", f->bind[i].line);
	}
	for (size_t i = 0; i < f->n_tie; i++)
		add_node(g, FORM_TIE, f->tie[i].table, first_column(&f->tie[i]), i, "", f->tie[i].line);
	for (size_t i = 0; i < f->n_local; i++)
		add_node(g, FORM_LOCAL, f->local[i].table, INT_MAX, i, f->local[i].name, f->local[i].line);
}

static int
compare_nodes(const void *a, const void *b)
{
	const struct pending *x = a, *y = b;

	if (x->node.table != y->node.table)
		return x->node.table < y->node.table ? -1 : 1;
	if (x->node.column != y->node.column)
		return x->node.column < y->node.column ? -1 : 1;
	if (x->node.property != y->node.property)
		return x->node.property < y->node.property ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void
note_makers(struct graph *g)
{
	const struct form *f = g->b->form;

	for (size_t i = 0; i < g->n; i++) {
		struct form_node *n = &g->p[i].node;
		const struct form_tie *t = &f->tie[n->index];

		switch (n->property) {
		case FORM_CALCULATE:
			cell_at(g, n->table, n->column)->calculate = (int)i;
			break;
		case FORM_RELEVANT:
			cell_at(g, n->table, n->column)->relevant = (int)i;
			break;
		case FORM_LOCAL:
			n->column = f->local[n->index].column;
			cell_at(g, n->table, n->column)->local = (int)i;
			break;
		case FORM_TIE:
			n->column = -1;
			for (size_t k = 0; k < t->n_solve; k++)
				cell_at(g, n->table, t->solve[k].column)->tie = (int)i;
			break;
		}
	}
}

/* ---- edges ----------------------------------------------------------------------- */

static const struct expr *
node_expr(const struct form *f, const struct form_node *n, size_t i)
{
	if (n->property == FORM_TIE)
		return i < f->tie[n->index].n_solve ? f->tie[n->index].solve[i].with : NULL;
	if (i > 0)
		return NULL;
	return n->property == FORM_CALCULATE ? f->bind[n->index].calculate
	    : n->property == FORM_RELEVANT ? f->bind[n->index].relevant : f->local[n->index].calculate;
}

static void
add_dep(struct graph *g, size_t reader, int maker)
{
	struct pending *p = &g->p[reader];

	if (maker < 0 || g->mark[maker] == (int)reader + 1 || (p->node.property == FORM_TIE && maker == (int)reader))
		return;
	g->mark[maker] = (int)reader + 1;
	if (p->n_dep == p->cap_dep)
		p->dep = mem_grow(p->dep, &p->cap_dep, sizeof *p->dep);
	p->dep[p->n_dep++] = maker;
}

/* Makers of a cell; and an irrelevant group empties everything in it. */
static void
add_cell_deps(struct graph *g, size_t reader, int table, int column)
{
	const struct dict_table *t = &g->dict->table[table];
	const struct dict_node *n = column >= 0 && column < t->n_column ? t->column[column] : t->node;

	if (column >= 0) {
		const struct cell *c = cell_at(g, table, column);

		add_dep(g, reader, c->calculate);
		add_dep(g, reader, c->relevant);
		add_dep(g, reader, c->local);
		add_dep(g, reader, c->tie);
	}
	for (n = n->parent; n != NULL; n = n->parent)
		if (n->column >= 0)
			add_dep(g, reader, cell_at(g, n->table, n->column)->relevant);
}

static int
compare_ints(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static void
add_edges(struct graph *g)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct expr *e;

		for (size_t k = 0; (e = node_expr(g->b->form, &g->p[i].node, k)) != NULL; k++) {
			for (size_t r = 0; r < expr_n_refs(e); r++) {
				const struct expr_ref *ref = expr_ref(e, r);

				add_cell_deps(g, i, ref->table, ref->column);
				if (ref->has_where)
					add_cell_deps(g, i, ref->where_table, ref->where_column);
			}
		}
		if (g->p[i].n_dep > 1)
			qsort(g->p[i].dep, g->p[i].n_dep, sizeof(int), compare_ints);
	}
}

/* ---- order ------------------------------------------------------------------------- */

static void
add_name(struct str *s, const struct graph *g, size_t i)
{
	const struct form_node *n = &g->p[i].node;
	const struct dict_table *t = &g->dict->table[n->table];

	if (n->property == FORM_LOCAL) {
		if (t->node->path[0] != '\0')
			str_addf(s, "%s/", t->node->path);
		str_addf(s, "yl:%s", g->p[i].name);
		return;
	}
	str_adds(s, n->property == FORM_CALCULATE ? _("calculate of ") : n->property == FORM_RELEVANT ? _("relevant of ") : _("tie of "));
	str_adds(s, t->column[n->column >= 0 ? n->column : first_column(&g->b->form->tie[n->index])]->path);
}

struct frame {
	size_t node, next;
};

static void
complain_of_cycle(struct graph *g, const struct frame *stack, size_t depth, size_t again)
{
	struct form *f = g->b->form;
	struct str s = STR_INIT(700);
	size_t from = depth;
	bool is_rule;

	while (stack[from - 1].node != again)
		from--;
	is_rule = g->p[again].node.property == FORM_LOCAL && f->local[g->p[again].node.index].rule;
	for (size_t i = from - 1; i < depth; i++) {
		add_name(&s, g, stack[i].node);
		str_adds(&s, " → ");
	}
	add_name(&s, g, again);
	form_bad(&g->b->log, &(struct expr_where){.file = is_rule ? f->rules_file : f->file, .line = g->p[again].line},
	    _("a cycle, each needs the next: %s"), str_z(&s));
	str_clear(&s);
}

/* Depth first over what a node needs: a node follows everything it reads. */
static bool
visit(struct graph *g, size_t start, char *state, struct frame *stack)
{
	size_t depth = 0;

	stack[depth++] = (struct frame){start, 0};
	state[start] = 1;
	while (depth > 0) {
		struct frame *top = &stack[depth - 1];

		if (top->next < g->p[top->node].n_dep) {
			size_t dep = (size_t)g->p[top->node].dep[top->next++];

			if (state[dep] == 1) {
				complain_of_cycle(g, stack, depth, dep);
				return false;
			}
			if (state[dep] == 0) {
				state[dep] = 1;
				stack[depth++] = (struct frame){dep, 0};
			}
			continue;
		}
		state[top->node] = 2;
		g->order[g->n_order++] = top->node;
		depth--;
	}
	return true;
}

static bool
sort_nodes(struct graph *g)
{
	char *state = mem_zalloc(g->n + 1, 1);
	struct frame *stack = mem_zalloc(g->n + 1, sizeof *stack);
	bool sound = true;

	g->order = mem_zalloc(g->n + 1, sizeof *g->order);
	for (size_t i = 0; i < g->n && sound; i++)
		if (state[i] == 0)
			sound = visit(g, i, state, stack);
	mem_free(state);
	mem_free(stack);
	return sound;
}

/* ---- readers --------------------------------------------------------------------------- */

static void
add_reader(struct cell *c, int node)
{
	if (c->n > 0 && c->reader[c->n - 1] == node)
		return;
	if (c->n == c->cap)
		c->reader = mem_grow(c->reader, &c->cap, sizeof *c->reader);
	c->reader[c->n++] = node;
}

/* A list changes with the rows of its table and of the tables between it and the common row. */
static void
add_row_readers(struct graph *g, const struct expr_ref *ref, int context, int node)
{
	int common = context;

	for (int i = 0; i < ref->up; i++)
		common = g->dict->table[common].parent;
	for (int t = ref->table; t >= 0 && t != common; t = g->dict->table[t].parent)
		add_reader(cell_at(g, t, -1), node);
}

static void
note_cell_readers(struct graph *g, int position)
{
	const struct form_node *n = &g->b->form->node[position];
	const struct expr *e;

	for (size_t k = 0; (e = node_expr(g->b->form, n, k)) != NULL; k++) {
		for (size_t r = 0; r < expr_n_refs(e); r++) {
			const struct expr_ref *ref = expr_ref(e, r);

			if (ref->column >= 0)
				add_reader(cell_at(g, ref->table, ref->column), position);
			if (ref->has_where)
				add_reader(cell_at(g, ref->where_table, ref->where_column), position);
			if (ref->relation == EXPR_MANY_ROWS)
				add_row_readers(g, ref, n->table, position);
		}
		if (sv_find(expr_source(e), SV("yl:place("), NULL))
			add_reader(cell_at(g, n->table, -1), position);
	}
}

static void
publish(struct graph *g)
{
	struct form *f = g->b->form;
	int *position = mem_zalloc(g->n + 1, sizeof *position), **room = mem_zalloc(g->n + 1, sizeof *room);
	size_t *n_reader = mem_zalloc(g->n + 1, sizeof *n_reader);
	size_t i, k;

	f->node = mem_zalloc(g->n + 1, sizeof *f->node);
	f->n_node = g->n;
	for (i = 0; i < g->n; i++) {
		position[g->order[i]] = (int)i;
		f->node[i] = g->p[g->order[i]].node;
		for (k = 0; k < g->p[i].n_dep; k++)
			n_reader[g->p[i].dep[k]]++;
	}
	for (i = 0; i < g->n; i++)
		if (n_reader[i] > 0)
			room[i] = arena_alloc(&g->b->owned->arena, n_reader[i] * sizeof(int));
	for (i = 0; i < g->n; i++) {	/* in evaluation order, so that readers come out ascending */
		const struct pending *p = &g->p[g->order[i]];

		for (k = 0; k < p->n_dep; k++) {
			struct form_node *maker = &f->node[position[p->dep[k]]];

			room[p->dep[k]][maker->n_reader++] = (int)i;
			maker->reader = room[p->dep[k]];
		}
		note_cell_readers(g, (int)i);
	}
	mem_free(position);
	mem_free(room);
	mem_free(n_reader);
}

void
form_build_graph(struct form_build *b)
{
	struct graph g = {.b = b, .dict = b->names.dict, .cells = mem_zalloc(1, sizeof *g.cells)};

	b->owned->cells = g.cells;
	g.cells->cell = mem_zalloc((size_t)g.dict->n_table, sizeof *g.cells->cell);
	for (int t = 0; t < g.dict->n_table; t++) {
		g.cells->cell[t] = mem_zalloc((size_t)b->form->n_all_column[t] + 1, sizeof(struct cell));
		for (int c = -1; c < b->form->n_all_column[t]; c++)
			*cell_at(&g, t, c) = (struct cell){.calculate = -1, .relevant = -1, .local = -1, .tie = -1};
	}
	collect(&g);
	if (g.n > 1)
		qsort(g.p, g.n, sizeof *g.p, compare_nodes);
	g.mark = mem_zalloc(g.n + 1, sizeof *g.mark);
	note_makers(&g);
	add_edges(&g);
	if (sort_nodes(&g))
		publish(&g);
	for (size_t i = 0; i < g.n; i++)
		mem_free(g.p[i].dep);
	mem_free(g.p);
	mem_free(g.mark);
	mem_free(g.order);
}

void
form_cells_free(struct form_cells *c, const struct form *f)
{
	if (c == NULL)
		return;
	for (int t = 0; t < f->dict->n_table; t++) {
		for (int k = 0; k <= f->n_all_column[t]; k++)
			mem_free(c->cell[t][k].reader);
		mem_free(c->cell[t]);
	}
	mem_free(c->cell);
	mem_free(c);
}

const int *
form_readers(const struct form *f, int table, int column, size_t *n)
{
	const struct form_owned *o = f->owned;
	const struct cell *c;

	*n = 0;
	if (o->cells == NULL || table < 0 || table >= f->dict->n_table || column < -1 || column >= f->n_all_column[table])
		return NULL;
	c = &o->cells->cell[table][column < 0 ? f->n_all_column[table] : column];
	*n = c->n;
	return c->reader;
}
