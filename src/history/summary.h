/* What a replay came to: tables for people, an object for programs, a picture. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HISTORY_SUMMARY_H
#define HISTORY_SUMMARY_H

#include "history/replay.h"

/* Spans from first contact to one moment, over all calls; those that never had it stay in the count. */
struct wait {
	enum history_stamp until;
	uint32_t known;    /* calls that have it */
	uint32_t negative; /* calls whose moment lies before first contact; left out of the spans, and not hidden */
	bool reached[4];   /* whether so many of all calls ever had it: by SHARE_LIST */
	struct span span[4];
};

/* The fractiles, over all calls; one that lies among those never reached is "never". */
#define SHARE_LIST(SHARE) SHARE(50) SHARE(90) SHARE(95) SHARE(99)
#define SHARES 4u

/* Computes one row; STATUS_MEMORY. */
enum status wait_measure(const struct replay_summary *summary, enum history_stamp until, struct wait *ret_wait);

/* Writes the tables. */
enum status summary_tell(const struct history *history, const struct replay_summary *summary, struct buffer *text);
/* Writes one JSON object. */
enum status summary_tell_json(const struct history *history, const struct replay_summary *summary, struct buffer *text);
/* Draws open obligations by kind over time as SVG, or as PNG to a path that ends so; STATUS_IO if the file cannot be written. */
enum status summary_draw(const struct history *history, const struct replay_summary *summary, const char *path);

#endif
