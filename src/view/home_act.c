/* What is done with the drafts of the list. */
#include "view/home.h"

#include <dirent.h>
#include <stdlib.h>
#include <strings.h>

#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"

enum { IMPORT_SLICE_MS = 40 };

static bool
has_draft(struct screen *s)
{
	home_refresh((struct home *)s);
	return home_current((struct home *)s) != NULL;
}

static bool
is_in_bin(struct screen *s)
{
	return has_draft(s) && sv_is(home_current((struct home *)s)->state, "bin");
}

static bool
is_out_of_bin(struct screen *s)
{
	return has_draft(s) && !is_in_bin(s);
}

static bool
has_folder(struct screen *s)
{
	const struct home *h = (struct home *)s;

	return h->folder != NULL && h->queue == NULL;
}

static bool
open_draft(struct view *view, int64_t id)
{
	struct screen *entry;
	struct err err = {0};
	bool open = view_entry(view, id, &entry, &err) == RC_OK;

	if (open)
		view_push(view, entry);
	else
		view_say_err(view, &err);
	return open;
}

static void
act_open(struct screen *s)
{
	open_draft(s->view, home_current((struct home *)s)->id);
}

static void
act_new(struct screen *s)
{
	view_push(s->view, view_new(s->view));
}

static void
act_copy(struct screen *s)
{
	struct err err = {0};
	int64_t id;

	((struct home *)s)->stale = true;
	if (desk_draft_copy(view_desk(s->view), home_current((struct home *)s)->id, &id, &err) != RC_OK) {
		view_say_err(s->view, &err);
		return;
	}
	if (open_draft(s->view, id))
		view_say(s->view, VIEW_SAYS, _("copied as #%lld; what was taken over is marked ~ until you have passed it"), (long long)id);
}

static void
act_delete(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct err err = {0};
	long long id = home_current(h)->id;

	if (desk_draft_delete(view_desk(s->view), id, &err) != RC_OK)
		view_say_err(s->view, &err);
	else
		view_say(s->view, VIEW_SAYS, _("#%lld is in the bin; there Del takes it out again"), id);
	h->stale = true;
}

static void
act_undelete(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct err err = {0};

	if (desk_draft_undelete(view_desk(s->view), home_current(h)->id, &err) != RC_OK)
		view_say_err(s->view, &err);
	else
		view_say(s->view, VIEW_SAYS, _("#%lld is back"), (long long)home_current(h)->id);
	h->stale = true;
}

/* ---- import ------------------------------------------------------------------------------ */

static void
count_import(void *ctx, int64_t id, const char *message)
{
	size_t *n = ctx;

	(void)id;
	(void)message;
	++*n;
}

static enum rc
import_file(struct home *h, const char *file, size_t *n, struct err *err)
{
	struct desk *desk = view_desk(h->screen.view);
	struct str bytes = STR_INIT(0);
	enum rc rc = file_read(file, (size_t)conf_int(desk_conf(desk), "check", "max_message_mb") << 20, &bytes, err);

	if (rc == RC_OK)
		rc = desk_draft_import(desk, file, str_sv(&bytes), count_import, n, err);
	str_clear(&bytes);
	return rc;
}

static int
is_message(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');

	return e->d_name[0] != '.' && dot != NULL && (strcasecmp(dot, ".xml") == 0 || strcasecmp(dot, ".zip") == 0);
}

void
home_forget_queue(struct home *h)
{
	for (size_t i = 0; i < h->n_queue; i++)
		mem_free(h->queue[i]);
	mem_free(h->queue);
	h->queue = NULL;
	h->n_queue = h->at_queue = 0;
}

/* The message chosen, and how many more lie beside it. */
static void
import_chosen(struct home *h, struct sv path)
{
	struct view *view = h->screen.view;
	const char *slash;
	struct err err = {0};
	size_t n = 0, others = 0;
	struct dirent **entry = NULL;
	int n_entry;

	mem_free(h->taken);
	mem_free(h->folder);
	h->taken = mem_strndup(path.p, path.n);
	slash = strrchr(h->taken, '/');
	h->folder = slash != NULL ? mem_strndup(h->taken, (size_t)(slash - h->taken)) : mem_strdup(".");
	h->stale = true;
	if (import_file(h, h->taken, &n, &err) != RC_OK) {
		view_say_err(view, &err);
		return;
	}
	n_entry = scandir(h->folder, &entry, is_message, alphasort);
	for (int i = 0; i < n_entry; i++)
		mem_free(entry[i]);
	mem_free(entry);
	others = n_entry > 1 ? (size_t)n_entry - 1 : 0;
	if (others > 0)
		view_say(view, VIEW_SAYS, _("%zu drafts made of %s; C-a imports the %zu other messages of its folder"), n, h->taken, others);
	else
		view_say(view, VIEW_SAYS, _("%zu drafts made of %s"), n, h->taken);
}

static void
act_import_folder(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct dirent **entry = NULL;
	size_t cap = 0;
	int n = scandir(h->folder, &entry, is_message, alphasort);

	for (int i = 0; i < n; i++) {
		char *path = file_join(h->folder, entry[i]->d_name);

		mem_free(entry[i]);
		if (strcmp(path, h->taken) == 0) {
			mem_free(path);
			continue;
		}
		if (h->n_queue == cap)
			h->queue = mem_grow(h->queue, &cap, sizeof *h->queue);
		h->queue[h->n_queue++] = path;
	}
	mem_free(entry);
	mem_free(h->folder);
	h->folder = NULL;
	h->n_made = h->n_bad = h->at_queue = 0;
	if (h->n_queue == 0)
		view_say(s->view, VIEW_WARNS, "%s", _("there is no other message in the folder"));
}

static void
say_imported(struct home *h)
{
	struct view *view = h->screen.view;

	if (h->at_queue < h->n_queue)
		view_say(view, VIEW_SAYS, _("importing: %zu of %zu files; Esc stops"), h->at_queue, h->n_queue);
	else if (h->n_bad > 0)
		view_say(view, VIEW_WARNS, _("%zu drafts made; %zu files could not be read: %s"), h->n_made, h->n_bad, h->bad.text);
	else
		view_say(view, VIEW_SAYS, _("%zu drafts made of %zu files"), h->n_made, h->n_queue);
}

/* Files share a transaction for the time of a slice. */
bool
home_import_some(struct home *h)
{
	struct desk *desk = view_desk(h->screen.view);
	int64_t until = clock_now_ms() + IMPORT_SLICE_MS;
	struct err err = {0};
	enum rc rc;

	if (h->queue == NULL)
		return false;
	rc = desk_import_begin(desk, &err);
	if (rc == RC_OK) {
		do {
			if (import_file(h, h->queue[h->at_queue], &h->n_made, &err) != RC_OK && h->n_bad++ == 0)
				h->bad = err;
		} while (++h->at_queue < h->n_queue && clock_now_ms() < until);
		rc = desk_import_end(desk, &err);
	}
	h->stale = true;
	if (rc == RC_OK)
		say_imported(h);
	else
		view_say_err(h->screen.view, &err);
	if (rc != RC_OK || h->at_queue == h->n_queue)
		home_forget_queue(h);
	return h->queue != NULL;
}

/* ---- actions --------------------------------------------------------------------------- */

/* All that is wrong with it; below the list of that stands the draft. */
static void
act_check(struct screen *s)
{
	struct view *view = s->view;

	if (open_draft(view, home_current((struct home *)s)->id))
		view_run(view, "findings");
}

static void
act_proof(struct screen *s)
{
	struct desk_draft *draft = NULL;
	struct screen *sheet = NULL;
	struct err err = {0};

	if (desk_draft_open(view_desk(s->view), home_current((struct home *)s)->id, DESK_READ, &draft, &err) == RC_OK)
		sheet = view_proof(s->view, draft);
	else
		view_say_err(s->view, &err);
	desk_draft_close(draft);
	if (sheet != NULL)
		view_push(s->view, sheet);
}

static void
act_import(struct screen *s)
{
	struct home *h = (struct home *)s;

	h->asked = ASKED_IMPORT;
	view_push(s->view, view_files(s->view, _("import messages"), h->folder, ".xml .zip"));
}

static void
ask_path(struct home *h, struct sv path)
{
	h->asked = ASKED_EXPORT;
	view_push(h->screen.view, view_ask(h->screen.view, _("write the message"), _("file: "), path));
}

static void
act_export(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct str name = STR_INIT(0);
	struct err err = {0};

	if (desk_draft_file_name(view_desk(s->view), home_current(h)->id, &name, &err) != RC_OK) {
		view_say_err(s->view, &err);
	} else {
		h->chosen = home_current(h)->id;
		ask_path(h, str_sv(&name));
	}
	str_clear(&name);
}

static const struct {
	enum store_summary which;
	const char *label;
} job_field[] = {
	{STORE_JOB_NO, N_("job number")}, {STORE_CLIENT, N_("client")}, {STORE_DUE, N_("cut-off")}, {STORE_MEMO, N_("memo")},
};

enum { N_JOB_FIELD = sizeof job_field / sizeof job_field[0] };

static void
act_job(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct choice choice[N_JOB_FIELD];
	char *note[N_JOB_FIELD];

	for (size_t i = 0; i < N_JOB_FIELD; i++) {
		struct sv value = home_current(h)->summary[job_field[i].which];

		note[i] = mem_strndup(value.n > 0 ? value.p : "", value.n);
		choice[i] = (struct choice){_(job_field[i].label), note[i], true};
	}
	h->asked = ASKED_JOB;
	h->chosen = home_current(h)->id;
	view_push(s->view, view_choose(s->view, _("what only we see"), choice, N_JOB_FIELD, 0));
	for (size_t i = 0; i < N_JOB_FIELD; i++)
		mem_free(note[i]);
}

/* What stands in the way last goes first. */
static void
act_clear(struct screen *s)
{
	struct home *h = (struct home *)s;

	if (h->queue != NULL) {
		view_say(s->view, VIEW_WARNS, _("stopped: %zu of %zu files imported, %zu drafts made"), h->at_queue, h->n_queue, h->n_made);
		home_forget_queue(h);
		h->stale = true;
	} else if (h->find.text.len_b > 0) {
		line_set(&h->find, (struct sv){0});
		home_search(h);
	} else if (h->state > 0) {
		h->state = 0;
		home_search(h);
	} else {
		view_say(s->view, VIEW_SAYS, "%s", _("C-q leaves yulu; every draft is saved"));
	}
}

static void
act_history(struct screen *s)
{
	view_push(s->view, view_history(s->view, home_current((struct home *)s)->id, (struct sv){0}));
}

/* With the draft it was copied from, else with the next one in the list. */
static void
act_compare(struct screen *s)
{
	struct home *h = (struct home *)s;
	const struct store_draft *d = home_current(h);
	int64_t other = d->made_from != 0 ? d->made_from : h->at + 1 < h->n_item ? h->item[h->at + 1].id : 0;

	if (other == 0) {
		view_say(s->view, VIEW_WARNS, "%s", _("there is no other draft to compare with"));
		return;
	}
	view_push(s->view, view_difference(s->view, other, d->id));
}

static void
act_quit(struct screen *s)
{
	view_quit(s->view);
}

const struct action home_actions[] = {
	{"open", "Enter", NULL, N_("open"), N_("open the draft under the cursor"), is_out_of_bin, act_open},
	{"new", "Ins", "M-n", N_("new"), N_("begin a document: choose its business type"), NULL, act_new},
	{"copy", "C-d", NULL, N_("copy"), N_("make a draft of this one and open it"), is_out_of_bin, act_copy},
	{"check", "F7", "C-k", N_("check"), N_("open the draft at the list of what is wrong with it"), is_out_of_bin, act_check},
	{"import", "F3", "M-i", N_("import"), N_("make drafts of a message file or an archive"), NULL, act_import},
	{"export", "F4", "M-e", N_("export"), N_("write the message of this draft to a file"), has_draft, act_export},
	{"job", "F6", "M-j", N_("job"), N_("job number, client, cut-off, memo: what only we see"), has_draft, act_job},
	{"delete", "Del", NULL, N_("delete"), N_("put the draft into the bin; nothing is lost for 30 days"), is_out_of_bin, act_delete},
	{"undelete", "Del", NULL, N_("take out"), N_("take the draft out of the bin"), is_in_bin, act_undelete},
	{"proof", "F2", "M-p", N_("proof"), N_("the proof sheet, for the client to confirm"), has_draft, act_proof},
	{"import-folder", "C-a", NULL, NULL, N_("import all messages of the folder the last one came from"), has_folder, act_import_folder},
	{"history", "M-l", NULL, NULL, N_("what was changed in this draft, when and by whom"), has_draft, act_history},
	{"compare", "M-d", NULL, NULL, N_("what differs from the draft it was copied from, or from the next one"), has_draft, act_compare},
	{"search-clear", "Esc", NULL, NULL, N_("clear the search, then show drafts of every state; stop an import"), NULL, act_clear},
	{"quit", "C-q", "M-q", N_("quit"), N_("leave yulu; every draft is saved"), NULL, act_quit},
	{.id = NULL},
};

/* ---- what pop-ups answered ------------------------------------------------------------ */

static void
write_message(struct home *h)
{
	struct view *view = h->screen.view;
	struct str bytes = STR_INIT(0);
	struct err err = {0};
	enum rc rc = desk_draft_export(view_desk(view), h->chosen, &bytes, &err);

	if (rc == RC_OK)
		rc = file_write(h->path, str_sv(&bytes), 0644, &err);
	if (rc == RC_OK)
		view_say(view, VIEW_SAYS, _("written to %s"), h->path);
	else
		view_say_err(view, &err);
	str_clear(&bytes);
}

/* One that is there is not written over without asking. */
static void
take_path(struct home *h, struct sv path)
{
	const char *const answer[] = {_("another name"), _("replace it"), _("do not write")};
	struct str text = STR_INIT(0);

	mem_free(h->path);
	h->path = mem_strndup(path.p, path.n);
	if (!file_exists(h->path)) {
		write_message(h);
		return;
	}
	h->asked = ASKED_REPLACE;
	str_addf(&text, _("%s is there already."), h->path);
	view_push(h->screen.view, view_question(h->screen.view, _("write the message"), str_z(&text), answer, 3));
	str_clear(&text);
}

static void
ask_job(struct home *h, size_t i)
{
	const struct store_draft *d = home_current(h);

	h->job = job_field[i].which;
	h->asked = ASKED_JOB_TEXT;
	view_push(h->screen.view, view_ask(h->screen.view, _("what only we see"), _(job_field[i].label),
	    d != NULL && d->id == h->chosen ? d->summary[h->job] : (struct sv){0}));
}

static void
set_job(struct home *h, struct sv text)
{
	struct desk_draft *draft = NULL;
	struct line day;
	struct str value = STR_INIT(0);
	struct err err = {0};
	enum rc rc = desk_draft_open(view_desk(h->screen.view), h->chosen, DESK_READ, &draft, &err);

	/* 5, 0105, +3: as in fields for days; other words stay */
	line_start(&day, LINE_DAY, (struct sv){0});
	line_set(&day, text);
	if (h->job != STORE_DUE || line_value(&day, day_today(), &value) != RC_OK) {
		str_reset(&value);
		str_add(&value, text);
	}
	if (rc == RC_OK)
		rc = desk_draft_set_job(draft, h->job, str_sv(&value), &err);
	if (rc != RC_OK)
		view_say_err(h->screen.view, &err);
	desk_draft_close(draft);
	line_clear(&day);
	str_clear(&value);
}

void
home_resume(struct screen *s, const void *result)
{
	struct home *h = (struct home *)s;
	enum home_asked asked = h->asked;

	h->asked = ASKED_NOTHING;
	h->stale = true;
	if (result == NULL)
		return;
	switch (asked) {
	case ASKED_IMPORT:
		import_chosen(h, *(const struct sv *)result);
		break;
	case ASKED_EXPORT:
		take_path(h, *(const struct sv *)result);
		break;
	case ASKED_REPLACE:
		if (*(const size_t *)result == 0)
			ask_path(h, sv_of(h->path));
		else if (*(const size_t *)result == 1)
			write_message(h);
		break;
	case ASKED_JOB:
		ask_job(h, *(const size_t *)result);
		break;
	case ASKED_JOB_TEXT:
		set_job(h, *(const struct sv *)result);
		break;
	case ASKED_NOTHING:
		break;
	}
}
