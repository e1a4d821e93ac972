/*
 * Inside dict/: the words of the file, in the order of the enums.
 */
#ifndef YULU_DICT_INTERNAL_H
#define YULU_DICT_INTERNAL_H

#include "dict/dict.h"

enum dict_field { F_PATH, F_TYPE, F_LENGTH, F_DECIMALS, F_SAVE, F_DECLARE, F_OCCURS, F_CODES, F_DIRECTION, F_FORM,
	F_BLANKS, F_RULES, F_STATUS, F_NAME_ZH, F_NAME_EN, F_NOTE_ZH, F_NOTE_EN, DICT_N_FIELD };

extern const char *const dict_field_word[DICT_N_FIELD];
extern const char *const dict_type_word[];
extern const char *const dict_need_word[];
extern const char *const dict_direction_word[];
extern const char *const dict_status_word[];
extern const char *const dict_rule_word[DICT_N_RULE];

/* Adds "1", "0..1", "1..n". */
void dict_add_occurs(struct str *to, const struct dict_node *n);
/* Must the element stand in the message? What must be filled must stand. */
bool dict_must_stand(const struct dict_node *n);
bool dict_is_number(enum dict_type type);

#endif
