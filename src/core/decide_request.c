/* The rules for others' help: providers in rotation, neighbouring agencies in order.  It stays owed until it is there, or
 * accepted, or released by a person; whoever does not answer in time is followed by the next. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/large.h"
#include "core/rules.h"

static struct subject its_incident(const struct help_request *request)
{
	return (struct subject){ .incident = request->incident };
}

static uint64_t its_debt(const struct board *board, uint32_t number)
{
	const struct help_request *request = board_requests(board, number);
	return rules_owed_about(board, its_incident(request), request->kind, number);
}

void decide_ADD_PROVIDER(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	if (!f->name.text[0])
		(void)rules_refuse(decision, REFUSAL_NAME_MISSING, FIELD_name);
	else if (!f->type.text[0])
		(void)rules_refuse(decision, REFUSAL_TYPE_MISSING, FIELD_type);
	else if (board_provider_named(board, f->name.text))
		(void)rules_refuse(decision, REFUSAL_NAME_TAKEN, FIELD_name);
	else
		EMIT(decision, PROVIDER_ADDED, .provider = board->pool[POOL_providers].count, .type = f->type,
		     .name = f->name, .row = f->row);
}

static const struct provider *in_service(struct decision *decision)
{
	const struct provider *provider = board_providers(decision->board, decision->command->f.provider);
	if (provider && !provider->retired)
		return provider;
	(void)rules_refuse(decision, REFUSAL_UNKNOWN_PROVIDER, FIELD_provider);
	return NULL;
}

/* What it was asked already stays as it is. */
void decide_RETIRE_PROVIDER(struct decision *decision, const struct command *command)
{
	if (!in_service(decision))
		return;
	if (!rules_has_text(decision, TEXT_REASON))
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
	else
		EMIT(decision, PROVIDER_RETIRED, .provider = command->f.provider);
}

static void ask(struct decision *decision, uint32_t number)
{
	uint32_t provider = 0, neighbour = 0;
	(void)request_next(decision->board, number, &provider, &neighbour);
	EMIT(decision, REQUEST_ASKED, .incident = board_requests(decision->board, number)->incident, .request = number,
	     .provider = provider, .neighbour = neighbour);
}

/* Whoever is asked, if anybody is. */
static const struct asking *asked(const struct board *board, uint32_t number)
{
	const struct asking *asking = board_askings(board, board_requests(board, number)->asked);
	return asking && (asking->state == ASKING_ASKED || asking->state == ASKING_ACCEPTED) ? asking : NULL;
}

void rules_ask_next(struct decision *decision, uint32_t number)
{
	const struct help_request *request = board_requests(decision->board, number);
	const struct asking *asking = asked(decision->board, number);
	uint32_t provider, neighbour;
	if (!request || request->state != REQUEST_OWED)
		return;
	if (asking)
		EMIT(decision, REQUEST_SILENT, .incident = request->incident, .request = number,
		     .provider = asking->provider, .neighbour = asking->neighbour);
	if (asking || request_next(decision->board, number, &provider, &neighbour))
		ask(decision, number);
}

static bool span_fits(struct decision *decision)
{
	return decision->command->f.span_s <= RUNG_SPAN_MAX_S ||
	       rules_refuse(decision, REFUSAL_SPAN_WRONG, FIELD_span_s);
}

static void owe(struct decision *decision, uint32_t number)
{
	const struct help_request *request = board_requests(decision->board, number);
	(void)rules_owe(decision, its_incident(request), request->kind,
	                (struct owing){ .about = number, .span_s = decision->command->f.span_s });
}

/* Also where nobody is known who could be asked: the help is needed all the same, and the debt climbs. */
void decide_REQUEST_RESOURCE(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!rules_open_incident(decision, f->incident) || !span_fits(decision))
		return;
	if (!f->type.text[0]) {
		(void)rules_refuse(decision, REFUSAL_TYPE_MISSING, FIELD_type);
		return;
	}
	uint32_t number = decision->board->pool[POOL_requests].count;
	EMIT(decision, REQUEST_MADE, .incident = f->incident, .request = number, .kind = OBLIGATION_SUPPLY,
	     .type = f->type);
	owe(decision, number);
	ask(decision, number);
}

/* The agencies that are named in order; false, and refused, if one is not known, or too many are. */
static bool read_order(struct decision *decision, uint32_t order[ASKINGS_MAX], unsigned *ret_count)
{
	struct bytes rest = decision->command->text[TEXT_ROWS];
	unsigned count = 0;
	if (decision->command->f.neighbour)
		order[count++] = decision->command->f.neighbour;
	while (rest.length) {
		struct wire_name name = { 0 };
		const uint8_t *end = memchr(rest.at, ';', rest.length);
		size_t length = end ? (size_t)(end - rest.at) : rest.length;
		if (count == ASKINGS_MAX || length >= NAME_BYTES || (end && length + 1 == rest.length))
			return rules_refuse(decision, REFUSAL_ROWS_WRONG, FIELD_COUNT);
		memcpy(name.text, rest.at, length);
		order[count++] = board_neighbour_named(decision->board, name.text);
		rest = bytes_of(rest.at + length + (end != NULL), rest.length - length - (end != NULL));
	}
	for (unsigned i = 0; i < count; i++) {
		if (!board_neighbours(decision->board, order[i]))
			return rules_refuse(decision, REFUSAL_UNKNOWN_NEIGHBOUR, FIELD_neighbour);
		for (unsigned k = 0; k < i; k++)
			if (order[k] == order[i])
				return rules_refuse(decision, REFUSAL_ROWS_WRONG, FIELD_COUNT);
	}
	*ret_count = count;
	return true;
}

void decide_REQUEST_AGENCY(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	uint32_t order[ASKINGS_MAX];
	unsigned count = 0;
	if (!rules_open_incident(decision, f->incident) || !span_fits(decision))
		return;
	if (f->capability && !board_capabilities(decision->board, f->capability)) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_CAPABILITY, FIELD_capability);
		return;
	}
	if (!f->capability && !f->type.text[0] && !rules_has_text(decision, TEXT_WORDS)) {
		(void)rules_refuse(decision, REFUSAL_WORDS_MISSING, FIELD_COUNT);
		return;
	}
	if (!read_order(decision, order, &count))
		return;
	uint32_t number = decision->board->pool[POOL_requests].count;
	EMIT(decision, REQUEST_MADE, .incident = f->incident, .request = number, .kind = OBLIGATION_AGENCY,
	     .type = f->type, .capability = f->capability);
	for (unsigned i = 0; i < count; i++)
		EMIT(decision, REQUEST_ORDERED, .incident = f->incident, .request = number, .neighbour = order[i]);
	owe(decision, number);
	ask(decision, number);
}

static const struct help_request *known(struct decision *decision)
{
	const struct help_request *request = board_requests(decision->board, decision->command->f.request);
	if (!request)
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_REQUEST, FIELD_request);
	return request;
}

/* One that is not over. */
static const struct help_request *standing(struct decision *decision)
{
	const struct help_request *request = known(decision);
	if (!request)
		return NULL;
	if (request->state == REQUEST_OWED || request->state == REQUEST_ACCEPTED)
		return request;
	(void)rules_refuse(decision, REFUSAL_REQUEST_OVER, FIELD_request);
	return NULL;
}

/* Whoever is asked by a request that is not over; NULL, and refused, if nobody is. */
static const struct asking *who(struct decision *decision)
{
	const struct asking *asking = standing(decision) ? asked(decision->board, decision->command->f.request) : NULL;
	if (!asking)
		(void)rules_refuse(decision, REFUSAL_NOBODY_ASKED, FIELD_request);
	return asking;
}

static struct fields answer_of(const struct decision *decision, const struct asking *asking)
{
	uint32_t number = decision->command->f.request;
	return (struct fields){ .incident = board_requests(decision->board, number)->incident,
		                .request = number,
		                .provider = asking->provider,
		                .neighbour = asking->neighbour,
		                .agent = decision->command->actor };
}

static void meet(struct decision *decision, uint32_t number, enum ending how)
{
	uint64_t handle = its_debt(decision->board, number);
	if (handle)
		rules_meet(decision, handle, how);
}

/* Another who is named is asked, or the next in order. */
void decide_ASK_NEXT(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	const struct help_request *request = standing(decision);
	uint32_t provider = f->provider, neighbour = f->neighbour, number = f->request, listed = 0;
	if (!request)
		return;
	bool supply = request->kind == OBLIGATION_SUPPLY;
	for (uint32_t at = request->first_asking; at; at = board_askings(board, at)->next)
		listed++;
	if (request->state == REQUEST_ACCEPTED)
		(void)rules_refuse(decision, REFUSAL_REQUEST_TAKEN, FIELD_request);
	else if (provider ? neighbour || !supply : neighbour && supply)
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, provider ? FIELD_provider : FIELD_neighbour);
	else if (neighbour && !board_neighbours(board, neighbour))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_NEIGHBOUR, FIELD_neighbour);
	else if (provider && !in_service(decision))
		return;
	else if (!provider && !neighbour && !request_next(board, number, &provider, &neighbour))
		(void)rules_refuse(decision, REFUSAL_NO_PROVIDER, FIELD_request);
	else if (listed >= ASKINGS_MAX && !asking_of(board, number, provider, neighbour))
		(void)rules_refuse(decision, REFUSAL_TOO_MANY, FIELD_request);
	else
		EMIT(decision, REQUEST_ASKED, .incident = request->incident, .request = number, .provider = provider,
		     .neighbour = neighbour);
}

void decide_ACCEPT_REQUEST(struct decision *decision, const struct command *command)
{
	const struct asking *asking = who(decision);
	if (!asking)
		return;
	const struct help_request *request = board_requests(decision->board, command->f.request);
	if (request->state == REQUEST_ACCEPTED) {
		(void)rules_refuse(decision, REFUSAL_REQUEST_TAKEN, FIELD_request);
		return;
	}
	struct fields f = answer_of(decision, asking);
	rules_emit(decision, EVENT_REQUEST_ACCEPTED, &f);
	/* An agency that accepted answers for it; of a provider, help is owed until it is there. */
	if (request->kind == OBLIGATION_AGENCY)
		meet(decision, command->f.request, ENDING_DONE);
}

/* Also after they accepted: then it is owed anew. */
void decide_REFUSE_REQUEST(struct decision *decision, const struct command *command)
{
	uint32_t number = command->f.request;
	const struct asking *asking = who(decision);
	if (!asking || !rules_open_incident(decision, board_requests(decision->board, number)->incident))
		return;
	if (!rules_has_text(decision, TEXT_REASON)) {
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
		return;
	}
	struct fields f = answer_of(decision, asking);
	rules_emit(decision, EVENT_REQUEST_REFUSED, &f);
	if (!its_debt(decision->board, number))
		owe(decision, number);
	ask(decision, number);
}

void decide_ARRIVE_REQUEST(struct decision *decision, const struct command *command)
{
	const struct asking *asking = who(decision);
	if (!asking)
		return;
	struct fields f = answer_of(decision, asking);
	rules_emit(decision, EVENT_REQUEST_ARRIVED, &f);
	meet(decision, command->f.request, ENDING_DONE);
}

void decide_RELEASE_REQUEST(struct decision *decision, const struct command *command)
{
	const struct help_request *request = standing(decision);
	if (!request)
		return;
	if (!rules_has_text(decision, TEXT_REASON)) {
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
		return;
	}
	EMIT(decision, REQUEST_RELEASED, .incident = request->incident, .request = command->f.request,
	     .agent = command->actor);
	meet(decision, command->f.request, ENDING_RELEASED);
}
