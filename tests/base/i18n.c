/*
 * The catalogue of this test is written here, byte by byte: one message.
 */
#include "base/i18n.h"

#include <locale.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/tmpdir.h"
#include "tap.h"

static const char header[] = "Content-Type: text/plain; charset=UTF-8\n";
static const char english[] = "a sample message", chinese[] = "一条示例消息";

static void add_word(struct str *s, size_t v)
{
	uint32_t word = (uint32_t)v;

	str_add(s, (struct sv){(const char *)&word, 4});
}

static void write_catalogue(const char *dir)
{
	char *folder = file_join(dir, "zh_CN/LC_MESSAGES"), *path = file_join(folder, "yulu.mo");
	const size_t texts = 28 + 2 * 8 * 2;
	struct str s = {0};

	add_word(&s, 0x950412de);
	add_word(&s, 0);
	add_word(&s, 2);		/* messages: the header and ours */
	add_word(&s, 28);		/* where the table of msgids is */
	add_word(&s, 28 + 16);		/* and that of translations */
	add_word(&s, 0);
	add_word(&s, 0);
	add_word(&s, 0);
	add_word(&s, texts);
	add_word(&s, sizeof english - 1);
	add_word(&s, texts + 1);
	add_word(&s, sizeof header - 1);
	add_word(&s, texts + 1 + sizeof english);
	add_word(&s, sizeof chinese - 1);
	add_word(&s, texts + 1 + sizeof english + sizeof header);
	str_addc(&s, '\0');
	str_add(&s, (struct sv){english, sizeof english});
	str_add(&s, (struct sv){header, sizeof header});
	str_add(&s, (struct sv){chinese, sizeof chinese});
	if (file_mkdirs(folder, 0755, NULL) != RC_OK || file_write(path, str_sv(&s), 0644, NULL) != RC_OK)
		printf("# no catalogue\n");
	str_clear(&s);
	mem_free(folder);
	mem_free(path);
}

static void test_explicit(const char *dir)
{
	i18n_start("zh", dir);
	tap_ok(i18n_is_zh(), "zh is Chinese");
	tap_text(_("a sample message"), chinese, "messages are Chinese, whichever locales the host has");
	tap_text(i18n_pick("甲", "A"), "甲", "i18n_pick takes the Chinese");
	tap_text(i18n_pick("", "A"), "A", "the English when it is empty");
	tap_text(i18n_pick(NULL, "A"), "A", "or missing");
	tap_text(i18n_pick(NULL, NULL), "", "nothing of nothing");
	i18n_start("en", dir);
	tap_ok(!i18n_is_zh(), "en is English");
	tap_text(_("a sample message"), english, "messages are English");
	tap_text(i18n_pick("甲", "A"), "A", "i18n_pick takes the English");
	tap_text(i18n_pick("甲", ""), "甲", "the Chinese when it is empty");
	tap_ok(strcmp(setlocale(LC_NUMERIC, NULL), "C") == 0, "numbers stay as they are");
}

static void test_environment(const char *dir)
{
	static const struct {
		const char *yulu, *all, *messages, *lang;
		bool zh;
	} c[] = {
		{NULL, NULL, NULL, NULL, true}, {NULL, NULL, NULL, "C", true}, {NULL, NULL, NULL, "de_DE.UTF-8", true},
		{NULL, NULL, NULL, "en_US.UTF-8", false}, {NULL, NULL, "zh_CN", "en_US", true}, {NULL, "en_GB", "zh_CN", "zh_CN", false},
		{"zh", "en_GB", NULL, NULL, true}, {"EN", "zh_CN", NULL, NULL, false}, {"", "", "", "en", false},
	};

	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		const char *const value[] = {c[i].yulu, c[i].all, c[i].messages, c[i].lang};
		static const char *const name[] = {"YULU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};

		for (size_t k = 0; k < 4; k++) {
			if (value[k] != NULL)
				setenv(name[k], value[k], 1);
			else
				unsetenv(name[k]);
		}
		i18n_start(NULL, dir);
		tap_ok(i18n_is_zh() == c[i].zh && (strcmp(_("a sample message"), chinese) == 0) == c[i].zh, "environment %zu", i);
	}
}

int main(void)
{
	char *dir = tmpdir_new();

	setenv("LANGUAGE", "fr", 1);
	write_catalogue(dir);
	test_explicit(dir);
	test_environment(dir);
	tmpdir_free(dir);
	return tap_done();
}
