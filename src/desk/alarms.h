/* How often each position is alarmed, minute by minute: an alarm that comes all the time is one that nobody hears. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_ALARMS_H
#define DESK_ALARMS_H

#include "desk/desk.h"

/* EEMUA 191 and ISA-18.2, as secondary sources have them: about one alarm in ten minutes that calls for an act. */
#define ALARMS_SPAN_MIN 10u
#define ALARMS_SPANS 3u
#define ALARMS_STEADY_MAX 1u

struct alarms;

/* Counts from now on: what was before the start is not known.  STATUS_MEMORY. */
enum status alarms_open(struct desk *desk, struct alarms **ret_alarms);
void alarms_close(struct alarms *alarms);
/* Since when it counts. */
struct instant alarms_since(const struct alarms *alarms);
/* Alarms of a position in each of the last spans of ten minutes, the newest first. */
void alarms_of(const struct alarms *alarms, uint32_t position, struct instant now, uint32_t ret_count[ALARMS_SPANS]);
/* More than one in each of the spans: a fault of the set-up, not of the people. */
bool alarms_steady(const uint32_t count[ALARMS_SPANS]);

#endif
