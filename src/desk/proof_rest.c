/*
 * What of a document the print definition does not print, under the
 * dictionary's names: all of it when there is no definition.
 */
#include "base/i18n.h"
#include "base/text.h"
#include "desk/proof_sheet.h"

enum { BOXES_A_LINE = 4, BOX_WIDTH = 44, MAX_COLUMNS = 7, COLUMN_MIN = 4, COLUMN_MAX = 40 };

/* ---- what is printed of a row, and what is left ---------------------------------------------- */

static void
mark_piece(const struct proof *p, const struct print_piece *piece, int table, bool *done)
{
	if (piece->column >= 0 && piece->table == table)
		done[piece->column] = true;
	for (size_t i = 0; piece->value != NULL && i < expr_n_refs(piece->value); i++) {
		const struct expr_ref *ref = expr_ref(piece->value, i);

		if (ref->relation == EXPR_SAME_ROW && !ref->is_local && !ref->is_row && ref->table == table
		    && ref->column < p->dict->table[table].n_column)
			done[ref->column] = true;
	}
}

static void
mark_box(const struct proof *p, const struct print_box *box, int block_table, const struct doc_row *row, bool *done)
{
	const int table = doc_row_table(row);

	if ((table != block_table && p->dict->table[table].parent != block_table) || !proof_holds(p, box->show, doc_root(p->doc)))
		return;
	for (size_t i = 0; i < box->n; i++)
		for (size_t k = 0; box->line[i].table == table && k < box->line[i].n; k++)
			if (proof_holds(p, box->line[i].piece[k].show, row))
				mark_piece(p, &box->line[i].piece[k], table, done);
}

bool *
proof_done(struct proof *p, const struct doc_row *row)
{
	const struct print *print = p->setup->print;
	const int table = doc_row_table(row), n = p->dict->table[table].n_column;
	bool *done = arena_alloc(&p->arena, (size_t)n + 1);

	memset(done, 0, (size_t)n + 1);
	for (int c = 0; c < n; c++)
		done[c] = proof_node(p, row, c)->type == DICT_GROUP || (print != NULL && print->hidden[table][c])
		    || proof_value(p, row, c).n == 0;
	for (size_t i = 0; print != NULL && i < print->n; i++)
		for (size_t k = 0; k < print->block[i].n && proof_holds(p, print->block[i].show, doc_root(p->doc)); k++)
			mark_box(p, &print->block[i].box[k], print->block[i].table, row, done);
	return done;
}

static bool
has_left(const struct proof *p, const struct doc_row *row, const bool *done)
{
	for (int c = 0; c < p->dict->table[doc_row_table(row)].n_column; c++)
		if (!done[c])
			return true;
	return false;
}

/* "label: value; label: value" of what is not done. */
static void
add_fields(struct str *out, const struct proof *p, const struct doc_row *row, const bool *done)
{
	size_t n = 0;

	for (int c = 0; c < p->dict->table[doc_row_table(row)].n_column; c++) {
		if (done[c])
			continue;
		if (n++ > 0)
			str_adds(out, "; ");
		str_adds(out, dict_label(proof_node(p, row, c)));
		str_adds(out, i18n_pick("：", ": "));
		proof_add_cell(out, p, row, c);
	}
}

/* The rows inside a row, each a line that names its table and place. */
static void
add_inner(struct proof *p, const struct doc_row *row, struct proof_lines *l)
{
	for (int t = 0; t < p->dict->n_table; t++) {
		if (p->dict->table[t].parent != doc_row_table(row))
			continue;
		for (const struct doc_row *r = doc_row_first(row, t); r != NULL; r = doc_row_next(r)) {
			const bool *done = proof_done(p, r);
			struct str text = STR_INIT(0);

			if (has_left(p, r, done)) {
				str_addf(&text, "%s %zu%s", dict_label(p->dict->table[t].node), doc_row_place(r), i18n_pick("：", ": "));
				add_fields(&text, p, r, done);
				proof_add_line(l, proof_keep(p, &text));
			}
			add_inner(p, r, l);
		}
	}
}

void
proof_write_note(struct proof *p, const struct doc_row *row, const bool *done)
{
	struct proof_cell cell = {0};
	struct str text = STR_INIT(0);
	struct proof_lines l = {0};

	if (has_left(p, row, done)) {
		add_fields(&text, p, row, done);
		proof_add_line(&l, proof_keep(p, &text));
	}
	add_inner(p, row, &l);
	proof_give_lines(p, &l, &cell);
	if (cell.n > 0)
		p->writer->note(&p->out, cell.line, cell.n);
}

/* ---- what stands nowhere else: fields of the root row, then tables --------------------------------- */

static const struct dict_node *
top_group(const struct proof *p, const struct dict_node *n)
{
	while (n->parent != NULL && n->parent != p->dict->root)
		n = n->parent;
	return n;
}

/* Long ones take a line of their own. */
static void
write_fields(struct proof *p)
{
	const struct doc_row *root = doc_root(p->doc);
	const struct dict_node *group = NULL;
	const bool *done = proof_done(p, root);
	struct proof_cell cell[BOXES_A_LINE];
	size_t n = 0;

	for (int c = 0; c < p->dict->table[0].n_column; c++) {
		const struct dict_node *node = p->dict->table[0].column[c], *top = top_group(p, node);
		struct str text = STR_INIT(0);
		struct proof_lines l = {0};
		bool wide;

		if (done[c])
			continue;
		proof_add_cell(&text, p, root, c);
		wide = text_width(str_sv(&text)) > BOX_WIDTH;
		if (n > 0 && (wide || n == BOXES_A_LINE || top != group)) {
			p->writer->boxes(&p->out, cell, n, true);
			n = 0;
		}
		if (top != group && top->type == DICT_GROUP)
			p->writer->heading(&p->out, sv_of(dict_label(top)));
		group = top;
		cell[n] = (struct proof_cell){.share = 1, .label = sv_of(dict_label(node))};
		proof_add_line(&l, proof_keep(p, &text));
		proof_give_lines(p, &l, &cell[n++]);
		if (wide) {
			p->writer->boxes(&p->out, cell, n, true);
			n = 0;
		}
	}
	if (n > 0)
		p->writer->boxes(&p->out, cell, n, true);
	proof_end_row(p);
}

/* Widths of the columns of a table in which a row has something left; 0: none has. */
static int *
measure(struct proof *p, int table, size_t *n_used, bool *any)
{
	const int n = p->dict->table[table].n_column;
	int *width = mem_zalloc((size_t)n + 1, sizeof *width);

	*n_used = 0;
	*any = false;
	for (const struct doc_row *r = doc_row_first(doc_root(p->doc), table); r != NULL; r = doc_row_next(r)) {
		const bool *done = proof_done(p, r);
		struct proof_lines inner = {0};

		add_inner(p, r, &inner);
		*any = *any || inner.n > 0;
		mem_free(inner.line);
		for (int c = 0; c < n; c++) {
			struct str text = STR_INIT(0);
			int w;

			if (done[c])
				continue;
			proof_add_cell(&text, p, r, c);
			w = text_width(str_sv(&text));
			w = w < COLUMN_MIN ? COLUMN_MIN : w > COLUMN_MAX ? COLUMN_MAX : w;
			*n_used += width[c] == 0;
			width[c] = w > width[c] ? w : width[c];
			str_clear(&text);
		}
		proof_end_row(p);
	}
	*any = *any || *n_used > 0;
	return width;
}

/* head: the columns, the first one for the place. */
static void
write_left_row(struct proof *p, const struct doc_row *row, const struct proof_cell *head, const int *column, size_t n)
{
	struct proof_cell cell[MAX_COLUMNS + 1];
	bool *done = proof_done(p, row);

	for (size_t i = 0; i <= n; i++) {
		struct str text = STR_INIT(0);
		struct proof_lines l = {0};

		if (i == 0)
			str_addf(&text, "%zu", doc_row_place(row));
		else if (!done[column[i - 1]])
			proof_add_cell(&text, p, row, column[i - 1]);
		if (i > 0)
			done[column[i - 1]] = true;
		cell[i] = (struct proof_cell){.share = head[i].share};
		proof_add_line(&l, proof_keep(p, &text));
		proof_give_lines(p, &l, &cell[i]);
	}
	p->writer->row(&p->out, cell, n + 1);
	proof_write_note(p, row, done);
	proof_end_row(p);
}

static void
write_left_table(struct proof *p, int table)
{
	const struct dict_table *t = &p->dict->table[table];
	struct proof_cell cell[MAX_COLUMNS + 1] = {{.share = COLUMN_MIN, .label = SV("#")}};
	int column[MAX_COLUMNS];
	size_t n = 0, n_used;
	bool any;
	int *width = measure(p, table, &n_used, &any);

	for (int c = 0; c < t->n_column && n < MAX_COLUMNS; c++) {
		struct sv label;
		int w;

		if (width[c] == 0)
			continue;
		label = sv_of(dict_label(t->column[c]));
		w = text_width(label) > COLUMN_MAX / 2 ? COLUMN_MAX / 2 : text_width(label);
		column[n++] = c;
		cell[n] = (struct proof_cell){.share = w > width[c] ? w : width[c], .label = label};
	}
	mem_free(width);
	if (!any)
		return;
	p->writer->heading(&p->out, sv_of(dict_label(t->node)));
	p->writer->table(&p->out, cell, n + 1);
	for (const struct doc_row *r = doc_row_first(doc_root(p->doc), table); r != NULL; r = doc_row_next(r))
		write_left_row(p, r, cell, column, n);
	p->writer->table_end(&p->out);
}

static bool
is_printed_whole(const struct proof *p, int table)
{
	const struct print *print = p->setup->print;

	for (size_t i = 0; print != NULL && i < print->n; i++)
		if (print->block[i].kind == PRINT_TABLE && print->block[i].table == table && print->block[i].rest
		    && proof_holds(p, print->block[i].show, doc_root(p->doc)))
			return true;
	return false;
}

void
proof_write_rest(struct proof *p)
{
	write_fields(p);
	for (int t = 1; t < p->dict->n_table; t++)
		if (p->dict->table[t].parent == 0 && !is_printed_whole(p, t))
			write_left_table(p, t);
}
