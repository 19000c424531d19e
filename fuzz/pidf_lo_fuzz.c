/* A stranger's place, in a presence or in a location server's answer: what is taken for a place is one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/held.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static struct held_response response;
	if (held_open(bytes_of(at, length), &response) != STATUS_OK)
		return 0;
	const struct pidf_lo *pidf = &response.pidf;
	assert(pidf->locations <= PIDF_LO_LOCATIONS_MAX && response.uris <= HELD_URIS_MAX);
	assert(bytes_are_utf8(buffer_bytes(&pidf->xml.text)));
	for (uint32_t i = 0; i < pidf->locations; i++) {
		const struct pidf_lo_location *location = &pidf->location[i];
		struct buffer out = { 0 };
		assert(location->shape != PIDF_LO_NO_SHAPE || location->civics);
		assert(location->lat_e7 >= -900000000 && location->lat_e7 <= 900000000);
		assert(location->lon_e7 >= -1800000000 && location->lon_e7 <= 1800000000);
		assert(location->uncertainty_m <= 20105000 || location->uncertainty_m == PIDF_LO_UNKNOWN_M);
		assert(pidf_lo_write_line(&out, location) == STATUS_OK);
		assert(!location->civics || out.length);
		buffer_close(&out);
	}
	held_close(&response);
	return 0;
}
