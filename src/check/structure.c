/*
 * What can be said without the form's rules: the bytes, the elements, the
 * single values.
 */
#include <strings.h>

#include "base/i18n.h"
#include "base/text.h"
#include "check/internal.h"

static void
say(struct checker *k, const char *text)
{
	str_reset(&k->text);
	str_adds(&k->text, text);
}

static void
say_format(struct checker *k, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
say_format(struct checker *k, const char *fmt, ...)
{
	va_list ap;

	str_reset(&k->text);
	va_start(ap, fmt);
	str_vaddf(&k->text, fmt, ap);
	va_end(ap);
}

/* ---- the bytes ------------------------------------------------------------- */

static enum builtin
say_problem(struct checker *k, const struct xml_problem *p)
{
	switch (p->fault) {
	case XML_FAULT_DOCTYPE:
		say(k, _("the message has a DOCTYPE or an entity of its own, which customs does not take and yulu does not resolve: remove it"));
		return B_DOCTYPE;
	case XML_FAULT_EMPTY:
		say(k, _("there is no message in it: the file is empty or holds no element"));
		return B_EMPTY;
	case XML_FAULT_TOO_LARGE:
		say_format(k, _("larger than a message can be (%s): see max_message_mb in yulu.ini"), p->text);
		return B_TOO_LARGE;
	case XML_FAULT_ENCODING:
		say_format(k, p->looks_gb
		    ? _("line %u: the bytes are not %s, they look like GB18030: write encoding=\"GB18030\" in the XML declaration or convert the file to UTF-8")
		    : _("line %u: the bytes are not %s: save the file as UTF-8"),
		    p->line, p->encoding[0] ? p->encoding : "UTF-8");
		return B_WELLFORMED;
	case XML_FAULT_CHARACTER:
		say_format(k, _("line %u, column %u: a control character that XML forbids: remove it"), p->line, p->column);
		return B_WELLFORMED;
	case XML_FAULT_JUNK:
		say_format(k, _("line %u, column %u: characters before the XML declaration or after the end of the message: remove them"),
		    p->line, p->column);
		return B_WELLFORMED;
	case XML_FAULT_NONE:
	case XML_FAULT_FORM:
		break;
	}
	say_format(k, _("line %u, column %u: not well-formed XML, correct it there: %s"), p->line, p->column, p->text);
	return B_WELLFORMED;
}

/* problem NULL: the message was read; its encoding may still be a foreign one. */
void
check_problem(struct checker *k, const struct xml_problem *problem)
{
	struct spot spot = {.column = -1};
	const char *encoding;
	enum builtin b;

	if (problem != NULL) {
		b = say_problem(k, problem);
		spot.line = problem->line;
		check_report(k, b, NULL, 'X', spot);
		return;
	}
	encoding = xml_reader_encoding(k->reader);
	if (encoding[0] == '\0' || strcasecmp(encoding, "UTF-8") == 0)
		return;
	spot.line = 1;
	say_format(k, _("the message is in %s; customs reads UTF-8 only: `yulu format` writes it as UTF-8"), encoding);
	check_report(k, B_WELLFORMED, NULL, 'X', spot);
}

/* ---- the elements ------------------------------------------------------------ */

/* A name out of the message, fit to be shown. */
static const char *
shown(struct checker *k, struct sv name)
{
	struct str clean = STR_INIT(4096);
	const char *kept;

	text_add_clean(&clean, name, 60);
	kept = arena_dup(&k->arena, str_z(&clean), clean.len_b);
	str_clear(&clean);
	return kept;
}

void
check_odd(void *checker, const struct doc_odd *odd)
{
	struct checker *k = checker;
	struct spot spot = {.row = odd->row, .column = -1, .node = odd->node, .line = odd->line};
	const char *label = odd->node ? dict_label(odd->node) : "", *name = shown(k, odd->name);

	switch (odd->kind) {
	case DOC_ODD_ROOT:
		say_format(k, _("the root element is %s, not %s: this is another message, or the namespace is wrong"), name,
		    k->setup.dict->root_name);
		str_addf(&k->text, " (xmlns=\"%s\")", k->setup.dict->ns);
		check_report(k, B_ROOT, NULL, 0, spot);
		break;
	case DOC_ODD_WRAPPED:
		say_format(k, _("the message stands in an old wrapper %s; today's client takes %s as the root: take the wrapper off"), name,
		    k->setup.dict->root_name);
		check_report(k, B_ROOT, NULL, 0, spot);
		break;
	case DOC_ODD_UNKNOWN:
		say_format(k, _("unknown element %s, kept as it is: check the spelling, or whether it belongs to a newer edition"), name);
		check_report(k, B_UNKNOWN, NULL, 0, spot);
		break;
	case DOC_ODD_UNKNOWN_ATTR:
		say_format(k, _("unknown attribute %s, kept as it is: check the spelling"), name);
		check_report(k, B_UNKNOWN, NULL, 0, spot);
		break;
	case DOC_ODD_TWICE:
		say_format(k, _("%s (%s) stands twice; only the first counts: remove the other"), name, label);
		check_report(k, B_TWICE, NULL, 0, spot);
		break;
	case DOC_ODD_ORDER:
		say_format(k, _("%s (%s) stands out of the official order: `yulu format` writes it in order"), name, label);
		check_report(k, B_ORDER, NULL, 0, spot);
		break;
	case DOC_ODD_TEXT:
		say_format(k, _("text between elements: “%s”; only elements may stand there: remove it"), name);
		check_report(k, B_TEXT, NULL, 0, spot);
		break;
	case DOC_ODD_CHILD:
		say_format(k, _("%s (%s) holds elements where only a value may stand: remove them"), name, label);
		check_report(k, B_CHILD, NULL, 0, spot);
		break;
	}
}

/* Are all groups around the node, up to the row's own element, there? */
static bool
parent_present(const struct doc_row *row, const struct dict_node *node)
{
	const struct dict_node *p = node->parent;

	for (; p != NULL && p->column >= 0 && p->table == doc_row_table(row); p = p->parent)
		if (doc_state(row, p->column) == DOC_ABSENT)
			return false;
	return true;
}

static void
check_missing(struct checker *k, const struct doc_row *row, const struct dict_node *node)
{
	const char *own = node->rule[DICT_RULE_MISSING];
	struct spot spot = {.row = row, .column = node->column, .node = node, .line = doc_row_line(row)};

	if (node->type == DICT_GROUP)
		say_format(k, _("the group %s (%s) is missing: it must stand in the message even when empty; `yulu format` writes it"), node->name,
		    dict_label(node));
	else
		say_format(k, _("the element %s (%s) is missing: it must stand in the message even when empty; `yulu format` writes it"), node->name,
		    dict_label(node));
	check_report(k, B_MISSING, own, 'S', spot);
}

void
check_structure(struct checker *k, const struct doc_row *row)
{
	const struct plan_table *p = &k->plan[doc_row_table(row)];

	for (size_t i = 0; i < p->n_must && !k->options->draft; i++) {
		const struct dict_node *n = p->must[i];
		bool there = n->column >= 0 ? doc_state(row, n->column) != DOC_ABSENT : doc_row_count(row, n->table) >= n->min;

		/* an absent element that must be filled is reported as empty */
		if (!there && n->save != DICT_YES && parent_present(row, n))
			check_missing(k, row, n);
	}
	for (int i = 0; i < p->n_child; i++) {
		const struct dict_node *n = k->setup.dict->table[p->child[i]].node;
		size_t count = doc_row_count(row, p->child[i]);

		if (n->max > 0 && count > n->max) {
			say_format(k, _("%zu records of %s (%s), at most %u: split the declaration or remove records"), count, n->name,
			    dict_label(n), n->max);
			check_report(k, B_MANY, n->rule[DICT_RULE_MANY], 'S', (struct spot){.row = row, .column = -1, .node = n,
			    .line = doc_row_line(row)});
		}
	}
}

/* ---- the values ----------------------------------------------------------------- */

static void
report_form(struct checker *k, const struct dict_node *n, struct spot spot, struct sv value)
{
	const char *own = n->rule[DICT_RULE_FORM];
	const struct form_rule *r = own ? check_rule_of(k, B_FORM, own) : NULL;
	struct str said = STR_INIT(0);

	check_name_value(k, n, value);
	if (r != NULL) {
		expr_text_add(i18n_is_zh() ? r->text_zh : r->text_en, doc_env(k->doc, k->options->declaring), spot.row, &said);
		str_addf(&k->text, ": %s", str_z(&said));
		str_clear(&said);
	} else if (n->codes[0] != '\0') {
		str_addf(&k->text, _(": not the form of a code of the table %s (%s): take one from the list"), n->codes, n->form);
	} else {
		str_addf(&k->text, _(": not the form of this field (%s): correct it"), n->form);
	}
	check_report(k, B_FORM, own, 'S', spot);
}

static void
report_length(struct checker *k, const struct dict_node *n, struct spot spot, struct sv value)
{
	size_t len_gb = text_len_gb(value);

	check_name_value(k, n, value);
	str_addf(&k->text, _(" is %zu long, at most %d (a Chinese character counts 2): shorten it by %zu"), len_gb, n->length,
	    len_gb - (size_t)n->length);
	check_report(k, B_LENGTH, n->rule[DICT_RULE_LENGTH], 'L', spot);
}

static void
report_fault(struct checker *k, const struct dict_node *n, struct spot spot, struct sv value, enum dict_fault fault)
{
	switch (fault) {
	case DICT_BAD_FORM:
		report_form(k, n, spot, value);
		return;
	case DICT_TOO_LONG:
		report_length(k, n, spot, value);
		return;
	case DICT_BAD_BASE64:
		check_name_value(k, n, value);
		str_adds(&k->text, _(": not Base64: attach the file again"));
		check_report(k, B_BASE64, NULL, 0, spot);
		return;
	case DICT_BAD_DAY:
		check_name_value(k, n, value);
		str_addf(&k->text, n->length == 10
		    ? _(": no such day; write yyyy-MM-dd, years 2000 to 2099") : _(": no such day; write yyyyMMdd, years 2000 to 2099"));
		check_report(k, B_DAY, n->rule[DICT_RULE_DAY], 'S', spot);
		return;
	default:
		break;
	}
	check_name_value(k, n, value);
	if (fault == DICT_BAD_INT_DIGITS)
		str_addf(&k->text, _(": too many digits before the point, at most %d: correct it"), n->length - n->decimals);
	else if (fault == DICT_BAD_DECIMALS)
		str_addf(&k->text, _(": too many decimals, at most %d: round it"), n->decimals);
	else
		str_adds(&k->text, _(": no plain number: digits and one decimal point only, in half width, no exponent, comma, + or blank"));
	check_report(k, B_NUMBER, n->rule[DICT_RULE_NUMBER], 'S', spot);
}

static void
check_code(struct checker *k, const struct plan_cell *c, const struct doc_row *row, int column, struct sv value)
{
	const char *edition = codes_edition(k->setup.codes, c->codes);

	if (codes_has(k->setup.codes, c->codes, value, k->options->day))
		return;
	check_name_value(k, c->node, value);
	str_addf(&k->text, _(": not in the edition %s of the table %s: check it, or import a newer table (yulu codes --import)"),
	    edition[0] ? edition : "?", c->node->codes);
	check_report(k, B_CODE, c->node->rule[DICT_RULE_CODE], 'T', check_spot(row, column));
}

/* Full-width brackets, comma, hyphen, colon and digits (DEC301). */
static bool
has_full_width(struct sv value)
{
	for (size_t i = 0; i + 2 < value.n; i++) {
		const unsigned char *p = (const unsigned char *)value.p + i;
		uint32_t cp;

		if (p[0] != 0xef || p[1] < 0xbc || p[1] > 0xbd)
			continue;
		text_decode(value.p + i, value.n - i, &cp);
		if (cp == 0xff0c || cp == 0xff0d || cp == 0xff1a || cp == 0xff1c || cp == 0xff1e || (cp >= 0xff10 && cp <= 0xff19))
			return true;
	}
	return false;
}

static void
check_characters(struct checker *k, const struct dict_node *n, const struct doc_row *row, int column, struct sv value)
{
	bool ascii = true;

	for (size_t i = 0; i < value.n && ascii; i++)
		ascii = (unsigned char)value.p[i] >= 0x20 && (unsigned char)value.p[i] < 0x7f;
	if (ascii)
		return;
	if (has_full_width(value)) {
		check_name_value(k, n, value);
		str_adds(&k->text, _(": digits, brackets, commas, hyphens and colons are written in half width: type them again"));
		check_report(k, B_HALFWIDTH, NULL, 'R', check_spot(row, column));
	}
}

/* An expression repeated over many columns of a row is evaluated once. */
struct need_memo {
	const struct expr *e;
	bool holds;
};

static bool
needed(struct checker *k, const struct expr *e, const struct doc_row *row, struct need_memo *memo)
{
	if (e != memo->e) {
		memo->e = e;
		memo->holds = expr_holds(e, doc_env(k->doc, k->options->declaring), row);
	}
	return memo->holds;
}

static void
check_empty(struct checker *k, const struct plan_cell *c, const struct doc_row *row, int column, struct need_memo memo[2])
{
	const struct dict_node *n = c->node;
	const struct expr *save = c->bind ? c->bind->save : NULL, *declare = c->bind ? c->bind->required : NULL;
	bool must_save = n->save == DICT_YES || (save != NULL && needed(k, save, row, &memo[0]));
	bool must_declare = k->options->declaring
	    && (declare != NULL ? needed(k, declare, row, &memo[1]) : n->declare == DICT_YES && n->direction == DICT_BOTH);

	if ((!must_save && !must_declare) || !parent_present(row, n))
		return;
	str_reset(&k->text);
	str_adds(&k->text, dict_label(n));
	if (must_save) {
		str_adds(&k->text, _(" is empty; it is needed even to save the draft (暂存): fill it in"));
		check_report(k, B_SAVE, n->rule[DICT_RULE_SAVE], n->save == DICT_YES ? 'S' : 'R', check_spot(row, column));
	} else {
		str_adds(&k->text, _(" is empty; it is needed to declare: fill it in"));
		check_report(k, B_DECLARE, n->rule[DICT_RULE_DECLARE], 'R', check_spot(row, column));
	}
}

static void
check_constraint(struct checker *k, const struct plan_cell *c, const struct doc_row *row, int column, struct sv value)
{
	const struct expr_env *env = doc_env(k->doc, k->options->declaring);
	const struct expr_text *alert = i18n_is_zh() ? c->bind->alert_zh : c->bind->alert_en;

	if (!expr_broken(c->bind->constraint, env, row))
		return;
	check_name_value(k, c->node, value);
	str_adds(&k->text, ": ");
	if (alert != NULL)
		expr_text_add(alert, env, row, &k->text);
	check_report(k, B_CONSTRAINT, NULL, 0, check_spot(row, column));
}

void
check_values(struct checker *k, const struct doc_row *row)
{
	const struct plan_table *p = &k->plan[doc_row_table(row)];
	struct need_memo memo[2] = {{0}};

	for (int column = 0; column < p->n_cell; column++) {
		const struct plan_cell *c = &p->cell[column];
		struct sv value;
		enum dict_fault fault;

		if (c->is_group)
			continue;
		value = doc_value(row, column);
		if (value.n == 0) {
			if (c->may_be_needed)
				check_empty(k, c, row, column, memo);
			continue;
		}
		fault = dict_judge(c->node, value);
		if (fault != DICT_OK)
			report_fault(k, c->node, check_spot(row, column), value, fault);
		else if (c->codes >= 0)
			check_code(k, c, row, column, value);
		check_characters(k, c->node, row, column, value);
		if (c->bind != NULL && c->bind->constraint != NULL)
			check_constraint(k, c, row, column, value);
	}
}
