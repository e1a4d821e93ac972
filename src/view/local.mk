# view
libyulu_a_SOURCES += src/view/action.c src/view/ask.c src/view/attach.c src/view/canvas.c src/view/canvas.h \
  src/view/cells.c src/view/cells.h src/view/choose.c src/view/classes.c src/view/compose.c src/view/compose.h \
  src/view/elements.c src/view/entry.c src/view/entry.h src/view/entry_commit.c src/view/entry_focus.c \
  src/view/entry_help.c src/view/entry_key.c src/view/entry_measure.c src/view/entry_page.c src/view/entry_paint.c \
  src/view/entry_put.c src/view/entry_row.c src/view/entry_show.c src/view/entry_side.c src/view/entry_unfold.c \
  src/view/files.c src/view/findings.c src/view/forms.c src/view/history.c src/view/home.c src/view/home.h \
  src/view/home_act.c src/view/home_paint.c src/view/internal.h src/view/key.c src/view/key.h src/view/keymap.c src/view/keymap.h \
  src/view/line.c src/view/line.h src/view/line_value.c src/view/new.c src/view/page.c src/view/page.h \
  src/view/palette.c src/view/party.c src/view/paste.c src/view/paste.h src/view/paste_map.c src/view/picker.c \
  src/view/picker.h src/view/popup.c src/view/popup.h src/view/proof.c src/view/question.c src/view/reader.c src/view/script.c \
  src/view/script.h src/view/view.c src/view/view.h
