#include "base/out.h"

#include "base/mem.h"
#include "tap.h"

static const char *const names[] = {"名称", "#n", "text"};

static void check(enum out_format format, const struct sv *rows, size_t n_row, const char *want, const char *name)
{
	struct str to = {0};
	struct out o;

	out_begin(&o, format, names, 3, &to);
	for (size_t i = 0; i < n_row; i++)
		out_row(&o, rows + 3 * i);
	out_end(&o);
	tap_text(str_z(&to), want, name);
	str_clear(&to);
}

static void test_formats(void)
{
	const struct sv rows[] = {
		SV("示例公司"), SV("12"), SV("a\tb\\c\r\nd"),
		SV("x"), SV("-1.50"), SV(""),
	};

	check(OUT_TEXT, rows, 2,
	      "名称          n  text\n"
	      "示例公司     12  a\uFFFDb\\c\uFFFD\uFFFDd\n"
	      "x         -1.50  \n", "text: aligned by width, numbers to the right, controls harmless");
	check(OUT_TSV, rows, 2,
	      "名称\tn\ttext\n"
	      "示例公司\t12\ta\\tb\\\\c\\r\\nd\n"
	      "x\t-1.50\t\n", "tsv: header, escapes");
	check(OUT_JSON, rows, 2,
	      "[\n"
	      "{\"名称\": \"示例公司\", \"n\": 12, \"text\": \"a\\tb\\\\c\\r\\nd\"},\n"
	      "{\"名称\": \"x\", \"n\": -1.50, \"text\": \"\"}\n"
	      "]\n", "json: one array of objects");
	check(OUT_TEXT, NULL, 0, "名称  n  text\n", "text without rows");
	check(OUT_TSV, NULL, 0, "名称\tn\ttext\n", "tsv without rows");
	check(OUT_JSON, NULL, 0, "[]\n", "json without rows");
}

static void test_json_values(void)
{
	static const char *const odd[] = {"", "-", "1.", ".5", "01", "1e5", "+1", "0x1", "1 "};
	static const char *const fine[] = {"0", "-0.5", "10", "0.10", "123456789012345678901234567890"};
	static const char *const number[] = {"#v"};
	struct str to = {0}, want = {0};
	struct out o;

	for (size_t i = 0; i < sizeof odd / sizeof *odd + sizeof fine / sizeof *fine; i++) {
		bool is_odd = i < sizeof odd / sizeof *odd;
		struct sv v = sv_of(is_odd ? odd[i] : fine[i - sizeof odd / sizeof *odd]);

		str_reset(&to);
		str_reset(&want);
		out_begin(&o, OUT_JSON, number, 1, &to);
		out_row(&o, &v);
		out_end(&o);
		str_addf(&want, "[\n{\"v\": %s%.*s%s}\n]\n", is_odd ? "\"" : "", (int)v.n, v.p, is_odd ? "\"" : "");
		tap_text(str_z(&to), str_z(&want), v.n ? v.p : "an empty number is a string");
	}
	str_reset(&to);
	out_add_json(&to, SV("\"\\/\b\0\x1f\x7f\xC2\x9B报\x80\xED\xA0\x80\U0001F600"));
	tap_text(str_z(&to), "\"\\\"\\\\/\\u0008\\u0000\\u001f\\u007f\\u009b报\uFFFD\uFFFD\uFFFD\uFFFD\U0001F600\"",
		 "controls escaped, invalid bytes replaced");
	str_clear(&to);
	str_clear(&want);
}

static void test_words(void)
{
	enum out_format f = OUT_TEXT;

	tap_ok(out_format_parse("tsv", &f) && f == OUT_TSV && out_format_parse("json", &f) && f == OUT_JSON &&
	       out_format_parse("text", &f) && f == OUT_TEXT, "the three words");
	tap_ok(!out_format_parse("csv", &f) && !out_format_parse("", &f) && f == OUT_TEXT, "no other");
}

static void test_ceiling(void)
{
	struct str to = STR_INIT(20);
	struct sv row[3] = {SV("long enough to pass"), SV("1"), SV("the ceiling")};
	struct out o;

	for (int f = OUT_TEXT; f <= OUT_JSON; f++) {
		str_reset(&to);
		out_begin(&o, (enum out_format)f, names, 3, &to);
		out_row(&o, row);
		out_end(&o);
		tap_ok(to.over && to.len_b <= 20, "format %d keeps to the ceiling", f);
	}
	str_clear(&to);
}

int main(void)
{
	test_formats();
	test_json_values();
	test_words();
	test_ceiling();
	return tap_done();
}
