#include "check/world.h"

#include <strings.h>

static bool
world_is_code(void *ctx, int table, struct sv code, int32_t day)
{
	struct world *w = ctx;

	return w->codes != NULL && codes_has(w->codes, table, code, day);
}

static bool
world_code(void *ctx, int table, struct sv code, int32_t day, int column, struct sv *value)
{
	struct world *w = ctx;

	*value = (struct sv){0};
	return w->codes != NULL && codes_get(w->codes, table, code, day, column, value);
}

static const char *
world_edition(void *ctx, int table)
{
	struct world *w = ctx;

	return w->codes == NULL ? "" : codes_edition(w->codes, table);
}

static int32_t
world_add_workdays(void *ctx, int32_t day, int n)
{
	static const struct day_calendar plain_weeks = {0};
	struct world *w = ctx;

	return day_add_workdays(w->codes == NULL ? &plain_weeks : codes_calendar(w->codes), day, n);
}

/* The archive's entry of that name, whatever its case; NULL. */
static const struct zip_entry *
world_file(const struct zip_content *archive, struct sv name)
{
	if (archive == NULL || name.n == 0)
		return NULL;
	for (size_t i = 0; i < archive->n; i++) {
		const struct zip_entry *e = &archive->entry[i];

		if (e->name.n == name.n && strncasecmp(e->name.p, name.p, name.n) == 0)
			return e;
	}
	return NULL;
}

static bool
world_file_size(void *ctx, struct sv name, struct dec *bytes)
{
	struct world *w = ctx;
	const struct zip_entry *e = world_file(w->archive, name);

	if (e == NULL)
		return false;
	*bytes = dec_from_int((long long)e->bytes.n);
	return true;
}

struct sv
world_kind_of(struct sv bytes)
{
	static const struct {
		struct sv magic, kind;
	} known[] = {
		{{"%PDF", 4}, {"pdf", 3}},
		{{"\xff\xd8\xff", 3}, {"jpg", 3}},
		{{"\x89PNG", 4}, {"png", 3}},
		{{"GIF8", 4}, {"gif", 3}},
		{{"BM", 2}, {"bmp", 3}},
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (sv_starts(bytes, known[i].magic))
			return known[i].kind;
	return SV("other");
}

static bool
world_file_kind(void *ctx, struct sv name, struct sv *kind)
{
	struct world *w = ctx;
	const struct zip_entry *e = world_file(w->archive, name);

	if (e == NULL)
		return false;
	*kind = world_kind_of(e->bytes);
	return true;
}

void
world_init(struct world *w, struct codes *codes, int32_t day)
{
	*w = (struct world){.codes = codes};
	w->doc = (struct doc_world){
		.ctx = w,
		.is_code = world_is_code,
		.code = world_code,
		.edition = world_edition,
		.add_workdays = world_add_workdays,
		.file_size = world_file_size,
		.file_kind = world_file_kind,
		.today = day,
	};
}

static int
world_table_id(void *ctx, struct sv name)
{
	return codes_id(ctx, name);
}

static int
world_table_column(void *ctx, int table, struct sv column)
{
	return codes_column(ctx, table, column);
}

struct form_tables
world_tables(struct codes *codes)
{
	return (struct form_tables){.ctx = codes, .table = world_table_id, .column = world_table_column};
}
