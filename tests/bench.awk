# Multiplies a sample's goods items: awk -v items=N -f bench.awk SAMPLE SAMPLE
# (read twice). The sample's own items follow each other in turn, numbered from
# 1, with names, quantities and totals of their own; what counts over all items
# follows.
function amount(k) { return k * 7 % 5 + 1 }
function numbered(item, k,   line, n, i) {
	sub(/<GNo>[^<]*<\/GNo>/, "<GNo>" k "</GNo>", item)
	gsub(/<GoodsNo>[^<]*<\/GoodsNo>/, "<GoodsNo>" k "</GoodsNo>", item)
	sub(/<\/GName>/, k "</GName>", item)
	n = split(item, line, "\n")
	item = ""
	for (i = 1; i < n; i++)
		item = item (line[i] ~ /<(GQty|FirstQty|SecondQty|DeclTotal)>[0-9]/ ? scaled(line[i], amount(k)) : line[i]) "\n"
	return item
}
function scaled(line, times,   value) {
	value = line
	gsub(/<[^>]*>|[ \t]/, "", value)
	sub(/>[^<]*</, ">" sprintf("%.10g", value * times) "<", line)
	return line
}
FNR == NR { own_count += /<DecList>/; next }
FNR == 1 {
	items += (own_count - items % own_count) % own_count
	for (k = 1; k <= items; k++) {
		all = all (k > 1 ? "," : "") k
		amounts += amount(k)
	}
}
/<DecList>/ { inside = 1; item = "" }
inside { item = item $0 "\n" }
/<\/DecList>/ { inside = 0; own[n++] = item; next }
inside { next }
/<\/DecLists>/ { for (k = 0; k < items; k++) printf "%s", numbered(own[k % n], k + 1) }
/<(NetWt|GrossWet)>/ { $0 = scaled($0, amounts / own_count) }
/<GoodsNo>/ { sub(/<GoodsNo>[^<]*</, "<GoodsNo>" all "<") }
{ print }
