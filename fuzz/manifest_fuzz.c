/* A fairness manifest from anywhere: it is read or refused with a problem, and never protects less than what is built in. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/manifest.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct problems problems = { 0 };
	struct manifest *manifest;
	enum status status = manifest_read(bytes_of(at, length), "fuzz", &problems, &manifest);
	if (status == STATUS_OK) {
		assert(manifest_protects(manifest, CONDITION_SIP_HEADER, "From"));
		manifest_close(manifest);
	} else {
		assert(problems.count || status == STATUS_LIMIT);
	}
	buffer_close(&problems.text);
	return 0;
}
