/* What is told of a call or an incident, laid out by what the policy asks. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/told.h"

#include <stdlib.h>
#include <string.h>

#include "policy/prr.h"
#include "routing/destination.h"

#define TOLD_LINE "told: "

/* The entry that placed a call. */
struct placing {
	struct buffer text;
	uint32_t queue;
	bool found;
};

bool told_places(enum command_kind kind)
{
	return kind == COMMAND_PLACE_CALL || kind == COMMAND_KEEP_MALFORMED || kind == COMMAND_ASK_HELP;
}

static enum status read_placing(void *context, uint64_t sequence, const struct entry_head *head,
                                struct entry_reader reader)
{
	struct placing *placing = context;
	enum command_kind kind = head->command.kind;
	(void)sequence;
	(void)reader;
	if (placing->found || !told_places(kind))
		return STATUS_OK;
	placing->found = true;
	placing->queue = head->command.f.queue;
	return buffer_append(&placing->text, head->command.text[TEXT_FACTS]);
}

static bool add(struct told *told, struct fact fact)
{
	if (told->facts == TOLD_FACTS_MAX)
		return false;
	told->fact[told->facts++] = fact;
	return true;
}

/* The lines of the message that are told; the text is cut where they end. */
static void take_lines(struct told *told)
{
	char *line = (char *)told->text.at;
	for (size_t left = told->text.length; left;) {
		char *end = memchr(line, '\n', left);
		struct fact fact;
		if (!end)
			return;
		*end = '\0';
		if (strncmp(line, TOLD_LINE, sizeof TOLD_LINE - 1) == 0 &&
		    fact_read(line + sizeof TOLD_LINE - 1, &fact) && !add(told, fact))
			return;
		left -= (size_t)(end + 1 - line);
		line = end + 1;
	}
}

/* The states of the queues that the policy asks for. */
static void take_states(struct told *told, const struct board *board, const struct family *family, const char *domain)
{
	for (uint32_t i = 0; i < family->traits; i++) {
		const struct trait *trait = &family->trait[i];
		if (trait->source == CONDITION_QUEUE_STATE)
			(void)add(told, (struct fact){ .source = CONDITION_QUEUE_STATE,
			                               .name = trait->name,
			                               .text = destination_state(board, domain, trait->name) });
	}
}

/* What supervisors said of the services that the policy asks for; where nobody did it is Normal, and Green. */
static void take_standings(struct told *told, const struct board *board, const struct family *family)
{
	for (uint32_t i = 0; i < family->traits; i++) {
		const struct trait *trait = &family->trait[i];
		unsigned said = 0; /* by number: the board's own words stand in the order of i3's registries */
		if (trait->source == CONDITION_SECURITY_POSTURE)
			said = board_posture(board, trait->name);
		else if (trait->source == CONDITION_SERVICE_STATE)
			said = board_service_state(board, trait->name);
		if (said)
			(void)add(told, (struct fact){ .source = trait->source,
			                               .name = trait->name,
			                               .text = prr_registered(trait->source, said - 1) });
	}
}

static enum status begin(struct told *told, const struct family *family, struct instant at)
{
	*told = (struct told){ .open.at = at };
	told->fact = calloc(TOLD_FACTS_MAX, sizeof *told->fact);
	told->value = calloc(2 * (size_t)family->traits + 1, sizeof *told->value);
	return told->fact && told->value ? STATUS_OK : STATUS_MEMORY;
}

static void lay_out(struct told *told, const struct family *family)
{
	facts_part(family, told->facts, told->fact, told->value, told->value + family->traits);
	told->open.value = told->value;
}

static void take_place(struct told *told, int32_t lat_e7, int32_t lon_e7)
{
	told->open.has_place = lat_e7 || lon_e7;
	told->open.place = (struct point){ lat_e7, lon_e7 };
}

enum status told_of_placed(const struct board *board, const struct family *family, const char *domain, uint32_t number,
                           struct instant at, struct told_placing placing, struct told *ret_told)
{
	const struct call *call = board_calls(board, number);
	enum status status = begin(ret_told, family, at);
	if (status == STATUS_OK)
		status = buffer_append(&ret_told->text, placing.facts);
	if (status != STATUS_OK) {
		told_close(ret_told);
		return status;
	}
	const struct queue *queue = board_queues(board, placing.queue);
	if (queue)
		memcpy(ret_told->incoming, queue->name.text, sizeof ret_told->incoming);
	/* Before what the message says: nobody can tell these things of himself. */
	(void)add(ret_told, (struct fact){ .source = CONDITION_CHANNEL,
	                                   .name = "",
	                                   .text = vocabulary_name(VOCABULARY_CHANNEL, call->channel) });
	if (*ret_told->incoming)
		(void)add(ret_told,
		          (struct fact){ .source = CONDITION_INCOMING_QUEUE, .name = "", .text = ret_told->incoming });
	if (call->priority)
		(void)add(ret_told,
		          (struct fact){
			      .source = CONDITION_PRIORITY, .name = "", .has_number = true, .number = call->priority });
	take_states(ret_told, board, family, domain);
	take_standings(ret_told, board, family);
	take_lines(ret_told);
	take_place(ret_told, call->lat_e7, call->lon_e7);
	lay_out(ret_told, family);
	return STATUS_OK;
}

enum status told_of_call(struct desk *desk, const struct family *family, const char *domain, uint32_t number,
                         struct instant at, struct told *ret_told)
{
	struct placing placing = { 0 };
	enum status status = desk_timeline(desk, FIELD_call, number, read_placing, &placing);
	if (status == STATUS_OK)
		status = told_of_placed(desk_board(desk), family, domain, number, at,
		                        (struct told_placing){ buffer_bytes(&placing.text), placing.queue }, ret_told);
	buffer_close(&placing.text);
	return status;
}

enum status told_of_incident(const struct board *board, const struct family *family, uint32_t number, struct instant at,
                             struct told *ret_told)
{
	const struct incident *incident = board_incidents(board, number);
	const struct call *call = board_calls(board, incident->first_call);
	enum status status = begin(ret_told, family, at);
	if (status != STATUS_OK) {
		told_close(ret_told);
		return status;
	}
	(void)add(ret_told, (struct fact){ .source = CONDITION_CALL_TYPE, .name = "", .text = incident->type.text });
	(void)add(ret_told,
	          (struct fact){
		      .source = CONDITION_PRIORITY, .name = "", .has_number = true, .number = incident->priority });
	if (call)
		(void)add(ret_told, (struct fact){ .source = CONDITION_CHANNEL,
		                                   .name = "",
		                                   .text = vocabulary_name(VOCABULARY_CHANNEL, call->channel) });
	take_standings(ret_told, board, family);
	take_place(ret_told, incident->lat_e7, incident->lon_e7);
	lay_out(ret_told, family);
	return STATUS_OK;
}

void told_close(struct told *told)
{
	buffer_close(&told->text);
	free(told->fact);
	free(told->value);
	*told = (struct told){ 0 };
}

enum status told_write(const struct family *family, const struct told *told, struct buffer *lines)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < family->traits && status == STATUS_OK; i++) {
		const struct trait *trait = &family->trait[i];
		const struct fact *fact = &told->open.value[i];
		if (trait->is_protected || fact->source == CONDITION_NONE)
			continue;
		const char *type = condition_name(trait->source);
		status = buffer_print(lines, "fact: %.*s%s%s=", (int)(strlen(type) - strlen("Condition")), type,
		                      *trait->name ? ":" : "", trait->name);
		if (status == STATUS_OK)
			status = fact->text ? buffer_append_text(lines, fact->text)
			                    : buffer_print(lines, "%lld", (long long)fact->number);
		if (status == STATUS_OK)
			status = buffer_append_text(lines, "\n");
	}
	return status;
}
