/*
 * The server: HTTPS on loopback, one process, one thread. Requests that are
 * complete are answered inside one transaction a round and only after its
 * commit, so what was answered is on disk, and many clients share a sync.
 */
#ifndef YULU_SUBCENTER_SERVE_H
#define YULU_SUBCENTER_SERVE_H

#include "subcenter/office.h"

/* Until SIGTERM or SIGINT. port 0: any free one. ready is called once it listens. */
enum rc serve_run(struct office *o, unsigned port, void (*ready)(const struct office *o), struct err *err);

#endif
