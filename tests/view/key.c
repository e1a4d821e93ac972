/* Names of keys, there and back. */
#include "view/key.h"

#include "base/mem.h"
#include "tap.h"

__attribute__((nonnull)) static void
is_key(const char *want)
{
	struct str name = STR_INIT(0);
	struct key key;

	tap_ok(key_parse(sv_of(want), &key), "%s is a key", want);
	key_add_name(&key, &name);
	tap_text(str_z(&name), want, "and bears that name");
	str_clear(&name);
}

__attribute__((nonnull)) static void
is_no_key(const char *name)
{
	struct key key;

	tap_ok(!key_parse(sv_of(name), &key) && key.code == K_NONE, "\"%s\" is no key", name);
}

int
main(void)
{
	static const char *const good[] = {
		"F1", "F9", "F10", "F12", "Enter", "Tab", "S-Tab", "Esc", "Up", "Down", "Left", "Right", "PgUp", "PgDn", "Home", "End", "Ins",
		"Del", "Bksp", "Space", "C-a", "C-z", "C-Space", "C-_", "M-1", "M-x", "M-X", "M-Enter", "M-Space", "M-Bksp", "C-M-a", "C-Up", "M-F4", "C-M-Del",
		"a", "A", "/", "-", "示", "C-]", "é", "M--",
	};
	static const char *const bad[] = {
		"", "F0", "F13", "enter", "C-Enter", "C-Tab", "S-Enter", "C-h", "C-i", "C-j", "C-m", "C-1", "C-", "M-", "ab", "C-C-a", "M-Tab", "C-Esc",
		"\001", "\377", " ", "Paste", "Mouse", "S-Up", "\302\205",
	};
	struct key a, b;

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		is_key(good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		is_no_key(bad[i]);
	key_parse(SV("C-A"), &a);
	key_parse(SV("C-a"), &b);
	tap_ok(key_same(&a, &b), "Ctrl does not tell A from a");
	key_parse(SV("M-a"), &a);
	tap_ok(!key_same(&a, &b), "Alt is not Ctrl");
	key_parse(SV("M-C-a"), &a);
	key_parse(SV("C-M-a"), &b);
	tap_ok(key_same(&a, &b), "modifiers in any order");
	a = (struct key){.code = K_F1, .ch = 7};
	key_parse(SV("F1"), &b);
	tap_ok(key_same(&a, &b), "the character counts with characters alone");
	return tap_done();
}
