/* What was typed becomes cells. */
#include "view/entry.h"

#include "base/day.h"
#include "base/i18n.h"
#include "base/text.h"
#include "view/compose.h"

static struct desk *
desk_of(const struct entry *e)
{
	return desk_draft_desk(e->draft);
}

static bool
put_one(struct entry *e, int cell, struct sv text)
{
	struct entry_value v = {e->at.control->cell[cell], text, DOC_TYPED};

	return entry_put(e, e->at.control, &v, 1) == RC_OK;
}

/* ---- codes --------------------------------------------------------------------------- */

struct found {
	struct str code;
	size_t n;
	int key;
};

static bool
keep_first(void *ctx, const struct sv *values, size_t n)
{
	struct found *f = ctx;

	if (f->n++ == 0 && (size_t)f->key < n)
		str_add(&f->code, values[f->key]);
	return f->n < 2;
}

static bool
well_formed(struct codes *codes, int id, struct sv text)
{
	struct expr_pattern *p;
	const char *form = codes_form(codes, id);
	bool fits;

	if (form[0] == '\0' || expr_pattern_compile(sv_of(form), &p, NULL) != RC_OK)
		return false;
	fits = expr_pattern_matches(p, text);
	expr_pattern_free(p);
	return fits;
}

enum code { CODE_TAKEN, CODE_KEPT, CODE_UNCLEAR };

/* A code as it stands in the table, or the only one that the words mean. */
static enum code
find_code(struct entry *e, int id, struct sv text, struct str *code)
{
	struct codes *codes = desk_codes(desk_of(e));
	struct found f = {.key = codes_key(codes, id)};
	enum code did = CODE_UNCLEAR;

	str_reset(code);
	if (text.n == 0 || codes_has(codes, id, text, desk_day(desk_of(e)))) {
		str_add(code, text);
		return CODE_TAKEN;
	}
	codes_search(codes, id, text, desk_day(desk_of(e)), 2, keep_first, &f, NULL);
	if (f.n == 1) {
		str_add(code, str_sv(&f.code));
		did = CODE_TAKEN;
	} else if (sv_eq(str_sv(&e->insisted), text) || (f.n == 0 && well_formed(codes, id, text))) {
		str_add(code, text);
		view_say(e->screen.view, VIEW_WARNS, _("%s is not in the table of %s; it is kept as typed"), str_z(code), codes_edition(codes, id));
		did = CODE_KEPT;
	}
	str_clear(&f.code);
	return did;
}

static bool
put_slice(struct entry *e, struct sv part)
{
	const struct layout_control *c = e->at.control;
	const struct doc_row *r = entry_row_of(e, c, e->at.row);
	struct str whole = {0};
	bool done;

	compose_slice_put(r != NULL ? doc_raw(r, c->cell[0]) : (struct sv){0}, c->from, c->length, part, &whole);
	done = put_one(e, 0, str_sv(&whole));
	str_clear(&whole);
	return done;
}

static bool
put_code(struct entry *e, struct sv code)
{
	return e->at.control->kind == LAYOUT_SLICE ? put_slice(e, code) : put_one(e, 0, code);
}

void
entry_take_code(struct entry *e, struct sv code)
{
	struct str text = {0};

	str_add(&text, code);
	if (put_code(e, str_sv(&text)))
		entry_go(e, e->then);
	str_clear(&text);
}

void
entry_take_kind(struct entry *e, struct sv code)
{
	struct entry_value v[2] = {
		{e->at.control->cell[0], str_sv(&e->kept_text), DOC_TYPED},
		{e->at.control->cell[LAYOUT_WRAP], code, DOC_TYPED},
	};

	if (entry_put(e, e->at.control, v, 2) == RC_OK)
		entry_go(e, e->then);
}

/* ---- lists that open -------------------------------------------------------------------- */

void
entry_anchor(struct entry *e, int *y, int *x, int *width)
{
	const struct entry_page *p = &e->page[e->at.page];
	const struct page_spot *s;
	enum page_part part = PAGE_BELOW;

	entry_measure(e);
	s = e->at.control != NULL ? page_spot_of(&e->geometry, e->at.control, &part) : NULL;
	*y = ENTRY_BODY_Y;
	*x = *width = 0;
	if (s == NULL)
		return;
	*x = s->value_x;
	*width = s->value_width > 0 ? s->value_width : s->name_width;
	if (part == PAGE_BLOCK) {
		*y += e->geometry.block_y + 1 + (int)(entry_row_index(e, e->at.row) - p->top);
		*x -= p->shift;
	} else {
		*y += part == PAGE_ABOVE ? s->y : e->geometry.below_y + s->y - p->scroll;
	}
}

void
entry_open_picker(struct entry *e, enum entry_asked asked, struct sv query)
{
	const struct layout_control *c = e->at.control;
	const struct doc_row *r = entry_row_of(e, c, e->at.row);
	struct picker_setup setup = {.codes = entry_codes(e, c, asked == ASKED_KIND ? LAYOUT_WRAP : 0),
		.title = entry_label(e, c, e->at.row), .query = query, .many = asked == ASKED_TICKS, .sep = c->sep};

	entry_anchor(e, &setup.y, &setup.x, &setup.width);
	if (setup.many && r != NULL)
		setup.ticked = doc_value(r, c->cell[0]);
	e->asked = asked;
	view_push(e->screen.view, view_picker(e->screen.view, &setup));
}

static void
open_items(struct entry *e)
{
	const struct layout_control *c = e->at.control;
	struct choice *choice = mem_zalloc(c->n_item + 1, sizeof *choice);
	size_t at = 0;

	for (size_t i = 0; i < c->n_item; i++) {
		choice[i] = (struct choice){i18n_pick(c->item[i].label.zh, c->item[i].label.en), c->item[i].value, true};
		if (sv_eq(sv_of(c->item[i].value), str_sv(&e->line.before)))
			at = i;
	}
	e->asked = ASKED_ITEM;
	view_push(e->screen.view, view_choose(e->screen.view, entry_label(e, c, e->at.row), choice, c->n_item, at));
	mem_free(choice);
}

void
entry_open_codes(struct entry *e)
{
	const struct layout_control *c = e->at.control;
	struct sv query = e->line.dirty ? str_sv(&e->line.text) : (struct sv){0};

	e->then = THEN_NEXT;
	if (c->n_item > 0)
		open_items(e);
	else if (c->kind == LAYOUT_PARTY) {
		int y, x, width;

		entry_anchor(e, &y, &x, &width);
		e->asked = ASKED_PARTY;
		view_push(e->screen.view, view_parties(e->screen.view, query, y, x, width));
	} else if (c->kind == LAYOUT_PACKS && entry_codes(e, c, LAYOUT_WRAP) >= 0) {
		struct sv count;

		compose_packs_split(str_sv(&e->line.text), &count, &query);
		str_reset(&e->kept_text);
		str_add(&e->kept_text, count);
		entry_open_picker(e, ASKED_KIND, e->line.dirty ? query : (struct sv){0});
	} else if (entry_codes(e, c, 0) >= 0 && c->kind != LAYOUT_FEE)
		entry_open_picker(e, c->kind == LAYOUT_TOKENS ? ASKED_TICKS : ASKED_CODE, query);
	else
		view_say(e->screen.view, VIEW_SAYS, _("this field has no list of codes"));
}

/* ---- kinds of fields ------------------------------------------------------------------------ */

static bool
ask_code(struct entry *e, enum entry_asked asked, struct sv text, struct sv query)
{
	str_reset(&e->insisted);
	str_add(&e->insisted, text);
	entry_open_picker(e, asked, query);
	return false;
}

static bool
commit_code(struct entry *e, int codes, struct sv text)
{
	struct str code = {0};
	bool done;

	if (find_code(e, codes, text, &code) == CODE_UNCLEAR)
		done = ask_code(e, ASKED_CODE, text, text);
	else
		done = put_code(e, str_sv(&code));
	str_clear(&code);
	return done;
}

static bool
commit_item(struct entry *e, struct sv text)
{
	const struct layout_control *c = e->at.control;
	size_t n = 0, at = 0;

	if (text.n == 0)
		return put_code(e, text);
	for (size_t i = 0; i < c->n_item; i++) {
		if (sv_eq(sv_trim(sv_of(c->item[i].value)), text))
			return put_code(e, sv_of(c->item[i].value));
		if (sv_find(sv_of(c->item[i].label.zh), text, NULL) || sv_find(sv_of(c->item[i].label.en), text, NULL)) {
			n++;
			at = i;
		}
	}
	if (n == 1)
		return put_code(e, sv_of(c->item[at].value));
	open_items(e);
	return false;
}

/* The day as the field has it: yyyyMMdd, or yyyy-MM-dd where ten characters are wanted. */
static void
put_day_form(const struct dict_node *n, struct str *text)
{
	int32_t day = n->length == 10 ? day_parse_8(str_sv(text)) : DAY_NONE;
	char buf[16];

	if (day == DAY_NONE)
		return;
	day_format_10(day, buf);
	str_reset(text);
	str_adds(text, buf);
}

static bool
commit_field(struct entry *e, struct str *text)
{
	const struct layout_control *c = e->at.control;
	const struct dict_node *n = entry_node(e, c, 0);
	const int codes = entry_codes(e, c, 0);

	if (c->n_item > 0)
		return commit_item(e, str_sv(text));
	if (codes >= 0)
		return commit_code(e, codes, str_sv(text));
	if (n->type == DICT_DATE)
		put_day_form(n, text);
	if (entry_tie_asks(e, c->cell[0], str_sv(text)))
		return false;
	return put_one(e, 0, n->blanks_keep ? str_sv(&e->line.text) : str_sv(text));
}

static bool
commit_tokens(struct entry *e, struct sv text)
{
	const struct layout_control *c = e->at.control;
	const int codes = entry_codes(e, c, 0);
	struct str joined = {0}, code = {0};
	struct sv token, unclear = {0};
	bool done;

	if (codes < 0) {
		if (c->codes == NULL && compose_numbers(text, c->sep, entry_n_items(e), &joined))
			done = put_one(e, 0, str_sv(&joined));
		else {
			view_say(e->screen.view, VIEW_FAILS, _("write numbers of items that exist, as 1-3,5 or * for all"));
			done = false;
		}
		str_clear(&joined);
		return done;
	}
	while (text.n > 0 && sv_split(&text, c->sep, &token)) {
		token = sv_trim(token);
		if (token.n == 0)
			continue;
		if (find_code(e, codes, token, &code) == CODE_UNCLEAR && unclear.n == 0)
			unclear = token;
		if (joined.len_b > 0)
			str_addc(&joined, c->sep);
		str_add(&joined, str_sv(&code));
	}
	done = unclear.n > 0 ? ask_code(e, ASKED_TICKS, unclear, unclear) : put_one(e, 0, str_sv(&joined));
	str_clear(&joined);
	str_clear(&code);
	return done;
}

static bool
commit_packs(struct entry *e, struct sv text)
{
	const struct layout_control *c = e->at.control;
	const int codes = entry_codes(e, c, LAYOUT_WRAP);
	struct entry_value v[2] = {{c->cell[0], {0}, DOC_TYPED}, {c->cell[LAYOUT_WRAP], {0}, DOC_TYPED}};
	struct str code = {0};
	bool done = false;

	compose_packs_split(text, &v[0].text, &v[1].text);
	if (v[1].text.n > 0 && codes >= 0 && find_code(e, codes, v[1].text, &code) == CODE_UNCLEAR) {
		str_reset(&e->kept_text);
		str_add(&e->kept_text, v[0].text);
		ask_code(e, ASKED_KIND, v[1].text, v[1].text);
	} else {
		if (codes >= 0)
			v[1].text = str_sv(&code);
		done = entry_put(e, c, v, v[1].text.n > 0 || text.n == 0 ? 2 : 1) == RC_OK;
	}
	str_clear(&code);
	return done;
}

static bool
commit_fee(struct entry *e, struct sv text)
{
	const struct layout_control *c = e->at.control;
	struct compose_fee fee = {.none = true};
	char mark[2] = "";
	struct entry_value v[3] = {{c->cell[0], {0}, DOC_TYPED}, {c->cell[LAYOUT_RATE], {0}, DOC_TYPED}, {c->cell[LAYOUT_CURR], {0}, DOC_TYPED}};

	if (text.n > 0 && !compose_fee_parse(text, &fee)) {
		view_say(e->screen.view, VIEW_FAILS, _("a fee is 1500 (total), 1500EUR or 1500e, 3%% (rate), 25/t (per tonne), or - for none"));
		return false;
	}
	if (!fee.none) {
		mark[0] = fee.mark;
		v[0].text = sv_of(mark);
		v[1].text = sv_of(fee.rate);
		v[2].text = sv_of(fee.curr);
	}
	/* No currency was typed: the form knows the goods'. */
	return entry_put(e, c, v, fee.none || fee.mark == '1' || fee.curr[0] != '\0' ? 3 : 2) == RC_OK;
}

static bool
commit_area(struct entry *e, struct sv text)
{
	struct str lines = {0};
	bool done;

	compose_store_lines(text, &lines);
	done = put_one(e, 0, str_sv(&lines));
	str_clear(&lines);
	return done;
}

/* ---- all kinds ------------------------------------------------------------------------------- */

static bool
commit_text(struct entry *e, struct str *text)
{
	switch (e->at.control->kind) {
	case LAYOUT_SLICE:
		if (e->at.control->n_item > 0)
			return commit_item(e, str_sv(text));
		if (entry_codes(e, e->at.control, 0) >= 0)
			return commit_code(e, entry_codes(e, e->at.control, 0), str_sv(text));
		return put_slice(e, str_sv(text));
	case LAYOUT_TOKENS:
		return commit_tokens(e, str_sv(text));
	case LAYOUT_PACKS:
		return commit_packs(e, str_sv(text));
	case LAYOUT_FEE:
		return commit_fee(e, str_sv(text));
	case LAYOUT_PARTY:
		return entry_commit_party(e, str_sv(text));
	case LAYOUT_AREA:
		return commit_area(e, str_sv(text));
	case LAYOUT_ELEMENTS:
		return put_one(e, 0, str_sv(text));
	default:
		return commit_field(e, text);
	}
}

static void
look(struct entry *e)
{
	const struct layout_control *c = e->at.control;
	const struct doc_row *r = entry_row_of(e, c, e->at.row);
	bool marked = false;

	for (int i = 0; r != NULL && i < entry_n_cell(c); i++) {
		enum doc_mark mark;

		if (c->cell[i] < 0 || doc_state(r, c->cell[i]) != DOC_GIVEN)
			continue;
		mark = doc_mark(r, c->cell[i]);
		if (mark == DOC_IMPORTED || mark == DOC_FILLED || mark == DOC_COPIED) {
			desk_draft_looked(e->draft, doc_row_id(r), c->cell[i]);
			marked = true;
		}
	}
	if (marked)
		e->change++;
}

bool
entry_commit(struct entry *e, enum entry_then then)
{
	struct str text = {0};
	bool done;

	if (e->at.control == NULL)
		return true;
	if (!e->line.dirty || e->read_only) {
		if (then == THEN_NEXT && !e->read_only)
			look(e);
		return true;
	}
	e->then = then;
	if (line_value(&e->line, desk_day(desk_of(e)), &text) == RC_OK)
		done = commit_text(e, &text);
	else {
		view_say(e->screen.view, VIEW_FAILS, e->line.kind == LINE_DAY ? _("no such day: write 20260105, 0105, 5, +3, -2 or .")
		    : _("this is no number that can be computed: write 1234.5 or 12*45.5+3"));
		done = false;
	}
	str_clear(&text);
	return done;
}
