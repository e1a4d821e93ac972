/*
 * The proof sheet as one XHTML file, for paper and screen.
 */
#include "desk/proof_sheet.h"

#include "base/i18n.h"
#include "xml/xml.h"

/* Lines of boxes are tables of their own: their columns need not agree. */
static const char style[] =	/* takes the mark and the word for page */
    "@page { size: A4 landscape; margin: 12mm 10mm 10mm;\n"
    "  @top-left { content: \"%s\"; font-size: 8pt; color: #b00; }\n"
    "  @top-right { content: \"%s \" counter(page) \" / \" counter(pages); font-size: 8pt; } }\n"
    "body { font-family: \"Noto Sans CJK SC\", \"Source Han Sans SC\", \"Microsoft YaHei\", \"PingFang SC\", SimSun, \"WenQuanYi Zen Hei\", sans-serif;\n"
    "  font-size: 9pt; line-height: 1.25; color: #000; background: #fff; margin: 0 auto; max-width: 277mm; }\n"
    "h1 { font-size: 15pt; text-align: center; margin: 2mm 0 1mm; }\n"
    "h2 { font-size: 10pt; margin: 3mm 0 1mm; break-after: avoid; }\n"
    "p { margin: 1mm 0; }\n"
    ".mark { text-align: center; } .mark b { color: #b00; border: 1.5pt solid #b00; padding: 0 3mm; font-size: 11pt; }\n"
    ".reference { font-size: 8pt; color: #555; text-align: right; }\n"
    "table { width: 100%%; table-layout: fixed; border-collapse: collapse; }\n"
    "table.line { break-inside: avoid; } table.line + table.line, table.line + table.rows, table.rows + table.line { margin-top: -1px; }\n"
    "td, th { border: 1px solid #000; padding: .5mm 1mm; text-align: left; vertical-align: top; font-weight: normal; overflow-wrap: anywhere; }\n"
    "table.open td { border: 0; }\n"
    "th, .label { font-size: 7.5pt; color: #444; } .rows th { text-align: center; background: #eee; }\n"
    ".value { white-space: pre-wrap; min-height: 1.25em; }\n"
    ".note { font-size: 8pt; border-top: 1px dotted #999; }\n"
    "thead { display: table-header-group; } tbody { break-inside: avoid; }\n"
    ".findings { font-weight: bold; margin-top: 3mm; }\n";

static void
add_element(struct proof_out *o, const char *open, struct sv text, const char *close)
{
	str_adds(o->to, open);
	xml_escape(o->to, text, false);
	str_adds(o->to, close);
}

static void
begin(struct proof_out *o, const struct proof_front *front)
{
	struct str mark = STR_INIT(0);

	xml_escape(&mark, front->mark, false);
	str_addf(o->to, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n",
	    i18n_is_zh() ? "zh-CN" : "en");
	add_element(o, "<title>", front->title, "</title>\n<style>\n");
	str_addf(o->to, style, str_z(&mark), _("Page"));
	str_addf(o->to, "</style>\n</head>\n<body>\n");
	if (front->reference.n > 0)
		add_element(o, "<p class=\"reference\">", front->reference, "</p>\n");
	add_element(o, "<h1>", front->title, "</h1>\n");
	str_addf(o->to, "<p class=\"mark\"><b>%s</b></p>\n", str_z(&mark));
	str_clear(&mark);
}

static void
add_widths(struct proof_out *o, const struct proof_cell *cell, size_t n)
{
	int total = 0;

	for (size_t i = 0; i < n; i++)
		total += cell[i].share;
	str_adds(o->to, "<colgroup>");
	for (size_t i = 0; i < n; i++) {
		int mille = cell[i].share * 1000 / total;

		str_addf(o->to, "<col style=\"width:%d.%d%%\"/>", mille / 10, mille % 10);
	}
	str_adds(o->to, "</colgroup>");
}

static void
add_lines(struct proof_out *o, const struct sv *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_element(o, "<div class=\"value\">", line[i], "</div>");
}

static void
boxes(struct proof_out *o, const struct proof_cell *cell, size_t n, bool framed)
{
	str_addf(o->to, "<table class=\"%s\">", framed ? "line" : "open");
	add_widths(o, cell, n);
	str_adds(o->to, "<tr>\n");
	for (size_t i = 0; i < n; i++) {
		add_element(o, "<td><div class=\"label\">", cell[i].label, "</div>");
		add_lines(o, cell[i].line, cell[i].n);
		str_adds(o->to, "</td>\n");
	}
	str_adds(o->to, "</tr></table>\n");
}

static void
heading(struct proof_out *o, struct sv text)
{
	add_element(o, "<h2>", text, "</h2>\n");
}

static void
table(struct proof_out *o, const struct proof_cell *column, size_t n)
{
	str_adds(o->to, "<table class=\"rows\">");
	add_widths(o, column, n);
	str_adds(o->to, "<thead><tr>");
	for (size_t i = 0; i < n; i++)
		add_element(o, "<th>", column[i].label, "</th>");
	str_adds(o->to, "</tr></thead>\n");
	o->n_column = (int)n;
}

/* A row and its note are one body, which is not torn apart. */
static void
end_row(struct proof_out *o)
{
	if (o->in_row)
		str_adds(o->to, "</tbody>\n");
	o->in_row = false;
}

static void
row(struct proof_out *o, const struct proof_cell *cell, size_t n)
{
	end_row(o);
	str_adds(o->to, "<tbody><tr>\n");
	for (size_t i = 0; i < n; i++) {
		str_adds(o->to, "<td>");
		add_lines(o, cell[i].line, cell[i].n);
		str_adds(o->to, "</td>\n");
	}
	str_adds(o->to, "</tr>");
	o->in_row = true;
}

static void
note(struct proof_out *o, const struct sv *line, size_t n)
{
	str_addf(o->to, "\n<tr><td class=\"note\" colspan=\"%d\">", o->n_column);
	add_lines(o, line, n);
	str_adds(o->to, "</td></tr>");
}

static void
table_end(struct proof_out *o)
{
	end_row(o);
	str_adds(o->to, "</table>\n");
}

static void
end(struct proof_out *o, struct sv findings)
{
	add_element(o, "<p class=\"findings\">", findings, "</p>\n</body>\n</html>\n");
}

const struct proof_writer proof_html_writer = {begin, boxes, heading, table, row, note, table_end, end};
