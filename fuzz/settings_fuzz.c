/* A stranger's tocsin.conf: it is read, or its problems are told. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/settings.h"

#include <assert.h>

#include "libfyaml_leak.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct problems problems = { 0 };
	struct settings settings = { 0 };
	enum status status = settings_read(bytes_of(at, length), "conf", &problems, &settings);
	if (status == STATUS_MALFORMED)
		assert(problems.count);
	if (status == STATUS_OK)
		assert(!problems.count);
	settings_close(&settings);
	buffer_close(&problems.text);
	return 0;
}
