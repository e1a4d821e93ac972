/*
 * What is read is written again. Hundreds of random messages and the samples
 * are compared by their libxml2 trees before and after, and writing what was
 * written gives the same bytes. Then anything at all is read: changed samples,
 * trees of random names. Nothing may crash, and what was well-formed stays so.
 */
#include <dirent.h>

#include "base/file.h"
#include "canon.h"
#include "generate.h"
#include "tap.h"

static bool
write_again(struct doc *doc, struct xml_reader *reader, struct sv xml, struct str *out)
{
	struct xml_problem problem;

	if (doc_read(doc, reader, xml, NULL, NULL, NULL, &problem) != RC_OK) {
		printf("# not read, line %u: %s\n", problem.line, problem.text);
		return false;
	}
	str_reset(out);
	doc_write(doc, false, out);
	return true;
}

static bool
survives(const struct dict *d, struct doc *doc, struct xml_reader *reader, struct sv xml)
{
	struct str once = {0}, twice = {0};
	char *before = canon_of(d, xml), *after = NULL;
	bool ok = before != NULL && write_again(doc, reader, xml, &once);

	if (ok) {
		after = canon_of(d, str_sv(&once));
		ok = after != NULL && strcmp(before, after) == 0;
	}
	if (ok) {
		ok = write_again(doc, reader, str_sv(&once), &twice) && sv_eq(str_sv(&once), str_sv(&twice));
		if (!ok)
			printf("# written again it is other bytes:\n%s\n----\n%s\n", str_z(&once), str_z(&twice));
	} else {
		printf("# message:\n%.*s\n# before: %s\n# after:  %s\n", (int)xml.n, xml.p, before ? before : "(null)",
		    after ? after : "(null)");
	}
	mem_free(before);
	mem_free(after);
	str_clear(&once);
	str_clear(&twice);
	return ok;
}

static void
test_generated(const struct dict *d, struct doc *doc, struct xml_reader *reader, unsigned n_seed)
{
	static const unsigned odd[] = {0, 40, 12, 5, 3};

	for (size_t o = 0; o < sizeof odd / sizeof odd[0]; o++)
		for (int prefixed = 0; prefixed < 2; prefixed++) {
			unsigned n = 0, good = 0;

			for (uint64_t seed = 1; seed <= n_seed && good == n; seed++, n++) {
				struct str xml = {0};
				struct generate g = {.seed = seed * 977 + o, .out = &xml, .odd = odd[o],
				    .prefix = prefixed ? "d:" : "", .items = seed == n_seed ? 50 : 4};

				gen_message(&g, d, seed % 5 == 0);
				good += survives(d, doc, reader, str_sv(&xml));
				str_clear(&xml);
			}
			tap_ok(good == n, "random messages of %s, %s, oddity %u: %u of %u survive", d->ns, prefixed ? "prefixed" : "default namespace",
			    odd[o], good, n);
		}
}

/* ---- anything at all ------------------------------------------------------- */

static void
odd_seen(void *ctx, const struct doc_odd *odd)
{
	struct str place = {0};

	if (odd->row != NULL)
		doc_place(ctx, odd->row, -1, &place);
	str_clear(&place);
}

static bool
read_anything(const struct dict *d, struct doc *doc, struct xml_reader *reader, struct sv xml)
{
	struct xml_problem problem;
	struct str out = {0};
	enum rc rc = doc_read(doc, reader, xml, NULL, odd_seen, doc, &problem);
	bool ok = true;

	doc_write(doc, false, &out);
	if (rc == RC_OK) {
		char *after = canon_of(d, str_sv(&out));

		ok = after != NULL;
		mem_free(after);
		if (ok)
			ok = survives(d, doc, reader, xml);
	} else {
		ok = rc == RC_PARSE || rc == RC_NOTFOUND || rc == RC_LIMIT;
	}
	str_clear(&out);
	return ok;
}

static void
mutate(struct str *s, uint64_t *seed)
{
	static const char *const piece[] = {"<", ">", "/>", "</", "&", "&lt;", "<![CDATA[", "]]>", "<!--", "xmlns='urn:m'", "\"", " ",
	    "<DecList>", "</DecList>", "<DecHead>", "<GName>", "</GName>", "xmlns:d=''", "\xff", "&#0;", "<x/>"};
	uint32_t at = small_random(seed, (uint32_t)s->len_b), n = 1 + small_random(seed, 6);
	struct str out = {0};
	const char *add = "";
	uint32_t cut = 0;

	switch (small_random(seed, 3)) {
	case 0:
		cut = n;
		break;
	case 1:
		add = piece[small_random(seed, sizeof piece / sizeof piece[0])];
		break;
	default:
		cut = n;
		add = piece[small_random(seed, sizeof piece / sizeof piece[0])];
		break;
	}
	if (at + cut > s->len_b)
		cut = (uint32_t)s->len_b - at;
	str_add(&out, (struct sv){s->s, at});
	str_adds(&out, add);
	str_add(&out, (struct sv){s->s + at + cut, s->len_b - at - cut});
	str_clear(s);
	*s = out;
}

static void
test_mutated(const struct dict *d, struct doc *doc, struct xml_reader *reader)
{
	unsigned good = 0, n = 0;

	for (uint64_t seed = 1; seed <= 1000; seed++, n++) {
		struct str xml = {0};
		struct generate g = {.seed = seed, .out = &xml, .odd = 6, .prefix = seed % 2 ? "d:" : "", .items = 2};

		gen_message(&g, d, seed % 7 == 0);
		for (uint32_t k = small_random(&g.seed, 3); k < 3; k++)
			mutate(&xml, &g.seed);
		if (read_anything(d, doc, reader, str_sv(&xml)))
			good++;
		else
			printf("# seed %u\n%s\n", (unsigned)seed, str_z(&xml));
		str_clear(&xml);
	}
	tap_ok(good == n, "%u of %u changed messages are taken in good order", good, n);
}

/* Trees whose names come from the dictionary at random, anywhere. */
static void
random_tree(struct str *out, uint64_t *seed, int depth)
{
	static const char *const name[] = {"DecMessage", "DecHead", "SeqNo", "DecLists", "DecList", "GName", "DecGoodsLimits",
	    "DecGoodsLimit", "TrnHead", "TrnInner", "Day", "Edoc", "Other", "ImportMessage"};
	const char *n = name[small_random(seed, sizeof name / sizeof name[0])];

	str_addf(out, "<%s%s>", n, small_random(seed, 9) == 0 ? " xmlns='urn:example:dec'" : small_random(seed, 9) == 0 ? " xmlns=''" : "");
	for (uint32_t k = small_random(seed, depth > 5 ? 1 : 5); k > 0; k--) {
		random_tree(out, seed, depth + 1);
		if (small_random(seed, 4) == 0)
			str_adds(out, "text ");
	}
	str_addf(out, "</%s>", n);
}

static void
test_trees(const struct dict *d, struct doc *doc, struct xml_reader *reader)
{
	unsigned good = 0, n = 0;

	for (uint64_t seed = 1; seed <= 150; seed++, n++) {
		struct str xml = {0};
		uint64_t s = seed * 31;

		str_addf(&xml, "<DecMessage xmlns='%s'>", SMALL_NS);
		for (int k = 0; k < 4; k++)
			random_tree(&xml, &s, 0);
		str_adds(&xml, "</DecMessage>");
		if (read_anything(d, doc, reader, str_sv(&xml)))
			good++;
		else
			printf("# seed %u\n%s\n", (unsigned)seed, str_z(&xml));
		str_clear(&xml);
	}
	tap_ok(good == n, "%u of %u random trees are taken in good order", good, n);
}

/* ---- the samples ------------------------------------------------------------- */

static void
test_samples(struct xml_reader *reader)
{
	const char *top = getenv("top_srcdir") ? getenv("top_srcdir") : ".";
	char *dict_path = file_join(top, "data/dictionary/dec@2026-03.csv"), *dir_path = file_join(top, "data/samples/dec");
	struct dict *d = NULL;
	struct err err = {0};
	DIR *dir = opendir(dir_path);

	if (dir == NULL || dict_load(dict_path, &d, &err) != RC_OK) {
		tap_ok(false, "dictionary and samples of the declaration: %s", dir ? err.text : dir_path);
	} else {
		struct doc *doc = doc_new(d, NULL, NULL);

		for (struct dirent *e; (e = readdir(dir)) != NULL;) {
			char *path = file_join(dir_path, e->d_name);
			struct str xml = STR_INIT(1 << 20);

			if (e->d_name[0] >= '0' && e->d_name[0] <= '9' && strstr(e->d_name, ".xml") != NULL
			    && file_read(path, 1 << 20, &xml, NULL) == RC_OK)
				tap_ok(survives(d, doc, reader, str_sv(&xml)), "sample %s", e->d_name);
			str_clear(&xml);
			mem_free(path);
		}
		test_generated(d, doc, reader, 4);
		doc_free(doc);
	}
	if (dir != NULL)
		closedir(dir);
	dict_free(d);
	mem_free(dict_path);
	mem_free(dir_path);
}

int
main(void)
{
	struct xml_reader *reader = xml_reader_new();
	struct dict *d = small_load();
	struct doc *doc = doc_new(d, NULL, NULL);

	test_generated(d, doc, reader, 80);
	test_mutated(d, doc, reader);
	test_trees(d, doc, reader);
	doc_free(doc);
	dict_free(d);
	test_samples(reader);
	xml_reader_free(reader);
	return tap_done();
}
