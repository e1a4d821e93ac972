#include "xml/internal.h"

#include <errno.h>
#include <strings.h>

#include "base/text.h"

/* The encoding that an XML declaration at the start names; "" when none. */
static void
find_declared(struct sv text, char out[32])
{
	struct sv head = {text.p, text.n < 512 ? text.n : 512};
	size_t at;
	char quote;

	out[0] = '\0';
	if (!sv_starts(head, SV("<?xml")) || !sv_find(head, SV("?>"), &at))
		return;
	head.n = at;
	if (!sv_find(head, SV("encoding"), &at))
		return;
	head = sv_trim((struct sv){head.p + at + 8, head.n - at - 8});
	if (head.n == 0 || head.p[0] != '=')
		return;
	head = sv_trim((struct sv){head.p + 1, head.n - 1});
	if (head.n < 2 || (head.p[0] != '"' && head.p[0] != '\''))
		return;
	quote = head.p[0];
	for (at = 1; at < head.n && head.p[at] != quote; at++) {
		if (at == 31 || head.p[at] <= ' ' || head.p[at] > '~')
			return;
		out[at - 1] = head.p[at];
		out[at] = '\0';
	}
}

static bool
is_gb(const char *encoding)
{
	static const char *const name[] = {"GB2312", "GB_2312-80", "EUC-CN", "GBK", "CP936", "GB18030"};

	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		if (strcasecmp(encoding, name[i]) == 0)
			return true;
	return false;
}

/* Converts all of bytes. On failure *bad_b is the offset of the first byte
 * that is not of the encoding. The output is at most three times the input. */
static bool
convert(iconv_t cd, struct sv bytes, struct str *out, size_t *bad_b)
{
	char *in = (char *)(uintptr_t)bytes.p, *to, *begin;
	size_t in_b = bytes.n, room_b, n;

	iconv(cd, NULL, NULL, NULL, NULL);
	str_reset(out);
	while (in_b > 0) {
		room_b = in_b < 4096 ? 3 * in_b + 16 : in_b + in_b / 2;
		begin = to = str_room(out, room_b);
		if (to == NULL)
			break;
		n = iconv(cd, &in, &in_b, &to, &room_b);
		str_wrote(out, (size_t)(to - begin));
		if (n == (size_t)-1 && errno != E2BIG)
			break;
	}
	*bad_b = bytes.n - in_b;
	return in_b == 0;
}

static iconv_t
gb_converter(struct xml_reader *r)
{
	/* GB18030 holds all of GBK, GBK all of GB2312, and senders mix the names up. */
	if (r->gb == (iconv_t)-1)
		r->gb = iconv_open("UTF-8", "GB18030");
	return r->gb;
}

bool
xml_looks_gb(struct xml_reader *r, struct sv bytes)
{
	size_t bad_b;

	return gb_converter(r) != (iconv_t)-1 && convert(r->gb, bytes, &r->utf8, &bad_b);
}

/* Chinese in UTF-8 is three bytes a character; two such in a row of bytes that
 * are sound UTF-8 throughout do not come about in GB text. */
static bool
is_utf8_after_all(struct sv bytes, size_t *first_b)
{
	size_t n_long = 0, first = bytes.n;

	if (!text_valid(bytes, NULL))
		return false;
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = (unsigned char)bytes.p[i];

		if (c >= 0x80 && first == bytes.n)
			first = i;
		n_long += c >= 0xe0;
	}
	*first_b = first;
	return n_long >= 2;
}

enum rc
xml_fail_encoding(struct xml_reader *r, struct sv bytes, size_t at_b, const char *text)
{
	xml_set_fault(r, XML_FAULT_ENCODING, text);
	xml_set_place(r->problem, bytes, at_b);
	return RC_PARSE;
}

static enum rc
to_utf8_from_16(struct xml_reader *r, struct sv *bytes, bool big)
{
	size_t mark_b = r->had_bom ? 2 : 0;
	iconv_t cd = iconv_open("UTF-8", big ? "UTF-16BE" : "UTF-16LE");
	struct xml_problem *p = r->problem;
	size_t bad_b = 0;
	bool ok = cd != (iconv_t)-1 && convert(cd, *bytes, &r->utf8, &bad_b);

	if (cd != (iconv_t)-1)
		iconv_close(cd);
	if (!ok) {
		xml_set_fault(r, XML_FAULT_ENCODING, "bytes that are no UTF-16");
		p->at_b = mark_b + bad_b;
		return RC_PARSE;
	}
	*bytes = str_sv(&r->utf8);
	find_declared(*bytes, r->encoding);
	if (r->encoding[0] != '\0' && strncasecmp(r->encoding, "UTF-16", 6) != 0) {
		xml_set_fault(r, XML_FAULT_ENCODING, "the document is UTF-16 and declares another encoding");
		p->line = 1;
		return RC_PARSE;
	}
	return RC_OK;
}

static enum rc
to_utf8_from_gb(struct xml_reader *r, struct sv *bytes)
{
	size_t bad_b;

	if (gb_converter(r) == (iconv_t)-1)
		return xml_fail_encoding(r, *bytes, 0, "this system cannot convert GB18030");
	if (is_utf8_after_all(*bytes, &bad_b))
		return xml_fail_encoding(r, *bytes, bad_b, "the bytes are UTF-8, not the declared encoding");
	if (!convert(r->gb, *bytes, &r->utf8, &bad_b))
		return xml_fail_encoding(r, *bytes, bad_b, "bytes that are not of the declared encoding");
	*bytes = str_sv(&r->utf8);
	return RC_OK;
}

enum rc
xml_to_utf8(struct xml_reader *r, struct sv *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes->p;

	r->encoding[0] = '\0';
	r->had_bom = false;
	r->is_utf8 = false;
	if (bytes->n >= 2 && ((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff))) {
		r->had_bom = true;
		*bytes = (struct sv){bytes->p + 2, bytes->n - 2};
		return to_utf8_from_16(r, bytes, b[0] == 0xfe);
	}
	if (bytes->n >= 2 && ((b[0] == '<' && b[1] == 0) || (b[0] == 0 && b[1] == '<')))
		return to_utf8_from_16(r, bytes, b[0] == 0);
	if (bytes->n >= 3 && b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf) {
		r->had_bom = true;
		*bytes = (struct sv){bytes->p + 3, bytes->n - 3};
	}
	find_declared(*bytes, r->encoding);
	r->is_utf8 = r->encoding[0] == '\0' || strcasecmp(r->encoding, "UTF-8") == 0;
	if (r->is_utf8)
		return RC_OK;
	if (is_gb(r->encoding) && !r->had_bom)
		return to_utf8_from_gb(r, bytes);
	return xml_fail_encoding(r, *bytes, 0, r->had_bom ? "the document begins with the mark of UTF-8 and declares another encoding"
	    : "the declared encoding is not one of UTF-8, UTF-16, GB2312, GBK, GB18030, or not that of the bytes");
}
