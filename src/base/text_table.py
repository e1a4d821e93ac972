#!/usr/bin/env python3
"""Prints text_table.h: ranges of characters by width and of format characters.

    python3 src/base/text_table.py > src/base/text_table.h

Source: the Unicode Character Database as Python carries it (East Asian Width,
General Category). Code points without an assignment between two ranges are
counted in, which makes the tables shorter and changes nothing that exists.
"""
import unicodedata

IDEOGRAPHS = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FFFD), (0x30000, 0x3FFFD)]


def category(cp):
    return unicodedata.category(chr(cp))


def is_zero(cp):
    # Medial vowels and final consonants of Hangul join the syllable before them; the
    # soft hyphen is the one format character that terminals draw.
    return (category(cp) in ("Mn", "Me") or 0x1160 <= cp <= 0x11FF
            or (category(cp) == "Cf" and cp != 0xAD))


def is_wide(cp):
    if any(first <= cp <= last for first, last in IDEOGRAPHS):
        return True
    return category(cp) != "Cn" and unicodedata.east_asian_width(chr(cp)) in "WF"


def ranges(wanted):
    out = []
    for cp in range(0x110000):
        if not wanted(cp):
            continue
        if out and all(category(c) == "Cn" for c in range(out[-1][1] + 1, cp)):
            out[-1][1] = cp
        else:
            out.append([cp, cp])
    return out


def show(name, wanted):
    print(f"\nstatic const struct range {name}[] = {{")
    row = "\t"
    for first, last in ranges(wanted):
        item = f"{{0x{first:04X}, 0x{last:04X}}}, "
        if len(row) + len(item) > 100:
            print(row.rstrip())
            row = "\t"
        row += item
    print(row.rstrip())
    print("};")


print(f"/* Made by src/base/text_table.py from Unicode {unicodedata.unidata_version}; do not edit. */")
print("#ifndef YULU_BASE_TEXT_TABLE_H\n#define YULU_BASE_TEXT_TABLE_H\n\n#include <stdint.h>\n")
print("struct range {\n\tuint32_t first, last;\n};")
show("range_wide", is_wide)
show("range_zero", is_zero)
show("range_format", lambda cp: category(cp) == "Cf")
print("\n#endif")
