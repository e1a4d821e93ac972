/*
 * The journal tells all that a change did and nothing else: written into the
 * rows of before it gives the rows of after, byte for byte, and the other way
 * round. A store in small looks at every old side.
 */
#include "form.h"
#include "rows.h"
#include "tap.h"

#include "xml/xml.h"

static struct dict *dict;
static struct form *form;

/* ---- a store in small ------------------------------------------------------- */

struct shelf_cell {
	char *path, *value;
	int mark;
};

struct shelf_row {
	uint32_t id, parent;		/* id 0: none */
	int64_t ord;
	struct shelf_cell *cell;
	size_t n;
};

struct shelf {
	struct shelf_row row[4096];
	uint32_t next_row;
	bool bad;			/* a change did not fit */
};

static void
shelf_drop_cell(struct shelf_row *r, size_t i)
{
	mem_free(r->cell[i].path);
	mem_free(r->cell[i].value);
	r->cell[i] = r->cell[--r->n];
}

static void
shelf_put_cell(struct shelf_row *r, struct sv path, struct sv value, int mark)
{
	r->cell = mem_realloc(r->cell, (r->n + 1) * sizeof *r->cell);
	r->cell[r->n++] = (struct shelf_cell){mem_strndup(path.n ? path.p : "", path.n), mem_strndup(value.n ? value.p : "", value.n), mark};
}

static size_t
shelf_find(const struct shelf_row *r, struct sv path)
{
	size_t i = 0;

	while (i < r->n && !sv_is(path, r->cell[i].path))
		i++;
	return i;
}

static bool
shelf_cell_is(const struct shelf_row *r, struct sv path, struct sv value, int mark)
{
	size_t i = shelf_find(r, path);

	return i < r->n && r->cell[i].mark == mark && sv_is(value, r->cell[i].value);
}

static void
shelf_put_row(struct shelf *s, uint32_t id, const struct doc_side *side)
{
	struct shelf_row *r = &s->row[id];

	r->id = id;
	r->parent = side->parent;
	r->ord = side->ord;
	for (size_t i = 0; i < side->n_cell; i++)
		shelf_put_cell(r, side->cell[i].path, side->cell[i].value, (int)side->cell[i].mark);
}

static void
shelf_drop_row(struct shelf *s, uint32_t id)
{
	while (s->row[id].n > 0)
		shelf_drop_cell(&s->row[id], 0);
	mem_free(s->row[id].cell);
	s->row[id] = (struct shelf_row){0};
}

static bool
shelf_has_child(const struct shelf *s, uint32_t id)
{
	for (size_t i = 0; i < 4096; i++)
		if (s->row[i].id != 0 && s->row[i].parent == id)
			return true;
	return false;
}

static void
shelf_change_row(struct shelf *s, const struct doc_change *c)
{
	struct shelf_row *r = &s->row[c->row];

	if (!c->old.given) {
		s->bad |= r->id != 0 || c->row < s->next_row || !c->now.given;
		s->next_row = c->row + 1;
		shelf_put_row(s, c->row, &c->now);
		return;
	}
	s->bad |= r->id == 0 || r->parent != c->old.parent || r->ord != c->old.ord;
	if (c->now.given) {
		s->bad |= c->old.n_cell + c->now.n_cell > 0 || (c->now.parent == r->parent && c->now.ord == r->ord);
		r->parent = c->now.parent;
		r->ord = c->now.ord;
		return;
	}
	s->bad |= r->n != c->old.n_cell || shelf_has_child(s, c->row);
	for (size_t i = 0; i < c->old.n_cell; i++)
		s->bad |= !shelf_cell_is(r, c->old.cell[i].path, c->old.cell[i].value, (int)c->old.cell[i].mark);
	shelf_drop_row(s, c->row);
}

static void
shelf_change(struct shelf *s, const struct doc_change *c)
{
	struct shelf_row *r = &s->row[c->row];

	if (c->path.n == 0) {
		shelf_change_row(s, c);
		return;
	}
	s->bad |= r->id == 0 || (!c->old.given && !c->now.given);
	if (c->old.given) {
		s->bad |= !shelf_cell_is(r, c->path, c->old.text, (int)c->old.mark);
		if (!s->bad)
			shelf_drop_cell(r, shelf_find(r, c->path));
	}
	s->bad |= shelf_find(r, c->path) < r->n;
	if (c->now.given)
		shelf_put_cell(r, c->path, c->now.text, (int)c->now.mark);
	s->bad |= c->old.given && c->now.given && c->old.mark == c->now.mark && sv_eq(c->old.text, c->now.text);
}

static void
shelf_fill(struct shelf *s, const struct doc *doc)
{
	struct arena arena = {0};

	for (uint32_t id = 0; id < 4096; id++)
		shelf_drop_row(s, id);
	s->bad = false;
	s->next_row = doc_next_row(doc);
	for (uint32_t id = 1; id < doc_next_row(doc); id++) {
		const struct doc_row *row = doc_row_by_id(doc, id);
		struct doc_side side = {0};
		struct doc_stored *cell;

		if (row == NULL)
			continue;
		doc_row_cells(doc, row, &arena, &cell, &side.n_cell);
		side.cell = cell;
		side.parent = doc_row_parent(row) ? doc_row_id(doc_row_parent(row)) : 0;
		side.ord = doc_row_ord(row);
		shelf_put_row(s, id, &side);
	}
	arena_free(&arena);
}

static bool
shelf_is(const struct shelf *s, const struct doc *doc)
{
	struct arena arena = {0};
	bool same = !s->bad;

	for (uint32_t id = 1; same && id < doc_next_row(doc); id++) {
		const struct doc_row *row = doc_row_by_id(doc, id);
		const struct shelf_row *r = &s->row[id];
		struct doc_stored *cell;
		size_t n;

		same = (row != NULL) == (r->id != 0);
		if (row == NULL || !same)
			continue;
		doc_row_cells(doc, row, &arena, &cell, &n);
		same = r->n == n && r->ord == doc_row_ord(row) && (id == 1 || r->parent == doc_row_id(doc_row_parent(row)));
		for (size_t i = 0; same && i < n; i++)
			same = shelf_cell_is(r, cell[i].path, cell[i].value, (int)cell[i].mark)
			    && (i == 0 || sv_cmp(cell[i - 1].path, cell[i].path) < 0);
	}
	arena_free(&arena);
	return same;
}

/* ---- properties -------------------------------------------------------------------- */

struct bench {
	struct doc *doc, *copy;
	struct shelf shelf;
	struct str before, after, other;
	uint64_t seed;
	size_t n_change, n_bad, n_copy_bad, n_back_bad, n_undo_bad, n_shelf_bad;
};

static void
show(const struct doc *doc, struct str *out)
{
	str_reset(out);
	rows_show(doc, out);
}

static bool
shows(const struct doc *doc, const struct str *want, struct str *room)
{
	show(doc, room);
	return sv_eq(str_sv(room), str_sv(want));
}

/* The message is the last thing shown; the ids used stand before it. */
static bool
shows_rows(const struct doc *doc, const struct str *want, struct str *room)
{
	size_t at, at_want;

	show(doc, room);
	return sv_find(str_sv(room), SV("\nnext "), &at) && sv_find(str_sv(want), SV("\nnext "), &at_want) && at == at_want
	    && memcmp(room->s, want->s, at) == 0;
}

/* Edits in one journal; what it tells is written into a copy, there and back. */
static void
one_journal(struct bench *b)
{
	const struct doc_change *change;
	struct err err = {0};
	size_t n;

	show(b->doc, &b->before);
	b->n_bad += rows_load(b->copy, b->doc, &b->seed, &err) != RC_OK || !shows(b->copy, &b->before, &b->other);
	shelf_fill(&b->shelf, b->doc);
	doc_journal_begin(b->doc);
	for (uint32_t k = small_random(&b->seed, 5) + 1; k > 0; k--)
		rows_edit(b->doc, &b->seed);
	change = doc_journal_end(b->doc, &n);
	b->n_change += n;
	show(b->doc, &b->after);
	for (size_t i = 0; i < n && !b->shelf.bad; i++)
		shelf_change(&b->shelf, &change[i]);
	b->n_shelf_bad += !shelf_is(&b->shelf, b->doc);
	doc_journal_begin(b->copy);
	b->n_copy_bad += doc_apply(b->copy, change, n, false, &err) != RC_OK || !shows_rows(b->copy, &b->after, &b->other);
	b->n_back_bad += doc_apply(b->copy, change, n, true, &err) != RC_OK || !shows_rows(b->copy, &b->before, &b->other);
	change = doc_journal_end(b->copy, &n);
	b->n_back_bad += n != 0;	/* there and back is no change */
	if (small_random(&b->seed, 3) == 0) {
		doc_journal_undo(b->doc);
		b->n_undo_bad += !shows(b->doc, &b->before, &b->other);
	}
}

static void
property(struct bench *b, const char *name, unsigned documents, unsigned odd)
{
	struct xml_reader *reader = xml_reader_new();
	struct str message = STR_INIT(0);
	struct err err;

	b->n_bad = b->n_copy_bad = b->n_back_bad = b->n_undo_bad = b->n_shelf_bad = b->n_change = 0;
	for (unsigned i = 0; i < documents; i++) {
		struct generate g = {.seed = i, .out = &message, .odd = odd, .prefix = i % 3 == 0 ? "d:" : "", .items = 1 + i % 6};
		struct xml_problem problem = {0};
		static const struct xml_limits limits = {.max_b = 1 << 24, .max_depth = 64};

		b->seed = i * 7 + odd;
		str_reset(&message);
		if (odd == 0) {
			doc_blank(b->doc, &err);
		} else {
			gen_message(&g, dict, i % 4 == 0);
			b->n_bad += doc_read(b->doc, reader, str_sv(&message), &limits, NULL, NULL, &problem) != RC_OK;
		}
		for (int k = 0; k < 12 && doc_next_row(b->doc) < 4000; k++)
			one_journal(b);
	}
	tap_ok(b->n_bad == 0, "%s: loaded from its rows a document is the same (%zu bad)", name, b->n_bad);
	tap_ok(b->n_shelf_bad == 0 && b->n_change > documents, "%s: %zu changes written in their order give the rows after (%zu bad)", name,
	    b->n_change, b->n_shelf_bad);
	tap_ok(b->n_copy_bad == 0, "%s: applied to a copy they give the document after (%zu bad)", name, b->n_copy_bad);
	tap_ok(b->n_back_bad == 0, "%s: and back, and both together are no change (%zu bad)", name, b->n_back_bad);
	tap_ok(b->n_undo_bad == 0, "%s: undo gives the document before (%zu bad)", name, b->n_undo_bad);
	str_clear(&message);
	xml_reader_free(reader);
}

/* A document that was loaded goes on as the one it was stored from. */
static void
test_restart(struct bench *b)
{
	size_t bad = 0;
	struct err err;

	for (unsigned i = 0; i < 60; i++) {
		uint64_t seed = i, twin;

		doc_blank(b->doc, &err);
		for (int k = 0; k < 10; k++)
			rows_edit(b->doc, &seed);
		bad += rows_load(b->copy, b->doc, &b->seed, &err) != RC_OK;
		twin = seed;
		for (int k = 0; k < 10; k++) {
			rows_edit(b->doc, &seed);
			rows_edit(b->copy, &twin);
		}
		show(b->doc, &b->before);
		bad += !shows(b->copy, &b->before, &b->after);
	}
	tap_ok(bad == 0, "after loading, edits calculate what they would have calculated before (%zu bad)", bad);
}

/* Undo in the middle leaves relevance and locals as if nothing had been. */
static void
test_undo_follows(struct bench *b)
{
	size_t bad = 0;
	struct err err;

	for (unsigned i = 0; i < 60; i++) {
		uint64_t seed = i, twin = i;

		doc_blank(b->doc, &err);
		doc_blank(b->copy, &err);
		for (int k = 0; k < 12; k++) {
			uint64_t away = seed + 99;

			doc_journal_begin(b->doc);
			rows_edit(b->doc, &away);
			rows_edit(b->doc, &away);
			doc_journal_undo(b->doc);
			rows_edit(b->doc, &seed);
			rows_edit(b->copy, &twin);
		}
		show(b->doc, &b->before);
		bad += !shows(b->copy, &b->before, &b->after);
	}
	tap_ok(bad == 0, "edits after an undo calculate what they would have calculated without (%zu bad)", bad);
}

/* ---- single facts --------------------------------------------------------------------- */

static int
column_of(int table, const char *path)
{
	int c = 0;

	while (strcmp(dict_column_path(dict, table, c), path) != 0)
		c++;
	return c;
}

static int
table_of(const struct doc *doc, const char *name)
{
	return doc_table_of(doc, sv_of(name));
}

static const struct doc_change *
change_of(const struct doc_change *c, size_t n, uint32_t row, const char *path)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].row == row && sv_is(c[i].path, path))
			return &c[i];
	return NULL;
}

static void
test_cells(struct doc *doc)
{
	int note = column_of(0, "DecHead/Type"), date = column_of(0, "DecHead/IEDate");
	const struct doc_change *c, *one;
	struct err err;
	size_t n;

	doc_blank(doc, &err);
	doc_journal_begin(doc);
	doc_set(doc, 1, note, SV("a"), DOC_FILLED, &err);
	doc_set(doc, 1, note, SV("b"), DOC_TYPED, &err);
	c = doc_journal_end(doc, &n);
	tap_ok(n == 1 && c[0].row == 1 && c[0].table == 0 && c[0].column == note && !c[0].old.given && c[0].now.given
	    && sv_is(c[0].now.text, "b") && c[0].now.mark == DOC_TYPED, "a cell set twice shows once");
	doc_journal_begin(doc);
	doc_set(doc, 1, note, SV("c"), DOC_TYPED, &err);
	doc_set(doc, 1, note, SV("b"), DOC_TYPED, &err);
	doc_journal_end(doc, &n);
	tap_ok(n == 0, "what is as it was does not show");
	doc_journal_begin(doc);
	doc_set(doc, 1, note, SV("b"), DOC_IMPORTED, &err);
	c = doc_journal_end(doc, &n);
	tap_ok(n == 1 && c[0].old.mark == DOC_TYPED && c[0].now.mark == DOC_IMPORTED, "a mark is a change");
	doc_journal_begin(doc);
	doc_set(doc, 1, note, SV(""), DOC_TYPED, &err);
	c = doc_journal_end(doc, &n);
	tap_ok(n == 1 && c[0].now.given && c[0].now.text.n == 0, "an empty cell is given and has no text");
	doc_journal_begin(doc);
	doc_unset(doc, 1, note, &err);
	c = doc_journal_end(doc, &n);
	tap_ok(n == 1 && c[0].old.given && !c[0].now.given, "an absent one is not given");
	doc_journal_begin(doc);
	doc_set(doc, 1, date, SV("20260105"), DOC_TYPED, &err);
	c = doc_journal_end(doc, &n);
	one = change_of(c, n, 1, "DecHead/FeeDay");
	tap_ok(n == 3 && one != NULL && one->now.mark == DOC_CALCULATED && sv_is(one->now.text, "2026-01-06"), "calculated cells show too");
	doc_set(doc, 1, date, SV("20260106"), DOC_TYPED, &err);
	c = doc_journal_end(doc, &n);
	tap_ok(c == NULL && n == 0, "outside a journal nothing is noted");
}

static void
test_groups(struct doc *doc)
{
	int trn = column_of(0, "TrnHead");
	const struct doc_change *c, *one;
	struct err err;
	size_t n;

	doc_blank(doc, &err);
	doc_journal_begin(doc);
	doc_set(doc, 1, trn, SV(""), DOC_TYPED, &err);
	c = doc_journal_end(doc, &n);
	one = change_of(c, n, 1, "TrnHead");
	tap_ok(one != NULL && one->now.given && one->now.text.n == 0 && change_of(c, n, 1, "TrnHead/TrnInner") != NULL
	    && change_of(c, n, 1, "TrnHead/TransNo") != NULL, "a group that comes shows with what it brings");
	doc_journal_undo(doc);
	tap_ok(doc_state(doc_root(doc), trn) == DOC_ABSENT, "and goes again");
}

static void
test_rows(struct doc *doc)
{
	int item = table_of(doc, "DecLists/DecList"), limit = table_of(doc, "DecLists/DecList/DecGoodsLimits/DecGoodsLimit");
	uint32_t a, b, l, next;
	const struct doc_change *c, *one;
	struct err err;
	size_t n;

	doc_blank(doc, &err);
	doc_journal_begin(doc);
	doc_insert(doc, 1, item, 0, &a, &err);
	doc_insert(doc, a, limit, 0, &l, &err);
	c = doc_journal_end(doc, &n);
	one = change_of(c, n, a, "");
	tap_ok(one == &c[0] && one->column == -1 && one->table == item && !one->old.given && one->now.given && one->now.parent == 1
	    && one->now.n_cell > 0 && c[1].row == l && c[1].now.parent == a, "rows made show whole, parents first");
	next = doc_next_row(doc);
	doc_journal_begin(doc);
	doc_insert(doc, 1, item, 0, &b, &err);
	doc_delete(doc, b, &err);
	doc_journal_end(doc, &n);
	tap_ok(n == 0 && doc_next_row(doc) == next + 1, "a row that came and went does not show; its id is used up");
	doc_journal_undo(doc);
	tap_ok(doc_next_row(doc) == next, "taken back, the id was not used");
	doc_journal_begin(doc);
	doc_set(doc, a, column_of(item, "GName"), SV("示例"), DOC_TYPED, &err);
	doc_delete(doc, a, &err);
	c = doc_journal_end(doc, &n);
	tap_ok(n > 2 && c[n - 2].row == l && c[n - 1].row == a && !c[n - 1].now.given && change_of(c, n, a, "GName") == NULL,
	    "rows deleted show last, children first, without their cells beside");
	for (size_t i = 0; i < c[n - 1].old.n_cell; i++)
		if (sv_is(c[n - 1].old.cell[i].path, "GName"))
			n = 0;
	tap_ok(n > 0, "and as they were before the journal");
	doc_journal_undo(doc);
	tap_ok(doc_row_by_id(doc, a) != NULL && doc_row_by_id(doc, l) != NULL, "taken back, they are there under their ids");
}

static void
test_order_keys(struct doc *doc)
{
	int box = table_of(doc, "DecContainers/Container");
	uint32_t id[40], first;
	const struct doc_change *c = NULL;
	struct err err;
	size_t n = 0, moves = 0, i;

	doc_blank(doc, &err);
	doc_insert(doc, 1, box, 0, &first, &err);
	for (i = 0; i < 40 && moves == 0; i++) {	/* always before the last: the gap halves */
		doc_journal_begin(doc);
		doc_insert(doc, 1, box, first, &id[i], &err);
		c = doc_journal_end(doc, &n);
		for (size_t k = 0; k < n; k++)
			moves += c[k].path.n == 0 && c[k].old.given && c[k].now.given;
	}
	tap_ok(i == 22 && moves == 22, "where no key is left the siblings are numbered anew, as moves (%zu after %zu)", moves, i);
	doc_journal_undo(doc);
	tap_ok(doc_row_count(doc_root(doc), box) == i, "and that is taken back too");
}

static void
test_apply_refuses(struct bench *b)
{
	struct doc_stored bad_text = {.path = SV("GName"), .value = SV("\x01")};
	int item = table_of(b->doc, "DecLists/DecList"), limit = table_of(b->doc, "DecLists/DecList/DecGoodsLimits/DecGoodsLimit");
	struct doc_side at_root = {.given = true, .parent = 1, .ord = 5}, nowhere = {.given = true, .parent = 77, .ord = 5},
	    worded = {.given = true, .parent = 1, .ord = 5, .cell = &bad_text, .n_cell = 1}, text = {.given = true, .text = SV("\x02")};
	struct doc_side good = {.given = true, .text = SV("x")};
	const struct doc_change odd[] = {
		{.row = 99, .table = item, .path = SV("GName"), .now = good},
		{.row = 1, .table = 0, .path = SV("DecHead/NoteS"), .now = text},
		{.row = 99, .table = item, .now = nowhere},
		{.row = 99, .table = limit, .now = at_root},
		{.row = 99, .table = 1000, .now = at_root},
		{.row = 99, .table = 0, .now = at_root},
		{.row = 0, .table = item, .now = at_root},
		{.row = 4000000000u, .table = item, .now = at_root},
		{.row = 1, .table = item, .now = at_root},
		{.row = 99, .table = item, .now = worded},
		{.row = 1, .old = at_root},
		{.row = 99, .table = item, .old = at_root},
		{.row = 99, .table = item, .old = at_root, .now = nowhere},
	};
	size_t bad = 0;
	struct err err;

	doc_blank(b->doc, &err);
	show(b->doc, &b->before);
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		struct doc_change pair[] = {{.row = 1, .path = SV("DecHead/NoteS"), .now = good}, odd[i]};

		bad += doc_apply(b->doc, pair, 2, false, &err) != RC_PARSE || !shows(b->doc, &b->before, &b->after);
	}
	tap_ok(bad == 0, "changes that do not fit are refused, and nothing is changed (%zu bad)", bad);
}

static void
test_strangers(struct bench *b)
{
	struct doc_change c[] = {
		{.row = 1, .path = SV("DecHead/Gone"), .now = {.given = true, .text = SV("1"), .mark = DOC_IMPORTED}},
		{.row = 1, .path = SV("+Nowhere:x"), .now = {.given = true, .text = SV("<a/>")}},
	};
	const struct doc_change *told;
	struct err err;
	size_t n;

	doc_blank(b->doc, &err);
	show(b->doc, &b->before);
	doc_journal_begin(b->doc);
	tap_ok(doc_apply(b->doc, c, 2, false, &err) == RC_OK, "paths that the dictionary does not have are taken");
	told = doc_journal_end(b->doc, &n);
	tap_ok(n == 2 && sv_is(told[0].path, "+Nowhere:x") && sv_is(told[1].path, "DecHead/Gone") && told[1].now.mark == DOC_IMPORTED,
	    "they show");
	show(b->doc, &b->after);
	tap_ok(rows_load(b->copy, b->doc, &b->seed, &err) == RC_OK && shows(b->copy, &b->after, &b->other), "and are stored with the row");
	doc_apply(b->doc, c, 2, true, &err);
	tap_ok(shows(b->doc, &b->before, &b->other), "and can be taken back");
}

int
main(void)
{
	struct bench *b = mem_zalloc(1, sizeof *b);

	dict = small_load();
	form = small_form_load(dict, small_form);
	b->doc = doc_new(dict, form, NULL);
	b->copy = doc_new(dict, form, NULL);
	test_cells(b->doc);
	test_groups(b->doc);
	test_rows(b->doc);
	test_order_keys(b->doc);
	test_apply_refuses(b);
	test_strangers(b);
	property(b, "blank", 60, 0);
	property(b, "read", 60, 4);
	property(b, "read, plainer", 60, 40);
	test_restart(b);
	test_undo_follows(b);
	for (uint32_t id = 0; id < 4096; id++)
		shelf_drop_row(&b->shelf, id);
	str_clear(&b->before);
	str_clear(&b->after);
	str_clear(&b->other);
	doc_free(b->doc);
	doc_free(b->copy);
	mem_free(b);
	form_free(form);
	dict_free(dict);
	return tap_done();
}
