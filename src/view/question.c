/* A question with named answers: Enter is the one marked, at first the first; Esc the last. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "view/popup.h"
#include "view/view.h"

enum { COLS = 56, GAP = 2 };

struct question {
	struct screen screen;
	char *title, *text;
	char **answer;
	size_t n, at, result;
};

static int
count_lines(const char *text, int width)
{
	struct sv rest = sv_of(text);
	int n = 0;

	for (; rest.n > 0; n++)
		view_wrap(&rest, width);
	return n;
}

static void
paint(struct screen *s, struct canvas *c)
{
	struct question *q = (struct question *)s;
	int cols = c->cols - 6 < COLS ? c->cols - 6 : COLS, y, x;
	struct popup_area area = popup_box(c, count_lines(q->text, cols) + 1 + (int)q->n, cols, q->title);
	struct sv rest = sv_of(q->text);

	for (y = area.y; rest.n > 0 && y < area.y + area.rows - (int)q->n; y++)
		canvas_put(c, y, area.x, area.cols, STYLE_POPUP, view_wrap(&rest, area.cols));
	for (size_t i = 0; i < q->n; i++) {
		y = area.y + area.rows - (int)q->n + (int)i;
		x = area.x + canvas_putf(c, y, area.x, GAP, STYLE_KEY, "%zu", i + 1);
		canvas_putz(c, y, x + 1, area.cols - GAP, STYLE_POPUP, q->answer[i]);
		if (i == q->at) {
			canvas_style(c, y, area.x - 1, 1, area.cols + 2, STYLE_SELECTED);
			canvas_caret(c, y, area.x);
		}
	}
}

static void
answer(struct question *q, size_t i)
{
	q->result = i;
	view_pop(q->screen.view, &q->result);
}

static void
act_take(struct screen *s)
{
	answer((struct question *)s, ((struct question *)s)->at);
}

static void
act_last(struct screen *s)
{
	answer((struct question *)s, ((struct question *)s)->n - 1);
}

static bool
key(struct screen *s, const struct key *key)
{
	struct question *q = (struct question *)s;

	if (key->ctrl || key->alt)
		return false;
	switch (key->code) {
	case K_UP:
	case K_LEFT:
	case K_BACKTAB:
		q->at -= q->at > 0;
		return true;
	case K_DOWN:
	case K_RIGHT:
	case K_TAB:
		q->at += q->at + 1 < q->n;
		return true;
	case K_CHAR:
		if (key->ch < '1' || key->ch - '1' >= q->n)
			return false;
		answer(q, key->ch - '1');
		return true;
	default:
		return false;
	}
}

static void
free_question(struct screen *s)
{
	struct question *q = (struct question *)s;

	for (size_t i = 0; i < q->n; i++)
		mem_free(q->answer[i]);
	mem_free(q->answer);
	mem_free(q->title);
	mem_free(q->text);
	mem_free(q);
}

static const struct action actions[] = {
	{"question-take", "Enter", NULL, N_("answer"), N_("give the answer that is marked; a digit gives that one at once"), NULL, act_take},
	{"question-last", "Esc", NULL, NULL, N_("give the last answer, which changes nothing"), NULL, act_last},
	{.id = NULL},
};

const struct screen_class view_question_class = {
	.name = "question", .title = N_("a question"), .action = actions, .popup = true, .types = true, .paint = paint, .key = key,
	.free = free_question,
};

struct screen *
view_question(struct view *view, const char *title, const char *text, const char *const *answers, size_t n)
{
	struct question *q = mem_zalloc(1, sizeof *q);

	q->screen = (struct screen){.class = &view_question_class, .view = view};
	q->title = mem_strdup(title);
	q->text = mem_strdup(text);
	q->answer = mem_zalloc(n, sizeof *q->answer);
	q->n = n;
	for (size_t i = 0; i < n; i++)
		q->answer[i] = mem_strdup(answers[i]);
	return &q->screen;
}
