/* Prints the closed lists of the core as the page docs/lists.md, so that the page cannot say anything else. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "core/command.h"
#include "core/event.h"
#include "core/ladder.h"
#include "core/vocabulary.h"

static void print_fields(uint64_t mask)
{
	const char *comma = "";
	for (unsigned field = 0; field < FIELD_COUNT; field++)
		if (mask & (uint64_t)1 << field) {
			(void)printf("%s%s", comma, field_table[field].name);
			comma = ", ";
		}
}

static void print_texts(uint32_t mask)
{
	const char *comma = "";
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		if (mask & 1u << text) {
			(void)printf("%s%s", comma, text_name((enum text)text));
			comma = ", ";
		}
}

static void print_commands(void)
{
	static const char *const right[RIGHT_COUNT] = { "anybody",
		                                        "the caller, or staff",
		                                        "the server",
		                                        "read",
		                                        "work",
		                                        "close",
		                                        "field",
		                                        "dispatch",
		                                        "supervise",
		                                        "administer",
		                                        "field, or the server",
		                                        "dispatch, or the server" };
	(void)printf("\n## Commands: all that may be asked\n\n"
	             "| command | right | must have | may have | texts | |\n|---|---|---|---|---|---|\n");
	for (unsigned kind = 1; kind < COMMAND_COUNT; kind++) {
		const struct command_info *info = &command_table[kind];
		(void)printf("| `%s` | %s | ", info->name, right[info->right]);
		print_fields(info->required);
		(void)printf(" | ");
		print_fields(info->optional);
		(void)printf(" | ");
		print_texts(info->texts);
		(void)printf(" | %s |\n", info->words);
	}
}

static void print_events(void)
{
	(void)printf("\n## Events: all that can happen\n\n| event | carries | |\n|---|---|---|\n");
	for (unsigned kind = 1; kind < EVENT_COUNT; kind++) {
		(void)printf("| `%s` | ", event_table[kind].name);
		print_fields(event_table[kind].fields);
		(void)printf(" | %s |\n", event_table[kind].words);
	}
}

static void print_obligations(void)
{
	static const char *const at_close[] = { "blocks it", "ends with it", "outlives it" };
	(void)printf(
	    "\n## Obligations: all that can be owed\n\nBounds are in seconds, for priority 1 to 4; they are where a "
	    "ladder begins, and `set_rung` changes them.\n\n"
	    "| obligation | first owner | bound | source of the bound | a close | |\n|---|---|---|---|---|---|\n");
	for (unsigned kind = 1; kind < OBLIGATION_COUNT; kind++) {
		const struct ladder_info *info = &ladder_table[kind];
		(void)printf("| `%s` | %s | %u, %u, %u, %u | %s | %s | %s |\n",
		             vocabulary_name(VOCABULARY_OBLIGATION, kind),
		             vocabulary_words(VOCABULARY_OWNER, info->owner), info->bound_s[0], info->bound_s[1],
		             info->bound_s[2], info->bound_s[3], info->source, at_close[info->at_close],
		             vocabulary_words(VOCABULARY_OBLIGATION, kind));
	}
}

static void print_vocabulary(const char *title, enum vocabulary vocabulary)
{
	(void)printf("\n## %s\n\n| | |\n|---|---|\n", title);
	for (unsigned value = 1; value < vocabulary_size(vocabulary); value++)
		(void)printf("| `%s` | %s |\n", vocabulary_name(vocabulary, value),
		             vocabulary_words(vocabulary, value));
}

int main(void)
{
	static const struct {
		const char *title;
		enum vocabulary vocabulary;
	} row[] = {
		{ "Dispositions: all ways to end", VOCABULARY_DISPOSITION },
		{ "Refusals: all ways in which the rules say no", VOCABULARY_REFUSAL },
		{ "Roles", VOCABULARY_ROLE },
		{ "States of a call", VOCABULARY_CALL_STATE },
		{ "Statuses of a unit", VOCABULARY_UNIT_STATUS },
		{ "States of an agent", VOCABULARY_AGENT_STATE },
		{ "Owners", VOCABULARY_OWNER },
		{ "Channels", VOCABULARY_CHANNEL },
		{ "Sources of a moment", VOCABULARY_SOURCE },
		{ "Outcomes of an attempt to call back", VOCABULARY_OUTCOME },
		{ "Verdicts of a review", VOCABULARY_VERDICT },
		{ "How units of a row are to come", VOCABULARY_MODE },
		{ "Why a unit is recommended", VOCABULARY_WHY },
		{ "Whether a recommendation was followed", VOCABULARY_FOLLOWED },
		{ "How an obligation ends", VOCABULARY_ENDING },
		{ "Why an obligation is raised or its due time moved", VOCABULARY_CAUSE },
		{ "How it goes with a third party", VOCABULARY_BRIDGED },
	};
	(void)printf(
	    "# The lists\n\nWritten from `src/core/*.def` by `script/lists`; a test holds this page against them.\n");
	print_commands();
	print_events();
	print_obligations();
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		print_vocabulary(row[i].title, row[i].vocabulary);
	return 0;
}
