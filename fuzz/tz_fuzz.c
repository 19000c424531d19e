/* A zone's file from anywhere: it is read or refused, and then any moment has an offset of less than a day and two hours. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/tz.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct tz *tz;
	if (tz_read(bytes_of(at, length), "fuzz", &tz) != STATUS_OK)
		return 0;
	struct instant moment = { INSTANT_MIN_US };
	for (int steps = 0; moment.us < INSTANT_MAX_US && steps < 2000; steps++) {
		int32_t offset_s = tz_offset_s(tz, moment);
		assert(offset_s >= -26 * 3600 && offset_s <= 26 * 3600);
		struct instant next = tz_next_change(tz, moment);
		assert(next.us > moment.us);
		moment = next;
	}
	tz_close(tz);
	return 0;
}
