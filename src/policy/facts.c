/* What is told of one call, laid out by what its policy asks, and the caller kept apart. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool fact_read_place(const char *text, struct point *ret_place)
{
	char *end;
	double lat = strtod(text, &end), lon = *end == ',' ? strtod(end + 1, &end) : NAN;
	if (*end || !(fabs(lat) <= 90) || !(fabs(lon) <= 180))
		return false;
	*ret_place = (struct point){ (int32_t)lround(lat * 1e7), (int32_t)lround(lon * 1e7) };
	return true;
}

bool fact_read(char *text, struct fact *ret_fact)
{
	char *equals = strchr(text, '='), *colon = memchr(text, ':', equals ? (size_t)(equals - text) : 0);
	size_t length = equals ? (size_t)((colon ? colon : equals) - text) : 0;
	enum condition_kind source = length ? condition_named(text, length) : CONDITION_NONE;
	if (source == CONDITION_NONE || source == CONDITION_TIME_PERIOD)
		return false;
	*equals = '\0';
	*ret_fact = (struct fact){ .source = source, .name = colon ? colon + 1 : "", .text = equals + 1 };
	char *end;
	ret_fact->number = strtoll(ret_fact->text, &end, 10);
	ret_fact->has_number = *ret_fact->text && !*end;
	return true;
}

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
