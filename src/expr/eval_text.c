/*
 * Text functions. A result is a view of a cell, of the expression, or lies in
 * the scratch arena; an empty result is in state EXPR_EMPTY.
 */
#include "expr/node.h"

#include "base/text.h"

static enum expr_state concat(const struct node_run *r, const struct node *n, struct sv *out)
{
	struct sv *part = arena_alloc(r->scratch, n->n_kid * sizeof *part);
	size_t n_b = 0;
	char *at;

	for (size_t i = 0; i < n->n_kid; i++) {
		if (node_text(r, n->kid[i], &part[i]) == EXPR_INVALID)
			return EXPR_INVALID;
		n_b += part[i].n;
	}
	at = arena_alloc(r->scratch, n_b + 1);
	*out = (struct sv){at, n_b};
	for (size_t i = 0; i < n->n_kid; i++)
		if (part[i].n != 0) {
			memcpy(at, part[i].p, part[i].n);
			at += part[i].n;
		}
	return value_state(*out);
}

/* Byte offset of the character that stands after skip others. */
static size_t offset_of(struct sv s, size_t skip)
{
	size_t at = 0;
	uint32_t cp;

	while (skip-- > 0 && at < s.n)
		at += (unsigned char)s.p[at] < 0x80 ? 1 : text_decode(s.p + at, s.n - at, &cp);
	return at;
}

/* XPath's round(): half towards plus infinity; far beyond any text it is cut. */
static long long
position(struct dec d)
{
	static const struct dec half = {5, 1}, far = {1000000000000, 0};
	long long v;

	if (d.scale == 0 && d.coef >= -far.coef && d.coef <= far.coef)
		return (long long)d.coef;
	if (expr_value_num_cmp(&d, &far) > 0)
		d = far;
	if (dec_cmp(d, dec_neg(far)) < 0)
		d = dec_neg(far);
	dec_add(d, half, &d);
	dec_to_int(dec_floor(d), &v);
	return v;
}

static enum expr_state substring(const struct node_run *r, const struct node *n, struct sv *out)
{
	struct dec from, length;
	enum expr_state s = node_num(r, n->kid[1], &from), s_length = EXPR_GIVEN;
	long long first, end = INT64_MAX;
	size_t at;

	if (n->n_kid == 3)
		s_length = node_num(r, n->kid[2], &length);
	if (node_text(r, n->kid[0], out) == EXPR_INVALID || s == EXPR_INVALID || s_length == EXPR_INVALID)
		return EXPR_INVALID;
	if (s == EXPR_EMPTY || s_length == EXPR_EMPTY || out->n == 0) {
		*out = (struct sv){0};
		return EXPR_EMPTY;
	}
	first = position(from);
	if (n->n_kid == 3)
		end = first + position(length);
	first = first < 1 ? 1 : first;
	if (end <= first) {
		*out = (struct sv){0};
		return EXPR_EMPTY;
	}
	at = offset_of(*out, (size_t)(first - 1));
	*out = (struct sv){out->p + at, out->n - at};
	if (n->n_kid == 3)
		out->n = offset_of(*out, (size_t)(end - first));
	return value_state(*out);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct sv normalize(struct arena *scratch, struct sv s)
{
	char *buf;
	size_t n_b = 0, i = 0;

	s = sv_trim(s);
	while (i < s.n && !(is_blank(s.p[i]) && (s.p[i] != ' ' || is_blank(s.p[i + 1]))))
		i++;
	if (i == s.n)
		return s;
	buf = arena_alloc(scratch, s.n);
	for (i = 0; i < s.n; i++)
		if (!is_blank(s.p[i]))
			buf[n_b++] = s.p[i];
		else if (buf[n_b - 1] != ' ')
			buf[n_b++] = ' ';
	return (struct sv){buf, n_b};
}

/* The bytes that stand for the character at s in to; NULL p: it stays. */
static struct sv replacement(struct sv c, struct sv from, struct sv to)
{
	uint32_t cp;

	while (from.n != 0) {
		size_t n_from = text_decode(from.p, from.n, &cp), n_to = to.n != 0 ? text_decode(to.p, to.n, &cp) : 0;

		if (n_from == c.n && memcmp(from.p, c.p, c.n) == 0)
			return (struct sv){n_to != 0 ? to.p : "", n_to};
		from = (struct sv){from.p + n_from, from.n - n_from};
		to = (struct sv){n_to != 0 ? to.p + n_to : to.p, to.n - n_to};
	}
	return (struct sv){0};
}

static bool is_ascii(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* All three ASCII: the replacements as a table. Returns the bytes written. */
static size_t translate_ascii(struct sv s, struct sv from, struct sv to, char *buf)
{
	enum { KEEP = 0, DROP = 0x80 };
	unsigned char map[128] = {KEEP};
	size_t n_b = 0;

	for (size_t i = from.n; i-- > 0; )	/* the first of like characters counts */
		map[(unsigned char)from.p[i]] = i < to.n ? (unsigned char)to.p[i] : DROP;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char by = map[(unsigned char)s.p[i]];

		if (by != DROP)
			buf[n_b++] = by == KEEP ? s.p[i] : (char)by;
	}
	return n_b;
}

static enum expr_state translate(const struct node_run *r, const struct node *n, struct sv *out)
{
	struct sv s, from, to;
	size_t n_b = 0;
	uint32_t cp;
	char *buf;

	if (node_text(r, n->kid[0], &s) == EXPR_INVALID || node_text(r, n->kid[1], &from) == EXPR_INVALID ||
	    node_text(r, n->kid[2], &to) == EXPR_INVALID)
		return EXPR_INVALID;
	if (s.n == 0 || from.n == 0) {
		*out = s;
		return value_state(*out);
	}
	buf = arena_alloc(r->scratch, s.n * 4 + 1);
	if (is_ascii(s) && is_ascii(from) && is_ascii(to)) {
		*out = (struct sv){buf, translate_ascii(s, from, to, buf)};
		return value_state(*out);
	}
	while (s.n != 0) {
		struct sv c = {s.p, text_decode(s.p, s.n, &cp)}, by = replacement(c, from, to);

		if (by.p == NULL)
			by = c;
		memcpy(buf + n_b, by.p, by.n);
		n_b += by.n;
		s = (struct sv){s.p + c.n, s.n - c.n};
	}
	*out = (struct sv){buf, n_b};
	return value_state(*out);
}

static struct sv upper(struct arena *scratch, struct sv s)
{
	char *buf;
	size_t i = 0;

	while (i < s.n && !(s.p[i] >= 'a' && s.p[i] <= 'z'))
		i++;
	if (i == s.n)
		return s;
	buf = arena_dup(scratch, s.p, s.n);
	for (; i < s.n; i++)
		if (buf[i] >= 'a' && buf[i] <= 'z')
			buf[i] = (char)(buf[i] - 'a' + 'A');
	return (struct sv){buf, s.n};
}

static enum expr_state token(const struct node_run *r, const struct node *n, struct sv *out)
{
	struct sv text;
	struct tokens t;
	struct dec d;
	long long k;
	enum expr_state s = node_num(r, n->kid[2], &d);

	if (node_text(r, n->kid[0], &text) == EXPR_INVALID || s == EXPR_INVALID)
		return EXPR_INVALID;
	t = tokens_of(text, n->kid[1]->u.text);
	if (s == EXPR_GIVEN && dec_to_int(d, &k) && k > 0)
		while (expr_tokens_next(&t, out))
			if (--k == 0)
				return value_state(*out);
	*out = (struct sv){0};
	return EXPR_EMPTY;
}

static enum expr_state string(const struct node_run *r, const struct node *n, struct sv *out)
{
	struct expr_value v;

	if (n->type == EXPR_TEXT)
		return node_text(r, n, out);
	v = node_value(r, n);
	if (v.state == EXPR_INVALID)
		return EXPR_INVALID;
	*out = expr_value_text(&v, r->scratch);
	return value_state(*out);
}

/* Functions of one text that is there. */
static enum expr_state text_of_text(const struct node_run *r, const struct node *n, struct sv *out)
{
	struct sv s;

	if (node_text(r, n->kid[0], &s) == EXPR_INVALID)
		return EXPR_INVALID;
	*out = (struct sv){0};
	switch (n->op) {
	case OP_NORMALIZE_SPACE:
		*out = normalize(r->scratch, s);
		break;
	case OP_UPPER:
		*out = upper(r->scratch, s);
		break;
	case OP_CODE:
		if (s.n == 0 || !r->env->code(r->env->ctx, n->u.code.table, s, n->u.code.column, out))
			*out = (struct sv){0};
		break;
	default:
		if (!r->env->has_files)
			return EXPR_INVALID;
		if (s.n == 0 || !r->env->file_kind(r->env->ctx, s, out))
			*out = (struct sv){0};
	}
	return value_state(*out);
}

static enum expr_state text_of_value(struct expr_value v, struct sv *out)
{
	*out = v.state == EXPR_GIVEN ? v.text : (struct sv){0};
	return v.state;
}

enum expr_state node_text_call(const struct node_run *r, const struct node *n, struct sv *out)
{
	*out = (struct sv){0};
	switch (n->op) {
	case OP_STRING:
		return string(r, n->kid[0], out);
	case OP_CONCAT:
		return concat(r, n, out);
	case OP_SUBSTRING:
		return substring(r, n, out);
	case OP_TRANSLATE:
		return translate(r, n, out);
	case OP_JOIN:
		return expr_list_join(r, n, out);
	case OP_FIRST:
		return text_of_value(expr_list_first(r, n->kid[0]), out);
	case OP_MISSING:
		return expr_list_missing(r, n, out);
	case OP_TOKEN:
		return token(r, n, out);
	case OP_EDITION:
		*out = sv_of(r->env->edition(r->env->ctx, n->u.code.table));
		return value_state(*out);
	case OP_STAGE:
		*out = r->env->declaring ? SV("declare") : SV("save");
		return EXPR_GIVEN;
	default:
		return text_of_text(r, n, out);
	}
}
