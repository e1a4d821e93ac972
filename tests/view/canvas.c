/* The canvas: what is shown of any text; halves, marks, cuts, control characters. */
#include "view/canvas.h"

#include <stdlib.h>

#include "base/text.h"
#include "tap.h"

static void
row_is(const struct canvas *c, int y, const char *want, const char *name)
{
	struct str text = STR_INIT(0);
	struct sv rest, row = {0};

	canvas_dump(c, &text);
	rest = str_sv(&text);
	for (int i = 0; i <= y; i++)
		sv_split(&rest, '\n', &row);
	tap_ok(sv_is(row, want), "%s", name);
	if (!sv_is(row, want))
		printf("#   got: %.*s\n#  want: %s\n", (int)row.n, row.p, want);
	str_clear(&text);
}

/* Widths of a row add up; behind a wide character an empty cell; nothing a terminal would obey. */
static bool
is_sound(const struct canvas *c)
{
	for (int y = 0; y < c->rows; y++)
		for (int x = 0; x < c->cols; x++) {
			const struct canvas_cell *cell = c->cell + y * c->cols + x;
			struct sv text = {cell->text, cell->n_b};
			bool second = x > 0 && cell[-1].width == 2;

			if ((cell->width == 0) != second || (cell->width == 2 && x + 1 == c->cols))
				return false;
			if (second ? cell->n_b != 0 : cell->n_b == 0 || text_width(text) != cell->width)
				return false;
			if (text_has_control(text) || !text_valid(text, NULL) || cell->style >= STYLE_N || cell->text[cell->n_b] != '\0')
				return false;
		}
	return true;
}

static void
check_text(void)
{
	struct canvas c;

	canvas_init(&c, 12, 3);
	tap_ok(canvas_putz(&c, 0, 0, 12, STYLE_NORMAL, "示例ab") == 6, "columns used");
	row_is(&c, 0, "示例ab", "wide and narrow");
	canvas_clear(&c);
	tap_ok(canvas_putz(&c, 0, 1, 5, STYLE_NORMAL, "示例进出口") == 5, "cut");
	row_is(&c, 0, " 示例>", "a cut has a sign");
	canvas_clear(&c);
	canvas_putz(&c, 0, 0, 4, STYLE_NORMAL, "示例进");
	row_is(&c, 0, "示>", "no half of a wide character");
	canvas_clear(&c);
	canvas_putz(&c, 0, 0, 4, STYLE_NORMAL, "示例");
	row_is(&c, 0, "示例", "what fits is not cut");
	canvas_putz(&c, 0, 1, 1, STYLE_NORMAL, "x");
	row_is(&c, 0, " x例", "a half overwritten leaves a blank");
	canvas_putz(&c, 0, 2, 1, STYLE_NORMAL, "y");
	row_is(&c, 0, " xy", "the other half too");
	canvas_clear(&c);
	canvas_putz(&c, 0, 0, 12, STYLE_NORMAL, "a\tb\nc\033[31md\302\233e\177");
	row_is(&c, 0, "a\357\277\275b\357\277\275c\357\277\275[31md>", "control characters are shown as such");
	c.ascii = true;
	canvas_clear(&c);
	canvas_putz(&c, 0, 0, 12, STYLE_NORMAL, "a\033b\342\200\256c\377");
	row_is(&c, 0, "a?b?c?", "in ASCII with a ?; direction marks and foul bytes too");
	canvas_clear(&c);
	canvas_putz(&c, 0, 0, 12, STYLE_NORMAL, "e\314\201\314\201\314\201x\357\270\217y");
	row_is(&c, 0, "e\314\201\314\201xy", "combining marks stay with their character as far as there is room");
	tap_ok(c.cell[1].text[0] == 'x', "and take no column");
	canvas_clear(&c);
	canvas_putz(&c, 0, 0, 12, STYLE_NORMAL, "\314\201a");
	row_is(&c, 0, " \314\201a", "a mark without a character stands on a blank");
	tap_ok(is_sound(&c), "sound");
	canvas_free(&c);
}

static void
check_edges(void)
{
	struct canvas c;

	canvas_init(&c, 8, 2);
	tap_ok(canvas_putz(&c, 2, 0, 8, STYLE_NORMAL, "x") == 0, "below the last row");
	tap_ok(canvas_putz(&c, 0, 8, 8, STYLE_NORMAL, "x") == 0, "behind the last column");
	tap_ok(canvas_putz(&c, 0, 0, 0, STYLE_NORMAL, "x") == 0, "no columns");
	canvas_putz(&c, 0, -2, 10, STYLE_NORMAL, "abcdef");
	row_is(&c, 0, "cdef", "cut on the left");
	canvas_clear(&c);
	canvas_putz(&c, 0, -1, 10, STYLE_NORMAL, "示例");
	row_is(&c, 0, " 例", "no half on the left");
	canvas_clear(&c);
	canvas_putz(&c, 1, 6, 9, STYLE_NORMAL, "示例");
	row_is(&c, 1, "      >", "cut at the edge");
	canvas_fill(&c, -5, -5, 100, 100, STYLE_FOCUS);
	row_is(&c, 1, "", "filled beyond the edges");
	tap_ok(c.cell[15].style == STYLE_FOCUS, "with the style");
	canvas_style(&c, 0, 3, 1, 2, STYLE_ERROR);
	tap_ok(c.cell[3].style == STYLE_ERROR && c.cell[5].style == STYLE_FOCUS, "styles a part");
	canvas_caret(&c, 1, 8);
	tap_ok(c.cursor_x == -1 && c.cursor_y == -1, "a caret beyond the edge is none");
	canvas_caret(&c, 1, 7);
	tap_ok(c.cursor_x == 7 && c.cursor_y == 1, "a caret");
	canvas_resize(&c, 0, 100000);
	tap_ok(c.cols == 1 && c.rows == 1000, "sizes have bounds");
	canvas_free(&c);
}

static void
check_lines(void)
{
	struct canvas c;

	canvas_init(&c, 16, 3);
	c.ascii = true;
	canvas_box(&c, 0, 0, 3, 16, STYLE_POPUP, "标题");
	row_is(&c, 0, "+-- 标题 ------+", "a box");
	row_is(&c, 1, "|              |", "its side");
	row_is(&c, 2, "+--------------+", "its bottom");
	canvas_rule(&c, 1, 0, 16, STYLE_DIM, NULL);
	row_is(&c, 1, "----------------", "a rule");
	canvas_rule(&c, 1, 0, 16, STYLE_DIM, "a title that is far too long");
	row_is(&c, 1, "-- a title t> --", "a long title");
	c.ascii = false;
	canvas_rule(&c, 1, 0, 3, STYLE_DIM, "x");
	row_is(&c, 1, "───a title t> --", "drawn");
	canvas_free(&c);
}

static void
check_dump(void)
{
	struct str text = STR_INIT(0);
	struct canvas c;

	canvas_init(&c, 6, 2);
	canvas_putz(&c, 0, 1, 5, STYLE_ERROR, "错x");
	canvas_caret(&c, 0, 3);
	canvas_dump_styles(&c, &text);
	tap_text(str_z(&text), " 错x\n\n.EEE\n\ncaret 0 3\n", "styles and caret");
	str_clear(&text);
	canvas_free(&c);
}

/* Anything put anywhere leaves a sound canvas. */
static void
check_random(void)
{
	static const char *const piece[] = {"a", "示", "例", "\314\201", "\033[2J", "\377", "é", "😀", "\302\205", "\357\270\217", "｡", " ", "→", "\343\200\200"};
	struct canvas c;
	unsigned seed = 11;
	bool sound = true, within = true;

	canvas_init(&c, 17, 4);
	for (int i = 0; i < 20000; i++) {
		struct str text = STR_INIT(0);
		int v[6], used;

		for (int k = 0; k < 6; k++) {
			seed = seed * 1103515245u + 12345u;
			v[k] = (int)(seed >> 16 & 0x7FFF);
		}
		for (int k = 0; k < v[0] % 12; k++)
			str_adds(&text, piece[(v[1] + k * v[2]) % (int)(sizeof piece / sizeof piece[0])]);
		used = canvas_put(&c, v[3] % 5, v[4] % 22 - 3, v[5] % 20, (enum style)(v[0] % STYLE_N), str_sv(&text));
		within &= used <= v[5] % 20;
		if (i % 7 == 0)
			canvas_fill(&c, v[1] % 4, v[2] % 20 - 2, v[3] % 3, v[4] % 9, STYLE_DIM);
		sound &= is_sound(&c);
		str_clear(&text);
	}
	tap_ok(sound, "20,000 random texts: the canvas stays sound");
	tap_ok(within, "and none takes more columns than it may");
	canvas_free(&c);
}

int
main(void)
{
	check_text();
	check_edges();
	check_lines();
	check_dump();
	check_random();
	return tap_done();
}
