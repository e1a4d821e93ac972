/* What keys do to a draft: each case is keys, then what is stored and what is seen. */
#include "entry_kit.h"

#include "base/day.h"

/* ---- typing ------------------------------------------------------------------- */

static void
typing(void)
{
	struct stand t;

	stand_begin(&t, "dec-import");
	stand_do(&t, "key Down Down Down / type 2");
	tap_ok(stand_sees(&t, "[2]水路运输"), "a code is decoded while it is typed");
	stand_is(&t, "DecHead/TrafMode", "", "nothing is written before the field is left");
	stand_do(&t, "key Enter");
	stand_is(&t, "DecHead/TrafMode", "2", "leaving writes");
	stand_do(&t, "type yulu star / key Esc");
	stand_is(&t, "DecHead/TrafName", "", "Esc takes back what was typed");
	stand_do(&t, "type ＹＵＬＵ star / key Enter");
	stand_is(&t, "DecHead/TrafName", "ＹＵＬＵ star", "names keep what was typed");
	stand_do(&t, "key S-Tab S-Tab / type sl / key Enter");
	stand_is(&t, "DecHead/TrafMode", "2", "pinyin with one meaning is taken");
	stand_do(&t, "key S-Tab / type ５ / key Enter");
	stand_is(&t, "DecHead/TrafMode", "5", "full width becomes half width in codes");
	stand_do(&t, "key C-z");
	tap_ok(stand_sees(&t, "已撤销"), "undo says so");
	stand_end(&t);
}

static void
days_and_numbers(void)
{
	struct stand t;

	stand_begin(&t, "dec-import");
	stand_do(&t, "key Tab S-Tab Up Up Tab / key Tab / key S-Tab");
	stand_do(&t, "type 0105 / key Enter");
	stand_is(&t, "DecHead/IEDate", "20260105", "a day is written out");
	stand_do(&t, "key C-z / type 0230 / key Enter");
	tap_ok(stand_sees(&t, "没有这一天"), "one that does not exist stays in the editor");
	stand_is(&t, "DecHead/IEDate", "", "and is not written");
	stand_end(&t);
	stand_begin(&t, "01_import_general.xml");
	stand_do(&t, "key Down Down Down Down Down Down Down Down Down Down / key Tab Tab Tab S-Tab S-Tab / type 12*45.5+3 / key Enter");
	stand_is(&t, "DecHead/GrossWet", "549", "a sum is computed");
	stand_end(&t);
}

/* ---- codes ----------------------------------------------------------------------- */

static void
codes(void)
{
	struct stand t;

	stand_begin(&t, "dec-import");
	stand_do(&t, "key Down Down Down Down Down / type ham / key Enter");
	tap_ok(stand_sees(&t, "汉堡（德国）"), "several meanings open the list");
	stand_do(&t, "type burg / key Enter");
	stand_is(&t, "DecHead/DespPortCode", "DEU063", "the list is filtered while typing, Enter takes");
	stand_is(&t, "DecHead/TradeCountry", "DEU", "what hangs on it is filled in");
	stand_do(&t, "key M-1 / key S-Tab");
	stand_do(&t, "key Down Up / type xyzzy / key Enter / key Enter");
	tap_ok(stand_sees(&t, "没有这个名称"), "nothing is taken that only resembles");
	stand_do(&t, "key Esc / key Enter");
	stand_is(&t, "DecHead/TradeCountry", "XYZZY", "the second Enter keeps what was typed");
	stand_end(&t);
	stand_begin(&t, "dec-import");
	stand_do(&t, "key Down Down Down Down Down / type DEU999 / key Enter");
	stand_is(&t, "DecHead/DespPortCode", "DEU999", "a well-formed code that the table lacks is kept");
	tap_ok(stand_sees(&t, "未在"), "with a hint");
	stand_do(&t, "key Up / key F8 Esc");
	tap_ok(stand_sees(&t, "[DEU999]"), "F8 and Esc change nothing");
	stand_end(&t);
}

/* ---- composed fields ------------------------------------------------------------------ */

static void
parties(void)
{
	struct stand t;

	stand_begin(&t, "dec-import");
	stand_do(&t, "type 91310000ma1yulu01g / key Enter");
	tap_ok(stand_sees(&t, "境内收发货人编号"), "a party that is not known: what it lacks is asked");
	stand_do(&t, "type 310196Z9Z1 / key Enter / type 示例进出口有限公司 / key Enter");
	stand_is(&t, "DecHead/TradeCoScc", "91310000MA1YULU01G", "the code it looked like");
	stand_is(&t, "DecHead/TradeCode", "310196Z9Z1", "customs' code");
	stand_is(&t, "DecHead/TradeName", "示例进出口有限公司", "the name");
	stand_is(&t, "DecHead/OwnerCodeScc", "91310000MA1YULU01G", "the owner follows");
	stand_end(&t);

	stand_home(&t);
	stand_draft(&t, "01_import_general.xml");
	for (bool more = true; more;)
		kit_must(&t.kit, desk_idle(t.kit.desk, 100000, &more, &t.kit.err), "idle");
	stand_draft(&t, "dec-import");
	stand_view(&t, 80, 24);
	stand_do(&t, "type slj / key Enter");
	stand_is(&t, "DecHead/TradeCoScc", "91310000MA1YULU01G", "pinyin initials of a party used before");
	stand_is(&t, "DecHead/TradeName", "示例进出口有限公司", "fill all that it is known by");
	stand_do(&t, "key C-z");
	stand_is(&t, "DecHead/TradeName", "", "in one step");
	stand_end(&t);
}

static void
fees_and_packs(void)
{
	struct stand t;

	stand_begin(&t, "01_import_general.xml");
	stand_do(&t, "key Down Down Down Down Down Down Down Down Down / type 1,600e / key Enter");
	stand_is(&t, "DecHead/FeeMark", "3", "a total");
	stand_is(&t, "DecHead/FeeRate", "1600", "grouping goes");
	stand_is(&t, "DecHead/FeeCurr", "EUR", "the currency's short name");
	stand_do(&t, "type 3% / key Enter");
	stand_is(&t, "DecHead/InsurMark", "1", "a rate");
	stand_is(&t, "DecHead/InsurRate", "3", "of so much");
	stand_do(&t, "key S-Tab / type 1x2 / key Enter");
	tap_ok(stand_sees(&t, "费用写法"), "what is no fee stays in the editor, with the reason");
	stand_do(&t, "key Esc / type -120 / key Enter");
	stand_is(&t, "DecHead/OtherRate", "-120", "a deduction");
	stand_do(&t, "type 30 纸制 / key Enter");
	tap_ok(stand_sees(&t, "包装种类") || stand_sees(&t, "纸制或纤维板"), "kinds of packages by words");
	stand_do(&t, "key Enter");
	stand_is(&t, "DecHead/PackNo", "30", "the number");
	stand_is(&t, "DecHead/WrapType", "32", "the kind under the cursor");
	stand_end(&t);
}

static void
slices(void)
{
	struct stand t;

	stand_begin(&t, "dec-import");
	stand_do(&t, "key Down Down Down Down Down Down Down Down Down Down Down Down Down / type 0 / key Enter / type 1 / key Enter Enter Enter / type 9 / key Enter");
	stand_is(&t, "DecHead/PromiseItmes", "01  9", "each part stands at its place");
	stand_do(&t, "key C-z");
	stand_is(&t, "DecHead/PromiseItmes", "01", "undone part by part");
	stand_end(&t);
}

static void
lists(void)
{
	struct stand t;

	stand_begin(&t, "05_import_containers_licences.xml");
	stand_do(&t, "key M-6 Down Down Down Down Down M-Right M-Right M-Right F8");
	tap_ok(stand_sees(&t, "[x] 14"), "what is given is ticked");
	stand_do(&t, "type 非预包装 / key Space Enter");
	stand_is(&t, "DecLists/DecList[1]/GoodsAttr", "17,19,15", "of a group only one is ticked");
	stand_do(&t, "key S-Tab / type 14,17 / key Enter");
	stand_is(&t, "DecLists/DecList[1]/GoodsAttr", "14,17", "codes are typed as well");
	stand_end(&t);

	stand_begin(&t, "01_import_general.xml");
	stand_do(&t, "key F2 C-d C-d / key M-3 / type YLUU2600014 / key Enter / type 11 / key Enter");
	stand_do(&t, "key Tab Tab S-Tab");
	stand_is(&t, "DecContainers/Container[1]/ContainerMd", "11", "a container in the table itself");
	stand_end(&t);
}

/* ---- rows -------------------------------------------------------------------------------- */

static void
rows(void)
{
	struct stand t;

	stand_begin(&t, "01_import_general.xml");
	stand_do(&t, "key F2 Down / type 8482102000 / key Enter");
	stand_is(&t, "DecLists/DecList[2]/CodeTS", "8482102000", "the row to be comes to be with its first value");
	stand_is(&t, "DecLists/DecList[2]/TradeCurr", "USD", "and takes what is like the row above");
	stand_is(&t, "DecLists/DecList[2]/GName", "", "but not its name");
	stand_do(&t, "key C-z");
	stand_is(&t, "DecLists/DecList[2]/CodeTS", "", "all of it one step");
	stand_do(&t, "key Ins");
	tap_ok(stand_sees(&t, "商品2"), "a row is inserted before");
	stand_do(&t, "key Down");
	tap_ok(stand_sees(&t, "商品1 "), "and vanishes when it is left empty");
	stand_do(&t, "key C-d");
	stand_is(&t, "DecLists/DecList[2]/GName", "球阀", "a row is doubled");
	stand_do(&t, "key Tab / type 截止阀 / key Down Up Up");
	stand_do(&t, "key M-Down");
	stand_is(&t, "DecLists/DecList[2]/GNo", "2", "a row moves, numbers follow");
	stand_do(&t, "key Del");
	stand_is(&t, "DecLists/DecList[2]/GNo", "", "a row is deleted");
	stand_do(&t, "key C-z");
	stand_is(&t, "DecLists/DecList[2]/GNo", "2", "and comes back");
	stand_end(&t);
}

static void
columns(void)
{
	struct stand t;

	stand_begin(&t, "01_import_general.xml");
	stand_do(&t, "key F2 C-d C-d / key M-2 Up Up / key Tab / type 阀门 / key Up / key M-d");
	stand_is(&t, "DecLists/DecList[3]/GName", "阀门", "a value goes into all rows below");
	stand_do(&t, "key C-z");
	stand_is(&t, "DecLists/DecList[3]/GName", "球阀", "one step");
	stand_do(&t, "key M-2 Up Up Up Down F4");
	stand_is(&t, "DecLists/DecList[2]/GName", "阀门", "the value of the row above");
	stand_end(&t);
}

static void
tie(void)
{
	struct stand t;

	stand_begin(&t, "01_import_general.xml");
	stand_do(&t, "key F2 Tab Tab Tab / type 100 / key Enter");
	tap_ok(stand_sees(&t, "只问这一次"), "which one follows is asked when all three came from elsewhere");
	stand_do(&t, "key Enter");
	stand_is(&t, "DecLists/DecList[1]/GQty", "100", "the quantity");
	stand_is(&t, "DecLists/DecList[1]/DeclTotal", "4550", "the total follows");
	stand_is(&t, "DecLists/DecList[1]/DeclPrice", "45.5", "the price stands");
	stand_end(&t);
}

/* ---- elements -------------------------------------------------------------------------------- */

static void
elements(void)
{
	struct stand t;

	stand_begin(&t, "01_import_general.xml");
	stand_do(&t, "key F2 Down / type 8482102000 / key Enter / type 深沟球轴承 / key Enter Enter");
	tap_ok(stand_sees(&t, "结构类型"), "an empty field of elements opens them");
	stand_do(&t, "type jw / key Enter / key Enter");
	stand_do(&t, "key Esc Esc");
	stand_do(&t, "key Enter / type 4 / key Enter / type 深沟|单列 / key Enter / type SAMPLE牌 / key Enter / type 6204 / key Enter Enter");
	stand_is(&t, "DecLists/DecList[2]/GModel", "4|3|深沟/单列|SAMPLE牌|6204|||", "put together, a bar in an element does not shift the others");
	stand_do(&t, "key S-Tab / type 4|3|a|b|c||| / key Enter");
	stand_is(&t, "DecLists/DecList[2]/GModel", "4|3|a|b|c|||", "a ready string is taken as it is");
	stand_end(&t);
}

/* ---- marks, findings, pending --------------------------------------------------------------------- */

static void
marks(void)
{
	struct stand t;
	struct desk_draft *draft;
	const struct doc_row *row;
	int column;

	stand_begin(&t, "01_import_general.xml");
	tap_ok(stand_sees(&t, "YLSHA2600001~"), "what came from elsewhere is marked");
	stand_do(&t, "key Down Down Down Down Enter");
	tap_ok(stand_sees(&t, "YLSHA2600001 "), "passing with Enter clears the mark");
	stand_do(&t, "key S-Tab Up M-z");
	stand_is(&t, "DecHead/TrafMode", "", "M-z takes back what filled itself in");
	view_close(t.view);
	t.view = NULL;
	kit_must(&t.kit, desk_draft_open(t.kit.desk, t.id, DESK_READ, &draft, &t.kit.err), "open");
	kit_must(&t.kit, doc_find(desk_draft_doc(draft), SV("DecHead/BillNo"), &row, &column, &t.kit.err), "find");
	tap_ok(doc_mark(row, column) == DOC_TYPED, "which is kept");
	desk_draft_close(draft);
	stand_view(&t, 80, 24);
	stand_end(&t);
}

static void
findings(void)
{
	struct stand t;

	stand_begin(&t, "dec-import");
	stand_do(&t, "key F5 F5");
	tap_ok(stand_sees(&t, "!"), "to the next finding");
	stand_do(&t, "key F7 / key Enter");
	tap_ok(stand_sees(&t, "申报地海关") && stand_sees(&t, "["), "from the list to the field");
	stand_end(&t);
}

static void
what_is_known(void)
{
	struct stand t;

	stand_begin(&t, "01_import_general.xml");
	stand_do(&t, "key F1");
	tap_ok(stand_sees(&t, "DecHead/TradeCoScc"), "the help of the field");
	tap_ok(stand_sees(&t, "DEC020"), "with its rules");
	stand_do(&t, "key Esc / key M-u");
	tap_ok(stand_sees(&t, "未过目") && stand_sees(&t, "YLSHA2600001"), "what nobody has looked at");
	stand_do(&t, "key Esc / key Tab Tab Tab / key F3");
	tap_ok(stand_sees(&t, "没有过其他值"), "no earlier values");
	stand_end(&t);
}

static void
pending(void)
{
	struct stand t;

	clock_set_ms(INT64_C(1782864000000));
	stand_begin(&t, "dec-import");
	stand_do(&t, "key Down Down Down Down / type YLSHA26");
	clock_set_ms(INT64_C(1782864000400));
	view_idle(t.view, 5000);
	view_leave(t.view);
	view_close(t.view);
	stand_view(&t, 80, 24);
	tap_ok(stand_sees(&t, "[YLSHA26"), "what was being typed is in the editor again");
	tap_ok(stand_sees(&t, "上次退出"), "and said so");
	stand_is(&t, "DecHead/BillNo", "", "not in the document");
	stand_do(&t, "type 00001 / key Enter");
	stand_is(&t, "DecHead/BillNo", "YLSHA2600001", "typed on");
	stand_end(&t);
	stand_begin(&t, "01_import_general.xml");
	stand_do(&t, "key F2 Down / type 8482");
	clock_set_ms(INT64_C(1782864001400));
	view_idle(t.view, 5000);
	view_leave(t.view);
	view_close(t.view);
	stand_view(&t, 80, 24);
	tap_ok(stand_sees(&t, "[8482"), "also in a row that was to be");
	stand_do(&t, "key Esc Up");
	tap_ok(stand_sees(&t, "商品1 "), "which vanishes with it");
	stand_end(&t);
	clock_set_ms(0);
}

static void
read_only(void)
{
	struct stand t;

	stand_begin(&t, "01_import_general.xml");
	view_close(t.view);
	t.view = NULL;
	kit_must(&t.kit, desk_draft_delete(t.kit.desk, t.id, &t.kit.err), "delete");
	stand_view(&t, 80, 24);
	tap_ok(stand_sees(&t, "只读"), "what may not be edited is shown");
	stand_do(&t, "type x / key Enter / key F2 Down");
	tap_ok(stand_sees(&t, "球阀"), "and can be walked through");
	stand_end(&t);
}

static void
pasting(void)
{
	struct stand t;
	struct key key = {.code = K_PASTE, .paste = SV("YL-2026\n-001\n")};

	stand_begin(&t, "dec-import");
	stand_do(&t, "key Down Down Down Down");
	view_key(t.view, &key);
	view_paint(t.view);
	tap_ok(stand_sees(&t, "已去掉"), "line ends go, and that is said");
	stand_end(&t);
}

/* ---- a whole declaration ------------------------------------------------------------------------------- */

static bool
on_difference(void *ctx, const struct desk_difference *d)
{
	static const char *const other[] = {	/* born with the draft, attached, or filled in where the sample has nothing */
		"DecSign/ClientSeqNo", "DecSign/BillSeqNo", "DecSign/SignDate", "DecHead/PDate", "DecHead/DespDate", "DecHead/BLNo",
		"DecHead/ChkSurety", "EdocRealation",
	};

	if (d->old.n == 0 && d->now.n == 0)
		return true;
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
		if (sv_starts(d->place, sv_of(other[i])))
			return true;
	printf("# %.*s: %.*s, typed %.*s\n", (int)d->place.n, d->place.p, (int)d->old.n, d->old.n > 0 ? d->old.p : "",
	    (int)d->now.n, d->now.n > 0 ? d->now.p : "");
	++*(size_t *)ctx;
	return true;
}

static const char head_keys[] =
    "type 91310000MA1YULU01G / key Enter / type 310196Z9Z1 / key Enter / type 示例进出口有限公司 / key Enter / "
    "type SAMPLE GMBH / key Enter / type 20260102 / key Enter / type YL-2026-001 / key Enter / "
    "type 2 / key Enter / type YULU STAR / key Enter / type 001W / key Enter / type YLSHA2600001 / key Enter / "
    "type DEU000 / key Enter / type 311002 / key Enter / type 示例监管仓库 / key Enter / type 0110 / key Enter Enter / "
    "type 3 / key Enter / type 1500u / key Enter / type 0.3% / key Enter / type 20 22 / key Enter / "
    "type 1250.5 / key Enter / type 1180 / key Enter / "
    "type 0 / key Enter / type 0 / key Enter / type 0 / key Enter / type 0 / key Enter / type 9 / key Enter";
static const char item_keys[] =
    "type 8481804090 / key Enter / type 球阀 / key Enter Enter / type 4 / key Enter / type 用于管道系统 / key Enter / "
    "type SAMPLE牌 / key Enter / type DN50 / key Enter Enter / type 200 / key Enter / type 006 / key Enter / "
    "type 9100 / key Enter / type USD / key Enter / type 1180 / key Enter / type DEU / key Enter / "
    "type 31159 / key Enter / type 310115 / key Enter";

static void
whole(void)
{
	struct stand t;
	size_t n = 0;
	int64_t sample;

	stand_begin(&t, "dec-import");
	stand_do(&t, head_keys);
	stand_do(&t, item_keys);
	sample = kit_import(&t.kit, "01_import_general.xml");
	kit_must(&t.kit, desk_draft_diff(t.kit.desk, sample, t.id, on_difference, &n, &t.kit.err), "difference");
	tap_ok(n == 0, "a declaration typed is the one that was meant");
	stand_end(&t);
}

int
main(void)
{
	typing();
	days_and_numbers();
	codes();
	parties();
	fees_and_packs();
	slices();
	lists();
	rows();
	columns();
	tie();
	elements();
	marks();
	findings();
	what_is_known();
	pending();
	read_only();
	pasting();
	whole();
	return tap_done();
}
