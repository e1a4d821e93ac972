# view
libyulu_a_SOURCES += src/view/action.c src/view/ask.c src/view/canvas.c src/view/canvas.h src/view/choose.c \
  src/view/classes.c src/view/files.c src/view/internal.h src/view/key.c src/view/key.h src/view/keymap.c \
  src/view/keymap.h src/view/line.c src/view/line.h src/view/line_value.c src/view/palette.c src/view/popup.c \
  src/view/popup.h src/view/question.c src/view/reader.c src/view/script.c src/view/script.h src/view/view.c \
  src/view/view.h
