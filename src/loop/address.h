/* Addresses of peers: as the kernel has them, as text, as keys of tables. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_ADDRESS_H
#define LOOP_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/status.h"

/* Room for an IPv6 address with its scope ("%eth0", or a number) and the NUL. */
#define ADDRESS_TEXT_BYTES 64

/* Without padding, so that two are the same when their bytes are; what is not used is zero. */
struct address {
	uint8_t ip[16]; /* an IPv4 address in the first four */
	uint32_t scope; /* of a link-local IPv6 address */
	uint16_t family;
	uint16_t port;
};

/* Secret numbers of one process: whoever chooses addresses cannot choose where they fall in our tables. */
struct address_key {
	uint64_t word[8];
};

/* STATUS_IO if the kernel gives no random bytes. */
enum status address_key_make(struct address_key *ret_key);
/* False if it is neither IPv4 nor IPv6. */
bool address_of(const struct sockaddr *given, struct address *ret_address);
/* Reads a numeric address, "127.0.0.1", "::1", "fe80::1%2"; false if it is none.  Names are never looked up. */
bool address_read(const char *text, uint16_t port, struct address *ret_address);
void address_write(const struct address *address, char text[ADDRESS_TEXT_BYTES]);
/* The kernel's form; the length of it. */
socklen_t address_for_kernel(const struct address *address, struct sockaddr_storage *ret_given);
bool address_same(const struct address *a, const struct address *b);
/*
 * Whom we count as one source: an IPv4 address, or an IPv6 network of 64 bits, which is what one household or host is given
 * (RFC 6177) and can choose its addresses from.  The port is left out.
 */
struct address address_source(const struct address *address);
/* Multiply-shift over all of it and one further number (Dietzfelbinger 1996): any two meet by chance only. */
uint32_t address_hash(const struct address_key *key, const struct address *address, uint32_t more);

#endif
