#include "kit.h"

static struct dict *dict;

/* Pieces of a form that may stand in any order. */
static const char *const root_piece[] = {
	"<yl:field name=\"a\" type=\"number\" calculate=\"yl:b + 1\"/>",
	"<yl:field name=\"b\" type=\"number\" calculate=\"Head/Net\"/>",
	"<yl:field name=\"import\" type=\"boolean\" calculate=\"Head/Flag = 'I'\"/>",
	"<bind ref=\"Head/Net\" calculate=\"sum(Items/Item/yl:weight)\"/>",
	"<bind ref=\"Head/Gross\" calculate=\"yl:a\"/>",
	"<bind ref=\"Head/Note\" relevant=\"yl:import\" calculate=\"string(Head/Gross)\"/>",
	"<bind ref=\"Trn\" relevant=\"Head/Note != ''\"/>",
	"<bind ref=\"Head/Day\" relevant=\"yl:given(Trn/Id)\"/>",
	"<yl:field name=\"y\" type=\"number\" calculate=\"1\"/>",
	"<yl:field name=\"x\" type=\"number\" calculate=\"2\"/>",
};
static const char *const item_piece[] = {
	"<yl:field name=\"weight\" type=\"number\" calculate=\"Total * yl:factor\"/>",
	"<yl:field name=\"factor\" type=\"number\" calculate=\"number(code('UNIT', Code, 'conv_ratio'))\"/>",
	"<yl:tie><yl:solve ref=\"Total\" with=\"yl:round(Qty * Price, 2)\"/><yl:solve ref=\"Price\" with=\"yl:round(Total div Qty, 4)\"/></yl:tie>",
	"<bind ref=\"No\" calculate=\"yl:place()\"/>",
	"<bind ref=\"Qty\" calculate=\"count(Subs/Sub)\"/>",
	"<bind ref=\"Code\" relevant=\"No > 0\"/>",
};
enum { N_ROOT = sizeof root_piece / sizeof root_piece[0], N_ITEM = sizeof item_piece / sizeof item_piece[0] };

static unsigned
next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static void
shuffle(int *order, int n, unsigned *seed)
{
	for (int i = n - 1; i > 0; i--) {
		int k = (int)(next_random(seed) % (unsigned)(i + 1)), keep = order[i];

		order[i] = order[k];
		order[k] = keep;
	}
}

static struct form *
load_shuffled(unsigned seed)
{
	int root[N_ROOT], item[N_ITEM];
	struct str text = STR_INIT(0);
	struct form *f = NULL;
	struct err err = {0};

	for (int i = 0; i < N_ROOT; i++)
		root[i] = i;
	for (int i = 0; i < N_ITEM; i++)
		item[i] = i;
	if (seed != 0) {
		shuffle(root, N_ROOT, &seed);
		shuffle(item, N_ITEM, &seed);
	}
	for (int i = 0; i < N_ROOT; i++) {
		if (i == (int)(seed % N_ROOT)) {
			str_adds(&text, "<bind ref=\"Items/Item\">");
			for (int k = 0; k < N_ITEM; k++)
				str_addf(&text, "%s\n", item_piece[item[k]]);
			str_adds(&text, "</bind>\n");
		}
		str_addf(&text, "%s\n", root_piece[root[i]]);
	}
	if (kit_load(dict, str_z(&text), NULL, &f, &err) != RC_OK)
		printf("# %s\n", err.text);
	str_clear(&text);
	return f;
}

/* A node by what it is, whatever the numbers of its local fields. */
static void
name_node(const struct form *f, const struct form_node *n, struct str *out)
{
	static const char *const property[] = {"calculate", "relevant", "tie", "local"};
	const struct dict_table *t = &dict->table[n->table];

	str_addf(out, "%s ", property[n->property]);
	if (n->property == FORM_LOCAL)
		str_addf(out, "%s/yl:%s", t->node->path, f->local[n->index].name);
	else
		str_adds(out, n->property == FORM_TIE ? t->node->path : t->column[n->column]->path);
	str_addc(out, '\n');
}

static char *
order_of(const struct form *f)
{
	struct str s = STR_INIT(0);

	for (size_t i = 0; f != NULL && i < f->n_node; i++)
		name_node(f, &f->node[i], &s);
	return str_take(&s);
}

static int
position(const struct form *f, enum form_property property, const char *path)
{
	struct str s = STR_INIT(0), want = STR_INIT(0);
	static const char *const word[] = {"calculate", "relevant", "tie", "local"};
	int found = -1;

	str_addf(&want, "%s %s\n", word[property], path);
	for (size_t i = 0; i < f->n_node; i++) {
		str_reset(&s);
		name_node(f, &f->node[i], &s);
		if (sv_eq(str_sv(&s), str_sv(&want)))
			found = (int)i;
	}
	str_clear(&s);
	str_clear(&want);
	return found;
}

static bool
has(const int *v, size_t n, int x)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == x)
			return true;
	return false;
}

static bool
ascending(const int *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (v[i] <= v[i - 1])
			return false;
	return true;
}

static void
reads(const struct form *f, enum form_property p, const char *maker, enum form_property q, const char *reader)
{
	int from = position(f, p, maker), to = position(f, q, reader);

	tap_ok(from >= 0 && from < to, "%s comes before %s", maker, reader);
	tap_ok(from >= 0 && has(f->node[from].reader, f->node[from].n_reader, to), "and knows it as a reader");
}

static void
test_order(void)
{
	struct form *f = load_shuffled(0);
	char *want = order_of(f);

	tap_ok(f != NULL && f->n_node == 17, "seventeen nodes");
	reads(f, FORM_LOCAL, "Items/Item/yl:factor", FORM_LOCAL, "Items/Item/yl:weight");
	reads(f, FORM_TIE, "Items/Item", FORM_LOCAL, "Items/Item/yl:weight");
	reads(f, FORM_CALCULATE, "Items/Item/Qty", FORM_TIE, "Items/Item");
	reads(f, FORM_RELEVANT, "Items/Item/Code", FORM_LOCAL, "Items/Item/yl:factor");
	reads(f, FORM_CALCULATE, "Items/Item/No", FORM_RELEVANT, "Items/Item/Code");
	reads(f, FORM_LOCAL, "Items/Item/yl:weight", FORM_CALCULATE, "Head/Net");
	reads(f, FORM_CALCULATE, "Head/Net", FORM_LOCAL, "/yl:b");
	reads(f, FORM_LOCAL, "/yl:b", FORM_LOCAL, "/yl:a");
	reads(f, FORM_LOCAL, "/yl:a", FORM_CALCULATE, "Head/Gross");
	reads(f, FORM_RELEVANT, "Head/Note", FORM_RELEVANT, "Trn");
	reads(f, FORM_RELEVANT, "Trn", FORM_RELEVANT, "Head/Day");	/* what stands in an irrelevant group is empty */
	for (size_t i = 0; i < f->n_node; i++)
		if (!ascending(f->node[i].reader, f->node[i].n_reader))
			tap_ok(false, "readers ascend");
	for (unsigned seed = 1; seed <= 200; seed++) {
		struct form *g = load_shuffled(seed);
		char *got = order_of(g);

		if (strcmp(got, want) != 0)
			tap_text(got, want, "the order of the file does not decide");
		mem_free(got);
		form_free(g);
	}
	tap_ok(true, "200 shuffled forms have one evaluation order");
	mem_free(want);
	form_free(f);
}

static bool
cell_read_by(const struct form *f, const char *path, int column_offset, enum form_property property, const char *reader)
{
	const struct dict_node *n = dict_find(dict, sv_of(path));
	size_t n_reader;
	const int *v = form_readers(f, n->table, n->type == DICT_GROUP && n->column < 0 ? -1 : n->column + column_offset, &n_reader);

	return ascending(v, n_reader) && has(v, n_reader, position(f, property, reader));
}

static void
test_readers(void)
{
	struct form *f = load_shuffled(0);
	size_t n;

	tap_ok(cell_read_by(f, "Head/Flag", 0, FORM_LOCAL, "/yl:import"), "a cell knows its reader");
	tap_ok(cell_read_by(f, "Items/Item/Qty", 0, FORM_TIE, "Items/Item"), "a tied cell is read by its tie");
	tap_ok(cell_read_by(f, "Items/Item/Total", 0, FORM_LOCAL, "Items/Item/yl:weight"), "and by others");
	tap_ok(cell_read_by(f, "Items/Item", 0, FORM_CALCULATE, "Head/Net"), "a sum reads which rows there are");
	tap_ok(cell_read_by(f, "Items/Item/Subs/Sub", 0, FORM_CALCULATE, "Items/Item/Qty"), "a count too");
	tap_ok(cell_read_by(f, "Items/Item", 0, FORM_CALCULATE, "Items/Item/No"), "and yl:place()");
	tap_ok(!cell_read_by(f, "Items/Item/Subs/Sub", 0, FORM_CALCULATE, "Head/Net"), "but not rows of another table");
	form_readers(f, 0, dict_find(dict, SV("Head/Day"))->column, &n);
	tap_ok(n == 0, "a cell without reader");
	tap_ok(form_readers(f, 99, 0, &n) == NULL && n == 0 && form_readers(f, 0, 99, &n) == NULL && form_readers(f, 0, -2, &n) == NULL,
	    "no cell, no reader");
	form_free(f);
}

static void
cycle(const char *form, const char *want)
{
	struct form *f = NULL;
	struct err err = {0};
	enum rc rc = kit_load(dict, form, NULL, &f, &err);

	tap_ok(rc == RC_PARSE && f == NULL, "a cycle: %s", want);
	if (!tap_ok(strstr(err.text, want) != NULL, "and it is printed"))
		printf("#  got: %s\n", err.text);
	form_free(f);
}

static void
test_cycles(void)
{
	struct form *f = NULL;
	struct err err = {0};

	cycle("<bind ref=\"Head/Net\" calculate=\"Head/Net + 1\"/>", "demo.xml:5: a cycle, each needs the next: calculate of Head/Net → calculate of Head/Net");
	cycle("<bind ref=\"Head/Net\" relevant=\"Head/Net > 1\"/>", "relevant of Head/Net → relevant of Head/Net");
	cycle("<bind ref=\"Head\">\n<bind ref=\"Net\" calculate=\"Head/Gross\"/><bind ref=\"Gross\" calculate=\"yl:x\"/></bind>"
	    "<yl:field name=\"x\" type=\"number\" calculate=\"Head/Net\"/>",
	    "demo.xml:6: a cycle, each needs the next: calculate of Head/Net → calculate of Head/Gross → yl:x → calculate of Head/Net");
	cycle("<bind ref=\"Trn\" relevant=\"yl:given(Trn/Id)\"/>", "relevant of Trn → relevant of Trn");
	cycle("<bind ref=\"Items/Item\"><yl:tie><yl:solve ref=\"Qty\" with=\"Price\"/><yl:solve ref=\"Price\" with=\"Qty * Total\"/></yl:tie>"
	    "<bind ref=\"Total\" calculate=\"Qty\"/></bind>", "tie of Items/Item/Qty → calculate of Items/Item/Total → tie of Items/Item/Qty");
	cycle("<bind ref=\"Items/Item\"><bind ref=\"Qty\" calculate=\"sum(../Item/Qty)\"/></bind>", "calculate of Items/Item/Qty → calculate of Items/Item/Qty");
	cycle("<bind ref=\"Items/Item\"><bind ref=\"Qty\" calculate=\"count(../Item[No = 1])\"/><bind ref=\"No\" calculate=\"Qty\"/></bind>",
	    "calculate of Items/Item/No → calculate of Items/Item/Qty → calculate of Items/Item/No");
	tap_ok(kit_load(dict, "<bind ref=\"Head/Net\" required=\"Head/Net > 1\" readonly=\"Head/Net > 1\"/>", NULL, &f, &err) == RC_OK && f->n_node == 0,
	    "required and readonly may read their own field");
	form_free(f);
}

/* A chain as long as a file may make it must not use up the stack. */
static void
test_long_chain(void)
{
	struct str s = STR_INIT(0);
	struct form *f = NULL;
	struct err err = {0};

	for (int i = 0; i < 4000; i++) {
		if (i < 3999)
			str_addf(&s, "<yl:field name=\"x%d\" type=\"number\" calculate=\"yl:x%d\"/>\n", i, i + 1);
		else
			str_addf(&s, "<yl:field name=\"x%d\" type=\"number\" calculate=\"Head/Net\"/>\n", i);
	}
	tap_ok(kit_load(dict, str_z(&s), NULL, &f, &err) == RC_OK && f->n_node == 4000, "a chain of 4,000 %s", err.text);
	tap_ok(f != NULL && strcmp(f->local[f->node[0].index].name, "x3999") == 0, "its end comes first");
	form_free(f);
	str_adds(&s, "<yl:field name=\"y\" type=\"number\" calculate=\"yl:x1\"/>");
	tap_ok(kit_load(dict, str_z(&s), NULL, &f, &err) == RC_PARSE && strstr(err.text, "more than 4000 local fields") != NULL, "no more than that");
	str_clear(&s);
}

int
main(void)
{
	kit_start();
	dict = kit_dict();
	test_order();
	test_readers();
	test_cycles();
	test_long_chain();
	dict_free(dict);
	kit_end();
	return tap_done();
}
