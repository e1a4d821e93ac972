/* Texts for several cells or a part of one, and back. */
#include "tap.h"

#include "view/compose.h"

static void
fee(const char *text, bool ok, const char *mark, const char *rate, const char *curr)
{
	struct compose_fee f;
	char got[2] = "";
	bool is = compose_fee_parse(sv_of(text), &f);

	got[0] = f.mark;
	if (!tap_ok(is == ok && (!ok || (strcmp(got, mark) == 0 && strcmp(f.rate, rate) == 0 && strcmp(f.curr, curr) == 0)), "fee %s", text))
		printf("# %d %s %s %s\n", is, got, f.rate, f.curr);
}

static void
shown(const char *mark, const char *rate, const char *curr, const char *want)
{
	struct str out = {0};
	struct compose_fee f;

	compose_fee_add(&out, sv_of(mark), sv_of(rate), sv_of(curr));
	tap_text(str_z(&out), want, "a fee as it would be typed");
	if (out.len_b > 0)
		tap_ok(compose_fee_parse(str_sv(&out), &f) && f.mark == mark[0] && strcmp(f.rate, rate) == 0 && strcmp(f.curr, curr) == 0, "and back");
	str_clear(&out);
}

static void
put(const char *whole, int from, int length, const char *part, const char *want)
{
	struct str out = {0};

	compose_slice_put(sv_of(whole), from, length, sv_of(part), &out);
	tap_text(str_z(&out), want, "a part in its place");
	str_clear(&out);
}

static void
numbers(const char *text, size_t n, const char *want)
{
	struct str out = {0};
	bool ok = compose_numbers(sv_of(text), ',', n, &out);

	if (want == NULL) {
		tap_ok(!ok, "no list of items: %s", text);
	} else {
		tap_text(ok ? str_z(&out) : "no", want, text);
	}
	str_clear(&out);
}

static void
folded(const char *text, const char *want)
{
	struct str out = {0};

	compose_numbers_fold(sv_of(text), ',', &out);
	tap_text(str_z(&out), want, "numbers in short");
	str_clear(&out);
}

static void
packs(const char *text, const char *count, const char *kind)
{
	struct sv a, b;

	compose_packs_split(sv_of(text), &a, &b);
	tap_ok(sv_is(a, count) && sv_is(b, kind), "packs %s", text);
}

static void
elements(void)
{
	struct sv rest = SV("4|3||x|");
	const char *const want[] = {"4", "3", "", "x", ""};

	for (size_t i = 0; i < 5; i++)
		tap_ok(sv_is(compose_element(&rest), want[i]), "element %zu", i + 1);
	tap_ok(compose_element(&rest).n == 0 && rest.p == NULL, "and no more");
	tap_ok(compose_n_elements(SV("a|b|c")) == 3 && compose_n_elements(SV("")) == 0 && compose_n_elements(SV("a")) == 1, "counted");
}

static void
lines(void)
{
	struct str shown_as = {0}, stored = {0};

	compose_show_lines(SV("a\r\nb\n"), &shown_as);
	compose_store_lines(str_sv(&shown_as), &stored);
	tap_text(str_z(&stored), "a\nb\n", "line ends survive an editor of one line");
	str_clear(&shown_as);
	str_clear(&stored);
}

int
main(void)
{
	fee("1500", true, "3", "1500", "");
	fee("1,500.50e", true, "3", "1500.50", "EUR");
	fee("1500 usd", true, "3", "1500", "USD");
	fee("３％", true, "1", "3", "");
	fee("0.3%", true, "1", "0.3", "");
	fee("25/t", true, "2", "25", "");
	fee("25CNY/T", true, "2", "25", "CNY");
	fee("-120", true, "3", "-120", "");
	fee("-", true, "", "", "");
	fee("abc", false, "", "", "");
	fee("12q", false, "", "", "");
	fee("%", false, "", "", "");
	fee("", false, "", "", "");
	fee("1234567890123456789012345678901234567890123", false, "", "", "");
	shown("3", "1500", "USD", "1500USD");
	shown("1", "0.3", "", "0.3%");
	shown("2", "25", "CNY", "25CNY/t");
	shown("", "", "", "");
	put("", 3, 1, "5", "  5");
	put("      ", 3, 1, "5", "  5   ");
	put("00009", 2, 1, "", "0 009");
	put("ML5", 1, 2, "A", "A 5");
	put("1", 1, 1, "92", "9");
	tap_ok(sv_is(compose_slice(SV("00  9"), 5, 1), "9") && compose_slice(SV("00"), 5, 1).n == 0, "a part, and one that is not there");
	numbers("1-3,5", 5, "1,2,3,5");
	numbers("*", 3, "1,2,3");
	numbers(" 2 , 4 ", 4, "2,4");
	numbers("3-1", 5, NULL);
	numbers("6", 5, NULL);
	numbers("0", 5, NULL);
	numbers("a", 5, NULL);
	numbers("*", 0, NULL);
	folded("1,2,3,5", "1-3,5");
	folded("1,2", "1-2");
	folded("7", "7");
	folded("5,4", "5,4");
	folded("x,1", "x,1");
	folded("", "");
	packs("20 zx", "20", "zx");
	packs("20", "20", "");
	packs(" 20 22 ", "20", "22");
	packs("zx", "", "zx");
	elements();
	lines();
	return tap_done();
}
