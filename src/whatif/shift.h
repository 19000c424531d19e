/* Hours of duty, weekly: spans of some days from one time to another. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_SHIFT_H
#define WHATIF_SHIFT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define SHIFT_SPANS_MAX 7u
#define SHIFT_WEEK_MINUTES (7u * 24 * 60)

struct shift_span {
	uint8_t days;          /* on which it begins; one bit each, Monday first */
	uint16_t from, length; /* minutes; it may go past midnight */
};

/* No span: always on duty. */
struct shift {
	struct shift_span span[SHIFT_SPANS_MAX];
	uint8_t spans;
};

/*
 * Reads "mon-fri 07:00-19:00; sat 08:00-12:00": days, hours, or both, spans parted by semicolons.  Hours that end
 * before they begin end on the next day.  An empty text is always; false if it is none of this.
 */
bool shift_read(struct bytes text, struct shift *ret_shift);
bool shift_on(const struct shift *shift, uint32_t minute);
/* Minutes from one of the week until a span next begins or ends, at least 1; there is one. */
uint32_t shift_next(const struct shift *shift, uint32_t minute);

#endif
