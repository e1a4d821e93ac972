/* The entry screen: opening a draft, pauses, answers of pop-ups, leaving. */
#include "view/entry.h"

#include "base/day.h"
#include "base/i18n.h"

enum { PAUSE_MS = 300, REFRESH_MS = 1000, CHECK_US = 4000 };

void
entry_changed(struct entry *e, bool shape)
{
	e->change++;
	if (shape)
		e->shape++;
	e->checked = false;
	e->pending = false;
}

/* The document may have been read anew: rows and values are others. */
void
entry_failed(struct entry *e, const struct err *err)
{
	entry_changed(e, true);
	if (e->line.dirty) {
		entry_rows(e);
		if (e->at.row != 0 && doc_row_by_id(entry_doc(e), e->at.row) == NULL)
			entry_settle(e);
	} else {
		entry_settle(e);
	}
	view_say_err(e->screen.view, err);
}

/* ---- pauses ------------------------------------------------------------------------------ */

static void
look_for_others(struct entry *e, int64_t now)
{
	bool changed = false;
	struct err err = {0};

	if (now - e->refreshed_ms < REFRESH_MS)
		return;
	e->refreshed_ms = now;
	if (desk_draft_refresh(e->draft, &changed, &err) != RC_OK || !changed)
		return;
	entry_changed(e, true);
	if (!e->line.dirty)
		entry_settle(e);
	view_say(e->screen.view, VIEW_WARNS, _("somebody else changed this draft; it was read anew"));
}

static void
idle(struct screen *s, int64_t budget_us, int *wait_ms)
{
	struct entry *e = (struct entry *)s;
	const int64_t now = clock_now_ms();

	*wait_ms = REFRESH_MS;
	if (e->unsaved_ms != 0 && now - e->typed_ms >= PAUSE_MS)
		entry_keep_pending(e);
	else if (e->unsaved_ms != 0)
		*wait_ms = (int)(PAUSE_MS - (now - e->typed_ms));
	look_for_others(e, now);
	if (!e->checked) {
		e->checked = desk_draft_check(e->draft, budget_us < CHECK_US ? budget_us : CHECK_US);
		e->change++;
		if (!e->checked)
			*wait_ms = 0;
	}
}

/* ---- answers -------------------------------------------------------------------------------- */

static void
to_finding(struct entry *e, const struct finding_at *at)
{
	if (!entry_to_cell(e, at->row, at->table, at->column))
		view_say(e->screen.view, VIEW_WARNS, _("no page of this form shows that place"));
}

static void
after_elements(struct entry *e)
{
	entry_changed(e, false);
	entry_go(e, THEN_NEXT);
}

static void
resume(struct screen *s, const void *result)
{
	struct entry *e = (struct entry *)s;
	const enum entry_asked asked = e->asked;

	e->asked = ASKED_NOTHING;
	if (asked == ASKED_ROWS) {
		entry_changed(e, true);
		entry_settle(e);
	}
	if (result == NULL)
		return;
	switch (asked) {
	case ASKED_CODE:
	case ASKED_TICKS:
		entry_take_code(e, *(const struct sv *)result);
		break;
	case ASKED_KIND:
		entry_take_kind(e, *(const struct sv *)result);
		break;
	case ASKED_ITEM:
		entry_take_code(e, sv_of(e->at.control->item[*(const size_t *)result].value));
		break;
	case ASKED_PARTY:
		entry_take_party(e, result);
		break;
	case ASKED_CELLS:
		entry_take_cells(e, result);
		break;
	case ASKED_ELEMENTS:
		after_elements(e);
		break;
	case ASKED_TIE:
		entry_take_tie(e, *(const size_t *)result);
		break;
	case ASKED_VALUE:
	case ASKED_PLACE:
		entry_take_choice(e, *(const size_t *)result);
		break;
	case ASKED_FINDING:
		to_finding(e, result);
		break;
	case ASKED_ROWS:
	case ASKED_NOTHING:
		break;
	}
}

/* ---- life ------------------------------------------------------------------------------------- */

static bool
leave(struct screen *s)
{
	entry_keep_pending((struct entry *)s);
	return true;
}

static void
close_entry(struct screen *s)
{
	struct entry *e = (struct entry *)s;

	if (e->draft != NULL && e->fresh_untouched && !e->pending)
		entry_drop_untouched(e);
	for (size_t i = 0; e->page != NULL && i < e->layout->n_page; i++)
		mem_free(e->page[i].stop);
	mem_free(e->page);
	page_free(&e->geometry);
	mem_free(e->show);
	mem_free(e->cell);
	mem_free(e->row_mark);
	mem_free(e->row);
	mem_free(e->choice);
	mem_free(e->imagined);
	arena_free(&e->arena);
	arena_free(&e->cell_arena);
	arena_free(&e->choices);
	str_clear(&e->insisted);
	str_clear(&e->kept_text);
	line_clear(&e->line);
	desk_draft_close(e->draft);
	mem_free(e);
}

const struct screen_class view_entry_class = {
	.name = "entry",
	.title = N_("Entry"),
	.action = entry_actions,
	.types = true,
	.paint = entry_paint,
	.key = entry_key,
	.idle = idle,
	.resume = resume,
	.leave = leave,
	.free = close_entry,
};

static void
add_stop(struct entry_page *p, const struct layout_control *c)
{
	if (c->order >= 0) {
		p->stop[c->order] = c;
		p->n_stop++;
	}
}

static void
gather_stops(struct entry *e)
{
	e->page = mem_zalloc(e->layout->n_page + 1, sizeof *e->page);
	for (size_t i = 0; i < e->layout->n_page; i++) {
		const struct layout_page *of = &e->layout->page[i];
		struct entry_page *p = &e->page[i];

		p->stop = mem_zalloc(of->n_stop + 1, sizeof(*p->stop));
		for (size_t k = 0; k < of->n_column; k++)
			add_stop(p, &of->column[k]);
		for (size_t k = 0; k < of->n_line; k++)
			for (size_t m = 0; m < of->line[k].n; m++)
				add_stop(p, &of->line[k].control[m]);
	}
}

/* Nothing stands in it but what comes by itself: it was made for the text. */
static bool
is_bare(const struct entry *e, const struct doc_row *row)
{
	const struct dict_table *t = &doc_dict(entry_doc(e))->table[doc_row_table(row)];

	for (int i = 0; i < t->n_column; i++) {
		enum doc_mark mark = doc_mark(row, i);

		if (t->column[i]->type != DICT_GROUP && doc_state(row, i) == DOC_GIVEN && mark != DOC_DEFAULT && mark != DOC_CALCULATED
		    && mark != DOC_FILLED)
			return false;
	}
	return doc_row_parent(row) != NULL;
}

static void
restore_pending(struct entry *e)
{
	struct str text = {0};
	const struct doc_row *r;
	uint32_t row;
	size_t caret;
	int column;

	if (e->read_only || desk_draft_pending_get(e->draft, &row, &column, &text, &caret, NULL) != RC_OK)
		return;
	r = doc_row_by_id(entry_doc(e), row);
	if (r != NULL && entry_to_cell(e, row, doc_row_table(r), column)) {
		line_set(&e->line, str_sv(&text));
		e->line.caret = caret;
		e->pending = true;
		if (is_bare(e, r)) {
			e->fresh = row;
			e->fresh_untouched = true;
		}
		view_say(e->screen.view, VIEW_WARNS, _("what was being typed here when yulu ended stands in the field again; Enter takes it, Esc drops it"));
	}
	str_clear(&text);
}

static enum rc
open_draft(struct entry *e, int64_t draft, struct err *err)
{
	enum rc rc = desk_draft_open(view_desk(e->screen.view), draft, DESK_EDIT_IF_FREE, &e->draft, err);
	const char *why;

	if (rc != RC_OK)
		return rc;
	if (desk_draft_type(e->draft) == NULL || desk_draft_doc(e->draft) == NULL)
		return err_set(err, RC_NOTFOUND, _("draft #%lld: its definitions are not installed; export it or install them"), (long long)draft);
	rc = view_layout(e->screen.view, desk_draft_type(e->draft), &e->layout, err);
	if (rc != RC_OK)
		return rc;
	e->help = view_help(e->screen.view, desk_draft_type(e->draft));
	e->read_only = desk_draft_read_only(e->draft, &why);
	if (e->read_only)
		view_say(e->screen.view, VIEW_WARNS, "%s", why);
	return RC_OK;
}

enum rc
view_entry(struct view *view, int64_t draft, struct screen **out, struct err *err)
{
	struct entry *e = mem_zalloc(1, sizeof *e);
	int page = 0;
	enum rc rc;

	*out = NULL;
	e->screen = (struct screen){.class = &view_entry_class, .view = view};
	e->change = e->shape = 1;
	rc = open_draft(e, draft, err);
	if (rc != RC_OK) {
		close_entry(&e->screen);
		return rc;
	}
	gather_stops(e);
	e->refreshed_ms = clock_now_ms();
	while ((size_t)page + 1 < e->layout->n_page && !entry_page_shown(e, page))
		page++;
	e->parent = doc_row_id(doc_root(entry_doc(e)));
	entry_to_page(e, page);
	restore_pending(e);
	*out = &e->screen;
	return RC_OK;
}
