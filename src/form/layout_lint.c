/*
 * What is odd about a layout that loads: lines that do not fit, labels that are
 * cut, fields that nobody can enter.
 */
#include "form/layout_build.h"

#include "base/i18n.h"
#include "base/text.h"

static struct expr_where
line_of(const struct layout_build *b, unsigned line)
{
	return (struct expr_where){.file = b->source.file, .line = line};
}

static const char *
named(const struct layout_control *c)
{
	return c->help_key[0] != '\0' ? c->help_key : c->label[0].en;
}

static void
lint_labels(struct layout_build *b, const struct layout_control *c)
{
	struct expr_where at = line_of(b, c->line);

	for (size_t i = 0; i < c->n_label; i++) {
		const char *text[] = {c->label[i].zh, c->label[i].en};

		for (int k = 0; k < 2; k++)
			if (c->kind != LAYOUT_RULE && text_width(sv_of(text[k])) > c->label_width)
				form_remark(&b->log, &at, _("%s: the label '%s' takes more than %d columns"), named(c), text[k], c->label_width);
	}
}

static void
lint_control(struct layout_build *b, const struct layout_control *c)
{
	struct expr_where at = line_of(b, c->line);

	lint_labels(b, c);
	if (c->kind != LAYOUT_TEXT && c->kind != LAYOUT_RULE && c->kind != LAYOUT_SUB && c->width + c->name_width == 0)
		form_remark(&b->log, &at, _("%s has no room for a value: give it yl:width"), named(c));
	if (c->at + layout_width(c) > LAYOUT_COLS)
		form_remark(&b->log, &at, _("%s ends in column %d; a line has %d"), named(c), c->at + layout_width(c), LAYOUT_COLS);
}

/* Two controls may share columns when both say when they are shown. */
static void
lint_line(struct layout_build *b, const struct layout_line *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct layout_control *c = &l->control[i];
		struct expr_where at = line_of(b, c->line);

		lint_control(b, c);
		for (size_t k = 0; k < i; k++) {
			const struct layout_control *o = &l->control[k];

			if (c->at < o->at + layout_width(o) && o->at < c->at + layout_width(c) && (c->show == NULL || o->show == NULL))
				form_remark(&b->log, &at, _("%s stands on %s: it begins in column %d, the other one ends in %d"), named(c),
				    named(o), c->at, o->at + layout_width(o));
		}
	}
}

static void
lint_columns(struct layout_build *b, const struct layout_page *p)
{
	const struct layout_control *c;
	struct expr_where at;
	int end;

	if (p->n_column == 0)
		return;
	c = &p->column[p->n_column - 1];
	at = line_of(b, c->line);
	end = c->at + c->width + (c->width > 0 && c->name_width > 0) + c->name_width + 1;
	if (end > LAYOUT_COLS - 1)
		form_remark(&b->log, &at, _("the columns of page %s end in column %d, and the last one is for the mark of findings"), p->id, end);
}

static void
lint_drawn(struct layout_build *b)
{
	const struct dict *d = b->form->dict;
	struct expr_where at = line_of(b, 1);

	for (int t = 0; t < d->n_table; t++)
		for (int c = 0; c < d->table[t].n_column; c++)
			if (d->table[t].column[c]->type != DICT_GROUP && !b->drawn[t][c])
				form_remark(&b->log, &at, _("%s stands on no page; draw it, or say in yl:hidden why nobody enters it"),
				    d->table[t].column[c]->path);
}

void
layout_lint(const struct form *form, const char *form_path, const struct form_tables *tables, void *ctx, dict_complain *complain)
{
	struct layout_build b = {.log = {.complain = complain, .ctx = ctx}};

	layout_read(&b, form, form_path, tables);
	for (size_t i = 0; i < b.layout->n_page; i++) {
		const struct layout_page *p = &b.layout->page[i];

		for (size_t k = 0; k < p->n_line; k++)
			lint_line(&b, &p->line[k]);
		lint_columns(&b, p);
	}
	if (b.layout->n_page > 0)
		lint_drawn(&b);
	layout_read_end(&b);
	layout_free(b.layout);
}
