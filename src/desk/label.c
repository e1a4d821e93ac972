/*
 * Names of business types before the catalogue is loaded: the list of drafts
 * shows them, and it is to stand before everything else is there. The store
 * keeps them with the stamp of the file they are from.
 *
 *     setting labels.zh = STAMP LF (id TAB short TAB name LF)…
 */
#include <stdio.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "desk/internal.h"

static struct sv
key_of(void)
{
	return i18n_is_zh() ? SV("labels.zh") : SV("labels.en");
}

/* What tells that the file is another one; "" when it is not there. */
static void
stamp_of(const struct desk *desk, char stamp[64])
{
	char *path = desk_path(desk, "forms", "catalogue", ".xml");
	struct stat st;

	stamp[0] = '\0';
	if (stat(path, &st) == 0)
		snprintf(stamp, 64, "%lld.%09ld %lld", (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, (long long)st.st_size);
	mem_free(path);
}

static struct sv
label_in_catalogue(const struct catalogue *c, struct sv type, bool short_one)
{
	for (size_t i = 0; i < c->n_type; i++) {
		const struct catalogue_type *t = &c->type[i];

		if (!sv_is(type, t->id))
			continue;
		return sv_of(short_one && t->short_zh[0] != '\0' ? i18n_pick(t->short_zh, t->short_en) : i18n_pick(t->name_zh, t->name_en));
	}
	return (struct sv){0};
}

/* false: the store has no names, or those of another catalogue. */
static bool
label_in_store(struct desk *desk, struct sv type, bool short_one, struct sv *label)
{
	struct sv rest, line, stamp, id, name;
	char now[64];

	if (desk->labels == NULL) {
		struct arena arena = {0};
		struct store *store;
		struct sv kept = {0};

		if (desk_store(desk, &store, NULL) == RC_OK)
			store_setting_get(store, key_of(), &arena, &kept, NULL);
		stamp_of(desk, now);
		rest = kept;
		if (!sv_split(&rest, '\n', &stamp) || !sv_is(stamp, now))
			rest = (struct sv){0};
		desk->labels = mem_strndup(rest.n > 0 ? rest.p : "", rest.n);
		arena_free(&arena);
	}
	for (rest = sv_of(desk->labels); rest.n > 0;) {
		sv_split(&rest, '\n', &line);
		if (!sv_split(&line, '\t', &id) || !sv_eq(id, type) || !sv_split(&line, '\t', &name))
			continue;
		*label = short_one ? name : line;
		return true;
	}
	return desk->labels[0] != '\0';
}

struct sv
desk_type_label(struct desk *desk, struct sv type, bool short_one)
{
	struct sv label = {0};

	if (desk->catalogue == NULL && label_in_store(desk, type, short_one, &label))
		return label;
	return desk_ready(desk, NULL) == RC_OK ? label_in_catalogue(desk->catalogue, type, short_one) : label;
}

void
desk_keep_labels(struct desk *desk)
{
	const struct catalogue *c = desk->catalogue;
	struct str labels = STR_INIT(0);
	struct arena arena = {0};
	struct sv kept = {0};
	char stamp[64];

	stamp_of(desk, stamp);
	str_addf(&labels, "%s\n", stamp);
	for (size_t i = 0; i < c->n_type; i++) {
		struct sv id = sv_of(c->type[i].id), brief = label_in_catalogue(c, id, true), name = label_in_catalogue(c, id, false);

		str_addf(&labels, "%s\t%.*s\t%.*s\n", c->type[i].id, (int)brief.n, brief.p, (int)name.n, name.p);
	}
	store_setting_get(desk->store, key_of(), &arena, &kept, NULL);
	if (!sv_eq(kept, str_sv(&labels)))
		store_setting_put(desk->store, key_of(), str_sv(&labels), NULL);	/* without it the next start is slower, no more */
	arena_free(&arena);
	str_clear(&labels);
}
