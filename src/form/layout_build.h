/*
 * Private to the layout: what its pieces share while one is being made.
 */
#ifndef YULU_FORM_LAYOUT_BUILD_H
#define YULU_FORM_LAYOUT_BUILD_H

#include "form/build.h"
#include "form/layout.h"

enum {
	LAYOUT_COLS = 80,		/* what a layout is drawn for */
	LAYOUT_NO_STOP = -1, LAYOUT_FOLLOWS = -2,	/* order while reading: none was given */
	LAYOUT_MAX_PAGES = 200,
	LAYOUT_MAX_CONTROLS = 20000,
};

struct layout_owned {
	struct arena arena;
	struct expr **expr;
	size_t n_expr, cap_expr;
};

struct layout_build {
	const struct form *form;
	struct form_names names;
	struct form_log log;
	struct form_source source;
	struct form_reader r;
	struct layout *layout;
	struct layout_owned *owned;
	bool **drawn;			/* [table][dict column]: on a page, or hidden for a reason */
	const xmlNode **page_node;	/* of layout->page[] */
	size_t n_control;
};

/* Reads the pages of a file into b->layout, which has none when the file draws
 * none or cannot be read. b->log has the complaints. */
void layout_read(struct layout_build *b, const struct form *form, const char *path, const struct form_tables *tables);
void layout_read_end(struct layout_build *b);

struct layout *layout_new(void);
struct layout_owned *layout_owned_of(const struct layout *l);
/* Memory that lives as long as the layout, zeroed. */
void *layout_alloc(struct layout *l, size_t count, size_t size_b);
/* Columns and stops of a page that has been read. */
void layout_finish_page(struct layout_page *page);

/* Compiles what is seen from a row; NULL after a complaint. */
struct expr *layout_compile(struct layout_build *b, const struct expr_where *at, int table, enum expr_type want, struct sv text);
/* An attribute's condition; NULL when it is absent. */
struct expr *layout_condition(struct layout_build *b, const xmlNode *n, const char *qname, int table);
/* Labels in n, both languages each; false when there is none. */
bool layout_read_labels(struct layout_build *b, const xmlNode *n, int table, struct layout_label **label, size_t *n_label);
/* A control on a page of this table; false: it is no control, or was complained about. */
bool layout_read_control(struct layout_build *b, const xmlNode *n, int page_table, struct layout_control *out);
bool layout_read_column(struct layout_build *b, const xmlNode *n, int page_table, struct layout_control *out);

#endif
