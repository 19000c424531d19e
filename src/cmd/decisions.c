/* Lets both that make decisions again see each entry, and writes down what they tell. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/decisions.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "control/recheck.h"
#include "routing/routing_recheck.h"
#include "wire/json_text.h"

struct decisions {
	struct recheck *recheck;         /* NULL: not asked for */
	struct routing_recheck *rulings; /* likewise */
	struct decisions_found found;
	enum status trouble; /* while something was written down */
};

static const char *const outcome_name[REPLAY_COUNT] = { "", "same", "blanked", "protected", "otherwise", "unknown" };

static enum status put_number(struct buffer *json, const char *name, uint64_t value)
{
	return value ? buffer_print(json, ",\"%s\":%" PRIu64, name, value) : STATUS_OK;
}

static enum status put_text(struct buffer *json, const char *name, const char *value)
{
	enum status status = value ? buffer_print(json, ",\"%s\":", name) : STATUS_OK;
	return value && status == STATUS_OK ? json_text_write(json, bytes_of_text(value)) : status;
}

static enum status put_json(struct buffer *json, const char *what, const struct replayed *replayed)
{
	enum status status = buffer_print(json, "%s{\"decision\":\"%s\",\"outcome\":\"%s\"", json->length ? "," : "",
	                                  what, outcome_name[replayed->outcome]);
	if (status == STATUS_OK)
		status = put_number(json, "entry", replayed->sequence);
	if (status == STATUS_OK)
		status = put_number(json, "call", replayed->call);
	if (status == STATUS_OK)
		status = put_number(json, "incident", replayed->incident);
	if (status == STATUS_OK)
		status = put_text(json, "why", replayed->why);
	if (status == STATUS_OK)
		status = put_text(json, "was", replayed->was);
	if (status == STATUS_OK)
		status = put_text(json, "again", replayed->again);
	if (status == STATUS_OK)
		status = put_text(json, "by", replayed->by);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static enum status put_line(struct buffer *lines, const char *what, const struct replayed *replayed)
{
	enum status status = buffer_print(lines, "%s of entry %" PRIu64, what, replayed->sequence);
	if (status == STATUS_OK && replayed->call)
		status = buffer_print(lines, ", call %" PRIu32, replayed->call);
	if (status == STATUS_OK && replayed->incident)
		status = buffer_print(lines, ", incident %" PRIu32, replayed->incident);
	if (status == STATUS_OK)
		status = buffer_print(lines, ": %s\n", replayed->why);
	if (status == STATUS_OK && replayed->was)
		status = buffer_print(lines, "   was:   %s\n", replayed->was);
	if (status == STATUS_OK && replayed->again)
		status = buffer_print(lines, "   again: %s\n", replayed->again);
	if (status == STATUS_OK && replayed->by)
		status = buffer_print(lines, "   by:    %s\n", replayed->by);
	return status;
}

static void put(struct decisions *decisions, const char *what, const struct replayed *replayed)
{
	if (decisions->trouble == STATUS_OK)
		decisions->trouble = put_json(&decisions->found.json, what, replayed);
	if (decisions->trouble == STATUS_OK)
		decisions->trouble = put_line(&decisions->found.lines, what, replayed);
}

static void tell_recommendation(void *context, const struct replayed *replayed)
{
	put(context, "recommendation", replayed);
}

static void tell_ruling(void *context, const struct replayed *replayed)
{
	put(context, replayed->call ? "route" : "response", replayed);
}

enum status decisions_open(const struct decisions_setup *setup, struct decisions **ret_decisions)
{
	struct decisions *decisions = calloc(1, sizeof *decisions);
	if (!decisions)
		return STATUS_MEMORY;
	const struct recheck_setup recheck = { .maps = setup->map,
		                               .map_count = setup->maps,
		                               .blanked = setup->blanked,
		                               .tell = tell_recommendation,
		                               .context = decisions };
	const struct routing_recheck_setup rulings = {
		.domain = setup->domain, .blanked = setup->blanked, .tell = tell_ruling, .context = decisions
	};
	enum status status = setup->recommendations ? recheck_open(&recheck, &decisions->recheck) : STATUS_OK;
	if (status == STATUS_OK && setup->policy)
		status = routing_recheck_open(&rulings, &decisions->rulings);
	if (status != STATUS_OK) {
		decisions_close(decisions);
		return status;
	}
	*ret_decisions = decisions;
	return STATUS_OK;
}

void decisions_close(struct decisions *decisions)
{
	if (!decisions)
		return;
	recheck_close(decisions->recheck);
	routing_recheck_close(decisions->rulings);
	decisions_found_close(&decisions->found);
	free(decisions);
}

static enum status before(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct decisions *decisions = context;
	enum status status = decisions->recheck ? recheck_before(decisions->recheck, board, stored) : STATUS_OK;
	if (status == STATUS_OK && decisions->rulings)
		status = routing_recheck_before(decisions->rulings, board, stored);
	return status == STATUS_OK ? decisions->trouble : status;
}

static enum status after(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct decisions *decisions = context;
	enum status status = decisions->recheck ? recheck_after(decisions->recheck, board, stored) : STATUS_OK;
	if (status == STATUS_OK && decisions->rulings)
		status = routing_recheck_after(decisions->rulings, board, stored);
	return status;
}

void decisions_join(struct decisions *decisions, struct fold *fold)
{
	fold->before = before;
	fold->after = after;
	fold->entry_context = decisions;
}

enum status decisions_take(struct decisions *decisions, struct decisions_found *ret_found)
{
	struct decisions_found found = decisions->found;
	if (decisions->trouble != STATUS_OK)
		return decisions->trouble;
	if (decisions->recheck)
		found.recommendations = recheck_found(decisions->recheck);
	if (decisions->rulings) {
		struct routing_recheck_found rulings = routing_recheck_found(decisions->rulings);
		found.calls = rulings.calls;
		found.incidents = rulings.incidents;
	}
	decisions->found = (struct decisions_found){ 0 };
	*ret_found = found;
	return STATUS_OK;
}

void decisions_found_close(struct decisions_found *found)
{
	buffer_close(&found->lines);
	buffer_close(&found->json);
	*found = (struct decisions_found){ 0 };
}

static bool all_same(const struct replay_tally *tally)
{
	return tally->count[REPLAY_SAME] == replay_total(tally);
}

bool decisions_same(const struct decisions_found *found)
{
	return all_same(&found->recommendations) && all_same(&found->calls) && all_same(&found->incidents);
}

int decisions_take_option(struct decisions_setup *setup, int count, char **arguments)
{
	if (count < 2)
		return 0;
	if (strcmp(arguments[0], "--domain") == 0)
		setup->domain = arguments[1];
	else if (strcmp(arguments[0], "--map") == 0 && setup->maps < DECISIONS_MAPS_MAX)
		setup->map[setup->maps++] = arguments[1];
	else
		return 0;
	return 2;
}
