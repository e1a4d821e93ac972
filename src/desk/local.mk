# desk
libyulu_a_SOURCES += src/desk/about.c src/desk/attach.c src/desk/attach.h src/desk/carry.c src/desk/copy.c src/desk/desk.c src/desk/desk.h src/desk/diff.c src/desk/draft.c \
  src/desk/draft.h src/desk/edit.c src/desk/file.c src/desk/history.c src/desk/import.c src/desk/internal.h src/desk/judge.c src/desk/keep.c src/desk/label.c src/desk/layout.c \
  src/desk/life.c src/desk/lint.c src/desk/message.c src/desk/party.c src/desk/rows.c src/desk/undo.c
libyulu_a_SOURCES += src/desk/proof.c src/desk/proof.h src/desk/proof_html.c src/desk/proof_rest.c src/desk/proof_sheet.h \
  src/desk/proof_text.c src/desk/proof_value.c
