/*
 * Documents from stored rows: any order, nothing lost, nothing believed.
 */
#include "form.h"
#include "rows.h"
#include "tap.h"

#include "xml/xml.h"

static struct dict *dict;
static struct form *form;

struct row {
	uint32_t id, parent;
	const char *table;
	int64_t ord;
	const struct doc_stored *cell;
	size_t n;
};

static const struct doc_stored some_cells[] = {
	{SV("+<"), SV("<W>"), DOC_TYPED}, {SV("+>"), SV("</W>"), DOC_TYPED}, {SV("DecHead"), {0}, DOC_TYPED},
	{SV("DecHead/Gone"), SV("1"), DOC_FILLED}, {SV("DecHead/NoteS"), SV(" 示例 "), DOC_FILLED},
};
static const struct doc_stored item_cells[] = {{SV("GName"), SV("b"), DOC_TYPED}};
static const struct doc_stored bad_text[] = {{SV("GName"), SV("a\x01"), DOC_TYPED}};
static const struct doc_stored no_path[] = {{{0}, SV("a"), DOC_TYPED}};
static const struct doc_stored bad_group[] = {{SV("DecGoodsLimits"), SV("text"), DOC_TYPED}};

#define ITEM "DecLists/DecList"
#define LIMIT "DecLists/DecList/DecGoodsLimits/DecGoodsLimit"
#define ROOT {1, 0, "/", 0, some_cells, 5}

static enum rc
load(struct doc *doc, const struct row *row, size_t n, uint32_t next_row, doc_on_stranger *on_stranger, void *ctx, struct err *err)
{
	enum rc rc = RC_OK;

	doc_load_begin(doc, next_row, on_stranger, ctx);
	for (size_t i = 0; rc == RC_OK && i < n; i++)
		rc = doc_load_row(doc, row[i].id, row[i].parent, sv_of(row[i].table), row[i].ord, row[i].cell, row[i].n, err);
	return rc == RC_OK ? doc_load_end(doc, err) : rc;
}

static void
note_stranger(void *ctx, uint32_t row, const struct doc_stored *cell)
{
	struct str *s = ctx;

	str_addf(s, "%u %.*s=%.*s %c", row, (int)cell->path.n, cell->path.p, (int)cell->value.n, cell->value.p, (int)cell->mark);
}

static void
test_good(struct doc *doc)
{
	/* a child before its parent, the second item first; ids end where the next begins */
	static const struct row row[] = {{7, 5, LIMIT, 0, NULL, 0}, {9, 1, ITEM, 20, NULL, 0}, {5, 1, ITEM, -3, item_cells, 1},
	    {8, 5, LIMIT, 0, NULL, 0}, ROOT};
	struct str strangers = STR_INIT(0), xml = STR_INIT(0);
	int item = doc_table_of(doc, SV(ITEM)), limit = doc_table_of(doc, SV(LIMIT)), column;
	const struct doc_row *cell_row;
	struct err err = {0};
	uint32_t id;

	tap_ok(load(doc, row, 5, 30, note_stranger, &strangers, &err) == RC_OK, "rows come in any order %s", err.text);
	tap_text(str_z(&strangers), "1 DecHead/Gone=1 f", "a path that the dictionary does not have is reported");
	tap_ok(doc_n_rows(doc) == 5 && doc_row_id(doc_row_first(doc_root(doc), item)) == 5
	    && doc_row_id(doc_row_next(doc_row_first(doc_root(doc), item))) == 9, "keys decide the order");
	tap_ok(doc_row_id(doc_row_first(doc_row_by_id(doc, 5), limit)) == 7, "and ids where keys are the same");
	doc_find(doc, SV("DecHead/NoteS"), &cell_row, &column, &err);
	tap_ok(doc_mark(cell_row, column) == DOC_FILLED && sv_is(doc_raw(cell_row, column), " 示例 ")
	    && sv_is(doc_value(cell_row, column), "示例"), "texts and marks are kept");
	tap_ok(doc_next_row(doc) == 30, "ids never used again: the next is %u", doc_next_row(doc));
	doc_write(doc, false, &xml);
	tap_ok(sv_find(str_sv(&xml), SV("<W>"), NULL) && sv_find(str_sv(&xml), SV("</W>"), NULL), "the wrapper is back");
	tap_ok(doc_insert(doc, 5, limit, 8, &id, &err) == RC_OK && id == 30 && doc_row_place(doc_row_by_id(doc, id)) == 2
	    && doc_row_ord(doc_row_by_id(doc, 7)) < doc_row_ord(doc_row_by_id(doc, id)), "between equal keys the rows are numbered anew");
	str_clear(&strangers);
	str_clear(&xml);
}

static void
set(struct doc *doc, const char *place, const char *value)
{
	const struct doc_row *row;
	struct err err;
	int column;

	if (doc_find_or_add(doc, sv_of(place), &row, &column, &err) == RC_OK)
		doc_set(doc, doc_row_id(row), column, sv_of(value), DOC_TYPED, &err);
}

static const char *
get(struct doc *doc, const char *place, struct str *room)
{
	const struct doc_row *row;
	int column;

	str_reset(room);
	if (doc_find(doc, sv_of(place), &row, &column, NULL) == RC_OK)
		str_add(room, doc_raw(row, column));
	return str_z(room);
}

/* What was hidden when it was stored shows after an edit, and is calculated with. */
static void
test_relevance(struct doc *doc)
{
	struct doc *copy = doc_new(dict, form, NULL);
	struct str room = STR_INIT(0);
	uint64_t seed = 1;
	struct err err;

	doc_blank(doc, &err);
	set(doc, "DecLists/DecList[+]/GName", "示例");
	set(doc, "DecHead/IEFlag", "E");
	tap_text(get(doc, "DecHead/NoteS", &room), "", "a hidden name is not calculated with");
	rows_load(copy, doc, &seed, &err);
	set(copy, "DecHead/IEFlag", "I");
	tap_text(get(copy, "DecHead/NoteS", &room), "示例", "after loading it is, once it shows");
	rows_load(copy, doc, &seed, &err);
	set(copy, "DecHead/SeqNo", "1");
	tap_text(get(copy, "DecHead/NoteS", &room), "", "and not before");
	doc_journal_begin(copy);
	set(copy, "DecHead/IEFlag", "I");
	doc_journal_undo(copy);
	set(copy, "DecHead/IEFlag", "I");
	tap_text(get(copy, "DecHead/NoteS", &room), "示例", "after an undo as well");
	rows_load(copy, doc, &seed, &err);
	doc_journal_begin(copy);
	doc_delete(copy, 2, &err);
	doc_journal_undo(copy);
	set(copy, "DecHead/IEFlag", "I");
	tap_text(get(copy, "DecHead/NoteS", &room), "示例", "also when it had been deleted");
	str_clear(&room);
	doc_free(copy);
}

/* A document that is emptied forgets its journal. */
static void
test_reset(struct doc *doc)
{
	struct err err;
	size_t n;

	doc_blank(doc, &err);
	doc_journal_begin(doc);
	set(doc, "DecLists/DecList[+]/GName", "示例");
	doc_blank(doc, &err);
	doc_journal_undo(doc);
	tap_ok(doc_journal_end(doc, &n) == NULL && n == 0 && doc_n_rows(doc) == 1, "a document made anew has no journal");
}

static void
test_bad(struct doc *doc)
{
	static const struct {
		struct row row[3];
		size_t n;
		uint32_t next_row;
		enum rc rc;
		const char *name;
	} bad[] = {
		{{ROOT}, 0, 2, RC_PARSE, "no row"},
		{{{2, 1, ITEM, 0, NULL, 0}}, 1, 2, RC_PARSE, "no first row"},
		{{ROOT, {2, 9, ITEM, 0, NULL, 0}}, 2, 2, RC_PARSE, "a row below none"},
		{{ROOT, {2, 1, LIMIT, 0, NULL, 0}}, 2, 2, RC_PARSE, "a row below one of another table"},
		{{ROOT, {2, 2, ITEM, 0, NULL, 0}}, 2, 2, RC_PARSE, "a row below itself"},
		{{ROOT, {2, 1, ITEM, 0, NULL, 0}, {2, 1, ITEM, 0, NULL, 0}}, 3, 2, RC_PARSE, "an id twice"},
		{{ROOT, ROOT}, 2, 2, RC_PARSE, "the first row twice"},
		{{ROOT, {2, 1, "/", 0, NULL, 0}}, 2, 2, RC_PARSE, "two roots"},
		{{{1, 0, ITEM, 0, NULL, 0}}, 1, 2, RC_PARSE, "a first row that is no root"},
		{{ROOT, {0, 1, ITEM, 0, NULL, 0}}, 2, 2, RC_PARSE, "id 0"},
		{{ROOT, {4294967295u, 1, ITEM, 0, NULL, 0}}, 2, 2, RC_LIMIT, "an id too large"},
		{{ROOT}, 1, 4294967295u, RC_LIMIT, "a next id too large"},
		{{ROOT, {2, 1, "DecLists/Nothing", 0, NULL, 0}}, 2, 2, RC_NOTFOUND, "an unknown table"},
		{{ROOT, {2, 1, ITEM, 0, bad_text, 1}}, 2, 2, RC_PARSE, "a control character"},
		{{ROOT, {2, 1, ITEM, 0, bad_group, 1}}, 2, 2, RC_PARSE, "a group with a text"},
		{{ROOT, {2, 1, ITEM, 0, no_path, 1}}, 2, 2, RC_PARSE, "a cell without a path"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct err err = {0};
		enum rc rc = load(doc, bad[i].row, bad[i].n, bad[i].next_row, NULL, NULL, &err);

		tap_ok(rc == bad[i].rc && err.text[0] != '\0' && doc_n_rows(doc) == 1 && doc_next_row(doc) == 2, "%s: %s", bad[i].name,
		    err.text);
	}
	tap_ok(doc_load_row(doc, 2, 1, SV(ITEM), 0, NULL, 0, NULL) != RC_OK && doc_load_end(doc, NULL) != RC_OK,
	    "after an error nothing more is loaded");
}

/* ---- what no store would write ------------------------------------------------------- */

static struct sv
odd_path(struct doc *doc, uint64_t *seed, char *room)
{
	static const char *const odd[] = {"+", "+:", "+:@", "+:#", "+:#0", "+:#99999999999999999999", "+DecHead:", "+DecHead:SeqNo",
	    "+DecHead:SeqNo#2", "+DecHead:Nobody", "+DecHead", "+DecHead/SeqNo", "+DecHead/SeqNo:@", "+@Version", "+<", "+>", "+DecHead/@Kind:",
	    "", "/", "Nothing", "DecHead/", "+DecLists/DecList:GNo", "+:DecLists", "GName", "+GName", "DecHead/NoteS"};
	int table = (int)small_random(seed, (uint32_t)dict->n_table);

	(void)doc;
	if (small_random(seed, 2) == 0)
		return sv_of(odd[small_random(seed, sizeof odd / sizeof odd[0])]);
	snprintf(room, 100, "%s%s", small_random(seed, 4) == 0 ? "+" : "",
	    dict_column_path(dict, table, (int)small_random(seed, (uint32_t)dict->table[table].n_column)));
	return sv_of(room);
}

struct mess {
	struct doc_stored cell[200];
	char path[400][100];
	size_t n_cell, n_path;
	struct doc_change change[12];
	uint64_t seed;
};

static struct doc_stored
odd_cell(struct mess *m, struct doc *doc)
{
	static const char *const value[] = {"", "x", "<a/>", " b='c'", "\t", "示例", "12"};

	return (struct doc_stored){.path = odd_path(doc, &m->seed, m->path[m->n_path++ % 400]),
	    .value = sv_of(value[small_random(&m->seed, 7)]), .mark = (enum doc_mark)small_random(&m->seed, 128)};
}

static struct doc_side
odd_side(struct mess *m, struct doc *doc)
{
	struct doc_stored s = odd_cell(m, doc);
	struct doc_side side = {.given = small_random(&m->seed, 3) > 0, .mark = s.mark, .text = s.value,
	    .parent = small_random(&m->seed, 9), .ord = small_random(&m->seed, 3) == 0 ? INT64_MAX : small_random(&m->seed, 5)};

	side.cell = &m->cell[m->n_cell];
	side.n_cell = small_random(&m->seed, 5);
	for (size_t i = 0; i < side.n_cell; i++) {
		m->cell[m->n_cell] = odd_cell(m, doc);
		for (size_t k = 0; k < i; k++)		/* by contract they differ */
			if (sv_eq(side.cell[k].path, m->cell[m->n_cell].path))
				m->cell[m->n_cell].path = i == 1 ? SV("One") : i == 2 ? SV("Two") : SV("Three");
		m->n_cell++;
	}
	return side;
}

/* Makes a change one that could be. */
static void
mend(struct mess *m, struct doc *doc, struct doc_change *c, bool back)
{
	struct doc_side *from = back ? &c->now : &c->old, *to = back ? &c->old : &c->now;
	const struct doc_row *row = rows_any(doc, &m->seed);

	c->row = doc_row_id(row);
	if (c->path.n > 0)
		return;
	from->given = doc_row_parent(row) != NULL;
	if (from->given) {
		to->parent = doc_row_id(doc_row_parent(row));
		return;
	}
	c->row = doc_next_row(doc) + small_random(&m->seed, 3);
	c->table = doc_table_of(doc, SV(ITEM));
	to->given = true;
	to->parent = 1;
}

static bool
is_same(struct doc *doc, const struct str *want, struct str *room)
{
	str_reset(room);
	rows_show(doc, room);
	return sv_eq(str_sv(room), str_sv(want));
}

/* Changes at random: refused without a trace, or done, told and taken back. */
static void
test_mess(struct doc *doc, struct doc *copy)
{
	struct mess *m = mem_zalloc(1, sizeof *m);
	struct str before = STR_INIT(0), after = STR_INIT(0), room = STR_INIT(0);
	size_t done = 0, n_refused = 0, bad = 0, copy_bad = 0;
	struct err err = {0};

	for (unsigned i = 0; i < 6000; i++) {
		bool noted = i % 2 == 0;
		size_t n, n_told;

		m->seed = i;
		if (i % 40 == 0)
			doc_blank(doc, &err);
		n = small_random(&m->seed, 8) + 1;
		m->n_cell = m->n_path = 0;
		for (size_t k = 0; k < n; k++) {
			bool row = small_random(&m->seed, 2) == 0;
			struct sv path = odd_path(doc, &m->seed, m->path[m->n_path++ % 400]);

			m->change[k] = (struct doc_change){.row = small_random(&m->seed, 8) + (i % 40 > 20 ? doc_next_row(doc) - 4 : 0),
			    .table = (int)small_random(&m->seed, 8), .column = -1, .path = row ? (struct sv){0} : path};
			m->change[k].old = odd_side(m, doc);
			m->change[k].now = odd_side(m, doc);
			if (small_random(&m->seed, 8) > 0)
				mend(m, doc, &m->change[k], i % 3 == 0);
		}
		str_reset(&before);
		rows_show(doc, &before);
		if (noted)
			doc_journal_begin(doc);
		if (doc_apply(doc, m->change, n, i % 3 == 0, &err) != RC_OK) {
			bad += !is_same(doc, &before, &room);
			n_refused++;
		} else if (noted) {
			const struct doc_change *told = doc_journal_end(doc, &n_told);

			str_reset(&after);
			rows_show(doc, &after);
			copy_bad += rows_load(copy, doc, &m->seed, &err) != RC_OK || !is_same(copy, &after, &room);
			doc_journal_undo(doc);
			bad += !is_same(doc, &before, &room);
			done++;
			bad += doc_apply(doc, told, n_told, false, &err) != RC_OK;
		}
		if (noted)
			doc_journal_end(doc, &n_told);
		rows_edit(doc, &m->seed);
	}
	tap_ok(bad == 0 && done > 100, "changes at random: %zu fit and are taken back, %zu leave no trace (%zu bad)", done, n_refused, bad);
	tap_ok(copy_bad == 0, "and what they leave can be stored (%zu bad)", copy_bad);
	str_clear(&before);
	str_clear(&after);
	str_clear(&room);
	mem_free(m);
}

int
main(void)
{
	struct doc *doc, *copy;

	dict = small_load();
	form = small_form_load(dict, small_form);
	doc = doc_new(dict, form, NULL);
	copy = doc_new(dict, NULL, NULL);
	test_good(doc);
	test_bad(doc);
	test_relevance(doc);
	test_reset(doc);
	test_mess(doc, copy);
	doc_free(doc);
	doc_free(copy);
	form_free(form);
	dict_free(dict);
	return tap_done();
}
