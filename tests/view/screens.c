/*
 * Screens as they are to look: text, styles and caret, beside this file as
 * NAME.screen. YULU_REGEN=1 (make regen) writes them anew; git diff then shows
 * what changed.
 */
#include <stdlib.h>

#include "base/file.h"
#include "base/i18n.h"
#include "tap.h"
#include "view/host.h"
#include "view/script.h"

static const struct {
	const char *name, *script;
	bool drawn;
} cases[] = {
	{"line", "type 示例进出口有限公司 sample imports and exports ltd\nkey Enter\ntype ab１\nkey Enter\ntype 12*45.5+3\nkey Up Up Left Left", false},
	{"choose", "key F2 Down", false},
	{"ask", "key F3", true},
	{"question", "key F4 Down", false},
	{"reader", "key F5", false},
	{"search", "key F5 /\ntype needle\nkey Enter n w\nkey Right /", false},
	{"menu", "key F10\ntype 择", false},
	{"help", "key F1", false},
	{"message", "key F8", false},
	{"narrow", "size 60 15\nkey F4", false},
	{"small", "size 40 10\ntype x", false},
};

static void
check(const char *name, const char *script, bool drawn)
{
	struct view_setup setup = {.cols = 80, .rows = 24, .ascii = !drawn, .first = host_first};
	struct str screen = STR_INIT(0), want = STR_INIT(0), failed = STR_INIT(0), path = STR_INIT(0);
	const char *top = getenv("top_srcdir");
	struct script_count count;
	struct view *view;
	struct err err = {0};

	str_addf(&path, "%s/tests/view/%s.screen", top != NULL ? top : ".", name);
	if (view_open(&setup, &view, &err) == RC_OK) {
		tap_ok(script_run(view, name, sv_of(script), &count, &failed, &err) == RC_OK, "%s: %s", name, err.text);
		canvas_dump_styles(view_canvas(view), &screen);
		view_close(view);
	}
	if (getenv("YULU_REGEN") != NULL)
		file_write(str_z(&path), str_sv(&screen), 0644, &err);
	file_read(str_z(&path), 1 << 20, &want, &err);
	if (!tap_ok(sv_eq(str_sv(&screen), str_sv(&want)), "%s looks as it is to look", name))
		for (struct sv rest = str_sv(&screen), line; sv_split(&rest, '\n', &line); )
			printf("# %.*s\n", (int)line.n, line.p);
	str_clear(&screen);
	str_clear(&want);
	str_clear(&failed);
	str_clear(&path);
}

int
main(void)
{
	i18n_start("en", "/nonexistent");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		check(cases[i].name, cases[i].script, cases[i].drawn);
	return tap_done();
}
