/* Patterns: what they match, what is refused and where, and that no pattern takes long. */
#include "expr/expr.h"

#include <time.h>

#include "tap.h"

static void matches(const char *pattern, const char *text, bool want)
{
	struct expr_pattern *p;
	struct err err = {0};

	if (expr_pattern_compile(sv_of(pattern), &p, &err) != RC_OK) {
		tap_ok(false, "%s: %s", pattern, err.text);
		return;
	}
	tap_ok(expr_pattern_matches(p, sv_of(text)) == want, "%s: %s (%zu bytes)", pattern, want ? "matches" : "does not match", strlen(text));
	expr_pattern_free(p);
}

static void test_matches(void)
{
	static const struct {
		const char *pattern, *yes, *no;
	} line[] = {
		{"abc", "abc", "abcd"},
		{"abc", "abc", "xabc"},
		{"abc", "abc", "ab"},
		{"", "", "a"},
		{"a|", "", "b"},
		{"|a", "a", "b"},
		{"a|bc|d", "bc", "b"},
		{".", "进", ""},
		{".", "a", "\n"},
		{"[abc]", "b", "d"},
		{"[a-c]", "c", "d"},
		{"[^a-c]", "d", "b"},
		{"[^a-c]", "口", "a"},
		{"[^a-c]", "\n", "c"},
		{"[-a]", "-", "b"},
		{"[a-]", "-", "b"},
		{"[a\\-c]", "-", "b"},
		{"[a^]", "^", "b"},
		{"[\\^a]", "^", "b"},
		{"[\\]\\[]", "]", "\\"},
		{"[.*+?(){}|$]", "$", "a"},
		{"[一-龥]+", "进口", "进a"},
		{"\\d", "0", "a"},
		{"\\d", "９", "九"},
		{"[\\dX]+", "1X٣", "1Y"},
		{"[^\\d]", "a", "5"},
		{"\\n\\r\\t\\\\\\|\\.\\?\\*\\+\\(\\)\\{\\}\\-\\[\\]\\^", "\n\r\t\\|.?*+(){}-[]^", "n"},
		{"a?", "", "aa"},
		{"a*", "aaaa", "b"},
		{"a+", "a", ""},
		{"a{3}", "aaa", "aa"},
		{"a{3}", "aaa", "aaaa"},
		{"a{1,3}", "aaa", "aaaa"},
		{"a{1,3}", "a", ""},
		{"a{0}", "", "a"},
		{"a{0,1}b", "b", "aab"},
		{"(ab){2}", "abab", "ab"},
		{"(a?){2}", "", "aaa"},
		{"(a*)*", "aaa", "b"},
		{"((a|b)c)+", "acbc", "ab"},
		{"(a(b(c)?)?)?", "ab", "ac"},
		{"[0-9]{8}(\\|[0-3]){2}.*", "12345678|0|3示例", "12345678|0|4"},
		{"[0-9A-HJ-NPQRTUWXY]{2}\\d{6}[0-9A-HJ-NPQRTUWXY]{10}", "91350100M000100Y43", "91350100I000100Y43"},
		{"-?\\d{1,14}(\\.\\d{1,5})?", "-12.34567", "12.345678"},
	};

	for (size_t i = 0; i < sizeof line / sizeof line[0]; i++) {
		matches(line[i].pattern, line[i].yes, true);
		matches(line[i].pattern, line[i].no, false);
	}
	/* a byte that is no UTF-8 counts as U+FFFD */
	matches("a.b", "a\xff" "b", true);
	matches("a\xef\xbf\xbd" "b", "a\xff" "b", true);
}

static void refused(const char *pattern, enum rc rc, const char *message)
{
	struct expr_pattern *p;
	struct err err = {0};

	tap_ok(expr_pattern_compile(sv_of(pattern), &p, &err) == rc && p == NULL, "refused: %s", message);
	tap_text(err.text, message, message);
	expr_pattern_free(p);
}

static void test_refused(void)
{
	struct str deep = STR_INIT(0), wide = STR_INIT(0);

	refused("^a", RC_PARSE, "character 1 of the pattern: a pattern is always the whole text: leave ^ and $ out (the characters are \\^ and [$])");
	refused("a$", RC_PARSE, "character 2 of the pattern: a pattern is always the whole text: leave ^ and $ out (the characters are \\^ and [$])");
	refused("进\\w", RC_PARSE, "character 2 of the pattern: only \\d, \\n, \\r, \\t and signs may follow a backslash: write a class like [A-Z]");
	refused("\\p{L}", RC_PARSE, "character 1 of the pattern: only \\d, \\n, \\r, \\t and signs may follow a backslash: write a class like [A-Z]");
	refused("a\\", RC_PARSE, "character 2 of the pattern: only \\d, \\n, \\r, \\t and signs may follow a backslash: write a class like [A-Z]");
	refused("[\\s]", RC_PARSE, "character 2 of the pattern: only \\d, \\n, \\r, \\t and signs may follow a backslash: write a class like [A-Z]");
	refused("[a-z-[b]]", RC_PARSE, "character 5 of the pattern: classes cannot be subtracted: write the ranges that remain");
	refused("[a-[b]]", RC_PARSE, "character 3 of the pattern: classes cannot be subtracted: write the ranges that remain");
	refused("[a[b]", RC_PARSE, "character 3 of the pattern: [ inside a class: write \\[ (a class cannot be subtracted)");
	refused("[a-b-c]", RC_PARSE, "character 5 of the pattern: a minus inside a class stands first or last: write \\-");
	refused("[z-a]", RC_PARSE, "character 3 of the pattern: the range ends before it begins: write the lower character first, or \\- for a minus");
	refused("[a-\\d]", RC_PARSE, "character 3 of the pattern: the range ends before it begins: write the lower character first, or \\- for a minus");
	refused("x[ab", RC_PARSE, "character 2 of the pattern: the class is not closed with ]");
	refused("[]", RC_PARSE, "character 1 of the pattern: the class is empty");
	refused("[^]", RC_PARSE, "character 1 of the pattern: the class is empty");
	refused("(a", RC_PARSE, "character 1 of the pattern: the group is not closed with )");
	refused("a)", RC_PARSE, "character 2 of the pattern: ) closes nothing: write \\) for the character");
	refused("a]", RC_PARSE, "character 2 of the pattern: ] opens nothing here: write \\] for the character");
	refused("a}", RC_PARSE, "character 2 of the pattern: } opens nothing here: write \\} for the character");
	refused("*a", RC_PARSE, "character 1 of the pattern: * has nothing to repeat: write \\* for the character");
	refused("a**", RC_PARSE, "character 3 of the pattern: * has nothing to repeat: write \\* for the character");
	refused("(?:a)", RC_PARSE, "character 2 of the pattern: ? has nothing to repeat: write \\? for the character");
	refused("a{2,}", RC_PARSE, "character 2 of the pattern: a count is {n} or {n,m} with n not above m and m not above 4000");
	refused("a{,2}", RC_PARSE, "character 2 of the pattern: a count is {n} or {n,m} with n not above m and m not above 4000");
	refused("a{3,2}", RC_PARSE, "character 2 of the pattern: a count is {n} or {n,m} with n not above m and m not above 4000");
	refused("a{99999999999}", RC_PARSE, "character 2 of the pattern: a count is {n} or {n,m} with n not above m and m not above 4000");
	refused("a{2", RC_PARSE, "character 2 of the pattern: a count is {n} or {n,m} with n not above m and m not above 4000");
	refused("a\xff", RC_PARSE, "character 2 of the pattern: a byte that is not UTF-8");
	refused("((a{100}){100}){100}", RC_LIMIT, "the pattern repeats too much: its counts multiply to more than 8000 places");
	for (int i = 0; i < 17; i++)
		str_addc(&deep, '(');
	refused(str_z(&deep), RC_LIMIT, "character 17 of the pattern: more than 16 groups inside each other");
	for (int i = 0; i < 1025; i++)
		str_addc(&wide, 'a');
	refused(str_z(&wide), RC_LIMIT, "the pattern has more than 1024 bytes");
	tap_ok(expr_pattern_compile(SV("("), &(struct expr_pattern *){NULL}, NULL) == RC_PARSE, "without room for the text");
	str_clear(&deep);
	str_clear(&wide);
}

/* Patterns that cost a backtracking matcher exponential time, and such as are
 * too large for a table. */
static void test_time(void)
{
	enum { LENGTH = 30000 };
	static const char *const hard[] = {
		"(a*)*b", "(a|a)*b", "(a|aa)+b", "(.*a){12}b", "(a?){200}a{200}b", ".{0,600}a.{0,600}b", "((a{0,20}){0,20}){0,8}b",
		"[^b]*a[^b]{1500}b", "(.{0,40}a){60}.*b",
	};
	struct str text = STR_INIT(0);

	for (int i = 0; i < LENGTH; i++)
		str_addc(&text, 'a');
	for (size_t i = 0; i < sizeof hard / sizeof hard[0]; i++) {
		clock_t from = clock();
		struct expr_pattern *p;
		bool yes;

		expr_pattern_compile(sv_of(hard[i]), &p, NULL);
		yes = expr_pattern_matches(p, str_sv(&text));
		tap_ok(!yes && clock() - from < 5 * CLOCKS_PER_SEC, "%s on %d characters: %.3f s", hard[i], LENGTH,
		    (double)(clock() - from) / CLOCKS_PER_SEC);
		expr_pattern_free(p);
	}
	str_reset(&text);
	for (int i = 0; i < 1000; i++)
		str_adds(&text, "口");
	str_addc(&text, 'b');
	matches(".{0,600}口.{0,600}b", str_z(&text), true);
	matches(".{0,600}口.{0,300}b", str_z(&text), false);
	matches("[^b]*口[^b]{999}b", str_z(&text), true);
	str_addc(&text, 'x');
	matches("[^b]*口[^b]{999}b", str_z(&text), false);
	str_clear(&text);
}

int main(void)
{
	test_matches();
	test_refused();
	test_time();
	return tap_done();
}
