/* Texts with {path} and {function(…)}. */
#include "expr/parse.h"

#include "base/text.h"

enum { TEXT_WIDTH_MAX = 200 };

struct part {
	struct sv text;			/* e == NULL: as it stands */
	struct expr *e;
};

struct expr_text {
	struct arena arena;
	struct part *part;
	size_t n, cap;
};

static void part_add(struct expr_text *t, struct sv text, struct expr *e)
{
	if (t->n == t->cap)
		t->part = mem_grow(t->part, &t->cap, sizeof *t->part);
	t->part[t->n++] = (struct part){text, e};
}

/* The brace that closes the one before at, outside of quotes; text.n when there is none. */
static size_t closing(struct sv text, size_t at)
{
	char quote = '\0';

	for (; at < text.n; at++) {
		char c = text.p[at];

		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '\'' || c == '"')
			quote = c;
		else if (c == '}')
			break;
	}
	return at;
}

static enum rc fail_at(struct sv text, const struct expr_where *where, size_t at, struct err *err, const char *what)
{
	struct expr_where place;

	err_set(err, RC_PARSE, "%s", what);
	if (where != NULL) {
		parse_where(text, where, at, &place);
		err_context(err, "%s:%u:%u", place.file, place.line, place.column);
	}
	return RC_PARSE;
}

/* The expression between braces at open and close. */
static enum rc add_value(struct expr_text *t, struct sv text, const struct expr_where *where, size_t open, size_t close,
    const struct expr_scope *scope, struct err *err)
{
	struct sv inner = {text.p + open + 1, close - open - 1};
	struct expr_where place;
	struct expr *e;
	enum rc rc;

	if (where != NULL)
		parse_where(text, where, open + 1, &place);
	rc = expr_compile_with(parse_path_or_call, inner, where != NULL ? &place : NULL, EXPR_ANY, scope, &e, err);
	if (rc == RC_OK)
		part_add(t, inner, e);
	return rc;
}

static enum rc add_parts(struct expr_text *t, struct sv text, const struct expr_where *where, const struct expr_scope *scope, struct err *err)
{
	size_t from = 0, at = 0, close;
	enum rc rc = RC_OK;

	while (rc == RC_OK && at < text.n) {
		char c = text.p[at];
		bool twice = at + 1 < text.n && text.p[at + 1] == c;

		if (c != '{' && c != '}') {
			at++;
			continue;
		}
		part_add(t, (struct sv){text.p + from, at - from + (twice ? 1 : 0)}, NULL);
		if (twice) {
			from = at += 2;
			continue;
		}
		close = closing(text, at + 1);
		if (c == '}')
			return fail_at(text, where, at, err, _("this } closes nothing: write }} for a brace"));
		if (close == text.n)
			return fail_at(text, where, at, err, _("this { is not closed: write {{ for a brace"));
		rc = add_value(t, text, where, at, close, scope, err);
		from = at = close + 1;
	}
	part_add(t, (struct sv){text.p + from, text.n - from}, NULL);
	return rc;
}

enum rc expr_text_compile(struct sv text, const struct expr_where *where,
    const struct expr_scope *scope, struct expr_text **out, struct err *err)
{
	struct expr_text *t = mem_zalloc(1, sizeof *t);
	enum rc rc;

	*out = NULL;
	text.p = arena_dup(&t->arena, text.n != 0 ? text.p : "", text.n);
	rc = add_parts(t, text, where, scope, err);
	if (rc != RC_OK) {
		expr_text_free(t);
		return rc;
	}
	*out = t;
	return RC_OK;
}

void expr_text_free(struct expr_text *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		expr_free(t->part[i].e);
	mem_free(t->part);
	arena_free(&t->arena);
	mem_free(t);
}

const struct expr *expr_text_next(const struct expr_text *t, size_t *at)
{
	while (*at < t->n)
		if (t->part[(*at)++].e != NULL)
			return t->part[*at - 1].e;
	return NULL;
}

void expr_text_add(const struct expr_text *t, const struct expr_env *env, expr_row row, struct str *out)
{
	struct sv *part = arena_alloc(env->scratch, t->n * sizeof *part);
	size_t n_b = 0;
	char *whole, *at;

	for (size_t i = 0; i < t->n; i++) {
		part[i] = t->part[i].text;
		if (t->part[i].e != NULL) {
			struct expr_value v = expr_eval(t->part[i].e, env, row);

			part[i] = expr_value_text(&v, env->scratch);
		}
		n_b += part[i].n;
	}
	at = whole = arena_alloc(env->scratch, n_b);
	for (size_t i = 0; i < t->n; i++)
		if (part[i].n > 0) {
			memcpy(at, part[i].p, part[i].n);
			at += part[i].n;
		}
	text_add_clean(out, (struct sv){whole, n_b}, TEXT_WIDTH_MAX);
}
