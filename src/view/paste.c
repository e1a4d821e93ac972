/* A pasted table becomes rows: seen, matched, judged before anything is written. */
#include "view/paste.h"

#include "base/i18n.h"
#include "view/view.h"

enum { FIRST_ROW = 4, LAST_ROWS = 4, CELL_WIDTH = 14, NUMBER_WIDTH = 5, FIRST_MOST = 2, TRIED_ROWS = 50 };

enum asked { ASKED_NOTHING, ASKED_FIELD };

struct paste_screen {
	struct screen screen;
	struct desk_draft *draft;
	const struct layout_page *page;
	uint32_t parent;
	struct paste paste;
	size_t at_row, at_column, top, left;
	size_t n_bad;			/* rows with a value that does not fit */
	bool *bad;			/* by cell */
	bool replace;			/* the rows that are there go */
	int *field;			/* offered for a column: columns of the dictionary's table */
	enum asked asked;
};

static const struct dict_table *
table_of(const struct paste_screen *p)
{
	return &doc_dict(desk_draft_doc(p->draft))->table[p->page->table];
}

static size_t
first_row(const struct paste_screen *p)
{
	return p->paste.header ? 1 : 0;
}

/* ---- judging ----------------------------------------------------------------- */

/* The first rows; the others count as good. */
static void
judge_rows(struct paste_screen *p, size_t most)
{
	struct desk *desk = view_desk(p->screen.view);
	const struct dict_table *t = table_of(p);
	struct str value = STR_INIT(0);

	p->n_bad = 0;
	for (size_t r = first_row(p); r < p->paste.n_row && r < most; r++) {
		bool bad = false;

		for (size_t c = 0; c < p->paste.n_column; c++) {
			bool *cell = &p->bad[r * p->paste.n_column + c];

			*cell = false;
			if (p->paste.map[c] == PASTE_UNUSED || paste_cell(&p->paste, r, c).n == 0)
				continue;
			str_reset(&value);
			*cell = !paste_value(t->column[p->paste.map[c]], paste_cell(&p->paste, r, c), desk_codes(desk), desk_day(desk), &value);
			bad = bad || *cell;
		}
		p->n_bad += bad;
	}
	str_clear(&value);
}

static void
judge(struct paste_screen *p)
{
	judge_rows(p, p->paste.n_row);
}

static size_t
n_bad_cells(const struct paste_screen *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->paste.n_row * p->paste.n_column; i++)
		n += p->bad[i];
	return n;
}

static void
map_from(struct paste_screen *p, size_t first)
{
	const struct layout_page *page = p->page;

	for (size_t i = 0; i < p->paste.n_column; i++)
		p->paste.map[i] = i + first < page->n_column && page->column[i + first].table == page->table
		    ? page->column[i + first].cell[0] : PASTE_UNUSED;
	judge_rows(p, TRIED_ROWS);
}

/* Nothing names the columns: they begin with the one of the page that fits best, mostly with or without a running number. */
static void
map_by_place(struct paste_screen *p)
{
	size_t best = 0, least = SIZE_MAX;

	for (size_t first = 0; first <= FIRST_MOST; first++) {
		map_from(p, first);
		if (n_bad_cells(p) < least) {
			best = first;
			least = n_bad_cells(p);
		}
	}
	map_from(p, best);
	judge(p);
}

/* ---- painting ------------------------------------------------------------------- */

static const char *
field_label(const struct paste_screen *p, size_t column)
{
	int c = p->paste.map[column];

	return c == PASTE_UNUSED ? _("(not used)") : dict_label(table_of(p)->column[c]);
}

static void
paint_columns(struct paste_screen *p, struct canvas *c)
{
	canvas_putz(c, 1, 0, NUMBER_WIDTH, STYLE_LABEL, _("from"));
	canvas_putz(c, 2, 0, NUMBER_WIDTH, STYLE_LABEL, _("to"));
	for (size_t i = p->left; i < p->paste.n_column; i++) {
		int x = NUMBER_WIDTH + (int)(i - p->left) * CELL_WIDTH;
		bool here = i == p->at_column;

		if (x + 4 > c->cols)
			break;
		canvas_putf(c, 1, x, CELL_WIDTH - 1, STYLE_DIM, "%c%s", (int)('A' + i % 26), i >= 26 ? "+" : "");
		if (p->paste.header)
			canvas_put(c, 1, x + 3, CELL_WIDTH - 4, STYLE_DIM, paste_cell(&p->paste, 0, i));
		canvas_putz(c, 2, x, CELL_WIDTH - 1, p->paste.map[i] == PASTE_UNUSED ? STYLE_DIM : STYLE_LABEL, field_label(p, i));
		if (here)
			canvas_style(c, 2, x, 1, CELL_WIDTH - 1, STYLE_SELECTED);
	}
	canvas_rule(c, 3, 0, c->cols, STYLE_DIM, NULL);
}

static void
paint_rows(struct paste_screen *p, struct canvas *c)
{
	int y = FIRST_ROW;

	for (size_t r = p->top; r < p->paste.n_row && y < c->rows - LAST_ROWS; r++, y++) {
		canvas_putf(c, y, 0, NUMBER_WIDTH, STYLE_DIM, "%zu", r + 1 - first_row(p));
		for (size_t i = p->left; i < p->paste.n_column; i++) {
			int x = NUMBER_WIDTH + (int)(i - p->left) * CELL_WIDTH;
			bool bad = p->bad[r * p->paste.n_column + i];

			if (x + 2 > c->cols)
				break;
			canvas_put(c, y, x, CELL_WIDTH - 2, bad ? STYLE_ERROR : p->paste.map[i] == PASTE_UNUSED ? STYLE_DIM : STYLE_NORMAL,
			    paste_cell(&p->paste, r, i));
			if (bad)
				canvas_putz(c, y, x + CELL_WIDTH - 2, 1, STYLE_ERROR, "!");
		}
	}
}

static void
paint(struct screen *s, struct canvas *c)
{
	struct paste_screen *p = (struct paste_screen *)s;
	size_t n = p->paste.n_row - first_row(p), rows = (size_t)(c->rows > FIRST_ROW + LAST_ROWS ? c->rows - FIRST_ROW - LAST_ROWS : 1);
	size_t columns = (size_t)((c->cols - NUMBER_WIDTH) / CELL_WIDTH);
	int x;

	if (p->top < first_row(p))
		p->top = first_row(p);
	if (p->at_row < p->top)
		p->top = p->at_row;
	if (p->at_row >= p->top + rows)
		p->top = p->at_row - rows + 1;
	if (p->at_column < p->left)
		p->left = p->at_column;
	if (columns > 0 && p->at_column >= p->left + columns)
		p->left = p->at_column - columns + 1;
	canvas_fill(c, 0, 0, 1, c->cols, STYLE_TITLE);
	canvas_putf(c, 0, 1, c->cols - 2, STYLE_TITLE, _("paste → %s: %zu rows, %zu columns"),
	    i18n_pick(p->page->label.zh, p->page->label.en), n, p->paste.n_column);
	paint_columns(p, c);
	paint_rows(p, c);
	canvas_rule(c, c->rows - LAST_ROWS, 0, c->cols, STYLE_DIM, NULL);
	x = 1 + canvas_putz(c, c->rows - LAST_ROWS + 1, 1, c->cols - 2, STYLE_NORMAL,
	    p->replace ? _("The rows that are there go.") : _("They are put behind the rows that are there."));
	if (p->n_bad > 0)
		canvas_putf(c, c->rows - LAST_ROWS + 1, x + 1, c->cols - x - 2, STYLE_WARNING,
		    _("%zu rows have a value that does not fit (!); they are taken too and marked."), p->n_bad);
	if (p->paste.n_dropped > 0)
		canvas_putf(c, c->rows - 2, 1, c->cols - 2, STYLE_ERROR, _("%zu rows or columns beyond %d and %d are not taken"),
		    p->paste.n_dropped, PASTE_MAX_ROWS, PASTE_MAX_COLUMNS);
}

/* ---- writing ------------------------------------------------------------------------ */

static enum rc
write_row(struct paste_screen *p, size_t r, struct err *err)
{
	struct desk *desk = view_desk(p->screen.view);
	const struct dict_table *t = table_of(p);
	struct str value = STR_INIT(0);
	uint32_t row;
	enum rc rc = desk_draft_insert(p->draft, p->parent, p->page->table, 0, &row, err);

	for (size_t c = 0; rc == RC_OK && c < p->paste.n_column; c++) {
		int column = p->paste.map[c];

		if (column == PASTE_UNUSED || paste_cell(&p->paste, r, c).n == 0)
			continue;
		str_reset(&value);
		paste_value(t->column[column], paste_cell(&p->paste, r, c), desk_codes(desk), desk_day(desk), &value);
		rc = desk_draft_set(p->draft, row, column, str_sv(&value), DOC_IMPORTED, err);
	}
	str_clear(&value);
	return rc;
}

static enum rc
remove_rows(struct paste_screen *p, struct err *err)
{
	const struct doc *doc = desk_draft_doc(p->draft);
	const struct doc_row *row;
	enum rc rc = RC_OK;

	while (rc == RC_OK && (row = doc_row_first(doc_row_by_id(doc, p->parent), p->page->table)) != NULL)
		rc = desk_draft_remove(p->draft, doc_row_id(row), err);
	return rc;
}

static void
act_take(struct screen *s)
{
	struct paste_screen *p = (struct paste_screen *)s;
	struct view *view = s->view;
	size_t n = p->paste.n_row - first_row(p), n_bad = p->n_bad;
	struct err err = {0};
	enum rc rc = RC_OK;

	desk_draft_begin(p->draft);
	if (p->replace)
		rc = remove_rows(p, &err);
	for (size_t r = first_row(p); r < p->paste.n_row && rc == RC_OK; r++)
		rc = write_row(p, r, &err);
	if (rc != RC_OK) {
		desk_draft_abandon(p->draft);
		view_say_err(view, &err);
		return;
	}
	if (desk_draft_commit(p->draft, &err) != RC_OK) {
		view_say_err(view, &err);
		return;
	}
	view_pop(view, NULL);
	view_say(view, n_bad > 0 ? VIEW_WARNS : VIEW_SAYS, _("%zu rows taken, %zu of them with a value to mend; C-z takes them all back"), n, n_bad);
}

/* ---- keys and actions ------------------------------------------------------------------ */

static bool
key(struct screen *s, const struct key *key)
{
	struct paste_screen *p = (struct paste_screen *)s;
	size_t last = p->paste.n_row - 1;

	switch (key->code) {
	case K_UP:
		p->at_row -= p->at_row > first_row(p);
		return true;
	case K_DOWN:
		p->at_row += p->at_row < last;
		return true;
	case K_PGUP:
		p->at_row = p->at_row > first_row(p) + 10 ? p->at_row - 10 : first_row(p);
		return true;
	case K_PGDN:
		p->at_row = p->at_row + 10 < last ? p->at_row + 10 : last;
		return true;
	case K_LEFT:
		p->at_column -= p->at_column > 0;
		return true;
	case K_RIGHT:
	case K_TAB:
		p->at_column += p->at_column + 1 < p->paste.n_column;
		return true;
	default:
		return false;
	}
}

static bool
takes_something(struct screen *s)
{
	struct paste_screen *p = (struct paste_screen *)s;

	for (size_t i = 0; i < p->paste.n_column; i++)
		if (p->paste.map[i] != PASTE_UNUSED)
			return p->paste.n_row > first_row(p);
	return false;
}

struct fields {
	struct paste_screen *p;
	struct choice *choice;
	size_t n, at;
	bool *offered;			/* by column of the dictionary's table */
};

static void
offer(struct fields *f, int column)
{
	const struct dict_table *t = table_of(f->p);

	if (column < 0 || column >= t->n_column || f->offered[column] || t->column[column]->type == DICT_GROUP)
		return;
	f->offered[column] = true;
	if (column == f->p->paste.map[f->p->at_column])
		f->at = f->n;
	f->p->field[f->n] = column;
	f->choice[f->n++] = (struct choice){dict_label(t->column[column]), t->column[column]->name, true};
}

static void
offer_control(struct fields *f, const struct layout_control *c)
{
	for (int i = 0; c->table == f->p->page->table && i < LAYOUT_N_CELL; i++)
		offer(f, c->cell[i]);
}

/* In the order of the page, then what it does not show. */
static void
act_field(struct screen *s)
{
	struct paste_screen *p = (struct paste_screen *)s;
	const struct layout_page *page = p->page;
	size_t n = (size_t)table_of(p)->n_column + 1;
	struct fields f = {.p = p, .choice = mem_zalloc(n, sizeof *f.choice), .offered = mem_zalloc(n, sizeof *f.offered), .n = 1};

	mem_free(p->field);
	p->field = mem_zalloc(n, sizeof *p->field);
	p->field[0] = PASTE_UNUSED;
	f.choice[0] = (struct choice){_("(not used)"), NULL, true};
	for (size_t i = 0; i < page->n_column; i++)
		offer_control(&f, &page->column[i]);
	for (size_t l = 0; l < page->n_line; l++)
		for (size_t i = 0; i < page->line[l].n; i++)
			offer_control(&f, &page->line[l].control[i]);
	for (int c = 0; c < table_of(p)->n_column; c++)
		offer(&f, c);
	p->asked = ASKED_FIELD;
	view_push(s->view, view_choose(s->view, _("this column is"), f.choice, f.n, f.at));
	mem_free(f.choice);
	mem_free(f.offered);
}

static void
act_header(struct screen *s)
{
	struct paste_screen *p = (struct paste_screen *)s;

	p->paste.header = !p->paste.header;
	p->at_row = p->top = first_row(p);
	judge(p);
}

static void
act_replace(struct screen *s)
{
	((struct paste_screen *)s)->replace = !((struct paste_screen *)s)->replace;
}

static void
act_leave(struct screen *s)
{
	view_pop(s->view, NULL);
}

static const struct action paste_actions[] = {
	{"paste-take", "Enter", NULL, N_("take"), N_("make rows of what is shown"), takes_something, act_take},
	{"paste-field", "F6", "Space", N_("column is …"), N_("say which field this column is"), NULL, act_field},
	{"paste-header", "h", NULL, N_("names"), N_("the first line names the columns, or not"), NULL, act_header},
	{"paste-replace", "m", NULL, N_("append or replace"), N_("put the rows behind those that are there, or in their place"), NULL, act_replace},
	{"paste-leave", "Esc", NULL, N_("give up"), N_("take nothing"), NULL, act_leave},
	{.id = NULL},
};

static void
resume(struct screen *s, const void *result)
{
	struct paste_screen *p = (struct paste_screen *)s;
	enum asked asked = p->asked;
	int field;

	p->asked = ASKED_NOTHING;
	if (result == NULL || asked != ASKED_FIELD)
		return;
	field = p->field[*(const size_t *)result];
	for (size_t i = 0; i < p->paste.n_column; i++)
		if (field != PASTE_UNUSED && p->paste.map[i] == field)
			p->paste.map[i] = PASTE_UNUSED;
	p->paste.map[p->at_column] = field;
	judge(p);
}

static void
free_paste(struct screen *s)
{
	struct paste_screen *p = (struct paste_screen *)s;

	paste_clear(&p->paste);
	mem_free(p->bad);
	mem_free(p->field);
	mem_free(p);
}

const struct screen_class view_paste_class = {
	.name = "paste", .title = N_("paste"), .action = paste_actions,
	.paint = paint, .key = key, .resume = resume, .free = free_paste,
};

struct screen *
view_paste(struct view *view, struct desk_draft *draft, const struct layout_page *page, uint32_t parent, struct sv text)
{
	struct paste_screen *p = mem_zalloc(1, sizeof *p);

	p->screen = (struct screen){.class = &view_paste_class, .view = view};
	p->draft = draft;
	p->page = page;
	p->parent = parent;
	paste_read(&p->paste, text);
	if (p->paste.n_row == 0)	/* nothing but blanks: one empty cell to look at */
		p->paste.n_row = p->paste.n_column = 1;
	p->bad = mem_zalloc(p->paste.n_row * p->paste.n_column, sizeof *p->bad);
	paste_match(&p->paste, doc_dict(desk_draft_doc(draft)), page->table, page);
	p->at_row = first_row(p);
	if (p->paste.header)
		judge(p);
	else
		map_by_place(p);
	return &p->screen;
}
