# tests of view
check_PROGRAMS += tests/view/script
TESTS += tests/view/script
tests_view_script_SOURCES = tests/view/script.c tests/view/host.h tests/tap.h
tests_view_script_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_PROGRAMS += tests/view/paste
TESTS += tests/view/paste
tests_view_paste_SOURCES = tests/view/paste.c tests/tap.h
tests_view_paste_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
check_PROGRAMS += tests/view/canvas tests/view/key tests/view/line
TESTS += tests/view/canvas tests/view/key tests/view/line
tests_view_canvas_SOURCES = tests/view/canvas.c tests/tap.h
tests_view_canvas_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_view_key_SOURCES = tests/view/key.c tests/tap.h
tests_view_key_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_view_line_SOURCES = tests/view/line.c tests/tap.h
tests_view_line_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests

# Screens as they are to look, with their styles; make regen writes them anew.
check_PROGRAMS += tests/view/screens
TESTS += tests/view/screens
tests_view_screens_SOURCES = tests/view/screens.c tests/view/host.h tests/tap.h
tests_view_screens_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
EXTRA_DIST += tests/view/ask.screen tests/view/choose.screen tests/view/help.screen tests/view/line.screen \
  tests/view/menu.screen tests/view/message.screen tests/view/narrow.screen tests/view/question.screen \
  tests/view/reader.screen tests/view/search.screen tests/view/small.screen
regen: tests/view/screens
	$(AM_TESTS_ENVIRONMENT) YULU_REGEN=1 ./tests/view/screens
.PHONY: regen
