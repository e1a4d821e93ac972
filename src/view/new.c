/* New: which document? The catalogue's types, found by name, id or pinyin initials. */
#include "view/view.h"

#include "base/day.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "view/line.h"

enum { FIRST_ROW = 3, LAST_ROWS = 4 };

struct entry {
	const struct catalogue_type *type;
	char *words;			/* what it is found by, in small letters */
};

struct new {
	struct screen screen;
	struct entry *entry;
	size_t n_entry;
	size_t *hit;			/* entries that match */
	size_t n_hit, at, top;
	struct line find;
};

/* ---- finding ------------------------------------------------------------- */

static char *
words_of(struct view *view, const struct catalogue_type *t)
{
	struct str words = STR_INIT(0);

	str_addf(&words, "%s\n%s\n%s\n%s\n", t->id, t->name_zh, t->name_en, t->family);
	codes_initials(desk_codes(view_desk(view)), sv_of(t->name_zh), &words, NULL);
	for (char *p = words.s; p != NULL && *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return str_take(&words);
}

static void
find(struct new *n)
{
	struct str wanted = STR_INIT(0);

	str_add(&wanted, sv_trim(str_sv(&n->find.text)));
	for (size_t i = 0; i < wanted.len_b; i++)
		if (wanted.s[i] >= 'A' && wanted.s[i] <= 'Z')
			wanted.s[i] = (char)(wanted.s[i] - 'A' + 'a');
	n->n_hit = n->at = n->top = 0;
	for (size_t i = 0; i < n->n_entry; i++)
		if (sv_find(sv_of(n->entry[i].words), str_sv(&wanted), NULL))
			n->hit[n->n_hit++] = i;
	str_clear(&wanted);
}

static const struct catalogue_type *
current(const struct new *n)
{
	return n->at < n->n_hit ? n->entry[n->hit[n->at]].type : NULL;
}

/* ---- painting -------------------------------------------------------------- */

static const char *
format_label(const char *format)
{
	if (strcmp(format, "established") == 0)
		return _("established");
	return strcmp(format, "reconstructed") == 0 ? _("inferred") : _("provisional");
}

static void
paint(struct screen *s, struct canvas *c)
{
	struct new *n = (struct new *)s;
	int rows = c->rows - FIRST_ROW - LAST_ROWS, name = c->cols > 100 ? 44 : 30;
	int x;

	canvas_fill(c, 0, 0, 1, c->cols, STYLE_TITLE);
	canvas_putz(c, 0, 1, c->cols - 2, STYLE_TITLE, _("new document"));
	x = 1 + canvas_putz(c, 1, 1, 20, STYLE_LABEL, _("find> "));
	line_paint(&n->find, c, 1, x, 24, STYLE_FOCUS);
	canvas_putz(c, 1, x + 26, c->cols - x - 27, STYLE_DIM, _("name, pinyin initials or id"));
	canvas_putz(c, 2, 2, 14, STYLE_LABEL, _("family"));
	canvas_putz(c, 2, 18, name, STYLE_LABEL, _("business type"));
	canvas_putz(c, 2, 19 + name, 14, STYLE_LABEL, _("message"));
	canvas_putz(c, 2, 34 + name, 14, STYLE_LABEL, _("format"));
	if (rows < 1)
		rows = 1;
	if (n->at < n->top)
		n->top = n->at;
	if (n->at >= n->top + (size_t)rows)
		n->top = n->at - (size_t)rows + 1;
	for (int i = 0; i < rows && n->top + (size_t)i < n->n_hit; i++) {
		const struct catalogue_type *t = n->entry[n->hit[n->top + (size_t)i]].type;
		bool here = n->top + (size_t)i == n->at;

		canvas_putz(c, FIRST_ROW + i, 0, 1, STYLE_NORMAL, here ? ">" : " ");
		canvas_putz(c, FIRST_ROW + i, 2, 15, STYLE_DIM, t->family);
		canvas_putz(c, FIRST_ROW + i, 18, name, STYLE_NORMAL, i18n_pick(t->name_zh, t->name_en));
		canvas_putz(c, FIRST_ROW + i, 19 + name, 14, STYLE_DIM, t->message);
		canvas_putz(c, FIRST_ROW + i, 34 + name, 14, STYLE_DIM, format_label(t->format));
		if (here)
			canvas_style(c, FIRST_ROW + i, 0, 1, c->cols, STYLE_SELECTED);
	}
	if (n->n_hit == 0)
		canvas_putz(c, FIRST_ROW, 4, c->cols - 8, STYLE_DIM, _("no type has that in its name; Bksp widens the search"));
	canvas_rule(c, c->rows - 3, 0, c->cols, STYLE_DIM, NULL);
}

/* ---- keys ------------------------------------------------------------------- */

static bool
key(struct screen *s, const struct key *key)
{
	struct new *n = (struct new *)s;
	bool stripped;

	if (key->code == K_UP && n->at > 0)
		n->at--;
	else if (key->code == K_DOWN && n->at + 1 < n->n_hit)
		n->at++;
	else if (key->code == K_MOUSE && key->y >= FIRST_ROW && n->top + (size_t)(key->y - FIRST_ROW) < n->n_hit)
		n->at = n->top + (size_t)(key->y - FIRST_ROW);
	else if (key->code == K_PASTE && line_paste(&n->find, key->paste, &stripped) == LINE_CHANGED)
		find(n);
	else {
		enum line_did did = line_key(&n->find, key);

		if (did == LINE_CHANGED)
			find(n);
		return did != LINE_PASSED || key->code == K_UP || key->code == K_DOWN;
	}
	return true;
}

/* ---- actions ------------------------------------------------------------------ */

static bool
has_type(struct screen *s)
{
	return current((struct new *)s) != NULL;
}

/* Takes the place of this screen. */
static void
open_instead(struct screen *s, int64_t id)
{
	struct view *view = s->view;
	struct screen *entry;
	struct err err = {0};

	view_pop(view, NULL);
	if (view_entry(view, id, &entry, &err) == RC_OK)
		view_push(view, entry);
	else
		view_say_err(view, &err);
}

static void
act_blank(struct screen *s)
{
	struct err err = {0};
	int64_t id;

	if (desk_draft_new(view_desk(s->view), sv_of(current((struct new *)s)->id), &id, &err) == RC_OK)
		open_instead(s, id);
	else
		view_say_err(s->view, &err);
}

static bool
take_id(void *ctx, const struct store_draft *d)
{
	*(int64_t *)ctx = d->id;
	return false;
}

static void
act_as_last(struct screen *s)
{
	struct desk *desk = view_desk(s->view);
	struct store_page page = {.type = sv_of(current((struct new *)s)->id), .limit = 1};
	struct store *store;
	struct err err = {0};
	int64_t last = 0, id;
	enum rc rc = desk_store(desk, &store, &err);

	if (rc == RC_OK)
		rc = store_list(store, &page, take_id, &last, &err);
	if (rc == RC_OK && last == 0)
		rc = err_set(&err, RC_NOTFOUND, "%s", _("there is no document of this type yet; Enter begins a blank one"));
	if (rc == RC_OK)
		rc = desk_draft_copy(desk, last, &id, &err);
	if (rc == RC_OK)
		open_instead(s, id);
	else
		view_say_err(s->view, &err);
}

static void
act_leave(struct screen *s)
{
	view_pop(s->view, NULL);
}

static const struct action new_actions[] = {
	{"new-blank", "Enter", NULL, N_("blank"), N_("begin a blank document of this type"), has_type, act_blank},
	{"new-as-last", "C-d", NULL, N_("as the last one"), N_("begin with a copy of the youngest document of this type"), has_type, act_as_last},
	{"new-leave", "Esc", NULL, N_("back"), N_("back to the drafts"), NULL, act_leave},
	{.id = NULL},
};

static void
free_new(struct screen *s)
{
	struct new *n = (struct new *)s;

	for (size_t i = 0; i < n->n_entry; i++)
		mem_free(n->entry[i].words);
	mem_free(n->entry);
	mem_free(n->hit);
	line_clear(&n->find);
	mem_free(n);
}

const struct screen_class view_new_class = {
	.name = "new", .title = N_("new document"), .action = new_actions, .types = true,
	.paint = paint, .key = key, .free = free_new,
};

struct screen *
view_new(struct view *view)
{
	const struct catalogue *c = desk_catalogue(view_desk(view));
	struct new *n = mem_zalloc(1, sizeof *n);
	int32_t day = desk_day(view_desk(view));

	n->screen = (struct screen){.class = &view_new_class, .view = view};
	n->entry = mem_zalloc(c->n_type + 1, sizeof *n->entry);
	n->hit = mem_zalloc(c->n_type + 1, sizeof *n->hit);
	for (size_t i = 0; i < c->n_type; i++)
		if (catalogue_type_on(c, c->type[i].id, day) == &c->type[i])
			n->entry[n->n_entry++] = (struct entry){&c->type[i], words_of(view, &c->type[i])};
	line_start(&n->find, LINE_SEARCH, (struct sv){0});
	find(n);
	return &n->screen;
}
