/* A family of policies: its memory, its ways in, its traits by their names. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/family.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Every piece is freed with the family. */
struct family_memory {
	struct family_memory *next;
	max_align_t piece[];
};

void *family_keep(struct family *family, size_t bytes)
{
	struct family_memory *memory = calloc(1, sizeof *memory + bytes);
	if (!memory)
		return NULL;
	memory->next = family->memory;
	family->memory = memory;
	return memory->piece;
}

const char *condition_name(enum condition_kind kind)
{
	static const char *const names[] = { [CONDITION_NONE] = "",
#define CONDITION(NAME, JSON, SORT) [CONDITION_##NAME] = JSON,
		                             CONDITION_LIST(CONDITION)
#undef CONDITION
	};
	return names[kind];
}

enum condition_kind condition_named(const char *name, size_t length)
{
	for (unsigned kind = CONDITION_NONE + 1; kind < CONDITION_COUNT; kind++) {
		size_t its = strlen(condition_name(kind));
		bool whole = length == its || length + strlen("Condition") == its;
		if (whole && strncasecmp(condition_name(kind), name, length) == 0)
			return kind;
	}
	return CONDITION_NONE;
}

uint32_t family_entry(const struct family *family, const char *incoming_queue)
{
	uint32_t unnamed = UINT32_MAX;
	for (uint32_t i = 0; i < family->policies; i++) {
		const struct policy *policy = &family->policy[i];
		if (policy->kind != POLICY_ORIGINATION)
			continue;
		if (*policy->name && strcmp(policy->name, incoming_queue) == 0)
			return i;
		if (!*policy->name && unnamed == UINT32_MAX)
			unnamed = i;
	}
	return unnamed;
}

uint32_t family_response(const struct family *family)
{
	for (uint32_t i = 0; i < family->policies; i++)
		if (family->policy[i].kind == POLICY_RESPONSE)
			return i;
	return UINT32_MAX;
}

uint32_t family_trait(const struct family *family, enum condition_kind source, enum trait_sort sort, const char *name)
{
	for (uint32_t i = 0; i < family->traits; i++) {
		const struct trait *trait = &family->trait[i];
		if (trait->source != source || trait->sort != sort)
			continue;
		/* RFC 3261 7.3.1: names of headers are the same in any case; so are media types (RFC 2045 5.1). */
		bool any_case = source == CONDITION_SIP_HEADER || source == CONDITION_MIME_BODY;
		if (any_case ? strcasecmp(trait->name, name) == 0 : strcmp(trait->name, name) == 0)
			return i;
	}
	return UINT32_MAX;
}

void family_close(struct family *family)
{
	if (!family)
		return;
	for (uint32_t i = 0; i < family->tzs; i++)
		tz_close(family->tz[i]);
	partition_close((struct partition *)(uintptr_t)family->partition);
	while (family->memory) {
		struct family_memory *next = family->memory->next;
		free(family->memory);
		family->memory = next;
	}
	free(family);
}
