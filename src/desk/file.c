/*
 * Attachments: files of a draft or of one of its rows.
 */
#include <strings.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"
#include "desk/internal.h"

const struct store_file *
desk_draft_file(const struct desk_draft *draft, struct sv name)
{
	for (size_t i = 0; i < draft->n_file; i++)
		if (draft->file[i].name.n == name.n && strncasecmp(draft->file[i].name.p, name.p, name.n) == 0)
			return &draft->file[i];
	return NULL;
}

void
desk_draft_add_file_change(struct desk_draft *draft, const struct store_file *old, const struct store_file *now)
{
	if (draft->n_file_change == draft->cap_file_change)
		draft->file_change = mem_grow(draft->file_change, &draft->cap_file_change, sizeof *draft->file_change);
	draft->file_change[draft->n_file_change++] = store_file_change(old, now, &draft->step_texts);
}

/* Of a row by its name; NULL. */
static const struct store_file *
file_of_row(const struct desk_draft *draft, uint32_t row, struct sv name)
{
	for (size_t i = 0; i < draft->n_file; i++)
		if (draft->file[i].row == row && sv_eq(draft->file[i].name, name))
			return &draft->file[i];
	return NULL;
}

static enum rc
need_row(const struct desk_draft *draft, uint32_t *row, struct err *err)
{
	if (*row == 0)
		*row = 1;	/* the draft's own are those of its root */
	return doc_row_by_id(draft->doc, *row) != NULL ? RC_OK
	    : err_set(err, RC_NOTFOUND, _("the document has no row %u"), (unsigned)*row);
}

static enum rc
attach(struct desk_draft *draft, uint32_t row, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct store_file file = {.row = row, .name = sv_of(slash != NULL ? slash + 1 : path)};
	const struct store_file *there = file_of_row(draft, row, file.name);
	struct str bytes = STR_INIT(STORE_BLOB_MAX_B);
	char sha256[STORE_SHA256_LEN + 1];
	enum rc rc = RC_OK;

	if (file.name.n == 0 || !text_valid(file.name, NULL) || text_has_control(file.name))
		return err_set(err, RC_USAGE, _("%s: the name of an attachment is UTF-8 without control characters; rename the file"), path);
	rc = file_read(path, desk_max_message_b(draft->desk), &bytes, err);
	if (rc == RC_OK)
		rc = store_blob_put(draft->store, str_sv(&bytes), sha256, err);
	if (rc == RC_OK && there != NULL && sv_is(there->sha256, sha256))
		rc = err_set(err, RC_EXISTS, _("%s is attached already, with the same content"), path);
	if (rc == RC_OK) {
		file.kind = world_kind_of(str_sv(&bytes));
		file.size = (int64_t)bytes.len_b;
		file.sha256 = sv_of(sha256);
		desk_draft_add_file_change(draft, there, &file);
	}
	str_clear(&bytes);
	return rc;
}

enum rc
desk_draft_attach(struct desk_draft *draft, uint32_t row, const char *path, struct err *err)
{
	bool own;
	enum rc rc = desk_draft_enter(draft, &own, err);

	if (rc != RC_OK)
		return rc;
	rc = need_row(draft, &row, err);
	if (rc == RC_OK)
		rc = attach(draft, row, path, err);
	return desk_draft_leave(draft, own, rc, err);
}

enum rc
desk_draft_detach(struct desk_draft *draft, uint32_t row, struct sv sha256, struct err *err)
{
	bool own;
	enum rc rc = desk_draft_enter(draft, &own, err);
	size_t i = 0;

	if (rc != RC_OK)
		return rc;
	rc = need_row(draft, &row, err);
	while (rc == RC_OK && i < draft->n_file && (draft->file[i].row != row || !sv_eq(draft->file[i].sha256, sha256)))
		i++;
	if (rc == RC_OK && i == draft->n_file)
		rc = err_set(err, RC_NOTFOUND, _("no such file is attached there"));
	if (rc == RC_OK)
		desk_draft_add_file_change(draft, &draft->file[i], NULL);
	return desk_draft_leave(draft, own, rc, err);
}
