#!/bin/sh
# yulu forms, spec and lint: definitions seen from outside.
. "$top_srcdir/tests/cli/lib.sh"

run forms
is 0 "forms"
run forms --format tsv
[ "$(head -n 1 "$dir/out")" = "$(printf 'id\tname_zh\tfamily\tring\tformat\tedition\tvalid_from\tvalid_to')" ]
ok $? "columns"
says out "^dec-import${tab}进口报关单${tab}" "the import declaration"
run forms --format json
says out '"id": "dec-export"' "json"
run forms extra
is 64 "a word too many"

for kind in xsd html csv; do
	run spec dec --$kind
	is 0 "spec --$kind"
	cp "$dir/out" "$dir/$kind"
	run spec DecMessage --$kind
	same "$dir/out" "$dir/$kind" "by the root element"
	run spec dec --$kind -o "$dir/file"
	same "$dir/file" "$dir/$kind" "into a file"
done
same "$dir/csv" "$top_srcdir/data/dictionary/dec@2026-03.csv" "the dictionary itself"
if command -v xmllint > "$dir/which"; then
	for f in "$samples"/0*.xml; do
		xmllint --noout --schema "$dir/xsd" "$f" > "$dir/out" 2> "$dir/err"
		ok $? "the schema takes $(basename "$f")"
	done
fi
run spec dec --html --lang en
says out 'lang="en"' "in English"
run spec nothing --xsd
is 2 "no such message"
run spec dec
is 64 "no kind"
run spec dec --xsd --html
is 64 "two kinds"

# Lint
run lint
is 0 "what is installed has no mistakes"
silent out "nothing is said"
for f in dictionary/dec@2026-03.csv forms/dec@2026-03.xml forms/dec@2026-03.rules.xml forms/catalogue.xml; do
	run lint "$top_builddir/share/yulu/$f"
	is 0 "$f alone"
done

bad() { # NAME SED-SCRIPT PATTERN
	cp -f "$top_srcdir/forms/dec-mode@2026-03.csv" "$dir"
	case $1 in
	*.csv) from=$top_srcdir/data/dictionary/$1 ;;
	*) from=$top_srcdir/forms/$1 ;;
	esac
	sed "$2" "$from" > "$dir/$1"
	run lint "$dir/$1"
	[ "$code" -eq 1 ] && grep -q -- "^$dir/$1:[0-9]*: .*$3" "$dir/out"
	ok $? "$1, $2: $(head -n 1 "$dir/out" | cut -c1-200)"
}

d=dec@2026-03.csv f=dec@2026-03.xml r=dec@2026-03.rules.xml
bad $d '6s/code/word/' ''
bad $d '8s/DecHead/DecHeap/' ''
bad $d '6s/\[IE\]/[IE/' ''
bad $d '9s/^[^,]*,/DecHead\/IEFlag,/' ''
bad $f '0,/required="yl:full"/s//required="yl:ful"/' 'ful'
bad $f '0,/required="yl:full"/s//required="1 +"/' ''
bad $f '0,/bind ref="GrossWet"/s//bind ref="GrosWet"/' 'GrosWet'
bad $f 's/<\/model>//' ''
bad $r '0,/test="/s//test="nothing(/' ''
bad $r '0,/id="DEC003"/s//id="DEC001"/' 'DEC001'
bad $r '0,/role="error"/s//role="loud"/' 'loud'
bad $r '0,/DecHead\/NetWt/s//DecHead\/NettWt/' 'NettWt'
bad catalogue.xml '0,/id="dec-import"/s//id="dec-export"/' ''
printf 'hello\n' > "$dir/hello.txt"
run lint "$dir/hello.txt"
is 1 "no definition at all"
run lint "$dir/none.xml"
is 2 "no such file"
done_testing
