/*
 * One cell edited, made durable, beside a bare SQLite commit of the same bytes
 * (the row's body, the old and the new value) with the same settings on the
 * same file system, in turns. Prints lines: name value unit.
 */
#include "store/kit.h"

#include <time.h>
#include <unistd.h>

enum { EDITS = 400, CELLS_OF_ROOT = 80, CELLS_OF_ITEM = 18 };

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int number_cmp(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, number_cmp);
	return v[n / 2];
}

static void add_body(struct str *body, int n)
{
	struct store_cell cell[CELLS_OF_ROOT];
	char path[CELLS_OF_ROOT][24];

	for (int i = 0; i < n; i++) {
		snprintf(path[i], sizeof path[i], "Element%02d", i);
		cell[i] = (struct store_cell){sv_of(path[i]), SV("示例内容0123456789"), 0};
	}
	store_body_write(cell, (size_t)n, body);
}

static int64_t make(struct store *s, size_t items)
{
	struct store_row *row = mem_zalloc(items + 1, sizeof *row);
	struct str root = {0}, item = {0};
	struct err err = {0};
	int64_t id;

	add_body(&root, CELLS_OF_ROOT);
	add_body(&item, CELLS_OF_ITEM);
	row[0] = (struct store_row){1, 0, SV(""), 0, str_sv(&root)};
	for (size_t i = 1; i <= items; i++)
		row[i] = (struct store_row){(uint32_t)i + 1, 1, SV("DecList"), (int64_t)i << 20, str_sv(&item)};
	if (store_draft_new(s, &(struct store_draft){.type = SV("dec"), .edition = SV("2026-03")}, row, items + 1, &id, &err) != RC_OK)
		printf("# %s\n", err.text);
	mem_free(row);
	str_clear(&root);
	str_clear(&item);
	return id;
}

static double edit(struct store *s, int64_t id, int64_t *seq, uint32_t row, int n)
{
	char old[40], now[40];
	struct store_change c = {.row = row, .path = SV("Element07")};
	struct err err = {0};
	double from;

	snprintf(old, sizeof old, n < 2 ? "示例内容0123456789" : "示例内容%010d", n - 2);
	snprintf(now, sizeof now, "示例内容%010d", n);
	c.old = kit_cell(old);
	c.now = kit_cell(now);
	from = now_us();
	if (store_edit(s, &(struct store_edit){.draft = id, .seq = *seq, .operator = SV("示例"), .tty = SV("pts/1"), .change = &c, .n_change = 1},
		       seq, &err) != RC_OK)
		printf("# %s\n", err.text);
	return now_us() - from;
}

static double commit_raw(struct db *db, struct sv bytes)
{
	sqlite3_stmt *st;
	double from = now_us();

	db_begin(db, NULL);
	db_prepare(db, "INSERT INTO t (bytes) VALUES (?1)", &st, NULL);
	db_bind_sv(st, 1, bytes);
	sqlite3_step(st);
	sqlite3_reset(st);
	db_commit(db, NULL);
	return now_us() - from;
}

static void measure(const char *dir, const char *name, size_t items)
{
	char *home = file_join(dir, name), *raw_path = file_join(dir, "raw.sqlite");
	struct store *s = kit_open(home);
	int64_t id = make(s, items), seq = 0;
	double ours[EDITS], raw[EDITS];
	struct str bytes = {0};
	struct db *db;

	db_open(raw_path, DB_WRITE, &db, NULL);
	db_exec(db, "CREATE TABLE t (id INTEGER PRIMARY KEY, bytes TEXT); PRAGMA wal_autocheckpoint = 4096", NULL);
	add_body(&bytes, CELLS_OF_ITEM);
	str_adds(&bytes, "示例内容0123456789示例内容0123456789");
	store_checkpoint(s, NULL);
	for (int i = 0; i < EDITS; i++) {
		/* two rows in turns, so that none is written in the same place twice running */
		ours[i] = edit(s, id, &seq, (uint32_t)(2 + i % 2 * (int)(items / 2)), i);
		raw[i] = commit_raw(db, str_sv(&bytes));
	}
	double a = median(ours, EDITS), b = median(raw, EDITS);
	printf("store_edit_%s %.0f us\nraw_commit_%s %.0f us\nstore_edit_%s_ratio %.2f x\n", name, a, name, b, name, a / b);
	db_close(db);
	unlink(raw_path);
	str_clear(&bytes);
	store_close(s);
	mem_free(home);
	mem_free(raw_path);
}

int main(void)
{
	char *dir = tmpdir_new();

	measure(dir, "50_items", 50);
	measure(dir, "20000_rows", 20000);
	tmpdir_free(dir);
	return 0;
}
