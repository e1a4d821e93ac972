/*
 * What the catalogue says of a message, resolved to cells: what new documents
 * begin with, what lists show.
 */
#include <strings.h>
#include <sys/random.h>

#include "base/i18n.h"
#include "check/world.h"
#include "desk/internal.h"

static const struct {
	const char *name;
	enum store_summary which;
} shown[] = {
	{"client_no", STORE_CLIENT_NO}, {"seq_no", STORE_SEQ_NO}, {"entry_no", STORE_ENTRY_NO}, {"consignee", STORE_CONSIGNEE},
	{"bill", STORE_BILL}, {"contract", STORE_CONTRACT}, {"goods", STORE_GOODS}, {"items", STORE_ITEMS}, {"totals", STORE_TOTALS},
};

/* ---- resolving --------------------------------------------------------------- */

static enum rc
bad_ref(const struct desk *desk, const char *ref, unsigned line, const struct dict *d, struct err *err)
{
	return err_set(err, RC_PARSE, _("%s:%u: %s is nothing that %s holds; correct the path or remove the line"),
	    desk->catalogue->file, line, ref, d->root_name);
}

/* A field of the root row; *column -1 for "". */
static enum rc
root_field(const struct desk *desk, const struct dict *d, const char *ref, unsigned line, int *column, struct err *err)
{
	const struct dict_node *node = dict_find(d, sv_of(ref));

	*column = -1;
	if (ref[0] == '\0')
		return RC_OK;
	if (node == NULL || node->table != 0 || node->column < 0 || node->type == DICT_GROUP)
		return bad_ref(desk, ref, line, d, err);
	*column = node->column;
	return RC_OK;
}

/* All is tried, so that what fits is there; the first that does not is told. */
static void
resolve_parties(const struct desk *desk, const struct dict *d, struct about *a, struct err *err, enum rc *rc)
{
	a->party = mem_zalloc(a->message->n_party + 1, sizeof *a->party);
	for (size_t i = 0; i < a->message->n_party; i++) {
		const struct catalogue_party *p = &a->message->party[i];
		struct party_ref *to = &a->party[a->n_party++];
		const struct {
			const char *ref;
			int *column;
		} field[] = {{p->code, &to->code}, {p->uscc, &to->uscc}, {p->name, &to->name}, {p->ciq, &to->ciq}};

		to->role = p->role;
		for (size_t k = 0; k < sizeof field / sizeof field[0]; k++) {
			const enum rc bad = root_field(desk, d, field[k].ref, p->line, field[k].column, *rc == RC_OK ? err : NULL);

			*rc = *rc == RC_OK ? bad : *rc;
		}
	}
}

static void
resolve_summary(const struct desk *desk, const struct dict *d, struct about *a, struct err *err, enum rc *rc)
{
	const struct form_tables tables = world_tables(desk->codes);

	for (size_t i = 0; i < a->message->n_summary; i++)
		for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++) {
			const struct catalogue_summary *s = &a->message->summary[i];
			enum rc bad;

			if (strcmp(s->name, shown[k].name) != 0)
				continue;
			bad = catalogue_value(desk->catalogue, s->value, s->line, d, &tables, &a->summary[shown[k].which],
			    *rc == RC_OK ? err : NULL);
			*rc = *rc == RC_OK ? bad : *rc;
		}
}

static enum rc
resolve(const struct desk *desk, const struct dict *d, struct about *a, struct err *err)
{
	const struct catalogue_message *m = a->message;
	enum rc rc = root_field(desk, d, m->client, m->line, &a->client, err);

	resolve_summary(desk, d, a, err, &rc);
	a->clear = mem_zalloc(m->n_clear + 1, sizeof *a->clear);
	for (size_t i = 0; i < m->n_clear; i++) {
		const struct dict_node *node = dict_find(d, sv_of(m->clear[i].ref));

		if (node != NULL)
			a->clear[a->n_clear++] = (struct cell_ref){node->table, node->column};
		else if (rc == RC_OK)
			rc = bad_ref(desk, m->clear[i].ref, m->clear[i].line, d, err);
	}
	resolve_parties(desk, d, a, err, &rc);
	return rc;
}

enum rc
desk_about(struct desk *desk, struct definition *d, struct err *err)
{
	struct about *a;
	enum rc rc = desk_load_dict(desk, d, err);

	if (rc != RC_OK || d->about != NULL)
		return rc;
	a = mem_zalloc(1, sizeof *a);
	a->client = -1;
	a->message = catalogue_message_by_name(desk->catalogue, d->dict->root_name);
	if (a->message != NULL)
		rc = resolve(desk, d->dict, a, err);
	if (d->kept)
		rc = RC_OK;	/* what the catalogue says now need not fit an edition that is gone */
	if (rc == RC_OK)
		d->about = a;
	else
		desk_about_free(a);
	return rc;
}

void
desk_about_free(struct about *a)
{
	if (a == NULL)
		return;
	for (int i = 0; i < STORE_N_SUMMARY; i++)
		expr_free(a->summary[i]);
	mem_free(a->clear);
	mem_free(a->party);
	mem_free(a);
}

/* ---- which type is it? -------------------------------------------------------------- */

enum rc
desk_type_of(struct desk *desk, struct definition *d, struct doc *doc, const struct catalogue_type **type, struct err *err)
{
	const struct form_tables tables = world_tables(desk->codes);
	const struct catalogue *c = desk->catalogue;
	const struct expr_env *env = doc_env(doc, false);
	enum rc rc = RC_OK;

	*type = NULL;
	for (size_t i = 0; rc == RC_OK && i < c->n_type; i++) {
		if (strcmp(c->type[i].dictionary, d->name) != 0)
			continue;
		if (desk->when[i] == NULL)
			rc = catalogue_when(c, i, d->dict, &tables, &desk->when[i], err);
		if (rc == RC_OK && (desk->when[i] == NULL || expr_holds(desk->when[i], env, doc_root(doc))))
			*type = &c->type[i];
	}
	doc_scratch_reset(doc);
	if (rc == RC_OK && *type == NULL)
		rc = err_set(err, RC_PARSE, _("the message is of none of the types that %s has; `yulu forms` lists them"), d->name);
	return rc;
}

/* ---- what lists show -------------------------------------------------------------------- */

static struct sv
summary_text(const struct expr *e, struct doc *doc, const struct expr_env *env, struct arena *arena)
{
	const struct expr_value v = expr_eval(e, env, doc_root(doc));
	const struct sv text = expr_value_text(&v, env->scratch);

	return (struct sv){arena_dup(arena, text.p != NULL ? text.p : "", text.n), text.n};
}

void
desk_summary(const struct about *about, struct doc *doc, struct arena *arena, struct sv summary[STORE_N_SUMMARY])
{
	const struct expr_env *env = doc_env(doc, false);

	for (int i = 0; i < STORE_N_SUMMARY; i++)
		summary[i] = about->summary[i] == NULL ? (struct sv){0} : summary_text(about->summary[i], doc, env, arena);
	doc_scratch_reset(doc);
}

static bool
reads(const struct expr *e, const struct doc_change *change)
{
	for (size_t r = 0; r < expr_n_refs(e); r++) {
		const struct expr_ref *ref = expr_ref(e, r);

		if (ref->table == change->table && (change->path.n == 0 || ref->column == change->column
		    || (ref->has_where && ref->where_column == change->column)))
			return true;
	}
	return false;
}

bool
desk_summary_changed(const struct about *about, struct doc *doc, const struct doc_change *change, size_t n, struct arena *arena,
    struct sv summary[STORE_N_SUMMARY])
{
	const struct expr_env *env = NULL;

	for (int i = 0; i < STORE_N_SUMMARY; i++) {
		const struct expr *e = about->summary[i];
		size_t k = 0;

		summary[i] = (struct sv){0};
		while (e != NULL && k < n && !reads(e, &change[k]))
			k++;
		if (e == NULL || k == n)
			continue;
		if (env == NULL)
			env = doc_env(doc, false);
		summary[i] = summary_text(e, doc, env, arena);
	}
	if (env != NULL)
		doc_scratch_reset(doc);
	return env != NULL;
}

/* ---- what documents begin with ------------------------------------------------------------- */

static enum rc
put_fallback(struct desk *desk, struct definition *d, const struct catalogue_default *fallback, struct doc *doc, struct err *err)
{
	const struct form_tables tables = world_tables(desk->codes);
	struct expr *e = NULL;
	struct expr_value v;
	struct sv text;
	int column;
	enum rc rc = root_field(desk, d->dict, fallback->ref, fallback->line, &column, err);

	if (rc == RC_OK)
		rc = catalogue_value(desk->catalogue, fallback->value, fallback->line, d->dict, &tables, &e, err);
	if (rc == RC_OK) {
		const struct expr_env *env = doc_env(doc, false);
		char day[16];

		v = expr_eval(e, env, doc_root(doc));
		text = v.type == EXPR_DAY && v.state == EXPR_GIVEN ? (struct sv){day, day_format_8(v.day, day)}
		    : expr_value_text(&v, env->scratch);
		rc = doc_set(doc, 1, column, text, DOC_DEFAULT, err);
		doc_scratch_reset(doc);
	}
	expr_free(e);
	return rc;
}

/* A field by its path, whatever its case; NULL. */
static const struct dict_node *
field_without_case(const struct dict *d, const char *path)
{
	for (int t = 0; t < d->n_table; t++)
		for (int c = 0; c < d->table[t].n_column; c++)
			if (strcasecmp(d->table[t].column[c]->path, path) == 0 && d->table[t].column[c]->type != DICT_GROUP)
				return d->table[t].column[c];
	return NULL;
}

/* A key in [defaults] that no message has would do nothing in silence. */
static enum rc
check_setting(struct desk *desk, const char *path, struct err *err)
{
	for (size_t i = 0; i < desk->n_definition; i++) {
		enum rc rc = desk_load_dict(desk, desk->definition[i], err);

		if (rc != RC_OK)
			return rc;
		if (field_without_case(desk->definition[i]->dict, path) != NULL)
			return RC_OK;
	}
	return err_set(err, RC_RANGE, _("%s: [defaults] %s: no message has this field; correct the path or remove the line"),
	    conf_file(desk->conf), path);
}

/* Those of a row's table. */
static enum rc
put_settings(struct desk *desk, struct doc *doc, uint32_t row, int table, struct err *err)
{
	const char *key;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && (key = conf_key(desk->conf, "defaults", i)) != NULL; i++) {
		const struct dict_node *node = field_without_case(doc_dict(doc), key);

		if (node == NULL)
			rc = check_setting(desk, key, err);
		else if (node->table == table)
			rc = doc_set(doc, row, node->column, sv_of(conf_default(desk->conf, key)), DOC_DEFAULT, err);
	}
	return rc;
}

enum rc
desk_put_defaults(struct desk *desk, struct definition *d, const struct catalogue_type *type, struct doc *doc, struct err *err)
{
	const struct catalogue_message *m = d->about->message;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && m != NULL && i < m->n_fallback; i++)
		rc = put_fallback(desk, d, &m->fallback[i], doc, err);
	for (size_t i = 0; rc == RC_OK && i < type->n_fallback; i++)
		rc = put_fallback(desk, d, &type->fallback[i], doc, err);
	return rc == RC_OK ? put_settings(desk, doc, 1, 0, err) : rc;
}

enum rc
desk_put_row_defaults(struct desk *desk, struct doc *doc, uint32_t row, struct err *err)
{
	return put_settings(desk, doc, row, doc_row_table(doc_row_by_id(doc, row)), err);
}

enum rc
desk_give_client_no(const struct about *about, struct doc *doc, struct err *err)
{
	enum { DAY_LEN = 8, LEN = 18 };
	static const char sign[] = "0123456789ABCDEFGHJKLMNPQRSTUVWX";	/* 32 of them */
	unsigned char chance[LEN - DAY_LEN];
	char no[LEN + 1];

	if (about->client < 0)
		return RC_OK;
	if (getrandom(chance, sizeof chance, 0) != (ssize_t)sizeof chance)
		return err_errno(err, _("the system gives no random numbers"));
	day_format_8(day_today(), no);
	for (int i = DAY_LEN; i < LEN; i++)
		no[i] = sign[chance[i - DAY_LEN] & 31u];
	return doc_set(doc, 1, about->client, (struct sv){no, LEN}, DOC_DEFAULT, err);
}
