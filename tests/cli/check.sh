#!/bin/sh
# yulu check: exit codes, shapes of output, stages, stdin, jobs, the document's day.
. "$top_srcdir/tests/cli/lib.sh"
day="--day 20260112"

message "$dir/good.xml"
broken "$dir/bad.xml"

run check $day "$dir/good.xml"
is 0 "nothing found"
says out '^1 files, 0 of them unreadable: 0 errors, 0 warnings, 0 hints$' "a last line counts"
run check $day "$dir/bad.xml"
is 1 "findings"
says out "^$dir/bad.xml: error DEC370 DecHead/IEFlag: " "file, severity, rule, place, words"
run check $day "$samples/01_import_general.xml"
is 1 "a hint is a finding"
run check $day "$dir/none.xml"
is 2 "no such file"
says err "none.xml" "which one"
run check $day "$dir"
is 2 "a directory"
run check $day "$dir/none.xml" "$dir/bad.xml" "$dir/good.xml"
is 2 "one file unreadable"
says out 'bad.xml: error' "the others are checked"
says out '^3 files, 1 of them unreadable: ' "all are counted"

# Shapes
run check $day --format tsv "$dir/bad.xml"
is 1 "tsv"
[ "$(head -n 1 "$dir/out")" = "file${tab}rule${tab}severity${tab}class${tab}place${tab}text" ]
ok $? "its header line"
[ -z "$(awk -F '\t' 'NF != 6' "$dir/out")" ]
ok $? "six columns everywhere"
[ -z "$(awk -F '\t' 'NR > 1 && ($3 !~ /^(error|warning|info)$/ || $4 !~ /^[XSLTR]$/ || $2 !~ /^[A-Z]+[0-9]+/)' "$dir/out")" ]
ok $? "their words"
says out "${tab}DEC010${tab}error${tab}S${tab}DecHead/NetWt${tab}" "a number with an exponent is DEC010"
run check $day --format tsv "$dir/good.xml"
[ "$code" -eq 0 ] && [ "$(wc -l < "$dir/out")" -eq 1 ]
ok $? "tsv without findings is its header line"
run check $day --format json "$dir/good.xml"
[ "$code" -eq 0 ] && [ "$(cat "$dir/out")" = "[]" ]
ok $? "json without findings is an empty array"
run check $day --format json "$dir/bad.xml"
[ "$(head -n 1 "$dir/out")" = "[" ] && [ "$(tail -n 1 "$dir/out")" = "]" ]
ok $? "json is one array"
says out '^{"file": ".*", "rule": "DEC370", "severity": "error", "class": "S", "place": "DecHead/IEFlag", "text": ".*"},*$' "the same keys"
odd="$dir/a${tab}b\\c.xml"
cp "$dir/bad.xml" "$odd"
run check $day --format tsv "$odd"
says out '/a\\tb\\\\c.xml	DEC370' "tab and backslash are escaped"
run check $day --format json "$odd"
says out '/a\\tb\\\\c.xml"' "in json too"

# Standard input
"$yulu" check $day - < "$dir/bad.xml" > "$dir/out" 2> "$dir/err"
code=$?
is 1 "standard input"
says out '^-: error DEC370' "is named -"

# Stages
sed 's|<TradeMode>[^<]*|<TradeMode>|' "$dir/good.xml" > "$dir/draft.xml"
run check $day --stage declare "$dir/draft.xml"
is 1 "not ready to declare"
says out 'DEC013 DecHead/TradeMode' "needed to declare"
run check $day --stage save "$dir/draft.xml"
is 0 "good enough to save"

# Strict
sed 's|<IEFlag>I</IEFlag>|<TradeMode/><IEFlag>I</IEFlag><Novelty/>|; s|<TradeMode>[^<]*</TradeMode>||' "$dir/good.xml" > "$dir/order.xml"
run check $day --stage save --format tsv "$dir/order.xml"
says out "DEC377${tab}warning${tab}S" "foreign order is a warning"
says out "DEC374${tab}warning${tab}S" "an unknown element too"
run check $day --stage save --strict --format tsv "$dir/order.xml"
says out "DEC377${tab}error${tab}S" "strict makes it an error"
says out "DEC374${tab}error${tab}S" "both of them"

# The document's day
run check --day 20260401 "$dir/good.xml"
says out 'DEC075' "another day, other findings"
run check --day 20260230 "$dir/good.xml"
is 64 "no such day"
run check --day 2026-01-12 "$dir/good.xml"
is 64 "a day in another form"

# Language
run check $day --lang zh "$dir/bad.xml"
says out '错误 DEC370 DecHead/IEFlag' "in Chinese"
run --lang zh $day check "$dir/bad.xml"
says out '错误 DEC370 DecHead/IEFlag' "options before the command"
run check --lang fr "$dir/bad.xml"
is 64 "no such language"

# Several processes say the same bytes
for i in 1 2 3 4 5 6 7; do
	cp "$samples"/0$i*.xml "$dir/j$i.xml"
	broken "$dir/k$i.xml"
done
for format in text tsv json; do
	run check $day --format $format "$dir"/[jk]*.xml "$dir/none.xml" "$dir/good.xml"
	one=$code
	cp "$dir/out" "$dir/out1"
	cp "$dir/err" "$dir/err1"
	run check $day --jobs 3 --format $format "$dir"/[jk]*.xml "$dir/none.xml" "$dir/good.xml"
	is $one "$format by 3 processes"
	same "$dir/out" "$dir/out1" "the same bytes"
	same "$dir/err" "$dir/err1" "the same errors"
done
run check $day --jobs 0 "$dir/good.xml"
is 64 "no processes"
run check $day --jobs 64 "$dir/good.xml" "$dir/bad.xml"
is 1 "more processes than files"

# Wrong use
run check
is 64 "no file"
run check --stage maybe "$dir/good.xml"
is 64 "no such stage"
run check --format xml "$dir/good.xml"
is 64 "no such format"
run check --nonsense "$dir/good.xml"
is 64 "no such option"
run check --xsd "$dir/good.xml"
is 64 "an option of another command"
says err 'xsd' "which is named"
run check --day
is 64 "an option without its value"
run nonsense
is 64 "no such command"
run
is 64 "no command"
says err 'yulu --script FILE' "the screen wants a terminal"
run help
is 0 "help"
run --version
is 0 "the version"
done_testing
