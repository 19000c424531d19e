/* The values that an entry's slots commit to, read from its body and text. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_SLOTS_H
#define LEDGER_SLOTS_H

#include "ledger/entry.h"

/* One buffer a slot; zero-initialised.  The caller closes it. */
struct slots {
	struct buffer value[ENTRY_SLOT_COUNT];
	enum command_kind kind; /* what was asked */
};

/* Fills all of them anew; STATUS_MALFORMED if body or text are none, statuses of buffer_append. */
enum status slots_read(struct slots *slots, struct bytes body, struct bytes text);
void slots_close(struct slots *slots);

#endif
