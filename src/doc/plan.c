#include "doc/internal.h"

bool
doc_elem_is(const struct doc_elem *e, struct sv name)
{
	return e->name_b == name.n && memcmp(e->name, name.p, name.n) == 0;
}

int
doc_group_around(const struct doc_elem *elem)
{
	const struct doc_elem *p = elem->parent;

	return p != NULL && p->kind == DOC_GROUP ? p->column : -1;
}

/* ---- elements ------------------------------------------------------------ */

static struct doc_elem *
make_elem(struct doc *doc, const struct dict_node *n, const struct doc_elem *parent)
{
	struct doc_elem *e = arena_alloc(&doc->plan, sizeof *e);
	const struct doc_elem **attr = &e->attr, **elem = &e->first;
	int place = 0;

	*e = (struct doc_elem){.name = n->name, .name_b = (uint32_t)strlen(n->name), .node = n, .parent = parent,
	    .table = n->table, .column = n->column, .trims = !n->blanks_keep, .index = doc->n_elem++};
	e->kind = n->type != DICT_GROUP ? DOC_FIELD : doc->dict->table[n->table].node == n ? DOC_ROWS : DOC_GROUP;
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next) {
		struct doc_elem *kid = make_elem(doc, c, e);

		if (c->attribute) {
			*attr = kid;
			attr = &kid->next;
		} else {
			kid->place = place++;
			*elem = kid;
			elem = &kid->next;
		}
	}
	return e;
}

static void
place_elem(struct doc *doc, const struct doc_elem *e)
{
	if (e->kind == DOC_ROWS)
		doc->tab[e->table].elem = e;
	else
		doc->tab[e->table].col[e->column].elem = e;
	for (const struct doc_elem *a = e->attr; a != NULL; a = a->next)
		place_elem(doc, a);
	for (const struct doc_elem *c = e->first; c != NULL; c = c->next)
		place_elem(doc, c);
}

/* ---- tables ------------------------------------------------------------------ */

static int
count_locals(const struct form *f, int table)
{
	int n = 0;

	for (size_t i = 0; f != NULL && i < f->n_local; i++)
		n += f->local[i].table == table;
	return n;
}

static void
plan_table(struct doc *doc, int t)
{
	const struct dict *d = doc->dict;
	struct doc_tab *tab = &doc->tab[t];

	tab->index = t;
	tab->depth = d->table[t].depth;
	tab->parent = d->table[t].parent < 0 ? NULL : &doc->tab[d->table[t].parent];
	tab->n_column = d->table[t].n_column;
	tab->n_local = count_locals(doc->form, t);
	tab->col = mem_zalloc((size_t)(tab->n_column + tab->n_local), sizeof tab->col[0]);
	tab->blank = mem_zalloc((size_t)tab->n_column, sizeof tab->blank[0]);
	tab->slot = mem_zalloc((size_t)d->n_table, sizeof tab->slot[0]);
	tab->kid = mem_zalloc((size_t)d->n_table, sizeof tab->kid[0]);
	for (int k = 0; k < d->n_table; k++) {
		tab->slot[k] = -1;
		if (d->table[k].parent == t) {
			tab->slot[k] = tab->n_kid;
			tab->kid[tab->n_kid++] = &doc->tab[k];
		}
	}
	tab->row_b = sizeof(struct doc_row) + (size_t)tab->n_column * sizeof(struct doc_cell)
	    + (size_t)tab->n_kid * sizeof(struct doc_kids);
}

/* Parents stand before what is in them, so one pass settles what is inherited. */
static void
plan_columns(struct doc *doc, struct doc_tab *tab)
{
	tab->outer = tab->parent == NULL ? -1 : doc_group_around(tab->elem);
	tab->may_hide = tab->parent != NULL
	    && (tab->outer >= 0 ? tab->parent->col[tab->outer].may_hide : tab->parent->may_hide);
	for (int c = 0; c < tab->n_column + tab->n_local; c++) {
		struct doc_col *col = &tab->col[c];

		col->bind = doc->form == NULL ? NULL : form_bind_of(doc->form, tab->index, c);
		col->calculate = -1;
		col->group = -1;
		if (c >= tab->n_column)
			continue;
		/* an attribute of a field stands where the field stands */
		col->group = col->elem->parent != NULL && col->elem->parent->kind == DOC_FIELD
		    ? doc_group_around(col->elem->parent) : doc_group_around(col->elem);
		col->may_hide = (col->bind != NULL && col->bind->relevant != NULL)
		    || (col->group >= 0 ? tab->col[col->group].may_hide : tab->may_hide);
		tab->blank[c].known = !col->may_hide;
		tab->has_default |= col->bind != NULL && col->bind->fallback != NULL;
	}
}

static void
plan_locals(struct doc *doc)
{
	for (size_t i = 0; doc->form != NULL && i < doc->form->n_local; i++) {
		const struct form_local *l = &doc->form->local[i];

		doc->tab[l->table].col[l->column].local = l;
	}
}

/* ---- who reads whom ------------------------------------------------------------- */

static void
add_edge(struct doc_edges *to, int node, int depth, bool same)
{
	for (size_t i = 0; i < to->n; i++)
		if (to->edge[i].node == node && to->edge[i].depth == depth && to->edge[i].same == same)
			return;
	if (to->n == to->cap)
		to->edge = mem_grow(to->edge, &to->cap, sizeof to->edge[0]);
	to->edge[to->n++] = (struct doc_edge){node, depth, same};
}

static void
plan_ref(struct doc *doc, int node, const struct doc_tab *reader, const struct expr_ref *ref)
{
	int depth = reader->depth - (ref->relation == EXPR_SAME_ROW ? 0 : ref->up);

	if (ref->column >= 0)
		add_edge(&doc->tab[ref->table].col[ref->column].readers, node, depth, ref->relation == EXPR_SAME_ROW);
	if (ref->has_where && ref->where_column >= 0)
		add_edge(&doc->tab[ref->where_table].col[ref->where_column].readers, node, depth, false);
	if (ref->relation != EXPR_MANY_ROWS)
		return;
	for (struct doc_tab *t = &doc->tab[ref->table]; t->depth > depth; t = &doc->tab[t->parent->index])
		add_edge(&t->readers, node, depth, false);
}

static void
plan_expr(struct doc *doc, int node, const struct doc_tab *reader, const struct expr *e)
{
	if (e == NULL)
		return;
	for (size_t i = 0; i < expr_n_refs(e); i++)
		plan_ref(doc, node, reader, expr_ref(e, i));
	if (sv_find(expr_source(e), SV("yl:place"), NULL))
		doc->node[node].by_place = true;
}

static void
plan_node(struct doc *doc, int i)
{
	const struct form *f = doc->form;
	const struct form_node *n = &f->node[i];
	struct doc_tab *tab = &doc->tab[n->table];

	if (tab->n_node == tab->cap_node)
		tab->node = mem_grow(tab->node, &tab->cap_node, sizeof tab->node[0]);
	tab->node[tab->n_node++] = i;
	switch (n->property) {
	case FORM_CALCULATE:
		tab->col[n->column].calculate = i;
		plan_expr(doc, i, tab, f->bind[n->index].calculate);
		break;
	case FORM_RELEVANT:
		plan_expr(doc, i, tab, f->bind[n->index].relevant);
		doc->uses |= expr_uses(f->bind[n->index].relevant);
		break;
	case FORM_TIE:
		for (size_t s = 0; s < f->tie[n->index].n_solve; s++)
			plan_expr(doc, i, tab, f->tie[n->index].solve[s].with);
		break;
	case FORM_LOCAL:
		plan_expr(doc, i, tab, f->local[n->index].calculate);
		doc->uses |= expr_uses(f->local[n->index].calculate);
		break;
	}
}

void
doc_plan(struct doc *doc)
{
	const struct dict *d = doc->dict;

	doc->n_tab = d->n_table;
	doc->tab = mem_zalloc((size_t)d->n_table, sizeof doc->tab[0]);
	for (int t = 0; t < d->n_table; t++)
		plan_table(doc, t);
	doc->root_elem = make_elem(doc, d->root, NULL);
	place_elem(doc, doc->root_elem);
	for (int t = 0; t < d->n_table; t++)
		plan_columns(doc, &doc->tab[t]);
	plan_locals(doc);
	if (doc->form == NULL)
		return;
	doc->node = mem_zalloc(doc->form->n_node, sizeof doc->node[0]);
	for (size_t i = 0; i < doc->form->n_node; i++)
		plan_node(doc, (int)i);
}

void
doc_plan_free(struct doc *doc)
{
	for (int t = 0; t < doc->n_tab; t++) {
		struct doc_tab *tab = &doc->tab[t];

		for (int c = 0; c < tab->n_column + tab->n_local; c++)
			mem_free(tab->col[c].readers.edge);
		mem_free(tab->readers.edge);
		mem_free(tab->col);
		mem_free(tab->blank);
		mem_free(tab->slot);
		mem_free(tab->kid);
		mem_free(tab->node);
	}
	mem_free(doc->tab);
	for (size_t i = 0; doc->form != NULL && i < doc->form->n_node; i++)
		mem_free(doc->node[i].due);
	mem_free(doc->node);
	arena_free(&doc->plan);
}
