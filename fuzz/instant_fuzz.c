/* A stamp of a stranger: what is read goes out as text and comes back the same. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/instant.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	char text[64];
	char back[INSTANT_TEXT_BYTES];
	struct instant first, second;

	if (length >= sizeof text)
		return 0;
	memcpy(text, at, length);
	text[length] = '\0';
	if (!instant_read(text, &first) || first.us < INSTANT_MIN_US || first.us > INSTANT_MAX_US ||
	    !instant_known(first))
		return 0;
	instant_write(first, back);
	assert(instant_read(back, &second) && second.us == first.us);
	return 0;
}
