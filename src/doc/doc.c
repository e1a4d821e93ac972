#include "doc/internal.h"

#include "base/i18n.h"

/* ---- texts ------------------------------------------------------------------- */

enum { TEXT_BLOCK_B = 64 << 10, TEXT_BLOCK_FIRST_B = 8 << 10 };

static char *
texts_room(struct doc_texts *t, size_t n_b, size_t wish_b)
{
	if (t->left_b < n_b) {
		size_t block_b = t->used_b == 0 ? TEXT_BLOCK_FIRST_B : TEXT_BLOCK_B;

		t->left_b = wish_b > block_b ? wish_b : block_b;
		t->at = arena_alloc(&t->arena, t->left_b);
	}
	return t->at;
}

static void
texts_took(struct doc_texts *t, size_t n_b)
{
	t->at += n_b;
	t->left_b -= n_b;
	t->used_b += n_b;
}

struct sv
doc_text_keep(struct doc_texts *t, struct sv text)
{
	char *p;

	if (text.n == 0)
		return (struct sv){0};
	p = texts_room(t, text.n, text.n);
	memcpy(p, text.p, text.n);
	texts_took(t, text.n);
	return (struct sv){p, text.n};
}

struct sv
doc_text_extend(struct doc_texts *t, struct sv text, struct sv more)
{
	size_t n_b = text.n + more.n;
	char *p;

	if (text.n == 0)
		return doc_text_keep(t, more);
	if (text.p + text.n == t->at && t->left_b >= more.n) {
		memcpy(t->at, more.p, more.n);
		texts_took(t, more.n);
		return (struct sv){text.p, n_b};
	}
	p = texts_room(t, n_b, 2 * n_b);
	memcpy(p, text.p, text.n);
	memcpy(p + text.n, more.p, more.n);
	texts_took(t, n_b);
	t->waste_b += text.n;
	return (struct sv){p, n_b};
}

/* ---- cells -------------------------------------------------------------------- */

static const char mark_of[] = {DOC_TYPED, DOC_IMPORTED, DOC_DEFAULT, DOC_CALCULATED, DOC_FILLED, DOC_COPIED};

static unsigned
mark_index(enum doc_mark mark)
{
	for (unsigned i = 1; i < sizeof mark_of; i++)
		if (mark_of[i] == (char)mark)
			return i;
	return 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

void
doc_cell_fill(struct doc_cell *c, struct sv kept, bool trims, enum doc_mark mark)
{
	c->p = kept.p;
	c->n_b = (uint32_t)kept.n;
	c->padded = trims && kept.n > 0 && (is_blank(kept.p[0]) || is_blank(kept.p[kept.n - 1]));
	c->state = kept.n > 0 && (!c->padded || sv_trim(kept).n > 0) ? DOC_GIVEN : DOC_EMPTY;
	c->mark = mark_index(mark) & 7u;
}

/* ---- rows ----------------------------------------------------------------------- */

enum { ORD_GAP = 1 << 20 };

/* A key between two neighbours, NULL at the ends; false: there is none left. */
static bool
ord_between(const struct doc_row *prev, const struct doc_row *next, int64_t *ord)
{
	uint64_t gap;

	if (next == NULL) {
		*ord = (prev == NULL || prev->ord > INT64_MAX - ORD_GAP ? 0 : prev->ord) + ORD_GAP;
		return prev == NULL || prev->ord < *ord;
	}
	if (prev == NULL) {
		*ord = (next->ord < INT64_MIN + ORD_GAP ? INT64_MAX : next->ord - ORD_GAP);
		return *ord < next->ord;
	}
	gap = (uint64_t)next->ord - (uint64_t)prev->ord;	/* order by ord and id: next's is not less */
	*ord = prev->ord + (int64_t)(gap / 2);
	return gap >= 2;
}

static void
number_anew(struct doc *doc, struct doc_row *first)
{
	int64_t ord = 0;

	for (struct doc_row *r = first; r != NULL; r = r->next) {
		if (doc->noting)
			doc_journal_place(doc, r);
		r->ord = ord += ORD_GAP;
	}
}

static void
link_row(struct doc_row *row, struct doc_row *parent, struct doc_row *before)
{
	struct doc_kids *k = doc_kids(parent, parent->tab->slot[row->tab->index]);

	row->parent = parent;
	row->next = before;
	row->prev = before == NULL ? k->last : before->prev;
	if (row->prev == NULL)
		k->first = row;
	else
		row->prev->next = row;
	if (before == NULL)
		k->last = row;
	else
		before->prev = row;
	k->n++;
	row->place = row->prev == NULL ? 1 : row->prev->place + 1;
	for (struct doc_row *r = before; r != NULL; r = r->next)
		r->place++;
}

void
doc_row_link(struct doc *doc, struct doc_row *row, struct doc_row *parent, struct doc_row *before)
{
	link_row(row, parent, before);
	if (!ord_between(row->prev, row->next, &row->ord))
		number_anew(doc, doc_kids(parent, parent->tab->slot[row->tab->index])->first);
}

void
doc_row_link_ord(struct doc_row *row, struct doc_row *parent)
{
	struct doc_row *before = NULL, *prev = doc_kids(parent, parent->tab->slot[row->tab->index])->last;

	for (; prev != NULL && (prev->ord > row->ord || (prev->ord == row->ord && prev->id > row->id)); prev = prev->prev)
		before = prev;
	link_row(row, parent, before);
}

void
doc_row_unlink(struct doc_row *row)
{
	struct doc_kids *k = doc_kids(row->parent, row->parent->tab->slot[row->tab->index]);

	if (row->prev == NULL)
		k->first = row->next;
	else
		row->prev->next = row->next;
	if (row->next == NULL)
		k->last = row->prev;
	else
		row->next->prev = row->prev;
	k->n--;
	for (struct doc_row *r = row->next; r != NULL; r = r->next)
		r->place--;
}

void
doc_ids_reserve(struct doc *doc, size_t id)
{
	while (doc->cap_id < id)
		doc->by_id = mem_grow(doc->by_id, &doc->cap_id, sizeof(struct doc_row *));
	for (; doc->n_id < id; doc->n_id++)
		doc->by_id[doc->n_id] = NULL;
}

struct doc_row *
doc_row_make_as(struct doc *doc, uint32_t id, const struct doc_tab *tab)
{
	struct doc_row *row = doc->free[tab->index];
	struct doc_locals *locals = NULL;

	if (row != NULL) {
		doc->free[tab->index] = row->next;
		locals = row->locals;
	} else {
		row = arena_alloc(&doc->rows, tab->row_b);
	}
	memset(row, 0, tab->row_b);
	memcpy(row->cell, tab->blank, (size_t)tab->n_column * sizeof row->cell[0]);
	row->tab = tab;
	row->locals = locals;
	if (locals != NULL)
		locals->epoch = 0;
	if (id > doc->n_id)
		doc_ids_reserve(doc, id);
	doc->by_id[id - 1] = row;
	row->id = id;
	doc->n_rows++;
	if (doc->noting)
		doc_journal_made(doc, row);
	return row;
}

struct doc_row *
doc_row_make(struct doc *doc, struct doc_row *parent, const struct doc_tab *tab, struct doc_row *before)
{
	struct doc_row *row = doc_row_make_as(doc, (uint32_t)doc->n_id + 1, tab);

	if (parent != NULL)
		doc_row_link(doc, row, parent, before);
	return row;
}

void
doc_row_drop(struct doc *doc, struct doc_row *row)
{
	if (doc->noting)
		doc_journal_drop(doc, row);
	for (int k = 0; k < row->tab->n_kid; k++)
		for (struct doc_row *r = doc_kids(row, k)->first, *next; r != NULL; r = next) {
			next = r->next;
			doc_row_drop(doc, r);
		}
	for (int c = 0; c < row->tab->n_column; c++)
		doc->texts.waste_b += row->cell[c].n_b;
	for (struct doc_extra *x = row->extras ? row->extras->first : NULL; x != NULL; x = x->next)
		doc->texts.waste_b += x->xml.n;
	doc->by_id[row->id - 1] = NULL;
	doc->n_rows--;
	row->next = doc->free[row->tab->index];
	doc->free[row->tab->index] = row;
}

static struct doc_row *
first_below(const struct doc_row *top, const struct doc_tab *tab)
{
	const struct doc_tab *step = tab;
	int slot;

	while (step->depth > top->tab->depth + 1)
		step = step->parent;
	slot = top->tab->slot[step->index];
	if (slot < 0)
		return NULL;
	for (struct doc_row *r = doc_kids(top, slot)->first, *found; r != NULL; r = r->next) {
		found = step == tab ? r : first_below(r, tab);
		if (found != NULL)
			return found;
	}
	return NULL;
}

struct doc_row *
doc_below(const struct doc_row *top, const struct doc_tab *tab, const struct doc_row *last)
{
	const struct doc_row *p = last;
	struct doc_row *found;

	if (top->tab == tab)
		return last == NULL ? (struct doc_row *)(uintptr_t)top : NULL;
	if (last == NULL)
		return first_below(top, tab);
	if (last->next != NULL)
		return last->next;
	for (p = last->parent; p != top; p = p->parent)
		for (const struct doc_row *r = p->next; r != NULL; r = r->next) {
			found = first_below(r, tab);
			if (found != NULL)
				return found;
		}
	return NULL;
}

struct doc_row *
doc_up(const struct doc_row *row, int depth)
{
	while (row->tab->depth > depth)
		row = row->parent;
	return (struct doc_row *)(uintptr_t)row;
}

/* Brings the texts that are still held into a fresh arena. */
void
doc_texts_compact(struct doc *doc)
{
	enum { LEAST_B = 64 << 10 };
	struct doc_texts old = doc->texts;

	if (old.waste_b < LEAST_B || old.waste_b < old.used_b / 2)
		return;
	doc->texts = (struct doc_texts){0};
	for (size_t i = 0; i < doc->n_id; i++) {
		struct doc_row *row = doc->by_id[i];

		if (row == NULL)
			continue;
		for (int c = 0; c < row->tab->n_column; c++)
			row->cell[c].p = doc_text_keep(&doc->texts, (struct sv){row->cell[c].p, row->cell[c].n_b}).p;
		for (struct doc_extra *x = row->extras ? row->extras->first : NULL; x != NULL; x = x->next)
			x->xml = doc_text_keep(&doc->texts, x->xml);
	}
	doc->epoch++;		/* values of locals lay in the old one, */
	doc_index_drop(doc, -1, -1);	/* and what indexes compare */
	arena_free(&old.arena);
}

/* ---- life ------------------------------------------------------------------------- */

struct doc *
doc_new(const struct dict *d, const struct form *f, const struct doc_world *world)
{
	struct doc *doc = mem_zalloc(1, sizeof *doc);

	doc->dict = d;
	doc->form = f;
	doc->world = world;
	doc->ns = sv_of(d->ns);
	doc->now = -1;
	doc_plan(doc);
	doc->free = mem_zalloc((size_t)doc->n_tab, sizeof(struct doc_row *));
	doc_env_init(doc);
	doc_reset(doc);
	return doc;
}

void
doc_free(struct doc *doc)
{
	if (doc == NULL)
		return;
	doc_index_free(doc);
	doc_reading_free(doc->reading);
	doc_loading_free(doc->loading);
	doc_journal_free(doc->journal);
	arena_free(&doc->rows);
	arena_free(&doc->texts.arena);
	arena_free(&doc->scratch);
	mem_free(doc->by_id);
	mem_free(doc->free);
	str_clear(&doc->wrap_before);
	str_clear(&doc->wrap_after);
	doc_plan_free(doc);
	mem_free(doc);
}

void
doc_reset(struct doc *doc)
{
	arena_reset(&doc->rows);
	arena_reset(&doc->texts.arena);
	arena_reset(&doc->scratch);
	doc->texts = (struct doc_texts){.arena = doc->texts.arena};
	memset(doc->free, 0, (size_t)doc->n_tab * sizeof(struct doc_row *));
	doc->n_id = doc->n_rows = 0;
	doc_journal_forget(doc);
	doc->wrapped = false;
	str_reset(&doc->wrap_before);
	str_reset(&doc->wrap_after);
	doc_index_drop(doc, -1, -1);
	doc->epoch++;
	doc->settled = false;
	doc->root = doc_row_make(doc, NULL, &doc->tab[0], NULL);
}

/* ---- looking ------------------------------------------------------------------------ */

const struct dict *
doc_dict(const struct doc *doc)
{
	return doc->dict;
}

const struct form *
doc_form(const struct doc *doc)
{
	return doc->form;
}

const struct doc_row *
doc_root(const struct doc *doc)
{
	return doc->root;
}

uint32_t
doc_row_id(const struct doc_row *row)
{
	return row->id;
}

int
doc_row_table(const struct doc_row *row)
{
	return row->tab->index;
}

unsigned
doc_row_line(const struct doc_row *row)
{
	return row->line;
}

const struct doc_row *
doc_row_by_id(const struct doc *doc, uint32_t id)
{
	return id == 0 || id > doc->n_id ? NULL : doc->by_id[id - 1];
}

const struct doc_row *
doc_row_parent(const struct doc_row *row)
{
	return row->parent;
}

const struct doc_row *
doc_row_first(const struct doc_row *parent, int table)
{
	int slot = parent->tab->slot[table];

	return slot < 0 ? NULL : doc_kids(parent, slot)->first;
}

const struct doc_row *
doc_row_next(const struct doc_row *row)
{
	return row->next;
}

size_t
doc_row_count(const struct doc_row *parent, int table)
{
	int slot = parent->tab->slot[table];

	return slot < 0 ? 0 : doc_kids(parent, slot)->n;
}

size_t
doc_row_place(const struct doc_row *row)
{
	return row->parent == NULL ? 1 : row->place;
}

int64_t
doc_row_ord(const struct doc_row *row)
{
	return row->ord;
}

uint32_t
doc_next_row(const struct doc *doc)
{
	return (uint32_t)doc->n_id + 1;
}

size_t
doc_n_rows(const struct doc *doc)
{
	return doc->n_rows;
}

enum doc_state
doc_state(const struct doc_row *row, int column)
{
	unsigned state = row->cell[column].state;

	return state == DOC_SURPLUS ? DOC_ABSENT : (enum doc_state)state;
}

struct sv
doc_raw(const struct doc_row *row, int column)
{
	const struct doc_cell *c = &row->cell[column];

	return (struct sv){c->p, c->n_b};
}

struct sv
doc_value(const struct doc_row *row, int column)
{
	const struct doc_cell *c = &row->cell[column];

	return c->padded ? sv_trim((struct sv){c->p, c->n_b}) : (struct sv){c->p, c->n_b};
}

enum doc_mark
doc_cell_mark(const struct doc_cell *c)
{
	return (enum doc_mark)mark_of[c->mark];
}

enum doc_mark
doc_mark(const struct doc_row *row, int column)
{
	return doc_cell_mark(&row->cell[column]);
}

unsigned
doc_line(const struct doc_row *row, int column)
{
	return row->cell[column].line;
}
