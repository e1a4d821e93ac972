#include "view/paste.h"

#include "base/text.h"

/* ---- cells ----------------------------------------------------------------- */

static struct sv
line_of(struct sv *rest)
{
	struct sv line;

	sv_split(rest, '\n', &line);
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool
is_empty(struct sv line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != '\t' && line.p[i] != ' ')
			return false;
	return true;
}

static void
measure(struct paste *p, struct sv text)
{
	while (text.p != NULL) {
		struct sv line = line_of(&text);
		size_t n = 1;

		if (is_empty(line))
			continue;
		for (size_t i = 0; i < line.n; i++)
			n += line.p[i] == '\t';
		p->n_column = n > p->n_column ? n : p->n_column;
		p->n_row++;
	}
	if (p->n_column > PASTE_MAX_COLUMNS) {
		p->n_dropped += p->n_column - PASTE_MAX_COLUMNS;
		p->n_column = PASTE_MAX_COLUMNS;
	}
	if (p->n_row > PASTE_MAX_ROWS) {
		p->n_dropped += p->n_row - PASTE_MAX_ROWS;
		p->n_row = PASTE_MAX_ROWS;
	}
}

/* Spreadsheets put a cell with a quote or a tab into quotes, quotes in it twice. */
static struct sv
unquote(struct paste *p, struct sv cell)
{
	struct str s = STR_INIT(0);

	cell = sv_trim(cell);
	if (cell.n < 2 || cell.p[0] != '"' || cell.p[cell.n - 1] != '"')
		return (struct sv){arena_dup(&p->arena, cell.n > 0 ? cell.p : "", cell.n), cell.n};
	for (size_t i = 1; i + 1 < cell.n; i++) {
		str_addc(&s, cell.p[i]);
		i += cell.p[i] == '"' && cell.p[i + 1] == '"' && i + 2 < cell.n;
	}
	cell = (struct sv){arena_dup(&p->arena, str_z(&s), s.len_b), s.len_b};
	str_clear(&s);
	return cell;
}

void
paste_read(struct paste *p, struct sv text)
{
	size_t row = 0;

	*p = (struct paste){0};
	if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0)
		text = (struct sv){text.p + 3, text.n - 3};
	measure(p, text);
	p->cell = mem_zalloc(p->n_row * p->n_column + 1, sizeof *p->cell);
	while (text.p != NULL && row < p->n_row) {
		struct sv line = line_of(&text), cell;

		if (is_empty(line))
			continue;
		for (size_t i = 0; i < p->n_column && sv_split(&line, '\t', &cell); i++)
			p->cell[row * p->n_column + i] = unquote(p, cell);
		row++;
	}
	for (int i = 0; i < PASTE_MAX_COLUMNS; i++)
		p->map[i] = PASTE_UNUSED;
}

void
paste_clear(struct paste *p)
{
	mem_free(p->cell);
	arena_free(&p->arena);
	*p = (struct paste){0};
}

struct sv
paste_cell(const struct paste *p, size_t row, size_t column)
{
	return p->cell[row * p->n_column + column];
}

/* ---- names of columns ----------------------------------------------------------- */

/* Half-width small letters without blanks, marks and what stands in brackets. */
static void
plain(struct sv name, struct str *out)
{
	struct str half = STR_INIT(0);
	int depth = 0;

	str_reset(out);
	text_add_half(&half, name);
	for (size_t i = 0; i < half.len_b; i++) {
		char c = half.s[i];

		depth += c == '(' || c == '[';
		if (depth == 0 && strchr(" \t*:.-_/", c) == NULL)
			str_addc(out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
		depth -= (c == ')' || c == ']') && depth > 0;
	}
	str_clear(&half);
}

/* How well a name fits what stands in the sheet: 0 not at all. */
static size_t
fits(const char *name, struct sv wanted)
{
	struct str s = STR_INIT(0);
	size_t score = 0;

	if (name == NULL)
		return 0;
	plain(sv_of(name), &s);
	if (s.len_b == 0 || wanted.n == 0)
		score = 0;
	else if (sv_eq(str_sv(&s), wanted))
		score = 1000;
	else if (s.len_b >= 6 && sv_find(wanted, str_sv(&s), NULL))
		score = s.len_b;
	else if (wanted.n >= 6 && sv_find(str_sv(&s), wanted, NULL))
		score = wanted.n;
	str_clear(&s);
	return score;
}

static size_t
fits_control(const struct layout_control *c, int column, struct sv wanted)
{
	size_t best = 0;

	if (c->cell[0] != column)
		return 0;
	for (size_t i = 0; i < c->n_label; i++) {
		size_t zh = fits(c->label[i].zh, wanted), en = fits(c->label[i].en, wanted);

		best = zh > best ? zh : best;
		best = en > best ? en : best;
	}
	return best;
}

static size_t
fits_field(const struct dict_node *node, const struct layout_page *page, int column, struct sv wanted)
{
	size_t zh = fits(node->name_zh, wanted), en = fits(node->name_en, wanted), id = fits(node->name, wanted);
	size_t best = zh > en ? zh : en;

	best = id > best ? id : best;
	for (size_t i = 0; page != NULL && i < page->n_column; i++) {
		size_t n = fits_control(&page->column[i], column, wanted);

		best = n > best ? n : best;
	}
	for (size_t l = 0; page != NULL && l < page->n_line; l++)
		for (size_t i = 0; i < page->line[l].n; i++) {
			size_t n = fits_control(&page->line[l].control[i], column, wanted);

			best = n > best ? n : best;
		}
	return best;
}

static bool
is_taken(const struct paste *p, size_t columns, int field)
{
	for (size_t i = 0; i < columns; i++)
		if (p->map[i] == field)
			return true;
	return false;
}

static void
match_names(struct paste *p, const struct dict_table *t, const struct layout_page *page)
{
	struct str wanted = STR_INIT(0);

	for (size_t i = 0; i < p->n_column; i++) {
		size_t best = 0;

		plain(paste_cell(p, 0, i), &wanted);
		p->map[i] = PASTE_UNUSED;
		for (int c = 0; c < t->n_column; c++) {
			size_t n = t->column[c]->type == DICT_GROUP ? 0 : fits_field(t->column[c], page, c, str_sv(&wanted));

			if (n > best && !is_taken(p, i, c)) {
				best = n;
				p->map[i] = c;
			}
		}
	}
	str_clear(&wanted);
}

void
paste_match(struct paste *p, const struct dict *d, int table, const struct layout_page *page)
{
	size_t known = 0, named = 0;

	if (p->n_row == 0)
		return;
	match_names(p, &d->table[table], page);
	for (size_t i = 0; i < p->n_column; i++) {
		known += p->map[i] != PASTE_UNUSED;
		named += paste_cell(p, 0, i).n > 0;
	}
	p->header = known > 0 && 2 * known >= named;
	for (size_t i = 0; i < p->n_column && !p->header; i++)
		p->map[i] = PASTE_UNUSED;
}

/* ---- values ------------------------------------------------------------------------- */

static bool
is_number(const struct dict_node *node)
{
	return node->type == DICT_INTEGER || node->type == DICT_DECIMAL;
}

struct only {
	int key;			/* column of the code */
	struct str code;
	size_t n;
};

static bool
take_only(void *ctx, const struct sv *values, size_t n)
{
	struct only *only = ctx;

	if (only->n++ == 0 && (size_t)only->key < n)
		str_add(&only->code, values[only->key]);
	return only->n < 2;
}

/* The code whose name or initials the word is; the best hit counts when its name is the word itself. */
static bool
code_of_word(struct codes *codes, int id, struct sv word, int32_t day, struct str *out)
{
	struct only only = {.key = codes_key(codes, id), .code = STR_INIT(0)};
	struct sv name;
	int column = codes_column(codes, id, SV("name_zh"));
	bool found;

	codes_search(codes, id, word, day, 2, take_only, &only, NULL);
	found = only.n == 1;
	if (only.n > 1 && column >= 0)
		found = codes_get(codes, id, str_sv(&only.code), day, column, &name) && sv_eq(name, word);
	if (found)
		str_add(out, str_sv(&only.code));
	str_clear(&only.code);
	return found;
}

bool
paste_value(const struct dict_node *node, struct sv cell, struct codes *codes, int32_t day, struct str *out)
{
	struct str half = STR_INIT(0), upper = STR_INIT(0);
	int id = codes != NULL && node->codes[0] != '\0' ? codes_id(codes, sv_of(node->codes)) : -1;
	bool ok = true;

	text_add_half(&half, sv_trim(cell));
	if (id >= 0 && codes_has_table(codes, id) && half.len_b > 0) {
		text_add_upper(&upper, str_sv(&half));
		if (codes_has(codes, id, str_sv(&half), day))
			str_add(out, str_sv(&half));
		else if (codes_has(codes, id, str_sv(&upper), day))
			str_add(out, str_sv(&upper));
		else if (!code_of_word(codes, id, str_sv(&half), day, out)) {
			str_add(out, str_sv(&half));
			ok = false;
		}
	} else if (is_number(node)) {
		for (size_t i = 0; i < half.len_b; i++)
			if (half.s[i] != ',' && half.s[i] != ' ')
				str_addc(out, half.s[i]);
	} else if (node->type == DICT_DATE || node->type == DICT_CODE) {
		str_add(out, str_sv(&half));
	} else {
		text_add_clean(out, sv_trim(cell), 0);
	}
	if (out->len_b > 0 && dict_judge(node, str_sv(out)) != DICT_OK)
		ok = false;
	str_clear(&half);
	str_clear(&upper);
	return ok;
}
