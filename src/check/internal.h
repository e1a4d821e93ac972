/*
 * Inside check/: the plan made once per form, and the findings of one message.
 */
#ifndef YULU_CHECK_INTERNAL_H
#define YULU_CHECK_INTERNAL_H

#include "check/check.h"
#include "check/world.h"

enum { CHECK_FOUND_MAX = 10000 };	/* findings of one message */

struct plan_cell {
	const struct dict_node *node;
	const struct form_bind *bind;	/* NULL when the form says nothing */
	int codes;			/* code name id; -1: not looked up here */
	bool is_group;
	bool may_be_needed;		/* there is a finding for it when it is empty */
};

/* A guard and its last verdicts. Rules share guards; the half that reads the
 * root row only is asked once a message, the other once a row. */
struct plan_guard {
	const struct expr *e;
	bool fixed, varying;		/* has that half */
	bool open;			/* verdict of the fixed half in that message */
	bool holds;			/* of both, for that row */
	uint64_t message;
	const struct doc_row *row;
};

/* What is asked of every row stands here; the rest is fetched for a finding. */
struct plan_rule {
	const struct expr *test;
	int when_rule, when;		/* guards, -1 none */
	int32_t from, to;		/* first and last day in force */
	bool report;
	enum form_severity severity;	/* after settings; never FORM_OFF */
	const struct form_rule *rule;
	size_t next;			/* the first behind it with another when_rule */
};

/* What rules of a table read, and what they said of its last row; see shared.c.
 * Bits by unit, n_word of them. */
struct plan_shared {
	size_t n_word;
	uint64_t *always;		/* they read more than cells of their own row */
	int *column, n_column;		/* that rules read */
	uint64_t *reader;		/* of each of these columns, one after the other */
	uint64_t *said, *due;
};

struct plan_table {
	struct plan_cell *cell;
	int n_cell;
	struct plan_rule *rule;		/* tests in the context of this table's rows */
	size_t n_rule, cap_rule;
	int *child;			/* tables whose parent is this one */
	int n_child;
	const struct dict_node **must;	/* elements with min 1 that are no attribute */
	size_t n_must, cap_must;
	struct plan_shared shared;
};

struct found {
	struct finding f;
	uint32_t row_id;
	size_t seq;
};

struct checker {
	struct check_setup setup;
	struct doc *doc;
	struct world world;
	struct xml_reader *reader;
	struct plan_table *plan;	/* by table */
	int n_plan;
	struct plan_guard *guard;
	size_t n_guard, cap_guard;
	struct check_readers *readers;	/* by table; NULL: not asked for yet */
	uint64_t turn;
	/* of the message at hand */
	const struct check_options *options;
	uint64_t message;		/* its number, from 1 */
	struct found *found;
	size_t n_found, cap_found;
	struct arena arena;
	struct str text, place;		/* being composed */
};

/* Findings that no rules file needs to name: the builtin word, its id where
 * the form has none, its class and usual severity. */
enum builtin {
	B_WELLFORMED, B_DOCTYPE, B_EMPTY, B_TOO_LARGE, B_ROOT, B_UNKNOWN, B_TWICE, B_ORDER, B_GROUPS, B_MISSING,
	B_MANY, B_NUMBER, B_DAY, B_FORM, B_SAVE, B_BASE64, B_TEXT, B_CHILD, B_LENGTH, B_CODE, B_TABLES, B_DECLARE,
	B_CONSTRAINT, B_HALFWIDTH, B_TOO_MANY,
};

/* Where a finding points. */
struct spot {
	const struct doc_row *row;	/* NULL: the message */
	int column;			/* -1: the row */
	const struct dict_node *node;	/* for the place when the element is no cell of the row; else NULL */
	unsigned line;
};

struct spot check_spot(const struct doc_row *row, int column);
/* Adds a finding under own_id (the dictionary's, may be NULL) or the builtin's
 * rule. k->text holds its words. class_ 0: the builtin's. */
void check_report(struct checker *k, enum builtin b, const char *own_id, char class_, struct spot spot);
void check_add(struct checker *k, const char *id, enum form_severity severity, char class_, bool override, struct spot spot);
/* The last finding, which says that it is the last. */
void check_too_many(struct checker *k);
/* Starts k->text anew with "label “value”" (value cleaned and cut). */
void check_name_value(struct checker *k, const struct dict_node *node, struct sv value);
const struct form_rule *check_rule_of(const struct checker *k, enum builtin b, const char *own_id);

void check_problem(struct checker *k, const struct xml_problem *problem);
void check_odd(void *checker, const struct doc_odd *odd);
void check_structure(struct checker *k, const struct doc_row *row);
void check_values(struct checker *k, const struct doc_row *row);
/* before: the sibling judged just before it; NULL: none. */
void check_rules(struct checker *k, const struct doc_row *row, const struct doc_row *before);
/* One of its table's rules. Does it say something? */
bool check_rule(struct checker *k, const struct doc_row *row, size_t rule);
/* What is to be said of the message as a whole. */
void check_whole(struct checker *k);
/* Before each judging, of a message or a part of it. */
void check_begin(struct checker *k, const struct check_options *o);

/* ---- readers.c: what must be judged again ---------------------------------- */

/* What is judged of a row apart: structure and values together, then each rule. */
enum { UNIT_VALUES = 0, UNIT_RULES = 1 };

/* Rows of a table whose units read something: those below the row that the
 * changed row has at this depth. */
struct check_edge {
	int table, depth;
	uint64_t *unit;			/* bits: check_unit_words(k, table) of them */
	uint64_t turn;			/* live.c: when it was last followed, and from where */
	uint32_t top;
};

struct check_edges {
	struct check_edge *edge;
	size_t n, cap;
};

struct check_readers {			/* of a table */
	struct check_edges *cell;	/* by column */
	size_t n_cell;
	struct check_edges rows;	/* coming, going, moving below one parent */
};

struct check_readers *check_readers(struct checker *k);
void check_readers_free(struct check_readers *r, int n_table);
size_t check_unit_words(const struct checker *k, int table);

/* ---- shared.c: what need not be judged again ---------------------------------- */

/* The rules that may say something else of a row than of the one before it. */
struct plan_shared *check_shared(struct checker *k, const struct doc_row *row, const struct doc_row *before);
/* Where to note which rules say something of a first row; NULL: no other follows. */
uint64_t *check_shared_said(struct checker *k, const struct doc_row *row);
void check_shared_free(struct plan_shared *s);

#endif
