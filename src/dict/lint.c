#include "base/i18n.h"
#include "dict/internal.h"
#include "expr/expr.h"

struct lint {
	const struct dict *d;
	bool (*known_codes)(void *ctx, const char *name);
	void *ctx;
	dict_complain *complain;
};

static void say(const struct lint *l, const struct dict_node *n, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void
say(const struct lint *l, const struct dict_node *n, const char *fmt, ...)
{
	struct str text = {0};
	va_list ap;

	str_addf(&text, "%s: ", n->path[0] != '\0' ? n->path : n->name);
	va_start(ap, fmt);
	str_vaddf(&text, fmt, ap);
	va_end(ap);
	l->complain(l->ctx, l->d->file, n->line, str_z(&text));
	str_clear(&text);
}

static bool
is_rule_id(const char *id)
{
	size_t letters = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), digits = strspn(id + letters, "0123456789");

	return letters > 0 && digits > 0 && id[letters + digits] == '\0';
}

static void
lint_rules(const struct lint *l, const struct dict_node *n)
{
	bool idle[DICT_N_RULE] = {
		[DICT_RULE_FORM] = n->form[0] == '\0' || n == l->d->root,
		[DICT_RULE_LENGTH] = n->length == 0 || dict_is_number(n->type) || n->type == DICT_DATE,
		[DICT_RULE_NUMBER] = !dict_is_number(n->type),
		[DICT_RULE_DAY] = n->type != DICT_DATE,
		[DICT_RULE_MANY] = n->max <= 1,
		[DICT_RULE_MISSING] = n->min == 0 || n->attribute,
		[DICT_RULE_SAVE] = n->save == DICT_NO,
		[DICT_RULE_DECLARE] = n->declare == DICT_NO,
		[DICT_RULE_CODE] = n->codes[0] == '\0',
	};

	for (int k = 0; k < DICT_N_RULE; k++) {
		if (n->rule[k] == NULL)
			continue;
		if (idle[k])
			say(l, n, _("rules names %s=%s, which can never be found here; remove it"), dict_rule_word[k], n->rule[k]);
		if (!is_rule_id(n->rule[k]))
			say(l, n, _("\"%s\" is no rule id; write capitals and digits, as in DEC003"), n->rule[k]);
	}
}

/* Can the form take white space? Then the schema, which takes some around
 * every value, could not tell it from the value's own. */
static bool
takes_blanks(const char *form)
{
	bool class = false;

	for (const char *c = form; *c != '\0'; c++) {
		if (*c == '\\' && *++c == 's')
			return true;
		if (*c == '\0')
			break;
		if (c > form && c[-1] == '\\')
			continue;
		if ((*c == '.' && !class) || (*c == '[' && c[1] == '^'))
			return true;
		class = *c == '[' || (class && *c != ']');
	}
	return false;
}

static void
lint_field(const struct lint *l, const struct dict_node *n)
{
	if (n->type == DICT_CODE && n->codes[0] == '\0')
		say(l, n, _("type code without a code table; name one or write string"));
	if (n->type != DICT_CODE && n->codes[0] != '\0')
		say(l, n, _("a code table with type %s; write type code"), dict_type_word[n->type]);
	if (n->codes[0] != '\0' && l->known_codes != NULL && !l->known_codes(l->ctx, n->codes))
		say(l, n, _("there is no code table %s; correct the name or add the table"), n->codes);
	if (n->length == 0 && n->type != DICT_BASE64 && n->status != DICT_LEGACY)
		say(l, n, _("no length; without one the value may be of any length"));
	if (n->save == DICT_YES && n->declare != DICT_YES)
		say(l, n, _("needed to save but not to declare; what is needed to save is needed to declare"));
	if (n->save == DICT_YES && (n->status == DICT_LEGACY || n->status == DICT_ABANDONED))
		say(l, n, _("needed to save though %s; nobody fills it"), dict_status_word[n->status]);
	if (n->attribute && n->min > 0 && n->save != DICT_YES)
		say(l, n, _("an attribute that may be left out occurs 0..1"));
	if (!n->blanks_keep && takes_blanks(n->form))
		say(l, n, _("the form takes blanks (. \\s or [^...]) though they are trimmed off; write a class without them, as [!-~]"));
	if (n->pattern != NULL && expr_pattern_matches(n->pattern, SV("")))
		say(l, n, _("the form takes the empty text; it is for values that are not empty"));
}

static void
lint_node(const struct lint *l, const struct dict_node *n)
{
	bool root = n == l->d->root;

	if (n->name_zh[0] == '\0' || n->name_en[0] == '\0')
		say(l, n, _("a name is missing; give one in Chinese and one in English"));
	if (n->parent != NULL && n->parent->direction != DICT_BOTH && n->direction != n->parent->direction)
		say(l, n, _("direction is wider than that of its group; write the same"));
	if (n->type == DICT_GROUP && n->first_child == NULL && n != l->d->wrapper_body)
		say(l, n, _("a group with nothing in it; add its fields or remove it"));
	if (n->type == DICT_GROUP && !root && n->codes[0] != '\0')
		say(l, n, _("a group has no code table; remove it"));
	if (n->type != DICT_GROUP)
		lint_field(l, n);
	lint_rules(l, n);
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		lint_node(l, c);
}

void
dict_lint(const struct dict *d, bool (*known_codes)(void *ctx, const char *name), void *ctx, dict_complain *complain)
{
	struct lint l = {d, known_codes, ctx, complain};

	lint_node(&l, d->root);
	if (d->wrapper == NULL)
		return;
	lint_node(&l, d->wrapper);
	if (d->wrapper_body == NULL)
		say(&l, d->wrapper, _("the wrapper has no group %s in which the message would stand"), d->root_name);
}
