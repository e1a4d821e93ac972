/* A line to type. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "view/line.h"
#include "view/popup.h"
#include "view/view.h"

enum { COLS = 60, LINE_MIN_COLS = 10 };

struct ask {
	struct screen screen;
	char *title, *label;
	struct line line;
	struct sv result;
};

static void
paint(struct screen *s, struct canvas *c)
{
	struct ask *a = (struct ask *)s;
	struct popup_area area = popup_box(c, 1, COLS, a->title);
	int label = text_width(sv_of(a->label));

	if (label > area.cols - LINE_MIN_COLS)
		label = area.cols - LINE_MIN_COLS;
	canvas_putz(c, area.y, area.x, label, STYLE_LABEL, a->label);
	line_paint(&a->line, c, area.y, area.x + label + 1, area.cols - label - 1, STYLE_FOCUS);
}

static bool
key(struct screen *s, const struct key *key)
{
	struct ask *a = (struct ask *)s;
	bool stripped;

	if (key->code != K_PASTE)
		return line_key(&a->line, key) != LINE_PASSED;
	line_paste(&a->line, key->paste, &stripped);
	if (stripped)
		view_say(s->view, VIEW_WARNS, "%s", _("line ends and control characters were taken out of what was pasted"));
	return true;
}

static void
act_take(struct screen *s)
{
	struct ask *a = (struct ask *)s;

	a->result = str_sv(&a->line.text);
	view_pop(s->view, &a->result);
}

static void
free_ask(struct screen *s)
{
	struct ask *a = (struct ask *)s;

	line_clear(&a->line);
	mem_free(a->title);
	mem_free(a->label);
	mem_free(a);
}

static const struct action actions[] = {
	{"ask-take", "Enter", NULL, N_("take"), N_("take what stands in the line"), NULL, act_take},
	{.id = NULL},
};

const struct screen_class view_ask_class = {
	.name = "ask", .title = N_("type an answer"), .action = actions, .popup = true, .types = true, .paint = paint, .key = key,
	.free = free_ask,
};

struct screen *
view_ask(struct view *view, const char *title, const char *label, struct sv value)
{
	struct ask *a = mem_zalloc(1, sizeof *a);

	a->screen = (struct screen){.class = &view_ask_class, .view = view};
	a->title = mem_strdup(title);
	a->label = mem_strdup(label);
	line_start(&a->line, LINE_TEXT, value);
	return &a->screen;
}
