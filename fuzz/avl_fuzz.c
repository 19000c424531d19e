/* A device's bytes: cut into lines as a connection cuts them, and each read; what is read is on earth. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/avl.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static void judge(struct bytes line)
{
	struct avl_fix fix;
	struct avl_fault fault = { 0 };
	enum status status = avl_read(line, &fix, &fault);
	if (status == STATUS_MALFORMED)
		assert(fault.what && fault.at <= line.length);
	if (status != STATUS_OK)
		return;
	assert(fix.lat_e7 >= -900000000 && fix.lat_e7 <= 900000000);
	assert(fix.lon_e7 >= -1800000000 && fix.lon_e7 <= 1800000000);
	assert(memchr(fix.id, 0, sizeof fix.id) && fix.day_ms >= AVL_UNSAID && fix.speed_cm_s >= AVL_UNSAID);
	(void)avl_stamp(&fix, (struct instant){ 1700000000000000 });
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct bytes rest = bytes_of(at, length);
	for (size_t skip, size; rest.length;) {
		if (avl_frame(rest, &skip, &size) != STATUS_OK || !size)
			break;
		assert(skip + size <= rest.length && size <= AVL_LINE_MAX_BYTES + 1);
		judge(bytes_of(rest.at + skip, size));
		rest = bytes_of(rest.at + skip + size, rest.length - skip - size);
	}
	struct avl_fix fix;
	struct avl_fault fault;
	/* As a list of objects, which may be longer than a line. */
	for (size_t place = 0; avl_read_json(bytes_of(at, length), &place, &fix, &fault) == STATUS_OK;)
		assert(place <= length);
	return 0;
}
