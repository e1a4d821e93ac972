/*
 * A layout from the dictionary alone: one page for each group below the root,
 * one for each table; one field a line.
 */
#include "form/layout_build.h"

#include "base/i18n.h"

enum { LABEL_WIDTH = 30, VALUE_MAX = 40, COLUMN_MAX = 14, NUMBER_WIDTH = 14 };

static int
value_width(const struct dict_node *n, int max)
{
	int width = n->length > 0 ? n->length : NUMBER_WIDTH;

	if (n->type == DICT_DECIMAL)
		width = NUMBER_WIDTH;
	return width < max ? width : max;
}

static struct layout_label *
add_label(struct layout *l, const char *zh, const char *en)
{
	struct layout_label *label = layout_alloc(l, 1, sizeof *label);

	*label = (struct layout_label){.zh = zh[0] != '\0' ? zh : en, .en = en[0] != '\0' ? en : zh};
	return label;
}

static struct layout_control
control_of(struct layout *l, enum layout_kind kind, const struct dict_node *n)
{
	return (struct layout_control){.kind = kind, .table = n->table, .cell = {-1, -1, -1, -1}, .help_key = "",
	    .label = add_label(l, n->name_zh[0] != '\0' || n->name_en[0] != '\0' ? n->name_zh : n->name, n->name_en), .n_label = 1,
	    .at = 0, .label_width = LABEL_WIDTH, .order = LAYOUT_NO_STOP, .line = n->line};
}

static struct layout_control
field_of(struct layout *l, const struct dict_node *n)
{
	struct layout_control c = control_of(l, n->length > 2 * VALUE_MAX ? LAYOUT_AREA : LAYOUT_FIELD, n);

	c.cell[0] = n->column;
	c.codes = n->codes[0] != '\0' ? n->codes : NULL;
	c.help_key = n->path;
	c.width = value_width(n, VALUE_MAX);
	if (c.codes != NULL && c.width + LABEL_WIDTH + 3 < LAYOUT_COLS)
		c.name_width = LAYOUT_COLS - LABEL_WIDTH - 3 - c.width;
	c.grow = true;
	c.order = LAYOUT_FOLLOWS;
	return c;
}

/* ---- pages -------------------------------------------------------------------- */

static void
add_line(struct layout *l, struct layout_page *p, const struct layout_control *c)
{
	struct layout_line *line = &p->line[p->n_line++];

	line->control = layout_alloc(l, 1, sizeof *line->control);
	line->control[0] = *c;
	line->n = 1;
}

static bool
is_row(const struct dict *d, const struct dict_node *n)
{
	return d->table[n->table].node == n;
}

/* Fields of a group and of the groups in it that stand at most once. */
static void
add_fields(struct layout *l, const struct dict *d, struct layout_page *p, const struct dict_node *group)
{
	for (const struct dict_node *n = group->first_child; n != NULL; n = n->next) {
		struct layout_control c;

		if (n->type != DICT_GROUP) {
			c = field_of(l, n);
			add_line(l, p, &c);
		} else if (!is_row(d, n) && group != d->root) {
			c = control_of(l, LAYOUT_RULE, n);
			add_line(l, p, &c);
			add_fields(l, d, p, n);
		}
	}
}

static void
add_columns(struct layout *l, const struct dict *d, struct layout_page *p)
{
	const struct dict_table *t = &d->table[p->table];
	int room = LAYOUT_COLS - 2;

	p->column = layout_alloc(l, (size_t)t->n_column, sizeof *p->column);
	for (int c = 0; c < t->n_column; c++) {
		int width = value_width(t->column[c], COLUMN_MAX);

		if (t->column[c]->type == DICT_GROUP)
			continue;
		if (width + 1 > room)
			break;
		room -= width + 1;
		p->column[p->n_column] = field_of(l, t->column[c]);
		p->column[p->n_column].label_width = p->column[p->n_column].name_width = 0;
		p->column[p->n_column].grow = false;
		p->column[p->n_column++].width = width;
	}
}

static struct layout_page *
add_page(struct layout *l, const struct dict *d, const struct dict_node *n, int table)
{
	struct layout_page *p = &l->page[l->n_page++];
	const char *name = n == d->root ? n->name : n->path;

	*p = (struct layout_page){.id = name, .label = *add_label(l, n->name_zh[0] != '\0' ? n->name_zh : n->name, n->name_en),
	    .table = table, .sub = table > 0 && d->table[table].parent > 0};
	p->line = layout_alloc(l, (size_t)d->table[table].n_column + (size_t)d->n_table, sizeof *p->line);
	return p;
}

/* Doors to the tables below each table. */
static void
add_subs(struct layout *l, const struct dict *d)
{
	for (size_t i = 0; i < l->n_page; i++) {
		const struct layout_page *below = &l->page[i];
		struct layout_control c;

		if (!below->sub)
			continue;
		c = control_of(l, LAYOUT_SUB, d->table[below->table].node);
		c.table = d->table[below->table].parent;
		c.page = (int)i;
		c.order = LAYOUT_FOLLOWS;
		c.width = NUMBER_WIDTH;
		for (size_t k = 0; k < l->n_page; k++)
			if (l->page[k].table == c.table)
				add_line(l, &l->page[k], &c);
	}
}

struct layout *
layout_plain(const struct form *form)
{
	const struct dict *d = form->dict;
	struct layout *l = layout_new();
	const struct dict_node *n;
	size_t n_page = (size_t)d->n_table + 1;
	struct layout_page *p;

	for (n = d->root->first_child; n != NULL; n = n->next)
		n_page++;
	l->page = mem_zalloc(n_page, sizeof *l->page);
	p = add_page(l, d, d->root, 0);
	add_fields(l, d, p, d->root);
	if (p->n_line == 0)
		l->n_page = 0;
	for (n = d->root->first_child; n != NULL; n = n->next)
		if (n->type == DICT_GROUP && !is_row(d, n)) {
			p = add_page(l, d, n, 0);
			add_fields(l, d, p, n);
			if (p->n_line == 0)
				l->n_page--;
		}
	for (int t = 1; t < d->n_table; t++) {
		p = add_page(l, d, d->table[t].node, t);
		add_columns(l, d, p);
		add_fields(l, d, p, d->table[t].node);
	}
	add_subs(l, d);
	for (size_t i = 0; i < l->n_page; i++)
		layout_finish_page(&l->page[i]);
	return l;
}
