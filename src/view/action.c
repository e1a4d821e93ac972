/* The table of actions: the common ones, and what is made from all of them. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "view/internal.h"

/* ---- the common ones ---------------------------------------------------------- */

static bool
is_no_palette(struct screen *s)
{
	return strcmp(s->class->name, "palette") != 0;
}

static void
act_menu(struct screen *s)
{
	view_push(s->view, view_palette_of(s->view, false));
}

static void
act_here(struct screen *s)
{
	view_push(s->view, view_palette_of(s->view, true));
}

struct help {
	struct view *view;
	struct str text;
	bool own;
};

static bool
add_help(void *ctx, const struct action *a, bool own)
{
	struct help *h = ctx;
	const char *key, *second;
	struct str keys = STR_INIT(256);
	int width;

	if (h->own && !own)
		str_addf(&h->text, "\n%s\n\n", _("Everywhere"));
	h->own = own;
	view_keys_of(h->view, a, &key, &second);
	if (key != NULL)
		str_adds(&keys, key);
	if (second != NULL)
		str_addf(&keys, " %s", second);
	width = text_width(str_sv(&keys));
	str_addf(&h->text, "  %s%*s %s\n", str_z(&keys), width < 16 ? 16 - width : 0, "", _(a->help));
	str_clear(&keys);
	return false;
}

static void
act_help(struct screen *s)
{
	struct help h = {.view = s->view, .text = STR_INIT(0), .own = true};

	view_each_action(s->class, add_help, &h);
	view_push(s->view, view_reader(s->view, _(s->class->title), str_sv(&h.text)));
	str_clear(&h.text);
}

static void
act_back(struct screen *s)
{
	struct view *view = s->view;

	if (s->class->leave != NULL && !s->class->leave(s))
		return;
	view_pop(view, NULL);
}

static bool
has_below(struct screen *s)
{
	return s->below != NULL;
}

static void
act_redraw(struct screen *s)
{
	s->view->redraw = true;
}

static void
act_quit(struct screen *s)
{
	view_quit(s->view);
}

const struct action view_common[] = {
	{"menu", "F10", "M-0 C-p", N_("menu"), N_("everything that can be done here; type to find it"), is_no_palette, act_menu},
	{"help", "F1", "M-h", N_("help"), N_("what the keys do here"), NULL, act_help},
	{"here", "F9", "M-9", NULL, N_("what this screen can do besides moving and typing"), is_no_palette, act_here},
	{"back", "Esc", NULL, NULL, N_("back to the screen before"), has_below, act_back},
	{"redraw", "C-l", NULL, NULL, N_("paint the screen anew"), NULL, act_redraw},
	{"quit", "C-q", NULL, NULL, N_("leave yulu; everything is saved"), NULL, act_quit},
	{.id = NULL},
};

/* ---- walking ----------------------------------------------------------------------- */

static bool
has_id(const struct action *table, const char *id)
{
	for (; table->id != NULL; table++)
		if (table->id[0] == id[0] && strcmp(table->id, id) == 0)
			return true;
	return false;
}

const struct action *
view_each_action(const struct screen_class *class, action_visit *visit, void *ctx)
{
	for (const struct action *a = class->action; a->id != NULL; a++)
		if (visit(ctx, a, true))
			return a;
	for (const struct action *a = view_common; a->id != NULL; a++)
		if (!has_id(class->action, a->id) && visit(ctx, a, false))
			return a;
	return NULL;
}

bool
view_enabled(const struct action *a, struct screen *s)
{
	return a->enabled == NULL || a->enabled(s);
}

void
view_keys_of(const struct view *view, const struct action *a, const char **key, const char **second)
{
	*key = a->key;
	*second = a->second;
	if (view != NULL && view->keymap != NULL)
		keymap_find(view->keymap, a->id, key, second);
}

static bool
has_name(const char *names, struct sv wanted)
{
	struct sv rest = sv_of(names), name;

	if (names == NULL || wanted.n == 0 || strchr(names, wanted.p[0]) == NULL)
		return false;
	while (sv_split(&rest, ' ', &name))
		if (sv_eq(name, wanted))
			return true;
	return false;
}

bool
view_has_key(const struct view *view, const struct action *a, struct sv name)
{
	const char *first, *second;

	view_keys_of(view, a, &first, &second);
	return has_name(first, name) || has_name(second, name);
}

struct report {
	struct view *view;
	view_on_action *on_action;
	void *ctx;
};

static bool
report_action(void *ctx, const struct action *a, bool own)
{
	struct report *r = ctx;
	const char *key, *second;

	(void)own;
	view_keys_of(r->view, a, &key, &second);
	r->on_action(r->ctx, a, key, second, r->view == NULL || view_enabled(a, r->view->top));
	return false;
}

void
view_actions(struct view *view, view_on_action *on_action, void *ctx)
{
	struct report r = {view, on_action, ctx};

	if (view->top != NULL)
		view_each_action(view->top->class, report_action, &r);
}

/* ---- the line of keys ------------------------------------------------------------------ */

void
view_show_key(const char *name, struct str *out)
{
	if (name[0] == 'C' && name[1] == '-' && name[2] != '\0' && name[3] == '\0') {
		str_addc(out, '^');
		str_addc(out, name[2] >= 'a' && name[2] <= 'z' ? (char)(name[2] - 'a' + 'A') : name[2]);
	} else {
		str_adds(out, name);
	}
}

struct bar {
	struct view *view;
	int common;		/* columns of the common labels */
	int n;
	struct bar_label {
		const struct action *action;
		struct sv key, label;
		int width;
		bool own;
	} label[VIEW_BAR_MAX];
	struct str keys;	/* the keys as shown, one behind the other */
};

static bool
add_label(void *ctx, const struct action *a, bool own)
{
	struct bar *b = ctx;
	struct bar_label *l = &b->label[b->n];
	const char *key, *second;
	size_t at = b->keys.len_b;

	view_keys_of(b->view, a, &key, &second);
	if (b->n == VIEW_BAR_MAX || a->label == NULL || key == NULL || !view_enabled(a, b->view->top))
		return false;
	view_show_key(key, &b->keys);
	*l = (struct bar_label){.action = a, .key = {NULL, b->keys.len_b - at}, .label = sv_of(_(a->label)), .own = own};
	l->width = (int)l->key.n + 1 + text_width(l->label) + 1;
	b->common += own ? 0 : l->width;
	b->n++;
	return false;
}

/* The screen's own first, as many as fit beside the common ones. */
void
view_paint_keys(struct view *view, struct canvas *c, int y)
{
	struct bar b = {.view = view, .keys = STR_INIT(0)};
	int x = 1;
	const char *key;

	view_each_action(view->top->class, add_label, &b);
	canvas_fill(c, y, 0, 1, c->cols, STYLE_BAR);
	key = str_z(&b.keys);
	view->n_bar = 0;
	for (int i = 0; i < b.n; key += b.label[i++].key.n) {
		const struct bar_label *l = &b.label[i];

		if (x + l->width > c->cols - (l->own ? b.common : 0))
			continue;
		view->bar[view->n_bar++] = (struct view_bar){x, l->width - 1, l->action};
		canvas_put(c, y, x, l->width, STYLE_KEY, (struct sv){key, l->key.n});
		canvas_put(c, y, x + (int)l->key.n + 1, l->width, STYLE_BAR, l->label);
		x += l->width;
	}
	str_clear(&b.keys);
}

const struct action *
view_action_at(struct view *view, int x)
{
	for (int i = 0; i < view->n_bar; i++)
		if (x >= view->bar[i].x && x < view->bar[i].x + view->bar[i].width)
			return view->bar[i].action;
	return NULL;
}
