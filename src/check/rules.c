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
ask_guard(struct checker *k, struct plan_guard *g, const struct expr_env *env, const struct doc_row *row)
{
	if (g->message != k->message) {
		g->message = k->message;
		g->row = NULL;
		g->open = !g->fixed || expr_half_holds(g->e, EXPR_FIXED, env, row);
	}
	if (!g->open || !g->varying)
		return g->open;
	g->row = row;
	g->holds = expr_half_holds(g->e, EXPR_VARYING, env, row);
	return g->holds;
}

static inline bool
guard_holds(struct checker *k, int index, const struct expr_env *env, const struct doc_row *row)
{
	struct plan_guard *g;

	if (index < 0)
		return true;
	g = &k->guard[index];
	if (g->message == k->message) {
		if (!g->open || !g->varying)
			return g->open;
		if (g->row == row)
			return g->holds;
	}
	return ask_guard(k, g, env, row);
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

static inline void
judge_rule(struct checker *k, const struct plan_rule *p, const struct expr_env *env, const struct doc_row *row)
{
	int32_t day = k->options->day;

	if (day >= p->from && day <= p->to && guard_holds(k, p->when, env, row)
	    && (p->report ? expr_holds(p->test, env, row) : expr_broken(p->test, env, row)))
		report_rule(k, p, env, row);
}

void
check_rule(struct checker *k, const struct doc_row *row, size_t rule)
{
	const struct plan_rule *p = &k->plan[doc_row_table(row)].rule[rule];
	const struct expr_env *env = doc_env(k->doc, k->options->declaring);

	if (guard_holds(k, p->when_rule, env, row))
		judge_rule(k, p, env, row);
}

void
check_rules(struct checker *k, const struct doc_row *row)
{
	const struct plan_table *t = &k->plan[doc_row_table(row)];
	const struct expr_env *env = doc_env(k->doc, k->options->declaring);

	for (size_t i = 0, next; i < t->n_rule; i = next) {
		next = t->rule[i].next;
		if (!guard_holds(k, t->rule[i].when_rule, env, row))
			continue;
		for (; i < next; i++)
			judge_rule(k, &t->rule[i], env, row);
	}
}
