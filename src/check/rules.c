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

/* Does it say something? */
static inline bool
judge_rule(struct checker *k, const struct plan_rule *p, const struct expr_env *env, const struct doc_row *row)
{
	int32_t day = k->options->day;
	bool says = day >= p->from && day <= p->to && guard_holds(k, p->when, env, row)
	    && (p->report ? expr_holds(p->test, env, row) : expr_broken(p->test, env, row));

	if (says)
		report_rule(k, p, env, row);
	return says;
}

bool
check_rule(struct checker *k, const struct doc_row *row, size_t rule)
{
	const struct plan_rule *p = &k->plan[doc_row_table(row)].rule[rule];
	const struct expr_env *env = doc_env(k->doc, k->options->declaring);

	return guard_holds(k, p->when_rule, env, row) && judge_rule(k, p, env, row);
}

static void
judge_all(struct checker *k, const struct doc_row *row)
{
	const struct plan_table *t = &k->plan[doc_row_table(row)];
	const struct expr_env *env = doc_env(k->doc, k->options->declaring);
	uint64_t *said = check_shared_said(k, row);

	for (size_t i = 0, next; i < t->n_rule; i = next) {
		next = t->rule[i].next;
		if (!guard_holds(k, t->rule[i].when_rule, env, row))
			continue;
		for (; i < next; i++)
			if (judge_rule(k, &t->rule[i], env, row) && said != NULL)
				said[(i + UNIT_RULES) / 64] |= (uint64_t)1 << (i + UNIT_RULES) % 64;
	}
}

void
check_rules(struct checker *k, const struct doc_row *row, const struct doc_row *before)
{
	struct plan_shared *s = before != NULL ? check_shared(k, row, before) : NULL;

	if (s == NULL) {
		judge_all(k, row);
		return;
	}
	for (size_t w = 0; w < s->n_word; w++) {
		s->said[w] = 0;
		for (uint64_t left = s->due[w]; left != 0; left &= left - 1) {
			size_t bit = (size_t)__builtin_ctzll(left);

			if (check_rule(k, row, w * 64 + bit - UNIT_RULES))
				s->said[w] |= (uint64_t)1 << bit;
		}
	}
}
