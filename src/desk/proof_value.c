/*
 * Texts of the proof sheet: values with their meaning, lines of cells.
 */
#include "base/i18n.h"
#include "base/text.h"
#include "desk/proof_sheet.h"

/* ---- texts -------------------------------------------------------------------- */

struct sv
proof_keep(struct proof *p, struct str *text)
{
	struct sv v = {arena_dup(&p->arena, str_z(text), text->len_b), text->len_b};

	str_clear(text);
	return v;
}

void
proof_add_clean(struct str *out, struct sv v)
{
	while (v.n > 0) {
		size_t n = 0;

		while (n < v.n && v.p[n] != '\n' && v.p[n] != '\r' && v.p[n] != '\t')
			n++;
		text_add_clean(out, (struct sv){v.p, n}, 0);
		if (n < v.n)
			str_addc(out, ' ');
		n += n < v.n;
		v = (struct sv){v.p + n, v.n - n};
	}
}

void
proof_add_line(struct proof_lines *l, struct sv line)
{
	if (l->n == l->cap)
		l->line = mem_grow(l->line, &l->cap, sizeof *l->line);
	l->line[l->n++] = line;
}

void
proof_give_lines(struct proof *p, struct proof_lines *l, struct proof_cell *cell)
{
	cell->n = l->n;
	cell->line = arena_alloc(&p->arena, (l->n + 1) * sizeof *l->line);
	if (l->n > 0)
		memcpy(cell->line, l->line, l->n * sizeof *l->line);
	mem_free(l->line);
	*l = (struct proof_lines){0};
}

bool
proof_holds(const struct proof *p, const struct expr *e, const struct doc_row *row)
{
	return e == NULL || expr_holds(e, p->env, row);
}

const char *
proof_label(const struct proof *p, const struct layout_label *label, size_t n, const struct doc_row *row)
{
	while (n-- > 0)
		if (proof_holds(p, label[n].when, row))
			return i18n_pick(label[n].zh, label[n].en);
	return "";
}

void
proof_end_row(struct proof *p)
{
	arena_reset(&p->arena);
	doc_scratch_reset(p->doc);
}

/* ---- values and what they mean ----------------------------------------------------- */

const struct dict_node *
proof_node(const struct proof *p, const struct doc_row *row, int column)
{
	return p->dict->table[doc_row_table(row)].column[column];
}

struct sv
proof_value(const struct proof *p, const struct doc_row *row, int column)
{
	struct sv v = {0};

	if (doc_state(row, column) == DOC_GIVEN && doc_relevant(p->doc, row, column))
		v = doc_value(row, column);
	return sv_trim(v).n > 0 ? v : (struct sv){0};
}

static bool
has_table(const struct proof *p, const char *codes)
{
	struct codes *c = p->setup->codes;
	int id = c != NULL && codes != NULL ? codes_id(c, sv_of(codes)) : -1;

	return id >= 0 && codes_has_table(c, id);
}

static struct sv
meaning_of(const struct proof *p, const char *codes, struct sv code)
{
	struct codes *c = p->setup->codes;
	struct sv zh = {0}, en = {0};
	int id;

	if (!has_table(p, codes))
		return zh;
	id = codes_id(c, sv_of(codes));
	codes_get(c, id, code, p->setup->day, codes_column(c, id, SV("name_zh")), &zh);
	codes_get(c, id, code, p->setup->day, codes_column(c, id, SV("name_en")), &en);
	return (i18n_is_zh() && zh.n > 0) || en.n == 0 ? zh : en;
}

/* Of a code, or of each of several with commas between. */
static void
add_meaning(struct str *out, const struct proof *p, const char *codes, struct sv code)
{
	struct sv part;
	size_t n = 0;

	while (sv_split(&code, ',', &part)) {
		struct sv name = meaning_of(p, codes, sv_trim(part));

		if (name.n > 0 && n++ > 0)
			str_adds(out, ", ");
		proof_add_clean(out, name);
	}
}

void
proof_add_value(struct str *out, struct str *bracket, const struct proof *p, const char *codes, struct sv value, enum print_as as)
{
	struct str name = STR_INIT(0);

	if (as != PRINT_CODE)
		add_meaning(&name, p, codes, value);
	if (as == PRINT_LABEL && (name.len_b > 0 || !has_table(p, codes))) {
		proof_add_clean(bracket, value);
		str_add(out, str_sv(&name));
	} else if (as == PRINT_CODE || name.len_b == 0) {
		proof_add_clean(out, value);
	} else {
		str_add(out, str_sv(&name));
		if (as == PRINT_BOTH) {
			str_adds(out, " (");
			proof_add_clean(out, value);
			str_addc(out, ')');
		}
	}
	str_clear(&name);
}

void
proof_add_cell(struct str *out, const struct proof *p, const struct doc_row *row, int column)
{
	const struct dict_node *node = proof_node(p, row, column);
	struct sv v = proof_value(p, row, column);

	if (node->type == DICT_BASE64)
		str_addf(out, _("(%zu characters)"), v.n);
	else
		proof_add_value(out, out, p, node->codes, v, PRINT_BOTH);
}
