/*
 * What follows from a change.
 *
 * A change of a cell, of its relevance or of a local makes its readers due; a
 * reader is a node of the form's graph together with the row that changed and
 * the reader's row have in common, so an aggregate is evaluated once in the
 * row that holds it, however deep the change. Nodes are walked in evaluation
 * order: what becomes due stands further on, and one walk is enough. Only a
 * group that comes into being while the walk is on can lead back.
 */
#include <stdio.h>
#include <stdlib.h>

#include "doc/internal.h"

enum { MAX_WALKS = 8 };

static void rows_hidden(struct doc *doc, struct doc_row *parent, const struct doc_tab *tab);

/* ---- what is due ------------------------------------------------------------- */

void
doc_due(struct doc *doc, int node, struct doc_row *link, int column)
{
	struct doc_node *n = &doc->node[node];
	const struct doc_due *last = n->n > 0 ? &n->due[n->n - 1] : NULL;

	if (last != NULL && last->link == link && last->column == column)
		return;
	if (n->n == n->cap)
		n->due = mem_grow(n->due, &n->cap, sizeof n->due[0]);
	n->due[n->n++] = (struct doc_due){link, column};
	doc->n_due++;
}

static void
edges_due(struct doc *doc, const struct doc_edges *e, struct doc_row *row, int column)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->edge[i].node != doc->now)
			doc_due(doc, e->edge[i].node, doc_up(row, e->edge[i].depth), e->edge[i].same ? column : -1);
}

void
doc_changed(struct doc *doc, struct doc_row *row, int column)
{
	if (doc->n_index > 0)
		doc_index_drop(doc, row->tab->index, column);
	edges_due(doc, &row->tab->col[column].readers, row, column);
}

/* Who reads rows further below reads through these rows and is their reader
 * too; readers inside are new or gone. */
void
doc_rows_changed(struct doc *doc, struct doc_row *parent, const struct doc_tab *tab)
{
	doc_index_drop(doc, -1, -1);
	edges_due(doc, &tab->readers, parent, -1);
}

void
doc_places_changed(struct doc *doc, struct doc_row *from)
{
	for (size_t i = 0; from != NULL && i < from->tab->n_node; i++)
		for (struct doc_row *r = from; r != NULL && doc->node[from->tab->node[i]].by_place; r = r->next)
			doc_due(doc, from->tab->node[i], r, -1);
}

void
doc_seats_changed(struct doc *doc, uint32_t parent, const struct doc_tab *tab)
{
	struct doc_row *row = (struct doc_row *)(uintptr_t)doc_row_by_id(doc, parent);

	if (row == NULL)
		return;
	doc_rows_changed(doc, row, tab);
	doc_places_changed(doc, doc_kids(row, row->tab->slot[tab->index])->first);
}

void
doc_due_row(struct doc *doc, struct doc_row *row)
{
	for (size_t i = 0; i < row->tab->n_node; i++)
		doc_due(doc, row->tab->node[i], row, -1);
	for (int k = 0; k < row->tab->n_kid; k++)
		for (struct doc_row *r = doc_kids(row, k)->first; r != NULL; r = r->next)
			doc_due_row(doc, r);
}

/* ---- relevance and locals ------------------------------------------------------- */

/* Everything in a group is seen otherwise, rows too. */
static void
relevance_changed(struct doc *doc, struct doc_row *row, int column)
{
	const struct doc_tab *tab = row->tab;

	doc_changed(doc, row, column);
	if (tab->col[column].elem->kind != DOC_GROUP)
		return;
	for (int c = 0; c < tab->n_column; c++)
		if (tab->col[c].group == column) {
			row->cell[c].known = !tab->col[c].may_hide;
			relevance_changed(doc, row, c);
		}
	for (int k = 0; k < tab->n_kid; k++)
		if (tab->kid[k]->outer == column)
			rows_hidden(doc, row, tab->kid[k]);
}

static void
rows_hidden(struct doc *doc, struct doc_row *parent, const struct doc_tab *tab)
{
	doc_rows_changed(doc, parent, tab);
	for (struct doc_row *r = doc_kids(parent, parent->tab->slot[tab->index])->first; r != NULL; r = r->next) {
		for (int c = 0; c < tab->n_column; c++) {
			r->cell[c].known = !tab->col[c].may_hide;
			doc_changed(doc, r, c);
		}
		for (int k = 0; k < tab->n_kid; k++)
			rows_hidden(doc, r, tab->kid[k]);
	}
}

static void
walk_relevant(struct doc *doc, struct doc_row *row, int column)
{
	struct doc_cell *c = &row->cell[column];
	bool hidden = c->hidden;	/* also where it is unknown: that is what readers saw */

	c->known = 0;
	if (doc_cell_relevant(doc, row, column) == hidden)
		relevance_changed(doc, row, column);
}

static bool
same_value(const struct expr_value *a, const struct expr_value *b)
{
	if (a->state != b->state)
		return false;
	return a->state != EXPR_GIVEN || doc_value_equals(a, b);
}

static void
walk_local(struct doc *doc, struct doc_row *row, int column)
{
	struct expr_value *known = doc_local_known(doc, row, column), old, now;

	if (known != NULL) {
		old = *known;
		known->state = DOC_LOCAL_UNKNOWN;
		now = doc_local(doc, row, column);
		if (same_value(&old, &now))
			return;
	}
	doc_changed(doc, row, column);
}

/* ---- calculated values -------------------------------------------------------------- */

/* The forms in which a day can stand in a field; the first of the field's
 * length that the dictionary takes is written. */
static struct sv
day_text(const struct dict_node *n, int32_t day, char buf[40])
{
	static const struct {
		bool dashes;
		const char *time;
	} form[] = {
		{false, ""}, {true, ""}, {false, "00000000"}, {false, "000000"}, {false, " 00:00:00"}, {true, " 00:00:00"},
		{true, "T00:00:00"}, {true, "T00:00:00+08:00"}, {false, "0000"},
	};
	char date[16];
	size_t n_b;

	for (size_t i = 0; i < sizeof form / sizeof form[0]; i++) {
		n_b = form[i].dashes ? day_format_10(day, date) : day_format_8(day, date);
		n_b = (size_t)snprintf(buf, 40, "%.*s%s", (int)n_b, date, form[i].time);
		if ((n->length == 0 || n_b == (size_t)n->length) && dict_judge(n, (struct sv){buf, n_b}) == DICT_OK)
			return (struct sv){buf, n_b};
	}
	n_b = day_format_8(day, buf);
	return (struct sv){buf, n_b};
}

static struct sv
value_text(const struct dict_node *n, const struct expr_value *v, char buf[DEC_TEXT_MAX_B])
{
	bool rounds = n->type == DICT_INTEGER || (n->type == DICT_DECIMAL && (n->length > 0 || n->decimals > 0));

	if (v->state != EXPR_GIVEN)
		return (struct sv){0};
	switch (v->type) {
	case EXPR_NUMBER:
		return (struct sv){buf, dec_format(rounds ? dec_round(v->num, n->decimals) : v->num, buf)};
	case EXPR_DAY:
		return day_text(n, v->day, buf);
	case EXPR_BOOL:
		return v->truth ? SV("true") : SV("false");
	default:
		return v->text;
	}
}

/* A value that was not calculated, and is no default that calculation replaces. */
static bool
is_own(const struct doc_row *row, int column)
{
	enum doc_mark mark = doc_mark(row, column);

	return doc_state(row, column) == DOC_GIVEN && mark != DOC_CALCULATED && mark != DOC_DEFAULT;
}

bool
doc_group_stands(const struct doc_row *row, int group)
{
	for (; group >= 0; group = row->tab->col[group].group)
		if (row->cell[group].state == DOC_ABSENT && row->tab->col[group].elem->node->min == 0)
			return false;
	return true;
}

struct sv
doc_evaluated(struct doc *doc, const struct doc_row *row, int column, const struct expr *e, char buf[DEC_TEXT_MAX_B])
{
	struct expr_value v = expr_eval(e, &doc->env, row);

	return value_text(row->tab->col[column].elem->node, &v, buf);
}

/* What calculation wants to stand in a cell; false: nothing, it stays as it is. */
static bool
calculated(struct doc *doc, const struct doc_row *row, int column, char buf[DEC_TEXT_MAX_B], struct sv *text)
{
	const struct doc_col *col = &row->tab->col[column];

	if (col->bind->override && is_own(row, column))
		return false;
	*text = doc_group_stands(row, col->group) ? doc_evaluated(doc, row, column, col->bind->calculate, buf) : (struct sv){0};
	/* a default stands until there is something better */
	return text->n > 0 || !col->bind->override || doc_mark(row, column) != DOC_DEFAULT;
}

static void
put_calculated(struct doc *doc, struct doc_row *row, int column, struct sv text)
{
	struct doc_cell *c = &row->cell[column];

	if (text.n == 0)
		doc_cell_unset(doc, row, column);
	else if (!sv_eq((struct sv){c->p, c->n_b}, text) || doc_mark(row, column) != DOC_CALCULATED)
		doc_cell_put(doc, row, column, text, DOC_CALCULATED);
}

static void
walk_calculate(struct doc *doc, struct doc_row *row, int column)
{
	char buf[DEC_TEXT_MAX_B];
	struct sv text;

	if (calculated(doc, row, column, buf, &text))
		put_calculated(doc, row, column, text);
}

/* ---- ties ------------------------------------------------------------------------------ */

enum tie_pick {
	TIE_FREE,		/* fields that are empty or calculated */
	TIE_ANY,
};

static bool
tie_may(const struct doc_row *row, int column, enum tie_pick pick)
{
	const struct form_bind *bind = row->tab->col[column].bind;

	if (bind != NULL && bind->calculate != NULL)
		return false;
	return pick == TIE_ANY || doc_state(row, column) != DOC_GIVEN || doc_mark(row, column) == DOC_CALCULATED;
}

static bool
tie_solve(struct doc *doc, struct doc_row *row, const struct form_tie *tie, int changed, enum tie_pick pick)
{
	char buf[DEC_TEXT_MAX_B];

	for (size_t i = 0; i < tie->n_solve; i++) {
		const struct form_solve *s = &tie->solve[i];
		struct sv text;

		if (s->column == changed || !tie_may(row, s->column, pick)
		    || !doc_group_stands(row, row->tab->col[s->column].group))
			continue;
		text = doc_evaluated(doc, row, s->column, s->with, buf);
		if (text.n == 0)
			continue;
		put_calculated(doc, row, s->column, text);
		return true;
	}
	return false;
}

/* The field of the row whose change made the tie due; -1 when it was something
 * outside. What is calculated from a field that a tie solves comes after the
 * tie, so one change brings one such field at most. */
static int
tie_changed(const struct doc_node *n, const struct doc_row *row)
{
	int changed = -1;

	for (size_t i = 0; i < n->n; i++)
		if (n->due[i].link == row && n->due[i].column >= 0)
			changed = n->due[i].column;
	return changed;
}

/* What was typed is overwritten only for what was typed, filled in or
 * calculated since; never for an import or a copy. */
static void
walk_tie(struct doc *doc, const struct doc_node *n, struct doc_row *row, const struct form_tie *tie)
{
	int changed = tie_changed(n, row);
	enum doc_mark mark = changed < 0 ? DOC_DEFAULT : doc_mark(row, changed);

	if (tie_solve(doc, row, tie, changed, TIE_FREE))
		return;
	if (mark == DOC_TYPED || mark == DOC_FILLED || mark == DOC_CALCULATED)
		tie_solve(doc, row, tie, changed, TIE_ANY);
}

/* ---- the walk ----------------------------------------------------------------------------- */

static void
walk_row(struct doc *doc, int node, const struct doc_node *n, struct doc_row *row)
{
	const struct form_node *f = &doc->form->node[node];

	switch (f->property) {
	case FORM_CALCULATE:
		if (!doc->raw)
			walk_calculate(doc, row, f->column);
		break;
	case FORM_RELEVANT:
		walk_relevant(doc, row, f->column);
		break;
	case FORM_LOCAL:
		walk_local(doc, row, f->column);
		break;
	case FORM_TIE:
		if (!doc->raw)
			walk_tie(doc, n, row, &doc->form->tie[f->index]);
		break;
	}
	arena_reset(&doc->scratch);
}

static void
walk_node(struct doc *doc, int node)
{
	struct doc_node n = doc->node[node];	/* what becomes due again meanwhile is for the next walk */
	const struct doc_tab *tab = &doc->tab[doc->form->node[node].table];
	uint32_t stamp = ++doc->stamp;

	doc->node[node].due = NULL;
	doc->node[node].n = doc->node[node].cap = 0;
	doc->n_due -= n.n;
	doc->now = node;
	for (size_t i = 0; i < n.n; i++)
		for (struct doc_row *r = NULL; (r = doc_below(n.due[i].link, tab, r)) != NULL;)
			if (r->stamp != stamp) {
				r->stamp = stamp;
				walk_row(doc, node, &n, r);
			}
	doc->now = -1;
	if (doc->node[node].due == NULL) {
		doc->node[node].due = n.due;
		doc->node[node].cap = n.cap;
	} else {
		mem_free(n.due);
	}
}

void
doc_settle(struct doc *doc)
{
	if (doc->n_due > 0)
		doc_env(doc, false);
	for (int walk = 0; doc->n_due > 0 && walk < MAX_WALKS; walk++)
		for (size_t i = 0; i < doc->form->n_node; i++)
			if (doc->node[i].n > 0)
				walk_node(doc, (int)i);
	for (size_t i = 0; doc->n_due > 0 && i < doc->form->n_node; i++)
		doc->n_due -= doc->node[i].n, doc->node[i].n = 0;
	doc_texts_compact(doc);
	doc_verify(doc);
}

void
doc_settle_raw(struct doc *doc)
{
	doc->raw = true;
	doc_settle(doc);
	doc->raw = false;
}

void
doc_recalculate(struct doc *doc)
{
	doc_env_forget(doc);
	for (size_t i = 0; doc->form != NULL && i < doc->form->n_node; i++)
		if (doc->form->node[i].property == FORM_CALCULATE)
			doc_due(doc, (int)i, doc->root, -1);
	doc->settled = true;
	doc_settle(doc);
}

/* ---- proof ---------------------------------------------------------------------------------- */

#ifdef __SANITIZE_ADDRESS__
enum { VERIFY_MAX_ROWS = 200 };

static void
verify_row(struct doc *doc, struct doc_row *row)
{
	char buf[DEC_TEXT_MAX_B];
	struct sv text;

	for (int c = 0; c < row->tab->n_column + row->tab->n_local; c++) {
		const struct doc_col *col = &row->tab->col[c];
		struct expr_value *known = c < row->tab->n_column ? NULL : doc_local_known(doc, row, c), old;

		if (known != NULL) {
			old = *known;
			known->state = DOC_LOCAL_UNKNOWN;
			*known = doc_local(doc, row, c);
			if (!same_value(&old, known))
				abort();
		} else if (c < row->tab->n_column && row->cell[c].known) {
			bool hidden = row->cell[c].hidden;

			row->cell[c].known = !col->may_hide;
			if (doc_cell_relevant(doc, row, c) == hidden)
				abort();
		}
		if (doc->settled && col->calculate >= 0 && calculated(doc, row, c, buf, &text)
		    && !sv_eq(text, doc_raw(row, c)))
			abort();
	}
}

void
doc_verify(struct doc *doc)
{
	if (doc->n_rows > VERIFY_MAX_ROWS || doc->form == NULL)
		return;
	for (size_t i = 0; i < doc->n_id; i++)
		if (doc->by_id[i] != NULL)
			verify_row(doc, doc->by_id[i]);
	arena_reset(&doc->scratch);
}
#else
void
doc_verify(struct doc *doc)
{
	(void)doc;
}
#endif
