/* Lint: each complaint, its line, and that the declaration has none. */
#include "base/i18n.h"
#include "kit.h"

struct heard {
	struct str all;
	unsigned n;
};

static void
hear(void *ctx, const char *file, unsigned line, const char *text)
{
	struct heard *h = ctx;

	h->n++;
	str_addf(&h->all, "%s:%u: %s\n", file, line, text);
}

static bool
known(void *ctx, const char *name)
{
	(void)ctx;
	return strcmp(name, "COUNTRY") == 0;
}

static void
one(const char *row, const char *want)
{
	struct heard h = {0};
	struct str csv = {0};
	struct dict *d;

	str_adds(&csv, KIT_HEAD KIT_ROOT "Z,string,5,,N,N,0..1,,both,,,," KIT_NAMES);
	str_adds(&csv, row);
	d = kit_load(str_z(&csv));
	dict_lint(d, known, &h, hear);
	if (want == NULL)
		tap_ok(h.n == 0, "nothing to say: %s%s", row, str_z(&h.all));
	else
		tap_ok(h.n == 1 && strstr(str_z(&h.all), want) != NULL && strstr(str_z(&h.all), "demo@2026-01.csv:4: ") != NULL, "%s",
		    str_z(&h.all));
	dict_free(d);
	str_clear(&csv);
	str_clear(&h.all);
}

int
main(void)
{
	struct dict *d = kit_dec();
	struct heard h = {0};

	i18n_start("en", "/nowhere");
	one("A,code,3,,N,N,0..1,COUNTRY,both,[A-Z]{3},,form=DEC364 code=DEC039," KIT_NAMES, NULL);
	one("A,string,5,,N,N,0..1,,both,[!-~]\\.[.],,," KIT_NAMES, NULL);
	one("A,string,5,,N,N,0..1,,both,.{5},keep,," KIT_NAMES, NULL);
	one("A,code,3,,N,N,0..1,,both,,,," KIT_NAMES, "without a code table");
	one("A,string,3,,N,N,0..1,COUNTRY,both,,,," KIT_NAMES, "write type code");
	one("A,code,3,,N,N,0..1,COUNTY,both,,,," KIT_NAMES, "no code table COUNTY");
	one("A,string,,,N,N,0..1,,both,,,," KIT_NAMES, "no length");
	one("A,string,5,,Y,N,1,,both,,,," KIT_NAMES, "needed to save but not to declare");
	one("A,string,5,,Y,Y,1,,both,,,,abandoned,示例,example,,\n", "though abandoned");
	one("A,string,5,,N,N,0..1,,both,[A-Z]*,,," KIT_NAMES, "takes the empty text");
	one("A,string,5,,N,N,0..1,,both,x.,,," KIT_NAMES, "takes blanks");
	one("A,string,5,,N,N,0..1,,both,[^a],,," KIT_NAMES, "takes blanks");
	one("A,string,5,,N,N,0..1,,both,,,,established,,example,,\n", "a name is missing");
	one("A,string,5,,N,N,0..1,,both,,,form=DEC003," KIT_NAMES, "can never be found here");
	one("A,string,5,,N,N,0..1,,both,,,number=DEC003," KIT_NAMES, "can never be found here");
	one("A,string,5,,N,N,0..1,,both,,,missing=DEC003," KIT_NAMES, "can never be found here");
	one("A,string,5,,N,N,0..1,,both,,,length=dec9," KIT_NAMES, "is no rule id");
	one(KIT_GROUP("A", "1"), "nothing in it");
	one("A,group,,,,,1,,import,,,," KIT_NAMES "A/B,string,5,,N,N,0..1,,import,,,," KIT_NAMES, NULL);
	one("/W,group,,,,,1,,both,,,," KIT_NAMES "/W/A,string,5,,N,N,0..1,,both,,,," KIT_NAMES, "no group Msg");
	dict_lint(d, NULL, &h, hear);
	tap_ok(h.n == 0, "the declaration: %s", str_z(&h.all));
	str_clear(&h.all);
	dict_free(d);
	return tap_done();
}
