/*
 * bench_store [DRAFTS [ENTRIES [HOME]]]: pages of the list, counts, search while
 * typing and the book, in a store of so many drafts (1,000 and 100,000) and so
 * many entries of the book (20,000). HOME keeps what was made for the next
 * time. Processor time, because machines are noisy and all is in memory; lines:
 * name value unit.
 */
#include "store/kit.h"

#include <time.h>
#include <unistd.h>

static const char *const trades[] = {"贸易", "进出口", "国际物流", "机械", "电子", "化工", "纺织", "食品", "医药", "汽车零部件", "新材料", "仪器"};
static const char *const places[] = {"上海", "北京", "深圳", "宁波", "青岛", "天津", "广州", "厦门", "大连", "苏州", "成都", "武汉"};
static const char *const goods[] = {"不锈钢螺栓", "塑料垫片", "集成电路", "轴承", "棉布", "冷冻虾", "显示面板", "阀门", "电动机", "香料", "玻璃纤维", "打印机"};
static const char *const states[] = {"draft", "declared", "declared", "declared", "declared", "declared", "declared", "held"};

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static unsigned roll(unsigned *random, unsigned sides)
{
	*random = *random * 1103515245u + 12345u;
	return (*random >> 12) % sides;
}

static void name_company(struct str *out, unsigned n)
{
	str_reset(out);
	str_addf(out, "%s示例%u%s有限公司", places[n % 12], n / 144, trades[n / 12 % 12]);
}

/* Drafts and entries as they are once search is made good, past the store's own
 * functions, which would take an hour. */
static void make_draft(struct store *s, int64_t i, unsigned *random, struct str *text, struct str *name)
{
	const char *state = states[roll(random, 8)], *what = goods[roll(random, 12)];
	struct str head = {0}, bill = {0}, entry = {0};

	name_company(name, roll(random, 5000));
	str_addf(&bill, "SLLU%08u", roll(random, 1u << 20) * 16 + roll(random, 16));
	str_addf(&entry, "2231%04d1%09lld", 2020 + (int)roll(random, 7), (long long)i);
	str_reset(text);
	str_addf(text, "%lld ", (long long)i);
	store_find_add(text, str_sv(name));
	store_find_add(text, str_sv(&bill));
	store_find_add(text, str_sv(&entry));
	for (int k = 0; k < 3; k++)
		store_find_add(text, sv_of(goods[roll(random, 12)]));
	store_find_add(text, sv_of(what));
	str_adds(&head, "t646563 s");
	for (const char *c = state; *c != '\0'; c++)
		str_addf(&head, "%02x", (unsigned)(unsigned char)*c);
	store_sql_do(s, NULL, "INSERT INTO draft (id, type, edition, state, seq, next_row, top, base_step, base_hash, original, made_from, owner,"
		     " created_at, changed_at, bill, entry_no, consignee, goods, found_seq) VALUES (?1, 'dec', '2026-03', ?2, 0, 2, 0, 0, 0, NULL, 0,"
		     " '示例', ?3, ?3, ?4, ?5, ?6, ?7, 0)", "itittt" "t", i, sv_of(state), 1700000000000 + i * 1000, str_sv(&bill), str_sv(&entry),
		     str_sv(name), sv_of(what));
	store_sql_do(s, NULL, "INSERT INTO find (rowid, head, text) VALUES (-?1, ?2, ?3)", "itt", i, str_sv(&head), str_sv(text));
	str_clear(&head);
	str_clear(&bill);
	str_clear(&entry);
}

static void make_entry(struct store *s, int64_t i, struct str *text, struct str *name)
{
	char key[24];

	name_company(name, (unsigned)i);
	snprintf(key, sizeof key, "%010lld", (long long)(3100000000 + i * 7));
	str_reset(text);
	str_addf(text, "%s 91310000%010lld ", key, (long long)i);
	store_find_add(text, str_sv(name));
	str_addf(text, "shsl%lldyxgs", (long long)i % 977);
	store_sql_do(s, NULL, "INSERT INTO book (id, kind, key, draft, at, fields) VALUES (-?1, 'party', ?2, 0, 1, ?3)", "itt", i, sv_of(key),
		     str_sv(name));
	store_sql_do(s, NULL, "INSERT INTO book_find (rowid, kind, text) VALUES (-?1, '7061727479', ?2)", "it", i, str_sv(text));
}

static void make(struct store *s, int64_t n_draft, int64_t n_entry)
{
	struct str text = {0}, name = {0};
	unsigned random = 7;
	int64_t have = 0, have_entries = 0;

	store_sql_int(s, &have, NULL, "SELECT coalesce(max(id), 0) FROM draft", "");
	store_sql_int(s, &have_entries, NULL, "SELECT count(*) FROM book", "");
	kit_sql(s, "PRAGMA synchronous = OFF");
	store_begin(s, NULL);
	for (int64_t i = n_draft; i > have; i--)
		make_draft(s, i, &random, &text, &name);
	for (int64_t i = n_entry; i > have_entries; i--)
		make_entry(s, i, &text, &name);
	store_commit(s, NULL);
	kit_sql(s, "PRAGMA synchronous = FULL");
	store_checkpoint(s, NULL);
	str_clear(&text);
	str_clear(&name);
}

static bool count_draft(void *ctx, const struct store_draft *d)
{
	(void)d;
	++*(int *)ctx;
	return true;
}

static bool count_entry(void *ctx, const struct store_book *b)
{
	(void)b;
	++*(int *)ctx;
	return true;
}

static int number_cmp(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Every beginning of each thing looked for, as it is typed; book: in the book. */
static void type_in(struct store *s, const char *name, const char *const *wanted, size_t n_wanted, struct store_page page, bool book)
{
	double took[2000];
	size_t n = 0, n_ch;

	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < n_wanted; i++) {
			for (size_t len = 1; wanted[i][len - 1] != '\0' && n < 2000; len += n_ch) {
				int found = 0;

				for (n_ch = 1; ((unsigned char)wanted[i][len] & 0xC0) == 0x80; len++)
					;
				double from = now_us();
				page.find = (struct sv){wanted[i], len};
				if (book)
					store_book_find(s, SV("party"), page.find, 20, count_entry, &found, NULL);
				else
					store_list(s, &page, count_draft, &found, NULL);
				took[n++] = now_us() - from;
				if (round == 2 && took[n - 1] > 20000)
					printf("# %.0f us, %d found: %.*s\n", took[n - 1], found, (int)len, wanted[i]);
			}
		}
	}
	qsort(took, n, sizeof *took, number_cmp);
	printf("%s_median %.0f us\n%s_p99 %.0f us\n%s_max %.0f us\n", name, took[n / 2], name, took[n * 99 / 100], name, took[n - 1]);
}

static void pages(struct store *s, const char *name, struct store_page page)
{
	double took[50];
	int found = 0;
	int64_t n;

	for (int i = 0; i < 50; i++) {
		double from = now_us();

		store_list(s, &page, count_draft, &found, NULL);
		store_tally(s, SV("draft"), SV(""), &n, NULL);
		took[i] = now_us() - from;
	}
	qsort(took, 50, sizeof *took, number_cmp);
	printf("%s_median %.0f us\n", name, took[25]);
}

static void measure(const char *home, int64_t n_draft, int64_t n_entry)
{
	static const char *const wanted[] = {
		"上海示例12贸易", "示例", "有限公司", "不锈钢螺栓", "螺栓 宁波", "SLLU00123456", "223120231000001234", "3", "贸易 集成电路 厦门", "公司 示例 12345",
		"青岛 青岛", "打印机 显示面板 轴承", "绝无此物", "x",
	};
	static const char *const parties[] = {"上海示例12贸易有限公司", "3100007", "913100000000001234", "shsl12", "示例 汽车", "公司", "武汉示例9新"};
	struct store *s = kit_open(home);
	char name[40];

	make(s, n_draft, n_entry);
	snprintf(name, sizeof name, "list_%lld", (long long)n_draft);
	pages(s, name, (struct store_page){.limit = 50});
	snprintf(name, sizeof name, "list_type_%lld", (long long)n_draft);
	pages(s, name, (struct store_page){.limit = 50, .type = SV("de"), .state = SV("held")});
	snprintf(name, sizeof name, "search_%lld", (long long)n_draft);
	type_in(s, name, wanted, sizeof wanted / sizeof *wanted, (struct store_page){.limit = 50}, false);
	snprintf(name, sizeof name, "search_state_%lld", (long long)n_draft);
	type_in(s, name, wanted, sizeof wanted / sizeof *wanted, (struct store_page){.limit = 50, .state = SV("rejected")}, false);
	if (n_entry > 0) {
		snprintf(name, sizeof name, "book_%lld", (long long)n_entry);
		type_in(s, name, parties, sizeof parties / sizeof *parties, (struct store_page){0}, true);
	}
	store_close(s);
}

int main(int argc, char **argv)
{
	int64_t n_draft = argc > 1 ? strtoll(argv[1], NULL, 10) : 0, n_entry = argc > 2 ? strtoll(argv[2], NULL, 10) : 20000;
	char *dir = tmpdir_new(), *small = file_join(dir, "a"), *big = file_join(dir, "b");

	if (n_draft == 0)
		measure(small, 1000, 0);
	measure(argc > 3 ? argv[3] : big, n_draft > 0 ? n_draft : 100000, n_entry);
	mem_free(small);
	mem_free(big);
	tmpdir_free(dir);
	return 0;
}
