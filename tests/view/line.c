/* The line editor against a simple model, and what it makes of what was typed. */
#include "view/line.h"

#include <stdlib.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

static void
press(struct line *l, const char *keys)
{
	struct sv rest = sv_of(keys), name;
	struct key key;

	while (sv_split(&rest, ' ', &name)) {
		if (!key_parse(name, &key))
			tap_ok(false, "no such key: %.*s", (int)name.n, name.p);
		line_key(l, &key);
	}
}

static void
edits(enum line_kind kind, const char *value, const char *keys, const char *want, const char *name)
{
	struct line l;

	line_start(&l, kind, sv_of(value));
	press(&l, keys);
	tap_text(str_z(&l.text), want, name);
	tap_ok(l.dirty == (strcmp(value, want) != 0), "%s: dirty", name);
	line_clear(&l);
}

static void
check_keys(void)
{
	edits(LINE_TEXT, "old", "n e w", "new", "the first character replaces the value");
	edits(LINE_TEXT, "old", "End e r", "older", "a movement keeps it");
	edits(LINE_TEXT, "old", "Home c", "cold", "Home");
	edits(LINE_TEXT, "old", "Left c", "cold", "Left goes to the beginning");
	edits(LINE_TEXT, "old", "Right s", "olds", "Right to the end");
	edits(LINE_TEXT, "old", "Bksp", "", "Bksp clears what is selected");
	edits(LINE_TEXT, "old", "End Bksp Bksp x", "ox", "Bksp");
	edits(LINE_TEXT, "old", "Home Del", "ld", "Del");
	edits(LINE_TEXT, "示例公司", "End Left Left C-k", "示例", "C-k");
	edits(LINE_TEXT, "示例公司", "End Left Left C-u", "公司", "C-u");
	edits(LINE_TEXT, "示例", "C-a a C-e b", "a示例b", "C-a and C-e");
	edits(LINE_TEXT, "abc", "Home Ins x y", "xyc", "overwriting");
	edits(LINE_TEXT, "e\314\201x", "End Left Bksp", "x", "a character goes with its marks");
	edits(LINE_SEARCH, "old", "e r", "older", "a search selects nothing");
	edits(LINE_CODE, "", "ａ １ b －", "A1B-", "a code: half width, upper case");
	edits(LINE_CODE_CASED, "", "ａ Ａ b", "aAb", "a code with case");
	edits(LINE_NUMBER, "", "１ 。 ５ × ２", "1.5*2", "a number from an input method");
	edits(LINE_TEXT, "", "１ ａ", "１ａ", "a text stays as it is");
	edits(LINE_TEXT, "abc", "M-x F1 C-x Up Enter Tab Esc", "abc", "other keys are not the editor's");
}

static void
check_returns(void)
{
	struct line l;
	struct key key;

	line_start(&l, LINE_TEXT, SV("ab"));
	key_parse(SV("Up"), &key);
	tap_ok(line_key(&l, &key) == LINE_PASSED && l.selected, "Up is passed");
	key_parse(SV("End"), &key);
	tap_ok(line_key(&l, &key) == LINE_MOVED && !l.selected, "End moves");
	key_parse(SV("Right"), &key);
	tap_ok(line_key(&l, &key) == LINE_PASSED, "Right at the end is passed");
	key_parse(SV("x"), &key);
	tap_ok(line_key(&l, &key) == LINE_CHANGED && l.dirty, "a character changes");
	line_restore(&l);
	tap_ok(!l.dirty && l.selected && sv_is(str_sv(&l.text), "ab"), "restored");
	line_set(&l, SV("示例\n\001"));
	tap_text(str_z(&l.text), "示例 ", "set, as if typed");
	tap_ok(l.dirty && l.caret == 3 && !l.selected, "dirty, the caret at the end");
	line_clear(&l);
}

static void
pastes(enum line_kind kind, const char *text, const char *want, bool strips, const char *name)
{
	struct line l;
	bool stripped;

	line_start(&l, kind, SV("old"));
	line_paste(&l, sv_of(text), &stripped);
	tap_text(str_z(&l.text), want, name);
	tap_ok(stripped == strips, "%s: says so", name);
	line_clear(&l);
}

static void
check_pastes(void)
{
	char *large = mem_alloc(3 << 20);
	struct line l;
	bool stripped;

	pastes(LINE_TEXT, "new", "new", false, "a paste replaces what is selected");
	pastes(LINE_TEXT, "new\r\n", "new", false, "the end of a line copied with it goes");
	pastes(LINE_TEXT, "a\r\nb\tc", "a b c", true, "line ends and tabs become blanks");
	pastes(LINE_TEXT, "a\033[31mb\302\205\342\200\256c", "a[31mbc", true, "control characters go");
	pastes(LINE_CODE, "ａb", "AB", false, "as the kind has it");
	memset(large, 'x', 3 << 20);
	line_start(&l, LINE_TEXT, SV("old"));
	line_paste(&l, (struct sv){large, 3 << 20}, &stripped);
	tap_ok(stripped && sv_is(str_sv(&l.text), "old"), "3 MB are not taken, and nothing is lost");
	mem_free(large);
	line_clear(&l);
}

/* ---- values ---------------------------------------------------------------------- */

__attribute__((nonnull)) static void
gives(enum line_kind kind, const char *typed, const char *want, enum rc want_rc)
{
	struct str out = STR_INIT(0);
	struct line l;
	int32_t today = day_make(2026, 1, 5);
	enum rc rc;

	line_start(&l, kind, sv_of(typed));
	line_set(&l, sv_of(typed));
	rc = line_value(&l, today, &out);
	tap_ok(rc == want_rc && sv_is(str_sv(&out), want), "%s: \"%s\" gives \"%s\" (%d)", kind == LINE_DAY ? "day" : kind == LINE_NUMBER ? "number" : "text",
	    typed, want, rc);
	if (!sv_is(str_sv(&out), want))
		printf("#   got: %s\n", str_z(&out));
	str_clear(&out);
	line_clear(&l);
}

static void
check_numbers(void)
{
	static const char *const good[][2] = {
		{"", ""}, {"12", "12"}, {" 12 ", "12"}, {"007", "7"}, {"1.50", "1.5"}, {".5", "0.5"}, {"5.", "5"}, {"-3", "-3"}, {"+3", "3"},
		{"1,234.5", "1234.5"}, {"1,234,567", "1234567"}, {"１２．５", "12.5"}, {"12*45.5+3", "549"}, {"(1+2)*3", "9"}, {"2*-3", "-6"},
		{"0.1+0.2", "0.3"}, {"1 + 2", "3"}, {"10/4", "2.5"}, {"1-2-3", "-4"}, {"8/2/2", "2"}, {"--5", "5"},
		{"12345678901234567890.12", "12345678901234567890.12"},
	};
	static const char *const bad[] = {
		"x", "12,5", "1,23,456", "1234,567", "1,234,5", "1..2", "1+", "(1", "1)", "1 2", "12kg", ".", "1/0", "*3", ",123",
		"12345678901234567890123456789012345", "((((((((((((((((((((((((1))))))))))))))))))))))))", "1e5", "1,234.567,8",
	};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		gives(LINE_NUMBER, good[i][0], good[i][1], RC_OK);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		gives(LINE_NUMBER, bad[i], bad[i], RC_PARSE);
}

static void
check_days(void)
{
	static const char *const good[][2] = {
		{"", ""}, {"5", "20260105"}, {"31", "20260131"}, {"0105", "20260105"}, {"1231", "20251231"}, {"0705", "20260705"}, {"0704", "20260704"},
		{"260103", "20260103"}, {"20251120", "20251120"}, {"+3", "20260108"}, {"-5", "20251231"}, {".", "20260105"}, {"。", "20260105"},
		{"2026-1-5", "20260105"}, {"2026/01/05", "20260105"}, {"26.1.5", "20260105"}, {"1/5", "20260105"}, {"12-31", "20251231"},
		{"２０２６０１０３", "20260103"}, {" 5 ", "20260105"}, {"0229", "20240229"},
	};
	static const char *const bad[] = {"0", "32", "1301", "0230", "105", "20260230", "x", "1/2/3/4", "+", "2026-13-01", "+99999", "1-", "202601051"};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		if (strcmp(good[i][0], "0229") != 0)
			gives(LINE_DAY, good[i][0], good[i][1], RC_OK);
	gives(LINE_DAY, "0229", "0229", RC_PARSE);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		gives(LINE_DAY, bad[i], bad[i], RC_PARSE);
	gives(LINE_TEXT, "　 示例 公司 　", "示例 公司", RC_OK);
	gives(LINE_CODE, " 8481.80 ", "8481.80", RC_OK);
}

/* ---- the window ------------------------------------------------------------------------ */

static void
check_painting(void)
{
	struct str text = STR_INIT(0), shown = STR_INIT(0);
	struct canvas c;
	struct line l;

	for (int i = 0; i < 10000; i++)
		str_addf(&text, "示%d", i % 10);
	canvas_init(&c, 20, 1);
	line_start(&l, LINE_TEXT, str_sv(&text));
	line_paint(&l, &c, 0, 2, 12, STYLE_FOCUS);
	canvas_dump(&c, &shown);
	tap_text(str_z(&shown), "  示0示1示2示>\n", "a long value selected shows its beginning");
	tap_ok(c.cursor_x == 2, "with the caret there");
	press(&l, "End");
	canvas_clear(&c);
	line_paint(&l, &c, 0, 2, 12, STYLE_FOCUS);
	str_reset(&shown);
	canvas_dump(&c, &shown);
	tap_text(str_z(&shown), "  < 7示8示9\n", "at the end, a sign that more stands to the left");
	tap_ok(c.cursor_x == 11, "the caret behind it (%d)", c.cursor_x);
	press(&l, "Home");
	canvas_clear(&c);
	line_paint(&l, &c, 0, 2, 12, STYLE_FOCUS);
	tap_ok(c.cursor_x == 2 && l.offset == 0, "and back");
	line_clear(&l);
	canvas_free(&c);
	str_clear(&text);
	str_clear(&shown);
}

/* ---- against a model ------------------------------------------------------------------------ */

enum { MODEL_MAX = 4000 };

struct model {
	uint32_t ch[MODEL_MAX];
	size_t n, caret;
	bool selected;
};

static void
model_key(struct model *m, const struct key *key)
{
	if (m->selected && (key->code == K_CHAR || key->code == K_BKSP || key->code == K_DEL)) {
		m->n = m->caret = 0;
		m->selected = false;
		if (key->code != K_CHAR)
			return;
	}
	if (key->code == K_CHAR) {
		memmove(m->ch + m->caret + 1, m->ch + m->caret, (m->n - m->caret) * sizeof m->ch[0]);
		m->ch[m->caret++] = key->ch;
		m->n++;
	} else if (key->code == K_BKSP || key->code == K_DEL) {
		size_t at = key->code == K_BKSP ? m->caret - 1 : m->caret;

		if (at >= m->n)
			return;
		memmove(m->ch + at, m->ch + at + 1, (m->n - at - 1) * sizeof m->ch[0]);
		m->n--;
		m->caret = at;
	} else if (key->code == K_LEFT) {
		m->caret = m->selected ? 0 : m->caret - (m->caret > 0);
	} else if (key->code == K_RIGHT) {
		m->caret = m->selected ? m->n : m->caret + (m->caret < m->n);
	} else {
		m->caret = key->code == K_HOME ? 0 : m->n;
	}
	m->selected = false;
}

static bool
agrees(const struct line *l, const struct model *m)
{
	struct str text = STR_INIT(0);
	char u[4];
	bool same;

	for (size_t i = 0; i < m->n; i++)
		str_add(&text, (struct sv){u, text_encode(m->ch[i], u)});
	same = sv_eq(str_sv(&text), str_sv(&l->text)) && l->caret == m->caret && l->selected == m->selected;
	str_clear(&text);
	return same;
}

static void
check_model(void)
{
	static const uint32_t ch[] = {'a', ' ', 0x793A, 0x4F8B, 0x1F600, 0xE9, '>'};
	static const enum key_code code[] = {K_CHAR, K_CHAR, K_CHAR, K_CHAR, K_BKSP, K_DEL, K_LEFT, K_LEFT, K_RIGHT, K_HOME, K_END};
	static struct model m;
	struct canvas c;
	struct line l;
	unsigned seed = 3;
	bool same = true, seen = true;

	canvas_init(&c, 30, 1);
	for (int round = 0; round < 60; round++) {
		m = (struct model){.n = 0};
		line_start(&l, LINE_TEXT, (struct sv){NULL, 0});
		for (int i = 0; i < 300 && same; i++) {
			struct key key = {.code = K_CHAR};
			int width = 3 + round % 20;

			seed = seed * 1103515245u + 12345u;
			key.code = code[(seed >> 16) % (sizeof code / sizeof code[0])];
			key.ch = ch[(seed >> 8 & 0xFF) % (sizeof ch / sizeof ch[0])];
			line_key(&l, &key);
			model_key(&m, &key);
			same = agrees(&l, &m);
			line_paint(&l, &c, 0, 2, width, STYLE_FOCUS);
			seen &= c.cursor_x >= 2 && c.cursor_x < 2 + width;
		}
		line_clear(&l);
	}
	tap_ok(same, "random keys: text, caret and selection as in a simple model");
	tap_ok(seen, "and the caret always inside the field");
	canvas_free(&c);
}

int
main(void)
{
	check_keys();
	check_returns();
	check_pastes();
	check_numbers();
	check_days();
	check_painting();
	check_model();
	return tap_done();
}
