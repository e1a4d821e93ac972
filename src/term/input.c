#include "term/input.h"

#include "base/text.h"

static const char paste_end[] = "\033[201~";

enum { ESC = 0x1B, PASTE_END_B = sizeof paste_end - 1, PARAMETERS = 4 };

/* What the bytes at hand are. */
enum read {
	READ_MORE,	/* the beginning of something */
	READ_KEY,
	READ_NOTHING,	/* a sequence without a meaning here */
	READ_PASTE,	/* a paste begins */
};

void
input_init(struct input *in)
{
	*in = (struct input){.paste = STR_INIT(INPUT_PASTE_MAX_B)};
}

void
input_free(struct input *in)
{
	str_clear(&in->paste);
}

/* ---- sequences ---------------------------------------------------------------- */

static enum key_code
code_of_letter(char c)
{
	static const struct {
		char letter;
		enum key_code code;
	} letters[] = {
		{'A', K_UP}, {'B', K_DOWN}, {'C', K_RIGHT}, {'D', K_LEFT}, {'H', K_HOME}, {'F', K_END}, {'P', K_F1}, {'Q', K_F2},
		{'R', K_F3}, {'S', K_F4}, {'M', K_ENTER}, {'Z', K_BACKTAB},
	};

	for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
		if (letters[i].letter == c)
			return letters[i].code;
	return K_NONE;
}

static enum key_code
code_of_number(int number)
{
	static const enum key_code low[] = {K_NONE, K_HOME, K_INS, K_DEL, K_END, K_PGUP, K_PGDN, K_HOME, K_END};
	static const enum key_code high[] = {K_F1, K_F2, K_F3, K_F4, K_F5, K_NONE, K_F6, K_F7, K_F8, K_F9, K_F10, K_NONE, K_F11, K_F12};

	if (number > 0 && number < (int)(sizeof low / sizeof low[0]))
		return low[number];
	if (number >= 11 && number < 11 + (int)(sizeof high / sizeof high[0]))
		return high[number - 11];
	return K_NONE;
}

/* xterm: 1 and bits, 2 Alt, 4 Ctrl; Shift is not told apart. */
static void
set_modifiers(struct key *key, int modifiers)
{
	if (modifiers < 2 || modifiers > 16)
		return;
	key->alt |= ((modifiers - 1) & 2) != 0;
	key->ctrl |= ((modifiers - 1) & 4) != 0;
}

static enum read
found(struct key *key, enum key_code code)
{
	key->code = code;
	return code == K_NONE ? READ_NOTHING : READ_KEY;
}

/* A key as its character and modifiers, from terminals set to tell all keys apart. */
static enum read
read_character(int ch, int modifiers, struct key *key)
{
	set_modifiers(key, modifiers);
	switch (ch) {
	case 9:
		return found(key, modifiers == 2 ? K_BACKTAB : K_TAB);
	case 13:
		return found(key, K_ENTER);
	case 27:
		return found(key, K_ESC);
	case 127:
		return found(key, K_BKSP);
	default:
		key->ch = (uint32_t)ch;
		return ch >= ' ' && !text_is_control((uint32_t)ch) ? found(key, K_CHAR) : READ_NOTHING;
	}
}

/* CSI < button ; x ; y M, or m when it is let go. */
static enum read
read_mouse(const int *p, char last, struct key *key)
{
	int wheel = p[0] & 64;

	if (last != 'M' || (p[0] & 32) != 0 || p[1] < 1 || p[2] < 1)
		return READ_NOTHING;
	key->button = (p[0] & 3) + (wheel ? 4 : 1);
	key->x = p[1] - 1;
	key->y = p[2] - 1;
	return found(key, K_MOUSE);
}

static void
read_parameters(const char *s, size_t n, int p[PARAMETERS])
{
	int k = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == ';' || s[i] == ':')
			k++;
		if (k == PARAMETERS)
			return;
		if (s[i] >= '0' && s[i] <= '9' && p[k] < 100000)
			p[k] = p[k] * 10 + (s[i] - '0');
	}
}

/* Behind ESC [. */
static enum read
read_csi(const char *s, size_t n, size_t *used, struct key *key)
{
	int p[PARAMETERS] = {0};
	size_t end = 0;

	if (n > 0 && s[0] == '[') {		/* the Linux console's F1 … F5 */
		*used = 2;
		if (n < 2)
			return READ_MORE;
		return found(key, s[1] >= 'A' && s[1] <= 'E' ? K_F1 + (enum key_code)(s[1] - 'A') : K_NONE);
	}
	while (end < n && s[end] >= ' ' && s[end] <= '?')
		end++;
	*used = end + 1;
	if (end == n)
		return READ_MORE;
	if (s[end] < '@' || s[end] > '~') {	/* broken off by something else */
		*used = end;
		return READ_NOTHING;
	}
	read_parameters(s, end, p);
	if (end > 0 && s[0] == '<')
		return read_mouse(p, s[end], key);
	if (end > 0 && s[0] > '9')
		return READ_NOTHING;
	if (s[end] == '~' && p[0] == 200)
		return READ_PASTE;
	if (s[end] == 'u')
		return read_character(p[0], p[1], key);
	if (s[end] == '~' && p[0] == 27)
		return read_character(p[2], p[1], key);
	set_modifiers(key, p[1]);
	return found(key, s[end] == '~' ? code_of_number(p[0]) : code_of_letter(s[end]));
}

/* Behind ESC O; keypads send their characters as letters. */
static enum read
read_ss3(const char *s, size_t n, size_t *used, struct key *key)
{
	static const char keypad[] = "*+,-./0123456789";
	size_t i = 0;

	while (i < n && s[i] >= '0' && s[i] <= '9')
		i++;
	*used = i + 1;
	if (i == n)
		return i < 3 ? READ_MORE : READ_NOTHING;
	if (i > 0)
		set_modifiers(key, s[i - 1] - '0');
	if (s[i] >= 'j' && s[i] <= 'y') {
		key->ch = (uint32_t)keypad[s[i] - 'j'];
		return found(key, K_CHAR);
	}
	return found(key, code_of_letter(s[i]));
}

/* ---- one key ---------------------------------------------------------------------- */

static enum read
read_control(unsigned char c, struct key *key)
{
	switch (c) {
	case '\t':
		return found(key, K_TAB);
	case '\r':
	case '\n':
		return found(key, K_ENTER);
	case '\b':
	case 0x7F:
		return found(key, K_BKSP);
	default:
		key->ctrl = true;
		key->ch = c == 0 ? ' ' : c <= 26 ? (uint32_t)c - 1 + 'a' : (uint32_t)c + '@';
		return found(key, K_CHAR);
	}
}

static enum read
read_text(const char *s, size_t n, size_t *used, struct key *key)
{
	unsigned char c = (unsigned char)s[0];
	size_t whole = c >= 0xF0 && c <= 0xF4 ? 4 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xC2 && c < 0xE0 ? 2 : 1, have = 1;

	while (have < whole && have < n && ((unsigned char)s[have] & 0xC0) == 0x80)
		have++;
	if (have < whole && have == n)
		return READ_MORE;
	*used = text_decode(s, have, &key->ch);
	if (text_is_control(key->ch))
		return READ_NOTHING;
	return found(key, K_CHAR);
}

static enum read
read_plain(const char *s, size_t n, size_t *used, struct key *key)
{
	unsigned char c = (unsigned char)s[0];

	*used = 1;
	if (c < ' ' || c == 0x7F)
		return read_control(c, key);
	return read_text(s, n, used, key);
}

/* Behind Esc: a sequence, or a key with Alt. */
static enum read
read_escape(const char *s, size_t n, size_t *used, struct key *key)
{
	enum read read;

	if (n == 0)
		return READ_MORE;
	if (s[0] == '[')
		read = read_csi(s + 1, n - 1, used, key);
	else if (s[0] == 'O')
		read = read_ss3(s + 1, n - 1, used, key);
	else {
		key->alt = true;
		return read_plain(s, n, used, key);
	}
	++*used;
	return read;
}

static enum read
read_key(const char *s, size_t n, size_t *used, struct key *key)
{
	enum read read;

	*key = (struct key){0};
	if (s[0] != ESC)
		return read_plain(s, n, used, key);
	if (n > 1 && s[1] == ESC) {	/* not Alt and what follows: who types Esc and F1 fast means two keys */
		*used = 1;
		return found(key, K_ESC);
	}
	read = read_escape(s + 1, n - 1, used, key);
	++*used;
	return read;
}

/* ---- the stream ---------------------------------------------------------------------- */

static void
end_paste(struct input *in, input_on_key *on_key, void *ctx)
{
	struct key key = {.code = K_PASTE, .paste = str_sv(&in->paste)};

	in->pastes = false;
	if (in->paste.over)
		in->too_large = true;
	else
		on_key(ctx, &key);
	str_clear(&in->paste);
	in->paste = STR_INIT(INPUT_PASTE_MAX_B);
}

/* Takes what belongs to the paste; returns how many bytes. The mark at the end
 * may come in pieces: its beginning is kept in in->begun. */
static size_t
feed_paste(struct input *in, const char *bytes, size_t n, input_on_key *on_key, void *ctx)
{
	size_t i = 0;

	while (i < n && in->pastes) {
		const char *esc;

		if (in->n > 0 || bytes[i] == ESC) {
			if (bytes[i] == paste_end[in->n]) {
				in->begun[in->n++] = bytes[i++];
				if (in->n < PASTE_END_B)
					continue;
				in->n = 0;
				end_paste(in, on_key, ctx);
			} else {
				str_add(&in->paste, (struct sv){in->begun, in->n});
				in->n = 0;
			}
			continue;
		}
		esc = memchr(bytes + i, ESC, n - i);
		str_add(&in->paste, (struct sv){bytes + i, esc != NULL ? (size_t)(esc - bytes) - i : n - i});
		i = esc != NULL ? (size_t)(esc - bytes) : n;
	}
	return i;
}

static void
forget(struct input *in, size_t n)
{
	memmove(in->begun, in->begun + n, in->n - n);
	in->n -= n;
}

/* What has begun, as far as it is whole. */
static void
read_begun(struct input *in, input_on_key *on_key, void *ctx)
{
	while (in->n > 0 && !in->pastes) {
		struct key key;
		size_t used = 0;
		enum read read = read_key(in->begun, in->n, &used, &key);

		if (read == READ_MORE && in->n < INPUT_SEQUENCE_MAX_B)
			return;
		forget(in, read == READ_MORE || used > in->n ? in->n : used);
		if (read == READ_KEY)
			on_key(ctx, &key);
		in->pastes = read == READ_PASTE;
	}
}

void
input_feed(struct input *in, const char *bytes, size_t n, input_on_key *on_key, void *ctx)
{
	size_t i = 0;

	while (i < n) {
		if (in->pastes) {
			i += feed_paste(in, bytes + i, n - i, on_key, ctx);
			continue;
		}
		in->begun[in->n++] = bytes[i++];
		read_begun(in, on_key, ctx);
	}
}

int
input_wait_ms(const struct input *in)
{
	return in->pastes ? INPUT_PASTE_MS : in->n > 0 ? INPUT_ESC_MS : -1;
}

void
input_late(struct input *in, input_on_key *on_key, void *ctx)
{
	struct key key = {.code = K_ESC};
	size_t n = in->n;

	if (in->pastes) {
		str_add(&in->paste, (struct sv){in->begun, in->n});
		in->n = 0;
		end_paste(in, on_key, ctx);
		return;
	}
	in->n = 0;
	if (n == 1 && in->begun[0] == ESC) {
		on_key(ctx, &key);
	} else if (n == 2 && in->begun[0] == ESC) {		/* Alt-[ and Alt-O begin sequences */
		key = (struct key){.code = K_CHAR, .alt = true, .ch = (unsigned char)in->begun[1]};
		on_key(ctx, &key);
	} else if (n > 0 && in->begun[0] != ESC) {
		key = (struct key){.code = K_CHAR, .ch = 0xFFFD};
		on_key(ctx, &key);
	}
}
