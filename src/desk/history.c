/*
 * History: steps from the youngest, each change a line.
 *
 * Places are those of today; a row that is gone is named by its table and
 * [#id].
 */
#include "desk/draft.h"

#include "base/i18n.h"
#include "desk/internal.h"

struct step {
	struct store_step s;
	bool taken_back;
};

struct gone {			/* a row that does not stand any more */
	uint32_t row;
	struct sv tbl;
};

struct telling {
	struct arena arena;
	struct step *step;
	size_t n, cap;
	struct gone *gone;
	size_t n_gone, cap_gone;
	const struct doc *doc;
	struct sv place;		/* wanted; "" all */
	const struct step *now;		/* whose changes are told */
	size_t n_told;			/* of it */
	struct str where;
	desk_on_line *on_line;
	void *ctx;
	bool stopped;
};

static struct sv
keep(struct arena *arena, struct sv text)
{
	return (struct sv){arena_dup(arena, text.p != NULL ? text.p : "", text.n), text.n};
}

/* ---- which steps stand? -------------------------------------------------------- */

static bool
gather_step(void *ctx, const struct store_step *step)
{
	struct telling *t = ctx;
	struct step s = {.s = *step};

	s.s.kind = keep(&t->arena, step->kind);
	s.s.operator = keep(&t->arena, step->operator);
	s.s.tty = keep(&t->arena, step->tty);
	s.taken_back = sv_is(step->kind, "edit");
	if (t->n == t->cap)
		t->step = mem_grow(t->step, &t->cap, sizeof *t->step);
	t->step[t->n++] = s;
	return true;
}

/* Those on the way from the top down are the document. The youngest come first,
 * and what a step stands on is older. */
static void
find_standing(struct telling *t, int64_t top)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->step[i].s.id == top) {
			t->step[i].taken_back = false;
			top = t->step[i].s.prev;
		}
}

/* ---- places ------------------------------------------------------------------------ */

static struct sv
table_of_gone(struct telling *t, const struct store_change *c)
{
	const struct store_side *side = c->now.given ? &c->now : &c->old;

	for (size_t i = 0; i < t->n_gone; i++)
		if (t->gone[i].row == c->row)
			return t->gone[i].tbl;
	if (c->path.n > 0)
		return SV("");
	if (t->n_gone == t->cap_gone)
		t->gone = mem_grow(t->gone, &t->cap_gone, sizeof *t->gone);
	t->gone[t->n_gone++] = (struct gone){c->row, keep(&t->arena, side->tbl)};
	return side->tbl;
}

static void
make_place(struct telling *t, const struct store_change *c)
{
	const struct doc_row *row = doc_row_by_id(t->doc, c->row);

	str_reset(&t->where);
	if (row != NULL) {
		doc_place(t->doc, row, -1, &t->where);
	} else {
		str_add(&t->where, table_of_gone(t, c));
		str_addf(&t->where, "[#%u]", (unsigned)c->row);
	}
	if (c->path.n > 0 && t->where.len_b > 0)
		str_addc(&t->where, '/');
	str_add(&t->where, c->path);
}

static bool
is_wanted(const struct telling *t)
{
	const struct sv have = str_sv(&t->where);

	return t->place.n == 0 || sv_eq(have, t->place)
	    || (sv_starts(have, t->place) && (have.p[t->place.n] == '/' || have.p[t->place.n] == '['));
}

/* ---- lines --------------------------------------------------------------------------------- */

static struct sv
kind_of(const struct telling *t, const struct store_change *c)
{
	const bool made = !c->old.given, gone = !c->now.given;

	if (!sv_is(t->now->s.kind, "edit"))
		return t->now->s.kind;
	if (c->of_file)
		return gone ? SV("detach") : SV("attach");
	if (c->path.n > 0)
		return SV("set");
	return made ? SV("insert") : gone ? SV("delete") : SV("move");
}

static struct sv
text_of(const struct store_change *c, const struct store_side *side)
{
	struct store_file file;

	if (!side->given)
		return (struct sv){0};
	if (c->of_file)
		return store_file_of_side(c, side, &file) ? file.name : SV("");
	return c->path.n > 0 ? (struct sv){side->text.n > 0 ? side->text.p : "", side->text.n} : SV("");
}

static void
tell(struct telling *t, struct sv kind, struct sv old, struct sv now)
{
	const struct store_step *s = &t->now->s;
	const struct desk_line line = {.step = s->id, .at = s->at, .operator = s->operator, .kind = kind, .place = str_sv(&t->where),
	    .old = old, .now = now, .taken_back = t->now->taken_back};

	t->n_told++;
	t->stopped = !t->on_line(t->ctx, &line);
}

static bool
tell_change(void *ctx, const struct store_change *c)
{
	struct telling *t = ctx;

	make_place(t, c);
	if (is_wanted(t) && sv_is(t->now->s.kind, "undo"))
		tell(t, t->now->s.kind, text_of(c, &c->now), text_of(c, &c->old));
	else if (is_wanted(t))
		tell(t, kind_of(t, c), text_of(c, &c->old), text_of(c, &c->now));
	return !t->stopped;
}

static enum rc
tell_steps(struct telling *t, struct store *store, struct err *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < t->n && !t->stopped; i++) {
		t->now = &t->step[i];
		t->n_told = 0;
		/* undo and redo have the changes of the step they are about */
		rc = store_changes(store, t->now->s.ref != 0 ? t->now->s.ref : t->now->s.id, tell_change, t, err);
		str_reset(&t->where);
		if (rc == RC_OK && t->n_told == 0 && t->place.n == 0 && !t->stopped)
			tell(t, t->now->s.kind, (struct sv){0}, (struct sv){0});
	}
	return rc;
}

/* As it is written today. */
static enum rc
find_place(struct telling *t, struct sv place, struct str *out, struct err *err)
{
	const struct doc_row *row;
	int column;
	enum rc rc = place.n > 0 ? doc_find(t->doc, place, &row, &column, err) : RC_OK;

	if (rc == RC_OK && place.n > 0)
		doc_place(t->doc, row, column, out);
	t->place = str_sv(out);
	return rc;
}

enum rc
desk_draft_history(struct desk *desk, int64_t id, struct sv place, desk_on_line *on_line, void *ctx, struct err *err)
{
	struct telling t = {.on_line = on_line, .ctx = ctx};
	struct str wanted = STR_INIT(0);
	struct store_draft info;
	struct definition *d;
	struct doc *doc;
	enum rc rc = desk_load_draft(desk, id, NULL, &t.arena, &info, &d, &doc, err);

	t.doc = doc;
	if (rc == RC_OK)
		rc = find_place(&t, place, &wanted, err);
	if (rc == RC_OK)
		rc = store_history(desk->store, id, gather_step, &t, err);
	if (rc == RC_OK) {
		find_standing(&t, info.top);
		rc = tell_steps(&t, desk->store, err);
	}
	mem_free(t.step);
	mem_free(t.gone);
	str_clear(&t.where);
	str_clear(&wanted);
	arena_free(&t.arena);
	doc_free(doc);
	return rc;
}
