/*
 * The form of the goods declaration as shipped: it loads, every element has
 * its bind, and what it fills in by itself is what a keyer expects.
 */
#include <libxml/parser.h>

#include "dec.h"

static void
local_is(struct doc *doc, const char *name, const char *want)
{
	const struct expr_env *env = doc_env(doc, false);

	for (size_t i = 0; i < form->n_local; i++) {
		const struct form_local *l = &form->local[i];

		if (l->table == 0 && strcmp(l->name, name) == 0) {
			struct expr_ref ref = {.relation = EXPR_SAME_ROW, .type = (uint8_t)l->type, .is_local = true, .table = 0, .column = l->column};
			struct sv text = expr_value_text(env->local(env->ctx, &ref, doc_root(doc)), env->scratch);
			char *got = mem_strndup(text.n > 0 ? text.p : "", text.n);

			tap_text(got, want, name);
			mem_free(got);
			return;
		}
	}
	tap_ok(false, "there is no yl:%s", name);
}

/* ---- what a blank declaration holds ---------------------------------------------- */

static void
test_blank(void)
{
	struct doc *doc = blank();

	holds(doc, "@Version", "4.8");
	holds(doc, "DecHead/EdiId", "1");
	holds(doc, "DecHead/DeclTrnRel", "0");
	holds(doc, "DecHead/EntryType", "M");
	holds(doc, "DecHead/Type", "      ");
	holds(doc, "DecHead/NoOtherPack", "1");
	holds(doc, "DecHead/MarkNo", "N/M");
	holds(doc, "DecSign/OperType", "G");
	holds(doc, "DecSign/SignDate", "2026030200000000");
	holds(doc, "DecHead/PromiseItmes", "");
	holds(doc, "DecHead/NetWt", "");
	type_in(doc, "DecHead/IEFlag", "E");
	holds(doc, "DecHead/PromiseItmes", "99999");
	type_in(doc, "DecHead/IEFlag", "I");
	holds(doc, "DecHead/PromiseItmes", "");
	type_in(doc, "DecHead/PromiseItmes", "01099");
	type_in(doc, "DecHead/IEFlag", "E");
	holds(doc, "DecHead/PromiseItmes", "01099");
	doc_free(doc);
}

static void
test_item(void)
{
	struct doc *doc = blank();

	type_in(doc, "DecHead/IEFlag", "E");
	type_in(doc, "DecHead/TradeCountry", "DEU");
	add_row(doc, 1, "DecLists/DecList");
	holds(doc, "DecLists/DecList[1]/GNo", "1");
	holds(doc, "DecLists/DecList[1]/OriginCountry", "DEU");
	holds(doc, "DecLists/DecList[1]/DestinationCountry", "CHN");
	holds(doc, "DecLists/DecList[1]/FirstQty", "");
	type_in(doc, "DecLists/DecList[1]/CodeTS", "8471300000");
	holds(doc, "DecLists/DecList[1]/FirstUnit", "001");
	holds(doc, "DecLists/DecList[1]/SecondUnit", "035");
	type_in(doc, "DecLists/DecList[1]/GQty", "12");
	type_in(doc, "DecLists/DecList[1]/GUnit", "001");
	holds(doc, "DecLists/DecList[1]/FirstQty", "12");
	holds(doc, "DecLists/DecList[1]/SecondQty", "");
	type_in(doc, "DecLists/DecList[1]/DeclPrice", "45.505");
	holds(doc, "DecLists/DecList[1]/DeclTotal", "546.06");
	type_in(doc, "DecLists/DecList[1]/DeclTotal", "600");
	holds(doc, "DecLists/DecList[1]/DeclPrice", "50");
	type_in(doc, "DecLists/DecList[1]/CodeTS", "9601000010");
	holds(doc, "DecLists/DecList[1]/FirstUnit", "035");
	holds(doc, "DecLists/DecList[1]/SecondUnit", "");
	holds(doc, "DecLists/DecList[1]/FirstQty", "");
	type_in(doc, "DecLists/DecList[1]/FirstUnit", "011");
	type_in(doc, "DecLists/DecList[1]/FirstQty", "7");
	type_in(doc, "DecLists/DecList[1]/GQty", "13");
	holds(doc, "DecLists/DecList[1]/FirstQty", "7");
	type_in(doc, "DecLists/DecList[1]/CodeTS", "6601990000");
	holds(doc, "DecLists/DecList[1]/FirstUnit", "011");
	add_row(doc, 1, "DecLists/DecList");
	holds(doc, "DecLists/DecList[2]/GNo", "2");
	doc_delete(doc, doc_row_id(doc_row_first(doc_root(doc), dict_find(dict, SV("DecLists/DecList"))->table)), NULL);
	holds(doc, "DecLists/DecList[1]/GNo", "1");
	doc_free(doc);
}

/* Quantities follow through the factors of the unit table, and grams and thousands of pieces besides. */
static void
test_units(void)
{
	static const struct {
		const char *code, *unit, *qty, *first, *second;
	} row[] = {
		{"0101210010", "035", "2.5", "2.5", ""},
		{"0101210010", "070", "1.25", "1250", ""},
		{"0101210010", "036", "500", "0.5", ""},
		{"0101210010", "083", "10", "0.311", ""},
		{"0101210010", "009", "3", "", "3"},
		{"0101210010", "021", "3", "", ""},
		{"0101210010", "999", "3", "", ""},
		{"8471300000", "070", "0.001", "", "1"},
		{"7102100000", "036", "1", "5", ""},
		{"7102100000", "035", "0.0002", "1", ""},
		{"6601990000", "038", "1.5", "15000", ""},
		{"6601990000", "054", "2", "2000", ""},
		{"6601990000", "007", "9", "9", ""},
		{"0000000000", "007", "9", "", ""},
	};

	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct doc *doc = blank();

		printf("# %s %s of unit %s\n", row[i].code, row[i].qty, row[i].unit);
		add_row(doc, 1, "DecLists/DecList");
		type_in(doc, "DecLists/DecList[1]/GUnit", row[i].unit);
		type_in(doc, "DecLists/DecList[1]/GQty", row[i].qty);
		type_in(doc, "DecLists/DecList[1]/CodeTS", row[i].code);
		holds(doc, "DecLists/DecList[1]/FirstQty", row[i].first);
		holds(doc, "DecLists/DecList[1]/SecondQty", row[i].second);
		doc_free(doc);
	}
}

static void
test_sums(void)
{
	struct doc *doc = blank();

	for (int i = 0; i < 2; i++)
		add_row(doc, 1, "DecLists/DecList");
	local_is(doc, "sum-items", "2");
	local_is(doc, "sum-total", "");
	type_in(doc, "DecLists/DecList[1]/TradeCurr", "USD");
	type_in(doc, "DecLists/DecList[2]/TradeCurr", "USD");
	type_in(doc, "DecLists/DecList[1]/DeclTotal", "10.10");
	type_in(doc, "DecLists/DecList[2]/DeclTotal", "0.20");
	local_is(doc, "sum-total", "10.3");
	type_in(doc, "DecLists/DecList[2]/TradeCurr", "EUR");
	local_is(doc, "sum-currencies", "2");
	local_is(doc, "sum-total", "");
	type_in(doc, "DecLists/DecList[1]/CodeTS", "0101210010");
	type_in(doc, "DecLists/DecList[1]/FirstQty", "20.125");
	holds(doc, "DecHead/NetWt", "");
	type_in(doc, "DecLists/DecList[2]/GUnit", "036");
	type_in(doc, "DecLists/DecList[2]/GQty", "500");
	local_is(doc, "sum-kg", "20.625");
	holds(doc, "DecHead/NetWt", "20.625");
	type_in(doc, "DecLists/DecList[1]/FirstQty", "0.1");
	holds(doc, "DecHead/NetWt", "1");
	type_in(doc, "DecHead/NetWt", "30");
	type_in(doc, "DecLists/DecList[1]/FirstQty", "50");
	holds(doc, "DecHead/NetWt", "30");
	add_row(doc, 1, "DecContainers/Container");
	add_row(doc, 1, "DecContainers/Container");
	type_in(doc, "DecContainers/Container[1]/ContainerMd", "11");
	type_in(doc, "DecContainers/Container[2]/ContainerMd", "21");
	local_is(doc, "sum-containers", "2");
	local_is(doc, "sum-teu", "3");
	doc_free(doc);
}

static void
test_head(void)
{
	struct doc *doc = blank();
	uint32_t item, limit;

	add_row(doc, 1, "DecLists/DecList");
	type_in(doc, "DecLists/DecList[1]/TradeCurr", "USD");
	type_in(doc, "DecHead/FeeMark", "1");
	holds(doc, "DecHead/FeeCurr", "");
	type_in(doc, "DecHead/FeeMark", "3");
	holds(doc, "DecHead/FeeCurr", "USD");
	type_in(doc, "DecHead/FeeCurr", "EUR");
	type_in(doc, "DecHead/FeeMark", "2");
	holds(doc, "DecHead/FeeCurr", "EUR");
	type_in(doc, "DecHead/InsurMark", "3");
	holds(doc, "DecHead/InsurCurr", "USD");
	add_row(doc, 1, "DecOtherPacks/DecOtherPack");
	holds(doc, "DecHead/NoOtherPack", "0");
	item = add_row(doc, 1, "DecLists/DecList");
	limit = add_row(doc, item, "DecLists/DecList/DecGoodsLimits/DecGoodsLimit");
	holds(doc, "DecLists/DecList[2]/DecGoodsLimits/DecGoodsLimit[1]/GoodsNo", "2");
	type_in(doc, "DecLists/DecList[2]/DecGoodsLimits/DecGoodsLimit[1]/LicTypeCode", "408");
	add_row(doc, limit, "DecLists/DecList/DecGoodsLimits/DecGoodsLimit/DecGoodsLimitVin");
	holds(doc, "DecLists/DecList[2]/DecGoodsLimits/DecGoodsLimit[1]/DecGoodsLimitVin[1]/LicTypeCode", "408");
	holds(doc, "DecLists/DecList[2]/DecGoodsLimits/DecGoodsLimit[1]/DecGoodsLimitVin[1]/VinNo", "1");
	add_row(doc, 1, "EdocRealation");
	holds(doc, "EdocRealation[1]/EdocFomatType", "US");
	type_in(doc, "EdocRealation[1]/EdocCode", "10000001");
	holds(doc, "EdocRealation[1]/EdocFomatType", "S");
	add_row(doc, 1, "DecRequestCerts/DecRequestCert");
	holds(doc, "DecRequestCerts/DecRequestCert[1]/ApplOri", "1");
	holds(doc, "DecRequestCerts/DecRequestCert[1]/ApplCopyQuan", "2");
	doc_free(doc);
}

/* ---- what is needed, by kind of declaration ------------------------------------------ */

/* Needed to declare as the check understands it: the bind, else the dictionary. */
static bool
needed(struct doc *doc, const char *path, const struct doc_row *row, bool save)
{
	const struct dict_node *n = dict_find(dict, sv_of(path));
	const struct form_bind *b = form_bind_of(form, n->table, n->column);
	const struct expr *e = b == NULL ? NULL : save ? b->save : b->required;

	if (e != NULL)
		return expr_holds(e, doc_env(doc, true), row);
	return (save ? n->save : n->declare) == DICT_YES;
}

/* The two-step summary asks for these and nothing else of head and items (reference list of the rules). */
static void
test_summary(void)
{
	static const char *const declare[] = {"DecHead/IEFlag", "DecHead/AgentCode", "DecHead/AgentName", "DecHead/CustomMaster",
		"DecHead/CopName", "DecHead/CopCode", "DecHead/TypistNo", "DecHead/InputerName", "DecHead/DeclTrnRel", "DecHead/DeclareName",
		"DecHead/TradeCode", "DecHead/TradeName", "DecHead/TradeMode", "DecHead/TrafMode", "DecLists/DecList/GNo",
		"DecLists/DecList/CodeTS", "DecLists/DecList/GName", "DecLists/DecList/GQty", "DecLists/DecList/GUnit",
		"DecLists/DecList/DeclTotal", "DecLists/DecList/TradeCurr", "DecLists/DecList/OriginCountry"};
	enum { N = sizeof declare / sizeof declare[0] };
	struct doc *doc = blank();
	const struct doc_row *row[2];
	int item = dict_find(dict, SV("DecLists/DecList"))->table;

	add_row(doc, 1, "DecLists/DecList");
	type_in(doc, "DecHead/IEFlag", "I");
	type_in(doc, "DecHead/Type", "  5   ");
	row[0] = doc_root(doc);
	row[1] = doc_row_first(row[0], item);
	for (int t = 0; t < dict->n_table; t++) {
		for (int c = 0; (t == 0 || t == item) && c < dict->table[t].n_column; c++) {
			const struct dict_node *n = dict->table[t].column[c];
			bool listed = false, need;

			if (n->type == DICT_GROUP || (t == 0 && strncmp(n->path, "DecHead/", 8) != 0))
				continue;
			for (size_t i = 0; i < N; i++)
				listed = listed || strcmp(n->path, declare[i]) == 0;
			need = needed(doc, n->path, row[t == item], false) || needed(doc, n->path, row[t == item], true);
			if (need != listed)
				tap_ok(false, "summary: %s is %s", n->path, listed ? "needed" : "not needed");
		}
	}
	tap_ok(true, "a summary asks for what the list says");
	doc_free(doc);
}

static void
test_needs(void)
{
	static const struct {
		const char *path;
		bool import, export, save;
	} row[] = {
		{"DecHead/GrossWet", true, true, false}, {"DecHead/DespPortCode", true, false, false}, {"DecHead/GoodsPlace", true, false, false},
		{"DecHead/OverseasConsignorEname", true, false, false}, {"DecHead/OverseasConsigneeEname", false, true, false},
		{"DecHead/TradeAreaCode", true, true, true}, {"DecHead/PromiseItmes", true, true, true}, {"DecHead/BillNo", false, false, false},
		{"DecHead/OwnerCode", false, false, false}, {"DecSign/Sign", false, false, false},
	};
	struct doc *doc = blank();

	for (int i = 0; i < 2; i++) {
		type_in(doc, "DecHead/IEFlag", i == 0 ? "I" : "E");
		for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
			tap_ok(needed(doc, row[k].path, doc_root(doc), false) == (i == 0 ? row[k].import : row[k].export), "%s: %s needed to declare",
			    i == 0 ? "import" : "export", row[k].path);
			tap_ok(needed(doc, row[k].path, doc_root(doc), true) == row[k].save, "%s: %s needed to save", i == 0 ? "import" : "export", row[k].path);
		}
	}
	doc_free(doc);
}

/* ---- every element has its bind ----------------------------------------------------------- */

static void
count_binds(const xmlNode *n, const char *path, struct str *all)
{
	for (n = xmlFirstElementChild((xmlNode *)(uintptr_t)n); n != NULL; n = xmlNextElementSibling((xmlNode *)(uintptr_t)n)) {
		xmlChar *ref = strcmp((const char *)n->name, "bind") == 0 ? xmlGetNoNsProp(n, (const xmlChar *)"ref") : NULL;
		struct str below = STR_INIT(0);

		if (ref != NULL) {
			str_addf(&below, "%s%s%s", path, path[0] != '\0' ? "/" : "", (const char *)ref);
			str_addf(all, "%s\n", str_z(&below));
			count_binds(n, str_z(&below), all);
		} else if (strcmp((const char *)n->name, "model") == 0) {
			count_binds(n, path, all);
		}
		str_clear(&below);
		xmlFree(ref);
	}
}

static void
each_field(const struct dict_node *n, const char *all, size_t *missing)
{
	struct str line = STR_INIT(0);

	if (n->type != DICT_GROUP) {
		str_addf(&line, "\n%s\n", n->path);
		if (strstr(all, str_z(&line)) == NULL) {
			printf("# no bind: %s\n", n->path);
			(*missing)++;
		}
		str_clear(&line);
	}
	for (n = n->first_child; n != NULL; n = n->next)
		each_field(n, all, missing);
}

static void
test_every_element(const char *path)
{
	xmlDoc *x = xmlReadFile(path, NULL, XML_PARSE_NONET);
	struct str all = STR_INIT(0);
	size_t missing = 0;

	str_addc(&all, '\n');
	count_binds(xmlDocGetRootElement(x), "", &all);
	each_field(dict->root, str_z(&all), &missing);
	tap_ok(missing == 0 && all.len_b > 1000, "every element of the dictionary has its bind");
	str_clear(&all);
	xmlFreeDoc(x);
}

int
main(void)
{
	char *dict_path = in_source("data/dictionary/dec@2026-03.csv"), *form_path = in_source("forms/dec@2026-03.xml");
	struct err err = {0};

	if (!tap_ok(dict_load(dict_path, &dict, &err) == RC_OK, "the dictionary loads %s", err.text)
	    || !tap_ok(form_load(dict, form_path, NULL, &kit_tables, &form, &err) == RC_OK, "the form loads %s", err.text))
		goto out;
	tap_text(form->id, "dec", "its id");
	test_every_element(form_path);
	test_blank();
	test_item();
	test_units();
	test_sums();
	test_head();
	test_needs();
	test_summary();
out:
	form_free(form);
	dict_free(dict);
	mem_free(dict_path);
	mem_free(form_path);
	return tap_done();
}
