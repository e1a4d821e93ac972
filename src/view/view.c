#include "view/view.h"

#include <stdio.h>
#include <time.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "view/internal.h"

enum { MESSAGE_ROWS = 3 };

/* ---- the stack ---------------------------------------------------------------- */

static void
free_screen(struct screen *s)
{
	if (s->class->free != NULL)
		s->class->free(s);
}

/* A screen may pop itself and go on running; it is freed once nothing of it runs. */
static void
free_dead(struct view *view)
{
	while (view->dead != NULL) {
		struct screen *s = view->dead;

		view->dead = s->below;
		free_screen(s);
	}
}

static void
unlink_top(struct view *view)
{
	struct screen *s = view->top;

	view->top = s->below;
	s->below = view->dead;
	view->dead = s;
}

void
view_push(struct view *view, struct screen *s)
{
	s->view = view;
	s->below = view->top;
	view->top = s;
}

void
view_pop(struct view *view, const void *result)
{
	if (view->top == NULL)
		return;
	unlink_top(view);
	if (view->top == NULL)
		view->done = true;
	else if (view->top->class->resume != NULL)
		view->top->class->resume(view->top, result);
}

void
view_pop_to(struct view *view, struct screen *s)
{
	if (view->top == s)
		return;
	while (view->top->below != s)
		unlink_top(view);
	view_pop(view, NULL);
}

struct screen *
view_top(const struct view *view)
{
	return view->top;
}

struct desk *
view_desk(struct view *view)
{
	return view->desk;
}

/* ---- life ------------------------------------------------------------------------ */

enum rc
view_open(const struct view_setup *setup, struct view **out, struct err *err)
{
	struct view *view = mem_zalloc(1, sizeof *view);
	enum rc rc = RC_OK;

	*out = NULL;
	view->desk = setup->desk;
	canvas_init(&view->canvas, setup->cols, setup->rows);
	view->canvas.ascii = setup->ascii;
	if (setup->keymap != NULL)
		rc = keymap_load(setup->keymap, &view->keymap, err);
	if (rc == RC_OK)
		rc = setup->first(view, setup->draft, err);
	if (rc != RC_OK) {
		view_close(view);
		return rc;
	}
	*out = view;
	return RC_OK;
}

static bool
leave_all(struct view *view, bool whatever)
{
	for (struct screen *s = view->top; s != NULL; s = s->below)
		if (s->class->leave != NULL && !s->class->leave(s) && !whatever)
			return false;
	view->left = true;
	view->done = true;
	return true;
}

void
view_close(struct view *view)
{
	if (view == NULL)
		return;
	if (!view->left)
		leave_all(view, true);
	while (view->top != NULL)
		unlink_top(view);
	free_dead(view);
	if (view->free_forms != NULL)
		view->free_forms(view->form);
	keymap_free(view->keymap);
	canvas_free(&view->canvas);
	mem_free(view);
}

void
view_leave(struct view *view)
{
	if (!view->left)
		leave_all(view, true);
}

void
view_quit(struct view *view)
{
	leave_all(view, false);
}

bool
view_done(const struct view *view)
{
	return view->done;
}

void
view_resize(struct view *view, int cols, int rows)
{
	canvas_resize(&view->canvas, cols, rows);
}

/* ---- messages ------------------------------------------------------------------------ */

void
view_say(struct view *view, enum view_tone tone, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(view->message, sizeof view->message, format, ap);
	va_end(ap);
	view->tone = tone;
	view->says = true;
}

void
view_say_err(struct view *view, const struct err *err)
{
	view_say(view, VIEW_FAILS, "%s", err->text);
}

bool
view_says(const struct view *view)
{
	return view->says;
}

/* ---- keys ------------------------------------------------------------------------------- */

/* An action that is not enabled leaves the key to the next one, and to the screen. */
struct wanted {
	struct view *view;
	struct sv key;		/* its name */
	const char *id;
	const struct action *refused;
};

static bool
is_wanted(void *ctx, const struct action *a, bool own)
{
	struct wanted *w = ctx;

	(void)own;
	if (w->id == NULL ? !view_has_key(w->view, a, w->key) : strcmp(a->id, w->id) != 0)
		return false;
	if (a->run != NULL && view_enabled(a, w->view->top))
		return true;
	w->refused = a;
	return false;
}

static bool
run_wanted(struct view *view, struct wanted *w)
{
	const struct action *a = view_each_action(view->top->class, is_wanted, w);

	if (a != NULL)
		a->run(view->top);
	return a != NULL;
}

static bool
run_named(struct view *view, const struct key *key, struct wanted *w)
{
	struct str name = STR_INIT(64);
	bool ran;

	key_add_name(key, &name);
	w->key = str_sv(&name);
	ran = run_wanted(view, w);
	str_clear(&name);
	return ran;
}

static void
say_unused(struct view *view, const struct key *key, const struct action *refused)
{
	struct str name = STR_INIT(64);
	const char *menu = NULL, *second;

	if (key->code == K_MOUSE)
		return;
	if (key->code == K_PASTE) {
		view_say(view, VIEW_WARNS, "%s", _("nothing can be pasted here"));
		return;
	}
	key_add_name(key, &name);
	view_keys_of(view, &view_common[0], &menu, &second);
	if (refused != NULL && refused->label != NULL)
		view_say(view, VIEW_WARNS, _("%s (%s) is not possible here now"), str_z(&name), _(refused->label));
	else
		view_say(view, VIEW_WARNS, _("%s does nothing here; %s lists what does"), str_z(&name), menu != NULL ? menu : "yulu help");
	str_clear(&name);
}

/* false: the terminal sends what is no text. */
static bool
is_text(struct view *view, const struct key *key)
{
	if (key->code == K_PASTE && !text_valid(key->paste, NULL)) {
		view_say(view, VIEW_FAILS, "%s", _("what was pasted is not UTF-8 (GBK?) and was not taken: set the terminal's character set to UTF-8"));
		return false;
	}
	if (key->code == K_CHAR && key->ch == 0xFFFD) {
		view_say(view, VIEW_FAILS, "%s", _("the terminal sends characters that are not UTF-8 (GBK?): set its character set to UTF-8"));
		return false;
	}
	return true;
}

static void
dispatch(struct view *view, const struct key *key)
{
	struct screen *s = view->top;
	struct wanted w = {.view = view};
	bool typed = key->code == K_CHAR && !key->ctrl && !key->alt && s->class->types;
	const struct action *clicked = NULL;

	if (key->code == K_MOUSE && key->y == view->canvas.rows - 1 && key->button == 1)
		clicked = view_action_at(view, key->x);
	if (clicked != NULL) {
		if (view_enabled(clicked, s))
			clicked->run(s);
		return;
	}
	if (typed && s->class->key != NULL && s->class->key(s, key))
		return;
	if (run_named(view, key, &w))
		return;
	if (!typed && s->class->key != NULL && s->class->key(s, key))
		return;
	if (!view->says)
		say_unused(view, key, w.refused);
}

void
view_key(struct view *view, const struct key *key)
{
	if (view->done || view->top == NULL || key->code == K_NONE)
		return;
	view->says = false;
	if (is_text(view, key))
		dispatch(view, key);
	free_dead(view);
}

bool
view_run(struct view *view, const char *action_id)
{
	struct wanted w = {.view = view, .id = action_id};

	if (run_wanted(view, &w))
		return true;
	if (w.refused != NULL)
		view_say(view, VIEW_WARNS, _("not possible here now: %s"), _(w.refused->help));
	return false;
}

/* ---- idle ----------------------------------------------------------------------------------- */

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* How long s wants to wait, ms; -1: for ever. */
static int
idle_of(struct screen *s, int64_t now, int64_t budget_us)
{
	int wait_ms = -1;

	if (s->class->idle == NULL)
		return -1;
	if (s != s->view->top && now < s->due_us)
		return s->due_us == INT64_MAX ? -1 : (int)((s->due_us - now + 999) / 1000);
	s->class->idle(s, budget_us, &wait_ms);
	s->due_us = wait_ms < 0 ? INT64_MAX : now + (int64_t)wait_ms * 1000;
	return wait_ms;
}

/* The screen on top comes first; one that is not ready keeps those below waiting. */
int
view_idle(struct view *view, int64_t budget_us)
{
	int64_t now = now_us(), end = now + budget_us;
	int wait_ms = -1;

	for (struct screen *s = view->top; s != NULL && !view->done && view->dead == NULL; s = s->below, now = now_us()) {
		int wait = idle_of(s, now, end > now ? end - now : 0);

		if (wait >= 0 && (wait_ms < 0 || wait < wait_ms))
			wait_ms = wait;
		if (wait == 0)
			break;
	}
	free_dead(view);
	return wait_ms;
}

/* ---- painting -------------------------------------------------------------------------------- */

static void
paint_screens(struct screen *s, struct canvas *c)
{
	if (s->class->popup && s->below != NULL)
		paint_screens(s->below, c);
	canvas_caret(c, -1, -1);
	s->class->paint(s, c);
}

static void
paint_message(struct view *view, struct canvas *c)
{
	static const enum style style[] = {[VIEW_SAYS] = STYLE_INFO, [VIEW_WARNS] = STYLE_WARNING, [VIEW_FAILS] = STYLE_ERROR};
	struct sv rest = sv_of(view->message), line[MESSAGE_ROWS];
	int n = 0;

	while (rest.n > 0 && n < MESSAGE_ROWS) {
		line[n] = n + 1 < MESSAGE_ROWS ? view_wrap(&rest, c->cols - 2) : rest;
		n++;
	}
	for (int i = 0; i < n; i++) {
		canvas_fill(c, c->rows - 1 - n + i, 0, 1, c->cols, style[view->tone]);
		canvas_put(c, c->rows - 1 - n + i, 1, c->cols - 2, style[view->tone], line[i]);
	}
}

static void
paint_too_small(struct canvas *c)
{
	struct str text = STR_INIT(512);
	struct sv rest;

	str_addf(&text, _("The window has %d columns and %d rows; yulu needs %d and %d. Nothing is lost: make it larger."),
	    c->cols, c->rows, VIEW_MIN_COLS, VIEW_MIN_ROWS);
	rest = str_sv(&text);
	for (int y = 0; rest.n > 0 && y < c->rows; y++)
		canvas_put(c, y, 0, c->cols, STYLE_WARNING, view_wrap(&rest, c->cols));
	str_clear(&text);
}

void
view_paint(struct view *view)
{
	struct canvas *c = &view->canvas;

	canvas_clear(c);
	view->n_bar = 0;
	if (c->cols < VIEW_MIN_COLS || c->rows < VIEW_MIN_ROWS) {
		paint_too_small(c);
		return;
	}
	if (view->top == NULL)
		return;
	paint_screens(view->top, c);
	if (view->says)
		paint_message(view, c);
	view_paint_keys(view, c, c->rows - 1);
}

const struct canvas *
view_canvas(const struct view *view)
{
	return &view->canvas;
}

bool
view_take_redraw(struct view *view)
{
	bool redraw = view->redraw;

	view->redraw = false;
	return redraw;
}

/* Signs that stand at no line's beginning, and at no line's end. */
static bool
closes(uint32_t cp)
{
	static const uint32_t sign[] = {0xFF0C, 0x3002, 0x3001, 0xFF1A, 0xFF1B, 0xFF09, 0x201D, 0x300B, 0xFF1F, 0xFF01};

	for (size_t i = 0; i < sizeof sign / sizeof sign[0]; i++)
		if (cp == sign[i])
			return true;
	return false;
}

static bool
opens(uint32_t cp)
{
	return cp == 0xFF08 || cp == 0x201C || cp == 0x300A;
}

struct sv
view_wrap(struct sv *rest, int width)
{
	struct sv line = {rest->p, 0};
	size_t cut = 0, skip = 0;
	uint32_t before = 0;
	int used = 0;

	while (line.n < rest->n && rest->p[line.n] != '\n') {
		uint32_t cp;
		size_t n_b = text_decode(rest->p + line.n, rest->n - line.n, &cp);
		int w = text_width_cp(cp);

		/* a blank, and either side of a wide character */
		if (cp == ' ' || (before != 0 && (w == 2 || text_width_cp(before) == 2) && !closes(cp) && !opens(before)))
			cut = line.n;
		if (used + w > width && line.n > 0) {
			line.n = cut > 0 ? cut : line.n;
			break;
		}
		used += w;
		line.n += n_b;
		before = cp;
	}
	if (line.n < rest->n && (rest->p[line.n] == '\n' || rest->p[line.n] == ' '))
		skip = 1;
	*rest = (struct sv){rest->p + line.n + skip, rest->n - line.n - skip};
	return line;
}
