/* A docket of another center's history: one row a call, whatever became of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DOCKET_HISTORY_H
#define INQUIRY_DOCKET_HISTORY_H

#include "history/history.h"
#include "inquiry/docket_build.h"

/*
 * Rows with one call number are one call, calls with one incident number one incident (history/itinerary.h).  Answered
 * and entered are the call's own moments; assigned, on the way and on scene are those of the incident's first unit that
 * did it.  Closed is when the incident was closed, or, where the city records no such moment, when its last unit was
 * clear.  The record goes to the last moment in it, yet no further than a day after the last first contact: one wrong
 * clock does not keep every open call open for years.  A call is an on-view if one of its rows is, as the mapping says.
 *
 * How a call ended, in this order:
 *   1. a unit has a moment on scene, or a later one that cannot be without it: served; UNSTAMPED where none of the
 *      incident's units has the moment on scene itself
 *   2. the city's disposition: served (UNSTAMPED and NO_EVIDENCE), advised, referred or false alarm (REMOTE),
 *      cancelled, unreachable (GONE), not served (NO_UNIT), covered or test (OTHER)
 *   3. no disposition, and the city does not record when units are on scene: OPEN and `untold`, for the file cannot say
 *   4. a moment says that it is over: OTHER
 *   5. otherwise OPEN and `unended`
 */

/* What was found; calls == the sum of outcome. */
struct docket_history_account {
	uint64_t rows, calls, incidents;
	uint64_t joined;
	uint64_t on_view;
	uint64_t outcome[DOCKET_OUTCOMES];
	uint64_t unstamped;              /* served, and the moment on scene is not recorded */
	uint64_t no_evidence;            /* of these, those that the disposition alone calls served */
	uint64_t untold;                 /* open because the city does not record arrivals */
	uint64_t unended;                /* open because nothing says that it is over */
	uint64_t known[DOCKET_MOMENTS];  /* calls that have the moment */
	uint64_t before[DOCKET_MOMENTS]; /* of these, those where it lies before first contact */
};

/*
 * Fills an empty builder and finishes it; the history may be closed afterwards.  Statuses of docket_build_finish,
 * and STATUS_LIMIT, STATUS_MEMORY.
 */
enum status docket_history_read(const struct history *history, struct docket_build *build, struct docket *ret_docket,
                                struct docket_history_account *ret_account);

#endif
