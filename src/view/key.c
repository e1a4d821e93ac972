#include "view/key.h"

#include "base/text.h"

static const struct {
	const char *name;
	enum key_code code;
} names[] = {
	{"Enter", K_ENTER}, {"Tab", K_TAB}, {"S-Tab", K_BACKTAB}, {"Esc", K_ESC}, {"Up", K_UP}, {"Down", K_DOWN},
	{"Left", K_LEFT}, {"Right", K_RIGHT}, {"PgUp", K_PGUP}, {"PgDn", K_PGDN}, {"Home", K_HOME}, {"End", K_END},
	{"Ins", K_INS}, {"Del", K_DEL}, {"Bksp", K_BKSP}, {"F1", K_F1}, {"F2", K_F2}, {"F3", K_F3}, {"F4", K_F4},
	{"F5", K_F5}, {"F6", K_F6}, {"F7", K_F7}, {"F8", K_F8}, {"F9", K_F9}, {"F10", K_F10}, {"F11", K_F11},
	{"F12", K_F12}, {"Paste", K_PASTE}, {"Mouse", K_MOUSE},
};

enum { N_NAMES = sizeof names / sizeof names[0] };

/* Ctrl with these is a key of its own in every terminal: Bksp, Tab, Enter, Enter. */
static bool
is_ctrl_char(uint32_t ch)
{
	if (ch >= 'a' && ch <= 'z')
		return ch != 'h' && ch != 'i' && ch != 'j' && ch != 'm';
	return ch == ' ' || ch == '\\' || ch == ']' || ch == '^' || ch == '_';
}

static bool
parse_char(struct sv name, struct key *key)
{
	uint32_t ch;

	if (sv_is(name, "Space"))
		ch = ' ';
	else if (name.n == 0 || text_decode(name.p, name.n, &ch) != name.n || ch <= ' ' || text_is_control(ch)
	    || (name.n == 1 && ch == 0xFFFD))
		return false;
	if (key->ctrl && ch >= 'A' && ch <= 'Z')
		ch += 'a' - 'A';
	if (key->ctrl && !is_ctrl_char(ch))
		return false;
	key->code = K_CHAR;
	key->ch = ch;
	return true;
}

/* Terminals tell Ctrl and Alt of the keys that move and of F1 … F12, nothing of the others but Alt. */
static bool
takes_modifiers(const struct key *key)
{
	bool moves = (key->code >= K_UP && key->code <= K_DEL) || (key->code >= K_F1 && key->code <= K_F12);

	return moves || (!key->ctrl && (!key->alt || key->code == K_ENTER || key->code == K_BKSP));
}

bool
key_parse(struct sv name, struct key *key)
{
	struct key k = {0};

	*key = (struct key){0};
	while (name.n > 2 && name.p[1] == '-' && (name.p[0] == 'C' || name.p[0] == 'M')) {
		bool *modifier = name.p[0] == 'C' ? &k.ctrl : &k.alt;

		if (*modifier)
			return false;
		*modifier = true;
		name = (struct sv){name.p + 2, name.n - 2};
	}
	for (size_t i = 0; i < N_NAMES && names[i].code != K_PASTE; i++) {
		if (!sv_is(name, names[i].name))
			continue;
		k.code = names[i].code;
		if (!takes_modifiers(&k))
			return false;
		*key = k;
		return true;
	}
	if (!parse_char(name, &k))
		return false;
	*key = k;
	return true;
}

void
key_add_name(const struct key *key, struct str *out)
{
	char u[4];

	if (key->ctrl)
		str_adds(out, "C-");
	if (key->alt)
		str_adds(out, "M-");
	if (key->code == K_CHAR && key->ch == ' ')
		str_adds(out, "Space");
	else if (key->code == K_CHAR)
		str_add(out, (struct sv){u, text_encode(key->ch, u)});
	for (size_t i = 0; i < N_NAMES; i++)
		if (names[i].code == key->code)
			str_adds(out, names[i].name);
}

bool
key_same(const struct key *a, const struct key *b)
{
	return a->code == b->code && a->ctrl == b->ctrl && a->alt == b->alt && (a->code != K_CHAR || a->ch == b->ch);
}
