/*
 * Inside expr/: how a pattern is made and kept.
 *
 *   pattern ── pattern.c ──► tree ── pattern_make.c ──► program ──► table
 *
 * The tree repeats what {n,m} says only once; the program is a small machine
 * of class, split and jump whose states the matcher follows all at once. Where
 * the sets of states are few they become one table, made at load: a character
 * is one look-up then. Else the program itself is followed. Both take time
 * proportional to the text, whatever the pattern.
 */
#ifndef YULU_EXPR_PATTERN_H
#define YULU_EXPR_PATTERN_H

#include "expr/expr.h"

struct pattern_range {
	uint32_t lo, hi;
};

struct pattern_class {
	const struct pattern_range *range;	/* ascending, apart from each other */
	size_t n;
};

enum pattern_kind { PATTERN_CLASS, PATTERN_CAT, PATTERN_ALT, PATTERN_REPEAT };

struct pattern_tree {
	enum pattern_kind kind;
	size_t class;				/* PATTERN_CLASS */
	unsigned min, max;			/* PATTERN_REPEAT */
	struct pattern_tree *first, *last, *next;
};

enum { PATTERN_NO_MAX = UINT32_MAX };

enum rc pattern_make(const struct pattern_tree *tree, const struct pattern_class *class, size_t n_class,
    struct expr_pattern **out, struct err *err);

#endif
