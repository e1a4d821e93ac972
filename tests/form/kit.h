/*
 * What the tests of form/ share: a small dictionary, code tables that exist
 * only by name, definitions written to a temporary folder.
 */
#ifndef YULU_TESTS_FORM_KIT_H
#define YULU_TESTS_FORM_KIT_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "dict/dict.h"
#include "form/form.h"
#include "tap.h"

#define FORM_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
	"<yl:form xmlns=\"http://www.w3.org/2002/xforms\" xmlns:yl=\"urn:yulu:form\"\n" \
	"    id=\"demo\" edition=\"2026-01\" dictionary=\"demo@2026-01\" valid-from=\"2026-01-01\">\n <model>\n"
#define FORM_TAIL " </model>\n</yl:form>\n"
enum { FORM_FIRST = 5 };	/* line of the first element after FORM_HEAD */

#define RULES_HEAD "<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\" xmlns:yl=\"urn:yulu:form\"\n" \
	"    queryBinding=\"yulu\" yl:id=\"demo\" yl:edition=\"2026-01\" yl:dictionary=\"demo@2026-01\">\n <pattern id=\"p\">\n"
#define RULES_TAIL " </pattern>\n</schema>\n"
enum { RULES_FIRST = 4 };

#define TEXTS "<yl:text xml:lang=\"zh\">示例</yl:text><yl:text xml:lang=\"en\">example</yl:text>"

static char kit_dir[] = "/tmp/yulu-form-XXXXXX";

__attribute__((unused)) static int
kit_table(void *ctx, struct sv name)
{
	(void)ctx;
	return sv_is(name, "HS") ? 0 : sv_is(name, "UNIT") ? 1 : sv_is(name, "COUNTRY") ? 2 : -1;
}

__attribute__((unused)) static int
kit_column(void *ctx, int table, struct sv column)
{
	static const char *const name[3][6] = {{"unit1_code", "unit2_code", "supervision", "inspection", "elements", NULL},
		{"stat_unit_code", "conv_ratio", "name_zh", NULL, NULL, NULL}, {"name_zh", NULL, NULL, NULL, NULL, NULL}};

	(void)ctx;
	for (int i = 0; name[table][i] != NULL; i++)
		if (sv_is(column, name[table][i]))
			return i;
	return -1;
}

static const struct form_tables kit_tables = {NULL, kit_table, kit_column};

__attribute__((unused)) static struct dict *
kit_dict(void)
{
	static const char csv[] =
	    "path,type,length,decimals,save,declare,occurs,codes,direction,form,blanks,rules,status,name_zh,name_en,note_zh,note_en\n"
	    "/Msg,root,,,,,1,,both,urn:demo,,,established,示例报文,demo message,,\n"
	    "@Version,string,5,,Y,Y,1,,both,,,,established,版本,version,,\n"
	    "Head,group,,,,,1,,both,,,,established,表头,head,,\n"
	    "Head/Flag,code,1,,Y,Y,1,,both,,,,established,标志,flag,,\n"
	    "Head/Net,decimal,19,5,N,Y,0..1,,both,,,,established,净重,net weight,,\n"
	    "Head/Gross,decimal,19,5,N,C,0..1,,both,,,,established,毛重,gross weight,,\n"
	    "Head/Day,date,8,,N,N,0..1,,both,,,,established,日期,day,,\n"
	    "Head/Note,string,255,,N,N,0..1,,both,,,,established,备注,remark,,\n"
	    "Items,group,,,,,1,,both,,,,established,表体,items,,\n"
	    "Items/Item,group,,,,,0..50,,both,,,,established,商品,item,,\n"
	    "Items/Item/No,integer,9,,Y,Y,1,,both,,,,established,序号,number,,\n"
	    "Items/Item/Code,code,10,,Y,Y,1,HS,both,,,,established,编号,code,,\n"
	    "Items/Item/Qty,decimal,19,5,N,Y,1,,both,,,,established,数量,quantity,,\n"
	    "Items/Item/Price,decimal,19,4,N,Y,1,,both,,,,established,单价,price,,\n"
	    "Items/Item/Total,decimal,19,2,N,Y,1,,both,,,,established,总价,total,,\n"
	    "Items/Item/Subs,group,,,,,0..1,,both,,,,established,资质,papers,,\n"
	    "Items/Item/Subs/Sub,group,,,,,1..n,,both,,,,established,资质,paper,,\n"
	    "Items/Item/Subs/Sub/Ref,string,20,,N,N,0..1,,both,,,,established,编号,reference,,\n"
	    "Items/Item/Subs/Sub/No,integer,9,,N,N,0..1,,both,,,,established,序号,number,,\n"
	    "Trn,group,,,,,0..1,,both,,,,established,转关,transit,,\n"
	    "Trn/Id,string,18,,N,N,0..1,,both,,,,established,编号,id,,\n"
	    "Paper,group,,,,,0..10,,both,,,,established,单据,paper,,\n"
	    "Paper/Name,string,64,,N,N,0..1,,both,,,,established,名称,name,,\n";
	struct dict *d = NULL;
	struct err err = {0};

	if (dict_load_text("demo@2026-01.csv", sv_of(csv), &d, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	return d;
}

__attribute__((unused)) static void
kit_start(void)
{
	if (mkdtemp(kit_dir) == NULL) {
		printf("Bail out! no temporary folder\n");
		exit(1);
	}
}

__attribute__((unused)) static void
kit_end(void)
{
	rmdir(kit_dir);
}

/* A file in the temporary folder; yours, with kit_drop(). NULL text: NULL. */
__attribute__((unused)) static char *
kit_write(const char *name, const char *text)
{
	char *path;
	struct err err = {0};

	if (text == NULL)
		return NULL;
	path = file_join(kit_dir, name);
	if (file_write(path, sv_of(text), 0644, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	return path;
}

__attribute__((unused)) static void
kit_drop(char *path)
{
	if (path != NULL)
		unlink(path);
	mem_free(path);
}

/* form and rules are what stands between head and tail; NULL: no such file. */
__attribute__((unused)) static enum rc
kit_load(const struct dict *d, const char *form, const char *rules, struct form **out, struct err *err)
{
	struct str f = STR_INIT(0), r = STR_INIT(0);
	char *form_path, *rules_path;
	enum rc rc;

	str_addf(&f, "%s%s%s", FORM_HEAD, form != NULL ? form : "", FORM_TAIL);
	str_addf(&r, "%s%s%s", RULES_HEAD, rules != NULL ? rules : "", RULES_TAIL);
	form_path = kit_write("demo.xml", form != NULL ? str_z(&f) : NULL);
	rules_path = kit_write("demo.rules.xml", rules != NULL ? str_z(&r) : NULL);
	rc = form_load(d, form_path, rules_path, &kit_tables, out, err);
	kit_drop(form_path);
	kit_drop(rules_path);
	str_clear(&f);
	str_clear(&r);
	return rc;
}

#endif
