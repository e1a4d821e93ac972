/*
 * One open document: rows of cells (storage.md 1).
 *
 *   row 1 (root)   │ @Version │ DecHead │ DecHead/SeqNo │ … │ locals
 *     row 2 DecList│ CodeTS   │ GName   │ …
 *       row 3 DecGoodsLimit …
 *
 * Invariants: row ids start at 1 and are never used again; rows of a table
 * below one parent stand in order; a cell is absent, empty or the text as it
 * goes on the wire, with one mark. Outside callers name a cell {row id, table,
 * column}; pointers into a document live until its next change.
 *
 * Reading keeps everything: unknown and surplus elements, unknown attributes
 * and stray text ride on their row as raw XML, each with the place where it
 * stood, and are written back there. Reading calculates nothing.
 */
#ifndef YULU_DOC_DOC_H
#define YULU_DOC_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "dict/dict.h"
#include "expr/expr.h"
#include "form/form.h"
#include "xml/xml.h"

enum doc_state { DOC_ABSENT, DOC_EMPTY, DOC_GIVEN };

/* Where a value came from (storage.md). */
enum doc_mark {
	DOC_TYPED = 0, DOC_IMPORTED = 'i', DOC_DEFAULT = 'd', DOC_CALCULATED = 'c', DOC_FILLED = 'f', DOC_COPIED = 'p'
};

struct doc;
struct doc_row;

/* What code tables, days and files say; owned by the caller, outlives the document. */
struct doc_world {
	void *ctx;
	bool (*is_code)(void *ctx, int table, struct sv code, int32_t day);
	bool (*code)(void *ctx, int table, struct sv code, int32_t day, int column, struct sv *value);
	const char *(*edition)(void *ctx, int table);
	int32_t (*add_workdays)(void *ctx, int32_t day, int n);
	bool has_files;		/* attachments can be seen */
	bool (*file_size)(void *ctx, struct sv name, struct dec *bytes);
	bool (*file_kind)(void *ctx, struct sv name, struct sv *kind);
	int32_t today;		/* the document's day */
};

/* form may be NULL: no calculation, no locals. */
struct doc *doc_new(const struct dict *d, const struct form *f, const struct doc_world *world) __attribute__((warn_unused_result));
void doc_free(struct doc *doc);
/* Empties it for the next message, keeps the memory. */
void doc_reset(struct doc *doc);
/* A blank document: defaults and calculated cells of the root row and of
 * groups that must be there. */
enum rc doc_blank(struct doc *doc, struct err *err);

/* ---- reading a message ------------------------------------------------- */

/* What was odd about the structure, reported while reading. */
enum doc_oddity {
	DOC_ODD_ROOT,		/* another root element; or another namespace, then name is {namespace}DecMessage */
	DOC_ODD_WRAPPED,	/* the message stands in the dictionary's wrapper */
	DOC_ODD_UNKNOWN,	/* unknown element */
	DOC_ODD_UNKNOWN_ATTR,
	DOC_ODD_TWICE,		/* an element that occurs once stands again; the first counts */
	DOC_ODD_ORDER,		/* out of the dictionary's order */
	DOC_ODD_TEXT,		/* text where only elements belong */
	DOC_ODD_CHILD,		/* an element inside a field */
};

struct doc_odd {
	enum doc_oddity kind;
	const struct doc_row *row;	/* the row it belongs to; NULL for the root element */
	const struct dict_node *node;	/* the known element it is or stands in; NULL */
	struct sv name;			/* as it stands in the message */
	unsigned line;
};

typedef void doc_on_odd(void *ctx, const struct doc_odd *odd);

/* Empties the document first. Values read are marked imported.
 * RC_PARSE: problem says what is malformed; what was read up to there stays.
 * RC_LIMIT: larger than a limit, problem says which.
 * RC_NOTFOUND: well-formed, but another message (one DOC_ODD_ROOT was reported). */
enum rc doc_read(struct doc *doc, struct xml_reader *reader, struct sv bytes,
    const struct xml_limits *limits, doc_on_odd *on_odd, void *ctx, struct xml_problem *problem);

/* ---- writing ------------------------------------------------------------- */

/* In the dictionary's order, with everything the rows hold. Elements that must
 * stand in the message (occurs 1) are written even when empty; other absent
 * cells are left out. prune: leave out what is irrelevant too. */
void doc_write(const struct doc *doc, bool prune, struct str *out);

/* ---- looking ------------------------------------------------------------- */

const struct dict *doc_dict(const struct doc *doc);
const struct form *doc_form(const struct doc *doc);
const struct doc_row *doc_root(const struct doc *doc);
uint32_t doc_row_id(const struct doc_row *row);
int doc_row_table(const struct doc_row *row);
unsigned doc_row_line(const struct doc_row *row);	/* in the message read; 0 */
const struct doc_row *doc_row_by_id(const struct doc *doc, uint32_t id);
const struct doc_row *doc_row_parent(const struct doc_row *row);
/* First row of a table below parent, next sibling of the same table and parent; NULL at the end. */
const struct doc_row *doc_row_first(const struct doc_row *parent, int table);
const struct doc_row *doc_row_next(const struct doc_row *row);
size_t doc_row_count(const struct doc_row *parent, int table);
size_t doc_row_place(const struct doc_row *row);	/* from 1 */
size_t doc_n_rows(const struct doc *doc);

enum doc_state doc_state(const struct doc_row *row, int column);
struct sv doc_raw(const struct doc_row *row, int column);	/* as on the wire */
struct sv doc_value(const struct doc_row *row, int column);	/* trimmed where the field trims */
enum doc_mark doc_mark(const struct doc_row *row, int column);
unsigned doc_line(const struct doc_row *row, int column);	/* of the element read; 0 */
bool doc_relevant(const struct doc *doc, const struct doc_row *row, int column);

/* ---- places: DecLists/DecList[2]/GName, @Version ---------------------------- */

void doc_place(const struct doc *doc, const struct doc_row *row, int column, struct str *out);
/* RC_NOTFOUND with a text that names the part that does not exist. A row's own
 * place gives column -1. [+] makes a row (doc_find_or_add). */
enum rc doc_find(const struct doc *doc, struct sv place, const struct doc_row **row, int *column, struct err *err);
/* Makes nothing when a later part of the place does not exist. */
enum rc doc_find_or_add(struct doc *doc, struct sv place, const struct doc_row **row, int *column, struct err *err);

/* ---- changing: every call keeps calculated cells and ties true -------------
 *
 * Ids that do not exist are RC_NOTFOUND; columns, tables and rows that do not
 * fit together RC_USAGE; text that no message may hold RC_PARSE, longer than
 * 16 MiB RC_LIMIT. Nothing is changed then.
 *
 * Setting a cell makes the groups around it present, with their defaults and
 * calculated cells; in an optional group that is absent nothing is calculated.
 * A calculated cell that may not be overridden is calculated again whatever is
 * set; one that may keeps what is set until it is emptied, and a default until
 * there is a value to calculate.
 * A tie overwrites what is empty or calculated; something typed only when the
 * field that changed was typed, filled in or calculated, never for an import,
 * a default or a copy.
 * doc_set of a group (empty text) makes it present; doc_unset takes it out with
 * all cells, rows and extras in it.
 */

enum rc doc_set(struct doc *doc, uint32_t row, int column, struct sv text, enum doc_mark mark, struct err *err);
enum rc doc_unset(struct doc *doc, uint32_t row, int column, struct err *err);	/* absent */
/* before 0: at the end. With defaults and the groups and rows that must be in it. */
enum rc doc_insert(struct doc *doc, uint32_t parent, int table, uint32_t before, uint32_t *id, struct err *err);
enum rc doc_delete(struct doc *doc, uint32_t row, struct err *err);
/* With all its rows, cells, marks and extras; stands behind it. */
enum rc doc_duplicate(struct doc *doc, uint32_t row, uint32_t *copy, struct err *err);
/* before may stand below another parent; 0: at the end below the same one. */
enum rc doc_move(struct doc *doc, uint32_t row, uint32_t before, struct err *err);
/* Everything anew, in evaluation order. A tie follows only where a value it
 * reads changes. */
void doc_recalculate(struct doc *doc);

/* ---- rows as they are stored (storage.md 2) ----------------------------------
 *
 * What a row holds, as a list sorted by path that says everything, so that a
 * row loaded from it is the same:
 *
 *     DecHead            ""        a group that stands; cells in a group that does not are kept too
 *     DecHead/GrossWet   "12.5"    a cell that is given or empty, by dict_column_path()
 *     @Version           "4.9"
 *     +DecHead:SeqNo     "<X/>"    an extra in DecHead behind SeqNo: raw XML; "+:" in the row's own
 *                                  element before all others; "#2", "#3" … behind the same sibling
 *     +DecHead:@         " a='b'"  unknown attributes of DecHead
 *     +DecHead/SeqNo     ""        the field holds elements, its value stands among the extras
 *     +<  +>             "<W>"     of the root row: the wrapper before and after the message
 *
 * Paths that the dictionary does not have are kept as they are, given back here
 * and reported when loaded; they are not written into messages.
 */

struct doc_stored {
	struct sv path, value;
	enum doc_mark mark;		/* of a cell */
};

/* Lies in the arena, the texts in the document until its next change. */
void doc_row_cells(const struct doc *doc, const struct doc_row *row, struct arena *arena, struct doc_stored **cell, size_t *n);
/* Order key among the rows of its table below its parent: gaps of 2^20. */
int64_t doc_row_ord(const struct doc_row *row);
uint32_t doc_next_row(const struct doc *doc);	/* first id that was never used */
/* "DecLists/DecList"; of the root "/". */
struct sv doc_table_name(const struct doc *doc, int table);
int doc_table_of(const struct doc *doc, struct sv name);	/* -1: none */

/* Loading: begin empties the document, rows come in any order, end puts them
 * together. Nothing is calculated; after it the document is edited as any other.
 * next_row: as it was stored; never below the largest id + 1.
 * RC_PARSE: rows that are no tree, an id twice, a text that no message may hold;
 * RC_NOTFOUND: a table that the dictionary does not have; RC_LIMIT: too many
 * rows. The document is empty then. */
typedef void doc_on_stranger(void *ctx, uint32_t row, const struct doc_stored *cell);
void doc_load_begin(struct doc *doc, uint32_t next_row, doc_on_stranger *on_stranger, void *ctx);
/* Cells sorted by path are loaded fastest. Texts are copied. */
enum rc doc_load_row(struct doc *doc, uint32_t id, uint32_t parent, struct sv table, int64_t ord,
    const struct doc_stored *cell, size_t n, struct err *err);
enum rc doc_load_end(struct doc *doc, struct err *err);

/* ---- the journal: what a change did --------------------------------------------
 *
 *     doc_journal_begin(doc);
 *     doc_set(doc, …); doc_insert(doc, …);            any number of changes
 *     change = doc_journal_end(doc, &n);
 *     … commit them; when that is refused: doc_journal_undo(doc);
 *
 * Every cell (calculated ones and marks too), extra and row shows once: what it
 * was before the journal and what it is after it, and not at all where that is
 * the same. A row made and deleted again in one journal does not show, though
 * its id is used up. Cells of rows made or deleted show in the row's side only.
 * Where between two rows no key is left their siblings are numbered anew, which
 * shows as moves.
 * Order: rows made, by id; rows moved; cells, by row; rows deleted, children
 * first. Nothing is noted, and nothing costs, outside a journal.
 */

struct doc_side {
	bool given;			/* false: the cell is absent, the row does not exist */
	enum doc_mark mark;		/* of a cell, as the next one; an empty cell and a group have no text */
	struct sv text;
	uint32_t parent;		/* of a row, as the next ones */
	int64_t ord;
	const struct doc_stored *cell;	/* all it holds when made or deleted; of a move none */
	size_t n_cell;
};

struct doc_change {
	uint32_t row;
	int table;
	int column;			/* -1: the row, an extra or stranger */
	struct sv path;			/* as in doc_stored; {0}: the row itself */
	struct doc_side old, now;
};

/* Begins anew where one is open: what was noted is forgotten. */
void doc_journal_begin(struct doc *doc);
/* Lives until the next begin or reset. */
const struct doc_change *doc_journal_end(struct doc *doc, size_t *n);
/* The document as it was before the journal, ids not used too: while it is open,
 * or after its end as long as nothing else changed. Without a journal: nothing. */
void doc_journal_undo(struct doc *doc);

/* Writes the new sides (back: the old ones) of changes that come from a store:
 * undo, redo, edits of other processes. Paths and tables count, column does not;
 * any order. Ids are kept, nothing is calculated, and what is calculated is
 * taken as it is. An open journal notes it as any change. RC_PARSE: does not fit the rows; nothing is changed then. */
enum rc doc_apply(struct doc *doc, const struct doc_change *change, size_t n, bool back, struct err *err);

/* ---- expressions over the document ------------------------------------------- */

/* Relevance and locals are decided when first asked for and kept until a value
 * they read changes, or the world's day or the stage where they ask for it. */
const struct expr_env *doc_env(struct doc *doc, bool declaring);
void doc_scratch_reset(struct doc *doc);

#endif
