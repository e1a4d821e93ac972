/*
 * A small message in memory for the tests of expr/:
 *
 *   M ─┬ H (group): T U text, N Q number, D E day, @a text
 *      ├ S (group that may be absent): X text
 *      ├ L/I (rows): T U text, N Q number, D E day; yl:ok condition, yl:kg number
 *      │    └ K (rows): T U text, N Q number, D E day
 *      └ C/R (rows): T U text, N Q number, D E day
 *   locals of M: yl:full condition, yl:txt text, yl:num number, yl:day day
 *
 * A local field holds what the test writes into it, as a cell. Cells are
 * written as "H/T=abc; I/T=x; I/N=5; I+/T=y; I/K+/N=1": "+" makes a further
 * row, without it the last one is meant (the first is made).
 */
#ifndef YULU_TESTS_EXPR_MODEL_H
#define YULU_TESTS_EXPR_MODEL_H

#include <stdio.h>
#include <stdlib.h>

#include "base/day.h"
#include "expr/expr.h"

enum model_kind { MODEL_ROOT, MODEL_GROUP, MODEL_ROWS, MODEL_FIELD };

struct model_node {
	const char *name;
	int parent;		/* index, -1 */
	enum model_kind kind;
	enum expr_type type;
	int table, column;
	bool attribute;
};

#define MODEL_FIELDS(parent, table, first) \
	{"T", parent, MODEL_FIELD, EXPR_TEXT, table, (first), false}, \
	{"U", parent, MODEL_FIELD, EXPR_TEXT, table, (first) + 1, false}, \
	{"N", parent, MODEL_FIELD, EXPR_NUMBER, table, (first) + 2, false}, \
	{"Q", parent, MODEL_FIELD, EXPR_NUMBER, table, (first) + 3, false}, \
	{"D", parent, MODEL_FIELD, EXPR_DAY, table, (first) + 4, false}, \
	{"E", parent, MODEL_FIELD, EXPR_DAY, table, (first) + 5, false}

enum { MODEL_M, MODEL_H, MODEL_S, MODEL_L, MODEL_I, MODEL_K, MODEL_C, MODEL_R };

static const struct model_node model_nodes[] = {
	{"M", -1, MODEL_ROOT, EXPR_TEXT, 0, -1, false},
	{"H", MODEL_M, MODEL_GROUP, EXPR_TEXT, 0, 20, false},
	{"S", MODEL_M, MODEL_GROUP, EXPR_TEXT, 0, 21, false},
	{"L", MODEL_M, MODEL_GROUP, EXPR_TEXT, 0, 22, false},
	{"I", MODEL_L, MODEL_ROWS, EXPR_TEXT, 1, -1, false},
	{"K", MODEL_I, MODEL_ROWS, EXPR_TEXT, 2, -1, false},
	{"C", MODEL_M, MODEL_GROUP, EXPR_TEXT, 0, 23, false},
	{"R", MODEL_C, MODEL_ROWS, EXPR_TEXT, 3, -1, false},
	MODEL_FIELDS(MODEL_H, 0, 0),
	MODEL_FIELDS(MODEL_I, 1, 0),
	MODEL_FIELDS(MODEL_K, 2, 0),
	MODEL_FIELDS(MODEL_R, 3, 0),
	{"a", MODEL_H, MODEL_FIELD, EXPR_TEXT, 0, 6, true},
	{"X", MODEL_S, MODEL_FIELD, EXPR_TEXT, 0, 7, false},
	{"yl:full", MODEL_M, MODEL_FIELD, EXPR_BOOL, 0, 10, false},
	{"yl:txt", MODEL_M, MODEL_FIELD, EXPR_TEXT, 0, 11, false},
	{"yl:num", MODEL_M, MODEL_FIELD, EXPR_NUMBER, 0, 12, false},
	{"yl:day", MODEL_M, MODEL_FIELD, EXPR_DAY, 0, 13, false},
	{"yl:ok", MODEL_I, MODEL_FIELD, EXPR_BOOL, 1, 10, false},
	{"yl:kg", MODEL_I, MODEL_FIELD, EXPR_NUMBER, 1, 11, false},
};

enum { MODEL_N = sizeof model_nodes / sizeof model_nodes[0], MODEL_COLUMNS = 24 };

struct model_row {
	int table;
	size_t index;
	struct model_row *parent;
	struct sv cell[MODEL_COLUMNS];
};

struct model {
	struct model_row **row;		/* the root first, then as they were made */
	size_t n, cap;
	int context;			/* node the expression stands in: its row's element, or a field */
	struct arena scratch;
	struct expr_env env;
};

static inline int model_child(int parent, struct sv name, bool attribute)
{
	for (int i = 0; i < MODEL_N; i++)
		if (model_nodes[i].parent == parent && model_nodes[i].attribute == attribute && sv_is(name, model_nodes[i].name))
			return i;
	return -1;
}

/* Up to the element of the row it stands in. */
static inline int model_row_node(int node)
{
	while (model_nodes[node].kind == MODEL_FIELD || model_nodes[node].kind == MODEL_GROUP)
		node = model_nodes[node].parent;
	return node;
}

/* ---- scope --------------------------------------------------------------- */

static inline enum rc model_unknown(struct err *err, struct sv name)
{
	return err_set(err, RC_PARSE, "there is no element %.*s here", (int)name.n, name.p);
}

static inline enum rc model_resolve(void *ctx, const struct expr_path *path, struct expr_ref *ref, struct err *err)
{
	const struct model *m = ctx;
	int node = model_row_node(m->context), depth = 0;
	bool many = false;

	*ref = (struct expr_ref){.is_self = path->n == 1 && sv_is(path->step[0].name, ".")};
	for (int t = node; model_nodes[t].kind != MODEL_ROOT; t = model_row_node(model_nodes[t].parent))
		depth++;
	if (ref->is_self)
		node = m->context;
	if (path->absolute) {
		if (!sv_is(path->step[0].name, "M"))
			return model_unknown(err, path->step[0].name);
		node = MODEL_M;
		ref->up = depth;
	}
	for (size_t i = path->absolute ? 1 : 0; i < path->n; i++) {
		const struct expr_step *step = &path->step[i];

		if (sv_is(step->name, "."))
			continue;
		if (sv_is(step->name, "..")) {
			if (i == 0)
				node = m->context;
			if (model_nodes[node].parent < 0 || many)
				return model_unknown(err, step->name);
			ref->up += model_nodes[node].kind == MODEL_ROWS;
			node = model_nodes[node].parent;
			continue;
		}
		node = model_child(node, step->name, step->attribute);
		if (node < 0)
			return model_unknown(err, step->name);
		many = many || model_nodes[node].kind == MODEL_ROWS;
		if (step->where_name.n != 0) {
			int where = model_child(node, step->where_name, step->where_attribute);

			if (where < 0)
				return model_unknown(err, step->where_name);
			ref->has_where = true;
			ref->where_table = model_nodes[where].table;
			ref->where_column = model_nodes[where].column;
			ref->where_type = (uint8_t)model_nodes[where].type;
		}
	}
	ref->relation = many ? EXPR_MANY_ROWS : ref->up > 0 ? EXPR_OUTER_ROW : EXPR_SAME_ROW;
	ref->type = (uint8_t)model_nodes[node].type;
	ref->is_row = model_nodes[node].kind != MODEL_FIELD;
	ref->table = model_nodes[node].table;
	ref->column = model_nodes[node].column;
	ref->is_local = strncmp(model_nodes[node].name, "yl:", 3) == 0;
	return RC_OK;
}

/* Table 0 "HS": 01 02 9A and the empty code, which is never asked for, columns
 * name and unit; table 1 "EMPTY". */
static inline int model_table(void *ctx, struct sv name)
{
	(void)ctx;
	return sv_is(name, "HS") ? 0 : sv_is(name, "EMPTY") ? 1 : -1;
}

static inline int model_column(void *ctx, int table, struct sv column)
{
	(void)ctx;
	return table != 0 ? -1 : sv_is(column, "name") ? 0 : sv_is(column, "unit") ? 1 : -1;
}

/* ---- env ------------------------------------------------------------------- */

static inline const struct model_row *model_up(const struct model_row *row, int up)
{
	while (up-- > 0)
		row = row->parent;
	return row;
}

static inline const struct model_row *model_above(const struct model_row *row, int table)
{
	while (row->table != table)
		row = row->parent;
	return row;
}

static inline struct sv model_text(const struct model_row *row, const struct expr_ref *ref)
{
	return ref->column < 0 ? SV("here") : row->cell[ref->column];
}

static inline struct sv model_cell(void *ctx, const struct expr_ref *ref, expr_row row)
{
	(void)ctx;
	return model_text(model_up(row, ref->up), ref);
}

static inline struct sv model_cell_of(void *ctx, const struct expr_ref *ref, expr_row found)
{
	(void)ctx;
	return model_text(found, ref);
}

static inline const struct expr_value *model_local(void *ctx, const struct expr_ref *ref, expr_row row)
{
	struct expr_value *v = arena_alloc(&((struct model *)ctx)->scratch, sizeof *v);

	*v = expr_value_of(model_text(ref->relation == EXPR_MANY_ROWS ? row : model_up(row, ref->up), ref), ref->type);
	return v;
}

static inline bool model_equal(struct sv cell, const struct expr_value *want)
{
	struct expr_value v = expr_value_of(cell, want->type);

	if (want->type == EXPR_TEXT)
		return sv_eq(v.text, want->text);
	if (v.state != EXPR_GIVEN)
		return false;
	return want->type == EXPR_NUMBER ? dec_cmp(v.num, want->num) == 0 : v.day == want->day;
}

static inline bool model_next(void *ctx, const struct expr_ref *ref, expr_row row, const struct expr_value *where, uint64_t it[4], expr_row *found)
{
	const struct model *m = ctx;
	const struct model_row *common = model_up(row, ref->up);

	for (; it[0] < m->n; it[0]++) {
		const struct model_row *r = m->row[it[0]], *above = r;

		while (above != NULL && above != common)
			above = above->parent;
		if (r->table != ref->table || above == NULL || (where != NULL && !model_equal(model_above(r, ref->where_table)->cell[ref->where_column], where)))
			continue;
		it[0]++;
		*found = r;
		return true;
	}
	return false;
}

static inline size_t model_place(void *ctx, expr_row row)
{
	const struct model *m = ctx;
	const struct model_row *here = row;
	size_t place = 0;

	for (size_t i = 0; i <= here->index; i++)
		place += m->row[i]->table == here->table && m->row[i]->parent == here->parent;
	return place;
}

static inline bool model_is_code(void *ctx, int table, struct sv code)
{
	(void)ctx;
	return table == 0 && (code.n == 0 || sv_is(code, "01") || sv_is(code, "02") || sv_is(code, "9A"));
}

static inline bool model_code(void *ctx, int table, struct sv code, int column, struct sv *value)
{
	if (!model_is_code(ctx, table, code))
		return false;
	*value = column == 1 ? SV("035") : sv_is(code, "01") ? SV("马") : SV("其他");
	return true;
}

static inline const char *model_edition(void *ctx, int table)
{
	(void)ctx;
	return table == 0 ? "2026-01" : "";
}

static inline int32_t model_add_workdays(void *ctx, int32_t day, int n)
{
	(void)ctx;
	return day_add_workdays(&(struct day_calendar){0}, day, n);
}

static inline bool model_file_size(void *ctx, struct sv name, struct dec *bytes)
{
	(void)ctx;
	*bytes = dec_from_int(4096);
	return sv_is(name, "a.pdf");
}

static inline bool model_file_kind(void *ctx, struct sv name, struct sv *kind)
{
	(void)ctx;
	*kind = SV("pdf");
	return sv_is(name, "a.pdf");
}

/* ---- rows --------------------------------------------------------------------- */

static inline struct model_row *model_add_row(struct model *m, int table, struct model_row *parent)
{
	struct model_row *row = mem_zalloc(1, sizeof *row);

	row->table = table;
	row->parent = parent;
	row->index = m->n;
	if (m->n == m->cap)
		m->row = mem_grow(m->row, &m->cap, sizeof *m->row);
	return m->row[m->n++] = row;
}

static inline void model_init(struct model *m)
{
	*m = (struct model){.context = MODEL_M};
	model_add_row(m, 0, NULL);
	m->env = (struct expr_env){
		.ctx = m, .scratch = &m->scratch, .cell = model_cell, .local = model_local, .next = model_next,
		.cell_of = model_cell_of, .place = model_place, .is_code = model_is_code, .code = model_code,
		.edition = model_edition, .add_workdays = model_add_workdays, .file_size = model_file_size,
		.has_files = true, .file_kind = model_file_kind, .today = day_make(2026, 1, 12),
	};
}

static inline struct expr_scope model_scope(struct model *m)
{
	return (struct expr_scope){.ctx = m, .resolve = model_resolve, .table = model_table, .column = model_column};
}

static inline void model_clear(struct model *m)
{
	for (size_t i = 0; i < m->n; i++)
		mem_free(m->row[i]);
	mem_free(m->row);
	arena_free(&m->scratch);
}

static inline struct model_row *model_last(struct model *m, int table)
{
	for (size_t i = m->n; i-- > 0;)
		if (m->row[i]->table == table)
			return m->row[i];
	return NULL;
}

/* Node and row of "I+/K/T"; exits on what the model does not have. */
static inline struct model_row *model_find(struct model *m, struct sv place, int *node)
{
	struct model_row *row = m->row[0];
	struct sv step;

	*node = MODEL_M;
	while (sv_split(&place, '/', &step)) {
		bool more = step.n > 1 && step.p[step.n - 1] == '+', attribute = step.n > 1 && step.p[0] == '@';
		int from = *node;

		step.n -= more;
		step = attribute ? (struct sv){step.p + 1, step.n - 1} : step;
		*node = model_child(from, step, attribute);
		if (*node < 0 && from == MODEL_M)
			*node = model_child(sv_is(step, "I") ? MODEL_L : MODEL_C, step, false);
		if (*node < 0) {
			printf("Bail out! the model has no %.*s\n", (int)step.n, step.p);
			exit(1);
		}
		if (model_nodes[*node].kind == MODEL_ROWS) {
			struct model_row *last = model_last(m, model_nodes[*node].table);

			row = more || last == NULL || last->parent != row ? model_add_row(m, model_nodes[*node].table, row) : last;
		}
	}
	return row;
}

static inline void model_set(struct model *m, struct sv place, struct sv value)
{
	int node;
	struct model_row *row = model_find(m, place, &node);

	if (model_nodes[node].column >= 0)
		row->cell[model_nodes[node].column] = value;
}

static inline void model_set_all(struct model *m, struct sv cells)
{
	struct sv one;

	while (sv_split(&cells, ';', &one)) {
		size_t at = 0;

		while (one.n != 0 && one.p[0] == ' ')
			one = (struct sv){one.p + 1, one.n - 1};
		if (one.n == 0)
			continue;
		if (!sv_find(one, SV("="), &at))
			at = one.n;
		model_set(m, (struct sv){one.p, at}, at < one.n ? (struct sv){one.p + at + 1, one.n - at - 1} : (struct sv){0});
	}
}

#endif
