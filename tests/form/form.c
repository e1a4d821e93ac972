#include "base/day.h"
#include "kit.h"

static struct dict *dict;

/* ---- what a sound definition becomes --------------------------------------- */

static const char sound[] =
    "  <yl:field name=\"import\" type=\"boolean\" calculate=\"Head/Flag = 'I'\"/>\n"
    "  <yl:field name=\"sum\" type=\"number\" calculate=\"sum(Items/Item/Total)\"/>\n"
    "  <bind ref=\"@Version\" yl:default=\"'1.0'\"/>\n"
    "  <bind ref=\"Head\">\n"
    "   <bind ref=\"Flag\"/>\n"
    "   <bind ref=\"Gross\" required=\"yl:import\" constraint=\". &gt;= Head/Net\">\n"
    "    <yl:alert xml:lang=\"zh\">毛重 {.} 小于净重 {Head/Net}</yl:alert>\n"
    "    <yl:alert xml:lang=\"en\">gross weight {.} below net weight {Head/Net}</yl:alert>\n"
    "   </bind>\n"
    "   <bind ref=\"Net\" calculate=\"sum(Items/Item/Qty)\" yl:override=\"yes\" yl:save=\"yl:import\" readonly=\"not(yl:import)\"/>\n"
    "  </bind>\n"
    "  <bind ref=\"Items/Item\">\n"
    "   <yl:field name=\"unit\" type=\"text\" calculate=\"code('HS', Code, 'unit1_code')\"/>\n"
    "   <yl:tie>\n"
    "    <yl:solve ref=\"Total\" with=\"yl:round(Qty * Price, 2)\"/>\n"
    "    <yl:solve ref=\"Price\" with=\"yl:round(Total div Qty, 4)\"/>\n"
    "   </yl:tie>\n"
    "   <bind ref=\"No\" calculate=\"yl:place()\"/>\n"
    "   <bind ref=\"Qty\" required=\"/Msg/yl:import\" readonly=\". > 1\"/>\n"
    "   <bind ref=\"Price\" required=\"/Msg/yl:import\" readonly=\". > 1\"/>\n"
    "   <bind ref=\"Subs/Sub\">\n"
    "    <bind ref=\"No\" calculate=\"../../No\"/>\n"
    "   </bind>\n"
    "  </bind>\n"
    "  <bind ref=\"Trn\" relevant=\"yl:import\">\n"
    "   <bind ref=\"Id\" yl:default=\"'T'\"/>\n"
    "  </bind>\n";

static const char sound_rules[] =
    "  <rule context=\"/\" yl:when=\"yl:import\">\n"
    "   <let name=\"items\" yl:type=\"number\" value=\"count(Items/Item)\"/>\n"
    "   <assert id=\"X1\" role=\"error\" yl:at=\"Head/Net\" yl:when=\"yl:items &gt; 0\" test=\"Head/Net &lt;= Head/Gross\" yl:override=\"yes\"\n"
    "     yl:from=\"2026-01-01\" yl:to=\"2026-12-31\">" TEXTS "</assert>\n"
    "   <report id=\"X2\" role=\"warning\" test=\"yl:given(Trn)\">" TEXTS "</report>\n"
    "  </rule>\n"
    "  <rule context=\"Items/Item\">\n"
    "   <assert id=\"X3\" role=\"info\" yl:at=\"Code\" test=\"yl:is-code('HS', Code)\">" TEXTS "</assert>\n"
    "   <assert id=\"X4\" role=\"off\" yl:class=\"L\" yl:at=\"/Msg/Head/Note\" test=\"Qty > 0\">" TEXTS "</assert>\n"
    "  </rule>\n"
    "  <yl:builtin id=\"X5\" role=\"error\" yl:class=\"S\" by=\"length\">" TEXTS "</yl:builtin>\n"
    "  <yl:undecided id=\"X6\" role=\"info\">" TEXTS "</yl:undecided>\n";

static int
column_of(const char *path)
{
	const struct dict_node *n = dict_find(dict, sv_of(path));

	return n != NULL ? n->column : -2;
}

static int
table_of(const char *path)
{
	const struct dict_node *n = dict_find(dict, sv_of(path));

	return n != NULL ? n->table : -2;
}

static const struct form_bind *
bind_of(const struct form *f, const char *path)
{
	return form_bind_of(f, table_of(path), column_of(path));
}

static void
test_binds(const struct form *f)
{
	const struct form_bind *b = bind_of(f, "Head/Gross");

	tap_text(f->id, "demo", "id");
	tap_text(f->edition, "2026-01", "edition");
	tap_ok(f->valid_from == day_make(2026, 1, 1) && f->valid_to == DAY_NONE, "valid from and to");
	tap_ok(b != NULL && b->required != NULL && b->constraint != NULL && b->save == NULL && b->calculate == NULL, "properties of a bind");
	tap_ok(b != NULL && b->alert_zh != NULL && b->alert_en != NULL && b->tie == -1, "its alerts");
	tap_ok(b != NULL && b->line == FORM_FIRST + 5, "its line");
	b = bind_of(f, "Head/Net");
	tap_ok(b != NULL && b->override && b->save != NULL && b->readonly != NULL && expr_type(b->calculate) == EXPR_NUMBER, "calculated, may be overruled");
	tap_ok(bind_of(f, "Head/Flag") == NULL, "a bind with a ref only is no bind");
	b = bind_of(f, "Trn");
	tap_ok(b != NULL && b->relevant != NULL, "a group may be irrelevant");
	b = bind_of(f, "Items/Item/Total");
	tap_ok(b != NULL && b->tie == 0 && f->n_tie == 1 && f->tie[0].n_solve == 2, "a field without bind is in its tie");
	tap_ok(f->tie[0].solve[0].column == column_of("Items/Item/Total"), "solutions in the order of preference");
	tap_ok(bind_of(f, "@Version")->fallback != NULL, "an attribute has a default");
	b = bind_of(f, "Items/Item/Qty");
	tap_ok(b->required == bind_of(f, "Items/Item/Price")->required, "equal expressions in one context are compiled once");
	tap_ok(bind_of(f, "Items/Item/Price")->readonly != b->readonly, "those that say '.' are not: it is another field each time");
	tap_ok(b->required != bind_of(f, "Head/Gross")->required, "in another context they are not");
	tap_ok(form_bind_of(f, 99, 0) == NULL && form_bind_of(f, 0, -1) == NULL && form_bind_of(f, 0, 999) == NULL, "no bind outside");
}

static const struct form_local *
local_of(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n_local; i++)
		if (strcmp(f->local[i].name, name) == 0)
			return &f->local[i];
	return NULL;
}

static void
test_locals(const struct form *f)
{
	const struct form_local *l = local_of(f, "sum"), *u = local_of(f, "unit"), *let = local_of(f, "items");
	const struct expr_ref *ref = expr_ref(l->calculate, 0);

	tap_ok(f->n_local == 4, "four local fields");
	tap_ok(l->table == 0 && l->type == EXPR_NUMBER && !l->rule && l->column == dict->table[0].n_column + 1, "columns behind the dictionary's");
	tap_ok(u->table == table_of("Items/Item") && u->column == dict->table[u->table].n_column, "counted per table");
	tap_ok(let->rule && let->table == 0 && let->column == dict->table[0].n_column + 2, "a let of the rules too");
	tap_ok(f->n_all_column[0] == dict->table[0].n_column + 3, "all columns");
	tap_ok(ref->relation == EXPR_MANY_ROWS && ref->up == 0 && ref->table == table_of("Items/Item"), "a list below the row");
	ref = expr_ref(bind_of(f, "Items/Item/Subs/Sub/No")->calculate, 0);
	tap_ok(ref->relation == EXPR_OUTER_ROW && ref->up == 1 && ref->column == column_of("Items/Item/No"), "'..' goes to the enclosing row");
	ref = expr_ref(bind_of(f, "Items/Item/Qty")->required, 0);
	tap_ok(ref->relation == EXPR_OUTER_ROW && ref->up == 1 && ref->is_local && ref->type == EXPR_BOOL, "a local of the root");
	ref = expr_ref(bind_of(f, "Head/Gross")->constraint, 0);
	tap_ok(ref->is_self && ref->relation == EXPR_SAME_ROW && ref->column == column_of("Head/Gross"), "'.' is the field");
}

static void
test_rules(const struct form *f)
{
	const struct form_rule *r = form_rule_by_id(f, "X1");

	tap_ok(f->n_rule == 6, "six rules");
	tap_ok(r != NULL && r->by == FORM_BY_TEST && r->severity == FORM_ERROR && r->class == 'R' && !r->report && r->override, "an assert");
	tap_ok(r->table == 0 && r->at_table == 0 && r->at_column == column_of("Head/Net"), "where it points");
	tap_ok(r->when != NULL && r->when_rule != NULL && r->when_rule == form_rule_by_id(f, "X2")->when_rule, "its guards");
	tap_ok(r->from == day_make(2026, 1, 1) && r->to == day_make(2026, 12, 31), "its days");
	tap_ok(r->text_zh != NULL && r->text_en != NULL && r->line == RULES_FIRST + 2, "its texts and line");
	r = form_rule_by_id(f, "X2");
	tap_ok(r->report && r->at_column == -1 && r->at_table == 0 && r->from == DAY_NONE, "a report that points at the row");
	tap_ok(expr_ref(r->test, 0)->is_row && expr_ref(r->test, 0)->column == column_of("Trn"), "a group as rows");
	r = form_rule_by_id(f, "X3");
	tap_ok(r->class == 'T' && r->severity == FORM_INFO, "a test that asks a code table is of class T");
	r = form_rule_by_id(f, "X4");
	tap_ok(r->class == 'L' && r->severity == FORM_OFF && r->at_table == 0 && r->table == table_of("Items/Item"), "a rule may point outwards");
	r = form_rule_by_builtin(f, "length");
	tap_ok(r != NULL && strcmp(r->id, "X5") == 0 && r->table == -1 && r->class == 'S', "a builtin");
	tap_ok(form_rule_by_builtin(f, "day") == NULL && form_rule_by_id(f, "X9") == NULL, "what is not there");
	tap_ok(form_rule_by_id(f, "X6")->by == FORM_BY_NOBODY, "undecided");
}

static void
test_builtins(void)
{
	static const char *const word[] = {"wellformed", "root", "length", "number", "day", "save", "declare", "form", "code", "twice",
		"unknown", "groups", "missing", "order", "many", "halfwidth", "write", "receipt", "dictionary"};
	size_t n = 0;

	while (form_builtins()[n] != NULL)
		n++;
	tap_ok(n == sizeof word / sizeof word[0], "the number of judgements");
	for (size_t i = 0; i < n && i < sizeof word / sizeof word[0]; i++)
		tap_text(form_builtins()[i], word[i], "a judgement");
}

static void
test_sound(void)
{
	struct form *f = NULL;
	struct err err = {0};

	if (!tap_ok(kit_load(dict, sound, sound_rules, &f, &err) == RC_OK, "a sound form and its rules load %s", err.text))
		return;
	test_binds(f);
	test_locals(f);
	test_rules(f);
	form_free(f);
	tap_ok(kit_load(dict, NULL, NULL, &f, &err) == RC_OK && f->n_bind == 0 && strcmp(f->id, "demo") == 0, "a dictionary without a form");
	form_free(f);
	tap_ok(kit_load(dict, NULL, "", &f, &err) == RC_OK && f->n_rule == 0 && f->n_node == 0, "rules without a form");
	form_free(f);
	tap_ok(kit_load(dict, sound, NULL, &f, &err) == RC_OK && f->n_rule == 0, "a form without rules");
	form_free(f);
	form_free(NULL);
}

/* ---- paths ------------------------------------------------------------------- */

/* A rule in a context whose test holds the path, and what the path became. */
static void
resolves(const char *context, const char *test, enum expr_relation relation, int up, const char *target, const char *name)
{
	struct str rules = STR_INIT(0);
	struct form *f = NULL;
	struct err err = {0};
	const struct expr_ref *ref;

	str_addf(&rules, "<rule context=\"%s\"><assert id=\"X\" role=\"error\" test=\"%s\">" TEXTS "</assert></rule>", context, test);
	if (tap_ok(kit_load(dict, NULL, str_z(&rules), &f, &err) == RC_OK, "%s: loads %s", name, err.text)) {
		ref = expr_ref(f->rule[0].test, 0);
		tap_ok(ref->relation == relation && ref->up == up, "%s: relation %d, up %d", name, ref->relation, ref->up);
		tap_ok(ref->table == table_of(target), "%s: table", name);
		tap_ok(ref->is_row || ref->column == column_of(target), "%s: column", name);
	}
	form_free(f);
	str_clear(&rules);
}

static void
test_paths(void)
{
	struct form *f = NULL;
	struct err err = {0};
	const struct expr_ref *ref;

	resolves("/", "Head/Flag = 'I'", EXPR_SAME_ROW, 0, "Head/Flag", "a head field from the root");
	resolves("/", "/Msg/Head/Flag = 'I'", EXPR_SAME_ROW, 0, "Head/Flag", "the same, absolute");
	resolves("/", "@Version = '1'", EXPR_SAME_ROW, 0, "@Version", "an attribute");
	resolves("Items/Item", "/Msg/Head/Flag = 'I'", EXPR_OUTER_ROW, 1, "Head/Flag", "a head field from an item");
	resolves("Items/Item", "../../Head/Flag = 'I'", EXPR_OUTER_ROW, 1, "Head/Flag", "the same by '..'");
	resolves("Items/Item", "current()/Code = 'I'", EXPR_SAME_ROW, 0, "Items/Item/Code", "current()");
	resolves("Items/Item", "sum(../Item/Qty) = 1", EXPR_MANY_ROWS, 1, "Items/Item/Qty", "the siblings");
	resolves("Items/Item", "sum(/Msg/Items/Item/Qty) = 1", EXPR_MANY_ROWS, 1, "Items/Item/Qty", "the siblings, absolute");
	resolves("Items/Item", "count(Subs/Sub) = 1", EXPR_MANY_ROWS, 0, "Items/Item/Subs/Sub", "rows below");
	resolves("/", "count(Items/Item/Subs/Sub) = 1", EXPR_MANY_ROWS, 0, "Items/Item/Subs/Sub", "rows two tables below");
	resolves("Items/Item/Subs/Sub", "../../Qty = 1", EXPR_OUTER_ROW, 1, "Items/Item/Qty", "the item around");
	resolves("Items/Item/Subs/Sub", "/Msg/Head/Net = 1", EXPR_OUTER_ROW, 2, "Head/Net", "two levels up");
	resolves("Items/Item/Subs/Sub", "count(/Msg/Paper) = 1", EXPR_MANY_ROWS, 2, "Paper", "another branch");
	resolves("Items/Item/Subs/Sub", "count(../../Subs/Sub) = 1", EXPR_MANY_ROWS, 1, "Items/Item/Subs/Sub", "siblings of the second level");
	resolves("/", "yl:given(Trn)", EXPR_SAME_ROW, 0, "Trn", "a group that stands once");
	resolves("/", "count(Items/Item/Subs) = 1", EXPR_MANY_ROWS, 0, "Items/Item/Subs", "a group in each row");
	if (tap_ok(kit_load(dict, NULL, "<rule context=\"Items/Item\"><assert id=\"X\" role=\"error\""
	    " test=\"count(../Item[No = current()/No]) = 1\">" TEXTS "</assert></rule>", &f, &err) == RC_OK, "a predicate loads %s", err.text)) {
		ref = expr_ref(f->rule[0].test, 0);
		if (!ref->has_where)
			ref = expr_ref(f->rule[0].test, 1);
		tap_ok(ref->has_where && ref->where_table == table_of("Items/Item") && ref->where_column == column_of("Items/Item/No")
		    && ref->where_type == EXPR_NUMBER, "and names its column");
	}
	form_free(f);
}

/* ---- what is refused, and where ------------------------------------------------ */

struct refusal {
	unsigned line;		/* behind the head */
	const char *want, *text;
};

static void
refuse(bool is_form, const struct refusal *r)
{
	struct form *f = NULL;
	struct err err = {0};
	char place[64];
	enum rc rc = is_form ? kit_load(dict, r->text, NULL, &f, &err) : kit_load(dict, NULL, r->text, &f, &err);

	snprintf(place, sizeof place, "demo%s.xml:%u: ", is_form ? "" : ".rules", r->line + (is_form ? FORM_FIRST : RULES_FIRST));
	tap_ok(rc == RC_PARSE && f == NULL, "refused: %s", r->want);
	if (!tap_ok(strstr(err.text, place) != NULL && strstr(err.text, r->want) != NULL, "with its place: %s", r->want))
		printf("#  got: %s\n# want: %s%s\n", err.text, place, r->want);
	form_free(f);
}

static const struct refusal bad_forms[] = {
	{0, "element group has no place in model", "<group/>"},
	{0, "element bind has no place in model", "<x:bind xmlns:x=\"urn:other\" ref=\"Head\"/>"},
	{1, "bind takes no attribute type", "<bind ref=\"Head\">\n<bind ref=\"Flag\" type=\"string\"/></bind>"},
	{0, "bind takes no attribute", "<bind ref=\"Head\" xmlns:o=\"urn:o\" o:x=\"1\"/>"},
	{1, "bind takes no attribute save", "<bind ref=\"Head\"><bind ref=\"Flag\"\n save=\"true()\"/></bind>"},
	{0, "bind needs the attribute ref", "<bind/>"},
	{0, "Head has no element Nett", "<bind ref=\"Head/Nett\" required=\"true()\"/>"},
	{0, "Msg has no attribute version", "<bind ref=\"@version\"/>"},
	{0, "Head/Net has no element x", "<bind ref=\"Head/Net/x\"/>"},
	{1, "Head/Net has a bind already, in line 5", "<bind ref=\"Head/Net\"/>\n<bind ref=\"Head/Net\" required=\"true()\"/>"},
	{0, "Items/Item repeats", "<bind ref=\"Items/Item\" relevant=\"true()\"/>"},
	{0, "bind takes no attribute required", "<bind ref=\"Trn\" required=\"true()\"/>"},
	{2, "column 13: Head has no element Nt", "<bind ref=\"Head\">\n<bind ref=\"Net\"\n calculate=\"Head/Nt\"/></bind>"},
	{0, "column ", "<bind ref=\"Head/Net\" required=\"Head/Net\"/>"},
	{0, "column ", "<bind ref=\"Head/Net\" calculate=\"'text'\"/>"},
	{0, "column ", "<bind ref=\"Head/Net\" required=\"\"/>"},
	{0, "column ", "<bind ref=\"Head/Net\" required=\"yl:nothing\"/>"},
	{0, "column ", "<bind ref=\"Items/Item/Code\" required=\"yl:is-code('NONE', .)\"/>"},
	{0, "column ", "<bind ref=\"Items/Item/Code\" required=\"code('HS', ., 'colour') = ''\"/>"},
	{0, "yl:override is yes or no", "<bind ref=\"Head/Net\" calculate=\"1\" yl:override=\"true\"/>"},
	{0, "there is none", "<bind ref=\"Head/Net\" required=\"true()\" yl:override=\"yes\"/>"},
	{0, "a constraint needs a yl:alert", "<bind ref=\"Head/Net\" constraint=\". > 0\"/>"},
	{0, "add constraint", "<bind ref=\"Head/Net\" required=\"true()\"><yl:alert xml:lang=\"zh\">x</yl:alert></bind>"},
	{0, "texts are in zh and en", "<bind ref=\"Head/Net\" constraint=\". > 0\"><yl:alert xml:lang=\"fr\">x</yl:alert></bind>"},
	{0, "a second alert in zh", "<bind ref=\"Head/Net\" constraint=\". > 0\"><yl:alert xml:lang=\"zh\">x</yl:alert>"
	    "<yl:alert xml:lang=\"zh\">x</yl:alert></bind>"},
	{0, "column ", "<bind ref=\"Head/Net\" constraint=\". > 0\"><yl:alert xml:lang=\"zh\">{Head/x}</yl:alert></bind>"},
	{0, "element b has no place in alert", "<bind ref=\"Head/Net\" constraint=\". > 0\"><yl:alert xml:lang=\"zh\">x<b/></yl:alert></bind>"},
	{0, "'9x' is no name", "<yl:field name=\"9x\" type=\"text\" calculate=\"''\"/>"},
	{0, "'colour' is no type", "<yl:field name=\"x\" type=\"colour\" calculate=\"''\"/>"},
	{0, "field needs the attribute calculate", "<yl:field name=\"x\" type=\"text\"/>"},
	{0, "field needs the attribute name", "<yl:field type=\"text\" calculate=\"''\"/>"},
	{1, "yl:x exists already (line 5)", "<yl:field name=\"x\" type=\"text\" calculate=\"''\"/>\n<yl:field name=\"x\" type=\"day\" calculate=\"Head/Day\"/>"},
	{0, "belongs to a row", "<bind ref=\"Head\"><yl:field name=\"x\" type=\"text\" calculate=\"''\"/></bind>"},
	{0, "column ", "<yl:field name=\"x\" type=\"number\" calculate=\"Head/Flag\"/>"},
	{0, "a tie needs at least two", "<bind ref=\"Items/Item\"><yl:tie><yl:solve ref=\"Qty\" with=\"1\"/></yl:tie></bind>"},
	{0, "solve needs the attribute with", "<bind ref=\"Items/Item\"><yl:tie><yl:solve ref=\"Qty\"/></yl:tie></bind>"},
	{0, "fields of one row", "<yl:tie><yl:solve ref=\"Items/Item/Qty\" with=\"1\"/></yl:tie>"},
	{0, "in two ties", "<bind ref=\"Items/Item\"><yl:tie><yl:solve ref=\"Qty\" with=\"Price\"/><yl:solve ref=\"Price\" with=\"Qty\"/></yl:tie>"
	    "<yl:tie><yl:solve ref=\"Qty\" with=\"Total\"/><yl:solve ref=\"Total\" with=\"Qty\"/></yl:tie></bind>"},
	{1, "stands in a tie and is calculated", "<bind ref=\"Items/Item\"><yl:tie><yl:solve ref=\"Qty\" with=\"Price\"/><yl:solve ref=\"Price\" with=\"Qty\"/></yl:tie>\n"
	    "<bind ref=\"Qty\" calculate=\"1\"/></bind>"},
	{0, "element x has no place in tie", "<bind ref=\"Items/Item\"><yl:tie><yl:x/><yl:solve ref=\"Qty\" with=\"Price\"/><yl:solve ref=\"Price\" with=\"Qty\"/></yl:tie></bind>"},
};

#define ASSERT(attributes) "<rule context=\"/\"><assert " attributes ">" TEXTS "</assert></rule>"

static const struct refusal bad_rules[] = {
	{0, "element bind has no place in pattern", "<bind/>"},
	{0, "rule takes no attribute id", "<rule id=\"x\" context=\"/\"/>"},
	{0, "context is / or a repeating group", "<rule context=\"Head\"/>"},
	{0, "context is / or a repeating group", "<rule/>"},
	{0, "context is / or a repeating group", "<rule context=\"/Msg\"/>"},
	{0, "assert needs an id", ASSERT("role=\"error\" test=\"true()\"")},
	{0, "'{id}' is no rule id", ASSERT("id=\"{id}\" role=\"error\" test=\"true()\"")},
	{0, "role is error, warning, info or off", ASSERT("id=\"X\" role=\"fatal\" test=\"true()\"")},
	{0, "role is error, warning, info or off", ASSERT("id=\"X\" test=\"true()\"")},
	{0, "assert needs the attribute test", ASSERT("id=\"X\" role=\"error\"")},
	{0, "column ", ASSERT("id=\"X\" role=\"error\" test=\"Head/Net\"")},
	{1, "column ", ASSERT("id=\"X\" role=\"error\"\ntest=\"Head/Nt = 1\"")},
	{0, "column ", ASSERT("id=\"X\" role=\"error\" test=\"true()\" yl:when=\"Head/Net\"")},
	{0, "Head has no element Nt", ASSERT("id=\"X\" role=\"error\" test=\"true()\" yl:at=\"Head/Nt\"")},
	{0, "names many rows", ASSERT("id=\"X\" role=\"error\" test=\"true()\" yl:at=\"Items/Item/Qty\"")},
	{0, "is not a path", ASSERT("id=\"X\" role=\"error\" test=\"true()\" yl:at=\"Head//Net\"")},
	{0, "a class is X, S, L, T or R", ASSERT("id=\"X\" role=\"error\" test=\"true()\" yl:class=\"Q\"")},
	{0, "yl:from is a day", ASSERT("id=\"X\" role=\"error\" test=\"true()\" yl:from=\"20260101\"")},
	{0, "yl:from is after yl:to", ASSERT("id=\"X\" role=\"error\" test=\"true()\" yl:from=\"2026-02-01\" yl:to=\"2026-01-01\"")},
	{0, "assert takes no attribute flag", ASSERT("id=\"X\" role=\"error\" test=\"true()\" flag=\"1\"")},
	{0, "rule X has no text in en", "<rule context=\"/\"><assert id=\"X\" role=\"error\" test=\"true()\"><yl:text xml:lang=\"zh\">x</yl:text></assert></rule>"},
	{0, "rule X has no text in zh", "<rule context=\"/\"><assert id=\"X\" role=\"error\" test=\"true()\"><yl:text xml:lang=\"en\">x</yl:text></assert></rule>"},
	{1, "column ", "<rule context=\"/\"><assert id=\"X\" role=\"error\" test=\"true()\">\n<yl:text xml:lang=\"en\">{Head/x}</yl:text></assert></rule>"},
	{0, "a second text in en", "<rule context=\"/\"><assert id=\"X\" role=\"error\" test=\"true()\"><yl:text xml:lang=\"en\">x</yl:text><yl:text xml:lang=\"en\">x</yl:text></assert></rule>"},
	{0, "the check engine has no judgement 'colour'", "<yl:builtin id=\"X\" role=\"error\" by=\"colour\">" TEXTS "</yl:builtin>"},
	{0, "builtin needs the attribute by", "<yl:builtin id=\"X\" role=\"error\">" TEXTS "</yl:builtin>"},
	{0, "it can show no cell", "<yl:builtin id=\"X\" role=\"error\" by=\"length\"><yl:text xml:lang=\"zh\">{Head/Net}</yl:text></yl:builtin>"},
	{0, "undecided takes no attribute test", "<yl:undecided id=\"X\" role=\"info\" test=\"true()\">" TEXTS "</yl:undecided>"},
	{0, "let needs the attribute value", "<rule context=\"/\"><let name=\"x\" yl:type=\"text\"/></rule>"},
	{1, "yl:x exists already (line 4)", "<rule context=\"/\"><let name=\"x\" yl:type=\"text\" value=\"''\"/></rule>\n<rule context=\"/\"><let name=\"x\" yl:type=\"text\" value=\"''\"/></rule>"},
	{0, "a cycle, each needs the next: yl:x → yl:y → yl:x", "<rule context=\"/\"><let name=\"x\" yl:type=\"text\" value=\"yl:y\"/><let name=\"y\" yl:type=\"text\" value=\"yl:x\"/></rule>"},
	{0, "without a folder", "<yl:cases src=\"../demo.csv\"/>"},
	{0, "cases needs the attribute src", "<yl:cases/>"},
	{0, "none.csv", "<yl:cases src=\"none.csv\"><rule context=\"/\"/></yl:cases>"},
};

static void
test_refusals(void)
{
	for (size_t i = 0; i < sizeof bad_forms / sizeof bad_forms[0]; i++)
		refuse(true, &bad_forms[i]);
	for (size_t i = 0; i < sizeof bad_rules / sizeof bad_rules[0]; i++)
		refuse(false, &bad_rules[i]);
}

/* ---- whole files ------------------------------------------------------------------ */

static void
refuse_file(const char *form, const char *rules, enum rc want_rc, const char *want, const char *name)
{
	char *form_path = kit_write("demo.xml", form), *rules_path = kit_write("demo.rules.xml", rules);
	struct form *f = NULL;
	struct err err = {0};
	enum rc rc = form_load(dict, form_path, rules_path, &kit_tables, &f, &err);

	tap_ok(rc == want_rc && f == NULL, "%s: refused", name);
	if (!tap_ok(strstr(err.text, want) != NULL, "%s: says where and what", name))
		printf("#  got: %s\n# want: %s\n", err.text, want);
	form_free(f);
	kit_drop(form_path);
	kit_drop(rules_path);
}

static void
test_files(void)
{
	struct form *f = NULL;
	struct err err = {0};
	char *huge = mem_alloc((8 << 20) + 2);

	tap_ok(form_load(dict, "/nonexistent/demo.xml", NULL, &kit_tables, &f, &err) == RC_NOTFOUND && f == NULL, "no such file: %s", err.text);
	memset(huge, ' ', (8 << 20) + 1);
	huge[(8 << 20) + 1] = '\0';
	refuse_file(huge, NULL, RC_LIMIT, "demo.xml", "larger than 8 MB");
	mem_free(huge);
	refuse_file("", NULL, RC_PARSE, "demo.xml:1: the file is empty", "an empty file");
	refuse_file("\n\n<yl:form xmlns:yl=\"urn:yulu:form\">\n<model>", NULL, RC_PARSE, "demo.xml:4: not well-formed XML", "an open end");
	refuse_file("<!DOCTYPE form [<!ENTITY a \"b\">]>\n<form>&a;</form>", NULL, RC_PARSE, "demo.xml:1: a definition takes no DOCTYPE", "an entity of its own");
	refuse_file("<form>\n&a;</form>", NULL, RC_PARSE, "demo.xml:2: not well-formed XML", "an unknown entity");
	refuse_file("<form>\n\xff</form>", NULL, RC_PARSE, "demo.xml:2: not UTF-8", "bytes that are no UTF-8");
	refuse_file("<form/>", NULL, RC_PARSE, "demo.xml:1: a form's root element is form", "another root");
	refuse_file(FORM_HEAD "text\n" FORM_TAIL, NULL, RC_PARSE, "demo.xml:4: model holds text", "stray text");
	refuse_file("<yl:form xmlns:yl=\"urn:yulu:form\" id=\"demo\" edition=\"2026-01\" dictionary=\"demo@2026-01\" valid-from=\"2026-01-01\"/>", NULL,
	    RC_PARSE, "demo.xml:1: a form needs a model", "no model");
	refuse_file("<yl:form xmlns=\"http://www.w3.org/2002/xforms\" xmlns:yl=\"urn:yulu:form\" id=\"demo\" edition=\"2026-01\" dictionary=\"demo@2026-01\""
	    " valid-from=\"2026-01-01\"><model/>\n<model/></yl:form>", NULL, RC_PARSE, "demo.xml:2: element model has no place in form", "two models");
	refuse_file("<yl:form xmlns=\"http://www.w3.org/2002/xforms\" xmlns:yl=\"urn:yulu:form\" id=\"demo\" edition=\"2026-01\" dictionary=\"other@2026-01\""
	    " valid-from=\"2026-01-01\"><model/></yl:form>", NULL, RC_PARSE, "written for the dictionary other@2026-01, not for demo@2026-01", "another dictionary");
	refuse_file("<yl:form xmlns=\"http://www.w3.org/2002/xforms\" xmlns:yl=\"urn:yulu:form\" id=\"demo\" edition=\"2026-01\" dictionary=\"demo@2026-01\""
	    " valid-from=\"2026-01-01\" valid-to=\"2025-01-01\"><model/></yl:form>", NULL, RC_PARSE, "valid-from is after valid-to", "from after to");
	refuse_file(NULL, "<x/>", RC_PARSE, "the root element of rules is schema", "rules with another root");
	refuse_file(NULL, "<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\" xmlns:yl=\"urn:yulu:form\" queryBinding=\"xslt\" yl:id=\"demo\""
	    " yl:edition=\"2026-01\" yl:dictionary=\"demo@2026-01\"/>", RC_PARSE, "queryBinding is yulu", "another query language");
	refuse_file(FORM_HEAD FORM_TAIL, "<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\" xmlns:yl=\"urn:yulu:form\" queryBinding=\"yulu\" yl:id=\"demo\""
	    " yl:edition=\"2025-01\" yl:dictionary=\"demo@2026-01\"/>", RC_PARSE, "rules of demo@2025-01, not of demo@2026-01", "rules of another edition");
}

/* A start tag over several lines: the complaint names the line of the attribute. */
static void
test_lines(void)
{
	static const char text[] = "<!-- <bind colour=\"1\"/> -->\n<?p <x?><bind\n  ref = 'Head/Net'\n\n  required  =  \"Head/Nt\"\n/>";
	const struct refusal r = {4, "column 17: Head has no element Nt", text};

	refuse(true, &r);
}

/* ---- cases ---------------------------------------------------------------------------- */

static void
test_cases(void)
{
	static const char rules[] = "<yl:cases src=\"demo.csv\" need=\"id letters\"><rule context=\"/\" yl:when=\"Head/Flag = '[[flag]]'\">\n"
	    "<assert id=\"{id}\" role=\"{severity}\" yl:from=\"{from}\" yl:at=\"Head/[[at]]\" test=\"contains('[[letters]]', Head/Note)\">\n"
	    "<yl:text xml:lang=\"zh\">[[letters]] {Head/Note}</yl:text><yl:text xml:lang=\"en\">[[letters]]</yl:text></assert></rule></yl:cases>";
	char *csv = kit_write("demo.csv", "id,severity,flag,letters,from,at\nC1,error,I,AB,,Note\nC2,warning,E,CD,2026-02-01,Net\n,info,I,X,,Note\nC3,info,I,,,Note\n");
	struct form *f = NULL;
	struct err err = {0};

	tap_ok(kit_load(dict, NULL, rules, &f, &err) == RC_OK, "rules from a table load %s", err.text);
	if (f != NULL) {
		tap_ok(f->n_rule == 2, "once for each row that has what is needed");
		tap_text(f->rule[1].id, "C2", "id of the row");
		tap_ok(f->rule[0].severity == FORM_ERROR && f->rule[1].severity == FORM_WARNING, "severity of the row");
		tap_ok(f->rule[0].from == DAY_NONE && f->rule[1].from == day_make(2026, 2, 1), "day of the row");
		tap_ok(f->rule[0].at_column == column_of("Head/Note") && f->rule[1].at_column == column_of("Head/Net"), "place of the row");
		tap_ok(f->rule[0].test != f->rule[1].test && sv_find(expr_source(f->rule[1].test), SV("'CD'"), NULL), "value of the row in the test");
		tap_ok(f->rule[0].when_rule != f->rule[1].when_rule, "and in the guard");
	}
	form_free(f);
	kit_drop(csv);
	csv = kit_write("demo.csv", "id,severity,flag,letters,from,at\nC1,error,I,'A,,Note\n");
	refuse(false, &(struct refusal){1, "demo.csv:2: a value with a quote", rules});
	kit_drop(csv);
	csv = kit_write("demo.csv", "id,severity,flag,letters,from,at\nC1,error\n");
	refuse(false, &(struct refusal){0, "demo.csv:2: 2 columns, the header line has 6", rules});
	kit_drop(csv);
	csv = kit_write("demo.csv", "id,severity,flag,from,at\nC1,error,I,,Note\n");
	refuse(false, &(struct refusal){0, "demo.csv has no column letters", rules});
	kit_drop(csv);
	csv = kit_write("demo.csv", "id,severity,flag,letters,from,at\nC1,error,I,\"A,,Note\n");
	refuse(false, &(struct refusal){0, "demo.csv", rules});
	kit_drop(csv);
	csv = kit_write("demo.csv", "id,severity,flag,letters,from\nC1,error,I,A,\n");
	refuse(false, &(struct refusal){1, "demo.csv has no column at", rules});
	refuse(false, &(struct refusal){0, "no let inside yl:cases",
	    "<yl:cases src=\"demo.csv\"><rule context=\"/\"><let name=\"x\" yl:type=\"text\" value=\"''\"/></rule></yl:cases>"});
	refuse(false, &(struct refusal){0, "element pattern has no place in cases", "<yl:cases src=\"demo.csv\"><pattern/></yl:cases>"});
	kit_drop(csv);
}

int
main(void)
{
	kit_start();
	dict = kit_dict();
	test_sound();
	test_builtins();
	test_paths();
	test_refusals();
	test_files();
	test_lines();
	test_cases();
	dict_free(dict);
	kit_end();
	return tap_done();
}
