/*
 * What expressions see of the rows. Relevance and locals are decided when
 * first asked for and kept: relevance as two bits of the cell, locals in an
 * array beside the row.
 */
#include "doc/internal.h"

/* ---- relevance ------------------------------------------------------------- */

bool
doc_row_relevant(struct doc *doc, const struct doc_row *row)
{
	for (; row->tab->may_hide; row = row->parent)
		if (row->tab->outer >= 0)
			return doc_cell_relevant(doc, row->parent, row->tab->outer);
	return true;
}

bool
doc_cell_relevant(struct doc *doc, struct doc_row *row, int column)
{
	const struct doc_col *col = &row->tab->col[column];
	struct doc_cell *c = &row->cell[column];
	bool holds;

	if (c->known)
		return !c->hidden;
	c->known = 1;		/* a condition that asks for its own field finds it there */
	c->hidden = 0;
	holds = col->group >= 0 ? doc_cell_relevant(doc, row, col->group) : doc_row_relevant(doc, row);
	if (holds && col->bind != NULL && col->bind->relevant != NULL)
		holds = expr_holds(col->bind->relevant, &doc->env, row);
	c->hidden = !holds;
	return holds;
}

bool
doc_relevant(const struct doc *doc, const struct doc_row *row, int column)
{
	return column >= row->tab->n_column	/* a local */
	    || doc_cell_relevant((struct doc *)(uintptr_t)doc, (struct doc_row *)(uintptr_t)row, column);
}

/* ---- cells ------------------------------------------------------------------- */

static inline struct sv
cell_seen(struct doc *doc, const struct doc_row *row, int column)
{
	const struct doc_cell *c = &row->cell[column];

	if (!c->known)
		doc_cell_relevant(doc, (struct doc_row *)(uintptr_t)row, column);
	if (c->hidden || c->state != DOC_GIVEN)
		return (struct sv){0};
	return c->padded ? sv_trim((struct sv){c->p, c->n_b}) : (struct sv){c->p, c->n_b};
}

struct sv
doc_cell_seen(struct doc *doc, const struct doc_row *row, int column)
{
	return cell_seen(doc, row, column);
}

static bool
group_seen(struct doc *doc, const struct doc_row *row, int column)
{
	return column < 0 ? doc_row_relevant(doc, row)
	    : row->cell[column].state != DOC_ABSENT && doc_relevant(doc, row, column);
}

static struct sv
env_cell_of(void *ctx, const struct expr_ref *ref, expr_row row)
{
	if (ref->is_row)
		return group_seen(ctx, row, ref->column) ? SV("1") : (struct sv){0};
	return cell_seen(ctx, row, ref->column);
}

static inline const struct doc_row *
referred(const struct expr_ref *ref, const struct doc_row *row)
{
	if (ref->relation == EXPR_OUTER_ROW)
		for (int up = ref->up; up > 0; up--)
			row = row->parent;
	return row;
}

static struct sv
env_cell(void *ctx, const struct expr_ref *ref, expr_row row)
{
	return env_cell_of(ctx, ref, referred(ref, row));
}

/* ---- locals --------------------------------------------------------------------- */

static struct doc_locals *
locals_begin(struct doc *doc, struct doc_row *row)
{
	struct doc_locals *l = row->locals;
	size_t n = (size_t)row->tab->n_local;

	if (l == NULL)
		row->locals = l = arena_alloc(&doc->rows, sizeof *l + n * sizeof l->value[0]);
	for (size_t i = 0; i < n; i++)
		l->value[i].state = DOC_LOCAL_UNKNOWN;
	l->epoch = doc->epoch;
	return l;
}

static inline struct doc_locals *
locals_of(struct doc *doc, struct doc_row *row)
{
	struct doc_locals *l = row->locals;

	return l != NULL && l->epoch == doc->epoch ? l : locals_begin(doc, row);
}

struct expr_value *
doc_local_known(struct doc *doc, const struct doc_row *row, int column)
{
	struct expr_value *v;

	if (row->locals == NULL || row->locals->epoch != doc->epoch)
		return NULL;
	v = &row->locals->value[column - row->tab->n_column];
	return v->state == DOC_LOCAL_UNKNOWN ? NULL : v;
}

static void
local_compute(struct doc *doc, const struct doc_row *row, const struct form_local *local, struct expr_value *v)
{
	*v = (struct expr_value){.type = (uint8_t)local->type, .state = EXPR_EMPTY};
	*v = expr_eval(local->calculate, &doc->env, row);
	if (v->type == EXPR_TEXT && v->text.n > 0) {
		v->text = doc_text_keep(&doc->texts, v->text);	/* scratch does not last */
		doc->texts.waste_b += v->text.n;
	}
}

static const struct expr_value *
local_seen(struct doc *doc, const struct doc_row *row, int column)
{
	struct expr_value *v = &locals_of(doc, (struct doc_row *)(uintptr_t)row)->value[column - row->tab->n_column];

	if (v->state == DOC_LOCAL_UNKNOWN)
		local_compute(doc, row, row->tab->col[column].local, v);
	return v;
}

struct expr_value
doc_local(struct doc *doc, const struct doc_row *row, int column)
{
	return *local_seen(doc, row, column);
}

static const struct expr_value *
env_local(void *ctx, const struct expr_ref *ref, expr_row row)
{
	return local_seen(ctx, referred(ref, row), ref->column);
}

struct expr_value
doc_value_seen(struct doc *doc, const struct doc_row *row, int column, enum expr_type type)
{
	if (column >= row->tab->n_column)
		return doc_local(doc, row, column);
	return expr_value_of(doc_cell_seen(doc, row, column), type);
}

/* ---- many rows -------------------------------------------------------------------- */

/* Leaves out rows of irrelevant groups, and rows without the group asked for. */
static bool
counts(struct doc *doc, const struct expr_ref *ref, const struct doc_row *row)
{
	if (row->tab->may_hide && !doc_row_relevant(doc, row))
		return false;
	return !ref->is_row || ref->column < 0 || group_seen(doc, row, ref->column);
}

/* it: the row found last, its number + 1 in the index, the row the predicate chose. */
enum { IT_ROW, IT_ENTRY, IT_CHOSEN };

static const struct doc_row *
it_row(uint64_t word)
{
	return (const struct doc_row *)(uintptr_t)word;
}

static const struct doc_row *
next_chosen(struct doc *doc, const struct expr_ref *ref, const struct doc_row *top, const struct expr_value *where, uint64_t *it)
{
	const struct doc_tab *tab = &doc->tab[ref->table];
	const struct doc_index *x = doc_index_get(doc, ref->where_table, ref->where_column, top->tab->depth, where->type);
	const struct doc_row *row = it_row(it[IT_ROW]);

	for (;;) {
		if (it[IT_CHOSEN] != 0) {
			row = doc_below(it_row(it[IT_CHOSEN]), tab, row);
			if (row != NULL)
				return row;
		}
		it[IT_ENTRY] = doc_index_next(x, top, where, (uint32_t)it[IT_ENTRY]);
		if (it[IT_ENTRY] == 0)
			return NULL;
		it[IT_CHOSEN] = (uint64_t)(uintptr_t)doc_index_row(x, (uint32_t)it[IT_ENTRY]);
		row = NULL;
	}
}

static bool
env_next(void *ctx, const struct expr_ref *ref, expr_row context, const struct expr_value *where, uint64_t it[4], expr_row *found)
{
	struct doc *doc = ctx;
	const struct doc_row *top = context, *row;

	for (int up = ref->up; up > 0; up--)
		top = top->parent;
	do {
		row = where != NULL ? next_chosen(doc, ref, top, where, it)
		    : doc_below(top, &doc->tab[ref->table], it_row(it[IT_ROW]));
		it[IT_ROW] = (uint64_t)(uintptr_t)row;
	} while (row != NULL && !counts(doc, ref, row));
	*found = row;
	return row != NULL;
}

static size_t
env_place(void *ctx, expr_row row)
{
	(void)ctx;
	return doc_row_place(row);
}

/* ---- the world --------------------------------------------------------------------- */

static bool
env_is_code(void *ctx, int table, struct sv code)
{
	const struct doc *doc = ctx;
	const struct doc_world *w = doc->world;

	return w != NULL && w->is_code != NULL && w->is_code(w->ctx, table, code, doc->env.today);
}

static bool
env_code(void *ctx, int table, struct sv code, int column, struct sv *value)
{
	const struct doc *doc = ctx;
	const struct doc_world *w = doc->world;

	*value = (struct sv){0};
	return w != NULL && w->code != NULL && w->code(w->ctx, table, code, doc->env.today, column, value);
}

static const char *
env_edition(void *ctx, int table)
{
	const struct doc_world *w = ((const struct doc *)ctx)->world;

	return w != NULL && w->edition != NULL ? w->edition(w->ctx, table) : "";
}

static int32_t
env_add_workdays(void *ctx, int32_t day, int n)
{
	static const struct day_calendar plain_weeks;
	const struct doc_world *w = ((const struct doc *)ctx)->world;

	return w != NULL && w->add_workdays != NULL ? w->add_workdays(w->ctx, day, n) : day_add_workdays(&plain_weeks, day, n);
}

static bool
env_file_size(void *ctx, struct sv name, struct dec *bytes)
{
	const struct doc_world *w = ((const struct doc *)ctx)->world;

	return w != NULL && w->file_size != NULL && w->file_size(w->ctx, name, bytes);
}

static bool
env_file_kind(void *ctx, struct sv name, struct sv *kind)
{
	const struct doc_world *w = ((const struct doc *)ctx)->world;

	*kind = (struct sv){0};
	return w != NULL && w->file_kind != NULL && w->file_kind(w->ctx, name, kind);
}

void
doc_env_init(struct doc *doc)
{
	doc->env = (struct expr_env){
		.ctx = doc,
		.scratch = &doc->scratch,
		.cell = env_cell,
		.local = env_local,
		.next = env_next,
		.cell_of = env_cell_of,
		.place = env_place,
		.is_code = env_is_code,
		.code = env_code,
		.edition = env_edition,
		.add_workdays = env_add_workdays,
		.file_size = env_file_size,
		.file_kind = env_file_kind,
		.today = doc->world != NULL ? doc->world->today : day_today(),
	};
}

void
doc_env_forget(struct doc *doc)
{
	doc->epoch++;
	doc_index_drop(doc, -1, -1);
	for (size_t i = 0; i < doc->n_id; i++) {
		struct doc_row *row = doc->by_id[i];

		for (int c = 0; row != NULL && c < row->tab->n_column; c++)
			if (row->tab->col[c].may_hide)
				row->cell[c].known = 0;
	}
}

const struct expr_env *
doc_env(struct doc *doc, bool declaring)
{
	int32_t today = doc->world != NULL ? doc->world->today : day_today();
	bool other_day = today != doc->env.today, other_stage = declaring != doc->env.declaring;

	doc->env.today = today;
	doc->env.declaring = declaring;
	doc->env.has_files = doc->world != NULL && doc->world->has_files;
	if (other_day)
		doc->settled = false;
	if ((other_day && (doc->uses & (EXPR_USES_DAY | EXPR_USES_CODES))) || (other_stage && (doc->uses & EXPR_USES_STAGE)))
		doc_env_forget(doc);
	return &doc->env;
}

void
doc_scratch_reset(struct doc *doc)
{
	arena_reset(&doc->scratch);
}
