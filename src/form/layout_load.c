/*
 * Pages and lines of a layout, from the form's file.
 */
#include "form/layout_build.h"

#include "base/i18n.h"

/* ---- sizes ------------------------------------------------------------------- */

static bool
is_line(const xmlNode *n)
{
	return form_is(n, FORM_NS_XFORMS, "group");
}

static bool
is_column(const xmlNode *n)
{
	return form_is(n, FORM_NS_YULU, "column");
}

/* Label of the page or of the table: no line of its own. */
static bool
is_label(const xmlNode *n)
{
	return form_is(n, FORM_NS_XFORMS, "label");
}

static size_t
count_elements(const xmlNode *parent)
{
	size_t n = 0;

	for (const xmlNode *c = form_first(parent); c != NULL; c = form_next(c))
		n++;
	return n;
}

/* ---- lines ---------------------------------------------------------------------- */

static bool
may_add(struct layout_build *b, const xmlNode *n)
{
	struct expr_where at = form_at(&b->r, n, NULL);

	if (b->n_control++ < LAYOUT_MAX_CONTROLS)
		return true;
	if (b->n_control == LAYOUT_MAX_CONTROLS + 1)
		form_bad(&b->log, &at, _("more than %d controls"), LAYOUT_MAX_CONTROLS);
	return false;
}

/* A group of controls, or one control alone. */
static void
read_line(struct layout_build *b, const xmlNode *n, int table, struct layout_line *line)
{
	const xmlNode *c;

	if (!is_line(n)) {
		line->control = layout_alloc(b->layout, 1, sizeof *line->control);
		line->n = may_add(b, n) && layout_read_control(b, n, table, line->control);
		return;
	}
	form_check_element(&b->r, n, "yl:kind", false);
	line->control = layout_alloc(b->layout, count_elements(n), sizeof *line->control);
	for (c = form_first(n); c != NULL; c = form_next(c))
		line->n += may_add(b, c) && layout_read_control(b, c, table, &line->control[line->n]);
}

/* What stands in a page or in its repeat. */
static void
read_lines(struct layout_build *b, const xmlNode *parent, struct layout_page *page)
{
	size_t n = count_elements(parent);

	page->line = layout_alloc(b->layout, n, sizeof *page->line);
	page->column = layout_alloc(b->layout, n, sizeof *page->column);
	for (const xmlNode *c = form_first(parent); c != NULL; c = form_next(c)) {
		if (is_label(c))
			continue;
		if (is_column(c)) {
			if (page->n_column == 0)
				page->n_above = page->n_line;
			page->n_column += may_add(b, c) && layout_read_column(b, c, page->table, &page->column[page->n_column]);
			continue;
		}
		read_line(b, c, page->table, &page->line[page->n_line]);
		page->n_line++;
	}
}

/* ---- pages ------------------------------------------------------------------------- */

/* The repeat of a page of rows; NULL for a page of the root row. */
static const xmlNode *
repeat_of(const xmlNode *page)
{
	for (const xmlNode *c = form_first(page); c != NULL; c = form_next(c))
		if (form_is(c, FORM_NS_XFORMS, "repeat"))
			return c;
	return NULL;
}

static int
table_of(struct layout_build *b, const xmlNode *page)
{
	const xmlNode *repeat = repeat_of(page);
	const char *path = repeat != NULL ? form_attr_needed(&b->r, repeat, "nodeset") : NULL;
	const struct dict *d = b->form->dict;
	const struct dict_node *node;
	struct expr_where at;

	if (path == NULL)
		return 0;
	node = dict_find(d, sv_of(path));
	if (node != NULL && node->type == DICT_GROUP && node->table > 0 && d->table[node->table].node == node)
		return node->table;
	at = form_at(&b->r, repeat, "nodeset");
	form_bad(&b->log, &at, _("nodeset is a repeating group like DecLists/DecList, not '%.100s'"), path);
	return 0;
}

/* First pass: names, labels and tables of pages, so that a control may open any. */
static void
read_page_head(struct layout_build *b, const xmlNode *n)
{
	struct layout_page *page = &b->layout->page[b->layout->n_page];
	const char *id = form_attr_needed(&b->r, n, "id"), *kind = form_attr_needed(&b->r, n, "yl:kind");
	struct expr_where at = form_at(&b->r, n, "id");
	struct layout_label *label;
	size_t n_label;

	form_check_element(&b->r, n, "id yl:kind yl:sub yl:show", false);
	if (id == NULL || kind == NULL)
		return;
	if (strcmp(kind, "page") != 0 || !form_is_name(id) || layout_page_by_id(b->layout, id) >= 0) {
		form_bad(&b->log, &at, strcmp(kind, "page") != 0 ? _("behind the model stand pages: yl:kind=\"page\", not '%.60s'")
		    : _("'%.60s' is no name of a page, or another page has it"), strcmp(kind, "page") != 0 ? kind : id);
		return;
	}
	*page = (struct layout_page){.id = id, .sub = form_attr_yes(&b->r, n, "yl:sub"), .table = table_of(b, n)};
	page->label = (struct layout_label){.zh = id, .en = id};
	if (layout_read_labels(b, n, 0, &label, &n_label) && label[0].zh != NULL && label[0].en != NULL)
		page->label = label[0];
	else
		form_bad(&b->log, &at, _("a page needs a label in zh and in en"));
	page->show = layout_condition(b, n, "yl:show", 0);
	b->page_node[b->layout->n_page++] = n;
}

static void
read_page(struct layout_build *b, const xmlNode *n, struct layout_page *page)
{
	const xmlNode *repeat = repeat_of(n), *c;
	const char *rows;
	struct expr_where at;
	size_t v = 0;

	if (repeat == NULL) {
		read_lines(b, n, page);
	} else {
		form_check_element(&b->r, repeat, "nodeset yl:rows", false);
		rows = form_attr_text(&b->r, repeat, "yl:rows");
		at = form_at(&b->r, repeat, "yl:rows");
		if (rows != NULL && (!sv_to_size(sv_of(rows), &v) || v > LAYOUT_COLS))
			form_bad(&b->log, &at, _("yl:rows is a number of rows, not '%.40s'"), rows);
		page->rows = (int)v;
		for (c = form_first(n); c != NULL; c = form_next(c))
			if (c != repeat && !is_label(c))
				form_bad_element(&b->r, c);
		read_lines(b, repeat, page);
	}
	layout_finish_page(page);
}

/* ---- what is left out for a reason ------------------------------------------------------ */

static void
hide(struct layout_build *b, const struct dict_node *n)
{
	if (n->type != DICT_GROUP)
		b->drawn[n->table][n->column] = true;
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		hide(b, c);
}

static void
read_hidden(struct layout_build *b, const xmlNode *n)
{
	const char *ref = form_attr_needed(&b->r, n, "ref");
	const struct dict_node *node = ref != NULL ? dict_find(b->form->dict, sv_of(ref)) : NULL;
	struct expr_where at = form_at(&b->r, n, "ref");

	form_check_element(&b->r, n, "ref", true);
	if (form_first(n) != NULL)
		form_bad_element(&b->r, form_first(n));
	if (form_text_of(&b->r, n).n == 0)
		form_bad(&b->log, &at, _("yl:hidden says as its text why nobody enters the field"));
	if (ref != NULL && node == NULL)
		form_bad(&b->log, &at, _("the dictionary %s@%s has no %.100s"), b->form->dict->id, b->form->dict->edition, ref);
	if (node != NULL)
		hide(b, node);
}

/* ---- the file ------------------------------------------------------------------------------ */

static bool
is_page(const xmlNode *n)
{
	return form_is(n, FORM_NS_XFORMS, "group");
}

static void
read_all(struct layout_build *b)
{
	const xmlNode *root = xmlDocGetRootElement(b->source.doc), *n;
	struct expr_where at = form_at(&b->r, root, NULL);
	size_t n_page = 0;

	for (n = form_first(root); n != NULL; n = form_next(n))
		n_page += is_page(n);
	if (n_page > LAYOUT_MAX_PAGES) {
		form_bad(&b->log, &at, _("more than %d pages"), LAYOUT_MAX_PAGES);
		return;
	}
	b->layout->page = mem_zalloc(n_page + 1, sizeof *b->layout->page);
	b->page_node = mem_zalloc(n_page + 1, sizeof(xmlNode *));
	for (n = form_first(root); n != NULL; n = form_next(n))
		if (is_page(n))
			read_page_head(b, n);
	for (size_t i = 0; i < b->layout->n_page; i++)
		read_page(b, b->page_node[i], &b->layout->page[i]);
	for (n = form_first(root); n != NULL; n = form_next(n))
		if (form_is(n, FORM_NS_YULU, "hidden"))
			read_hidden(b, n);
}

void
layout_read(struct layout_build *b, const struct form *form, const char *path, const struct form_tables *tables)
{
	const struct dict *d = form->dict;

	b->form = form;
	b->names = (struct form_names){.dict = d, .tables = tables, .local = form->local, .n_local = form->n_local};
	b->layout = layout_new();
	b->owned = layout_owned_of(b->layout);
	b->r = (struct form_reader){&b->source, &b->log, &b->owned->arena};
	b->drawn = mem_zalloc((size_t)d->n_table, sizeof(bool *));
	for (int t = 0; t < d->n_table; t++)
		b->drawn[t] = mem_zalloc((size_t)d->table[t].n_column + 1, sizeof(bool));
	if (path != NULL && form_open_source(&b->log, path, NULL, &b->source))
		read_all(b);
}

void
layout_read_end(struct layout_build *b)
{
	for (int t = 0; t < b->form->dict->n_table; t++)
		mem_free(b->drawn[t]);
	mem_free(b->drawn);
	mem_free(b->page_node);
	form_source_clear(&b->source);
}

enum rc
layout_load(const struct form *form, const char *form_path, const struct form_tables *tables, struct layout **out, struct err *err)
{
	struct layout_build b = {0};
	enum rc rc;

	*out = NULL;
	layout_read(&b, form, form_path, tables);
	rc = form_log_rc(&b.log, err);
	layout_read_end(&b);
	if (rc == RC_OK && b.layout->n_page > 0) {
		*out = b.layout;
		return RC_OK;
	}
	layout_free(b.layout);
	if (rc == RC_OK)
		*out = layout_plain(form);
	return rc;
}
