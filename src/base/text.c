#include "base/text.h"

#include "base/text_table.h"

enum { REPLACEMENT = 0xFFFD };

/* Bytes of ASCII at the start of s, eight a step. */
static size_t ascii_run(const char *p, size_t n)
{
	size_t i = 0;
	uint64_t word;

	while (n - i >= 8) {
		memcpy(&word, p + i, 8);
		if (word & 0x8080808080808080ULL)
			break;
		i += 8;
	}
	while (i < n && !((unsigned char)p[i] & 0x80))
		i++;
	return i;
}

size_t text_decode(const char *p, size_t n_b, uint32_t *cp)
{
	const unsigned char *u = (const unsigned char *)p;
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n;
	uint32_t c;

	if (u[0] < 0x80) {
		*cp = u[0];
		return 1;
	}
	*cp = REPLACEMENT;
	if (u[0] < 0xC2 || u[0] > 0xF4)
		return 1;
	n = u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;
	if (n > n_b)
		return 1;
	c = u[0] & (0xFFu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((u[i] & 0xC0) != 0x80)
			return 1;
		c = c << 6 | (u[i] & 0x3Fu);
	}
	if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 1;
	*cp = c;
	return n;
}

size_t text_encode(uint32_t cp, char out[4])
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = REPLACEMENT;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

bool text_valid(struct sv s, size_t *at)
{
	size_t i = 0;
	uint32_t cp;

	if (at != NULL)
		*at = 0;
	while (i < s.n) {
		size_t n;

		i += ascii_run(s.p + i, s.n - i);
		if (i == s.n)
			break;
		n = text_decode(s.p + i, s.n - i, &cp);
		if (n == 1) {
			if (at != NULL)
				*at = i;
			return false;
		}
		i += n;
	}
	return true;
}

/* ASCII characters into *ascii, all others into *other. */
static void count(struct sv s, size_t *ascii, size_t *other)
{
	size_t i = 0;
	uint32_t cp;

	*ascii = *other = 0;
	while (i < s.n) {
		size_t run = ascii_run(s.p + i, s.n - i);

		*ascii += run;
		i += run;
		while (i < s.n && ((unsigned char)s.p[i] & 0x80)) {
			i += text_decode(s.p + i, s.n - i, &cp);
			++*other;
		}
	}
}

size_t text_len_gb(struct sv s)
{
	size_t ascii, other;

	count(s, &ascii, &other);
	return ascii + 2 * other;
}

size_t text_len_ch(struct sv s)
{
	size_t ascii, other;

	count(s, &ascii, &other);
	return ascii + other;
}

static bool in_ranges(const struct range *r, size_t n, uint32_t cp)
{
	size_t low = 0;

	while (low < n) {
		size_t mid = low + (n - low) / 2;

		if (cp > r[mid].last)
			low = mid + 1;
		else if (cp < r[mid].first)
			n = mid;
		else
			return true;
	}
	return false;
}

#define IN(table, cp) in_ranges((table), sizeof(table) / sizeof *(table), (cp))

static bool is_cc(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
}

int text_width_cp(uint32_t cp)
{
	if (cp < 0x300)
		return is_cc(cp) ? 0 : 1;
	if (cp >= 0x4E00 && cp <= 0x9FFF)
		return 2;
	if (IN(range_zero, cp))
		return 0;
	return IN(range_wide, cp) ? 2 : 1;
}

int text_width(struct sv s)
{
	int width = 0;
	uint32_t cp;

	for (size_t i = 0; i < s.n; ) {
		i += text_decode(s.p + i, s.n - i, &cp);
		width += text_width_cp(cp);
	}
	return width;
}

bool text_is_control(uint32_t cp)
{
	return is_cc(cp) || (cp >= 0xA0 && IN(range_format, cp));
}

bool text_has_control(struct sv s)
{
	uint32_t cp;

	for (size_t i = 0; i < s.n; ) {
		i += text_decode(s.p + i, s.n - i, &cp);
		if (text_is_control(cp))
			return true;
	}
	return false;
}

bool text_is_han(uint32_t cp)
{
	if (cp < 0x3400)
		return cp == 0x3005 || cp == 0x3007;
	return (cp >= 0x4E00 && cp <= 0x9FFF) || cp <= 0x4DBF || (cp >= 0xF900 && cp <= 0xFAFF) ||
	       (cp >= 0x20000 && cp <= 0x3FFFD);
}

/* Is all of s printable ASCII, common Han (U+4E00..U+9FFF), its punctuation
 * (U+3001..U+3029) and full-width signs (U+FF01..U+FF5E)? Then its width. */
static bool is_plain(struct sv s, int *width)
{
	int w = 0;

	for (size_t i = 0; i < s.n; ) {
		const unsigned char *p = (const unsigned char *)s.p + i;

		if (*p >= 0x20 && *p < 0x7f) {
			w++;
			i++;
		} else if (s.n - i >= 3 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80
		    && ((*p >= 0xe5 && *p <= 0xe9) || (*p == 0xe4 && p[1] >= 0xb8)
		    || (*p == 0xe3 && p[1] == 0x80 && p[2] >= 0x81 && p[2] <= 0xa9)
		    || (*p == 0xef && ((p[1] == 0xbc && p[2] >= 0x81) || (p[1] == 0xbd && p[2] <= 0x9e))))) {
			w += 2;
			i += 3;
		} else {
			return false;
		}
	}
	*width = w;
	return true;
}

void text_add_clean(struct str *out, struct sv s, int max_width)
{
	size_t cut_at = out->len_b;
	int width = 0;
	char u[4];
	uint32_t cp;

	if (is_plain(s, &width) && (max_width == 0 || width <= max_width)) {
		str_add(out, s);
		return;
	}
	width = 0;
	for (size_t i = 0; i < s.n; ) {
		i += text_decode(s.p + i, s.n - i, &cp);
		if (text_is_control(cp))
			cp = REPLACEMENT;
		width += text_width_cp(cp);
		if (max_width > 0 && width > max_width) {
			if (!out->over) {
				out->len_b = cut_at;
				if (out->s != NULL)
					out->s[cut_at] = '\0';
				str_adds(out, "…");
			}
			return;
		}
		str_add(out, (struct sv){u, text_encode(cp, u)});
		if (width < max_width)
			cut_at = out->len_b;
	}
}

void text_add_half(struct str *out, struct sv s)
{
	uint32_t cp;

	for (size_t i = 0; i < s.n; ) {
		size_t n = text_decode(s.p + i, s.n - i, &cp);

		if (cp == 0x3000)
			str_addc(out, ' ');
		else if (cp >= 0xFF01 && cp <= 0xFF5E)
			str_addc(out, (char)(cp - 0xFEE0));
		else
			str_add(out, (struct sv){s.p + i, n});
		i += n;
	}
}

void text_add_upper(struct str *out, struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		str_addc(out, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
	}
}
