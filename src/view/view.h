/*
 * Presentation without a terminal: a stack of screens on a canvas.
 *
 *     view_open(&setup, &view, &err)
 *     loop:  view_paint(view)          onto view_canvas(view)
 *            view_key(view, &key)      once for every key
 *            view_idle(view, budget)   when no key is waiting: checks in slices, saves pending text, search index;
 *                                      returns how long the caller may wait for the next key, ms (-1: for ever)
 *     until  view_done(view)
 *     view_close(view)
 *
 * A key goes to the screen on top: first as an action of the ONE table (actions
 * of the screen, then the common ones; the keymap file may have moved them),
 * then to the screen's own key function; typed characters the other way round
 * where the screen takes text. An action that is not enabled leaves its key to
 * the next one that has it, then to the screen. Every action is an entry {id,
 * keys, label, help, enabled, run}; key line, help, palette, menu, manual and
 * keymap file are made from the tables. Actions of one id are one line of the
 * keymap file; a screen's own one hides the common one of that id.
 *
 * A screen is a struct that begins with struct screen. It is pushed and popped;
 * popping frees it. It paints into its area: rows 0 … rows-1 of the canvas; the
 * last row is the key line, which view paints from the actions. The row above is the
 * message line (view_say): a screen paints its own lines down to rows-3.
 */
#ifndef YULU_VIEW_VIEW_H
#define YULU_VIEW_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "desk/draft.h"
#include "form/help.h"
#include "form/layout.h"
#include "view/canvas.h"
#include "view/key.h"

struct view;
struct screen;

struct action {
	const char *id;			/* "row-insert"; name in the keymap file and the palette */
	const char *key, *second;	/* names of key.h; NULL none; second: several, with blanks between */
	const char *label;		/* N_(), short, for the key line; NULL: not shown there */
	const char *help;		/* N_(), one sentence: help, palette, manual */
	bool (*enabled)(struct screen *s);	/* NULL: always */
	void (*run)(struct screen *s);	/* may pop s, which is freed once this has returned */
};

struct screen_class {
	const char *name;		/* "home", "entry" … for help and scripts */
	const char *title;		/* N_() */
	const struct action *action;	/* ends with an id of NULL */
	bool popup;			/* the screens below stay visible */
	bool types;			/* single characters are typed text, not actions */
	void (*paint)(struct screen *s, struct canvas *c);
	/* false: not used */
	bool (*key)(struct screen *s, const struct key *key);
	/* Work in slices; *wait_ms: when to be called again at the latest, 0 at once, -1 not before the next key. The
	 * screen on top is called after every key, those below when their time has come. */
	void (*idle)(struct screen *s, int64_t budget_us, int *wait_ms);
	/* The screen above was popped. result: what it gave, NULL when left with Esc. */
	void (*resume)(struct screen *s, const void *result);
	/* May it be left? Also called when the view ends: what is typed must be saved. */
	bool (*leave)(struct screen *s);
	void (*free)(struct screen *s);
};

struct screen {
	const struct screen_class *class;
	struct view *view;
	struct screen *below;
	int64_t due_us;		/* when idle wants to be called again; the view's */
};

struct view_setup {
	struct desk *desk;		/* borrowed; NULL with screens of a test that need none */
	int cols, rows;
	bool ascii;			/* lines as - | + */
	const char *keymap;		/* file, which need not exist; NULL none */
	int64_t draft;			/* open this one at once; 0: home */
	/* Pushes the first screens: view_first, or a test's own. */
	enum rc (*first)(struct view *view, int64_t draft, struct err *err);
};

enum rc view_first(struct view *view, int64_t draft, struct err *err);

enum rc view_open(const struct view_setup *setup, struct view **out, struct err *err);
void view_close(struct view *view);
void view_resize(struct view *view, int cols, int rows);
void view_key(struct view *view, const struct key *key);
int view_idle(struct view *view, int64_t budget_us);
bool view_done(const struct view *view);
void view_paint(struct view *view);
const struct canvas *view_canvas(const struct view *view);
/* Saves what is being typed and ends (signal, terminal gone). */
void view_leave(struct view *view);
/* Does the terminal have to be painted anew? Asked once, says it once. */
bool view_take_redraw(struct view *view);

/* ---- for screens ------------------------------------------------------- */

struct desk *view_desk(struct view *view);
/* The screen is the view's from now on. */
void view_push(struct view *view, struct screen *s);
/* Pops the screen on top and hands its result (may be NULL) to the one below. */
void view_pop(struct view *view, const void *result);
/* Pops all above s. */
void view_pop_to(struct view *view, struct screen *s);
struct screen *view_top(const struct view *view);
/* Leaves all screens; stays when one of them does not want to be left. */
void view_quit(struct view *view);
/* Takes off *rest what fits into width columns, up to a blank or line end where there is one. */
struct sv view_wrap(struct sv *rest, int width);

/* The message line until the next key that changes something: what happened, or why not. */
enum view_tone { VIEW_SAYS, VIEW_WARNS, VIEW_FAILS };
void view_say(struct view *view, enum view_tone tone, const char *format, ...) __attribute__((format(printf, 3, 4)));
void view_say_err(struct view *view, const struct err *err);
bool view_says(const struct view *view);	/* does a message stand? */

/* All actions that count now: those of the screen on top, then the common ones. */
typedef void view_on_action(void *ctx, const struct action *a, const char *key, const char *second, bool enabled);
void view_actions(struct view *view, view_on_action *on_action, void *ctx);
/* Of every class of screen, then (class NULL) the common ones: for help, manual and lint. Keys as in the file keymap. */
typedef void view_on_class(void *ctx, const struct screen_class *class);
enum rc view_all_actions(const char *keymap, view_on_class *on_class, view_on_action *on_action, void *ctx, struct err *err);
bool view_run(struct view *view, const char *action_id);

/* A form's layout and help, loaded once. NULL help: there is none. */
enum rc view_layout(struct view *view, const struct catalogue_type *type, const struct layout **layout, struct err *err);
const struct form_help *view_help(struct view *view, const struct catalogue_type *type);

/* ---- screens ------------------------------------------------------------- */

struct screen *view_home(struct view *view);
struct screen *view_new(struct view *view);				/* choose a type */
/* RC_… of opening the draft; read-only when another has it. */
enum rc view_entry(struct view *view, int64_t draft, struct screen **out, struct err *err);

/* A code table to choose from; result: const struct sv *, the code. Stands beside or under the anchor. */
struct picker_setup {
	int codes;			/* id */
	const char *title;
	struct sv query;		/* what stands in the field */
	int y, x, width;		/* of the field */
	bool many;			/* ticks; result: codes joined by sep */
	char sep;
	struct sv ticked;		/* many: what is ticked, joined */
};
struct screen *view_picker(struct view *view, const struct picker_setup *setup);

/* A list given by the caller. result: const size_t *, its index. */
struct choice {
	const char *text, *note;
	bool enabled;
};
struct screen *view_choose(struct view *view, const char *title, const struct choice *choice, size_t n, size_t at);
/* A line to type; result: const struct sv *. */
struct screen *view_ask(struct view *view, const char *title, const char *label, struct sv value);
/* A question with named answers; the first one is Enter, the last one Esc. result: const size_t *. */
struct screen *view_question(struct view *view, const char *title, const char *text, const char *const *answer, size_t n);
/* Text to read: help, history, a proof; scrolls, searches. Takes a copy. */
struct screen *view_reader(struct view *view, const char *title, struct sv text);
/* result: const struct sv *, a path. suffixes: ".xml .zip"; NULL all. */
struct screen *view_files(struct view *view, const char *title, const char *directory, const char *suffixes);
/* Everything that can be done here; runs it. */
struct screen *view_palette(struct view *view);
struct screen *view_findings(struct view *view, struct desk_draft *draft);	/* result: const struct finding_at * */
struct screen *view_history(struct view *view, int64_t draft, struct sv place);	/* place {0}: of the whole draft */
struct screen *view_difference(struct view *view, int64_t a, int64_t b);
/* The proof sheet as text. NULL: it cannot be made, which was said. */
struct screen *view_proof(struct view *view, struct desk_draft *draft);
struct screen *view_elements(struct view *view, struct desk_draft *draft, uint32_t row, const struct layout_control *control);
/* Rows of a page's table from a pasted text, below the row parent. */
struct screen *view_paste(struct view *view, struct desk_draft *draft, const struct layout_page *page, uint32_t parent, struct sv text);
struct screen *view_attach(struct view *view, struct desk_draft *draft);	/* NULL, and says so: no files go with it */
struct screen *view_parties(struct view *view, struct sv query, int y, int x, int width);	/* result: const struct desk_party * */

struct finding_at {
	uint32_t row;
	int table, column;
};

#endif
