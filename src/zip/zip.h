/*
 * Archives through libzip: a message and its attachments.
 *
 * Refused with a reason: more than max_files entries, an entry or the sum of
 * all over the limits once unpacked (counted while unpacking, not believed
 * from the header), encrypted entries, unsafe names (absolute, "..").
 */
#ifndef YULU_ZIP_ZIP_H
#define YULU_ZIP_ZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

struct zip_limits {		/* 0 means the default */
	size_t max_entry_b;	/* 64 MiB */
	size_t max_total_b;	/* 256 MiB */
	size_t max_files;	/* 2000 */
	unsigned max_ratio;	/* unpacked / packed, 200, for entries above 1 MiB */
};

struct zip_entry {
	struct sv name;		/* UTF-8; GB18030 names are converted */
	struct sv bytes;
	bool in_folder;
};

struct zip_content {
	struct zip_entry *entry;
	size_t n;
	struct arena arena;
};

bool zip_looks_like(struct sv bytes);			/* begins with PK\3\4 or PK\5\6 */
enum rc zip_read(struct sv bytes, const struct zip_limits *limits, struct zip_content *out, struct err *err);
void zip_content_clear(struct zip_content *c);

#endif
