/* Descriptors handed from one process of ours to another, each with the number that says what it is for (unix(7)). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_HANDOVER_H
#define LOOP_HANDOVER_H

#include <stdint.h>

#include "base/status.h"

/* Two ends, non-blocking and closed on exec: what is sent at the first is taken at the second.  STATUS_IO. */
enum status handover_make_pair(int ret_ends[2]);
/* Sends a copy; the descriptor stays its owner's.  STATUS_FULL: the other side does not take them;  STATUS_IO. */
enum status handover_send(int end, uint64_t ticket, int descriptor);
/* STATUS_MISSING: nothing is there;  STATUS_MALFORMED: what was there is none, and is gone;  STATUS_ENDED. */
enum status handover_take(int end, uint64_t *ret_ticket, int *ret_descriptor);

#endif
