/*
 * The form's cross-field rules.
 */
#include "base/i18n.h"
#include "check/internal.h"

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
	if (g->message != k->message) {
		g->message = k->message;
		g->row = NULL;
		g->open = !g->fixed || expr_half_holds(g->e, EXPR_FIXED, env, row);
	}
	if (!g->open || !g->varying)
		return g->open;
	if (g->row != row) {
		g->row = row;
		g->holds = expr_half_holds(g->e, EXPR_VARYING, env, row);
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

		if (k->options->day < p->from || k->options->day > p->to)
			continue;
		if (p->when_rule != guard) {
			guard = p->when_rule;
			open = guard_holds(k, guard, env, row);
		}
		if (open && guard_holds(k, p->when, env, row)
		    && (p->report ? expr_holds(p->test, env, row) : expr_broken(p->test, env, row)))
			report_rule(k, p, env, row);
	}
}
