/* A list given by the caller: one of it is chosen, by cursor or by number. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "view/popup.h"
#include "view/view.h"

enum { NOTE_GAP = 3, NUMBERED = 9, NUMBER_COLS = 2 };

struct item {
	char *text, *note;
	bool enabled;
};

struct choose {
	struct screen screen;
	char *title;
	struct item *item;
	struct popup_list list;
	struct popup_area area;
	int text_cols, note_cols;
	size_t result;
};

static void
paint(struct screen *s, struct canvas *c)
{
	struct choose *h = (struct choose *)s;
	int cols = NUMBER_COLS + h->text_cols + (h->note_cols > 0 ? NOTE_GAP + h->note_cols : 0);

	h->area = popup_box(c, (int)h->list.n, cols, h->title);
	popup_list_fit(&h->list, h->area.rows);
	for (int i = 0; i < h->area.rows && h->list.top + (size_t)i < h->list.n; i++) {
		size_t k = h->list.top + (size_t)i;
		const struct item *item = &h->item[k];
		int y = h->area.y + i, x = h->area.x + NUMBER_COLS;

		if (k < NUMBERED)
			canvas_putf(c, y, h->area.x, NUMBER_COLS, STYLE_KEY, "%zu", k + 1);
		canvas_putz(c, y, x, h->area.cols - NUMBER_COLS, item->enabled ? STYLE_POPUP : STYLE_DIM, item->text);
		if (item->note != NULL && h->text_cols + NOTE_GAP + NUMBER_COLS < h->area.cols)
			canvas_putz(c, y, x + h->text_cols + NOTE_GAP, h->area.cols - h->text_cols - NOTE_GAP - NUMBER_COLS, STYLE_DIM, item->note);
		if (k == h->list.at) {
			canvas_style(c, y, h->area.x - 1, 1, h->area.cols + 2, STYLE_SELECTED);
			canvas_caret(c, y, h->area.x);
		}
	}
}

static bool
can_take(struct screen *s)
{
	struct choose *h = (struct choose *)s;

	return h->list.at < h->list.n && h->item[h->list.at].enabled;
}

static void
act_take(struct screen *s)
{
	struct choose *h = (struct choose *)s;

	h->result = h->list.at;
	view_pop(s->view, &h->result);
}

static bool
key(struct screen *s, const struct key *key)
{
	struct choose *h = (struct choose *)s;
	bool digit = key->code == K_CHAR && !key->ctrl && !key->alt && key->ch >= '1' && key->ch <= '9';

	if (digit && key->ch - '1' < h->list.n)
		h->list.at = key->ch - '1';
	else if (!popup_list_click(&h->list, key, &h->area))
		return popup_list_key(&h->list, key);
	if (can_take(s))
		act_take(s);
	return true;
}

static void
free_choose(struct screen *s)
{
	struct choose *h = (struct choose *)s;

	for (size_t i = 0; i < h->list.n; i++) {
		mem_free(h->item[i].text);
		mem_free(h->item[i].note);
	}
	mem_free(h->item);
	mem_free(h->title);
	mem_free(h);
}

static const struct action actions[] = {
	{"choose-take", "Enter", NULL, N_("take"), N_("take what the cursor stands on; a digit takes that line at once"), can_take, act_take},
	{.id = NULL},
};

const struct screen_class view_choose_class = {
	.name = "choose", .title = N_("choose one"), .action = actions, .popup = true, .types = true, .paint = paint, .key = key,
	.free = free_choose,
};

struct screen *
view_choose(struct view *view, const char *title, const struct choice *choice, size_t n, size_t at)
{
	struct choose *h = mem_zalloc(1, sizeof *h);

	h->screen = (struct screen){.class = &view_choose_class, .view = view};
	h->title = mem_strdup(title);
	h->item = mem_zalloc(n, sizeof *h->item);
	h->list = (struct popup_list){.n = n, .at = at};
	for (size_t i = 0; i < n; i++) {
		int text = text_width(sv_of(choice[i].text)), note = text_width(sv_of(choice[i].note));

		h->item[i] = (struct item){mem_strdup(choice[i].text), choice[i].note ? mem_strdup(choice[i].note) : NULL, choice[i].enabled};
		h->text_cols = text > h->text_cols ? text : h->text_cols;
		h->note_cols = note > h->note_cols ? note : h->note_cols;
	}
	return &h->screen;
}
