#!/bin/sh
# Bad input: always a finding, or an error that names place and remedy; bounded
# memory and time; never a crash, never a silent cut, never a fetch.
. "$top_srcdir/tests/cli/lib.sh"
day="--day 20260112"
grep -q __asan_init "$yulu" && sanitized=yes
message "$dir/good.xml"

# As run, in at most 20 s and, where no sanitizer reserves its own, 1.5 GB.
bounded() {
	(
		[ "$sanitized" ] || ulimit -v 1500000
		exec timeout 20 "$yulu" "$@"
	) > "$dir/out" 2> "$dir/err"
	code=$?
}

found() { # FILE PATTERN NAME: a finding, exit 1
	bounded check $day --format tsv "$dir/$1"
	[ "$code" -eq 1 ] && [ ! -s "$dir/err" ] && grep -q -- "$2" "$dir/out"
	ok $? "$3: $(sed -n 2p "$dir/out" | cut -f 2- | cut -c1-150)"
}

refused() { # FILE PATTERN NAME: an error, exit 2
	bounded check $day "$dir/$1"
	[ "$code" -eq 2 ] && grep -q -- "$2" "$dir/err"
	ok $? "$3: $(head -n 1 "$dir/err" | cut -c1-200)"
}

# NAME SED-SCRIPT: a changed message
changed() {
	sed "$2" "$dir/good.xml" > "$dir/$1"
}

# ---- not XML ----------------------------------------------------------------
: > "$dir/empty.xml"
found empty.xml "${tab}X003${tab}error${tab}X" "an empty file"
printf '   \n' > "$dir/blank.xml"
found blank.xml "${tab}error${tab}X" "blanks only"
head -c 700 "$dir/good.xml" > "$dir/cut.xml"
found cut.xml "${tab}DEC002${tab}error${tab}X.*line " "cut off"
head -c 100000 /dev/urandom > "$dir/noise.xml"
found noise.xml "${tab}error${tab}X" "noise"
tr '<' '[' < "$dir/good.xml" > "$dir/text.xml"
found text.xml "${tab}error${tab}X" "no element"
changed tags.xml 's|</IEFlag>|</IEflag>|'
found tags.xml "${tab}DEC002${tab}.*line 6" "tags that do not fit"
{ cat "$dir/good.xml"; echo '<DecMessage/>'; } > "$dir/two.xml"
found two.xml "${tab}DEC002${tab}" "two roots"
{ echo; cat "$dir/good.xml"; } > "$dir/late.xml"
found late.xml "${tab}DEC002${tab}" "something before the XML declaration"
changed control.xml "s|<IEFlag>I|<IEFlag>$(printf '\001')I|"
found control.xml "${tab}error${tab}X.*line 6" "a control character"
changed charref.xml 's|<IEFlag>I|<IEFlag>\&#1;I|'
found charref.xml "${tab}error${tab}X.*line 6" "a control character by reference"
yes '<a>' | head -n 200000 | tr -d '\n' > "$dir/deep.xml"
found deep.xml "${tab}error${tab}X" "200,000 elements in each other"

# ---- encodings ----------------------------------------------------------------
{ printf '\357\273\277'; cat "$dir/good.xml"; } > "$dir/bom.xml"
bounded check $day "$dir/bom.xml"
is 0 "a byte order mark"
for e in GB2312 GBK GB18030; do
	sed "1s/UTF-8/$e/" "$dir/good.xml" | iconv -f UTF-8 -t GB18030 > "$dir/$e.xml"
	found $e.xml "${tab}DEC002${tab}error${tab}X.*$e.*UTF-8" "$e declared"
	[ "$(wc -l < "$dir/out")" -eq 2 ]
	ok $? "and nothing else: its values are read"
done
iconv -f UTF-8 -t GB18030 "$dir/good.xml" > "$dir/lie.xml"
found lie.xml "${tab}error${tab}X.*GB18030" "GB18030 that says it is UTF-8"
sed '1s/UTF-8/GB18030/' "$dir/good.xml" > "$dir/lie2.xml"
bounded check $day "$dir/lie2.xml"
is 1 "UTF-8 that says it is GB18030"
iconv -f UTF-8 -t UTF-16 "$dir/good.xml" | sed '1s/U.T.F.-.8/&/' > "$dir/utf16.xml"
found utf16.xml "${tab}error${tab}X" "UTF-16 that says it is UTF-8"
sed '1s/UTF-8/UTF-16/' "$dir/good.xml" | iconv -f UTF-8 -t UTF-16 > "$dir/utf16.xml"
found utf16.xml "${tab}error${tab}X.*UTF-16" "UTF-16"
sed '1s/UTF-8/KLINGON/' "$dir/good.xml" > "$dir/klingon.xml"
found klingon.xml "${tab}error${tab}X" "an encoding that there is not"
changed cut-character.xml "s|<IEFlag>I|<IEFlag>$(printf '\344\270')|"
found cut-character.xml "${tab}error${tab}X.*line 6" "half a character"

# ---- entities -------------------------------------------------------------------
laughs='<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "\&a;\&a;\&a;\&a;\&a;\&a;\&a;\&a;"><!ENTITY c "\&b;\&b;\&b;\&b;\&b;\&b;\&b;\&b;"><!ENTITY d "\&c;\&c;\&c;\&c;\&c;\&c;\&c;\&c;"><!ENTITY e "\&d;\&d;\&d;\&d;\&d;\&d;\&d;\&d;"><!ENTITY f "\&e;\&e;\&e;\&e;\&e;\&e;\&e;\&e;"><!ENTITY g "\&f;\&f;\&f;\&f;\&f;\&f;\&f;\&f;"><!ENTITY h "\&g;\&g;\&g;\&g;\&g;\&g;\&g;\&g;">]>'
changed laughs.xml "1s|\$|$laughs|; s|<IEFlag>I|<IEFlag>\&h;\&h;\&h;|"
found laughs.xml "${tab}X002${tab}error${tab}X" "a billion laughs"
echo secret > "$dir/secret"
changed external.xml "1s|\$|<!DOCTYPE l [<!ENTITY x SYSTEM \"file://$dir/secret\">]>|; s|<GName>[^<]*|<GName>\&x;|"
found external.xml "${tab}X002${tab}" "an external entity"
[ "$(grep -c secret "$dir/out")" -eq 0 ]
ok $? "is not read"
bounded format "$dir/external.xml"
is 1 "nor written"
changed dtd.xml '1s|$|<!DOCTYPE DecMessage SYSTEM "http://127.0.0.1:9/dec.dtd">|'
found dtd.xml "${tab}X002${tab}" "an external DTD"
changed entity.xml 's|<GName>[^<]*|<GName>\&nbsp;|'
found entity.xml "${tab}error${tab}X" "an entity that nobody declared"

# ---- large ------------------------------------------------------------------------
{ cat "$dir/good.xml"; yes '<!-- 示例 -->' | head -c 104857600; } | head -n -1 > "$dir/large.xml"
refused large.xml 'max_message_mb' "100 MB"
bounded format "$dir/large.xml"
is 2 "not to be written either"
printf '[check]\nmax_message_mb = 200\n' > "$YULU_HOME/yulu.ini"
bounded check $day "$dir/large.xml"
is 0 "they are read when a setting says so"
{ cat "$dir/good.xml"; head -c 104857600 /dev/zero | tr '\0' ' '; } > "$dir/large.xml"
found large.xml "${tab}X004${tab}error${tab}X" "a single run of 100 MB of blanks is too long all the same"
rm "$YULU_HOME/yulu.ini" "$dir/large.xml"
large() { # FILE BEFORE TEXT TIMES AFTER
	{
		sed "/$2/q" "$dir/good.xml"
		yes "$3" | head -n "$4" | tr -d '\n'
		sed "1,/$2/d" "$dir/good.xml"
	} > "$dir/$1"
}
large strangers.xml '<DecHead>' '<a/>' 1000000
found strangers.xml "${tab}R004${tab}error${tab}" "a million unknown elements"
[ "$(wc -l < "$dir/out")" -eq 10002 ]
ok $? "findings have an end that is said"
large rows.xml '<DecLists>' '<DecList/>' 1000000
found rows.xml "${tab}X004${tab}error${tab}X" "a million items"
large twice.xml '<DecHead>' '<SeqNo>1</SeqNo>' 300000
found twice.xml "${tab}R004${tab}" "a field 300,000 times"
large attributes.xml '<DecHead>' '<IEFlag a="1" b="2"/>' 100000
found attributes.xml "${tab}R004${tab}" "200,000 unknown attributes"
long=$(head -c 30000 /dev/zero | tr '\0' x)
changed long.xml "s|<GName>[^<]*|<GName>$long|; s|<TradeName>[^<]*|<TradeName>$long|; s|<NetWt>[^<]*|<NetWt>1$long|"
found long.xml "${tab}DEC009${tab}error${tab}L${tab}DecHead/TradeName${tab}.*30000" "30,000 characters in a field"
[ "$(awk '{ if (length($0) > n) n = length($0) } END { print n + 0 }' "$dir/out")" -lt 1000 ]
ok $? "are shown cut"
bounded format "$dir/long.xml"
[ "$(grep -c "$long" "$dir/out")" -eq 3 ]
ok $? "and written whole"
digits=$(head -c 30000 /dev/zero | tr '\0' 9)
changed digits.xml "s|<NetWt>[^<]*|<NetWt>$digits|; s|<GQty>[^<]*|<GQty>$digits.$digits|"
found digits.xml "${tab}DEC010${tab}error${tab}S${tab}DecHead/NetWt" "30,000 digits"

# ---- another message -----------------------------------------------------------------
printf '<Invoice xmlns="urn:oasis"><Id>1</Id></Invoice>' > "$dir/invoice.xml"
found invoice.xml "${tab}DEC001${tab}error${tab}S.*DecMessage" "another root"
changed namespace.xml 's|http://www.chinaport.gov.cn/dec|http://www.chinaport.gov.cn/dck|'
found namespace.xml "${tab}DEC001${tab}error${tab}S.*http://www.chinaport.gov.cn/dec\"" "another namespace"
changed none.xml 's| xmlns="[^"]*"||'
found none.xml "${tab}DEC001${tab}error${tab}S" "no namespace"
for f in "$samples"/r*.xml; do
	cp -f "$f" "$dir/receipt.xml"
	found receipt.xml "${tab}DEC001${tab}error${tab}S" "a receipt, $(basename "$f")"
done

# ---- values and structure ----------------------------------------------------------------
sed -n '/<DecList>/,/<\/DecList>/p' "$dir/good.xml" | tr -d '\n' > "$dir/item"
large items.xml '<DecLists>' "$(cat "$dir/item")" 50
found items.xml "${tab}DEC210${tab}error${tab}S" "51 items"
sed -n '/<DecHead>/,/<\/DecHead>/p' "$dir/good.xml" > "$dir/head"
changed heads.xml "/<\\/DecHead>/r $dir/head"
found heads.xml "${tab}DEC373${tab}error${tab}S${tab}DecHead" "two heads"
value() { # FIELD VALUE RULE
	changed value.xml "s|<$1>[^<]*|<$1>$2|"
	found value.xml "${tab}$3${tab}error${tab}S${tab}.*$1" "$1 $2"
}
for v in 1e3 1E+3 1,180 １１８０ +1 1. .5 0x10 NaN INF 1-2 '1 180' ; do
	value NetWt "$v" DEC010
done
for v in 20260230 20261301 20260100 00000000 2026-01-02 2026012 ２０２６０１０２ 19000101; do
	value IEDate "$v" DEC011
done
value IEFlag i DEC370
value TradeCountry usa 'DEC[0-9]*'
value TransMode c 'DEC[0-9]*'
value WrapType 2 'DEC084'

# ---- archives ------------------------------------------------------------------------------
if command -v zip > "$dir/which"; then
	for i in 1 2 3 4 5; do printf '%%PDF-1.4 demo' > "$dir/$i.pdf"; done
	archive() { # NAME FILE…
		to=$1
		shift
		rm -f "$dir/$to"
		(cd "$dir" && zip -q -X "$to" "$@")
	}
	mkdir "$dir/pack"
	sed -n 's|.*<EdocCopId>\(.*\)</EdocCopId>.*|\1|p' "$dir/good.xml" | while read -r name; do
		printf '%%PDF-1.4 demo' > "$dir/pack/$name"
	done
	cp "$dir/good.xml" "$dir/pack/message.xml"
	(cd "$dir/pack" && zip -q -X ../full.zip ./*)
	bounded check $day "$dir/full.zip"
	is 0 "an archive with all its attachments"
	archive bare.zip good.xml
	found bare.zip "${tab}DEC281${tab}warning${tab}R${tab}EdocRealation\[1\]/EdocID" "an archive without them"
	cp "$dir/cut.xml" "$dir/second.xml"
	archive more.zip good.xml second.xml
	found more.zip "more.zip!second.xml${tab}DEC002${tab}" "several messages"
	bounded format "$dir/more.zip"
	is 1 "of which none is chosen"
	bounded format "$dir/bare.zip"
	is 0 "one message of an archive"
	archive pdf.zip 1.pdf
	refused pdf.zip 'pdf.zip.*\.xml' "an archive without a message"
	head -c 400 "$dir/full.zip" > "$dir/torn.zip"
	refused torn.zip 'torn.zip' "a torn archive"
	printf 'PK\003\004' > "$dir/four.zip"
	refused four.zip 'four.zip' "four bytes of an archive"
	head -c 314572800 /dev/zero > "$dir/bomb.xml"
	archive bomb.zip bomb.xml
	rm "$dir/bomb.xml"
	refused bomb.zip 'bomb' "a zip bomb"
	archive inner.zip full.zip
	refused inner.zip 'inner.zip' "an archive in an archive"
fi

# ---- what belongs to yulu ---------------------------------------------------------------------
mkdir "$dir/place"
install() {
	chmod -R u+w "$dir/place"
	rm -rf "$dir/place/share"
	mkdir -p "$dir/place/share"
	cp -L "$yulu" "$dir/place/yulu"
	cp -R "$top_builddir/share/yulu" "$dir/place/share"
	chmod -R u+w "$dir/place"
}
broken_place() { # PATTERN NAME
	(
		[ "$sanitized" ] || ulimit -v 1500000
		exec timeout 20 "$dir/place/yulu" check $day "$dir/good.xml"
	) > "$dir/out" 2> "$dir/err"
	code=$?
	[ "$code" -gt 1 ] && [ "$code" -lt 100 ] && grep -q -- "$1" "$dir/err"
	ok $? "$2, exit $code: $(head -n 1 "$dir/err" | cut -c1-200)"
}
install
(cd "$dir/place" && ./yulu check $day "$dir/good.xml") > "$dir/out" 2> "$dir/err"
ok $? "a copy of it works"
s=$dir/place/share/yulu
: > "$s/codes.sqlite"
broken_place 'codes.sqlite' "empty code tables"
head -c 5000 "$top_builddir/codes.sqlite" > "$s/codes.sqlite"
broken_place 'codes.sqlite' "code tables cut off"
head -c 8000000 /dev/urandom > "$s/codes.sqlite"
broken_place 'codes.sqlite' "noise for code tables"
install
dd if=/dev/urandom of="$s/codes.sqlite" bs=4096 seek=3 count=900 conv=notrunc 2> "$dir/which"
broken_place 'codes' "code tables damaged in the middle"
install
rm "$s/dictionary/dec@2026-03.csv"
broken_place 'dec@2026-03.csv' "no dictionary"
install
sed -i '6s/,code,/,word,/' "$s/dictionary/dec@2026-03.csv"
broken_place 'dec@2026-03.csv:6: ' "a dictionary with a mistake"
install
rm "$s/forms/dec@2026-03.xml"
broken_place 'dec@2026-03.xml' "no form"
install
sed -i '0,/required="yl:full"/s//required="yl:ful"/' "$s/forms/dec@2026-03.xml"
broken_place 'dec@2026-03.xml:[0-9]*: .*ful' "a form with a mistake"
install
sed -i '0,/test="/s//test="nothing(/' "$s/forms/dec@2026-03.rules.xml"
broken_place 'dec@2026-03.rules.xml:[0-9]*: ' "rules with a mistake"
install
head -c 20000 "$top_srcdir/forms/dec@2026-03.rules.xml" > "$s/forms/dec@2026-03.rules.xml"
broken_place 'dec@2026-03.rules.xml:[0-9]*: ' "rules cut off"
install
rm "$s/forms/dec-mode@2026-03.csv"
broken_place 'dec-mode@2026-03.csv' "no table of modes"
install
printf '<x/>' > "$s/forms/catalogue.xml"
broken_place 'catalogue.xml' "a catalogue that is none"
install
rm "$s/codes.sqlite"
broken_place 'codes' "no code tables"
mkdir -p "$YULU_HOME/codes"
echo noise > "$YULU_HOME/codes/country.sqlite"
bounded check $day "$dir/good.xml"
[ "$code" -gt 1 ] && [ "$code" -lt 100 ] && grep -q 'country.sqlite' "$dir/err"
ok $? "an imported table that is damaged: $(head -n 1 "$dir/err" | cut -c1-200)"
done_testing
