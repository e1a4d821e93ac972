/* What the files of this room share and screens of other files need not know. */
#ifndef YULU_VIEW_INTERNAL_H
#define YULU_VIEW_INTERNAL_H

#include "view/keymap.h"
#include "view/view.h"

/* ---- the table of actions (action.c) -------------------------------------- */

extern const struct action view_common[];
/* Every class of screen there is, NULL at the end. */
extern const struct screen_class *const view_classes[];

/* Called for the actions that count on this screen, its own first; an own one
 * hides the common one of the same id. true: go no further. */
typedef bool action_visit(void *ctx, const struct action *a, bool own);
const struct action *view_each_action(const struct screen_class *class, action_visit *visit, void *ctx);
bool view_enabled(const struct action *a, struct screen *s);
/* The names of an action's keys; NULL: it has none. */
void view_keys_of(const struct view *view, const struct action *a, const char **key, const char **second);
/* name: as key_add_name() writes it, and so stand names in tables and in a keymap. */
bool view_has_key(const struct view *view, const struct action *a, struct sv name);
/* Keys as people read them: ^D for C-d. */
void view_show_key(const char *name, struct str *out);
void view_paint_keys(struct view *view, struct canvas *c, int y);
/* The action whose label stands there on the line of keys; NULL none. */
const struct action *view_action_at(struct view *view, int x);

/* ---- the view ------------------------------------------------------------------ */

enum { VIEW_MIN_COLS = 60, VIEW_MIN_ROWS = 15, VIEW_BAR_MAX = 40 };

struct view {
	struct desk *desk;
	struct canvas canvas;
	struct screen *top;
	struct screen *dead;		/* popped in this call; freed at its end */
	struct keymap *keymap;
	char message[ERR_TEXT_MAX_B];
	enum view_tone tone;
	bool says, done, left, redraw;
	struct view_bar {		/* what stands on the line of keys */
		int x, width;
		const struct action *action;
	} bar[VIEW_BAR_MAX];
	int n_bar;
	struct view_form *form;		/* layouts and helps that were loaded */
	void (*free_forms)(struct view_form *form);
};

/* Everything that can be done; own: only what this screen adds. */
struct screen *view_palette_of(struct view *view, bool own);

#endif
