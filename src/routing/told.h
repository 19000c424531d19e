/* What is told of a call or an incident of the board, laid out by what the policy asks. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_TOLD_H
#define ROUTING_TOLD_H

#include "desk/desk.h"
#include "policy/choose.h"

/* Facts of one call, those of the message and of the board together. */
#define TOLD_FACTS_MAX 4096u

struct told {
	struct buffer text; /* the facts of the message, cut into parts */
	struct fact *fact;
	uint32_t facts;
	struct fact *value; /* by trait: the open ones, then the caller's */
	struct open_facts open;
	char incoming[NAME_BYTES]; /* the queue that the call came for; "": none was named */
};

/* What a call came with: the facts of its message, a line each, and the queue that it was placed in. */
struct told_placing {
	struct bytes facts;
	uint32_t queue;
};

/* Whether a command places a call, and so has what was told of it. */
bool told_places(enum command_kind kind);
/* As of `at`; the facts are copied.  STATUS_MEMORY. */
enum status told_of_placed(const struct board *board, const struct family *family, const char *domain, uint32_t call,
                           struct instant at, struct told_placing placing, struct told *ret_told);
/* The same, with what the desk's ledger has of the placing.  STATUS_MEMORY, and the desk's troubles of reading. */
enum status told_of_call(struct desk *desk, const struct family *family, const char *domain, uint32_t call,
                         struct instant at, struct told *ret_told);
enum status told_of_incident(const struct board *board, const struct family *family, uint32_t incident,
                             struct instant at, struct told *ret_told);
void told_close(struct told *told);
/* Appends what the policy asks and was told, "fact: TYPE:NAME=VALUE", a line each: all that a decision could see, so that it can
 * be made again (`tocsin policy explain`).  Statuses of buffer_append. */
enum status told_write(const struct family *family, const struct told *told, struct buffer *lines);

#endif
