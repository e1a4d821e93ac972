# check
libyulu_a_SOURCES += src/check/check.c src/check/check.h src/check/internal.h src/check/live.c src/check/live.h \
  src/check/live_list.c src/check/live_rows.h src/check/readers.c src/check/rules.c src/check/shared.c \
  src/check/structure.c src/check/world.c src/check/world.h
