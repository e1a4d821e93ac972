#include "base/i18n.h"
#include "base/text.h"
#include "doc/internal.h"

/* ---- cells → places --------------------------------------------------------- */

static void
place_step(struct str *out, size_t start_b, struct sv name)
{
	if (out->len_b > start_b)
		str_addc(out, '/');
	str_add(out, name);
}

/* Names of the groups from the row's element down to e. */
static void
place_below_row(const struct doc_elem *e, const struct doc_elem *row, size_t start_b, struct str *out)
{
	if (e == NULL || e == row)
		return;
	place_below_row(e->parent, row, start_b, out);
	place_step(out, start_b, (struct sv){e->name, e->name_b});
}

/* "[12]"; many a finding has one. */
static void
place_number(uint32_t n, struct str *out)
{
	char text[12], *at = text + sizeof text;

	*--at = ']';
	do
		*--at = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	*--at = '[';
	str_add(out, (struct sv){at, (size_t)(text + sizeof text - at)});
}

static void
place_row(const struct doc_row *row, size_t start_b, struct str *out)
{
	if (row->parent == NULL)
		return;
	place_row(row->parent, start_b, out);
	place_below_row(row->tab->elem, row->parent->tab->elem, start_b, out);
	place_number(row->place, out);
}

void
doc_place(const struct doc *doc, const struct doc_row *row, int column, struct str *out)
{
	const struct doc_elem *e;
	size_t start_b = out->len_b;

	(void)doc;
	place_row(row, start_b, out);
	if (column < 0 || column >= row->tab->n_column)
		return;
	e = row->tab->col[column].elem;
	if (e->node->attribute) {
		place_below_row(e->parent, row->tab->elem, start_b, out);
		place_step(out, start_b, SV("@"));
		str_add(out, (struct sv){e->name, e->name_b});
	} else {
		place_below_row(e, row->tab->elem, start_b, out);
	}
}

/* ---- places → cells ------------------------------------------------------------ */

enum { NO_NUMBER = 0, NEW_ROW = -1, NUMBER_MAX = 1 << 30 };

struct part {
	struct sv name;
	bool attribute;
	int number;		/* from 1, NO_NUMBER, NEW_ROW */
};

struct finding_place {
	struct doc *doc;
	struct sv whole;
	struct doc_row *row;
	const struct doc_elem *elem;
	bool may_add;		/* [+] makes a row */
	bool dry;		/* … and here only seems to: row is NULL below it */
	struct str clean;
};

/* A part of what was asked for, fit for a message. */
static const char *
shown(struct finding_place *at, struct sv part)
{
	str_reset(&at->clean);
	text_add_clean(&at->clean, part, 60);
	return str_z(&at->clean);
}

static bool
part_parse(struct sv s, struct part *part)
{
	const char *open = s.n > 0 ? memchr(s.p, '[', s.n) : NULL;
	struct sv number;
	size_t n;

	*part = (struct part){.name = s};
	if (s.n > 0 && s.p[0] == '@') {
		part->attribute = true;
		part->name = (struct sv){s.p + 1, s.n - 1};
		return part->name.n > 0 && open == NULL;
	}
	if (open == NULL)
		return s.n > 0;
	part->name.n = (size_t)(open - s.p);
	number = (struct sv){open + 1, s.n - part->name.n - 1};
	if (part->name.n == 0 || number.n < 2 || number.p[number.n - 1] != ']')
		return false;
	number.n--;
	if (sv_eq(number, SV("+"))) {
		part->number = NEW_ROW;
		return true;
	}
	if (!sv_to_size(number, &n) || n == 0 || n > NUMBER_MAX)
		return false;
	part->number = (int)n;
	return true;
}

static enum rc
enter_row(struct finding_place *at, const struct part *part, struct err *err)
{
	const struct doc_elem *e = at->elem;
	static const struct doc_kids none;
	const struct doc_kids *k = at->row == NULL ? &none : doc_kids(at->row, at->row->tab->slot[e->table]);
	int number = part->number == NO_NUMBER ? 1 : part->number;
	struct doc_row *r = k->first;
	uint32_t id;

	if (number == NEW_ROW) {
		if (!at->may_add)
			return err_set(err, RC_NOTFOUND, _("[+] makes a row and can stand only where a value is set"));
		if (at->dry) {
			at->row = NULL;
			return RC_OK;
		}
		doc_insert(at->doc, at->row->id, e->table, 0, &id, NULL);
		at->row = at->doc->by_id[id - 1];
		return RC_OK;
	}
	for (int i = 1; r != NULL && i < number; i++)
		r = r->next;
	if (r == NULL && k->n == 0)
		return err_set(err, RC_NOTFOUND, _("there is no %s"), e->name);
	if (r == NULL)
		return err_set(err, RC_NOTFOUND, _("there is no %s[%d], the last is number %zu"), e->name, number, k->n);
	at->row = r;
	return RC_OK;
}

static enum rc
find_step(struct finding_place *at, const struct part *part, struct err *err)
{
	const struct doc_elem *e = part->attribute ? at->elem->attr : at->elem->first;

	while (e != NULL && !doc_elem_is(e, part->name))
		e = e->next;
	if (e == NULL)
		return err_set(err, RC_NOTFOUND, part->attribute ? _("%s has no attribute %s") : _("%s has no element %s"),
		    at->elem->name, shown(at, part->name));
	at->elem = e;
	if (e->kind == DOC_ROWS)
		return enter_row(at, part, err);
	if (part->number != NO_NUMBER && part->number != 1)
		return err_set(err, RC_NOTFOUND, _("%s does not repeat, so it takes no number"), e->name);
	return RC_OK;
}

static enum rc
find_steps(struct finding_place *at, struct err *err)
{
	struct sv rest = at->whole, step;
	enum rc rc = RC_OK;
	struct part part;

	at->row = at->doc->root;
	at->elem = at->doc->root_elem;
	while (rc == RC_OK && at->whole.n > 0 && sv_split(&rest, '/', &step))
		rc = part_parse(step, &part) ? find_step(at, &part, err)
		    : err_set(err, RC_NOTFOUND, _("'%s' is no name of an element, [n] or @attribute"), shown(at, step));
	return rc;
}

static enum rc
find(struct finding_place *at, const struct doc_row **row, int *column, struct err *err)
{
	enum rc rc = find_steps(at, err);

	*row = NULL;
	*column = -1;
	if (rc != RC_OK)
		err_context(err, "%s", shown(at, at->whole));
	str_clear(&at->clean);
	if (rc != RC_OK)
		return rc;
	*row = at->row;
	*column = at->elem->kind == DOC_ROWS ? -1 : at->elem->column;
	return RC_OK;
}

enum rc
doc_find(const struct doc *doc, struct sv place, const struct doc_row **row, int *column, struct err *err)
{
	struct finding_place at = {.doc = (struct doc *)(uintptr_t)doc, .whole = place};

	return find(&at, row, column, err);
}

enum rc
doc_find_or_add(struct doc *doc, struct sv place, const struct doc_row **row, int *column, struct err *err)
{
	struct finding_place at = {.doc = doc, .whole = place, .may_add = true, .dry = true};
	enum rc rc = find(&at, row, column, err);

	at.dry = false;		/* the place is right to its end, so rows may be made */
	return rc == RC_OK ? find(&at, row, column, err) : rc;
}
