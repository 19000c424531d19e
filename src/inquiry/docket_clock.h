/* The clock on the wall of a center, hour by hour, for as long as its calls came. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DOCKET_CLOCK_H
#define INQUIRY_DOCKET_CLOCK_H

#include "audit/docket.h"
#include "base/instant.h"
#include "base/status.h"

/* A day more on either side, so that the local days of the first and the last call are whole. */
#define DOCKET_CLOCK_MARGIN_H 24

/*
 * Lays out docket->offset_s by docket->zone from a day before `from` to a day after `until`; the process's own zone
 * is neither asked nor changed.  The caller frees *ret_offset_s, which the docket borrows.
 *   STATUS_MISSING    there is no such zone here
 *   STATUS_MALFORMED  its file is broken
 *   STATUS_IO, STATUS_MEMORY
 */
enum status docket_clock_lay(struct docket *docket, struct instant from, struct instant until, int32_t **ret_offset_s);

#endif
