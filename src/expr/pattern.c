#include "expr/pattern.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/text.h"

enum { SOURCE_MAX_B = 1024, GROUPS_MAX = 16, COUNT_MAX = 4000, CP_MAX = 0x10FFFF };

/* \d of XML Schema: decimal digits of every script (Unicode 14, Nd). */
static const struct pattern_range digits[] = {
	{0x0030, 0x0039}, {0x0660, 0x0669}, {0x06F0, 0x06F9}, {0x07C0, 0x07C9}, {0x0966, 0x096F},
	{0x09E6, 0x09EF}, {0x0A66, 0x0A6F}, {0x0AE6, 0x0AEF}, {0x0B66, 0x0B6F}, {0x0BE6, 0x0BEF},
	{0x0C66, 0x0C6F}, {0x0CE6, 0x0CEF}, {0x0D66, 0x0D6F}, {0x0DE6, 0x0DEF}, {0x0E50, 0x0E59},
	{0x0ED0, 0x0ED9}, {0x0F20, 0x0F29}, {0x1040, 0x1049}, {0x1090, 0x1099}, {0x17E0, 0x17E9},
	{0x1810, 0x1819}, {0x1946, 0x194F}, {0x19D0, 0x19D9}, {0x1A80, 0x1A89}, {0x1A90, 0x1A99},
	{0x1B50, 0x1B59}, {0x1BB0, 0x1BB9}, {0x1C40, 0x1C49}, {0x1C50, 0x1C59}, {0xA620, 0xA629},
	{0xA8D0, 0xA8D9}, {0xA900, 0xA909}, {0xA9D0, 0xA9D9}, {0xA9F0, 0xA9F9}, {0xAA50, 0xAA59},
	{0xABF0, 0xABF9}, {0xFF10, 0xFF19}, {0x104A0, 0x104A9}, {0x10D30, 0x10D39}, {0x11066, 0x1106F},
	{0x110F0, 0x110F9}, {0x11136, 0x1113F}, {0x111D0, 0x111D9}, {0x112F0, 0x112F9}, {0x11450, 0x11459},
	{0x114D0, 0x114D9}, {0x11650, 0x11659}, {0x116C0, 0x116C9}, {0x11730, 0x11739}, {0x118E0, 0x118E9},
	{0x11950, 0x11959}, {0x11C50, 0x11C59}, {0x11D50, 0x11D59}, {0x11DA0, 0x11DA9}, {0x16A60, 0x16A69},
	{0x16AC0, 0x16AC9}, {0x16B50, 0x16B59}, {0x1D7CE, 0x1D7FF}, {0x1E140, 0x1E149}, {0x1E2F0, 0x1E2F9},
	{0x1E950, 0x1E959}, {0x1FBF0, 0x1FBF9},
};

static const struct pattern_range line_ends[] = {{'\n', '\n'}, {'\r', '\r'}};

struct reader {
	struct sv s;
	size_t at;
	unsigned depth;
	struct arena arena;
	struct pattern_class *class;
	size_t n_class, cap_class;
	struct err *err;
	enum rc rc;
};

/* Ranges while a class is read; they may overlap. */
struct ranges {
	struct pattern_range *v;
	size_t n, cap;
};

static struct pattern_tree *fail(struct reader *r, size_t at, enum rc rc, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static struct pattern_tree *fail(struct reader *r, size_t at, enum rc rc, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX_B];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	r->rc = err_set(r->err, rc, _("character %zu of the pattern: %s"), text_len_ch((struct sv){r->s.p, at}) + 1, text);
	return NULL;
}

static char peek(const struct reader *r)
{
	return r->at < r->s.n ? r->s.p[r->at] : '\0';
}

static bool at_end(const struct reader *r)
{
	return r->at == r->s.n;
}

static uint32_t take(struct reader *r)
{
	uint32_t cp;

	r->at += text_decode(r->s.p + r->at, r->s.n - r->at, &cp);
	return cp;
}

static struct pattern_tree *tree_new(struct reader *r, enum pattern_kind kind)
{
	struct pattern_tree *t = arena_alloc(&r->arena, sizeof *t);

	*t = (struct pattern_tree){.kind = kind};
	return t;
}

static void tree_add(struct pattern_tree *t, struct pattern_tree *kid)
{
	if (t->last == NULL)
		t->first = kid;
	else
		t->last->next = kid;
	t->last = kid;
}

/* ---- classes ------------------------------------------------------------- */

static void ranges_add(struct ranges *to, uint32_t lo, uint32_t hi)
{
	if (to->n == to->cap)
		to->v = mem_grow(to->v, &to->cap, sizeof *to->v);
	to->v[to->n++] = (struct pattern_range){lo, hi};
}

static void ranges_add_all(struct ranges *to, const struct pattern_range *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ranges_add(to, v[i].lo, v[i].hi);
}

static int by_lo(const void *a, const void *b)
{
	const struct pattern_range *x = a, *y = b;

	return (x->lo > y->lo) - (x->lo < y->lo);
}

/* Puts ranges in order and apart, or turns them into what they leave out. */
static void ranges_settle(struct ranges *to, bool negate)
{
	size_t n = 0;
	uint32_t next = 0;

	qsort(to->v, to->n, sizeof *to->v, by_lo);
	for (size_t i = 0; i < to->n; i++)
		if (n > 0 && to->v[i].lo <= to->v[n - 1].hi + 1)
			to->v[n - 1].hi = to->v[i].hi > to->v[n - 1].hi ? to->v[i].hi : to->v[n - 1].hi;
		else
			to->v[n++] = to->v[i];
	to->n = n;
	if (!negate)
		return;
	n = 0;
	for (size_t i = 0; i < to->n; i++) {
		struct pattern_range v = to->v[i];

		if (v.lo > next)
			to->v[n++] = (struct pattern_range){next, v.lo - 1};
		next = v.hi + 1;
	}
	to->n = n;
	if (next <= CP_MAX)
		ranges_add(to, next, CP_MAX);
}

static bool class_is(const struct pattern_class *c, const struct ranges *v)
{
	return c->n == v->n && memcmp(c->range, v->v, v->n * sizeof *v->v) == 0;
}

/* A tree of one class; the ranges are freed. */
static struct pattern_tree *class_tree(struct reader *r, struct ranges *v, bool negate)
{
	struct pattern_tree *t = tree_new(r, PATTERN_CLASS);
	struct pattern_range *kept;

	ranges_settle(v, negate);
	while (t->class < r->n_class && !class_is(&r->class[t->class], v))
		t->class++;
	if (t->class == r->n_class) {
		if (r->n_class == r->cap_class)
			r->class = mem_grow(r->class, &r->cap_class, sizeof *r->class);
		kept = arena_alloc(&r->arena, v->n * sizeof *kept + 1);
		if (v->n != 0)
			memcpy(kept, v->v, v->n * sizeof *kept);
		r->class[r->n_class++] = (struct pattern_class){kept, v->n};
	}
	mem_free(v->v);
	return t;
}

/* After a backslash; false on one that is not in the language. *cp is 'd' with *is_digits. */
static bool take_escape(struct reader *r, uint32_t *cp, bool *is_digits)
{
	size_t at = r->at - 1;
	char c = peek(r);

	*is_digits = c == 'd';
	if (at_end(r) || c == '\0' || strchr("dnrt\\|.?*+(){}-[]^", c) == NULL) {
		fail(r, at, RC_PARSE, _("only \\d, \\n, \\r, \\t and signs may follow a backslash: write a class like [A-Z]"));
		return false;
	}
	*cp = take(r);
	if (c == 'n' || c == 'r' || c == 't')
		*cp = c == 'n' ? '\n' : c == 'r' ? '\r' : '\t';
	return true;
}

/* One character or escape of a class. */
static bool take_item(struct reader *r, uint32_t *cp, bool *is_digits)
{
	size_t at = r->at;

	*is_digits = false;
	*cp = take(r);
	if (*cp == '\\')
		return take_escape(r, cp, is_digits);
	if (*cp == '[') {
		fail(r, at, RC_PARSE, _("[ inside a class: write \\[ (a class cannot be subtracted)"));
		return false;
	}
	return true;
}

/* The character that closes a range whose "-" is next. */
static bool take_range(struct reader *r, uint32_t lo, uint32_t *hi)
{
	size_t at = r->at;
	bool is_digits;

	r->at++;
	if (peek(r) == '[') {
		fail(r, at, RC_PARSE, _("classes cannot be subtracted: write the ranges that remain"));
		return false;
	}
	if (!take_item(r, hi, &is_digits))
		return false;
	if (is_digits || *hi < lo) {
		fail(r, at, RC_PARSE, _("the range ends before it begins: write the lower character first, or \\- for a minus"));
		return false;
	}
	return true;
}

static bool take_class(struct reader *r, size_t open, struct ranges *v)
{
	size_t first = r->at;

	while (peek(r) != ']') {
		size_t at = r->at;
		uint32_t lo, hi;
		bool is_digits;

		if (at_end(r)) {
			fail(r, open, RC_PARSE, _("the class is not closed with ]"));
			return false;
		}
		if (!take_item(r, &lo, &is_digits))
			return false;
		hi = lo;
		if (lo == '-' && r->s.p[at] == '-' && at != first && peek(r) != ']') {
			fail(r, at, RC_PARSE, peek(r) == '[' ? _("classes cannot be subtracted: write the ranges that remain") :
			    _("a minus inside a class stands first or last: write \\-"));
			return false;
		}
		if (is_digits)
			ranges_add_all(v, digits, sizeof digits / sizeof digits[0]);
		else if (peek(r) == '-' && r->at + 1 < r->s.n && r->s.p[r->at + 1] != ']' && !take_range(r, lo, &hi))
			return false;
		if (!is_digits)
			ranges_add(v, lo, hi);
	}
	if (r->at == first) {
		fail(r, open, RC_PARSE, _("the class is empty"));
		return false;
	}
	r->at++;
	return true;
}

static struct pattern_tree *read_class(struct reader *r)
{
	struct ranges v = {0};
	size_t open = r->at - 1;
	bool negate = peek(r) == '^';

	if (negate)
		r->at++;
	if (!take_class(r, open, &v)) {
		mem_free(v.v);
		return NULL;
	}
	return class_tree(r, &v, negate);
}

/* ---- the tree ---------------------------------------------------------------- */

static struct pattern_tree *read_alternatives(struct reader *r);

static struct pattern_tree *read_group(struct reader *r)
{
	size_t open = r->at - 1;
	struct pattern_tree *t;

	if (++r->depth > GROUPS_MAX)
		return fail(r, open, RC_LIMIT, _("more than %d groups inside each other"), GROUPS_MAX);
	t = read_alternatives(r);
	if (t == NULL)
		return NULL;
	if (peek(r) != ')')
		return fail(r, open, RC_PARSE, _("the group is not closed with )"));
	r->at++;
	r->depth--;
	return t;
}

static struct pattern_tree *read_atom(struct reader *r)
{
	struct ranges v = {0};
	size_t at = r->at;
	uint32_t cp = take(r);
	bool is_digits = false;

	switch (cp) {
	case '(':
		return read_group(r);
	case '[':
		return read_class(r);
	case '.':
		ranges_add_all(&v, line_ends, 2);
		return class_tree(r, &v, true);
	case '\\':
		if (!take_escape(r, &cp, &is_digits))
			return NULL;
		break;
	case '?':
	case '*':
	case '+':
	case '{':
		return fail(r, at, RC_PARSE, _("%c has nothing to repeat: write \\%c for the character"), (char)cp, (char)cp);
	case '}':
	case ']':
		return fail(r, at, RC_PARSE, _("%c opens nothing here: write \\%c for the character"), (char)cp, (char)cp);
	case '^':
	case '$':
		return fail(r, at, RC_PARSE, _("a pattern is always the whole text: leave ^ and $ out (the characters are \\^ and [$])"));
	default:
		break;
	}
	if (is_digits)
		ranges_add_all(&v, digits, sizeof digits / sizeof digits[0]);
	else
		ranges_add(&v, cp, cp);
	return class_tree(r, &v, false);
}

static bool take_number(struct reader *r, unsigned *v)
{
	size_t from = r->at;

	*v = 0;
	while (peek(r) >= '0' && peek(r) <= '9' && *v <= COUNT_MAX)
		*v = *v * 10 + (unsigned)(r->s.p[r->at++] - '0');
	return r->at != from;
}

/* {n} or {n,m} after its brace. */
static bool take_counts(struct reader *r, unsigned *min, unsigned *max)
{
	size_t open = r->at - 1;

	if (take_number(r, min)) {
		*max = *min;
		if (peek(r) != ',' || (r->at++, take_number(r, max)))
			if (peek(r) == '}' && *min <= *max && *max <= COUNT_MAX) {
				r->at++;
				return true;
			}
	}
	fail(r, open, RC_PARSE, _("a count is {n} or {n,m} with n not above m and m not above %d"), COUNT_MAX);
	return false;
}

/* What stands behind an atom. */
static struct pattern_tree *read_piece(struct reader *r)
{
	struct pattern_tree *atom = read_atom(r), *t;
	unsigned min = 0, max = PATTERN_NO_MAX;
	char c = peek(r);

	if (atom == NULL || c == '\0' || strchr("?*+{", c) == NULL)
		return atom;
	r->at++;
	if (c == '?')
		max = 1;
	else if (c == '+')
		min = 1;
	else if (c == '{' && !take_counts(r, &min, &max))
		return NULL;
	t = tree_new(r, PATTERN_REPEAT);
	t->min = min;
	t->max = max;
	tree_add(t, atom);
	return t;
}

static struct pattern_tree *read_alternatives(struct reader *r)
{
	struct pattern_tree *alt = tree_new(r, PATTERN_ALT), *cat = tree_new(r, PATTERN_CAT), *piece;

	tree_add(alt, cat);
	while (!at_end(r) && peek(r) != ')') {
		if (peek(r) == '|') {
			r->at++;
			cat = tree_new(r, PATTERN_CAT);
			tree_add(alt, cat);
			continue;
		}
		piece = read_piece(r);
		if (piece == NULL)
			return NULL;
		tree_add(cat, piece);
	}
	return alt;
}

enum rc expr_pattern_compile(struct sv pattern, struct expr_pattern **out, struct err *err)
{
	struct reader r = {.s = pattern, .err = err};
	struct pattern_tree *tree = NULL;
	size_t bad;

	*out = NULL;
	if (pattern.n > SOURCE_MAX_B)
		return err_set(err, RC_LIMIT, _("the pattern has more than %d bytes"), SOURCE_MAX_B);
	if (!text_valid(pattern, &bad))
		fail(&r, bad, RC_PARSE, _("a byte that is not UTF-8"));
	else
		tree = read_alternatives(&r);
	if (tree != NULL && !at_end(&r))
		tree = fail(&r, r.at, RC_PARSE, _(") closes nothing: write \\) for the character"));
	if (tree != NULL)
		r.rc = pattern_make(tree, r.class, r.n_class, out, err);
	mem_free(r.class);
	arena_free(&r.arena);
	return r.rc;
}
