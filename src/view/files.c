/*
 * A directory to choose a file from: found while typing; a path typed or
 * pasted is taken as it is.
 */
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "view/line.h"
#include "view/popup.h"
#include "view/view.h"

enum { ENTRIES_MAX = 50000, FIRST_ROW = 3, LAST_ROWS = 3, SIZE_COLS = 10, DAY_COLS = 11 };

struct entry {
	char *name;
	bool is_dir;
	int64_t size_b, changed_s;
};

struct files {
	struct screen screen;
	char *title, *dir, *suffixes;	/* suffixes NULL: all */
	struct entry *entry;
	size_t n, cap;
	size_t *hit;
	struct popup_list list;
	struct popup_area area;
	struct line find;
	bool hidden, all, more;
	char *path;
	struct sv result;
};

/* ---- reading a directory ------------------------------------------------------------ */

static void
forget(struct files *f)
{
	for (size_t i = 0; i < f->n; i++)
		mem_free(f->entry[i].name);
	mem_free(f->entry);
	mem_free(f->hit);
	f->entry = NULL;
	f->hit = NULL;
	f->n = f->cap = f->list.n = 0;
}

static int
by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->is_dir != y->is_dir ? y->is_dir - x->is_dir : strcmp(x->name, y->name);
}

static void
add_entry(struct files *f, const char *name)
{
	char *path = file_join(f->dir, name);
	struct stat st;

	if (stat(path, &st) == 0 && (S_ISDIR(st.st_mode) || S_ISREG(st.st_mode))) {
		if (f->n == f->cap)
			f->entry = mem_grow(f->entry, &f->cap, sizeof *f->entry);
		f->entry[f->n++] = (struct entry){mem_strdup(name), S_ISDIR(st.st_mode), st.st_size, st.st_mtime};
	}
	mem_free(path);
}

/* .XML too. */
static bool
has_suffix(const struct files *f, const char *name)
{
	struct sv rest = sv_of(f->suffixes), suffix;
	struct str folded = STR_INIT(0);
	bool has = f->suffixes == NULL || f->all;

	popup_add_folded(&folded, sv_of(name));
	while (!has && sv_split(&rest, ' ', &suffix))
		has = suffix.n > 0 && folded.len_b >= suffix.n
		    && sv_eq((struct sv){folded.s + folded.len_b - suffix.n, suffix.n}, suffix);
	str_clear(&folded);
	return has;
}

static void
find(struct files *f)
{
	struct str wanted = STR_INIT(0), name = STR_INIT(0);

	popup_add_folded(&wanted, sv_trim(str_sv(&f->find.text)));
	f->list = (struct popup_list){.rows = f->list.rows};
	for (size_t i = 0; i < f->n; i++) {
		const struct entry *e = &f->entry[i];

		str_reset(&name);
		popup_add_folded(&name, sv_of(e->name));
		if ((e->name[0] != '.' || f->hidden) && (e->is_dir || has_suffix(f, e->name)) && sv_find(str_sv(&name), str_sv(&wanted), NULL))
			f->hit[f->list.n++] = i;
	}
	str_clear(&wanted);
	str_clear(&name);
}

/* Stays where it is when the directory cannot be read. */
static void
go_to(struct files *f, const char *dir)
{
	char full[PATH_MAX];
	DIR *d = realpath(dir, full) != NULL ? opendir(full) : NULL;
	const struct dirent *e;
	struct err err = {0};

	if (d == NULL) {
		err_errno(&err, _("cannot read directory %s"), dir);
		view_say_err(f->screen.view, &err);
		return;
	}
	mem_free(f->dir);
	f->dir = mem_strdup(full);
	forget(f);
	f->more = false;
	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		f->more = f->n >= ENTRIES_MAX;
		if (f->more)
			break;
		add_entry(f, e->d_name);
	}
	closedir(d);
	if (f->n > 0)
		qsort(f->entry, f->n, sizeof *f->entry, by_name);
	f->hit = mem_zalloc(f->n, sizeof *f->hit);
	line_set(&f->find, (struct sv){0});
	find(f);
}

static const struct entry *
current(const struct files *f)
{
	return f->list.at < f->list.n ? &f->entry[f->hit[f->list.at]] : NULL;
}

/* ---- painting ------------------------------------------------------------------------- */

static void
show_size(int64_t size_b, struct str *out)
{
	if (size_b < 1000)
		str_addf(out, "%lld B", (long long)size_b);
	else if (size_b < 1000000)
		str_addf(out, "%lld KB", (long long)(size_b + 500) / 1000);
	else
		str_addf(out, "%lld.%lld MB", (long long)size_b / 1000000, (long long)size_b / 100000 % 10);
}

static void
paint_entry(const struct files *f, struct canvas *c, int y, const struct entry *e)
{
	struct str text = STR_INIT(0);
	int name = c->cols - 4 - SIZE_COLS - DAY_COLS;
	char day[16];

	str_addf(&text, "%s%s", e->name, e->is_dir ? "/" : "");
	canvas_put(c, y, f->area.x, name, e->is_dir ? STYLE_NAME : STYLE_NORMAL, str_sv(&text));
	if (!e->is_dir) {
		str_reset(&text);
		show_size(e->size_b, &text);
		canvas_putf(c, y, f->area.x + name, SIZE_COLS, STYLE_DIM, "%*s", SIZE_COLS - 1, str_z(&text));
		day_format_10(day_of_ms(e->changed_s * 1000), day);
		canvas_putz(c, y, f->area.x + name + SIZE_COLS, DAY_COLS, STYLE_DIM, day);
	}
	str_clear(&text);
}

static void
paint(struct screen *s, struct canvas *c)
{
	struct files *f = (struct files *)s;
	int x;

	canvas_fill(c, 0, 0, 1, c->cols, STYLE_TITLE);
	x = 1 + canvas_putz(c, 0, 1, c->cols - 2, STYLE_TITLE, f->title);
	canvas_putf(c, 0, x + 2, c->cols - x - 3, STYLE_TITLE, "%s", f->dir);
	x = 1 + canvas_putz(c, 1, 1, 20, STYLE_LABEL, _("find> "));
	line_paint(&f->find, c, 1, x, c->cols - x - 1, STYLE_FOCUS);
	canvas_putf(c, 2, 1, c->cols - 2, STYLE_DIM, f->more ? _("%zu of more than %zu  %s") : _("%zu of %zu  %s"), f->list.n, f->n,
	    f->suffixes == NULL || f->all ? "" : f->suffixes);
	f->area = (struct popup_area){FIRST_ROW, 2, c->rows - FIRST_ROW - LAST_ROWS, c->cols - 4};
	popup_list_fit(&f->list, f->area.rows);
	for (int i = 0; i < f->area.rows && f->list.top + (size_t)i < f->list.n; i++) {
		size_t k = f->list.top + (size_t)i;

		paint_entry(f, c, FIRST_ROW + i, &f->entry[f->hit[k]]);
		if (k == f->list.at) {
			canvas_putz(c, FIRST_ROW + i, 0, 1, STYLE_NORMAL, ">");
			canvas_style(c, FIRST_ROW + i, 0, 1, c->cols, STYLE_SELECTED);
		}
	}
	if (f->list.n == 0)
		canvas_putz(c, FIRST_ROW, 2, c->cols - 4, STYLE_DIM, _("no such file here; a path can be typed or pasted too"));
	canvas_rule(c, c->rows - LAST_ROWS, 0, c->cols, STYLE_DIM, NULL);
}

/* ---- actions ------------------------------------------------------------------------------ */

static void
take(struct files *f, const char *path)
{
	mem_free(f->path);
	f->path = mem_strdup(path);
	f->result = sv_of(f->path);
	view_pop(f->screen.view, &f->result);
}

/* A path that was typed: from the root, from home, or with a slash in it. */
static bool
is_path(struct screen *s)
{
	return sv_find(str_sv(&((struct files *)s)->find.text), SV("/"), NULL);
}

static char *
typed_path(struct files *f)
{
	struct sv typed = sv_trim(str_sv(&f->find.text));
	const char *home = getenv("HOME");
	char *name = mem_strndup(typed.p, typed.n), *path;

	if (typed.p[0] == '/')
		return name;
	if (typed.p[0] == '~' && home != NULL)
		path = file_join(home, name[1] == '/' ? name + 2 : name + 1);
	else
		path = file_join(f->dir, name);
	mem_free(name);
	return path;
}

static bool
can_open(struct screen *s)
{
	return is_path(s) || current((struct files *)s) != NULL;
}

static void
act_open(struct screen *s)
{
	struct files *f = (struct files *)s;
	char *path = is_path(s) ? typed_path(f) : file_join(f->dir, current(f)->name);
	struct err err = {0};
	struct stat st;

	if (stat(path, &st) != 0) {
		err_errno(&err, "%s", path);
		view_say_err(s->view, &err);
	} else if (S_ISDIR(st.st_mode)) {
		go_to(f, path);
	} else {
		take(f, path);
	}
	mem_free(path);
}

static bool
types_nothing(struct screen *s)
{
	return ((struct files *)s)->find.text.len_b == 0;
}

static void
act_parent(struct screen *s)
{
	struct files *f = (struct files *)s;
	char *dir = mem_strdup(f->dir), *slash = strrchr(dir, '/'), *name;

	name = mem_strdup(slash != NULL ? slash + 1 : "");
	if (slash != NULL)
		slash[slash == dir ? 1 : 0] = '\0';
	go_to(f, dir);
	for (size_t i = 0; i < f->list.n; i++)
		if (strcmp(f->entry[f->hit[i]].name, name) == 0)
			f->list.at = i;
	mem_free(name);
	mem_free(dir);
}

static void
act_home(struct screen *s)
{
	const char *home = getenv("HOME");

	if (home != NULL)
		go_to((struct files *)s, home);
}

static void
act_hidden(struct screen *s)
{
	struct files *f = (struct files *)s;

	f->hidden = !f->hidden;
	find(f);
}

static bool
has_suffixes(struct screen *s)
{
	return ((struct files *)s)->suffixes != NULL;
}

static void
act_all(struct screen *s)
{
	struct files *f = (struct files *)s;

	f->all = !f->all;
	find(f);
}

static bool
key(struct screen *s, const struct key *key)
{
	struct files *f = (struct files *)s;
	enum line_did did;

	if (popup_list_click(&f->list, key, &f->area)) {
		act_open(s);
		return true;
	}
	if (popup_list_key(&f->list, key))
		return true;
	did = line_key(&f->find, key);
	if (did == LINE_CHANGED)
		find(f);
	return did != LINE_PASSED;
}

static void
free_files(struct screen *s)
{
	struct files *f = (struct files *)s;

	forget(f);
	line_clear(&f->find);
	mem_free(f->title);
	mem_free(f->dir);
	mem_free(f->suffixes);
	mem_free(f->path);
	mem_free(f);
}

static const struct action actions[] = {
	{"files-open", "Enter", NULL, N_("open"), N_("open the directory or take the file"), can_open, act_open},
	{"files-parent", "Left", "Bksp", N_("up"), N_("the directory above"), types_nothing, act_parent},
	{"files-home", "F2", NULL, N_("home"), N_("the user's own directory"), NULL, act_home},
	{"files-hidden", "F4", NULL, N_("hidden"), N_("show or leave out files whose names begin with a point"), NULL, act_hidden},
	{"files-all", "F6", NULL, N_("all files"), N_("show all files, or only those of the kind that is wanted"), has_suffixes, act_all},
	{.id = NULL},
};

const struct screen_class view_files_class = {
	.name = "files", .title = N_("choose a file"), .action = actions, .types = true, .paint = paint, .key = key, .free = free_files,
};

struct screen *
view_files(struct view *view, const char *title, const char *directory, const char *suffixes)
{
	struct files *f = mem_zalloc(1, sizeof *f);
	f->screen = (struct screen){.class = &view_files_class, .view = view};
	f->title = mem_strdup(title);
	f->suffixes = suffixes != NULL ? mem_strdup(suffixes) : NULL;
	f->dir = mem_strdup("/");
	line_start(&f->find, LINE_SEARCH, (struct sv){0});
	go_to(f, directory != NULL ? directory : ".");
	return &f->screen;
}
