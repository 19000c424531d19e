/* Words of a stranger: judged as UTF-8 the same by a second, slower reading of RFC 3629. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* Reads one character; 0 if there is none. */
static size_t character(const uint8_t *at, size_t length)
{
	static const struct {
		uint8_t mask, lead;
		uint32_t least;
	} form[] = {
		{ 0x80, 0x00, 0x0 },
		{ 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 },
	};
	for (size_t more = 0; more < 4; more++) {
		if ((at[0] & form[more].mask) != form[more].lead)
			continue;
		if (more >= length)
			return 0;
		uint32_t point = at[0] & (uint8_t)~form[more].mask;
		for (size_t i = 1; i <= more; i++) {
			if ((at[i] & 0xc0) != 0x80)
				return 0;
			point = point << 6 | (at[i] & 0x3f);
		}
		bool surrogate = point >= 0xd800 && point <= 0xdfff;
		return point < form[more].least || point > 0x10ffff || surrogate ? 0 : more + 1;
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	bool good = true;
	for (size_t i = 0, step; i < length && good; i += step) {
		step = character(at + i, length - i);
		good = step > 0;
	}
	assert(bytes_are_utf8(bytes_of(at, length)) == good);
	return 0;
}
