/* A heap of what comes next: by two numbers, then by id; nothing else decides. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_UPCOMING_H
#define WHATIF_UPCOMING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct upcoming_item {
	int64_t major, minor; /* time and kind of an event; priority and arrival of a call that waits */
	uint32_t id;
	uint32_t stamp; /* of whoever put it in, to know one that no longer counts; not compared */
};

/* Zero-initialised it is empty.  Owns. */
struct upcoming {
	struct upcoming_item *item;
	uint32_t count, room;
};

/* STATUS_MEMORY. */
enum status upcoming_add(struct upcoming *upcoming, struct upcoming_item item);
/* Takes the first off; false if there is none. */
bool upcoming_take(struct upcoming *upcoming, struct upcoming_item *ret_item);
void upcoming_close(struct upcoming *upcoming);

#endif
