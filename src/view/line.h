/*
 * The line editor: one value being typed, on cells, with horizontal scrolling.
 *
 * The text is UTF-8 without control characters. Focus selects the whole value:
 * the first character typed replaces it, a movement or F2-like key keeps it.
 *
 *     line_start(&l, LINE_CODE, value)   line_key(&l, &key) → LINE_DONE…   line_paint(&l, canvas, y, x, width, style)
 */
#ifndef YULU_VIEW_LINE_H
#define YULU_VIEW_LINE_H

#include "base/err.h"
#include "base/str.h"
#include "view/canvas.h"
#include "view/key.h"

enum line_kind {
	LINE_TEXT,	/* only control characters go */
	LINE_CODE,	/* full-width becomes half-width, lower becomes upper */
	LINE_CODE_CASED,/* half-width, case kept: a is not A */
	LINE_NUMBER,	/* half-width; digits, sign, point, and + - * / ( ) to be computed */
	LINE_DAY,	/* half-width; digits, + - . */
	LINE_SEARCH,	/* as text; nothing is selected at the start */
};

struct line {
	enum line_kind kind;
	struct str text;
	size_t caret;		/* characters from the beginning */
	size_t offset;		/* first character shown */
	bool selected;		/* the whole value is selected */
	bool dirty;		/* differs from what it began with */
	bool overwrite;
	struct str before;	/* what it began with */
};

enum line_did { LINE_PASSED, LINE_MOVED, LINE_CHANGED };	/* PASSED: not a key for the editor */

void line_start(struct line *l, enum line_kind kind, struct sv value);
void line_clear(struct line *l);		/* frees */
void line_set(struct line *l, struct sv value);	/* as if typed: caret at the end, dirty */
void line_restore(struct line *l);		/* back to what it began with */
/* Paste: line ends and tabs become blanks, other control characters go; *stripped says that something did. */
enum line_did line_paste(struct line *l, struct sv text, bool *stripped);
enum line_did line_key(struct line *l, const struct key *key);
/* Shows the part around the caret in width columns, puts the canvas' caret there. */
void line_paint(struct line *l, struct canvas *c, int y, int x, int width, enum style style);

/* What was typed as it is to be stored: blanks around go, numbers lose grouping
 * commas and sums are computed exactly ("12*45.5+3"), days are written out
 * (`5`, `0105`, `+3`, `.`), against today. RC_PARSE: cannot be read so; *out is the text as it is. */
enum rc line_value(const struct line *l, int32_t today, struct str *out);

#endif
