/* The interface specification as one page that needs nothing else. */
#include <stdlib.h>

#include "base/mem.h"
#include "dict/internal.h"
#include "xml/xml.h"

struct page {
	struct str *out;
	bool zh;
};

/* Words of the page; its language is the caller's choice, not the user's. */
static const char *
word(const struct page *p, const char *zh, const char *en)
{
	return p->zh ? zh : en;
}

static void
add(struct page *p, const char *text)
{
	xml_escape(p->out, sv_of(text), true);
}

static void
add_cell(struct page *p, const char *text)
{
	str_adds(p->out, "<td>");
	add(p, text);
	str_adds(p->out, "</td>");
}

static const char *
name_of(const struct page *p, const struct dict_node *n)
{
	const char *first = p->zh ? n->name_zh : n->name_en, *second = p->zh ? n->name_en : n->name_zh;

	return first[0] != '\0' ? first : second[0] != '\0' ? second : n->name;
}

static const char *
anchor_of(const struct dict_node *n)
{
	return n->path[0] != '\0' ? n->path : n->name;
}

static const char *
note_of(const struct page *p, const struct dict_node *n)
{
	return p->zh && n->note_zh[0] != '\0' ? n->note_zh : n->note_en;
}

/* ---- words of a field -------------------------------------------------------- */

static const char *
type_words(const struct page *p, const struct dict_node *n)
{
	switch (n->type) {
	case DICT_GROUP: return word(p, "组", "group");
	case DICT_STRING: return word(p, "文本", "text");
	case DICT_CODE: return word(p, "代码", "code");
	case DICT_INTEGER: return word(p, "整数", "whole number");
	case DICT_DECIMAL: return word(p, "数值", "number");
	case DICT_DATE: return n->length == 8 ? word(p, "日期 yyyyMMdd", "day yyyyMMdd") : word(p, "日期 yyyy-MM-dd", "day yyyy-MM-dd");
	case DICT_DATETIME: return word(p, "日期时间", "day and time");
	case DICT_BASE64: return "Base64";
	}
	return "";
}

static const char *
status_words(const struct page *p, enum dict_status status)
{
	switch (status) {
	case DICT_ESTABLISHED: return "";
	case DICT_NEWER: return word(p, "较新", "newer");
	case DICT_LEGACY: return word(p, "旧版", "legacy");
	case DICT_INFERRED: return word(p, "推定", "inferred");
	case DICT_ABANDONED: return word(p, "已废弃", "abandoned");
	}
	return "";
}

static const char *
need_words(const struct page *p, enum dict_need need)
{
	return need == DICT_YES ? word(p, "必填", "yes") : need == DICT_COND ? word(p, "有条件", "if") : "";
}

static const char *
direction_words(const struct page *p, enum dict_direction direction)
{
	return direction == DICT_IMPORT ? word(p, "进口", "import") : direction == DICT_EXPORT ? word(p, "出口", "export") : "";
}

/* ---- the groups ---------------------------------------------------------------- */

static void
write_field(struct page *p, const struct dict_node *n)
{
	bool group = n->type == DICT_GROUP;

	str_addf(p->out, "<tr%s><td><code>", n->status == DICT_ESTABLISHED ? "" : " class=\"soft\"");
	if (group) {
		str_adds(p->out, "<a href=\"#");
		add(p, anchor_of(n));
		str_adds(p->out, "\">");
	}
	add(p, n->attribute ? "@" : "");
	add(p, n->name);
	str_adds(p->out, group ? "</a></code></td>" : "</code></td>");
	add_cell(p, name_of(p, n));
	add_cell(p, type_words(p, n));
	str_adds(p->out, "<td class=\"n\">");
	if (n->length > 0 && n->type != DICT_DATE)
		str_addf(p->out, n->decimals > 0 ? "%d,%d" : "%d", n->length, n->decimals);
	str_adds(p->out, "</td>");
	add_cell(p, need_words(p, n->save));
	add_cell(p, need_words(p, n->declare));
	str_adds(p->out, "<td class=\"n\">");
	dict_add_occurs(p->out, n);
	str_adds(p->out, "</td>");
	add_cell(p, direction_words(p, n->direction));
	str_adds(p->out, "<td>");
	if (n->codes[0] != '\0') {
		str_adds(p->out, "<a href=\"#codes-");
		add(p, n->codes);
		str_adds(p->out, "\">");
		add(p, n->codes);
		str_adds(p->out, "</a>");
	}
	str_adds(p->out, "</td><td>");
	if (n->form[0] != '\0') {
		str_adds(p->out, "<code>");
		add(p, n->form);
		str_adds(p->out, "</code>");
	}
	str_adds(p->out, "</td><td>");
	if (n->status != DICT_ESTABLISHED)
		str_addf(p->out, "<b>%s</b> ", status_words(p, n->status));
	if (n->blanks_keep)
		str_addf(p->out, "<b>%s</b> ", word(p, "保留空格", "blanks kept"));
	add(p, note_of(p, n));
	str_adds(p->out, "</td></tr>\n");
}

static void
write_group(struct page *p, const struct dict_node *n)
{
	static const char *const head[][2] = {{"元素", "element"}, {"名称", "name"}, {"类型", "type"}, {"长度", "length"},
		{"暂存", "save"}, {"申报", "declare"}, {"次数", "occurs"}, {"方向", "direction"}, {"代码表", "codes"},
		{"形式", "form"}, {"说明", "note"}};

	str_adds(p->out, "<section id=\"");
	add(p, anchor_of(n));
	str_adds(p->out, "\"><h2>");
	add(p, name_of(p, n));
	str_adds(p->out, " <code>");
	add(p, anchor_of(n));
	str_adds(p->out, "</code> <small>");
	dict_add_occurs(p->out, n);
	str_adds(p->out, "</small></h2>\n<p>");
	add(p, note_of(p, n));
	str_adds(p->out, "</p>\n<div class=\"wide\"><table><thead><tr>");
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		str_addf(p->out, "<th>%s</th>", head[i][!p->zh]);
	str_adds(p->out, "</tr></thead><tbody>\n");
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		write_field(p, c);
	str_adds(p->out, "</tbody></table></div></section>\n");
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		if (c->type == DICT_GROUP)
			write_group(p, c);
}

static void
write_tree(struct page *p, const struct dict_node *n)
{
	bool open = false;

	str_adds(p->out, "<li><a href=\"#");
	add(p, anchor_of(n));
	str_adds(p->out, "\">");
	add(p, name_of(p, n));
	str_adds(p->out, "</a> <code>");
	add(p, n->name);
	str_adds(p->out, "</code>");
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next) {
		if (c->type != DICT_GROUP)
			continue;
		str_adds(p->out, open ? "" : "<ul>\n");
		open = true;
		write_tree(p, c);
	}
	str_adds(p->out, open ? "</ul></li>\n" : "</li>\n");
}

/* ---- code tables -------------------------------------------------------------- */

static size_t
gather_codes(const struct dict_node *n, const struct dict_node **to)
{
	size_t count = n->codes[0] != '\0';

	if (count > 0 && to != NULL)
		*to = n;
	for (const struct dict_node *c = n->first_child; c != NULL; c = c->next)
		count += gather_codes(c, to == NULL ? NULL : to + count);
	return count;
}

static int
by_codes(const void *a, const void *b)
{
	const struct dict_node *x = *(const struct dict_node *const *)a, *y = *(const struct dict_node *const *)b;
	int order = strcmp(x->codes, y->codes);

	return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static void
write_codes(struct page *p, const struct dict *d)
{
	size_t n = gather_codes(d->root, NULL);
	const struct dict_node **user = mem_zalloc(n + 1, sizeof *user);

	gather_codes(d->root, user);
	qsort(user, n, sizeof *user, by_codes);
	str_addf(p->out, "<section id=\"codes\"><h2>%s</h2><div class=\"wide\"><table><thead><tr><th>%s</th><th>%s</th></tr></thead><tbody>\n",
	    word(p, "代码表", "Code tables"), word(p, "代码表", "table"), word(p, "使用它的元素", "used by"));
	for (size_t i = 0; i < n; i++) {
		bool first = i == 0 || strcmp(user[i - 1]->codes, user[i]->codes) != 0;

		if (first) {
			str_adds(p->out, i > 0 ? "</td></tr>\n<tr id=\"codes-" : "<tr id=\"codes-");
			add(p, user[i]->codes);
			str_adds(p->out, "\"><td><code>");
			add(p, user[i]->codes);
			str_adds(p->out, "</code></td><td>");
		}
		str_adds(p->out, first ? "<code>" : ", <code>");
		add(p, user[i]->path);
		str_adds(p->out, "</code>");
	}
	str_addf(p->out, "%s</tbody></table></div></section>\n", n > 0 ? "</td></tr>\n" : "");
	mem_free(user);
}

/* ---- the page --------------------------------------------------------------- */

static void
write_head(struct page *p, const struct dict *d)
{
	static const char style[] =
	    ":root{color-scheme:light dark;--line:#8884;--soft:#8881;--link:#06c}"
	    "@media(prefers-color-scheme:dark){:root{--link:#6af}}"
	    "body{font:14px/1.5 system-ui,\"Noto Sans CJK SC\",\"Microsoft YaHei\",sans-serif;margin:0 auto;max-width:110rem;padding:1rem}"
	    "a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}"
	    "h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .3rem;border-bottom:2px solid var(--line)}"
	    "h2 small{font-weight:normal}code{font:.92em ui-monospace,Consolas,monospace}p{margin:.3rem 0}"
	    ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%}"
	    "th,td{border:1px solid var(--line);padding:.15rem .4rem;text-align:left;vertical-align:top}"
	    "th{background:var(--soft);position:sticky;top:0;white-space:nowrap}td:nth-child(-n+2){min-width:8em}"
	    "tr:target,section:target h2{background:#fd03}tr:nth-child(even){background:var(--soft)}"
	    ".n{text-align:right;white-space:nowrap}.soft{opacity:.75}dt{font-weight:bold}dd{margin:0 0 .2rem 1.5rem}"
	    "nav ul{columns:18rem;list-style:none;padding-left:1rem}nav ul ul{columns:auto}nav li{break-inside:avoid}"
	    "@media print{th{position:static}section{break-inside:auto}}";

	str_addf(p->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"UTF-8\"/>\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>", p->zh ? "zh-CN" : "en");
	add(p, name_of(p, d->root));
	str_adds(p->out, " ");
	add(p, d->root_name);
	str_addf(p->out, "</title>\n<style>%s</style>\n</head>\n<body>\n<h1>", style);
	add(p, name_of(p, d->root));
	str_adds(p->out, " <code>");
	add(p, d->root_name);
	str_adds(p->out, "</code></h1>\n<p>");
	add(p, word(p, "接口规范", "Interface specification"));
	str_adds(p->out, " · ");
	add(p, d->id);
	str_adds(p->out, "@");
	add(p, d->edition);
	str_adds(p->out, word(p, " · 命名空间 <code>", " · namespace <code>"));
	add(p, d->ns);
	str_adds(p->out, "</code></p>\n");
}

static void
write_legend(struct page *p)
{
	static const char *const line[][4] = {
		{"长度", "length", "文本按海关计法：ASCII 字符 1，其他字符（汉字）2；数值为全部位数，逗号后为小数位数",
		    "text as customs counts: ASCII 1, any other character 2; numbers: all digits, after the comma those after the point"},
		{"暂存、申报", "save, declare", "必填：总是要填；有条件：由填制规则决定；组内的字段在组出现时才要填",
		    "yes: always; if: the rules of the form say when; a field of a group is asked for where the group stands"},
		{"次数", "occurs", "1：节点必须写出，可为空；n：不限", "1: the element must stand, empty if need be; n: no upper bound"},
		{"形式", "form", "非空值须符合的 XML Schema 模式（前后空格不计）", "XML Schema pattern of a value that is not empty, white space around it set aside"},
		{"数值", "numbers", "半角数字和一个小数点，可有负号；不用指数、正号、千分位", "digits and one point, a minus sign if need be; no exponent, plus or grouping"},
		{"日期", "days", "公历中存在的日期，2000 至 2099 年", "days that exist, 2000 to 2099"},
	};

	str_adds(p->out, "<dl>");
	for (size_t i = 0; i < sizeof line / sizeof *line; i++)
		str_addf(p->out, "<dt>%s</dt><dd>%s</dd>", line[i][!p->zh], line[i][2 + !p->zh]);
	str_adds(p->out, "</dl>\n");
}

void
dict_write_html(const struct dict *d, bool zh, struct str *out)
{
	struct page p = {out, zh};

	write_head(&p, d);
	write_legend(&p);
	str_adds(out, "<nav><ul>\n");
	write_tree(&p, d->root);
	str_addf(out, "<li><a href=\"#codes\">%s</a></li></ul></nav>\n", word(&p, "代码表", "Code tables"));
	write_group(&p, d->root);
	write_codes(&p, d);
	str_adds(out, "</body>\n</html>\n");
}
