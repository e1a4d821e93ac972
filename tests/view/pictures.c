/*
 * Pages as they are painted: each case is keys and the screen they lead to,
 * tests/view/pages/NAME.screen (YULU_REGEN=1 writes them anew).
 */
#include "entry_kit.h"

struct picture {
	const char *name, *draft;
	int cols, rows;
	const char *keys;
};

#define S1 "01_import_general.xml"
#define S2 "02_export_general.xml"
#define S5 "05_import_containers_licences.xml"

static const struct picture picture[] = {
	{"head", S1, 80, 24, ""},
	{"head-60x20", S1, 60, 20, ""},
	{"head-60x20-end", S1, 60, 20, "key Down Down Down Down Down Down Down Down Down Down Down Down Down"},
	{"head-100x30", S1, 100, 30, ""},
	{"head-120x40", S5, 120, 40, ""},
	{"head-export", S2, 80, 24, ""},
	{"head-blank", "dec-import", 80, 24, ""},
	{"goods", S1, 80, 24, "key F2"},
	{"goods-60x20", S1, 60, 20, "key F2"},
	{"goods-100x30", S1, 100, 30, "key F2"},
	{"goods-120x40", S5, 120, 40, "key F2"},
	{"goods-blank", "dec-import", 80, 24, "key F2"},
	{"goods-row-to-be", S1, 80, 24, "key F2 Down"},
	{"containers", S5, 80, 24, "key M-3"},
	{"containers-60x20", S5, 60, 20, "key M-3"},
	{"containers-100x30", S5, 100, 30, "key M-3"},
	{"licences", S5, 80, 24, "key M-4"},
	{"licences-60x20", S5, 60, 20, "key M-4"},
	{"licences-100x30", S5, 100, 30, "key M-4"},
	{"attachments", S5, 80, 24, "key M-5"},
	{"attachments-60x20", S5, 60, 20, "key M-5"},
	{"attachments-100x30", S5, 100, 30, "key M-5"},
	{"inspection", S5, 80, 24, "key M-6"},
	{"inspection-60x20", S5, 60, 20, "key M-6"},
	{"inspection-100x30", S5, 100, 30, "key M-6"},
	{"other", S5, 80, 24, "key M-7"},
	{"other-60x20", S5, 60, 20, "key M-7"},
	{"other-100x30", S5, 100, 30, "key M-7"},
	{"one-match", "dec-import", 80, 24, "key Down Down Down / type sl / key Enter"},
	{"picker-port", "dec-import", 80, 24, "key Down Down Down Down Down / type ham / key Enter"},
	{"picker-nearest", "dec-import", 80, 24, "key Down Down Down Down Down / type hamx / key Enter"},
	{"ticks", S5, 80, 24, "key M-6 Down Down Down Down Down M-Right M-Right M-Right F8"},
	{"parties", S5, 80, 24, "type 示例 / key Enter"},
	{"party-cells", S1, 80, 24, "key F6"},
	{"party-missing", "dec-import", 80, 24, "type 91310000MA1YULU01G / key Enter"},
	{"fee-cells", S1, 80, 24, "key Down Down Down Down Down Down Down Down Down F6"},
	{"remarks", S1, 80, 24, "key Down Down Down Down Down Down Down Down Down Down Down Down / type 第一行 / key F6 M-Enter / type 第二行"},
	{"elements", S1, 80, 24, "key F2 Tab Tab F6"},
	{"elements-brand", S1, 80, 24, "key F2 Tab Tab F6 / key F8"},
};

static char *
golden_path(const char *name)
{
	char *dir = kit_below("top_srcdir", "tests/view/pages"), *path;
	struct str file = STR_INIT(0);

	str_addf(&file, "%s.screen", name);
	path = file_join(dir, str_z(&file));
	str_clear(&file);
	mem_free(dir);
	return path;
}

static void
compare(const char *name, const struct canvas *c)
{
	char *path = golden_path(name);
	struct str got = STR_INIT(0), want = STR_INIT(0);
	struct err err;

	canvas_dump(c, &got);
	str_addf(&got, "caret %d %d\n", c->cursor_y, c->cursor_x);
	if (getenv("YULU_REGEN") != NULL && file_write(path, str_sv(&got), 0644, &err) != RC_OK)
		printf("# %s\n", err.text);
	if (file_read(path, 1 << 20, &want, &err) != RC_OK)
		printf("# %s\n", err.text);
	if (!tap_ok(sv_eq(str_sv(&got), str_sv(&want)), "%s", name))
		printf("%s", str_z(&got));
	tap_ok(c->cursor_y < c->rows - 1, "%s: the caret is not in the last row", name);
	str_clear(&got);
	str_clear(&want);
	mem_free(path);
}

int
main(void)
{
	struct stand t;

	for (size_t i = 0; i < sizeof picture / sizeof picture[0]; i++) {
		const struct picture *p = &picture[i];

		stand_home(&t);
		stand_draft(&t, p->draft);
		stand_view(&t, p->cols, p->rows);
		stand_do(&t, p->keys);
		compare(p->name, view_canvas(t.view));
		stand_end(&t);
	}
	return tap_done();
}
