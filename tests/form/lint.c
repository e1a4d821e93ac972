#include "kit.h"

static struct dict *dict;

static void
hear(void *ctx, const char *file, unsigned line, const char *text)
{
	const char *slash = strrchr(file, '/');

	str_addf(ctx, "%s:%u: %s\n", slash != NULL ? slash + 1 : file, line, text);
}

/* All complaints about a form and its rules, one a line. */
static char *
lint(const char *form, const char *rules)
{
	struct str f = STR_INIT(0), r = STR_INIT(0), heard = STR_INIT(0);
	char *form_path, *rules_path;

	str_addf(&f, "%s%s%s", FORM_HEAD, form != NULL ? form : "", FORM_TAIL);
	str_addf(&r, "%s%s%s", RULES_HEAD, rules != NULL ? rules : "", RULES_TAIL);
	form_path = kit_write("demo.xml", form != NULL ? str_z(&f) : NULL);
	rules_path = kit_write("demo.rules.xml", rules != NULL ? str_z(&r) : NULL);
	form_lint(dict, form_path, rules_path, &kit_tables, &heard, hear);
	kit_drop(form_path);
	kit_drop(rules_path);
	str_clear(&f);
	str_clear(&r);
	return str_take(&heard);
}

static void
hears(const char *form, const char *rules, const char *want, const char *name)
{
	char *got = lint(form, rules);

	if (!tap_ok(strcmp(got, want) == 0, "%s", name))
		printf("#  got:\n%s# want:\n%s", got, want);
	mem_free(got);
}

#define NEED "<bind ref=\"Head/Gross\" required=\"true()\"/>\n"
#define RULE(id, test) "<rule context=\"/\"><assert id=\"" id "\" role=\"error\" test=\"" test "\">" TEXTS "</assert></rule>\n"

int
main(void)
{
	kit_start();
	dict = kit_dict();
	hears(NEED, RULE("A", "true()"), "", "sound definitions are silent");
	hears("", NULL, "", "without the rules nobody can know what the form owes");
	hears("", "", "demo.xml:1: Head/Gross: the dictionary leaves to the form when it is needed to declare; add required\n",
	    "a condition that the form owes the dictionary");
	hears("", "<rule context=\"/\"><assert id=\"A\" role=\"error\" yl:at=\"Head/Gross\" test=\"yl:given(Head/Gross)\">" TEXTS "</assert></rule>", "",
	    "or a rule of its own that points at the element");
	hears(NEED "<bind ref=\"Head/Net\" required=\"Head/Nt = 1\" yl:save=\"Head/Nett = 1\"/>\n<group/>", "<rule context=\"x\"/>\n" RULE("A", "Head/Nt = 1"),
	    "demo.xml:6: column 32: Head has no element Nt; look it up in the dictionary demo@2026-01\n"
	    "demo.xml:6: column 54: Head has no element Nett; look it up in the dictionary demo@2026-01\n"
	    "demo.xml:7: element group has no place in model; doc/forms.md shows what may stand here\n"
	    "demo.rules.xml:4: context is / or a repeating group like DecLists/DecList, not 'x'\n"
	    "demo.rules.xml:5: column 53: Head has no element Nt; look it up in the dictionary demo@2026-01\n",
	    "every complaint, not the first");
	hears(NEED, RULE("A", "true()") RULE("A", "true()"), "demo.rules.xml:5: rule A stands twice, also in line 4; remove one or give it another id\n",
	    "the same judgement twice");
	hears(NEED, RULE("A", "true()") RULE("A", "Head/Net > 1") RULE("B", "true()"), "", "one id with several tests is allowed");
	hears(NEED, RULE("A", "true()") "<yl:builtin id=\"A\" role=\"error\" by=\"form\">" TEXTS "</yl:builtin>", "", "one id with a test and a judgement of the engine too");
	hears(NEED, RULE("A", "true()") "<yl:undecided id=\"A\" role=\"info\">" TEXTS "</yl:undecided>",
	    "demo.rules.xml:4: rule A stands twice, also in line 5; remove one or give it another id\n", "judged and undecided");
	hears(NEED, "<yl:builtin id=\"A\" role=\"error\" by=\"form\">" TEXTS "</yl:builtin>\n<yl:builtin id=\"A\" role=\"error\" by=\"form\">" TEXTS "</yl:builtin>",
	    "demo.rules.xml:5: rule A stands twice, also in line 4; remove one or give it another id\n", "a builtin twice");
	dict_free(dict);
	dict = NULL;
	if (dict_load_text("demo@2026-01.csv", SV("path,type,length,decimals,save,declare,occurs,codes,direction,form,blanks,rules,status,name_zh,name_en,note_zh,note_en\n"
	    "/Msg,root,,,,,1,,both,urn:demo,,,established,示例,demo,,\nNote,string,5,,C,N,0..1,,both,,,length=L9,established,备注,note,,\n"), &dict, NULL) == RC_OK) {
		hears("", "", "demo.xml:1: Note: the dictionary leaves to the form when it is needed to save; add yl:save\n"
		    "demo@2026-01.csv:3: Note names the rule L9, which the rules do not have\n", "an id of the dictionary that no rule has");
		hears("<bind ref=\"Note\" yl:save=\"true()\"/>", RULE("L9", "true()"), "", "both mended");
	}
	dict_free(dict);
	kit_end();
	return tap_done();
}
