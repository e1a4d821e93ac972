#include "store/kit.h"

#include "base/day.h"

static int64_t make(struct store *s, const char *consignee, const char *contract, const char *cells)
{
	const struct store_row row = {1, 0, SV(""), 0, sv_of(cells)};
	struct store_draft d = {.type = SV("dec"), .edition = SV("2026-03"), .summary[STORE_CONSIGNEE] = sv_of(consignee),
				.summary[STORE_CONTRACT] = sv_of(contract)};
	struct err err = {0};
	int64_t id;

	if (store_draft_new(s, &d, &row, 1, &id, &err) != RC_OK)
		printf("# %s\n", err.text);
	return id;
}

static bool add_number(void *ctx, const struct store_draft *d)
{
	str_addf(ctx, "%lld ", (long long)d->id);
	return true;
}

static void list(struct store *s, struct store_page page, const char *want, const char *name)
{
	struct str got = {0};
	struct err err = {0};

	if (page.limit == 0)
		page.limit = 100;
	if (store_list(s, &page, add_number, &got, &err) != RC_OK)
		str_adds(&got, err.text);
	tap_text(str_z(&got), want, name);
	str_clear(&got);
}

static void found(struct store *s, const char *what, const char *want)
{
	list(s, (struct store_page){.find = sv_of(what)}, want, what);
}

static void test_pages(const char *home)
{
	struct store *s = kit_open(home);
	struct err err = {0};
	int64_t seq = 0;

	for (int i = 0; i < 6; i++) {
		clock_set_ms(1000 + i / 2);	/* in pairs of the same moment */
		make(s, "示例公司", "", "");
	}
	list(s, (struct store_page){0}, "6 5 4 3 2 1 ", "youngest first");
	list(s, (struct store_page){.limit = 3}, "6 5 4 ", "a page");
	list(s, (struct store_page){.limit = 3, .before_at = 1001, .before_id = 4}, "3 2 1 ", "the next, within one moment");
	list(s, (struct store_page){.before_at = 1000, .before_id = 1}, "", "and none after the last");
	clock_set_ms(2000);
	store_draft_delete(s, 3, &seq, SV(""), 0, &err);
	seq = 0;
	store_draft_set_state(s, 1, &seq, SV("queued"), SV(""), &err);
	list(s, (struct store_page){0}, "1 6 5 4 2 ", "what changed comes first, what was deleted not at all");
	list(s, (struct store_page){.state = SV("draft"), .limit = 2}, "6 5 ", "by state");
	list(s, (struct store_page){.state = SV("draft"), .before_at = 1002, .before_id = 5}, "4 2 ", "and its next page");
	list(s, (struct store_page){.state = SV("bin")}, "3 ", "the bin");
	list(s, (struct store_page){.state = SV("nothing")}, "", "a state of no draft");
	clock_set_ms(0);
	store_close(s);
}

static void make_typed(struct store *s, const char *type, int64_t at)
{
	const struct store_row row = {1, 0, SV(""), 0, SV("GName\t\t示例货物\n")};
	int64_t id;

	clock_set_ms(at);
	store_draft_new(s, &(struct store_draft){.type = sv_of(type)}, &row, 1, &id, NULL);
}

static void test_types(const char *home)
{
	static const char *const types[] = {"dec", "dec-exp", "nemt", "dec", "sas"};
	struct store *s = kit_open(home);
	int64_t seq;
	size_t n;

	for (int i = 0; i < 12; i++)
		make_typed(s, types[i % 5], 1000 + i * 7 % 5);
	clock_set_ms(1002);
	for (int i = 0; i < 3; i++) {
		seq = 0;
		store_draft_set_state(s, 2 + i * 4, &seq, SV("queued"), SV(""), NULL);
	}
	clock_set_ms(0);
	list(s, (struct store_page){.type = SV("dec")}, "12 7 6 2 9 4 11 1 ", "by the beginning of the type");
	list(s, (struct store_page){.type = SV("dec-")}, "12 7 2 ", "a longer one");
	list(s, (struct store_page){.type = SV("dec"), .limit = 3}, "12 7 6 ", "a page of them");
	list(s, (struct store_page){.type = SV("dec"), .limit = 3, .before_at = 1002, .before_id = 6}, "2 9 4 ", "the next");
	list(s, (struct store_page){.type = SV("dec"), .state = SV("queued")}, "6 2 ", "and of a state");
	list(s, (struct store_page){.type = SV("xx")}, "", "a type of no draft");
	store_find_update(s, 99, &n, NULL);
	list(s, (struct store_page){.type = SV("dec"), .find = SV("货物")}, "12 11 9 7 6 4 2 1 ", "found by type");
	list(s, (struct store_page){.type = SV("dec-"), .state = SV("queued"), .find = SV("货物")}, "2 ", "and state");
	list(s, (struct store_page){.type = SV("dec"), .find = SV("货物"), .limit = 2, .before_id = 9}, "7 6 ", "in pages");
	store_close(s);
}

static void query(const char *wanted, const char *want)
{
	struct str q = {0};

	store_find_query(sv_of(wanted), &q);
	tap_text(str_z(&q), want, wanted);
	str_clear(&q);
}

static void test_find(const char *home)
{
	struct store *s = kit_open(home);
	struct err err = {0};
	int64_t seq;
	size_t n;

	make(s, "上海示例贸易有限公司", "HT-2026/001", "GName\t\t不锈钢螺栓\n");
	make(s, "示例（北京）公司", "ABC123", "+X\t\t<秘密>x</秘密>\nGName\t\t钢材\nNetWt\t\t12.50\n");
	make(s, "公司示例", "ＡＢＣ９", "GName\t\tBOLT m8\\t螺\\n栓\n");
	found(s, "示例", "");
	tap_ok(store_find_update(s, 2, &n, &err) == RC_OK && n == 2, "what is owed, so many at most");
	tap_ok(store_find_update(s, 9, &n, &err) == RC_OK && n == 1 && store_find_update(s, 9, &n, &err) == RC_OK && n == 0, "and no more");
	found(s, "示例", "3 2 1 ");
	found(s, "示例公司", "");
	found(s, "公司示例", "3 ");
	found(s, "例贸易有", "1 ");
	found(s, "钢", "2 1 ");
	found(s, "栓", "3 1 ");
	found(s, "司", "3 2 1 ");
	found(s, "螺栓", "1 ");
	found(s, "公司 abc", "3 2 ");
	found(s, "abc1", "2 ");
	found(s, "bc1", "");
	found(s, "ht-2026", "1 ");
	found(s, "2026/001", "1 ");
	found(s, "12.5", "2 ");
	found(s, "12", "2 ");
	found(s, "2.50", "");
	found(s, "12.50", "2 ");
	found(s, "ABC12", "2 ");
	found(s, "ABC1234", "");
	found(s, "C123", "");
	found(s, "ＢＯＬＴ", "3 ");
	found(s, "bolt螺", "3 ");
	found(s, "示例（北京）", "2 ");
	found(s, "秘密", "");
	found(s, "\" OR text:*", "");
	found(s, "示例 \"", "3 2 1 ");
	found(s, "--", "");
	found(s, "，。", "");
	list(s, (struct store_page){.find = SV("示例"), .limit = 2}, "3 2 ", "a page of what was found");
	list(s, (struct store_page){.find = SV("示例"), .before_id = 2}, "1 ", "the next one");
	seq = 0;
	store_draft_delete(s, 2, &seq, SV(""), 0, &err);
	found(s, "示例", "3 1 ");
	tap_ok(store_find_update(s, 9, &n, &err) == RC_OK && n == 1, "a deletion is owed");
	list(s, (struct store_page){.find = SV("示例"), .state = SV("bin")}, "2 ", "in the bin alone");
	struct store_change c = {.row = 1, .path = SV("GName"), .old = {.given = true, .text = SV("不锈钢螺栓")}, .now = kit_cell("垫圈")};
	store_edit(s, &(struct store_edit){.draft = 1, .change = &c, .n_change = 1}, &seq, &err);
	found(s, "垫圈", "");
	tap_ok(store_check_all(s, &err) == RC_OK, "owed, and so no fault");
	tap_ok(store_find_update(s, 9, &n, &err) == RC_OK && n == 1, "and an edit");
	found(s, "垫圈", "1 ");
	found(s, "不锈", "");
	tap_ok(store_check_all(s, &err) == RC_OK, "the index is what stands in the drafts");
	kit_sql(s, "UPDATE find SET text = 'x' WHERE rowid = -1");
	tap_ok(store_check(s, 1, &err) == RC_PARSE && store_check(s, 3, &err) == RC_OK, "an index that is not is found");
	store_close(s);
}

int main(void)
{
	char *dir = tmpdir_new(), *a = file_join(dir, "a"), *b = file_join(dir, "b"), *c = file_join(dir, "c");

	test_pages(a);
	test_types(c);
	query("上海 a", "\" 上海 \" \"a \" * ");
	query("上", "\" 上 \" * ");
	query("", "");
	test_find(b);
	mem_free(a);
	mem_free(b);
	mem_free(c);
	tmpdir_free(dir);
	return tap_done();
}
