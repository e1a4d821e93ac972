/* Goldens of screens: what a canvas shows, compared with a file of tests/view/lists. */
#ifndef YULU_TESTS_VIEW_SCREEN_KIT_H
#define YULU_TESTS_VIEW_SCREEN_KIT_H

#include "view/entry_kit.h"

/* Noon of a day on which nothing of the samples is due. */
__attribute__((unused)) static void
screen_clock(void)
{
	clock_set_ms((int64_t)day_make(2026, 7, 1) * 86400000 + (int64_t)4 * 3600000);
}

/* From home on, 80 by 24. */
__attribute__((unused)) static void
screen_home(struct stand *t, int cols, int rows)
{
	struct view_setup setup = {.desk = t->kit.desk, .cols = cols, .rows = rows, .ascii = true, .first = view_first};

	kit_must(&t->kit, view_open(&setup, &t->view, &t->kit.err), "view");
	stand_do(t, "# idle");
}

__attribute__((unused)) static void
screen_is(struct stand *t, const char *name)
{
	struct str got = STR_INIT(0), want = STR_INIT(0), file = STR_INIT(0);
	char *dir = kit_below("top_srcdir", "tests/view/lists"), *path;

	str_addf(&file, "%s.screen", name);
	path = file_join(dir, str_z(&file));
	canvas_dump(view_canvas(t->view), &got);
	if (getenv("YULU_REGEN") != NULL && file_write(path, str_sv(&got), 0644, &t->kit.err) != RC_OK)
		printf("# %s\n", t->kit.err.text);
	if (file_read(path, 1 << 20, &want, &t->kit.err) != RC_OK)
		printf("# %s\n", t->kit.err.text);
	if (!tap_ok(sv_eq(str_sv(&got), str_sv(&want)), "looks as in %s.screen", name))
		printf("%s", str_z(&got));
	str_clear(&got);
	str_clear(&want);
	str_clear(&file);
	mem_free(path);
	mem_free(dir);
}

/* A key many times; painted each time, as in a terminal. */
__attribute__((unused)) static void
screen_press(struct stand *t, const char *name, size_t times)
{
	struct key key;

	if (!key_parse(sv_of(name), &key))
		tap_ok(false, "%s is a key", name);
	for (size_t i = 0; i < times; i++) {
		view_key(t->view, &key);
		view_paint(t->view);
	}
}

__attribute__((unused)) static bool
screen_has_not(struct stand *t, const char *text)
{
	struct str screen = STR_INIT(0);
	bool has;

	canvas_dump(view_canvas(t->view), &screen);
	has = strstr(str_z(&screen), text) != NULL;
	if (has)
		printf("#  not wanted: %s\n%s", text, str_z(&screen));
	str_clear(&screen);
	return !has;
}

/* A script line with a path of the home in it: %s. */
__attribute__((unused)) static void
screen_do_with(struct stand *t, const char *line, const char *path)
{
	struct str text = STR_INIT(0);
	const char *at = strstr(line, "%s");

	str_add(&text, (struct sv){line, (size_t)(at - line)});
	str_adds(&text, path);
	str_adds(&text, at + 2);
	stand_do(t, str_z(&text));
	str_clear(&text);
}

#endif
