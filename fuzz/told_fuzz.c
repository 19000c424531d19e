/* A message from anywhere, and what of it policies are told: each line is read back as a fact of a known kind, or is none of theirs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/call_facts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "policy/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* What the edge says of a type of condition, the center must understand. */
static void read_back(char *line)
{
	struct fact fact;
	struct point place;
	if (strncmp(line, "told: ", 6) == 0) {
		bool good = fact_read(line + 6, &fact);
		assert(good && fact.source != CONDITION_NONE && fact.name && fact.text);
	} else {
		(void)fact_read_place(line, &place);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct sip_message *message = malloc(sizeof *message);
	struct call_facts facts;
	if (!message)
		return 0;
	if (sip_message_read(bytes_of(at, length), message) == STATUS_OK) {
		call_facts_read(message, &facts);
		char *line = (char *)facts.facts.at, *end;
		for (size_t left = facts.facts.length; left && (end = memchr(line, '\n', left)) != NULL;) {
			*end = '\0';
			read_back(line);
			left -= (size_t)(end + 1 - line);
			line = end + 1;
		}
		call_facts_close(&facts);
	}
	free(message);
	/* And a fact as somebody types it. */
	char *typed = malloc(length + 1);
	struct fact fact;
	if (typed) {
		memcpy(typed, at, length);
		typed[length] = '\0';
		(void)fact_read(typed, &fact);
	}
	free(typed);
	return 0;
}
