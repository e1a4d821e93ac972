/*
 * Inside the entry screen: one open draft, its pages, one field under the caret.
 *
 *   entry.c        the screen: open, idle, leave, answers of pop-ups
 *   entry_key.c    the table of actions; keys
 *   entry_page.c   the page: its rows, fields that can be used
 *   entry_focus.c  where the focus is, stops, pages, going to a cell
 *   entry_show.c   what a control shows: value, meaning, marks
 *   entry_put.c    writing cells: rows that come to be, ties, fills from the row above
 *   entry_commit.c what was typed becomes cells: codes, days, fees, slices, tokens
 *   entry_unfold.c parties; the cells of a composed field one by one
 *   entry_row.c    rows: insert, delete, duplicate, move, columns filled at once
 *   entry_measure.c  what is seen, kept until something changes
 *   entry_paint.c  title, pages, tables; entry_side.c what a wide screen shows besides
 *   entry_help.c   the help of a field, earlier values, what nobody has looked at
 *
 * A table page always has one row more than the document: the row to be, id 0.
 * It comes into being with its first value, so one that is left empty never was.
 */
#ifndef YULU_VIEW_ENTRY_H
#define YULU_VIEW_ENTRY_H

#include "base/mem.h"
#include "check/live.h"
#include "view/cells.h"
#include "view/line.h"
#include "view/page.h"
#include "view/view.h"

struct entry_at {
	int page;
	uint32_t row;			/* 0: the row to be */
	const struct layout_control *control;	/* NULL: the page has no stop */
};

struct entry_page {
	const struct layout_control **stop;	/* in the keyer's order */
	size_t n_stop;
	uint32_t row;			/* where the focus was */
	const struct layout_control *control;
	int scroll, shift;		/* of the lines below, of the block */
	size_t top;			/* first row seen of the block */
};

enum { ENTRY_MAX_BACK = 8 };

/* What a control shows. Texts are clean and live until the next change. */
struct entry_show {
	bool shown, usable, needed, given, automatic;
	const struct live_finding *finding;
	const char *label;
	struct sv value, name;
};

/* What is to be done once the field is left, also when a pop-up has to answer first. */
enum entry_then { THEN_STAY, THEN_NEXT, THEN_ON, THEN_PREV, THEN_UP, THEN_DOWN };	/* on: also to what Enter passes by */

/* The pop-up that is open asks for this. */
enum entry_asked { ASKED_NOTHING, ASKED_CODE, ASKED_KIND, ASKED_TICKS, ASKED_PARTY, ASKED_CELLS, ASKED_ELEMENTS, ASKED_TIE,
	ASKED_VALUE, ASKED_PLACE, ASKED_FINDING, ASKED_ITEM, ASKED_ROWS };

struct entry_value {		/* to be written */
	int column;
	struct sv text;
	enum doc_mark mark;
};

struct entry_imagined {
	const struct layout_control *control;
	const char *label;
	bool shown;
};

struct entry_choice {
	uint32_t row;
	int table, column;
	struct sv text;
	char *label;
};

struct entry {
	struct screen screen;
	struct desk_draft *draft;
	const struct layout *layout;
	const struct form_help *help;	/* NULL */
	struct entry_page *page;	/* of layout->page */
	bool read_only;

	struct entry_at at;
	uint32_t parent;		/* row that the rows of the page stand below */
	struct entry_at back[ENTRY_MAX_BACK];	/* pages that sub pages were opened from */
	uint32_t back_parent[ENTRY_MAX_BACK];
	size_t n_back;
	uint32_t fresh;			/* row made last by the keyer: its `like` fields are passed by */
	bool fresh_untouched;		/* inserted, and nothing was put into it yet */

	uint32_t *row;			/* ids of the rows of the page */
	size_t n_row, cap_row;
	uint64_t change, shape;		/* count changes; of rows */
	uint64_t row_shape;		/* shape for which row[] is true */
	uint32_t row_parent;
	int row_page;
	struct entry_imagined *imagined;	/* of a table without rows: what its first one would show */
	size_t n_imagined, cap_imagined;

	struct line line;
	struct str insisted;		/* what was typed once and not found: the second time it is kept */
	int64_t typed_ms, unsaved_ms;	/* last key; first one not yet kept as pending text; 0 none */
	int64_t refreshed_ms;
	bool pending;			/* the store has text of this field */
	bool checked;			/* findings are true */

	struct page geometry;		/* of at.page, at the size of the canvas */
	struct entry_show *show;	/* of the geometry's spots, for the row under the focus */
	uint64_t shown_change;		/* change for which they are true */
	uint32_t shown_row;
	const struct live_finding *finding;	/* the first one of the page */
	size_t n_error, n_warning;
	struct arena arena;		/* their texts */
	struct entry_show *cell;	/* of the rows seen of the block, column by column */
	char *row_mark;			/* the worst finding of each */
	uint64_t cell_change;
	size_t cell_top;
	struct arena cell_arena;

	enum entry_asked asked;
	enum entry_then then;
	bool tie_asked;			/* which of the three follows: asked once */
	int tie_follows;		/* its column */
	struct str kept_text;		/* what a question was asked about */
	struct arena choices;		/* what an open list offers: texts and places */
	struct entry_choice *choice;
	size_t n_choice, cap_choice;
};

/* ---- entry.c ----------------------------------------------------------------------- */

/* The document changed; rows too when shape. */
void entry_changed(struct entry *e, bool shape);
/* Says err; when the document was read anew, finds the focus again. */
void entry_failed(struct entry *e, const struct err *err);

/* ---- entry_page.c, entry_focus.c ------------------------------------------------------------------- */

const struct layout_page *entry_layout_page(const struct entry *e);
bool entry_is_table(const struct entry *e);
const struct doc *entry_doc(const struct entry *e);
bool entry_holds(const struct entry *e, const struct expr *x, const struct doc_row *row);
/* The row that holds the control's cells, seen from a row of its page; NULL: it is to be. */
const struct doc_row *entry_row_of(const struct entry *e, const struct layout_control *c, uint32_t row);
/* The same; the row above for one that is to be. NULL: there is none. */
const struct doc_row *entry_row_like(const struct entry *e, const struct layout_control *c, uint32_t row);
bool entry_shows(const struct entry *e, const struct layout_control *c, uint32_t row);
const char *entry_imagined_label(const struct entry *e, const struct layout_control *c);	/* NULL: none */
/* Ids of the rows of the page. */
void entry_rows(struct entry *e);
size_t entry_row_index(struct entry *e, uint32_t row);	/* the row to be: n_row */
bool entry_usable(const struct entry *e, const struct layout_control *c, uint32_t row);
/* Enter does not stop here: filled in by a sure source, taken from the row above, or not wanted. */
bool entry_passes_by(const struct entry *e, const struct layout_control *c, uint32_t row);
bool entry_page_shown(const struct entry *e, int page);
int entry_page_number(const struct entry *e, int page);	/* on the bar, from 1; 0: not on it */
/* The line editor begins with the field's value. */
void entry_begin(struct entry *e);
void entry_focus(struct entry *e, struct entry_at at);
/* To the page of the bar; where the focus was there. */
void entry_to_page(struct entry *e, int page);
bool entry_to_cell(struct entry *e, uint32_t row, int table, int column);
void entry_open_sub(struct entry *e, const struct layout_control *c);
bool entry_leave_sub(struct entry *e);
void entry_go(struct entry *e, enum entry_then then);
/* To the row i of the page, same field where it can be used. */
void entry_to_row(struct entry *e, size_t i);
/* After rows came or went: a row that is there, a field that can be used. */
void entry_settle(struct entry *e);
/* First stop of a row, as Enter would come to it. */
const struct layout_control *entry_first_stop(const struct entry *e, uint32_t row);

/* ---- entry_show.c ------------------------------------------------------------------------ */

const struct dict_node *entry_node(const struct entry *e, const struct layout_control *c, int cell);
int entry_n_cell(const struct layout_control *c);	/* cells it edits are among these; some are -1 */
int entry_codes(const struct entry *e, const struct layout_control *c, int cell);	/* id of a list; -1 */
struct sv entry_code_name(const struct entry *e, int codes, struct sv code);	/* in the user's language; {0} */
const char *entry_label(const struct entry *e, const struct layout_control *c, uint32_t row);
bool entry_needed(const struct entry *e, const struct layout_control *c, const struct doc_row *row);	/* to declare */
void entry_show(struct entry *e, const struct layout_control *c, uint32_t row, struct arena *arena, struct entry_show *out);
/* What the editor begins with. */
void entry_text(const struct entry *e, const struct layout_control *c, uint32_t row, struct str *out);
/* Rows of the item table, which lists of item numbers mean. */
size_t entry_n_items(const struct entry *e);

/* ---- entry_put.c ---------------------------------------------------------------------------- */

/* One step. The row to be comes to be, and is the focused one then. RC_OK also when nothing differs. */
enum rc entry_put(struct entry *e, const struct layout_control *c, const struct entry_value *value, size_t n);
/* Fields taken from the row above, in the step begun. */
enum rc entry_fill_like(struct entry *e, uint32_t from, uint32_t row, struct err *err);
enum rc entry_make_row(struct entry *e, struct err *err);	/* the row to be, in the step begun */
/* Price, quantity, total all stand and came from elsewhere: which one follows? True: a question is open. */
bool entry_tie_asks(struct entry *e, int column, struct sv text);
void entry_take_tie(struct entry *e, size_t answer);

/* ---- entry_commit.c --------------------------------------------------------------------------- */

/* Leaves the field: writes what was typed, or takes note that it was looked at.
 * False: it stays, with its reason, or a pop-up asks; then follows its answer. */
bool entry_commit(struct entry *e, enum entry_then then);
/* A code from a list, into the field; then on. */
void entry_take_code(struct entry *e, struct sv code);
void entry_take_kind(struct entry *e, struct sv code);	/* of packs */
void entry_open_picker(struct entry *e, enum entry_asked asked, struct sv query);
void entry_open_codes(struct entry *e);			/* F8 */
/* Where the field stands on the screen. */
void entry_anchor(struct entry *e, int *y, int *x, int *width);

/* ---- entry_unfold.c ---------------------------------------------------------------------------- */

/* Any of what an enterprise is known by: one that was used before fills all; else
 * the cell it looks like, and the missing ones are asked. */
bool entry_commit_party(struct entry *e, struct sv text);
void entry_take_party(struct entry *e, const struct desk_party *party);
void entry_unfold(struct entry *e);			/* F6 */
void entry_take_cells(struct entry *e, const struct sv *value);

/* ---- entry_row.c -------------------------------------------------------------------------------- */

void entry_row_insert(struct entry *e);
void entry_row_delete(struct entry *e);
void entry_row_duplicate(struct entry *e);
void entry_row_move(struct entry *e, int step);
void entry_fill_down(struct entry *e, bool all);	/* all: every row; else those below */
void entry_same_as_above(struct entry *e);
/* An inserted row that was left without a value vanishes. */
void entry_drop_untouched(struct entry *e);

/* ---- entry_measure.c, entry_paint.c, entry_side.c ------------------------------------------------------------------- */

void entry_paint(struct screen *s, struct canvas *c);
void entry_measure(struct entry *e);		/* geometry and shows are true afterwards */
char entry_mark(const struct live_finding *f, bool automatic);	/* ! ? ~ or blank */
void entry_paint_side(struct entry *e, struct canvas *c, int x);
/* The page whose number on the bar stands at column x of row y; -1. */
int entry_bar_at(struct entry *e, int y, int x);
size_t entry_page_count(const struct entry *e, int page);

enum { ENTRY_BODY_Y = 2, ENTRY_BELOW = 3 };	/* rows above and below the body; a message covers the hint */

/* ---- entry_help.c ------------------------------------------------------------------------------------- */

void entry_show_help(struct entry *e);
void entry_show_history(struct entry *e);
void entry_next_to_see(struct entry *e);	/* finding, else what nobody has looked at */
void entry_list_unseen(struct entry *e);
void entry_take_choice(struct entry *e, size_t i);	/* of a list of values or of places */
const struct form_help_entry *entry_help_of(const struct entry *e, const struct layout_control *c);
/* Takes back what filled itself in. */
void entry_take_back(struct entry *e);

/* ---- entry_key.c ---------------------------------------------------------------------------------------- */

extern const struct action entry_actions[];
bool entry_key(struct screen *s, const struct key *key);
/* Keeps the text of the editor for the case that the process dies. */
void entry_keep_pending(struct entry *e);

#endif
