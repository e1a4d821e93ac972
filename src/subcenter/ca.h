/*
 * A certificate authority of the sub-center's own, for a server that no public
 * one knows. Made at the first start; the server's certificate is renewed by it
 * when less than thirty days are left.
 *
 *     HOME/ca.pem          for clients to trust, readable by everybody
 *     HOME/ca-key.pem      0600
 *     HOME/server.pem      localhost, 127.0.0.1, ::1; readable by everybody
 *     HOME/server-key.pem  0600
 */
#ifndef YULU_SUBCENTER_CA_H
#define YULU_SUBCENTER_CA_H

#include "base/err.h"
#include "base/str.h"

/* Fills key and certificate (server's and authority's) in PEM. */
enum rc ca_open(const char *home, struct str *key, struct str *chain, struct err *err);

#endif
