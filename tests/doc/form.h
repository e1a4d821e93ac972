/*
 * A form for the small dictionary, written to a folder of its own.
 */
#ifndef YULU_TESTS_DOC_FORM_H
#define YULU_TESTS_DOC_FORM_H

#include <unistd.h>

#include "base/file.h"
#include "small.h"

#define FORM_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
	"<yl:form xmlns=\"http://www.w3.org/2002/xforms\" xmlns:yl=\"urn:yulu:form\" id=\"dec\" edition=\"2026-03\"" \
	" dictionary=\"dec@2026-03\" valid-from=\"2026-03-01\"><model>\n"
#define FORM_TAIL "</model></yl:form>\n"

static const char small_form[] = FORM_HEAD
    "<yl:field name='import' type='boolean' calculate=\"DecHead/IEFlag = 'I'\"/>\n"
    "<yl:field name='kinds' type='number' calculate='yl:distinct(DecLists/DecList/CodeTS)'/>\n"
    "<yl:field name='first' type='text' calculate=\"concat('first ', yl:first(DecLists/DecList/GName))\"/>\n"
    "<yl:field name='grouped' type='number' calculate='count(DecLists/DecList/DecGoodsLimits)'/>\n"
    "<yl:field name='limits' type='number' calculate='count(DecLists/DecList/DecGoodsLimits/DecGoodsLimit)'/>\n"
    "<bind ref='DecHead'>\n"
    " <bind ref='IEFlag' yl:default=\"'I'\"/>\n"
    " <bind ref='GrossWet' relevant='yl:import'/>\n"
    " <bind ref='NetWt' calculate='sum(DecLists/DecList/yl:kg)'/>\n"
    " <bind ref='Count' calculate='count(DecLists/DecList)'/>\n"
    " <bind ref='NoteS' calculate=\"yl:join(DecLists/DecList/GName, ',')\" yl:override='yes'/>\n"
    " <bind ref='SignDate' calculate='DecHead/IEDate'/>\n"
    " <bind ref='FeeDay' calculate='yl:add-days(DecHead/IEDate, 1)'/>\n"
    " <bind ref='Total' calculate='sum(DecLists/DecList/DeclTotal) + DecHead/GrossWet'/>\n"
    "</bind>\n"
    "<bind ref='TrnHead' relevant='yl:import'>\n"
    " <bind ref='TrnPreId' calculate=\"concat('T', DecHead/SeqNo)\"/>\n"
    " <bind ref='TransNo' yl:default=\"'0000000000000'\"/>\n"
    "</bind>\n"
    "<bind ref='DecContainers' relevant=\"DecHead/SeqNo != 'none'\"/>\n"
    "<bind ref='DecContainers/Container'>\n"
    " <yl:field name='found' type='number' calculate='count(/DecMessage/DecLists/DecList[CodeTS = current()/ContainerId])'/>\n"
    " <bind ref='GoodsNo' calculate='string(yl:found)'/>\n"
    "</bind>\n"
    "<bind ref='DecLists/DecList'>\n"
    " <yl:field name='kg' type='number' calculate='if(yl:given(Weight), Weight, GQty)'/>\n"
    " <yl:field name='twins' type='number' calculate='count(/DecMessage/DecLists/DecList[CodeTS = current()/CodeTS])'/>\n"
    " <yl:field name='boxes' type='number' calculate='count(/DecMessage/DecContainers/Container)'/>\n"
    " <yl:field name='named' type='number' calculate='number(GName)'/>\n"
    " <bind ref='GNo' calculate='yl:place()'/>\n"
    " <bind ref='CodeTS' yl:default=\"'0101010101'\"/>\n"
    " <bind ref='GName' relevant='/DecMessage/yl:import'/>\n"
    " <bind ref='Weight' calculate='if(count(DecGoodsLimits/DecGoodsLimit) &gt; 0, sum(DecGoodsLimits/DecGoodsLimit/Qty), number(&apos;&apos;))' yl:override='yes'/>\n"
    " <yl:tie>\n"
    "  <yl:solve ref='DeclTotal' with='yl:round(GQty * DeclPrice, 2)'/>\n"
    "  <yl:solve ref='DeclPrice' with='yl:round(DeclTotal div GQty, 4)'/>\n"
    " </yl:tie>\n"
    "</bind>\n"
    "<bind ref='DecLists/DecList/DecGoodsLimits/DecGoodsLimit'>\n"
    " <bind ref='GoodsNo' calculate='../../GNo'/>\n"
    " <bind ref='LicenceNo' relevant=\"../../CodeTS != 'x'\"/>\n"
    "</bind>\n"
    "<bind ref='Eco'><bind ref='CertType' calculate=\"yl:first(/DecMessage/Edoc[EdocCode = 'c']/EdocID)\"/></bind>\n"
    FORM_TAIL;

__attribute__((unused)) static struct form *
small_form_load(const struct dict *d, const char *xml)
{
	char dir[] = "/tmp/yulu-doc-XXXXXX", *path;
	struct form *f = NULL;
	struct err err = {0};

	if (mkdtemp(dir) == NULL) {
		printf("Bail out! no temporary folder\n");
		exit(1);
	}
	path = file_join(dir, "dec@2026-03.xml");
	if (file_write(path, sv_of(xml), 0600, &err) != RC_OK || form_load(d, path, NULL, NULL, &f, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	unlink(path);
	rmdir(dir);
	mem_free(path);
	return f;
}

#endif
