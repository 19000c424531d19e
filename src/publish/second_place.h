/* How far the log was signed, kept in a second place: so that an older copy of the ledger, put back, is known for what it is. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PUBLISH_SECOND_PLACE_H
#define PUBLISH_SECOND_PLACE_H

#include "publish/public_log.h"

/* Written so often at most: a copy that is put back is older than that. */
#define SECOND_PLACE_APART_S 1

struct second_place {
	const char *path; /* on another disk, or another machine's; borrowed */
	uint64_t size;    /* as it was written last */
	struct instant at;
};

/*
 * Compares it with a log that has been taken in to its end.
 *   STATUS_OK         they agree, or nothing was kept there yet
 *   STATUS_CORRUPT    the log there was longer, or another: *ret_size says of how many entries
 *   STATUS_MALFORMED  what is there is none;  STATUS_IO
 */
enum status second_place_check(struct second_place *place, struct public_log *log, uint64_t *ret_size);
/* Writes how far the log is published, if that is more; STATUS_IO, STATUS_FULL: then it is tried again. */
enum status second_place_turn(struct second_place *place, struct public_log *log, struct instant now);

#endif
