# store
libyulu_a_SOURCES += src/store/apply.c src/store/backup.c src/store/batch.c src/store/blob.c src/store/body.c \
  src/store/book.c src/store/check.c src/store/draft.c src/store/edit.c src/store/file.c src/store/find.c \
  src/store/internal.h src/store/journal.c src/store/lock.c src/store/pending.c src/store/purge.c src/store/record.c \
  src/store/schema.c src/store/sha256.c src/store/store.c src/store/store.h
