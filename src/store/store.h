/*
 * The store: drafts, their rows and their journal in $YULU_HOME/yulu.sqlite.
 *
 *   draft ──< row     parent, tbl, ord, body     the document as it is now
 *     │
 *     └────< step     prev, kind, ref            what was done, never changed
 *              └─< change  row, col, old → new   every cell and row it touched
 *
 * SQLite, WAL, synchronous=FULL: what a call acknowledged is on disk. Several
 * processes share one store on one host; a network file system is refused.
 * The store knows no dictionary: tables and columns are names, values texts.
 *
 * Invariants (store_check looks at them)
 *   - Rows of a draft are a tree from row 1; ids are never used again.
 *   - The rows are the document after step `top`; nothing is replayed.
 *   - Taking back every step from `top` to `base_step` yields the document the
 *     draft began with, byte for byte.
 *   - Steps and changes are never updated, nor deleted while the draft exists.
 *   - Rows change only in a state that may be edited (store_state_is_editable).
 *   - `tally` counts the drafts by state and type.
 *   - Search knows a draft as it is, or owes it (found_seq < seq).
 * Triggers hold those of the journal, the states and the counts.
 *
 * Body of a row: one line a cell that is given, sorted by path,
 *     path TAB mark TAB value LF        \t \n \\ escaped; extras under +path
 * so that equal rows have equal bytes. mark is empty (0) for what was typed.
 *
 * Calling sequence
 *     store_open(home, STORE_WRITE, &s, &err);
 *     store_draft_new(s, &draft, rows, n_rows, &id, &err);
 *     store_edit(s, &(struct store_edit){.draft = id, .seq = seq, …}, &seq, &err);
 *     store_undo(s, &(struct store_edit){.draft = id, .seq = seq}, &seq, &err);
 *     store_close(s);
 *
 * Errors of every function: RC_BUSY (another process writes, or wrote: seq is
 * not the draft's; read it anew), RC_FULL, RC_DENIED (read-only), RC_PARSE
 * (damaged), RC_IO, RC_NOTFOUND (no such draft or step); nothing was changed
 * then. RC_USAGE: arguments that make no sense.
 *
 * Texts handed to a callback live until it returns; a callback may not call
 * the function that called it. It returns false to stop (not an error).
 */
#ifndef YULU_STORE_STORE_H
#define YULU_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

struct store;

enum store_mode {
	STORE_READ,	/* also a store of a newer version: to export from */
	STORE_WRITE,	/* makes home and store; brings an older one up to date, after a copy beside it */
};

/* RC_DENIED: no permission, or written by a newer version. RC_IO: a network
 * file system. RC_PARSE: damaged, or no store. */
enum rc store_open(const char *home, enum store_mode mode, struct store **out, struct err *err);
void store_close(struct store *store);		/* takes NULL */
/* Changes whenever another process has written. */
enum rc store_data_version(struct store *store, int64_t *version, struct err *err);

/* ---- bodies ------------------------------------------------------------ */

struct store_cell {
	struct sv path, value;
	char mark;
};

/* Sorts cells by path. Paths must differ. */
void store_body_write(struct store_cell *cell, size_t n, struct str *body);
/* Cells and their texts live in the arena. RC_PARSE: not in the form above. */
enum rc store_body_read(struct sv body, struct arena *arena, struct store_cell **cell, size_t *n, struct err *err);

/* ---- drafts -------------------------------------------------------------- */

/* draft → queued → held → declared; rejected reopens; bin holds what was deleted. */
bool store_state_is_editable(struct sv state);

/* What lists show and search finds; never read back into the document. */
enum store_summary {
	STORE_CLIENT_NO, STORE_SEQ_NO, STORE_ENTRY_NO, STORE_JOB_NO, STORE_CLIENT, STORE_DUE, STORE_MEMO,
	STORE_CONSIGNEE, STORE_BILL, STORE_CONTRACT, STORE_GOODS, STORE_ITEMS, STORE_TOTALS,
	STORE_N_SUMMARY
};

struct store_draft {
	int64_t id;
	struct sv type, edition, state, owner;
	int64_t seq;			/* goes up with every change */
	int64_t top, base_step;		/* steps */
	uint32_t next_row;		/* first id that was never used */
	int64_t made_from;		/* draft it was copied from; 0 */
	int64_t created_at, changed_at;	/* ms */
	struct sv summary[STORE_N_SUMMARY];
};

struct store_row {
	uint32_t row, parent;		/* row 1 has parent 0 */
	struct sv tbl;
	int64_t ord;			/* among the rows of its table below its parent */
	struct sv body;
};

typedef bool store_on_draft(void *ctx, const struct store_draft *draft);
typedef bool store_on_row(void *ctx, const struct store_row *row);

/* Of draft: type, edition, owner, made_from, summary. The rows are a tree from
 * row 1, parents before children. seq is 0. */
enum rc store_draft_new(struct store *store, const struct store_draft *draft,
    const struct store_row *rows, size_t n_rows, int64_t *id, struct err *err);
/* Texts live in the arena. */
enum rc store_draft_get(struct store *store, int64_t id, struct arena *arena, struct store_draft *out, struct err *err);
/* By parent, table and order. */
enum rc store_rows(struct store *store, int64_t draft, store_on_row *on_row, void *ctx, struct err *err);
enum rc store_draft_set_summary(struct store *store, int64_t id, int64_t *seq,
    const struct sv summary[STORE_N_SUMMARY], struct err *err);
/* Notes a step of kind state. RC_USAGE: no such state, or to or from the bin. */
enum rc store_draft_set_state(struct store *store, int64_t id, int64_t *seq, struct sv state, struct sv operator,
    struct err *err);
/* Into the bin and back to the state it had. RC_DENIED: not in a state that may be edited. */
enum rc store_draft_delete(struct store *store, int64_t id, int64_t *seq, struct sv operator, struct err *err);
enum rc store_draft_undelete(struct store *store, int64_t id, int64_t *seq, struct sv operator, struct err *err);
/* How many drafts of a type ({0}: of all) are in a state. */
enum rc store_tally(struct store *store, struct sv state, struct sv type, int64_t *n, struct err *err);

/* ---- lists ---------------------------------------------------------------- */

struct store_page {
	struct sv state;		/* {0}: all but the bin */
	struct sv find;			/* every word of it; {0}: all */
	int64_t before_at, before_id;	/* changed_at and id of the last one seen; 0: from the beginning */
	size_t limit;
};

/* Youngest change first; what is searched for by number, highest first. Han
 * text is found by any part of it, other words by their beginnings. */
enum rc store_list(struct store *store, const struct store_page *page, store_on_draft *on_draft, void *ctx, struct err *err);
/* Makes good what search owes, at most so many drafts; *n: how many it was. To
 * be called in a pause, when a draft is left, and at start. */
enum rc store_find_update(struct store *store, size_t at_most, size_t *n, struct err *err);

/* ---- locks and pending text --------------------------------------------------- */

/* A lock on a draft (0: on exchange) that lasts until unlocked, or this process
 * ends or closes the store. RC_BUSY: holder has it. One open store a process:
 * closing a second one would drop the locks of the first. */
enum rc store_lock(struct store *store, int64_t draft, int64_t *holder_pid, struct err *err);
enum rc store_unlock(struct store *store, int64_t draft, struct err *err);

/* The text still in the editor. Kept without waiting for the disk: it survives
 * the process, and the machine but for its last moments. An edit by the same
 * operator ends it. */
struct store_pending {
	int64_t draft;
	struct sv operator;
	uint32_t row;
	struct sv path, text;
	uint32_t caret;			/* characters */
	int64_t at;			/* ms; set by the store */
};

enum rc store_pending_put(struct store *store, const struct store_pending *pending, struct err *err);
/* Texts live in the arena. RC_NOTFOUND: none. */
enum rc store_pending_get(struct store *store, int64_t draft, struct sv operator, struct arena *arena,
    struct store_pending *out, struct err *err);
enum rc store_pending_delete(struct store *store, int64_t draft, struct sv operator, struct err *err);

/* ---- edits ------------------------------------------------------------------ */

/* What a change found or leaves. */
struct store_side {
	bool given;		/* false: the cell is absent, the row does not exist */
	char mark;		/* of a cell */
	struct sv text;		/* a cell's value, a row's body */
	uint32_t parent;	/* of a row, as the next two */
	struct sv tbl;
	int64_t ord;
};

/* A cell (path is given), or a row: made, deleted, or moved. A move leaves the
 * bodies out. A row is deleted after its children and made before them. */
struct store_change {
	uint32_t row;
	struct sv path;
	struct store_side old, now;
};

/* What the user did at once, one transaction and one step. */
struct store_edit {
	int64_t draft, seq;		/* as they were read */
	struct sv operator, tty;
	const struct store_change *change;
	size_t n_change;
	const struct sv *summary;	/* STORE_N_SUMMARY of them when one changed; NULL */
};

/* *seq gets the draft's new one. RC_DENIED: not in a state that may be edited.
 * RC_USAGE: no change; an old side that is not what stands there; an id used
 * before; a row that would hang in the air. */
enum rc store_edit(struct store *store, const struct store_edit *edit, int64_t *seq, struct err *err);
/* Take back the step on top; do again the youngest edit taken back there.
 * Exact: old values are written back, nothing is calculated. edit has no
 * changes. RC_NOTFOUND: nothing to undo or redo. */
enum rc store_undo(struct store *store, const struct store_edit *edit, int64_t *seq, struct err *err);
enum rc store_redo(struct store *store, const struct store_edit *edit, int64_t *seq, struct err *err);
/* The step that undo or redo would touch; RC_NOTFOUND when there is none. */
enum rc store_undo_step(struct store *store, int64_t draft, int64_t *step, struct err *err);
enum rc store_redo_step(struct store *store, int64_t draft, int64_t *step, struct err *err);

struct store_step {
	int64_t id, seq, prev;
	struct sv kind;			/* blank copy edit undo redo state */
	int64_t ref;			/* step undone or redone; 0 */
	int64_t at;			/* ms */
	struct sv operator, tty;
};

typedef bool store_on_step(void *ctx, const struct store_step *step);
typedef bool store_on_change(void *ctx, const struct store_change *change);

/* From the youngest. */
enum rc store_history(struct store *store, int64_t draft, store_on_step *on_step, void *ctx, struct err *err);
enum rc store_changes(struct store *store, int64_t step, store_on_change *on_change, void *ctx, struct err *err);

/* Holds the invariants above against a draft; RC_PARSE with the first that is
 * broken. Changes nothing. */
enum rc store_check(struct store *store, int64_t draft, struct err *err);
/* The same for all drafts, the counts, and SQLite's own integrity check. */
enum rc store_check_all(struct store *store, struct err *err);

#endif
