/* Findings of a draft: errors first; Enter goes to the field. */
#include "view/view.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "check/live.h"

enum { FIRST_ROW = 2, LAST_ROWS = 3, TEXT_AT = 18 };

struct findings {
	struct screen screen;
	struct desk_draft *draft;
	struct arena arena;
	struct live_finding *finding;
	size_t n_finding, at, top;
	size_t n[FORM_ERROR + 1];
	struct finding_at result;
};

static struct sv
keep(struct findings *f, struct sv text)
{
	return (struct sv){arena_dup(&f->arena, text.p != NULL ? text.p : "", text.n), text.n};
}

static int
by_severity(const void *a, const void *b)
{
	const struct live_finding *x = a, *y = b;

	return x->severity != y->severity ? (x->severity < y->severity) - (x->severity > y->severity) : (x->text.p > y->text.p) - (x->text.p < y->text.p);
}

/* A copy, because the draft goes on being judged. Texts lie one behind the other,
 * so that their addresses tell the order. */
static void
take(struct findings *f, const struct live_finding *from, size_t n, char **text)
{
	for (size_t i = 0; i < n; i++) {
		struct live_finding *to = &f->finding[f->n_finding++];

		*to = from[i];
		memcpy(*text, from[i].text.p, from[i].text.n);
		to->text.p = *text;
		*text += from[i].text.n + 1;
		to->place = keep(f, from[i].place);
		f->n[to->severity]++;
	}
}

static size_t
texts_b(const struct live_finding *from, size_t n)
{
	size_t all_b = 0;

	for (size_t i = 0; i < n; i++)
		all_b += from[i].text.n + 1;
	return all_b;
}

/* The cursor stays on the finding it stood on while others come and go. */
static void
follow(struct findings *f, const struct live_finding *at)
{
	for (size_t i = 0; i < f->n_finding; i++) {
		const struct live_finding *x = &f->finding[i];

		if (at->rule != NULL && strcmp(x->rule, at->rule) == 0 && x->row == at->row && x->column == at->column)
			f->at = i;
	}
	if (f->at >= f->n_finding)
		f->at = f->n_finding > 0 ? f->n_finding - 1 : 0;
}

/* What the desk alone knows first, then the document's. */
static void
gather(struct findings *f)
{
	const struct live_finding at = f->at > 0 && f->at < f->n_finding ? f->finding[f->at] : (struct live_finding){.rule = NULL};
	struct live_finding notice[DESK_MAX_NOTICES];
	size_t n_notice = desk_draft_notices(f->draft, notice), n = 0;
	const struct live *live = desk_draft_findings(f->draft);
	const struct live_finding *from = live != NULL ? live_findings(live, &n) : NULL;
	char *text;

	arena_reset(&f->arena);
	mem_free(f->finding);
	f->finding = mem_zalloc(n_notice + n + 1, sizeof *f->finding);
	f->n_finding = 0;
	for (size_t i = 0; i <= FORM_ERROR; i++)
		f->n[i] = 0;
	text = arena_alloc(&f->arena, texts_b(notice, n_notice) + texts_b(from, n) + 1);
	take(f, notice, n_notice, &text);
	take(f, from, n, &text);
	if (f->n_finding > 0)
		qsort(f->finding, f->n_finding, sizeof *f->finding, by_severity);
	follow(f, &at);
}

/* ---- painting --------------------------------------------------------------- */

static enum style
style_of(enum form_severity severity)
{
	return severity == FORM_ERROR ? STYLE_ERROR : severity == FORM_WARNING ? STYLE_WARNING : STYLE_INFO;
}

static const char *
severity_label(enum form_severity severity)
{
	return severity == FORM_ERROR ? _("error") : severity == FORM_WARNING ? _("warning") : _("hint");
}

static int
lines_of(const struct live_finding *f, int width)
{
	struct sv rest = f->text;
	int n = 0;

	do {
		view_wrap(&rest, width);
		n++;
	} while (rest.n > 0);
	return n;
}

static int
paint_finding(const struct live_finding *f, struct canvas *c, int y, int last, bool here)
{
	struct sv rest = f->text;
	int from = y, width = c->cols - TEXT_AT - 1;

	canvas_putz(c, y, 0, 1, STYLE_NORMAL, here ? ">" : " ");
	canvas_putz(c, y, 1, 8, style_of(f->severity), severity_label(f->severity));
	canvas_putz(c, y, 9, 8, STYLE_LABEL, f->rule);
	do {
		canvas_put(c, y, TEXT_AT, width, here ? STYLE_VALUE : STYLE_NORMAL, view_wrap(&rest, width));
		y++;
	} while (rest.n > 0 && y < last);
	if (here)
		canvas_style(c, from, 0, y - from, TEXT_AT - 1, STYLE_SELECTED);
	return y;
}

static void
paint(struct screen *s, struct canvas *c)
{
	struct findings *f = (struct findings *)s;
	int last = c->rows - LAST_ROWS, width = c->cols - TEXT_AT - 1, used = 0;
	size_t first = f->at;

	canvas_fill(c, 0, 0, 1, c->cols, STYLE_TITLE);
	canvas_putf(c, 0, 1, c->cols - 2, STYLE_TITLE, _("what is wrong, judged as for declaring: %zu errors, %zu warnings, %zu hints"),
	    f->n[FORM_ERROR], f->n[FORM_WARNING], f->n[FORM_INFO]);
	if (f->top > f->at)
		f->top = f->at;
	/* the cursor's finding must be seen whole: how far up may the first line be? */
	if (f->n_finding > 0) {
		used = lines_of(&f->finding[f->at], width);
		while (first > f->top && used + lines_of(&f->finding[first - 1], width) <= last - FIRST_ROW)
			used += lines_of(&f->finding[--first], width);
		f->top = first;
	}
	for (int y = FIRST_ROW; first < f->n_finding && y < last; first++)
		y = paint_finding(&f->finding[first], c, y, last, first == f->at);
	if (f->n_finding == 0)
		canvas_putz(c, FIRST_ROW, 2, c->cols - 4, STYLE_NORMAL, _("nothing is wrong"));
	canvas_rule(c, last, 0, c->cols, STYLE_DIM, NULL);
}

/* ---- keys --------------------------------------------------------------------- */

static bool
key(struct screen *s, const struct key *key)
{
	struct findings *f = (struct findings *)s;
	size_t n = f->n_finding, page = 8;

	switch (key->code) {
	case K_UP:
		f->at -= f->at > 0;
		return true;
	case K_DOWN:
		f->at += f->at + 1 < n;
		return true;
	case K_PGUP:
		f->at -= f->at < page ? f->at : page;
		return true;
	case K_PGDN:
		f->at = f->at + page < n ? f->at + page : n > 0 ? n - 1 : 0;
		return true;
	case K_HOME:
		f->at = 0;
		return true;
	case K_END:
		f->at = n > 0 ? n - 1 : 0;
		return true;
	default:
		return false;
	}
}

static bool
has_place(struct screen *s)
{
	const struct findings *f = (struct findings *)s;

	return f->at < f->n_finding && f->finding[f->at].row != 0;
}

static void
act_go(struct screen *s)
{
	struct findings *f = (struct findings *)s;
	const struct live_finding *at = &f->finding[f->at];
	const struct doc_row *row = doc_row_by_id(desk_draft_doc(f->draft), at->row);

	if (row == NULL)
		return;
	f->result = (struct finding_at){at->row, doc_row_table(row), at->column};
	view_pop(s->view, &f->result);
}

static void
act_leave(struct screen *s)
{
	view_pop(s->view, NULL);
}

static const struct action findings_actions[] = {
	{"finding-go", "Enter", NULL, N_("go and mend"), N_("go to the field of this finding"), has_place, act_go},
	{"findings-leave", "Esc", "F7", N_("back"), N_("back to the document"), NULL, act_leave},
	{.id = NULL},
};

static void
idle(struct screen *s, int64_t budget_us, int *wait_ms)
{
	struct findings *f = (struct findings *)s;

	if (!desk_draft_check(f->draft, budget_us)) {
		*wait_ms = 0;
		return;
	}
	gather(f);
}

static void
free_findings(struct screen *s)
{
	struct findings *f = (struct findings *)s;

	arena_free(&f->arena);
	mem_free(f->finding);
	mem_free(f);
}

const struct screen_class view_findings_class = {
	.name = "findings", .title = N_("what is wrong"), .action = findings_actions,
	.paint = paint, .key = key, .idle = idle, .free = free_findings,
};

struct screen *
view_findings(struct view *view, struct desk_draft *draft)
{
	struct findings *f = mem_zalloc(1, sizeof *f);

	f->screen = (struct screen){.class = &view_findings_class, .view = view};
	f->draft = draft;
	gather(f);
	return &f->screen;
}
