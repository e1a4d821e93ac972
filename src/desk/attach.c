#include "desk/attach.h"

#include <stdio.h>
#include <strings.h>

#include "base/day.h"
#include "base/i18n.h"
#include "desk/internal.h"

/* ---- what the catalogue says ------------------------------------------------ */

static int
column_of(const struct dict_node *rows, const char *name)
{
	const struct dict_node *field = name[0] != '\0' ? dict_child(rows, sv_of(name), false) : NULL;

	return field != NULL ? field->column : -1;
}

bool
desk_attachment(const struct desk_draft *draft, struct desk_attachment *out)
{
	const struct dict *d = doc_dict(draft->doc);
	const struct catalogue_message *m = catalogue_message_by_name(draft->desk->catalogue, d->root_name);
	const struct catalogue_attachment *a = m != NULL ? m->attachment : NULL;
	const struct dict_node *rows = a != NULL ? dict_find(d, sv_of(a->rows)) : NULL;

	if (rows == NULL || rows->column >= 0)
		return false;
	*out = (struct desk_attachment){rows->table, column_of(rows, a->id), column_of(rows, a->name), column_of(rows, a->kind),
	    column_of(rows, a->size), column_of(rows, a->format), a};
	return out->id >= 0;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Latin words stand alone: "co" is not in "contract". */
static bool
has_word(const char *name, struct sv word)
{
	for (const char *p = name; *p != '\0'; p++) {
		bool latin = is_letter(word.p[0]);

		if (strncasecmp(p, word.p, word.n) == 0
		    && !(latin && ((p > name && is_letter(p[-1])) || is_letter(p[word.n]))))
			return true;
	}
	return false;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

const char *
desk_attachment_guess(const struct desk_attachment *a, const char *path)
{
	for (size_t i = 0; i < a->about->n_guess; i++) {
		struct sv rest = sv_of(a->about->guess[i].words), word;

		while (sv_split(&rest, ' ', &word))
			if (word.n > 0 && has_word(base_name(path), word))
				return a->about->guess[i].kind;
	}
	return "";
}

/* ---- attaching ------------------------------------------------------------------ */

/* 18 digits, never the same twice in a draft: the moment and a number. */
static void
add_serial(struct str *id, size_t n)
{
	char at[40];

	day_format_rfc3339(clock_now_ms(), at);	/* yyyy-MM-ddTHH:mm:ss.fff */
	for (const char *p = at; p < at + 19; p++)
		if (*p >= '0' && *p <= '9')
			str_addc(id, *p);
	str_addf(id, "%04zu", n % 10000);
}

static void
make_id(const struct desk_draft *draft, const struct desk_attachment *a, struct sv kind, const char *path, struct str *id)
{
	const struct dict_node *from = a->about->id_from[0] != '\0' ? dict_find(doc_dict(draft->doc), sv_of(a->about->id_from)) : NULL;
	const char *dot = strrchr(base_name(path), '.');

	if (from != NULL)
		str_add(id, doc_value(doc_root(draft->doc), from->column));
	str_add(id, kind);
	str_adds(id, a->about->id_mark);
	add_serial(id, doc_row_count(doc_root(draft->doc), a->table));
	if (dot != NULL)
		str_adds(id, dot);
}

static enum rc
set(struct desk_draft *draft, uint32_t row, int column, struct sv text, struct err *err)
{
	return column < 0 || text.n == 0 ? RC_OK : desk_draft_set(draft, row, column, text, DOC_FILLED, err);
}

/* Name, size and format of a file as fields of its row. */
static enum rc
note_file(struct desk_draft *draft, const struct desk_attachment *a, uint32_t row, const char *path, struct err *err)
{
	const struct store_change *change = draft->n_file_change > 0 ? &draft->file_change[draft->n_file_change - 1] : NULL;
	struct store_file file = {0};
	char size[24];
	enum rc rc = set(draft, row, a->name, sv_of(base_name(path)), err);

	if (rc == RC_OK)
		rc = set(draft, row, a->format, sv_of(a->about->format_value), err);
	if (rc != RC_OK || change == NULL || !store_file_of_side(change, &change->now, &file))
		return rc;
	snprintf(size, sizeof size, "%lld", (long long)file.size);
	return set(draft, row, a->size, sv_of(size), err);
}

enum rc
desk_attach(struct desk_draft *draft, const char *path, struct sv kind, uint32_t *row, struct err *err)
{
	struct desk_attachment a;
	struct str id = STR_INIT(0);
	enum rc rc;

	*row = 0;
	if (!desk_attachment(draft, &a))
		return err_set(err, RC_USAGE, _("no files go with this kind of document"));
	desk_draft_begin(draft);
	make_id(draft, &a, kind, path, &id);
	rc = desk_draft_insert(draft, 1, a.table, 0, row, err);
	if (rc == RC_OK)
		rc = set(draft, *row, a.kind, kind, err);
	if (rc == RC_OK)
		rc = set(draft, *row, a.id, str_sv(&id), err);
	if (rc == RC_OK)
		rc = desk_draft_attach(draft, *row, path, err);
	if (rc == RC_OK)
		rc = note_file(draft, &a, *row, path, err);
	if (rc == RC_OK)
		rc = desk_draft_commit(draft, err);
	else
		desk_draft_abandon(draft);
	if (rc != RC_OK)
		*row = 0;
	str_clear(&id);
	return rc;
}

static const struct store_file *
file_of(const struct desk_draft *draft, uint32_t row, const struct desk_attachment *a)
{
	const struct doc_row *r = doc_row_by_id(draft->doc, row);
	const struct store_file *file = NULL;

	for (size_t i = 0; i < draft->n_file; i++)
		if (draft->file[i].row == row)
			return &draft->file[i];
	if (r != NULL)			/* those of an archive belong to the draft and are known by name */
		file = desk_draft_file(draft, doc_value(r, a->id));
	return file == NULL && r != NULL && a->name >= 0 ? desk_draft_file(draft, doc_value(r, a->name)) : file;
}

enum rc
desk_attach_to(struct desk_draft *draft, uint32_t row, const char *path, struct err *err)
{
	const struct store_file *old;
	struct desk_attachment a;
	enum rc rc = RC_OK;

	if (!desk_attachment(draft, &a))
		return err_set(err, RC_USAGE, _("no files go with this kind of document"));
	old = file_of(draft, row, &a);
	desk_draft_begin(draft);
	if (old != NULL && old->row == row && !sv_is(old->name, base_name(path)))
		rc = desk_draft_detach(draft, row, old->sha256, err);
	if (rc == RC_OK)
		rc = desk_draft_attach(draft, row, path, err);
	if (rc == RC_OK)
		rc = note_file(draft, &a, row, path, err);
	if (rc == RC_OK)
		return desk_draft_commit(draft, err);
	desk_draft_abandon(draft);
	return rc;
}

/* ---- looking ------------------------------------------------------------------------ */

enum rc
desk_attached(const struct desk_draft *draft, uint32_t row, struct desk_attached *out, struct err *err)
{
	const struct store_file *file;
	struct desk_attachment a;
	struct str bytes = STR_INIT(STORE_BLOB_MAX_B);
	enum rc rc;

	*out = (struct desk_attached){.pages = -1};
	if (!desk_attachment(draft, &a) || doc_row_by_id(draft->doc, row) == NULL)
		return err_set(err, RC_NOTFOUND, _("the document has no row %u"), (unsigned)row);
	file = file_of(draft, row, &a);
	if (file == NULL)
		return RC_OK;
	rc = store_blob_get(draft->store, file->sha256, &bytes, err);
	if (rc == RC_OK) {
		out->there = true;
		out->name = file->name;
		out->sha256 = file->sha256;
		out->size = file->size;
		desk_look_at_pdf(str_sv(&bytes), out);
	}
	str_clear(&bytes);
	return rc;
}

/* The number behind word, blanks between; -1. */
static long
number_after(struct sv bytes, size_t at)
{
	size_t i = at;
	long n = 0;

	while (i < bytes.n && (bytes.p[i] == ' ' || bytes.p[i] == '\n' || bytes.p[i] == '\r'))
		i++;
	at = i;
	for (; i < bytes.n && i < at + 6 && bytes.p[i] >= '0' && bytes.p[i] <= '9'; i++)
		n = n * 10 + (bytes.p[i] - '0');
	return i > at ? n : -1;
}

/* Is it a node of the tree of pages? Its count. */
static long
count_in_object(struct sv object)
{
	size_t at;

	for (struct sv rest = object; sv_find(rest, SV("/Type"), &at); ) {
		rest = (struct sv){rest.p + at + 5, rest.n - at - 5};
		while (rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\n' || rest.p[0] == '\r'))
			rest = (struct sv){rest.p + 1, rest.n - 1};
		if (sv_starts(rest, SV("/Pages")))
			return sv_find(object, SV("/Count"), &at) ? number_after(object, at + 6) : -1;
	}
	return -1;
}

/* The largest count in the tree of pages; -1 where it lies in a compressed stream. */
static long
count_pages(struct sv bytes)
{
	struct sv rest = bytes;
	long pages = -1;
	size_t at;

	while (sv_find(rest, SV("endobj"), &at)) {
		long n = count_in_object((struct sv){rest.p, at});

		pages = n > pages ? n : pages;
		rest = (struct sv){rest.p + at + 6, rest.n - at - 6};
	}
	if (pages < 0 && sv_find(bytes, SV("/Linearized"), &at)) {
		rest = (struct sv){bytes.p + at, bytes.n - at < 1024 ? bytes.n - at : 1024};
		if (sv_find(rest, SV("/N "), &at))
			pages = number_after(rest, at + 3);
	}
	return pages;
}

void
desk_look_at_pdf(struct sv bytes, struct desk_attached *out)
{
	out->pdf = sv_starts(bytes, SV("%PDF-"));
	out->locked = out->pdf && sv_find(bytes, SV("/Encrypt"), NULL);
	out->pages = out->pdf ? count_pages(bytes) : -1;
}
