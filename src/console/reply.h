/* What a command came to, as the answer to the one who asked: a pure function of its entry, so that repeats get the same. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_REPLY_H
#define CONSOLE_REPLY_H

#include "core/codec.h"
#include "desk/secrets.h"

#define PROBLEM_TYPE "application/problem+json"
#define JSON_TYPE "application/json"

struct reply {
	int code;
	const char *type;
	struct buffer body; /* whoever holds the reply closes it */
	uint64_t receipt;   /* the entry whose receipt goes with it once that is durable; 0: none */
};

/* Statuses of buffer_append. */
enum status reply_write(struct reply *reply, const struct secrets *secrets, enum command_kind kind, uint64_t sequence,
                        const struct event *events, uint32_t count);
/* A problem document (RFC 9457) for what never reached the rules; `field` may be "". */
enum status reply_problem(struct reply *reply, int code, const char *rule, const char *field, const char *detail);
/* The same for a call that could not be read and was kept: it says as which call. */
enum status reply_kept(struct reply *reply, const struct secrets *secrets, uint64_t sequence, uint32_t call, int code,
                       const char *field, const char *detail);

#endif
