/* The dictionary in the shape it was read from. */
#include "base/csv.h"
#include "dict/internal.h"

static void
add_number(struct str *out, int n)
{
	if (n > 0)
		str_addf(out, "%d", n);
}

static void
add_rules(struct str *out, const struct dict_node *n)
{
	struct str rules = {0};

	for (int k = 0; k < DICT_N_RULE; k++)
		if (n->rule[k] != NULL)
			str_addf(&rules, "%s%s=%s", rules.len_b > 0 ? " " : "", dict_rule_word[k], n->rule[k]);
	csv_add_field(out, str_sv(&rules));
	str_clear(&rules);
}

static void
add_row(struct str *out, const struct dict *d, const struct dict_node *n)
{
	bool root = n == d->root, group = n->type == DICT_GROUP;
	const char *const text[] = {n->name_zh, n->name_en, n->note_zh, n->note_en};

	if (root)
		str_addc(out, '/');
	csv_add_field(out, sv_of(root ? d->root_name : n->path));
	str_addf(out, ",%s,", root ? "root" : dict_type_word[n->type]);
	add_number(out, n->length);
	str_addc(out, ',');
	add_number(out, n->decimals);
	str_addf(out, ",%s,%s,", group ? "" : dict_need_word[n->save], group ? "" : dict_need_word[n->declare]);
	dict_add_occurs(out, n);
	str_addc(out, ',');
	csv_add_field(out, sv_of(n->codes));
	str_addf(out, ",%s,", dict_direction_word[n->direction]);
	csv_add_field(out, sv_of(root ? d->ns : n->form));
	str_addf(out, ",%s,", n->blanks_keep ? "keep" : "");
	add_rules(out, n);
	str_addf(out, ",%s", dict_status_word[n->status]);
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		str_addc(out, ',');
		csv_add_field(out, sv_of(text[i]));
	}
	str_addc(out, '\n');
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		add_row(out, d, c);
}

void
dict_write_csv(const struct dict *d, struct str *out)
{
	for (int f = 0; f < DICT_N_FIELD; f++)
		str_addf(out, "%s%s", f > 0 ? "," : "", dict_field_word[f]);
	str_addc(out, '\n');
	add_row(out, d, d->root);
	if (d->wrapper != NULL)
		add_row(out, d, d->wrapper);
}
