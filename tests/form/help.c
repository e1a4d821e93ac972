#include "kit.h"

#include "base/i18n.h"
#include "form/help.h"

#define HEAD "key,hint_zh,hint_en,help_zh,help_en,example\n"

static struct dict *dict;

static enum rc
load(const char *csv, struct form_help **help, struct err *err)
{
	char *path = kit_write("demo@2026-01.help.csv", csv);
	enum rc rc = form_help_load(path, help, err);

	kit_drop(path);
	return rc;
}

static void
refuses(const char *csv, const char *want, const char *name)
{
	struct form_help *help;
	struct err err = {0};
	enum rc rc = load(csv, &help, &err);
	const char *slash = strrchr(err.text, '/');

	if (!tap_ok(rc == RC_PARSE && help == NULL && slash != NULL && strcmp(slash + 1, want) == 0, "%s", name))
		printf("#  got: %d %s\n# want: %s\n", (int)rc, err.text, want);
	form_help_free(help);
}

static void
test_find(void)
{
	struct form_help *help = NULL;
	struct err err = {0};
	const struct form_help_entry *e;

	tap_ok(load(HEAD "Head/Net,净重提示,net hint,净重说明,\"net help\nsecond line\",1180\nHead/Note#2,第二位,second,第二位说明,second part,\n"
	    "Head/Note,备注,note,备注说明,note help,\n", &help, &err) == RC_OK, "help loads: %s", err.text);
	e = form_help_find(help, SV("Head/Net"));
	tap_ok(e != NULL && strcmp(e->example, "1180") == 0, "a field is found");
	i18n_start("zh", NULL);
	tap_text(form_help_hint(e), "净重提示", "its hint in Chinese");
	i18n_start("en", NULL);
	tap_text(form_help_hint(e), "net hint", "and in English");
	tap_text(form_help_text(e), "net help\nsecond line", "and the whole rule, in lines");
	e = form_help_find(help, SV("Head/Note#2"));
	tap_text(form_help_hint(e), "second", "a part of a positional string has its own");
	e = form_help_find(help, SV("Head/Note#3"));
	tap_text(form_help_hint(e), "note", "a part without one has that of the field");
	tap_ok(form_help_find(help, SV("Head/Gross")) == NULL, "there may be none");
	tap_text(form_help_hint(NULL), "", "none has an empty hint");
	form_help_free(help);
}

static void
hear(void *ctx, const char *file, unsigned line, const char *text)
{
	const char *slash = strrchr(file, '/');

	str_addf(ctx, "%s:%u: %s\n", slash != NULL ? slash + 1 : file, line, text);
}

static void
test_lint(void)
{
	struct str heard = STR_INIT(0);
	char *path = kit_write("demo@2026-01.help.csv", HEAD
	    "@Version,版本,version,说明,help,\nHead/Flag,标志,flag,说明,help,\nHead/Gross,毛重,gross,说明,help,\nHead/Day,日期,day,说明,,\n"
	    "Head/Nett,净重,net,说明,help,\nHead/Note#1,备注,note,说明,help,\nHead/Note,备注,note,说明,help,\n"
	    "Items/Item,商品,item,说明,help,\nItems/Item/No,序号,number,说明,help,\nItems/Item/Code,编号,code,说明,help,\nItems/Item/Qty,数量,quantity,说明,help,\n"
	    "Items/Item/Price,单价,price,说明,help,\nItems/Item/Total,总价,total,说明,help,\nItems/Item/Subs/Sub/Ref,编号,ref,说明,help,\n"
	    "Items/Item/Subs/Sub/No,序号,no,说明,help,\nTrn/Id,编号,id,说明,help,\nPaper/Name,"
	    "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九,name,说明,help,\n");

	form_help_lint(dict, path, &heard, hear);
	tap_text(str_z(&heard),
	    "demo@2026-01.help.csv:5: Head/Day: help_en is empty\n"
	    "demo@2026-01.help.csv:6: Head/Nett is no element of the dictionary demo@2026-01\n"
	    "demo@2026-01.help.csv:18: Paper/Name: hint_zh is wider than 76 columns; say the rest in help\n"
	    "demo@2026-01.help.csv:1: Head/Net has no row\n", "lint names what is wrong and what is missing");
	str_clear(&heard);
	kit_drop(path);
}

int
main(void)
{
	struct form_help *help;
	struct err err = {0};

	kit_start();
	dict = kit_dict();
	test_find();
	test_lint();
	tap_ok(form_help_load("/nonexistent/help.csv", &help, &err) == RC_NOTFOUND, "a missing file is said");
	refuses("", "demo@2026-01.help.csv:1: the file has no header line", "an empty file");
	refuses("key,hint_zh\n", "demo@2026-01.help.csv:1: no column hint_en", "a column that is missing");
	refuses(HEAD "a,b\n", "demo@2026-01.help.csv:2: 2 columns, the header line has 6", "a short row");
	refuses(HEAD ",a,b,c,d,e\n", "demo@2026-01.help.csv:2: no key", "a row without a key");
	refuses(HEAD "a,b,c,d,e,\na,b,c,d,e,\n", "demo@2026-01.help.csv:3: a stands twice, also in line 2", "a key twice");
	refuses(HEAD "a,\"b,c,d,e,\n", "demo@2026-01.help.csv: line 2: a quoted field has no closing quote", "an unclosed quote");
	refuses(HEAD "a,b,c,\"d\n\033\",e,\n", "demo@2026-01.help.csv:2: help_zh is not plain text in UTF-8", "in a second line too");
	refuses(HEAD "a,\"b\nc\",c,d,e,\n", "demo@2026-01.help.csv:2: hint_zh is not plain text in UTF-8", "a hint of two lines");
	refuses(HEAD "a,b\033[31m,c,d,e,\n", "demo@2026-01.help.csv:2: hint_zh is not plain text in UTF-8", "control characters");
	dict_free(dict);
	kit_end();
	return tap_done();
}
