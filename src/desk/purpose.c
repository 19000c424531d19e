/* Whether a center is the real one, which its log's origin says for ever. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/purpose.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name, *origin;
} purposes[PURPOSE_COUNT] = {
	[PURPOSE_LIVE] = { "live", NULL },
#define PURPOSE(NAME, JSON, ORIGIN, WORDS) [PURPOSE_##NAME] = { JSON, ORIGIN },
#include "desk/purpose.def"
#undef PURPOSE
};

enum purpose purpose_of(const char *origin)
{
	for (enum purpose purpose = PURPOSE_LIVE + 1; purpose < PURPOSE_COUNT; purpose++)
		if (strcmp(origin, purposes[purpose].origin) == 0)
			return purpose;
	return PURPOSE_LIVE;
}

const char *purpose_name(enum purpose purpose)
{
	return purposes[purpose].name;
}

const char *purpose_origin(enum purpose purpose)
{
	return purposes[purpose].origin;
}
