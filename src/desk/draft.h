/*
 * Drafts: the use cases over store/, doc/ and check/. What the command line
 * and the screen know of drafts.
 *
 *     desk_draft_new(desk, type, &id, &err)      desk_draft_import(…)      desk_draft_copy(…)
 *     desk_draft_open(desk, id, DESK_EDIT, &draft, &err)
 *         desk_draft_set(draft, row, column, text, DOC_TYPED, &err)        one step, committed when it returns
 *         desk_draft_begin(draft); …several changes…; desk_draft_commit(draft, &err)   one step too
 *         desk_draft_undo(draft, &err)
 *     desk_draft_close(draft)
 *
 * Invariants
 *   - When a change returns RC_OK it is on disk; on any error document and
 *     store are as before it, and err says why.
 *   - One open draft holds the lock of its id; others see it read-only.
 *   - Row ids and columns are those of desk_draft_doc(); its pointers live
 *     until the next change.
 *   - Undo and redo write old values back and calculate nothing. Steps that
 *     only cleared "not yet looked at" marks go along with the step below.
 *
 * Errors: those of store.h. RC_BUSY: locked by another (the text names pid,
 * operator, terminal and since when), or changed meanwhile by another process
 * (the document was then read anew; say so and let the user repeat).
 * RC_NOTFOUND, RC_DENIED (state or read-only), RC_FULL, RC_IO, RC_PARSE.
 */
#ifndef YULU_DESK_DRAFT_H
#define YULU_DESK_DRAFT_H

#include "check/live.h"
#include "desk/desk.h"
#include "doc/doc.h"
#include "store/store.h"

struct desk_draft;

/* Opened when first needed, to write; where that is denied (read-only home, a
 * store of a newer version) to read. For lists, counts and files. */
enum rc desk_store(struct desk *desk, struct store **out, struct err *err);
struct sv desk_operator(const struct desk *desk);	/* [operator] name, else the login name */
/* Work that waits for a pause: search, parties, checkpoints. Call it at start and
 * whenever no key came; *more: call again. Goes on for about budget_us. */
enum rc desk_idle(struct desk *desk, int64_t budget_us, bool *more, struct err *err);

/* ---- without opening ------------------------------------------------------- */

enum rc desk_draft_new(struct desk *desk, struct sv type, int64_t *id, struct err *err);

/* A message, many messages in one file (archive, or one after the other), with
 * attachments of an archive. All of a file are one transaction: none or all.
 * on_draft is called for each draft once it is on disk; message is the name, or
 * "name!entry" of an archive with several. RC_PARSE: no message, or malformed. */
typedef void desk_on_import(void *ctx, int64_t id, const char *message);
enum rc desk_draft_import(struct desk *desk, const char *name, struct sv bytes, desk_on_import *on_draft, void *ctx,
    struct err *err);
/* Imports between the two share transactions, which is what makes thousands
 * fast: on_draft comes later then, at the latest in end. A file that fails is
 * left out alone; when end fails (disk full), those not announced do not exist. */
enum rc desk_import_begin(struct desk *desk, struct err *err);
enum rc desk_import_end(struct desk *desk, struct err *err);

/* With all rows but what the type says is never copied (catalogue.h), and with a
 * new client number. */
enum rc desk_draft_copy(struct desk *desk, int64_t from, int64_t *id, struct err *err);
enum rc desk_draft_delete(struct desk *desk, int64_t id, struct err *err);
enum rc desk_draft_undelete(struct desk *desk, int64_t id, struct err *err);

/* The wire bytes; an imported draft that nobody edited: as export would write it. */
enum rc desk_draft_export(struct desk *desk, int64_t id, struct str *bytes, struct err *err);
/* A file name without directory that holds the client number. */
enum rc desk_draft_file_name(struct desk *desk, int64_t id, struct str *name, struct err *err);

struct desk_line {		/* of a history, from the youngest */
	int64_t step, at;	/* ms UTC */
	struct sv operator, kind, place, old, now;
	bool taken_back;	/* undone by a later step */
};
typedef bool desk_on_line(void *ctx, const struct desk_line *line);
/* place {0}: of the whole draft. */
enum rc desk_draft_history(struct desk *desk, int64_t id, struct sv place, desk_on_line *on_line, void *ctx, struct err *err);

struct desk_difference {
	struct sv place, old, now;	/* NULL text: absent there */
};
typedef bool desk_on_difference(void *ctx, const struct desk_difference *d);
/* Rows are matched by their place in the table after the longest common sequence of equal rows. */
enum rc desk_draft_diff(struct desk *desk, int64_t a, int64_t b, desk_on_difference *on_difference, void *ctx, struct err *err);

/* To the newest edition valid on the day; id 0: all drafts that may be edited.
 * Number, row ids and journal stay; the old document is kept as original. lost
 * is called with what found no place (fields ride along beside the cells, rows
 * stand in the original alone).
 * *n: how many drafts were carried over. */
typedef void desk_on_lost(void *ctx, int64_t id, struct sv place, struct sv value);
enum rc desk_draft_carry_over(struct desk *desk, int64_t id, desk_on_lost *lost, void *ctx, size_t *n, struct err *err);

enum rc desk_backup(struct desk *desk, const char *path, struct err *err);
/* Into a home without a store only: RC_EXISTS. */
enum rc desk_restore(struct desk *desk, const char *path, struct err *err);

/* ---- an open draft ---------------------------------------------------------------- */

enum desk_mode { DESK_EDIT, DESK_READ, DESK_EDIT_IF_FREE };

/* Where the draft's definitions are not installed it opens read-only, whatever
 * the mode: desk_draft_read_only says so. */
enum rc desk_draft_open(struct desk *desk, int64_t id, enum desk_mode mode, struct desk_draft **out, struct err *err);
void desk_draft_close(struct desk_draft *draft);	/* takes NULL */

struct desk *desk_draft_desk(const struct desk_draft *draft);
int64_t desk_draft_id(const struct desk_draft *draft);
const struct store_draft *desk_draft_info(const struct desk_draft *draft);	/* as of the last change */
const struct catalogue_type *desk_draft_type(const struct desk_draft *draft);
const struct doc *desk_draft_doc(const struct desk_draft *draft);
bool desk_draft_outdated(const struct desk_draft *draft);	/* a newer edition is valid on the day: desk_draft_carry_over() */
bool desk_draft_read_only(const struct desk_draft *draft, const char **why);

/* Opens a step of several changes; the calls below then touch the document
 * only, until commit makes one step of them, or abandon takes all back. */
void desk_draft_begin(struct desk_draft *draft);
enum rc desk_draft_commit(struct desk_draft *draft, struct err *err);
void desk_draft_abandon(struct desk_draft *draft);
/* The cell of a place; [+] in it makes a row, in the step begun. Columns of rows
 * themselves are -1. RC_NOTFOUND names the part that does not exist. */
enum rc desk_draft_find_or_add(struct desk_draft *draft, struct sv place, uint32_t *row, int *column, struct err *err);

enum rc desk_draft_set(struct desk_draft *draft, uint32_t row, int column, struct sv text, enum doc_mark mark, struct err *err);
enum rc desk_draft_unset(struct desk_draft *draft, uint32_t row, int column, struct err *err);
enum rc desk_draft_insert(struct desk_draft *draft, uint32_t parent, int table, uint32_t before, uint32_t *row, struct err *err);
enum rc desk_draft_remove(struct desk_draft *draft, uint32_t row, struct err *err);
enum rc desk_draft_move(struct desk_draft *draft, uint32_t row, uint32_t before, struct err *err);
/* With all its children and marks; the copy stands behind it. */
enum rc desk_draft_duplicate(struct desk_draft *draft, uint32_t row, uint32_t *copy, struct err *err);

/* The keyer passed the field: an i, f or p mark becomes "typed". Kept with the
 * next step, at the latest when the draft is closed. */
void desk_draft_looked(struct desk_draft *draft, uint32_t row, int column);

/* *row, *column: a cell that changed, to go there; 0 and -1 when none. RC_NOTFOUND: nothing to undo. */
enum rc desk_draft_undo(struct desk_draft *draft, uint32_t *row, int *column, struct err *err);
enum rc desk_draft_redo(struct desk_draft *draft, uint32_t *row, int *column, struct err *err);

/* Job number, client, cut-off, memo (STORE_JOB_NO, STORE_CLIENT, STORE_DUE, STORE_MEMO): never sent, in any state. */
enum rc desk_draft_set_job(struct desk_draft *draft, enum store_summary which, struct sv text, struct err *err);

/* Another process wrote? Then the document is read anew and *changed is set. */
enum rc desk_draft_refresh(struct desk_draft *draft, bool *changed, struct err *err);

enum rc desk_draft_pending_put(struct desk_draft *draft, uint32_t row, int column, struct sv text, size_t caret, struct err *err);
enum rc desk_draft_pending_drop(struct desk_draft *draft, struct err *err);
/* The text that was in the editor when a process died here; RC_NOTFOUND. caret: characters. */
enum rc desk_draft_pending_get(struct desk_draft *draft, uint32_t *row, int *column, struct str *text, size_t *caret, struct err *err);

/* ---- findings ------------------------------------------------------------------------ */

/* Findings at declare level. Goes on for about budget_us; true: all is judged. A change has already judged its own row. */
bool desk_draft_check(struct desk_draft *draft, int64_t budget_us);
const struct live *desk_draft_findings(const struct desk_draft *draft);

/* What only the desk can know: a newer edition is valid (R005); a value that no
 * two documents here may share is used elsewhere (catalogue.h, once: DEC389).
 * Texts live until the next call. How many there are. */
enum { DESK_MAX_NOTICES = 8 };
size_t desk_draft_notices(struct desk_draft *draft, struct live_finding notice[DESK_MAX_NOTICES]);
/* Findings of a stored draft, with its attachments and notices, as desk_check()
 * gives those of a file; message is "". RC_NOTFOUND, RC_PARSE, RC_IO. */
enum rc desk_draft_judge(struct desk *desk, int64_t id, const struct desk_check_how *how, desk_found *found, void *ctx,
    struct err *err);

/* ---- attachments ------------------------------------------------------------------------ */

/* Files of the draft (row 0) or of a row of it, e.g. EdocRealation; steps like other changes. A file of the same
 * name is exchanged. RC_LIMIT: larger than max_message_mb. RC_EXISTS: attached already. store_files() lists them. */
enum rc desk_draft_attach(struct desk_draft *draft, uint32_t row, const char *path, struct err *err);
enum rc desk_draft_detach(struct desk_draft *draft, uint32_t row, struct sv sha256, struct err *err);

/* ---- enterprises used before ---------------------------------------------------------------- */

struct desk_party {
	struct sv code, uscc, name, ciq, role;	/* role: trade owner agent copper … as it was used */
	int64_t at;				/* last used, ms */
};
typedef bool desk_on_party(void *ctx, const struct desk_party *party);
/* By any beginning of code or USCC, part of the name, pinyin initials. The youngest use first. */
enum rc desk_party_find(struct desk *desk, struct sv wanted, size_t limit, desk_on_party *on_party, void *ctx, struct err *err);

#endif
