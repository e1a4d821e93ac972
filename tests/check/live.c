/*
 * What is judged while editing is what the whole judges: random edits of the
 * samples, the journal of each handed over, findings held against check_doc().
 */
#include "check/live.h"
#include "lab.h"

enum { LINE_MAX_N = 20000 };

static uint32_t
any(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

/* ---- findings as lines --------------------------------------------------------- */

struct lines {
	char *line[LINE_MAX_N];
	size_t n;
	const struct doc *doc;
};

static void
lines_clear(struct lines *l)
{
	while (l->n > 0)
		mem_free(l->line[--l->n]);
}

static void
lines_add(struct lines *l, uint32_t row, int column, const char *rule, int severity, char class, bool override, struct sv place,
    struct sv text)
{
	struct str s = STR_INIT(0);

	str_addf(&s, "%u %d %s %d %c %d %.*s: %.*s", row, column, rule, severity, class, override, (int)place.n, place.p, (int)text.n,
	    text.p);
	if (l->n < LINE_MAX_N)
		l->line[l->n++] = str_take(&s);
	str_clear(&s);
}

static void
on_finding(void *ctx, const struct finding *f)
{
	lines_add(ctx, f->row ? doc_row_id(f->row) : 0, f->column, f->rule, (int)f->severity, f->class, f->override, f->place, f->text);
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

struct bench {
	struct lab lab;
	struct world world;
	struct doc *doc;
	struct live *live;
	struct xml_reader *reader;
	struct check_options options;
	struct doc *sample[7];
	struct lines whole, live_lines;
	size_t bad, compared, n_finding, out_of_order, cell_bad, count_bad;
};

static void
list_live(struct bench *b)
{
	size_t n, count[4] = {0};
	const struct live_finding *f = live_findings(b->live, &n);

	lines_clear(&b->live_lines);
	for (size_t i = 0; i < n; i++) {
		const struct live_finding *worst = live_of_cell(b->live, f[i].row, f[i].column);

		lines_add(&b->live_lines, f[i].row, f[i].column, f[i].rule, (int)f[i].severity, f[i].class, f[i].override, f[i].place,
		    f[i].text);
		b->out_of_order += i > 0 && f[i].row == f[i - 1].row && f[i].column < f[i - 1].column;
		b->cell_bad += worst == NULL || worst->row != f[i].row || worst->column != f[i].column || worst->severity < f[i].severity;
		count[f[i].severity]++;
	}
	for (int s = FORM_INFO; s <= FORM_ERROR; s++)
		b->count_bad += live_count(b->live, (enum form_severity)s) != count[s];
}

/* Judges to the end and holds it against the whole. */
static void
compare(struct bench *b)
{
	while (!live_run(b->live, &b->options, 200))
		;
	list_live(b);
	lines_clear(&b->whole);
	check_doc(b->lab.checker, b->doc, &b->options, on_finding, &b->whole);
	qsort(b->whole.line, b->whole.n, sizeof(char *), compare_lines);
	qsort(b->live_lines.line, b->live_lines.n, sizeof(char *), compare_lines);
	b->compared++;
	b->n_finding += b->whole.n;
	for (size_t i = 0, k = 0; i < b->whole.n || k < b->live_lines.n;) {
		int order = i == b->whole.n ? 1 : k == b->live_lines.n ? -1 : strcmp(b->whole.line[i], b->live_lines.line[k]);

		if (order != 0 && b->bad++ < 10)
			printf("# %s: %s\n", order < 0 ? "not found" : "too much", order < 0 ? b->whole.line[i] : b->live_lines.line[k]);
		i += order <= 0;
		k += order >= 0;
	}
}

/* ---- edits --------------------------------------------------------------------------- */

static const struct doc_row *
any_row(const struct doc *doc, uint64_t *seed)
{
	const struct doc_row *row = NULL;

	while (row == NULL)
		row = doc_row_by_id(doc, any(seed, 4) == 0 ? 1 : any(seed, doc_next_row(doc) - 1) + 1);
	return row;
}

/* What a sample has in that column, or something else. */
static struct sv
any_value(struct bench *b, int table, int column, uint64_t *seed)
{
	static const char *const odd[] = {"I", "E", "1", "0", "2", "12.5", "0110", "4500", "142", "USD", "20260112", "2026-01-12", "示例",
	    "　全角", "x", "99999999999999999999", "", "2203000010", "5", "W", "Y"};
	const struct doc *from = b->sample[any(seed, 7)];
	const struct doc_row *row;

	if (any(seed, 3) == 0)
		return sv_of(odd[any(seed, sizeof odd / sizeof odd[0])]);
	for (int tries = 0; tries < 20; tries++) {
		row = any_row(from, seed);
		if (doc_row_table(row) == table)
			return doc_raw(row, column);
	}
	return SV("");
}

static void
one_edit(struct bench *b, uint64_t *seed)
{
	struct doc *doc = b->doc;
	const struct doc_row *row = any_row(doc, seed), *other = any_row(doc, seed);
	int table = doc_row_table(row), column = (int)any(seed, (uint32_t)b->lab.dict->table[table].n_column);
	uint32_t kind = any(seed, 20), id = doc_row_id(row), made;
	bool group = b->lab.dict->table[table].column[column]->type == DICT_GROUP;

	if (kind < 11)
		doc_set(doc, id, column, group ? SV("") : any_value(b, table, column, seed), any(seed, 2) ? DOC_TYPED : DOC_IMPORTED, NULL);
	else if (kind < 14)
		doc_unset(doc, id, column, NULL);
	else if (kind < 16)
		doc_insert(doc, any(seed, 2) ? 1 : id, (int)any(seed, (uint32_t)b->lab.dict->n_table), 0, &made, NULL);
	else if (kind < 17)
		doc_duplicate(doc, id, &made, NULL);
	else if (kind < 18)
		doc_delete(doc, id, NULL);
	else if (doc_row_parent(row) != NULL)
		doc_move(doc, id, doc_row_table(other) == table ? doc_row_id(other) : 0, NULL);
}

/* Edits, some taken back, some found by another way; judged now and then in between. */
static void
edit_and_compare(struct bench *b, unsigned journals, unsigned every, uint64_t *seed)
{
	for (unsigned i = 1; i <= journals; i++) {
		const struct doc_change *change;
		size_t n;

		doc_journal_begin(b->doc);
		for (uint32_t k = any(seed, 3) + 1; k > 0; k--)
			one_edit(b, seed);
		change = doc_journal_end(b->doc, &n);
		live_changed(b->live, change, n);
		if (any(seed, 4) == 0)
			live_run(b->live, &b->options, 0);
		if (any(seed, 5) == 0) {
			doc_journal_undo(b->doc);
			live_changed(b->live, change, n);
		}
		if (any(seed, 10) == 0)
			b->options.declaring = !b->options.declaring;
		if (i % every == 0)
			compare(b);
	}
}

static void
read_sample(struct bench *b, struct doc *doc, const char *name)
{
	struct xml_problem problem = {0};
	struct xml_limits limits = {0};
	struct str bytes = STR_INIT(0);

	if (!lab_sample(name, &bytes) || doc_read(doc, b->reader, str_sv(&bytes), &limits, NULL, NULL, &problem) != RC_OK) {
		printf("Bail out! sample %s\n", name);
		exit(99);
	}
	str_clear(&bytes);
}

static void
tell(struct bench *b, const char *name)
{
	tap_ok(b->bad == 0 && b->compared > 0 && b->n_finding > b->compared, "%s: live and whole agree, %zu times, %zu findings (%zu bad)",
	    name, b->compared, b->n_finding, b->bad);
	tap_ok(b->out_of_order == 0, "%s: findings of a row stand in order", name);
	tap_ok(b->cell_bad == 0 && b->count_bad == 0, "%s: each is found at its cell, and counted", name);
	b->bad = b->compared = b->n_finding = b->out_of_order = b->cell_bad = b->count_bad = 0;
}

static const char *const sample_name[] = {"01_import_general", "02_export_general", "03_processing_import", "04_bonded_list_export",
    "05_import_containers_licences", "06_two_step_summary", "07_transit_export"};

static void
test_samples(struct bench *b)
{
	for (int i = 0; i < 7; i++) {
		uint64_t seed = (uint64_t)i;

		read_sample(b, b->doc, sample_name[i]);
		live_restart(b->live);
		compare(b);
		edit_and_compare(b, 40, 2, &seed);
	}
	tell(b, "samples");
}

static void
test_blank(struct bench *b)
{
	for (uint64_t i = 100; i < 104; i++) {
		uint64_t seed = i;
		struct err err;

		doc_blank(b->doc, &err);
		live_restart(b->live);
		edit_and_compare(b, 30, 3, &seed);
	}
	tell(b, "blank");
}

/* Many rows: items with licences each. */
static void
test_many_rows(struct bench *b)
{
	int item = dict_find(b->lab.dict, SV("DecLists/DecList"))->table;
	int limit = dict_find(b->lab.dict, SV("DecLists/DecList/DecGoodsLimits/DecGoodsLimit"))->table;
	uint64_t seed = 5;
	uint32_t id, below;
	bool done = false;
	unsigned slices;
	size_t n;

	read_sample(b, b->doc, sample_name[4]);
	while (doc_row_count(doc_root(b->doc), item) < 50)
		doc_duplicate(b->doc, doc_row_id(doc_row_first(doc_root(b->doc), item)), &id, NULL);
	for (const struct doc_row *r = doc_row_first(doc_root(b->doc), item); r != NULL; r = doc_row_next(r))
		for (int i = 0; i < 40; i++) {
			doc_insert(b->doc, doc_row_id(r), limit, 0, &below, NULL);
			doc_set(b->doc, below, 1, any_value(b, limit, 1, &seed), DOC_TYPED, NULL);
		}
	live_restart(b->live);
	for (slices = 0; !done; slices++)
		done = live_run(b->live, &b->options, 0);
	tap_ok(doc_n_rows(b->doc) > 2000 && slices >= doc_n_rows(b->doc), "%zu rows take %u slices without a budget", doc_n_rows(b->doc),
	    slices);
	compare(b);
	edit_and_compare(b, 10, 2, &seed);
	tell(b, "many rows");
	live_findings(b->live, &n);
	tap_ok(n > 1000, "they have %zu findings", n);
}

static int
column_of(const struct bench *b, const char *path)
{
	return dict_find(b->lab.dict, sv_of(path))->column;
}

/* The row named in a change is judged in the first slice, whatever waits. */
static void
test_near_first(struct bench *b)
{
	int item = dict_find(b->lab.dict, SV("DecLists/DecList"))->table, name = column_of(b, "DecLists/DecList/GName");
	const struct doc_change *change;
	const struct doc_row *last = NULL;
	uint32_t id;
	size_t n;

	read_sample(b, b->doc, sample_name[0]);
	for (int i = 0; i < 5; i++)
		doc_duplicate(b->doc, doc_row_id(doc_row_first(doc_root(b->doc), item)), &id, NULL);
	for (const struct doc_row *r = doc_row_first(doc_root(b->doc), item); r != NULL; r = doc_row_next(r))
		last = r;
	id = doc_row_id(last);
	live_restart(b->live);
	doc_journal_begin(b->doc);
	doc_unset(b->doc, id, name, NULL);
	change = doc_journal_end(b->doc, &n);
	live_changed(b->live, change, n);
	tap_ok(!live_run(b->live, &b->options, 0) && live_of_cell(b->live, id, name) != NULL, "the row that was edited is judged first");
	tap_ok(live_of_cell(b->live, 99999, 0) == NULL && live_of_cell(b->live, 1, 5000) == NULL, "nothing is found where nothing is");
}

static void
test_strict(struct bench *b)
{
	b->options.strict = true;
	compare(b);
	b->options.strict = false;
	b->options.day++;
	b->world.doc.today++;
	compare(b);
	tell(b, "other options");
}

/* More findings than are listed. */
static void
test_too_many(struct bench *b)
{
	int box = dict_find(b->lab.dict, SV("DecContainers/Container"))->table;
	const struct live_finding *f;
	uint32_t id;
	size_t n;

	for (int i = 0; i < 3600; i++)
		doc_insert(b->doc, 1, box, 0, &id, NULL);
	live_restart(b->live);
	compare(b);
	f = live_findings(b->live, &n);
	tap_ok(n == 10001 && f[0].row == 0 && strcmp(f[0].rule, "R004") == 0, "of more than 10000 findings one says so");
	tell(b, "too many");
}

int
main(void)
{
	struct bench *b = mem_zalloc(1, sizeof *b);

	lab_open(&b->lab);
	world_init(&b->world, b->lab.codes, lab_day());
	b->options = (struct check_options){.declaring = true, .day = lab_day()};
	b->reader = xml_reader_new();
	for (int i = 0; i < 7; i++) {
		b->sample[i] = doc_new(b->lab.dict, b->lab.form, &b->world.doc);
		read_sample(b, b->sample[i], sample_name[i]);
	}
	b->doc = doc_new(b->lab.dict, b->lab.form, &b->world.doc);
	b->live = live_new(b->lab.checker, b->doc);
	test_samples(b);
	test_blank(b);
	test_near_first(b);
	test_strict(b);
	test_many_rows(b);
	test_too_many(b);
	lines_clear(&b->whole);
	lines_clear(&b->live_lines);
	live_free(b->live);
	doc_free(b->doc);
	for (int i = 0; i < 7; i++)
		doc_free(b->sample[i]);
	xml_reader_free(b->reader);
	lab_close(&b->lab);
	mem_free(b);
	return tap_done();
}
