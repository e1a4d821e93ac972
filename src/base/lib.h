/*
 * Libraries that are loaded when they are first needed. A large library whose
 * symbols are bound at start costs every start, also of commands and screens
 * that never use it.
 *
 *     static const struct lib_symbol symbols[] = {{"xmlFreeDoc", offsetof(struct libxml, xmlFreeDoc)}, …};
 *     lib_load("libxml2.so.2", symbols, n, &table, &err)
 *
 * A loaded library stays.
 */
#ifndef YULU_BASE_LIB_H
#define YULU_BASE_LIB_H

#include <stddef.h>

#include "base/err.h"

struct lib_symbol {
	const char *name;
	size_t at;		/* offset of the pointer in the table */
};

/* files: names of the library with blanks between, the first that is there is
 * taken. RC_NOTFOUND: none is there, or it lacks a symbol; table is unchanged. */
enum rc lib_load(const char *files, const struct lib_symbol *symbol, size_t n, void *table, struct err *err);

#endif
