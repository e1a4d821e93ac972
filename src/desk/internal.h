/* Inside desk/. */
#ifndef YULU_DESK_INTERNAL_H
#define YULU_DESK_INTERNAL_H

#include "desk/desk.h"

/* A dictionary with its form and checker. */
struct definition {
	char *name;		/* "dec@2026-03" */
	char *form, *rules;	/* names, "" when none */
	struct dict *dict;
	struct form *loaded;
	struct checker *checker;
};

struct desk {
	const struct conf *conf;
	char *data_dir, *codes_file, *overlay_dir;
	int32_t day;
	struct codes *codes;
	struct catalogue *catalogue;
	struct definition *definition;
	size_t n_definition;
	struct xml_reader *reader;
};

/* dir/sub/name.suffix; yours. */
char *desk_path(const struct desk *desk, const char *sub, const char *name, const char *suffix);
enum rc desk_load_dict(struct desk *desk, struct definition *d, struct err *err);
enum rc desk_load(struct desk *desk, struct definition *d, struct err *err);
/* The definition whose root stands at the head of the message; the first one
 * when none fits (its check then says what is wrong). */
enum rc desk_recognise(struct desk *desk, struct sv bytes, struct definition **out, struct err *err);

#endif
