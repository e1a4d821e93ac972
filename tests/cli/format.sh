#!/bin/sh
# yulu format: order, nothing lost, nothing added on the second time.
. "$top_srcdir/tests/cli/lib.sh"

for f in "$samples"/0*.xml; do
	name=$(basename "$f" .xml)
	run format "$f"
	is 0 "$name"
	cp "$dir/out" "$dir/once.xml"
	run format "$dir/once.xml"
	same "$dir/once.xml" "$dir/out" "$name: written again it is the same"
	run check --day 20260112 --format tsv "$f"
	cut -f 2- "$dir/out" > "$dir/before"
	run check --day 20260112 --format tsv "$dir/once.xml"
	cut -f 2- "$dir/out" > "$dir/after"
	same "$dir/before" "$dir/after" "$name: the same findings"
done

message "$dir/good.xml"
run format "$dir/good.xml" -o "$dir/to.xml"
is 0 "into a file"
silent out "nothing else is said"
"$yulu" format - < "$dir/good.xml" > "$dir/out" 2> "$dir/err"
same "$dir/out" "$dir/to.xml" "from standard input"
run format "$dir/good.xml" -o -
same "$dir/out" "$dir/to.xml" "to standard output"

sed 's|<IEFlag>I</IEFlag>|<TradeMode>0110</TradeMode><Novelty a="1">  keep \&amp; \&lt;me\&gt;  </Novelty><IEFlag>I</IEFlag>|; s|<TradeMode>[0-9]*</TradeMode>$||' \
    "$dir/good.xml" > "$dir/order.xml"
run format "$dir/order.xml"
is 0 "foreign order"
says out '<Novelty a="1">  keep &amp; &lt;me&gt;  </Novelty>' "what is unknown stays"
cp "$dir/out" "$dir/ordered.xml"
run check --day 20260112 --stage save "$dir/ordered.xml"
[ "$(grep -c DEC377 "$dir/out")" -eq 0 ]
ok $? "and is in order then"
iconv -f UTF-8 -t GB18030 "$dir/good.xml" | sed '1s/UTF-8/GB18030/' > "$dir/gb.xml"
run format "$dir/gb.xml"
same "$dir/out" "$dir/to.xml" "GB18030 becomes UTF-8"

run format "$dir/none.xml"
is 2 "no such file"
printf '<DecMessage' > "$dir/cut.xml"
run format "$dir/cut.xml"
is 1 "malformed"
says err 'line 1' "where"
silent out "nothing is written"
printf '<Invoice/>' > "$dir/invoice.xml"
run format "$dir/invoice.xml"
is 1 "another message"
says err 'DecMessage' "which one it should be"
run format "$dir/good.xml" -o "$dir/no/such/folder.xml"
is 74 "nowhere to write"
if [ -e /dev/full ]; then
	"$yulu" format "$dir/good.xml" > /dev/full 2> "$dir/err"
	code=$?
	is 74 "a full disk"
fi
run format
is 64 "no file"
run format "$dir/good.xml" "$dir/good.xml"
is 64 "two files"
done_testing
