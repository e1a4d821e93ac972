#include "zip/zip.h"

#include <zip.h>

#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

struct item {
	const char *name;
	struct sv bytes;
	bool stored, encrypted;
};

/* Packs the items with libzip. A name is written as the bytes it has. */
static void pack(const struct item *item, size_t n, struct str *out)
{
	zip_error_t why;
	zip_source_t *to;
	zip_t *za;
	zip_stat_t st;
	char *room;

	zip_error_init(&why);
	to = zip_source_buffer_create(NULL, 0, 0, &why);
	zip_source_keep(to);
	za = zip_open_from_source(to, ZIP_TRUNCATE, &why);
	for (size_t i = 0; i < n; i++) {
		zip_source_t *from = zip_source_buffer_create(item[i].bytes.p, item[i].bytes.n, 0, &why);
		zip_int64_t at = zip_file_add(za, item[i].name, from, ZIP_FL_ENC_GUESS);

		if (at < 0)
			printf("# %s: %s\n", item[i].name, zip_strerror(za));
		if (item[i].stored)
			zip_set_file_compression(za, (zip_uint64_t)at, ZIP_CM_STORE, 0);
		if (item[i].encrypted)
			zip_file_set_encryption(za, (zip_uint64_t)at, ZIP_EM_TRAD_PKWARE, "secret");
	}
	zip_close(za);
	str_reset(out);
	if (zip_source_stat(to, &st) == 0 && zip_source_open(to) == 0) {
		room = str_room(out, (size_t)st.size);
		if (zip_source_read(to, room, st.size) == (zip_int64_t)st.size)
			str_wrote(out, (size_t)st.size);
		zip_source_close(to);
	}
	zip_source_free(to);
	zip_error_fini(&why);
}

/* The archive is refused with this rc and these words. */
static void refused(struct sv bytes, const struct zip_limits *limits, enum rc want, const char *words, const char *name)
{
	struct zip_content c;
	struct err err = {0};
	enum rc rc = zip_read(bytes, limits, &c, &err);

	if (!tap_ok(rc == want && strstr(err.text, words) != NULL && c.entry == NULL && c.n == 0, "%s", name))
		printf("# rc %d: %s\n", (int)rc, err.text);
	zip_content_clear(&c);
}

static void test_contents(struct str *z)
{
	static const struct item items[] = {
		{"message.xml", {"<a/>", 4}, false, false},
		{"发票.pdf", {"%PDF", 4}, true, false},
		{"\xCF\xE4\xB5\xA5.pdf", {"x", 1}, false, false},	/* 箱单 in GB18030 */
		{"folder/a.pdf", {"", 0}, false, false},
		{"folder\\b.pdf", {"bb", 2}, false, false},
	};
	static const char *const want[] = {"message.xml", "发票.pdf", "箱单.pdf", "folder/a.pdf", "folder/b.pdf"};
	struct zip_content c;
	struct err err = {0};

	pack(items, 5, z);
	tap_ok(zip_looks_like(str_sv(z)), "an archive looks like one");
	if (!tap_ok(zip_read(str_sv(z), NULL, &c, &err) == RC_OK && c.n == 5, "zip_read: %s", err.text))
		return;
	for (size_t i = 0; i < 5; i++) {
		tap_text(c.entry[i].name.p, want[i], want[i]);
		tap_ok(sv_eq(c.entry[i].bytes, items[i].bytes) && c.entry[i].in_folder == (i >= 3), "its bytes and folder");
	}
	zip_content_clear(&c);
	tap_ok(c.n == 0 && c.entry == NULL, "zip_content_clear");
}

static void test_folders(struct str *z)
{
	static const struct item both[] = {{"sub/", {"", 0}, true, false}, {"a", {"1", 1}, false, false}};
	struct zip_content c;

	pack(both, 2, z);
	tap_ok(zip_read(str_sv(z), NULL, &c, NULL) == RC_OK && c.n == 1 && sv_is(c.entry[0].name, "a"),
	       "a folder itself is no entry");
	zip_content_clear(&c);
	tap_ok(zip_read(SV("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), NULL, &c, NULL) == RC_OK && c.n == 0, "an empty archive");
	zip_content_clear(&c);
}

static void test_names(struct str *z)
{
	static const char *const unsafe[] = {"/etc/x", "..", "../x", "a/../../x", "a\\..\\x", "C:x", "\\\\host\\x", "a\nb",
					     "a\xE2\x80\xAE" "fdp.exe", "x/.."};
	struct zip_content c;

	for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++) {
		struct item item = {unsafe[i], {"1", 1}, false, false};
		struct str shown = {0};

		text_add_clean(&shown, sv_of(unsafe[i]), 0);
		pack(&item, 1, z);
		refused(str_sv(z), NULL, RC_PARSE, "unsafe file name", str_z(&shown));
		str_clear(&shown);
	}
	pack(&(struct item){"a..b", {"1", 1}, false, false}, 1, z);
	tap_ok(zip_read(str_sv(z), &(struct zip_limits){1, 1, 1, 1}, &c, NULL) == RC_OK && c.n == 1,
	       "dots inside a name, everything just within the limits");
	zip_content_clear(&c);
}

static void test_limits(struct str *z)
{
	static const struct item three[] = {
		{"a", {"1234567890", 10}, false, false}, {"b", {"1234567890", 10}, false, false}, {"c", {"1", 1}, false, false},
	};

	pack(three, 3, z);
	refused(str_sv(z), &(struct zip_limits){.max_files = 2}, RC_LIMIT, "3 files", "too many files");
	refused(str_sv(z), &(struct zip_limits){.max_entry_b = 9}, RC_LIMIT, "a in the archive has more than 9 bytes",
		"an entry too large");
	refused(str_sv(z), &(struct zip_limits){.max_total_b = 20}, RC_LIMIT, "more than 20 bytes", "too much in all");
}

static void test_bombs(struct str *z)
{
	struct str zeros = {0};
	struct item big = {"zeros.xml", {0}, false, false}, many[30];
	char names[30][16];

	memset(str_room(&zeros, 20 << 20), 0, 20 << 20);
	str_wrote(&zeros, 20 << 20);
	big.bytes = str_sv(&zeros);
	pack(&big, 1, z);
	refused(str_sv(z), NULL, RC_LIMIT, "packed more than 200 to 1", "20 MiB of nothing");
	for (unsigned char i = 0; i < 30; i++) {
		snprintf(names[i], sizeof names[i], "%d", i);
		many[i] = (struct item){names[i], {zeros.s, 900000}, false, false};
	}
	pack(many, 30, z);
	refused(str_sv(z), NULL, RC_LIMIT, "packed more than 200 to 1", "many small pieces of nothing");
	str_clear(&zeros);
}

static void put_32(char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (char)(v >> (8 * i));
}

/* Writes v at an offset of the first entry in the archive's directory and,
 * where it stands too, of its local header. */
static void lie(struct str *z, size_t central, size_t local, uint32_t v)
{
	size_t at = 0;

	if (sv_find(str_sv(z), SV("PK\1\2"), &at))
		put_32(z->s + at + central, v);
	put_32(z->s + local, v);
}

static void test_lies(struct str *z)
{
	static const struct item item = {"a.xml", {"<a>0123456789012345678901234567890123456789</a>", 47}, false, false};
	char *at;

	pack(&item, 1, z);
	lie(z, 24, 22, 46);
	refused(str_sv(z), NULL, RC_PARSE, "a.xml", "longer than it says");
	lie(z, 24, 22, 48);
	refused(str_sv(z), NULL, RC_PARSE, "a.xml", "shorter than it says");
	lie(z, 24, 22, 0xFFFFFFF0);
	refused(str_sv(z), NULL, RC_LIMIT, "a.xml", "says 4 GB");
	pack(&item, 1, z);
	lie(z, 16, 14, 12345);
	refused(str_sv(z), NULL, RC_PARSE, "a.xml", "a wrong sum");
	pack(&(struct item){"a.xml", item.bytes, true, false}, 1, z);
	at = memmem(z->s, z->len_b, "0123", 4);
	*at = 'X';
	refused(str_sv(z), NULL, RC_PARSE, "a.xml", "a changed byte");
}

static void test_faults(struct str *z)
{
	static const struct item item = {"a.xml", {"<a/>", 4}, false, true};
	static const struct item bad_name = {"\xFF\xFF.pdf", {"x", 1}, false, false};
	struct item plain = {"a.xml", {"<a/>", 4}, false, false};
	bool clean = true;

	pack(&item, 1, z);
	refused(str_sv(z), NULL, RC_PARSE, "encrypted", "an encrypted entry");
	pack(&bad_name, 1, z);
	refused(str_sv(z), NULL, RC_PARSE, "neither UTF-8 nor GB18030", "a name in no encoding");
	refused(SV("PK\3\4 this is not an archive"), NULL, RC_PARSE, "the archive cannot be unpacked", "no archive");
	refused(SV(""), NULL, RC_PARSE, "no zip archive", "nothing");
	pack(&plain, 1, z);
	for (size_t n = 0; n < z->len_b; n++) {
		struct zip_content c;

		clean = clean && zip_read((struct sv){z->s, n}, NULL, &c, NULL) != RC_OK;
		zip_content_clear(&c);
	}
	tap_ok(clean, "cut anywhere it is refused");
	for (size_t i = 0; i < z->len_b * 8; i++) {
		struct zip_content c;

		z->s[i / 8] = (char)(z->s[i / 8] ^ (1 << i % 8));
		if (zip_read(str_sv(z), NULL, &c, NULL) == RC_OK && c.n > 0)
			clean = clean && sv_is(c.entry[0].bytes, "<a/>");
		zip_content_clear(&c);
		z->s[i / 8] = (char)(z->s[i / 8] ^ (1 << i % 8));
	}
	tap_ok(clean, "with any bit changed it is refused or gives the same bytes");
	tap_ok(!zip_looks_like(SV("<?xml")) && !zip_looks_like(SV("PK")) && !zip_looks_like(SV("")), "what does not look like one");
}

int main(void)
{
	struct str z = {0};

	test_contents(&z);
	test_folders(&z);
	test_names(&z);
	test_limits(&z);
	test_bombs(&z);
	test_lies(&z);
	test_faults(&z);
	str_clear(&z);
	return tap_done();
}
