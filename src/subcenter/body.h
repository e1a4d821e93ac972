/*
 * The body of a request: XML read against its dictionary into values.
 *
 *     body_read(xml, dict, bytes, &body, &problem)     RC_OK or RC_PARSE; cleared in either case
 *     body_get(&body, "EnterpriseCode")                "" when it is not there
 *     body_at(&body, "Case/Result", 2)                 in the third Case
 *
 * Everything must be of the dictionary's namespace, known, in its order, not
 * too often, of its form and length, and what is required must be there. A
 * group without elements of its own is a text that may repeat. Values are
 * trimmed; unknown attributes and an XML signature are passed over. After a
 * fault the body holds what stood before it.
 */
#ifndef YULU_SUBCENTER_BODY_H
#define YULU_SUBCENTER_BODY_H

#include "base/mem.h"
#include "base/str.h"
#include "dict/dict.h"
#include "xml/xml.h"

struct body_value {
	const struct dict_node *node;
	unsigned row;			/* of the innermost group around it, or its own, from 0 */
	struct sv text;
};

struct body {
	struct body_value *value;
	size_t n, cap;
	struct arena arena;
};

struct body_problem {
	bool malformed;			/* no XML at all; otherwise something in it is wrong */
	unsigned line;
	char path[200];			/* of the element, "" when malformed */
	char text_zh[200], text_en[300];
};

enum rc body_read(struct xml_reader *xml, const struct dict *dict, struct sv bytes, struct body *out, struct body_problem *problem);
void body_clear(struct body *b);
struct sv body_get(const struct body *b, const char *path);
struct sv body_at(const struct body *b, const char *path, unsigned row);
unsigned body_count(const struct body *b, const char *path);	/* rows in which it stands */

#endif
