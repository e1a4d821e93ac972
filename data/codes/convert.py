#!/usr/bin/env python3
"""How the tables in this folder were made from raw lists.

    data/codes/convert.py RAW OUT     RAW: a folder of CSV lists, OUT: this folder

Raw lists have one row per code, the key first, and may say current=0 for a
code that only an older list holds. Here such a row ends (valid_to) on the day
before the month of the table's edition, which tables.csv in OUT names. The
tariff is parted in two files; its unit names and the numbers of its elements
are left out because the unit table and the order say the same. Also makes
forms/dec-mode@2026-03.csv from RAW/../dec/mode_table.csv when OUT/../../forms
is there. The build does not need this script.
"""
import csv
import datetime
import os
import sys

RAW, OUT = sys.argv[1:3]

FTA = dict(zip("香港 澳门 新西兰 智利 柬埔寨 澳大利亚 哥斯达黎加 毛里求斯 东盟 冰岛 尼加拉瓜 马尔代夫 秘鲁 格鲁吉亚 瑞士 韩国 "
               "巴基斯坦 塞尔维亚 厄瓜多尔 新加坡 亚太 台湾 洪都拉斯".split(),
               "hongkong macao new_zealand chile cambodia australia costa_rica mauritius asean iceland nicaragua maldives "
               "peru georgia switzerland korea pakistan serbia ecuador singapore apta taiwan honduras".split()))
RENAME = {"mt_response": {"from": "sender"}, "subcenter": {"customs_name_zh": "name_zh"}, "hs_fta_rate": FTA}
# Wrong in the raw list: machine translations and slips of the pen.
MEND = {"currency": {"BOV": "玻利维亚基金单位", "CLF": "智利发展单位", "COU": "哥伦比亚实际价值单位", "JOD": "约旦第纳尔",
                     "KES": "肯尼亚先令", "KPW": "朝鲜圆", "XPT": "铂"}}
METAL = "XAG XAU XPD XPT".split()
FUND = "BOV CHE CHW CLF COU MXV USN UYI UYW XBA XBB XBC XBD".split()
LIC_GROUP = "000 100 200 300 400 500 600 700".split()
UNIT = "XDR XSU XUA".split()
USE_OLD = {"110": "11", "130": "13"}


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f))
    return rows[0], rows[1:]


def write(name, header, rows):
    with open(os.path.join(OUT, name), "w", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([header] + rows)


def day_before(edition):
    year, month = map(int, edition.split("-"))
    return (datetime.date(year, month, 1) - datetime.timedelta(days=1)).isoformat()


def add(header, rows, name, value):
    header.append(name)
    for row in rows:
        row.append(value(dict(zip(header, row))))


def drop(header, rows, name):
    i = header.index(name)
    for row in [header] + rows:
        del row[i]


def currency_kind(row):
    code = row["code"]
    return ("metal" if code in METAL else "fund" if code in FUND else "unit" if code in UNIT
            else "test" if code == "XTS" else "none" if code == "XXX" else "money")


def convert(table, edition):
    header, rows = read(os.path.join(RAW, table + ".csv"))
    header = [RENAME.get(table, {}).get(h, h) for h in header]
    for row in rows:
        if row[0] in MEND.get(table, {}):
            row[1] = MEND[table][row[0]]
    for flag in ("current", "in_2018_12"):
        if flag in header:
            add(header, rows, "valid_to", lambda row: "" if row[flag] == "1" else day_before(edition))
            drop(header, rows, flag)
    if table == "country":
        kind = header.index("kind")
        for row in rows:
            if row[0] == "ZZZ":
                row[kind] = "不详"
    elif table == "country_old":
        rows.append(["260", "南苏丹", "SSD"])
        rows.sort()
    elif table == "currency":
        add(header, rows, "kind", currency_kind)
    elif table == "license_product_ciq_all":
        add(header, rows, "is_group", lambda row: "1" if row["code"] in LIC_GROUP else "0")
    elif table == "use":
        old = lambda row: USE_OLD.get(row["code"], row["code"] if row["code"] < "11" else "")
        add(header, rows, "customs_code", old)
        add(header, rows, "kind", lambda row: "customs" if row["customs_code"] else "inspection")
    elif table == "hs_code":
        elements = header.index("elements")
        write("hs_element.csv", ["code", "elements"],
              [[row[0], "|".join(e.split(":", 1)[1] for e in row[elements].split(";"))]
               for row in rows if row[elements] != "无"])
        for name in ("elements", "unit1", "unit2"):
            drop(header, rows, name)
    write(table + ".csv", header, rows)


def convert_modes(path, out):
    header, rows = read(path)
    for row in rows:
        letters, _, sixth = row[3].partition("/")
        row[3:4] = [letters, sixth[1:]]
    header[3:4] = ["letters", "sixth"]
    with open(out, "w", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([header] + rows)


header, tables = read(os.path.join(OUT, "tables.csv"))
for row in tables:
    table = dict(zip(header, row))
    if os.path.exists(os.path.join(RAW, table["id"] + ".csv")):
        convert(table["id"], table["edition"])
forms = os.path.join(OUT, "..", "..", "forms")
modes = os.path.join(RAW, "..", "dec", "mode_table.csv")
if os.path.exists(forms) and os.path.exists(modes):
    convert_modes(modes, os.path.join(forms, "dec-mode@2026-03.csv"))
