#include "view/popup.h"

#include "base/text.h"

static int
least(int a, int b)
{
	return a < b ? a : b;
}

struct popup_area
popup_box(struct canvas *c, int rows, int cols, const char *title)
{
	int title_cols = title != NULL ? text_width(sv_of(title)) + 6 : 0;
	struct popup_area a;

	a.cols = least(cols < title_cols ? title_cols : cols, c->cols - 6);
	a.rows = least(rows < 1 ? 1 : rows, c->rows - 4);
	a.y = (c->rows - 2 - a.rows) / 2;
	a.x = (c->cols - a.cols) / 2;
	canvas_box(c, a.y - 1, a.x - 2, a.rows + 2, a.cols + 4, STYLE_POPUP, title);
	return a;
}

static void
move(struct popup_list *l, size_t by, bool down)
{
	if (l->n == 0)
		return;
	if (down)
		l->at = l->n - 1 - l->at < by ? l->n - 1 : l->at + by;
	else
		l->at = l->at < by ? 0 : l->at - by;
}

bool
popup_list_key(struct popup_list *l, const struct key *key)
{
	size_t page = l->rows > 1 ? (size_t)l->rows - 1 : 1;

	if (key->ctrl || key->alt)
		return false;
	switch (key->code) {
	case K_UP:
	case K_DOWN:
		move(l, 1, key->code == K_DOWN);
		return true;
	case K_PGUP:
	case K_PGDN:
		move(l, page, key->code == K_PGDN);
		return true;
	case K_HOME:
	case K_END:
		move(l, l->n, key->code == K_END);
		return true;
	case K_MOUSE:
		if (key->button == 4 || key->button == 5)
			move(l, 3, key->button == 5);
		return key->button == 4 || key->button == 5;
	default:
		return false;
	}
}

void
popup_list_fit(struct popup_list *l, int rows)
{
	size_t seen = rows > 0 ? (size_t)rows : 1;

	l->rows = rows;
	if (l->at >= l->n)
		l->at = l->n > 0 ? l->n - 1 : 0;
	if (l->at < l->top)
		l->top = l->at;
	if (l->at >= l->top + seen)
		l->top = l->at - seen + 1;
	if (l->top > 0 && l->top + seen > l->n)
		l->top = l->n > seen ? l->n - seen : 0;
}

bool
popup_list_click(struct popup_list *l, const struct key *key, const struct popup_area *area)
{
	size_t row;

	if (key->code != K_MOUSE || key->button != 1 || key->y < area->y || key->y >= area->y + area->rows || key->x < area->x
	    || key->x >= area->x + area->cols)
		return false;
	row = l->top + (size_t)(key->y - area->y);
	if (row >= l->n)
		return false;
	l->at = row;
	return true;
}

void
popup_add_folded(struct str *out, struct sv s)
{
	size_t from = out->len_b;

	text_add_half(out, s);
	for (size_t i = from; i < out->len_b; i++)
		if (out->s[i] >= 'A' && out->s[i] <= 'Z')
			out->s[i] = (char)(out->s[i] - 'A' + 'a');
}
