/*
 * Reading: what is odd is said once, with row, name and line; what has no cell
 * is written back where it stood; places lead to cells and back.
 */
#include "small.h"
#include "tap.h"

#define ROOT(inside) "<DecMessage xmlns='urn:example:dec'>" inside "</DecMessage>"

struct fixture {
	struct dict *d;
	struct doc *doc;
	struct xml_reader *reader;
	struct xml_problem problem;
	struct str said;
};

static void
note(void *ctx, const struct doc_odd *odd)
{
	static const char *const kind[] = {"root", "wrapped", "unknown", "attribute", "twice", "order", "text", "child"};
	struct fixture *x = ctx;

	str_addf(&x->said, "%s %.*s", kind[odd->kind], (int)odd->name.n, odd->name.p);
	if (odd->row != NULL) {
		str_adds(&x->said, " in /");
		doc_place(x->doc, odd->row, -1, &x->said);
	}
	str_addf(&x->said, "%s%s %u; ", odd->node ? " at " : "", odd->node ? odd->node->name : "", odd->line);
}

static enum rc
read(struct fixture *x, const char *xml)
{
	str_reset(&x->said);
	return doc_read(x->doc, x->reader, sv_of(xml), NULL, note, x, &x->problem);
}

static void
says(struct fixture *x, const char *xml, const char *want, const char *why)
{
	enum rc rc = read(x, xml);

	if (rc != RC_OK && rc != RC_NOTFOUND)
		printf("# rc %d: %s\n", rc, x->problem.text);
	tap_text(str_z(&x->said), want, why);
}

static void
writes(struct fixture *x, const char *xml, const char *want, const char *why)
{
	struct str out = {0};

	read(x, xml);
	doc_write(x->doc, false, &out);
	tap_ok(strstr(str_z(&out), want) != NULL, "%s", why);
	if (strstr(str_z(&out), want) == NULL)
		printf("#   got: %s\n#  want: %s\n", str_z(&out), want);
	str_clear(&out);
}

static int
column_of(const struct fixture *x, const char *path)
{
	return dict_find(x->d, sv_of(path))->column;
}

static void
test_odd(struct fixture *x)
{
	says(x, ROOT("<DecHead><SeqNo/><IEFlag>I</IEFlag></DecHead>"), "", "nothing odd, nothing said");
	says(x, ROOT("\n<DecHead>\n<Seqno>1</Seqno></DecHead>"), "unknown Seqno in / at DecHead 3; ", "an unknown element");
	says(x, ROOT("<x:New xmlns:x='urn:x'><DecHead/><y/></x:New>"), "unknown x:New in / at DecMessage 1; ",
	    "… named with its prefix, and only its outermost");
	says(x, ROOT("<DecHead xmlns='urn:other'/>"), "unknown DecHead in / at DecMessage 1; ", "a known name in another namespace is unknown");
	says(x, ROOT("<DecHead kind='1' Kind='2'/>"), "attribute kind in / at DecHead 1; ", "an unknown attribute");
	says(x, "<DecMessage xmlns='urn:example:dec' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:schemaLocation='a b' i:nil='1'/>",
	    "attribute i:nil in / at DecMessage 1; ", "where the schema lies is not odd");
	says(x, ROOT("<DecHead/>\n<DecHead/>"), "twice DecHead in / at DecHead 2; ", "a group that stands twice");
	says(x, ROOT("<DecHead><SeqNo>1</SeqNo><SeqNo/></DecHead>"), "twice SeqNo in / at SeqNo 1; ", "a field that stands twice");
	says(x, ROOT("<DecLists><DecList><CodeTS/><GNo/><GName/></DecList></DecLists>"), "order GNo in /DecLists/DecList[1] at GNo 1; ",
	    "an element out of order, once");
	says(x, ROOT("<DecLists><DecList><GName/><GNo/><CodeTS/></DecList></DecLists>"), "order GNo in /DecLists/DecList[1] at GNo 1; "
	    "order CodeTS in /DecLists/DecList[1] at CodeTS 1; ", "… measured by all that stood before");
	says(x, ROOT("<Edoc/><Edoc/><Eco/><Edoc/>"), "order Edoc in / at Edoc 1; ", "rows scattered");
	says(x, ROOT("<DecLists>\n a &lt; <DecList/></DecLists>"), "text a < in / at DecLists 2; ", "text between elements");
	says(x, ROOT("<DecHead><SeqNo>1<b>2</b><c/></SeqNo></DecHead>"), "child b in / at SeqNo 1; ", "an element in a field");
	says(x, "<Other/>", "root Other 1; ", "another root");
	says(x, "<DecMessage xmlns='urn:other'/>", "root {urn:other}DecMessage 1; ", "the root in another namespace");
	says(x, "<ImportMessage><DecMessage xmlns='urn:example:dec'><DecHead/></DecMessage></ImportMessage>", "wrapped ImportMessage 1; ",
	    "the message in its wrapper");
	says(x, "<ImportMessage>\n<SWImpHead/></ImportMessage>", "root ImportMessage 1; ", "a wrapper without the message");
}

static void
test_codes(struct fixture *x)
{
	tap_ok(read(x, ROOT("<DecHead/>")) == RC_OK, "a message: RC_OK");
	tap_ok(read(x, "<Other/>") == RC_NOTFOUND, "another message: RC_NOTFOUND");
	tap_ok(read(x, "<Other><a></Other>") == RC_PARSE, "another message that is malformed: RC_PARSE");
	tap_ok(read(x, "<ImportMessage/>") == RC_NOTFOUND, "only the wrapper: RC_NOTFOUND");
	tap_ok(read(x, ROOT("<DecHead><SeqNo>7</SeqNo></DecLists>")) == RC_PARSE && x->problem.fault == XML_FAULT_FORM,
	    "malformed: RC_PARSE and what is wrong");
	tap_ok(sv_is(doc_value(doc_root(x->doc), column_of(x, "DecHead/SeqNo")), "7"), "… and what was read up to there stays");
	tap_ok(doc_read(x->doc, x->reader, SV(ROOT("<DecHead/>")), &(struct xml_limits){.max_b = 10}, NULL, NULL, &x->problem) == RC_LIMIT,
	    "larger than the limit: RC_LIMIT");
}

static void
test_cells(struct fixture *x)
{
	const struct doc_row *root, *item;
	int seq, type, note_s, qty;

	read(x, "<DecMessage xmlns='urn:example:dec' Version=' 4.8 '>\n<DecHead>\n<SeqNo> 12\n</SeqNo>\n<IEFlag> </IEFlag>\n<Type>  5 </Type>\n"
	    "<NoteS><![CDATA[a<]]>&amp;&#x4E2D;</NoteS></DecHead>\n<DecLists>\n<DecList>\n<GNo/></DecList></DecLists></DecMessage>");
	root = doc_root(x->doc);
	item = doc_row_first(root, dict_find(x->d, SV("DecLists/DecList"))->table);
	seq = column_of(x, "DecHead/SeqNo");
	type = column_of(x, "DecHead/Type");
	note_s = column_of(x, "DecHead/NoteS");
	qty = column_of(x, "DecLists/DecList/GQty");
	tap_ok(sv_is(doc_value(root, seq), "12") && sv_is(doc_raw(root, seq), " 12\n"), "the value is trimmed, the raw text is not");
	tap_ok(sv_is(doc_value(root, type), "  5 "), "… unless the field keeps its blanks");
	tap_ok(doc_state(root, column_of(x, "DecHead/IEFlag")) == DOC_EMPTY && doc_value(root, column_of(x, "DecHead/IEFlag")).n == 0,
	    "blanks alone are empty");
	tap_ok(sv_is(doc_value(root, note_s), "a<&中"), "CDATA, entities and character references are text");
	tap_ok(doc_state(item, qty) == DOC_ABSENT && doc_state(root, column_of(x, "DecLists")) == DOC_EMPTY
	    && doc_state(root, column_of(x, "TrnHead")) == DOC_ABSENT, "absent, empty, given; a group stands or not");
	tap_ok(doc_line(root, seq) == 3 && doc_line(root, note_s) == 7 && doc_row_line(item) == 9 && doc_line(item, qty) == 0, "lines");
	tap_ok(doc_mark(root, seq) == DOC_IMPORTED && doc_mark(item, qty) == DOC_TYPED, "what was read is marked imported");
	tap_ok(sv_is(doc_value(root, column_of(x, "@Version")), "4.8"), "attributes have cells");
	tap_ok(doc_n_rows(x->doc) == 2 && doc_row_id(item) == 2 && doc_row_parent(item) == root && doc_row_place(item) == 1
	    && doc_row_by_id(x->doc, 2) == item && doc_row_by_id(x->doc, 3) == NULL && doc_row_by_id(x->doc, 0) == NULL, "rows and ids");
	doc_reset(x->doc);
	tap_ok(doc_n_rows(x->doc) == 1 && doc_state(doc_root(x->doc), seq) == DOC_ABSENT, "reset empties it");
}

static void
test_extras(struct fixture *x)
{
	writes(x, ROOT("<DecHead><SeqNo>1</SeqNo><New a='1'><b> x </b></New><NoteS>2</NoteS></DecHead>"),
	    "<SeqNo>1</SeqNo>\n    <New a=\"1\"><b> x </b></New>\n    <IEFlag/>", "a stranger stays behind the sibling it followed");
	writes(x, ROOT("<New/><DecHead/>"), "<DecMessage xmlns=\"urn:example:dec\">\n  <New/>\n  <DecHead>", "… or at the beginning");
	writes(x, ROOT("<DecHead><NoteS/><n>1</n><SeqNo/><n>2</n></DecHead>"), "<n>1</n><n>2</n>", "like-named strangers keep their order");
	writes(x, ROOT("<DecHead><SeqNo>1</SeqNo><SeqNo>2</SeqNo></DecHead>"), "<SeqNo>1</SeqNo>\n    <SeqNo>2</SeqNo>",
	    "what stands twice is written twice");
	writes(x, ROOT("<DecHead><SeqNo>1<b/>2</SeqNo><SeqNo>3</SeqNo></DecHead>"), "<SeqNo>1<b/>2</SeqNo><SeqNo>3</SeqNo>",
	    "a field with elements in it stays whole, and what follows it behind it");
	writes(x, ROOT("<DecHead><SeqNo Unit='&lt;' a='b'>1<b/></SeqNo></DecHead>"), "<SeqNo a=\"b\" Unit=\"&lt;\">1<b/></SeqNo>",
	    "… with its attributes");
	tap_ok(doc_state(doc_root(x->doc), column_of(x, "DecHead/SeqNo/@Unit")) == DOC_ABSENT, "… which are no cells then");
	writes(x, ROOT("<DecHead><SeqNo Unit='&lt;' a='b'>1</SeqNo></DecHead>"), "<SeqNo Unit=\"&lt;\" a=\"b\">1</SeqNo>",
	    "a field's attributes, known ones first");
	writes(x, ROOT("<DecHead xml:space='preserve' q='&lt;'><SeqNo xml:lang='zh'>1</SeqNo></DecHead>"),
	    "<DecHead xml:space=\"preserve\" q=\"&lt;\">\n    <SeqNo xml:lang=\"zh\">1</SeqNo>", "unknown attributes stay on group and field");
	writes(x, "<d:DecMessage xmlns:d='urn:example:dec'><d:DecHead/><loose/></d:DecMessage>",
	    "<DecMessage xmlns=\"urn:example:dec\" xmlns:d=\"urn:example:dec\">", "declarations of prefixes stay");
	writes(x, "<d:DecMessage xmlns:d='urn:example:dec'><d:DecHead/><loose/></d:DecMessage>", "<loose xmlns=\"\"/>",
	    "a stranger without namespace stays without");
	writes(x, ROOT("<DecHead/>some <b/> text"), "some<b/>text", "text between elements stays");
	writes(x, ROOT("<DecHead/><TrnHead/>"), "<TrnHead>\n    <TransNo/>", "a group that stands empty is written, with what must stand in it");
	writes(x, "<?xml version='1.0'?><ImportMessage xmlns='urn:w' a='1'><SWImpHead>1</SWImpHead><DecMessage xmlns='urn:example:dec'/><b/></ImportMessage>",
	    "<ImportMessage xmlns=\"urn:w\" a=\"1\"><SWImpHead>1</SWImpHead><DecMessage xmlns=\"urn:example:dec\">", "a wrapped message is written wrapped");
	writes(x, "<ImportMessage xmlns='urn:w'><DecMessage xmlns='urn:example:dec'/><b/></ImportMessage>", "</DecMessage><b/></ImportMessage>\n",
	    "… to its end");
	writes(x, ROOT("<Edoc><EdocID>1</EdocID></Edoc><Eco/><Edoc><EdocID>2</EdocID></Edoc>"),
	    "<EdocID>1</EdocID>\n  </Edoc>\n  <Edoc>\n    <EdocID>2</EdocID>", "scattered rows are gathered in order");
}

static void
goes(struct fixture *x, const char *place, const char *back)
{
	const struct doc_row *row;
	struct str out = {0};
	struct err err = {0};
	int column;

	if (doc_find(x->doc, sv_of(place), &row, &column, &err) == RC_OK)
		doc_place(x->doc, row, column, &out);
	else
		str_adds(&out, err.text);
	tap_text(str_z(&out), back, place[0] ? place : "the empty place");
	str_clear(&out);
}

static void
test_places(struct fixture *x)
{
	read(x, ROOT("<DecHead/><DecLists><DecList/><DecList><DecGoodsLimits><DecGoodsLimit/></DecGoodsLimits></DecList></DecLists><Edoc/>"));
	goes(x, "", "");
	goes(x, "@Version", "@Version");
	goes(x, "DecHead", "DecHead");
	goes(x, "DecHead/@Kind", "DecHead/@Kind");
	goes(x, "DecHead/SeqNo/@Unit", "DecHead/SeqNo/@Unit");
	goes(x, "DecHead[1]/NoteS", "DecHead/NoteS");
	goes(x, "DecLists/DecList", "DecLists/DecList[1]");
	goes(x, "DecLists/DecList[2]", "DecLists/DecList[2]");
	goes(x, "DecLists/DecList[2]/DecGoodsLimits/DecGoodsLimit[1]/Qty", "DecLists/DecList[2]/DecGoodsLimits/DecGoodsLimit[1]/Qty");
	goes(x, "Edoc[1]/EdocID", "Edoc[1]/EdocID");
	goes(x, "DecLists/DecLits", "DecLists/DecLits: DecLists has no element DecLits");
	goes(x, "DecHead/@No", "DecHead/@No: DecHead has no attribute No");
	goes(x, "DecHead[2]/NoteS", "DecHead[2]/NoteS: DecHead does not repeat, so it takes no number");
	goes(x, "DecLists/DecList[3]/GNo", "DecLists/DecList[3]/GNo: there is no DecList[3], the last is number 2");
	goes(x, "Eco", "Eco: there is no Eco");
	goes(x, "Eco[3]", "Eco[3]: there is no Eco");
	goes(x, "Dec\x1b[Head", "Dec\xef\xbf\xbd[Head: 'Dec\xef\xbf\xbd[Head' is no name of an element, [n] or @attribute");
	goes(x, "DecLists/DecList[0]", "DecLists/DecList[0]: 'DecList[0]' is no name of an element, [n] or @attribute");
	goes(x, "DecHead//NoteS", "DecHead//NoteS: '' is no name of an element, [n] or @attribute");
	goes(x, "/DecHead", "/DecHead: '' is no name of an element, [n] or @attribute");
	goes(x, "DecHead/", "DecHead/: '' is no name of an element, [n] or @attribute");
	goes(x, "DecLists/DecList[+]", "DecLists/DecList[+]: [+] makes a row and can stand only where a value is set");
	goes(x, "DecHead/NoteS/x", "DecHead/NoteS/x: NoteS has no element x");
}

static void
test_find_or_add(struct fixture *x)
{
	const struct doc_row *row;
	struct err err;
	int column;

	read(x, ROOT("<DecHead/>"));
	tap_ok(doc_find_or_add(x->doc, SV("DecLists/DecList[+]/Nothing"), &row, &column, &err) == RC_NOTFOUND && doc_n_rows(x->doc) == 1,
	    "[+] makes nothing when the place is wrong further on");
	tap_ok(doc_find_or_add(x->doc, SV("DecLists/DecList[+]/DecGoodsLimits/DecGoodsLimit[2]"), &row, &column, &err) == RC_NOTFOUND
	    && doc_n_rows(x->doc) == 1, "… or asks for a row of the new one");
	tap_ok(doc_find_or_add(x->doc, SV("DecLists/DecList[+]/DecGoodsLimits/DecGoodsLimit[+]/Qty"), &row, &column, &err) == RC_OK
	    && doc_n_rows(x->doc) == 3 && column == column_of(x, "DecLists/DecList/DecGoodsLimits/DecGoodsLimit/Qty"), "[+] below [+]");
	tap_ok(doc_find_or_add(x->doc, SV("DecLists/DecList[1]/GNo"), &row, &column, &err) == RC_OK && doc_n_rows(x->doc) == 3,
	    "without [+] nothing is made");
}

/* A dictionary whose message has no namespace. */
static void
test_without_namespace(const struct fixture *all)
{
	struct fixture x = {.reader = all->reader};
	struct str csv = {0};
	const char *ns = strstr(small_dict, SMALL_NS);

	str_add(&csv, (struct sv){small_dict, (size_t)(ns - small_dict)});
	str_adds(&csv, ns + strlen(SMALL_NS));
	if (!tap_ok(dict_load_text("dec@2026-03.csv", str_sv(&csv), &x.d, NULL) == RC_OK, "a dictionary without namespace"))
		return;
	x.doc = doc_new(x.d, NULL, NULL);
	writes(&x, "<DecMessage><DecHead/></DecMessage>", "<DecMessage>\n", "no namespace is declared where there is none");
	writes(&x, "<ImportMessage xmlns='urn:w'><DecMessage xmlns=''/></ImportMessage>", "<DecMessage xmlns=\"\">",
	    "… but taken back in a wrapper that has one");
	writes(&x, "<DecMessage><DecHead/><New xmlns='urn:x'/></DecMessage>", "<New xmlns=\"urn:x\"/>", "strangers keep theirs");
	str_clear(&csv);
	str_clear(&x.said);
	doc_free(x.doc);
	dict_free(x.d);
}

int
main(void)
{
	struct fixture x = {.d = small_load(), .reader = xml_reader_new()};

	setenv("LANGUAGE", "C", 1);
	x.doc = doc_new(x.d, NULL, NULL);
	test_odd(&x);
	test_codes(&x);
	test_cells(&x);
	test_extras(&x);
	test_places(&x);
	test_find_or_add(&x);
	test_without_namespace(&x);
	tap_ok(doc_dict(x.doc) == x.d && doc_form(x.doc) == NULL, "a document knows its dictionary");
	doc_free(x.doc);
	doc_free(NULL);
	dict_free(x.d);
	xml_reader_free(x.reader);
	str_clear(&x.said);
	return tap_done();
}
