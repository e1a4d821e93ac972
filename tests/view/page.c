/* Geometry of pages: where controls stand, what scrolls. */
#include "tap.h"

#include "view/page.h"

enum { N = 3 };

static struct layout_control control[2][N];
static struct layout_line line[2];
static struct layout_page page;

static struct layout_control
field(int at, int label, int width, int name, bool grow)
{
	return (struct layout_control){.kind = LAYOUT_FIELD, .at = at, .label_width = label, .width = width, .name_width = name, .grow = grow};
}

static void
make_layout(void)
{
	for (int i = 0; i < 2; i++) {
		control[i][0] = field(0, 10, 4, 12, false);
		control[i][1] = field(29, 8, 4, 11, false);
		control[i][2] = field(55, 8, 8, 0, i == 1);
		line[i] = (struct layout_line){control[i], N};
	}
	page = (struct layout_page){.id = "p", .line = line, .n_line = 2};
}

static bool
second_line(void *ctx, const struct layout_line *l)
{
	(void)ctx;
	return l == &line[1];
}

static bool
any(void *ctx, const struct layout_control *c)
{
	(void)ctx;
	return c->kind == LAYOUT_FIELD;
}

static void
lines(void)
{
	struct page p = {0};
	const struct page_spot *s;

	page_make(&p, &page, 80, 19, NULL, NULL);
	s = page_spot_of(&p, &control[0][1], NULL);
	tap_ok(s->x == 29 && s->value_x == 38 && s->name_x == 43 && s->last_x == 54 && s->y == 0, "a control at 80 columns");
	tap_ok(p.below_total == 2 && p.below_rows == 19 && p.block_rows == 0, "a page of lines");
	tap_ok(page_beside(&p, s, 1, any, NULL)->control == &control[1][1], "the field below");
	tap_ok(page_beside(&p, s, -1, any, NULL) == NULL, "there is none above");
	page_make(&p, &page, 100, 19, NULL, NULL);
	tap_ok(page_spot_of(&p, &control[1][2], NULL)->value_width == 28, "one that grows takes what is there more");
	page_make(&p, &page, 60, 14, NULL, NULL);
	s = page_spot_of(&p, &control[0][2], NULL);
	tap_ok(s->y == 1 && s->x == 0 && p.below_total == 4, "at 60 columns what does not fit begins a row");
	page_make(&p, &page, 30, 14, NULL, NULL);
	for (size_t i = 0; i < p.n_spot; i++)
		tap_ok(p.spot[i].last_x < 30, "cut to the screen");
	page_make(&p, &page, 80, 19, second_line, NULL);
	tap_ok(p.below_total == 1 && page_spot_of(&p, &control[0][0], NULL) == NULL && p.spot[0].y == 0, "a line without anything takes no room");
	page_free(&p);
}

static void
scrolling(void)
{
	struct page p = {.below_rows = 5, .below_total = 12, .block_rows = 6};

	tap_ok(page_scroll_to(&p, 0, 4) == 0 && page_scroll_to(&p, 0, 5) == 1 && page_scroll_to(&p, 7, 2) == 2, "lines scroll to the focus");
	tap_ok(page_scroll_to(&p, 30, 11) == 7, "not past the end");
	tap_ok(page_top_for(&p, 0, 3, 20000) == 0 && page_top_for(&p, 0, 4, 20000) == 1, "two rows of context below");
	tap_ok(page_top_for(&p, 10, 11, 20000) == 9 && page_top_for(&p, 10, 0, 20000) == 0, "and above");
	tap_ok(page_top_for(&p, 0, 19999, 20000) == 19994, "the last row");
	tap_ok(page_top_for(&p, 3, 1, 2) == 0, "a short table");
}

static void
block(void)
{
	struct page p = {0};
	struct layout_control column[2] = {field(1, 0, 10, 0, false), field(12, 0, 60, 0, true)};

	page.table = 1;
	page.rows = 6;
	page.column = column;
	page.n_column = 2;
	page_make(&p, &page, 80, 19, NULL, NULL);
	tap_ok(p.block_y == 0 && p.rule_y == 1 + p.block_rows && p.below_y == p.rule_y + 1 && p.below_y + p.below_rows == 19, "block, rule, lines");
	tap_ok(p.below_rows == 2, "the table takes what the lines leave");
	page_make(&p, &page, 60, 10, NULL, NULL);
	tap_ok(p.block_rows >= 3 && p.below_rows >= 1, "on a small screen both are seen");
	tap_ok(page_shift_for(&p, 0, &p.column[1]) > 0 && page_shift_for(&p, 20, &p.column[0]) == 0, "columns move to the focus");
	page_make(&p, &page, 60, 2, NULL, NULL);
	tap_ok(p.block_rows >= 1, "hardly any room");
	page_free(&p);
}

int
main(void)
{
	make_layout();
	lines();
	scrolling();
	block();
	return tap_done();
}
