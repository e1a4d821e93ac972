/*
 * The layout of a form: pages of lines of controls, as a keyer draws them at 80
 * columns. It stands in forms/ID@EDITION.xml behind </model>; without it pages
 * are made from the dictionary, so that a message without a drawn form can be
 * typed too.
 *
 *   <group id="head" yl:kind="page" [yl:show="expr"]>             page of the root row
 *    <label xml:lang="zh">表头</label> <label xml:lang="en">Head</label>
 *    <group yl:kind="line">
 *     <input ref="DecHead/CustomMaster" yl:width="4" yl:name="12" yl:at="0" yl:order="1" yl:skip="yes">
 *      <label xml:lang="zh">申报地海关</label> <label xml:lang="en">Office</label>
 *      <label xml:lang="zh" yl:when="yl:export">…</label>         the last one whose when holds counts
 *     </input>
 *    </group>
 *   </group>
 *   <group id="goods" yl:kind="page">
 *    <repeat nodeset="DecLists/DecList" yl:rows="6">              page of a table: columns, then lines of the row; lines
 *     <yl:column ref="CodeTS" yl:width="10"/> …                      that stand before the columns stand above the block
 *     <group yl:kind="line"> … </group>
 *     <yl:sub page="limits" …>label</yl:sub>                      opens the page of a table below the row
 *    </repeat>
 *   </group>
 *   <group id="limits" yl:kind="page" yl:sub="yes"> <repeat nodeset="DecLists/DecList/DecGoodsLimits/DecGoodsLimit"> … </group>
 *
 * Controls
 *   input      a field; with a code table its meaning stands beside it (yl:name columns)
 *   textarea   a long text: one line, unfolded with a key
 *   output     yl:value="expr" or a ref: shown, never entered; <label> before it
 *   yl:text    words on the line, labels as above
 *   yl:rule    a line across the page: ---- label ----
 *   yl:slice   ref from length                one part of a positional string, blanks kept (from characters beyond the
 *              end are blank); codes="table" or <item value=""> labels </item> …
 *   yl:tokens  ref sep                        a list of codes in one cell, ticked; without a table: numbers of items
 *   yl:party   ref="USCC" code="…" name="…" ciq="…"    one entry that fills what an enterprise is known by
 *   yl:fee     ref="MARK" rate="…" curr="…"   1500 · 1500e · 3% · 25/t · - none
 *   yl:packs   ref="COUNT" kind="WRAP"        20 zx
 *   yl:elements ref="GModel" of="CodeTS" name="GName"   declaration elements of the tariff code
 *   yl:sub     page="id"                      opens another page of this row, of rows below it, or of a row around it
 * A ref is seen from the page's row: CodeTS on a page of items; a field of a row around it is
 * /DecMessage/DecHead/BillNo, a local field yl:kg (output only).
 *
 * Attributes of controls
 *   yl:at      column where the label begins at 80 columns; absent: behind the one before
 *   yl:label   columns of the label; absent: those of the widest label
 *   yl:width   columns of the value's field        yl:name   columns of the decoded name; 0 none
 *   yl:grow    yes: takes columns that a wider terminal has
 *   yl:order   place in the keyer's order; absent: in the order of the file. Fields without a number that stand
 *              behind one with a number follow it
 *   yl:skip    yes: Enter passes by when the value was filled in by a sure source (marks d and c); of a yl:sub: always
 *   yl:show    expression of the control's row (locals included); hidden fields take no room in the order, their place
 *              stays blank, but a line all of whose controls are hidden takes no room on the page. One whose cells hold
 *              something is shown all the same (the loader adds that to the expression)
 *   yl:like    yes: in a new row Enter stops here only if empty (columns that are taken from the row above)
 *   codes      code name instead of the dictionary's; <item value="…"> labels </item> instead of a table
 *
 * Columns of a control, at 80 (layout_place() says where they are at more)
 *
 *   at                                       label, label_width columns
 *   at + label_width                         1: * needed, else blank
 *   at + label_width + 1                     value, width columns
 *   behind it                                1 blank and the name, when name_width > 0 (width 0: the name alone, no blank)
 *   last                                     1: ~ filled in, ! error, ? warning
 *
 * A yl:text has its label and one blank behind it, a yl:rule fills the line, a yl:column its value (or its name, width 0)
 * and one blank behind it; the first one begins at 1.
 * hint and help of a field stand in forms/ID@EDITION.help.csv (help.h).
 *
 * Lint: refs exist, lines fit 80 columns, every field of the dictionary stands
 * on a page (or in yl:hidden ref="…", with the reason as text).
 *
 *     layout_load(form, path, tables, &layout, &err)       layout_plain(form)
 */
#ifndef YULU_FORM_LAYOUT_H
#define YULU_FORM_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "form/form.h"

enum layout_kind { LAYOUT_FIELD, LAYOUT_AREA, LAYOUT_OUTPUT, LAYOUT_TEXT, LAYOUT_RULE, LAYOUT_SLICE, LAYOUT_TOKENS,
	LAYOUT_PARTY, LAYOUT_FEE, LAYOUT_PACKS, LAYOUT_ELEMENTS, LAYOUT_SUB };

/* Cells of a composed control; [0] is ref, the one that findings and help name first. */
enum { LAYOUT_CODE = 1, LAYOUT_NAME = 2, LAYOUT_CIQ = 3,		/* party: USCC first */
	LAYOUT_RATE = 1, LAYOUT_CURR = 2,				/* fee: mark first */
	LAYOUT_WRAP = 1,						/* packs: count first */
	LAYOUT_OF = 1, LAYOUT_OF_NAME = 2,				/* elements: model first */
	LAYOUT_N_CELL = 4 };

struct layout_label {
	const char *zh, *en;
	struct expr *when;		/* NULL: always; seen from the control's row */
};

struct layout_item {
	const char *value;		/* "": blank */
	struct layout_label label;
};

struct layout_control {
	enum layout_kind kind;
	int table;			/* of its cells: the page's, or of a row around it */
	int cell[LAYOUT_N_CELL];	/* columns; -1 none; a local's column for output */
	int from, length;		/* slice: characters from 1 */
	char sep;			/* tokens */
	const char *codes;		/* code name, also the dictionary's; NULL: no table */
	struct layout_item *item;	/* values to choose from instead of a table */
	size_t n_item;
	const char *help_key;		/* of help.h; "" for what has no cell */
	struct layout_label *label;	/* at least one; the dictionary's name when the file gives none */
	size_t n_label;
	int at, label_width, width, name_width;
	int order;			/* place in the keyer's order on its page, from 0, no gaps; -1: no stop, */
					/* as output, text and a column whose cell stands in a line too */
	bool grow, skip, like;
	struct expr *show;		/* NULL: always; seen from a row of the control's table, as value is */
	struct expr *value;		/* output */
	int page;			/* sub: index of the page */
	unsigned line;			/* in the file */
};

struct layout_line {
	struct layout_control *control;
	size_t n;
};

struct layout_page {
	const char *id;
	struct layout_label label;
	int table;			/* 0: the root row; else a repeat's table */
	bool sub;			/* reached from a row, not from the page bar */
	struct expr *show;		/* seen from the root row; NULL: always */
	int rows;			/* rows of the table block at 24 lines; 0: as many as there is room */
	struct layout_control *column;	/* of the table block; none on a page of the root row */
	size_t n_column;
	struct layout_line *line;
	size_t n_line, n_above;		/* the first n_above stand above the table block */
	size_t n_stop;			/* controls with an order, columns too */
};

struct layout {
	struct layout_page *page;
	size_t n_page;
	void *owned;			/* private */
};

/* form_path: the file that form was loaded from. RC_PARSE with file and line. Where the file draws no page: layout_plain(). */
enum rc layout_load(const struct form *form, const char *form_path, const struct form_tables *tables,
    struct layout **out, struct err *err);
/* Pages made from the dictionary alone. */
struct layout *layout_plain(const struct form *form);
void layout_free(struct layout *layout);
/* Index of the page with this id; -1. */
int layout_page_by_id(const struct layout *layout, const char *id);
/* The page and control that edit a cell, else one that shows it; pages of the bar first. False when none does. A
 * positional string is found by its first slice. */
bool layout_find(const struct layout *layout, int table, int column, int *page, const struct layout_control **control);
/* Language as chosen by the user; holds: does a when hold (the caller evaluates it)? */
const char *layout_label(const struct layout_control *c, bool (*holds)(void *ctx, const struct expr *when), void *ctx);

/* Columns that a control of a line takes, from its label to its last mark. */
int layout_width(const struct layout_control *c);
/* Where the controls of a line (or the columns of a table block) stand when there are cols columns: at[i] and the
 * columns extra[i] that are added to its name (to its value when it shows no name). */
void layout_place(const struct layout_control *control, size_t n, int cols, int *at, int *extra);

void layout_lint(const struct form *form, const char *form_path, const struct form_tables *tables, void *ctx,
    dict_complain *complain);

#endif
