# subcenter: the sandbox data sub-center, a program of its own.
bin_PROGRAMS += yulu-subcenter
yulu_subcenter_SOURCES = src/subcenter/activation.c src/subcenter/activation.h src/subcenter/answer.c src/subcenter/answer.h \
  src/subcenter/appointment.c src/subcenter/appointment.h src/subcenter/body.c src/subcenter/body.h src/subcenter/ca.c \
  src/subcenter/ca.h src/subcenter/client.c src/subcenter/client.h src/subcenter/intake.c src/subcenter/intake.h \
  src/subcenter/main.c src/subcenter/number.c src/subcenter/number.h src/subcenter/office.c src/subcenter/office.h \
  src/subcenter/papers.c src/subcenter/papers.h src/subcenter/publish.c src/subcenter/publish.h src/subcenter/route.c \
  src/subcenter/route.h src/subcenter/seal.c src/subcenter/seal.h src/subcenter/serve.c src/subcenter/serve.h \
  src/subcenter/sql.c src/subcenter/sql.h src/subcenter/steer.c src/subcenter/steer.h
yulu_subcenter_LDADD = $(LDADD) $(MICROHTTPD_LIBS) $(CRYPTO_LIBS)

# What requests look like, the interface list, days off.
subcenterdir = $(pkgdatadir)/subcenter
dist_subcenter_DATA = data/subcenter/acknowledge@1.csv data/subcenter/application@1.csv data/subcenter/apply@1.csv \
  data/subcenter/authorisation@1.csv data/subcenter/challenge@1.csv data/subcenter/code@1.csv data/subcenter/dxp@1.csv \
  data/subcenter/go-live@1.csv data/subcenter/interface-list.csv data/subcenter/offline@1.csv data/subcenter/register@1.csv \
  data/subcenter/test-application@1.csv data/subcenter/test-report@1.csv data/subcenter/unbind@1.csv data/subcenter/undertaking@1.csv
subcenter_DATA = data/codes/workday_cn.csv
share/yulu/subcenter/stamp: $(dist_subcenter_DATA) $(subcenter_DATA)
	$(AM_V_GEN)rm -rf share/yulu/subcenter && $(MKDIR_P) share/yulu/subcenter && \
	  for f in $(dist_subcenter_DATA) $(subcenter_DATA); do \
	    if test -f $$f; then cp -p $$f share/yulu/subcenter; else cp -p $(srcdir)/$$f share/yulu/subcenter; fi || exit 1; done && \
	  chmod -R u+w share/yulu/subcenter && touch $@
noinst_DATA += share/yulu/subcenter/stamp
