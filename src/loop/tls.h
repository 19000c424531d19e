/* What both ends of a TLS connection bring along: certificates, keys, and what is not allowed. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_TLS_H
#define LOOP_TLS_H

#include <openssl/ssl.h>

#include "base/bytes.h"
#include "loop/address.h"

/*
 * A certificate that nobody vouches for but itself, with its key (ECDSA P-256), as PEM, for ten years; `name` is a host's name
 * or address.  STATUS_MEMORY.
 */
enum status tls_self_signed(const char *name, struct buffer *certificate, struct buffer *key);

/* TLS 1.2 or later, without renegotiation; STATUS_MALFORMED: no certificate, or a key that is not its own. */
enum status tls_server(struct bytes certificate, struct bytes key, SSL_CTX **ret_server);
/* `trusted` empty: encrypted, but without proof of who is there. */
enum status tls_client(struct bytes trusted, SSL_CTX **ret_client);
/* One connection's; the peer must prove that it is at this address if the client has somebody it trusts.  NULL: memory. */
SSL *tls_client_to(SSL_CTX *client, const struct address *address);

#endif
