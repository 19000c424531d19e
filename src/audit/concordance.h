/* Of two calls, does the one with the higher score meet the event first?  (Harrell 1982; pairs within strata.) */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_CONCORDANCE_H
#define AUDIT_CONCORDANCE_H

#include "audit/sample.h"
#include "base/status.h"

/*
 * Pairs in which it is known who met the event first.  One who was taken away at the very time of another's event is
 * known to be later; two who meet it together are not known apart.
 */
struct concordance {
	double share;        /* (concordant + tied_score / 2) / all three; NaN where there is no such pair */
	uint64_t concordant; /* the earlier had the higher score */
	uint64_t discordant; /* the earlier had the lower score */
	uint64_t tied_score; /* the same, to the last bit */
	uint64_t tied_time;  /* not counted: they met it together, with scores that differ */
	uint64_t tied_both;  /* not counted: and with scores that do not */
};

/*
 * `score` by row, of any finite values; events are rows of that ending.
 *   STATUS_MEMORY
 *   STATUS_LIMIT      more than UINT32_MAX - 1 rows
 */
enum status concordance_of(const struct sample *sample, enum sample_ending event, const double *score,
                           struct concordance *ret_concordance);

#endif
