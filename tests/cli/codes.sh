#!/bin/sh
# yulu codes: looking up and importing.
. "$top_srcdir/tests/cli/lib.sh"

run codes COUNTRY CHN
is 0 "by code"
says out '^CHN  *中国  *China' "a row"
run codes COUNTRY CHN --format tsv
[ "$(head -n 1 "$dir/out" | cut -f 1-3)" = "code${tab}name_zh${tab}name_en" ]
ok $? "code, Chinese and English name come first"
[ -z "$(awk -F '\t' 'NR == 1 { n = NF } NF != n' "$dir/out")" ]
ok $? "as many columns everywhere"
run codes COUNTRY mg --format tsv
says out "^USA${tab}美国" "by initials"
run codes COUNTRY germ --format tsv
says out "^DEU${tab}德国" "by the English name"
run codes COUNTRY 德 --format json
says out '^{"code": "DEU", "name_zh": "德国", "name_en": "Germany"' "json"
run codes COUNTRY --limit 3 --format tsv
[ "$(wc -l < "$dir/out")" -eq 4 ]
ok $? "a limit"
is 0 "all of a table"
run codes COUNTRY xyzxyz --format json
is 1 "nothing found"
[ "$(cat "$dir/out")" = "[]" ]
ok $? "an empty array"
run codes HS 8471.30 --format tsv --limit 3
says out '^8471[0-9]*' "a number with points"
run codes NOPE
is 2 "no such table"
says err 'COUNTRY' "the tables are listed"
run codes
is 64 "no table"
run codes COUNTRY --limit 0
is 64 "no rows"
run codes COUNTRY CHN more
is 64 "too many words"

# Import
{ echo '#edition 2027-01'; cat "$top_srcdir/data/codes/country.csv"; echo 'ZYX,示例国,Sample,,,,国家地区'; } > "$dir/country.csv"
run codes --import country "$dir/country.csv"
is 0 "a newer table"
run codes COUNTRY ZYX --format tsv
says out '示例国' "is looked into"
[ -e "$YULU_HOME/codes/country.sqlite" ]
ok $? "it lies in the home"
sed 's|<TradeCountry>[^<]*|<TradeCountry>ZYX|' "$samples/01_import_general.xml" > "$dir/zyx.xml"
run check --day 20260112 "$dir/zyx.xml"
[ "$(grep -c 'DEC039' "$dir/out")" -eq 0 ]
ok $? "and checks ask it"
run check --day 20260112 --home "$dir/else" "$dir/zyx.xml"
says out 'DEC039' "another home has it not"
run codes --import nothing "$dir/country.csv"
[ "$code" -ne 0 ]
ok $? "a table that is not there"
run codes --import country "$dir/none.csv"
is 2 "a file that is not there"
printf 'code,name_zh\nA,甲\nA,乙\n' > "$dir/twice.csv"
run codes --import country "$dir/twice.csv"
is 1 "a table with mistakes"
says err 'twice.csv' "which file"
run codes COUNTRY ZYX
is 0 "the one before stays"
run codes --import country
is 64 "no file"
done_testing
