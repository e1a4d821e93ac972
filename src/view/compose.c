#include "view/compose.h"

#include "base/dec.h"
#include "base/text.h"

/* ---- fees --------------------------------------------------------------------- */

static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static char
upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Takes the letters at the end off: a currency or the short name of one. */
static bool
take_currency(struct sv *s, char curr[4])
{
	static const struct { char letter; const char *code; } usual[] = {
		{'E', "EUR"}, {'U', "USD"}, {'C', "CNY"}, {'J', "JPY"}, {'H', "HKD"}, {'G', "GBP"},
	};
	size_t n = 0;

	curr[0] = '\0';
	while (n < s->n && is_letter(s->p[s->n - 1 - n]))
		n++;
	if (n == 0)
		return true;
	s->n -= n;
	if (n == 3) {
		for (size_t i = 0; i < 3; i++)
			curr[i] = upper(s->p[s->n + i]);
		curr[3] = '\0';
		return true;
	}
	for (size_t i = 0; n == 1 && i < sizeof usual / sizeof usual[0]; i++) {
		if (usual[i].letter == upper(s->p[s->n])) {
			memcpy(curr, usual[i].code, 4);
			return true;
		}
	}
	return false;
}

/* The rate without grouping commas and blanks. */
static bool
take_number(struct sv s, char rate[40])
{
	struct dec d;
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ',' || s.p[i] == ' ')
			continue;
		if (n + 1 >= 40)
			return false;
		rate[n++] = s.p[i];
	}
	rate[n] = '\0';
	return dec_parse((struct sv){rate, n}, &d) == DEC_OK;
}

static bool
ends_with(struct sv *s, const char *end)
{
	size_t n = strlen(end);

	if (s->n < n || memcmp(s->p + s->n - n, end, n) != 0)
		return false;
	*s = sv_trim((struct sv){s->p, s->n - n});
	return true;
}

static bool
fee_of_half(struct sv s, struct compose_fee *out)
{
	if (sv_is(s, "-")) {
		out->none = true;
		return true;
	}
	out->mark = '3';
	if (ends_with(&s, "%"))
		out->mark = '1';
	else if (ends_with(&s, "/t") || ends_with(&s, "/T"))
		out->mark = '2';
	if (out->mark != '1' && !take_currency(&s, out->curr))
		return false;
	return take_number(s, out->rate);
}

bool
compose_fee_parse(struct sv text, struct compose_fee *out)
{
	struct str half = {0};
	bool ok;

	*out = (struct compose_fee){0};
	text_add_half(&half, text);
	ok = fee_of_half(sv_trim(str_sv(&half)), out);
	str_clear(&half);
	return ok;
}

void
compose_fee_add(struct str *out, struct sv mark, struct sv rate, struct sv curr)
{
	if (mark.n == 0 && rate.n == 0 && curr.n == 0)
		return;
	str_add(out, rate);
	if (sv_is(mark, "1"))
		str_addc(out, '%');
	str_add(out, curr);
	if (sv_is(mark, "2"))
		str_adds(out, "/t");
}

/* ---- packs ---------------------------------------------------------------------- */

void
compose_packs_split(struct sv text, struct sv *count, struct sv *kind)
{
	size_t n = 0;

	text = sv_trim(text);
	while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	*count = (struct sv){text.p, n};
	*kind = sv_trim((struct sv){n < text.n ? text.p + n : NULL, text.n - n});
}

/* ---- positional strings ------------------------------------------------------------ */

/* Bytes before character i (from 0); all when there are fewer. */
static size_t
bytes_before(struct sv s, int i)
{
	uint32_t cp;
	size_t at = 0;

	while (i-- > 0 && at < s.n)
		at += text_decode(s.p + at, s.n - at, &cp);
	return at;
}

struct sv
compose_slice(struct sv whole, int from, int length)
{
	size_t begin = bytes_before(whole, from - 1), end = bytes_before(whole, from - 1 + length);

	return begin < end ? (struct sv){whole.p + begin, end - begin} : (struct sv){0};
}

static void
add_blanks(struct str *out, int n)
{
	while (n-- > 0)
		str_addc(out, ' ');
}

void
compose_slice_put(struct sv whole, int from, int length, struct sv part, struct str *out)
{
	size_t begin = bytes_before(whole, from - 1), end = bytes_before(whole, from - 1 + length);
	struct sv before = {whole.p, begin}, cut = {part.p, bytes_before(part, length)};

	str_add(out, before);
	add_blanks(out, from - 1 - (int)text_len_ch(before));
	str_add(out, cut);
	add_blanks(out, length - (int)text_len_ch(cut));
	if (end < whole.n)
		str_add(out, (struct sv){whole.p + end, whole.n - end});
}

/* ---- numbers of items ----------------------------------------------------------------- */

static void
add_number(struct str *out, size_t start_b, char sep, size_t i)
{
	if (out->len_b > start_b)
		str_addc(out, sep);
	str_addf(out, "%zu", i);
}

static bool
add_range(struct sv part, char sep, size_t n, size_t start_b, struct str *out)
{
	struct sv first, last = sv_trim(part);
	size_t from, to;

	if (!sv_split(&last, '-', &first))
		return false;
	if (last.p == NULL)
		last = first;
	if (!sv_to_size(sv_trim(first), &from) || !sv_to_size(sv_trim(last), &to) || from == 0 || from > to || to > n)
		return false;
	for (size_t i = from; i <= to; i++)
		add_number(out, start_b, sep, i);
	return true;
}

bool
compose_numbers(struct sv text, char sep, size_t n, struct str *out)
{
	size_t start_b = out->len_b;
	struct sv part;

	text = sv_trim(text);
	if (sv_is(text, "*")) {
		for (size_t i = 1; i <= n; i++)
			add_number(out, start_b, sep, i);
		return n > 0;
	}
	while (text.n > 0 && sv_split(&text, sep, &part))
		if (!add_range(part, sep, n, start_b, out))
			return false;
	return true;
}

void
compose_numbers_fold(struct sv text, char sep, struct str *out)
{
	size_t start_b = out->len_b, first = 0, last = 0, i;
	struct sv rest = text, part;

	while (rest.p != NULL && sv_split(&rest, sep, &part)) {
		if (!sv_to_size(part, &i) || i <= last) {
			out->len_b = start_b;
			str_add(out, text);
			return;
		}
		if (first != 0 && i == last + 1) {
			last = i;
			continue;
		}
		if (last > first)
			str_addf(out, "-%zu", last);
		add_number(out, start_b, sep, i);
		first = last = i;
	}
	if (last > first)
		str_addf(out, "-%zu", last);
}

/* ---- elements ----------------------------------------------------------------------------- */

struct sv
compose_element(struct sv *rest)
{
	struct sv part = {0};

	if (rest->p == NULL || !sv_split(rest, '|', &part))
		*rest = (struct sv){0};
	return part;
}

size_t
compose_n_elements(struct sv names)
{
	size_t n = names.n > 0;

	for (size_t i = 0; i < names.n; i++)
		n += names.p[i] == '|';
	return n;
}

/* ---- several lines ------------------------------------------------------------------------- */

#define LINE_SIGN "\xE2\x86\xB5"	/* U+21B5 */

void
compose_show_lines(struct sv text, struct str *out)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			str_adds(out, LINE_SIGN);
		else if (text.p[i] != '\r')
			str_addc(out, text.p[i]);
	}
}

void
compose_store_lines(struct sv text, struct str *out)
{
	size_t at;

	while (sv_find(text, SV(LINE_SIGN), &at)) {
		str_add(out, (struct sv){text.p, at});
		str_addc(out, '\n');
		at += sizeof LINE_SIGN - 1;
		text = (struct sv){text.p + at, text.n - at};
	}
	str_add(out, text);
}
