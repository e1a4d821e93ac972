/*
 * A small dictionary in the shape of the declaration, and texts of a document,
 * for the tests of doc/.
 */
#ifndef YULU_TESTS_DOC_SMALL_H
#define YULU_TESTS_DOC_SMALL_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doc/doc.h"

#define SMALL_NS "urn:example:dec"
#define SMALL_ROW(path, type, length, decimals, occurs, form, blanks) \
	path "," type "," length "," decimals ",N,N," occurs ",,both," form "," blanks ",,established,示例,example,,\n"

static const char small_dict[] =
    "path,type,length,decimals,save,declare,occurs,codes,direction,form,blanks,rules,status,name_zh,name_en,note_zh,note_en\n"
    SMALL_ROW("/DecMessage", "root", "", "", "1", SMALL_NS, "")
    SMALL_ROW("@Version", "string", "10", "", "0..1", "", "")
    SMALL_ROW("DecHead", "group", "", "", "1", "", "")
    SMALL_ROW("DecHead/@Kind", "string", "10", "", "0..1", "", "")
    SMALL_ROW("DecHead/SeqNo", "string", "18", "", "1", "", "")
    SMALL_ROW("DecHead/SeqNo/@Unit", "string", "10", "", "0..1", "", "")
    SMALL_ROW("DecHead/IEFlag", "string", "1", "", "1", "", "")
    SMALL_ROW("DecHead/Type", "string", "7", "", "0..1", "", "keep")
    SMALL_ROW("DecHead/NoteS", "string", "255", "", "0..1", "", "")
    SMALL_ROW("DecHead/GrossWet", "decimal", "19", "5", "0..1", "", "")
    SMALL_ROW("DecHead/NetWt", "decimal", "19", "5", "0..1", "", "")
    SMALL_ROW("DecHead/Count", "integer", "4", "", "0..1", "", "")
    SMALL_ROW("DecHead/IEDate", "date", "8", "", "0..1", "", "")
    SMALL_ROW("DecHead/SignDate", "datetime", "16", "", "0..1", "", "")
    SMALL_ROW("DecHead/FeeDay", "date", "10", "", "0..1", "", "")
    SMALL_ROW("DecHead/Total", "decimal", "19", "2", "0..1", "", "")
    SMALL_ROW("DecLists", "group", "", "", "1", "", "")
    SMALL_ROW("DecLists/DecList", "group", "", "", "0..50", "", "")
    SMALL_ROW("DecLists/DecList/GNo", "integer", "9", "", "1", "", "")
    SMALL_ROW("DecLists/DecList/CodeTS", "string", "10", "", "1", "", "")
    SMALL_ROW("DecLists/DecList/GName", "string", "255", "", "0..1", "", "")
    SMALL_ROW("DecLists/DecList/GQty", "decimal", "19", "5", "0..1", "", "")
    SMALL_ROW("DecLists/DecList/DeclPrice", "decimal", "19", "4", "0..1", "", "")
    SMALL_ROW("DecLists/DecList/DeclTotal", "decimal", "19", "2", "0..1", "", "")
    SMALL_ROW("DecLists/DecList/Weight", "decimal", "19", "5", "0..1", "", "")
    SMALL_ROW("DecLists/DecList/DecGoodsLimits", "group", "", "", "0..1", "", "")
    SMALL_ROW("DecLists/DecList/DecGoodsLimits/DecGoodsLimit", "group", "", "", "1..n", "", "")
    SMALL_ROW("DecLists/DecList/DecGoodsLimits/DecGoodsLimit/GoodsNo", "integer", "9", "", "0..1", "", "")
    SMALL_ROW("DecLists/DecList/DecGoodsLimits/DecGoodsLimit/LicenceNo", "string", "40", "", "0..1", "", "")
    SMALL_ROW("DecLists/DecList/DecGoodsLimits/DecGoodsLimit/Qty", "decimal", "19", "5", "0..1", "", "")
    SMALL_ROW("DecContainers", "group", "", "", "1", "", "")
    SMALL_ROW("DecContainers/Container", "group", "", "", "0..500", "", "")
    SMALL_ROW("DecContainers/Container/ContainerId", "string", "11", "", "0..1", "", "")
    SMALL_ROW("DecContainers/Container/GoodsNo", "string", "255", "", "0..1", "", "")
    SMALL_ROW("TrnHead", "group", "", "", "0..1", "", "")
    SMALL_ROW("TrnHead/TrnPreId", "string", "18", "", "0..1", "", "")
    SMALL_ROW("TrnHead/TransNo", "string", "13", "", "1", "", "")
    SMALL_ROW("TrnHead/TrnInner", "group", "", "", "1", "", "")
    SMALL_ROW("TrnHead/TrnInner/Day", "date", "8", "", "0..1", "", "")
    SMALL_ROW("Edoc", "group", "", "", "0..10", "", "")
    SMALL_ROW("Edoc/EdocID", "string", "64", "", "0..1", "", "")
    SMALL_ROW("Edoc/EdocCode", "string", "8", "", "0..1", "", "")
    SMALL_ROW("Eco", "group", "", "", "0..20", "", "")
    SMALL_ROW("Eco/CertType", "string", "3", "", "0..1", "", "")
    SMALL_ROW("/ImportMessage", "group", "", "", "1", "", "")
    SMALL_ROW("/ImportMessage/SWImpHead", "group", "", "", "0..1", "", "")
    SMALL_ROW("/ImportMessage/SWImpHead/CopMsgId", "string", "40", "", "0..1", "", "")
    SMALL_ROW("/ImportMessage/DecMessage", "group", "", "", "1", "", "");

__attribute__((unused)) static struct dict *
small_load(void)
{
	struct dict *d = NULL;
	struct err err = {0};

	if (dict_load_text("dec@2026-03.csv", SV(small_dict), &d, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	return d;
}

/* A generator of its own, so that runs are the same everywhere. */
__attribute__((unused)) static uint32_t
small_random(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

#endif
