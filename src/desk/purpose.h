/* Whether a center is the real one, which its log's origin says for ever. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_PURPOSE_H
#define DESK_PURPOSE_H

enum purpose {
	PURPOSE_LIVE,
#define PURPOSE(NAME, ...) PURPOSE_##NAME,
#include "desk/purpose.def"
#undef PURPOSE
	PURPOSE_COUNT
};

/* The purpose of a log's origin; live for every other name. */
enum purpose purpose_of(const char *origin);
/* "live", "training" ...; static storage. */
const char *purpose_name(enum purpose purpose);
/* The origin that its log has; NULL for live, which has a name of its own. */
const char *purpose_origin(enum purpose purpose);

#endif
