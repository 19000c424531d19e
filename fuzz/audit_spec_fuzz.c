/* A spec of an audit: any bytes give a spec or one line that says what is wrong, and what is read holds what it promises. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "inquiry/spec.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct spec spec;
	char fault[SPEC_TEXT_BYTES] = "";
	enum status status = spec_read(bytes_of(at, length), &spec, fault);
	if (status != STATUS_OK) {
		assert(status != STATUS_MALFORMED || fault[0]);
		return 0;
	}
	assert(spec.from_day < spec.to_day && spec.target_s && spec.target_s <= spec.horizon_s);
	assert(spec.horizon_s <= SPEC_HORIZON_MAX_S && spec.smallest_points > 0 && spec.rungs <= SPEC_RUNGS_MAX);
	assert(spec.title[0] && strlen(spec.title) < SPEC_TEXT_BYTES && spec.bounds <= SPEC_BOUNDS_MAX);
	assert(!spec.group[0].rest || !spec.group[1].rest);
	for (unsigned i = 0; i < 2; i++)
		assert(spec.group[i].rest == (spec.group[i].members == 0) && spec.group[i].name[0]);
	spec_close(&spec);
	return 0;
}
