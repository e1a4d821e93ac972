#include "expr/parse.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

void parse_where(struct sv source, const struct expr_where *from, size_t at, struct expr_where *out)
{
	size_t start = 0;

	*out = *from;
	for (size_t i = 0; i < at && i < source.n; i++)
		if (source.p[i] == '\n') {
			out->line++;
			out->column = 1;
			start = i + 1;
		}
	out->column += (unsigned)text_len_ch((struct sv){source.p + start, at - start});
}

void parse_fail_at(struct parse *p, enum rc rc, size_t at)
{
	struct expr_where place;

	p->rc = rc;
	if (p->where == NULL)
		return;
	parse_where(p->e->source, p->where, at, &place);
	err_context(p->err, "%s:%u:%u", place.file, place.line, place.column);
}

void parse_fail(struct parse *p, enum rc rc, size_t at, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX_B];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	err_set(p->err, rc, "%s", text);
	parse_fail_at(p, rc, at);
}

struct sv expr_lex_excerpt(const struct parse *p, size_t at, size_t end)
{
	enum { EXCERPT_MAX_B = 60 };

	if (end - at > EXCERPT_MAX_B) {
		end = at + EXCERPT_MAX_B;
		while (end > at && ((unsigned char)p->e->source.p[end] & 0xC0) == 0x80)
			end--;
	}
	return (struct sv){p->e->source.p + at, end - at};
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static char char_at(struct sv s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

static size_t name_end(struct sv s, size_t i)
{
	while (is_letter(char_at(s, i)) || is_digit(char_at(s, i)) || char_at(s, i) == '-' || char_at(s, i) == '.')
		i++;
	return i;
}

static bool lex_text(struct parse *p, struct token *t)
{
	struct sv s = p->e->source;
	const char *close = memchr(s.p + t->at + 1, s.p[t->at], s.n - t->at - 1);

	if (close == NULL) {
		parse_fail(p, RC_PARSE, t->at, _("the text that begins here has no closing %c"), s.p[t->at]);
		return false;
	}
	t->kind = TOKEN_TEXT;
	t->end = (size_t)(close - s.p) + 1;
	t->text = (struct sv){s.p + t->at + 1, t->end - t->at - 2};
	return true;
}

static bool lex_number(struct parse *p, struct token *t)
{
	struct sv s = p->e->source;
	size_t i = t->at;

	while (is_digit(char_at(s, i)))
		i++;
	if (char_at(s, i) == '.') {
		i++;
		if (!is_digit(char_at(s, i))) {
			parse_fail(p, RC_PARSE, i, _("a digit must follow the point of a number"));
			return false;
		}
		while (is_digit(char_at(s, i)))
			i++;
	}
	t->kind = TOKEN_NUMBER;
	t->end = i;
	t->text = (struct sv){s.p + t->at, i - t->at};
	return true;
}

static bool lex_name(struct parse *p, struct token *t)
{
	struct sv s = p->e->source;

	t->kind = TOKEN_NAME;
	t->end = name_end(s, t->at);
	if (char_at(s, t->end) == ':' && is_letter(char_at(s, t->end + 1))) {
		if (!sv_is((struct sv){s.p + t->at, t->end - t->at}, "yl")) {
			parse_fail(p, RC_PARSE, t->at, _("'%.*s:' is not a prefix of this language: elements have none, functions and local fields have yl:"),
			    (int)(t->end - t->at), s.p + t->at);
			return false;
		}
		t->end = name_end(s, t->end + 1);
	}
	t->text = (struct sv){s.p + t->at, t->end - t->at};
	return true;
}

/* The character that a full-width one was meant to be, 0 for none. */
static char half_width(uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		return (char)(cp - 0xFF01 + '!');
	return cp == 0x2018 || cp == 0x2019 ? '\'' : cp == 0x201C || cp == 0x201D ? '"' : cp == 0x3000 ? ' ' : '\0';
}

static bool lex_unknown(struct parse *p, const struct token *t)
{
	struct sv s = p->e->source;
	uint32_t cp;
	size_t n_b = text_decode(s.p + t->at, s.n - t->at, &cp);
	char half = half_width(cp);

	if (half != '\0')
		parse_fail(p, RC_PARSE, t->at, _("'%.*s' is a full-width character: write '%c'"), (int)n_b, s.p + t->at, half);
	else if (text_is_control(cp))
		parse_fail(p, RC_PARSE, t->at, _("a control character (U+%04X) stands here: remove it"), (unsigned)cp);
	else
		parse_fail(p, RC_PARSE, t->at, _("'%.*s' means nothing in this language: remove it or put text in quotes"), (int)n_b, s.p + t->at);
	return false;
}

static bool lex_sign(struct parse *p, struct token *t)
{
	struct sv s = p->e->source;
	char c = s.p[t->at], next = char_at(s, t->at + 1);
	bool twice = false;

	switch (c) {
	case '.':
		twice = next == '.';
		t->kind = twice ? TOKEN_DOTS : TOKEN_DOT;
		break;
	case '=':
		t->kind = TOKEN_EQ;
		break;
	case '!':
		if (next != '=')
			return lex_unknown(p, t);
		twice = true;
		t->kind = TOKEN_NE;
		break;
	case '<':
		twice = next == '=';
		t->kind = twice ? TOKEN_LE : TOKEN_LT;
		break;
	case '>':
		twice = next == '=';
		t->kind = twice ? TOKEN_GE : TOKEN_GT;
		break;
	default:
		if (c == '\0' || strchr("()[],/@+-*", c) == NULL)
			return lex_unknown(p, t);
		t->kind = TOKEN_CHAR;
		t->c = c;
	}
	t->end = t->at + (twice ? 2 : 1);
	t->text = (struct sv){s.p + t->at, t->end - t->at};
	return true;
}

bool expr_lex_next(struct parse *p)
{
	struct sv s = p->e->source;
	struct token *t = &p->token;
	size_t at = t->end;

	while (at < s.n && is_blank(s.p[at]))
		at++;
	*t = (struct token){.kind = TOKEN_END, .at = at, .end = at, .text = {s.p + at, 0}};
	if (at == s.n)
		return true;
	if (s.p[at] == '\'' || s.p[at] == '"')
		return lex_text(p, t);
	if (is_digit(s.p[at]))
		return lex_number(p, t);
	if (is_letter(s.p[at]))
		return lex_name(p, t);
	return lex_sign(p, t);
}
