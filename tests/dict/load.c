/* Loading: tree, tables, columns, and every error with its line. */
#include <unistd.h>

#include "base/i18n.h"
#include "kit.h"

static void
errors(void)
{
	static const struct { const char *rows; unsigned line; const char *text; } c[] = {
		{"A,string,5,,N,N,0..1,,both,,,," KIT_NAMES, 2, "the first row is the root"},
		{"Msg,root,,,,,1,,both,,,," KIT_NAMES, 2, "the first row is the root"},
		{KIT_ROOT "A,text,5,,N,N,0..1,,both,,,," KIT_NAMES, 3, "type is \"text\""},
		{KIT_ROOT "A,,5,,N,N,0..1,,both,,,," KIT_NAMES, 3, "type is empty"},
		{KIT_ROOT "A,string,x,,N,N,0..1,,both,,,," KIT_NAMES, 3, "length is \"x\""},
		{KIT_ROOT "A,decimal,19,-1,N,N,0..1,,both,,,," KIT_NAMES, 3, "decimals is \"-1\""},
		{KIT_ROOT "A,decimal,5,5,N,N,0..1,,both,,,," KIT_NAMES, 3, "at least one stands before the point"},
		{KIT_ROOT "A,decimal,,,N,N,0..1,,both,,,," KIT_NAMES, 3, "a number needs its length"},
		{KIT_ROOT "A,string,5,2,N,N,0..1,,both,,,," KIT_NAMES, 3, "decimals go with type decimal"},
		{KIT_ROOT "A,date,9,,N,N,0..1,,both,,,," KIT_NAMES, 3, "a date has length 8"},
		{KIT_ROOT "A,string,5,,X,N,0..1,,both,,,," KIT_NAMES, 3, "save is \"X\""},
		{KIT_ROOT "A,string,5,,N,y,0..1,,both,,,," KIT_NAMES, 3, "declare is \"y\""},
		{KIT_ROOT "A,string,5,,N,N,,,both,,,," KIT_NAMES, 3, "occurs is \"\""},
		{KIT_ROOT "A,string,5,,N,N,2..1,,both,,,," KIT_NAMES, 3, "occurs is \"2..1\""},
		{KIT_ROOT "A,string,5,,N,N,0..0,,both,,,," KIT_NAMES, 3, "occurs is \"0..0\""},
		{KIT_ROOT "A,string,5,,N,N,0..n,,both,,,," KIT_NAMES, 3, "only a group may occur more than once"},
		{KIT_ROOT "A,string,5,,N,N,0..1,,in,,,," KIT_NAMES, 3, "direction is \"in\""},
		{KIT_ROOT "A,string,5,,N,N,0..1,,both,,trim,," KIT_NAMES, 3, "blanks is \"trim\""},
		{KIT_ROOT "A,string,5,,N,N,0..1,,both,,,,old,示例,example,,\n", 3, "status is \"old\""},
		{KIT_ROOT "A,string,5,,N,N,0..1,,both,[A-,,," KIT_NAMES, 3, "the form is no pattern"},
		{KIT_ROOT "A,decimal,5,,N,N,0..1,,both,[0-9],,," KIT_NAMES, 3, "a form goes with string"},
		{KIT_ROOT "A,string,5,,N,N,0..1,,both,,,DEC003," KIT_NAMES, 3, "write KIND=ID"},
		{KIT_ROOT "A,string,5,,N,N,0..1,,both,,,size=DEC003," KIT_NAMES, 3, "unknown kind"},
		{KIT_ROOT "A,string,5,,N,N,0..1,,both,,,form=A1 form=A2," KIT_NAMES, 3, "twice"},
		{KIT_ROOT "A,string,5,,N,N,0..1,,both,,,," KIT_NAMES "A,string,5,,N,N,0..1,,both,,,," KIT_NAMES, 4, "A is there twice"},
		{KIT_ROOT "G/A,string,5,,N,N,0..1,,both,,,," KIT_NAMES, 3, "A stands in G, which is no group above it"},
		{KIT_ROOT "A,string,5,,N,N,0..1,,both,,,," KIT_NAMES "A/B,string,5,,N,N,0..1,,both,,,," KIT_NAMES, 4, "no group"},
		{KIT_ROOT KIT_GROUP("G", "1") KIT_GROUP("H", "1") "G/A,string,5,,N,N,0..1,,both,,,," KIT_NAMES, 5, "stands apart"},
		{KIT_ROOT "1A,string,5,,N,N,0..1,,both,,,," KIT_NAMES, 3, "does not end in a name"},
		{KIT_ROOT ",string,5,,N,N,0..1,,both,,,," KIT_NAMES, 3, "path is empty"},
		{KIT_ROOT "G,group,5,,,,1,,both,,,," KIT_NAMES, 3, "a group has no length"},
		{KIT_ROOT "@G,group,,,,,1,,both,,,," KIT_NAMES, 3, "an attribute cannot be a group"},
		{KIT_ROOT "A,string,5,,N,N,0..1,,both,,,," KIT_NAMES "@B,string,5,,N,N,0..1,,both,,,," KIT_NAMES, 4, "attributes come first"},
		{KIT_ROOT "A,string,5,N,N,0..1,,both,,,," KIT_NAMES, 3, "16 fields, the header line has 17"},
		{KIT_ROOT "A,\"string", 3, "no closing quote"},
		{KIT_ROOT "/W,string,5,,N,N,0..1,,both,,,," KIT_NAMES, 3, "a wrapper begins with"},
		{KIT_ROOT KIT_GROUP("/W", "1") KIT_GROUP("/V", "1"), 4, "a second wrapper"},
		{KIT_ROOT "/W/A,string,5,,N,N,0..1,,both,,,," KIT_NAMES, 3, "no row of its own"},
		{KIT_ROOT KIT_GROUP("/W", "1") "A,string,5,,N,N,0..1,,both,,,," KIT_NAMES, 4, "stands apart"},
	};

	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		struct str csv = {0};
		struct dict *d = NULL;
		struct err err = {0};
		char line[40];
		enum rc rc;

		str_adds(&csv, KIT_HEAD);
		str_adds(&csv, c[i].rows);
		snprintf(line, sizeof line, "demo@2026-01.csv:%u: ", c[i].line);
		rc = dict_load_text("demo@2026-01.csv", str_sv(&csv), &d, &err);
		tap_ok(rc == RC_PARSE && d == NULL && strstr(err.text, c[i].text) != NULL && strstr(err.text, line) != NULL, "case %zu: %s", i, err.text);
		str_clear(&csv);
	}
}

static void
error_of(const char *file, struct sv csv, const char *want)
{
	struct dict *d = NULL;
	struct err err = {0};

	tap_ok(dict_load_text(file, csv, &d, &err) == RC_PARSE && d == NULL && strstr(err.text, want) != NULL, "%s: %s", file, err.text);
}

static void
other_errors(void)
{
	struct str deep = {0}, path = {0};
	struct dict *d = NULL;
	struct err err = {0};

	error_of("a/dec.csv", SV(KIT_HEAD KIT_ROOT), "ID@EDITION.csv");
	error_of("dec@.csv", SV(KIT_HEAD KIT_ROOT), "ID@EDITION.csv");
	error_of("@2026.csv", SV(KIT_HEAD KIT_ROOT), "ID@EDITION.csv");
	error_of("d@1.csv", SV("path,type\n/Msg,root\n"), "no column \"length\"");
	error_of("d@1.csv", SV(""), "is empty");
	error_of("d@1.csv", SV(KIT_HEAD), "is empty");
	error_of("d@1.csv", SV(KIT_HEAD "\xff"), "no UTF-8 at byte");
	str_adds(&deep, KIT_HEAD KIT_ROOT);
	for (int i = 0; i < 20; i++) {
		str_adds(&path, i > 0 ? "/G" : "G");
		str_addf(&deep, "%s,group,,,,,1,,both,,,," KIT_NAMES, str_z(&path));
	}
	error_of("d@1.csv", str_sv(&deep), "nested deeper");
	str_clear(&deep);
	str_clear(&path);
	tap_ok(dict_load("/nowhere/dec@1.csv", &d, &err) == RC_NOTFOUND && d == NULL, "a file that is not there: %s", err.text);
	dict_free(NULL);
}

static const char tree[] = KIT_HEAD KIT_ROOT
    "@Version,string,5,,Y,Y,1,,both,,,," KIT_NAMES
    KIT_GROUP("Head", "1")
    "Head/@Kind,string,5,,N,N,0..1,,both,,,," KIT_NAMES
    "Head/Flag,code,1,,Y,Y,1,FLAG,import,[IE],keep,form=DEC370 code=DEC365,newer,标志,flag,说明,\"a, note\"\n"
    "Head/Flag/@Why,string,5,,N,N,0..1,,both,,,," KIT_NAMES
    KIT_GROUP("Items", "0..1")
    KIT_GROUP("Items/Item", "0..50")
    "Items/Item/No,integer,9,,Y,Y,1,,both,,,," KIT_NAMES
    KIT_GROUP("Items/Item/Subs", "1")
    KIT_GROUP("Items/Item/Subs/Sub", "1..n")
    "Items/Item/Subs/Sub/Ref,string,9,,C,N,0..1,,export,,,," KIT_NAMES
    "Items/Item/Name,string,9,,N,N,0..1,,both,,,,abandoned,,,,\n"
    KIT_GROUP("/Wrap", "1")
    KIT_GROUP("/Wrap/Body", "1")
    KIT_GROUP("/Wrap/Body/Msg", "1");

static void
nodes(const struct dict *d)
{
	const struct dict_node *flag = dict_find(d, SV("Head/Flag")), *name = dict_find(d, SV("Items/Item/Name"));
	const struct dict_node *item = dict_find(d, SV("Items/Item"));

	tap_text(d->id, "demo", "id");
	tap_text(d->edition, "2026-01", "edition");
	tap_text(d->root_name, "Msg", "root");
	tap_text(d->ns, "urn:demo", "namespace");
	tap_ok(dict_find(d, SV("")) == d->root && d->root->min == 1, "the empty path is the root");
	tap_ok(dict_find(d, SV("Head/Nope")) == NULL && dict_find(d, SV("Nope/Flag")) == NULL && dict_find(d, SV("Flag")) == NULL
	    && dict_find(d, SV("Version")) == NULL && dict_find(d, SV("Head//Flag")) == NULL, "paths that are none");
	tap_ok(dict_find(d, SV("@Version"))->attribute && dict_find(d, SV("Head/Flag/@Why"))->parent == flag, "attributes");
	tap_ok(flag->type == DICT_CODE && flag->length == 1 && flag->save == DICT_YES && flag->direction == DICT_IMPORT
	    && flag->status == DICT_NEWER && flag->blanks_keep && flag->min == 1 && flag->max == 1 && flag->line == 6, "words of a row");
	tap_text(flag->rule[DICT_RULE_FORM], "DEC370", "rule of the form");
	tap_text(flag->rule[DICT_RULE_CODE], "DEC365", "rule of the code");
	tap_ok(flag->rule[DICT_RULE_DAY] == NULL, "no rule of the day");
	tap_text(flag->note_en, "a, note", "a quoted text");
	tap_ok(dict_judge(flag, SV("X")) == DICT_BAD_FORM && dict_judge(flag, SV("E")) == DICT_OK, "its pattern is compiled");
	tap_ok(item->min == 0 && item->max == 50 && dict_find(d, SV("Items/Item/Subs/Sub"))->max == 0, "occurrence");
	tap_ok(name->place == 2 && dict_child(item, SV("Name"), false) == name && dict_child(item, SV("Name"), true) == NULL, "children");
	i18n_start("zh", "/nowhere");
	tap_text(dict_label(flag), "标志", "label in Chinese");
	i18n_start("en", "/nowhere");
	tap_text(dict_label(flag), "flag", "label in English");
	tap_text(dict_label(name), "Name", "no name: the element");
}

static void
tables(const struct dict *d)
{
	static const struct { int table, column; const char *path; } c[] = {
		{0, 0, "@Version"}, {0, 1, "Head"}, {0, 2, "Head/@Kind"}, {0, 3, "Head/Flag"}, {0, 4, "Head/Flag/@Why"}, {0, 5, "Items"},
		{1, 0, "No"}, {1, 1, "Subs"}, {1, 2, "Name"}, {2, 0, "Ref"},
	};

	tap_ok(d->n_table == 3 && d->table[0].n_column == 6 && d->table[1].n_column == 3 && d->table[2].n_column == 1, "tables and columns");
	tap_ok(d->table[1].parent == 0 && d->table[2].parent == 1 && d->table[2].depth == 2 && d->table[0].parent == -1, "their tree");
	tap_ok(d->root->table == 0 && d->root->column == -1 && d->table[1].node->table == 1 && d->table[1].node->column == -1,
	    "a repeating group names its table");
	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		const struct dict_node *n = d->table[c[i].table].column[c[i].column];

		tap_text(dict_column_path(d, c[i].table, c[i].column), c[i].path, "column path");
		tap_ok(n->table == c[i].table && n->column == c[i].column, "the node knows its cell");
	}
	tap_text(d->wrapper->name, "Wrap", "wrapper");
	tap_ok(d->wrapper_body != NULL && strcmp(d->wrapper_body->path, "/Wrap/Body/Msg") == 0, "where the message stands in it");
}

/* The declaration: figures that a slip in the file would change. */
static void
declaration(void)
{
	struct dict *d = kit_dec();
	size_t fields = 0, given = 0;

	for (int t = 0; t < d->n_table; t++)
		for (int c = 0; c < d->table[t].n_column; c++) {
			fields += d->table[t].column[c]->type != DICT_GROUP;
			given += d->table[t].column[c]->save == DICT_YES;
		}
	tap_ok(fields == 442 && given == 53, "%zu fields, %zu needed to save", fields, given);
	tap_ok(d->n_table == 21 && dict_find(d, SV("DecLists/DecList"))->max == 50 && dict_find(d, SV("DecContainers/Container"))->max == 500,
	    "lists and their bounds");
	tap_ok(dict_find(d, SV("DecHead/Type"))->blanks_keep && dict_find(d, SV("DecHead/DataSource"))->blanks_keep, "positional texts");
	tap_text(d->wrapper->name, "ImportMessage", "the old wrapper");
	dict_free(d);
}

int
main(void)
{
	struct dict *d;

	i18n_start("en", "/nowhere");
	errors();
	other_errors();
	d = kit_load(tree);
	nodes(d);
	tables(d);
	dict_free(d);
	declaration();
	return tap_done();
}
