/*
 * Drafts: begun, opened, edited, taken back, exported; what each refuses.
 */
#include "db/db.h"
#include "kit.h"
#include "store/internal.h"

/* ---- new ------------------------------------------------------------------- */

static void
beginning(struct kit *k)
{
	int64_t id = kit_new(k, "dec-export"), other = kit_new(k, "dec-export"), none;
	struct desk_draft *draft = kit_edit(k, id), *second = kit_edit(k, other);
	const struct store_draft *info = desk_draft_info(draft);
	char *no = kit_get(draft, "DecSign/ClientSeqNo"), *no2 = kit_get(second, "DecSign/ClientSeqNo");
	const struct doc_row *row;
	uint32_t r;
	int column;

	tap_ok(sv_is(info->state, "draft") && sv_is(info->type, "dec-export") && sv_is(info->edition, "dec@2026-03"), "a draft of its type");
	tap_ok(desk_draft_type(draft) != NULL && strcmp(desk_draft_type(draft)->id, "dec-export") == 0, "its type");
	tap_ok(desk_draft_desk(draft) == k->desk && desk_draft_id(draft) == id, "desk and number");
	kit_is(draft, "DecHead/IEFlag", "E", "default of the type");
	kit_is(draft, "DecHead/NoOtherPack", "1", "default of the message");
	kit_is(draft, "DecHead/EntryType", "M", "default of the form");
	kit_is(draft, "DecHead/AgentCode", "3100000000", "setting");
	kit_is(draft, "@Version", "4.9", "a setting goes before a default, whatever the case of its key");
	tap_ok(strlen(no) == 18 && strspn(no, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 18, "client number %s", no);
	tap_ok(strcmp(no, no2) != 0, "another draft has another one");
	tap_ok(sv_is(info->summary[STORE_CLIENT_NO], no), "lists show it");
	tap_ok(doc_find(desk_draft_doc(draft), SV("DecHead/AgentCode"), &row, &column, NULL) == RC_OK
	    && doc_mark(row, column) == DOC_DEFAULT, "a setting is marked as a default");
	tap_ok(doc_find(desk_draft_doc(draft), SV("DecSign/ClientSeqNo"), &row, &column, NULL) == RC_OK
	    && desk_draft_set(draft, 1, column, SV("X"), DOC_TYPED, &k->err) == RC_DENIED, "never changed: %s", k->err.text);
	tap_ok(desk_draft_unset(draft, 1, column, &k->err) == RC_DENIED, "nor taken away");
	tap_ok(doc_find(desk_draft_doc(draft), SV("DecSign"), &row, &column, NULL) == RC_OK
	    && desk_draft_unset(draft, 1, column, &k->err) == RC_DENIED, "nor with its group");
	tap_ok(desk_draft_insert(draft, 1, doc_table_of(desk_draft_doc(draft), SV("DecLists/DecList")), 0, &r, &k->err) == RC_OK, "an item");
	kit_is(draft, "DecLists/DecList[1]/DutyMode", "3", "a setting for each new row");
	kit_is(draft, "DecLists/DecList[1]/GNo", "1", "calculated");
	tap_ok(kit_set(k, draft, "DecLists/DecList[+]/GName", "示例货物") == RC_OK, "[+] makes a row");
	kit_is(draft, "DecLists/DecList[2]/DutyMode", "3", "which has the setting too");
	tap_ok(desk_draft_new(k->desk, SV("none"), &none, &k->err) == RC_NOTFOUND && none == 0, "no such type: %s", k->err.text);
	desk_draft_close(draft);
	desk_draft_close(second);
	mem_free(no);
	mem_free(no2);
}

static void
wrong_settings(struct kit *k)
{
	int64_t id;

	kit_close(k);
	kit_settings(k, "[defaults]\nDecHead/Nothing = 1\n");
	kit_open(k, NULL);
	tap_ok(desk_draft_new(k->desk, SV("dec-import"), &id, &k->err) == RC_RANGE, "a default of no field: %s", k->err.text);
	kit_close(k);
	kit_settings(k, "[defaults]\ndechead/agentcode = 3100000000\n@version = 4.9\nDecLists/DecList/DutyMode = 3\n[operator]\nname = 示例\n");
	kit_open(k, NULL);
}

/* ---- editing ------------------------------------------------------------------ */

static void
editing(struct kit *k)
{
	int64_t id = kit_new(k, "dec-import");
	struct desk_draft *draft = kit_edit(k, id);
	char *blank = kit_stored(k, id), *after, *again;
	uint32_t row;
	int column;

	tap_ok(kit_set(k, draft, "DecHead/TradeName", "示例进出口有限公司") == RC_OK, "a field is set %s", k->err.text);
	tap_ok(sv_is(desk_draft_info(draft)->summary[STORE_CONSIGNEE], "示例进出口有限公司"), "lists show it");
	tap_ok(kit_set(k, draft, "DecLists/DecList[+]/GName", "示例货物") == RC_OK, "a row and a field of it in one step");
	tap_ok(sv_is(desk_draft_info(draft)->summary[STORE_ITEMS], "1")
	    && sv_is(desk_draft_info(draft)->summary[STORE_GOODS], "示例货物"), "items and goods");
	kit_set(k, draft, "DecLists/DecList[1]/GQty", "100");
	kit_set(k, draft, "DecLists/DecList[1]/DeclPrice", "2.5");
	kit_is(draft, "DecLists/DecList[1]/DeclTotal", "250", "what follows is in the step");
	tap_ok(sv_starts(desk_draft_info(draft)->summary[STORE_TOTALS], SV("250")), "totals");
	after = kit_stored(k, id);
	tap_ok(desk_draft_undo(draft, &row, &column, &k->err) == RC_OK && row != 0 && column >= 0, "undo says where %s", k->err.text);
	kit_is(draft, "DecLists/DecList[1]/DeclTotal", "", "and takes the whole step back");
	tap_ok(desk_draft_redo(draft, &row, &column, &k->err) == RC_OK, "redo");
	again = kit_stored(k, id);
	tap_text(again, after, "redo is exact");
	mem_free(again);
	desk_draft_close(draft);
	kit_close(k);
	kit_open(k, NULL);
	draft = kit_edit(k, id);
	while (desk_draft_undo(draft, &row, &column, &k->err) == RC_OK)
		continue;
	tap_ok(k->err.rc == RC_NOTFOUND, "undo ends: %s", k->err.text);
	again = kit_stored(k, id);
	tap_text(again, blank, "in another run too, it comes to the blank document, byte for byte");
	mem_free(again);
	while (desk_draft_redo(draft, &row, &column, &k->err) == RC_OK)
		continue;
	again = kit_stored(k, id);
	tap_text(again, after, "and forth again");
	tap_ok(store_check(k->store, id, &k->err) == RC_OK, "the store is sound %s", k->err.text);
	mem_free(again);
	mem_free(after);
	mem_free(blank);
	desk_draft_close(draft);
}

static void
steps(struct kit *k)
{
	int64_t id = kit_new(k, "dec-import");
	struct desk_draft *draft = kit_edit(k, id);
	const struct doc *doc = desk_draft_doc(draft);
	const int item = doc_table_of(doc, SV("DecLists/DecList"));
	char *before, *after;
	uint32_t a, b, c, row;
	int column;

	before = kit_stored(k, id);
	desk_draft_begin(draft);
	tap_ok(desk_draft_insert(draft, 1, item, 0, &a, &k->err) == RC_OK && desk_draft_insert(draft, 1, item, a, &b, &k->err) == RC_OK,
	    "two rows");
	after = kit_stored(k, id);
	tap_text(after, before, "nothing is stored before commit");
	mem_free(after);
	desk_draft_abandon(draft);
	tap_ok(doc_row_count(doc_root(doc), item) == 0, "abandon takes all back");
	tap_ok(desk_draft_commit(draft, &k->err) == RC_USAGE, "nothing to commit: %s", k->err.text);
	desk_draft_begin(draft);
	desk_draft_insert(draft, 1, item, 0, &a, &k->err);
	desk_draft_insert(draft, 1, item, 0, &b, &k->err);
	tap_ok(desk_draft_commit(draft, &k->err) == RC_OK, "one step of two rows %s", k->err.text);
	tap_ok(desk_draft_duplicate(draft, a, &c, &k->err) == RC_OK && doc_row_place(doc_row_by_id(doc, c)) == 2, "a copy behind it");
	kit_is(draft, "DecLists/DecList[3]/GNo", "3", "the others are numbered anew");
	tap_ok(desk_draft_move(draft, b, a, &k->err) == RC_OK && doc_row_place(doc_row_by_id(doc, b)) == 1, "moved %s", k->err.text);
	tap_ok(desk_draft_remove(draft, c, &k->err) == RC_OK && doc_row_by_id(doc, c) == NULL, "removed");
	for (int i = 0; i < 4; i++)
		tap_ok(desk_draft_undo(draft, &row, &column, &k->err) == RC_OK, "undo %d %s", i, k->err.text);
	after = kit_stored(k, id);
	tap_text(after, before, "as before");
	tap_ok(store_check(k->store, id, &k->err) == RC_OK, "the store is sound %s", k->err.text);
	tap_ok(desk_draft_set(draft, 77, 0, SV("x"), DOC_TYPED, &k->err) == RC_NOTFOUND, "no such row: %s", k->err.text);
	tap_ok(desk_draft_remove(draft, 1, &k->err) == RC_USAGE && desk_draft_move(draft, 1, 0, &k->err) == RC_USAGE, "not the message");
	tap_ok(desk_draft_insert(draft, 1, 99, 0, &row, &k->err) == RC_USAGE && row == 0, "no such table");
	tap_ok(desk_draft_set(draft, 1, 1, SV("\x01"), DOC_TYPED, &k->err) == RC_PARSE, "what no message may hold: %s", k->err.text);
	mem_free(before);
	mem_free(after);
	desk_draft_close(draft);
}

/* ---- a full disk ----------------------------------------------------------------- */

static void
full_disk(struct kit *k)
{
	int64_t id = kit_new(k, "dec-import"), none;
	struct desk_draft *draft = kit_edit(k, id);
	struct str large = STR_INIT(0);
	char *before, *after;
	uint32_t row;
	int column, n = 0;

	for (int i = 0; i < 100000; i++)
		str_adds(&large, "示例");
	kit_set(k, draft, "DecHead/NoteS", "示例");
	kit_must(k, db_exec(k->store->db, "PRAGMA max_page_count = 1", &k->err), "limit");	/* no more than there are */
	before = kit_stored(k, id);
	tap_ok(kit_set(k, draft, "DecHead/MarkNo", str_z(&large)) == RC_FULL, "full: %s", k->err.text);
	kit_is(draft, "DecHead/MarkNo", "N/M", "the document is as before");
	after = kit_stored(k, id);
	tap_text(after, before, "the store too");
	tap_ok(desk_draft_new(k->desk, SV("dec-import"), &none, &k->err) == RC_OK || k->err.rc == RC_FULL, "new: %s", k->err.text);
	kit_must(k, db_exec(k->store->db, "PRAGMA max_page_count = 1000000", &k->err), "limit");
	tap_ok(kit_set(k, draft, "DecHead/MarkNo", str_z(&large)) == RC_OK, "goes on when there is room %s", k->err.text);
	while (desk_draft_undo(draft, &row, &column, &k->err) == RC_OK)
		n++;
	tap_ok(n == 2, "two steps");
	tap_ok(store_check(k->store, id, &k->err) == RC_OK, "the store is sound %s", k->err.text);
	mem_free(before);
	mem_free(after);
	str_clear(&large);
	desk_draft_close(draft);
}

int
main(void)
{
	struct kit k = {.home = tmpdir_new()};

	kit_settings(&k, "");
	kit_open(&k, NULL);
	wrong_settings(&k);
	beginning(&k);
	editing(&k);
	steps(&k);
	full_disk(&k);
	kit_close(&k);
	tmpdir_free(k.home);
	return tap_done();
}
