/*
 * Every rule of the declaration by cases: a line of rules-*.tsv names a rule,
 * a sample, what is changed in it, and whether the rule then speaks.
 *
 *     rule  sample  edits  yes|no  [save|declare]        between tabs; # comments
 *
 * Edits stand in a row, " ;; " between them: PLACE=VALUE, PLACE- takes the
 * element or row out, PLACE[+] is a new row, PLACE[+]/X=VALUE a cell of one.
 * @Version= without a value takes the attribute out. The changed message is
 * written and then checked as any other.
 *
 * Every rule that speaks at all has a line that says yes.
 */
#include "lab.h"

struct case_line {
	struct sv rule, sample, edits, expect, stage;
};

struct hit {
	struct sv rule;
	bool found;
	struct str said;		/* all rules that spoke, for the one who mends */
};

static void
look(void *ctx, const struct finding *f)
{
	struct hit *hit = ctx;

	hit->found |= sv_is(hit->rule, f->rule);
	str_addf(&hit->said, " %s@%.*s", f->rule, (int)f->place.n, f->place.p);
}

static void
ignore_odd(void *ctx, const struct doc_odd *odd)
{
	(void)ctx;
	(void)odd;
}

/* ---- edits ------------------------------------------------------------------- */

static enum rc
take_out(struct doc *doc, struct sv place, struct err *err)
{
	const struct doc_row *row;
	int column;
	enum rc rc = doc_find(doc, place, &row, &column, err);

	if (rc != RC_OK)
		return rc;
	return column < 0 ? doc_delete(doc, doc_row_id(row), err) : doc_unset(doc, doc_row_id(row), column, err);
}

static enum rc
edit(struct doc *doc, struct sv one, struct err *err)
{
	const struct doc_row *row;
	struct sv place, value = one;
	int column;
	enum rc rc;

	if (!sv_find(one, SV("="), NULL)) {
		if (one.n > 0 && one.p[one.n - 1] == '-')
			return take_out(doc, (struct sv){one.p, one.n - 1}, err);
		rc = doc_find_or_add(doc, one, &row, &column, err);
		return rc == RC_OK && column >= 0 ? doc_set(doc, doc_row_id(row), column, SV(""), DOC_IMPORTED, err) : rc;
	}
	sv_split(&value, '=', &place);
	if (value.n == 0 && place.p[0] == '@')
		return take_out(doc, place, err);
	rc = doc_find_or_add(doc, place, &row, &column, err);
	if (rc == RC_OK && column < 0)
		rc = err_set(err, RC_USAGE, "%.*s is a row", (int)place.n, place.p);
	return rc == RC_OK ? doc_set(doc, doc_row_id(row), column, value, DOC_IMPORTED, err) : rc;
}

static enum rc
edit_all(struct doc *doc, struct sv edits, struct err *err)
{
	enum rc rc = RC_OK;
	size_t at;

	while (edits.n > 0 && rc == RC_OK) {
		bool more = sv_find(edits, SV(" ;; "), &at);

		rc = edit(doc, more ? (struct sv){edits.p, at} : edits, err);
		edits = more ? (struct sv){edits.p + at + 4, edits.n - at - 4} : (struct sv){edits.p, 0};
	}
	return rc;
}

/* ---- one line ------------------------------------------------------------------ */

static enum rc
changed_sample(const struct lab *lab, const struct case_line *c, struct xml_reader *reader, struct str *out, struct err *err)
{
	struct doc *doc = doc_new(lab->dict, NULL, NULL);
	struct str bytes = STR_INIT(0);
	const struct xml_limits limits = {0};
	struct xml_problem problem = {0};
	char *name = mem_strndup(c->sample.p, c->sample.n);
	enum rc rc = lab_sample(name, &bytes) ? doc_read(doc, reader, str_sv(&bytes), &limits, ignore_odd, NULL, &problem)
	    : err_set(err, RC_NOTFOUND, "no such sample");

	if (rc == RC_OK)
		rc = edit_all(doc, c->edits, err);
	if (rc == RC_OK)
		doc_write(doc, false, out);
	mem_free(name);
	str_clear(&bytes);
	doc_free(doc);
	return rc;
}

static void
run_case(const struct lab *lab, const struct case_line *c, const char *file, size_t line, struct xml_reader *reader)
{
	struct check_options o = {.declaring = !sv_is(c->stage, "save"), .day = lab_day()};
	struct hit hit = {.rule = c->rule};
	struct str bytes = STR_INIT(0);
	struct err err = {0};
	bool want = sv_is(c->expect, "yes");
	enum rc rc = changed_sample(lab, c, reader, &bytes, &err);

	if (rc == RC_OK)
		check_message(lab->checker, str_sv(&bytes), &o, look, &hit);
	if (!tap_ok(rc == RC_OK && hit.found == want && (want || sv_is(c->expect, "no")), "%s:%zu: %.*s %s", file, line,
	    (int)c->rule.n, c->rule.p, want ? "speaks" : "is silent"))
		printf("#   %.*s: %.*s\n#   %s%s\n", (int)c->sample.n, c->sample.p, (int)c->edits.n, c->edits.p, err.text,
		    str_z(&hit.said));
	str_clear(&hit.said);
	str_clear(&bytes);
}

static void
run_file(const struct lab *lab, const char *file, bool *says_yes, struct xml_reader *reader)
{
	char *path = lab_path("top_srcdir", file);
	struct str text = STR_INIT(0);
	struct err err = {0};
	struct sv rest, line;
	size_t n = 0;

	if (!tap_ok(file_read(path, 4 << 20, &text, &err) == RC_OK, "%s is read %s", file, err.text))
		goto out;
	rest = str_sv(&text);
	while (sv_split(&rest, '\n', &line)) {
		struct case_line c = {.expect = SV("")};
		struct sv *field[] = {&c.rule, &c.sample, &c.edits, &c.expect, &c.stage};

		n++;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		for (size_t i = 0; i < 5 && line.p != NULL; i++)
			sv_split(&line, '\t', field[i]);
		run_case(lab, &c, file, n, reader);
		for (size_t i = 0; i < lab->form->n_rule; i++)
			says_yes[i] |= sv_is(c.expect, "yes") && sv_is(c.rule, lab->form->rule[i].id);
	}
out:
	str_clear(&text);
	mem_free(path);
}

/* ---- what no written document can show --------------------------------------------- */

/* Wherever a text stands in a sample, another one stands instead, with a unit
 * in it so many times. */
static const struct replacement {
	const char *rule, *sample, *from, *before, *unit, *after;
	size_t times;
} by_hand[] = {
	{"DEC001", "01_import_general", "xmlns=\"http://www.chinaport.gov.cn/dec\"", "xmlns=\"urn:other\"", "", "", 0},
	{"DEC339", "01_import_general", "<DecContainers/>", "<DecContainers>", "<Container/>", "</DecContainers>", 501},
	{"DEC342", "01_import_general", "<DecLicenseDocus/>", "<DecLicenseDocus>", "<LicenseDocu/>", "</DecLicenseDocus>", 8},
	{"DEC347", "01_import_general", "</DecMessage>", "", "<EcoRelation/>", "</DecMessage>", 21},
	{"DEC348", "01_import_general", "</DecMessage>", "", "<EdocRealation/>", "</DecMessage>", 11},
	{"DEC363", "01_import_general", "</DecMessage>", "<SddTax><SddTaxLists>", "<SddTaxList/>",
	 "</SddTaxLists></SddTax></DecMessage>", 51},
	{"DEC363", "01_import_general", "</DecMessage>", "<SddTax><SddTaxDetails/></SddTax></DecMessage>", "", "", 0},
	{"DEC373", "01_import_general", "<IEFlag>I</IEFlag>", "", "<IEFlag>I</IEFlag>", "", 2},
	{"DEC374", "01_import_general", "<IEFlag>I</IEFlag>", "<IEFlag>I</IEFlag><Novelty/>", "", "", 0},
	{"DEC375", "01_import_general", "DecSign>", "Sign>", "", "", 0},
	{"DEC376", "01_import_general", "<DecContainers/>", "", "", "", 0},
	{"DEC377", "01_import_general", "<IEFlag>I</IEFlag>", "<TradeMode/><IEFlag>I</IEFlag>", "", "", 0},
};

static void
replace(struct str *out, struct sv in, const struct replacement *r)
{
	size_t at;

	for (; sv_find(in, sv_of(r->from), &at); in = (struct sv){in.p + at + strlen(r->from), in.n - at - strlen(r->from)}) {
		str_add(out, (struct sv){in.p, at});
		str_adds(out, r->before);
		for (size_t i = 0; i < r->times; i++)
			str_adds(out, r->unit);
		str_adds(out, r->after);
	}
	str_add(out, in);
}

static void
run_by_hand(const struct lab *lab, bool *says_yes)
{
	struct check_options o = {.day = lab_day()};

	for (size_t i = 0; i < sizeof by_hand / sizeof by_hand[0]; i++) {
		struct str was = STR_INIT(0), is = STR_INIT(0);
		struct hit before = {.rule = sv_of(by_hand[i].rule)}, after = before;

		lab_sample(by_hand[i].sample, &was);
		replace(&is, str_sv(&was), &by_hand[i]);
		check_message(lab->checker, str_sv(&was), &o, look, &before);
		check_message(lab->checker, str_sv(&is), &o, look, &after);
		tap_ok(!before.found && after.found, "%s speaks of %s", by_hand[i].rule, by_hand[i].from);
		for (size_t r = 0; r < lab->form->n_rule; r++)
			says_yes[r] |= strcmp(by_hand[i].rule, lab->form->rule[r].id) == 0;
		str_clear(&before.said);
		str_clear(&after.said);
		str_clear(&was);
		str_clear(&is);
	}
}

/* ---- attachments in the archive that the message came in --------------------------- */

/* Reads the sample and names the entries as its attachments. */
static void
attach_names(struct str *bytes, struct zip_entry *entry, size_t *n)
{
	static const struct sv begin = {"<EdocCopId>", 11};
	struct sv rest;
	size_t at, end;

	lab_sample("01_import_general", bytes);
	rest = str_sv(bytes);
	for (*n = 0; sv_find(rest, begin, &at); (*n)++) {
		rest = (struct sv){rest.p + at + begin.n, rest.n - at - begin.n};
		sv_find(rest, SV("<"), &end);
		entry[*n].name = (struct sv){rest.p, end};
	}
}

static void
run_archive(const struct lab *lab, bool *says_yes)
{
	enum { TOO_LARGE_B = (4 << 20) + 1 };
	char *large = mem_zalloc(TOO_LARGE_B, 1);
	const struct {
		const char *what;
		struct sv bytes;	/* of every attachment; empty: there are none */
		bool archive, kind, size;
	} c[] = {
		{"a message alone", {NULL, 0}, false, false, false},
		{"all attachments are there", {"%PDF-1.4", 8}, true, false, false},
		{"no attachment is there", {NULL, 0}, true, true, false},
		{"attachments that are no pdf", {"PK\003\004", 4}, true, true, false},
		{"attachments of 4 MiB", {large, TOO_LARGE_B - 1}, true, false, false},
		{"attachments above 4 MiB", {large, TOO_LARGE_B}, true, false, true},
	};
	struct zip_entry entry[16] = {{.in_folder = false}};
	struct zip_content archive = {.entry = entry};
	struct str bytes = STR_INIT(0);
	size_t n_entry;

	memcpy(large, "%PDF", 4);
	attach_names(&bytes, entry, &n_entry);
	for (size_t i = 0; i < sizeof c / sizeof c[0]; i++) {
		struct check_options o = {.day = lab_day(), .archive = c[i].archive ? &archive : NULL};
		struct hit kind = {.rule = SV("DEC281")}, size = {.rule = SV("DEC282")};

		archive.n = c[i].bytes.n > 0 ? n_entry : 0;
		for (size_t e = 0; e < archive.n; e++)
			entry[e].bytes = c[i].bytes;
		check_message(lab->checker, str_sv(&bytes), &o, look, &kind);
		check_message(lab->checker, str_sv(&bytes), &o, look, &size);
		tap_ok(kind.found == c[i].kind && size.found == c[i].size, "%s", c[i].what);
		str_clear(&kind.said);
		str_clear(&size.said);
	}
	for (size_t i = 0; i < lab->form->n_rule; i++)
		says_yes[i] |= strcmp(lab->form->rule[i].id, "DEC281") == 0 || strcmp(lab->form->rule[i].id, "DEC282") == 0;
	str_clear(&bytes);
	mem_free(large);
}

/* ---- all of them ----------------------------------------------------------------- */

enum { N_RULES = 391 };

/* Not of messages but of what becomes of them; of a table that everybody has to
 * import. */
static bool
is_judged(const struct form_rule *r)
{
	static const char *const elsewhere[] = {"receipt", "write"};

	for (size_t i = 0; r->by == FORM_BY_BUILTIN && i < sizeof elsewhere / sizeof elsewhere[0]; i++)
		if (strcmp(r->builtin, elsewhere[i]) == 0)
			return false;
	return r->severity != FORM_OFF && r->by != FORM_BY_NOBODY && r->class != 'X' && strcmp(r->id, "DEC241") != 0;
}

static void
all_rules_stand(const struct form *form)
{
	for (int i = 1; i <= N_RULES; i++) {
		char id[16];

		snprintf(id, sizeof id, "DEC%03d", i);
		if (form_rule_by_id(form, id) == NULL)
			tap_ok(false, "%s stands in the rules file", id);
	}
	tap_ok(form->n_rule >= N_RULES, "%zu rules, DEC001 to DEC%d and those of the table of modes", form->n_rule, (int)N_RULES);
}

static void
all_rules_speak(const struct form *form, const bool *says_yes)
{
	for (size_t i = 0; i < form->n_rule; i++) {
		const struct form_rule *r = &form->rule[i];

		if (is_judged(r) && form_rule_by_id(form, r->id) == r)
			tap_ok(says_yes[i], "%s has a case in which it speaks", r->id);
	}
}

int
main(void)
{
	struct lab lab = {0};
	struct xml_reader *reader = xml_reader_new();
	bool *says_yes;

	lab_open(&lab);
	says_yes = mem_zalloc(lab.form->n_rule, sizeof *says_yes);
	all_rules_stand(lab.form);
	run_file(&lab, "tests/check/rules-a.tsv", says_yes, reader);
	run_file(&lab, "tests/check/rules-b.tsv", says_yes, reader);
	run_by_hand(&lab, says_yes);
	run_archive(&lab, says_yes);
	all_rules_speak(lab.form, says_yes);
	mem_free(says_yes);
	xml_reader_free(reader);
	lab_close(&lab);
	return tap_done();
}
