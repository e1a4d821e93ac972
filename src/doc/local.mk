# doc
libyulu_a_SOURCES += src/doc/apply.c src/doc/calc.c src/doc/doc.c src/doc/doc.h src/doc/edit.c src/doc/env.c src/doc/extra.c \
  src/doc/index.c src/doc/internal.h src/doc/journal.c src/doc/load.c src/doc/place.c src/doc/plan.c src/doc/raw.c \
  src/doc/read.c src/doc/read_extra.c src/doc/reading.h src/doc/stored.c src/doc/write.c
