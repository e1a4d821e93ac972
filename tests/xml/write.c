/* Writing: shape, escapes, and that what was written is read back the same. */
#include "base/mem.h"
#include "xml/trace.h"

static void
shape(void)
{
	struct str s = {0};
	struct xml_writer w;

	xml_write_begin(&w, &s);
	xml_write_start(&w, SV("a"));
	xml_write_attr(&w, SV("xmlns"), SV("urn:x"));
	xml_write_element(&w, SV("b"), SV("1"));
	xml_write_element(&w, SV("c"), SV(""));
	xml_write_start(&w, SV("d"));
	xml_write_raw(&w, SV("<e f=\"1\"/>"));
	xml_write_element(&w, SV("g"), SV("2"));
	xml_write_end(&w, SV("d"));
	xml_write_end(&w, SV("a"));
	tap_text(str_z(&s), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a xmlns=\"urn:x\">\n  <b>1</b>\n  <c/>\n  <d>\n"
	    "    <e f=\"1\"/>\n    <g>2</g>\n  </d>\n</a>\n", "two blanks, LF, empty elements closed at once");
	str_reset(&s);
	xml_write_begin(&w, &s);
	xml_write_start(&w, SV("a"));
	xml_write_text(&w, SV("x"));
	xml_write_text(&w, SV("y"));
	xml_write_element(&w, SV("b"), SV("1"));
	xml_write_end(&w, SV("a"));
	tap_text(str_z(&s), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>xy<b>1</b>\n</a>\n", "text and elements mixed");
	str_reset(&s);
	xml_write_begin(&w, &s);
	for (int i = 0; i < 50; i++)
		xml_write_start(&w, SV("a"));
	for (int i = 0; i < 50; i++)
		xml_write_end(&w, SV("a"));
	tap_ok(s.len_b > 50 && strstr(str_z(&s), "<a/>") != NULL, "indenting has an end");
	str_clear(&s);
}

static void
escapes(void)
{
	struct str s = {0};

	xml_escape(&s, SV("a<b>&\"'\t\n\r中"), false);
	tap_text(str_z(&s), "a&lt;b&gt;&amp;\"'\t\n&#13;中", "in text");
	str_reset(&s);
	xml_escape(&s, SV("a<b>&\"'\t\n\r中"), true);
	tap_text(str_z(&s), "a&lt;b&gt;&amp;&quot;'&#9;&#10;&#13;中", "in attributes");
	str_reset(&s);
	xml_escape(&s, (struct sv){"\0\x1f", 2}, false);
	tap_text(str_z(&s), "\xef\xbf\xbd\xef\xbf\xbd", "what XML cannot hold");
	str_clear(&s);
}

static void
back_again(void)
{
	static const char *const part[] = {"<", ">", "&", "\"", "'", "\t", "\n", "\r", " ", "]]>", "&amp;", "中", "𠮷", "a", "\x01"};
	struct xml_reader *reader = xml_reader_new();
	struct trace t = {0};
	struct str s = {0}, value = {0}, want = {0};
	struct xml_problem p;
	uint64_t seed = 3;
	int n_bad = 0;

	for (int i = 0; i < 3000; i++) {
		struct xml_writer w;

		str_reset(&s);
		str_reset(&value);
		str_reset(&want);
		for (int k = 0; k < 6; k++) {
			const char *add;

			seed = seed * 6364136223846793005u + 1442695040888963407u;
			add = part[(seed >> 33) % (sizeof part / sizeof *part)];
			str_adds(&value, add);
			str_adds(&want, add[0] == '\x01' ? "\xef\xbf\xbd" : add);
		}
		xml_write_begin(&w, &s);
		xml_write_start(&w, SV("a"));
		xml_write_attr(&w, SV("b"), str_sv(&value));
		xml_write_text(&w, str_sv(&value));
		xml_write_end(&w, SV("a"));
		str_reset(&value);
		str_addf(&value, "(a b=%s\"%s\")a", str_z(&want), str_z(&want));
		if (trace_read(&t, reader, str_sv(&s), NULL, &p) != RC_OK || !sv_eq(str_sv(&t.out), str_sv(&value))) {
			n_bad++;
			printf("# %s: %s\n# got %s\n# want %s\n", str_z(&s), p.text, str_z(&t.out), str_z(&value));
		}
	}
	tap_ok(n_bad == 0, "written and read back: %d differ", n_bad);
	xml_reader_free(reader);
	str_clear(&t.out);
	str_clear(&s);
	str_clear(&value);
	str_clear(&want);
}

int
main(void)
{
	shape();
	escapes();
	back_again();
	return tap_done();
}
