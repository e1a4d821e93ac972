# make bench, the screen: keys of a whole declaration; what a key costs on a pty
# in a declaration of 50 items, in turns with dialog and cat. Sourced by
# bench.sh, whose functions it uses.

sh "$top_srcdir/tests/view/keyer.sh" | sed -n 's/^ok [0-9]* - keys, /keys, /p; s/^not ok [0-9]* - /keys, missed: /p'

# ---- a key

rm -rf "$work/typing"
mkdir "$work/typing"
awk -v items=50 -f "$top_srcdir/tests/bench.awk" "$top_srcdir/data/samples/dec/01_import_general.xml" \
	"$top_srcdir/data/samples/dec/01_import_general.xml" > "$work/fifty.xml"
YULU_HOME=$work/typing "$yulu" import "$work/fifty.xml" > /dev/null || exit 1

dialog_form() { # 30 fields
	set -- --form declaration 22 76 14
	i=1
	while [ $i -le 30 ]; do
		set -- "$@" "field $i" $i 1 "value $i" $i 20 40 60
		i=$((i + 1))
	done
	YULU_BENCH_WAIT='field 1' "$top_builddir/tests/term/bench_key" dialog "$@"
}

type_keys() { # NAME COMMAND…: p50, p99 us; processor us; resident KiB into $work/key.NAME
	name=$1
	shift
	LC_ALL=C.UTF-8 "$@" > "$work/said" 2>&1 || { tail -n 3 "$work/said" >&2; exit 1; }
	sed -n 's/.* a key p50 \([0-9]*\) us, p99 \([0-9]*\) us; processor \([0-9]*\) us a key; resident \([0-9]*\) KiB$/\1 \2 \3 \4/p' \
		"$work/said" >> "$work/key.$name"
}

of_key() { # NAME COLUMN: the median
	cut -d ' ' -f "$2" "$work/key.$1" > "$work/column"
	median "$work/column"
}

if command -v dialog > /dev/null; then
	rm -f "$work"/key.*
	for round in 1 2 3; do
		type_keys dialog dialog_form
		type_keys cat "$top_builddir/tests/term/bench_key" cat
		type_keys yulu env YULU_HOME="$work/typing" YULU_BENCH_WAIT=F10 YULU_BENCH_KEYS='F2 Enter' \
			"$top_builddir/tests/term/bench_key" "$yulu" edit 1
	done
	slow=$(of_key dialog 2) peer="dialog, 30 fields"
	[ "$(of_key cat 2)" -gt "$slow" ] && slow=$(of_key cat 2) && peer=cat
	what="a key in 50 items, to the last byte on the pty"
	beside "$what, p50" us "$(of_key yulu 1)" "dialog, 30 fields" "$(of_key dialog 1)" 1
	beside "$what, p99" us "$(of_key yulu 2)" "$peer" "$slow" 0.50
	at_most "a key in 50 items, processor" "$(of_key yulu 3)" us 150
	at_most "resident while typing into 50 items" "$(($(of_key yulu 4) / 1024))" MB 24
fi
