/*
 * What the form of the goods declaration fills in from mode, route and the row
 * above, and what it leaves alone.
 */
#include "dec.h"

/* Where goods come from and go to follows from ports and offices. */
static void
test_route(void)
{
	struct doc *doc = blank();

	type_in(doc, "DecHead/IEFlag", "I");
	type_in(doc, "DecHead/CustomMaster", "2248");
	holds(doc, "DecHead/IEPort", "2248");
	type_in(doc, "DecHead/IEPort", "2225");
	type_in(doc, "DecHead/CustomMaster", "2210");
	holds(doc, "DecHead/IEPort", "2225");
	type_in(doc, "DecHead/DespPortCode", "DEU063");
	holds(doc, "DecHead/DistinatePort", "DEU063");
	holds(doc, "DecHead/TradeCountry", "DEU");
	holds(doc, "DecHead/TradeAreaCode", "DEU");
	type_in(doc, "DecHead/TradeAreaCode", "CHE");
	type_in(doc, "DecHead/DespPortCode", "USA000");
	holds(doc, "DecHead/TradeAreaCode", "CHE");
	type_in(doc, "DecHead/DespPortCode", "990000");
	holds(doc, "DecHead/TradeCountry", "");
	type_in(doc, "DecHead/TradeMode", "0255");
	type_in(doc, "DecHead/DespPortCode", "");
	holds(doc, "DecHead/DespPortCode", "CHN000");
	holds(doc, "DecHead/DistinatePort", "CHN000");
	holds(doc, "DecHead/TradeCountry", "CHN");
	holds(doc, "DecHead/TransMode", "1");
	doc_free(doc);
	doc = blank();
	type_in(doc, "DecHead/IEFlag", "E");
	add_row(doc, 1, "DecLists/DecList");
	type_in(doc, "DecHead/DistinatePort", "JPN180");
	holds(doc, "DecHead/TradeCountry", "JPN");
	holds(doc, "DecLists/DecList[1]/OriginCountry", "JPN");
	holds(doc, "DecHead/DespPortCode", "");
	type_in(doc, "DecHead/TradeMode", "0654");
	holds(doc, "DecHead/TransMode", "3");
	doc_free(doc);
}

static void
test_owner(void)
{
	struct doc *doc = blank();

	type_in(doc, "DecHead/TradeCoScc", "91310000MA1YULU01G");
	type_in(doc, "DecHead/TradeCode", "310196Z9Z1");
	type_in(doc, "DecHead/TradeName", "示例进出口有限公司");
	holds(doc, "DecHead/OwnerCodeScc", "91310000MA1YULU01G");
	holds(doc, "DecHead/OwnerCode", "310196Z9Z1");
	holds(doc, "DecHead/OwnerName", "示例进出口有限公司");
	type_in(doc, "DecHead/OwnerCodeScc", "91310000MA1YULU02G");
	holds(doc, "DecHead/OwnerName", "");
	type_in(doc, "DecHead/OwnerName", "示例精密制造有限公司");
	type_in(doc, "DecHead/TradeName", "示例贸易有限公司");
	holds(doc, "DecHead/OwnerName", "示例精密制造有限公司");
	type_in(doc, "DecHead/OwnerCodeScc", "");
	type_in(doc, "DecHead/Type", "  5   ");
	holds(doc, "DecHead/OwnerCodeScc", "");
	doc_free(doc);
}

/* Nature and duty mode by direction, mode and record. */
static void
test_modes(void)
{
	static const struct {
		const char *flag, *mode, *record, *cut, *duty, *promise;
	} row[] = {
		{"I", "0110", "", "101", "1", ""}, {"E", "0110", "", "101", "1", "99999"}, {"I", "0110", "Z22010000001", "", "", ""},
		{"I", "0214", "B22010000001", "502", "3", "99999"}, {"I", "0214", "C22010000001", "", "", "99999"},
		{"E", "0615", "C22010000001", "503", "3", "99999"}, {"I", "0255", "C22010000001", "", "3", "99999"},
		{"I", "0245", "B22010000001", "101", "1", ""}, {"E", "0245", "B22010000001", "", "", "99999"},
		{"I", "0320", "D22010000001", "501", "3", "99999"}, {"E", "0864", "C22010000001", "299", "3", "99999"},
		{"I", "1300", "", "299", "", ""}, {"I", "3100", "", "299", "3", ""}, {"I", "3339", "", "101", "", ""},
		{"I", "1210", "T22010000001", "", "3", "99999"}, {"E", "9710", "", "101", "1", "99999"}, {"E", "1210", "", "", "", "99999"},
		{"I", "9999", "", "", "", ""},
	};

	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct doc *doc = blank();

		printf("# %s %s '%s'\n", row[i].flag, row[i].mode, row[i].record);
		add_row(doc, 1, "DecLists/DecList");
		type_in(doc, "DecHead/IEFlag", row[i].flag);
		type_in(doc, "DecHead/ManualNo", row[i].record);
		type_in(doc, "DecHead/TradeMode", row[i].mode);
		holds(doc, "DecHead/CutMode", row[i].cut);
		holds(doc, "DecLists/DecList[1]/DutyMode", row[i].duty);
		holds(doc, "DecHead/PromiseItmes", row[i].promise);
		doc_free(doc);
	}
}

/* A new item begins with what the one above has; what was typed stays with it. */
static void
test_above(void)
{
	struct doc *doc = blank();
	uint32_t first = add_row(doc, 1, "DecLists/DecList"), id;

	type_in(doc, "DecHead/IEFlag", "I");
	type_in(doc, "DecLists/DecList[1]/TradeCurr", "USD");
	type_in(doc, "DecLists/DecList[1]/OriginCountry", "DEU");
	type_in(doc, "DecLists/DecList[1]/DistrictCode", "31229");
	type_in(doc, "DecLists/DecList[1]/DestCode", "310115");
	type_in(doc, "DecLists/DecList[1]/DutyMode", "5");
	type_in(doc, "DecLists/DecList[1]/GName", "示例");
	add_row(doc, 1, "DecLists/DecList");
	holds(doc, "DecLists/DecList[2]/TradeCurr", "USD");
	holds(doc, "DecLists/DecList[2]/OriginCountry", "DEU");
	holds(doc, "DecLists/DecList[2]/DestinationCountry", "CHN");
	holds(doc, "DecLists/DecList[2]/DistrictCode", "31229");
	holds(doc, "DecLists/DecList[2]/DestCode", "310115");
	holds(doc, "DecLists/DecList[2]/DutyMode", "5");
	holds(doc, "DecLists/DecList[2]/GName", "");
	type_in(doc, "DecLists/DecList[1]/TradeCurr", "EUR");
	holds(doc, "DecLists/DecList[2]/TradeCurr", "USD");
	tap_ok(doc_insert(doc, 1, dict_find(dict, SV("DecLists/DecList"))->table, first, &id, NULL) == RC_OK, "an item above all");
	holds(doc, "DecLists/DecList[1]/TradeCurr", "");
	type_in(doc, "DecHead/TradeMode", "0110");
	holds(doc, "DecLists/DecList[3]/DutyMode", "1");
	holds(doc, "DecLists/DecList[2]/DutyMode", "5");
	doc_free(doc);
}

static void
test_boxes(void)
{
	struct doc *doc = blank();

	add_row(doc, 1, "DecLists/DecList");
	add_row(doc, 1, "DecLists/DecList");
	add_row(doc, 1, "DecContainers/Container");
	holds(doc, "DecContainers/Container[1]/LclFlag", "0");
	holds(doc, "DecContainers/Container[1]/GoodsNo", "1,2");
	holds(doc, "DecContainers/Container[1]/GoodsContaWt", "");
	type_in(doc, "DecHead/GrossWet", "1250.5");
	type_in(doc, "DecContainers/Container[1]/ContainerWt", "3800");
	holds(doc, "DecContainers/Container[1]/GoodsContaWt", "5050.5");
	type_in(doc, "DecContainers/Container[1]/ContainerMd", "11");
	type_in(doc, "DecContainers/Container[1]/GoodsNo", "1");
	add_row(doc, 1, "DecContainers/Container");
	holds(doc, "DecContainers/Container[2]/ContainerMd", "11");
	holds(doc, "DecContainers/Container[1]/GoodsNo", "1");
	holds(doc, "DecContainers/Container[1]/GoodsContaWt", "");
	holds(doc, "DecContainers/Container[2]/GoodsNo", "");
	add_row(doc, 1, "EcoRelation");
	type_in(doc, "EcoRelation[1]/EcoCertNo", "C123456789012345");
	add_row(doc, 1, "EcoRelation");
	holds(doc, "EcoRelation[2]/EcoCertNo", "C123456789012345");
	type_in(doc, "DecLists/DecList[1]/GoodsAttr", "19,33");
	holds(doc, "DecLists/DecList[1]/NoDangFlag", "1");
	doc_free(doc);
}

int
main(void)
{
	char *dict_path = in_source("data/dictionary/dec@2026-03.csv"), *form_path = in_source("forms/dec@2026-03.xml");
	struct err err = {0};

	if (dict_load(dict_path, &dict, &err) == RC_OK && form_load(dict, form_path, NULL, &kit_tables, &form, &err) == RC_OK) {
		test_route();
		test_owner();
		test_modes();
		test_above();
		test_boxes();
	}
	tap_ok(form != NULL, "the form loads %s", err.text);
	form_free(form);
	dict_free(dict);
	mem_free(dict_path);
	mem_free(form_path);
	return tap_done();
}
