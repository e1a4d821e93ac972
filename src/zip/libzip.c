#define LIBZIP_TABLE
#include "zip/libzip.h"

#include "base/lib.h"
#include "base/mem.h"

#define SYMBOL(name) {#name, offsetof(struct libzip, name)}

static const struct lib_symbol symbols[] = {
	SYMBOL(zip_discard), SYMBOL(zip_error_code_zip), SYMBOL(zip_error_fini), SYMBOL(zip_error_init), SYMBOL(zip_error_strerror),
	SYMBOL(zip_fclose), SYMBOL(zip_file_get_error), SYMBOL(zip_fopen_index), SYMBOL(zip_fread), SYMBOL(zip_get_error),
	SYMBOL(zip_get_num_entries), SYMBOL(zip_open_from_source), SYMBOL(zip_source_buffer_create), SYMBOL(zip_source_free),
	SYMBOL(zip_stat_index),
};

static struct libzip table;

enum rc
libzip_load(struct err *err)
{
	return table.zip_discard != NULL ? RC_OK
	    : lib_load("libzip.so.5 libzip.so.4", symbols, sizeof symbols / sizeof symbols[0], &table, err);
}

const struct libzip *
libzip(void)
{
	if (table.zip_discard == NULL && libzip_load(NULL) != RC_OK)
		mem_exhausted();
	return &table;
}
