/* Files that go with a draft, and tables pasted into it. */
#include <sys/stat.h>

#include "view/screen_kit.h"

static const char pdf[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

static char *
papers(struct stand *t)
{
	static const char *const name[] = {"fp-2026.pdf", "zxd.pdf", "td scan.PDF", "notes.txt"};
	char *dir = file_join(t->kit.home, "papers");
	struct str bytes = STR_INIT(0);

	mkdir(dir, 0700);
	for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
		char *path = file_join(dir, name[i]);

		str_reset(&bytes);
		str_addf(&bytes, "%s%% %s\n", i < 3 ? pdf : "no pdf ", name[i]);
		kit_must(&t->kit, file_write(path, str_sv(&bytes), 0600, &t->kit.err), "paper");
		mem_free(path);
	}
	str_clear(&bytes);
	return dir;
}

static void
mkdir_below(const char *dir, const char *name)
{
	char *path = file_join(dir, name);

	mkdir(path, 0700);
	mem_free(path);
}

static void
test_attach(void)
{
	struct stand t;
	char *dir;

	screen_clock();
	stand_begin(&t, "dec-import");
	dir = papers(&t);
	view_run(t.view, "attach");
	view_paint(t.view);
	tap_ok(stand_sees(&t, "还没有文件"), "no file: says how");
	screen_do_with(&t, "key Ins / type %s/ / key Enter / type fp / key Enter", dir);
	tap_ok(stand_sees(&t, "fp-2026.pdf") && stand_sees(&t, "发票") && stand_sees(&t, "好"), "taken, its kind guessed");
	stand_is(&t, "EdocRealation[1]/EdocCode", "00000001", "and written");
	stand_do(&t, "key C-a");
	tap_ok(stand_sees(&t, "收下 2 个文件") && stand_sees(&t, "装箱单") && stand_sees(&t, "td scan.PDF") && screen_has_not(&t, "notes.txt"), "the other pdf files of the folder, none twice");
	stand_do(&t, "key Down Up");
	screen_is(&t, "attach");
	mkdir_below(dir, "ht.pdf");
	stand_do(&t, "key C-a");
	tap_ok(stand_sees(&t, "1 个未收") && stand_sees(&t, "ht.pdf") && stand_sees(&t, "）：3 个"), "one that cannot be taken is named");
	screen_do_with(&t, "key F6 / type %s/notes.txt / key Enter", dir);
	tap_ok(stand_sees(&t, "notes.txt") && stand_sees(&t, "不是 pdf"), "exchanged; what is no pdf is marked");
	stand_do(&t, "key C-z");
	tap_ok(stand_sees(&t, "fp-2026.pdf") && screen_has_not(&t, "notes.txt"), "C-z brings the first one back");
	stand_do(&t, "key Down Del");
	tap_ok(stand_sees(&t, "）：2 个") && screen_has_not(&t, "zxd.pdf"), "taken out");
	stand_do(&t, "key C-z");
	tap_ok(stand_sees(&t, "）：3 个") && stand_sees(&t, "zxd.pdf"), "and back");
	stand_do(&t, "key Home Up Up / key Enter / type 00000004 / key Enter");
	stand_is(&t, "EdocRealation[1]/EdocCode", "00000004", "another kind");
	stand_do(&t, "key Esc");
	tap_ok(stand_sees(&t, "1表头") && stand_sees(&t, "单据3"), "back in the draft, which counts them");
	mem_free(dir);
	stand_end(&t);
}

static void
paste(struct stand *t, const char *text)
{
	struct key key = {.code = K_PASTE, .paste = sv_of(text)};

	view_key(t->view, &key);
	view_paint(t->view);
}

static const char rows[] = "序\t商品编号\t商品名称\t数量\t单位\t总价\t备注\n"
    "1\t8481804090\t球阀\t200\t套\t9,100.00\tx\n2\t8482102000\t深沟球轴承\tabc\t套\t1050\ty\n";

static void
test_paste(void)
{
	struct stand t;

	screen_clock();
	stand_begin(&t, "dec-import");
	stand_do(&t, "key F2");
	paste(&t, rows);
	screen_is(&t, "paste");
	tap_ok(stand_sees(&t, "1 行") && stand_sees(&t, "abc"), "one row has a value that does not fit");
	stand_do(&t, "key Enter");
	stand_is(&t, "DecLists/DecList[1]/CodeTS", "8481804090", "taken: the code");
	stand_is(&t, "DecLists/DecList[1]/DeclTotal", "9100.00", "a total without commas");
	stand_is(&t, "DecLists/DecList[1]/GUnit", "006", "a unit's code for its name");
	stand_is(&t, "DecLists/DecList[2]/GQty", "abc", "wrong values too");
	tap_ok(stand_sees(&t, "收下 2 行") || stand_sees(&t, "2 行"), "says how many, and how many are to be mended");
	stand_do(&t, "key C-z");
	stand_is(&t, "DecLists/DecList[1]/CodeTS", "", "C-z takes all of them back");
	stand_end(&t);
}

/* The first line is no line of names: columns are guessed by what stands in them, then said by hand. */
static void
test_by_hand(void)
{
	static const char text[] = "8482102000\t轴承\tx\n8413910000\t泵壳体\ty\n";
	struct stand t;

	screen_clock();
	stand_begin(&t, "01_import_general.xml");
	stand_do(&t, "key F2");
	paste(&t, text);
	tap_ok(stand_sees(&t, "至   商品编号      商品名称"), "codes of goods are no running numbers");
	stand_do(&t, "key Esc");
	stand_is(&t, "DecLists/DecList[2]/CodeTS", "", "Esc takes nothing");
	paste(&t, text);
	stand_do(&t, "key Right Right / key F6");
	screen_is(&t, "paste-field");
	stand_do(&t, "key Home Enter");
	tap_ok(stand_sees(&t, "商品名称      （不用）"), "a column that is not used");
	stand_do(&t, "key Left Left / key F6 / key Down / key Enter");
	screen_is(&t, "paste-by-hand");
	stand_do(&t, "key Enter");
	stand_is(&t, "DecLists/DecList[2]/GName", "8482102000", "what was said counts, and no field is filled from two columns");
	stand_is(&t, "DecLists/DecList[1]/GName", "球阀", "behind the rows that were there");
	stand_end(&t);
}

static void
test_replace(void)
{
	struct stand t;

	screen_clock();
	stand_begin(&t, "01_import_general.xml");
	stand_do(&t, "key F2");
	paste(&t, "商品编号\t商品名称\n8413910000\t泵壳体\n");
	stand_do(&t, "key h");
	tap_ok(stand_sees(&t, "2 行") && stand_sees(&t, "1    商品编号"), "h: the first line is goods too");
	stand_do(&t, "key h m");
	tap_ok(stand_sees(&t, "替换现有各行"), "m: in place of the rows that are there");
	stand_do(&t, "key Enter");
	stand_is(&t, "DecLists/DecList[1]/GName", "泵壳体", "which go");
	stand_is(&t, "DecLists/DecList[2]/GName", "", "all of them");
	stand_do(&t, "key C-z");
	stand_is(&t, "DecLists/DecList[1]/GName", "球阀", "one C-z brings them back");
	stand_end(&t);
}

int
main(void)
{
	test_attach();
	test_paste();
	test_by_hand();
	test_replace();
	return tap_done();
}
