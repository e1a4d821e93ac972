/*
 * Keys, digests and the texts they are written in. Ed25519 and SHA-256 by
 * OpenSSL; nothing here knows what is signed.
 *
 *     key file   PEM, mode 0600, made when it is not there
 *     public key, signature   Base64 of the raw 32 and 64 bytes
 */
#ifndef YULU_SUBCENTER_SEAL_H
#define YULU_SUBCENTER_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum { SEAL_KEY_B = 32, SEAL_SIGNATURE_B = 64, SEAL_SHA256_HEX = 65, SEAL_INSTALL_B = 21 };

struct seal_key;	/* a private key */

enum rc seal_key_open(const char *path, struct seal_key **out, struct err *err);
void seal_key_free(struct seal_key *key);
void seal_key_public(const struct seal_key *key, struct str *base64);
/* Adds the Base64 of the signature; false when OpenSSL fails. */
bool seal_sign(const struct seal_key *key, struct sv bytes, struct str *base64);
/* False for anything that is not a sound signature by that key. */
bool seal_verify(struct sv key_base64, struct sv bytes, struct sv signature_base64);

void seal_sha256(struct sv bytes, char hex[SEAL_SHA256_HEX]);
/* The first 20 characters of the Base32 of the SHA-256 of the raw public key;
 * "" when the key is none. */
void seal_install_id(struct sv key_base64, char id[SEAL_INSTALL_B]);
bool seal_random(void *bytes, size_t n);	/* false when the system gives none */

void seal_add_base64(struct str *to, struct sv bytes);
/* White space is passed over. False for anything else that is no Base64. */
bool seal_add_decoded(struct str *to, struct sv base64);

#endif
