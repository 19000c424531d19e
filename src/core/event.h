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
	/* The entries before this one that spoke of f.call, f.incident and f.unit; 0: none.  So a timeline is walked back. */
	uint64_t call_previous;
	uint64_t incident_previous;
	uint64_t unit_previous;
	struct fields f;
};

struct event_info {
	const char *name;
	uint64_t fields; /* mask */
	const char *words;
};

/* Whether an event belongs to its unit's timeline.  Positions, which come every few seconds, are a stream of their own. */
static inline bool event_is_of_unit(const struct event *event)
{
	return event->f.unit && event->kind != EVENT_POSITION_REPORTED;
}

extern const struct event_info event_table[EVENT_COUNT];

#endif
