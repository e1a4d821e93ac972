/* The table of the entry screen's actions, and keys. */
#include "view/entry.h"

#include "base/day.h"
#include "base/i18n.h"

static struct entry *
entry_of(struct screen *s)
{
	return (struct entry *)s;
}

/* ---- when actions count ------------------------------------------------------------- */

static bool
in_table(struct screen *s)
{
	return entry_is_table(entry_of(s)) && !entry_of(s)->read_only;
}

/* Del and Ins are the editor's while something is typed or the caret was moved. */
static bool
in_untouched_row(struct screen *s)
{
	const struct line *l = &entry_of(s)->line;

	return in_table(s) && !l->dirty && (l->selected || l->text.len_b == 0);
}

static bool
can_write(struct screen *s)
{
	return !entry_of(s)->read_only;
}

static bool
is_typed(struct screen *s)
{
	return entry_of(s)->line.dirty;
}

static bool
has_sub(struct screen *s)
{
	return entry_of(s)->n_back > 0;
}

static bool
has_two_pages(struct screen *s)
{
	struct entry *e = entry_of(s);

	for (size_t i = 0; i < e->layout->n_page; i++)
		if ((int)i != e->at.page && entry_page_shown(e, (int)i))
			return true;
	return false;
}

/* ---- moving ---------------------------------------------------------------------------- */

static void
leave_to(struct screen *s, enum entry_then then)
{
	if (entry_commit(entry_of(s), then))
		entry_go(entry_of(s), then);
}

/* An empty field of elements opens its dialog. */
static bool
wants_elements(struct entry *e)
{
	const struct doc_row *r = e->at.row != 0 ? doc_row_by_id(entry_doc(e), e->at.row) : NULL;

	return e->at.control != NULL && e->at.control->kind == LAYOUT_ELEMENTS && r != NULL && !e->line.dirty && !e->read_only
	    && doc_state(r, e->at.control->cell[0]) != DOC_GIVEN && doc_state(r, e->at.control->cell[LAYOUT_OF]) == DOC_GIVEN;
}

static void
act_next(struct screen *s)
{
	if (wants_elements(entry_of(s)))
		entry_unfold(entry_of(s));
	else
		leave_to(s, THEN_NEXT);
}

static void
act_on(struct screen *s)
{
	leave_to(s, THEN_ON);
}

static void
act_prev(struct screen *s)
{
	leave_to(s, THEN_PREV);
}

static void
act_up(struct screen *s)
{
	leave_to(s, THEN_UP);
}

static void
act_down(struct screen *s)
{
	leave_to(s, THEN_DOWN);
}

static void
to_page(struct entry *e, int page)
{
	if (page >= 0 && (size_t)page < e->layout->n_page && entry_commit(e, THEN_STAY))
		entry_to_page(e, page);
}

static void
step_page(struct screen *s, int step)
{
	struct entry *e = entry_of(s);
	int n = (int)e->layout->n_page, page = e->at.page;

	if (e->n_back > 0)
		page = e->back[0].page;
	do {
		page = (page + n + step) % n;
	} while (!entry_page_shown(e, page));
	to_page(e, page);
}

static void
act_page_next(struct screen *s)
{
	step_page(s, 1);
}

static void
act_page_prev(struct screen *s)
{
	step_page(s, -1);
}

/* The head and its first table in turn. */
static void
act_turn(struct screen *s)
{
	struct entry *e = entry_of(s);
	int head = -1, table = -1;

	for (int i = (int)e->layout->n_page - 1; i >= 0; i--) {
		if (!entry_page_shown(e, i))
			continue;
		*(e->layout->page[i].table != 0 ? &table : &head) = i;
	}
	to_page(e, e->at.page == table || table < 0 ? head : table);
}

/* ---- the field ---------------------------------------------------------------------------- */

static void
act_codes(struct screen *s)
{
	if (entry_of(s)->at.control != NULL)
		entry_open_codes(entry_of(s));
}

static void
act_help(struct screen *s)
{
	entry_show_help(entry_of(s));
}

static void
act_history(struct screen *s)
{
	entry_show_history(entry_of(s));
}

static void
act_same(struct screen *s)
{
	entry_same_as_above(entry_of(s));
}

static void
act_unfold(struct screen *s)
{
	entry_unfold(entry_of(s));
}

static void
act_restore(struct screen *s)
{
	struct entry *e = entry_of(s);

	line_restore(&e->line);
	str_reset(&e->insisted);
	if (e->pending)
		desk_draft_pending_drop(e->draft, NULL);
	e->pending = false;
	e->unsaved_ms = 0;
}

static void
act_take_back(struct screen *s)
{
	entry_take_back(entry_of(s));
}

static void
act_leave_sub(struct screen *s)
{
	if (entry_commit(entry_of(s), THEN_STAY))
		entry_leave_sub(entry_of(s));
}

/* ---- findings -------------------------------------------------------------------------------- */

static void
act_findings(struct screen *s)
{
	struct entry *e = entry_of(s);

	if (!entry_commit(e, THEN_STAY))
		return;
	e->asked = ASKED_FINDING;
	view_push(s->view, view_findings(s->view, e->draft));
}

static void
act_next_to_see(struct screen *s)
{
	if (entry_commit(entry_of(s), THEN_STAY))
		entry_next_to_see(entry_of(s));
}

static void
act_unseen(struct screen *s)
{
	if (entry_commit(entry_of(s), THEN_STAY))
		entry_list_unseen(entry_of(s));
}

static void
act_changes(struct screen *s)
{
	struct entry *e = entry_of(s);

	view_push(s->view, view_history(s->view, desk_draft_id(e->draft), (struct sv){0}));
}

/* ---- steps ------------------------------------------------------------------------------------- */

/* A cell that only follows from others is not what the step was about. */
static bool
follows(const struct entry *e, const struct doc_row *row, int column)
{
	const struct form *f = doc_form(entry_doc(e));
	const struct form_bind *b = f != NULL && column >= 0 ? form_bind_of(f, doc_row_table(row), column) : NULL;

	return b != NULL && b->calculate != NULL;
}

static void
step_back(struct entry *e, bool redo)
{
	struct err err = {0};
	uint32_t row = 0;
	int column = -1;
	enum rc rc = redo ? desk_draft_redo(e->draft, &row, &column, &err) : desk_draft_undo(e->draft, &row, &column, &err);
	const struct doc_row *r;

	e->fresh_untouched = false;
	if (rc != RC_OK) {
		entry_failed(e, &err);
		return;
	}
	entry_changed(e, true);
	r = doc_row_by_id(entry_doc(e), row);
	if (r == NULL || follows(e, r, column) || !entry_to_cell(e, row, doc_row_table(r), column))
		entry_settle(e);
	view_say(e->screen.view, VIEW_SAYS, redo ? _("done again") : _("taken back"));
}

static void
act_undo(struct screen *s)
{
	struct entry *e = entry_of(s);

	if (e->line.dirty)
		act_restore(s);
	else
		step_back(e, false);
}

static void
act_redo(struct screen *s)
{
	act_restore(s);
	step_back(entry_of(s), true);
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static void
act_insert(struct screen *s)
{
	entry_row_insert(entry_of(s));
}

static void
act_delete(struct screen *s)
{
	entry_row_delete(entry_of(s));
}

static void
act_duplicate(struct screen *s)
{
	entry_row_duplicate(entry_of(s));
}

static void
act_move_up(struct screen *s)
{
	entry_row_move(entry_of(s), -1);
}

static void
act_move_down(struct screen *s)
{
	entry_row_move(entry_of(s), 1);
}

static void
act_fill_down(struct screen *s)
{
	entry_fill_down(entry_of(s), false);
}

static void
act_fill_all(struct screen *s)
{
	entry_fill_down(entry_of(s), true);
}

static bool
has_files(struct screen *s)
{
	const struct dict *d = doc_dict(entry_doc(entry_of(s)));

	return can_write(s) && dict_find(d, SV("EdocRealation")) != NULL;
}

static void
act_attach(struct screen *s)
{
	struct entry *e = entry_of(s);

	if (!entry_commit(e, THEN_STAY))
		return;
	e->asked = ASKED_ROWS;
	view_push(s->view, view_attach(s->view, e->draft));
}

static void
act_proof(struct screen *s)
{
	struct screen *sheet;

	if (!entry_commit(entry_of(s), THEN_STAY))
		return;
	sheet = view_proof(s->view, entry_of(s)->draft);
	if (sheet != NULL)
		view_push(s->view, sheet);
}

/* ---- the table ------------------------------------------------------------------------------------- */

const struct action entry_actions[] = {
	{"next", "Enter", "Tab", N_("next"), N_("take the value and go to the next field"), NULL, act_next},
	{"on", "M-Right", "C-n", NULL, N_("to the next field, also to one that Enter passes by"), NULL, act_on},
	{"prev", "S-Tab", "C-b", NULL, N_("back to the field before"), NULL, act_prev},
	{"up", "Up", NULL, NULL, N_("the field above; in a table the row above"), NULL, act_up},
	{"down", "Down", NULL, NULL, N_("the field below; in a table the row below"), NULL, act_down},
	{"turn", "F2", NULL, N_("turn"), N_("head and goods in turn"), has_two_pages, act_turn},
	{"row-insert", "Ins", NULL, N_("insert"), N_("insert a row before this one"), in_untouched_row, act_insert},
	{"row-duplicate", "C-d", NULL, N_("double"), N_("copy the row behind this one"), in_table, act_duplicate},
	{"row-delete", "Del", NULL, N_("delete"), N_("delete the row; undo brings it back"), in_untouched_row, act_delete},
	{"same", "F4", "C-o", N_("same"), N_("take the value of the row above"), can_write, act_same},
	{"unfold", "F6", "C-e", N_("unfold"), N_("unfold the field: elements, the cells of a party, a long text, rows below"), can_write, act_unfold},
	{"codes", "F8", NULL, N_("codes"), N_("choose from the list of codes"), can_write, act_codes},
	{"findings", "F7", "C-k", N_("check"), N_("all findings; Enter goes to the field"), NULL, act_findings},
	{"next-to-see", "F5", "C-r", NULL, N_("to the next finding, else to the next value that nobody has looked at"), NULL, act_next_to_see},
	{"help", "F1", "M-h", NULL, N_("how this field is filled in"), NULL, act_help},
	{"earlier", "F3", "C-f", NULL, N_("earlier values of this field"), NULL, act_history},
	{"undo", "C-z", NULL, NULL, N_("take back the last step, or what is being typed"), can_write, act_undo},
	{"redo", "C-y", NULL, NULL, N_("do again what was taken back"), can_write, act_redo},
	{"restore", "Esc", NULL, NULL, N_("back to the value before typing"), is_typed, act_restore},
	{"row-back", "Esc", NULL, NULL, N_("back to the page this one was opened from"), has_sub, act_leave_sub},
	{"page-next", "PgDn", NULL, NULL, N_("next page"), has_two_pages, act_page_next},
	{"page-prev", "PgUp", NULL, NULL, N_("page before"), has_two_pages, act_page_prev},
	{"row-up", "M-Up", NULL, NULL, N_("move the row up"), in_table, act_move_up},
	{"row-down", "M-Down", NULL, NULL, N_("move the row down"), in_table, act_move_down},
	{"fill-down", "M-d", NULL, NULL, N_("copy this field into all rows below"), in_table, act_fill_down},
	{"fill-all", NULL, NULL, NULL, N_("copy this field into all rows"), in_table, act_fill_all},
	{"unseen", "M-u", NULL, NULL, N_("list the values that came from elsewhere and nobody has looked at"), NULL, act_unseen},
	{"take-back", "M-z", NULL, NULL, N_("take back what filled itself into this field"), can_write, act_take_back},
	{"changes", NULL, NULL, NULL, N_("who changed what and when"), NULL, act_changes},
	{"attach", "M-a", NULL, NULL, N_("attach files"), has_files, act_attach},
	{"proof", "M-p", NULL, NULL, N_("the proof sheet, for the client to confirm"), NULL, act_proof},
	{.id = NULL},
};

/* ---- typing -------------------------------------------------------------------------------------------- */

void
entry_keep_pending(struct entry *e)
{
	struct err err = {0};

	e->unsaved_ms = 0;
	if (!e->line.dirty || e->at.control == NULL || e->at.control->cell[0] < 0 || e->read_only)
		return;
	if (entry_row_of(e, e->at.control, e->at.row) == NULL) {
		desk_draft_begin(e->draft);
		if (entry_make_row(e, &err) != RC_OK || desk_draft_commit(e->draft, &err) != RC_OK) {
			desk_draft_abandon(e->draft);
			entry_failed(e, &err);
			return;
		}
		entry_changed(e, true);
		e->fresh_untouched = true;
	}
	if (desk_draft_pending_put(e->draft, doc_row_id(entry_row_of(e, e->at.control, e->at.row)), e->at.control->cell[0],
	    str_sv(&e->line.text), e->line.caret, &err) != RC_OK)
		view_say_err(e->screen.view, &err);
	e->pending = true;
}

static bool
refuse(struct entry *e, const struct key *key)
{
	const char *why;

	if (!e->read_only || (key->code != K_PASTE && key->code != K_BKSP && key->code != K_DEL && (key->code != K_CHAR || key->ctrl || key->alt)))
		return false;
	desk_draft_read_only(e->draft, &why);
	view_say(e->screen.view, VIEW_WARNS, "%s", why);
	return true;
}

static bool
paste(struct entry *e, const struct key *key)
{
	bool stripped;
	const bool has_tabs = memchr(key->paste.p, '\t', key->paste.n) != NULL;

	if (entry_is_table(e) && has_tabs) {
		e->asked = ASKED_ROWS;
		view_push(e->screen.view, view_paste(e->screen.view, e->draft, entry_layout_page(e), e->parent, key->paste));
		return true;
	}
	line_paste(&e->line, key->paste, &stripped);
	if (stripped)
		view_say(e->screen.view, VIEW_WARNS, _("line ends, tabs or control characters were left out of what was pasted"));
	return true;
}

static bool
click(struct entry *e, const struct key *key)
{
	const struct page *g = &e->geometry;
	const struct entry_page *p = &e->page[e->at.page];
	const int y = key->y - ENTRY_BODY_Y, page = key->button == 1 ? entry_bar_at(e, key->y, key->x) : -1;

	if (key->button == 4 || key->button == 5) {
		leave_to(&e->screen, key->button == 4 ? THEN_UP : THEN_DOWN);
		return true;
	}
	if (key->button != 1 || page >= 0) {
		to_page(e, page);
		return true;
	}
	if (!entry_commit(e, THEN_STAY))
		return true;
	if (g->block_rows > 0 && y > g->block_y && y <= g->block_y + g->block_rows && p->top + (size_t)(y - g->block_y - 1) <= e->n_row)
		entry_to_row(e, p->top + (size_t)(y - g->block_y - 1));
	for (size_t i = 0; i < g->n_spot; i++) {
		const struct page_spot *s = &g->spot[i];
		int at = i < g->n_above ? s->y : g->below_y + s->y - p->scroll;

		if (at == y && key->x >= s->x && key->x <= s->last_x && entry_usable(e, s->control, e->at.row))
			entry_focus(e, (struct entry_at){e->at.page, e->at.row, s->control});
	}
	return true;
}

/* Space in an empty field with a list opens it. */
static bool
opens_list(struct entry *e, const struct key *key)
{
	const struct layout_control *c = e->at.control;

	if (key->code != K_CHAR || key->ch != ' ' || key->ctrl || key->alt || e->line.text.len_b > 0 || e->read_only)
		return false;
	if (c->kind == LAYOUT_SUB) {
		entry_open_sub(e, c);
		return true;
	}
	if (c->n_item == 0 && c->kind != LAYOUT_PARTY && (c->kind == LAYOUT_FEE || entry_codes(e, c, 0) < 0))
		return false;
	entry_open_codes(e);
	return true;
}

/* Text that a process left behind when it dies is kept in pauses, and at the latest every second. */
static void
note_typing(struct entry *e)
{
	int64_t now = clock_now_ms();

	e->typed_ms = now;
	if (e->unsaved_ms == 0)
		e->unsaved_ms = now;
	else if (now - e->unsaved_ms >= 1000)
		entry_keep_pending(e);
}

bool
entry_key(struct screen *s, const struct key *key)
{
	struct entry *e = entry_of(s);
	enum line_did did;

	if (key->code == K_MOUSE)
		return click(e, key);
	if (key->code == K_CHAR && key->alt && key->ch >= '1' && key->ch <= '9') {
		for (size_t i = 0; i < e->layout->n_page; i++)
			if (entry_page_shown(e, (int)i) && entry_page_number(e, (int)i) == (int)(key->ch - '0')) {
				to_page(e, (int)i);
				return true;
			}
		return false;
	}
	if (e->at.control == NULL || refuse(e, key) || opens_list(e, key))
		return e->at.control != NULL;
	if (key->code == K_PASTE)
		return paste(e, key);
	if (e->at.control->kind == LAYOUT_SUB)
		return false;
	did = line_key(&e->line, key);
	if (did == LINE_CHANGED) {
		str_reset(&e->insisted);
		note_typing(e);
	}
	return did != LINE_PASSED;
}
