#!/bin/sh
# yulu print: the proof sheet of a draft.
. "$top_srcdir/tests/cli/lib.sh"

run import "$samples/05_import_containers_licences.xml"
is 0 "a draft to print"
run print 1
is 0 "as text"
says out "PROOF · NOT DECLARED" "marked as not declared"
says out "declaration of imported goods" "title of the form"
says out "|0405100000|" "the goods"
says out "^The check " "what the check sees"
cp "$dir/out" "$dir/text"
run print 1 --text
same "$dir/out" "$dir/text" "text is the usual"
run print 1 --lang zh
says out "校对单 · 未申报" "in Chinese"
says out "|黄油 " "names of goods"
run print 1 --html -o "$dir/sheet.html"
is 0 "HTML into a file"
silent out "nothing on standard output"
run print 1 --html
same "$dir/out" "$dir/sheet.html" "the same on standard output"
if command -v xmllint > "$dir/which"; then
	xmllint --noout "$dir/sheet.html" > "$dir/out" 2> "$dir/err"
	ok $? "well-formed"
fi
run set 1 'DecLists/DecList[1]/GName' '<b>&'
run print 1 --html
says out '&lt;b&gt;&amp;</div>' "what was changed, escaped"

run delete 1
run print 1
is 0 "one in the bin too"

run print 1 --html --text
is 64 "both forms"
run print one
is 64 "no number"
run print 0
is 64 "no draft has it"
run print 99
is 2 "no such draft"
says err "99" "and it says so"
run print
is 64 "no word"
run print 1 --csv
is 64 "another form"
run print 1 -o "$dir/none/sheet.txt"
is 74 "a folder that is not there"

# The definition.
run lint "$top_builddir/share/yulu/forms/dec@2026-03.print.xml"
is 0 "the definition has no mistakes"
sed 's|ref="DecHead/BillNo"|ref="DecHead/BilNo"|' "$top_srcdir/forms/dec@2026-03.print.xml" > "$dir/bad.print.xml"
run lint "$dir/bad.print.xml"
is 1 "a mistake in it"
says out "bad.print.xml:[0-9]*: .*BilNo" "with its line"
sed 's|dictionary="dec@2026-03"|dictionary="none@2026-03"|' "$top_srcdir/forms/dec@2026-03.print.xml" > "$dir/other.print.xml"
run lint "$dir/other.print.xml"
is 1 "of a dictionary that is not there"
done_testing
