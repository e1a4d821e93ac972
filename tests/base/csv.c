#include "base/csv.h"

#include "tap.h"

/* Rows as [field][field] with a / between rows. */
static void check(struct sv bytes, const char *want, const char *name)
{
	struct csv c;
	struct str got = {0};
	struct err err = {0};
	enum rc rc;

	csv_init(&c, bytes);
	while ((rc = csv_next(&c, &err)) == RC_OK) {
		if (got.len_b > 0)
			str_addc(&got, '/');
		for (size_t i = 0; i < c.n; i++) {
			str_addc(&got, '[');
			str_add(&got, c.field[i]);
			str_addc(&got, ']');
		}
	}
	if (rc == RC_PARSE)
		str_addf(&got, "!%s", err.text);
	tap_text(str_z(&got), want, name);
	tap_ok((rc == RC_PARSE || rc == RC_NOTFOUND) && c.n == 0 && csv_next(&c, NULL) == RC_NOTFOUND, "and nothing follows");
	csv_clear(&c);
	str_clear(&got);
}

static void test_rows(void)
{
	check(SV(""), "", "no bytes, no rows");
	check((struct sv){0}, "", "NULL neither");
	check(SV("a,b\nc,d\n"), "[a][b]/[c][d]", "two rows");
	check(SV("a,b\r\nc,d\r\n"), "[a][b]/[c][d]", "CRLF");
	check(SV("a,b\nc,d"), "[a][b]/[c][d]", "no end of line at the end");
	check(SV("a,b\r\nc,d\r"), "[a][b]/[c][d]", "half a line end");
	check(SV("\xEF\xBB\xBF" "a\n"), "[a]", "a byte order mark is skipped");
	check(SV("a,,\n,\n"), "[a][][]/[][]", "empty fields");
	check(SV("a\n\nb\n"), "[a]/[]/[b]", "an empty line is a row of one empty field");
	check(SV("a,"), "[a][]", "a comma at the very end");
	check(SV("\"a,b\",c\n"), "[a,b][c]", "a comma in quotes");
	check(SV("\"a\nb\",\"\"\n"), "[a\nb][]", "a line end in quotes, empty quotes");
	check(SV("\"a \"\"b\"\" c\",\"\"\"\"\n"), "[a \"b\" c][\"]", "doubled quotes");
	check(SV("a \"b\" c\n"), "[a \"b\" c]", "quotes inside a plain field are its own");
	check(SV(" a , b \n"), "[ a ][ b ]", "blanks are content");
	check(SV("\"a\"\r\nb"), "[a]/[b]", "CRLF after a quote");
}

static void test_faults(void)
{
	check(SV("a\n\"b\nc"), "[a]!line 2: a quoted field has no closing quote", "an unclosed quote");
	check(SV("a\n\"b\n\"x,d\ne"), "[a]!line 3: a comma or the line's end must follow a closing quote", "text after a quote");
}

static void test_header(void)
{
	struct csv c;

	csv_init(&c, SV("section,element\n\"x\ny\",z\n2,3\n"));
	tap_ok(csv_next(&c, NULL) == RC_OK && csv_column(&c, "element") == 1 && csv_column(&c, "Element") == -1, "csv_column");
	tap_ok(csv_next(&c, NULL) == RC_OK && c.line == 2 && csv_next(&c, NULL) == RC_OK && c.line == 4, "line of a row");
	csv_clear(&c);
}

static void test_write(void)
{
	static const struct sv field[] = {
		{"plain", 5}, {"a,b", 3}, {"say \"x\"", 7}, {"two\nlines", 9}, {" x", 2}, {"x ", 2}, {"", 0}, {"\r", 1}, {"报,关", 7},
	};
	enum { N = sizeof field / sizeof *field };
	struct str out = {0};
	struct csv c;
	bool same;

	for (size_t i = 0; i < N; i++) {
		if (i > 0)
			str_addc(&out, ',');
		csv_add_field(&out, field[i]);
	}
	tap_text(str_z(&out), "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\" x\",\"x \",,\"\r\",\"报,关\"", "csv_add_field");
	csv_init(&c, str_sv(&out));
	same = csv_next(&c, NULL) == RC_OK && c.n == N;
	for (size_t i = 0; same && i < N; i++)
		same = sv_eq(c.field[i], field[i]);
	tap_ok(same, "what is written is read again");
	csv_clear(&c);
	str_clear(&out);
}

int main(void)
{
	test_rows();
	test_faults();
	test_header();
	test_write();
	return tap_done();
}
