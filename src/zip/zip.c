#include "zip/zip.h"

#include <iconv.h>

#include "base/i18n.h"
#include "base/text.h"
#include "zip/libzip.h"

enum { RATIO_FREE_B = 1 << 20 };	/* smaller entries may be packed as well as they like */

bool zip_looks_like(struct sv bytes)
{
	return sv_starts(bytes, SV("PK\3\4")) || sv_starts(bytes, SV("PK\5\6"));
}

static struct zip_limits with_defaults(const struct zip_limits *limits)
{
	struct zip_limits l = limits ? *limits : (struct zip_limits){0};

	if (l.max_entry_b == 0)
		l.max_entry_b = (size_t)64 << 20;
	if (l.max_total_b == 0)
		l.max_total_b = (size_t)256 << 20;
	if (l.max_files == 0)
		l.max_files = 2000;
	if (l.max_ratio == 0)
		l.max_ratio = 200;
	return l;
}

static enum rc fail(zip_error_t *why, const char *what, struct err *err)
{
	if (zip_error_code_zip(why) == ZIP_ER_MEMORY)
		mem_exhausted();
	return err_set(err, RC_PARSE, _("%s cannot be unpacked: %s; pack it anew as an ordinary zip archive"), what,
		       zip_error_strerror(why));
}

/* GB18030 to UTF-8 in the arena; false when it is not GB18030 either. */
static bool convert_name(struct arena *arena, struct sv raw, struct sv *name)
{
	iconv_t cd = iconv_open("UTF-8", "GB18030");
	size_t room = raw.n * 3, left = raw.n;
	char *out = arena_alloc(arena, room), *to = out, *from = arena_dup(arena, raw.p, raw.n);
	bool good;

	if (cd == (iconv_t)-1)
		return false;
	good = iconv(cd, &from, &left, &to, &room) != (size_t)-1 && left == 0;
	iconv_close(cd);
	*name = (struct sv){out, (size_t)(to - out)};
	return good;
}

static bool has_parent_step(struct sv name)
{
	struct sv part;

	while (sv_split(&name, '/', &part))
		if (sv_is(part, ".."))
			return true;
	return false;
}

static bool is_drive(struct sv name)
{
	return name.n >= 2 && name.p[1] == ':' && ((name.p[0] | 0x20) >= 'a' && (name.p[0] | 0x20) <= 'z');
}

/* The name as UTF-8 with / between folders. */
static enum rc read_name(struct arena *arena, struct sv raw, struct sv *name, struct err *err)
{
	struct str shown = {0};
	char *copy;
	enum rc rc = RC_OK;

	*name = raw;
	if (!text_valid(raw, NULL) && !convert_name(arena, raw, name)) {
		*name = (struct sv){0};
		return err_set(err, RC_PARSE, _("the archive has a file name that is neither UTF-8 nor GB18030; rename the file "
			       "and pack it anew"));
	}
	copy = arena_dup(arena, name->p, name->n);
	for (size_t i = 0; i < name->n; i++)
		if (copy[i] == '\\')
			copy[i] = '/';
	name->p = copy;
	if (name->n == 0 || name->p[0] == '/' || is_drive(*name) || has_parent_step(*name) || text_has_control(*name)) {
		text_add_clean(&shown, *name, 60);
		rc = err_set(err, RC_PARSE, _("the archive has the unsafe file name \"%s\"; names must be relative, without .. "
			     "and control characters"), str_z(&shown));
		str_clear(&shown);
	}
	return rc;
}

static bool is_bomb(uint64_t size, uint64_t packed, const struct zip_limits *limits)
{
	return size > RATIO_FREE_B && size / limits->max_ratio >= (packed ? packed : 1);
}

/* Judges an entry by what the archive's directory says; read_bytes() holds it
 * to that. */
static enum rc check_entry(const zip_stat_t *st, const char *name, const struct zip_limits *limits, size_t total_b,
			   size_t packed_b, struct err *err)
{
	uint64_t packed = st->comp_size < packed_b ? st->comp_size : packed_b;

	if (st->encryption_method != ZIP_EM_NONE)
		return err_set(err, RC_PARSE, _("%s in the archive is encrypted; pack it anew without a password"), name);
	if (st->size > limits->max_entry_b)
		return err_set(err, RC_LIMIT, _("%s in the archive has more than %zu bytes unpacked"), name, limits->max_entry_b);
	if (st->size > limits->max_total_b - total_b)
		return err_set(err, RC_LIMIT, _("the archive has more than %zu bytes unpacked"), limits->max_total_b);
	if (is_bomb(st->size, packed, limits) || is_bomb(total_b + st->size, packed_b, limits))
		return err_set(err, RC_LIMIT, _("%s in the archive is packed more than %u to 1, which no message or attachment "
			       "is"), name, limits->max_ratio);
	return RC_OK;
}

static enum rc read_bytes(zip_t *za, uint64_t index, const char *name, size_t size_b, struct arena *arena,
			  struct sv *bytes, struct err *err)
{
	zip_file_t *file = zip_fopen_index(za, index, 0);
	char *p, extra;
	zip_int64_t n = 0;
	size_t got = 0;
	enum rc rc = RC_OK;

	if (file == NULL)
		return fail(zip_get_error(za), name, err);
	p = arena_alloc(arena, size_b);
	while (got < size_b && (n = zip_fread(file, p + got, size_b - got)) > 0)
		got += (size_t)n;
	if (n >= 0 && got == size_b)
		n = zip_fread(file, &extra, 1);		/* also checks the sum at the end */
	if (n < 0)
		rc = fail(zip_file_get_error(file), name, err);
	else if (n > 0 || got < size_b)
		rc = err_set(err, RC_PARSE, _("%s in the archive is not as long as the archive says; pack it anew"), name);
	else
		*bytes = (struct sv){p, got};
	zip_fclose(file);
	return rc;
}

static enum rc read_entry(zip_t *za, uint64_t index, const struct zip_limits *limits, size_t *total_b, size_t packed_b,
			  struct zip_content *out, struct err *err)
{
	zip_stat_t st;
	struct zip_entry entry = {0};
	enum rc rc;

	if (zip_stat_index(za, index, ZIP_FL_ENC_RAW, &st) != 0)
		return fail(zip_get_error(za), _("the archive"), err);
	rc = read_name(&out->arena, sv_of(st.name), &entry.name, err);
	if (rc == RC_OK)
		rc = check_entry(&st, entry.name.p, limits, *total_b, packed_b, err);
	if (rc != RC_OK || entry.name.p[entry.name.n - 1] == '/')
		return rc;
	rc = read_bytes(za, index, entry.name.p, (size_t)st.size, &out->arena, &entry.bytes, err);
	if (rc != RC_OK)
		return rc;
	*total_b += entry.bytes.n;
	entry.in_folder = sv_find(entry.name, SV("/"), NULL);
	out->entry[out->n++] = entry;
	return RC_OK;
}

static enum rc read_entries(zip_t *za, const struct zip_limits *limits, size_t packed_b, struct zip_content *out,
			    struct err *err)
{
	zip_int64_t n = zip_get_num_entries(za, 0);
	size_t total_b = 0;
	enum rc rc = RC_OK;

	if ((uint64_t)n > limits->max_files)
		return err_set(err, RC_LIMIT, _("the archive has %lld files, more than %zu"), (long long)n, limits->max_files);
	out->entry = mem_zalloc((size_t)n, sizeof *out->entry);
	for (zip_int64_t i = 0; i < n && rc == RC_OK; i++)
		rc = read_entry(za, (uint64_t)i, limits, &total_b, packed_b, out, err);
	return rc;
}

enum rc zip_read(struct sv bytes, const struct zip_limits *limits, struct zip_content *out, struct err *err)
{
	const struct zip_limits l = with_defaults(limits);
	zip_error_t why;
	zip_source_t *source;
	zip_t *za;
	enum rc rc;

	*out = (struct zip_content){0};
	if (!zip_looks_like(bytes))
		return err_set(err, RC_PARSE, _("this is no zip archive"));
	if (libzip_load(err) != RC_OK)
		return RC_NOTFOUND;
	zip_error_init(&why);
	source = zip_source_buffer_create(bytes.p, bytes.n, 0, &why);
	za = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
	if (za == NULL) {
		rc = fail(&why, _("the archive"), err);
		zip_source_free(source);
	} else {
		rc = read_entries(za, &l, bytes.n, out, err);
		zip_discard(za);
	}
	zip_error_fini(&why);
	if (rc != RC_OK)
		zip_content_clear(out);
	return rc;
}

void zip_content_clear(struct zip_content *c)
{
	mem_free(c->entry);
	arena_free(&c->arena);
	*c = (struct zip_content){0};
}
