/* A view on one draft, driven by script lines; what stands in the document and on the screen. */
#ifndef YULU_TESTS_VIEW_ENTRY_KIT_H
#define YULU_TESTS_VIEW_ENTRY_KIT_H

#include "base/i18n.h"
#include "desk/kit.h"
#include "view/script.h"
#include "view/view.h"

struct stand {
	struct kit kit;
	int64_t id;
	struct view *view;
};

__attribute__((unused)) static enum rc
stand_first(struct view *view, int64_t draft, struct err *err)
{
	struct screen *s;
	enum rc rc = view_entry(view, draft, &s, err);

	if (rc == RC_OK)
		view_push(view, s);
	return rc;
}

__attribute__((unused)) static void
stand_home(struct stand *t)
{
	char *locale = kit_below("top_builddir", "share/locale");

	*t = (struct stand){.id = 0};
	i18n_start("zh", locale);
	mem_free(locale);
	t->kit.home = tmpdir_new();
	kit_settings(&t->kit, "[operator]\nname = 测试录入员\n[defaults]\nDecHead/CustomMaster = 2225\n"
	    "DecHead/OverseasConsignorCode = NO\nDecHead/AgentCode = 310198Z9Z2\nDecHead/AgentName = 示例报关有限公司\n"
	    "DecHead/AgentCodeScc = 91310000MA1YULU1X8\nDecHead/CopName = 示例报关有限公司\nDecHead/CopCode = MA1YULU1X\n"
	    "DecHead/CopCodeScc = 91310000MA1YULU1X8\nDecHead/TypistNo = 9999000000001\nDecHead/InputerName = 测试录入员\n"
	    "DecHead/DeclareName = 测试申报员\nDecSign/CopCode = 91310000MA1YULU1X8\nDecSign/ICCode = 9999000000001\n"
	    "DecSign/OperName = 测试录入员\nDecSign/DomainId = 1\n");
	kit_open(&t->kit, NULL);
}

/* what: a sample to import, or a type to begin. */
__attribute__((unused)) static void
stand_draft(struct stand *t, const char *what)
{
	t->id = strstr(what, ".xml") != NULL ? kit_import(&t->kit, what) : kit_new(&t->kit, what);
}

__attribute__((unused)) static void
stand_view(struct stand *t, int cols, int rows)
{
	struct view_setup setup = {.desk = t->kit.desk, .cols = cols, .rows = rows, .ascii = true, .draft = t->id, .first = stand_first};

	kit_must(&t->kit, view_open(&setup, &t->view, &t->kit.err), "view");
	view_paint(t->view);
}

__attribute__((unused)) static void
stand_begin(struct stand *t, const char *what)
{
	stand_home(t);
	stand_draft(t, what);
	stand_view(t, 80, 24);
}

__attribute__((unused)) static void
stand_end(struct stand *t)
{
	view_close(t->view);
	kit_close(&t->kit);
	tmpdir_free(t->kit.home);
}

/* Lines of a script; "a / b" stands for two of them. */
__attribute__((unused)) static void
stand_do(struct stand *t, const char *lines)
{
	struct str text = STR_INIT(0), failed = STR_INIT(0);
	struct script_count count = {0};
	struct sv rest = sv_of(lines);
	size_t at;

	while (sv_find(rest, SV(" / "), &at)) {
		str_add(&text, (struct sv){rest.p, at});
		str_addc(&text, '\n');
		rest = (struct sv){rest.p + at + 3, rest.n - at - 3};
	}
	str_add(&text, rest);
	if (script_run(t->view, "keys", str_sv(&text), &count, &failed, &t->kit.err) != RC_OK)
		tap_ok(false, "%s: %s\n%s", lines, t->kit.err.text, str_z(&failed));
	view_paint(t->view);
	str_clear(&text);
	str_clear(&failed);
}

__attribute__((unused)) static bool
stand_sees(struct stand *t, const char *text)
{
	struct str screen = STR_INIT(0);
	bool found;

	canvas_dump(view_canvas(t->view), &screen);
	found = strstr(str_z(&screen), text) != NULL;
	if (!found)
		printf("#  looked for: %s\n%s", text, str_z(&screen));
	str_clear(&screen);
	return found;
}

/* The value at a place as it is stored; yours. */
__attribute__((unused)) static char *
stand_cell(struct stand *t, const char *place)
{
	struct desk_draft *draft;
	char *value;

	kit_must(&t->kit, desk_draft_open(t->kit.desk, t->id, DESK_READ, &draft, &t->kit.err), "open to read");
	value = kit_get(draft, place);
	desk_draft_close(draft);
	return value;
}

__attribute__((unused)) static void
stand_is(struct stand *t, const char *place, const char *want, const char *name)
{
	char *got = stand_cell(t, place);

	tap_text(got, want, name);
	mem_free(got);
}

#endif
