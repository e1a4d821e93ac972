#include "view/line.h"

#include "base/text.h"

enum { LINE_MAX_B = 1 << 20 };

/* ---- places in the text ------------------------------------------------------ */

static bool
is_start(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80;
}

/* Bytes before the n-th character of valid UTF-8. */
static size_t
byte_at(struct sv s, size_t n)
{
	size_t i = 0;

	for (; i < s.n; i++)
		if (is_start(s.p[i]) && n-- == 0)
			break;
	return i;
}

/* The character that ends before byte i and what combines with it, *n characters. */
static size_t
step_back(struct sv s, size_t i, size_t *n)
{
	uint32_t cp = 0;

	*n = 0;
	while (i > 0) {
		while (--i > 0 && !is_start(s.p[i]))
			;
		++*n;
		text_decode(s.p + i, s.n - i, &cp);
		if (text_width_cp(cp) > 0)
			break;
	}
	return i;
}

static size_t
step_on(struct sv s, size_t i, size_t *n)
{
	uint32_t cp;

	*n = 0;
	while (i < s.n) {
		size_t n_b = text_decode(s.p + i, s.n - i, &cp);

		if (*n > 0 && text_width_cp(cp) > 0)
			break;
		i += n_b;
		++*n;
	}
	return i;
}

/* ---- what may be typed ---------------------------------------------------------- */

/* Signs that input methods give in the place of ASCII and that are not its full-width forms. */
static uint32_t
plain_sign(uint32_t cp)
{
	switch (cp) {
	case 0x3002:
		return '.';
	case 0x3001:
		return ',';
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212:
		return '-';
	case 0x00D7:
		return '*';
	case 0x00F7:
		return '/';
	case 0x3000:
		return ' ';
	default:
		return cp >= 0xFF01 && cp <= 0xFF5E ? cp - 0xFEE0 : cp;
	}
}

static uint32_t
as_kind(enum line_kind kind, uint32_t cp)
{
	switch (kind) {
	case LINE_TEXT:
	case LINE_SEARCH:
		return cp;
	case LINE_CODE:
		cp = plain_sign(cp);
		return cp >= 'a' && cp <= 'z' ? cp - 'a' + 'A' : cp;
	case LINE_CODE_CASED:
	case LINE_NUMBER:
	case LINE_DAY:
		return plain_sign(cp);
	}
	return cp;
}

/* Adds s as the kind has it; false: something was left out or became a blank. */
static bool
add_as_kind(enum line_kind kind, struct sv s, struct str *out)
{
	bool whole = true;
	uint32_t cp;
	char u[4];

	for (size_t i = 0, n; i < s.n; i += n) {
		bool bad;

		n = text_decode(s.p + i, s.n - i, &cp);
		bad = cp == 0xFFFD && n == 1;
		if (cp == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			continue;
		if (cp == '\r' || cp == '\n' || cp == '\t')
			cp = ' ';
		else if (!bad && !text_is_control(cp)) {
			str_add(out, (struct sv){u, text_encode(as_kind(kind, cp), u)});
			continue;
		}
		whole = false;
		if (cp == ' ')
			str_addc(out, ' ');
	}
	return whole;
}

/* ---- changing ---------------------------------------------------------------------- */

static void
replace(struct line *l, size_t from_b, size_t n_b, struct sv with)
{
	struct str text = STR_INIT(LINE_MAX_B);
	struct sv old = str_sv(&l->text);

	str_add(&text, (struct sv){old.p, from_b});
	str_add(&text, with);
	str_add(&text, (struct sv){old.p + from_b + n_b, old.n - from_b - n_b});
	if (text.over) {
		str_clear(&text);
		return;
	}
	str_clear(&l->text);
	l->text = text;
	l->dirty = !sv_eq(str_sv(&l->text), str_sv(&l->before));
}

static enum line_did
insert(struct line *l, struct sv s)
{
	size_t at, n, end, before_b;

	if (l->selected) {
		replace(l, 0, l->text.len_b, (struct sv){NULL, 0});
		l->caret = 0;
		l->selected = false;
	}
	at = end = byte_at(str_sv(&l->text), l->caret);
	if (l->overwrite)
		for (size_t i = text_len_ch(s); i > 0; i--)
			end = step_on(str_sv(&l->text), end, &n);
	before_b = l->text.len_b;
	replace(l, at, end - at, s);
	if (l->text.len_b == before_b - (end - at) + s.n)
		l->caret += text_len_ch(s);
	return LINE_CHANGED;
}

static enum line_did
erase(struct line *l, size_t from_b, size_t to_b)
{
	bool was_selected = l->selected;

	if (was_selected) {
		from_b = 0;
		to_b = l->text.len_b;
	}
	l->selected = false;
	if (from_b == to_b)
		return was_selected ? LINE_CHANGED : LINE_MOVED;
	l->caret = text_len_ch((struct sv){l->text.s, from_b});
	replace(l, from_b, to_b - from_b, (struct sv){NULL, 0});
	return LINE_CHANGED;
}

void
line_start(struct line *l, enum line_kind kind, struct sv value)
{
	*l = (struct line){.kind = kind, .text = STR_INIT(LINE_MAX_B), .before = STR_INIT(LINE_MAX_B)};
	add_as_kind(LINE_TEXT, value, &l->before);
	str_add(&l->text, str_sv(&l->before));
	l->selected = kind != LINE_SEARCH && l->text.len_b > 0;
	l->caret = text_len_ch(str_sv(&l->text));
}

void
line_clear(struct line *l)
{
	str_clear(&l->text);
	str_clear(&l->before);
	*l = (struct line){0};
}

void
line_set(struct line *l, struct sv value)
{
	struct str text = STR_INIT(LINE_MAX_B);

	add_as_kind(l->kind, value, &text);
	l->selected = false;
	l->offset = 0;
	replace(l, 0, l->text.len_b, str_sv(&text));
	l->caret = text_len_ch(str_sv(&l->text));
	str_clear(&text);
}

void
line_restore(struct line *l)
{
	replace(l, 0, l->text.len_b, str_sv(&l->before));
	l->caret = text_len_ch(str_sv(&l->text));
	l->offset = 0;
	l->selected = l->kind != LINE_SEARCH && l->text.len_b > 0;
}

enum line_did
line_paste(struct line *l, struct sv text, bool *stripped)
{
	struct str plain = STR_INIT(LINE_MAX_B);
	enum line_did did = LINE_MOVED;

	while (text.n > 0 && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	*stripped = !add_as_kind(l->kind, text, &plain);
	if (plain.over || plain.len_b + (l->selected ? 0 : l->text.len_b) > LINE_MAX_B)
		*stripped = true;
	else if (plain.len_b > 0)
		did = insert(l, str_sv(&plain));
	str_clear(&plain);
	return did;
}

/* ---- keys ------------------------------------------------------------------------------ */

static enum line_did
move_to(struct line *l, size_t caret)
{
	if (!l->selected && l->caret == caret)
		return LINE_PASSED;
	l->selected = false;
	l->caret = caret;
	return LINE_MOVED;
}

static enum line_did
ctrl_key(struct line *l, uint32_t ch)
{
	struct sv text = str_sv(&l->text);

	switch (ch) {
	case 'a':
		move_to(l, 0);
		return LINE_MOVED;
	case 'e':
		move_to(l, text_len_ch(text));
		return LINE_MOVED;
	case 'k':
		return erase(l, byte_at(text, l->caret), text.n);
	case 'u':
		return erase(l, 0, byte_at(text, l->caret));
	default:
		return LINE_PASSED;
	}
}

static enum line_did
char_key(struct line *l, const struct key *key)
{
	char u[4];

	if (key->ctrl && !key->alt)
		return ctrl_key(l, key->ch);
	if (key->ctrl || key->alt || text_is_control(key->ch))
		return LINE_PASSED;
	return insert(l, (struct sv){u, text_encode(as_kind(l->kind, key->ch), u)});
}

enum line_did
line_key(struct line *l, const struct key *key)
{
	struct sv text = str_sv(&l->text);
	size_t at, n;
	bool stripped;

	if (key->code == K_CHAR)
		return char_key(l, key);
	if (key->code == K_PASTE)
		return line_paste(l, key->paste, &stripped);
	if (key->ctrl || key->alt)
		return LINE_PASSED;
	switch (key->code) {
	case K_HOME:
		move_to(l, 0);
		return LINE_MOVED;
	case K_END:
		move_to(l, text_len_ch(text));
		return LINE_MOVED;
	case K_LEFT:
		step_back(text, byte_at(text, l->caret), &n);
		return move_to(l, l->selected ? 0 : l->caret - n);
	case K_RIGHT:
		step_on(text, byte_at(text, l->caret), &n);
		return move_to(l, l->selected ? text_len_ch(text) : l->caret + n);
	case K_BKSP:
		at = byte_at(text, l->caret);
		return erase(l, step_back(text, at, &n), at);
	case K_DEL:
		at = byte_at(text, l->caret);
		return erase(l, at, step_on(text, at, &n));
	case K_INS:
		l->overwrite = !l->overwrite;
		return LINE_MOVED;
	default:
		return LINE_PASSED;
	}
}

/* ---- painting ------------------------------------------------------------------------------ */

static int
char_width(struct sv s, size_t i)
{
	uint32_t cp;

	if (i >= s.n)
		return 1;
	text_decode(s.p + i, s.n - i, &cp);
	return text_width_cp(cp);
}

/* The first character to show so that those from it up to byte i and then room columns fit into width. */
static size_t
first_to_fit(struct sv s, size_t i, int room, int width)
{
	while (i > 0) {
		size_t n, before = step_back(s, i, &n);

		room += char_width(s, before);
		if (room > width)
			break;
		i = before;
	}
	return i;
}

/* The signs that more stands to the left or right take a column each. */
static size_t
scroll(struct line *l, size_t caret_b, int width)
{
	struct sv s = str_sv(&l->text);
	size_t first = byte_at(s, l->offset), n, next, least;
	int room;

	if (text_width(s) < width)
		return 0;
	next = step_on(s, caret_b, &n);
	room = caret_b < s.n ? char_width(s, caret_b) + (next < s.n) : 1;
	least = first_to_fit(s, caret_b, room, width);
	if (least > 0 && width >= 6)
		least = first_to_fit(s, caret_b, room, width - 2);
	if (first < least)
		first = least;
	if (first >= caret_b && first > 0)
		first = step_back(s, caret_b, &n);
	next = first_to_fit(s, s.n, 1, width >= 6 ? width - 2 : width);
	return first > next ? next : first;
}

void
line_paint(struct line *l, struct canvas *c, int y, int x, int width, enum style style)
{
	struct sv s = str_sv(&l->text);
	size_t caret_b = l->selected ? 0 : byte_at(s, l->caret), first;

	if (width <= 0)
		return;
	if (l->selected)
		style = STYLE_SELECTED;
	first = scroll(l, caret_b, width);
	l->offset = text_len_ch((struct sv){s.p, first});
	canvas_fill(c, y, x, 1, width, style);
	canvas_put(c, y, x, width, style, (struct sv){s.p + first, s.n - first});
	if (first > 0 && width >= 6)
		canvas_putz(c, y, x, 1, STYLE_DIM, "<");
	canvas_caret(c, y, x + text_width((struct sv){s.p + first, caret_b - first}));
}
