/*
 * Inside doc/: the plan made once per dictionary and form, and the rows.
 *
 *   plan.c    dictionary and form → tables, columns, elements, who reads whom
 *   doc.c     rows and cells: making, looking, texts
 *   read.c    events → rows; raw.c, extra.c what rides on them; write.c rows → XML
 *   place.c   places as text
 *   env.c     expressions over the rows: cells, locals, relevance; index.c
 *             rows found by [column = value]
 *   edit.c    changes; calc.c what follows from them
 *   journal.c what a change did, and taking it back; apply.c changes from elsewhere
 *   stored.c  rows ↔ what is stored of them; load.c documents from stored rows
 */
#ifndef YULU_DOC_INTERNAL_H
#define YULU_DOC_INTERNAL_H

#include "base/day.h"
#include "base/mem.h"
#include "doc/doc.h"

/* ---- the plan ---------------------------------------------------------- */

enum doc_kind { DOC_FIELD, DOC_GROUP, DOC_ROWS };

/* An element of the message. Attributes are elements of kind DOC_FIELD in
 * their owner's attr list. */
struct doc_elem {
	const char *name;
	uint32_t name_b;
	uint8_t kind;			/* enum doc_kind */
	bool trims;
	int place;			/* among the elements of its parent, from 0 */
	int index;			/* among all elements, parents before children */
	int table, column;		/* its cell; DOC_ROWS: the table it makes, -1 */
	const struct dict_node *node;
	const struct doc_elem *parent, *first, *next, *attr;
};

/* Who must be looked at again when a cell changes. */
struct doc_edge {
	int node;			/* of form->node */
	int depth;			/* of the row that changed cell and reader have in common */
	bool same;			/* the reader stands in the same row */
};

struct doc_edges {
	struct doc_edge *edge;
	size_t n, cap;
};

struct doc_col {
	const struct doc_elem *elem;	/* NULL: a local */
	const struct form_bind *bind;	/* NULL when the form says nothing */
	const struct form_local *local;	/* NULL: a cell */
	int group;			/* column of the group around it in the same row; -1 */
	int calculate;			/* node that calculates it; -1 */
	bool may_hide;			/* it or a group around it has a condition of relevance */
	struct doc_edges readers;
};

struct doc_path {
	struct sv path;
	int column;
};

struct doc_tab {
	int index, depth;
	int n_column, n_local, n_kid;
	int outer;			/* column, in the parent row, of the group around its rows; -1 */
	bool may_hide;			/* a group around its rows has a condition of relevance */
	bool has_default;
	const struct doc_elem *elem;
	const struct doc_tab *parent;
	struct doc_path *path;		/* of its columns, sorted; NULL: not asked for yet */
	int *slot;			/* by table: its place among the kids; -1 */
	const struct doc_tab **kid;
	struct doc_col *col;		/* n_column, then n_local */
	struct doc_cell *blank;		/* cells of a new row */
	size_t row_b;
	int *node;			/* nodes that are evaluated in its rows, ascending */
	size_t n_node, cap_node;
	struct doc_edges readers;	/* of its rows coming, going, moving */
};

/* ---- rows ------------------------------------------------------------------ */

/* DOC_SURPLUS: no value; its element holds elements and stands among the extras. */
enum { DOC_SURPLUS = 3, DOC_LINE_MAX = (1 << 24) - 1 };

enum { DOC_MAX_ID = 1 << 24 };		/* of rows: they are an index into an array */

struct doc_cell {
	const char *p;
	uint32_t n_b;
	unsigned line : 24;		/* 0 unknown */
	unsigned state : 2;		/* enum doc_state or DOC_SURPLUS */
	unsigned mark : 3;		/* index of mark_of() */
	unsigned padded : 1;		/* the value is the text without the blanks around it */
	unsigned known : 1;		/* relevance was decided: */
	unsigned hidden : 1;		/* it is irrelevant */
};

_Static_assert(sizeof(void *) > 8 || sizeof(struct doc_cell) <= 16, "a cell is two words");

struct doc_kids {
	struct doc_row *first, *last;
	size_t n;
};

/* Raw XML that stands in the message and has no cell. */
struct doc_extra {
	struct doc_extra *next;
	const struct doc_elem *owner;	/* element it stands in, or whose attributes it is */
	int after;			/* place of the known sibling it followed; -1 none; DOC_ATTRS */
	struct sv xml;
};

enum { DOC_ATTRS = -2 };

/* What is stored under a path that the dictionary does not have. */
struct doc_stranger {
	struct doc_stranger *next;
	struct doc_stored stored;
};

struct doc_extras {
	struct doc_extra *first, *last;
	size_t n;
	struct doc_stranger *strangers;	/* not written */
};

struct doc_locals {
	uint32_t epoch;
	struct expr_value value[];
};

enum { DOC_LOCAL_UNKNOWN = 0xff };	/* state of a local that was not computed */

struct doc_row {
	const struct doc_tab *tab;
	struct doc_row *parent, *next, *prev;
	struct doc_extras *extras;	/* NULL: none */
	struct doc_locals *locals;	/* NULL: none computed yet */
	uint32_t id, line, place;
	uint32_t stamp;			/* of the last walk that came by */
	int64_t ord;			/* with id the order of siblings, as it is stored */
	struct doc_cell cell[];		/* then struct doc_kids, one per kid table */
};

static inline struct doc_kids *
doc_kids(const struct doc_row *row, int slot)
{
	return (struct doc_kids *)(void *)((char *)(uintptr_t)row + sizeof *row
	    + (size_t)row->tab->n_column * sizeof row->cell[0]) + slot;
}

/* Texts lie one behind the other, without padding. */
struct doc_texts {
	struct arena arena;
	char *at;
	size_t left_b;
	size_t used_b, waste_b;
};

struct doc_index {
	int table, column, depth;	/* depth of the row the rows must be below */
	bool valid;
	size_t n, cap, n_bucket;
	struct doc_index_entry *entry;
	uint32_t *bucket;		/* entry + 1, 0 none */
};

struct doc_due {			/* a reader that must be evaluated again */
	struct doc_row *link;		/* in this row and the rows below */
	int column;			/* that changed in the same row; -1 */
};

struct doc_node {
	struct doc_due *due;
	size_t n, cap;
	bool by_place;			/* asks for yl:place() */
};

struct doc_reading;
struct doc_journal;
struct doc_loading;

struct doc {
	const struct dict *dict;
	const struct form *form;	/* NULL: none */
	const struct doc_world *world;	/* NULL: nothing is known */
	struct arena plan;
	const struct doc_elem *root_elem;
	struct sv ns;			/* of the message */
	struct doc_tab *tab;
	int n_tab, n_elem;
	unsigned uses;			/* what relevance and locals ask for: EXPR_USES_… */

	struct arena rows;
	struct doc_texts texts;
	struct doc_row *root;
	struct doc_row **by_id;		/* [id - 1]; NULL: deleted */
	size_t n_id, cap_id, n_rows;
	struct doc_row **free;		/* by table: deleted rows to use again, by next */
	bool wrapped;
	struct str wrap_before, wrap_after;
	struct doc_reading *reading;
	struct doc_loading *loading;
	struct doc_journal *journal;
	bool noting;			/* the journal is open */

	struct expr_env env;
	struct arena scratch;
	uint32_t epoch;			/* locals of another epoch are unknown */
	uint32_t stamp;
	struct doc_index **index;
	size_t n_index, cap_index;

	struct doc_node *node;		/* as many as form->node */
	size_t n_due;			/* entries over all nodes */
	int now;			/* node being evaluated; -1: none */
	bool settled;			/* calculated cells are true, and edits keep them so */
	bool raw;			/* calculated cells are left as they are */
};

/* ---- plan.c -------------------------------------------------------------------- */

void doc_plan(struct doc *doc);
void doc_plan_free(struct doc *doc);
/* Column of the group that elem's cell or rows stand in; -1: the row itself. */
int doc_group_around(const struct doc_elem *elem);
bool doc_elem_is(const struct doc_elem *e, struct sv name);

/* ---- doc.c ----------------------------------------------------------------------- */

struct doc_row *doc_row_make(struct doc *doc, struct doc_row *parent, const struct doc_tab *tab, struct doc_row *before);
/* Ids up to this one count as used. */
void doc_ids_reserve(struct doc *doc, size_t id);
/* With this id, which no row has; linked nowhere yet. */
struct doc_row *doc_row_make_as(struct doc *doc, uint32_t id, const struct doc_tab *tab);
/* A row that is unlinked, with all below it; its id is gone, its memory comes again. */
void doc_row_drop(struct doc *doc, struct doc_row *row);
void doc_row_unlink(struct doc_row *row);
/* Gives it an order key; where there is none left its siblings get new ones. */
void doc_row_link(struct doc *doc, struct doc_row *row, struct doc_row *parent, struct doc_row *before);
/* Where its own order key says. */
void doc_row_link_ord(struct doc_row *row, struct doc_row *parent);
/* Rows of tab in top and below it, in order; last NULL: the first. */
struct doc_row *doc_below(const struct doc_row *top, const struct doc_tab *tab, const struct doc_row *last);
struct doc_row *doc_up(const struct doc_row *row, int depth);
struct sv doc_text_keep(struct doc_texts *t, struct sv text);
/* Appends to a text that was kept last, or moves it to where there is room. */
struct sv doc_text_extend(struct doc_texts *t, struct sv text, struct sv more);
/* Gives a cell its text (kept by the caller) and what follows from it. */
void doc_cell_fill(struct doc_cell *c, struct sv kept, bool trims, enum doc_mark mark);
enum doc_mark doc_cell_mark(const struct doc_cell *c);
void doc_texts_compact(struct doc *doc);

/* ---- raw.c ---------------------------------------------------------------------------- */

struct doc_raw {			/* raw XML being gathered */
	struct str *to;
	bool open_tag;
	unsigned depth;			/* open elements of it */
};

void doc_raw_attr(struct str *to, const struct xml_attr *a);
void doc_raw_ns(struct str *to, struct sv prefix, struct sv uri);
void doc_raw_close_tag(struct doc_raw *raw);
/* ns, when not NULL: a default namespace that must be declared besides. */
void doc_raw_start(struct doc_raw *raw, const struct xml_start *e, const struct sv *ns);
void doc_raw_text(struct doc_raw *raw, struct sv text);
void doc_raw_end(struct doc_raw *raw, const struct xml_name *name);

/* ---- extra.c ------------------------------------------------------------------------ */

struct doc_extras *doc_extras_of(struct doc *doc, struct doc_row *row);	/* made where there are none */
void doc_extra_add(struct doc *doc, struct doc_row *row, const struct doc_elem *owner, int after, struct sv kept);
/* Takes away those that stand in group or below. */
void doc_extra_drop(struct doc *doc, struct doc_row *row, const struct doc_elem *group);
/* Extras in the order they are written; NULL when there are none; mem_free(). */
struct doc_extra **doc_extra_sort(const struct doc_extras *extras);
/* Position of the first with this owner and place. */
size_t doc_extra_find(struct doc_extra *const *x, size_t n, const struct doc_elem *owner, int after);

void doc_reading_free(struct doc_reading *r);

/* ---- env.c, index.c -------------------------------------------------------------------- */

void doc_env_init(struct doc *doc);
/* Relevance and locals of all rows are unknown again. */
void doc_env_forget(struct doc *doc);
bool doc_cell_relevant(struct doc *doc, struct doc_row *row, int column);
bool doc_row_relevant(struct doc *doc, const struct doc_row *row);
struct sv doc_cell_seen(struct doc *doc, const struct doc_row *row, int column);
struct expr_value doc_local(struct doc *doc, const struct doc_row *row, int column);
/* The known value of a local; NULL when it was not computed. */
struct expr_value *doc_local_known(struct doc *doc, const struct doc_row *row, int column);
struct expr_value doc_value_seen(struct doc *doc, const struct doc_row *row, int column, enum expr_type type);

/* Rows of a table below top whose column has a value, in order: entry numbers,
 * 0 at the end. after 0: the first. */
struct doc_index *doc_index_get(struct doc *doc, int table, int column, int depth, enum expr_type type);
uint32_t doc_index_next(const struct doc_index *x, const struct doc_row *top, const struct expr_value *where, uint32_t after);
const struct doc_row *doc_index_row(const struct doc_index *x, uint32_t entry);
/* Two values of one type and one state. */
bool doc_value_equals(const struct expr_value *a, const struct expr_value *b);
void doc_index_drop(struct doc *doc, int table, int column);	/* table -1: all */
void doc_index_free(struct doc *doc);

/* ---- calc.c --------------------------------------------------------------------------------- */

/* The cell (or local) is seen with another value: its readers are due. */
void doc_changed(struct doc *doc, struct doc_row *row, int column);
/* Rows of tab came, went or moved below parent. */
void doc_rows_changed(struct doc *doc, struct doc_row *parent, const struct doc_tab *tab);
/* A row and those behind it stand at other places among their siblings. */
void doc_places_changed(struct doc *doc, struct doc_row *from);
void doc_due(struct doc *doc, int node, struct doc_row *link, int column);
/* All nodes of a row that is new. */
void doc_due_row(struct doc *doc, struct doc_row *row);
/* Evaluates what is due, and what follows. */
void doc_settle(struct doc *doc);
/* The same for relevance and locals alone: what is calculated stays as it is. */
void doc_settle_raw(struct doc *doc);
/* Rows of tab stand otherwise below a parent, if it still exists. */
void doc_seats_changed(struct doc *doc, uint32_t parent, const struct doc_tab *tab);
/* The value of an expression as it goes into the cell; in buf, the document or scratch. */
struct sv doc_evaluated(struct doc *doc, const struct doc_row *row, int column, const struct expr *e, char buf[DEC_TEXT_MAX_B]);
/* Do all optional groups around a cell stand? */
bool doc_group_stands(const struct doc_row *row, int group);
/* In a build with sanitizers: stops when a full recalculation would differ. */
void doc_verify(struct doc *doc);

/* ---- edit.c ----------------------------------------------------------------------------------- */

/* Makes a group and the groups around it present, with what belongs into it. */
void doc_group_make(struct doc *doc, struct doc_row *row, int column);
/* Groups and rows that must be there, then defaults. */
void doc_row_furnish(struct doc *doc, struct doc_row *row);
void doc_cell_put(struct doc *doc, struct doc_row *row, int column, struct sv text, enum doc_mark mark);
void doc_cell_unset(struct doc *doc, struct doc_row *row, int column);
/* May it stand in a message and in this column? */
enum rc doc_need_text(const struct doc_col *col, struct sv text, struct err *err);

/* ---- stored.c ----------------------------------------------------------------------------------- */

/* A row as it is, or as it was. */
struct doc_image {
	const struct doc_tab *tab;
	const struct doc_cell *cell;
	const struct doc_extras *extras;	/* NULL: none */
};

/* What the row holds, sorted by path. Lies in the arena, the texts where the image has them. */
void doc_image_stored(const struct doc *doc, const struct doc_image *image, struct arena *arena, struct doc_stored **out, size_t *n);
/* The part of it that is no cell: paths with +, strangers. */
void doc_image_others(const struct doc *doc, const struct doc_image *image, struct arena *arena, struct doc_stored **out, size_t *n);
/* Is it given, what is stored of it. */
bool doc_cell_stored(const struct doc_cell *c, struct doc_stored *out);
/* Column of a path in a table; -1 none. hint: where the last one was found, from 0. */
int doc_path_column(struct doc *doc, const struct doc_tab *tab, struct sv path, size_t *hint);
bool doc_path_is_wrapper(struct sv path);
/* Makes a cell what was stored, NULL: absent; calculates nothing. */
void doc_cell_restore(struct doc *doc, struct doc_row *row, int column, const struct doc_stored *from);
/* The row's extras, strangers and fields that hold elements are these and no others. */
void doc_others_restore(struct doc *doc, struct doc_row *row, const struct doc_stored *from, size_t n);
/* A row that is blank gets all it holds. */
void doc_row_restore(struct doc *doc, struct doc_row *row, const struct doc_stored *from, size_t n);

/* A row and where it shall stand: its own ord below parent. */
struct doc_seat {
	struct doc_row *row, *parent;
	int64_t ord;
	bool linked;			/* stands elsewhere now */
};

/* Seats rows, each once, in an order that takes no longer than it must. */
void doc_rows_seat(struct doc_seat *seat, size_t n);

/* ---- load.c, journal.c ------------------------------------------------------------------------------ */

void doc_loading_free(struct doc_loading *l);
void doc_journal_free(struct doc_journal *j);
void doc_journal_forget(struct doc *doc);
/* Notes what is there now, before it changes. Called while the journal is open. */
/* Could a row of this table come under that id? */
bool doc_journal_may_make(const struct doc *doc, uint32_t id, const struct doc_tab *tab);
void doc_journal_made(struct doc *doc, const struct doc_row *row);
void doc_journal_drop(struct doc *doc, const struct doc_row *row);
void doc_journal_place(struct doc *doc, const struct doc_row *row);
void doc_journal_cell(struct doc *doc, const struct doc_row *row, int column);
void doc_journal_others(struct doc *doc, const struct doc_row *row);

static inline void
doc_note_cell(struct doc *doc, const struct doc_row *row, int column)
{
	if (doc->noting)
		doc_journal_cell(doc, row, column);
}

#endif
