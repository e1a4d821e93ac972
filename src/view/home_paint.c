/* What home shows: states, search, the list, the draft under the cursor. */
#include <stdio.h>

#include "base/day.h"
#include "base/i18n.h"
#include "base/text.h"
#include "view/home.h"

enum {
	DETAIL_ROWS = 3,	/* a rule and two lines about the draft under the cursor */
	LAST_ROWS = 3,		/* a rule, the message, the keys */
	SIDE_FROM = 120,	/* columns of the screen from which the draft stands beside the list */
	SIDE_COLS = 43, SIDE_LABEL = 12,
	FIND_COLS = 24,
	SOON_DAYS = 3,
};

enum kind { OF_JOB, OF_TYPE, OF_STATE, OF_DUE, OF_AT, OF_SUMMARY };

struct column {
	const char *label;
	int from;		/* columns of the list from which it is shown */
	int width, most;	/* with the blank behind it; what it may grow to */
	enum kind kind;
	enum store_summary summary;
};

static const struct column columns[] = {
	{N_("job"), 0, 10, 14, OF_JOB, STORE_JOB_NO},
	{N_("type"), 70, 9, 9, OF_TYPE, 0},
	{N_("enterprise"), 0, 15, 29, OF_SUMMARY, STORE_CONSIGNEE},
	{N_("bill"), 0, 14, 22, OF_SUMMARY, STORE_BILL},
	{N_("it."), 70, 4, 6, OF_SUMMARY, STORE_ITEMS},
	{N_("state"), 0, 9, 9, OF_STATE, 0},
	{N_("due"), 75, 7, 9, OF_DUE, STORE_DUE},
	{N_("contract"), 100, 14, 19, OF_SUMMARY, STORE_CONTRACT},
	{N_("goods"), 108, 12, 21, OF_SUMMARY, STORE_GOODS},
	{N_("client"), 130, 13, 21, OF_SUMMARY, STORE_CLIENT},
	{N_("customs number"), 160, 20, 20, OF_SUMMARY, STORE_ENTRY_NO},
	{N_("at"), 0, 5, 5, OF_AT, 0},
};

enum { N_COLUMN = sizeof columns / sizeof columns[0] };

/* What is left over goes to the columns that can use it, enterprises first. */
static void
fit(int cols, int width[N_COLUMN])
{
	int left = cols - 2;

	for (size_t i = 0; i < N_COLUMN; i++) {
		width[i] = columns[i].from <= cols ? columns[i].width : 0;
		left -= width[i];
	}
	for (size_t k = 0; k < N_COLUMN; k++) {
		size_t i = (k + 2) % N_COLUMN;
		int more = columns[i].most - width[i];

		if (width[i] == 0 || left <= 0)
			continue;
		more = more < left ? more : left;
		width[i] += more;
		left -= more;
	}
}

/* ---- words ------------------------------------------------------------------------ */

static const char *
state_label(struct sv state)
{
	static const struct {
		const char *state, *label;
	} word[] = {
		{"draft", N_("draft")}, {"queued", N_("waiting")}, {"held", N_("held there")}, {"declared", N_("declared")},
		{"rejected", N_("rejected")}, {"bin", N_("in the bin")},
	};

	for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
		if (sv_is(state, word[i].state))
			return _(word[i].label);
	return "";
}

static struct sv
name_of(const struct store_draft *d, char number[32])
{
	if (d->summary[STORE_JOB_NO].n > 0)
		return d->summary[STORE_JOB_NO];
	return (struct sv){number, (size_t)snprintf(number, 32, "#%lld", (long long)d->id)};
}

/* The hour of today, the day of this year, else the month. */
static void
at_label(int64_t ms, char text[16])
{
	int32_t today = day_today(), day = day_of_ms(ms);
	int year, this_year, month, mday;
	char at[40];

	day_format_rfc3339(ms, at);
	day_split(today, &this_year, &month, &mday);
	day_split(day, &year, &month, &mday);
	if (day == today)
		snprintf(text, 16, "%.5s", at + 11);
	else if (year == this_year)
		snprintf(text, 16, "%.5s", at + 5);
	else
		snprintf(text, 16, "%.2s-%.2s", at + 2, at + 5);
}

/* Days that are left, where it is a day; done with: no haste any more. */
static struct sv
due_label(const struct store_draft *d, char text[48], enum style *style)
{
	struct sv due = d->summary[STORE_DUE];
	int32_t day = day_parse_any(due), today = day_today();
	bool done = sv_is(d->state, "declared") || sv_is(d->state, "bin");
	int n;

	*style = STYLE_NORMAL;
	if (day == DAY_NONE || done)
		return day == DAY_NONE ? due : (struct sv){0};
	*style = day - today < SOON_DAYS ? STYLE_ERROR : STYLE_NORMAL;
	if (day < today)
		n = snprintf(text, 48, "%s", _("past"));
	else if (day == today)
		n = snprintf(text, 48, "%s", _("today"));
	else
		n = snprintf(text, 48, _("%d days"), (int)(day - today));
	return (struct sv){text, n > 0 ? (size_t)n : 0};
}

/* ---- the list ------------------------------------------------------------------------ */

static void
paint_cell(struct home *h, struct canvas *c, int y, int x, int width, const struct column *col, const struct store_draft *d)
{
	char text[48];
	struct sv shown = {0};
	enum style style = STYLE_NORMAL;

	switch (col->kind) {
	case OF_JOB:
		shown = name_of(d, text);
		break;
	case OF_TYPE:
		shown = desk_type_label(view_desk(h->screen.view), d->type, true);
		break;
	case OF_STATE:
		shown = sv_of(state_label(d->state));
		style = sv_is(d->state, "rejected") ? STYLE_ERROR : STYLE_NORMAL;
		break;
	case OF_DUE:
		shown = due_label(d, text, &style);
		break;
	case OF_AT:
		at_label(d->changed_at, text);
		shown = sv_of(text);
		style = STYLE_DIM;
		width++;
		break;
	case OF_SUMMARY:
		shown = d->summary[col->summary];
		break;
	}
	canvas_put(c, y, x, width - 1, style, shown);
}

static void
paint_row(struct home *h, struct canvas *c, int y, size_t i, int cols, const int width[N_COLUMN])
{
	const struct store_draft *d = &h->item[i];
	bool wants = sv_is(d->state, "rejected");
	int x = 2;

	canvas_putz(c, y, 0, 1, STYLE_NORMAL, i == h->at ? ">" : " ");
	canvas_putz(c, y, 1, 1, STYLE_ERROR, wants ? "!" : " ");
	for (size_t k = 0; k < N_COLUMN; x += width[k++])
		if (width[k] > 0)
			paint_cell(h, c, y, x, width[k], &columns[k], d);
	if (i == h->at)
		canvas_style(c, y, 0, 1, cols, STYLE_SELECTED);
}

static void
paint_list(struct home *h, struct canvas *c, int rows, int cols)
{
	int width[N_COLUMN], x = 2;

	fit(cols, width);
	for (size_t k = 0; k < N_COLUMN; x += width[k++])
		if (width[k] > 0)
			canvas_putz(c, HOME_FIRST_ROW - 1, x, width[k] - (columns[k].kind != OF_AT), STYLE_LABEL, _(columns[k].label));
	if (h->at < h->top)
		h->top = h->at;
	if (h->at >= h->top + (size_t)rows)
		h->top = h->at - (size_t)rows + 1;
	for (size_t i = 0; i < (size_t)rows && h->top + i < h->n_item; i++)
		paint_row(h, c, HOME_FIRST_ROW + (int)i, h->top + i, cols, width);
	if (h->n_item > 0)
		return;
	canvas_putz(c, HOME_FIRST_ROW + 1, 4, cols - 8, STYLE_NORMAL, h->find.text.len_b > 0 ? _("nothing found; Esc clears the search")
	    : h->state > 0 ? _("nothing is in this state; Esc shows all drafts") : _("nothing here yet: Ins begins a document, F3 imports messages"));
}

/* ---- above it --------------------------------------------------------------------------- */

/* As many states as there is room for, the chosen one among them. */
static void
paint_states(struct home *h, struct canvas *c)
{
	struct str text[HOME_N_STATE];
	int width[HOME_N_STATE], x = 1, used = 0;
	size_t first = 0;

	for (size_t i = 0; i < HOME_N_STATE; i++) {
		bool wants = strcmp(home_state[i].state, "rejected") == 0 && h->n[i] > 0;

		text[i] = STR_INIT(0);
		str_addf(&text[i], "%s %lld%s", _(home_state[i].label), (long long)h->n[i], wants ? "!" : "");
		width[i] = text_width(str_sv(&text[i])) + 2;
		used += i <= h->state ? width[i] : 0;
	}
	while (first < h->state && used > c->cols)
		used -= width[first++];
	for (size_t i = 0; i < HOME_N_STATE; i++) {
		bool wants = strcmp(home_state[i].state, "rejected") == 0 && h->n[i] > 0;

		h->tab[i] = i >= first && x < c->cols - 2 ? x : 0;
		if (h->tab[i] > 0)
			x += canvas_put(c, 1, x, c->cols - x, i == h->state ? STYLE_SELECTED : wants ? STYLE_ERROR : STYLE_NORMAL,
			    str_sv(&text[i])) + 2;
		str_clear(&text[i]);
	}
	h->tab[HOME_N_STATE] = x;
}

static void
paint_head(struct home *h, struct canvas *c)
{
	struct desk *desk = view_desk(h->screen.view);
	char day[16];
	int x;

	day_format_10(desk_day(desk), day);
	canvas_fill(c, 0, 0, 1, c->cols, STYLE_TITLE);
	x = 1 + canvas_putz(c, 0, 1, c->cols - 1, STYLE_TITLE, _("yulu 预录"));
	canvas_put(c, 0, x + 2, c->cols - x - 14, STYLE_TITLE, desk_operator(desk));
	canvas_putz(c, 0, c->cols - 11, 10, STYLE_TITLE, day);
	paint_states(h, c);
	canvas_rule(c, 2, 0, c->cols, STYLE_DIM, NULL);
	x = 1 + canvas_putz(c, 3, 1, 20, STYLE_LABEL, _("find> "));
	line_paint(&h->find, c, 3, x, FIND_COLS, STYLE_FOCUS);
	x += FIND_COLS + 2;
	if (h->instead.len_b > 0)
		canvas_putf(c, 3, x, c->cols - x - 1, STYLE_NAME, "= %s", str_z(&h->instead));
	else
		canvas_putz(c, 3, x, c->cols - x - 1, STYLE_DIM, _("numbers, parties, goods, job, memo; pinyin"));
}

/* ---- the draft under the cursor ---------------------------------------------------------- */

static void
add_part(struct str *out, const char *label, struct sv text)
{
	if (text.n == 0)
		return;
	if (out->len_b > 0)
		str_adds(out, "  ");
	str_adds(out, label);
	str_add(out, text);
}

static void
paint_detail(const struct store_draft *d, struct canvas *c, int y)
{
	struct str line = STR_INIT(0), items = STR_INIT(0);

	canvas_rule(c, y, 0, c->cols, STYLE_DIM, NULL);
	str_addf(&line, "#%lld", (long long)d->id);
	add_part(&line, "", d->summary[STORE_CONSIGNEE]);
	add_part(&line, _("unified no. "), d->summary[STORE_SEQ_NO]);
	add_part(&line, _("customs no. "), d->summary[STORE_ENTRY_NO]);
	add_part(&line, _("due "), d->summary[STORE_DUE]);
	canvas_put(c, y + 1, 1, c->cols - 2, STYLE_VALUE, str_sv(&line));
	str_reset(&line);
	if (d->summary[STORE_ITEMS].n > 0)
		str_addf(&items, _("items: %.*s"), (int)d->summary[STORE_ITEMS].n, d->summary[STORE_ITEMS].p);
	add_part(&line, "", str_sv(&items));
	add_part(&line, "", d->summary[STORE_TOTALS]);
	add_part(&line, "", d->summary[STORE_GOODS]);
	add_part(&line, _("contract "), d->summary[STORE_CONTRACT]);
	add_part(&line, _("client "), d->summary[STORE_CLIENT]);
	add_part(&line, "", d->summary[STORE_MEMO]);
	canvas_put(c, y + 2, 1, c->cols - 2, STYLE_NORMAL, str_sv(&line));
	str_clear(&items);
	str_clear(&line);
}

static int
paint_fact(struct canvas *c, int y, int last, int x, const char *label, struct sv text)
{
	struct sv rest = text;
	int width = c->cols - x - SIDE_LABEL - 1;

	if (text.n == 0)
		return y;
	if (y < last)
		canvas_putz(c, y, x, SIDE_LABEL - 1, STYLE_LABEL, label);
	do {
		struct sv line = view_wrap(&rest, width);

		if (y < last)
			canvas_put(c, y, x + SIDE_LABEL, width, STYLE_VALUE, line);
		y++;
	} while (rest.n > 0);
	return y;
}

/* All that the list knows of it, on a wide screen. */
static void
paint_side(const struct home *h, const struct store_draft *d, struct canvas *c, int x)
{
	static const struct {
		const char *label;
		enum store_summary which;
	} fact[] = {
		{N_("job number"), STORE_JOB_NO}, {N_("client"), STORE_CLIENT}, {N_("cut-off"), STORE_DUE}, {N_("memo"), STORE_MEMO},
		{N_("enterprise"), STORE_CONSIGNEE}, {N_("bill"), STORE_BILL}, {N_("contract"), STORE_CONTRACT}, {N_("goods"), STORE_GOODS},
		{N_("items"), STORE_ITEMS}, {N_("total"), STORE_TOTALS}, {N_("our number"), STORE_CLIENT_NO},
		{N_("unified number"), STORE_SEQ_NO}, {N_("customs number"), STORE_ENTRY_NO},
	};
	struct sv type = desk_type_label(view_desk(h->screen.view), d->type, false);
	int y = HOME_FIRST_ROW - 1, last = c->rows - LAST_ROWS;
	char at[40], from[40];

	for (int i = y; i < last; i++)
		canvas_putz(c, i, x - 2, 1, STYLE_DIM, "|");
	canvas_putf(c, y, x, c->cols - x - 1, STYLE_TITLE, "#%lld %.*s", (long long)d->id,
	    (int)type.n, type.p != NULL ? type.p : "");
	y = paint_fact(c, y + 1, last, x, _("state"), sv_of(state_label(d->state)));
	for (size_t i = 0; i < sizeof fact / sizeof fact[0]; i++)
		y = paint_fact(c, y, last, x, _(fact[i].label), d->summary[fact[i].which]);
	day_format_rfc3339(d->changed_at, at);
	at[10] = ' ';
	y = paint_fact(c, y, last, x, _("changed"), (struct sv){at, 16});
	day_format_rfc3339(d->created_at, at);
	at[10] = ' ';
	y = paint_fact(c, y, last, x, _("begun"), (struct sv){at, 16});
	y = paint_fact(c, y, last, x, _("by"), d->owner);
	if (d->made_from != 0) {
		snprintf(from, sizeof from, "#%lld", (long long)d->made_from);
		paint_fact(c, y, last, x, _("copy of"), sv_of(from));
	}
}

void
home_paint(struct screen *s, struct canvas *c)
{
	struct home *h = (struct home *)s;
	bool side = c->cols >= SIDE_FROM;
	int cols = side ? c->cols - SIDE_COLS : c->cols;

	home_refresh(h);
	h->rows = c->rows - HOME_FIRST_ROW - LAST_ROWS - (side ? 0 : DETAIL_ROWS);
	paint_head(h, c);
	paint_list(h, c, h->rows, cols);
	if (home_current(h) != NULL) {
		if (side)
			paint_side(h, home_current(h), c, cols + 3);
		else
			paint_detail(home_current(h), c, c->rows - LAST_ROWS - DETAIL_ROWS);
	}
	canvas_rule(c, c->rows - LAST_ROWS, 0, c->cols, STYLE_DIM, NULL);
}
