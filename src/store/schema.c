#include "store/internal.h"

/* Version 1. The states that may be edited stand here and in store_state_is_editable(). */
static const char version_1[] =
	"CREATE TABLE draft ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, edition TEXT NOT NULL, state TEXT NOT NULL,"
	" state_before_bin TEXT, seq INTEGER NOT NULL, next_row INTEGER NOT NULL, top INTEGER NOT NULL,"
	" base_step INTEGER NOT NULL, base_hash INTEGER NOT NULL, made_from INTEGER NOT NULL, owner TEXT NOT NULL,"
	" created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, client_no TEXT, seq_no TEXT, entry_no TEXT,"
	" job_no TEXT, client TEXT, due TEXT, memo TEXT, consignee TEXT, bill TEXT, contract TEXT, goods TEXT,"
	" items TEXT, totals TEXT, found_seq INTEGER NOT NULL DEFAULT -1) STRICT;"
	"CREATE INDEX draft_changed ON draft (state, changed_at, id);"
	"CREATE INDEX draft_recent ON draft (changed_at, id) WHERE state <> 'bin';"
	"CREATE INDEX draft_owed ON draft (id) WHERE found_seq < seq;"
	"CREATE INDEX draft_client_no ON draft (client_no) WHERE client_no <> '';"
	"CREATE INDEX draft_seq_no ON draft (seq_no) WHERE seq_no <> '';"
	"CREATE INDEX draft_entry_no ON draft (entry_no) WHERE entry_no <> '';"
	"CREATE INDEX draft_bill ON draft (bill) WHERE bill <> '';"

	"CREATE TABLE row ("
	" draft INTEGER NOT NULL, row INTEGER NOT NULL, parent INTEGER NOT NULL, tbl TEXT NOT NULL, ord INTEGER NOT NULL,"
	" body TEXT NOT NULL, PRIMARY KEY (draft, row)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX row_parent ON row (draft, parent, tbl, ord);"

	"CREATE TABLE step ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, draft INTEGER NOT NULL, seq INTEGER NOT NULL, prev INTEGER NOT NULL,"
	" kind TEXT NOT NULL, ref INTEGER NOT NULL, at INTEGER NOT NULL, operator TEXT NOT NULL, tty TEXT NOT NULL) STRICT;"
	"CREATE INDEX step_draft ON step (draft, id);"
	"CREATE INDEX step_prev ON step (draft, prev, id) WHERE kind = 'edit';"
	/* of a row, old and new are PARENT TAB TBL TAB ORD LF BODY and col is NULL */
	"CREATE TABLE change ("
	" step INTEGER NOT NULL, n INTEGER NOT NULL, op TEXT NOT NULL, row INTEGER NOT NULL, col TEXT,"
	" old TEXT, old_mark TEXT, new TEXT, new_mark TEXT, PRIMARY KEY (step, n)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE pending ("
	" draft INTEGER NOT NULL, operator TEXT NOT NULL, row INTEGER NOT NULL, col TEXT NOT NULL, text TEXT NOT NULL,"
	" caret INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (draft, operator)) STRICT, WITHOUT ROWID;"
	/* rowid is the draft; text as find.c prepares it */
	"CREATE VIRTUAL TABLE find USING fts5 (text, tokenize = \"unicode61 remove_diacritics 0 tokenchars '.'\");"

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
	REFUSE("step_update", "UPDATE", "step", "true", "a step is never changed")
	REFUSE("change_update", "UPDATE", "change", "true", "a change is never changed")
	REFUSE("step_delete", "DELETE", "step", "EXISTS (SELECT 1 FROM draft WHERE id = old.draft)", "a step stays with its draft")
	REFUSE("change_delete", "DELETE", "change", "EXISTS (SELECT 1 FROM step WHERE id = old.step)", "a change stays with its step");

const char *const store_migrations[] = {version_1};
const size_t store_n_migrations = sizeof store_migrations / sizeof *store_migrations;
