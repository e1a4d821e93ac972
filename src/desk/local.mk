# desk
libyulu_a_SOURCES += src/desk/desk.c src/desk/desk.h src/desk/draft.h src/desk/internal.h src/desk/lint.c src/desk/message.c
