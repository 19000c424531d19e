/* What is asked: one kind from commands.def, who asks, and the fields and texts that its row allows. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/command.h"

#include <string.h>

const struct command_info command_table[COMMAND_COUNT] = {
	[COMMAND_NONE] = { NULL, RIGHT_CENTER, 0, 0, 0, NULL },
#define COMMAND(NAME, JSON, RIGHT, REQUIRED, OPTIONAL, TEXTS, WORDS)                                                   \
	[COMMAND_##NAME] = { JSON, RIGHT_##RIGHT, (REQUIRED), (OPTIONAL), (TEXTS), WORDS },
#include "core/commands.def"
#undef COMMAND
};

enum command_kind command_named(const char *name)
{
	for (unsigned kind = COMMAND_NONE + 1; kind < COMMAND_COUNT; kind++)
		if (strcmp(command_table[kind].name, name) == 0)
			return kind;
	return COMMAND_NONE;
}

const char *text_name(enum text text)
{
	static const char *const names[TEXT_COUNT] = {
#define TEXT(NAME, JSON, WORDS) [TEXT_##NAME] = JSON,
		TEXT_LIST(TEXT)
#undef TEXT
	};
	return text < TEXT_COUNT ? names[text] : NULL;
}
