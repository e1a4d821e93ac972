/*
 * The store: drafts, their rows and their journal in $YULU_HOME/yulu.sqlite,
 * what was attached or imported in $YULU_HOME/blobs.
 *
 *   draft ──< row     parent, tbl, ord, body     the document as it is now
 *     │  └──< file    row, name → blob           what is attached to it
 *     └────< step     prev, kind, ref            what was done, never changed
 *              └─< change  row, col, old → new   every cell, row and file it touched
 *
 * SQLite, WAL, synchronous=FULL: what a call acknowledged is on disk. Several
 * processes share one store on one host; a network file system is refused. A
 * home that its group may write (2770) is shared: what is made there may too.
 * The store knows no dictionary: tables and columns are names, values texts.
 *
 * An imported draft has no rows of its own until its first edit: its document
 * is the blob `original`, which the caller reads, and the first edit brings the
 * rows along (store_edit.first_rows). Import of thousands stays cheap, and what
 * came in can always be shown.
 *
 * Invariants (store_check looks at them)
 *   - Rows of a draft are a tree from row 1; ids are never used again.
 *   - The rows are the document after step `top`; nothing is replayed.
 *   - Taking back every step from `top` to `base_step` yields the document and
 *     the files the draft began with, byte for byte.
 *   - Steps and changes are never updated, nor deleted while the draft exists.
 *   - Rows and files change only in a state that may be edited
 *     (store_state_is_editable).
 *   - `tally` counts the drafts by state and type.
 *   - Search knows a draft as it is, or owes it (found_seq < seq).
 *   - Every blob that a record names is there and has the bytes of its name.
 *   - What was sent (outbox) and received (receipt) never changes, and has the
 *     hash noted with it.
 * Triggers hold those of the journal, the states, the counts, and of what was
 * sent and received.
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
/* Carries what is written over from the log into the database, for pauses: no
 * edit does it before the log has 16 MiB. */
enum rc store_checkpoint(struct store *store, struct err *err);

/* ---- several calls as one ------------------------------------------------- */

/* All calls up to store_commit() are one transaction. One that fails leaves
 * those before it standing; where SQLite itself took all back (a full disk, a
 * fault), the others and store_commit() fail too. Nobody else writes
 * meanwhile: no batch lasts while a user thinks. */
enum rc store_begin(struct store *store, struct err *err);
enum rc store_commit(struct store *store, struct err *err);
void store_rollback(struct store *store);	/* also when none was begun */

/* ---- blobs ------------------------------------------------------------------ */

/* Bytes under the SHA-256 of themselves, $YULU_HOME/blobs/ab/abcdef…, durable
 * before any record that names them: written aside, synced, renamed, the
 * directory synced (in a batch all at once in store_commit()). Up to 64 KiB, and
 * put in a batch, they are rows of the database and part of the transaction. */

enum {
	STORE_SHA256_LEN = 64,		/* hexadecimal digits, lower case */
	STORE_BLOB_MAX_B = 512 << 20,
};

void store_sha256(struct sv bytes, char hex[STORE_SHA256_LEN + 1]);
enum rc store_blob_put(struct store *store, struct sv bytes, char sha256[STORE_SHA256_LEN + 1], struct err *err);
/* Resets out. RC_NOTFOUND: no such blob. RC_PARSE: its bytes are not the ones put. */
enum rc store_blob_get(struct store *store, struct sv sha256, struct str *out, struct err *err);
/* Removes what no record has named for so many days; *n: how many it was. */
enum rc store_blob_gc(struct store *store, int64_t now_ms, int days, size_t *n, struct err *err);

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

/* draft → queued → held → declared; rejected reopens; bin holds what was
 * deleted. Each queueing begins an attempt; the state is that of the last. */
bool store_state_is_editable(struct sv state);

/* What lists show and search finds; never read back into the document. Job
 * number, client, due day and memo are the user's own. Where a summary is set,
 * {0} leaves what stands, SV("") empties. */
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
	int64_t attempt;		/* how often it was queued */
	struct sv original;		/* SHA-256 of the blob it came from, or was before its edition changed; "" */
	bool has_rows;			/* false: the document is `original`; the first edit brings the rows */
};

struct store_row {
	uint32_t row, parent;		/* row 1 has parent 0 */
	struct sv tbl;
	int64_t ord;			/* among the rows of its table below its parent */
	struct sv body;
};

/* A blob attached to a row, under a name that no other file of the row has. */
struct store_file {
	uint32_t row;
	struct sv name, kind, sha256;
	int64_t size;			/* bytes */
	int64_t added_at;		/* ms */
};

typedef bool store_on_draft(void *ctx, const struct store_draft *draft);
typedef bool store_on_row(void *ctx, const struct store_row *row);
typedef bool store_on_file(void *ctx, const struct store_file *file);

/* Of draft: type, edition, owner, made_from, original, summary. It is an
 * import with `original`, else a copy with made_from, else blank. The rows are
 * a tree from row 1, parents before children; none of them with an original
 * that is not edited yet. Files are what it begins with: undo does not take
 * them away; a copy gets those of its source only from the caller. seq is 0.
 * RC_NOTFOUND: original or a file is no blob. */
enum rc store_draft_new(struct store *store, const struct store_draft *draft,
    const struct store_row *rows, size_t n_rows, int64_t *id, struct err *err);
enum rc store_draft_new_with_files(struct store *store, const struct store_draft *draft,
    const struct store_row *rows, size_t n_rows, const struct store_file *file, size_t n_file, int64_t *id, struct err *err);
/* Texts live in the arena. */
enum rc store_draft_get(struct store *store, int64_t id, struct arena *arena, struct store_draft *out, struct err *err);
/* By parent, table and order; none of a draft without rows. */
enum rc store_rows(struct store *store, int64_t draft, store_on_row *on_row, void *ctx, struct err *err);
/* By row and name. */
enum rc store_files(struct store *store, int64_t draft, store_on_file *on_file, void *ctx, struct err *err);
/* In any state. */
enum rc store_draft_set_summary(struct store *store, int64_t id, int64_t *seq,
    const struct sv summary[STORE_N_SUMMARY], struct err *err);
/* Notes a step of kind state. RC_USAGE: no such state, or to or from the bin. */
enum rc store_draft_set_state(struct store *store, int64_t id, int64_t *seq, struct sv state, struct sv operator,
    struct err *err);
/* Into the bin and back to the state it had. RC_DENIED: queued or held; or
 * declared, and not unchanged for keep_days. */
enum rc store_draft_delete(struct store *store, int64_t id, int64_t *seq, struct sv operator, int keep_days,
    struct err *err);
enum rc store_draft_undelete(struct store *store, int64_t id, int64_t *seq, struct sv operator, struct err *err);
/* Removes for good what lies in the bin for bin_days, and of it what was ever
 * sent only when the last sending is keep_days past; *n: how many it was. */
enum rc store_purge(struct store *store, int64_t now_ms, int bin_days, int keep_days, size_t *n, struct err *err);
/* How many drafts of a type ({0}: of all) are in a state. */
enum rc store_tally(struct store *store, struct sv state, struct sv type, int64_t *n, struct err *err);

/* ---- lists ---------------------------------------------------------------- */

struct store_page {
	struct sv state;		/* {0}: all but the bin */
	struct sv type;			/* how the type begins; {0}: any */
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

struct store_holder {
	int64_t pid;
	struct sv operator, tty;	/* "" when the store could not note them */
	int64_t since;			/* ms; 0 the same */
};

/* A lock on a draft (0: on exchange) that lasts until unlocked, or this process
 * ends or closes the store. RC_BUSY: holder has it; its texts live in the
 * arena. One open store a process: closing a second one would drop the locks of
 * the first. */
enum rc store_lock(struct store *store, int64_t draft, struct sv operator, struct sv tty, struct arena *arena,
    struct store_holder *holder, struct err *err);
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

/* A cell (path is given), a file (store_file_change), or a row: made, deleted,
 * or moved. A move leaves the bodies out. A row is deleted after its children
 * and files, and made before them. */
struct store_change {
	uint32_t row;
	struct sv path;			/* of a cell; the name of a file */
	struct store_side old, now;
	bool of_file;			/* sides have the rest of the file as their text */
};

/* A file attached (old is NULL), taken away (now is NULL) or exchanged under
 * its name. added_at 0 is now. Texts live in the arena. */
struct store_change store_file_change(const struct store_file *old, const struct store_file *now, struct arena *arena);
/* What a side of such a change says; false when it is not given or damaged. */
bool store_file_of_side(const struct store_change *change, const struct store_side *side, struct store_file *out);

/* What the user did at once, one transaction and one step. */
struct store_edit {
	int64_t draft, seq;		/* as they were read */
	struct sv operator, tty;
	const struct store_change *change;
	size_t n_change;
	const struct sv *summary;	/* STORE_N_SUMMARY of them when one changed; NULL */
	const struct store_row *first_rows;	/* the document before this edit, exactly when the draft has no rows */
	size_t n_first_rows;
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

/* A draft carried over to another edition: these rows instead of its own, with
 * the ids they had, as the new document to which undo reaches. `original` is
 * the blob of the document as it was ("" leaves what stands). Files stay; their
 * rows must. Of files, rows and state as store_edit(). */
struct store_carry {
	int64_t draft, seq;
	struct sv operator, tty, edition, original;
	const struct store_row *row;
	size_t n_row;
	const struct sv *summary;	/* as above */
};

enum rc store_carry(struct store *store, const struct store_carry *carry, int64_t *seq, struct err *err);

struct store_step {
	int64_t id, seq, prev;
	struct sv kind;			/* blank copy import edit undo redo edition state */
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
 * broken. Leaves all as it was, but takes steps back on the way: the store must
 * be open to write, and no batch begun. */
enum rc store_check(struct store *store, int64_t draft, struct err *err);
/* The same for all drafts, the counts, editions, what was sent and received, and
 * SQLite's own integrity check. */
enum rc store_check_all(struct store *store, struct err *err);

/* ---- what was used before ------------------------------------------------------- */

/* Parties and the like: kind "party" has the USCC or customs code as its key.
 * Fields are the caller's, one text. */
struct store_book {
	struct sv kind, key, fields;
	int64_t draft;			/* that used it last; 0: none */
	int64_t at;			/* ms */
};

typedef bool store_on_book(void *ctx, const struct store_book *entry);

/* Used now: replaces what the key had. words are what finds it beside the key:
 * codes, names, pinyin. */
enum rc store_book_put(struct store *store, const struct store_book *entry, struct sv words, struct err *err);
/* Last used first. part: every word of it, as in lists; "": all of the kind. */
enum rc store_book_find(struct store *store, struct sv kind, struct sv part, size_t limit,
    store_on_book *on_book, void *ctx, struct err *err);
/* RC_NOTFOUND: never used. Texts live in the arena. */
enum rc store_book_last(struct store *store, struct sv kind, struct sv key, struct arena *arena, struct store_book *out,
    struct err *err);

/* ---- editions, operators, settings of this store ----------------------------------- */

/* As it was when first used here: sha256 is a blob, what the caller keeps of it.
 * Days are yyyymmdd, valid_to "" when open. */
struct store_edition {
	struct sv message, edition, valid_from, valid_to, sha256;
};

/* RC_EXISTS: known with another hash; the files of an edition never change.
 * RC_NOTFOUND: there is no such blob. */
enum rc store_edition_put(struct store *store, const struct store_edition *edition, struct err *err);
enum rc store_edition_get(struct store *store, struct sv message, struct sv edition, struct arena *arena,
    struct store_edition *out, struct err *err);

struct store_operator {
	int64_t id;			/* the store's */
	struct sv login, name, card, role;
};

/* By login; makes or replaces. */
enum rc store_operator_put(struct store *store, const struct store_operator *operator, int64_t *id, struct err *err);
enum rc store_operator_get(struct store *store, struct sv login, struct arena *arena, struct store_operator *out,
    struct err *err);
enum rc store_setting_put(struct store *store, struct sv key, struct sv value, struct err *err);
/* RC_NOTFOUND: not set. */
enum rc store_setting_get(struct store *store, struct sv key, struct arena *arena, struct sv *value, struct err *err);

/* ---- backup --------------------------------------------------------------------------- */

struct store_backup {
	int64_t n_draft;
	size_t n_blob;
	size_t n_bad;			/* blobs that are missing or damaged, and so left out */
};

/* The store as it is at this moment with all its blobs in one file (a SQLite
 * database), read again and checked before it gets its name. RC_EXISTS: path is
 * there. Others may go on writing. */
enum rc store_backup(struct store *store, const char *path, struct store_backup *out, struct err *err);
/* Into a home without a store, which is whole or not there. RC_EXISTS: home has
 * one. RC_PARSE: path is no backup, or damaged. */
enum rc store_restore(const char *home, const char *path, struct store_backup *out, struct err *err);

#endif
