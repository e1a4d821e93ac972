#include "store/internal.h"

/* Version 1. The states that may be edited stand here and in store_state_is_editable(). */
static const char version_1[] =
	/* without rows until the first edit: base_hash is NULL and original the document */
	"CREATE TABLE draft ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, edition TEXT NOT NULL, state TEXT NOT NULL,"
	" state_before_bin TEXT, attempt INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL, next_row INTEGER NOT NULL, top INTEGER NOT NULL,"
	" base_step INTEGER NOT NULL, base_hash INTEGER, original TEXT, made_from INTEGER NOT NULL, owner TEXT NOT NULL,"
	" created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, client_no TEXT, seq_no TEXT, entry_no TEXT,"
	" job_no TEXT, client TEXT, due TEXT, memo TEXT, consignee TEXT, bill TEXT, contract TEXT, goods TEXT,"
	" items TEXT, totals TEXT, found_seq INTEGER NOT NULL DEFAULT -1) STRICT;"
	/* serves all lists (find.c) */
	"CREATE INDEX draft_list ON draft (type, state, changed_at, id);"
	"CREATE INDEX draft_owed ON draft (id) WHERE found_seq = -1;"
	"CREATE INDEX draft_client_no ON draft (client_no) WHERE client_no <> '';"
	"CREATE INDEX draft_seq_no ON draft (seq_no) WHERE seq_no <> '';"
	"CREATE INDEX draft_entry_no ON draft (entry_no) WHERE entry_no <> '';"
	"CREATE INDEX draft_bill ON draft (bill) WHERE bill <> '';"
	"CREATE INDEX draft_original ON draft (original) WHERE original IS NOT NULL;"

	"CREATE TABLE row ("
	" draft INTEGER NOT NULL, row INTEGER NOT NULL, parent INTEGER NOT NULL, tbl TEXT NOT NULL, ord INTEGER NOT NULL,"
	" body TEXT NOT NULL, PRIMARY KEY (draft, row)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX row_parent ON row (draft, parent, tbl, ord);"

	"CREATE TABLE file ("
	" draft INTEGER NOT NULL, row INTEGER NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,"
	" kind TEXT NOT NULL, added_at INTEGER NOT NULL, PRIMARY KEY (draft, row, name)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX file_blob ON file (sha256);"
	/* small blobs that were put in a batch */
	"CREATE TABLE small (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;"

	"CREATE TABLE step ("
	" id INTEGER PRIMARY KEY, draft INTEGER NOT NULL, seq INTEGER NOT NULL, prev INTEGER NOT NULL,"
	" kind TEXT NOT NULL, ref INTEGER NOT NULL, at INTEGER NOT NULL, operator TEXT NOT NULL, tty TEXT NOT NULL) STRICT;"
	"CREATE INDEX step_draft ON step (draft, id);"
	/* op: set (a cell), insert, delete, move (rows), file. Of a row, old and new are
	 * PARENT TAB TBL TAB ORD LF BODY and col is NULL; of a file SHA256 TAB SIZE
	 * TAB ADDED_AT TAB KIND, and col is its name */
	"CREATE TABLE change ("
	" step INTEGER NOT NULL, n INTEGER NOT NULL, op TEXT NOT NULL, row INTEGER NOT NULL, col TEXT,"
	" old TEXT, old_mark TEXT, new TEXT, new_mark TEXT, PRIMARY KEY (step, n)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX change_old_blob ON change (substr(old, 1, 64)) WHERE op = 'file' AND old IS NOT NULL;"
	"CREATE INDEX change_new_blob ON change (substr(new, 1, 64)) WHERE op = 'file' AND new IS NOT NULL;"

	"CREATE TABLE pending ("
	" draft INTEGER NOT NULL, operator TEXT NOT NULL, row INTEGER NOT NULL, col TEXT NOT NULL, text TEXT NOT NULL,"
	" caret INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (draft, operator)) STRICT, WITHOUT ROWID;"
	/* what a holder says of himself; the lock itself is the kernel's */
	"CREATE TABLE holder (draft INTEGER PRIMARY KEY, pid INTEGER NOT NULL, operator TEXT NOT NULL, tty TEXT NOT NULL,"
	" since INTEGER NOT NULL) STRICT;"
	/* rowid is the draft below zero; head is its type and state, text as find.c prepares it */
	"CREATE VIRTUAL TABLE find USING fts5 (head, text, tokenize = \"unicode61 remove_diacritics 0 tokenchars '.'\","
	" prefix = '1 2 3 4 5 6 7 8 9 10 11 12 13 14');"

	"CREATE TABLE outbox ("
	" id INTEGER PRIMARY KEY, draft INTEGER NOT NULL, msg_no TEXT NOT NULL UNIQUE, route TEXT NOT NULL, state TEXT NOT NULL,"
	" bytes BLOB NOT NULL, sha256 TEXT NOT NULL, archive TEXT, tries INTEGER NOT NULL DEFAULT 0, next_at INTEGER,"
	" last_error TEXT, queued_at INTEGER NOT NULL) STRICT;"
	"CREATE INDEX outbox_next ON outbox (state, next_at);"
	"CREATE INDEX outbox_draft ON outbox (draft, queued_at);"
	"CREATE TABLE receipt ("
	" id INTEGER PRIMARY KEY, draft INTEGER, attempt INTEGER NOT NULL DEFAULT 0, layer TEXT NOT NULL, kind TEXT NOT NULL,"
	" code TEXT NOT NULL, at INTEGER NOT NULL, sha256 TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL, got_at INTEGER NOT NULL,"
	" matched_by TEXT) STRICT;"
	"CREATE INDEX receipt_draft ON receipt (draft, at);"

	/* the lowest id was used last; book_find has the same rowids */
	"CREATE TABLE book ("
	" id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, draft INTEGER NOT NULL, at INTEGER NOT NULL,"
	" fields TEXT NOT NULL, UNIQUE (kind, key)) STRICT;"
	"CREATE INDEX book_recent ON book (kind, id);"
	"CREATE VIRTUAL TABLE book_find USING fts5 (kind, text, tokenize = \"unicode61 remove_diacritics 0 tokenchars '.'\","
	" prefix = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18');"
	"CREATE TABLE edition ("
	" message TEXT NOT NULL, edition TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT NOT NULL, sha256 TEXT NOT NULL,"
	" PRIMARY KEY (message, edition)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE operator ("
	" id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, card TEXT NOT NULL, role TEXT NOT NULL) STRICT;"
	"CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"

	"CREATE TABLE tally (state TEXT NOT NULL, type TEXT NOT NULL, n INTEGER NOT NULL,"
	" PRIMARY KEY (state, type)) STRICT, WITHOUT ROWID;"
	"CREATE TRIGGER tally_more AFTER INSERT ON draft BEGIN"
	" INSERT INTO tally VALUES (new.state, new.type, 1) ON CONFLICT DO UPDATE SET n = n + 1; END;"
	"CREATE TRIGGER tally_less AFTER DELETE ON draft BEGIN"
	" UPDATE tally SET n = n - 1 WHERE state = old.state AND type = old.type; END;"
	"CREATE TRIGGER tally_other AFTER UPDATE OF state, type ON draft BEGIN"
	" UPDATE tally SET n = n - 1 WHERE state = old.state AND type = old.type;"
	" INSERT INTO tally VALUES (new.state, new.type, 1) ON CONFLICT DO UPDATE SET n = n + 1; END;"

#define EDITABLE(id) "(SELECT state FROM draft WHERE id = " id ") NOT IN ('draft', 'rejected')"
#define REFUSE(name, when, table, condition, why) \
	"CREATE TRIGGER " name " BEFORE " when " ON " table " WHEN " condition " BEGIN SELECT RAISE(ABORT, '" why "'); END;"
	REFUSE("row_insert", "INSERT", "row", EDITABLE("new.draft"), "this draft may not be edited")
	REFUSE("row_update", "UPDATE", "row", EDITABLE("old.draft"), "this draft may not be edited")
	REFUSE("row_delete", "DELETE", "row", EDITABLE("old.draft"), "this draft may not be edited")
	REFUSE("file_insert", "INSERT", "file", EDITABLE("new.draft"), "this draft may not be edited")
	REFUSE("file_update", "UPDATE", "file", EDITABLE("old.draft"), "this draft may not be edited")
	REFUSE("file_delete", "DELETE", "file", EDITABLE("old.draft"), "this draft may not be edited")
	REFUSE("step_update", "UPDATE", "step", "true", "a step is never changed")
	REFUSE("change_update", "UPDATE", "change", "true", "a change is never changed")
	REFUSE("step_delete", "DELETE", "step", "EXISTS (SELECT 1 FROM draft WHERE id = old.draft)", "a step stays with its draft")
	REFUSE("change_delete", "DELETE", "change", 
	       "EXISTS (SELECT 1 FROM step JOIN draft ON draft.id = step.draft WHERE step.id = old.step)", "a change stays with its draft")
	REFUSE("outbox_update", "UPDATE OF id, draft, msg_no, bytes, sha256, queued_at", "outbox", "true", "what was sent never changes")
	REFUSE("receipt_update", "UPDATE OF id, bytes, sha256, got_at", "receipt", "true", "what was received never changes")
	REFUSE("outbox_delete", "DELETE", "outbox", "EXISTS (SELECT 1 FROM draft WHERE id = old.draft)",
	       "what was sent stays with its draft")
	REFUSE("receipt_delete", "DELETE", "receipt", "old.draft IS NULL OR EXISTS (SELECT 1 FROM draft WHERE id = old.draft)",
	       "what was received stays with its draft");

const char *const store_migrations[] = {version_1};
const size_t store_n_migrations = sizeof store_migrations / sizeof *store_migrations;
