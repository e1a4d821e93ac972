#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

/* Cuts s at n_b bytes at the latest, never inside a UTF-8 character, and takes
 * line ends off its end. */
static void end_text(char *s, size_t n_b)
{
	size_t n = strnlen(s, n_b);

	if (n == n_b) {
		n--;
		while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
			n--;
	}
	while (n > 0 && (s[n - 1] == '\n' || s[n - 1] == '\r'))
		n--;
	s[n] = '\0';
}

/* Formats into text[ERR_TEXT_MAX_B]; a byte of room behind it shows whether
 * something was cut. */
__attribute__((format(printf, 2, 0))) static void
format_text(char *text, const char *fmt, va_list ap)
{
	char tmp[ERR_TEXT_MAX_B + 1] = "";

	if (vsnprintf(tmp, sizeof tmp, fmt, ap) < 0)
		tmp[0] = '\0';
	end_text(tmp, ERR_TEXT_MAX_B);
	memcpy(text, tmp, ERR_TEXT_MAX_B);
}

enum rc err_set(struct err *err, enum rc rc, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return rc;
	va_start(ap, fmt);
	format_text(err->text, fmt, ap);
	va_end(ap);
	err->rc = rc;
	return rc;
}

static enum rc rc_of_errno(int e)
{
	switch (e) {
	case ENOENT:
	case ENOTDIR:
		return RC_NOTFOUND;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return RC_FULL;
	case EACCES:
	case EPERM:
	case EROFS:
		return RC_DENIED;
	case EEXIST:
		return RC_EXISTS;
	default:
		return RC_IO;
	}
}

/* The C library's own words come in English only where no locale is
 * generated, so the common ones are ours. */
static const char *words_of_errno(int e)
{
	switch (e) {
	case ENOENT:
		return _("there is no such file or directory");
	case ENOTDIR:
		return _("a part of the path is no directory");
	case EACCES:
	case EPERM:
		return _("permission denied; check who may use the file and its directory");
	case EROFS:
		return _("the file system is read-only");
	case ENOSPC:
		return _("the disk is full; free some space and try again");
	case EDQUOT:
		return _("the disk quota is used up; free some space and try again");
	case EEXIST:
		return _("it is there already");
	case EIO:
		return _("the disk reports an error");
	default:
		return strerror(e);
	}
}

enum rc err_errno(struct err *err, const char *fmt, ...)
{
	int saved = errno;
	enum rc rc = rc_of_errno(saved);
	char both[2 * ERR_TEXT_MAX_B];
	va_list ap;

	if (err == NULL)
		return rc;
	va_start(ap, fmt);
	format_text(err->text, fmt, ap);
	va_end(ap);
	snprintf(both, sizeof both, "%s: %s", err->text, words_of_errno(saved));
	end_text(both, ERR_TEXT_MAX_B);
	memcpy(err->text, both, ERR_TEXT_MAX_B);
	err->rc = rc;
	return rc;
}

enum rc err_context(struct err *err, const char *fmt, ...)
{
	char front[ERR_TEXT_MAX_B], both[2 * ERR_TEXT_MAX_B + 2];
	va_list ap;

	if (err == NULL)
		return RC_INTERNAL;
	va_start(ap, fmt);
	format_text(front, fmt, ap);
	va_end(ap);
	snprintf(both, sizeof both, "%s: %s", front, err->text);
	end_text(both, ERR_TEXT_MAX_B);
	memcpy(err->text, both, ERR_TEXT_MAX_B);
	return err->rc;
}

void err_clear(struct err *err)
{
	if (err == NULL)
		return;
	err->rc = RC_OK;
	err->text[0] = '\0';
}
