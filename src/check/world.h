/*
 * The world of a document made of code tables: what expressions and documents
 * ask about codes, days off and attachments. Borrowed: codes and archive must
 * outlive it. codes may be NULL (tables missing): no code is known then.
 */
#ifndef YULU_CHECK_WORLD_H
#define YULU_CHECK_WORLD_H

#include "codes/codes.h"
#include "doc/doc.h"
#include "zip/zip.h"

struct world {
	struct doc_world doc;			/* hand &w->doc to doc_new() */
	struct codes *codes;
	const struct zip_content *archive;	/* NULL when the message came alone */
};

void world_init(struct world *w, struct codes *codes, int32_t day);
/* What an attachment is, by its first bytes: pdf jpg png gif bmp other. */
struct sv world_kind_of(struct sv bytes);
/* For loading forms. */
struct form_tables world_tables(struct codes *codes);

#endif
