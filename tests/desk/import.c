/*
 * Import: what came in goes out as `format` writes it, whatever it came in; a
 * file is all or nothing; drafts are announced when they are on disk.
 */
#include <zip.h>

#include "kit.h"

static const struct {
	const char *file, *type;
} sample[] = {
	{"01_import_general.xml", "dec-import"}, {"02_export_general.xml", "dec-export"}, {"03_processing_import.xml", "dec-import"},
	{"04_bonded_list_export.xml", "dec-list-export"}, {"05_import_containers_licences.xml", "dec-import"},
	{"06_two_step_summary.xml", "dec-summary"}, {"07_transit_export.xml", "dec-transit-export"},
};

/* Lines that differ between two texts of as many lines. */
static size_t
lines_changed(const char *a, const char *b)
{
	struct sv x = sv_of(a), y = sv_of(b), p, q;
	size_t n = 0;

	while (sv_split(&x, '\n', &p) && sv_split(&y, '\n', &q))
		n += !sv_eq(p, q);
	return n;
}

static void
round_trip(struct kit *k, const char *file, const char *type)
{
	struct str bytes = kit_sample(file), formatted = STR_INIT(0);
	int64_t id = kit_import(k, file);
	char *rows = kit_stored(k, id), *out = kit_export(k, id), *edited, *undone;
	struct desk_draft *draft = kit_edit(k, id);
	uint32_t row;
	int column;

	desk_format(k->desk, str_sv(&bytes), &formatted, &k->err);
	tap_text(out, str_z(&formatted), file);
	tap_ok(rows[0] == '\0', "no rows yet");
	tap_ok(sv_is(desk_draft_info(draft)->type, type), "of type %s", type);
	tap_ok(desk_draft_info(draft)->summary[STORE_CONSIGNEE].n > 0 && desk_draft_info(draft)->summary[STORE_ITEMS].n == 1, "lists show it");
	tap_ok(kit_set(k, draft, "DecHead/NoteS", "示例备注") == RC_OK, "its first edit %s", k->err.text);
	edited = kit_export(k, id);
	tap_ok(lines_changed(out, edited) == 1, "changes one line");
	tap_ok(desk_draft_undo(draft, &row, &column, &k->err) == RC_OK, "undo");
	undone = kit_export(k, id);
	tap_text(undone, out, "gives what was imported");
	tap_ok(desk_draft_undo(draft, &row, &column, &k->err) == RC_NOTFOUND, "and no more");
	tap_ok(store_check(k->store, id, &k->err) == RC_OK, "the store is sound %s", k->err.text);
	desk_draft_close(draft);
	mem_free(rows);
	mem_free(out);
	mem_free(edited);
	mem_free(undone);
	str_clear(&bytes);
	str_clear(&formatted);
}

/* ---- many in one ------------------------------------------------------------------- */

struct made {
	size_t n;
	int64_t id[20];
	char name[20][60];
};

static void
note(void *ctx, int64_t id, const char *message)
{
	struct made *m = ctx;

	if (m->n < 20) {
		m->id[m->n] = id;
		snprintf(m->name[m->n], sizeof m->name[0], "%s", message);
	}
	m->n++;
}

static size_t
n_drafts(struct kit *k)
{
	int64_t n;

	return store_tally(k->store, SV("draft"), (struct sv){0}, &n, &k->err) == RC_OK ? (size_t)n : 0;
}

static void
one_behind_the_other(struct kit *k)
{
	struct str a = kit_sample("01_import_general.xml"), b = kit_sample("02_export_general.xml"), all = STR_INIT(0);
	struct made made = {0};
	size_t before = n_drafts(k);
	char *out, *want;

	str_add(&all, str_sv(&a));
	str_add(&all, str_sv(&b));
	str_add(&all, str_sv(&a));
	tap_ok(desk_draft_import(k->desk, "three.xml", str_sv(&all), note, &made, &k->err) == RC_OK && made.n == 3, "three in a file %s",
	    k->err.text);
	tap_text(made.name[1], "three.xml!2", "each has a name");
	out = kit_export(k, made.id[1]);
	want = kit_export(k, kit_import(k, "02_export_general.xml"));
	tap_text(out, want, "and is the one it is");
	mem_free(out);
	mem_free(want);
	made.n = 0;
	str_reset(&all);
	str_add(&all, str_sv(&a));
	str_adds(&all, "<!-- a comment --><?note?>\n");
	tap_ok(desk_draft_import(k->desk, "one.xml", str_sv(&all), note, &made, &k->err) == RC_OK && made.n == 1, "comments behind belong to it");
	before = n_drafts(k);
	str_add(&all, str_sv(&b));
	all.len_b -= 20;
	made.n = 0;
	tap_ok(desk_draft_import(k->desk, "torn.xml", str_sv(&all), note, &made, &k->err) == RC_PARSE && made.n == 0
	    && strstr(k->err.text, "torn.xml") != NULL && n_drafts(k) == before, "all or nothing: %s", k->err.text);
	str_clear(&a);
	str_clear(&b);
	str_clear(&all);
}

static void
add_entry(zip_t *z, const char *name, const char *bytes, size_t n)
{
	zip_file_add(z, name, zip_source_buffer(z, bytes, n, 0), ZIP_FL_ENC_UTF_8);
}

struct files {
	size_t n;
	char text[400];
};

static bool
note_file(void *ctx, const struct store_file *f)
{
	struct files *all = ctx;
	size_t at = strlen(all->text);

	all->n++;
	snprintf(all->text + at, sizeof all->text - at, "%u %.*s %.*s %lld\n", f->row, (int)f->name.n, f->name.p, (int)f->kind.n, f->kind.p,
	    (long long)f->size);
	return true;
}

static void
archives(struct kit *k)
{
	struct str a = kit_sample("01_import_general.xml"), b = kit_sample("02_export_general.xml"), bytes = STR_INIT(0);
	char *path = file_join(k->home, "示例.zip");
	struct made made = {0};
	struct files files = {0};
	int code;
	zip_t *z = zip_open(path, ZIP_CREATE, &code);

	add_entry(z, "a.xml", a.s, a.len_b);
	add_entry(z, "发票.pdf", "%PDF-1.4 x", 10);
	add_entry(z, "B.XML", b.s, b.len_b);
	zip_close(z);
	file_read(path, 1 << 20, &bytes, NULL);
	tap_ok(desk_draft_import(k->desk, "示例.zip", str_sv(&bytes), note, &made, &k->err) == RC_OK && made.n == 2, "an archive of two %s",
	    k->err.text);
	tap_text(made.name[1], "示例.zip!B.XML", "named by archive and entry");
	tap_ok(store_files(k->store, made.id[0], note_file, &files, &k->err) == RC_OK, "its files");
	tap_text(files.text, "1 发票.pdf pdf 10\n", "are those of the draft");
	tap_ok(desk_draft_import(k->desk, "x.zip", SV("PK\003\004 torn"), note, &made, &k->err) != RC_OK, "a torn one: %s", k->err.text);
	mem_free(path);
	str_clear(&a);
	str_clear(&b);
	str_clear(&bytes);
}

/* ---- in a batch -------------------------------------------------------------------------- */

static void
batches(struct kit *k)
{
	struct str a = kit_sample("01_import_general.xml");
	struct made made = {0};
	size_t before = n_drafts(k);
	bool more;

	tap_ok(desk_import_end(k->desk, &k->err) == RC_USAGE, "nothing begun: %s", k->err.text);
	tap_ok(desk_import_begin(k->desk, &k->err) == RC_OK && desk_import_begin(k->desk, &k->err) == RC_USAGE, "begun once: %s", k->err.text);
	tap_ok(desk_draft_import(k->desk, "a", str_sv(&a), note, &made, &k->err) == RC_OK && made.n == 0, "not announced before it is on disk");
	tap_ok(desk_draft_import(k->desk, "b", SV("<DecMessage>"), note, &made, &k->err) == RC_PARSE, "one that cannot be read: %s", k->err.text);
	tap_ok(desk_draft_import(k->desk, "c", str_sv(&a), note, &made, &k->err) == RC_OK, "is left out alone");
	tap_ok(desk_import_end(k->desk, &k->err) == RC_OK && made.n == 2 && n_drafts(k) == before + 2, "the others are there");
	tap_text(made.name[1], "c", "by their names");
	desk_import_begin(k->desk, &k->err);
	desk_draft_import(k->desk, "a", str_sv(&a), note, &made, &k->err);
	kit_close(k);
	kit_open(k, NULL);
	tap_ok(made.n == 2 && n_drafts(k) == before + 2, "what was not ended is not there");
	tap_ok(desk_idle(k->desk, 1000000, &more, &k->err) == RC_OK, "pauses are for what waits %s", k->err.text);
	str_clear(&a);
}

/* ---- what is refused ------------------------------------------------------------------------- */

static void
refused(struct kit *k)
{
	struct made made = {0};
	size_t before = n_drafts(k);

	tap_ok(desk_draft_import(k->desk, "x", SV("<Other/>"), note, &made, &k->err) == RC_PARSE, "another message: %s", k->err.text);
	tap_ok(desk_draft_import(k->desk, "x", SV(""), note, &made, &k->err) == RC_PARSE, "nothing: %s", k->err.text);
	tap_ok(desk_draft_import(k->desk, "x", SV("<DecMessage xmlns=\"http://www.chinaport.gov.cn/dec\"><DecHead><IEFlag>X</IEFlag>"
	    "</DecHead></DecMessage>"), note, &made, &k->err) == RC_PARSE, "no type of ours: %s", k->err.text);
	tap_ok(made.n == 0 && n_drafts(k) == before, "nothing came of it");
}

static void
other_encoding(struct kit *k)
{
	struct made made = {0};
	struct desk_draft *draft;
	const struct sv gbk = SV("<?xml version=\"1.0\" encoding=\"GBK\"?><DecMessage xmlns=\"http://www.chinaport.gov.cn/dec\"><DecHead>"
	    "<IEFlag>I</IEFlag><TradeName>\xca\xbe\xc0\xfd</TradeName></DecHead></DecMessage>");

	tap_ok(desk_draft_import(k->desk, "gbk.xml", gbk, note, &made, &k->err) == RC_OK, "GBK %s", k->err.text);
	draft = kit_edit(k, made.id[0]);
	kit_is(draft, "DecHead/TradeName", "示例", "is read");
	desk_draft_close(draft);
}

int
main(void)
{
	struct kit k = {.home = tmpdir_new()};

	kit_open(&k, NULL);
	for (size_t i = 0; i < sizeof sample / sizeof sample[0]; i++)
		round_trip(&k, sample[i].file, sample[i].type);
	one_behind_the_other(&k);
	archives(&k);
	batches(&k);
	refused(&k);
	other_encoding(&k);
	tap_ok(store_check_all(k.store, &k.err) == RC_OK, "the store is sound %s", k.err.text);
	kit_close(&k);
	tmpdir_free(k.home);
	return tap_done();
}
