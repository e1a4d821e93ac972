/*
 * Reading 20,000 rows of 18 fields into a document, beside a libxml2 tree of
 * the same bytes in the same run: time (median of interleaved rounds) and
 * memory held. Budget: half the tree's time, about 10 MB.
 */
#include <malloc.h>
#include <time.h>

#include <libxml/parser.h>

#include "small.h"

enum { ROWS = 20000, FIELDS = 18, ROUNDS = 9 };

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double
held_mb(void)
{
	struct mallinfo2 m = mallinfo2();

	return (double)(m.uordblks + m.hblkhd) / 1e6;
}

static struct dict *
wide_dict(void)
{
	struct str s = {0};
	struct dict *d = NULL;

	str_adds(&s, "path,type,length,decimals,save,declare,occurs,codes,direction,form,blanks,rules,status,name_zh,name_en,note_zh,note_en\n"
	    "/Book,root,,,N,N,1,,both,urn:example:book,,,established,示例,example,,\nRow,group,,,N,N,0..n,,both,,,,established,示例,example,,\n");
	for (int f = 0; f < FIELDS; f++)
		str_addf(&s, "Row/Field%c,string,64,,N,N,0..1,,both,,,,established,示例,example,,\n", 'A' + f);
	if (dict_load_text("book@2026-01.csv", str_sv(&s), &d, NULL) != RC_OK)
		exit(1);
	str_clear(&s);
	return d;
}

static void
wide_message(struct str *s)
{
	static const char *const value[] = {"0101210010", "示例货物", "1250.5", "USD", "20260102", "7"};

	str_adds(s, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Book xmlns=\"urn:example:book\">\n");
	for (int r = 0; r < ROWS; r++) {
		str_adds(s, " <Row>\n");
		for (int f = 0; f < FIELDS; f++)
			str_addf(s, "  <Field%c>%s</Field%c>\n", 'A' + f, value[(r + f) % 6], 'A' + f);
		str_adds(s, " </Row>\n");
	}
	str_adds(s, "</Book>\n");
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(void)
{
	double tree[ROUNDS], rows[ROUNDS], again[ROUNDS], tree_mb = 0, rows_mb = 0;
	struct xml_reader *reader = xml_reader_new();
	struct dict *d = wide_dict();
	struct xml_problem problem;
	struct str xml = {0};

	wide_message(&xml);
	for (int i = 0; i < ROUNDS; i++) {
		double before = held_mb(), t = now_ms();
		xmlDoc *x = xmlReadMemory(xml.s, (int)xml.len_b, NULL, NULL, XML_PARSE_NONET);
		struct doc *doc;

		tree[i] = now_ms() - t;
		tree_mb = held_mb() - before;
		xmlFreeDoc(x);
		doc = doc_new(d, NULL, NULL);
		before = held_mb();
		t = now_ms();
		if (doc_read(doc, reader, str_sv(&xml), NULL, NULL, NULL, &problem) != RC_OK || doc_n_rows(doc) != ROWS + 1)
			exit(1);
		rows[i] = now_ms() - t;
		rows_mb = held_mb() - before;
		t = now_ms();
		doc_read(doc, reader, str_sv(&xml), NULL, NULL, NULL, &problem);
		again[i] = now_ms() - t;
		doc_free(doc);
	}
	qsort(tree, ROUNDS, sizeof tree[0], compare);
	qsort(rows, ROUNDS, sizeof rows[0], compare);
	qsort(again, ROUNDS, sizeof again[0], compare);
	printf("read %d rows of %d fields, %.1f MB: yulu %.1f ms (%.1f MB held), libxml2 tree %.1f ms (%.1f MB), ratio %.2f\n", ROWS, FIELDS,
	    (double)xml.len_b / 1e6, rows[ROUNDS / 2], rows_mb, tree[ROUNDS / 2], tree_mb, tree[ROUNDS / 2] / rows[ROUNDS / 2]);
	printf("the same into a document used before: yulu %.1f ms, libxml2 tree %.1f ms, ratio %.2f\n", again[ROUNDS / 2], tree[ROUNDS / 2],
	    tree[ROUNDS / 2] / again[ROUNDS / 2]);
	str_clear(&xml);
	dict_free(d);
	xml_reader_free(reader);
	return 0;
}
