/* Recorded calls as a policy can be asked of them: from a center's own entries, or another city's rows. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/policy_past.h"

#include <stdlib.h>
#include <string.h>

#define TOLD_LINE "told: "

void past_close(struct past *past)
{
	for (uint32_t i = 0; i < past->calls; i++) {
		free(past->call[i].fact);
		free(past->call[i].text);
	}
	free(past->call);
	free(past->of_call);
	past->call = NULL;
	past->of_call = NULL;
	past->calls = past->room = past->of_room = 0;
}

static bool is_asked_for(const struct past *past, struct instant at)
{
	return !instant_before(at, past->from) && (!instant_known(past->until) || instant_before(at, past->until));
}

static struct past_call *add_call(struct past *past, enum status *ret_status)
{
	if (past->calls == PAST_CALLS_MAX) {
		*ret_status = STATUS_LIMIT;
		return NULL;
	}
	if (past->calls == past->room) {
		uint32_t room = past->room ? 2 * past->room : 1024;
		struct past_call *grown = reallocarray(past->call, room, sizeof *grown);
		if (!grown) {
			*ret_status = STATUS_MEMORY;
			return NULL;
		}
		past->call = grown;
		past->room = room;
	}
	struct past_call *call = &past->call[past->calls++];
	*call = (struct past_call){ 0 };
	return call;
}

static void add_fact(struct past_call *call, struct fact fact)
{
	if (call->facts < PAST_FACTS_MAX)
		call->fact[call->facts++] = fact;
}

/* The lines of the message that are told; the text is cut into its parts. */
static void take_lines(struct past_call *call, size_t length)
{
	char *line = call->text;
	for (size_t left = length; left;) {
		char *end = memchr(line, '\n', left);
		struct fact fact;
		if (!end)
			return;
		*end = '\0';
		if (strncmp(line, TOLD_LINE, sizeof TOLD_LINE - 1) == 0 &&
		    fact_read(line + sizeof TOLD_LINE - 1, &fact))
			add_fact(call, fact);
		left -= (size_t)(end + 1 - line);
		line = end + 1;
	}
}

/* The states of all queues for which one of the policies asks. */
static void take_states(struct past *past, const struct board *board, struct past_call *call)
{
	for (unsigned f = 0; f < 2; f++)
		for (uint32_t i = 0; past->family[f] && i < past->family[f]->traits; i++) {
			const struct trait *trait = &past->family[f]->trait[i];
			if (trait->source == CONDITION_QUEUE_STATE)
				add_fact(call,
				         (struct fact){ .source = CONDITION_QUEUE_STATE,
				                        .name = trait->name,
				                        .text = past->state(past->state_context, board, trait->name) });
		}
}

static bool note_number(struct past *past, uint32_t number)
{
	if (number >= past->of_room) {
		uint32_t room = past->of_room ? past->of_room : 1024;
		while (room <= number)
			room *= 2;
		uint32_t *grown = reallocarray(past->of_call, room, sizeof *grown);
		if (!grown)
			return false;
		memset(grown + past->of_room, 0, (room - past->of_room) * sizeof *grown);
		past->of_call = grown;
		past->of_room = room;
	}
	past->of_call[number] = past->calls;
	return true;
}

enum status past_take_entry(struct past *past, const struct board *board, const struct entry_head *head)
{
	enum command_kind kind = head->command.kind;
	enum status status = STATUS_OK;
	uint32_t number = board->pool[POOL_calls].count - 1;
	const struct call *is = board_calls(board, number);
	bool places = kind == COMMAND_PLACE_CALL || kind == COMMAND_KEEP_MALFORMED || kind == COMMAND_ASK_HELP;
	/* A refused call, or one that was there already, adds none. */
	if (!places || !is || (number < past->of_room && past->of_call[number]) ||
	    !is_asked_for(past, is->first_contact))
		return STATUS_OK;
	struct bytes text = head->command.text[TEXT_FACTS];
	const struct queue *queue = board_queues(board, head->command.f.queue);
	struct past_call *call = add_call(past, &status);
	if (!call)
		return status;
	call->fact = calloc(PAST_FACTS_MAX, sizeof *call->fact);
	call->text = malloc(text.length + 1);
	if (!call->fact || !call->text || !note_number(past, number))
		return STATUS_MEMORY;
	if (text.length)
		memcpy(call->text, text.at, text.length);
	call->at = is->first_contact;
	call->number = number;
	call->priority = is->priority;
	call->has_place = is->lat_e7 || is->lon_e7;
	call->place = (struct point){ is->lat_e7, is->lon_e7 };
	if (queue)
		memcpy(call->incoming, queue->name.text, sizeof call->incoming);
	add_fact(call, (struct fact){ .source = CONDITION_CHANNEL,
	                              .name = "",
	                              .text = vocabulary_name(VOCABULARY_CHANNEL, is->channel) });
	if (call->priority)
		add_fact(call,
		         (struct fact){
			     .source = CONDITION_PRIORITY, .name = "", .has_number = true, .number = call->priority });
	take_states(past, board, call);
	take_lines(call, text.length);
	/* What is not used goes back: there may be millions. */
	struct fact *fitting = reallocarray(call->fact, call->facts + 1u, sizeof *fitting);
	if (fitting)
		call->fact = fitting;
	return STATUS_OK;
}

static void take_type(struct past_call *call, const char *type, uint8_t priority)
{
	call->has_incident = true;
	call->type[0] = (struct fact){ .source = CONDITION_CALL_TYPE, .name = "", .text = type };
	call->type[1] =
	    (struct fact){ .source = CONDITION_PRIORITY, .name = "", .has_number = priority != 0, .number = priority };
}

void past_finish(struct past *past, const struct board *board)
{
	past->records_answers = true;
	/* The queue is filled in last; the incoming queue is a fact like any other. */
	for (uint32_t i = 0; i < past->calls; i++) {
		struct past_call *call = &past->call[i];
		const struct call *is = board_calls(board, call->number);
		const struct incident *incident = board_incidents(board, is->incident);
		call->answered = is->answered_at;
		if (*call->incoming)
			call->fact[call->facts++] =
			    (struct fact){ .source = CONDITION_INCOMING_QUEUE, .name = "", .text = call->incoming };
		if (incident)
			take_type(call, incident->type.text, incident->priority);
	}
}

enum status past_take_history(struct past *past, const struct history *history)
{
	enum status status = STATUS_OK;
	past->records_answers = (history->recorded >> STAMP_ANSWERED & 1u) != 0;
	for (uint32_t i = 0; i < history->rows; i++) {
		const struct history_row *row = &history->row[i];
		/* One row a unit: those of one call stand together, as history_write leaves them. */
		bool again =
		    i && row->word[HISTORY_CALL] && row->word[HISTORY_CALL] == history->row[i - 1].word[HISTORY_CALL];
		struct instant at = row->stamp[STAMP_RECEIVED];
		if (again || !instant_known(at) || !is_asked_for(past, at))
			continue;
		struct past_call *call = add_call(past, &status);
		if (!call)
			return status;
		call->fact = calloc(3, sizeof *call->fact);
		if (!call->fact)
			return STATUS_MEMORY;
		call->at = at;
		call->answered = row->stamp[STAMP_ANSWERED];
		call->number = i + 1;
		call->priority = row->priority;
		call->has_place = row->lat_e7 || row->lon_e7;
		call->place = (struct point){ row->lat_e7, row->lon_e7 };
		add_fact(call, (struct fact){ .source = CONDITION_CHANNEL, .name = "", .text = "voice" });
		take_type(call, names_word(&history->names, row->word[HISTORY_TYPE]), row->priority);
	}
	return STATUS_OK;
}
