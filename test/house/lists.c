/* Prints the closed lists of the core as the page docs/lists.md, or as types of the console: neither can say anything else. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

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

static const char *const right_words[RIGHT_COUNT] = { "anybody",
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
	                                              "dispatch, or the server",
	                                              "open" };

static void print_commands(void)
{
	(void)printf("\n## Commands: all that may be asked\n\n"
	             "| command | right | must have | may have | texts | |\n|---|---|---|---|---|---|\n");
	for (unsigned kind = 1; kind < COMMAND_COUNT; kind++) {
		const struct command_info *info = &command_table[kind];
		(void)printf("| `%s` | %s | ", info->name, right_words[info->right]);
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

/* A text of the lists as a string of TypeScript. */
static void type_text(const char *text)
{
	(void)putchar('"');
	for (; *text; text++)
		(void)printf(*text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
	(void)putchar('"');
}

static void type_fields(uint64_t mask)
{
	const char *comma = "";
	(void)putchar('[');
	for (unsigned field = 0; field < FIELD_COUNT; field++)
		if (mask & (uint64_t)1 << field) {
			(void)printf("%s\"%s\"", comma, field_table[field].name);
			comma = ", ";
		}
	(void)putchar(']');
}

static void type_texts(uint32_t mask)
{
	const char *comma = "";
	(void)putchar('[');
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		if (mask & 1u << text) {
			(void)printf("%s\"%s\"", comma, text_name((enum text)text));
			comma = ", ";
		}
	(void)putchar(']');
}

static void type_commands(void)
{
	(void)puts("\n/** Everything that may be asked. */\nexport const commands = {");
	for (unsigned kind = 1; kind < COMMAND_COUNT; kind++) {
		const struct command_info *info = &command_table[kind];
		(void)printf("\t%s: { right: ", info->name);
		type_text(right_words[info->right]);
		(void)printf(", required: ");
		type_fields(info->required);
		(void)printf(", optional: ");
		type_fields(info->optional);
		(void)printf(", texts: ");
		type_texts(info->texts);
		(void)printf(", words: ");
		type_text(info->words);
		(void)puts(" },");
	}
	(void)puts("} as const;\nexport type CommandName = keyof typeof commands;");
}

static void type_events(void)
{
	(void)puts("\n/** Everything that can happen, with what it carries. */\nexport const events = {");
	for (unsigned kind = 1; kind < EVENT_COUNT; kind++) {
		(void)printf("\t%s: { fields: ", event_table[kind].name);
		type_fields(event_table[kind].fields);
		(void)printf(", words: ");
		type_text(event_table[kind].words);
		(void)puts(" },");
	}
	(void)puts("} as const;\nexport type EventKind = keyof typeof events;");
}

static void type_vocabularies(void)
{
	static const struct {
		const char *name;
		enum vocabulary vocabulary;
	} row[] = {
#define VOCABULARY(NAME) { #NAME, VOCABULARY_##NAME },
		VOCABULARY_LIST(VOCABULARY)
#undef VOCABULARY
	};
	(void)puts("\n/** Words of each closed list, and what they mean. */\nexport const vocabularies = {");
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		(void)putchar('\t');
		for (const char *at = row[i].name; *at; at++)
			(void)putchar(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
		(void)puts(": {");
		for (unsigned value = 1; value < vocabulary_size(row[i].vocabulary); value++) {
			(void)printf("\t\t%s: ", vocabulary_name(row[i].vocabulary, value));
			type_text(vocabulary_words(row[i].vocabulary, value));
			(void)puts(",");
		}
		(void)puts("\t},");
	}
	(void)puts("} as const;\nexport type Vocabulary = keyof typeof vocabularies;");
	(void)puts("\n/** Fields whose values are words of a list. */\nexport const fieldVocabulary = {");
	for (unsigned field = 0; field < FIELD_COUNT; field++)
		for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
			if (field_table[field].vocabulary == row[i].vocabulary) {
				(void)printf("\t%s: \"", field_table[field].name);
				for (const char *at = row[i].name; *at; at++)
					(void)putchar(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
				(void)puts("\",");
			}
	(void)puts("} as const;");
}

static void print_types(void)
{
	(void)puts("// The core's closed lists as types; written by script/lists from src/core/*.def, never by hand.\n"
	           "// SPDX-License-Identifier: Apache-2.0");
	type_commands();
	type_events();
	type_vocabularies();
}

int main(int count, char **arguments)
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
		{ "How secure a service is", VOCABULARY_POSTURE },
		{ "How a service works", VOCABULARY_SERVICE_STATE },
	};
	if (count > 1 && strcmp(arguments[1], "--types") == 0) {
		print_types();
		return 0;
	}
	(void)printf(
	    "# The lists\n\nWritten from `src/core/*.def` by `script/lists`; a test holds this page against them.\n");
	print_commands();
	print_events();
	print_obligations();
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		print_vocabulary(row[i].title, row[i].vocabulary);
	return 0;
}
