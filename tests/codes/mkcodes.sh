#!/bin/sh
# The builder of the code tables: what it refuses, and that a fault leaves the old file alone.
mk=$top_builddir/yulu-mkcodes
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
n=0 bad=0

ok() { # STATUS NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; bad=1; fi
}

fresh() {
	rm -rf "$dir/data"
	mkdir "$dir/data"
	printf 'word,initials\n厦门,xm\n' > "$dir/data/pinyin.csv"
	printf 'id,name_zh,name_en,edition,source,complete,parts,note\nmain,示例,Sample,2026-01,own,yes,more,\n' > "$dir/data/tables.csv"
	printf 'name,name_zh,table,key,filter,complete,form,note\nMAIN,,main,code,kind=a,yes,,\n' > "$dir/data/names.csv"
	printf 'code,name_zh,kind\n2,乙,b\n1,甲,a\n' > "$dir/data/main.csv"
	printf 'code,elements\n1,品牌|GTIN\n' > "$dir/data/more.csv"
}

refused() { # NEEDLE NAME
	"$mk" "$dir/data" "$dir/read" "$dir/out" 2> "$dir/err"
	[ $? -eq 1 ] && grep -q -- "$1" "$dir/err" && [ "$(cat "$dir/out")" = old ]
	ok $? "$2: $(cat "$dir/err")"
}

"$mk" --han > "$dir/han"
[ "$(wc -l < "$dir/han")" -eq 27584 ] && grep -qx 中 "$dir/han"
ok $? "it prints the Han characters"
sed 's/.*/zhong/' "$dir/han" > "$dir/read"

fresh
"$mk" "$dir/data" "$dir/read" "$dir/out"
ok $? "a small folder is built"
[ "$(ls "$dir" | grep -c tmp)" -eq 0 ]
ok $? "nothing else is left"
cp "$dir/out" "$dir/first"
"$mk" "$dir/data" "$dir/read" "$dir/out"
cmp -s "$dir/first" "$dir/out"
ok $? "built again it is the same to the byte"
echo old > "$dir/out"

fresh; printf 'code,name_zh,kind\n1,甲,a\n1,乙,a\n' > "$dir/data/main.csv"
refused 'main.csv:3:' 'a code twice'
fresh; printf 'code,elements\n3,x\n' > "$dir/data/more.csv"
refused 'more.csv:2:' 'a part with a code of its own'
fresh; rm "$dir/data/main.csv"
refused 'main.csv' 'a table without its file'
fresh; sed -i 's/2026-01/2026/' "$dir/data/tables.csv"
refused 'tables.csv:2:' 'an edition that is no month'
fresh; sed -i 's/,yes,more/,maybe,more/' "$dir/data/tables.csv"
refused 'tables.csv:2:' 'complete neither yes nor no'
fresh; sed -i 's/^main,/Main,/' "$dir/data/tables.csv"
refused 'tables.csv:2:' "a table's id in capitals"
fresh; sed -i 's/^id,name_zh/id,name/' "$dir/data/tables.csv"
refused 'tables.csv:1:' 'a column of tables.csv missing'
fresh; sed -i 's/,form,/,shape,/' "$dir/data/names.csv"
refused 'names.csv:1:' 'a column of names.csv missing'
fresh; sed -i 's/,main,/,other,/' "$dir/data/names.csv"
refused 'names.csv:2:' 'a name of a table that does not exist'
fresh; sed -i 's/,code,kind/,none,kind/' "$dir/data/names.csv"
refused 'names.csv:2:' 'a key column that does not exist'
fresh; sed -i 's/kind=a/none=a/' "$dir/data/names.csv"
refused 'names.csv:2:' 'a filter on a column that does not exist'
fresh; sed -i 's/kind=a/kind/' "$dir/data/names.csv"
refused 'names.csv:2:' 'a filter that is none'
fresh; printf 'word,initials\n厦门,x\n' > "$dir/data/pinyin.csv"
refused 'pinyin.csv:2:' 'too few initials'
fresh; sed -i 1d "$dir/read"
refused 'readings' 'a reading lost on the way'
"$mk" 2> /dev/null
[ $? -eq 2 ]
ok $? "called without arguments: usage"

echo "1..$n"
exit $bad
