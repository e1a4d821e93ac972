/*
 * Messages. Msgids are English; locale/zh_CN holds the Chinese. zh is the
 * default language whatever the host's locale; where the wanted locale is not
 * generated, C.UTF-8 with LANGUAGE set serves. Two-language data (names of
 * fields, texts of rules) is chosen with i18n_pick().
 */
#ifndef YULU_BASE_I18N_H
#define YULU_BASE_I18N_H

#include <stdbool.h>

#define _(text) i18n_text(text)
#define N_(text) (text)

/* lang "zh", "en" or NULL (from YULU_LANG, LC_ALL, LC_MESSAGES, LANG: en* is
 * English, all else Chinese); localedir holds zh_CN/LC_MESSAGES/yulu.mo. */
void i18n_start(const char *lang, const char *localedir);
bool i18n_is_zh(void);
/* The message in the user's language. English is asked of no catalogue: a screen wants dozens a key. */
const char *i18n_text(const char *text) __attribute__((format_arg(1)));
const char *i18n_pick(const char *zh, const char *en);	/* the other one when empty */

#endif
