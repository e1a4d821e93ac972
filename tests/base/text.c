#include "base/text.h"

#include "tap.h"

static void test_decode(void)
{
	uint32_t cp, back;
	char u[4];
	bool same = true;
	size_t n;

	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		n = text_encode(c, u);
		same = same && text_decode(u, n, &back) == n && back == c && text_valid((struct sv){u, n}, NULL);
	}
	tap_ok(same, "every character survives encoding and decoding");
	tap_ok(text_encode(0xD800, u) == 3 && text_decode(u, 3, &cp) == 3 && cp == 0xFFFD, "a surrogate is written as U+FFFD");
	tap_ok(text_encode(0x110000, u) == 3, "so is what lies above Unicode");
}

static void test_invalid(void)
{
	static const struct {
		const char *bytes, *what;
	} bad[] = {
		{"\x80", "a lone continuation"}, {"\xC0\x80", "an overlong NUL"}, {"\xC1\xBF", "an overlong DEL"},
		{"\xE0\x9F\xBF", "overlong, three bytes"}, {"\xF0\x8F\xBF\xBF", "overlong, four bytes"},
		{"\xED\xA0\x80", "a surrogate"}, {"\xF4\x90\x80\x80", "above U+10FFFF"}, {"\xF5\x80\x80\x80", "F5"},
		{"\xFF", "FF"}, {"\xE6\x8A", "cut short"}, {"\xE6\x8A" "a", "broken off"}, {"\xB1\xA8\xB9\xD8", "GB18030"},
	};
	uint32_t cp;
	size_t at;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct str s = {0};
		bool one = text_decode(bad[i].bytes, strlen(bad[i].bytes), &cp) == 1 && cp == 0xFFFD;

		str_adds(&s, "0123456789报");
		str_adds(&s, bad[i].bytes);
		tap_ok(one && !text_valid(str_sv(&s), &at) && at == 13, "%s is invalid", bad[i].what);
		str_clear(&s);
	}
	tap_ok(text_valid((struct sv){0}, NULL) && text_valid(SV("\0a"), NULL), "nothing is valid, a NUL is");
}

static void test_lengths(void)
{
	tap_ok(text_len_gb(SV("ABC-123")) == 7, "ASCII counts 1");
	tap_ok(text_len_gb(SV("报关abc单")) == 9, "Chinese counts 2");
	tap_ok(text_len_gb(SV("é€𠀀")) == 6, "any other character counts 2");
	tap_ok(text_len_gb(SV("a\x80z")) == 4, "an invalid byte is one character");
	tap_ok(text_len_gb(SV("")) == 0 && text_len_ch((struct sv){0}) == 0, "nothing");
	tap_ok(text_len_ch(SV("报关abc𠀀")) == 6, "characters");
	tap_ok(text_len_gb(SV("0123456789abcdef报0123456789abcdef")) == 34, "long runs of ASCII");
}

static void test_width(void)
{
	static const struct {
		uint32_t cp;
		int width;
	} w[] = {
		{'a', 1}, {0x00E9, 1}, {0x00AD, 1}, {0x0301, 0}, {0x1100, 2}, {0x1161, 0}, {0x200B, 0}, {0x2014, 1},
		{0x2026, 1}, {0x2500, 1}, {0x3000, 2}, {0x3042, 2}, {0x3099, 0}, {0x303F, 1}, {0x4E00, 2}, {0x9FFF, 2},
		{0xAC00, 2}, {0xD7A3, 2}, {0xFE0F, 0}, {0xFF01, 2}, {0xFF61, 1}, {0xFFE5, 2}, {0xFFFD, 1},
		{0x1F600, 2}, {0x20000, 2}, {0x3FFFD, 2}, {0xE0100, 0}, {0x10FFFF, 1}, {0x07, 0}, {0x9B, 0}, {0x2329, 2},
		{0x0E31, 0}, {0x00B7, 1}, {0x20AC, 1}, {0xFEFF, 0},
	};

	for (size_t i = 0; i < sizeof w / sizeof *w; i++)
		tap_ok(text_width_cp(w[i].cp) == w[i].width, "U+%04X is %d wide", (unsigned)w[i].cp, w[i].width);
	tap_ok(text_width(SV("报关 a\xCC\x81")) == 6, "text_width adds up");
}

static void test_kinds(void)
{
	tap_ok(text_is_control(0) && text_is_control(0x1B) && text_is_control(0x7F) && text_is_control(0x9B), "Cc");
	tap_ok(text_is_control(0xAD) && text_is_control(0x200B) && text_is_control(0x202E) && text_is_control(0xFEFF) &&
	       text_is_control(0xE0041), "Cf");
	tap_ok(!text_is_control(' ') && !text_is_control(0xA0) && !text_is_control(0x4E00) && !text_is_control(0x301),
	       "others are not");
	tap_ok(text_has_control(SV("ab\033[2J")) && text_has_control(SV("报\xE2\x80\xAE" "关")) && !text_has_control(SV("报 关")),
	       "text_has_control");
	tap_ok(text_is_han(0x4E00) && text_is_han(0x3400) && text_is_han(0x3007) && text_is_han(0xF900) && text_is_han(0x20000),
	       "Han");
	tap_ok(!text_is_han('a') && !text_is_han(0x3042) && !text_is_han(0xAC00) && !text_is_han(0xFF21) &&
	       !text_is_han(0x4DC0), "not Han");
}

static void check_clean(struct sv s, int max_width, const char *want, const char *name)
{
	struct str out = {0};

	str_addc(&out, '<');
	text_add_clean(&out, s, max_width);
	tap_text(str_z(&out) + 1, want, name);
	str_clear(&out);
}

static void test_clean(void)
{
	struct str out = STR_INIT(4);

	check_clean(SV("报关\033[2J\n\x80"), 0, "报关\uFFFD[2J\uFFFD\uFFFD", "controls and invalid bytes become U+FFFD");
	check_clean(SV("报关单"), 6, "报关单", "what fits is not cut");
	check_clean(SV("报关单"), 5, "报关…", "cut between characters");
	check_clean(SV("报关单"), 4, "报…", "a wide character and the mark do not fit");
	check_clean(SV("报关单"), 1, "…", "nothing but the mark");
	check_clean(SV("ae\xCC\x81xyz"), 3, "ae\xCC\x81…", "combining characters stay with theirs");
	check_clean(SV("abc\xCC\x81"), 3, "abc\xCC\x81", "and do not widen");
	text_add_clean(&out, SV("报关"), 3);
	tap_ok(out.over && text_valid(str_sv(&out), NULL), "the ceiling holds");
	str_clear(&out);
}

static void test_changes(void)
{
	struct str out = {0};

	text_add_half(&out, SV("ＡＢ１２－（）　～报\x80。"));
	tap_text(str_z(&out), "AB12-() ~报\x80。", "full-width ASCII becomes half-width, all else stays");
	str_reset(&out);
	text_add_upper(&out, SV("abcXYZ é报{1}"));
	tap_text(str_z(&out), "ABCXYZ é报{1}", "ASCII letters become capitals");
	str_clear(&out);
}

int main(void)
{
	test_decode();
	test_invalid();
	test_lengths();
	test_width();
	test_kinds();
	test_clean();
	test_changes();
	return tap_done();
}
