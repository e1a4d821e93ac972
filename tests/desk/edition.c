/*
 * Editions side by side: a draft stays with its own, opens where that is not
 * installed any more, and is carried over to a newer one.
 */
#include <unistd.h>

#include "kit.h"

#define NEWER "dec@2027-01"
#define TYPE_2027 " <yl:type id=\"dec-import\" name-zh=\"进口报关单\" name-en=\"import declaration\" family=\"进出口报关\" ring=\"1\"" \
	" format=\"established\" edition=\"2027-01\" message=\"DecMessage\" dictionary=\"" NEWER "\" valid-from=\"2027-01-01\"" \
	" when=\"/DecMessage/DecHead/IEFlag = 'I'\"/>\n"

static struct str
read_built(const char *name)
{
	char *data = kit_below("top_builddir", "share/yulu"), *path = file_join(data, name);
	struct str bytes = STR_INIT(0);

	if (file_read(path, 16 << 20, &bytes, NULL) != RC_OK)
		printf("Bail out! no %s\n", path);
	mem_free(path);
	mem_free(data);
	return bytes;
}

static void
put(const char *dir, const char *name, struct sv bytes)
{
	char *path = file_join(dir, name);

	file_write(path, bytes, 0600, NULL);
	mem_free(path);
}

/* The lines of a text without those that begin so, and with one more behind another. */
static struct str
change_lines(struct sv text, const char *without, const char *behind, const char *more)
{
	struct str out = STR_INIT(0);
	struct sv line;

	while (sv_split(&text, '\n', &line)) {
		if (line.n == 0 || sv_starts(line, sv_of(without)))
			continue;
		str_add(&out, line);
		str_addc(&out, '\n');
		if (sv_starts(line, sv_of(behind)))
			str_addf(&out, "%s\n", more);
	}
	return out;
}

static void
copy_built(const char *dir, const char *name)
{
	struct str bytes = read_built(name);

	put(dir, name, str_sv(&bytes));
	str_clear(&bytes);
}

/* Definitions with a second edition, which has DecHead/ApprNo no more, a new
 * field, and no form. old: the first one is there too. */
static char *
make_data(bool old)
{
	char *dir = tmpdir_new(), *sub = file_join(dir, "dictionary"), *forms = file_join(dir, "forms"),
	    *codes = file_join(dir, "codes.sqlite"), *built = kit_below("top_builddir", "share/yulu/codes.sqlite");
	struct str dict = read_built("dictionary/dec@2026-03.csv"), catalogue = read_built("forms/catalogue.xml"), changed, all = STR_INIT(0);
	size_t at;

	file_mkdirs(sub, 0700, NULL);
	file_mkdirs(forms, 0700, NULL);
	if (symlink(built, codes) != 0)
		printf("Bail out! no code tables\n");
	changed = change_lines(str_sv(&dict), "DecHead/ApprNo,", "DecHead/AgentName,",
	    "DecHead/NewField,string,10,,N,N,0..1,,both,,,,established,新字段,new field,,");
	put(dir, "dictionary/" NEWER ".csv", str_sv(&changed));
	str_clear(&changed);
	if (old) {
		copy_built(dir, "dictionary/dec@2026-03.csv");
		copy_built(dir, "forms/dec@2026-03.xml");
		copy_built(dir, "forms/dec@2026-03.rules.xml");
		copy_built(dir, "forms/dec-mode@2026-03.csv");
		sv_find(str_sv(&catalogue), SV("</yl:catalogue>"), &at);
		str_add(&all, (struct sv){catalogue.s, at});
	} else {
		sv_find(str_sv(&catalogue), SV("<yl:type"), &at);
		str_add(&all, (struct sv){catalogue.s, at});
	}
	str_adds(&all, TYPE_2027 "</yl:catalogue>\n");
	put(dir, "forms/catalogue.xml", str_sv(&all));
	str_clear(&all);
	str_clear(&dict);
	str_clear(&catalogue);
	mem_free(sub);
	mem_free(forms);
	mem_free(codes);
	mem_free(built);
	return dir;
}

static void
lost(void *ctx, int64_t id, struct sv place, struct sv value)
{
	str_addf(ctx, "%lld %.*s %.*s\n", (long long)id, (int)place.n, place.p, (int)value.n, value.p);
}

struct drafts {
	int64_t one, other;
	char *wire;
};

static void
prepare(struct kit *k, struct drafts *d)
{
	struct desk_draft *draft;

	d->one = kit_new(k, "dec-import");
	d->other = kit_import(k, "01_import_general.xml");
	draft = kit_edit(k, d->one);
	kit_set(k, draft, "DecHead/ApprNo", "A-1");
	kit_set(k, draft, "DecHead/ContrNo", "SL-1");
	kit_set(k, draft, "DecLists/DecList[+]/GName", "示例货物");
	desk_draft_close(draft);
	d->wire = kit_export(k, d->one);
}

static void
side_by_side(struct kit *k, const struct drafts *d)
{
	int64_t id = kit_new(k, "dec-import");
	struct desk_draft *draft = kit_edit(k, id), *old = kit_edit(k, d->one);
	struct live_finding notice[DESK_MAX_NOTICES];

	tap_ok(sv_is(desk_draft_info(draft)->edition, NEWER), "a new draft is of the edition of the day");
	tap_ok(kit_set(k, draft, "DecHead/NewField", "x") == RC_OK, "with its fields %s", k->err.text);
	tap_ok(sv_is(desk_draft_info(old)->edition, "dec@2026-03"), "the old one stays");
	tap_ok(kit_set(k, old, "DecHead/NoteS", "示例") == RC_OK, "and is edited as before %s", k->err.text);
	tap_ok(desk_draft_outdated(old) && !desk_draft_outdated(draft), "it is known to be old");
	tap_ok(desk_draft_notices(old, notice) == 1 && strcmp(notice[0].rule, "R005") == 0 && desk_draft_notices(draft, notice) == 0,
	    "which is a finding");
	desk_draft_undo(old, &(uint32_t){0}, &(int){0}, &k->err);
	desk_draft_close(draft);
	desk_draft_close(old);
}

/* Of the list, for the moment. */
static const char *
client_no(struct kit *k, int64_t id)
{
	static char no[40];
	struct arena arena = {0};
	struct store_draft info;

	kit_must(k, store_draft_get(k->store, id, &arena, &info, &k->err), "draft");
	snprintf(no, sizeof no, "%.*s", (int)info.summary[STORE_CLIENT_NO].n, info.summary[STORE_CLIENT_NO].p);
	arena_free(&arena);
	return no;
}

static void
not_installed(struct kit *k, const struct drafts *d)
{
	struct desk_draft *draft;
	const char *why = "";
	int64_t copy;
	char *now = kit_export(k, d->one);

	tap_text(now, d->wire, "exported without its edition, as it is");
	tap_ok(desk_draft_open(k->desk, d->one, DESK_EDIT, &draft, &k->err) == RC_OK && desk_draft_read_only(draft, &why), "opened to read");
	tap_ok(strstr(why, "dec@2026-03") != NULL, "says why: %s", why);
	kit_is(draft, "DecHead/ApprNo", "A-1", "all fields are there");
	tap_ok(desk_draft_check(draft, 0) && desk_draft_findings(draft) == NULL, "nothing is judged");
	desk_draft_close(draft);
	tap_ok(desk_draft_copy(k->desk, d->one, &copy, &k->err) == RC_OK, "copied %s", k->err.text);
	kit_must(k, desk_draft_open(k->desk, copy, DESK_READ, &draft, &k->err), "open");
	tap_ok(!sv_is(desk_draft_info(draft)->summary[STORE_CLIENT_NO], client_no(k, d->one)) && desk_draft_info(draft)->summary[STORE_CLIENT_NO].n == 18,
	    "with a client number of its own");
	desk_draft_close(draft);
	mem_free(now);
}

static void
carried(struct kit *k, const struct drafts *d)
{
	struct str told = STR_INIT(0), want = STR_INIT(0), original = STR_INIT(0);
	struct desk_draft *draft;
	uint32_t row;
	int column;
	size_t n;

	tap_ok(desk_draft_carry_over(k->desk, d->one, lost, &told, &n, &k->err) == RC_OK && n == 1, "carried over %s", k->err.text);
	str_addf(&want, "%lld DecHead/ApprNo A-1\n", (long long)d->one);
	tap_text(str_z(&told), str_z(&want), "what found no place is told");
	draft = kit_edit(k, d->one);
	tap_ok(sv_is(desk_draft_info(draft)->edition, NEWER) && !desk_draft_outdated(draft), "of the newer edition");
	kit_is(draft, "DecHead/ContrNo", "SL-1", "with its fields");
	kit_is(draft, "DecLists/DecList[1]/GName", "示例货物", "and rows");
	tap_ok(doc_row_by_id(desk_draft_doc(draft), 2) != NULL, "which keep their ids");
	tap_ok(store_blob_get(k->store, desk_draft_info(draft)->original, &original, &k->err) == RC_OK, "the old one is kept %s", k->err.text);
	tap_text(str_z(&original), d->wire, "as it was");
	tap_ok(desk_draft_undo(draft, &row, &column, &k->err) == RC_NOTFOUND, "undo does not go behind it");
	tap_ok(kit_set(k, draft, "DecHead/NewField", "x") == RC_OK, "edited on %s", k->err.text);
	tap_ok(store_check(k->store, d->one, &k->err) == RC_OK, "the store is sound %s", k->err.text);
	tap_ok(desk_draft_carry_over(k->desk, d->one, lost, &told, &n, &k->err) == RC_BUSY && n == 0, "not while it is open: %s", k->err.text);
	desk_draft_close(draft);
	tap_ok(desk_draft_carry_over(k->desk, d->one, lost, &told, &n, &k->err) == RC_OK && n == 0, "nothing is left to do");
	tap_ok(desk_draft_carry_over(k->desk, 0, NULL, NULL, &n, &k->err) == RC_OK && n == 2, "all others: %zu %s", n, k->err.text);
	draft = kit_edit(k, d->other);
	tap_ok(sv_is(desk_draft_info(draft)->edition, NEWER), "an import nobody edited too");
	desk_draft_close(draft);
	tap_ok(desk_draft_carry_over(k->desk, 9999, NULL, NULL, &n, &k->err) == RC_NOTFOUND, "no such draft: %s", k->err.text);
	str_clear(&told);
	str_clear(&want);
	str_clear(&original);
}

int
main(void)
{
	struct kit k = {.home = tmpdir_new()};
	char *both = make_data(true), *newer = make_data(false);
	struct drafts d;

	kit_open(&k, both);
	prepare(&k, &d);
	kit_close(&k);
	k.day = day_make(2027, 2, 1);
	kit_open(&k, both);
	side_by_side(&k, &d);
	kit_close(&k);
	kit_open(&k, newer);
	not_installed(&k, &d);
	kit_close(&k);
	kit_open(&k, both);
	carried(&k, &d);
	tap_ok(store_check_all(k.store, &k.err) == RC_OK, "the store is sound %s", k.err.text);
	kit_close(&k);
	mem_free(d.wire);
	tmpdir_free(both);
	tmpdir_free(newer);
	tmpdir_free(k.home);
	return tap_done();
}
