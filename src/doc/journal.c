/*
 * What a change did. Whatever is about to change is noted once, as it stands;
 * at the end what was noted is held against what is there now.
 */
#include <stdlib.h>

#include "doc/internal.h"

/* A row that something happened to. */
struct noted {
	uint32_t id;
	const struct doc_tab *tab;
	bool existed;			/* when the journal began; else nothing below is noted */
	bool whole;			/* all cells and others are noted */
	bool others_noted;
	uint32_t parent;		/* 0: the root row */
	int64_t ord;
	struct doc_cell *cell;		/* NULL: none is noted */
	bool *cell_noted;
	struct doc_extras extras;
};

struct doc_journal {
	struct arena arena;
	struct noted *noted;
	size_t n, cap;
	uint32_t *slot;			/* by id: noted + 1, 0 free */
	size_t n_slot;
	size_t n_id;			/* of the document, at the beginning */
	bool settled;
	/* the outcome */
	struct doc_change *change;
	size_t n_change, cap_change;
};

/* ---- noting --------------------------------------------------------------------- */

static uint32_t *
slot_of(const struct doc_journal *j, uint32_t id)
{
	size_t i = (id * 0x9e3779b1u) & (j->n_slot - 1);

	while (j->slot[i] != 0 && j->noted[j->slot[i] - 1].id != id)
		i = (i + 1) & (j->n_slot - 1);
	return &j->slot[i];
}

static void
slots_grow(struct doc_journal *j)
{
	if (j->n_slot > j->n * 2 + 1)
		return;
	mem_free(j->slot);
	j->n_slot = j->n_slot == 0 ? 64 : j->n_slot * 2;
	j->slot = mem_zalloc(j->n_slot, sizeof j->slot[0]);
	for (size_t i = 0; i < j->n; i++)
		*slot_of(j, j->noted[i].id) = (uint32_t)i + 1;
}

static struct noted *
note_row(struct doc *doc, const struct doc_row *row, bool existed)
{
	struct doc_journal *j = doc->journal;
	uint32_t *slot = slot_of(j, row->id);

	if (*slot != 0)
		return &j->noted[*slot - 1];
	if (j->n == j->cap)
		j->noted = mem_grow(j->noted, &j->cap, sizeof j->noted[0]);
	j->noted[j->n++] = (struct noted){.id = row->id, .tab = row->tab, .existed = existed,
	    .parent = row->parent != NULL ? row->parent->id : 0, .ord = row->ord};
	*slot = (uint32_t)j->n;
	slots_grow(j);
	return &j->noted[j->n - 1];
}

static struct sv
keep(struct doc_journal *j, struct sv text)
{
	return text.n == 0 ? (struct sv){0} : (struct sv){arena_dup(&j->arena, text.p, text.n), text.n};
}

static void
note_cell(struct doc_journal *j, struct noted *n, const struct doc_row *row, int column)
{
	size_t n_column = (size_t)row->tab->n_column;
	struct doc_cell *c;

	if (n->cell == NULL) {
		n->cell = arena_alloc(&j->arena, n_column * sizeof n->cell[0]);
		n->cell_noted = arena_alloc(&j->arena, n_column);
		memset(n->cell_noted, 0, n_column);
	}
	if (n->cell_noted[column])
		return;
	n->cell_noted[column] = true;
	c = &n->cell[column];
	*c = row->cell[column];
	c->p = keep(j, (struct sv){c->p, c->n_b}).p;
}

static void
note_others(struct doc_journal *j, struct noted *n, const struct doc_row *row)
{
	if (n->others_noted)
		return;
	n->others_noted = true;
	if (row->extras == NULL)
		return;
	n->extras = *row->extras;	/* strangers are never changed, only put together anew */
	n->extras.first = n->extras.last = NULL;
	for (const struct doc_extra *x = row->extras->first; x != NULL; x = x->next) {
		struct doc_extra *copy = arena_alloc(&j->arena, sizeof *copy);

		*copy = (struct doc_extra){.owner = x->owner, .after = x->after, .xml = keep(j, x->xml)};
		if (n->extras.last == NULL)
			n->extras.first = copy;
		else
			n->extras.last->next = copy;
		n->extras.last = copy;
	}
}

bool
doc_journal_may_make(const struct doc *doc, uint32_t id, const struct doc_tab *tab)
{
	const uint32_t *slot = doc->noting ? slot_of(doc->journal, id) : NULL;

	return slot == NULL || *slot == 0 || doc->journal->noted[*slot - 1].tab == tab;
}

void
doc_journal_made(struct doc *doc, const struct doc_row *row)
{
	note_row(doc, row, false);
}

void
doc_journal_place(struct doc *doc, const struct doc_row *row)
{
	note_row(doc, row, true);
}

void
doc_journal_cell(struct doc *doc, const struct doc_row *row, int column)
{
	struct noted *n = note_row(doc, row, true);

	if (n->existed)
		note_cell(doc->journal, n, row, column);
}

void
doc_journal_others(struct doc *doc, const struct doc_row *row)
{
	struct noted *n = note_row(doc, row, true);

	if (n->existed)
		note_others(doc->journal, n, row);
}

void
doc_journal_drop(struct doc *doc, const struct doc_row *row)
{
	struct noted *n = note_row(doc, row, true);

	if (!n->existed || n->whole)
		return;
	for (int c = 0; c < row->tab->n_column; c++)
		note_cell(doc->journal, n, row, c);
	note_others(doc->journal, n, row);
	n->whole = true;
}

/* ---- the outcome ------------------------------------------------------------------------ */

/* A row then and now; row NULL: it does not exist now. */
struct pair {
	struct noted *then;
	struct doc_row *row;
	int rank;			/* among kinds of changes */
	uint32_t was_parent;		/* of a row moved that is taken back; 0: it is not */
};

enum { RANK_MADE, RANK_KEPT, RANK_DELETED };

static void
add_change(struct doc_journal *j, struct doc_change c)
{
	if (j->n_change == j->cap_change)
		j->change = mem_grow(j->change, &j->cap_change, sizeof j->change[0]);
	j->change[j->n_change++] = c;
}

static struct doc_side
place_side(uint32_t parent, int64_t ord)
{
	return (struct doc_side){.given = true, .parent = parent, .ord = ord};
}

/* Texts that stand in the document do not last. */
static void
keep_texts(struct doc_journal *j, struct doc_stored *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s[i].value = keep(j, s[i].value);
}

static void
whole_side(struct doc *doc, const struct doc_image *image, struct doc_side *side)
{
	struct doc_journal *j = doc->journal;
	struct doc_stored *s;

	doc_image_stored(doc, image, &j->arena, &s, &side->n_cell);
	keep_texts(j, s, side->n_cell);
	side->cell = s;
}

static struct doc_image
image_now(const struct doc_row *row)
{
	return (struct doc_image){row->tab, row->cell, row->extras};
}

static void
tell_row(struct doc *doc, const struct pair *p)
{
	const struct noted *n = p->then;
	struct doc_change c = {.row = n->id, .table = n->tab->index, .column = -1};

	if (n->existed) {
		c.old = place_side(n->parent, n->ord);
		if (p->row == NULL)
			whole_side(doc, &(struct doc_image){n->tab, n->cell, &n->extras}, &c.old);
	}
	if (p->row != NULL) {
		c.now = place_side(p->row->parent->id, p->row->ord);
		if (!n->existed) {
			struct doc_image now = image_now(p->row);

			whole_side(doc, &now, &c.now);
		}
	}
	add_change(doc->journal, c);
}

static struct doc_side
cell_side(struct doc_journal *j, const struct doc_stored *s)
{
	if (s == NULL)
		return (struct doc_side){0};
	return (struct doc_side){.given = true, .mark = s->mark, .text = keep(j, s->value)};
}

static void
tell_cell(struct doc *doc, const struct pair *p, int column)
{
	struct doc_stored then, now;
	bool was = doc_cell_stored(&p->then->cell[column], &then), is = doc_cell_stored(&p->row->cell[column], &now);

	if (was == is && (!was || (then.mark == now.mark && sv_eq(then.value, now.value))))
		return;
	add_change(doc->journal, (struct doc_change){.row = p->row->id, .table = p->row->tab->index, .column = column,
	    .path = sv_of(dict_column_path(doc->dict, p->row->tab->index, column)),
	    .old = cell_side(doc->journal, was ? &then : NULL), .now = cell_side(doc->journal, is ? &now : NULL)});
}

/* Cells as they were: what was not noted is as it is. */
static const struct doc_cell *
cells_then(struct doc_journal *j, const struct pair *p)
{
	size_t n = (size_t)p->row->tab->n_column;
	struct doc_cell *cell = arena_alloc(&j->arena, n * sizeof *cell);

	for (size_t c = 0; c < n; c++)
		cell[c] = p->then->cell != NULL && p->then->cell_noted[c] ? p->then->cell[c] : p->row->cell[c];
	return cell;
}

static void
tell_others(struct doc *doc, const struct pair *p)
{
	struct doc_journal *j = doc->journal;
	struct doc_image then = {p->row->tab, cells_then(j, p), p->then->others_noted ? &p->then->extras : p->row->extras};
	struct doc_image now = image_now(p->row);
	struct doc_stored *a, *b;
	size_t n_a, n_b, i = 0, k = 0;

	doc_image_others(doc, &then, &j->arena, &a, &n_a);
	doc_image_others(doc, &now, &j->arena, &b, &n_b);
	while (i < n_a || k < n_b) {
		int order = i == n_a ? 1 : k == n_b ? -1 : sv_cmp(a[i].path, b[k].path);
		const struct doc_stored *old = order <= 0 ? &a[i++] : NULL, *new = order >= 0 ? &b[k++] : NULL;

		if (old != NULL && new != NULL && old->mark == new->mark && sv_eq(old->value, new->value))
			continue;
		add_change(j, (struct doc_change){.row = p->row->id, .table = p->row->tab->index, .column = -1,
		    .path = keep(j, old != NULL ? old->path : new->path), .old = cell_side(j, old), .now = cell_side(j, new)});
	}
}

static void
tell_kept(struct doc *doc, const struct pair *p)
{
	const struct noted *n = p->then;
	bool others = n->others_noted;

	for (int c = 0; n->cell != NULL && c < n->tab->n_column; c++)
		if (n->cell_noted[c]) {
			others |= n->cell[c].state == DOC_SURPLUS || p->row->cell[c].state == DOC_SURPLUS;
			tell_cell(doc, p, c);
		}
	if (others)
		tell_others(doc, p);
}

static bool
has_moved(const struct pair *p)
{
	return p->rank == RANK_KEPT && p->row->parent != NULL
	    && (p->row->parent->id != p->then->parent || p->row->ord != p->then->ord);
}

static int
compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->rank == RANK_DELETED && x->then->tab->depth != y->then->tab->depth)
		return x->then->tab->depth > y->then->tab->depth ? -1 : 1;
	return x->then->id < y->then->id ? -1 : 1;
}

/* All rows noted but those that came and went; mem_free(). */
static struct pair *
pair_rows(const struct doc *doc, size_t *n)
{
	const struct doc_journal *j = doc->journal;
	struct pair *p = mem_zalloc(j->n + 1, sizeof *p);

	*n = 0;
	for (size_t i = 0; i < j->n; i++) {
		struct noted *then = &j->noted[i];
		struct doc_row *row = (struct doc_row *)(uintptr_t)doc_row_by_id(doc, then->id);

		if (then->existed || row != NULL)
			p[(*n)++] = (struct pair){.then = then, .row = row,
			    .rank = row == NULL ? RANK_DELETED : then->existed ? RANK_KEPT : RANK_MADE};
	}
	if (*n > 1)
		qsort(p, *n, sizeof *p, compare_pairs);
	return p;
}

const struct doc_change *
doc_journal_end(struct doc *doc, size_t *n)
{
	struct pair *p;
	size_t n_pair, i;

	*n = 0;
	if (!doc->noting)
		return NULL;
	doc->noting = false;
	doc->journal->n_change = 0;
	p = pair_rows(doc, &n_pair);
	for (i = 0; i < n_pair; i++)
		if (p[i].rank == RANK_MADE)
			tell_row(doc, &p[i]);
	for (i = 0; i < n_pair; i++)
		if (has_moved(&p[i]))
			tell_row(doc, &p[i]);
	for (i = 0; i < n_pair; i++)
		if (p[i].rank == RANK_KEPT)
			tell_kept(doc, &p[i]);
	for (i = 0; i < n_pair; i++)
		if (p[i].rank == RANK_DELETED)
			tell_row(doc, &p[i]);
	mem_free(p);
	*n = doc->journal->n_change;
	return doc->journal->change;
}

/* ---- taking back ---------------------------------------------------------------------------- */

static void
restore_cells(struct doc *doc, const struct pair *p)
{
	const struct noted *n = p->then;

	for (int c = 0; n->cell != NULL && c < n->tab->n_column; c++) {
		struct doc_stored s;

		if (!n->cell_noted[c])
			continue;
		doc_cell_restore(doc, p->row, c, doc_cell_stored(&n->cell[c], &s) ? &s : NULL);
		if (n->cell[c].state == DOC_SURPLUS)
			p->row->cell[c].state = DOC_SURPLUS;
		p->row->cell[c].line = n->cell[c].line;
	}
}

static void
restore_others(struct doc *doc, const struct pair *p)
{
	const struct noted *n = p->then;

	if (!n->others_noted)
		return;
	if (p->row->extras != NULL)
		*p->row->extras = (struct doc_extras){0};
	if (n->extras.strangers != NULL)
		doc_extras_of(doc, p->row)->strangers = n->extras.strangers;
	for (const struct doc_extra *x = n->extras.first; x != NULL; x = x->next)
		doc_extra_add(doc, p->row, x->owner, x->after, doc_text_keep(&doc->texts, x->xml));
}

/* Rows deleted exist again, rows moved stand where they stood. */
static void
restore_rows(struct doc *doc, struct pair *p, size_t n)
{
	struct doc_seat *seat = mem_zalloc(n + 1, sizeof *seat);
	size_t n_seat = 0;

	for (size_t i = 0; i < n; i++)
		if (p[i].rank == RANK_DELETED)
			p[i].row = doc_row_make_as(doc, p[i].then->id, p[i].then->tab);
	for (size_t i = 0; i < n; i++)
		if (has_moved(&p[i]))
			p[i].was_parent = p[i].row->parent->id;
	for (size_t i = 0; i < n; i++)
		if (p[i].rank == RANK_DELETED || p[i].was_parent != 0)
			seat[n_seat++] = (struct doc_seat){.row = p[i].row, .ord = p[i].then->ord,
			    .parent = doc->by_id[p[i].then->parent - 1], .linked = p[i].rank == RANK_KEPT};
	doc_rows_seat(seat, n_seat);
	mem_free(seat);
}

/* From now on the parents of rows made stand in their notes. */
static void
drop_made(struct doc *doc, const struct pair *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i].rank == RANK_MADE)
			p[i].then->parent = p[i].row->parent->id;
	for (size_t i = 0; i < n; i++)
		if (p[i].rank == RANK_MADE && doc->by_id[p[i].then->id - 1] != NULL) {
			doc_row_unlink(p[i].row);
			doc_row_drop(doc, p[i].row);
		}
}

/* Relevance and locals follow what was taken back. */
static void
follow(struct doc *doc, const struct pair *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct noted *then = p[i].then;

		for (int c = 0; p[i].rank == RANK_KEPT && then->cell != NULL && c < then->tab->n_column; c++)
			if (then->cell_noted[c])
				doc_changed(doc, p[i].row, c);
		if (p[i].rank != RANK_KEPT || p[i].was_parent != 0)
			doc_seats_changed(doc, then->parent, then->tab);
		if (p[i].was_parent != 0)
			doc_seats_changed(doc, p[i].was_parent, then->tab);
		if (p[i].rank == RANK_DELETED || p[i].was_parent != 0)
			doc_due_row(doc, p[i].row);
	}
	doc_settle_raw(doc);
}

void
doc_journal_undo(struct doc *doc)
{
	struct doc_journal *j = doc->journal;
	struct pair *p;
	size_t n;

	doc->noting = false;
	if (j == NULL || j->n == 0)
		return;
	p = pair_rows(doc, &n);
	restore_rows(doc, p, n);
	for (size_t i = 0; i < n; i++)
		if (p[i].rank != RANK_MADE) {
			restore_cells(doc, &p[i]);
			restore_others(doc, &p[i]);
		}
	drop_made(doc, p, n);
	doc->n_id = j->n_id;
	doc->settled &= j->settled;
	follow(doc, p, n);
	mem_free(p);
	j->n = 0;		/* what end told stands until the next one begins */
}

/* ---- life ------------------------------------------------------------------------------------- */

void
doc_journal_begin(struct doc *doc)
{
	struct doc_journal *j;

	if (doc->journal == NULL)
		doc->journal = mem_zalloc(1, sizeof *doc->journal);
	doc_journal_forget(doc);
	j = doc->journal;
	j->n_id = doc->n_id;
	j->settled = doc->settled;
	slots_grow(j);
	doc->noting = true;
}

void
doc_journal_forget(struct doc *doc)
{
	struct doc_journal *j = doc->journal;

	doc->noting = false;
	if (j == NULL)
		return;
	arena_reset(&j->arena);
	mem_free(j->slot);
	j->slot = NULL;
	j->n = j->n_slot = j->n_change = 0;
}

void
doc_journal_free(struct doc_journal *j)
{
	if (j == NULL)
		return;
	arena_free(&j->arena);
	mem_free(j->noted);
	mem_free(j->slot);
	mem_free(j->change);
	mem_free(j);
}
