# make bench, drafts: leaving a field, lists, search, start, import beside
# their peers. Sourced by bench.sh, whose functions it uses. BENCH_LONG=1 also
# makes a store of a million drafts.

figure() { # NAME: the value of a line "NAME value unit" in $figures
	awk -v name="$1" '$1 == name { print $2 }' "$figures"
}

beside() { # WHAT UNIT YULU PEER PEER_VALUE WANTED_RATIO
	awk -v what="$1" -v unit="$2" -v a="$3" -v peer="$4" -v b="$5" -v wanted="$6" \
		'BEGIN { printf "%s: yulu %d %s, %s %d %s, ratio %.2f (wanted %s)\n", what, a, unit, peer, b, unit, b / (a ? a : 1), wanted }'
}

at_most() { # WHAT VALUE UNIT WANTED
	printf '%s: yulu %s %s (wanted at most %s)\n' "$1" "$2" "$3" "$4"
}

# ---- leaving a field: set, calculate, judge, durable commit

figures=$work/figures
"$top_builddir/tests/desk/bench_leave" 0 > "$figures" || exit 1
for leave in '50-items 0.33' '20000-rows 0.20'; do
	name=${leave% *}
	beside "leave a field, $name (set, calculate, judge, on disk)" us "$(figure "leave/$name")" "raw SQLite commit" \
		"$(figure "leave/$name/raw-commit")" "${leave#* }"
done
at_most "peak memory, document of 20,000 rows edited" "$(figure leave/20000-rows/peak)" MB 64
"$top_builddir/tests/store/bench_edit" > "$figures" || exit 1
for name in 50_items 20000_rows; do
	beside "the store's part of it, $name" us "$(figure store_edit_$name)" "raw SQLite commit" "$(figure raw_commit_$name)" 0.50
done

# ---- lists and search; stores once made stay for the next time

for drafts in 1000 100000 ${BENCH_LONG:+1000000}; do
	entries=0
	[ $drafts -eq 100000 ] && entries=20000
	"$top_builddir/tests/store/bench_store" $drafts $entries "$work/drafts-$drafts" > "$figures" || exit 1
	list=$(figure list_${drafts}_median)
	if [ $drafts -eq 1000 ]; then
		first=$list
	else
		beside "list and counts, $drafts drafts" us "$list" "with 1000 drafts" "$first" 0.80
	fi
	at_most "search while typing, $drafts drafts, median $(figure search_${drafts}_median) us, p99" "$(figure search_${drafts}_p99)" us 50000
	[ $entries -eq 0 ] || at_most "enterprises while typing, $entries known, median $(figure book_${entries}_median) us, p99" \
		"$(figure book_${entries}_p99)" us 50000
done

# ---- start to a complete first screen

if YULU_HOME=$work/drafts-100000 "$top_builddir/tests/term/bench_start" 21 '#100000' "$yulu" -- '~' vim -u NONE > "$figures"; then
	read -r ours theirs < "$figures"
	beside "start to the first screen, 100000 drafts" us "$ours" "vim -u NONE" "$theirs" 1
fi

# ---- import

# The samples with 1 to 10 items, each many times under numbers of its own.
make_messages() { # DIR HOW_MANY
	[ "$(find "$1" -name '*.xml' 2> /dev/null | wc -l)" -eq "$2" ] && return
	rm -rf "$1" && mkdir "$1" || exit 1
	n=0
	for items in 1 2 3 4 5 6 7 8 9 10; do
		for sample in "$top_srcdir"/data/samples/dec/[0-9]*.xml; do
			awk -v items=$items -f "$top_srcdir/tests/bench.awk" "$sample" "$sample" > "$work/one.xml"
			awk -v dir="$1" -v first=$n -v step=70 -v n="$2" '
				{ text = text $0 "\n" }
				END {
					match(text, /<ClientSeqNo>[^<]*</)
					before = substr(text, 1, RSTART + 12)
					behind = substr(text, RSTART + RLENGTH - 1)
					for (i = first; i < n; i += step) {
						file = sprintf("%s/%06d.xml", dir, i)
						printf "%s%018d%s", before, i, behind > file
						close(file)
					}
				}' "$work/one.xml"
			n=$((n + 1))
		done
	done
}

yulu_import() {
	find "$work/messages" -name '*.xml' -print0 | sort -z | xargs -0 -n 20000 "$yulu" import --home "$work/import"
}

peer_import() {
	find "$work/messages" -name '*.xml' -print0 | sort -z | xargs -0 -n 20000 xmllint --noout && sqlite3 "$work/import.sqlite" < "$work/import.sql"
}

messages=10000
make_messages "$work/messages" $messages
{
	echo 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE message (id INTEGER PRIMARY KEY, name TEXT, bytes BLOB); BEGIN;'
	find "$work/messages" -name '*.xml' | sort | sed "s|.*|INSERT INTO message (name, bytes) VALUES ('&', readfile('&'));|"
	echo 'COMMIT;'
} > "$work/import.sql"
for round in 1 2 3; do
	rm -rf "$work/import" "$work"/import.sqlite*
	took yulu_import >> "$work/times.import"
	took peer_import >> "$work/times.peer"
done
rm -rf "$work/import" "$work"/import.sqlite*
line "import, $messages messages, $(cat "$work"/messages/*.xml | wc -c | awk '{ printf "%.0f", $1 / 1e6 }') MB" "$work/times.import" \
	"xmllint --noout, then sqlite3" "$work/times.peer" 1
