/* Whether what was said of a call or incident may be read by who asks. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/closed_words.h"

static bool is_fresh(const struct closed_words *reading, struct instant at)
{
	return instant_before(reading->now, instant_after(at, span_s(reading->after_s)));
}

bool closed_words_of_incident(const struct closed_words *reading, uint32_t number)
{
	const struct incident *incident = board_incidents(reading->board, number);
	return incident && (incident->open || incident->first_obligation || is_fresh(reading, incident->closed_at) ||
	                    board_opened(reading->board, reading->agent, 0, number, reading->now));
}

/* Its incident is worked on with what the caller said. */
bool closed_words_of_call(const struct closed_words *reading, uint32_t number)
{
	const struct call *call = board_calls(reading->board, number);
	return call && (call->state != CALL_CLOSED || call->first_obligation || is_fresh(reading, call->closed_at) ||
	                board_opened(reading->board, reading->agent, number, 0, reading->now) ||
	                (call->incident && closed_words_of_incident(reading, call->incident)));
}

bool closed_words_of_entry(const struct closed_words *reading, const struct entry_head *head,
                           struct entry_reader events)
{
	struct event event;
	bool readable = head->command.kind == COMMAND_OPEN_RECORD || head->command.kind == COMMAND_ERASE ||
	                is_fresh(reading, head->at);
	bool of_none = true;
	while (!readable && codec_read_event(&events, &event) == STATUS_OK) {
		of_none &= !event.f.call && !event.f.incident;
		readable = (event.f.call && closed_words_of_call(reading, event.f.call)) ||
		           (event.f.incident && closed_words_of_incident(reading, event.f.incident));
	}
	return readable || of_none;
}
