/*
 * Locks are the kernel's (fcntl), a byte a draft; they end with the process.
 * What the holder says of himself is a record beside them, which only tells:
 * it counts while the process that holds the lock is the one that wrote it.
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/day.h"
#include "base/file.h"
#include "base/i18n.h"

/* Past the ids of all drafts. */
#define OPENING_BYTE (INT64_MAX - 1)

static enum rc open_locks(struct store *store, struct err *err)
{
	char *path;
	enum rc rc = RC_OK;

	if (store->locks_fd >= 0)
		return RC_OK;
	path = file_join(store->home, "locks");
	store->locks_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (store->locks_fd < 0)
		rc = err_errno(err, _("cannot open %s (check the permissions of its directory)"), path);
	else
		store_share(store, path, 0660);
	mem_free(path);
	return rc;
}

static struct flock byte_of(int64_t draft, short type)
{
	return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = draft, .l_len = 1};
}

enum rc store_lock_opening(struct store *store, bool on, struct err *err)
{
	struct flock lock = byte_of(OPENING_BYTE, on ? F_WRLCK : F_UNLCK);
	enum rc rc = open_locks(store, err);

	while (rc == RC_OK && fcntl(store->locks_fd, F_SETLKW, &lock) != 0)
		if (errno != EINTR)
			rc = err_errno(err, _("cannot lock %s"), store->home);
	return rc;
}

static void read_holder(struct store *store, int64_t draft, struct arena *arena, struct store_holder *holder)
{
	sqlite3_stmt *st;
	bool row;

	if (store_sql(store, &st, NULL, "SELECT operator, tty, since FROM holder WHERE draft = ?1 AND pid = ?2", "ii", draft,
		      holder->pid) != RC_OK || store_sql_next(store, st, &row, NULL) != RC_OK || !row)
		return;
	holder->operator = store_keep(st, 0, arena);
	holder->tty = store_keep(st, 1, arena);
	holder->since = sqlite3_column_int64(st, 2);
	sqlite3_reset(st);
}

static enum rc refused(struct store *store, int64_t draft, struct arena *arena, struct store_holder *holder, struct err *err)
{
	struct flock lock = byte_of(draft, F_WRLCK);
	struct sv who;

	if (fcntl(store->locks_fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK) {
		holder->pid = lock.l_pid;
		read_holder(store, draft, arena, holder);
	}
	if (draft == 0)
		return err_set(err, RC_BUSY, _("process %lld exchanges messages for this store"), (long long)holder->pid);
	who = holder->operator;
	if (who.n == 0)
		return err_set(err, RC_BUSY, _("draft %lld is being edited by process %lld"), (long long)draft, (long long)holder->pid);
	return err_set(err, RC_BUSY, _("draft %lld is being edited by %.*s (%.*s, process %lld)"), (long long)draft, (int)who.n, who.p,
		       (int)holder->tty.n, holder->tty.p, (long long)holder->pid);
}

enum rc store_lock(struct store *store, int64_t draft, struct sv operator, struct sv tty, struct arena *arena,
    struct store_holder *holder, struct err *err)
{
	struct flock lock = byte_of(draft, F_WRLCK);
	enum rc rc = open_locks(store, err);

	*holder = (struct store_holder){.operator = SV(""), .tty = SV("")};
	if (rc != RC_OK)
		return rc;
	if (fcntl(store->locks_fd, F_SETLK, &lock) != 0) {
		if (errno == EACCES || errno == EAGAIN)
			return refused(store, draft, arena, holder, err);
		return err_errno(err, _("cannot lock draft %lld"), (long long)draft);
	}
	/* without the record the lock is as good */
	store_sql_lightly(store, NULL, "INSERT OR REPLACE INTO holder (draft, pid, operator, tty, since) VALUES (?1, ?2, ?3, ?4, ?5)",
			  "iitti", draft, (int64_t)getpid(), operator, tty, clock_now_ms());
	return RC_OK;
}

enum rc store_unlock(struct store *store, int64_t draft, struct err *err)
{
	struct flock lock = byte_of(draft, F_UNLCK);
	enum rc rc = open_locks(store, err);

	if (rc != RC_OK)
		return rc;
	store_sql_lightly(store, NULL, "DELETE FROM holder WHERE draft = ?1 AND pid = ?2", "ii", draft, (int64_t)getpid());
	if (fcntl(store->locks_fd, F_SETLK, &lock) != 0)
		return err_errno(err, _("cannot unlock draft %lld"), (long long)draft);
	return RC_OK;
}
