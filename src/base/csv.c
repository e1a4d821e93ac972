#include "base/csv.h"

#include "base/i18n.h"

void csv_init(struct csv *c, struct sv bytes)
{
	if (sv_starts(bytes, SV("\xEF\xBB\xBF"))) {
		bytes.p += 3;
		bytes.n -= 3;
	}
	*c = (struct csv){.rest = bytes, .next_line = 1};
}

static char peek(const struct csv *c, size_t at)
{
	return at < c->rest.n ? c->rest.p[at] : '\0';
}

static void skip(struct csv *c, size_t n)
{
	c->rest.p += n;
	c->rest.n -= n;
}

/* The text of a quoted field, its doubled quotes made single. */
static struct sv unquote(struct csv *c, struct sv raw, size_t n_doubled)
{
	char *p;
	size_t n = 0;

	if (n_doubled == 0)
		return raw;
	p = arena_alloc(&c->arena, raw.n);
	for (size_t i = 0; i < raw.n; i++) {
		p[n++] = raw.p[i];
		if (raw.p[i] == '"')
			i++;
	}
	return (struct sv){p, n};
}

static enum rc next_quoted(struct csv *c, struct sv *field, struct err *err)
{
	size_t i = 1, n_doubled = 0;
	char after;

	for (;; i++) {
		if (i >= c->rest.n)
			return err_set(err, RC_PARSE, _("line %zu: a quoted field has no closing quote"), c->line);
		if (c->rest.p[i] == '\n')
			c->next_line++;
		if (c->rest.p[i] != '"')
			continue;
		if (peek(c, i + 1) != '"')
			break;
		n_doubled++;
		i++;
	}
	*field = unquote(c, (struct sv){c->rest.p + 1, i - 1}, n_doubled);
	skip(c, i + 1);
	after = peek(c, 0);
	if (c->rest.n > 0 && after != ',' && after != '\n' && !(after == '\r' && peek(c, 1) == '\n'))
		return err_set(err, RC_PARSE, _("line %zu: a comma or the line's end must follow a closing quote"),
			       c->next_line);
	return RC_OK;
}

static struct sv next_plain(struct csv *c)
{
	struct sv field = {c->rest.p, 0};

	while (field.n < c->rest.n && field.p[field.n] != ',' && field.p[field.n] != '\n')
		field.n++;
	skip(c, field.n);
	if (field.n > 0 && field.p[field.n - 1] == '\r' && (c->rest.n == 0 || c->rest.p[0] == '\n'))
		field.n--;
	return field;
}

enum rc csv_next(struct csv *c, struct err *err)
{
	c->n = 0;
	c->line = c->next_line;
	arena_reset(&c->arena);
	if (c->rest.n == 0)
		return RC_NOTFOUND;
	for (;;) {
		enum rc rc;

		if (c->n == c->cap)
			c->field = mem_grow(c->field, &c->cap, sizeof *c->field);
		if (peek(c, 0) == '"') {
			rc = next_quoted(c, &c->field[c->n], err);
			if (rc != RC_OK) {
				c->n = 0;
				c->rest.n = 0;
				return rc;
			}
		} else {
			c->field[c->n] = next_plain(c);
		}
		c->n++;
		if (peek(c, 0) != ',')
			break;
		skip(c, 1);
	}
	if (peek(c, 0) == '\r')
		skip(c, 1);
	if (peek(c, 0) == '\n') {
		skip(c, 1);
		c->next_line++;
	}
	return RC_OK;
}

int csv_column(const struct csv *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (sv_is(c->field[i], name))
			return (int)i;
	return -1;
}

void csv_clear(struct csv *c)
{
	mem_free(c->field);
	arena_free(&c->arena);
	*c = (struct csv){0};
}

static bool needs_quotes(struct sv field)
{
	if (field.n == 0)
		return false;
	for (size_t i = 0; i < field.n; i++)
		if (field.p[i] == ',' || field.p[i] == '"' || field.p[i] == '\n' || field.p[i] == '\r')
			return true;
	return field.p[0] == ' ' || field.p[field.n - 1] == ' ';
}

void csv_add_field(struct str *out, struct sv field)
{
	if (!needs_quotes(field)) {
		str_add(out, field);
		return;
	}
	str_addc(out, '"');
	for (size_t i = 0; i < field.n; i++) {
		if (field.p[i] == '"')
			str_addc(out, '"');
		str_addc(out, field.p[i]);
	}
	str_addc(out, '"');
}
