/*
 * The form of single values. First every fault by example; then, for every
 * type of the declaration's dictionary, thousands of random values in one
 * document, of which xmllint with the generated schema must reject exactly
 * those that dict_judge() rejects.
 */
#include "base/day.h"
#include "base/text.h"
#include "sample.h"
#include "xml/xml.h"
#include "xmllint.h"

/* ---- by example ------------------------------------------------------------ */

static const char small[] = KIT_HEAD KIT_ROOT
    "N,decimal,9,3,N,N,0..1,,both,,,," KIT_NAMES
    "I,integer,4,,N,N,0..1,,both,,,," KIT_NAMES
    "D,date,8,,N,N,0..1,,both,,,," KIT_NAMES
    "E,date,10,,N,N,0..1,,both,,,," KIT_NAMES
    "T,datetime,16,,N,N,0..1,,both,[0-9]{16},,," KIT_NAMES
    "B,base64,,,N,N,0..1,,both,,,," KIT_NAMES
    "S,string,6,,N,N,0..1,,both,,,," KIT_NAMES
    "C,code,3,,N,N,0..1,X,both,[A-Z]{3},,," KIT_NAMES
    "F,string,,,N,N,0..1,,both,,,," KIT_NAMES;

static void
examples(void)
{
	static const struct { const char *field, *value; enum dict_fault fault; } c[] = {
		{"N", "", DICT_OK}, {"N", "0", DICT_OK}, {"N", "-0", DICT_OK}, {"N", "123456.789", DICT_OK}, {"N", "-1.5", DICT_OK},
		{"N", "000000000000123456", DICT_OK}, {"N", "1234567", DICT_BAD_INT_DIGITS}, {"N", "1.0000", DICT_BAD_DECIMALS},
		{"N", "0.1234", DICT_BAD_DECIMALS}, {"N", "1.", DICT_BAD_NUMBER}, {"N", ".5", DICT_BAD_NUMBER},
		{"N", "+1", DICT_BAD_NUMBER}, {"N", "1e3", DICT_BAD_NUMBER}, {"N", "1,000", DICT_BAD_NUMBER},
		{"N", "１", DICT_BAD_NUMBER}, {"N", "1 2", DICT_BAD_NUMBER}, {"N", "-", DICT_BAD_NUMBER}, {"N", "--1", DICT_BAD_NUMBER},
		{"N", "1.2.3", DICT_BAD_NUMBER}, {"N", "0x10", DICT_BAD_NUMBER}, {"N", "INF", DICT_BAD_NUMBER},
		{"I", "9999", DICT_OK}, {"I", "10000", DICT_BAD_INT_DIGITS}, {"I", "1.0", DICT_BAD_DECIMALS}, {"I", "x", DICT_BAD_NUMBER},
		{"D", "20260112", DICT_OK}, {"D", "20240229", DICT_OK}, {"D", "20260229", DICT_BAD_DAY}, {"D", "20000229", DICT_OK},
		{"D", "20261301", DICT_BAD_DAY}, {"D", "20260431", DICT_BAD_DAY}, {"D", "19991231", DICT_BAD_DAY},
		{"D", "21000101", DICT_BAD_DAY}, {"D", "2026-01-12", DICT_BAD_DAY}, {"D", "2026011", DICT_BAD_DAY},
		{"D", "202601123", DICT_BAD_DAY}, {"E", "2026-01-12", DICT_OK}, {"E", "20260112", DICT_BAD_DAY},
		{"E", "2026-02-30", DICT_BAD_DAY}, {"E", "2026/01/12", DICT_BAD_DAY},
		{"T", "2026010509000000", DICT_OK}, {"T", "20260105090000", DICT_BAD_FORM},
		{"B", "QUJD", DICT_OK}, {"B", "QUI=", DICT_OK}, {"B", "QQ==", DICT_OK}, {"B", "QU\nJD", DICT_OK}, {"B", "QUJ", DICT_BAD_BASE64},
		{"B", "QUJD=", DICT_BAD_BASE64}, {"B", "QQ=A", DICT_BAD_BASE64}, {"B", "QR==", DICT_BAD_BASE64}, {"B", "QUJ-", DICT_BAD_BASE64},
		{"S", "abcdef", DICT_OK}, {"S", "中文字", DICT_OK}, {"S", "中文字a", DICT_TOO_LONG}, {"S", "abcdefg", DICT_TOO_LONG},
		{"C", "CHN", DICT_OK}, {"C", "chn", DICT_BAD_FORM}, {"C", "CHNX", DICT_BAD_FORM}, {"F", "anything 任何", DICT_OK},
	};
	struct dict *d = kit_load(small);

	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		enum dict_fault got = dict_judge(dict_find(d, sv_of(c[i].field)), sv_of(c[i].value));

		tap_ok(got == c[i].fault, "%s \"%s\": %d", c[i].field, c[i].value, (int)got);
	}
	dict_free(d);
}

/* ---- against xmllint ------------------------------------------------------- */

enum { N_VALUES = 2000, N_MAX_TYPES = 200 };

struct batch {
	struct sample sample;
	struct str doc, value;
	char bad[N_VALUES];	/* judged bad */
	int n_bad, n_good;
};

static const char *
pattern_of(const struct dict_node *n)
{
	switch (n->type) {
	case DICT_INTEGER:
	case DICT_DECIMAL:
		return "-?0{0,3}[0-9]{1,22}(\\.[0-9]{1,8})?";
	case DICT_DATE:
		return n->length == 8 ? "20[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01])|20[0-9]{2}02(2[0-9]|30)|20[0-9]{2}0229"
		    : "20[0-9]{2}-(0[1-9]|1[0-2])-([0-2][0-9]|3[01])|20[0-9]{2}-02-(2[0-9]|30)|20[0-9]{2}-02-29";
	case DICT_BASE64:
		return "([A-Za-z0-9+/]{4}){0,3}([A-Za-z0-9+/]{2,3}={0,2})?|[A-Za-z0-9+/]{2}==|[\\s]{0,2}[A-Za-z0-9+/]{2}[AEI]=";
	default:
		return n->form[0] != '\0' ? n->form : ".{0,5} ?.{0,5}";
	}
}

static bool
is_bad(const struct dict_node *n, struct sv raw)
{
	struct sv v = n->blanks_keep ? raw : sv_trim(raw);
	enum dict_fault fault = dict_judge(n, v);

	if (v.n == 0)
		return n->save == DICT_YES;
	return fault != DICT_OK && fault != DICT_TOO_LONG;
}

/* One value a line, so that a line in xmllint's words is a value. */
static void
fill(struct batch *b, const struct dict_node *n)
{
	str_reset(&b->doc);
	str_adds(&b->doc, "<Msg xmlns=\"urn:demo\">\n");
	b->n_bad = b->n_good = 0;
	for (int i = 0; i < N_VALUES; i++) {
		struct str escaped = {0};

		sample_text(&b->sample, pattern_of(n), &b->value);
		b->bad[i] = is_bad(n, str_sv(&b->value));
		b->n_bad += b->bad[i];
		b->n_good += !b->bad[i];
		xml_escape(&escaped, str_sv(&b->value), true);
		str_addf(&b->doc, "<G><V>%s</V></G>\n", str_z(&escaped));
		str_clear(&escaped);
	}
	str_adds(&b->doc, "</Msg>\n");
}

/* Marks the lines that xmllint complains of: doc.xml:LINE: element … */
static void
lines_of(const struct xmllint *x, char *rejected)
{
	struct sv rest = str_sv(&x->said), line, part;

	while (sv_split(&rest, '\n', &line)) {
		struct sv doc = sv_of(x->doc);
		size_t n;

		if (!sv_starts(line, doc))
			continue;
		line = (struct sv){line.p + doc.n + 1, line.n - doc.n - 1};
		if (sv_split(&line, ':', &part) && sv_to_size(part, &n) && n >= 2 && n < N_VALUES + 2)
			rejected[n - 2] = 1;
	}
}

static void
compare(struct batch *b, struct xmllint *x, const struct dict_node *n, const char *name)
{
	char rejected[N_VALUES] = {0};
	int differ = 0, rc;
	struct sv rest = str_sv(&b->doc), line;

	rc = xmllint_text(x, str_sv(&b->doc));
	lines_of(x, rejected);
	sv_split(&rest, '\n', &line);
	for (int i = 0; i < N_VALUES; i++) {
		sv_split(&rest, '\n', &line);
		if (rejected[i] == b->bad[i])
			continue;
		if (differ++ < 5)
			printf("# xmllint %s, dict_judge %s: %.*s\n", rejected[i] ? "rejects" : "takes", b->bad[i] ? "rejects" : "takes", (int)line.n,
			    line.p);
	}
	tap_ok(differ == 0 && rc == (b->n_bad > 0 ? 3 : 0), "%s: %d taken, %d rejected, %d differ", name, b->n_good, b->n_bad, differ);
	if (n->form[0] != '\0' || n->type == DICT_DATE || n->type == DICT_DECIMAL || n->type == DICT_INTEGER || n->type == DICT_BASE64)
		tap_ok(b->n_bad >= N_VALUES / 50 && b->n_good >= N_VALUES / 50, "%s: both sides of the border are met", name);
}

static struct dict *
one_field(const struct dict_node *n)
{
	static const char *const type[] = {"group", "string", "code", "integer", "decimal", "date", "datetime", "base64"};
	struct str csv = {0};
	struct dict *d;

	str_adds(&csv, KIT_HEAD KIT_ROOT KIT_GROUP("G", "0..n"));
	str_addf(&csv, "G/V,%s,%d,%d,%s,N,0..1,,both,\"%s\",%s,,established,示例,example,,\n", type[n->type], n->length, n->decimals,
	    n->save == DICT_YES ? "Y" : "N", n->form, n->blanks_keep ? "keep" : "");
	d = kit_load(str_z(&csv));
	str_clear(&csv);
	return d;
}

static bool
same(const struct dict_node *a, const struct dict_node *b)
{
	bool number = a->type == DICT_DECIMAL || a->type == DICT_INTEGER || a->type == DICT_DATE;

	return (a->type == b->type || (!number && a->type != DICT_BASE64 && b->type != DICT_BASE64)) && (a->save == DICT_YES) == (b->save == DICT_YES)
	    && strcmp(a->form, b->form) == 0 && a->blanks_keep == b->blanks_keep
	    && (!number || (a->length == b->length && a->decimals == b->decimals));
}

static void
against_xmllint(struct batch *b, struct xmllint *x, const struct dict_node *n)
{
	struct dict *d = one_field(n);
	struct str xsd = {0};
	char name[200];

	snprintf(name, sizeof name, "type %d %d,%d %s%s %s", (int)n->type, n->length, n->decimals, n->form, n->blanks_keep ? " keep" : "",
	    n->save == DICT_YES ? "given" : "");
	dict_write_xsd(d, &xsd);
	xmllint_schema(x, str_sv(&xsd));
	fill(b, dict_find(d, SV("G/V")));
	compare(b, x, n, name);
	str_clear(&xsd);
	dict_free(d);
}

static size_t
gather(const struct dict_node *n, const struct dict_node **seen, size_t n_seen)
{
	bool known = n->type == DICT_GROUP;

	for (size_t i = 0; i < n_seen && !known; i++)
		known = same(n, seen[i]);
	if (!known && n_seen < N_MAX_TYPES)
		seen[n_seen++] = n;
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		n_seen = gather(c, seen, n_seen);
	return n_seen;
}

static void
all_types(void)
{
	static const char more[] = KIT_HEAD KIT_ROOT
	    "A,string,9,,Y,Y,1,,both,,keep,," KIT_NAMES
	    "B,date,8,,Y,Y,1,,both,,,," KIT_NAMES
	    "C,base64,,,N,N,0..1,,both,,,," KIT_NAMES
	    "D,string,9,,Y,Y,1,,both,[A-Z ]{2},keep,," KIT_NAMES
	    "E,string,9,,N,N,0..1,,both,[A-Z ]{2},keep,," KIT_NAMES
	    "F,string,9,,N,N,0..1,,both,a b|ab,,," KIT_NAMES
	    "G,decimal,34,20,Y,Y,1,,both,,,," KIT_NAMES;
	struct dict *dec = kit_dec(), *other = kit_load(more);
	const struct dict_node *seen[N_MAX_TYPES];
	struct batch b = {.sample.seed = 7};
	struct xmllint x;
	size_t n = gather(other->root, seen, gather(dec->root, seen, 0));

	if (!xmllint_start(&x)) {
		printf("ok %d # SKIP no xmllint\n", ++tap_n);
	} else {
		for (size_t i = 0; i < n; i++)
			against_xmllint(&b, &x, seen[i]);
	}
	xmllint_end(&x);
	str_clear(&b.doc);
	str_clear(&b.value);
	dict_free(dec);
	dict_free(other);
}

int
main(void)
{
	examples();
	all_types();
	return tap_done();
}
