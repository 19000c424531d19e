/* What a page must show of the board, as one short hash: a screen that differs from the record can be told from one that does
 * not.  It is no proof against anybody; the ledger is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/mirror.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/need.h"

#define FNV_PRIME 16777619u
#define OFFSET_ONE 2166136261u
#define OFFSET_OTHER 84696351u

struct mirror {
	const struct board *board;
	struct buffer line;
	uint32_t one, other; /* sums */
};

static uint32_t fnv(uint32_t hash, struct bytes bytes)
{
	for (size_t i = 0; i < bytes.length; i++)
		hash = (hash ^ bytes.at[i]) * FNV_PRIME;
	return hash;
}

/* Takes the line in, and begins the next. */
static void end_line(struct mirror *mirror)
{
	mirror->one += fnv(OFFSET_ONE, buffer_bytes(&mirror->line));
	mirror->other += fnv(OFFSET_OTHER, buffer_bytes(&mirror->line));
	buffer_clear(&mirror->line);
}

static const char *word(enum vocabulary vocabulary, unsigned value)
{
	const char *name = vocabulary_name(vocabulary, value);
	return name ? name : "";
}

static enum status take_owed(struct mirror *mirror, uint32_t first)
{
	enum status status = STATUS_OK;
	for (uint32_t slot = first; status == STATUS_OK && slot;) {
		const struct obligation *owed = board_obligations(mirror->board, slot);
		char due[INSTANT_TEXT_BYTES];
		instant_write(owed->due, due);
		status =
		    buffer_print(&mirror->line, "o|%" PRIu64 "|%s|%s|%u|%u|%s|%u", board_handle(mirror->board, slot),
		                 word(VOCABULARY_OBLIGATION, owed->kind), word(VOCABULARY_OWNER, owed->owner_kind),
		                 owed->owner, owed->rung, due, owed->unheeded);
		if (status == STATUS_OK)
			end_line(mirror);
		slot = owed->next;
	}
	return status;
}

static enum status take_calls(struct mirror *mirror)
{
	uint32_t at = board_center(mirror->board)->first_open_call, count = 0;
	enum status status = STATUS_OK;
	for (; status == STATUS_OK && at && count < BOARD_LIST_MAX; count++) {
		const struct call *call = board_calls(mirror->board, at);
		status = buffer_print(&mirror->line, "c|%u|%s|%u|%u|%u", at, word(VOCABULARY_CALL_STATE, call->state),
		                      call->priority, call->incident, call->agent);
		if (status == STATUS_OK) {
			end_line(mirror);
			status = take_owed(mirror, call->first_obligation);
		}
		at = call->next_open;
	}
	return status;
}

/* Who works it, and how far what it needs is there. */
static enum status take_work(struct mirror *mirror, uint32_t number)
{
	const struct incident *incident = board_incidents(mirror->board, number);
	struct need_fill fill;
	enum status status = STATUS_OK;
	(void)need_met(mirror->board, number, &fill);
	for (uint32_t at = incident->first_assignment; status == STATUS_OK && at;) {
		const struct assignment *one = board_assignments(mirror->board, at);
		status = buffer_print(&mirror->line, "s|%u|%u|%u|%s|%u", number, at, one->unit,
		                      word(VOCABULARY_UNIT_STATUS, one->status), one->active != 0);
		if (status == STATUS_OK)
			end_line(mirror);
		at = one->next_of_incident;
	}
	for (uint32_t at = incident->first_need; status == STATUS_OK && at;) {
		const struct need *need = board_needs(mirror->board, at);
		status = buffer_print(&mirror->line, "n|%u|%u|%u|%u", number, need->row, need->count,
		                      fill.filled[need->row]);
		if (status == STATUS_OK)
			end_line(mirror);
		at = need->next_of_incident;
	}
	return status;
}

static enum status take_incidents(struct mirror *mirror)
{
	uint32_t at = board_center(mirror->board)->first_open_incident, count = 0;
	enum status status = STATUS_OK;
	for (; status == STATUS_OK && at && count < BOARD_LIST_MAX; count++) {
		const struct incident *incident = board_incidents(mirror->board, at);
		status = buffer_print(&mirror->line, "i|%u|%u|%s|%u", at, incident->priority, incident->type.text,
		                      incident->active);
		if (status == STATUS_OK) {
			end_line(mirror);
			status = take_work(mirror, at);
		}
		if (status == STATUS_OK)
			status = take_owed(mirror, incident->first_obligation);
		at = incident->next_open;
	}
	return status;
}

static enum status take_units(struct mirror *mirror)
{
	enum status status = STATUS_OK;
	for (uint32_t at = 1; status == STATUS_OK && board_units(mirror->board, at); at++) {
		const struct unit *unit = board_units(mirror->board, at);
		status = buffer_print(&mirror->line, "u|%u|%u|%u|%u", at, unit->active, unit->out_of_service != 0,
		                      unit->crew_state == CREW_OFF);
		if (status == STATUS_OK) {
			end_line(mirror);
			status = take_owed(mirror, unit->first_obligation);
		}
	}
	return status;
}

static enum status take_agents(struct mirror *mirror)
{
	enum status status = STATUS_OK;
	for (uint32_t at = 1; status == STATUS_OK && board_agents(mirror->board, at); at++) {
		const struct agent *agent = board_agents(mirror->board, at);
		status = buffer_print(&mirror->line, "a|%u|%u|%s|%s", at, agent->position,
		                      word(VOCABULARY_AGENT_STATE, agent->state), word(VOCABULARY_ROLE, agent->role));
		if (status == STATUS_OK)
			end_line(mirror);
	}
	return status;
}

enum status mirror_hash(const struct board *board, char ret_hex[MIRROR_HEX_BYTES])
{
	enum status (*const parts[])(struct mirror *) = { take_calls, take_incidents, take_units, take_agents };
	struct mirror mirror = { .board = board };
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < sizeof parts / sizeof *parts; i++)
		status = parts[i](&mirror);
	buffer_close(&mirror.line);
	if (status == STATUS_OK)
		(void)snprintf(ret_hex, MIRROR_HEX_BYTES, "%08" PRIx32 "%08" PRIx32, mirror.one, mirror.other);
	return status;
}
