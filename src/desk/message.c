/*
 * Messages from outside: check and format.
 */
#include <strings.h>

#include "base/i18n.h"
#include "desk/internal.h"
#include "zip/zip.h"

struct sending {
	desk_found *found;
	void *ctx;
	const char *message;
};

static void
send(void *ctx, const struct finding *f)
{
	struct sending *s = ctx;

	s->found(s->ctx, s->message, f);
}

static enum rc
check_one(struct desk *desk, const char *message, struct sv bytes, const struct zip_content *archive,
    const struct desk_check_how *how, desk_found *found, void *ctx, struct err *err)
{
	struct sending s = {found, ctx, message};
	struct check_options o = {.declaring = how->declaring, .strict = how->strict, .day = desk->day, .archive = archive,
	    .limits = {.max_b = desk_max_message_b(desk)}};
	struct definition *d;
	enum rc rc = desk_recognise(desk, bytes, &d, err);

	if (rc == RC_OK)
		rc = desk_load(desk, d, err);
	if (rc != RC_OK)
		return rc;
	check_message(d->checker, bytes, &o, send, &s);
	return codes_trouble(desk->codes, err);
}

bool
desk_is_message(struct sv entry_name)
{
	return entry_name.n > 4 && strncasecmp(entry_name.p + entry_name.n - 4, ".xml", 4) == 0;
}

enum rc
desk_open_archive(struct desk *desk, struct sv bytes, struct zip_content *content, size_t *n_message, struct err *err)
{
	const struct zip_limits limits = {.max_entry_b = desk_max_message_b(desk)};
	enum rc rc = zip_read(bytes, &limits, content, err);

	*n_message = 0;
	for (size_t i = 0; rc == RC_OK && i < content->n; i++)
		*n_message += desk_is_message(content->entry[i].name);
	if (rc == RC_OK && *n_message == 0)
		rc = err_set(err, RC_PARSE, _("the archive holds no message: no file in it ends in .xml"));
	return rc;
}

enum rc
desk_check(struct desk *desk, const char *name, struct sv bytes, const struct desk_check_how *how, desk_found *found, void *ctx,
    struct err *err)
{
	struct zip_content content = {0};
	size_t n_message;
	enum rc rc;

	if (!zip_looks_like(bytes))
		return check_one(desk, name, bytes, NULL, how, found, ctx, err);
	rc = desk_open_archive(desk, bytes, &content, &n_message, err);
	for (size_t i = 0; rc == RC_OK && i < content.n; i++) {
		struct str inner = STR_INIT(0);

		if (!desk_is_message(content.entry[i].name))
			continue;
		str_adds(&inner, name);
		if (n_message > 1)
			str_addf(&inner, "!%.*s", (int)content.entry[i].name.n, content.entry[i].name.p);
		rc = check_one(desk, str_z(&inner), content.entry[i].bytes, &content, how, found, ctx, err);
		str_clear(&inner);
	}
	zip_content_clear(&content);
	return rc;
}

static void
ignore_odd(void *ctx, const struct doc_odd *odd)
{
	(void)ctx;
	(void)odd;
}

enum rc
desk_read_message(struct desk *desk, struct definition *d, struct sv bytes, struct doc *doc, struct err *err)
{
	const struct xml_limits limits = {.max_b = desk_max_message_b(desk)};
	struct xml_problem problem = {0};
	enum rc rc = doc_read(doc, desk->reader, bytes, &limits, ignore_odd, NULL, &problem);

	if (rc == RC_OK)
		return RC_OK;
	if (rc == RC_NOTFOUND)
		return err_set(err, RC_PARSE, _("the root element is not %s: this is no message that yulu knows"), d->dict->root_name);
	return err_set(err, RC_PARSE, _("line %u, column %u: %s; `yulu check` says more"), problem.line, problem.column, problem.text);
}

struct doc *
desk_reading(struct definition *d)
{
	if (d->reading == NULL)
		d->reading = doc_new(d->dict, NULL, NULL);
	return d->reading;
}

void
desk_reading_done(struct definition *d)
{
	enum { KEEP_ROWS = 1000 };

	if (d->reading == NULL || doc_n_rows(d->reading) <= KEEP_ROWS)
		return;
	doc_free(d->reading);
	d->reading = NULL;
}

static enum rc
format_one(struct desk *desk, struct sv bytes, struct str *out, struct err *err)
{
	struct definition *d;
	enum rc rc = desk_recognise(desk, bytes, &d, err);

	if (rc != RC_OK)
		return rc;
	rc = desk_read_message(desk, d, bytes, desk_reading(d), err);
	if (rc == RC_OK)
		doc_write(d->reading, false, out);
	desk_reading_done(d);
	return rc;
}

enum rc
desk_format(struct desk *desk, struct sv bytes, struct str *out, struct err *err)
{
	struct zip_content content = {0};
	size_t n_message;
	enum rc rc;

	if (!zip_looks_like(bytes))
		return format_one(desk, bytes, out, err);
	rc = desk_open_archive(desk, bytes, &content, &n_message, err);
	if (rc == RC_OK && n_message > 1)
		rc = err_set(err, RC_PARSE, _("the archive holds %zu messages; unpack it and name one"), n_message);
	for (size_t i = 0; rc == RC_OK && i < content.n; i++)
		if (desk_is_message(content.entry[i].name))
			rc = format_one(desk, content.entry[i].bytes, out, err);
	zip_content_clear(&content);
	return rc;
}
