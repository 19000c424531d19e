/* What a URI stands for, asked over HTTPS without waiting for it: strangers name the servers, so all of it is bounded. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_FETCHER_H
#define LOOP_FETCHER_H

#include "base/bytes.h"
#include "loop/loop.h"

/* Each with the value that FETCHER_LIMITS_USUAL gives it, and why. */
struct fetcher_limits {
	uint32_t running;    /* connections at a time */
	uint32_t per_source; /* of them for one source: a caller's address, which may be a whole network's */
	uint32_t waiting;    /* questions that wait for a connection */
	uint32_t within_ms;  /* for all of one answer: look-up, connection, handshake, body; waiting is not counted */
	uint32_t head_bytes, body_bytes;
};

/* A place is of use in the first seconds; a document of all shapes and a chain of certificates have some 10 KB. */
#define FETCHER_LIMITS_USUAL                                                                                           \
	((struct fetcher_limits){ .running = 64,                                                                       \
	                          .per_source = 16,                                                                    \
	                          .waiting = 1024,                                                                     \
	                          .within_ms = 5000,                                                                   \
	                          .head_bytes = 16384,                                                                 \
	                          .body_bytes = 65536 })

/* The longest URI that is asked. */
#define FETCHER_URI_MAX_BYTES 2048u
/* Name servers that are asked; resolv.conf(5) has three. */
#define FETCHER_NAME_SERVERS_MAX 3u

struct fetcher_question {
	uint64_t number; /* the answer has it too */
	uint64_t source; /* who made us ask */
	struct bytes uri;
	const char *accept; /* what is wanted; static */
	const char *type;   /* of the body, which makes it a POST; static; NULL: a GET */
	struct bytes body;
};

/* All of it is borrowed for the call. */
struct fetcher_answer {
	uint64_t number;
	const char *trouble;    /* in words: there is no answer; NULL: there is */
	unsigned code;          /* of HTTP */
	const char *unverified; /* in words: who answered did not prove to be whom the URI names; NULL: did */
	struct bytes type, body;
};

typedef void fetcher_answered(void *context, const struct fetcher_answer *answer);

/* Which servers may be asked. */
enum fetcher_reach {
	FETCHER_FAR,    /* those on other machines */
	FETCHER_NOBODY, /* none: each question has that for its answer */
	FETCHER_NEAR,   /* those on this machine and its links as well; for tests */
};

struct fetcher_setup {
	struct bytes trusted;      /* PEM: who may vouch for a server; empty: nobody */
	struct bytes name_servers; /* addresses, a line each; empty: names are not looked up */
	enum fetcher_reach reach;
	const struct fetcher_limits *limits;
};

struct fetcher;

/*
 * The setup is copied.  STATUS_MALFORMED: no certificate in `trusted` can be read; STATUS_MEMORY.
 *
 * Only https is asked (RFC 6753 section 3, RFC 8224 section 5.3 by way of RFC 7515 4.1.5), redirections are not followed.
 * An address of this machine, of its links, or of many is not connected to, whatever name it has: a stranger could
 * otherwise speak by our mouth with what trusts this machine.
 */
enum status fetcher_open(struct loop *loop, const struct fetcher_setup *setup, fetcher_answered *answered,
                         void *context, struct fetcher **ret_fetcher);
/* Nobody is told; the loop must not run any more. */
void fetcher_close(struct fetcher *fetcher);
/*
 * Asks; the answer comes later, once, never within the call.
 *   STATUS_FULL    so many wait already
 *   STATUS_LIMIT   the URI is too long
 *   STATUS_MEMORY
 */
enum status fetcher_ask(struct fetcher *fetcher, const struct fetcher_question *question);

#endif
