/* What was used before, and the small records. */
#include "store/kit.h"

static void put(struct store *s, const char *kind, const char *key, const char *fields, const char *words)
{
	struct err err = {0};

	if (store_book_put(s, &(struct store_book){.kind = sv_of(kind), .key = sv_of(key), .fields = sv_of(fields), .draft = 7}, sv_of(words), &err) != RC_OK)
		printf("# %s\n", err.text);
}

static bool add_key(void *ctx, const struct store_book *b)
{
	str_addf(ctx, "%.*s ", (int)b->key.n, b->key.p);
	return true;
}

static bool first_key(void *ctx, const struct store_book *b)
{
	add_key(ctx, b);
	return false;
}

static void found(struct store *s, const char *kind, const char *part, const char *want)
{
	struct str got = {0};
	struct err err = {0};

	if (store_book_find(s, sv_of(kind), sv_of(part), 10, add_key, &got, &err) != RC_OK)
		str_adds(&got, err.text);
	tap_text(str_z(&got), want, part);
	str_clear(&got);
}

static void test_book(struct store *s)
{
	struct arena arena = {0};
	struct store_book b;
	struct err err = {0};
	struct str got = {0};

	put(s, "party", "3101000001", "甲", "913100000000000011 上海示例贸易有限公司 shslmyyxgs");
	put(s, "party", "3101000002", "乙", "913100000000000022 示例（北京）公司 slbjgs Example Ltd");
	put(s, "goods", "3101000001\t8471", "丙", "示例货物");
	found(s, "party", "", "3101000002 3101000001 ");
	found(s, "party", "示例", "3101000002 3101000001 ");
	found(s, "party", "3101", "3101000002 3101000001 ");
	found(s, "party", "310100000", "3101000002 3101000001 ");
	found(s, "party", "贸易", "3101000001 ");
	found(s, "party", "9131 北", "3101000002 ");
	found(s, "party", "shsl", "3101000001 ");
	found(s, "party", "EXAM", "3101000002 ");
	found(s, "party", "货物", "");
	found(s, "party", "--", "");
	found(s, "goods", "3101000001 8471", "3101000001\t8471 ");
	found(s, "goods\" OR \"party", "示例", "");
	put(s, "party", "3101000001", "甲二", "上海示例国际贸易有限公司");
	found(s, "party", "", "3101000001 3101000002 ");
	found(s, "party", "示例", "3101000001 3101000002 ");
	found(s, "party", "shsl", "");
	tap_ok(store_book_find(s, SV("party"), SV(""), 1, add_key, &got, &err) == RC_OK && strcmp(str_z(&got), "3101000001 ") == 0, "no more than wanted");
	str_reset(&got);
	tap_ok(store_book_find(s, SV("party"), SV("示例"), 9, first_key, &got, &err) == RC_OK && strcmp(str_z(&got), "3101000001 ") == 0, "or until it is enough");
	tap_ok(store_book_last(s, SV("party"), SV("3101000001"), &arena, &b, &err) == RC_OK && sv_is(b.fields, "甲二") && b.draft == 7 && b.at > 0 &&
	       sv_is(b.kind, "party") && sv_is(b.key, "3101000001"), "the last use of one");
	tap_ok(store_book_last(s, SV("goods"), SV("3101000001"), &arena, &b, &err) == RC_NOTFOUND && b.fields.n == 0, "that never was");
	tap_ok(store_book_put(s, &(struct store_book){.kind = SV("party")}, SV(""), &err) == RC_USAGE, "without a key");
	str_clear(&got);
	arena_free(&arena);
}

static void test_records(struct store *s)
{
	struct arena arena = {0};
	char one[STORE_SHA256_LEN + 1], two[STORE_SHA256_LEN + 1];
	struct store_edition e = {SV("dec"), SV("2026-03"), SV("20260301"), SV(""), SV("abc")}, e2;
	struct store_operator o = {.login = SV("sl"), .name = SV("示例"), .card = SV("8"), .role = SV("keyer")}, o2;
	struct err err = {0};
	struct sv value;
	int64_t id, again;

	tap_ok(store_edition_get(s, e.message, e.edition, &arena, &e2, &err) == RC_NOTFOUND, "an edition not used yet");
	tap_ok(store_edition_put(s, &e, &err) == RC_NOTFOUND, "nor one without its files");
	store_blob_put(s, SV("<form/>"), one, &err);
	store_blob_put(s, SV("<form></form>"), two, &err);
	e.sha256 = sv_of(one);
	tap_ok(store_edition_put(s, &e, &err) == RC_OK && store_edition_get(s, e.message, e.edition, &arena, &e2, &err) == RC_OK && sv_is(e2.sha256, one) &&
	       sv_is(e2.valid_from, "20260301") && sv_is(e2.valid_to, ""), "used");
	e.valid_to = SV("20270101");
	tap_ok(store_edition_put(s, &e, &err) == RC_OK && store_edition_get(s, e.message, e.edition, &arena, &e2, &err) == RC_OK && sv_is(e2.valid_to, "20270101"), "it ends");
	e.sha256 = sv_of(two);
	tap_ok(store_edition_put(s, &e, &err) == RC_EXISTS && strstr(err.text, "dec@2026-03") != NULL, "but does not change");
	tap_ok(store_operator_get(s, o.login, &arena, &o2, &err) == RC_NOTFOUND, "no operator");
	tap_ok(store_operator_put(s, &o, &id, &err) == RC_OK && id > 0, "one");
	o.role = SV("checker");
	tap_ok(store_operator_put(s, &o, &again, &err) == RC_OK && again == id && store_operator_get(s, o.login, &arena, &o2, &err) == RC_OK &&
	       sv_is(o2.role, "checker") && o2.id == id && sv_is(o2.name, "示例") && sv_is(o2.card, "8"), "with another role");
	tap_ok(store_setting_get(s, SV("keep_days"), &arena, &value, &err) == RC_NOTFOUND && value.p == NULL, "not set");
	tap_ok(store_setting_put(s, SV("keep_days"), SV("1"), &err) == RC_OK && store_setting_put(s, SV("keep_days"), SV("1095"), &err) == RC_OK &&
	       store_setting_get(s, SV("keep_days"), &arena, &value, &err) == RC_OK && sv_is(value, "1095"), "set");
	arena_free(&arena);
}

int main(void)
{
	char *home = tmpdir_new();
	struct store *s = kit_open(home);
	struct err err = {0};

	test_book(s);
	test_records(s);
	tap_ok(store_check_all(s, &err) == RC_OK, "whole: %s", err.text);
	kit_sql(s, "UPDATE edition SET sha256 = replace(sha256, substr(sha256, 1, 1), '0')");
	tap_ok(store_check_all(s, &err) == RC_PARSE && err.text[0] != '\0', "files of an edition that are gone are found");
	store_close(s);
	tmpdir_free(home);
	return tap_done();
}
