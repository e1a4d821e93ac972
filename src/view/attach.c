/* The files that go with a document: taken from a folder, told what they are, looked at. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "desk/attach.h"
#include "view/view.h"

enum { FIRST_ROW = 3, LAST_ROWS = 6, MOST_FILES = 200 };

enum asked { ASKED_NOTHING, ASKED_FILE, ASKED_FILE_FOR_ROW, ASKED_KIND };

struct seen {
	uint32_t row;
	struct desk_attached file;
};

struct attach {
	struct screen screen;
	struct desk_draft *draft;
	struct desk_attachment about;
	struct seen *seen;		/* a row each */
	size_t n_seen, at, top;
	char *folder;			/* of the file taken last */
	enum asked asked;
};

static const struct doc_row *
current(const struct attach *a)
{
	return a->at < a->n_seen ? doc_row_by_id(desk_draft_doc(a->draft), a->seen[a->at].row) : NULL;
}

/* Files are looked into once, not at every paint. */
static void
look(struct attach *a)
{
	const struct doc *doc = desk_draft_doc(a->draft);
	size_t n = doc_row_count(doc_root(doc), a->about.table);
	struct err err = {0};

	mem_free(a->seen);
	a->seen = mem_zalloc(n + 1, sizeof *a->seen);
	a->n_seen = 0;
	for (const struct doc_row *r = doc_row_first(doc_root(doc), a->about.table); r != NULL; r = doc_row_next(r)) {
		struct seen *s = &a->seen[a->n_seen++];

		s->row = doc_row_id(r);
		if (desk_attached(a->draft, s->row, &s->file, &err) != RC_OK)
			view_say_err(a->screen.view, &err);
	}
	if (a->at >= a->n_seen)
		a->at = a->n_seen > 0 ? a->n_seen - 1 : 0;
}

/* ---- painting ----------------------------------------------------------------- */

static int
kind_codes(const struct attach *a)
{
	const struct dict_node *node = doc_dict(desk_draft_doc(a->draft))->table[a->about.table].column[a->about.kind];

	return a->about.kind >= 0 && node->codes[0] != '\0' ? codes_id(desk_codes(view_desk(a->screen.view)), sv_of(node->codes)) : -1;
}

static struct sv
kind_name(const struct attach *a, struct sv kind)
{
	struct desk *desk = view_desk(a->screen.view);
	int id = kind_codes(a);
	struct sv name = {0};

	if (id >= 0 && kind.n > 0)
		codes_get(desk_codes(desk), id, kind, desk_day(desk), codes_column(desk_codes(desk), id, SV("name_zh")), &name);
	return name;
}

static void
show_size(int64_t bytes, char text[24])
{
	if (bytes < 1024 * 1000)
		snprintf(text, 24, "%lld KB", (long long)(bytes + 1023) / 1024);
	else
		snprintf(text, 24, "%.1f MB", (double)bytes / (1024 * 1024));
}

static const char *
state_of(const struct seen *s, bool structured, enum style *style)
{
	*style = STYLE_ERROR;
	if (structured) {
		*style = STYLE_NORMAL;
		return _("a number, no file");
	}
	if (!s->file.there)
		return _("file missing");
	if (!s->file.pdf)
		return _("no pdf");
	if (s->file.locked)
		return _("encrypted");
	if (s->file.size > DESK_ATTACH_MAX_B)
		return _("too large");
	*style = STYLE_NORMAL;
	return _("good");
}

static bool
is_structured(const struct attach *a, const struct doc_row *row)
{
	struct sv format = a->about.format >= 0 ? doc_value(row, a->about.format) : (struct sv){0};

	return format.n > 0 && !sv_is(format, a->about.about->format_value);
}

static void
paint_row(struct attach *a, struct canvas *c, int y, size_t i)
{
	const struct seen *s = &a->seen[i];
	const struct doc_row *row = doc_row_by_id(desk_draft_doc(a->draft), s->row);
	int name_width = c->cols - 58 > 20 ? c->cols - 58 : 20, x = 27 + name_width;
	struct sv kind, name;
	enum style style;
	const char *state;
	char size[24];

	if (row == NULL)
		return;
	kind = a->about.kind >= 0 ? doc_value(row, a->about.kind) : (struct sv){0};
	name = s->file.there ? s->file.name : doc_value(row, a->about.name >= 0 && doc_value(row, a->about.name).n > 0 ? a->about.name : a->about.id);
	state = state_of(s, is_structured(a, row), &style);
	canvas_putz(c, y, 0, 1, STYLE_NORMAL, i == a->at ? ">" : " ");
	canvas_put(c, y, 1, 9, STYLE_VALUE, kind.n > 0 ? kind : SV("________"));
	canvas_put(c, y, 10, 16, STYLE_NAME, kind_name(a, kind));
	canvas_put(c, y, 26, name_width, STYLE_VALUE, name);
	if (s->file.there) {
		show_size(s->file.size, size);
		canvas_putz(c, y, x, 9, STYLE_NORMAL, size);
		if (s->file.pages >= 0)
			canvas_putf(c, y, x + 10, 5, STYLE_NORMAL, "%ld", s->file.pages);
		else
			canvas_putz(c, y, x + 10, 5, STYLE_DIM, s->file.pdf ? "?" : "-");
	}
	canvas_putz(c, y, x + 15, 16, style, state);
	if (i == a->at)
		canvas_style(c, y, 0, 1, 26 + name_width, STYLE_SELECTED);
}

static void
paint(struct screen *s, struct canvas *c)
{
	struct attach *a = (struct attach *)s;
	int rows = c->rows - FIRST_ROW - LAST_ROWS, x = 27 + (c->cols - 58 > 20 ? c->cols - 58 : 20);
	int64_t all = 0;
	char size[24];

	for (size_t i = 0; i < a->n_seen; i++)
		all += a->seen[i].file.size;
	show_size(all, size);
	canvas_fill(c, 0, 0, 1, c->cols, STYLE_TITLE);
	canvas_putf(c, 0, 1, c->cols - 2, STYLE_TITLE, _("files that go with the document: %zu, %s"), a->n_seen, size);
	canvas_putz(c, 2, 1, 20, STYLE_LABEL, _("kind"));
	canvas_putz(c, 2, 26, 20, STYLE_LABEL, _("file or number"));
	canvas_putz(c, 2, x, 9, STYLE_LABEL, _("size"));
	canvas_putz(c, 2, x + 10, 5, STYLE_LABEL, _("pp."));
	canvas_putz(c, 2, x + 15, 16, STYLE_LABEL, _("state"));
	if (rows < 1)
		rows = 1;
	if (a->at < a->top)
		a->top = a->at;
	if (a->at >= a->top + (size_t)rows)
		a->top = a->at - (size_t)rows + 1;
	for (int i = 0; i < rows && a->top + (size_t)i < a->n_seen; i++)
		paint_row(a, c, FIRST_ROW + i, a->top + (size_t)i);
	if (a->n_seen == 0)
		canvas_putz(c, FIRST_ROW, 2, c->cols - 4, STYLE_DIM, _("no file yet: Ins chooses one, C-a takes all of a folder"));
	canvas_rule(c, c->rows - LAST_ROWS, 0, c->cols, STYLE_DIM, NULL);
	canvas_putz(c, c->rows - LAST_ROWS + 1, 1, c->cols - 2, STYLE_DIM,
	    _("guessed from names (fp invoice, zxd packing list, td bill, ht contract)"));
	canvas_putf(c, c->rows - LAST_ROWS + 2, 1, c->cols - 2, STYLE_DIM,
	    _("a pdf of at most %d MB, not encrypted, about 200 KB a page (unpublished)"),
	    DESK_ATTACH_MAX_B >> 20);
}

/* ---- keys, actions ---------------------------------------------------------------- */

static bool
key(struct screen *s, const struct key *key)
{
	struct attach *a = (struct attach *)s;

	if (key->code == K_UP)
		a->at -= a->at > 0;
	else if (key->code == K_DOWN)
		a->at += a->at + 1 < a->n_seen;
	else
		return false;
	return true;
}

static bool
may_edit(struct screen *s)
{
	return !desk_draft_read_only(((struct attach *)s)->draft, NULL);
}

static bool
has_row(struct screen *s)
{
	return may_edit(s) && current((struct attach *)s) != NULL;
}

static void
choose_file(struct attach *a, enum asked asked)
{
	a->asked = asked;
	view_push(a->screen.view, view_files(a->screen.view, _("attach a file"), a->folder, NULL));
}

static void
act_add(struct screen *s)
{
	choose_file((struct attach *)s, ASKED_FILE);
}

static void
act_exchange(struct screen *s)
{
	choose_file((struct attach *)s, ASKED_FILE_FOR_ROW);
}

static void
act_kind(struct screen *s)
{
	struct attach *a = (struct attach *)s;
	int id = kind_codes(a);

	if (id < 0)
		return;
	a->asked = ASKED_KIND;
	view_push(s->view, view_picker(s->view, &(struct picker_setup){.codes = id, .title = _("what the file is"),
	    .y = FIRST_ROW + (int)(a->at - a->top), .x = 1, .width = 8}));
}

static void
act_remove(struct screen *s)
{
	struct attach *a = (struct attach *)s;
	struct err err = {0};

	if (desk_draft_remove(a->draft, a->seen[a->at].row, &err) == RC_OK)
		view_say(s->view, VIEW_SAYS, "%s", _("taken out; C-z brings it back"));
	else
		view_say_err(s->view, &err);
	look(a);
}

static enum rc
attach_one(struct attach *a, const char *path, struct err *err)
{
	uint32_t row;

	return desk_attach(a->draft, path, sv_of(desk_attachment_guess(&a->about, path)), &row, err);
}

static bool
is_attached(const struct attach *a, const char *name)
{
	for (size_t i = 0; i < a->n_seen; i++)
		if (sv_is(a->seen[i].file.name, name))
			return true;
	return false;
}

static int
is_pdf_name(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');

	return dot != NULL && (strcmp(dot, ".pdf") == 0 || strcmp(dot, ".PDF") == 0);
}

struct taken {
	char *path;
	const char *kind;
};

static int
by_kind(const void *a, const void *b)
{
	const struct taken *x = a, *y = b;
	int order = strcmp(x->kind[0] != '\0' ? x->kind : "~", y->kind[0] != '\0' ? y->kind : "~");

	return order != 0 ? order : strcmp(x->path, y->path);
}

/* The pdf files of a folder that do not go with the document yet, by what they are. */
static size_t
list_folder(const struct attach *a, const char *folder, struct taken taken[MOST_FILES])
{
	struct dirent **entry = NULL;
	size_t n_taken = 0;
	int n = scandir(folder, &entry, is_pdf_name, alphasort);

	for (int i = 0; i < n; i++) {
		if (n_taken < MOST_FILES && !is_attached(a, entry[i]->d_name)) {
			taken[n_taken].path = file_join(folder, entry[i]->d_name);
			taken[n_taken].kind = desk_attachment_guess(&a->about, taken[n_taken].path);
			n_taken++;
		}
		mem_free(entry[i]);
	}
	mem_free(entry);
	qsort(taken, n_taken, sizeof *taken, by_kind);
	return n_taken;
}

/* From where a file was taken last, else from where yulu was started. */
static void
act_folder(struct screen *s)
{
	struct attach *a = (struct attach *)s;
	const char *folder = a->folder != NULL ? a->folder : ".";
	struct taken taken[MOST_FILES];
	size_t n = list_folder(a, folder, taken), n_bad = 0;
	struct err err = {0}, first = {0};

	for (size_t i = 0; i < n; i++) {
		if (attach_one(a, taken[i].path, &err) != RC_OK && n_bad++ == 0)
			first = err;
		mem_free(taken[i].path);
	}
	look(a);
	if (n_bad > 0)
		view_say(s->view, VIEW_FAILS, _("%zu files taken from %s, %zu not: %s"), n - n_bad, folder, n_bad, first.text);
	else
		view_say(s->view, VIEW_SAYS, _("%zu files taken from %s"), n, folder);
}

static void
go_back(struct screen *s, enum rc go(struct desk_draft *, uint32_t *, int *, struct err *))
{
	struct attach *a = (struct attach *)s;
	struct err err = {0};
	uint32_t row;
	int column;

	if (go(a->draft, &row, &column, &err) != RC_OK)
		view_say_err(s->view, &err);
	look(a);
}

static void
act_undo(struct screen *s)
{
	go_back(s, desk_draft_undo);
}

static void
act_redo(struct screen *s)
{
	go_back(s, desk_draft_redo);
}

static void
act_leave(struct screen *s)
{
	view_pop(s->view, NULL);
}

static const struct action attach_actions[] = {
	{"attach-add", "Ins", NULL, N_("choose a file"), N_("attach a file; what it is is guessed from its name"), may_edit, act_add},
	{"attach-folder", "C-a", NULL, N_("all of the folder"), N_("attach every pdf of the folder the last file came from"), may_edit, act_folder},
	{"attach-kind", "Enter", NULL, N_("what it is"), N_("say what the file is"), has_row, act_kind},
	{"attach-exchange", "F6", NULL, N_("other file"), N_("put another file in its place"), has_row, act_exchange},
	{"attach-remove", "Del", NULL, N_("leave out"), N_("take the file and its row out"), has_row, act_remove},
	{"undo", "C-z", NULL, NULL, N_("take the last step back"), may_edit, act_undo},
	{"redo", "C-y", NULL, NULL, N_("do again what was taken back"), may_edit, act_redo},
	{"attach-leave", "Esc", NULL, N_("back"), N_("back to the document"), NULL, act_leave},
	{.id = NULL},
};

static void
resume(struct screen *s, const void *result)
{
	struct attach *a = (struct attach *)s;
	const struct sv *answer = result;
	enum asked asked = a->asked;
	struct err err = {0};
	char *path;

	a->asked = ASKED_NOTHING;
	if (answer == NULL)
		return;
	path = mem_strndup(answer->p, answer->n);
	if (asked == ASKED_KIND) {
		if (desk_draft_set(a->draft, a->seen[a->at].row, a->about.kind, *answer, DOC_TYPED, &err) != RC_OK)
			view_say_err(s->view, &err);
	} else {
		const char *slash = strrchr(path, '/');

		mem_free(a->folder);
		a->folder = slash != NULL ? mem_strndup(path, (size_t)(slash - path)) : mem_strdup(".");
		if ((asked == ASKED_FILE ? attach_one(a, path, &err) : desk_attach_to(a->draft, a->seen[a->at].row, path, &err)) != RC_OK)
			view_say_err(s->view, &err);
	}
	mem_free(path);
	look(a);
}

static void
free_attach(struct screen *s)
{
	struct attach *a = (struct attach *)s;

	mem_free(a->seen);
	mem_free(a->folder);
	mem_free(a);
}

const struct screen_class view_attach_class = {
	.name = "attach", .title = N_("files that go with the document"), .action = attach_actions,
	.paint = paint, .key = key, .resume = resume, .free = free_attach,
};

struct screen *
view_attach(struct view *view, struct desk_draft *draft)
{
	struct desk_attachment about;
	struct attach *a;

	if (!desk_attachment(draft, &about)) {
		view_say(view, VIEW_WARNS, "%s", _("no files go with this kind of document"));
		return NULL;
	}
	a = mem_zalloc(1, sizeof *a);
	a->screen = (struct screen){.class = &view_attach_class, .view = view};
	a->draft = draft;
	a->about = about;
	look(a);
	return &a->screen;
}
