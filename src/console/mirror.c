/* What a page must show of the board, as one short hash: a screen that differs from the record can be told from one that does
 * not.  It is no proof against anybody; the ledger is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/mirror.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "core/need.h"

#define FNV_PRIME 16777619u
#define OFFSET_ONE 2166136261u
#define OFFSET_OTHER 84696351u

struct mirror {
	const struct board *board;
	struct buffer line;
	uint32_t one, other; /* sums */
	enum status status;  /* the first trouble; after it nothing is taken in */
};

static uint32_t fnv(uint32_t hash, struct bytes bytes)
{
	for (size_t i = 0; i < bytes.length; i++)
		hash = (hash ^ bytes.at[i]) * FNV_PRIME;
	return hash;
}

/* Adds to the line as printf would. */
__attribute__((format(printf, 2, 3))) static void add(struct mirror *mirror, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	if (mirror->status == STATUS_OK)
		mirror->status = buffer_print_list(&mirror->line, format, list);
	va_end(list);
}

/* Takes the line in, and begins the next. */
static void end_line(struct mirror *mirror)
{
	mirror->one += fnv(OFFSET_ONE, buffer_bytes(&mirror->line));
	mirror->other += fnv(OFFSET_OTHER, buffer_bytes(&mirror->line));
	buffer_clear(&mirror->line);
}

/* One whole line. */
#define LINE(MIRROR, ...) (add((MIRROR), __VA_ARGS__), end_line(MIRROR))

static const char *word(enum vocabulary vocabulary, unsigned value)
{
	const char *name = vocabulary_name(vocabulary, value);
	return name ? name : "";
}

struct written {
	char text[INSTANT_TEXT_BYTES];
};

/* A moment as JSON has it; nothing if it is not known. */
static struct written moment(struct instant at)
{
	struct written written = { "" };
	if (instant_known(at))
		instant_write(at, written.text);
	return written;
}

/* Without a place there is no line: 0, 0 is in the sea. */
static void take_place(struct mirror *mirror, char of, uint32_t number, int32_t lat_e7, int32_t lon_e7, uint32_t metres)
{
	if (lat_e7 || lon_e7)
		LINE(mirror, "p|%c|%u|%d|%d|%u", of, number, lat_e7, lon_e7, metres);
}

/* The names of a mask's capabilities, each with a + behind it. */
static void add_mask(struct mirror *mirror, uint64_t mask)
{
	for (uint32_t number = 1; mask && board_capabilities(mirror->board, number); number++)
		if (mask & capability_bit(number))
			add(mirror, "%s+", board_capabilities(mirror->board, number)->name.text);
}

static void take_owed(struct mirror *mirror, uint32_t first)
{
	for (uint32_t slot = first; slot; slot = board_obligations(mirror->board, slot)->next) {
		const struct obligation *owed = board_obligations(mirror->board, slot);
		bool raised = owed->raised_kind != OWNER_NOBODY;
		LINE(mirror, "o|%" PRIu64 "|%s|%s|%u|%u|%s|%u|%u|%u|%s|%u|%s|%s", board_handle(mirror->board, slot),
		     word(VOCABULARY_OBLIGATION, owed->kind), word(VOCABULARY_OWNER, owed->owner_kind), owed->owner,
		     owed->rung, moment(owed->due).text, owed->unheeded != 0, owed->assignment, owed->raised,
		     word(VOCABULARY_OWNER, owed->raised_kind), raised ? owed->raised_to : 0, moment(owed->opened).text,
		     moment(owed->first_due).text);
	}
}

static const char *third_word(const struct call *call)
{
	return call->third_state == THIRD_JOINED ? "joined" : call->third_state ? "asked" : "";
}

static void take_calls(struct mirror *mirror)
{
	uint32_t at = board_center(mirror->board)->first_open_call;
	for (uint32_t count = 0; at && count < BOARD_LIST_MAX; count++) {
		const struct call *call = board_calls(mirror->board, at);
		LINE(mirror, "c|%u|%s|%u|%u|%u|%u|%s|%u|%s|%u|%s|%u|%u|%s|%s", at,
		     word(VOCABULARY_CALL_STATE, call->state), call->priority, call->incident, call->agent, call->queue,
		     word(VOCABULARY_CHANNEL, call->channel), call->malformed != 0, word(VOCABULARY_HELP, call->help),
		     call->away != 0, third_word(call), call->third_kind == OWNER_AGENT ? call->third : 0,
		     call->third_kind == OWNER_NEIGHBOUR ? call->third : 0, moment(call->first_contact).text,
		     moment(call->answered_at).text);
		take_place(mirror, 'c', at, call->lat_e7, call->lon_e7, call->uncertainty_m);
		take_owed(mirror, call->first_obligation);
		at = call->next_open;
	}
}

/* What it needs, and how far that is there. */
static void take_needs(struct mirror *mirror, uint32_t number)
{
	struct need_fill fill;
	(void)need_met(mirror->board, number, &fill);
	uint32_t at = board_incidents(mirror->board, number)->first_need;
	for (; at; at = board_needs(mirror->board, at)->next_of_incident) {
		const struct need *need = board_needs(mirror->board, at);
		add(mirror, "n|%u|%u|%u|%u|%u|%u|%s|", number, need->row, need->count, fill.filled[need->row],
		    need->crew, need->span_s, word(VOCABULARY_MODE, need->mode));
		add_mask(mirror, need->capabilities);
		add(mirror, "|");
		add_mask(mirror, need->substitutes);
		for (unsigned i = 0; i < NEED_STAND_INS_MAX && need->stand_in[i]; i++) {
			add(mirror, "|");
			add_mask(mirror, need->stand_in[i]);
		}
		end_line(mirror);
	}
}

/* Who works it, and who was recommended for it. */
static void take_work(struct mirror *mirror, uint32_t number)
{
	const struct incident *incident = board_incidents(mirror->board, number);
	for (uint32_t at = incident->first_assignment; at;
	     at = board_assignments(mirror->board, at)->next_of_incident) {
		const struct assignment *one = board_assignments(mirror->board, at);
		LINE(mirror, "s|%u|%u|%u|%s|%u", number, at, one->unit, word(VOCABULARY_UNIT_STATUS, one->status),
		     one->active != 0);
	}
	if (incident->recommended)
		LINE(mirror, "k|%u", number);
	for (uint32_t at = incident->recommended ? incident->first_pick : 0; at;
	     at = board_picks(mirror->board, at)->next) {
		const struct pick *pick = board_picks(mirror->board, at);
		LINE(mirror, "k|%u|%u|%u|%u|%s", number, pick->unit, pick->row, pick->eta_s,
		     word(VOCABULARY_WHY, pick->why));
	}
}

/* Others' help that was asked for, and whom. */
static void take_requests(struct mirror *mirror, uint32_t number)
{
	uint32_t at = board_incidents(mirror->board, number)->first_request;
	for (; at; at = board_requests(mirror->board, at)->next_of_incident) {
		const struct help_request *request = board_requests(mirror->board, at);
		const struct capability *capability = board_capabilities(mirror->board, request->capability);
		LINE(mirror, "q|%u|%u|%s|%s|%s|%s|%s|%s|%" PRIu64, number, at,
		     word(VOCABULARY_OBLIGATION, request->kind), word(VOCABULARY_REQUEST, request->state),
		     request->type.text, capability ? capability->name.text : "", moment(request->made_at).text,
		     moment(request->ended_at).text, request->sequence);
		for (uint32_t one = request->first_asking; one; one = board_askings(mirror->board, one)->next) {
			const struct asking *asking = board_askings(mirror->board, one);
			LINE(mirror, "z|%u|%u|%u|%s|%u|%s", at, asking->provider,
			     asking->provider ? 0 : asking->neighbour, word(VOCABULARY_ASKING, asking->state),
			     asking->times, moment(asking->at).text);
		}
	}
}

/* What it has to do with others, who has which role in it, and its areas. */
static void take_large(struct mirror *mirror, uint32_t number)
{
	const struct board *board = mirror->board;
	const struct incident *incident = board_incidents(board, number);
	for (uint32_t at = incident->first_relation; at; at = board_relations(board, at)->next)
		if (board_relations(board, at)->kind != RELATION_NONE)
			LINE(mirror, "m|%u|%u|%s", number, board_relations(board, at)->other,
			     word(VOCABULARY_RELATION, board_relations(board, at)->kind));
	for (uint32_t at = incident->first_post; at; at = board_posts(board, at)->next) {
		const struct post *post = board_posts(board, at);
		if (post->open)
			LINE(mirror, "r|%u|%s|%u|%u|%" PRIu64, number, post->name.text, post->agent, post->unit,
			     post->sequence);
	}
	for (uint32_t at = incident->first_area; at; at = board_areas(board, at)->next) {
		const struct incident_area *area = board_areas(board, at);
		bool placed = area->lat_e7 || area->lon_e7;
		if (area->open)
			LINE(mirror, "x|%u|%u|%s|%d|%d|%u|%" PRIu64, number, area->row, area->name.text, area->lat_e7,
			     area->lon_e7, placed ? area->radius_m : 0, area->sequence);
	}
	take_requests(mirror, number);
}

static void take_incidents(struct mirror *mirror)
{
	uint32_t at = board_center(mirror->board)->first_open_incident;
	for (uint32_t count = 0; at && count < BOARD_LIST_MAX; count++) {
		const struct incident *incident = board_incidents(mirror->board, at);
		LINE(mirror, "i|%u|%u|%s|%u|%u|%u|%u|%u|%s", at, incident->priority, incident->type.text,
		     incident->active, incident->need, incident->calls, incident->alarm, incident->major != 0,
		     moment(incident->opened_at).text);
		take_place(mirror, 'i', at, incident->lat_e7, incident->lon_e7, incident->uncertainty_m);
		take_work(mirror, at);
		take_needs(mirror, at);
		take_large(mirror, at);
		take_owed(mirror, incident->first_obligation);
		at = incident->next_open;
	}
}

/* What was heard of a unit and is on no record is not compared, nor how old it is. */
static void take_units(struct mirror *mirror)
{
	for (uint32_t at = 1; board_units(mirror->board, at); at++) {
		const struct unit *unit = board_units(mirror->board, at);
		bool inferred = unit->inferred != 0;
		add(mirror, "u|%u|%u|%u|%u|%s|%u|%u|%u|%u|%s|%s|%u|%s|%s|", at, unit->active, unit->out_of_service != 0,
		    unit->crew_state == CREW_OFF, unit->name.text, unit->crew, unit->station, unit->posted,
		    unit->neighbour, moment(unit->until).text, moment(unit->seen_at).text,
		    inferred ? unit->inferred_assignment : 0, word(VOCABULARY_UNIT_STATUS, unit->inferred),
		    moment(inferred ? unit->inferred_at : (struct instant){ 0 }).text);
		add_mask(mirror, unit->capabilities);
		end_line(mirror);
		take_place(mirror, 'u', at, unit->lat_e7, unit->lon_e7, unit->uncertainty_m);
		take_owed(mirror, unit->first_obligation);
	}
}

static void take_agents(struct mirror *mirror)
{
	for (uint32_t at = 1; board_agents(mirror->board, at); at++) {
		const struct agent *agent = board_agents(mirror->board, at);
		LINE(mirror, "a|%u|%u|%s|%s|%s", at, agent->position, word(VOCABULARY_AGENT_STATE, agent->state),
		     word(VOCABULARY_ROLE, agent->role), agent->name.text);
	}
}

static void take_stations(struct mirror *mirror)
{
	for (uint32_t at = 1; board_capabilities(mirror->board, at); at++)
		LINE(mirror, "g|%u|%s", at, board_capabilities(mirror->board, at)->name.text);
	for (uint32_t at = 1; board_stations(mirror->board, at); at++) {
		const struct station *station = board_stations(mirror->board, at);
		LINE(mirror, "t|%u|%s", at, station->name.text);
		take_place(mirror, 't', at, station->lat_e7, station->lon_e7, 0);
	}
}

static void take_closures(struct mirror *mirror)
{
	uint32_t at = board_center(mirror->board)->first_open_closure;
	for (uint32_t count = 0; at && count < BOARD_LIST_MAX; count++) {
		const struct closure *closure = board_closures(mirror->board, at);
		bool circle = closure->radius_m != 0;
		LINE(mirror, "l|%u|%u|%u|%d|%d|%u|%s|%s|%" PRIu64, at, closure->percent, closure->radius_m,
		     circle ? closure->lat_e7 : 0, circle ? closure->lon_e7 : 0, closure->incident,
		     moment(closure->closed_at).text, moment(closure->review_at).text, closure->sequence);
		at = closure->next_open;
	}
}

static void take_notices(struct mirror *mirror)
{
	uint32_t at = board_center(mirror->board)->first_open_notice;
	for (uint32_t count = 0; at && count < BOARD_LIST_MAX; count++) {
		const struct notice *notice = board_notices(mirror->board, at);
		LINE(mirror, "h|%u|%s|%u|%s", at, word(VOCABULARY_NOTICE, notice->kind), notice->incident,
		     moment(notice->until).text);
		take_place(mirror, 'h', at, notice->lat_e7, notice->lon_e7, notice->radius_m);
		take_owed(mirror, notice->first_obligation);
		at = notice->next_open;
	}
}

static void take_load(struct mirror *mirror, const char *what, const struct load *load)
{
	if (load)
		LINE(mirror, "v|%s|%" PRIu64 "|%" PRIu64 "|%s|%s", what, load->sequence, load->hash, load->name.text,
		     moment(load->at).text);
}

static void take_center(struct mirror *mirror)
{
	const struct board *board = mirror->board;
	const struct center *center = board_center(board);
	LINE(mirror, "b|%u|%u|%u|%u", center->open_calls, center->open_incidents, center->open_obligations,
	     center->flooded);
	take_load(mirror, "plan", board_plans(board, board->pool[POOL_plans].count - 1));
	take_load(mirror, "map", board_maps(board, board->pool[POOL_maps].count - 1));
}

enum status mirror_hash(const struct board *board, char ret_hex[MIRROR_HEX_BYTES])
{
	void (*const parts[])(struct mirror *) = { take_center, take_calls,    take_incidents, take_units,
		                                   take_agents, take_stations, take_closures,  take_notices };
	struct mirror mirror = { .board = board, .status = STATUS_OK };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		parts[i](&mirror);
	buffer_close(&mirror.line);
	if (mirror.status == STATUS_OK)
		(void)snprintf(ret_hex, MIRROR_HEX_BYTES, "%08" PRIx32 "%08" PRIx32, mirror.one, mirror.other);
	return mirror.status;
}
