/*
 * Code tables to choose from: best first, filtered while typing; one, or
 * several by ticks. Also the frame for other lists of that kind (party.c).
 */
#include "view/picker.h"

#include "base/i18n.h"
#include "base/text.h"

enum { LIMIT = 64, MOST_ROWS = 14, LEAST_ROWS = 4, TEXT_MAX = 40, GAP = 2 };

/* ---- items ------------------------------------------------------------------------ */

struct sv
picker_keep(struct picker *p, struct sv text)
{
	struct str clean = {0};
	struct sv kept;

	text_add_clean(&clean, text, 0);
	kept = (struct sv){arena_dup(&p->arena, str_z(&clean), clean.len_b), clean.len_b};
	str_clear(&clean);
	return kept;
}

struct picker_item *
picker_add(struct picker *p)
{
	if (p->list.n == p->cap_item)
		p->item = mem_grow(p->item, &p->cap_item, sizeof *p->item);
	p->item[p->list.n] = (struct picker_item){.group = {0}};
	return &p->item[p->list.n++];
}

static void
measure(struct picker *p)
{
	for (int k = 0; k < PICKER_N_TEXT; k++) {
		p->width_of[k] = 0;
		for (size_t i = 0; i < p->list.n; i++) {
			int width = text_width(p->item[i].text[k]);

			if (width > p->width_of[k])
				p->width_of[k] = width < TEXT_MAX ? width : TEXT_MAX;
		}
	}
}

static void
fetch_for(struct picker *p, struct sv query)
{
	struct err err = {0};

	arena_reset(&p->arena);
	p->list.n = 0;
	if (p->fetch(p, query, &err) != RC_OK)
		view_say_err(p->screen.view, &err);
}

/* Where nothing fits, what fits the longest beginning. */
static void
fetch(struct picker *p)
{
	struct sv query = sv_trim(str_sv(&p->query.text));

	fetch_for(p, query);
	p->nearest = p->list.n == 0 && query.n > 0;
	while (p->list.n == 0 && query.n > 0) {
		while (query.n > 0 && ((unsigned char)query.p[--query.n] & 0xC0) == 0x80)
			;
		fetch_for(p, query);
	}
	measure(p);
}

static void
fetch_anew(struct picker *p)
{
	p->limit = LIMIT;
	p->moved = false;
	p->list.at = p->list.top = 0;
	fetch(p);
}

static void
fetch_more(struct picker *p)
{
	if (p->list.n < p->limit || p->list.at + 1 < p->list.n)
		return;
	p->limit *= 4;
	fetch(p);
}

/* ---- ticks --------------------------------------------------------------------------- */

static bool
is_ticked(const struct picker *p, struct sv code)
{
	struct sv rest = str_sv(&p->ticked), token;

	while (rest.n > 0 && sv_split(&rest, p->sep, &token))
		if (sv_eq(token, code))
			return true;
	return false;
}

static struct sv
group_of(const struct picker *p, struct sv code)
{
	struct codes *codes = desk_codes(view_desk(p->screen.view));
	struct sv group = {0};

	if (p->group >= 0)
		codes_get(codes, p->codes, code, p->day, p->group, &group);
	return group;
}

/* Ticks or unticks; others of its group go. */
static void
toggle(struct picker *p, const struct picker_item *item)
{
	struct sv rest = str_sv(&p->ticked), token;
	struct str now = {0};
	const bool was = is_ticked(p, item->text[0]);

	while (rest.n > 0 && sv_split(&rest, p->sep, &token)) {
		if (sv_eq(token, item->text[0]) || (item->group.n > 0 && sv_eq(group_of(p, token), item->group)))
			continue;
		if (now.len_b > 0)
			str_addc(&now, p->sep);
		str_add(&now, token);
	}
	if (!was) {
		if (now.len_b > 0)
			str_addc(&now, p->sep);
		str_add(&now, item->text[0]);
	}
	str_clear(&p->ticked);
	p->ticked = now;
}

/* ---- keys ------------------------------------------------------------------------------- */

static struct picker *
picker_of(struct screen *s)
{
	return (struct picker *)s;
}

static void
act_take(struct screen *s)
{
	struct picker *p = picker_of(s);
	const struct picker_item *item = p->list.n > 0 ? &p->item[p->list.at] : NULL;

	/* What only resembles the query is not taken by a keyer who types on without looking. */
	if (p->nearest && !p->moved) {
		view_say(s->view, VIEW_WARNS, _("nothing has this name: choose with the arrows, type something else, or Esc"));
		return;
	}
	if (p->many) {
		if (item != NULL && p->query.text.len_b > 0 && !is_ticked(p, item->text[0]))
			toggle(p, item);
		p->result = str_sv(&p->ticked);
		view_pop(s->view, &p->result);
	} else if (item != NULL) {
		view_pop(s->view, p->result_of(p, item));
	}
}

static bool
has_ticks(struct screen *s)
{
	return picker_of(s)->many && picker_of(s)->list.n > 0;
}

static void
act_tick(struct screen *s)
{
	struct picker *p = picker_of(s);

	toggle(p, &p->item[p->list.at]);
	if (p->query.text.len_b > 0) {
		line_set(&p->query, (struct sv){0});
		fetch_anew(p);
	}
}

static bool
key(struct screen *s, const struct key *k)
{
	struct picker *p = picker_of(s);
	enum line_did did;

	if (k->code == K_CHAR && k->ch == ' ' && !k->ctrl && !k->alt && has_ticks(s)) {
		act_tick(s);
		return true;
	}
	if (popup_list_key(&p->list, k)) {
		p->moved = true;
		fetch_more(p);
		return true;
	}
	did = line_key(&p->query, k);
	if (did == LINE_CHANGED)
		fetch_anew(p);
	return did != LINE_PASSED;
}

static const struct action actions[] = {
	{"take", "Enter", "Tab", N_("take"), N_("take this one and go to the next field"), NULL, act_take},
	{"tick", "Space", NULL, N_("tick"), N_("tick or untick this one"), has_ticks, act_tick},
	{.id = NULL},
};

/* ---- painting ------------------------------------------------------------------------------ */

/* Below the field, or above it where there is more room; never over it. */
static struct popup_area
place(const struct picker *p, const struct canvas *c)
{
	const int below = c->rows - 2 - p->y - 1, above = p->y, want = (p->list.n > 0 ? (int)p->list.n : 1) + 3;
	const bool up = below < want && below < LEAST_ROWS + 3 && above > below;
	int room = up ? above : below, cols = 6 + (p->many ? 4 : 0);
	struct popup_area a;

	for (int k = 0; k < PICKER_N_TEXT; k++)
		cols += p->width_of[k] > 0 ? p->width_of[k] + GAP : 0;
	if (cols < 44)
		cols = 44;
	a.cols = (cols < c->cols ? cols : c->cols) - 4;
	a.rows = (want < room ? want : room) - 2;
	if (a.rows > MOST_ROWS + 1)
		a.rows = MOST_ROWS + 1;
	a.y = up ? p->y - a.rows - 1 : p->y + 2;
	a.x = p->x + a.cols + 4 > c->cols ? c->cols - a.cols - 2 : p->x + 2;
	return a;
}

static void
paint_item(const struct picker *p, struct canvas *c, int y, int x, int cols, const struct picker_item *item)
{
	const int end = x + cols;

	if (p->many) {
		canvas_putz(c, y, x, 3, STYLE_POPUP, is_ticked(p, item->text[0]) ? "[x]" : "[ ]");
		x += 4;
	}
	for (int k = 0; k < PICKER_N_TEXT && x < end; k++) {
		canvas_put(c, y, x, end - x < p->width_of[k] ? end - x : p->width_of[k], k == 0 ? STYLE_KEY : STYLE_POPUP, item->text[k]);
		x += p->width_of[k] > 0 ? p->width_of[k] + GAP : 0;
	}
}

static void
paint(struct screen *s, struct canvas *c)
{
	struct picker *p = picker_of(s);
	const struct popup_area a = place(p, c);
	const int bottom = a.y + a.rows;

	canvas_box(c, a.y - 1, a.x - 2, a.rows + 2, a.cols + 4, STYLE_POPUP, p->title);
	popup_list_fit(&p->list, a.rows - 1);
	for (int i = 0; i < a.rows - 1 && p->list.top + (size_t)i < p->list.n; i++) {
		size_t at = p->list.top + (size_t)i;

		paint_item(p, c, a.y + 1 + i, a.x, a.cols, &p->item[at]);
		if (at == p->list.at) {
			canvas_style(c, a.y + 1 + i, a.x - 1, 1, a.cols + 2, STYLE_SELECTED);
			canvas_putz(c, a.y + 1 + i, a.x - 1, 1, STYLE_SELECTED, ">");
		}
	}
	if (p->list.n == 0)
		canvas_putz(c, a.y + 1, a.x, a.cols, STYLE_WARNING, _("nothing found; type something else"));
	if (p->nearest && p->list.n > 0)
		canvas_putf(c, bottom, a.x, a.cols, STYLE_WARNING, " %s ", _("not found; these are the nearest"));
	else
		canvas_putf(c, bottom, a.x, a.cols, STYLE_DIM, " %zu/%zu%s %s ", p->list.n > 0 ? p->list.at + 1 : 0, p->list.n,
		    p->list.n == p->limit ? "+" : "", p->edition);
	line_paint(&p->query, c, a.y, a.x, a.cols, STYLE_FOCUS);
}

static void
free_picker(struct screen *s)
{
	struct picker *p = picker_of(s);

	arena_free(&p->arena);
	mem_free(p->item);
	mem_free(p->title);
	mem_free(p->edition);
	line_clear(&p->query);
	str_clear(&p->ticked);
	mem_free(p);
}

const struct screen_class view_picker_class = {
	.name = "picker",
	.title = N_("List"),
	.action = actions,
	.popup = true,
	.types = true,
	.paint = paint,
	.key = key,
	.free = free_picker,
};

void
picker_begin(struct picker *p, struct view *view, const struct picker_setup *setup)
{
	p->screen = (struct screen){.class = &view_picker_class, .view = view};
	p->title = mem_strdup(setup->title);
	p->y = setup->y;
	p->x = setup->x;
	p->width = setup->width;
	p->many = setup->many;
	p->sep = setup->sep;
	str_add(&p->ticked, setup->ticked);
	line_start(&p->query, LINE_SEARCH, setup->query);
	fetch_anew(p);
}

/* ---- code tables ----------------------------------------------------------------------------- */

static bool
on_code(void *ctx, const struct sv *values, size_t n)
{
	struct picker *p = ctx;
	struct picker_item *item = picker_add(p);
	const int key_column = codes_key(desk_codes(view_desk(p->screen.view)), p->codes);

	(void)n;
	item->text[0] = picker_keep(p, values[key_column]);
	if (p->name >= 0)
		item->text[1] = picker_keep(p, values[p->name]);
	if (p->more >= 0)
		item->text[2] = picker_keep(p, values[p->more]);
	if (p->group >= 0)
		item->group = picker_keep(p, values[p->group]);
	return true;
}

static enum rc
fetch_codes(struct picker *p, struct sv query, struct err *err)
{
	return codes_search(desk_codes(view_desk(p->screen.view)), p->codes, query, p->day, p->limit, on_code, p, err);
}

static const void *
code_of(struct picker *p, const struct picker_item *item)
{
	p->result = item->text[0];
	return &p->result;
}

/* The names are Chinese first where Chinese is read; the other language says what else it is. */
static void
choose_columns(struct picker *p, struct codes *codes)
{
	const int zh = codes_column(codes, p->codes, SV("name_zh")), en = codes_column(codes, p->codes, SV("name_en"));

	p->name = i18n_is_zh() || en < 0 ? zh : en;
	p->more = i18n_is_zh() || en < 0 ? en : zh;
	if (p->name < 0)
		p->name = codes_column(codes, p->codes, SV("name"));
	p->group = p->many ? codes_column(codes, p->codes, SV("group_zh")) : -1;
}

struct screen *
view_picker(struct view *view, const struct picker_setup *setup)
{
	struct picker *p = mem_zalloc(1, sizeof *p);
	struct codes *codes = desk_codes(view_desk(view));
	struct str edition = {0};

	p->screen.view = view;
	p->codes = setup->codes;
	p->day = desk_day(view_desk(view));
	p->many = setup->many;
	choose_columns(p, codes);
	if (codes_edition(codes, p->codes)[0] != '\0')
		str_addf(&edition, _("edition %s"), codes_edition(codes, p->codes));
	p->edition = str_take(&edition);
	p->fetch = fetch_codes;
	p->result_of = code_of;
	picker_begin(p, view, setup);
	return &p->screen;
}
