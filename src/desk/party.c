/*
 * Enterprises that were used before, from what was entered and imported: one
 * entry of the book for each enterprise in each role.
 *
 *     key      role/USCC, else role/code, else role/name
 *     fields   role TAB code TAB USCC TAB name TAB inspection code
 */
#include "desk/draft.h"

#include "desk/internal.h"

#define KIND SV("party")

static struct sv
value_of(const struct doc *doc, int column)
{
	return column < 0 ? (struct sv){0} : doc_value(doc_root(doc), column);
}

/* A tab would part the fields. */
static void
add_field(struct str *out, struct sv text)
{
	str_addc(out, '\t');
	for (size_t i = 0; i < text.n; i++)
		str_addc(out, text.p[i] == '\t' ? ' ' : text.p[i]);
}

void
desk_parties_of(const struct about *about, const struct doc *doc, struct arena *arena, struct sv party[DESK_MAX_PARTY])
{
	memset(party, 0, DESK_MAX_PARTY * sizeof *party);
	for (size_t i = 0; i < about->n_party && i < DESK_MAX_PARTY; i++) {
		const struct party_ref *p = &about->party[i];
		struct str fields = STR_INIT(0);

		if (value_of(doc, p->name).n == 0)
			continue;
		str_adds(&fields, p->role);
		add_field(&fields, value_of(doc, p->code));
		add_field(&fields, value_of(doc, p->uscc));
		add_field(&fields, value_of(doc, p->name));
		add_field(&fields, value_of(doc, p->ciq));
		party[i] = (struct sv){arena_dup(arena, fields.s, fields.len_b), fields.len_b};
		str_clear(&fields);
	}
}

static void
split_fields(struct sv fields, struct desk_party *to)
{
	sv_split(&fields, '\t', &to->role);
	sv_split(&fields, '\t', &to->code);
	sv_split(&fields, '\t', &to->uscc);
	sv_split(&fields, '\t', &to->name);
	sv_split(&fields, '\t', &to->ciq);
}

/* ---- learning ----------------------------------------------------------------------- */

static bool
is_learned(struct desk *desk, struct sv fields)
{
	const uint64_t hash = sv_hash(fields);
	size_t low = 0, high = desk->n_learned;

	while (low < high) {
		const size_t mid = (low + high) / 2;

		if (desk->learned[mid] < hash)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < desk->n_learned && desk->learned[low] == hash)
		return true;
	if (desk->n_learned == desk->cap_learned)
		desk->learned = mem_grow(desk->learned, &desk->cap_learned, sizeof *desk->learned);
	memmove(desk->learned + low + 1, desk->learned + low, (desk->n_learned - low) * sizeof *desk->learned);
	desk->learned[low] = hash;
	desk->n_learned++;
	return false;
}

void
desk_forget_learned(struct desk *desk)
{
	mem_free(desk->learned);
	desk->learned = NULL;
	desk->n_learned = desk->cap_learned = 0;
}

static enum rc
learn(struct desk *desk, struct sv fields, int64_t draft, struct err *err)
{
	struct desk_party p = {0};
	struct str key = STR_INIT(0), words = STR_INIT(0);
	struct store_book entry = {.kind = KIND, .fields = fields, .draft = draft};
	struct sv id;
	enum rc rc;

	split_fields(fields, &p);
	id = p.uscc.n > 0 ? p.uscc : p.code.n > 0 ? p.code : p.name;
	str_add(&key, p.role);
	str_addc(&key, '/');
	str_add(&key, id);
	str_addf(&words, "%.*s %.*s %.*s ", (int)p.code.n, p.code.p, (int)p.uscc.n, p.uscc.p, (int)p.name.n, p.name.p);
	codes_initials(desk->codes, p.name, &words, NULL);
	entry.key = str_sv(&key);
	rc = store_book_put(desk->store, &entry, str_sv(&words), err);
	str_clear(&key);
	str_clear(&words);
	return rc;
}

enum rc
desk_learn_entries(struct desk *desk, const struct sv party[DESK_MAX_PARTY], int64_t draft, struct err *err)
{
	enum rc rc = RC_OK;

	for (int i = 0; rc == RC_OK && i < DESK_MAX_PARTY; i++)
		if (party[i].n > 0 && !is_learned(desk, party[i]))
			rc = learn(desk, party[i], draft, err);
	return rc;
}

/* ---- finding ------------------------------------------------------------------------------ */

struct offering {
	desk_on_party *on_party;
	void *ctx;
};

static bool
offer(void *ctx, const struct store_book *entry)
{
	const struct offering *o = ctx;
	struct desk_party p = {.at = entry->at};

	split_fields(entry->fields, &p);
	return o->on_party(o->ctx, &p);
}

enum rc
desk_party_find(struct desk *desk, struct sv wanted, size_t limit, desk_on_party *on_party, void *ctx, struct err *err)
{
	struct offering o = {on_party, ctx};
	struct store *store;
	enum rc rc = desk_store(desk, &store, err);

	return rc == RC_OK ? store_book_find(store, KIND, sv_trim(wanted), limit, offer, &o, err) : rc;
}
