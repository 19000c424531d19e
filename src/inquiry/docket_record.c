/* Each call on the board, with its incident's units, and with what was seen of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "inquiry/docket_record_inside.h"

#define NUMBER_BYTES 16u
#define DISAGREE_US 60000000LL

struct reading {
	const struct docket_record *record;
	const struct board *board;
	const struct docket_area *area;
	struct docket_build *build;
	struct docket_record_account *account;
	uint32_t *first_call; /* by incident */
};

static const uint8_t docket_sources[SOURCE_COUNT] = {
	[SOURCE_NONE] = DOCKET_BY_NONE,         [SOURCE_CENTER] = DOCKET_BY_CENTER,
	[SOURCE_DEVICE] = DOCKET_BY_DEVICE,     [SOURCE_HUMAN] = DOCKET_BY_HUMAN,
	[SOURCE_INFERRED] = DOCKET_BY_INFERRED, [SOURCE_IMPORTED] = DOCKET_BY_IMPORTED,
	[SOURCE_UNKNOWN] = DOCKET_BY_NONE,
};

static const struct {
	enum unit_status status;
	enum docket_moment moment;
} unit_moments[] = { { UNIT_ASSIGNED, DOCKET_ASSIGNED },
	             { UNIT_EN_ROUTE, DOCKET_EN_ROUTE },
	             { UNIT_ON_SCENE, DOCKET_ON_SCENE } };

static struct instant contact_of(const struct call *call)
{
	return instant_known(call->first_contact) ? call->first_contact : call->placed_at;
}

/* The first call about each incident; of two at one moment, the one that came to the board first. */
static void find_first_calls(struct reading *reading)
{
	const struct board *board = reading->board;
	for (uint32_t number = 1; board_calls(board, number); number++) {
		const struct call *call = board_calls(board, number);
		uint32_t *first = &reading->first_call[call->incident];
		if (!*first || instant_before(contact_of(call), contact_of(board_calls(board, *first))))
			*first = number;
	}
}

static void set(struct docket_row *row, enum docket_moment moment, struct instant at, enum docket_source source)
{
	row->at[moment] = at;
	row->source[moment] = instant_known(at) ? (uint8_t)source : DOCKET_BY_NONE;
}

static const struct seen_call *seen_call(const struct docket_record *record, uint32_t number)
{
	static const struct seen_call nothing;
	return number < record->calls ? &record->call[number] : &nothing;
}

static const struct seen_incident *seen_incident(const struct docket_record *record, uint32_t number)
{
	static const struct seen_incident nothing = { .expected_ms = DOCKET_NEVER };
	return number && number < record->incidents ? &record->incident[number] : &nothing;
}

/* Whether a device or a person gave a moment on scene, or further along, of this unit. */
static bool gives_evidence(const struct assignment *own)
{
	static const uint8_t statuses[] = { UNIT_ON_SCENE, UNIT_TRANSPORTING, UNIT_AT_HOSPITAL };
	for (size_t i = 0; i < sizeof statuses; i++) {
		unsigned at = statuses[i] - 1u;
		if (own->source[at] && own->source[at] != SOURCE_INFERRED && instant_known(own->stamp[at]))
			return true;
	}
	return false;
}

static void take_unit(const struct assignment *own, struct docket_row *row)
{
	for (size_t i = 0; i < sizeof unit_moments / sizeof *unit_moments; i++) {
		struct instant at = own->stamp[unit_moments[i].status - 1];
		uint8_t source = own->source[unit_moments[i].status - 1];
		struct instant *first = &row->at[unit_moments[i].moment];
		if (source && instant_known(at) && (!instant_known(*first) || instant_before(at, *first)))
			set(row, unit_moments[i].moment, at, docket_sources[source]);
	}
}

static void judge(struct docket_row *row, bool arrived, bool evidence, bool closed)
{
	bool said = row->disposition == DISPOSITION_SERVED;
	if (arrived)
		row->outcome = DOCKET_IS_SERVED;
	else if (closed)
		row->outcome = (uint8_t)docket_outcome_of(row->disposition);
	row->flags |= said ? DOCKET_TOLD : 0;
	row->flags |= said && !evidence ? DOCKET_NO_EVIDENCE : 0;
	row->flags |= row->disposition == DISPOSITION_TEST ? DOCKET_TEST : 0;
}

/* An inferred moment stands in for one that was not reported, never for the word that a unit was there. */
static void infer(struct reading *reading, const struct seen_incident *seen, struct docket_row *row)
{
	struct instant came = row->at[DOCKET_ON_SCENE], thought = seen->inferred[DOCKET_ON_SCENE];
	if (!instant_known(row->at[DOCKET_EN_ROUTE]))
		set(row, DOCKET_EN_ROUTE, seen->inferred[DOCKET_EN_ROUTE], DOCKET_BY_INFERRED);
	if (instant_known(came)) {
		int64_t apart_us = instant_since(came, thought).us;
		reading->account->disagree +=
		    instant_known(thought) && (apart_us > DISAGREE_US || apart_us < -DISAGREE_US);
	} else if (row->outcome == DOCKET_IS_SERVED) {
		set(row, DOCKET_ON_SCENE, thought, DOCKET_BY_INFERRED);
		reading->account->inferred += instant_known(thought);
	} else {
		reading->account->inferred_unsaid += instant_known(thought);
	}
	if (row->outcome == DOCKET_IS_SERVED && !instant_known(row->at[DOCKET_ON_SCENE]))
		row->flags |= DOCKET_UNSTAMPED;
}

static void take_incident(struct reading *reading, const struct call *call, const struct incident *incident,
                          struct docket_row *row)
{
	const struct seen_incident *seen = seen_incident(reading->record, call->incident);
	bool arrived = false, evidence = false;
	for (uint32_t at = incident->first_assignment; at;
	     at = board_assignments(reading->board, at)->next_of_incident) {
		const struct assignment *own = board_assignments(reading->board, at);
		take_unit(own, row);
		arrived |= assignment_arrived(own);
		evidence |= gives_evidence(own);
	}
	row->disposition = incident->disposition ? incident->disposition : call->disposition;
	row->priority_first = row->priority_first ? row->priority_first : incident->first_priority;
	row->priority_last = incident->priority ? incident->priority : row->priority_last;
	if (!row->lat_e7 && !row->lon_e7) {
		row->lat_e7 = incident->lat_e7;
		row->lon_e7 = incident->lon_e7;
	}
	row->expected_ms = seen->expected_ms;
	row->flags |= seen->flags;
	set(row, DOCKET_CLOSED, incident->closed_at, DOCKET_BY_CENTER);
	judge(row, arrived, evidence, !incident->open);
	infer(reading, seen, row);
}

static enum status put_word(struct reading *reading, enum docket_word word, const char *text, struct docket_row *row)
{
	return docket_build_word(reading->build, bytes_of_text(text), &row->word[word]);
}

static enum status put_number(struct reading *reading, enum docket_word word, uint32_t number, struct docket_row *row)
{
	char text[NUMBER_BYTES];
	(void)snprintf(text, sizeof text, "%" PRIu32, number);
	return number ? put_word(reading, word, text, row) : STATUS_OK;
}

static enum status put_agent(struct reading *reading, enum docket_word word, uint32_t number, struct docket_row *row)
{
	const struct agent *agent = board_agents(reading->board, number);
	return agent ? put_word(reading, word, agent->name.text, row) : STATUS_OK;
}

static const char *area_of(const struct reading *reading, const struct call *call, const struct docket_row *row)
{
	const struct queue *queue = board_queues(reading->board, call->queue);
	const char *area = NULL;
	if (reading->area && (row->lat_e7 || row->lon_e7))
		area = reading->area->name(reading->area->context, row->lat_e7, row->lon_e7);
	return area ? area : queue ? queue->name.text : NULL;
}

static enum status put_words(struct reading *reading, uint32_t number, struct docket_row *row)
{
	const struct call *call = board_calls(reading->board, number);
	const struct seen_call *seen = seen_call(reading->record, number);
	const struct seen_incident *incident = seen_incident(reading->record, call->incident);
	bool answered = instant_known(call->answered_at);
	enum status status = put_number(reading, DOCKET_CALL, number, row);
	if (status == STATUS_OK)
		status = put_number(reading, DOCKET_INCIDENT, call->incident, row);
	if (status == STATUS_OK)
		status = put_word(reading, DOCKET_TYPE, incident->type.text, row);
	if (status == STATUS_OK)
		status = put_word(reading, DOCKET_AREA, area_of(reading, call, row), row);
	if (status == STATUS_OK)
		status = put_word(reading, DOCKET_CHANNEL, vocabulary_name(VOCABULARY_CHANNEL, call->channel), row);
	if (status == STATUS_OK)
		status =
		    put_word(reading, DOCKET_LANGUAGE, names_word(&reading->record->languages, seen->language), row);
	if (status == STATUS_OK && answered)
		status = put_agent(reading, DOCKET_TAKER, seen->taker ? seen->taker : call->agent, row);
	/* One that is open again was closed by nobody so far. */
	if (status == STATUS_OK && instant_known(row->at[DOCKET_CLOSED]))
		status = put_agent(reading, DOCKET_CLOSER, call->incident ? incident->closer : seen->closer, row);
	if (status == STATUS_OK)
		status = put_word(reading, DOCKET_SAID, vocabulary_name(VOCABULARY_DISPOSITION, row->disposition), row);
	return status;
}

static void count(struct docket_record_account *account, const struct call *call, const struct docket_row *row)
{
	account->calls++;
	account->outcome[row->outcome]++;
	account->without_incident += !call->incident;
	account->abandoned += !call->incident && !instant_known(call->answered_at) && row->outcome != DOCKET_IS_OPEN;
	account->tests += (row->flags & DOCKET_TEST) != 0;
	account->joined += (row->flags & DOCKET_JOINED) != 0;
	account->on_view += (row->flags & DOCKET_ON_VIEW) != 0;
	account->unstamped += (row->flags & DOCKET_UNSTAMPED) != 0;
	account->no_evidence += (row->flags & DOCKET_NO_EVIDENCE) != 0;
	account->followed += (row->flags & DOCKET_FOLLOWED) != 0;
	account->overridden += (row->flags & DOCKET_OVERRIDDEN) != 0;
}

static enum status take_call(struct reading *reading, uint32_t number)
{
	const struct call *call = board_calls(reading->board, number);
	const struct incident *incident = board_incidents(reading->board, call->incident);
	struct docket_row row = { .contact = contact_of(call),
		                  .expected_ms = DOCKET_NEVER,
		                  .lat_e7 = call->lat_e7,
		                  .lon_e7 = call->lon_e7,
		                  .priority_first = call->first_priority,
		                  .priority_last = call->priority,
		                  .disposition = call->disposition };
	set(&row, DOCKET_ANSWERED, call->answered_at, DOCKET_BY_CENTER);
	set(&row, DOCKET_ENTERED, seen_call(reading->record, number)->entered, DOCKET_BY_CENTER);
	row.flags = call->channel == CHANNEL_FIELD ? DOCKET_ON_VIEW : 0;
	if (incident) {
		row.flags |= reading->first_call[call->incident] == number ? 0 : DOCKET_JOINED;
		take_incident(reading, call, incident, &row);
	} else {
		set(&row, DOCKET_CLOSED, call->closed_at, DOCKET_BY_CENTER);
		judge(&row, false, false, call->state == CALL_CLOSED);
		row.flags |= row.outcome == DOCKET_IS_SERVED ? DOCKET_UNSTAMPED : 0;
	}
	enum status status = put_words(reading, number, &row);
	if (status != STATUS_OK)
		return status;
	count(reading->account, call, &row);
	return docket_build_add(reading->build, &row);
}

enum status docket_record_read(const struct docket_record *record, const struct board *board, const char *title,
                               const char *zone, const struct docket_area *area, struct docket_build *build,
                               struct docket *ret_docket, struct docket_record_account *ret_account)
{
	struct docket_record_account account = { .entries = record->entries,
		                                 .incidents = board->pool[POOL_incidents].count - 1,
		                                 .tests_apart = board_center(board)->tests };
	struct reading reading = {
		.record = record, .board = board, .area = area, .build = build, .account = &account
	};
	reading.first_call = calloc((size_t)account.incidents + 1, sizeof *reading.first_call);
	enum status status = reading.first_call ? STATUS_OK : STATUS_MEMORY;
	if (status == STATUS_OK)
		find_first_calls(&reading);
	for (uint32_t number = 1; status == STATUS_OK && board_calls(board, number); number++)
		status = take_call(&reading, number);
	if (status == STATUS_OK) {
		struct docket_title own = { .title = title,
			                    .zone = zone,
			                    .precision_s = 1,
			                    .recorded = (1u << DOCKET_MOMENTS) - 1,
			                    .until = board_center(board)->now };
		status = docket_build_finish(build, &own, ret_docket);
	}
	if (status == STATUS_OK)
		*ret_account = account;
	free(reading.first_call);
	return status;
}
