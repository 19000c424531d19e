/* What is told of one call, laid out by what its policy asks, and the caller kept apart. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/facts.h"

#include <string.h>

static void lay(const struct family *family, const struct fact *fact, enum trait_sort sort, struct fact *open_room,
                struct fact *caller_room)
{
	uint32_t trait = family_trait(family, fact->source, sort, fact->name);
	if (trait == UINT32_MAX)
		return;
	struct fact *room = family->trait[trait].is_protected ? caller_room : open_room;
	/* Of a header that comes twice the first counts. */
	if (room[trait].source == CONDITION_NONE)
		room[trait] = *fact;
}

void facts_part(const struct family *family, uint32_t told, const struct fact *fact, struct fact *open_room,
                struct fact *caller_room)
{
	memset(open_room, 0, family->traits * sizeof *open_room);
	memset(caller_room, 0, family->traits * sizeof *caller_room);
	for (uint32_t i = 0; i < told; i++) {
		if (fact[i].text) {
			lay(family, &fact[i], TRAIT_TEXT, open_room, caller_room);
			lay(family, &fact[i], TRAIT_CHOICE, open_room, caller_room);
			lay(family, &fact[i], TRAIT_FLAG, open_room, caller_room);
		}
		if (fact[i].has_number)
			lay(family, &fact[i], TRAIT_NUMBER, open_room, caller_room);
	}
}
