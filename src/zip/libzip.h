/*
 * libzip, loaded when it is first needed (base/lib.h): it brings OpenSSL along.
 * Its functions are called by their own names, which are macros here.
 * libzip_load() says why it cannot be loaded; a call without it ends the
 * program in order (mem.h).
 */
#ifndef YULU_ZIP_LIBZIP_H
#define YULU_ZIP_LIBZIP_H

#include <zip.h>

#include "base/err.h"

struct libzip {
	__typeof__(zip_discard) *zip_discard;
	__typeof__(zip_error_code_zip) *zip_error_code_zip;
	__typeof__(zip_error_fini) *zip_error_fini;
	__typeof__(zip_error_init) *zip_error_init;
	__typeof__(zip_error_strerror) *zip_error_strerror;
	__typeof__(zip_fclose) *zip_fclose;
	__typeof__(zip_file_get_error) *zip_file_get_error;
	__typeof__(zip_fopen_index) *zip_fopen_index;
	__typeof__(zip_fread) *zip_fread;
	__typeof__(zip_get_error) *zip_get_error;
	__typeof__(zip_get_num_entries) *zip_get_num_entries;
	__typeof__(zip_open_from_source) *zip_open_from_source;
	__typeof__(zip_source_buffer_create) *zip_source_buffer_create;
	__typeof__(zip_source_free) *zip_source_free;
	__typeof__(zip_stat_index) *zip_stat_index;
};

enum rc libzip_load(struct err *err);
const struct libzip *libzip(void);

#ifndef LIBZIP_TABLE
#define zip_discard (libzip()->zip_discard)
#define zip_error_code_zip (libzip()->zip_error_code_zip)
#define zip_error_fini (libzip()->zip_error_fini)
#define zip_error_init (libzip()->zip_error_init)
#define zip_error_strerror (libzip()->zip_error_strerror)
#define zip_fclose (libzip()->zip_fclose)
#define zip_file_get_error (libzip()->zip_file_get_error)
#define zip_fopen_index (libzip()->zip_fopen_index)
#define zip_fread (libzip()->zip_fread)
#define zip_get_error (libzip()->zip_get_error)
#define zip_get_num_entries (libzip()->zip_get_num_entries)
#define zip_open_from_source (libzip()->zip_open_from_source)
#define zip_source_buffer_create (libzip()->zip_source_buffer_create)
#define zip_source_free (libzip()->zip_source_free)
#define zip_stat_index (libzip()->zip_stat_index)
#endif

#endif
