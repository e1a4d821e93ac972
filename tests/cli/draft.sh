#!/bin/sh
# Drafts on the command line, as scripts use them.
. "$top_srcdir/tests/cli/lib.sh"

value() { # N PLACE: its value in $got
	got=$("$yulu" get "$1" "$2" | cut -f2)
}

# ---- new, set, get

run new dec-import
is 0 "a draft is begun"
[ "$(cat "$dir/out")" = 1 ]; ok $? "its number is printed alone"
run new no-such-type
is 1 "a type that does not exist is refused"
says err "no-such-type" "the error names it"
run set 1 DecHead/BillNo TEST001 DecHead/ContrNo C-1
is 0 "fields are set"
silent out "in silence"
run get 1 DecHead/BillNo
[ "$(cat "$dir/out")" = "DecHead/BillNo${tab}TEST001" ]; ok $? "get: place, tab, value"
run get 1
says out "^DecHead/ContrNo${tab}C-1$" "get without a place: every given cell"
says out "^DecHead/IEFlag${tab}I$" "what the type begins with"
says out "^DecSign/ClientSeqNo${tab}..*" "our own number is there from the beginning"
run set 1 DecHead/NoSuchField x
is 1 "a place that does not exist is refused"
says err "NoSuchField" "the error names it"
run set 1 DecHead/BillNo
is 64 "a place without a value is wrong use"
run set 1 DecHead/BillNo A DecHead/NoSuchField x
value 1 DecHead/BillNo
[ "$got" = TEST001 ]; ok $? "a step is done wholly or not at all"
run get 99
is 2 "a draft that does not exist"
says err "99" "the error names it"
run get x1
is 64 "a draft is named by its number"
says err "^yulu: x1: [^:]*$" "the error shows what was given"
run set 1 'DecLists/DecList[0]/GName' x
is 1 "rows are counted from 1"
run set 1 'DecLists/DecList[99999999999999999999]/GName' x
is 1 "a row that no number can hold"
run set 1 DecHead/BillNo "$(printf 'a\001b')"
is 1 "a control character is refused"
run set 1 DecHead x
is 1 "a group is not set"
run set 1 '' x
is 1 "nor the whole message"

# ---- rows

run set 1 'DecLists/DecList[+]/GName' first 'DecLists/DecList[+]/GName' second
is 0 "[+] makes rows"
run row 1 insert 'DecLists/DecList[1]'
is 0 "a row is inserted"
run set 1 'DecLists/DecList[1]/GName' third
run get 1 DecLists
[ "$(grep -c /GName "$dir/out")" = 3 ]; ok $? "three rows"
says out "^DecLists/DecList\[1\]/GName${tab}third$" "the new one stands where it was wanted"
run row 1 move 'DecLists/DecList[1]' 3
value 1 'DecLists/DecList[3]/GName'
[ "$got" = third ]; ok $? "a row is moved to a place"
run row 1 move 'DecLists/DecList[3]' 'DecLists/DecList[2]'
value 1 'DecLists/DecList[2]/GName'
[ "$got" = third ]; ok $? "and before another row"
value 1 'DecLists/DecList[3]/GNo'
[ "$got" = 3 ]; ok $? "items are numbered anew"
run row 1 delete 'DecLists/DecList[2]'
is 0 "a row is deleted"
value 1 'DecLists/DecList[2]/GName'
[ "$got" = second ]; ok $? "those behind it move up"
run row 1 delete DecHead
is 1 "what is no row cannot be deleted"
run row 1 move 'DecLists/DecList[1]' 9
is 1 "nor a row moved beyond the last"
run row 1 turn 'DecLists/DecList[1]'
is 64 "insert, delete and move is all there is"

# ---- undo, redo, history

run set 1 DecHead/BillNo TEST002
run undo 1
is 0 "a step is taken back"
value 1 DecHead/BillNo
[ "$got" = TEST001 ]; ok $? "the old value stands there"
run redo 1
value 1 DecHead/BillNo
[ "$got" = TEST002 ]; ok $? "and is done again"
run redo 1
is 1 "nothing more to redo"
run history 1 DecHead/BillNo --format tsv
head -n 1 "$dir/out" | grep -q "^at${tab}operator${tab}place${tab}old${tab}new${tab}kind$"; ok $? "history: its columns"
says out "${tab}DecHead/BillNo${tab}TEST001${tab}TEST002${tab}" "the change of a field"
says out "^20..-..-..T..:..:...*+08:00" "at a moment of RFC 3339"
while "$yulu" undo 1 2> "$dir/err"; do :; done
run get 1 DecHead/BillNo
silent out "taken back to the blank document"

# ---- import, export, list

run import "$samples/01_import_general.xml" "$samples/05_import_containers_licences.xml"
is 0 "messages are imported"
[ "$(cat "$dir/out")" = "2
3" ]; ok $? "a number a line"
"$yulu" format "$samples/01_import_general.xml" > "$dir/wire"
run export 2
same "$dir/out" "$dir/wire" "export writes what format writes"
mkdir "$dir/to"
run export 2 -o "$dir/to"
is 0 "exported into a directory"
same "$(cat "$dir/out")" "$dir/wire" "under a name that is printed"
run export 2 -o "$dir/one.xml"
same "$dir/one.xml" "$dir/wire" "exported to a file"
echo '<a' > "$dir/bad.xml"
run import "$dir/bad.xml" "$dir/none.xml" "$samples/03_processing_import.xml"
is 2 "files that cannot be imported"
says err "bad.xml" "are named"
[ "$(cat "$dir/out")" = 4 ]; ok $? "the others are imported all the same"
run list --format tsv
head -n 1 "$dir/out" | tr '\t' ' ' > "$dir/head"
[ "$(cat "$dir/head")" = "number type state edition changed_at client_no seq_no entry_no consignee bill contract goods items" ]; ok $? "list: its columns"
[ "$(sed -n 2p "$dir/out" | cut -f1)" = 4 ]; ok $? "the youngest first"
run list --find YLSHA2600001 --format tsv
[ "$(sed 1d "$dir/out" | cut -f1)" = 2 ]; ok $? "found by its bill"
run list --find 球阀 --limit 1 --format json
says out '"number": *2' "found by its goods; numbers are numbers in JSON"

# ---- copy, diff, delete

run copy 2
is 0 "a copy"
copy=$(cat "$dir/out")
value "$copy" DecHead/ContrNo
[ "$got" = YL-2026-001 ]; ok $? "has what the original has"
run get "$copy" DecHead/BillNo
silent out "but not the bill"
[ "$("$yulu" get 2 DecSign/ClientSeqNo)" != "$("$yulu" get "$copy" DecSign/ClientSeqNo)" ]; ok $? "and a number of its own"
run set "$copy" DecHead/ContrNo OTHER
run diff 2 "$copy"
is 0 "two drafts are compared"
says out "^DecHead/ContrNo${tab}YL-2026-001${tab}OTHER$" "diff: place, old, new"
! grep -q "GName" "$dir/out"; ok $? "what is equal is left out"
! grep -q "${tab}${tab}$" "$dir/out"; ok $? "what is empty on both sides too"
run delete "$copy"
is 0 "into the bin"
run list --state bin --format tsv
[ "$(sed 1d "$dir/out" | cut -f1)" = "$copy" ]; ok $? "where it is listed"
run set "$copy" DecHead/ContrNo X
is 1 "in the bin nothing is edited"
run undelete "$copy"
run undelete "$copy"
is 1 "what is not in the bin does not come out of it"
run list --state nonsense
is 64 "a state that does not exist"
run set "$copy" DecHead/ContrNo X
is 0 "out of it again it is"

# ---- check

run check 2 --format tsv
cut -f2- "$dir/out" > "$dir/of-draft"
"$yulu" check "$dir/wire" --format tsv | cut -f2- > "$dir/of-file"
same "$dir/of-draft" "$dir/of-file" "check of a draft finds what check of its message finds"
cp "$dir/wire" "$dir/2"
(cd "$dir" && "$yulu" check ./2 --format tsv | cut -f1 | sed -n 2p) | grep -q '^./2$'; ok $? "./2 is a file"

# ---- carry over

run carry
is 0 "drafts are carried over to a newer edition"
says err "^0 drafts" "there is none here"
run carry 99
is 2 "a draft that does not exist"

# ---- backup, restore

run backup "$dir/all.yulu"
is 0 "backup"
YULU_HOME=$dir/other run restore "$dir/all.yulu"
is 0 "restored into an empty home"
"$yulu" list --format tsv > "$dir/before"
YULU_HOME=$dir/other run list --format tsv
same "$dir/out" "$dir/before" "everything is there again"
YULU_HOME=$dir/other run restore "$dir/all.yulu"
is 1 "never over a store"

# ---- what cannot be imported, and homes that cannot be written

awk -v items=51 -f "$top_srcdir/tests/bench.awk" "$samples/01_import_general.xml" "$samples/01_import_general.xml" > "$dir/51.xml"
iconv -f UTF-8 -t GB18030 "$samples/01_import_general.xml" > "$dir/lying.xml"
sed 's/encoding="UTF-8"/encoding="GB18030"/' "$dir/lying.xml" > "$dir/gb.xml"
: > "$dir/empty.xml"
mkdir "$dir/packed" "$dir/packed/deep"
cp "$samples/01_import_general.xml" "$dir/packed/a.xml"
cp "$samples/02_export_general.xml" "$dir/packed/deep/b.xml"
(cd "$dir/packed" && zip -qr ../folders.zip .)
head -c 70000000 /dev/zero | (cd "$dir" && zip -q bomb.zip -)
YULU_HOME=$dir/hostile
run import "$dir/51.xml" "$dir/gb.xml" "$dir/folders.zip"
is 0 "51 items, GB18030 and an archive with folders are imported"
[ "$(cat "$dir/out" | wc -l)" = 4 ]; ok $? "each message a draft"
run get 2 DecHead/TradeName
says out "示例" "in UTF-8"
run check 1 --format tsv
says out "DecLists" "that there are too many items is a finding"
run import "$dir/lying.xml" "$dir/empty.xml" "$dir/bomb.zip" "$dir/packed"
is 2 "what is no message, or too much of one, is refused"
[ "$(grep -c '^yulu: ' "$dir/err")" = 4 ]; ok $? "each with its reason"
[ ! -s "$dir/out" ] && [ "$("$yulu" list --format tsv | wc -l)" = 5 ]; ok $? "and nothing of it is there"
sqlite3 "$YULU_HOME/yulu.sqlite" 'PRAGMA user_version = 999'
run set 1 DecHead/BillNo X
is 1 "a store of a newer version is not written"
run export 1
is 0 "but exported from"
head -c 5000 "$YULU_HOME/yulu.sqlite" > "$dir/cut" && cp "$dir/cut" "$YULU_HOME/yulu.sqlite"
run list
[ "$code" -ne 0 ]; ok $? "a damaged store is not listed"
says err "backup" "the error says what to do"
YULU_HOME=$dir/home

head -c 2000 "$dir/all.yulu" > "$dir/half.yulu"
YULU_HOME=$dir/third run restore "$dir/half.yulu"
[ "$code" -ne 0 ] && [ ! -e "$dir/third/yulu.sqlite" ]; ok $? "half a backup is refused, nothing is left behind"

done_testing
