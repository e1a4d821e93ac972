/* What is done with the drafts of the list. */
#include "view/home.h"

#include "base/file.h"
#include "base/i18n.h"

static bool
has_draft(struct screen *s)
{
	return home_current((struct home *)s) != NULL;
}

static bool
is_in_bin(struct screen *s)
{
	const struct store_draft *d = home_current((struct home *)s);

	return d != NULL && sv_is(d->state, "bin");
}

static bool
is_out_of_bin(struct screen *s)
{
	return has_draft(s) && !is_in_bin(s);
}

static bool
searches(struct screen *s)
{
	return ((struct home *)s)->find.text.len_b > 0;
}

static void
open_draft(struct view *view, int64_t id)
{
	struct screen *entry;
	struct err err = {0};

	if (view_entry(view, id, &entry, &err) == RC_OK)
		view_push(view, entry);
	else
		view_say_err(view, &err);
}

static void
act_open(struct screen *s)
{
	open_draft(s->view, home_current((struct home *)s)->id);
}

static void
act_new(struct screen *s)
{
	((struct home *)s)->asked = ASKED_OTHER;
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
	open_draft(s->view, id);
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

static void
act_import(struct screen *s)
{
	((struct home *)s)->asked = ASKED_IMPORT;
	view_push(s->view, view_files(s->view, _("import messages"), NULL, ".xml .zip"));
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
		h->asked = ASKED_EXPORT;
		view_push(s->view, view_ask(s->view, _("write the message"), _("file: "), str_sv(&name)));
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
	view_push(s->view, view_choose(s->view, _("what only we see"), choice, N_JOB_FIELD, 0));
	for (size_t i = 0; i < N_JOB_FIELD; i++)
		mem_free(note[i]);
}

static void
act_clear(struct screen *s)
{
	line_set(&((struct home *)s)->find, (struct sv){0});
	home_search((struct home *)s);
}

static void
act_history(struct screen *s)
{
	((struct home *)s)->asked = ASKED_OTHER;
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
	h->asked = ASKED_OTHER;
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
	{"delete", "Del", NULL, N_("delete"), N_("put the draft into the bin; nothing is lost for 30 days"), is_out_of_bin, act_delete},
	{"undelete", "Del", NULL, N_("take out"), N_("take the draft out of the bin"), is_in_bin, act_undelete},
	{"import", "F3", "M-i", N_("import"), N_("make drafts of message files and archives"), NULL, act_import},
	{"export", "F4", "M-e", N_("export"), N_("write the message of this draft to a file"), has_draft, act_export},
	{"job", "F6", "M-j", N_("job"), N_("job number, client, cut-off, memo: what only we see"), has_draft, act_job},
	{"history", "M-h", NULL, NULL, N_("what was changed in this draft, when and by whom"), has_draft, act_history},
	{"compare", "M-d", NULL, NULL, N_("what differs from the draft it was copied from, or from the next one"), has_draft, act_compare},
	{"search-clear", "Esc", NULL, NULL, N_("clear the search"), searches, act_clear},
	{"quit", "C-q", "M-q", N_("quit"), N_("leave yulu; every draft is saved"), NULL, act_quit},
	{.id = NULL},
};

/* ---- what pop-ups answered ------------------------------------------------------------ */

static void
count_import(void *ctx, int64_t id, const char *message)
{
	size_t *n = ctx;

	(void)id;
	(void)message;
	++*n;
}

static void
import_file(struct home *h, struct sv path)
{
	struct view *view = h->screen.view;
	struct desk *desk = view_desk(view);
	char *file = mem_strndup(path.p, path.n);
	struct str bytes = STR_INIT(0);
	struct err err = {0};
	size_t n = 0;
	enum rc rc = file_read(file, (size_t)conf_int(desk_conf(desk), "check", "max_message_mb") << 20, &bytes, &err);

	if (rc == RC_OK)
		rc = desk_draft_import(desk, file, str_sv(&bytes), count_import, &n, &err);
	if (rc == RC_OK)
		view_say(view, VIEW_SAYS, _("%zu drafts made of %s"), n, file);
	else
		view_say_err(view, &err);
	str_clear(&bytes);
	mem_free(file);
	h->stale = true;
}

static void
export_file(struct home *h, struct sv path)
{
	struct view *view = h->screen.view;
	char *file = mem_strndup(path.p, path.n);
	struct str bytes = STR_INIT(0);
	struct err err = {0};
	enum rc rc = home_current(h) == NULL ? RC_NOTFOUND : desk_draft_export(view_desk(view), home_current(h)->id, &bytes, &err);

	if (rc == RC_OK && file_exists(file))
		rc = err_set(&err, RC_EXISTS, _("%s is there already; choose another name"), file);
	if (rc == RC_OK)
		rc = file_write(file, str_sv(&bytes), 0644, &err);
	if (rc == RC_OK)
		view_say(view, VIEW_SAYS, _("written to %s"), file);
	else
		view_say_err(view, &err);
	str_clear(&bytes);
	mem_free(file);
}

static void
set_job(struct home *h, struct sv text)
{
	struct desk_draft *draft = NULL;
	struct err err = {0};
	enum rc rc = desk_draft_open(view_desk(h->screen.view), home_current(h)->id, DESK_EDIT, &draft, &err);

	if (rc == RC_OK)
		rc = desk_draft_set_job(draft, h->job, text, &err);
	if (rc != RC_OK)
		view_say_err(h->screen.view, &err);
	desk_draft_close(draft);
	h->stale = true;
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
	if (asked == ASKED_IMPORT)
		import_file(h, *(const struct sv *)result);
	else if (asked == ASKED_EXPORT)
		export_file(h, *(const struct sv *)result);
	else if (asked == ASKED_JOB && home_current(h) != NULL) {
		size_t i = *(const size_t *)result;

		h->job = job_field[i].which;
		h->asked = ASKED_JOB_TEXT;
		view_push(s->view, view_ask(s->view, _("what only we see"), _(job_field[i].label), home_current(h)->summary[h->job]));
	} else if (asked == ASKED_JOB_TEXT && home_current(h) != NULL) {
		set_job(h, *(const struct sv *)result);
	}
}

