#include "codes/pack.h"

#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"

/* "ylct", and the shape of the file: a program reads only its own. */
enum { APPLICATION_ID = 0x796c6374, VERSION = 1 };

static const char frame_sql[] =
    "CREATE TABLE table_info (id TEXT PRIMARY KEY, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,"
    " edition TEXT NOT NULL, source TEXT NOT NULL, complete INTEGER NOT NULL, n_row INTEGER NOT NULL,"
    " columns TEXT NOT NULL, note TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE name_info (name TEXT PRIMARY KEY, name_zh TEXT NOT NULL, tbl TEXT NOT NULL, key TEXT NOT NULL,"
    " filter TEXT NOT NULL, complete INTEGER NOT NULL, form TEXT NOT NULL, note TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE pinyin (letters TEXT NOT NULL) STRICT;"
    "CREATE TABLE pinyin_word (word TEXT PRIMARY KEY, initials TEXT NOT NULL) STRICT, WITHOUT ROWID;";

static enum rc read_number(struct db *db, const char *sql, int *out, struct err *err)
{
	sqlite3_stmt *st;
	int step;
	enum rc rc = db_prepare(db, sql, &st, err);

	*out = 0;
	if (rc != RC_OK)
		return rc;
	step = sqlite3_step(st);
	if (step == SQLITE_ROW)
		*out = sqlite3_column_int(st, 0);
	else
		rc = db_fail(db, step, err, db_path(db));
	sqlite3_reset(st);
	return rc;
}

enum rc pack_open(const char *path, struct db **out, struct err *err)
{
	struct db *db = NULL;
	int id = 0, version = 0;
	enum rc rc;

	*out = NULL;
	if (!file_exists(path))
		return err_set(err, RC_NOTFOUND, _("%s: no such file"), path);
	rc = db_open(path, DB_READ | DB_IMMUTABLE, &db, err);
	if (rc == RC_PARSE)
		return err_set(err, RC_PARSE, _("cut off or no database"));
	if (rc == RC_OK)
		rc = read_number(db, "PRAGMA application_id", &id, err);
	if (rc == RC_OK)
		rc = read_number(db, "PRAGMA user_version", &version, err);
	if (rc == RC_OK && id != APPLICATION_ID)
		rc = err_set(err, RC_PARSE, _("no file of code tables"));
	else if (rc == RC_OK && version != VERSION)
		rc = err_set(err, RC_PARSE, _("made by another version of yulu"));
	if (rc == RC_OK)
		*out = db;
	else
		db_close(db);
	return rc;
}

enum rc pack_begin(const char *path, struct db **out, struct err *err)
{
	struct str tmp = {0}, stamp = {0};
	struct db *db = NULL;
	enum rc rc;

	*out = NULL;
	str_addf(&stamp, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID, VERSION);
	str_addf(&tmp, "%s.%ld.tmp", path, (long)getpid());
	unlink(str_z(&tmp));
	rc = db_open(str_z(&tmp), DB_WRITE, &db, err);
	/* Speed: the file is of no use before pack_end() writes it out whole. */
	if (rc == RC_OK)
		rc = db_exec(db, "PRAGMA journal_mode = DELETE", err);
	if (rc == RC_OK)
		rc = db_exec(db, "PRAGMA synchronous = OFF", err);
	if (rc == RC_OK)
		rc = db_begin(db, err);
	if (rc == RC_OK)
		rc = db_exec(db, str_z(&stamp), err);
	if (rc == RC_OK)
		rc = db_exec(db, frame_sql, err);
	if (rc == RC_OK)
		*out = db;
	else if (db != NULL)
		pack_abandon(db);
	str_clear(&tmp);
	str_clear(&stamp);
	return rc;
}

static enum rc run_once(struct db *db, sqlite3_stmt *st, struct err *err)
{
	int step = sqlite3_step(st);

	sqlite3_reset(st);
	return step == SQLITE_DONE ? RC_OK : db_fail(db, step, err, db_path(db));
}

static enum rc add_info(struct db *db, const struct pack_table *info, const struct sheet *sheet, struct err *err)
{
	struct str columns = {0};
	sqlite3_stmt *st;
	enum rc rc = db_prepare(db, "INSERT INTO table_info VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", &st, err);

	if (rc != RC_OK)
		return rc;
	if (sheet == NULL)
		str_adds(&columns, "code");
	for (size_t i = 0; sheet != NULL && i < sheet->n_column; i++) {
		if (i > 0)
			str_addc(&columns, '\t');
		str_add(&columns, sheet->column[i]);
	}
	db_bind_sv(st, 1, info->id);
	db_bind_sv(st, 2, info->name_zh);
	db_bind_sv(st, 3, info->name_en);
	db_bind_sv(st, 4, sheet != NULL ? sv_of(sheet->edition) : SV(""));
	db_bind_sv(st, 5, info->source);
	sqlite3_bind_int(st, 6, info->complete);
	sqlite3_bind_int64(st, 7, sheet != NULL ? (sqlite3_int64)sheet->n_row : 0);
	db_bind_sv(st, 8, str_sv(&columns));
	db_bind_sv(st, 9, info->note);
	rc = run_once(db, st, err);
	str_clear(&columns);
	return rc;
}

static enum rc add_rows(struct db *db, const struct sheet *sheet, const char *sql,
    const struct pinyin *pinyin, struct err *err)
{
	int name = sheet_column(sheet, "name_zh");
	struct str initials = {0};
	sqlite3_stmt *st;
	enum rc rc = db_prepare(db, sql, &st, err);

	if (name < 0)
		name = sheet_column(sheet, "name");
	for (size_t i = 0; rc == RC_OK && i < sheet->n_row; i++) {
		for (size_t k = 0; k < sheet->n_column; k++)
			db_bind_sv(st, (int)k + 1, sheet->row[i].v[k]);
		str_reset(&initials);
		if (name >= 0)
			pinyin_add_initials(pinyin, sheet->row[i].v[name], &initials);
		db_bind_sv(st, (int)sheet->n_column + 1, str_sv(&initials));
		rc = run_once(db, st, err);
	}
	str_clear(&initials);
	return rc;
}

enum rc pack_add_table(struct db *db, const struct pack_table *info, const struct sheet *sheet,
    const struct pinyin *pinyin, const struct sv *key, size_t n_key, struct err *err)
{
	struct str create = {0}, insert = {0}, index = {0};
	const int id_n = (int)info->id.n;
	const char *id = info->id.p;
	enum rc rc = add_info(db, info, sheet, err);

	if (rc != RC_OK || sheet == NULL)
		return rc;
	str_addf(&create, "CREATE TABLE \"t_%.*s\" (", id_n, id);
	str_addf(&insert, "INSERT INTO \"t_%.*s\" VALUES (", id_n, id);
	for (size_t i = 0; i < sheet->n_column; i++) {
		str_addf(&create, "\"%.*s\" TEXT NOT NULL, ", (int)sheet->column[i].n, sheet->column[i].p);
		str_adds(&insert, "?, ");
	}
	str_adds(&create, "\"#initials\" TEXT NOT NULL) STRICT");
	str_adds(&insert, "?)");
	rc = db_exec(db, str_z(&create), err);
	if (rc == RC_OK)
		rc = add_rows(db, sheet, str_z(&insert), pinyin, err);
	for (size_t i = 0; rc == RC_OK && i <= n_key; i++) {
		const struct sv column = i == 0 ? sheet->column[0] : key[i - 1];

		str_reset(&index);
		str_addf(&index, "CREATE INDEX IF NOT EXISTS \"i_%.*s_%.*s\" ON \"t_%.*s\" (\"%.*s\")",
		    id_n, id, (int)column.n, column.p, id_n, id, (int)column.n, column.p);
		rc = db_exec(db, str_z(&index), err);
	}
	str_clear(&create);
	str_clear(&insert);
	str_clear(&index);
	return rc;
}

enum rc pack_add_pinyin(struct db *db, const struct pinyin *pinyin, struct err *err)
{
	sqlite3_stmt *st;
	enum rc rc = db_prepare(db, "INSERT INTO pinyin VALUES (?)", &st, err);

	if (rc == RC_OK) {
		db_bind_sv(st, 1, (struct sv){pinyin->letters, PINYIN_N_CHAR});
		rc = run_once(db, st, err);
	}
	if (rc == RC_OK)
		rc = db_prepare(db, "INSERT INTO pinyin_word VALUES (?, ?)", &st, err);
	for (size_t i = 0; rc == RC_OK && i < pinyin->n_word; i++) {
		db_bind_sv(st, 1, pinyin->word[i].word);
		db_bind_sv(st, 2, pinyin->word[i].initials);
		rc = run_once(db, st, err);
	}
	return rc;
}

enum rc pack_read_pinyin(struct db *db, struct pinyin *pinyin, struct err *err)
{
	sqlite3_stmt *st;
	int step = SQLITE_DONE;
	enum rc rc = db_prepare(db, "SELECT letters FROM pinyin", &st, err);

	if (rc != RC_OK)
		return rc;
	step = sqlite3_step(st);
	if (step != SQLITE_ROW || db_column_sv(st, 0).n != PINYIN_N_CHAR) {
		sqlite3_reset(st);
		return err_set(err, RC_PARSE, _("%s: the table of pinyin initials is damaged; run make, or install yulu again"),
		    db_path(db));
	}
	pinyin_set_letters(pinyin, db_column_sv(st, 0).p);
	sqlite3_reset(st);
	rc = db_prepare(db, "SELECT word, initials FROM pinyin_word", &st, err);
	if (rc != RC_OK)
		return rc;
	while ((step = sqlite3_step(st)) == SQLITE_ROW)
		pinyin_add_word(pinyin, db_column_sv(st, 0), db_column_sv(st, 1));
	sqlite3_reset(st);
	pinyin_sort(pinyin);
	return step == SQLITE_DONE ? RC_OK : db_fail(db, step, err, db_path(db));
}

enum rc pack_end(struct db *db, const char *path, struct err *err)
{
	sqlite3_int64 n_b = 0;
	unsigned char *bytes = NULL;
	enum rc rc = db_commit(db, err);

	if (rc == RC_OK) {
		bytes = sqlite3_serialize(db_handle(db), "main", &n_b, 0);
		rc = bytes == NULL ? db_fail(db, SQLITE_NOMEM, err, path)
		    : file_write(path, (struct sv){(const char *)bytes, (size_t)n_b}, 0644, err);
	}
	sqlite3_free(bytes);
	pack_abandon(db);
	return rc;
}

void pack_abandon(struct db *db)
{
	char *path = mem_strdup(db_path(db));

	db_close(db);
	unlink(path);
	mem_free(path);
}
