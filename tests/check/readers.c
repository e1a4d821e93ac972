/*
 * Every way of reading, each alone in a rule or condition of a small form: what
 * is judged again after an edit is all that reads what changed.
 */
#include <unistd.h>

#include "check/live.h"
#include "doc/form.h"
#include "doc/rows.h"
#include "tap.h"

#define TEXTS(zh, en) "<yl:text xml:lang='zh'>" zh "</yl:text><yl:text xml:lang='en'>" en "</yl:text>"
#define ALERTS "<yl:alert xml:lang='zh'>示例 {/DecMessage/DecHead/Type}</yl:alert>" \
	"<yl:alert xml:lang='en'>no {/DecMessage/DecHead/Type}</yl:alert>"
#define REPORT(id, test, more) "<report id='" id "' role='warning' test=\"" test "\">" TEXTS("示例 " more, "sample " more) "</report>\n"

static const char form_xml[] = FORM_HEAD
    "<yl:field name='import' type='boolean' calculate=\"DecHead/IEFlag = 'I'\"/>\n"
    "<yl:field name='sum' type='number' calculate='sum(DecLists/DecList/yl:twice)'/>\n"
    "<yl:field name='far' type='number' calculate='yl:sum + 1'/>\n"
    "<bind ref='DecHead'>\n"
    " <bind ref='GrossWet' relevant='yl:import'/>\n"
    " <bind ref='NetWt' relevant=\"DecHead/GrossWet &gt; 3\"/>\n"
    " <bind ref='Count' required='count(Edoc) &gt; 0'/>\n"
    "</bind>\n"
    "<bind ref='DecContainers' relevant=\"DecHead/SeqNo != 'none'\"/>\n"
    "<bind ref='DecLists/DecList'>\n"
    " <yl:field name='twice' type='number' calculate='GQty * 2'/>\n"
    " <yl:field name='nth' type='number' calculate='yl:place()'/>\n"
    " <yl:field name='twins' type='number' calculate='count(/DecMessage/DecLists/DecList[CodeTS = current()/CodeTS])'/>\n"
    " <bind ref='GName' required=\"/DecMessage/DecHead/IEFlag = 'E'\"/>\n"
    " <bind ref='DeclPrice' yl:save='yl:given(/DecMessage/DecHead/SeqNo)'/>\n"
    " <bind ref='Weight' constraint='yl:given(/DecMessage/DecHead/SignDate)'>" ALERTS "</bind>\n"
    "</bind>\n"
    FORM_TAIL;

static const char rules_xml[] =
    "<schema xmlns='http://purl.oclc.org/dsdl/schematron' xmlns:yl='urn:yulu:form' queryBinding='yulu' yl:id='dec'"
    " yl:edition='2026-03' yl:dictionary='dec@2026-03'>\n<pattern id='all'>\n"
    "<rule context='DecLists/DecList'>\n"
    REPORT("P01", "yl:place() &gt; 2", "{yl:place()}")
    REPORT("P02", "yl:nth &gt; 3", "")
    REPORT("P03", "/DecMessage/DecHead/GrossWet &gt; 2", "")
    REPORT("P04", "yl:given(/DecMessage/DecHead/NetWt)", "")
    REPORT("P05", "count(/DecMessage/DecLists/DecList[CodeTS = current()/CodeTS]) &gt; 1", "")
    REPORT("P06", "yl:twins &gt; 2", "")
    REPORT("P07", "yl:given(CodeTS)", "{GName} {/DecMessage/DecHead/NoteS} {count(/DecMessage/Edoc)}")
    REPORT("P08", "/DecMessage/yl:far &gt; 10", "{/DecMessage/yl:far}")
    REPORT("P09", "count(DecGoodsLimits/DecGoodsLimit) &gt; 1", "")
    REPORT("P10", "yl:given(DecGoodsLimits)", "")
    "</rule>\n"
    "<rule context='DecLists/DecList' yl:when=\"yl:given(/DecMessage/DecHead/Type)\">\n"
    REPORT("P11", "yl:given(CodeTS)", "")
    "</rule>\n"
    "<rule context='/'>\n"
    REPORT("Q01", "sum(DecLists/DecList/GQty) &gt; 10", "")
    REPORT("Q02", "count(DecLists/DecList/DecGoodsLimits/DecGoodsLimit) &gt; 2", "")
    REPORT("Q03", "yl:first(DecContainers/Container/ContainerId) != ''", "{yl:first(DecContainers/Container/GoodsNo)}")
    REPORT("Q04", "count(DecContainers) &gt; 0", "")
    REPORT("Q05", "yl:first(DecLists/DecList[CodeTS = 'x']/GName) != ''", "")
    REPORT("Q06", "yl:given(TrnHead)", "")
    "</rule>\n"
    "<rule context='DecLists/DecList/DecGoodsLimits/DecGoodsLimit'>\n"
    REPORT("N01", "../../CodeTS = 'x'", "{../../GName}")
    REPORT("N02", "../../yl:nth = 2", "")
    REPORT("N03", "count(../../DecGoodsLimits/DecGoodsLimit) &gt; 1", "")
    REPORT("N04", "count(/DecMessage/DecContainers/Container[ContainerId = current()/LicenceNo]) &gt; 0", "")
    "</rule>\n"
    "<rule context='DecContainers/Container'>\n"
    REPORT("N05", "yl:given(ContainerId)", "")
    "</rule>\n"
    "</pattern></schema>\n";

enum { N_RULE = 22 };

static struct form *
load(const struct dict *d)
{
	char dir[] = "/tmp/yulu-readers-XXXXXX", *path, *rules;
	struct form *f = NULL;
	struct err err = {0};

	if (mkdtemp(dir) == NULL) {
		printf("Bail out! no temporary folder\n");
		exit(1);
	}
	path = file_join(dir, "dec@2026-03.xml");
	rules = file_join(dir, "dec@2026-03.rules.xml");
	if (file_write(path, SV(form_xml), 0600, &err) != RC_OK || file_write(rules, SV(rules_xml), 0600, &err) != RC_OK
	    || form_load(d, path, rules, NULL, &f, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	unlink(path);
	unlink(rules);
	rmdir(dir);
	mem_free(path);
	mem_free(rules);
	return f;
}

struct bench {
	struct checker *checker;
	struct doc *doc;
	struct live *live;
	struct str whole, live_text;
	char *line[20000];
	size_t n;
	size_t bad, compared;
	unsigned spoke[80];		/* rules that were found, by their letter and number */
};

static void
add(struct bench *b, uint32_t row, int column, const char *rule, struct sv place, struct sv text)
{
	struct str s = STR_INIT(0);

	str_addf(&s, "%u %d %s %.*s: %.*s\n", row, column, rule, (int)place.n, place.p, (int)text.n, text.p);
	if (b->n < sizeof b->line / sizeof b->line[0])
		b->line[b->n++] = str_take(&s);
	str_clear(&s);
	if (rule[0] >= 'N' && rule[0] <= 'Q')
		b->spoke[(rule[0] - 'N') * 20 + (rule[1] - '0') * 10 + rule[2] - '0'] = 1;
}

static void
on_finding(void *ctx, const struct finding *f)
{
	add(ctx, f->row ? doc_row_id(f->row) : 0, f->column, f->rule, f->place, f->text);
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
sorted(struct bench *b, struct str *out)
{
	str_reset(out);
	qsort(b->line, b->n, sizeof b->line[0], compare_lines);
	for (size_t i = 0; i < b->n; i++) {
		str_adds(out, b->line[i]);
		mem_free(b->line[i]);
	}
	b->n = 0;
}

static void
compare(struct bench *b)
{
	const struct check_options o = {.declaring = true, .day = day_today()};
	const struct live_finding *f;
	size_t n;

	while (!live_run(b->live, &o, 1000))
		;
	check_doc(b->checker, b->doc, &o, on_finding, b);
	sorted(b, &b->whole);
	f = live_findings(b->live, &n);
	for (size_t i = 0; i < n; i++)
		add(b, f[i].row, f[i].column, f[i].rule, f[i].place, f[i].text);
	sorted(b, &b->live_text);
	b->compared++;
	if (!sv_eq(str_sv(&b->whole), str_sv(&b->live_text)) && b->bad++ < 1)
		printf("# whole\n%s# live\n%s", str_z(&b->whole), str_z(&b->live_text));
}

/* Each edit alone, so that nothing else makes due what it does not. */
static void
run(struct bench *b, uint64_t seed)
{
	const struct doc_change *change;
	struct err err;
	uint64_t more = seed + 1000;
	const struct doc_row *root;
	uint32_t made;
	int column;
	size_t n;

	doc_blank(b->doc, &err);
	doc_find(b->doc, SV("DecHead/IEFlag"), &root, &column, &err);
	doc_set(b->doc, 1, column, SV("I"), DOC_TYPED, &err);
	doc_find(b->doc, SV("DecHead/GrossWet"), &root, &column, &err);
	doc_set(b->doc, 1, column, SV("5"), DOC_TYPED, &err);
	doc_find(b->doc, SV("DecHead/NetWt"), &root, &column, &err);
	doc_set(b->doc, 1, column, SV("4"), DOC_TYPED, &err);
	for (int i = 0; i < 4; i++)
		doc_insert(b->doc, 1, 1 + (int)small_random(&seed, 2), 0, &made, &err);
	for (int k = 0; k < 20; k++)
		rows_edit(b->doc, &seed);
	live_restart(b->live);
	compare(b);
	for (int k = 0; k < 60 && b->bad == 0; k++) {
		doc_journal_begin(b->doc);
		rows_edit(b->doc, &seed);
		change = doc_journal_end(b->doc, &n);
		live_changed(b->live, change, n);
		if (small_random(&more, 4) == 0) {
			doc_journal_undo(b->doc);
			live_changed(b->live, change, n);
		}
		compare(b);
	}
}

static void
run_all(struct bench *b, const struct dict *dict, const struct form *form, uint64_t seeds)
{
	struct check_setup setup = {.dict = dict, .form = form};
	struct err err = {0};

	if (check_new(&setup, &b->checker, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
	b->bad = b->compared = 0;
	b->doc = doc_new(dict, form, NULL);
	b->live = live_new(b->checker, b->doc);
	for (uint64_t seed = 0; seed < seeds && b->bad == 0; seed++)
		run(b, seed);
	live_free(b->live);
	doc_free(b->doc);
	check_free(b->checker);
}

int
main(void)
{
	struct bench *b = mem_zalloc(1, sizeof *b);
	struct dict *dict = small_load();
	struct form *form = load(dict);
	size_t n_spoke = 0;

	run_all(b, dict, form, 120);
	tap_ok(b->bad == 0, "live and whole agree after each of %zu edits", b->compared);
	for (size_t i = 0; i < sizeof b->spoke / sizeof b->spoke[0]; i++)
		n_spoke += b->spoke[i];
	tap_ok(n_spoke == N_RULE, "%zu of %d rules spoke", n_spoke, N_RULE);
	run_all(b, dict, NULL, 10);
	tap_ok(b->bad == 0, "without a form too, after %zu edits", b->compared);
	str_clear(&b->whole);
	str_clear(&b->live_text);
	form_free(form);
	dict_free(dict);
	mem_free(b);
	return tap_done();
}
