/*
 * What leaving a field costs: set, calculate, judge what is near, commit; beside
 * a raw SQLite commit of the same bytes into the same file system. And import,
 * messages a second.
 *
 *     bench_leave [MESSAGES]      lines "name value unit"
 *
 * Medians; yulu and its peer take turns, so that both meet the same disk.
 */
#include <sys/resource.h>
#include <time.h>

#include "db/db.h"
#include "kit.h"

enum { ROUNDS = 200 };

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_size);
	return v[n / 2];
}

static long
peak_kb(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss;
}

/* ---- the peer ------------------------------------------------------------------- */

struct peer {
	struct db *db;
	sqlite3_stmt *row, *step;
};

static void
peer_open(struct kit *k, struct peer *p)
{
	char *path = file_join(k->home, "peer.sqlite");
	sqlite3 *h;

	kit_must(k, db_open(path, DB_WRITE, &p->db, &k->err), "peer");
	kit_must(k, db_exec(p->db, "CREATE TABLE row (id INTEGER PRIMARY KEY, body); CREATE TABLE step (id INTEGER PRIMARY KEY, at, old, new)",
	    &k->err), "peer");
	h = db_handle(p->db);
	sqlite3_prepare_v2(h, "INSERT OR REPLACE INTO row VALUES (?1, ?2)", -1, &p->row, NULL);
	sqlite3_prepare_v2(h, "INSERT INTO step (at, old, new) VALUES (?1, ?2, ?3)", -1, &p->step, NULL);
	mem_free(path);
}

/* One row and one step, durable. */
static double
peer_commit(struct peer *p, int i, const char *body)
{
	const double t = now_us();
	char text[32];

	snprintf(text, sizeof text, "%d.25", i);
	db_begin(p->db, NULL);
	sqlite3_bind_int(p->row, 1, i % 50);
	sqlite3_bind_text(p->row, 2, body, -1, SQLITE_STATIC);
	sqlite3_step(p->row);
	sqlite3_reset(p->row);
	sqlite3_bind_int(p->step, 1, i);
	sqlite3_bind_text(p->step, 2, text, -1, SQLITE_STATIC);
	sqlite3_bind_text(p->step, 3, text, -1, SQLITE_STATIC);
	sqlite3_step(p->step);
	sqlite3_reset(p->step);
	db_commit(p->db, NULL);
	return now_us() - t;
}

/* ---- leaving a field ---------------------------------------------------------------- */

/* The sample with its first item (or vehicle) so many times. */
static struct str
many(size_t items, size_t vehicles)
{
	struct str bytes = kit_sample("01_import_general.xml"), out = STR_INIT(0);
	size_t from, to;
	struct sv item;

	if (!sv_find(str_sv(&bytes), SV("<DecList>"), &from) || !sv_find(str_sv(&bytes), SV("</DecList>"), &to)) {
		printf("Bail out! no item in the sample\n");
		exit(99);
	}
	item = (struct sv){bytes.s + from + 9, to - from - 9};
	str_add(&out, (struct sv){bytes.s, from});
	for (size_t i = 0; i < items; i++) {
		str_adds(&out, "<DecList>");
		str_add(&out, item);
		if (i == 0 && vehicles > 0) {
			str_adds(&out, "<DecGoodsLimits><DecGoodsLimit><GoodsNo>1</GoodsNo><LicTypeCode>411</LicTypeCode>");
			for (size_t v = 0; v < vehicles; v++)
				str_addf(&out, "<DecGoodsLimitVin><LicenceNo>A1</LicenceNo><LicTypeCode>411</LicTypeCode><VinNo>%zu</VinNo>"
				    "<BillLadDate>20260701</BillLadDate><QualityQgp>三年</QualityQgp><MotorNo>M%zu</MotorNo><VinCode>LSV%014zu</VinCode>"
				    "<ChassisNo>C%zu</ChassisNo><InvoiceNum>1</InvoiceNum><ProdCnnm>示例汽车</ProdCnnm><ProdEnnm>EXAMPLE CAR</ProdEnnm>"
				    "<ModelEn>X%zu</ModelEn><PricePerUnit>20000</PricePerUnit></DecGoodsLimitVin>", v + 1, v, v, v, v);
			str_adds(&out, "</DecGoodsLimit></DecGoodsLimits>");
		}
		str_adds(&out, "</DecList>");
	}
	str_add(&out, (struct sv){bytes.s + to + 10, bytes.len_b - to - 10});
	str_clear(&bytes);
	return out;
}

static void
leave(struct kit *k, struct peer *p, const char *name, struct str message, const char *table, const char *field, size_t n_row, const char *letter)
{
	double own[ROUNDS], peer[ROUNDS], t;
	struct desk_draft *draft;
	struct err *err = &k->err;
	char *body = mem_zalloc(1, 1200);
	int64_t id = 0;

	memset(body, 'x', 1100);
	kit_must(k, desk_draft_import(k->desk, name, str_sv(&message), kit_last_id, &id, err), "import");
	str_clear(&message);
	t = now_us();
	draft = kit_edit(k, id);
	printf("leave/%s/open %.0f us\n", name, now_us() - t);
	t = now_us();
	while (!desk_draft_check(draft, 100000))
		continue;
	printf("leave/%s/judge-all %.0f us\n", name, now_us() - t);
	t = now_us();
	kit_must(k, kit_set(k, draft, "DecHead/NoteS", "示例"), "first edit");
	printf("leave/%s/first %.0f us\n", name, now_us() - t);
	for (int i = 0; i < ROUNDS; i++) {
		char where[100], text[32];
		uint32_t row;
		int column;

		snprintf(where, sizeof where, "%s[%zu]/%s", table, (size_t)i * 7919u % n_row + 1, field);
		snprintf(text, sizeof text, "%s%d", letter, i + 1);
		kit_must(k, desk_draft_find_or_add(draft, sv_of(where), &row, &column, err), "find");
		t = now_us();
		kit_must(k, desk_draft_set(draft, row, column, sv_of(text), DOC_TYPED, err), "set");
		own[i] = now_us() - t;
		peer[i] = peer_commit(p, i, body);
	}
	printf("leave/%s %.0f us\n", name, median(own, ROUNDS));
	printf("leave/%s/raw-commit %.0f us\n", name, median(peer, ROUNDS));
	printf("leave/%s/ratio %.2f times\n", name, median(own, ROUNDS) / median(peer, ROUNDS));
	printf("leave/%s/peak %.1f MB\n", name, (double)peak_kb() / 1024);
	desk_draft_close(draft);
	mem_free(body);
}

/* ---- import ------------------------------------------------------------------------------ */

static void
count(void *ctx, int64_t id, const char *message)
{
	(void)id;
	(void)message;
	++*(size_t *)ctx;
}

static void
import(struct kit *k, size_t n)
{
	struct str sample = kit_sample("01_import_general.xml"), one = STR_INIT(0);
	size_t at, done = 0;
	double t = now_us();

	sv_find(str_sv(&sample), SV("<ClientSeqNo>"), &at);
	kit_must(k, desk_import_begin(k->desk, &k->err), "begin");
	for (size_t i = 0; i < n; i++) {
		str_reset(&one);
		str_add(&one, (struct sv){sample.s, at + 13});
		str_addf(&one, "%018zu", i);
		str_add(&one, (struct sv){sample.s + at + 31, sample.len_b - at - 31});
		kit_must(k, desk_draft_import(k->desk, "bench", str_sv(&one), count, &done, &k->err), "import");
	}
	kit_must(k, desk_import_end(k->desk, &k->err), "end");
	t = now_us() - t;
	printf("import/%zu %.2f s\n", done, t / 1e6);
	printf("import/rate %.0f messages/s\n", (double)done / t * 1e6);
	str_clear(&sample);
	str_clear(&one);
}

int
main(int argc, char **argv)
{
	struct kit k = {.home = tmpdir_new()};
	struct peer p;

	kit_open(&k, NULL);
	peer_open(&k, &p);
	leave(&k, &p, "50-items", many(50, 0), "DecLists/DecList", "GQty", 50, "");
	leave(&k, &p, "20000-rows", many(50, 20000), "DecLists/DecList[1]/DecGoodsLimits/DecGoodsLimit[1]/DecGoodsLimitVin", "MotorNo",
	    20000, "N");
	leave(&k, &p, "20000-rows/item", many(50, 20000), "DecLists/DecList", "GQty", 50, "");
	import(&k, argc > 1 ? strtoul(argv[1], NULL, 10) : 1000);
	sqlite3_finalize(p.row);
	sqlite3_finalize(p.step);
	db_close(p.db);
	kit_close(&k);
	tmpdir_free(k.home);
	return 0;
}
