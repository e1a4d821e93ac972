/*
 * Calculation: calculated cells, defaults, overrides, relevance, locals, ties
 * follow every edit; and whatever the edits, what follows step by step is what
 * a full recalculation gives.
 */
#include "base/day.h"
#include "form.h"
#include "tap.h"

struct desk {
	struct dict *d;
	struct form *f;
	struct doc_world world;
	struct doc *doc;
};

static int
column_of(const struct desk *k, const char *path)
{
	return dict_find(k->d, sv_of(path))->column;
}

static int
table_of(const struct desk *k, const char *path)
{
	return dict_find(k->d, sv_of(path))->table;
}

static void
set(struct desk *k, const char *place, const char *text, enum doc_mark mark)
{
	const struct doc_row *row;
	struct err err = {0};
	int column;

	if (doc_find_or_add(k->doc, sv_of(place), &row, &column, &err) != RC_OK
	    || doc_set(k->doc, doc_row_id(row), column, sv_of(text), mark, &err) != RC_OK)
		tap_ok(false, "set %s: %s", place, err.text);
}

static void
unset(struct desk *k, const char *place)
{
	const struct doc_row *row;
	struct err err = {0};
	int column;

	if (doc_find(k->doc, sv_of(place), &row, &column, &err) != RC_OK
	    || doc_unset(k->doc, doc_row_id(row), column, &err) != RC_OK)
		tap_ok(false, "unset %s: %s", place, err.text);
}

static void
is(struct desk *k, const char *place, const char *want, const char *why)
{
	const struct doc_row *row;
	struct err err = {0};
	char text[256] = "(not found)";
	int column;

	if (doc_find(k->doc, sv_of(place), &row, &column, &err) == RC_OK)
		snprintf(text, sizeof text, "%.*s%s%c", (int)doc_value(row, column).n, doc_value(row, column).p ? doc_value(row, column).p : "",
		    doc_mark(row, column) ? " " : "", doc_mark(row, column) ? doc_mark(row, column) : '\0');
	tap_text(text, want, why);
}

static const struct doc_row *
row_at(struct desk *k, const char *place)
{
	const struct doc_row *row = NULL;
	int column;

	doc_find(k->doc, sv_of(place), &row, &column, NULL);
	return row;
}

static struct expr_value
local_of(struct desk *k, const struct doc_row *row, const char *name)
{
	const struct expr_env *env = doc_env(k->doc, false);

	for (size_t i = 0; i < k->f->n_local; i++) {
		const struct form_local *l = &k->f->local[i];
		struct expr_ref ref = {.relation = EXPR_SAME_ROW, .type = (uint8_t)l->type, .is_local = true, .table = l->table,
		    .column = l->column};

		if (strcmp(l->name, name) == 0 && l->table == doc_row_table(row))
			return *env->local(env->ctx, &ref, row);
	}
	tap_ok(false, "no local %s", name);
	return (struct expr_value){0};
}

/* ---- one by one ------------------------------------------------------------- */

static void
test_blank(struct desk *k)
{
	struct str out = {0};

	doc_blank(k->doc, NULL);
	is(k, "DecHead/IEFlag", "I d", "a blank document has its defaults");
	is(k, "DecHead/Count", "0 c", "… and its calculated cells");
	is(k, "TrnHead/TransNo", "", "… but none in an optional group");
	tap_ok(doc_n_rows(k->doc) == 1, "… and no rows that need not be there");
	doc_write(k->doc, false, &out);
	tap_text(str_z(&out), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DecMessage xmlns=\"urn:example:dec\">\n  <DecHead>\n    <SeqNo/>\n"
	    "    <IEFlag>I</IEFlag>\n    <NetWt>0</NetWt>\n    <Count>0</Count>\n  </DecHead>\n  <DecLists/>\n  <DecContainers/>\n"
	    "</DecMessage>\n", "it is written with the elements that must stand");
	str_clear(&out);
}

static void
test_calculate(struct desk *k)
{
	doc_blank(k->doc, NULL);
	set(k, "DecLists/DecList[+]/GName", "黄油", DOC_TYPED);
	set(k, "DecLists/DecList[+]/GName", "奶酪", DOC_TYPED);
	is(k, "DecLists/DecList[2]/GNo", "2 c", "a row knows its number");
	is(k, "DecLists/DecList[2]/CodeTS", "0101010101 d", "a row gets its defaults when it is made");
	is(k, "DecHead/Count", "2 c", "count follows inserts");
	is(k, "DecHead/NoteS", "黄油,奶酪 c", "join in order");
	doc_move(k->doc, doc_row_id(row_at(k, "DecLists/DecList[2]")), doc_row_id(row_at(k, "DecLists/DecList[1]")), NULL);
	is(k, "DecHead/NoteS", "奶酪,黄油 c", "… and in the new order after a move");
	is(k, "DecLists/DecList[1]/GName", "奶酪", "the moved row is the first");
	is(k, "DecLists/DecList[1]/GNo", "1 c", "its number follows");
	set(k, "DecLists/DecList[1]/GQty", "1.25", DOC_TYPED);
	set(k, "DecLists/DecList[2]/Weight", "3", DOC_TYPED);
	is(k, "DecHead/NetWt", "4.25 c", "a sum over a local of the rows");
	set(k, "DecLists/DecList[1]/DecGoodsLimits/DecGoodsLimit[+]/Qty", "7", DOC_TYPED);
	is(k, "DecLists/DecList[1]/Weight", "7 c", "a sum over rows below a row");
	is(k, "DecHead/NetWt", "10 c", "… goes on to the head");
	tap_ok(dec_cmp(local_of(k, doc_root(k->doc), "grouped").num, dec_from_int(1)) == 0, "groups that stand in rows are counted");
	set(k, "Eco[+]/CertType", "", DOC_TYPED);
	set(k, "Edoc[+]/EdocID", "1", DOC_TYPED);
	set(k, "Edoc[+]/EdocID", "2", DOC_TYPED);
	set(k, "Edoc[+]/EdocID", "3", DOC_TYPED);
	set(k, "Edoc[3]/EdocCode", "c", DOC_TYPED);
	set(k, "Edoc[2]/EdocCode", "c", DOC_TYPED);
	is(k, "Eco[1]/CertType", "2 c", "the first of the rows that a predicate chooses");
	is(k, "DecLists/DecList[1]/DecGoodsLimits/DecGoodsLimit[1]/GoodsNo", "1 c", "a cell of the enclosing row");
	tap_ok(doc_row_count(row_at(k, "DecLists/DecList[1]"), table_of(k, "DecLists/DecList/DecGoodsLimits/DecGoodsLimit")) == 1,
	    "[+] in a group that was absent makes one row");
	doc_delete(k->doc, doc_row_id(row_at(k, "DecLists/DecList[1]")), NULL);
	is(k, "DecHead/NetWt", "3 c", "a deleted row is out of the sum");
	is(k, "DecHead/Count", "1 c", "… and of the count");
	is(k, "DecLists/DecList[1]/GNo", "1 c", "… and the next moves up");
}

static void
test_forms_of_values(struct desk *k)
{
	doc_blank(k->doc, NULL);
	set(k, "DecHead/IEDate", "20260228", DOC_TYPED);
	is(k, "DecHead/FeeDay", "2026-03-01 c", "a calculated day is written in the form of its field, yyyy-MM-dd");
	is(k, "DecHead/SignDate", "2026022800000000 c", "… or 16 digits");
	set(k, "DecHead/IEDate", "20260230", DOC_TYPED);
	is(k, "DecHead/FeeDay", "", "an invalid day gives an empty one");
	set(k, "DecHead/GrossWet", "0.005", DOC_TYPED);
	is(k, "DecHead/Total", "0.01 c", "a calculated number is rounded to its decimals");
	set(k, "DecHead/IEFlag", "E", DOC_TYPED);
	is(k, "DecHead/Total", "", "an irrelevant field is empty for expressions");
	tap_ok(!doc_relevant(k->doc, doc_root(k->doc), column_of(k, "DecHead/GrossWet")), "… and said to be irrelevant");
	is(k, "DecHead/GrossWet", "0.005", "… but keeps its value");
	set(k, "DecHead/IEFlag", "I", DOC_TYPED);
	is(k, "DecHead/Total", "0.01 c", "relevant again, it counts again");
}

static void
test_override(struct desk *k)
{
	doc_blank(k->doc, NULL);
	set(k, "DecLists/DecList[+]/GName", "黄油", DOC_TYPED);
	set(k, "DecHead/NoteS", "自己写的", DOC_TYPED);
	set(k, "DecLists/DecList[1]/GName", "奶酪", DOC_TYPED);
	is(k, "DecHead/NoteS", "自己写的", "a typed value stands against calculate");
	set(k, "DecHead/NoteS", "", DOC_TYPED);
	is(k, "DecHead/NoteS", "奶酪 c", "… until it is cleared");
	set(k, "DecHead/Count", "99", DOC_TYPED);
	is(k, "DecHead/Count", "1 c", "without override the calculation stands");
	unset(k, "DecHead/Count");
	is(k, "DecHead/Count", "1 c", "… also when it is taken out");
}

static void
test_groups(struct desk *k)
{
	struct str out = {0};

	doc_blank(k->doc, NULL);
	set(k, "DecHead/SeqNo", "5", DOC_TYPED);
	is(k, "TrnHead/TrnPreId", "", "nothing is calculated in an optional group that is absent");
	set(k, "TrnHead/TrnInner/Day", "20260101", DOC_TYPED);
	is(k, "TrnHead/TrnPreId", "T5 c", "the group comes with its calculated cells");
	is(k, "TrnHead/TransNo", "0000000000000 d", "… and its defaults");
	set(k, "DecHead/IEFlag", "E", DOC_TYPED);
	doc_write(k->doc, true, &out);
	tap_ok(strstr(str_z(&out), "TrnHead") == NULL, "an irrelevant group is left out when pruned");
	tap_ok(!doc_relevant(k->doc, doc_root(k->doc), column_of(k, "TrnHead/TrnInner/Day")), "what is in it is irrelevant too");
	str_reset(&out);
	doc_write(k->doc, false, &out);
	tap_ok(strstr(str_z(&out), "<TrnPreId>T5</TrnPreId>") != NULL, "… and only then");
	unset(k, "TrnHead");
	str_reset(&out);
	doc_write(k->doc, false, &out);
	tap_ok(strstr(str_z(&out), "TrnHead") == NULL, "a group taken out is gone with all that was in it");
	set(k, "DecContainers/Container[+]/ContainerId", "0101010101", DOC_TYPED);
	set(k, "DecLists/DecList[+]/GName", "x", DOC_TYPED);
	is(k, "DecContainers/Container[1]/GoodsNo", "1 c", "rows found by a predicate are counted");
	set(k, "DecHead/SeqNo", "none", DOC_TYPED);
	tap_ok(dec_sign(local_of(k, row_at(k, "DecLists/DecList[1]"), "boxes").num) == 0, "rows of an irrelevant group are not counted");
	set(k, "DecHead/SeqNo", "", DOC_TYPED);
	unset(k, "DecContainers");
	tap_ok(doc_row_count(doc_root(k->doc), table_of(k, "DecContainers/Container")) == 0, "taking a group out takes its rows out");
	str_clear(&out);
}

static void
test_ties(struct desk *k)
{
	doc_blank(k->doc, NULL);
	set(k, "DecLists/DecList[+]/GQty", "3", DOC_TYPED);
	set(k, "DecLists/DecList[1]/DeclPrice", "1.1", DOC_TYPED);
	is(k, "DecLists/DecList[1]/DeclTotal", "3.3 c", "quantity and price give the total");
	set(k, "DecLists/DecList[1]/DeclTotal", "10", DOC_TYPED);
	is(k, "DecLists/DecList[1]/DeclTotal", "10", "a typed total stays");
	is(k, "DecLists/DecList[1]/DeclPrice", "3.3333 c", "… and gives the price");
	set(k, "DecLists/DecList[1]/GQty", "4", DOC_TYPED);
	is(k, "DecLists/DecList[1]/DeclPrice", "2.5 c", "what is calculated follows the quantity");
	set(k, "DecLists/DecList[1]/DeclPrice", "2", DOC_TYPED);
	is(k, "DecLists/DecList[1]/DeclTotal", "8 c", "what was typed last stays, the first other field follows");
	set(k, "DecLists/DecList[1]/GQty", "", DOC_TYPED);
	is(k, "DecLists/DecList[1]/DeclTotal", "8 c", "a solution with an empty result is passed over");
	set(k, "DecLists/DecList[+]/GQty", "3", DOC_IMPORTED);
	set(k, "DecLists/DecList[2]/DeclPrice", "5", DOC_IMPORTED);
	set(k, "DecLists/DecList[2]/DeclTotal", "16", DOC_IMPORTED);
	is(k, "DecLists/DecList[2]/DeclPrice", "5 i", "an import overwrites nothing");
	doc_recalculate(k->doc);
	is(k, "DecLists/DecList[2]/DeclTotal", "16 i", "… nor does recalculation");
}

static void
test_locals(struct desk *k)
{
	struct expr_value v;

	doc_blank(k->doc, NULL);
	set(k, "DecLists/DecList[+]/GName", "abc", DOC_TYPED);
	v = local_of(k, row_at(k, "DecLists/DecList[1]"), "named");
	tap_ok(v.state == EXPR_INVALID, "an invalid local stays invalid");
	set(k, "DecLists/DecList[1]/GName", "12", DOC_TYPED);
	v = local_of(k, row_at(k, "DecLists/DecList[1]"), "named");
	tap_ok(v.state == EXPR_GIVEN && dec_cmp(v.num, dec_from_int(12)) == 0, "… until its cell changes");
	v = local_of(k, doc_root(k->doc), "first");
	doc_scratch_reset(k->doc);
	tap_ok(sv_eq(v.text, SV("first 12")), "the text of a local outlives the scratch memory");
	set(k, "DecLists/DecList[+]/CodeTS", "0101010101", DOC_TYPED);
	v = local_of(k, row_at(k, "DecLists/DecList[1]"), "twins");
	tap_ok(dec_cmp(v.num, dec_from_int(2)) == 0, "rows with the same code are found");
	set(k, "DecLists/DecList[2]/CodeTS", "2", DOC_TYPED);
	v = local_of(k, row_at(k, "DecLists/DecList[1]"), "twins");
	tap_ok(dec_cmp(v.num, dec_from_int(1)) == 0, "… as they are now");
	k->world.today = day_make(2026, 1, 12);
	tap_ok(doc_env(k->doc, true)->today == day_make(2026, 1, 12), "the day is the world's of the moment");
}

/* ---- errors -------------------------------------------------------------------- */

static void
test_errors(struct desk *k)
{
	struct err err;
	uint32_t id = 7;
	const struct doc_row *row;
	int column = column_of(k, "DecHead/SeqNo"), table = table_of(k, "DecLists/DecList");

	doc_blank(k->doc, NULL);
	tap_ok(doc_set(k->doc, 99, column, SV("x"), DOC_TYPED, &err) == RC_NOTFOUND && strstr(err.text, "99"), "set: no such row");
	tap_ok(doc_set(k->doc, 1, 1000, SV("x"), DOC_TYPED, &err) == RC_USAGE, "set: no such column");
	tap_ok(doc_set(k->doc, 1, -1, SV("x"), DOC_TYPED, &err) == RC_USAGE, "set: a row is no cell");
	tap_ok(doc_set(k->doc, 1, column, SV("a\xff"), DOC_TYPED, &err) == RC_PARSE, "set: bytes that are no UTF-8");
	tap_ok(doc_set(k->doc, 1, column, SV("a\x01"), DOC_TYPED, &err) == RC_PARSE, "set: a control character");
	tap_ok(doc_set(k->doc, 1, column, SV("\xef\xbf\xbf"), DOC_TYPED, &err) == RC_PARSE, "set: U+FFFF");
	tap_ok(doc_set(k->doc, 1, column, SV("a\tb\n"), DOC_TYPED, &err) == RC_OK, "set: tab and line feed may stand");
	tap_ok(doc_set(k->doc, 1, column_of(k, "DecHead"), SV("x"), DOC_TYPED, &err) == RC_USAGE, "set: a group holds no text");
	tap_ok(doc_unset(k->doc, 99, column, &err) == RC_NOTFOUND, "unset: no such row");
	tap_ok(doc_insert(k->doc, 99, table, 0, &id, &err) == RC_NOTFOUND && id == 0, "insert: no such parent");
	tap_ok(doc_insert(k->doc, 1, 0, 0, &id, &err) == RC_USAGE, "insert: no such rows below it");
	tap_ok(doc_insert(k->doc, 1, table, 1, &id, &err) == RC_USAGE, "insert: before a row of another table");
	tap_ok(doc_delete(k->doc, 1, &err) == RC_USAGE, "delete: not the message");
	tap_ok(doc_delete(k->doc, 2, &err) == RC_NOTFOUND, "delete: no such row");
	tap_ok(doc_move(k->doc, 1, 0, &err) == RC_USAGE, "move: not the message");
	doc_insert(k->doc, 1, table, 0, &id, NULL);
	tap_ok(id == 2, "ids count up");
	doc_delete(k->doc, id, NULL);
	doc_insert(k->doc, 1, table, 0, &id, NULL);
	tap_ok(id == 3 && doc_row_by_id(k->doc, 2) == NULL, "an id is never used again");
	tap_ok(doc_find(k->doc, SV("DecLists/DecList[+]"), &row, &column, &err) == RC_NOTFOUND, "find: makes no row");
}

/* ---- step by step is all at once ------------------------------------------------- */

static void
dump_row(struct desk *k, const struct doc_row *row, struct str *out)
{
	const struct doc *doc = k->doc;
	const struct dict_table *t = &k->d->table[doc_row_table(row)];

	doc_place(doc, row, -1, out);
	str_addf(out, " #%u\n", (unsigned)doc_row_id(row));
	for (int c = 0; c < t->n_column; c++)
		str_addf(out, " %s=%d '%.*s' %c %d\n", t->column[c]->name, (int)doc_state(row, c), (int)doc_raw(row, c).n,
		    doc_raw(row, c).p ? doc_raw(row, c).p : "", doc_mark(row, c) ? doc_mark(row, c) : ' ', doc_relevant(doc, row, c));
	for (size_t i = 0; i < k->f->n_local; i++)
		if (k->f->local[i].table == doc_row_table(row)) {
			struct expr_value v = local_of(k, row, k->f->local[i].name);
			struct arena scratch = {0};
			struct sv text = expr_value_text(&v, &scratch);

			str_addf(out, " %s=%d %.*s\n", k->f->local[i].name, v.state, (int)text.n, text.p ? text.p : "");
			arena_free(&scratch);
		}
	for (int child = 0; child < k->d->n_table; child++)
		for (const struct doc_row *r = doc_row_first(row, child); r != NULL; r = doc_row_next(r))
			dump_row(k, r, out);
}

static uint32_t
any_row(struct desk *k, uint64_t *seed, int table)
{
	for (int tries = 0; tries < 200; tries++) {
		const struct doc_row *r = doc_row_by_id(k->doc, 1 + small_random(seed, (uint32_t)doc_n_rows(k->doc) * 2 + 20));

		if (r != NULL && (table < 0 || doc_row_table(r) == table))
			return doc_row_id(r);
	}
	return 1;
}

static void
random_edit(struct desk *k, uint64_t *seed)
{
	static const char *const value[] = {"1", "2.5", "", "I", "E", "x", "c", "none", "0101010101", "20260228", "abc", " 3 ", "-7.125"};
	static const enum doc_mark mark[] = {DOC_TYPED, DOC_TYPED, DOC_IMPORTED, DOC_FILLED};
	const struct doc_row *row = doc_row_by_id(k->doc, small_random(seed, 5) == 0 ? 1 : any_row(k, seed, -1));
	int table = doc_row_table(row), n = k->d->table[table].n_column;
	int column = (int)small_random(seed, (uint32_t)n);
	uint32_t id, what = small_random(seed, 20);

	if (what == 0) {	/* hide and show whole groups */
		set(k, "DecHead/SeqNo", small_random(seed, 2) ? "none" : "1", DOC_TYPED);
	} else if (what == 1) {
		set(k, "DecHead/IEFlag", small_random(seed, 2) ? "E" : "I", DOC_TYPED);
	} else if (what < 10) {
		const char *v = value[small_random(seed, sizeof value / sizeof value[0])];

		if (k->d->table[table].column[column]->type == DICT_GROUP)
			v = "";
		doc_set(k->doc, doc_row_id(row), column, sv_of(v), mark[small_random(seed, 4)], NULL);
	} else if (what < 13) {
		doc_unset(k->doc, doc_row_id(row), column, NULL);
	} else if (what < 17) {
		int child = 1 + (int)small_random(seed, (uint32_t)k->d->n_table - 1);
		uint32_t parent = any_row(k, seed, k->d->table[child].parent);
		const struct doc_row *before = doc_row_by_id(k->doc, any_row(k, seed, child));

		doc_insert(k->doc, parent, child, before && small_random(seed, 2) ? doc_row_id(before) : 0, &id, NULL);
	} else if (what < 19) {
		doc_move(k->doc, doc_row_id(row), small_random(seed, 3) ? any_row(k, seed, table) : 0, NULL);
	} else {
		doc_delete(k->doc, doc_row_id(row), NULL);
	}
}

static void
test_random(struct desk *k)
{
	struct str step = {0}, full = {0};
	unsigned n = 0;
	bool same = true;

	for (uint64_t seed = 1; seed <= 40 && same; seed++) {
		uint64_t s = seed * 7919;

		doc_blank(k->doc, NULL);
		for (int i = 0; i < 120 && same; i++, n++) {
			random_edit(k, &s);
			str_reset(&step);
			str_reset(&full);
			dump_row(k, doc_root(k->doc), &step);
			if (i % 3 != 0)		/* what was never asked for is unknown to the next edit */
				continue;
			doc_recalculate(k->doc);
			dump_row(k, doc_root(k->doc), &full);
			same = sv_eq(str_sv(&step), str_sv(&full));
		}
	}
	tap_ok(same, "after each of %u random edits a full recalculation changes nothing", n);
	if (!same)
		printf("# step by step:\n%s\n# all at once:\n%s\n", str_z(&step), str_z(&full));
	str_clear(&step);
	str_clear(&full);
}

/* Reading calculates nothing, and an edit touches only what follows from it. */
static void
test_read_then_edit(struct desk *k)
{
	struct xml_reader *reader = xml_reader_new();
	struct xml_problem problem;
	struct sv xml = SV("<DecMessage xmlns='urn:example:dec'><DecHead><IEFlag>I</IEFlag><Count>7</Count><Total>8</Total></DecHead>"
	    "<DecLists><DecList><GNo>5</GNo><GQty>2</GQty><DeclPrice>3</DeclPrice></DecList></DecLists></DecMessage>");

	doc_read(k->doc, reader, xml, NULL, NULL, NULL, &problem);
	is(k, "DecHead/Count", "7 i", "reading calculates nothing");
	set(k, "DecLists/DecList[1]/GName", "x", DOC_TYPED);
	is(k, "DecHead/NoteS", "x c", "an edit calculates what follows from it");
	is(k, "DecHead/Count", "7 i", "… and nothing else");
	doc_recalculate(k->doc);
	is(k, "DecHead/Count", "1 c", "recalculation brings all up to date");
	is(k, "DecLists/DecList[1]/GNo", "1 c", "… in the rows too");
	xml_reader_free(reader);
}

/* Strangers in a group go with it. */
static void
test_group_with_strangers(struct desk *k)
{
	struct xml_reader *reader = xml_reader_new();
	struct xml_problem problem;
	struct str out = {0};

	doc_read(k->doc, reader, SV("<DecMessage xmlns='urn:example:dec'><DecHead><A/></DecHead><TrnHead z='1'><TransNo/><B/><TrnInner><C/>"
	    "</TrnInner></TrnHead><D/></DecMessage>"), NULL, NULL, NULL, &problem);
	unset(k, "TrnHead");
	set(k, "TrnHead/TransNo", "1", DOC_TYPED);
	doc_write(k->doc, false, &out);
	tap_ok(strstr(str_z(&out), "<A/>") && strstr(str_z(&out), "<D/>"), "strangers outside the group stay");
	tap_ok(!strstr(str_z(&out), "<B/>") && !strstr(str_z(&out), "<C/>") && !strstr(str_z(&out), "z="), "those in it went with it");
	str_clear(&out);
	xml_reader_free(reader);
}

/* Long editing keeps the memory in bounds, and the texts whole. */
static void
test_compaction(struct desk *k)
{
	struct str big = {0};
	struct str out = {0};
	struct xml_reader *reader = xml_reader_new();
	struct xml_problem problem;
	bool follows = true;

	doc_read(k->doc, reader, SV("<DecMessage xmlns='urn:example:dec'><Strange>thing</Strange></DecMessage>"), NULL, NULL, NULL, &problem);
	doc_recalculate(k->doc);
	set(k, "DecHead/SeqNo", "stays", DOC_TYPED);
	for (int i = 0; i < 60; i++) {
		str_reset(&big);
		for (int c = 0; c < 30000; c++)
			str_addc(&big, (char)('a' + (c + i) % 26));
		set(k, "DecLists/DecList[+]/GName", i % 2 ? "x" : "y", DOC_TYPED);
		local_of(k, doc_root(k->doc), "first");
		set(k, "DecHead/Type", str_z(&big), DOC_TYPED);
		set(k, "DecLists/DecList[1]/GQty", i % 2 ? "1" : "2", DOC_TYPED);
		follows &= sv_is(doc_value(doc_root(k->doc), column_of(k, "DecHead/NetWt")), i % 2 ? "1" : "2");
	}
	tap_ok(follows, "sums over locals that were forgotten follow");
	is(k, "DecHead/SeqNo", "stays", "texts outlive the compaction of others");
	is(k, "DecHead/Count", "60 c", "… calculated ones too");
	tap_ok(sv_eq(doc_value(doc_root(k->doc), column_of(k, "DecHead/Type")), str_sv(&big)), "… and long ones");
	tap_ok(sv_is(local_of(k, doc_root(k->doc), "first").text, "first y"), "… and those of locals");
	doc_write(k->doc, false, &out);
	tap_ok(strstr(str_z(&out), "<Strange>thing</Strange>") != NULL, "… and strangers");
	str_clear(&big);
	str_clear(&out);
	xml_reader_free(reader);
}

int
main(void)
{
	struct desk k = {.d = small_load()};

	k.f = small_form_load(k.d, small_form);
	k.world.today = day_make(2026, 1, 5);
	k.doc = doc_new(k.d, k.f, &k.world);
	test_blank(&k);
	test_calculate(&k);
	test_forms_of_values(&k);
	test_override(&k);
	test_groups(&k);
	test_ties(&k);
	test_locals(&k);
	test_errors(&k);
	test_read_then_edit(&k);
	test_group_with_strangers(&k);
	test_compaction(&k);
	test_random(&k);
	doc_free(k.doc);
	form_free(k.f);
	dict_free(k.d);
	return tap_done();
}
