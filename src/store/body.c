#include "store/store.h"

#include <stdlib.h>

#include "base/i18n.h"

static int cell_cmp(const void *a, const void *b)
{
	return sv_cmp(((const struct store_cell *)a)->path, ((const struct store_cell *)b)->path);
}

static bool is_sorted(const struct store_cell *cell, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (cell_cmp(&cell[i - 1], &cell[i]) > 0)
			return false;
	return true;
}

static void add_escaped(struct str *out, struct sv s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c != '\t' && c != '\n' && c != '\\')
			continue;
		str_add(out, (struct sv){s.p + from, i - from});
		str_adds(out, c == '\t' ? "\\t" : c == '\n' ? "\\n" : "\\\\");
		from = i + 1;
	}
	if (from < s.n)
		str_add(out, (struct sv){s.p + from, s.n - from});
}

void store_body_write(struct store_cell *cell, size_t n, struct str *body)
{
	if (!is_sorted(cell, n))
		qsort(cell, n, sizeof *cell, cell_cmp);
	for (size_t i = 0; i < n; i++) {
		add_escaped(body, cell[i].path);
		str_addc(body, '\t');
		if (cell[i].mark != 0)
			str_addc(body, cell[i].mark);
		str_addc(body, '\t');
		add_escaped(body, cell[i].value);
		str_addc(body, '\n');
	}
}

/* A view of s where nothing is escaped. */
static bool unescape(struct sv s, struct arena *arena, struct sv *out)
{
	*out = s;
	if (s.n == 0 || memchr(s.p, '\\', s.n) == NULL)
		return true;
	char *to = arena_alloc(arena, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\\') {
			if (++i == s.n)
				return false;
			switch (s.p[i]) {
			case 't': c = '\t'; break;
			case 'n': c = '\n'; break;
			case '\\': break;
			default: return false;
			}
		}
		to[n++] = c;
	}
	*out = (struct sv){to, n};
	return true;
}

static bool read_line(struct sv line, struct arena *arena, struct store_cell *cell)
{
	struct sv path, mark, rest = line;

	if (!sv_split(&rest, '\t', &path) || !sv_split(&rest, '\t', &mark) || rest.p == NULL || mark.n > 1 || path.n == 0)
		return false;
	if (memchr(rest.p, '\t', rest.n) != NULL)
		return false;
	cell->mark = mark.n == 1 ? mark.p[0] : 0;
	return unescape(path, arena, &cell->path) && unescape(rest, arena, &cell->value);
}

enum rc store_body_read(struct sv body, struct arena *arena, struct store_cell **cell, size_t *n, struct err *err)
{
	size_t n_line = 0, got = 0;
	struct sv line;

	*cell = NULL;
	*n = 0;
	for (size_t i = 0; i < body.n; i++)
		n_line += body.p[i] == '\n';
	if (body.n > 0 && body.p[body.n - 1] != '\n')
		return err_set(err, RC_PARSE, _("the last line of a row is cut off"));
	body.p = arena_dup(arena, body.p, body.n);
	struct store_cell *all = arena_alloc(arena, (n_line + 1) * sizeof *all);
	for (; got < n_line; got++) {
		sv_split(&body, '\n', &line);
		if (!read_line(line, arena, &all[got]))
			return err_set(err, RC_PARSE, _("line %zu of a row is no cell"), got + 1);
		if (got > 0 && cell_cmp(&all[got - 1], &all[got]) >= 0)
			return err_set(err, RC_PARSE, _("line %zu of a row is out of order"), got + 1);
	}
	*cell = all;
	*n = n_line;
	return RC_OK;
}
