/* Goes through the plan's agencies in their order, and leaves out those that cannot be asked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "control/aid.h"

#include <inttypes.h>

/* Whether the incident has a request to agencies that somebody still owes. */
static bool is_owed(const struct board *board, uint32_t incident)
{
	uint32_t at = board_incidents(board, incident)->first_request;
	for (; at; at = board_requests(board, at)->next_of_incident)
		if (board_requests(board, at)->kind == OBLIGATION_AGENCY &&
		    board_requests(board, at)->state == REQUEST_OWED)
			return true;
	return false;
}

/* Whether the agency was asked for the incident, whatever it said. */
static bool was_asked(const struct board *board, uint32_t incident, uint32_t neighbour)
{
	uint32_t at = board_incidents(board, incident)->first_request;
	for (; at; at = board_requests(board, at)->next_of_incident)
		for (uint32_t k = board_requests(board, at)->first_asking; k; k = board_askings(board, k)->next)
			if (board_askings(board, k)->neighbour == neighbour && board_askings(board, k)->times)
				return true;
	return false;
}

static enum status write_lack(const struct scene *scene, const struct requirement *need, unsigned missing,
                              struct buffer *lack)
{
	enum status status = buffer_print(lack, "%s%u more of ", lack->length ? "; " : "", missing);
	const char *and = "";
	if (status == STATUS_OK && !need->capabilities)
		status = buffer_append_text(lack, "any unit");
	for (uint32_t number = 1; status == STATUS_OK && number <= CAPABILITIES_MAX; number++) {
		if (!(need->capabilities & capability_bit(number)))
			continue;
		status = buffer_print(lack, "%s%s", and, board_capabilities(scene->board, number)->name.text);
		and = " and ";
	}
	return status;
}

static enum status take_agency(const struct scene *scene, const struct aid_question *question, const char *name,
                               unsigned *count, struct aid *aid)
{
	uint32_t neighbour = board_neighbour_named(scene->board, name);
	if (!neighbour)
		return buffer_print(&aid->words, "%s is asked by the plan, but is no neighbour here (add_neighbour)\n",
		                    name);
	if (*count == ASKINGS_MAX || was_asked(scene->board, question->incident, neighbour))
		return STATUS_OK;
	return buffer_print(&aid->rows, "%s%s", (*count)++ ? ";" : "", name);
}

enum status aid_find(const struct scene *scene, const struct aid_question *question, struct aid *aid)
{
	const struct request *request = question->request;
	const struct plan *plan = &scene->plan->plan;
	enum status status = STATUS_OK;
	unsigned count = 0;
	if (!question->placed || !question->agencies.count || is_owed(scene->board, question->incident))
		return STATUS_OK;
	for (unsigned i = 0; status == STATUS_OK && i < request->row_count; i++)
		if (question->recommendation->missing[i])
			status = write_lack(scene, request->rows[i], question->recommendation->missing[i], &aid->lack);
	if (status != STATUS_OK || !aid->lack.length)
		return status;
	for (uint32_t i = 0; status == STATUS_OK && i < question->agencies.count; i++) {
		const struct wire_name *name = pool_item(&plan->agencies, question->agencies.first + i);
		status = take_agency(scene, question, name->text, &count, aid);
	}
	if (status == STATUS_OK && count)
		status = buffer_print(&aid->words, "to be asked, in the plan's order: %.*s; request_agency does it\n",
		                      (int)aid->rows.length, (const char *)aid->rows.at);
	else if (status == STATUS_OK && !aid->words.length)
		status = buffer_append_text(&aid->words, "all agencies that the plan names were asked\n");
	return status;
}

void aid_close(struct aid *aid)
{
	buffer_close(&aid->rows);
	buffer_close(&aid->lack);
	buffer_close(&aid->words);
}
