#include "store/store.h"

#include <stdlib.h>

#include "base/i18n.h"

static int cell_cmp(const void *a, const void *b)
{
	return sv_cmp(((const struct store_cell *)a)->path, ((const struct store_cell *)b)->path);
}

static void add_escaped(struct str *out, struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '\t': str_adds(out, "\\t"); break;
		case '\n': str_adds(out, "\\n"); break;
		case '\\': str_adds(out, "\\\\"); break;
		default: str_addc(out, s.p[i]);
		}
	}
}

void store_body_write(struct store_cell *cell, size_t n, struct str *body)
{
	if (n > 1)
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

static bool unescape(struct sv s, struct arena *arena, struct sv *out)
{
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
