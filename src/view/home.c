/*
 * Home: the drafts by state, found while typing, opened, copied, put away.
 *
 *   drafts are fetched by pages of the store and kept as texts in an arena; a
 *   change by another process or by ourselves fetches them anew
 */
#include "view/home.h"

#include <stdio.h>

#include "base/day.h"
#include "base/i18n.h"
#include "base/text.h"

enum { PAGE = 200, FIRST_ROW = 5, LAST_ROWS = 6, LOOK_AGAIN_MS = 500 };

/* What the filter goes through; the first takes all but the bin. */
static const struct {
	const char *state, *label;
} states[HOME_N_STATE] = {
	{"", N_("all")}, {"draft", N_("drafts")}, {"queued", N_("queued")}, {"held", N_("held")}, {"declared", N_("declared")},
	{"rejected", N_("rejected")}, {"bin", N_("bin")},
};

static struct store *
store_of(struct home *h)
{
	struct store *store;
	struct err err = {0};

	if (desk_store(view_desk(h->screen.view), &store, &err) == RC_OK)
		return store;
	view_say_err(h->screen.view, &err);
	return NULL;
}

/* ---- fetching --------------------------------------------------------------- */

static struct sv
keep(struct home *h, struct sv text)
{
	return (struct sv){arena_dup(&h->arena, text.p, text.n), text.n};
}

static bool
keep_draft(void *ctx, const struct store_draft *d)
{
	struct home *h = ctx;
	struct store_draft *to;

	if (h->n_item == h->cap_item)
		h->item = mem_grow(h->item, &h->cap_item, sizeof *h->item);
	to = &h->item[h->n_item++];
	*to = *d;
	to->type = keep(h, d->type);
	to->state = keep(h, d->state);
	for (int i = 0; i < STORE_N_SUMMARY; i++)
		to->summary[i] = keep(h, d->summary[i]);
	return true;
}

static void
fetch_more(struct home *h)
{
	struct store *store = store_of(h);
	struct store_page page = {.state = sv_of(states[h->state].state), .find = sv_trim(str_sv(&h->find.text)), .limit = PAGE};
	size_t before = h->n_item;
	struct err err = {0};

	h->more = false;
	if (store == NULL)
		return;
	if (before > 0) {
		page.before_at = h->item[before - 1].changed_at;
		page.before_id = h->item[before - 1].id;
	}
	if (store_list(store, &page, keep_draft, h, &err) != RC_OK)
		view_say_err(h->screen.view, &err);
	h->more = h->n_item - before == PAGE;
}

static void
fetch_counts(struct home *h, struct store *store)
{
	h->n[0] = 0;
	for (size_t i = 1; i < HOME_N_STATE; i++) {
		if (store_tally(store, sv_of(states[i].state), (struct sv){0}, &h->n[i], NULL) != RC_OK)
			h->n[i] = 0;
		if (strcmp(states[i].state, "bin") != 0)
			h->n[0] += h->n[i];
	}
}

/* Anew, with the cursor on the same draft where it still is. */
static void
fetch(struct home *h)
{
	struct store *store = store_of(h);
	int64_t id = h->at < h->n_item ? h->item[h->at].id : 0;
	size_t at = h->at;

	arena_free(&h->arena);
	h->n_item = 0;
	h->at = 0;
	h->stale = false;
	if (store == NULL)
		return;
	store_data_version(store, &h->version, NULL);
	fetch_counts(h, store);
	fetch_more(h);
	for (size_t i = 0; i < h->n_item; i++)
		if (h->item[i].id == id)
			h->at = i;
	if (id != 0 && h->at == 0 && at < h->n_item && h->item[0].id != id)
		h->at = at;
}

const struct store_draft *
home_current(const struct home *h)
{
	return h->at < h->n_item ? &h->item[h->at] : NULL;
}

/* ---- painting ------------------------------------------------------------------- */

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

static const char *
type_label(struct home *h, struct sv type)
{
	const struct catalogue *c = desk_catalogue(view_desk(h->screen.view));

	for (size_t i = 0; i < c->n_type; i++)
		if (sv_is(type, c->type[i].id))
			return i18n_pick(c->type[i].name_zh, c->type[i].name_en);
	return "";
}

struct column {
	const char *label;
	int width;		/* at 80 columns */
	int from_cols;		/* shown from this many columns of the screen on */
	int summary;		/* enum store_summary; -1: a word of its own */
	enum { OF_JOB, OF_TYPE, OF_STATE, OF_AT, OF_SUMMARY } kind;
};

static const struct column columns[] = {
	{N_("job"), 11, 0, STORE_JOB_NO, OF_JOB},
	{N_("type"), 12, 0, -1, OF_TYPE},
	{N_("enterprise"), 18, 0, STORE_CONSIGNEE, OF_SUMMARY},
	{N_("bill"), 16, 0, STORE_BILL, OF_SUMMARY},
	{N_("items"), 4, 0, STORE_ITEMS, OF_SUMMARY},
	{N_("state"), 9, 0, -1, OF_STATE},
	{N_("contract"), 16, 100, STORE_CONTRACT, OF_SUMMARY},
	{N_("goods"), 20, 118, STORE_GOODS, OF_SUMMARY},
	{N_("client"), 16, 136, STORE_CLIENT, OF_SUMMARY},
	{N_("customs number"), 20, 158, STORE_ENTRY_NO, OF_SUMMARY},
};

enum { N_COLUMN = sizeof columns / sizeof columns[0], AT_WIDTH = 5 };

static void
show_at(int64_t ms, char text[16])
{
	char at[40];
	int32_t today = day_today();

	day_format_rfc3339(ms, at);
	snprintf(text, 16, "%.5s", day_of_ms(ms) == today ? at + 11 : at + 5);
}

static void
paint_cell(struct home *h, struct canvas *c, int y, int x, const struct column *col, const struct store_draft *d)
{
	char number[32];
	struct sv text = col->summary >= 0 ? d->summary[col->summary] : (struct sv){0};

	if (col->kind == OF_JOB && text.n == 0) {
		snprintf(number, sizeof number, "#%lld", (long long)d->id);
		text = sv_of(number);
	} else if (col->kind == OF_TYPE) {
		text = sv_of(type_label(h, d->type));
	} else if (col->kind == OF_STATE) {
		text = sv_of(state_label(d->state));
	}
	canvas_put(c, y, x, col->width - 1, STYLE_NORMAL, text);
}

static void
paint_row(struct home *h, struct canvas *c, int y, size_t i)
{
	const struct store_draft *d = &h->item[i];
	bool wants = sv_is(d->state, "rejected");
	char at[16];
	int x = 2;

	canvas_putz(c, y, 0, 1, wants ? STYLE_ERROR : STYLE_NORMAL, i == h->at ? ">" : wants ? "!" : " ");
	for (size_t k = 0; k < N_COLUMN; k++) {
		if (columns[k].from_cols > c->cols)
			break;
		paint_cell(h, c, y, x, &columns[k], d);
		x += columns[k].width;
	}
	show_at(d->changed_at, at);
	canvas_putz(c, y, x, AT_WIDTH, STYLE_DIM, at);
	if (i == h->at)
		canvas_style(c, y, 0, 1, c->cols, STYLE_SELECTED);
}

static void
paint_head(struct home *h, struct canvas *c)
{
	struct desk *desk = view_desk(h->screen.view);
	struct sv operator = desk_operator(desk);
	char day[16];
	int x;

	day_format_10(desk_day(desk), day);
	canvas_fill(c, 0, 0, 1, c->cols, STYLE_TITLE);
	x = 1 + canvas_putz(c, 0, 1, c->cols - 1, STYLE_TITLE, _("yulu 预录"));
	canvas_put(c, 0, x + 2, c->cols - x - 14, STYLE_TITLE, operator);
	canvas_putz(c, 0, c->cols - 11, 10, STYLE_TITLE, day);
	x = 1;
	for (size_t i = 0; i < HOME_N_STATE && x < c->cols - 4; i++) {
		bool wants = strcmp(states[i].state, "rejected") == 0 && h->n[i] > 0;

		x += canvas_putf(c, 1, x, c->cols - x, i == h->state ? STYLE_SELECTED : wants ? STYLE_ERROR : STYLE_NORMAL, "%s %lld%s",
		    _(states[i].label), (long long)h->n[i], wants ? "!" : "") + 2;
	}
	canvas_rule(c, 2, 0, c->cols, STYLE_DIM, NULL);
	x = 1 + canvas_putz(c, 3, 1, 20, STYLE_LABEL, _("find> "));
	line_paint(&h->find, c, 3, x, 30, STYLE_FOCUS);
	canvas_putz(c, 3, x + 33, c->cols - x - 34, STYLE_DIM, _("number, bill, contract, enterprise, goods, job"));
	x = 2;
	for (size_t k = 0; k < N_COLUMN && columns[k].from_cols <= c->cols; k++) {
		canvas_putz(c, 4, x, columns[k].width - 1, STYLE_LABEL, _(columns[k].label));
		x += columns[k].width;
	}
	canvas_putz(c, 4, x, AT_WIDTH, STYLE_LABEL, _("at"));
}

static void
paint_detail(const struct store_draft *d, struct canvas *c, int y)
{
	struct sv seq = d->summary[STORE_SEQ_NO], entry = d->summary[STORE_ENTRY_NO];
	int x = 1;

	canvas_rule(c, y, 0, c->cols, STYLE_DIM, NULL);
	x += canvas_putf(c, y + 1, x, c->cols - 2, STYLE_VALUE, "#%lld ", (long long)d->id) + 1;
	x += canvas_put(c, y + 1, x, 30, STYLE_VALUE, d->summary[STORE_CONSIGNEE]) + 2;
	x += canvas_putz(c, y + 1, x, 12, STYLE_LABEL, _("unified no. ")) ;
	x += canvas_put(c, y + 1, x, 19, STYLE_VALUE, seq.n > 0 ? seq : SV("-")) + 2;
	x += canvas_putz(c, y + 1, x, 12, STYLE_LABEL, _("customs no. "));
	canvas_put(c, y + 1, x, c->cols - x, STYLE_VALUE, entry.n > 0 ? entry : SV("-"));
	x = 1 + canvas_put(c, y + 2, 1, 30, STYLE_NORMAL, d->summary[STORE_TOTALS]) + 2;
	x += canvas_put(c, y + 2, x, 20, STYLE_NORMAL, d->summary[STORE_CONTRACT]) + 2;
	x += canvas_put(c, y + 2, x, 24, STYLE_NORMAL, d->summary[STORE_GOODS]) + 2;
	if (x < c->cols)
		canvas_put(c, y + 2, x, c->cols - x, STYLE_DIM, d->summary[STORE_MEMO]);
}

static void
paint(struct screen *s, struct canvas *c)
{
	struct home *h = (struct home *)s;
	int rows = c->rows - FIRST_ROW - LAST_ROWS;
	size_t visible;

	if (h->stale)
		fetch(h);
	paint_head(h, c);
	if (rows < 1)
		rows = 1;
	visible = (size_t)rows;
	if (h->at < h->top)
		h->top = h->at;
	if (h->at >= h->top + visible)
		h->top = h->at - visible + 1;
	for (size_t i = 0; i < visible && h->top + i < h->n_item; i++)
		paint_row(h, c, FIRST_ROW + (int)i, h->top + i);
	if (h->n_item == 0)
		canvas_putz(c, FIRST_ROW + 1, 4, c->cols - 8, STYLE_DIM, h->find.text.len_b > 0
		    ? _("nothing found; Esc clears the search") : _("nothing here yet: Ins begins a document, F3 imports messages"));
	if (home_current(h) != NULL)
		paint_detail(home_current(h), c, c->rows - LAST_ROWS);
	canvas_rule(c, c->rows - 3, 0, c->cols, STYLE_DIM, NULL);
}

/* ---- keys -------------------------------------------------------------------------- */

static void
go_to(struct home *h, size_t at)
{
	while (at >= h->n_item && h->more)
		fetch_more(h);
	h->at = h->n_item == 0 ? 0 : at < h->n_item ? at : h->n_item - 1;
}

static void
choose_state(struct home *h, size_t state)
{
	h->state = state;
	h->n_item = h->at = h->top = 0;
	h->stale = true;
}

static bool
move(struct home *h, enum key_code code)
{
	size_t page = 10;

	switch (code) {
	case K_UP:
		go_to(h, h->at > 0 ? h->at - 1 : 0);
		return true;
	case K_DOWN:
		go_to(h, h->at + 1);
		return true;
	case K_PGUP:
		go_to(h, h->at > page ? h->at - page : 0);
		return true;
	case K_PGDN:
		go_to(h, h->at + page);
		return true;
	case K_HOME:
		go_to(h, 0);
		return true;
	case K_LEFT:
		choose_state(h, h->state > 0 ? h->state - 1 : HOME_N_STATE - 1);
		return true;
	case K_RIGHT:
		choose_state(h, (h->state + 1) % HOME_N_STATE);
		return true;
	default:
		return false;
	}
}

void
home_search(struct home *h)
{
	h->n_item = h->at = h->top = 0;
	h->stale = true;
}

static bool
key(struct screen *s, const struct key *key)
{
	struct home *h = (struct home *)s;
	bool stripped;

	if (!key->ctrl && !key->alt && move(h, key->code))
		return true;
	if (key->code == K_MOUSE && (key->button == 4 || key->button == 5))
		return move(h, key->button == 4 ? K_UP : K_DOWN);
	if (key->code == K_MOUSE && key->y >= FIRST_ROW) {
		go_to(h, h->top + (size_t)(key->y - FIRST_ROW));
		return true;
	}
	if (key->code == K_PASTE) {
		line_paste(&h->find, key->paste, &stripped);
		home_search(h);
		return true;
	}
	switch (line_key(&h->find, key)) {
	case LINE_CHANGED:
		home_search(h);
		return true;
	case LINE_MOVED:
		return true;
	case LINE_PASSED:
		break;
	}
	return false;
}

/* ---- idle ---------------------------------------------------------------------------------- */

static void
idle(struct screen *s, int64_t budget_us, int *wait_ms)
{
	struct home *h = (struct home *)s;
	struct store *store = store_of(h);
	int64_t version;
	bool more = false;

	*wait_ms = LOOK_AGAIN_MS;
	if (store == NULL)
		return;
	if (store_data_version(store, &version, NULL) == RC_OK && version != h->version)
		h->stale = true;
	if (desk_idle(view_desk(s->view), budget_us, &more, NULL) == RC_OK && more)
		*wait_ms = 0;
}

static void
free_home(struct screen *s)
{
	struct home *h = (struct home *)s;

	line_clear(&h->find);
	arena_free(&h->arena);
	mem_free(h->item);
	mem_free(h);
}

const struct screen_class view_home_class = {
	.name = "home", .title = N_("drafts"), .action = home_actions, .types = true,
	.paint = paint, .key = key, .idle = idle, .resume = home_resume, .free = free_home,
};

struct screen *
view_home(struct view *view)
{
	struct home *h = mem_zalloc(1, sizeof *h);

	h->screen = (struct screen){.class = &view_home_class, .view = view};
	line_start(&h->find, LINE_SEARCH, (struct sv){0});
	h->stale = true;
	return &h->screen;
}
