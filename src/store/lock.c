#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

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

static enum rc refused(struct store *store, int64_t draft, int64_t *holder_pid, struct err *err)
{
	struct flock lock = byte_of(draft, F_WRLCK);

	if (fcntl(store->locks_fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
		*holder_pid = lock.l_pid;
	if (draft == 0)
		return err_set(err, RC_BUSY, _("process %lld exchanges messages for this store"), (long long)*holder_pid);
	return err_set(err, RC_BUSY, _("draft %lld is being edited by process %lld"), (long long)draft, (long long)*holder_pid);
}

enum rc store_lock(struct store *store, int64_t draft, int64_t *holder_pid, struct err *err)
{
	struct flock lock = byte_of(draft, F_WRLCK);
	enum rc rc = open_locks(store, err);

	*holder_pid = 0;
	if (rc != RC_OK || fcntl(store->locks_fd, F_SETLK, &lock) == 0)
		return rc;
	if (errno == EACCES || errno == EAGAIN)
		return refused(store, draft, holder_pid, err);
	return err_errno(err, _("cannot lock draft %lld"), (long long)draft);
}

enum rc store_unlock(struct store *store, int64_t draft, struct err *err)
{
	struct flock lock = byte_of(draft, F_UNLCK);
	enum rc rc = open_locks(store, err);

	if (rc != RC_OK || fcntl(store->locks_fd, F_SETLK, &lock) == 0)
		return rc;
	return err_errno(err, _("cannot unlock draft %lld"), (long long)draft);
}
