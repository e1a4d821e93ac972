/*
 * Inside the proof sheet: what it is made of, the two that write it (proof_text.c,
 * proof_html.c), and what makes its texts (proof_value.c, proof_rest.c).
 * Texts are clean: no control characters, no line ends.
 */
#ifndef YULU_DESK_PROOF_SHEET_H
#define YULU_DESK_PROOF_SHEET_H

#include "desk/proof.h"

struct proof_cell {
	int share;			/* of the width */
	struct sv label;
	struct sv *line;
	size_t n;
};

struct proof_out {
	struct str *to;
	int n_column;			/* HTML: of the open table */
	bool in_row;			/* HTML: a row is open */
	int width;			/* text: columns */
	char *edge;			/* text: where the line above has its bars; NULL: no open frame */
	char *kept;			/* text: its memory */
	struct arena arena;		/* of the writer */
};

struct proof_front {
	struct sv title, mark, reference;
};

struct proof_writer {
	void (*begin)(struct proof_out *o, const struct proof_front *front);
	void (*boxes)(struct proof_out *o, const struct proof_cell *cell, size_t n, bool framed);
	void (*heading)(struct proof_out *o, struct sv text);
	void (*table)(struct proof_out *o, const struct proof_cell *column, size_t n);
	void (*row)(struct proof_out *o, const struct proof_cell *cell, size_t n);
	void (*note)(struct proof_out *o, const struct sv *line, size_t n);	/* across, below a row */
	void (*table_end)(struct proof_out *o);
	void (*end)(struct proof_out *o, struct sv findings);
};

extern const struct proof_writer proof_text_writer, proof_html_writer;

struct proof {
	struct doc *doc;
	const struct dict *dict;
	const struct expr_env *env;
	const struct proof_setup *setup;
	const struct proof_writer *writer;
	struct proof_out out;
	struct arena arena;		/* texts of the line being made */
};

/* ---- proof_value.c ------------------------------------------------------------ */

struct proof_lines {			/* of a cell being made */
	struct sv *line;
	size_t n, cap;
};

/* Into the arena; what held it is empty then. */
struct sv proof_keep(struct proof *p, struct str *text);
void proof_give_lines(struct proof *p, struct proof_lines *l, struct proof_cell *cell);
/* Gives back the memory of a line, or of a row of a table. */
void proof_end_row(struct proof *p);
void proof_add_line(struct proof_lines *l, struct sv line);
/* Fit for paper: line ends and tabs as blanks, control characters harmless. */
void proof_add_clean(struct str *out, struct sv v);
bool proof_holds(const struct proof *p, const struct expr *e, const struct doc_row *row);	/* NULL holds */
/* The last label whose condition holds; "" when there is none. */
const char *proof_label(const struct proof *p, const struct layout_label *label, size_t n, const struct doc_row *row);
const struct dict_node *proof_node(const struct proof *p, const struct doc_row *row, int column);
/* What will be sent; empty when nothing is. */
struct sv proof_value(const struct proof *p, const struct doc_row *row, int column);
/* The text of a value as the piece wants it; what belongs behind the label goes to bracket. */
void proof_add_value(struct str *out, struct str *bracket, const struct proof *p, const char *codes, struct sv value,
    enum print_as as);
/* A cell with its meaning; content that nobody reads by its size. */
void proof_add_cell(struct str *out, const struct proof *p, const struct doc_row *row, int column);

/* ---- proof_rest.c ---------------------------------------------------------------- */

/* Which columns of a row need not be printed (again). */
bool *proof_done(struct proof *p, const struct doc_row *row);
/* Below a row of a table: what is not done, and all the rows inside it. */
void proof_write_note(struct proof *p, const struct doc_row *row, const bool *done);
/* Fields of the root row and tables that stand nowhere else. */
void proof_write_rest(struct proof *p);

#endif
