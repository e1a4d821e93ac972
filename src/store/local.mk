# store
libyulu_a_SOURCES += src/store/body.c src/store/check.c src/store/draft.c src/store/edit.c src/store/internal.h \
  src/store/schema.c src/store/store.c src/store/store.h
