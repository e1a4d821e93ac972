/* Pinyin initials: the rules with a small table, then the built file's readings. */
#include "codes/pack.h"
#include "kit.h"

static void expect(const struct pinyin *p, const char *name, const char *want)
{
	struct str out = {0};

	pinyin_add_initials(p, sv_of(name), &out);
	tap_text(str_z(&out), want, name);
	str_clear(&out);
}

static void test_rules(void)
{
	char letters[PINYIN_N_CHAR];
	struct pinyin p = {0};

	memset(letters, 'q', sizeof letters);
	letters[0x4E2D - 0x4E00 + 0x4DBF - 0x3400 + 1] = 'z';	/* 中 */
	letters[0] = PINYIN_NONE;				/* 㐀 */
	pinyin_set_letters(&p, letters);
	tap_ok(pinyin_char(0) == 0x3400 && pinyin_char(PINYIN_N_CHAR - 1) == 0x9FFF, "the table's first and last");
	expect(&p, "中心", "zq");
	expect(&p, "中A型（20%）㐀", "zaq20");
	expect(&p, "ＢＡ１中", "ba1z");
	expect(&p, "", "");
	expect(&p, "αβ中", "z");
	tap_ok(pinyin_add_word(&p, SV("心中"), SV("xy")) && pinyin_add_word(&p, SV("心中有"), SV("abc"))
	    && pinyin_add_word(&p, SV("心"), SV("s")), "words are taken");
	tap_ok(!pinyin_add_word(&p, SV("心中"), SV("x")) && !pinyin_add_word(&p, SV("心"), SV("X"))
	    && !pinyin_add_word(&p, SV(""), SV("")), "but not with too few letters, capitals, or nothing");
	pinyin_sort(&p);
	expect(&p, "心中心中有心", "xyabcs");
	expect(&p, "中心", "zs");
	expect(&p, "中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中中",
	    "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz");
	pinyin_clear(&p);
}

static void test_built(void)
{
	char *built = kit_built();
	struct pinyin p = {0};
	struct db *db = NULL;
	struct err err = {0};

	if (!tap_ok(pack_open(built, &db, &err) == RC_OK && pack_read_pinyin(db, &p, &err) == RC_OK,
	    "the built file has readings %s", err.text)) {
		mem_free(built);
		return;
	}
	expect(&p, "厦门关区", "xmgq");
	expect(&p, "重庆海关", "cqhg");
	expect(&p, "长沙", "cs");
	expect(&p, "长治市长子县", "czszzx");
	expect(&p, "四川省乐山市", "scslss");
	expect(&p, "温州市乐清市", "wzsyqs");
	expect(&p, "番禺海关", "pyhg");
	expect(&p, "吐鲁番市", "tlfs");
	expect(&p, "西藏自治区", "xzzzq");
	expect(&p, "冷藏的", "lcd");
	expect(&p, "黄埔海关", "hphg");
	expect(&p, "梅州市大埔县", "mzsdbx");
	expect(&p, "闵行海关", "mhhg");
	expect(&p, "菏泽市单县", "hzssx");
	expect(&p, "秘鲁", "bl");
	expect(&p, "西洋参", "xys");
	expect(&p, "空调器", "ktq");
	expect(&p, "市场调查", "scdc");
	expect(&p, "弹簧", "th");
	expect(&p, "炸弹", "zd");
	expect(&p, "会计计算机", "kjjsj");
	expect(&p, "人民币", "rmb");
	db_close(db);
	pinyin_clear(&p);
	mem_free(built);
}

int main(void)
{
	test_rules();
	test_built();
	return tap_done();
}
