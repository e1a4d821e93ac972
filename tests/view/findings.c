/* What is wrong, as a list: order, the way to the field, changes meanwhile. */
#include "view/screen_kit.h"

/* Wrong in several ways, errors in head and goods. */
static void
faulty(struct stand *t)
{
	struct desk_draft *draft;

	screen_clock();
	stand_home(t);
	t->id = kit_import(&t->kit, "01_import_general.xml");
	draft = kit_edit(&t->kit, t->id);
	kit_must(&t->kit, kit_set(&t->kit, draft, "DecHead/GrossWet", "1,250.5"), "gross");
	kit_must(&t->kit, kit_set(&t->kit, draft, "DecHead/TradeMode", "0119"), "mode");
	kit_must(&t->kit, kit_set(&t->kit, draft, "DecLists/DecList[1]/GName", ""), "name");
	desk_draft_close(draft);
	stand_view(t, 80, 24);
	stand_do(t, "# idle");
}

/* The line of the screen on which text stands first; -1. */
static int
line_of(struct stand *t, const char *text)
{
	struct str screen = STR_INIT(0);
	struct sv rest, line;
	int n = 0, at = -1;

	canvas_dump(view_canvas(t->view), &screen);
	rest = str_sv(&screen);
	for (; at < 0 && sv_split(&rest, '\n', &line); n++)
		if (sv_find(line, sv_of(text), NULL))
			at = n;
	str_clear(&screen);
	return at;
}

static void
test_list(void)
{
	struct stand t;

	faulty(&t);
	stand_do(&t, "key F7");
	screen_is(&t, "findings");
	tap_ok(line_of(&t, "DEC010") > 0 && line_of(&t, "DEC010") < line_of(&t, "DEC110") && line_of(&t, "DEC110") < line_of(&t, "DEC029"), "errors, warnings, hints");
	stand_do(&t, "size 60 20");
	screen_is(&t, "findings-60x20");
	stand_do(&t, "size 80 24 / key End");
	tap_ok(line_of(&t, ">提示") > 0, "End goes to the last");
	stand_do(&t, "key Home");
	tap_ok(line_of(&t, ">错误") > 0, "Home to the first");
	stand_do(&t, "key Esc");
	tap_ok(stand_sees(&t, "1表头") && screen_has_not(&t, "按申报阶段"), "Esc goes back");
	stand_end(&t);
}

static void
test_go(void)
{
	struct stand t;

	faulty(&t);
	stand_do(&t, "key F7");
	while (line_of(&t, ">警告") < 0 && view_top(t.view) != NULL && line_of(&t, ">提示") < 0)
		screen_press(&t, "Down", 1);
	tap_ok(line_of(&t, "DEC110") > 0, "down to the first warning");
	stand_do(&t, "key Home");
	for (int i = 0; i < 20 && line_of(&t, "DEC010") > 0 && line_of(&t, ">错误    DEC010") < 0; i++)
		screen_press(&t, "Down", 1);
	stand_do(&t, "key Enter / type 1250.5 / key Enter");
	stand_is(&t, "DecHead/GrossWet", "1250.5", "Enter went to the field");
	stand_do(&t, "key F7");
	tap_ok(screen_has_not(&t, "DEC010"), "and the finding has gone");
	stand_end(&t);
}

/* A finding of goods: Enter changes the page. */
static void
test_goods(void)
{
	struct stand t;
	const char *wanted = "商品名称";

	faulty(&t);
	stand_do(&t, "key F7");
	for (int i = 0; i < 30 && line_of(&t, ">") != line_of(&t, wanted); i++)
		screen_press(&t, "Down", 1);
	stand_do(&t, "key Enter / type 球阀 / key Enter");
	stand_is(&t, "DecLists/DecList[1]/GName", "球阀", "to a field of the goods");
	stand_end(&t);
}

/* Judged while the list is open. */
static void
test_live(void)
{
	struct stand t;

	screen_clock();
	stand_home(&t);
	t.id = kit_import(&t.kit, "01_import_general.xml");
	stand_view(&t, 80, 24);
	view_run(t.view, "findings");
	view_paint(t.view);
	tap_ok(stand_sees(&t, "提示 0"), "nothing is judged yet");
	stand_do(&t, "# idle");
	tap_ok(stand_sees(&t, "提示 1") && stand_sees(&t, "DEC029"), "what is found meanwhile appears");
	stand_end(&t);
}

/* Findings before the one under the cursor go: it stays under the cursor. */
static void
test_follow(void)
{
	struct stand t;
	struct desk_draft *draft;

	faulty(&t);
	view_close(t.view);
	draft = kit_edit(&t.kit, t.id);
	screen_home(&t, 80, 24);
	view_push(t.view, view_findings(t.view, draft));
	stand_do(&t, "# idle");
	for (int i = 0; i < 20 && line_of(&t, ">警告    DEC110") < 0; i++)
		screen_press(&t, "Down", 1);
	kit_must(&t.kit, kit_set(&t.kit, draft, "DecHead/GrossWet", "1250.5"), "mend");
	stand_do(&t, "# idle");
	tap_ok(screen_has_not(&t, "DEC010") && line_of(&t, ">警告    DEC110") > 0, "the cursor follows its finding");
	view_pop(t.view, NULL);
	desk_draft_close(draft);
	stand_end(&t);
}

int
main(void)
{
	test_list();
	test_go();
	test_goods();
	test_live();
	test_follow();
	return tap_done();
}
