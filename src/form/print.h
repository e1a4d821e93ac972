/*
 * What a printed sheet of a message looks like: forms/ID@EDITION.print.xml,
 * from top to bottom in the order of the official form.
 *
 *   <yl:print xmlns="http://www.w3.org/2002/xforms" xmlns:yl="urn:yulu:form"
 *       id="dec" edition="2026-03" dictionary="dec@2026-03">
 *    <yl:title> <label xml:lang="zh">…</label> <label xml:lang="en">…</label> </yl:title>     the last whose when holds
 *    <group yl:kind="open"> boxes </group>                 a line of boxes without a frame
 *    <group yl:kind="line" [yl:show="expr"]>               a line of boxes
 *     <yl:box yl:share="3" [yl:show="expr"]>               its share of the width
 *      <label …> … lines …
 *     </yl:box>
 *    </group>
 *    <repeat nodeset="DecLists/DecList">                   a table, its header on every page
 *     <yl:column yl:share="4"> <label …> … lines … </yl:column>
 *     <yl:rest/>                                           below each row: what else it and the rows in it hold
 *    </repeat>
 *    <yl:rule> labels </yl:rule>                           a heading
 *    <yl:rest/>                                            all that stands nowhere else, with the dictionary's names
 *    <yl:hidden ref="DecSign/Sign">reason</yl:hidden>      what the sheet leaves out on purpose
 *   </yl:print>
 *
 * Lines of a box or column, one below the other
 *   <output ref="GName" [yl:as] [yl:show]> [labels] </output>     a field; words before it
 *   <output yl:value="expr" [codes="UNIT"] …/>                    a value, a code where codes is given
 *   <group yl:kind="line"> outputs </group>                       several on one line
 *   <repeat nodeset="DecContainers/Container"> outputs </repeat>  once for each row, on one line, with ; between
 *
 * yl:as   both    name (code), the usual; a field without a code table as it stands
 *         name    code        the one or the other (the code where the table does not have it)
 *         label   the code in brackets behind the box's label, the name on the line; without a table the value in brackets
 *
 * Expressions are seen from the root row, those of outputs in a repeat from its row.
 *
 *     print_load(form, path, tables, &print, &err)      print_free(print)
 */
#ifndef YULU_FORM_PRINT_H
#define YULU_FORM_PRINT_H

#include <stdbool.h>
#include <stddef.h>

#include "form/form.h"
#include "form/layout.h"

enum print_as { PRINT_BOTH, PRINT_NAME, PRINT_CODE, PRINT_LABEL };

struct print_piece {
	enum print_as as;
	int table, column;		/* of the field, in the line's row or one around it; column -1: value */
	struct expr *value;
	const char *codes;		/* code name, also the dictionary's; NULL none */
	struct expr *show;		/* NULL: always */
	struct layout_label *label;	/* words before it; none when n_label is 0 */
	size_t n_label;
};

struct print_line {
	int table;			/* the row its pieces are seen from */
	bool repeat;			/* once for each row of the table, below the box's row */
	struct print_piece *piece;
	size_t n;
};

struct print_box {
	int share;
	struct expr *show;		/* of a box; seen from the root row, as the labels */
	struct layout_label *label;
	size_t n_label;
	struct print_line *line;
	size_t n;
};

enum print_kind { PRINT_OPEN, PRINT_LINE, PRINT_TABLE, PRINT_RULE, PRINT_REST };

struct print_block {
	enum print_kind kind;
	int table;			/* PRINT_TABLE; else 0 */
	bool rest;			/* PRINT_TABLE: below each row what else it holds */
	struct expr *show;		/* seen from the root row */
	struct layout_label *label;	/* PRINT_RULE */
	size_t n_label;
	struct print_box *box;		/* boxes, columns */
	size_t n;
};

struct print {
	struct layout_label *title;
	size_t n_title;
	struct print_block *block;
	size_t n;
	bool **hidden;			/* [table][dict column] */
	int n_table;
	void *owned;			/* private */
};

/* tables as for form_load(). RC_NOTFOUND: there is no such file; RC_PARSE with file and line. */
enum rc print_load(const struct form *form, const char *path, const struct form_tables *tables, struct print **out,
    struct err *err);
void print_free(struct print *print);	/* takes NULL */
void print_lint(const struct form *form, const char *path, const struct form_tables *tables, void *ctx, dict_complain *complain);

#endif
