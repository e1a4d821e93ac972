#!/bin/sh
# Three sample declarations typed from blank by the scripts of data/samples/keys,
# on a home that knows its office and nothing else: what is exported equals the
# sample in every given field, with at most half of the keys that every value in
# full and one Enter a field would take (a Chinese character 3, as its bytes).
set -u
yulu=$top_builddir/yulu
samples=$top_srcdir/data/samples
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
YULU_LANG=en
export YULU_LANG
n=0 bad=0

ok() { # STATUS NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; return; fi
	echo "not ok $n - $2"
	sed 's/^/# /' "$dir/said" | head -n 40
	bad=1
}

# Given fields, but for what is born here: our numbers, moments, names of files, sizes.
fields() { # HOME NUMBER
	YULU_HOME=$1 "$yulu" get "$2" | grep -v -E \
		-e '^DecSign/(ClientSeqNo|BillSeqNo|SignDate)	' -e '^EdocRealation\[[0-9]+\]/(SignTime|EdocSize)	' -e '/EdocID	.*\.pdf$'
}

mkdir "$dir/papers"
for paper in invoice packing bl contract; do
	printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n' \
		> "$dir/papers/$paper.pdf"
done
for keys in "$samples"/keys/[0-9]*.keys; do
	name=$(basename "$keys" .keys)
	mkdir "$dir/$name" "$dir/$name.sample"
	cp "$samples/keys/office.ini" "$dir/$name/yulu.ini"
	(cd "$dir/papers" && YULU_HOME=$dir/$name "$yulu" edit --script "$keys") > "$dir/said" 2>&1
	ok $? "$name is typed"
	typed=$(sed -n 's/.* \([0-9]*\) keys$/\1/p' "$dir/said")
	YULU_HOME=$dir/$name.sample "$yulu" import "$samples/dec/$name.xml" > /dev/null
	full=$(YULU_HOME=$dir/$name.sample "$yulu" get 1 | cut -f 2- | LC_ALL=C wc -c | tr -d ' ')
	fields "$dir/$name.sample" 1 > "$dir/wanted"
	YULU_HOME=$dir/$name "$yulu" export 1 -o "$dir/$name.xml" && YULU_HOME=$dir/$name.sample "$yulu" import "$dir/$name.xml" > /dev/null
	fields "$dir/$name.sample" 2 > "$dir/got"
	diff "$dir/wanted" "$dir/got" > "$dir/said" 2>&1
	ok $? "$name: the message is that of the sample"
	[ "${typed:-0}" -gt 0 ] && [ $((typed * 2)) -le "$full" ]
	ok $? "keys, $name from blank: $typed, in full $full, ratio 0.$(printf '%03d' $((typed * 1000 / full))) (wanted at most 0.500)"
done
echo "1..$n"
exit $bad
