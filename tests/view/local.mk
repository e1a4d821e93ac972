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
regen: tests/view/screens tests/view/pictures
	$(AM_TESTS_ENVIRONMENT) YULU_REGEN=1 ./tests/view/screens && YULU_REGEN=1 ./tests/view/pictures
.PHONY: regen

# The entry screen: what keys do to a draft; its pages as they are painted.
check_PROGRAMS += tests/view/entry tests/view/pictures tests/view/compose tests/view/page
TESTS += tests/view/entry tests/view/pictures tests/view/compose tests/view/page
tests_view_compose_SOURCES = tests/view/compose.c tests/tap.h
tests_view_compose_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_view_page_SOURCES = tests/view/page.c tests/tap.h
tests_view_page_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_view_entry_SOURCES = tests/view/entry.c tests/view/entry_kit.h tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_view_entry_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_view_pictures_SOURCES = tests/view/pictures.c tests/view/entry_kit.h tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_view_pictures_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
EXTRA_DIST += tests/view/pages/attachments-100x30.screen tests/view/pages/attachments-60x20.screen \
  tests/view/pages/attachments.screen tests/view/pages/containers-100x30.screen \
  tests/view/pages/containers-60x20.screen tests/view/pages/containers.screen tests/view/pages/elements-brand.screen \
  tests/view/pages/elements.screen tests/view/pages/fee-cells.screen tests/view/pages/goods-100x30.screen \
  tests/view/pages/goods-120x40.screen tests/view/pages/goods-60x20.screen tests/view/pages/goods-blank.screen \
  tests/view/pages/goods-row-to-be.screen tests/view/pages/goods.screen tests/view/pages/head-100x30.screen \
  tests/view/pages/head-120x40.screen tests/view/pages/head-60x20-end.screen tests/view/pages/head-60x20.screen \
  tests/view/pages/head-blank.screen tests/view/pages/head-export.screen tests/view/pages/head.screen \
  tests/view/pages/inspection-100x30.screen tests/view/pages/inspection-60x20.screen \
  tests/view/pages/inspection.screen tests/view/pages/licences-100x30.screen tests/view/pages/licences-60x20.screen \
  tests/view/pages/licences.screen tests/view/pages/one-match.screen tests/view/pages/other-100x30.screen \
  tests/view/pages/other-60x20.screen tests/view/pages/other.screen tests/view/pages/parties.screen \
  tests/view/pages/party-cells.screen tests/view/pages/party-missing.screen tests/view/pages/picker-nearest.screen \
  tests/view/pages/picker-port.screen tests/view/pages/remarks.screen tests/view/pages/ticks.screen

# Lists and readers: home, new, findings, attachments, pasted tables, proof.
check_PROGRAMS += tests/view/home
TESTS += tests/view/home
tests_view_home_SOURCES = tests/view/home.c tests/view/screen_kit.h tests/view/entry_kit.h tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_view_home_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
EXTRA_DIST += tests/view/lists/home-130x40.screen tests/view/lists/home-60x20.screen tests/view/lists/home-empty.screen \
  tests/view/lists/home-job.screen tests/view/lists/home.screen tests/view/lists/new.screen tests/view/lists/proof.screen
check_PROGRAMS += tests/view/findings tests/view/attach
TESTS += tests/view/findings tests/view/attach
tests_view_findings_SOURCES = tests/view/findings.c tests/view/screen_kit.h tests/view/entry_kit.h tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_view_findings_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_view_attach_SOURCES = tests/view/attach.c tests/view/screen_kit.h tests/view/entry_kit.h tests/desk/kit.h tests/base/tmpdir.h tests/tap.h
tests_view_attach_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
EXTRA_DIST += tests/view/lists/attach.screen tests/view/lists/findings-60x20.screen tests/view/lists/findings.screen \
  tests/view/lists/paste-by-hand.screen tests/view/lists/paste-field.screen tests/view/lists/paste.screen

# Whole declarations typed from blank by scripts: what they come to, and with how many keys.
TESTS += tests/view/keyer.sh
EXTRA_DIST += tests/view/keyer.sh data/samples/keys/office.ini data/samples/keys/01_import_general.keys \
  data/samples/keys/02_export_general.keys data/samples/keys/05_import_containers_licences.keys
