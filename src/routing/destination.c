/* Where a policy's ways lead in this center. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/destination.h"

#include <string.h>
#include <strings.h>

#include "core/queue.h"
#include "core/rows.h"
#include "wire/sip_message.h"
#include "wire/text.h"

uint32_t destination_queue(const struct board *board, const char *domain, const char *destination)
{
	struct sip_uri uri = { 0 };
	char name[NAME_BYTES];
	struct bytes user = bytes_of_text(destination);
	if (strncasecmp(destination, "sip:", 4) == 0 || strncasecmp(destination, "sips:", 5) == 0) {
		/* Without a domain of its own a center is known by no address: then the user alone says which queue. */
		if (!sip_uri_read(bytes_of_text(destination), &uri) || (domain && !text_same(uri.host, domain)))
			return 0;
		user = uri.user;
	}
	if (!user.length || user.length >= sizeof name)
		return 0;
	memcpy(name, user.at, user.length);
	name[user.length] = '\0';
	return board_queue_named(board, name);
}

const char *destination_state(const struct board *board, const char *domain, const char *destination)
{
	uint32_t queue = destination_queue(board, domain, destination);
	if (!queue)
		return "Unreachable";
	return queue_staffed(board, queue) ? "Active" : "Inactive";
}

enum status destination_rows(const struct response *response, struct buffer *rows)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < response->debts && status == STATUS_OK; i++) {
		status = buffer_print(rows, "%sowe %s %u", rows->length ? ";" : "", response->debt[i].kind,
		                      response->debt[i].within_s);
		for (uint32_t r = 0; r < response->debt[i].escalations && status == STATUS_OK; r++)
			status = buffer_print(rows, " then %s %u", response->debt[i].escalation[r].owner,
			                      response->debt[i].escalation[r].after_s);
	}
	for (uint32_t i = 0; i < response->dispositions && status == STATUS_OK; i++)
		status = buffer_print(rows, "%send %s", rows->length ? ";" : "", response->disposition[i]);
	/* No other one can be in force but from before cards were used: it is as it was then. */
	if (status == STATUS_OK && response->card && *response->card && strlen(response->card) < NAME_BYTES &&
	    !strchr(response->card, ';'))
		status = buffer_print(rows, "%scard %s", rows->length ? ";" : "", response->card);
	return status;
}

static enum status say(struct problems *problems, const char *name, const char *what, const char *of, const char *hint)
{
	if (problems->count++ >= OUTLINE_PROBLEMS_MAX)
		return STATUS_OK;
	return buffer_print(&problems->text, "%s: %s \"%.200s\": %s\n", name, what, of, hint);
}

static enum status check_response(const struct board *board, const char *domain, const struct response *response,
                                  const char *name, struct problems *problems)
{
	struct buffer text = { 0 };
	struct response_rows rows = { 0 };
	enum status status = destination_rows(response, &text);
	if (status == STATUS_OK && rows_read_response(board, buffer_bytes(&text), &rows) != REFUSAL_NONE &&
	    buffer_append(&text, bytes_of("", 1)) == STATUS_OK)
		status = say(
		    problems, name, "response", (const char *)text.at,
		    "a kind of obligation, a disposition or a time in it is not known here; docs/lists.md has them");
	if (status == STATUS_OK && response->queue && !destination_queue(board, domain, response->queue))
		status =
		    say(problems, name, "response queue", response->queue, "there is no such queue here; add it first");
	buffer_close(&text);
	return status;
}

enum status destination_check(const struct board *board, const char *domain, const struct family *family,
                              const char *name, struct problems *problems)
{
	unsigned before = problems->count;
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < family->effects && status == STATUS_OK; i++) {
		const struct effect *effect = &family->effect[i];
		if (effect->kind == EFFECT_RESPONSE)
			status = check_response(board, domain, &effect->response, name, problems);
		else if (effect->kind == EFFECT_ROUTE && !destination_queue(board, domain, effect->way.destination))
			status = say(
			    problems, name, "destination", effect->way.destination,
			    "there is no such queue here; add it first, or write sip:QUEUE@ and this center's domain");
	}
	return status == STATUS_OK && problems->count != before ? STATUS_MALFORMED : status;
}
