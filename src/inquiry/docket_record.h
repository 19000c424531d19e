/* A docket of a center's own record: one row for each call on its board, also those that never became an incident. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DOCKET_RECORD_H
#define INQUIRY_DOCKET_RECORD_H

#include "core/board.h"
#include "inquiry/docket_build.h"
#include "ledger/entry.h"

/*
 * The record is folded twice over, in one go: each entry is seen as it comes, for what the board does not keep (who
 * answered first, who closed, the first type, what was recommended when the first unit was assigned, what was
 * inferred), and at the end the board is read, on which nothing is ever overwritten.
 *
 * Answered is the call's first answer; entered, when it was first linked to an incident.  Assigned, on the way and on
 * scene are those of the incident's first unit, by the moments that were reported, each with its source; one that
 * nobody reported is the inferred one, if there is that, and if somebody said that a unit was there.  Closed is when the
 * incident was closed, or the call where it has none.  The area is what `area` says of the place, or else the queue; the
 * language is the first one that the caller's device offered, or else the subscriber's.
 *
 * How a call ended, in this order: a unit was reported on scene, or further (SERVED; UNSTAMPED where nobody knows when);
 * it is not closed (OPEN); by its disposition, the incident's before the call's: served (NO_EVIDENCE), advised,
 * referred or false alarm (REMOTE), cancelled, unreachable (GONE), not served (NO_UNIT), covered or test (OTHER).
 * Test calls have DOCKET_TEST and are not left out here; a call from a crew in the field has DOCKET_ON_VIEW.
 */
struct docket_record;

/* The name of the area around a place; NULL: there is none there.  Borrowed until the next call. */
struct docket_area {
	const char *(*name)(void *context, int32_t lat_e7, int32_t lon_e7);
	void *context;
};

/* What was found; calls == the sum of outcome. */
struct docket_record_account {
	uint64_t entries;
	uint64_t calls, incidents;
	uint64_t without_incident; /* calls that never became one, or were taken out of it again */
	uint64_t abandoned;        /* of these, those that nobody answered and that are over */
	uint64_t tests;            /* calls whose disposition says so */
	uint64_t tests_apart;      /* test calls that the center never took for calls, and that are not in the docket */
	uint64_t joined, on_view;
	uint64_t outcome[DOCKET_OUTCOMES];
	uint64_t unstamped, no_evidence;
	uint64_t inferred;        /* calls whose moment on scene is inferred alone */
	uint64_t inferred_unsaid; /* calls where a unit was thought to be on scene, and nobody ever said so */
	uint64_t disagree;        /* reported on scene more than a minute away from what was inferred */
	uint64_t followed, overridden;
};

/* STATUS_MEMORY.  The caller closes it. */
enum status docket_record_open(struct docket_record **ret_record);
void docket_record_close(struct docket_record *record);

/* Sees one entry: to be called for each from the first on, as inquiry/record.h visits them.  STATUS_MALFORMED, STATUS_MEMORY. */
enum status docket_record_see(void *record, const struct board *board, const struct stored_entry *stored);

/*
 * Fills an empty builder and finishes it; title and zone are the caller's, `area` may be NULL.  Statuses of
 * docket_build_finish, and STATUS_LIMIT, STATUS_MEMORY.
 */
enum status docket_record_read(const struct docket_record *record, const struct board *board, const char *title,
                               const char *zone, const struct docket_area *area, struct docket_build *build,
                               struct docket *ret_docket, struct docket_record_account *ret_account);

#endif
