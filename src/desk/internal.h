/*
 * Inside desk/.
 *
 *   desk.c      settings, tables, definitions; which message is it?
 *   message.c   check and format; lint.c
 *   label.c     names of types
 *   about.c     what the catalogue says of a message, resolved to cells
 *   keep.c      the store, editions noted in it, pauses, backup
 *   rows.c      documents ↔ stored rows, changes ↔ stored changes
 *   draft.c     open, close, refresh; life.c new, delete; export.c
 *   edit.c      one step; undo.c
 *   import.c copy.c carry.c history.c diff.c party.c file.c
 */
#ifndef YULU_DESK_INTERNAL_H
#define YULU_DESK_INTERNAL_H

#include "check/live.h"
#include "check/world.h"
#include "desk/desk.h"
#include "desk/draft.h"

/* ---- definitions ------------------------------------------------------------ */

struct cell_ref {
	int table, column;	/* column -1: the row */
};

struct party_ref {
	const char *role;
	int code, uscc, name, ciq;	/* columns of the root row; -1 */
};

/* What the catalogue says of a message, as cells of its dictionary. */
struct about {
	const struct catalogue_message *message;	/* NULL: nothing */
	int client;					/* column of the root row; -1 */
	struct expr *summary[STORE_N_SUMMARY];		/* NULL: none */
	struct cell_ref *clear;
	size_t n_clear;
	struct party_ref *party;
	size_t n_party;
};

/* A dictionary with its form and checker. */
struct definition {
	char *name;		/* "dec@2026-03" */
	char *form, *rules;	/* names, "" when none */
	bool kept;		/* only the copy in the store: no form, no rules */
	bool noted;		/* the store knows the edition */
	struct dict *dict;
	struct form *loaded;
	struct checker *checker;
	struct about *about;
	struct doc *reading;	/* without form: messages read for import and export */
};

struct importing;

struct desk {
	const struct conf *conf;
	char *data_dir, *codes_file, *overlay_dir;
	int32_t day;
	struct codes *codes;
	struct catalogue *catalogue;
	struct definition **definition;
	size_t n_definition, cap_definition;
	struct expr **when;	/* of each type of the catalogue; NULL until asked for, or none */
	struct xml_reader *reader;
	struct store *store;	/* NULL until asked for */
	bool store_read_only, swept;
	char *operator, *tty;
	char *labels;			/* names of types as the store keeps them; NULL until asked for */
	int64_t *held;		/* drafts locked by this process */
	size_t n_held, cap_held;
	struct importing *importing;	/* NULL: no batch */
	uint64_t *learned;	/* hashes of entries of the book, in the batch */
	size_t n_learned, cap_learned;
};

/* dir/sub/name.suffix; yours. */
char *desk_path(const struct desk *desk, const char *sub, const char *name, const char *suffix);
size_t desk_max_message_b(const struct desk *desk);
struct definition *desk_add_definition(struct desk *desk, const char *name, const char *form, const char *rules);
/* NULL when there is none of that name. */
struct definition *desk_definition(const struct desk *desk, struct sv name);
enum rc desk_load_dict(struct desk *desk, struct definition *d, struct err *err);
enum rc desk_load(struct desk *desk, struct definition *d, struct err *err);
/* The definition whose root stands at the head of the message, of several the
 * one of the desk's day; the first one when none fits (reading it then says what
 * is wrong). Only its dictionary is loaded. */
enum rc desk_recognise(struct desk *desk, struct sv bytes, struct definition **out, struct err *err);
/* A document of the definition without form, to read messages into. */
struct doc *desk_reading(struct definition *d);
void desk_reading_done(struct definition *d);	/* lets go of much memory */
/* RC_PARSE with a text for what doc_read() says. */
enum rc desk_read_message(struct desk *desk, struct definition *d, struct sv bytes, struct doc *doc, struct err *err);
bool desk_is_message(struct sv entry_name);
/* RC_PARSE when there is no message in it. */
enum rc desk_open_archive(struct desk *desk, struct sv bytes, struct zip_content *content, size_t *n_message, struct err *err);

/* Notes the names of the types in the store that is open. */
void desk_keep_labels(struct desk *desk);

/* ---- about.c ------------------------------------------------------------------- */

enum rc desk_about(struct desk *desk, struct definition *d, struct err *err);
void desk_about_free(struct about *about);
/* The type a message read is of; NULL with an error when none recognises it. */
enum rc desk_type_of(struct desk *desk, struct definition *d, struct doc *doc, const struct catalogue_type **type,
    struct err *err);
/* Texts in the arena; of what has no expression {0}. */
void desk_summary(const struct about *about, struct doc *doc, struct arena *arena, struct sv summary[STORE_N_SUMMARY]);
/* Those that read one of the changes; false when none does. */
bool desk_summary_changed(const struct about *about, struct doc *doc, const struct doc_change *change, size_t n,
    struct arena *arena, struct sv summary[STORE_N_SUMMARY]);
/* What the type and the settings say a new document (row 1), or a new row, begins with. */
enum rc desk_put_defaults(struct desk *desk, struct definition *d, const struct catalogue_type *type, struct doc *doc,
    struct err *err);
enum rc desk_put_row_defaults(struct desk *desk, struct doc *doc, uint32_t row, struct err *err);
/* The client number: day and chance, 18 letters and digits. */
enum rc desk_give_client_no(const struct about *about, struct doc *doc, struct err *err);

/* ---- keep.c -------------------------------------------------------------------------- */

/* The store, to write: RC_DENIED where it can only be read. */
enum rc desk_store_to_write(struct desk *desk, struct store **out, struct err *err);
void desk_store_close(struct desk *desk);
void desk_import_drop(struct desk *desk);	/* a batch that was not ended */
/* Locks a draft for editing: RC_BUSY when another process, or this one, has it. */
enum rc desk_hold(struct desk *desk, int64_t id, struct err *err);
void desk_let_go(struct desk *desk, int64_t id);
/* Tells the store the edition, with a copy of the dictionary. */
enum rc desk_note_edition(struct desk *desk, struct definition *d, struct err *err);
/* The definition of a draft, by name; the copy kept in the store when it is not installed. */
enum rc desk_definition_of(struct desk *desk, struct sv edition, struct definition **out, struct err *err);

/* ---- rows.c -------------------------------------------------------------------------------- */

struct row_list {
	struct store_row *row;
	size_t n, cap;
	struct arena arena;
};

/* All rows of a document, parents before children. */
void desk_rows_of(const struct doc *doc, struct row_list *out);
void desk_rows_clear(struct row_list *list);
/* Rows or original into the document. lost may be NULL. */
enum rc desk_load_rows(struct desk *desk, const struct store_draft *info, struct definition *d, struct doc *doc,
    doc_on_stranger *on_stranger, void *ctx, struct err *err);
/* In the arena. */
struct store_change *desk_store_changes(const struct doc *doc, const struct doc_change *change, size_t n, struct arena *arena);
/* A step's changes as the document wants them; files are left out. In the arena. */
enum rc desk_doc_changes(const struct doc *doc, struct store *store, int64_t step, struct arena *arena,
    struct doc_change **change, size_t *n, struct err *err);

/* Is there a newer edition for it? */
bool desk_is_outdated(const struct desk *desk, const struct store_draft *info);
/* The document as a new draft. */
enum rc desk_put_document(struct desk *desk, struct definition *d, struct sv type, struct doc *doc, int64_t made_from,
    int64_t *id, struct err *err);
/* A stored draft as a document: with its form where a world is given, which
 * outlives it. doc is yours, info's texts live in the arena. */
enum rc desk_load_draft(struct desk *desk, int64_t id, const struct doc_world *world, struct arena *arena,
    struct store_draft *info, struct definition **d, struct doc **doc, struct err *err);

/* ---- drafts ------------------------------------------------------------------------------------- */

struct looked {
	uint32_t row;
	int column;
};

struct desk_draft {
	struct desk *desk;
	struct store *store;
	int64_t id;
	struct definition *definition;
	const struct catalogue_type *type;	/* NULL: not in the catalogue any more */
	struct store_draft info;
	struct arena info_texts;
	int64_t version;		/* of the store's data, as of info */
	struct world world;
	struct doc_world seen;		/* the world with the draft's own files */
	struct store_file *file;
	size_t n_file, cap_file;
	struct arena file_texts;
	struct doc *doc;
	struct live *live;		/* NULL without form */
	bool locked;
	char *why;			/* read-only; NULL when it may be edited */
	bool begun;			/* a step is open */
	bool noting;			/* the document's journal is open: a step, or marks */
	struct looked *looked;		/* marks cleared since the last step */
	size_t n_looked, cap_looked;
	struct store_change *file_change;	/* of the open step */
	size_t n_file_change, cap_file_change;
	struct row_list first;		/* rows of an import until its first step is stored */
	struct arena step_texts;	/* of file_change */
	struct arena scratch;		/* while a step is committed */
	struct arena notices;		/* texts of the last */
	bool edited;			/* since it was opened */
};

/* Is it the id of a notice that is in no rules file? */
bool desk_is_notice(const char *id);
/* A change by itself opens a step of its own, which leave commits or abandons. */
enum rc desk_draft_enter(struct desk_draft *draft, bool *own, struct err *err);
enum rc desk_draft_leave(struct desk_draft *draft, bool own, enum rc rc, struct err *err);
/* For the open step; texts are copied. */
void desk_draft_add_file_change(struct desk_draft *draft, const struct store_file *old, const struct store_file *now);
/* A file by its name, whatever the row and case; NULL. */
const struct store_file *desk_draft_file(const struct desk_draft *draft, struct sv name);

/* Info, files, document as they are stored now. */
enum rc desk_draft_reload(struct desk_draft *draft, struct err *err);
enum rc desk_draft_read_info(struct desk_draft *draft, struct err *err);
enum rc desk_draft_read_files(struct desk_draft *draft, struct err *err);
/* What was looked at, as a step of its own. */
enum rc desk_draft_keep_looked(struct desk_draft *draft, struct err *err);

/* ---- party.c: the book of enterprises --------------------------------------------------------- */

enum { DESK_MAX_PARTY = 16 };

/* Enterprises of a document as entries of the book, in the arena; {0}: none. */
void desk_parties_of(const struct about *about, const struct doc *doc, struct arena *arena, struct sv party[DESK_MAX_PARTY]);
/* Those not learned since the batch began. */
enum rc desk_learn_entries(struct desk *desk, const struct sv party[DESK_MAX_PARTY], int64_t draft, struct err *err);
void desk_forget_learned(struct desk *desk);

#endif
