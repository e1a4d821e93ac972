#include "xml/xml.h"

void
xml_escape(struct str *to, struct sv text, bool attribute)
{
	size_t from = 0;

	for (size_t i = 0; i < text.n; i++) {
		const char *instead = NULL;
		unsigned char c = (unsigned char)text.p[i];

		if (c > '>')
			continue;
		switch (c) {
		case '&': instead = "&amp;"; break;
		case '<': instead = "&lt;"; break;
		case '>': instead = "&gt;"; break;
		case '\r': instead = "&#13;"; break;
		case '"': instead = attribute ? "&quot;" : NULL; break;
		case '\t': instead = attribute ? "&#9;" : NULL; break;
		case '\n': instead = attribute ? "&#10;" : NULL; break;
		default: instead = c < 0x20 ? "\xef\xbf\xbd" : NULL; break;
		}
		if (instead == NULL)
			continue;
		str_add(to, (struct sv){text.p + from, i - from});
		str_adds(to, instead);
		from = i + 1;
	}
	if (from < text.n)
		str_add(to, (struct sv){text.p + from, text.n - from});
}

static void
new_line(struct xml_writer *w)
{
	static const char blanks[] = "\n                                                                ";
	size_t n = 1 + 2 * (size_t)w->depth;

	str_add(w->to, (struct sv){blanks, n < sizeof blanks - 1 ? n : sizeof blanks - 1});
}

static void
close_tag(struct xml_writer *w)
{
	if (w->open_tag)
		str_addc(w->to, '>');
	w->open_tag = false;
}

void
xml_write_begin(struct xml_writer *w, struct str *to)
{
	*w = (struct xml_writer){.to = to};
	str_adds(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

void
xml_write_start(struct xml_writer *w, struct sv qname)
{
	close_tag(w);
	if (w->depth > 0 && !w->had_text)
		new_line(w);
	str_addc(w->to, '<');
	str_add(w->to, qname);
	w->depth++;
	w->open_tag = true;
	w->had_text = w->had_child = false;
}

void
xml_write_attr(struct xml_writer *w, struct sv qname, struct sv value)
{
	str_addc(w->to, ' ');
	str_add(w->to, qname);
	str_adds(w->to, "=\"");
	xml_escape(w->to, value, true);
	str_addc(w->to, '"');
}

void
xml_write_text(struct xml_writer *w, struct sv text)
{
	if (text.n == 0)
		return;
	close_tag(w);
	xml_escape(w->to, text, false);
	w->had_text = true;
}

void
xml_write_end(struct xml_writer *w, struct sv qname)
{
	w->depth--;
	if (w->open_tag) {
		str_adds(w->to, "/>");
	} else {
		if (w->had_child && !w->had_text)
			new_line(w);
		str_adds(w->to, "</");
		str_add(w->to, qname);
		str_addc(w->to, '>');
	}
	w->open_tag = w->had_text = false;
	w->had_child = true;
	if (w->depth == 0)
		str_addc(w->to, '\n');
}

void
xml_write_element(struct xml_writer *w, struct sv qname, struct sv text)
{
	xml_write_start(w, qname);
	xml_write_text(w, text);
	xml_write_end(w, qname);
}

void
xml_write_raw(struct xml_writer *w, struct sv xml)
{
	close_tag(w);
	if (!w->had_text)
		new_line(w);
	str_add(w->to, xml);
	w->had_child = true;
}
