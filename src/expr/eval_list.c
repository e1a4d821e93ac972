/*
 * Lists: rows one after the other through env->next, or one value as a list
 * of one. What compares values with each other does it through a table of
 * hashes in the scratch arena, so 20,000 rows cost 20,000 steps.
 */
#include "expr/node.h"

#include "base/day.h"

struct list {
	const struct node_run *r;
	const struct node *n;
	struct expr_value where_value;
	bool rows, done;
	uint64_t it[4];
	expr_row found;
};

/* Is there a row, whatever the predicate wants? */
static bool list_has_rows(const struct node_run *r, const struct expr_ref *ref)
{
	uint64_t it[4] = {0};
	expr_row found;

	return r->env->next(r->env->ctx, ref, r->row, NULL, it, &found);
}

static void list_begin(struct list *l, const struct node_run *r, const struct node *n)
{
	const struct node *where;

	l->r = r;
	l->n = n;
	l->rows = n->op == OP_LIST || (n->op == OP_ROW && n->u.ref->ref.relation == EXPR_MANY_ROWS);
	l->done = false;
	memset(l->it, 0, sizeof l->it);
	where = l->rows ? n->u.ref->where : NULL;
	if (where == NULL)
		return;
	l->done = !list_has_rows(r, &n->u.ref->ref);
	if (l->done)
		return;
	l->where_value = node_value(r, where);
	/* An empty number or day equals nothing, empty text asks for emptiness. */
	l->done = l->where_value.state == EXPR_INVALID || (l->where_value.state == EXPR_EMPTY && where->type != EXPR_TEXT);
}

static bool list_next(struct list *l)
{
	const struct node_run *r = l->r;

	if (l->done)
		return false;
	if (l->rows) {
		const struct node_ref *ref = l->n->u.ref;

		l->done = !r->env->next(r->env->ctx, &ref->ref, r->row, ref->where != NULL ? &l->where_value : NULL, l->it, &l->found);
		return !l->done;
	}
	l->done = true;
	return l->n->op != OP_ROW || expr_list_any_row(r, l->n);
}

/* The value at the row found. */
static struct expr_value list_value(const struct list *l)
{
	const struct expr_env *env = l->r->env;
	const struct expr_ref *ref;

	if (!l->rows)
		return node_value(l->r, l->n);
	ref = &l->n->u.ref->ref;
	if (ref->is_local)
		return *env->local(env->ctx, ref, l->found);
	return expr_value_of(env->cell_of(env->ctx, ref, l->found), ref->type);
}

/* Its text without a value around it. */
static enum expr_state list_text(const struct list *l, struct sv *out)
{
	const struct expr_env *env = l->r->env;

	if (l->rows && !l->n->u.ref->ref.is_local) {
		*out = env->cell_of(env->ctx, &l->n->u.ref->ref, l->found);
		return value_state(*out);
	}
	if (l->rows) {
		const struct expr_value *v = env->local(env->ctx, &l->n->u.ref->ref, l->found);

		*out = v->text;
		return v->state;
	}
	return node_text(l->r, l->n, out);
}

static enum expr_state list_num(const struct list *l, struct dec *out)
{
	const struct expr_env *env = l->r->env;

	if (l->rows && !l->n->u.ref->ref.is_local)
		return expr_value_num(env->cell_of(env->ctx, &l->n->u.ref->ref, l->found), out);
	if (l->rows) {
		const struct expr_value *v = env->local(env->ctx, &l->n->u.ref->ref, l->found);

		*out = v->num;
		return v->state;
	}
	return node_num(l->r, l->n, out);
}

/* Is there a row (or the group)? */
bool expr_list_any_row(const struct node_run *r, const struct node *n)
{
	struct list l;

	if (n->u.ref->ref.relation != EXPR_MANY_ROWS)
		return r->env->cell(r->env->ctx, &n->u.ref->ref, r->row).n != 0;
	list_begin(&l, r, n);
	return list_next(&l);
}

/* ---- over all values -------------------------------------------------------- */

enum expr_state expr_list_count(const struct node_run *r, const struct node *list, struct dec *out)
{
	struct list l;
	long long n = 0;

	list_begin(&l, r, list);
	while (list_next(&l))
		n++;
	*out = dec_from_int(n);
	return EXPR_GIVEN;
}

enum expr_state expr_list_sum(const struct node_run *r, const struct node *list, struct dec *out)
{
	struct list l;
	struct dec sum = {0}, d;

	list_begin(&l, r, list);
	while (list_next(&l)) {
		enum expr_state s = list_num(&l, &d);

		if (s == EXPR_INVALID || (s == EXPR_GIVEN && dec_add(sum, d, &sum) != DEC_OK))
			return EXPR_INVALID;
	}
	*out = sum;
	return EXPR_GIVEN;
}

enum expr_state expr_list_extreme_num(const struct node_run *r, const struct node *list, int sign, struct dec *out)
{
	struct list l;
	bool any = false;
	struct dec d;

	list_begin(&l, r, list);
	while (list_next(&l)) {
		enum expr_state s = list_num(&l, &d);

		if (s == EXPR_INVALID)
			return s;
		if (s == EXPR_GIVEN && (!any || expr_value_num_cmp(&d, out) * sign > 0)) {
			*out = d;
			any = true;
		}
	}
	return any ? EXPR_GIVEN : EXPR_EMPTY;
}

enum expr_state expr_list_extreme_day(const struct node_run *r, const struct node *list, int sign, int32_t *out)
{
	struct list l;
	bool any = false;

	list_begin(&l, r, list);
	while (list_next(&l)) {
		struct expr_value v = list_value(&l);

		if (v.state == EXPR_INVALID)
			return EXPR_INVALID;
		if (v.state == EXPR_GIVEN && (!any || (sign > 0 ? v.day > *out : v.day < *out))) {
			*out = v.day;
			any = true;
		}
	}
	return any ? EXPR_GIVEN : EXPR_EMPTY;
}

struct expr_value expr_list_first(const struct node_run *r, const struct node *list)
{
	struct list l;

	list_begin(&l, r, list);
	if (list_next(&l))
		return list_value(&l);
	return (struct expr_value){.type = list->type, .state = EXPR_EMPTY};
}

/* yl:join(L, t): the values that are there, with t between them. */
enum expr_state expr_list_join(const struct node_run *r, const struct node *n, struct sv *out)
{
	struct list l;
	struct sv sep;
	size_t cap = 0, used = 0;
	char *buf = NULL;

	if (node_text(r, n->kid[1], &sep) == EXPR_INVALID)
		return EXPR_INVALID;
	list_begin(&l, r, n->kid[0]);
	while (list_next(&l)) {
		struct expr_value v = list_value(&l);
		struct sv text;

		if (v.state == EXPR_INVALID)
			return EXPR_INVALID;
		if (v.state == EXPR_EMPTY)
			continue;
		text = expr_value_text(&v, r->scratch);
		if (used + sep.n + text.n > cap) {
			char *more = arena_alloc(r->scratch, cap = 2 * (used + sep.n + text.n) + 32);

			if (used != 0)
				memcpy(more, buf, used);
			buf = more;
		}
		if (used != 0 && sep.n != 0) {
			memcpy(buf + used, sep.p, sep.n);
			used += sep.n;
		}
		memcpy(buf + used, text.p, text.n);
		used += text.n;
	}
	*out = (struct sv){buf, used};
	return value_state(*out);
}

/* ---- tables of hashes ----------------------------------------------------------- */

/* Texts seen so far. A free place has p == NULL. */
struct seen {
	struct arena *scratch;
	struct seen_place {
		uint64_t hash;
		struct sv text;
		bool found;
	} *place;
	size_t mask, n;
};

static struct seen seen_begin(struct arena *scratch, size_t size)
{
	struct seen s = {.scratch = scratch, .mask = size - 1, .place = arena_alloc(scratch, size * sizeof *s.place)};

	memset(s.place, 0, size * sizeof *s.place);
	return s;
}

static struct seen_place *seen_find(const struct seen *s, struct sv text, uint64_t hash)
{
	size_t at = hash & s->mask;

	while (s->place[at].text.p != NULL && !(s->place[at].hash == hash && sv_eq(s->place[at].text, text)))
		at = (at + 1) & s->mask;
	return &s->place[at];
}

static void seen_grow(struct seen *s)
{
	struct seen bigger = seen_begin(s->scratch, (s->mask + 1) * 4);

	for (size_t i = 0; i <= s->mask; i++)
		if (s->place[i].text.p != NULL)
			*seen_find(&bigger, s->place[i].text, s->place[i].hash) = s->place[i];
	bigger.n = s->n;
	*s = bigger;
}

/* False when it was there. text.p is not NULL. */
static bool seen_add(struct seen *s, struct sv text)
{
	uint64_t hash = expr_set_hash(text);
	struct seen_place *at;

	if (s->n * 2 > s->mask)
		seen_grow(s);
	at = seen_find(s, text, hash);
	if (at->text.p != NULL)
		return false;
	*at = (struct seen_place){.hash = hash, .text = text};
	s->n++;
	return true;
}

enum expr_state expr_list_distinct(const struct node_run *r, const struct node *list, struct dec *out)
{
	struct list l;
	struct seen seen = seen_begin(r->scratch, 64);

	list_begin(&l, r, list);
	while (list_next(&l)) {
		struct expr_value v;
		struct sv text;
		enum expr_state s;

		if (list->type == EXPR_TEXT) {
			s = list_text(&l, &text);
		} else {
			v = list_value(&l);
			s = v.state;
			text = expr_value_text(&v, r->scratch);
		}
		if (s == EXPR_INVALID)
			return s;
		if (s == EXPR_GIVEN)
			seen_add(&seen, text);
	}
	*out = dec_from_int((long long)seen.n);
	return EXPR_GIVEN;
}

/* The tokens of kid 0 in a table, those that are values of kid 2 marked. The
 * empty token is in no list. False when something was invalid. */
static bool tokens_look_up(const struct node_run *r, const struct node *n, struct sv *text, struct seen *seen, size_t *n_open)
{
	struct list l;
	struct tokens t;
	struct sv part;

	if (node_text(r, n->kid[0], text) == EXPR_INVALID)
		return false;
	*seen = seen_begin(r->scratch, 16);
	for (t = tokens_of(*text, n->kid[1]->u.text); expr_tokens_next(&t, &part);)
		seen_add(seen, part);
	*n_open = seen->n;
	list_begin(&l, r, n->kid[2]);
	while (*n_open > 0 && list_next(&l)) {
		struct sv value;
		struct seen_place *at;
		enum expr_state s = list_text(&l, &value);

		if (s == EXPR_INVALID)
			return false;
		if (s == EXPR_EMPTY)
			continue;
		at = seen_find(seen, value, expr_set_hash(value));
		if (at->text.p != NULL && !at->found) {
			at->found = true;
			(*n_open)--;
		}
	}
	return true;
}

enum tri expr_list_each_in(const struct node_run *r, const struct node *n)
{
	struct sv text;
	struct seen seen;
	size_t n_open;

	if (!tokens_look_up(r, n, &text, &seen, &n_open))
		return TRI_NONE;
	return n_open == 0 ? TRI_TRUE : TRI_FALSE;
}

enum expr_state expr_list_missing(const struct node_run *r, const struct node *n, struct sv *out)
{
	struct sv text, sep = n->kid[1]->u.text, part;
	struct seen seen;
	struct tokens t;
	size_t n_open, used = 0;
	char *buf;

	if (!tokens_look_up(r, n, &text, &seen, &n_open))
		return EXPR_INVALID;
	buf = arena_alloc(r->scratch, text.n + 1);
	for (t = tokens_of(text, sep); expr_tokens_next(&t, &part);) {
		struct seen_place *at = seen_find(&seen, part, expr_set_hash(part));

		if (at->found)
			continue;
		at->found = true;	/* told once */
		if (used != 0) {
			memcpy(buf + used, sep.p, sep.n);
			used += sep.n;
		}
		memcpy(buf + used, part.p, part.n);
		used += part.n;
	}
	*out = (struct sv){buf, used};
	return value_state(*out);
}
