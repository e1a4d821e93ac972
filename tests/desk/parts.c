/*
 * Copies, history, differences, marks, job fields, text in the editor, files,
 * enterprises used before.
 */
#include "kit.h"

/* ---- copy ------------------------------------------------------------------------ */

static void
copies(struct kit *k)
{
	int64_t from = kit_import(k, "05_import_containers_licences.xml"), id;
	struct desk_draft *draft, *source = kit_edit(k, from);
	char *no = kit_get(source, "DecSign/ClientSeqNo"), *goods = kit_get(source, "DecLists/DecList[1]/GName"), *new_no;
	const struct doc_row *row;
	int column;

	tap_ok(desk_draft_copy(k->desk, from, &id, &k->err) == RC_OK && id != from, "a copy, also of what is open %s", k->err.text);
	desk_draft_close(source);
	draft = kit_edit(k, id);
	new_no = kit_get(draft, "DecSign/ClientSeqNo");
	tap_ok(desk_draft_info(draft)->made_from == from && sv_is(desk_draft_info(draft)->type, "dec-import"), "knows where it is from");
	tap_ok(strcmp(no, new_no) != 0 && strlen(new_no) == 18, "a new client number");
	kit_is(draft, "DecLists/DecList[1]/GName", goods, "keeps the goods");
	kit_is(draft, "DecHead/BillNo", "", "not the bill");
	kit_is(draft, "DecHead/SeqNo", "", "not the number of the data centre");
	kit_is(draft, "DecFreeTxt/VoyNo", "", "not the voyage");
	kit_is(draft, "DecLicenseDocus/LicenseDocu[1]/CertCode", "", "not the licence's number");
	tap_ok(doc_row_count(doc_root(desk_draft_doc(draft)), doc_table_of(desk_draft_doc(draft), SV("DecContainers/Container"))) == 0,
	    "not the containers");
	tap_ok(doc_find(desk_draft_doc(draft), SV("DecLists/DecList[1]/GName"), &row, &column, NULL) == RC_OK
	    && doc_mark(row, column) == DOC_COPIED, "what stands is marked as copied");
	tap_ok(desk_draft_info(draft)->summary[STORE_BILL].n == 0 && desk_draft_info(draft)->summary[STORE_GOODS].n > 0, "lists show it so");
	tap_ok(desk_draft_copy(k->desk, 9999, &id, &k->err) == RC_NOTFOUND && id == 0, "of nothing: %s", k->err.text);
	tap_ok(store_check(k->store, desk_draft_id(draft), &k->err) == RC_OK, "the store is sound %s", k->err.text);
	desk_draft_close(draft);
	mem_free(no);
	mem_free(new_no);
	mem_free(goods);
}

/* ---- history, difference -------------------------------------------------------------- */

static bool
add_line(void *ctx, const struct desk_line *l)
{
	str_addf(ctx, "%.*s%s %.*s %.*s>%.*s\n", (int)l->kind.n, l->kind.p, l->taken_back ? "*" : "", (int)l->place.n, l->place.p,
	    (int)l->old.n, l->old.p != NULL ? l->old.p : "", (int)l->now.n, l->now.p != NULL ? l->now.p : "");
	return true;
}

static bool
stop_at_once(void *ctx, const struct desk_line *l)
{
	(void)l;
	++*(int *)ctx;
	return false;
}

static void
histories(struct kit *k)
{
	int64_t id = kit_new(k, "dec-import");
	struct desk_draft *draft = kit_edit(k, id);
	struct str all = STR_INIT(0);
	uint32_t row;
	int column, n = 0;

	kit_set(k, draft, "DecHead/NoteS", "一");
	kit_set(k, draft, "DecHead/NoteS", "二");
	desk_draft_undo(draft, &row, &column, &k->err);
	kit_set(k, draft, "DecHead/ContrNo", "SL-1");
	tap_ok(desk_draft_history(k->desk, id, (struct sv){0}, add_line, &all, &k->err) == RC_OK, "history %s", k->err.text);
	tap_text(str_z(&all), "set DecHead/ContrNo >SL-1\nundo DecHead/NoteS 二>一\nset* DecHead/NoteS 一>二\nset DecHead/NoteS >一\nblank  >\n",
	    "from the youngest, with what was taken back");
	str_reset(&all);
	tap_ok(desk_draft_history(k->desk, id, SV("DecHead/ContrNo"), add_line, &all, &k->err) == RC_OK, "of a place");
	tap_text(str_z(&all), "set DecHead/ContrNo >SL-1\n", "only what happened there");
	tap_ok(desk_draft_history(k->desk, id, SV("DecHead/Nothing"), add_line, &all, &k->err) == RC_NOTFOUND, "of no place: %s", k->err.text);
	tap_ok(desk_draft_history(k->desk, 9999, (struct sv){0}, add_line, &all, &k->err) == RC_NOTFOUND, "of no draft");
	desk_draft_history(k->desk, id, (struct sv){0}, stop_at_once, &n, &k->err);
	tap_ok(n == 1, "stops when told");
	str_reset(&all);
	kit_set(k, draft, "DecLists/DecList[+]/GName", "货");
	doc_find(desk_draft_doc(draft), SV("DecLists/DecList[1]"), &(const struct doc_row *){NULL}, &column, NULL);
	desk_draft_remove(draft, doc_row_id(doc_row_first(doc_root(desk_draft_doc(draft)), doc_table_of(desk_draft_doc(draft),
	    SV("DecLists/DecList")))), &k->err);
	desk_draft_history(k->desk, id, (struct sv){0}, add_line, &all, &k->err);
	tap_ok(strstr(str_z(&all), "delete DecLists/DecList[#") != NULL, "a row that is gone: %.60s", str_z(&all));
	str_clear(&all);
	desk_draft_close(draft);
}

static bool
add_difference(void *ctx, const struct desk_difference *d)
{
	str_addf(ctx, "%.*s %.*s>%.*s\n", (int)d->place.n, d->place.p, d->old.p != NULL ? (int)d->old.n : 1, d->old.p != NULL ? d->old.p : "-",
	    d->now.p != NULL ? (int)d->now.n : 1, d->now.p != NULL ? d->now.p : "-");
	return true;
}

static void
add_item(struct kit *k, struct desk_draft *draft, const char *name)
{
	kit_set(k, draft, "DecLists/DecList[+]/GName", name);
}

static void
differences(struct kit *k)
{
	int64_t a = kit_new(k, "dec-import"), b;
	struct desk_draft *draft = kit_edit(k, a);
	struct str all = STR_INIT(0);

	add_item(k, draft, "甲");
	add_item(k, draft, "乙");
	add_item(k, draft, "丙");
	desk_draft_close(draft);
	kit_must(k, desk_draft_copy(k->desk, a, &b, &k->err), "copy");
	draft = kit_edit(k, b);
	tap_ok(desk_draft_diff(k->desk, a, a, add_difference, &all, &k->err) == RC_OK && all.len_b == 0, "none to itself %s", str_z(&all));
	desk_draft_remove(draft, doc_row_id(doc_row_first(doc_root(desk_draft_doc(draft)), doc_table_of(desk_draft_doc(draft),
	    SV("DecLists/DecList")))), &k->err);
	kit_set(k, draft, "DecHead/NoteS", "示例");
	add_item(k, draft, "丁");
	tap_ok(desk_draft_diff(k->desk, a, b, add_difference, &all, &k->err) == RC_OK, "difference %s", k->err.text);
	tap_ok(strstr(str_z(&all), "DecHead/NoteS ->示例\n") != NULL, "a field that is new");
	tap_ok(strstr(str_z(&all), "DecLists/DecList[1]/GName 甲>-\n") != NULL, "a row that is gone");
	tap_ok(strstr(str_z(&all), "DecLists/DecList[3]/GName ->丁\n") != NULL, "a row that came");
	tap_ok(strstr(str_z(&all), "乙") == NULL && strstr(str_z(&all), "丙") == NULL, "not those that only moved up");
	tap_ok(strstr(str_z(&all), "DecLists/DecList[2]/GNo 2>1\n") != NULL, "but their numbers");
	tap_ok(desk_draft_diff(k->desk, a, 9999, add_difference, &all, &k->err) == RC_NOTFOUND, "with nothing");
	desk_draft_close(draft);
	str_clear(&all);
}

/* ---- marks, job, editor ------------------------------------------------------------------- */

static enum doc_mark
mark_at(struct desk_draft *draft, const char *place)
{
	const struct doc_row *row;
	int column;

	doc_find(desk_draft_doc(draft), sv_of(place), &row, &column, NULL);
	return doc_mark(row, column);
}

static void
looking(struct kit *k)
{
	int64_t id = kit_import(k, "01_import_general.xml");
	struct desk_draft *draft = kit_edit(k, id);
	const struct doc_row *row;
	uint32_t r;
	int column, other;
	char *first = kit_export(k, id), *now;

	doc_find(desk_draft_doc(draft), SV("DecHead/TradeName"), &row, &column, NULL);
	tap_ok(doc_mark(row, column) == DOC_IMPORTED, "imported");
	desk_draft_looked(draft, 1, column);
	tap_ok(doc_mark(row, column) == DOC_TYPED, "looked at");
	desk_draft_begin(draft);
	doc_find(desk_draft_doc(draft), SV("DecHead/NoteS"), &row, &other, NULL);
	desk_draft_set(draft, 1, other, SV("x"), DOC_TYPED, &k->err);
	desk_draft_abandon(draft);
	tap_ok(mark_at(draft, "DecHead/TradeName") == DOC_TYPED, "also after a step that was abandoned");
	kit_is(draft, "DecHead/NoteS", "", "which is not there");
	kit_set(k, draft, "DecHead/NoteS", "示例");
	desk_draft_looked(draft, 1, column);
	doc_find(desk_draft_doc(draft), SV("DecHead/BillNo"), &row, &column, NULL);
	desk_draft_looked(draft, 1, column);
	desk_draft_close(draft);
	draft = kit_edit(k, id);
	tap_ok(mark_at(draft, "DecHead/TradeName") == DOC_TYPED && mark_at(draft, "DecHead/BillNo") == DOC_TYPED, "kept when it was closed");
	tap_ok(desk_draft_undo(draft, &r, &column, &k->err) == RC_OK, "undo %s", k->err.text);
	kit_is(draft, "DecHead/NoteS", "", "takes the step below marks too");
	tap_ok(mark_at(draft, "DecHead/TradeName") == DOC_IMPORTED && mark_at(draft, "DecHead/BillNo") == DOC_IMPORTED, "and the marks");
	now = kit_export(k, id);
	tap_text(now, first, "as imported");
	tap_ok(desk_draft_undo(draft, &r, &column, &k->err) == RC_NOTFOUND, "no more");
	tap_ok(desk_draft_redo(draft, &r, &column, &k->err) == RC_OK, "redo");
	tap_ok(mark_at(draft, "DecHead/BillNo") == DOC_TYPED && desk_draft_redo(draft, &r, &column, &k->err) == RC_NOTFOUND, "with the marks above");
	mem_free(first);
	mem_free(now);
	desk_draft_close(draft);
}

static void
jobs(struct kit *k)
{
	int64_t id = kit_new(k, "dec-import");
	struct desk_draft *draft = kit_edit(k, id);
	struct str text = STR_INIT(0);
	uint32_t row;
	size_t caret;
	int column;

	tap_ok(desk_draft_set_job(draft, STORE_JOB_NO, SV("J-1"), &k->err) == RC_OK
	    && sv_is(desk_draft_info(draft)->summary[STORE_JOB_NO], "J-1"), "job number %s", k->err.text);
	tap_ok(desk_draft_set_job(draft, STORE_BILL, SV("x"), &k->err) == RC_USAGE, "not the bill: %s", k->err.text);
	tap_ok(kit_set(k, draft, "DecHead/BillNo", "B1") == RC_OK && sv_is(desk_draft_info(draft)->summary[STORE_JOB_NO], "J-1"), "an edit keeps it");
	tap_ok(desk_draft_set_job(draft, STORE_JOB_NO, SV(""), &k->err) == RC_OK && desk_draft_info(draft)->summary[STORE_JOB_NO].n == 0, "emptied");
	tap_ok(desk_draft_pending_get(draft, &row, &column, &text, &caret, &k->err) == RC_NOTFOUND, "no text in the editor");
	tap_ok(desk_draft_pending_put(draft, 1, 3, SV("半"), 1, &k->err) == RC_OK, "text in the editor %s", k->err.text);
	tap_ok(desk_draft_pending_get(draft, &row, &column, &text, &caret, &k->err) == RC_OK && row == 1 && column == 3 && caret == 1
	    && strcmp(str_z(&text), "半") == 0, "comes back");
	tap_ok(desk_draft_pending_drop(draft, &k->err) == RC_OK && desk_draft_pending_get(draft, &row, &column, &text, &caret, &k->err) == RC_NOTFOUND,
	    "dropped");
	tap_ok(desk_draft_pending_put(draft, 99, 0, SV("x"), 0, &k->err) == RC_NOTFOUND, "of no field: %s", k->err.text);
	str_clear(&text);
	desk_draft_close(draft);
}

/* ---- findings ------------------------------------------------------------------------------ */

static void
findings(struct kit *k)
{
	int64_t id = kit_new(k, "dec-import");
	struct desk_draft *draft = kit_edit(k, id);
	size_t before, after;

	while (!desk_draft_check(draft, 100000))
		continue;
	before = live_count(desk_draft_findings(draft), FORM_ERROR);
	kit_set(k, draft, "DecHead/TradeName", "示例进出口有限公司");
	while (!desk_draft_check(draft, 100000))
		continue;
	after = live_count(desk_draft_findings(draft), FORM_ERROR);
	tap_ok(before > 10 && after < before, "findings follow: %zu, %zu", before, after);
	desk_draft_close(draft);
}

struct found {
	size_t n, n_bill;
	char bill[300];
};

static void
look(void *ctx, const char *message, const struct finding *f)
{
	struct found *all = ctx;

	(void)message;
	all->n++;
	if (strcmp(f->rule, "DEC389") != 0)
		return;
	all->n_bill++;
	snprintf(all->bill, sizeof all->bill, "%.*s %.*s", (int)f->place.n, f->place.p, (int)f->text.n, f->text.p);
}

static void
one_bill(struct kit *k)
{
	const struct desk_check_how declare = {.declaring = true}, save = {0};
	int64_t a = kit_new(k, "dec-import"), b = kit_new(k, "dec-import"), c = kit_new(k, "dec-export");
	struct desk_draft *x = kit_edit(k, a), *y = kit_edit(k, b), *z = kit_edit(k, c);
	struct live_finding notice[DESK_MAX_NOTICES];
	struct found found = {0};

	kit_set(k, x, "DecHead/BillNo", "SHYU7777001");
	tap_ok(desk_draft_notices(x, notice) == 0, "a bill number of its own");
	kit_set(k, z, "DecHead/BillNo", "SHYU7777001");
	store_find_update(k->store, 1000, &(size_t){0}, &k->err);
	tap_ok(desk_draft_notices(x, notice) == 0, "may be used in the other direction");
	kit_set(k, y, "DecHead/BillNo", "SHYU7777001");
	store_find_update(k->store, 1000, &(size_t){0}, &k->err);
	tap_ok(desk_draft_notices(x, notice) == 1 && strcmp(notice[0].rule, "DEC389") == 0 && notice[0].row == 1, "used twice: %.*s",
	    (int)notice[0].text.n, notice[0].text.p);
	tap_ok(desk_draft_judge(k->desk, a, &declare, look, &found, &k->err) == RC_OK && found.n_bill == 1 && found.n > 10
	    && sv_starts(sv_of(found.bill), SV("DecHead/BillNo ")), "found with all else: %s", found.bill);
	found = (struct found){0};
	tap_ok(desk_draft_judge(k->desk, a, &save, look, &found, &k->err) == RC_OK && found.n_bill == 0, "not when it is only saved");
	kit_set(k, y, "DecHead/BillNo", "SHYU7777001*1");
	store_find_update(k->store, 1000, &(size_t){0}, &k->err);
	tap_ok(desk_draft_notices(x, notice) == 0, "a part of a bill is another one");
	tap_ok(desk_draft_judge(k->desk, 9999, &declare, look, &found, &k->err) == RC_NOTFOUND, "no such draft");
	desk_draft_close(x);
	desk_draft_close(y);
	desk_draft_close(z);
}

/* ---- files ------------------------------------------------------------------------------------- */

static bool
count_file(void *ctx, const struct store_file *f)
{
	(void)f;
	++*(size_t *)ctx;
	return true;
}

static size_t
n_files(struct kit *k, int64_t id)
{
	size_t n = 0;

	store_files(k->store, id, count_file, &n, &k->err);
	return n;
}

static bool
keep_hash(void *ctx, const struct store_file *f)
{
	snprintf(ctx, STORE_SHA256_LEN + 1, "%.*s", (int)f->sha256.n, f->sha256.p);
	return false;
}

static void
files(struct kit *k)
{
	int64_t id = kit_new(k, "dec-import");
	struct desk_draft *draft = kit_edit(k, id);
	char *path = file_join(k->home, "发票.pdf");
	char sha256[STORE_SHA256_LEN + 1];
	uint32_t row, r;
	int column;

	file_write(path, SV("%PDF-1.4 示例"), 0600, NULL);
	tap_ok(desk_draft_attach(draft, 0, path, &k->err) == RC_OK && n_files(k, id) == 1, "attached %s", k->err.text);
	tap_ok(desk_draft_attach(draft, 0, path, &k->err) == RC_EXISTS, "not twice: %s", k->err.text);
	file_write(path, SV("%PDF-1.4 another"), 0600, NULL);
	tap_ok(desk_draft_attach(draft, 0, path, &k->err) == RC_OK && n_files(k, id) == 1, "exchanged");
	tap_ok(desk_draft_undo(draft, &r, &column, &k->err) == RC_OK && desk_draft_undo(draft, &r, &column, &k->err) == RC_OK
	    && n_files(k, id) == 0, "undone %s", k->err.text);
	desk_draft_redo(draft, &r, &column, &k->err);
	store_files(k->store, id, keep_hash, sha256, &k->err);
	tap_ok(desk_draft_detach(draft, 0, sv_of(sha256), &k->err) == RC_OK && n_files(k, id) == 0, "detached %s", k->err.text);
	tap_ok(desk_draft_detach(draft, 0, sv_of(sha256), &k->err) == RC_NOTFOUND, "not there: %s", k->err.text);
	desk_draft_begin(draft);
	desk_draft_insert(draft, 1, doc_table_of(desk_draft_doc(draft), SV("EdocRealation")), 0, &row, &k->err);
	tap_ok(desk_draft_attach(draft, row, path, &k->err) == RC_OK && desk_draft_commit(draft, &k->err) == RC_OK && n_files(k, id) == 1,
	    "a row and its file in a step %s", k->err.text);
	tap_ok(desk_draft_remove(draft, row, &k->err) == RC_OK && n_files(k, id) == 0, "goes with its row %s", k->err.text);
	tap_ok(desk_draft_undo(draft, &r, &column, &k->err) == RC_OK && n_files(k, id) == 1, "and comes back with it %s", k->err.text);
	tap_ok(desk_draft_attach(draft, 99, path, &k->err) == RC_NOTFOUND && desk_draft_attach(draft, 0, "/nonexistent", &k->err) == RC_NOTFOUND,
	    "no such row, no such file: %s", k->err.text);
	tap_ok(store_check(k->store, id, &k->err) == RC_OK, "the store is sound %s", k->err.text);
	desk_draft_close(draft);
	mem_free(path);
}

/* ---- enterprises ------------------------------------------------------------------------------------ */

static bool
add_party(void *ctx, const struct desk_party *p)
{
	str_addf(ctx, "%.*s %.*s %.*s %.*s\n", (int)p->role.n, p->role.p, (int)p->code.n, p->code.p, (int)p->uscc.n, p->uscc.p, (int)p->name.n,
	    p->name.p);
	return true;
}

static char *
parties_of(struct kit *k, const char *wanted)
{
	struct str all = STR_INIT(0);

	kit_must(k, desk_party_find(k->desk, sv_of(wanted), 10, add_party, &all, &k->err), "parties");
	return str_take(&all);
}

static void
parties(struct kit *k)
{
	int64_t id = kit_new(k, "dec-import");
	struct desk_draft *draft = kit_edit(k, id);
	char *got;

	kit_set(k, draft, "DecHead/TradeName", "蓝天示例贸易公司");
	kit_set(k, draft, "DecHead/TradeCode", "3199999999");
	got = parties_of(k, "蓝天");
	tap_text(got, "", "not before the draft is left");
	mem_free(got);
	desk_draft_close(draft);
	got = parties_of(k, "蓝天示");
	tap_ok(strstr(got, "trade 3199999999  蓝天示例贸易公司\n") != NULL, "by part of the name: %s", got);
	mem_free(got);
	got = parties_of(k, "31999");
	tap_ok(strstr(got, "trade 3199999999  蓝天示例贸易公司\n") != NULL, "by the beginning of the code: %s", got);
	mem_free(got);
	got = parties_of(k, "ltsl");
	tap_ok(strstr(got, "trade 3199999999  蓝天示例贸易公司\n") != NULL, "by initials: %s", got);
	mem_free(got);
	kit_import(k, "01_import_general.xml");
	got = parties_of(k, "示例进出口");
	tap_ok(strstr(got, "trade ") != NULL && strstr(got, "示例进出口有限公司") != NULL, "learned from imports: %.60s", got);
	mem_free(got);
}

/* ---- in and out of the bin, names, backup ---------------------------------------------------------------- */

static void
keeping(struct kit *k)
{
	int64_t id = kit_new(k, "dec-import");
	struct desk_draft *draft = kit_edit(k, id);
	char *path = file_join(k->home, "backup.yulu"), *before, *after;
	struct str name = STR_INIT(0);
	struct kit other = {.home = tmpdir_new()};

	tap_ok(desk_draft_file_name(k->desk, id, &name, &k->err) == RC_OK && sv_starts(str_sv(&name), SV("dec-import_20"))
	    && strstr(str_z(&name), ".xml") != NULL, "a file name: %s", str_z(&name));
	tap_ok(desk_draft_delete(k->desk, id, &k->err) == RC_BUSY, "not while it is open: %s", k->err.text);
	desk_draft_close(draft);
	tap_ok(desk_draft_delete(k->desk, id, &k->err) == RC_OK, "into the bin %s", k->err.text);
	tap_ok(desk_draft_open(k->desk, id, DESK_EDIT, &draft, &k->err) == RC_DENIED && draft == NULL, "where it is not edited: %s", k->err.text);
	tap_ok(desk_draft_undelete(k->desk, id, &k->err) == RC_OK, "and out again %s", k->err.text);
	tap_ok(desk_draft_delete(k->desk, 9999, &k->err) == RC_NOTFOUND && desk_draft_file_name(k->desk, 9999, &name, &k->err) == RC_NOTFOUND,
	    "nothing: %s", k->err.text);
	tap_ok(desk_backup(k->desk, path, &k->err) == RC_OK && desk_backup(k->desk, path, &k->err) == RC_EXISTS, "a backup: %s", k->err.text);
	tap_ok(desk_restore(k->desk, path, &k->err) == RC_EXISTS, "not into a home with a store: %s", k->err.text);
	id = kit_import(k, "01_import_general.xml");
	mem_free(path);
	path = file_join(k->home, "second.yulu");
	kit_must(k, desk_backup(k->desk, path, &k->err), "backup");
	before = kit_export(k, id);
	kit_close(k);
	kit_must(k, store_restore(other.home, path, &(struct store_backup){0}, &k->err), "restore");
	kit_open(&other, NULL);
	after = kit_export(&other, id);
	tap_text(after, before, "restored, with what an import came from");
	kit_close(&other);
	kit_open(k, NULL);
	mem_free(before);
	mem_free(after);
	mem_free(path);
	str_clear(&name);
	tmpdir_free(other.home);
}

int
main(void)
{
	struct kit k = {.home = tmpdir_new()};

	kit_open(&k, NULL);
	copies(&k);
	histories(&k);
	differences(&k);
	looking(&k);
	jobs(&k);
	findings(&k);
	one_bill(&k);
	files(&k);
	parties(&k);
	keeping(&k);
	tap_ok(store_check_all(k.store, &k.err) == RC_OK, "the store is sound %s", k.err.text);
	kit_close(&k);
	tmpdir_free(k.home);
	return tap_done();
}
