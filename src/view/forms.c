/* Layouts and helps of forms, loaded once; and the first screens. */
#include "base/mem.h"
#include "view/internal.h"

struct view_form {
	struct view_form *next;
	const struct catalogue_type *type;
	struct layout *layout;
	struct form_help *help;
	bool looked_for_help;
};

static void
free_forms(struct view_form *form)
{
	while (form != NULL) {
		struct view_form *next = form->next;

		layout_free(form->layout);
		form_help_free(form->help);
		mem_free(form);
		form = next;
	}
}

static struct view_form *
form_of(struct view *view, const struct catalogue_type *type)
{
	struct view_form *f = view->form;

	while (f != NULL && f->type != type)
		f = f->next;
	if (f != NULL)
		return f;
	f = mem_zalloc(1, sizeof *f);
	f->type = type;
	f->next = view->form;
	view->form = f;
	view->free_forms = free_forms;
	return f;
}

enum rc
view_layout(struct view *view, const struct catalogue_type *type, const struct layout **layout, struct err *err)
{
	struct view_form *f = form_of(view, type);
	enum rc rc = f->layout != NULL ? RC_OK : desk_layout(view->desk, type, &f->layout, err);

	*layout = f->layout;
	return rc;
}

const struct form_help *
view_help(struct view *view, const struct catalogue_type *type)
{
	struct view_form *f = form_of(view, type);
	struct err err = {0};

	if (!f->looked_for_help && desk_help(view->desk, type, &f->help, &err) != RC_OK && err.rc != RC_NOTFOUND)
		view_say_err(view, &err);
	f->looked_for_help = true;
	return f->help;
}

/* Home, and a draft above it when one is to be opened at once. */
enum rc
view_first(struct view *view, int64_t draft, struct err *err)
{
	struct screen *entry;
	enum rc rc;

	view_push(view, view_home(view));
	if (draft == 0)
		return RC_OK;
	rc = view_entry(view, draft, &entry, err);
	if (rc == RC_OK)
		view_push(view, entry);
	return rc;
}
