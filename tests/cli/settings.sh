#!/bin/sh
# yulu.ini: where it lies, what it sets, and what is said about mistakes in it.
. "$top_srcdir/tests/cli/lib.sh"
ini=$YULU_HOME/yulu.ini
day="--day 20260112"
message "$dir/good.xml"
broken "$dir/bad.xml"
cp "$samples/01_import_general.xml" "$dir/hint.xml"

refused() { # TEXT PATTERN NAME
	printf "$1" > "$ini"
	run check $day "$dir/good.xml"
	[ "$code" -ne 0 ] && [ ! -s "$dir/out" ] && grep -q -- "$2" "$dir/err"
	ok $? "$3: $(cut -c1-160 "$dir/err")"
}

# Rules
run check $day --format tsv "$dir/hint.xml"
says out "DEC029${tab}info" "as the rules say"
printf '[rules]\nDEC029 = error\n' > "$ini"
run check $day --format tsv "$dir/hint.xml"
says out "DEC029${tab}error" "raised"
printf '[rules]\ndec029 = warning\n' > "$ini"
run check $day --format tsv "$dir/hint.xml"
says out "DEC029${tab}warning" "in lower case"
printf '[rules]\nDEC029 = off\n' > "$ini"
run check $day "$dir/hint.xml"
is 0 "switched off"
printf '[rules]\nDEC010 = warning\nDEC370 = off\n' > "$ini"
run check $day --format tsv "$dir/bad.xml"
says out "DEC010${tab}warning${tab}S" "a finding of the structure lowered"
[ "$(grep -c DEC370 "$dir/out")" -eq 0 ]
ok $? "and one switched off"
run check $day --strict --format tsv "$dir/bad.xml"
says out "DEC010${tab}error${tab}S" "strict is stricter than a setting"
refused '[rules]\nDEC999 = off\n' 'DEC999' "a rule that is not there"
refused '[rules]\nDEC029 = loud\n' 'yulu.ini:2: ' "a severity that is not there"

# Settings of the check
printf '[check]\nstage = save\n' > "$ini"
sed 's|<TradeMode>[^<]*|<TradeMode>|' "$dir/good.xml" > "$dir/draft.xml"
run check $day "$dir/draft.xml"
is 0 "the stage"
run check $day --stage declare "$dir/draft.xml"
is 1 "the command line counts more"
printf '[check]\nstrict = yes\n' > "$ini"
sed 's|<IEFlag>I</IEFlag>|<IEFlag>I</IEFlag><Novelty/>|' "$dir/good.xml" > "$dir/novelty.xml"
run check $day --format tsv "$dir/novelty.xml"
says out "DEC374${tab}error" "strict"
printf '[general]\nday = 20260112\n' > "$ini"
run check "$dir/good.xml"
is 0 "the day"
printf '[general]\nlang = zh\n' > "$ini"
run check $day "$dir/bad.xml"
says out '错误 DEC370' "the language"
run check $day --lang en "$dir/bad.xml"
says out 'error DEC370' "the command line counts more"
printf '[check]\njobs = 2\n' > "$ini"
run check $day "$dir/good.xml" "$dir/good.xml" "$dir/good.xml"
is 0 "processes"
says out '^3 files' "all files"
printf '[check]\nmax_message_mb = 1\n' > "$ini"
{ cat "$dir/good.xml"; head -c 1100000 /dev/zero | tr '\0' ' '; } > "$dir/large.xml"
run check $day "$dir/large.xml"
[ "$code" -ne 0 ] && grep -q max_message_mb "$dir/out" "$dir/err"
ok $? "a message above the limit names the setting"

# Mistakes, each with file and line
refused '[chekc]\n' 'yulu.ini:1: .*\[check\]' "a section that is not there"
refused '[check]\nstgae = save\n' 'yulu.ini:2: .*stage' "a setting that is not there"
refused '[check]\nstage = later\n' 'yulu.ini:2: ' "a word that is none of its words"
refused '[check]\njobs = 99\n' 'yulu.ini:2: ' "a number out of range"
refused '[general]\nday = 20260230\n' 'yulu.ini:2: ' "no such day"
refused '[check]\nstage = save ; for now\n' 'yulu.ini:2: ' "a comment behind a value"
refused '[check]\nstage = save\nstage = declare\n' 'yulu.ini:3: ' "a setting twice"
refused 'stage = save\n' 'yulu.ini:1: ' "a setting before the first section"
refused '[check]\nstage\n' 'yulu.ini:2: ' "a line that is none"
refused '[check]\nstage = \377\n' 'yulu.ini:2: ' "no UTF-8"
rm "$ini"
mkdir "$ini"
run check $day "$dir/good.xml"
[ "$code" -ne 0 ] && grep -q yulu.ini "$dir/err"
ok $? "a folder in its place"
rmdir "$ini"

# Where it lies
mkdir "$dir/other"
printf '[rules]\nDEC029 = off\n' > "$dir/other/yulu.ini"
run check $day --home "$dir/other" "$dir/hint.xml"
is 0 "--home"
mkdir -p "$dir/xdg/yulu"
cp "$dir/other/yulu.ini" "$dir/xdg/yulu"
(
	unset YULU_HOME
	XDG_CONFIG_HOME=$dir/xdg XDG_DATA_HOME=$dir/data HOME=$dir "$yulu" check $day "$dir/hint.xml" > "$dir/out" 2> "$dir/err"
)
code=$?
is 0 "the XDG folders"
run check $day --home "$dir/nowhere" "$dir/good.xml"
is 0 "a home that is not there yet means defaults"
done_testing
