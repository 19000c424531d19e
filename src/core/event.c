/* What happened: one kind from events.def and the fields that its row names. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/event.h"

const struct event_info event_table[EVENT_COUNT] = {
	[EVENT_NONE] = { NULL, 0, NULL },
#define EVENT(NAME, JSON, FIELDS, WORDS) [EVENT_##NAME] = { JSON, (FIELDS), WORDS },
#include "core/events.def"
#undef EVENT
};
