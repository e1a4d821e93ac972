/* Pasted tables: cells, columns by name, words as codes. */
#include "view/paste.h"

#include <stdlib.h>

#include "base/file.h"
#include "tap.h"

static struct dict *dict;
static struct codes *codes;

static int
goods(void)
{
	return dict_find(dict, SV("DecLists/DecList"))->table;
}

static void
test_cells(void)
{
	struct paste p;

	paste_read(&p, SV("\xef\xbb\xbf" "a\tb\r\n\r\n \t \n\"x \"\"y\"\"\"\tc\td\n"));
	tap_ok(p.n_row == 2 && p.n_column == 3, "empty lines are left out, the widest line counts");
	tap_ok(sv_is(paste_cell(&p, 0, 0), "a") && sv_is(paste_cell(&p, 0, 2), ""), "cells that are not there are empty");
	tap_ok(sv_is(paste_cell(&p, 1, 0), "x \"y\""), "quotes of spreadsheets go: %.*s", (int)paste_cell(&p, 1, 0).n, paste_cell(&p, 1, 0).p);
	paste_clear(&p);
	paste_read(&p, SV(" \n\t\n"));
	tap_ok(p.n_row == 0, "nothing but blanks is no row");
	paste_clear(&p);
}

static void
test_caps(void)
{
	struct str s = STR_INIT(0);
	struct paste p;

	for (int i = 0; i < PASTE_MAX_ROWS + 7; i++)
		str_adds(&s, "1\n");
	paste_read(&p, str_sv(&s));
	tap_ok(p.n_row == PASTE_MAX_ROWS && p.n_dropped == 7, "rows beyond the most that is taken are counted");
	paste_clear(&p);
	str_reset(&s);
	for (int i = 0; i < PASTE_MAX_COLUMNS + 3; i++)
		str_adds(&s, "1\t");
	paste_read(&p, str_sv(&s));
	tap_ok(p.n_column == PASTE_MAX_COLUMNS && p.n_dropped == 4, "columns too");
	paste_clear(&p);
	str_clear(&s);
}

static bool
maps(const struct paste *p, size_t column, const char *name)
{
	return p->map[column] >= 0 && strcmp(dict->table[goods()].column[p->map[column]]->name, name) == 0;
}

static void
test_names(void)
{
	struct paste p;

	paste_read(&p, SV("序\t商品编号*\t商品名称（中文）\tGQty\t无此栏\n1\t8481804090\t球阀\t2\tx\n"));
	paste_match(&p, dict, goods(), NULL);
	tap_ok(p.header, "a line of names is known as such");
	tap_ok(maps(&p, 1, "CodeTS") && maps(&p, 2, "GName") && maps(&p, 3, "GQty"), "names in Chinese, with marks and brackets, and element names");
	tap_ok(p.map[4] == PASTE_UNUSED, "what is no field is not used");
	paste_clear(&p);
	paste_read(&p, SV("8481804090\t球阀\n8482102000\t轴承\n"));
	paste_match(&p, dict, goods(), NULL);
	tap_ok(!p.header && p.map[0] == PASTE_UNUSED, "goods are no line of names");
	paste_clear(&p);
}

static void
value(const char *path, const char *cell, const char *wanted, bool ok)
{
	const struct dict_node *node = dict_find(dict, sv_of(path));
	struct str out = STR_INIT(0);
	bool got = paste_value(node, sv_of(cell), codes, DAY_NONE, &out);

	tap_ok(got == ok && sv_is(str_sv(&out), wanted), "%s: %s becomes %s%s", path, cell, str_z(&out), got ? "" : ", which does not fit");
	str_clear(&out);
}

static void
test_values(void)
{
	value("DecLists/DecList/DeclTotal", "1,500.00", "1500.00", true);
	value("DecLists/DecList/GQty", "１２", "12", true);
	value("DecLists/DecList/GQty", "zwölf", "zwölf", false);
	value("DecLists/DecList/TradeCurr", "usd", "USD", true);
	value("DecLists/DecList/GUnit", "千克", "035", true);
	value("DecLists/DecList/GUnit", "no such unit", "no such unit", false);
	value("DecLists/DecList/OriginCountry", "德国", "DEU", true);
	value("DecLists/DecList/GName", " 球阀 ", "球阀", true);
}

int
main(void)
{
	const char *top = getenv("top_srcdir"), *built = getenv("top_builddir");
	char *path = file_join(top ? top : ".", "data/dictionary/dec@2026-03.csv");
	char *file = file_join(built ? built : ".", "codes.sqlite");
	struct err err = {0};

	if (dict_load(path, &dict, &err) != RC_OK || codes_open(file, NULL, &codes, &err) != RC_OK) {
		tap_ok(false, "%s", err.text);
		return tap_done();
	}
	test_cells();
	test_caps();
	test_names();
	test_values();
	codes_close(codes);
	dict_free(dict);
	mem_free(path);
	mem_free(file);
	return tap_done();
}
