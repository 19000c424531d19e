/* Where a policy's ways lead in this center: queues of the board, and what they owe. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_DESTINATION_H
#define ROUTING_DESTINATION_H

#include "core/board.h"
#include "policy/family.h"
#include "settings/outline.h"

/* The queue that a destination names: "sip:NAME@DOMAIN" with this center's own domain, or its bare name.  0: it is none here. */
uint32_t destination_queue(const struct board *board, const char *domain, const char *destination);
/* The state of a queue as i3 calls it: Active, Inactive where nobody sits there, Unreachable where there is no such queue. */
const char *destination_state(const struct board *board, const char *domain, const char *destination);
/* What a response effect says is owed, as rows of the core (core/rows.h); statuses of buffer_append. */
enum status destination_rows(const struct response *response, struct buffer *rows);

/*
 * Says what of a family this center cannot do: ways that lead to no queue of it, debts and dispositions that it does not know.
 * A policy with such may not be put up: it was not proved of this center.
 *   STATUS_OK with problems->count left as it was: nothing;  STATUS_MALFORMED: the problems say what
 *   STATUS_MEMORY
 */
enum status destination_check(const struct board *board, const char *domain, const struct family *family,
                              const char *name, struct problems *problems);

#endif
