/*
 * What only the desk knows of a draft: editions and the other drafts.
 */
#include <strings.h>

#include "base/i18n.h"
#include "desk/internal.h"

#define OUTDATED "R005"

enum { MAX_OTHERS = 100 };	/* drafts that are looked into for one value */

bool
desk_is_notice(const char *id)
{
	return strcasecmp(id, OUTDATED) == 0;
}

/* As it is set, else as the rules have it, else a warning. */
static enum form_severity
severity_of(const struct desk_draft *draft, const char *rule)
{
	static const char *const word[] = {"off", "info", "warning", "error"};
	const char *set = conf_rule(draft->desk->conf, rule);
	const struct form_rule *r = draft->definition->loaded != NULL ? form_rule_by_id(draft->definition->loaded, rule) : NULL;

	for (size_t i = 0; set != NULL && i < sizeof word / sizeof word[0]; i++)
		if (strcmp(set, word[i]) == 0)
			return (enum form_severity)i;
	return r != NULL ? r->severity : FORM_WARNING;
}

struct noticing {
	struct desk_draft *draft;
	struct live_finding *notice;
	size_t n;
	const struct catalogue_once *once;
	int64_t other[MAX_OTHERS];		/* drafts that may have the value */
	size_t n_other;
};

static struct sv
kept(struct noticing *w, const struct str *text)
{
	return (struct sv){arena_dup(&w->draft->notices, str_z(text), text->len_b), text->len_b};
}

static void
add(struct noticing *w, const char *rule, int column, const struct str *text)
{
	struct live_finding f = {.row = column >= 0 ? 1 : 0, .column = column, .rule = rule, .severity = severity_of(w->draft, rule),
	    .class = 'R', .text = kept(w, text), .place = SV("")};
	struct str place = STR_INIT(0);

	if (f.severity == FORM_OFF || w->n == DESK_MAX_NOTICES)
		return;
	if (column >= 0) {
		doc_place(w->draft->doc, doc_root(w->draft->doc), column, &place);
		f.place = kept(w, &place);
		str_clear(&place);
	}
	w->notice[w->n++] = f;
}

/* ---- editions ------------------------------------------------------------------- */

static void
notice_edition(struct noticing *w)
{
	struct str text = STR_INIT(0);

	if (!desk_draft_outdated(w->draft))
		return;
	str_addf(&text, _("the form is of an older edition, %s; carry the draft over to the one that is valid now"),
	    w->draft->definition->name);
	add(w, OUTDATED, -1, &text);
	str_clear(&text);
}

/* ---- values of other drafts ---------------------------------------------------------- */

/* The same message, not in the bin. */
static bool
gather(void *ctx, const struct store_draft *info)
{
	struct noticing *w = ctx;
	struct sv rest = info->edition, id;

	sv_split(&rest, '@', &id);
	if (info->id != w->draft->id && sv_is(id, w->draft->definition->dict->id))
		w->other[w->n_other++] = info->id;
	return w->n_other < MAX_OTHERS;
}

static struct sv
value_at(const struct doc *doc, const char *path)
{
	const struct dict_node *node = dict_find(doc_dict(doc), sv_of(path));

	return node == NULL || node->table != 0 || node->column < 0 ? (struct sv){0} : doc_value(doc_root(doc), node->column);
}

static bool
has_value_too(struct noticing *w, int64_t other)
{
	const struct doc *own = w->draft->doc;
	struct arena arena = {0};
	struct store_draft info;
	struct definition *d;
	struct doc *doc;
	bool same = desk_load_draft(w->draft->desk, other, NULL, &arena, &info, &d, &doc, NULL) == RC_OK
	    && sv_eq(value_at(own, w->once->ref), value_at(doc, w->once->ref))
	    && (w->once->with[0] == '\0' || sv_eq(value_at(own, w->once->with), value_at(doc, w->once->with)));

	doc_free(doc);
	arena_free(&arena);
	return same;
}

static void
notice_once(struct noticing *w)
{
	const struct sv value = value_at(w->draft->doc, w->once->ref);
	const struct dict_node *node = dict_find(w->draft->definition->dict, sv_of(w->once->ref));
	struct str text = STR_INIT(0);

	w->n_other = 0;
	if (value.n == 0 || severity_of(w->draft, w->once->rule) == FORM_OFF
	    || store_list(w->draft->store, &(struct store_page){.find = value, .limit = MAX_OTHERS}, gather, w, NULL) != RC_OK)
		return;
	for (size_t i = 0; i < w->n_other; i++) {
		if (!has_value_too(w, w->other[i]))
			continue;
		str_addf(&text, _("%s %.*s is used by draft %lld too; correct one of them or delete it"), dict_label(node), (int)value.n,
		    value.p, (long long)w->other[i]);
		add(w, w->once->rule, node->column, &text);
		break;
	}
	str_clear(&text);
}

size_t
desk_draft_notices(struct desk_draft *draft, struct live_finding notice[DESK_MAX_NOTICES])
{
	const struct catalogue_message *m = draft->definition->about->message;
	struct noticing w = {.draft = draft, .notice = notice};

	arena_reset(&draft->notices);
	notice_edition(&w);
	for (size_t i = 0; m != NULL && i < m->n_once; i++) {
		w.once = &m->once[i];
		notice_once(&w);
	}
	return w.n;
}

/* ---- all findings of a stored draft ------------------------------------------------------- */

struct passing {
	desk_found *found;
	void *ctx;
};

static void
pass(void *ctx, const struct finding *f)
{
	const struct passing *p = ctx;

	p->found(p->ctx, "", f);
}

enum rc
desk_draft_judge(struct desk *desk, int64_t id, const struct desk_check_how *how, desk_found *found, void *ctx, struct err *err)
{
	const struct check_options o = {.declaring = how->declaring, .strict = how->strict, .draft = true, .day = desk->day};
	struct passing p = {found, ctx};
	struct live_finding notice[DESK_MAX_NOTICES];
	struct desk_draft *draft;
	enum rc rc = desk_draft_open(desk, id, DESK_READ, &draft, err);

	if (rc != RC_OK)
		return rc;
	if (draft->definition->checker != NULL)
		check_doc(draft->definition->checker, draft->doc, &o, pass, &p);
	else
		rc = err_set(err, RC_NOTFOUND, _("the definitions %s are not installed, so draft %lld cannot be checked; install them or carry it over"),
		    draft->definition->name, (long long)id);
	for (size_t i = 0, n = rc == RC_OK && how->declaring ? desk_draft_notices(draft, notice) : 0; i < n; i++) {
		const struct finding f = {.rule = notice[i].rule, .severity = notice[i].severity, .class = notice[i].class,
		    .row = notice[i].row != 0 ? doc_root(draft->doc) : NULL, .column = notice[i].column, .place = notice[i].place,
		    .text = notice[i].text};

		pass(&p, &f);
	}
	desk_draft_close(draft);
	return rc == RC_OK ? codes_trouble(desk->codes, err) : rc;
}
