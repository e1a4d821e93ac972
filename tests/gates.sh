#!/bin/sh
# What holds for the source as a whole, one TAP line a gate; what breaches it
# follows as comments. Looks at $top_srcdir and, for symbols and states, at the
# objects in $top_builddir.
cd "$top_srcdir" || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
n=0 bad=0

gate() { # NAME; the breaches stand in $dir/breach
	n=$((n + 1))
	if [ -s "$dir/breach" ]; then
		echo "not ok $n - $1"
		sort -u "$dir/breach" | sed 's/^/#   /'
		bad=1
	else
		echo "ok $n - $1"
	fi
}

skip() { # NAME WHY
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# FILE:LINE:code, with comments and the insides of strings and characters blanked.
code_of() { # FILE…
	awk '
	FNR == 1 { in_comment = 0 }
	{
		out = ""; in_text = ""
		for (i = 1; i <= length($0); i++) {
			c = substr($0, i, 1); two = substr($0, i, 2)
			if (in_comment) { if (two == "*/") { in_comment = 0; i++; out = out " " } }
			else if (in_text != "") {
				if (c == "\\") i++
				else if (c == in_text) { in_text = ""; out = out c }
			}
			else if (two == "/*") { in_comment = 1; i++ }
			else if (two == "//") break
			else { if (c == "\"" || c == "\047") in_text = c; out = out c }
		}
		print FILENAME ":" FNR ":" out
	}' "$@"
}

sources=$(find src -name '*.[ch]' | sort)
tests=$(find tests -name '*.[ch]' | sort)
code_of $sources > "$dir/src"
code_of $tests > "$dir/tests"

# ---- rooms ---------------------------------------------------------------------

# Every project include as FILE:LINE ROOM LEVEL HEADER ROOM LEVEL; doc/architecture.md has the table.
grep -n -E '^[ \t]*#[ \t]*include[ \t]*"' $sources | awk -F'"' '
function level(room) { return room in l ? l[room] : -1 }
BEGIN {
	split("11 subcenter 10 main 9 term 8 view cli 7 desk 6 exchange 5 check transport licence 4 doc 3 form 2 dict codes store 1 expr xml db conf zip 0 base", w, " ")
	for (i = 1; i in w; i++) if (w[i] ~ /^[0-9]+$/) at = w[i]; else l[w[i]] = at
}
# The sub-center stands beside the client: what it shares is listed, and nobody includes it.
function may(room, to) {
	if (room == "subcenter") return index(" base xml db conf dict ", " " to " ") > 0
	return level(to) < level(room)
}
{
	split($1, place, ":"); room = place[1]; sub(/^src\//, "", room)
	if (!sub(/\/.*/, "", room)) sub(/\.c$/, "", room)
	to = $2; if (!sub(/\/.*/, "", to)) to = "none"
	print place[1] ":" place[2], room, level(room), $2, to, level(to), may(room, to)
}' > "$dir/includes"

awk '$3 < 0 || $6 < 0 { print $1 ": " $4 ": no such room" }
$2 != $5 && $3 >= 0 && $6 >= 0 && !$7 { print $1 ": " $2 " (level " $3 ") includes " $4 " (level " $6 ")" }' "$dir/includes" > "$dir/breach"
gate "a room includes only rooms of lower levels, and itself"

awk '$2 != $5 && $4 ~ /\/(internal|inside|build|node|parse|pattern)\.h$/ { print $1 ": " $4 " is for its own room" }' "$dir/includes" > "$dir/breach"
gate "what a room keeps to itself is included nowhere else"

grep -n -E '^[ \t]*#[ \t]*include[ \t]*<' $sources | awk -F'[<>]' '
BEGIN {
	rooms["sqlite3.h"] = "db"; rooms["libxml/"] = "xml form"; rooms["iniparser"] = "conf"; rooms["zip.h"] = "zip"
	rooms["ncurses"] = rooms["curses"] = rooms["panel.h"] = rooms["form.h"] = rooms["menu.h"] = rooms["term.h"] = "term"
	rooms["microhttpd.h"] = "subcenter"; rooms["openssl/"] = "subcenter licence"
	rooms["curl/"] = rooms["amqp"] = "transport"; rooms["pthread.h"] = rooms["threads.h"] = "no room"
}
{
	split($1, place, ":"); room = place[1]; sub(/^src\//, "", room); sub(/\/.*/, "", room)
	for (h in rooms) if (index($2, h) == 1 && index(" " rooms[h] " ", " " room " ") == 0)
		print place[1] ":" place[2] ": <" $2 "> is only for " rooms[h]
}' > "$dir/breach"
gate "each library is spoken to by its rooms alone"

# ---- functions --------------------------------------------------------------------

calls() { # NAMES AS A|B; lines of code_of on standard input
	grep -E "^[^:]*:[0-9]+:(.*[^A-Za-z0-9_.>])?($1)[ \t]*\("
}

cat "$dir/src" "$dir/tests" |
	calls 'strcpy|strcat|stpcpy|sprintf|vsprintf|strtok|strtok_r|atoi|atol|atoll|atof|strtod|strtof|sscanf|gets|system|popen' > "$dir/breach"
gate "no banned function"

grep -v '^src/base/mem\.c:' "$dir/src" |
	calls 'malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|vasprintf|getline|aligned_alloc' > "$dir/breach"
gate "memory comes from base/mem alone"

grep -v -E '^src/(main\.c|cli/|term/|codes/mkcodes\.c|subcenter/main\.c|base/mem\.c)' "$dir/src" > "$dir/below"
{
	grep -v -F 'format(printf' "$dir/below" | calls 'printf|vprintf|puts|putchar|perror|exit|_exit|_Exit|quick_exit'
	grep -E '[^A-Za-z0-9_](stdout|stderr)([^A-Za-z0-9_]|$)' "$dir/below"
} > "$dir/breach"
gate "nothing below cli prints or exits"

# ---- objects ---------------------------------------------------------------------------

# NAME ROOM/SOURCE of everything that other files can see.
objects=$(cd "$top_builddir" && find src -name '*.o' ! -name 'main.o' ! -name 'mkcodes.o' 2> /dev/null | sort)
if command -v nm > /dev/null && [ -n "$objects" ]; then
	for o in $objects; do
		nm -g --defined-only "$top_builddir/$o" | awk -v o="$o" 'NF == 3 && $3 !~ /^__/ { print $3, o }'
	done > "$dir/symbols"
	# base is many small concepts, each named like its header; so are the headers of a room with several.
	while read -r symbol o; do
		room=${o#src/} room=${room%%/*} prefix=${symbol%%_*}
		[ "$prefix" = "$room" ] || [ -f "src/$room/$prefix.h" ] || case "$room/$prefix" in
		base/arena | base/clock | base/sv) ;;
		*) echo "$o: $symbol" ;;
		esac
	done < "$dir/symbols" > "$dir/breach"
	gate "what other files see bears its room's name"

	case $(nm "$top_builddir/libyulu.a" 2> /dev/null | grep -c __asan_init) in
	0)
		for o in $objects; do
			nm -f sysv "$top_builddir/$o" | awk -F'|' -v o="$o" '$7 ~ /^\.(data|bss|tdata|tbss)/ && $7 !~ /rel\.ro/ { print o ": " $1 }'
		done | grep -v -E '^src/(base/(day|i18n|mem)|xml/libxml|zip/libzip)\.o: (clock_set_to_ms|is_english|exhausted_handler|table) *$' > "$dir/breach"
		gate "no state outside structures but clock, language, the end of memory and libraries" ;;
	*) skip "no state outside structures" "sanitizers add theirs" ;;
	esac
else
	skip "what other files see bears its room's name" "no objects or no nm"
	skip "no state outside structures" "no objects or no nm"
fi

# ---- lists -----------------------------------------------------------------------------

cat Makefile.am src/*/local.mk tests/*/local.mk | tr -s ' \t\\=' '\n' | sort -u > "$dir/listed"

unlisted() { # the files on standard input that make does not know
	sort | comm -23 - "$dir/listed" | sed 's/$/: in no local.mk/'
}

{
	find src -name '*.[ch]' -o -name '*.py'
	find tests -name '*.*' -type f ! -name '*.o' ! -name '*.log' ! -name '*.trs' ! -name .dirstamp ! -path '*/.deps/*' \
		! -name local.mk ! -name '*~' ! -name '.*'
} | unlisted > "$dir/breach"
gate "every source and every test is listed for make"

find data forms -type f ! -name '*~' ! -name '.*' | unlisted > "$dir/breach"
gate "every data file is listed for make"

# ---- messages ---------------------------------------------------------------------------

if command -v xgettext > /dev/null; then
	{
		for po in locale/zh_CN/*.po; do
			msgfmt --check-format --check-domain -o /dev/null "$po"
		done
		xgettext --from-code=UTF-8 -F -k_ -kN_ -o "$dir/src.pot" $sources
		msgcat --use-first -o "$dir/all.po" locale/zh_CN/*.po
	} > "$dir/breach" 2>&1
	gate "catalogues are sound"
	# Fuzzy counts as missing.
	{
		msgattrib --no-fuzzy --no-obsolete "$dir/all.po" | msgmerge -q -N --no-wrap - "$dir/src.pot" |
			msgattrib --untranslated --no-obsolete --no-wrap |
			awk '/^#:/ { place = $2 } /^msgid "/ && place { text = $0; print place ": " text; place = "" }'
	} > "$dir/breach" 2>&1
	gate "every message stands in Chinese"
	ls locale/zh_CN/*.po | unlisted > "$dir/breach"
	gate "every catalogue is built"
else
	skip "catalogues are sound" "no gettext"
	skip "every message stands in Chinese" "no gettext"
	skip "every catalogue is built" "no gettext"
fi

echo "1..$n"
exit $bad
