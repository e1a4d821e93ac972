/* Parties by any of what they are known by; composed fields cell by cell. */
#include "view/entry.h"

#include "base/i18n.h"
#include "base/text.h"
#include "view/compose.h"

/* ---- parties ------------------------------------------------------------------------- */

enum { PARTY_LOOK = 12 };

struct parties {
	struct sv uscc, code, name, ciq;	/* of the first, in the arena */
	struct arena arena;
	size_t n;			/* different ones */
	struct sv typed;
	bool exact;			/* what was typed is all of its number or name */
};

static struct sv
keep(struct arena *arena, struct sv text)
{
	return (struct sv){arena_dup(arena, text.p != NULL ? text.p : "", text.n), text.n};
}

static bool
on_party(void *ctx, const struct desk_party *p)
{
	struct parties *f = ctx;
	bool exact = sv_eq(p->uscc, f->typed) || sv_eq(p->code, f->typed) || sv_eq(p->name, f->typed);

	if (f->n > 0 && sv_eq(p->uscc, f->uscc) && sv_eq(p->code, f->code) && sv_eq(p->name, f->name))
		return true;
	if (f->n > 0 && f->exact && !exact)
		return true;
	if (f->n == 0 || (exact && !f->exact)) {
		f->uscc = keep(&f->arena, p->uscc);
		f->code = keep(&f->arena, p->code);
		f->name = keep(&f->arena, p->name);
		f->ciq = keep(&f->arena, p->ciq);
		f->n = 0;
		f->exact = exact;
	}
	f->n++;
	return true;
}

static size_t
add_value(struct entry_value *v, size_t n, int column, struct sv text, enum doc_mark mark)
{
	if (column >= 0)
		v[n++] = (struct entry_value){column, text, mark};
	return n;
}

static bool
put_party(struct entry *e, struct sv uscc, struct sv code, struct sv name, struct sv ciq)
{
	const struct layout_control *c = e->at.control;
	const bool domestic = c->cell[LAYOUT_CODE] >= 0;
	struct entry_value v[LAYOUT_N_CELL];
	size_t n = 0;

	/* A party abroad has one number: the code that customs knows it by. */
	n = add_value(v, n, c->cell[0], domestic ? uscc : code, DOC_FILLED);
	n = add_value(v, n, c->cell[LAYOUT_CODE], code, DOC_FILLED);
	n = add_value(v, n, c->cell[LAYOUT_NAME], name, DOC_FILLED);
	n = add_value(v, n, c->cell[LAYOUT_CIQ], ciq, DOC_FILLED);
	return entry_put(e, c, v, n) == RC_OK;
}

void
entry_take_party(struct entry *e, const struct desk_party *party)
{
	if (put_party(e, party->uscc, party->code, party->name, party->ciq))
		entry_go(e, e->then);
}

static bool
is_number(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z')))
			return false;
	return s.n > 0;
}

/* The cell that a text of no known party looks like. */
static int
cell_like(const struct layout_control *c, struct sv text)
{
	bool digits = false;

	for (size_t i = 0; i < text.n; i++)
		digits = digits || (text.p[i] >= '0' && text.p[i] <= '9');
	if (c->cell[LAYOUT_CODE] < 0)
		return is_number(text) && (digits || sv_is(text, "NO")) ? 0 : LAYOUT_NAME;
	if (is_number(text) && text.n == 18)
		return 0;
	if (is_number(text) && (text.n == 9 || text.n == 10))
		return LAYOUT_CODE;
	return LAYOUT_NAME;
}

/* Must the cell be given, and is not? */
static bool
is_missing(const struct entry *e, const struct layout_control *c, int cell, const struct doc_row *row)
{
	const struct form *form = doc_form(entry_doc(e));
	const struct dict_node *n = entry_node(e, c, cell);
	const struct form_bind *b = form == NULL || n == NULL ? NULL : form_bind_of(form, c->table, c->cell[cell]);

	if (n == NULL || doc_state(row, c->cell[cell]) == DOC_GIVEN)
		return false;
	return b != NULL && b->required != NULL ? entry_holds(e, b->required, row) : n->declare != DICT_NO;
}

static void open_cells(struct entry *e, bool missing);

static bool
lacks_cells(const struct entry *e)
{
	const struct layout_control *c = e->at.control;

	for (int i = 0; i < LAYOUT_N_CELL; i++)
		if (is_missing(e, c, i, entry_row_of(e, c, e->at.row)))
			return true;
	return false;
}


static bool
put_unknown(struct entry *e, struct sv typed)
{
	const struct layout_control *c = e->at.control;
	struct str half = {0}, number = {0};
	struct entry_value v;
	int cell;
	bool done;

	text_add_half(&half, typed);
	text_add_upper(&number, sv_trim(str_sv(&half)));
	cell = cell_like(c, str_sv(&number));
	if (c->cell[cell] < 0)
		cell = 0;
	v = (struct entry_value){c->cell[cell], cell == LAYOUT_NAME ? typed : str_sv(&number), DOC_TYPED};
	done = entry_put(e, c, &v, 1) == RC_OK;
	if (done && lacks_cells(e)) {
		entry_begin(e);
		open_cells(e, true);
		done = false;
	}
	str_clear(&half);
	str_clear(&number);
	return done;
}

bool
entry_commit_party(struct entry *e, struct sv text)
{
	struct parties found = {.typed = text};
	struct err err = {0};
	bool done;

	if (text.n == 0)
		return put_party(e, text, text, text, text);
	if (desk_party_find(desk_draft_desk(e->draft), text, PARTY_LOOK, on_party, &found, &err) != RC_OK)
		found.n = 0;
	if (found.n == 1) {
		done = put_party(e, found.uscc, found.code, found.name, found.ciq);
	} else if (found.n > 1) {
		int y, x, width;

		entry_anchor(e, &y, &x, &width);
		e->asked = ASKED_PARTY;
		view_push(e->screen.view, view_parties(e->screen.view, text, y, x, width));
		done = false;
	} else {
		done = put_unknown(e, text);
	}
	arena_free(&found.arena);
	return done;
}

/* ---- cells one by one ------------------------------------------------------------------- */

static enum line_kind
kind_of_cell(const struct dict_node *n)
{
	switch (n->type) {
	case DICT_INTEGER:
	case DICT_DECIMAL:
		return LINE_NUMBER;
	case DICT_CODE:
		return LINE_CODE;
	default:
		return n->form[0] == '[' ? LINE_CODE : LINE_TEXT;
	}
}

/* The names of the cells of a party are long and begin alike. */
static const char *
label_of_cell(const struct layout_control *c, int cell, const struct dict_node *n)
{
	static const char *const domestic[LAYOUT_N_CELL] = {N_("unified code"), N_("customs code"), N_("name"), N_("inspection code")},
	    *const overseas[LAYOUT_N_CELL] = {N_("code"), N_("customs code"), N_("name"), N_("inspection code")};

	if (c->kind != LAYOUT_PARTY)
		return dict_label(n);
	return c->cell[LAYOUT_CODE] >= 0 ? _(domestic[cell]) : _(overseas[cell]);
}

/* missing: those that lack, and no others. */
static void
open_cells(struct entry *e, bool missing)
{
	const struct layout_control *c = e->at.control;
	const struct doc_row *r = entry_row_of(e, c, e->at.row);
	struct cells_setup setup = {.title = entry_label(e, c, e->at.row), .wrapped = c->kind == LAYOUT_AREA || c->kind == LAYOUT_FIELD};
	bool found = false;

	for (int i = 0; i < LAYOUT_N_CELL; i++) {
		const struct dict_node *n = entry_node(e, c, i);

		if (n == NULL)
			continue;
		setup.skip[setup.n] = missing && !is_missing(e, c, i, r);
		if (missing && !found && !setup.skip[setup.n]) {
			setup.at = setup.n;
			found = true;
		}
		setup.label[setup.n] = label_of_cell(c, i, n);
		setup.kind[setup.n] = kind_of_cell(n);
		setup.value[setup.n++] = r != NULL ? doc_raw(r, c->cell[i]) : (struct sv){0};
	}
	entry_anchor(e, &setup.y, &setup.x, &setup.width);
	if (setup.wrapped && e->line.dirty)
		setup.value[0] = str_sv(&e->line.text);
	e->asked = ASKED_CELLS;
	view_push(e->screen.view, cells_new(e->screen.view, &setup));
}

void
entry_take_cells(struct entry *e, const struct sv *value)
{
	const struct layout_control *c = e->at.control;
	struct entry_value v[LAYOUT_N_CELL];
	const struct doc_row *r = entry_row_of(e, c, e->at.row);
	size_t n = 0, given = 0;

	for (int i = 0; i < LAYOUT_N_CELL; i++) {
		if (entry_node(e, c, i) == NULL)
			continue;
		if (r == NULL || !sv_eq(doc_raw(r, c->cell[i]), value[given]))
			v[n++] = (struct entry_value){c->cell[i], value[given], DOC_TYPED};
		given++;
	}
	if (n == 0 || entry_put(e, c, v, n) == RC_OK)
		entry_go(e, e->then);
}

void
entry_unfold(struct entry *e)
{
	const struct layout_control *c = e->at.control;

	e->then = THEN_NEXT;
	switch (c != NULL ? c->kind : LAYOUT_TEXT) {
	case LAYOUT_SUB:
		entry_open_sub(e, c);
		return;
	case LAYOUT_ELEMENTS:
		if (e->line.dirty && !entry_commit(e, THEN_STAY))
			return;
		if (e->at.row == 0) {
			view_say(e->screen.view, VIEW_WARNS, _("the elements hang on the tariff code: fill it in first"));
			return;
		}
		e->then = THEN_NEXT;
		e->asked = ASKED_ELEMENTS;
		view_push(e->screen.view, view_elements(e->screen.view, e->draft, e->at.row, c));
		return;
	case LAYOUT_TOKENS:
		entry_open_codes(e);
		return;
	case LAYOUT_PARTY:
	case LAYOUT_FEE:
	case LAYOUT_PACKS:
	case LAYOUT_AREA:
		open_cells(e, false);
		return;
	case LAYOUT_FIELD:
		if (entry_node(e, c, 0)->type == DICT_STRING && entry_codes(e, c, 0) < 0) {
			open_cells(e, false);
			return;
		}
		break;
	default:
		break;
	}
	view_say(e->screen.view, VIEW_SAYS, _("there is nothing to unfold here"));
}
