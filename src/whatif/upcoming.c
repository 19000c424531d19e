/* A heap of what comes next, two children a node. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/upcoming.h"

#include <stdlib.h>

static bool is_before(const struct upcoming_item *a, const struct upcoming_item *b)
{
	if (a->major != b->major)
		return a->major < b->major;
	return a->minor != b->minor ? a->minor < b->minor : a->id < b->id;
}

enum status upcoming_add(struct upcoming *upcoming, struct upcoming_item item)
{
	if (upcoming->count == upcoming->room) {
		uint32_t room = upcoming->room ? upcoming->room * 2 : 64;
		struct upcoming_item *more = realloc(upcoming->item, room * sizeof *more);
		if (!more)
			return STATUS_MEMORY;
		upcoming->item = more;
		upcoming->room = room;
	}
	uint32_t at = upcoming->count++;
	for (; at && is_before(&item, &upcoming->item[(at - 1) / 2]); at = (at - 1) / 2)
		upcoming->item[at] = upcoming->item[(at - 1) / 2];
	upcoming->item[at] = item;
	return STATUS_OK;
}

bool upcoming_take(struct upcoming *upcoming, struct upcoming_item *ret_item)
{
	if (!upcoming->count)
		return false;
	*ret_item = upcoming->item[0];
	struct upcoming_item last = upcoming->item[--upcoming->count];
	uint32_t at = 0;
	for (uint32_t child; (child = at * 2 + 1) < upcoming->count; at = child) {
		child += child + 1 < upcoming->count && is_before(&upcoming->item[child + 1], &upcoming->item[child]);
		if (!is_before(&upcoming->item[child], &last))
			break;
		upcoming->item[at] = upcoming->item[child];
	}
	upcoming->item[at] = last;
	return true;
}

void upcoming_close(struct upcoming *upcoming)
{
	free(upcoming->item);
	*upcoming = (struct upcoming){ 0 };
}
