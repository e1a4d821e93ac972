# base
libyulu_a_SOURCES += \
  src/base/csv.c src/base/csv.h \
  src/base/day.c src/base/day.h \
  src/base/dec.c src/base/dec.h \
  src/base/err.c src/base/err.h \
  src/base/file.c src/base/file.h \
  src/base/i18n.c src/base/i18n.h \
  src/base/lib.c src/base/lib.h \
  src/base/mem.c src/base/mem.h \
  src/base/out.c src/base/out.h \
  src/base/str.c src/base/str.h \
  src/base/text.c src/base/text.h src/base/text_table.h
EXTRA_DIST += src/base/text_table.py
