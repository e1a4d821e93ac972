#include "form/print.h"

#include "base/i18n.h"
#include "form/layout_build.h"

enum { SHARE_MAX = 1000 };

/* A layout being made lends labels, conditions and memory. */
struct print_build {
	struct layout_build b;
	struct print *print;
	size_t n_box;
};

static size_t
count_elements(const xmlNode *parent)
{
	size_t n = 0;

	for (const xmlNode *c = form_first(parent); c != NULL; c = form_next(c))
		n++;
	return n;
}

static bool
is_label(const xmlNode *n)
{
	return form_is(n, FORM_NS_XFORMS, "label");
}

/* ---- pieces ------------------------------------------------------------------- */

static enum print_as
read_as(struct layout_build *b, const xmlNode *n)
{
	static const char *const word[] = {[PRINT_BOTH] = "both", [PRINT_NAME] = "name", [PRINT_CODE] = "code", [PRINT_LABEL] = "label"};
	const char *text = form_attr_text(&b->r, n, "yl:as");
	struct expr_where at = form_at(&b->r, n, "yl:as");

	for (int i = 0; text != NULL && i < (int)(sizeof word / sizeof word[0]); i++)
		if (strcmp(text, word[i]) == 0)
			return (enum print_as)i;
	if (text != NULL)
		form_bad(&b->log, &at, _("yl:as is both, name, code or label, not '%.40s'"), text);
	return PRINT_BOTH;
}

static void
read_ref(struct layout_build *b, const xmlNode *n, int table, struct print_piece *p)
{
	struct form_view view = {.names = &b->names, .table = table, .self = -1};
	const char *path = form_attr_needed(&b->r, n, "ref");
	struct expr_where at = form_at(&b->r, n, "ref");
	const struct dict *d = b->form->dict;
	const struct dict_node *node;
	struct err err = {0};

	if (path == NULL)
		return;
	if (form_scope_cell(&view, sv_of(path), &p->table, &p->column, &err) != RC_OK) {
		form_bad(&b->log, &at, "%s", err.text);
		p->column = -1;
		return;
	}
	node = p->column >= 0 && p->column < d->table[p->table].n_column ? d->table[p->table].column[p->column] : NULL;
	if (node == NULL || node->type == DICT_GROUP) {
		form_bad(&b->log, &at, _("%.100s is no field of the message; print local fields with yl:value"), path);
		p->column = -1;
		return;
	}
	if (node->codes[0] != '\0')
		p->codes = node->codes;
}

static void
read_piece(struct layout_build *b, const xmlNode *n, int table, struct print_piece *p)
{
	const struct form_tables *t = b->names.tables;
	const char *value = form_attr_text(&b->r, n, "yl:value"), *codes = form_attr_text(&b->r, n, "codes");
	struct expr_where at = form_at(&b->r, n, value != NULL ? "yl:value" : NULL);

	form_check_element(&b->r, n, "ref yl:value codes yl:as yl:show", false);
	*p = (struct print_piece){.table = table, .column = -1, .as = read_as(b, n)};
	if (value != NULL)
		p->value = layout_compile(b, &at, table, EXPR_ANY, sv_of(value));
	else
		read_ref(b, n, table, p);
	if (value != NULL && form_attr(n, "ref") != NULL)
		form_bad(&b->log, &at, _("an output has a ref or a yl:value, not both"));
	at = form_at(&b->r, n, "codes");
	if (codes != NULL && t != NULL && t->table(t->ctx, sv_of(codes)) < 0)
		form_bad(&b->log, &at, _("there is no code table '%.60s'"), codes);
	if (codes != NULL)
		p->codes = codes;
	p->show = layout_condition(b, n, "yl:show", table);
	for (const xmlNode *c = form_first(n); c != NULL; c = form_next(c))
		if (!is_label(c))
			form_bad_element(&b->r, c);
	layout_read_labels(b, n, table, &p->label, &p->n_label);
}

/* The table of a repeat, whose rows stand below a row of `parent`; -1 after a complaint. */
static int
read_nodeset(struct layout_build *b, const xmlNode *n, int parent)
{
	const char *path = form_attr_needed(&b->r, n, "nodeset");
	struct expr_where at = form_at(&b->r, n, "nodeset");
	const struct dict *d = b->form->dict;
	const struct dict_node *node = path != NULL ? dict_find(d, sv_of(path)) : NULL;

	if (path == NULL)
		return -1;
	if (node != NULL && node->type == DICT_GROUP && node->table > 0 && d->table[node->table].node == node
	    && d->table[node->table].parent == parent)
		return node->table;
	form_bad(&b->log, &at, _("nodeset is a repeating group right below this row, not '%.100s'"), path);
	return -1;
}

static void
read_line(struct layout_build *b, const xmlNode *n, int table, struct print_line *line)
{
	*line = (struct print_line){.table = table};
	line->piece = layout_alloc(b->layout, count_elements(n) + 1, sizeof *line->piece);
	if (form_is(n, FORM_NS_XFORMS, "output")) {
		read_piece(b, n, table, &line->piece[line->n++]);
		return;
	}
	if (form_is(n, FORM_NS_XFORMS, "repeat")) {
		int below = read_nodeset(b, n, table);

		form_check_element(&b->r, n, "nodeset", false);
		line->repeat = true;
		line->table = below;
		if (below < 0)
			return;
	} else if (form_is(n, FORM_NS_XFORMS, "group")) {
		form_check_element(&b->r, n, "yl:kind", false);
	} else {
		form_bad_element(&b->r, n);
		return;
	}
	for (const xmlNode *c = form_first(n); c != NULL; c = form_next(c)) {
		if (form_is(c, FORM_NS_XFORMS, "output"))
			read_piece(b, c, line->table, &line->piece[line->n++]);
		else
			form_bad_element(&b->r, c);
	}
}

/* ---- boxes and blocks --------------------------------------------------------------- */

static int
read_share(struct layout_build *b, const xmlNode *n)
{
	const char *text = form_attr_text(&b->r, n, "yl:share");
	struct expr_where at = form_at(&b->r, n, "yl:share");
	size_t v;

	if (text == NULL)
		return 1;
	if (sv_to_size(sv_of(text), &v) && v > 0 && v <= SHARE_MAX)
		return (int)v;
	form_bad(&b->log, &at, _("yl:share is a number from 1 to %d, not '%.40s'"), SHARE_MAX, text);
	return 1;
}

static void
read_box(struct print_build *p, const xmlNode *n, int table, struct print_box *box)
{
	struct layout_build *b = &p->b;
	struct expr_where at = form_at(&b->r, n, NULL);

	if (p->n_box++ == LAYOUT_MAX_CONTROLS) {
		form_bad(&b->log, &at, _("more than %d controls"), LAYOUT_MAX_CONTROLS);
		return;
	}
	form_check_element(&b->r, n, table > 0 ? "yl:share" : "yl:share yl:show", false);
	*box = (struct print_box){.share = read_share(b, n), .show = layout_condition(b, n, "yl:show", 0)};
	if (!layout_read_labels(b, n, 0, &box->label, &box->n_label))
		form_bad(&b->log, &at, _("%s needs a label in zh and in en"), (const char *)n->name);
	box->line = layout_alloc(b->layout, count_elements(n), sizeof *box->line);
	for (const xmlNode *c = form_first(n); c != NULL; c = form_next(c))
		if (!is_label(c))
			read_line(b, c, table, &box->line[box->n++]);
}

static void
read_boxes(struct print_build *p, const xmlNode *n, const char *element, struct print_block *block)
{
	struct layout_build *b = &p->b;

	block->box = layout_alloc(b->layout, count_elements(n), sizeof *block->box);
	for (const xmlNode *c = form_first(n); c != NULL; c = form_next(c)) {
		if (form_is(c, FORM_NS_YULU, element)) {
			read_box(p, c, block->table, &block->box[block->n++]);
		} else if (block->kind == PRINT_TABLE && form_is(c, FORM_NS_YULU, "rest")) {
			form_check_element(&b->r, c, "", false);
			block->rest = true;
		} else {
			form_bad_element(&b->r, c);
		}
	}
	if (block->n == 0) {
		struct expr_where at = form_at(&b->r, n, NULL);

		form_bad(&b->log, &at, _("%s holds no yl:%s"), (const char *)n->name, element);
	}
}

static void
read_group(struct print_build *p, const xmlNode *n, struct print_block *block)
{
	const char *kind = form_attr_needed(&p->b.r, n, "yl:kind");
	struct expr_where at = form_at(&p->b.r, n, "yl:kind");

	form_check_element(&p->b.r, n, "yl:kind yl:show", false);
	block->kind = kind != NULL && strcmp(kind, "open") == 0 ? PRINT_OPEN : PRINT_LINE;
	if (kind != NULL && block->kind == PRINT_LINE && strcmp(kind, "line") != 0)
		form_bad(&p->b.log, &at, _("yl:kind of a group is line or open, not '%.40s'"), kind);
	read_boxes(p, n, "box", block);
}

static void
hide(struct print *print, const struct dict_node *n)
{
	if (n->type != DICT_GROUP)
		print->hidden[n->table][n->column] = true;
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		hide(print, c);
}

static void
read_hidden(struct print_build *p, const xmlNode *n)
{
	const struct dict *d = p->b.form->dict;
	const char *ref = form_attr_needed(&p->b.r, n, "ref");
	const struct dict_node *node = ref != NULL ? dict_find(d, sv_of(ref)) : NULL;
	struct expr_where at = form_at(&p->b.r, n, "ref");

	form_check_element(&p->b.r, n, "ref", true);
	if (form_text_of(&p->b.r, n).n == 0)
		form_bad(&p->b.log, &at, _("yl:hidden says as its text why it is not printed"));
	if (ref != NULL && node == NULL)
		form_bad(&p->b.log, &at, _("the dictionary %s@%s has no %.100s"), d->id, d->edition, ref);
	if (node != NULL)
		hide(p->print, node);
}

/* False: it is no block. */
static bool
read_block(struct print_build *p, const xmlNode *n, struct print_block *block)
{
	struct layout_build *b = &p->b;
	struct expr_where at = form_at(&b->r, n, NULL);

	*block = (struct print_block){.kind = PRINT_LINE, .show = layout_condition(b, n, "yl:show", 0)};
	if (form_is(n, FORM_NS_XFORMS, "group")) {
		read_group(p, n, block);
		return true;
	}
	if (form_is(n, FORM_NS_XFORMS, "repeat")) {
		form_check_element(&b->r, n, "nodeset yl:show", false);
		block->kind = PRINT_TABLE;
		block->table = read_nodeset(b, n, 0);
		if (block->table < 0)
			return false;
		read_boxes(p, n, "column", block);
		return true;
	}
	if (form_is(n, FORM_NS_YULU, "rule") || form_is(n, FORM_NS_YULU, "rest")) {
		form_check_element(&b->r, n, "yl:show", false);
		block->kind = strcmp((const char *)n->name, "rule") == 0 ? PRINT_RULE : PRINT_REST;
		if (!layout_read_labels(b, n, 0, &block->label, &block->n_label) && block->kind == PRINT_RULE)
			form_bad(&b->log, &at, _("%s needs a label in zh and in en"), (const char *)n->name);
		return true;
	}
	form_bad_element(&b->r, n);
	return false;
}

/* ---- the file ------------------------------------------------------------------------- */

static void
check_head(struct print_build *p, const xmlNode *root)
{
	const struct dict *d = p->b.form->dict;
	const char *dictionary = form_attr_needed(&p->b.r, root, "dictionary");
	struct expr_where at = form_at(&p->b.r, root, "dictionary");
	struct str want = STR_INIT(0);

	form_check_element(&p->b.r, root, "id edition dictionary", false);
	form_attr_needed(&p->b.r, root, "id");
	form_attr_needed(&p->b.r, root, "edition");
	str_addf(&want, "%s@%s", d->id, d->edition);
	if (dictionary != NULL && strcmp(dictionary, str_z(&want)) != 0)
		form_bad(&p->b.log, &at, _("this sheet is made for the dictionary %.60s, not for %s"), dictionary, str_z(&want));
	str_clear(&want);
}

static void
read_all(struct print_build *p)
{
	struct layout_build *b = &p->b;
	const xmlNode *root = xmlDocGetRootElement(b->source.doc);
	struct expr_where at = form_at(&b->r, root, NULL);

	if (!form_is(root, FORM_NS_YULU, "print")) {
		form_bad(&b->log, &at, _("the root element is yl:print"));
		return;
	}
	check_head(p, root);
	p->print->block = layout_alloc(b->layout, count_elements(root), sizeof *p->print->block);
	for (const xmlNode *n = form_first(root); n != NULL; n = form_next(n)) {
		if (form_is(n, FORM_NS_YULU, "title")) {
			form_check_element(&b->r, n, "", false);
			layout_read_labels(b, n, 0, &p->print->title, &p->print->n_title);
		} else if (form_is(n, FORM_NS_YULU, "hidden")) {
			read_hidden(p, n);
		} else {
			p->print->n += read_block(p, n, &p->print->block[p->print->n]);
		}
	}
	if (p->print->n_title == 0)
		form_bad(&b->log, &at, _("there is no yl:title with a label in zh and in en"));
}

static void
read_print(struct print_build *p, const struct form *form, const char *path, const struct form_tables *tables)
{
	struct layout_build *b = &p->b;
	const struct dict *d = form->dict;

	b->form = form;
	b->names = (struct form_names){.dict = d, .tables = tables, .local = form->local, .n_local = form->n_local};
	b->layout = layout_new();
	b->owned = layout_owned_of(b->layout);
	b->r = (struct form_reader){&b->source, &b->log, &b->owned->arena};
	p->print = mem_zalloc(1, sizeof *p->print);
	p->print->owned = b->layout;
	p->print->n_table = d->n_table;
	p->print->hidden = layout_alloc(b->layout, (size_t)d->n_table, sizeof(bool *));
	for (int t = 0; t < d->n_table; t++)
		p->print->hidden[t] = layout_alloc(b->layout, (size_t)d->table[t].n_column, sizeof(bool));
	if (form_open_source(&b->log, path, NULL, &b->source))
		read_all(p);
	form_source_clear(&b->source);
}

enum rc
print_load(const struct form *form, const char *path, const struct form_tables *tables, struct print **out, struct err *err)
{
	struct print_build p = {.n_box = 0};
	enum rc rc;

	*out = NULL;
	read_print(&p, form, path, tables);
	rc = form_log_rc(&p.b.log, err);
	if (rc == RC_OK)
		*out = p.print;
	else
		print_free(p.print);
	return rc;
}

void
print_free(struct print *print)
{
	if (print == NULL)
		return;
	layout_free(print->owned);
	mem_free(print);
}

void
print_lint(const struct form *form, const char *path, const struct form_tables *tables, void *ctx, dict_complain *complain)
{
	struct print_build p = {.b.log = {.complain = complain, .ctx = ctx}};

	read_print(&p, form, path, tables);
	print_free(p.print);
}
