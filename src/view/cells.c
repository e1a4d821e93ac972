/* The cells of a composed field one by one, or one long text on several lines. */
#include "view/cells.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "view/compose.h"
#include "view/popup.h"

enum { LABEL_WIDTH = 24, VALUE_WIDTH = 44, TEXT_ROWS = 8 };

struct cells {
	struct screen screen;
	char *title;
	struct line line[CELLS_MAX];
	char *label[CELLS_MAX];
	struct str value[CELLS_MAX];
	struct sv result[CELLS_MAX];
	bool skip[CELLS_MAX];
	size_t n, at;
	bool wrapped;
};

static struct cells *
cells_of(struct screen *s)
{
	return (struct cells *)s;
}

static void
accept(struct cells *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct str text = {0};

		str_reset(&c->value[i]);
		if (line_value(&c->line[i], desk_day(view_desk(c->screen.view)), &text) != RC_OK) {
			view_say(c->screen.view, VIEW_FAILS, _("this is no number that can be computed: write 1234.5 or 12*45.5+3"));
			c->at = i;
			str_clear(&text);
			return;
		}
		compose_store_lines(str_sv(&text), &c->value[i]);
		c->result[i] = str_sv(&c->value[i]);
		str_clear(&text);
	}
	view_pop(c->screen.view, c->result);
}

/* On to the next cell that wants a value; behind the last one done. */
static void
act_next(struct screen *s)
{
	struct cells *c = cells_of(s);

	do {
		c->at++;
	} while (c->at < c->n && c->skip[c->at]);
	if (c->at < c->n)
		return;
	c->at = c->n - 1;
	accept(c);
}

static void
act_prev(struct screen *s)
{
	struct cells *c = cells_of(s);

	if (c->at > 0)
		c->at--;
}

static void
act_new_line(struct screen *s)
{
	struct cells *c = cells_of(s);
	struct str sign = {0};
	bool stripped;

	compose_show_lines(SV("\n"), &sign);
	line_paste(&c->line[c->at], str_sv(&sign), &stripped);
	str_clear(&sign);
}

static void
act_accept(struct screen *s)
{
	accept(cells_of(s));
}

static bool
is_wrapped(struct screen *s)
{
	return cells_of(s)->wrapped;
}

static bool
key(struct screen *s, const struct key *k)
{
	struct cells *c = cells_of(s);

	if (k->code == K_DOWN && c->at + 1 < c->n) {
		c->at++;
		return true;
	}
	return line_key(&c->line[c->at], k) != LINE_PASSED;
}

static const struct action actions[] = {
	{"next", "Enter", "Tab", N_("next"), N_("to the next cell; behind the last one all are taken"), NULL, act_next},
	{"prev", "S-Tab", "Up", NULL, N_("back to the cell before"), NULL, act_prev},
	{"accept", "F6", "C-e", N_("take"), N_("take all as they stand"), NULL, act_accept},
	{"new-line", "M-Enter", NULL, N_("new line"), N_("begin a new line of the text"), is_wrapped, act_new_line},
	{.id = NULL},
};

/* ---- painting --------------------------------------------------------------------------- */

/* Wrapped at the edge; the caret where the editor has it. */
static void
paint_text(struct cells *cells, struct canvas *c, const struct popup_area *a)
{
	const struct line *l = &cells->line[0];
	struct sv s = str_sv(&l->text);
	const enum style style = l->selected ? STYLE_SELECTED : STYLE_FOCUS;
	int y = 0, x = 0;
	size_t at = 0;

	canvas_fill(c, a->y, a->x, a->rows, a->cols, STYLE_FOCUS);
	for (size_t i = 0, n; i <= s.n; i += n, at++) {
		uint32_t cp = ' ';
		int width = 1;

		n = 1;
		if (i < s.n) {
			n = text_decode(s.p + i, s.n - i, &cp);
			width = text_width_cp(cp);
		}
		if (x + width > a->cols) {
			y++;
			x = 0;
		}
		if (y >= a->rows)
			break;
		if (at == l->caret)
			canvas_caret(c, a->y + y, a->x + x);
		if (i < s.n)
			canvas_put(c, a->y + y, a->x + x, width, style, (struct sv){s.p + i, n});
		x += width;
		if (cp == 0x21B5) {
			y++;
			x = 0;
		}
	}
}

static void
paint(struct screen *s, struct canvas *canvas)
{
	struct cells *c = cells_of(s);
	const struct popup_area a = popup_box(canvas, c->wrapped ? TEXT_ROWS : (int)c->n, LABEL_WIDTH + VALUE_WIDTH, c->title);

	if (c->wrapped) {
		paint_text(c, canvas, &a);
		return;
	}
	for (size_t i = 0; i < c->n && (int)i < a.rows; i++) {
		int y = a.y + (int)i, x = a.x + LABEL_WIDTH, width = a.cols - LABEL_WIDTH - 1;

		canvas_putz(canvas, y, a.x, LABEL_WIDTH - 2, STYLE_LABEL, c->label[i]);
		if (i != c->at)
			canvas_put(canvas, y, x, width, STYLE_VALUE, str_sv(&c->line[i].text));
	}
	canvas_putz(canvas, a.y + (int)c->at, a.x + LABEL_WIDTH - 1, 1, STYLE_FOCUS, "[");
	canvas_putz(canvas, a.y + (int)c->at, a.x + a.cols - 1, 1, STYLE_FOCUS, "]");
	line_paint(&c->line[c->at], canvas, a.y + (int)c->at, a.x + LABEL_WIDTH, a.cols - LABEL_WIDTH - 1, STYLE_FOCUS);
}

static void
free_cells(struct screen *s)
{
	struct cells *c = cells_of(s);

	for (size_t i = 0; i < c->n; i++) {
		line_clear(&c->line[i]);
		mem_free(c->label[i]);
		str_clear(&c->value[i]);
	}
	mem_free(c->title);
	mem_free(c);
}

const struct screen_class view_cells_class = {
	.name = "cells",
	.title = N_("Cells of a field"),
	.action = actions,
	.popup = true,
	.types = true,
	.paint = paint,
	.key = key,
	.free = free_cells,
};

struct screen *
cells_new(struct view *view, const struct cells_setup *setup)
{
	struct cells *c = mem_zalloc(1, sizeof *c);
	struct str text = {0};

	c->screen = (struct screen){.class = &view_cells_class, .view = view};
	c->title = mem_strdup(setup->title);
	c->n = setup->wrapped ? 1 : setup->n;
	c->at = setup->at;
	c->wrapped = setup->wrapped;
	for (size_t i = 0; i < c->n; i++) {
		str_reset(&text);
		compose_show_lines(setup->value[i], &text);
		c->label[i] = mem_strdup(setup->label[i]);
		c->skip[i] = setup->skip[i];
		line_start(&c->line[i], setup->kind[i], str_sv(&text));
		c->line[i].selected = c->line[i].selected && !setup->wrapped;
	}
	str_clear(&text);
	return &c->screen;
}
