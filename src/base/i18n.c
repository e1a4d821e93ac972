#include "base/i18n.h"

#include <libintl.h>
#include <locale.h>
#include <stddef.h>
#include <stdlib.h>
#include <strings.h>

static bool is_english;

static bool wants_english(const char *lang)
{
	static const char *const variable[] = {"YULU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; lang == NULL && i < sizeof variable / sizeof *variable; i++) {
		lang = getenv(variable[i]);
		if (lang != NULL && lang[0] == '\0')
			lang = NULL;
	}
	return lang != NULL && strncasecmp(lang, "en", 2) == 0;
}

/* Only the character set and the messages follow the locale: numbers, days and
 * sorting are the program's own. LANGUAGE chooses the catalogue, also where
 * the locale is C.UTF-8. */
void i18n_start(const char *lang, const char *localedir)
{
	const char *locale;

	is_english = wants_english(lang);
	locale = is_english ? "en_US.UTF-8" : "zh_CN.UTF-8";
	if (setlocale(LC_CTYPE, locale) == NULL || setlocale(LC_MESSAGES, locale) == NULL) {
		setlocale(LC_CTYPE, "C.UTF-8");
		setlocale(LC_MESSAGES, "C.UTF-8");
	}
	setenv("LANGUAGE", is_english ? "en" : "zh_CN", 1);
	bindtextdomain("yulu", localedir);
	bind_textdomain_codeset("yulu", "UTF-8");
	textdomain("yulu");
}

bool i18n_is_zh(void)
{
	return !is_english;
}

const char *i18n_text(const char *text)
{
	return is_english ? text : gettext(text);
}

const char *i18n_pick(const char *zh, const char *en)
{
	const char *first = is_english ? en : zh, *second = is_english ? zh : en;

	if (first != NULL && first[0] != '\0')
		return first;
	return second != NULL ? second : "";
}
