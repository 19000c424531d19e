/* Sorts out who called about what, and when each thing can have been done at the earliest. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/itinerary.h"

#include <stdlib.h>

/* The steps of one row: its own moments; of one call: placed, answered, entered; of one incident: its end. */
#define STEPS_A_ROW 6u
#define STEPS_A_CALL 3u

void itinerary_close(struct itinerary *itinerary)
{
	free(itinerary->step);
	free(itinerary->call);
	free(itinerary->incident);
	free(itinerary->row_call);
	free(itinerary->row_incident);
	free(itinerary->next_row);
	*itinerary = (struct itinerary){ 0 };
}

static void note_first(struct instant *first, struct instant at)
{
	if (instant_known(at) && (!instant_known(*first) || instant_before(at, *first)))
		*first = at;
}

static void note_last(struct instant *last, struct instant at)
{
	if (instant_known(at) && (!instant_known(*last) || instant_before(*last, at)))
		*last = at;
}

static bool has_arrived(const struct history_row *row)
{
	return instant_known(row->stamp[STAMP_ON_SCENE]) || instant_known(row->stamp[STAMP_TRANSPORTING]) ||
	       instant_known(row->stamp[STAMP_AT_HOSPITAL]);
}

static bool was_sent(const struct history_row *row)
{
	if (row->word[HISTORY_UNIT])
		return true;
	for (unsigned i = STAMP_ASSIGNED; i <= STAMP_CLEAR; i++)
		if (instant_known(row->stamp[i]))
			return true;
	return false;
}

/* The number under which a word stands, a new one if it is the first time. */
static uint32_t number_of(uint32_t *by_word, uint32_t word, uint32_t *count)
{
	if (!word)
		return (*count)++;
	if (!by_word[word])
		by_word[word] = ++*count;
	return by_word[word] - 1;
}

static void gather_row(struct itinerary *itinerary, const struct history_row *row, uint32_t number)
{
	struct call_of_rows *call = &itinerary->call[itinerary->row_call[number]];
	struct case_of_calls *incident = &itinerary->incident[itinerary->row_incident[number]];
	for (unsigned i = 0; i < STAMP_COUNT; i++)
		(i >= STAMP_CLEAR ? note_last : note_first)(&call->stamp[i], row->stamp[i]);
	incident->arrived |= has_arrived(row);
	incident->assigned |= was_sent(row);
	incident->ended |= instant_known(row->stamp[STAMP_CLEAR]) || instant_known(row->stamp[STAMP_CLOSED]);
	if (row->disposition && !incident->said) {
		incident->said = row->disposition;
		incident->said_row = number;
	}
}

/* Rows with one call number are one call; calls with one incident number, or rows with one call number, one incident. */
static enum status gather(struct itinerary *itinerary, const struct history *history)
{
	uint32_t rows = history->rows, words = history->names.count + 1;
	uint32_t *call_of = calloc(words, sizeof *call_of), *incident_of = calloc(words, sizeof *incident_of);
	itinerary->row_call = calloc(rows, sizeof *itinerary->row_call);
	itinerary->row_incident = calloc(rows, sizeof *itinerary->row_incident);
	itinerary->next_row = calloc(rows, sizeof *itinerary->next_row);
	itinerary->call = calloc(rows, sizeof *itinerary->call);
	itinerary->incident = calloc(rows, sizeof *itinerary->incident);
	enum status status = call_of && incident_of && itinerary->row_call && itinerary->row_incident &&
	                             itinerary->next_row && itinerary->call && itinerary->incident
	                         ? STATUS_OK
	                         : STATUS_MEMORY;
	for (uint32_t i = 0; status == STATUS_OK && i < rows; i++) {
		const struct history_row *row = &history->row[i];
		uint32_t before = itinerary->calls;
		uint32_t call = number_of(call_of, row->word[HISTORY_CALL], &itinerary->calls);
		if (call == before) {
			itinerary->call[call].first_row = i;
			itinerary->call[call].incident =
			    number_of(incident_of, row->word[HISTORY_INCIDENT], &itinerary->incidents);
		}
		itinerary->row_call[i] = call;
		itinerary->row_incident[i] = itinerary->call[call].incident;
		gather_row(itinerary, row, i);
	}
	/* From the last row to the first, so that each incident's rows hang in the file's order. */
	for (uint32_t i = rows; status == STATUS_OK && i-- > 0;) {
		struct case_of_calls *incident = &itinerary->incident[itinerary->row_incident[i]];
		itinerary->next_row[i] = incident->first_row;
		incident->first_row = i + 1;
	}
	free(call_of);
	free(incident_of);
	return status;
}

static void add_step(struct itinerary *itinerary, enum step_kind kind, uint32_t number, struct instant at)
{
	itinerary->step[itinerary->steps++] = (struct step){ .at = at, .number = number, .kind = kind };
}

/* A call is placed at first contact; entered when the city says so, or when the first thing is done about it. */
static void plan_call(struct itinerary *itinerary, uint32_t number)
{
	const struct call_of_rows *call = &itinerary->call[number];
	struct case_of_calls *incident = &itinerary->incident[call->incident];
	struct instant received = call->stamp[STAMP_RECEIVED], entered = call->stamp[STAMP_ENTERED];
	for (unsigned i = STAMP_ASSIGNED; i <= STAMP_CLOSED && !instant_known(call->stamp[STAMP_ENTERED]); i++)
		note_first(&entered, call->stamp[i]);
	entered = instant_later(entered, received);
	struct instant answered = call->stamp[STAMP_ANSWERED];
	answered = instant_known(answered) ? instant_later(answered, received) : entered;
	entered = instant_later(entered, answered);
	add_step(itinerary, STEP_PLACE, number, received);
	add_step(itinerary, STEP_ANSWER, number, answered);
	add_step(itinerary, STEP_ENTER, number, entered);
	note_first(&incident->entered, entered);
	note_last(&incident->last, entered);
}

/* A unit's moments: none before its incident is known, none before the one it hangs on. */
static void plan_row(struct itinerary *itinerary, const struct history_row *row, uint32_t number)
{
	struct case_of_calls *incident = &itinerary->incident[itinerary->row_incident[number]];
	note_last(&incident->last, row->stamp[STAMP_CLOSED]);
	if (!was_sent(row))
		return;
	struct instant at = row->stamp[STAMP_ASSIGNED];
	for (unsigned i = STAMP_EN_ROUTE; i <= STAMP_CLEAR && !instant_known(row->stamp[STAMP_ASSIGNED]); i++)
		note_first(&at, row->stamp[i]);
	at = instant_later(at, incident->entered);
	add_step(itinerary, STEP_ASSIGN, number, at);
	for (unsigned i = STAMP_EN_ROUTE; i <= STAMP_CLEAR; i++) {
		if (!instant_known(row->stamp[i]))
			continue;
		/* A unit that is clear can do no more: that comes last whatever the clock said. */
		bool last = i == STAMP_CLEAR;
		struct instant when = instant_later(at, row->stamp[i]);
		for (unsigned j = STAMP_EN_ROUTE; last && j < STAMP_CLEAR; j++)
			when = instant_later(when, row->stamp[j]);
		add_step(itinerary, (enum step_kind)((int)STEP_EN_ROUTE + (int)(i - STAMP_EN_ROUTE)), number, when);
		note_last(&incident->last, when);
	}
	note_last(&incident->last, at);
}

static int compare_steps(const void *left, const void *right)
{
	const struct step *a = left, *b = right;
	if (a->at.us != b->at.us)
		return a->at.us < b->at.us ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* An incident ends with its last moment if one of them says that it is over.  Where the city gives only how it ended,
 * that is said at the end of the whole history, for nobody knows when. */
static void plan_end(struct itinerary *itinerary, uint32_t number, struct instant end)
{
	const struct case_of_calls *incident = &itinerary->incident[number];
	if (incident->ended)
		add_step(itinerary, STEP_END, number, incident->last);
	else if (incident->said)
		add_step(itinerary, STEP_END, number, end);
}

enum status itinerary_plan(struct itinerary *itinerary, const struct history *history)
{
	enum status status = gather(itinerary, history);
	if (status != STATUS_OK)
		return status;
	uint64_t room =
	    (uint64_t)history->rows * STEPS_A_ROW + (uint64_t)itinerary->calls * STEPS_A_CALL + itinerary->incidents;
	if (room > UINT32_MAX)
		return STATUS_LIMIT;
	itinerary->step = calloc(room, sizeof *itinerary->step);
	if (!itinerary->step)
		return STATUS_MEMORY;
	struct instant end = { 0 };
	for (uint32_t i = 0; i < itinerary->calls; i++)
		plan_call(itinerary, i);
	for (uint32_t i = 0; i < history->rows; i++)
		plan_row(itinerary, &history->row[i], i);
	for (uint32_t i = 0; i < itinerary->incidents; i++)
		note_last(&end, itinerary->incident[i].last);
	for (uint32_t i = 0; i < itinerary->incidents; i++)
		plan_end(itinerary, i, end);
	qsort(itinerary->step, itinerary->steps, sizeof *itinerary->step, compare_steps);
	return STATUS_OK;
}
