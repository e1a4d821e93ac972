#include "base/lib.h"

#include <dlfcn.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

static void *
open_first(const char *files)
{
	struct sv rest = sv_of(files), file;
	void *library = NULL;

	while (library == NULL && sv_split(&rest, ' ', &file)) {
		char *name = mem_strndup(file.p, file.n);

		library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
		mem_free(name);
	}
	return library;
}

enum rc
lib_load(const char *files, const struct lib_symbol *symbol, size_t n, void *table, struct err *err)
{
	void *library = open_first(files);

	if (library == NULL)
		return err_set(err, RC_NOTFOUND, _("the library %s cannot be loaded; install it (yulu's set-up does)"), files);
	for (size_t i = 0; i < n; i++)
		if (dlsym(library, symbol[i].name) == NULL)
			return err_set(err, RC_NOTFOUND, _("the library %s has no %s; install the version yulu was built with"), files,
			    symbol[i].name);
	for (size_t i = 0; i < n; i++) {
		void *p = dlsym(library, symbol[i].name);

		memcpy((char *)table + symbol[i].at, &p, sizeof p);
	}
	return RC_OK;
}
