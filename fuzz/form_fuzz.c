/* A stranger's form: its values are UTF-8 without what a browser must not have sent, or it is refused and nothing is appended. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/form_text.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static const char *const names[] = { "words", "key", "" };
	struct buffer out = { 0 };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		buffer_clear(&out);
		enum status status = buffer_append_text(&out, "before");
		assert(status == STATUS_OK);
		status = form_text_value(bytes_of(at, length), names[i], &out);
		assert(out.length >= 6 && out.length <= 6 + length && memcmp(out.at, "before", 6) == 0);
		assert(status == STATUS_OK || out.length == 6);
		assert(status != STATUS_OK || bytes_are_utf8(buffer_bytes(&out)));
		assert(status == STATUS_OK || status == STATUS_MISSING || status == STATUS_MALFORMED);
	}
	buffer_close(&out);
	return 0;
}
