/* A store in a directory of the test's own, and its drafts as text. */
#ifndef YULU_TESTS_STORE_KIT_H
#define YULU_TESTS_STORE_KIT_H

#include <string.h>

#include "base/tmpdir.h"
#include "db/db.h"
#include "store/internal.h"
#include "store/store.h"
#include "tap.h"

__attribute__((unused)) static struct store *
kit_open(const char *home)
{
	struct store *s;
	struct err err = {0};

	if (store_open(home, STORE_WRITE, &s, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
	return s;
}

static bool kit_add_row(void *ctx, const struct store_row *row)
{
	str_addf(ctx, "%u<%u %.*s %lld\n%.*s", row->row, row->parent, (int)row->tbl.n, row->tbl.p, (long long)row->ord,
		 (int)row->body.n, row->body.p);
	return true;
}

/* All rows as one text; yours. */
__attribute__((unused)) static char *
kit_dump(struct store *s, int64_t draft)
{
	struct str out = {0};
	struct err err = {0};

	if (store_rows(s, draft, kit_add_row, &out, &err) != RC_OK)
		str_adds(&out, err.text);
	return str_take(&out);
}

/* A declaration with one item: row 1 and row 2. */
__attribute__((unused)) static int64_t
kit_new(struct store *s)
{
	const struct store_row rows[] = {
		{1, 0, SV(""), 0, SV("DecHead/Note\t\t示例\nDecHead/TradeCode\td\t3101000000\n")},
		{2, 1, SV("DecList"), 1 << 20, SV("GName\t\t示例货物\n")},
	};
	struct store_draft d = {.type = SV("dec"), .edition = SV("2026-03"), .owner = SV("示例"),
				.summary[STORE_CONSIGNEE] = SV("示例公司"), .summary[STORE_BILL] = SV("BILL0001")};
	struct err err = {0};
	int64_t id;

	if (store_draft_new(s, &d, rows, 2, &id, &err) != RC_OK)
		printf("# %s\n", err.text);
	return id;
}

__attribute__((unused)) static struct store_side
kit_cell(const char *text)
{
	return (struct store_side){.given = text != NULL, .text = sv_of(text)};
}

/* SQL past the store, as another program could. */
__attribute__((unused)) static enum rc
kit_sql(struct store *s, const char *sql)
{
	return db_exec(s->db, sql, NULL);
}

#endif
