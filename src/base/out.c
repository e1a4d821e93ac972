#include "base/out.h"

#include "base/mem.h"
#include "base/text.h"

bool out_format_parse(const char *word, enum out_format *format)
{
	static const char *const words[] = {[OUT_TEXT] = "text", [OUT_TSV] = "tsv", [OUT_JSON] = "json"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(word, words[i]) == 0) {
			*format = (enum out_format)i;
			return true;
		}
	}
	return false;
}

static bool is_number_column(const struct out *o, size_t col)
{
	return o->name[col][0] == '#';
}

static struct sv column_name(const struct out *o, size_t col)
{
	return sv_of(o->name[col] + is_number_column(o, col));
}

void out_add_tsv(struct str *to, struct sv v)
{
	for (size_t i = 0; i < v.n; i++) {
		switch (v.p[i]) {
		case '\t':
			str_adds(to, "\\t");
			break;
		case '\n':
			str_adds(to, "\\n");
			break;
		case '\r':
			str_adds(to, "\\r");
			break;
		case '\\':
			str_adds(to, "\\\\");
			break;
		default:
			str_addc(to, v.p[i]);
		}
	}
}

void out_add_json(struct str *to, struct sv v)
{
	uint32_t cp;
	char u[4];

	str_addc(to, '"');
	for (size_t i = 0; i < v.n; ) {
		i += text_decode(v.p + i, v.n - i, &cp);
		if (cp == '"' || cp == '\\') {
			str_addc(to, '\\');
			str_addc(to, (char)cp);
		} else if (cp == '\n') {
			str_adds(to, "\\n");
		} else if (cp == '\t') {
			str_adds(to, "\\t");
		} else if (cp == '\r') {
			str_adds(to, "\\r");
		} else if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0)) {
			str_addf(to, "\\u%04x", (unsigned)cp);
		} else {
			str_add(to, (struct sv){u, text_encode(cp, u)});
		}
	}
	str_addc(to, '"');
}

static size_t digits_at(struct sv v, size_t at)
{
	size_t n = 0;

	while (at + n < v.n && v.p[at + n] >= '0' && v.p[at + n] <= '9')
		n++;
	return n;
}

/* As JSON wants it: no leading zeros, digits on both sides of a point. */
static bool is_json_number(struct sv v)
{
	size_t at = v.n > 0 && v.p[0] == '-', n = digits_at(v, at);

	if (n == 0 || (n > 1 && v.p[at] == '0'))
		return false;
	at += n;
	if (at == v.n)
		return true;
	if (v.p[at] != '.')
		return false;
	n = digits_at(v, at + 1);
	return n > 0 && at + 1 + n == v.n;
}

static void add_json_row(struct out *o, const struct sv *value)
{
	str_adds(o->to, o->n_row == 0 ? "[\n{" : ",\n{");
	for (size_t i = 0; i < o->n_col; i++) {
		if (i > 0)
			str_adds(o->to, ", ");
		out_add_json(o->to, column_name(o, i));
		str_adds(o->to, ": ");
		if (is_number_column(o, i) && is_json_number(value[i]))
			str_add(o->to, value[i]);
		else
			out_add_json(o->to, value[i]);
	}
	str_addc(o->to, '}');
}

static void add_tsv_row(struct out *o, const struct sv *value)
{
	for (size_t i = 0; i < o->n_col; i++) {
		if (i > 0)
			str_addc(o->to, '\t');
		out_add_tsv(o->to, value[i]);
	}
	str_addc(o->to, '\n');
}

static void gather_cell(struct out *o, struct sv v)
{
	text_add_clean(&o->cells, v, 0);
	if (o->n_end == o->cap_end)
		o->end = mem_grow(o->end, &o->cap_end, sizeof *o->end);
	o->end[o->n_end++] = o->cells.len_b;
}

void out_begin(struct out *o, enum out_format format, const char *const *name, size_t n_col, struct str *to)
{
	/* cells over the ceiling of to bring to over it, too */
	*o = (struct out){.format = format, .name = name, .n_col = n_col, .to = to, .cells = STR_INIT(to->max_b)};
	for (size_t i = 0; i < n_col; i++) {
		if (format == OUT_TEXT)
			gather_cell(o, column_name(o, i));
		if (format != OUT_TSV)
			continue;
		if (i > 0)
			str_addc(to, '\t');
		out_add_tsv(to, column_name(o, i));
	}
	if (format == OUT_TSV)
		str_addc(to, '\n');
}

void out_row(struct out *o, const struct sv *value)
{
	switch (o->format) {
	case OUT_TEXT:
		for (size_t i = 0; i < o->n_col; i++)
			gather_cell(o, value[i]);
		break;
	case OUT_TSV:
		add_tsv_row(o, value);
		break;
	case OUT_JSON:
		add_json_row(o, value);
		break;
	}
	o->n_row++;
}

static struct sv cell_at(const struct out *o, size_t i)
{
	size_t from = i > 0 ? o->end[i - 1] : 0;

	return (struct sv){str_z(&o->cells) + from, o->end[i] - from};
}

static void add_blanks(struct str *to, int n)
{
	while (n-- > 0)
		str_addc(to, ' ');
}

/* Numbers stand to the right; nothing is padded at the end of a line. */
static void add_text_cell(struct out *o, size_t i, int column_width)
{
	size_t col = i % o->n_col;
	struct sv cell = cell_at(o, i);
	int pad = column_width - text_width(cell);

	if (col > 0)
		str_adds(o->to, "  ");
	if (is_number_column(o, col))
		add_blanks(o->to, pad);
	str_add(o->to, cell);
	if (col + 1 == o->n_col)
		str_addc(o->to, '\n');
	else if (!is_number_column(o, col))
		add_blanks(o->to, pad);
}

static void add_text(struct out *o)
{
	int *width = mem_zalloc(o->n_col, sizeof *width);

	for (size_t i = 0; i < o->n_end; i++) {
		int w = text_width(cell_at(o, i));

		if (w > width[i % o->n_col])
			width[i % o->n_col] = w;
	}
	for (size_t i = 0; i < o->n_end; i++)
		add_text_cell(o, i, width[i % o->n_col]);
	mem_free(width);
}

void out_end(struct out *o)
{
	if (o->format == OUT_TEXT)
		add_text(o);
	if (o->format == OUT_JSON)
		str_adds(o->to, o->n_row == 0 ? "[]\n" : "\n]\n");
	str_clear(&o->cells);
	mem_free(o->end);
	*o = (struct out){0};
}
