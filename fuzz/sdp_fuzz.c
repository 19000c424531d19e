/* A stranger's session: what is written again is read again, and says what was asked for. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sdp.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static struct sdp sdp, again;
	struct bytes bytes = bytes_of(at, length);
	struct buffer out = { 0 };
	if (sdp_read(bytes, &sdp) != STATUS_OK)
		return 0;
	(void)sdp_is_hold(&sdp);
	if (sdp_write_like(&out, bytes, SDP_INACTIVE, 1) == STATUS_OK) {
		assert(sdp_read(buffer_bytes(&out), &again) == STATUS_OK);
		assert(again.media == sdp.media);
		for (uint32_t i = 0; i < again.media; i++) {
			assert(again.medium[i].kind == sdp.medium[i].kind &&
			       again.medium[i].port == sdp.medium[i].port);
			assert(!again.medium[i].port || again.medium[i].direction == SDP_INACTIVE);
		}
	}
	buffer_clear(&out);
	if (sdp_write_refused(&out, bytes, bytes_of_text("192.0.2.1")) == STATUS_OK) {
		assert(sdp_read(buffer_bytes(&out), &again) == STATUS_OK);
		for (uint32_t i = 0; i < again.media; i++)
			assert(!again.medium[i].port);
	}
	buffer_close(&out);
	return 0;
}
