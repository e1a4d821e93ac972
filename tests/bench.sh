#!/bin/sh
# make bench: yulu beside its peers, in turns within one run, because machines
# are noisy; a line each: what, medians, ratio (above 1: yulu is faster).
# 1,000 declarations of 1 to 50 items are made from the samples.
set -u
messages=1000 rounds=9 day=20260112
work=$top_builddir/bench
mkdir -p "$work/home" || exit 1
export YULU_HOME=$work/home
yulu=$top_builddir/yulu

i=0
while [ $i -lt $messages ]; do
	for sample in "$top_srcdir"/data/samples/dec/[0-9]*.xml; do
		[ $i -lt $messages ] || break
		out=$work/$(printf '%04d' $i).xml
		[ "$out" -nt "$top_srcdir/tests/bench.awk" ] || awk -v items=$((i * 37 % 50 + 1)) -f "$top_srcdir/tests/bench.awk" "$sample" "$sample" > "$out"
		i=$((i + 1))
	done
done
"$yulu" spec dec --xsd -o "$work/dec.xsd" || exit 1

took() { # COMMAND…; milliseconds of the wall
	start=$(date +%s%N)
	"$@" > "$work/said" 2>&1
	code=$?
	end=$(date +%s%N)
	[ $code -le 1 ] || { tail -n 3 "$work/said" >&2; exit 1; }
	echo $(((end - start) / 1000000))
}

median() { # FILE
	sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

line() { # WHAT YULU_TIMES PEER PEER_TIMES WANTED_RATIO
	awk -v what="$1" -v a="$(median "$2")" -v peer="$3" -v b="$(median "$4")" -v wanted="$5" \
		'BEGIN { printf "%s: yulu %d ms, %s %d ms, ratio %.2f (wanted %s)\n", what, a, peer, b, b / (a ? a : 1), wanted }'
}

rm -f "$work"/times.*
for round in $(seq $rounds); do
	took "$yulu" check --day $day "$work"/????.xml >> "$work/times.one"
	took xmllint --noout --schema "$work/dec.xsd" "$work"/????.xml >> "$work/times.xmllint"
	took "$yulu" check --day $day --jobs 2 "$work"/????.xml >> "$work/times.two"
done
what="check, $messages messages, $(cat "$work"/????.xml | wc -c | awk '{ printf "%.1f", $1 / 1e6 }') MB, all rules"
line "$what" "$work/times.one" "xmllint --schema" "$work/times.xmllint" 1.5
line "$what, --jobs 2" "$work/times.two" "xmllint --schema" "$work/times.xmllint" 2.5
"$top_builddir/tests/codes/bench_lookup" "$top_builddir/codes.sqlite" || exit 1
"$top_builddir/tests/doc/bench_read" || exit 1
. "$top_srcdir/tests/bench-drafts.sh"
. "$top_srcdir/tests/bench-keys.sh"
