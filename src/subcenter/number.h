/*
 * Numbers that people read to each other: application numbers and activation
 * codes. Twenty characters of 0-9 and A-Z without I L O U (so 32 in all, the
 * values 0 to 31 in that order); the last two are a check by which one wrong
 * character is found and two exchanged neighbours are noticed.
 *
 * The characters c0..c19 are values of GF(32) with the polynomial
 * x^5 + x^2 + 1 and its element a = x. Sound is a number in which
 *
 *     S0 = c0 + c1 + … + c19 = 0   and   S1 = c0 a^0 + c1 a^1 + … + c19 a^19 = 0
 *
 * One wrong character at place j changes S0 by e and S1 by e a^j.
 */
#ifndef YULU_SUBCENTER_NUMBER_H
#define YULU_SUBCENTER_NUMBER_H

#include <stdbool.h>

#include "base/str.h"

enum { NUMBER_N = 20, NUMBER_B = NUMBER_N + 1 };

enum number_fault {
	NUMBER_OK,
	NUMBER_LENGTH,		/* not twenty characters; at = how many there are */
	NUMBER_CHARACTER,	/* the one at `at` stands in no number */
	NUMBER_ONE,		/* the one at `at` looks wrong, `should` fits */
	NUMBER_EXCHANGED,	/* those at `at` and the next look exchanged; 0: some neighbours, it cannot be told which */
	NUMBER_MORE,		/* more than one is wrong */
};

struct number_problem {
	enum number_fault fault;
	unsigned at;		/* from 1 */
	char should;
};

/* head (digits) and then what chance gives; false without random bytes. */
bool number_make(struct sv head, char number[NUMBER_B]);
/* Takes blanks and hyphens out, makes capitals, reads O as 0 and I and L as 1. */
enum number_fault number_read(struct sv typed, char number[NUMBER_B], struct number_problem *problem);

#endif
