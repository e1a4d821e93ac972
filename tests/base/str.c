#include "base/str.h"

#include "base/mem.h"
#include "tap.h"

static void test_views(void)
{
	size_t at = 9;

	tap_ok(sv_cmp(SV("a"), SV("b")) < 0 && sv_cmp(SV("b"), SV("a")) > 0 && sv_cmp(SV("a"), SV("a")) == 0, "sv_cmp");
	tap_ok(sv_cmp(SV("a"), SV("ab")) < 0 && sv_cmp(SV(""), (struct sv){0}) == 0, "sv_cmp: the shorter first");
	tap_ok(sv_cmp(SV("z"), SV("报")) < 0, "sv_cmp: by code point");
	tap_ok(sv_eq(sv_trim(SV(" \t\r\na b\n ")), SV("a b")), "sv_trim");
	tap_ok(sv_trim(SV(" \n")).n == 0 && sv_trim((struct sv){0}).n == 0, "sv_trim of blanks");
	tap_ok(sv_eq(sv_trim(SV("\xC2\xA0x")), SV("\xC2\xA0x")), "sv_trim leaves other spaces");
	tap_ok(sv_starts(SV("abc"), SV("ab")) && sv_starts(SV("a"), SV("")) && !sv_starts(SV("a"), SV("ab")), "sv_starts");
	tap_ok(sv_find(SV("xabc"), SV("bc"), &at) && at == 2, "sv_find");
	tap_ok(sv_find(SV("xabc"), SV(""), &at) && at == 0 && sv_find((struct sv){0}, SV(""), NULL), "sv_find of nothing");
	tap_ok(!sv_find(SV("xab"), SV("bc"), NULL) && !sv_find(SV("b"), SV("bc"), NULL), "sv_find: absent");
}

/* The parts of s between commas, each in brackets. */
static void check_split(struct sv s, const char *want)
{
	struct str got = {0};
	struct sv part;

	while (sv_split(&s, ',', &part)) {
		str_addc(&got, '[');
		str_add(&got, part);
		str_addc(&got, ']');
	}
	tap_text(str_z(&got), want, want[0] ? want : "sv_split of nothing");
	str_clear(&got);
}

static void test_split(void)
{
	check_split(SV("a,,b"), "[a][][b]");
	check_split(SV("a,"), "[a][]");
	check_split(SV(","), "[][]");
	check_split(SV("abc"), "[abc]");
	check_split(SV(""), "[]");
	check_split((struct sv){0}, "");
}

static void test_size(void)
{
	size_t v;

	tap_ok(sv_to_size(SV("0012"), &v) && v == 12, "sv_to_size");
	tap_ok(sv_to_size(SV("18446744073709551615"), &v) && v == SIZE_MAX, "the largest");
	tap_ok(!sv_to_size(SV("18446744073709551616"), &v) && v == 0, "one more");
	tap_ok(!sv_to_size(SV("99999999999999999999999"), &v), "many more");
	tap_ok(!sv_to_size(SV(""), &v) && !sv_to_size(SV("+1"), &v) && !sv_to_size(SV("1 "), &v) &&
	       !sv_to_size(SV("-1"), &v) && !sv_to_size(SV("１"), &v), "other characters");
}

static void test_hash(void)
{
	uint64_t seen[2000];
	char text[32];
	bool differ = true;

	for (int i = 0; i < 2000; i++) {
		snprintf(text, sizeof text, "row-%d", i);
		seen[i] = sv_hash(sv_of(text));
		for (int k = 0; k < i; k++)
			differ = differ && seen[k] != seen[i];
	}
	tap_ok(differ, "sv_hash tells 2000 names apart");
	tap_ok(sv_hash(SV("a")) != sv_hash(SV("a\0")) && sv_hash(SV("")) == sv_hash((struct sv){0}), "length counts");
	tap_ok(sv_hash(SV("0123456789abcdef")) == sv_hash((struct sv){&"x0123456789abcdef"[1], 16}), "alignment does not");
}

static void test_growing(void)
{
	struct str s = {0};
	char *taken;

	tap_text(str_z(&s), "", "an empty str reads as nothing");
	tap_ok(str_sv(&s).n == 0 && str_sv(&s).p != NULL, "and views as nothing");
	str_add(&s, SV("ab"));
	str_addc(&s, 'c');
	str_adds(&s, "de");
	str_addf(&s, "%03d%s", 7, "报");
	str_add(&s, (struct sv){0});
	tap_text(str_z(&s), "abcde007报", "additions");
	for (int i = 0; i < 5000; i++)
		str_addf(&s, "%d,", i);
	tap_ok(s.len_b == strlen(s.s) && !s.over, "a NUL is always behind");
	str_reset(&s);
	tap_ok(s.len_b == 0 && str_z(&s)[0] == '\0' && s.cap_b > 0, "str_reset keeps the memory");
	memcpy(str_room(&s, 3), "xyz", 3);
	str_wrote(&s, 3);
	tap_text(str_z(&s), "xyz", "str_room and str_wrote");
	taken = str_take(&s);
	tap_text(taken, "xyz", "str_take");
	mem_free(taken);
	tap_ok(s.s == NULL && s.len_b == 0, "what was taken is gone");
	taken = str_take(&s);
	tap_text(taken, "", "str_take of nothing is a text");
	mem_free(taken);
	str_clear(&s);
}

static void test_ceiling(void)
{
	struct str s = STR_INIT(5);

	str_adds(&s, "abcde");
	tap_ok(!s.over && s.len_b == 5, "up to the ceiling");
	str_addc(&s, 'f');
	tap_ok(s.over && s.len_b == 5, "past the ceiling nothing is added");
	str_add(&s, (struct sv){0});
	str_addf(&s, "%s", "");
	tap_text(str_z(&s), "abcde", "what was there stays");
	str_reset(&s);
	tap_ok(!s.over, "str_reset forgets it");
	str_addf(&s, "%d", 123456);
	tap_ok(s.over && s.len_b == 0, "a formatted addition is whole or not at all");
	str_reset(&s);
	tap_ok(str_room(&s, 6) == NULL && s.over, "str_room says so");
	str_adds(&s, "a");
	tap_ok(s.len_b == 0, "a smaller addition after it is not added either");
	str_clear(&s);
	tap_ok(s.max_b == 5, "str_clear keeps the ceiling");
}

int main(void)
{
	test_views();
	test_split();
	test_size();
	test_hash();
	test_growing();
	test_ceiling();
	return tap_done();
}
