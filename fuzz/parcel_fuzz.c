/* A parcel of whoever stands at the other end of the channel: what is read is written the same, and there is one form. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/parcel.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct parcel parcel;
	struct buffer out = { 0 };
	if (parcel_read(bytes_of(at, length), &parcel) != STATUS_OK)
		return 0;
	assert(parcel_name(parcel.kind));
	enum status status = parcel_write(&parcel, &out);
	assert(status == STATUS_OK && bytes_same(buffer_bytes(&out), bytes_of(at, length)));
	buffer_close(&out);
	return 0;
}
