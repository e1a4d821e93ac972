/* Everything that can be done: found by typing a part of the label, the help, the id, or pinyin initials. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "view/internal.h"
#include "view/line.h"
#include "view/popup.h"

enum { ROWS = 14, COLS = 74, LABEL_COLS = 16, KEYS_COLS = 12 };

struct item {
	const struct action *action;
	char *key;		/* as shown; "" none */
	char *words;		/* what it is found by */
	bool enabled;
};

struct palette {
	struct screen screen;
	struct item *item;
	size_t n, cap;
	size_t *hit;
	struct popup_list list;
	struct popup_area area;
	struct line find;
	struct screen *from;		/* the screen whose actions they are */
	bool own;
};

/* ---- gathering -------------------------------------------------------------- */

static void
add_initials(struct view *view, const char *text, struct str *out)
{
	if (view_desk(view) == NULL)
		return;
	codes_initials(desk_codes(view_desk(view)), sv_of(text), out, NULL);
	str_addc(out, '\n');
}

static char *
words_of(struct view *view, const struct action *a)
{
	const char *label = a->label != NULL ? _(a->label) : "";
	struct str words = STR_INIT(0);

	popup_add_folded(&words, sv_of(a->id));
	str_addc(&words, '\n');
	popup_add_folded(&words, sv_of(label));
	str_addc(&words, '\n');
	popup_add_folded(&words, sv_of(_(a->help)));
	str_addc(&words, '\n');
	popup_add_folded(&words, sv_of(a->help));
	str_addc(&words, '\n');
	add_initials(view, label, &words);
	add_initials(view, _(a->help), &words);
	return str_take(&words);
}

static bool
add_action(void *ctx, const struct action *a, bool own)
{
	struct palette *p = ctx;
	struct view *view = p->screen.view;
	const char *key, *second;
	struct str shown = STR_INIT(64);

	if (a->run == NULL || (p->own && !own))
		return false;
	view_keys_of(view, a, &key, &second);
	if (key != NULL)
		view_show_key(key, &shown);
	if (p->n == p->cap)
		p->item = mem_grow(p->item, &p->cap, sizeof *p->item);
	p->item[p->n++] = (struct item){a, str_take(&shown), words_of(view, a), view_enabled(a, p->from)};
	return false;
}

static void
find(struct palette *p)
{
	struct str wanted = STR_INIT(0);

	popup_add_folded(&wanted, sv_trim(str_sv(&p->find.text)));
	p->list = (struct popup_list){.n = 0};
	for (size_t i = 0; i < p->n; i++)
		if (sv_find(sv_of(p->item[i].words), str_sv(&wanted), NULL))
			p->hit[p->list.n++] = i;
	str_clear(&wanted);
}

/* ---- the screen ---------------------------------------------------------------- */

static void
paint_item(const struct palette *p, struct canvas *c, int y, const struct item *item)
{
	enum style style = item->enabled ? STYLE_POPUP : STYLE_DIM;
	int x = p->area.x, help = p->area.cols - LABEL_COLS - KEYS_COLS;

	canvas_putz(c, y, x, LABEL_COLS - 1, style, item->action->label != NULL ? _(item->action->label) : item->action->id);
	canvas_putz(c, y, x + LABEL_COLS, help - 1, style, _(item->action->help));
	canvas_putz(c, y, x + LABEL_COLS + help, KEYS_COLS, item->enabled ? STYLE_KEY : STYLE_DIM, item->key);
}

static void
paint(struct screen *s, struct canvas *c)
{
	struct palette *p = (struct palette *)s;
	struct popup_area a = popup_box(c, ROWS, COLS, p->own ? _("what this screen can do") : _("everything that can be done here"));
	int x = a.x + canvas_putz(c, a.y, a.x, a.cols, STYLE_LABEL, _("find> "));

	line_paint(&p->find, c, a.y, x, a.cols - (x - a.x), STYLE_FOCUS);
	p->area = (struct popup_area){a.y + 1, a.x, a.rows - 1, a.cols};
	popup_list_fit(&p->list, p->area.rows);
	for (int i = 0; i < p->area.rows && p->list.top + (size_t)i < p->list.n; i++) {
		size_t k = p->list.top + (size_t)i;

		paint_item(p, c, p->area.y + i, &p->item[p->hit[k]]);
		if (k == p->list.at)
			canvas_style(c, p->area.y + i, a.x - 1, 1, a.cols + 2, STYLE_SELECTED);
	}
	if (p->list.n == 0)
		canvas_putz(c, p->area.y, a.x, a.cols, STYLE_DIM, _("nothing is called so; Bksp widens the search"));
}

static bool
has_hit(struct screen *s)
{
	return ((struct palette *)s)->list.n > 0;
}

static void
act_run(struct screen *s)
{
	struct palette *p = (struct palette *)s;
	struct view *view = s->view;
	const char *id = p->item[p->hit[p->list.at]].action->id;

	view_pop(view, NULL);
	view_run(view, id);
}

static bool
key(struct screen *s, const struct key *key)
{
	struct palette *p = (struct palette *)s;
	enum line_did did;

	if (popup_list_click(&p->list, key, &p->area)) {
		act_run(s);
		return true;
	}
	if (key->code != K_HOME && key->code != K_END && popup_list_key(&p->list, key))
		return true;
	did = line_key(&p->find, key);
	if (did == LINE_CHANGED)
		find(p);
	return did != LINE_PASSED;
}

static void
free_palette(struct screen *s)
{
	struct palette *p = (struct palette *)s;

	for (size_t i = 0; i < p->n; i++) {
		mem_free(p->item[i].key);
		mem_free(p->item[i].words);
	}
	mem_free(p->item);
	mem_free(p->hit);
	line_clear(&p->find);
	mem_free(p);
}

static const struct action actions[] = {
	{"palette-run", "Enter", NULL, N_("do it"), N_("do what the cursor stands on"), has_hit, act_run},
	{.id = NULL},
};

const struct screen_class view_palette_class = {
	.name = "palette", .title = N_("everything that can be done"), .action = actions, .popup = true, .types = true, .paint = paint,
	.key = key, .free = free_palette,
};

struct screen *
view_palette_of(struct view *view, bool own)
{
	struct palette *p = mem_zalloc(1, sizeof *p);

	p->screen = (struct screen){.class = &view_palette_class, .view = view};
	p->from = view_top(view);
	p->own = own;
	view_each_action(p->from->class, add_action, p);
	p->hit = mem_zalloc(p->n, sizeof *p->hit);
	line_start(&p->find, LINE_SEARCH, (struct sv){0});
	find(p);
	return &p->screen;
}

struct screen *
view_palette(struct view *view)
{
	return view_palette_of(view, false);
}
