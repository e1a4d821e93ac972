/*
 * What the tests of dict/ share: rows of a dictionary in short, the dictionary
 * of the declaration, random numbers that are the same everywhere.
 */
#ifndef YULU_TESTS_DICT_KIT_H
#define YULU_TESTS_DICT_KIT_H

#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "dict/dict.h"
#include "tap.h"

#define KIT_HEAD "path,type,length,decimals,save,declare,occurs,codes,direction,form,blanks,rules,status,name_zh,name_en,note_zh,note_en\n"
#define KIT_ROOT "/Msg,root,,,,,1,,both,urn:demo,,,established,示例报文,demo,,\n"
#define KIT_NAMES "established,示例,example,,\n"
#define KIT_GROUP(path, occurs) path ",group,,,,," occurs ",,both,,,," KIT_NAMES

static inline char *
kit_path(const char *below)
{
	const char *top = getenv("top_srcdir");

	return file_join(top != NULL ? top : ".", below);
}

static inline struct dict *
kit_load(const char *csv)
{
	struct dict *d = NULL;
	struct err err = {0};

	if (dict_load_text("demo@2026-01.csv", sv_of(csv), &d, &err) != RC_OK)
		printf("# %s\n", err.text);
	return d;
}

static inline struct dict *
kit_dec(void)
{
	char *path = kit_path("data/dictionary/dec@2026-03.csv");
	struct dict *d = NULL;
	struct err err = {0};

	if (dict_load(path, &d, &err) != RC_OK) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	mem_free(path);
	return d;
}

static inline uint32_t
kit_random(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((*seed >> 33) % below);
}

#endif
