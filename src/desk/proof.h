/*
 * The proof sheet (校对单): what the client confirms before the declaration.
 * In the order of the official form where forms/ has a print definition
 * (form/print.h), else all fields by their names. Every value of the document
 * that will be sent stands on it, but for what the definition hides.
 *
 *     desk_proof(draft, PROOF_HTML, 0, &out, &err)
 *
 *   text   100 columns unless said otherwise; frames of - | + only, no control characters
 *   HTML   one file of well-formed XHTML, A4 landscape, nothing from outside, no script
 */
#ifndef YULU_DESK_PROOF_H
#define YULU_DESK_PROOF_H

#include "desk/draft.h"
#include "form/print.h"

enum proof_format { PROOF_TEXT, PROOF_HTML };

enum { PROOF_WIDTH = 100, PROOF_MIN_WIDTH = 40, PROOF_MAX_WIDTH = 100000 };

struct proof_setup {
	const struct print *print;	/* of the document's form; NULL: all fields by their names */
	struct codes *codes;		/* NULL: codes without their meaning */
	int32_t day;			/* of the codes */
	const char *title;		/* where print is NULL; NULL: the message's name */
	const char *reference;		/* small, above the sheet: number of the draft …; NULL */
	bool declared;
	bool judged;			/* the next two are known */
	size_t n_errors, n_warnings;
	int width;			/* columns of the text; 0: PROOF_WIDTH; kept between the bounds above */
};

/* Adds the sheet to out. The document is only looked at. */
void proof_write(struct doc *doc, const struct proof_setup *setup, enum proof_format format, struct str *out);

/* The sheet of a draft, judged to the end. Errors: those of reading definitions. */
enum rc desk_proof(struct desk_draft *draft, enum proof_format format, int width, struct str *out, struct err *err);

#endif
