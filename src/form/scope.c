#include "form/build.h"

#include "base/i18n.h"

/* Where a path stands while it is walked. */
struct walk {
	const struct form_names *names;
	const struct dict_node *node;	/* NULL: the document above the root */
	int table;			/* row that `node` belongs to */
	int up;				/* levels from the context row to `table`, or to the common row */
	bool many;			/* below the common row */
	struct expr_ref *ref;
};

static int
depth_of(const struct dict *d, int table)
{
	return d->table[table].depth;
}

enum expr_type
form_column_type(const struct dict *d, int table, int column)
{
	switch (d->table[table].column[column]->type) {
	case DICT_INTEGER:
	case DICT_DECIMAL:
		return EXPR_NUMBER;
	case DICT_DATE:
	case DICT_DATETIME:
		return EXPR_DAY;
	case DICT_GROUP:
		return EXPR_ANY;
	default:
		return EXPR_TEXT;
	}
}

static const struct form_local *
find_local(const struct form_names *names, int table, struct sv name)
{
	size_t i;

	for (i = 0; i < names->n_local; i++)
		if (names->local[i].table == table && sv_is(name, names->local[i].name))
			return &names->local[i];
	return NULL;
}

static bool
is_local_name(struct sv name, struct sv *local)
{
	if (!sv_starts(name, SV("yl:")))
		return false;
	*local = (struct sv){name.p + 3, name.n - 3};
	return true;
}

/* Does this node begin a row? */
static bool
is_row(const struct dict *d, const struct dict_node *n)
{
	return d->table[n->table].node == n;
}

static const char *
shown(const struct dict_node *n)
{
	return n == NULL ? "/" : n->path[0] != '\0' ? n->path : n->name;
}

static enum rc
no_name(const struct walk *w, struct sv name, bool attribute, struct err *err)
{
	return err_set(err, RC_PARSE, _("%s has no %s %.*s; look it up in the dictionary %s@%s"), shown(w->node),
	    attribute ? _("attribute") : _("element"), (int)(name.n < 60 ? name.n : 60), name.p,
	    w->names->dict->id, w->names->dict->edition);
}

static enum rc
step_up(struct walk *w, struct err *err)
{
	if (w->many)
		return err_set(err, RC_PARSE, _("'..' may only stand at the beginning of a path"));
	if (w->node == NULL || w->node->parent == NULL)
		return err_set(err, RC_PARSE, _("'..' leaves the message"));
	if (is_row(w->names->dict, w->node)) {
		w->table = w->names->dict->table[w->table].parent;
		w->up++;
	}
	w->node = w->node->parent;
	return RC_OK;
}

static enum rc
step_where(struct walk *w, const struct expr_step *s, struct err *err)
{
	const struct dict_node *c;
	const struct form_local *l;
	struct sv name;

	if (w->ref->has_where)
		return err_set(err, RC_PARSE, _("a path takes one predicate"));
	w->ref->has_where = true;
	w->ref->where_table = w->table;
	if (is_local_name(s->where_name, &name)) {
		l = find_local(w->names, w->table, name);
		if (l == NULL)
			return err_set(err, RC_PARSE, _("the rows of %s have no local field yl:%.*s"), shown(w->node),
			    (int)name.n, name.p);
		w->ref->where_column = l->column;
		w->ref->where_type = (uint8_t)l->type;
		return RC_OK;
	}
	c = dict_child(w->node, s->where_name, s->where_attribute);
	if (c == NULL)
		return no_name(w, s->where_name, s->where_attribute, err);
	if (c->type == DICT_GROUP || c->table != w->table)
		return err_set(err, RC_PARSE, _("a predicate compares a field of the row; %s is a group"), c->path);
	w->ref->where_column = c->column;
	w->ref->where_type = (uint8_t)form_column_type(w->names->dict, w->table, c->column);
	return RC_OK;
}

static enum rc
step_down(struct walk *w, const struct expr_step *s, struct err *err)
{
	const struct dict *d = w->names->dict;
	const struct dict_node *c = dict_child(w->node, s->name, s->attribute);

	if (c == NULL)
		return no_name(w, s->name, s->attribute, err);
	w->node = c;
	if (c->type == DICT_GROUP && is_row(d, c)) {
		w->many = true;
		w->table = c->table;
	}
	if (s->where_name.n == 0)
		return RC_OK;
	if (c->type != DICT_GROUP || !is_row(d, c))
		return err_set(err, RC_PARSE, _("%s does not repeat: a predicate stands on a repeating group"), shown(c));
	return step_where(w, s, err);
}

static void
finish(const struct walk *w, int column, enum expr_type type)
{
	struct expr_ref *ref = w->ref;

	ref->relation = (uint8_t)(w->many ? EXPR_MANY_ROWS : w->up > 0 ? EXPR_OUTER_ROW : EXPR_SAME_ROW);
	ref->type = (uint8_t)type;
	ref->table = w->table;
	ref->column = column;
	ref->up = w->up;
}

static enum rc
finish_local(const struct walk *w, struct sv name, struct err *err)
{
	const struct form_local *l;

	if (w->node == NULL || !is_row(w->names->dict, w->node))
		return err_set(err, RC_PARSE, _("a local field belongs to a row; %s is none"), shown(w->node));
	l = find_local(w->names, w->table, name);
	if (l == NULL)
		return err_set(err, RC_PARSE, _("the rows of %s have no local field yl:%.*s"), shown(w->node),
		    (int)(name.n < 60 ? name.n : 60), name.p);
	w->ref->is_local = true;
	finish(w, l->column, l->type);
	return RC_OK;
}

static void
finish_node(const struct walk *w)
{
	const struct dict *d = w->names->dict;

	if (w->node->type == DICT_GROUP) {
		w->ref->is_row = true;
		finish(w, is_row(d, w->node) ? -1 : w->node->column, EXPR_ANY);
	} else {
		finish(w, w->node->column, form_column_type(d, w->table, w->node->column));
	}
}

static enum rc
self(struct form_view *v, struct expr_ref *ref)
{
	const struct dict *d = v->names->dict;
	struct walk w = {.names = v->names, .table = v->table, .ref = ref};

	v->used_self = true;
	ref->is_self = true;
	ref->is_row = v->self < 0;
	if (v->self < 0)
		finish(&w, -1, EXPR_ANY);
	else
		finish(&w, v->self, form_column_type(d, v->table, v->self));
	return RC_OK;
}

/* The document itself: its only child is the root. */
static enum rc
step_root(struct walk *w, const struct expr_step *s, struct err *err)
{
	const struct dict *d = w->names->dict;

	if (!sv_is(s->name, d->root_name) || s->attribute || s->where_name.n > 0)
		return err_set(err, RC_PARSE, _("an absolute path begins with /%s"), d->root_name);
	w->node = d->root;
	return RC_OK;
}

static enum rc
resolve(void *ctx, const struct expr_path *path, struct expr_ref *ref, struct err *err)
{
	struct form_view *v = ctx;
	const struct dict *d = v->names->dict;
	struct walk w = {.names = v->names, .ref = ref};
	struct sv local;
	enum rc rc;
	size_t i;

	*ref = (struct expr_ref){.where_table = -1, .where_column = -1};
	if (v->table < 0)
		return err_set(err, RC_PARSE, _("this text stands in no row, so it can show no cell"));
	w.node = d->table[v->table].node;
	w.table = v->table;
	if (path->n == 1 && sv_is(path->step[0].name, ".") && !path->absolute)
		return self(v, ref);
	if (path->absolute)
		w = (struct walk){.names = v->names, .table = 0, .up = depth_of(d, v->table), .ref = ref};
	for (i = 0; i < path->n; i++) {
		const struct expr_step *s = &path->step[i];

		if (sv_is(s->name, "."))
			return err_set(err, RC_PARSE, _("'.' stands alone: it is the field itself"));
		if (w.node == NULL)
			rc = step_root(&w, s, err);
		else if (sv_is(s->name, ".."))
			rc = step_up(&w, err);
		else if (is_local_name(s->name, &local)) {
			if (i + 1 < path->n || s->where_name.n > 0)
				return err_set(err, RC_PARSE, _("nothing follows a local field in a path"));
			return finish_local(&w, local, err);
		} else
			rc = step_down(&w, s, err);
		if (rc != RC_OK)
			return rc;
	}
	if (w.node == NULL)
		return err_set(err, RC_PARSE, _("an absolute path begins with /%s"), d->root_name);
	finish_node(&w);
	return RC_OK;
}

static int
find_table(void *ctx, struct sv name)
{
	const struct form_tables *t = ((struct form_view *)ctx)->names->tables;

	return t == NULL ? -1 : t->table(t->ctx, name);
}

static int
find_column(void *ctx, int table, struct sv column)
{
	const struct form_tables *t = ((struct form_view *)ctx)->names->tables;

	return t == NULL ? -1 : t->column(t->ctx, table, column);
}

void
form_scope_init(struct expr_scope *scope, struct form_view *view)
{
	*scope = (struct expr_scope){.ctx = view, .resolve = resolve, .table = find_table, .column = find_column};
}

enum rc
form_scope_cell(struct form_view *view, struct sv path, int *table, int *column, struct err *err)
{
	enum { MAX_STEPS = 16 };
	struct expr_step step[MAX_STEPS] = {{{0}, false, {0}, false}};
	struct expr_path p = {.step = step, .absolute = path.n > 0 && path.p[0] == '/'};
	struct expr_ref ref;
	struct sv rest = path, part;
	enum rc rc;

	*table = -1;
	*column = -1;
	if (p.absolute)
		rest = (struct sv){path.p + 1, path.n - 1};
	while (sv_split(&rest, '/', &part)) {
		if (part.n == 0 || p.n == MAX_STEPS)
			return err_set(err, RC_PARSE, _("'%.*s' is not a path"), (int)(path.n < 100 ? path.n : 100), path.p);
		step[p.n].attribute = part.p[0] == '@';
		step[p.n++].name = part.p[0] == '@' ? (struct sv){part.p + 1, part.n - 1} : part;
	}
	rc = resolve(view, &p, &ref, err);
	if (rc != RC_OK)
		return rc;
	if (ref.relation == EXPR_MANY_ROWS)
		return err_set(err, RC_PARSE, _("'%.*s' names many rows; a finding points at one cell"), (int)path.n, path.p);
	*table = ref.table;
	*column = ref.column;
	return RC_OK;
}
