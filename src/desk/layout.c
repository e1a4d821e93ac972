/* How a type's form is drawn, and the help of its fields. */
#include "base/mem.h"
#include "check/world.h"
#include "desk/internal.h"

enum rc
desk_layout(struct desk *desk, const struct catalogue_type *type, struct layout **out, struct err *err)
{
	struct definition *d = desk_definition(desk, sv_of(type->dictionary));
	struct form_tables tables = world_tables(desk->codes);
	char *path;
	enum rc rc = desk_load(desk, d, err);

	*out = NULL;
	if (rc != RC_OK)
		return rc;
	if (d->form[0] == '\0') {
		*out = layout_plain(d->loaded);
		return RC_OK;
	}
	path = desk_path(desk, "forms", d->form, ".xml");
	rc = layout_load(d->loaded, path, &tables, out, err);
	mem_free(path);
	return rc;
}

enum rc
desk_help(struct desk *desk, const struct catalogue_type *type, struct form_help **out, struct err *err)
{
	char *path = desk_path(desk, "forms", type->form, ".help.csv");
	enum rc rc = form_help_load(path, out, err);

	mem_free(path);
	return rc;
}
