# dict
libyulu_a_SOURCES += src/dict/dict.c src/dict/dict.h src/dict/internal.h src/dict/judge.c src/dict/lint.c \
  src/dict/write_csv.c src/dict/write_html.c src/dict/write_xsd.c
dictionarydir = $(pkgdatadir)/dictionary
dist_dictionary_DATA = data/dictionary/dec@2026-03.csv
