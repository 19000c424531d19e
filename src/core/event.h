/* What happened: one kind from events.def and the fields that its row names. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include "core/fields.h"

enum event_kind {
	EVENT_NONE,
#define EVENT(NAME, ...) EVENT_##NAME,
#include "core/events.def"
#undef EVENT
	EVENT_COUNT
};

struct event {
	enum event_kind kind;
	/* The entries before this one that spoke of f.call and of f.incident; 0: none.  So a timeline is walked back. */
	uint64_t call_previous;
	uint64_t incident_previous;
	struct fields f;
};

struct event_info {
	const char *name;
	uint64_t fields; /* mask */
	const char *words;
};

extern const struct event_info event_table[EVENT_COUNT];

#endif
