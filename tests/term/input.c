/* What a terminal sends, as keys: whole, byte by byte, broken off. */
#include "term/input.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tap.h"

struct got {
	struct str keys;
	struct str paste;
	int n;
};

static void
on_key(void *ctx, const struct key *key)
{
	struct got *g = ctx;

	if (g->n++ > 0)
		str_addc(&g->keys, ' ');
	key_add_name(key, &g->keys);
	if (key->code == K_MOUSE)
		str_addf(&g->keys, "%d@%d,%d", key->button, key->x, key->y);
	if (key->code == K_PASTE) {
		str_reset(&g->paste);
		str_add(&g->paste, key->paste);
		str_addf(&g->keys, "%zu", key->paste.n);
	}
}

static const struct {
	const char *bytes, *keys, *name;
} cases[] = {
	{"a", "a", "a letter"},
	{"示例", "示 例", "Chinese"},
	{"😀", "😀", "four bytes"},
	{"\r\n\t\177\b", "Enter Enter Tab Bksp Bksp", "control characters that are keys"},
	{"\001\004\032\034\037", "C-a C-d C-z C-\\ C-_", "Ctrl and a character"},
	{"\033OP\033OQ\033OR\033OS", "F1 F2 F3 F4", "F1 to F4 of xterm"},
	{"\033[11~\033[12~\033[13~\033[14~", "F1 F2 F3 F4", "F1 to F4 of the VT220, and of PuTTY"},
	{"\033[[A\033[[B\033[[C\033[[D\033[[E", "F1 F2 F3 F4 F5", "F1 to F5 of the Linux console"},
	{"\033[15~\033[17~\033[18~\033[19~\033[20~\033[21~\033[23~\033[24~", "F5 F6 F7 F8 F9 F10 F11 F12", "F5 to F12"},
	{"\033[A\033[B\033[C\033[D\033OA\033OB\033OC\033OD", "Up Down Right Left Up Down Right Left", "arrows in both modes"},
	{"\033[H\033[F\033OH\033OF\033[1~\033[4~\033[7~\033[8~", "Home End Home End Home End Home End", "Home and End in all dialects"},
	{"\033[2~\033[3~\033[5~\033[6~\033[Z", "Ins Del PgUp PgDn S-Tab", "the six keys, Shift-Tab"},
	{"\033[1;5A\033[1;3B\033[3;5~\033[1;2P\033[15;5~", "C-Up M-Down C-Del F1 C-F5", "modifiers; Shift is not told apart"},
	{"\0331\0338\0330\033x\033\r", "M-1 M-8 M-0 M-x M-Enter", "Alt as Esc and a key"},
	{"\033示", "M-示", "Alt and Chinese"},
	{"\033\033[A\033\033OP", "Esc Up Esc F1", "Esc and a key that sends a sequence, at once"},
	{"\033\001", "C-M-a", "Ctrl and Alt"},
	{"\033Op\033Oq\033Oy\033On\033Om\033OM", "0 1 9 . - Enter", "the keypad in application mode"},
	{"\033[<0;10;5M\033[<0;10;5m\033[<64;1;1M\033[<65;1;1M", "Mouse1@9,4 Mouse4@0,0 Mouse5@0,0", "the mouse: pressed, not let go; the wheel"},
	{"\033[97;5u\033[27;5;98~\033[13u", "C-a C-b Enter", "keys told apart by number"},
	{"\033[200~ab\tc\r\033[31m\033[201~x", "Paste10 x", "a bracketed paste holds whatever it holds"},
	{"\033[200~\033[201~", "Paste0", "an empty paste"},
	{"\033[201~a", "a", "the end of a paste that did not begin"},
	{"\033[I\033[O\033[?1;2c\033[24;80R", "F3", "reports are no keys (but CSI R, which is F3 too)"},
	{"\033[1;\033[A", "Up", "a sequence broken off by another"},
	{"\377a\300\200", "\357\277\275 a \357\277\275 \357\277\275", "bytes that are no UTF-8"},
	{"\302\205a", "a", "control characters of the upper half"},
	{"\033[31;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;mb", NULL, "an endless sequence ends"},
	{"\033[999999999999~a", "a", "a number without end"},
};

static void
check(size_t i, size_t piece)
{
	struct got g = {.keys = STR_INIT(0)};
	struct input in;
	struct sv bytes = sv_of(cases[i].bytes);

	input_init(&in);
	for (size_t at = 0; at < bytes.n; at += piece)
		input_feed(&in, bytes.p + at, bytes.n - at < piece ? bytes.n - at : piece, on_key, &g);
	tap_ok(input_wait_ms(&in) == -1, "%s: nothing is left", cases[i].name);
	if (cases[i].keys != NULL)
		tap_text(str_z(&g.keys), cases[i].keys, cases[i].name);
	input_free(&in);
	str_clear(&g.keys);
	str_clear(&g.paste);
}

static void
late(const char *bytes, const char *keys, const char *name)
{
	struct got g = {.keys = STR_INIT(0)};
	struct input in;

	input_init(&in);
	input_feed(&in, bytes, strlen(bytes), on_key, &g);
	tap_ok(g.n == 0 && input_wait_ms(&in) > 0, "%s: waits", name);
	input_late(&in, on_key, &g);
	input_feed(&in, "z", 1, on_key, &g);
	tap_text(str_z(&g.keys), keys, name);
	tap_ok(input_wait_ms(&in) == -1, "%s: nothing is left", name);
	input_free(&in);
	str_clear(&g.keys);
	str_clear(&g.paste);
}

static void
check_pastes(void)
{
	struct got g = {.keys = STR_INIT(0)};
	struct input in;
	char *large = mem_alloc(INPUT_PASTE_MAX_B + 1);

	memset(large, 'x', INPUT_PASTE_MAX_B + 1);
	input_init(&in);
	input_feed(&in, "\033[200~", 6, on_key, &g);
	input_feed(&in, large, 1 << 20, on_key, &g);
	input_feed(&in, "\033[20\033[201", 9, on_key, &g);
	input_feed(&in, "~q", 2, on_key, &g);
	tap_text(str_z(&g.keys), "Paste1048580 q", "1 MB pasted, with half an end in it");
	tap_ok(g.paste.len_b == 1048580 && memcmp(g.paste.s + 1048576, "\033[20", 4) == 0, "what looks like the end is kept");
	g.n = 0;
	str_reset(&g.keys);
	input_feed(&in, "\033[200~", 6, on_key, &g);
	input_feed(&in, large, INPUT_PASTE_MAX_B + 1, on_key, &g);
	input_feed(&in, "\033[201~q", 7, on_key, &g);
	tap_text(str_z(&g.keys), "q", "a paste that is too large is not half taken");
	tap_ok(in.too_large, "and that is said");
	input_free(&in);
	mem_free(large);
	str_clear(&g.keys);
	str_clear(&g.paste);
}

/* Whatever comes, in whatever pieces: the same keys, and an end. */
static void
check_random(void)
{
	static const char alphabet[] = "\033\033\033[[O~~;;0123456789<ABMPRu?\r\t a\345\244\xf0\302\377";
	unsigned seed = 7;
	size_t bad = 0;

	for (int round = 0; round < 3000; round++) {
		struct got a = {.keys = STR_INIT(0)}, b = {.keys = STR_INIT(0)};
		struct input whole, pieces;
		char bytes[64];
		size_t n = 1 + (seed >> 8) % sizeof bytes;

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245u + 12345u;
			bytes[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
		}
		input_init(&whole);
		input_init(&pieces);
		input_feed(&whole, bytes, n, on_key, &a);
		for (size_t i = 0; i < n; i++)
			input_feed(&pieces, bytes + i, 1, on_key, &b);
		input_late(&whole, on_key, &a);
		input_late(&pieces, on_key, &b);
		bad += !sv_eq(str_sv(&a.keys), str_sv(&b.keys)) || input_wait_ms(&whole) != -1;
		input_free(&whole);
		input_free(&pieces);
		str_clear(&a.keys);
		str_clear(&b.keys);
		str_clear(&a.paste);
		str_clear(&b.paste);
	}
	tap_ok(bad == 0, "random bytes give the same keys in pieces (%zu differ)", bad);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		check(i, 1000);
		check(i, 1);
	}
	late("\033", "Esc z", "Esc alone");
	late("\033[", "M-[ z", "Alt-[");
	late("\033O", "M-O z", "Alt-O");
	late("\033[1;5", "z", "half a sequence");
	late("\345\244", "\357\277\275 z", "half a character");
	late("\033[200~ab\033[2", "Paste5 z", "a paste without an end");
	check_pastes();
	check_random();
	return tap_done();
}
