/*
 * The form's cross-field rules, and the attachments of an archive.
 */
#include "base/i18n.h"
#include "check/internal.h"

static bool
in_force(const struct form_rule *r, int32_t day)
{
	return (r->from == DAY_NONE || day >= r->from) && (r->to == DAY_NONE || day <= r->to);
}

/* The row of an enclosing table that the finding points into. */
static const struct doc_row *
row_of_table(const struct doc_row *row, int table)
{
	while (row != NULL && doc_row_table(row) != table)
		row = doc_row_parent(row);
	return row;
}

static bool
guard_holds(struct checker *k, int index, const struct expr_env *env, const struct doc_row *row)
{
	struct plan_guard *g;

	if (index < 0)
		return true;
	g = &k->guard[index];
	if (g->message != k->message || (g->row != row && !g->fixed)) {
		g->message = k->message;
		g->row = row;
		g->holds = expr_holds(g->e, env, row);
	}
	return g->holds;
}

static void
report_rule(struct checker *k, const struct plan_rule *p, const struct expr_env *env, const struct doc_row *row)
{
	const struct form_rule *r = p->rule;
	const struct doc_row *at = row_of_table(row, r->at_table);

	str_reset(&k->text);
	expr_text_add(i18n_is_zh() ? r->text_zh : r->text_en, env, row, &k->text);
	check_add(k, r->id, p->severity, r->class, r->override, at ? check_spot(at, r->at_column) : check_spot(row, -1));
}

void
check_rules(struct checker *k, const struct doc_row *row)
{
	const struct plan_table *t = &k->plan[doc_row_table(row)];
	const struct expr_env *env = doc_env(k->doc, k->options->declaring);
	int guard = -1;			/* of the rule before; neighbours share it */
	bool open = true;

	for (size_t i = 0; i < t->n_rule; i++) {
		const struct plan_rule *p = &t->rule[i];
		const struct form_rule *r = p->rule;

		if (p->severity == FORM_OFF || !in_force(r, k->options->day))
			continue;
		if (p->when_rule != guard) {
			guard = p->when_rule;
			open = guard_holds(k, guard, env, row);
		}
		if (open && guard_holds(k, p->when, env, row)
		    && (r->report ? expr_holds(r->test, env, row) : expr_broken(r->test, env, row)))
			report_rule(k, p, env, row);
	}
}

/* ---- attachments ---------------------------------------------------------------- */

enum { PDF_MAX_B = 4 << 20 };	/* customs' limit for one file; unconfirmed */

static void
check_attachment(struct checker *k, const struct doc_row *row, int column_id, struct sv id, struct sv own_name)
{
	const struct zip_entry *e = world_file(k->options->archive, id);
	struct spot spot = check_spot(row, column_id);

	if (e == NULL)
		e = world_file(k->options->archive, own_name);
	str_reset(&k->text);
	if (e == NULL) {
		str_addf(&k->text, _("the archive holds no file named %.*s: add the pdf, or remove this record"), (int)id.n, id.p);
		check_report(k, B_ATTACHMENT, "DEC281", 0, spot);
	} else if (!sv_starts(e->bytes, SV("%PDF"))) {
		str_addf(&k->text, _("%.*s is no pdf: replace the file"), (int)e->name.n, e->name.p);
		check_report(k, B_ATTACHMENT, "DEC281", 0, spot);
	} else if (e->bytes.n > PDF_MAX_B) {
		str_addf(&k->text, _("%.*s has %zu bytes, at most %d: make it smaller or split it"), (int)e->name.n, e->name.p,
		    e->bytes.n, PDF_MAX_B);
		check_report(k, B_ATTACHMENT, "DEC282", 0, spot);
	}
}

/* Attachments stand in a repeating group with a format (US: a pdf in the
 * archive), an id and an own file name; the columns are found by name. */
void
check_attachments(struct checker *k)
{
	const struct dict *d = k->setup.dict;
	const struct dict_node *format = dict_find(d, SV("EdocRealation/EdocFomatType"));
	const struct dict_node *id = dict_find(d, SV("EdocRealation/EdocID")), *own = dict_find(d, SV("EdocRealation/EdocCopId"));

	if (k->options->archive == NULL || format == NULL || id == NULL || own == NULL)
		return;
	for (const struct doc_row *r = doc_row_first(doc_root(k->doc), format->table); r != NULL; r = doc_row_next(r))
		if (sv_eq(doc_value(r, format->column), SV("US")))
			check_attachment(k, r, id->column, doc_value(r, id->column), doc_value(r, own->column));
}
