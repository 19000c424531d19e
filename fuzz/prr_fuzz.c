/* A policy from anywhere: it is read or refused, tolerantly and strictly, and a call with no facts finds its way or the floor. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/prr.h"

#include <assert.h>
#include <stdlib.h>

#include "policy/choose.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static void walk(const struct family *family)
{
	struct fact *value = calloc(family->traits + 1, sizeof *value);
	const struct open_facts facts = { .at = { 1800000000000000 }, .has_place = true, .value = value };
	struct course course;
	for (uint32_t i = 0; value && i < family->policies; i++) {
		policy_choose(family, i, &facts, NULL, &course);
		assert(course.effect == FLOOR || course.effect < family->effects);
	}
	free(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct manifest *manifest;
	if (manifest_built_in(&manifest) != STATUS_OK)
		return 0;
	for (enum profile profile = PROFILE_TOLERANT; profile <= PROFILE_STRICT; profile++) {
		struct problems problems = { 0 };
		struct family *family = NULL;
		enum status status =
		    prr_read(bytes_of(at, length), "fuzz", profile, NULL, manifest, &problems, &family);
		assert(status == STATUS_OK || problems.count || status == STATUS_MEMORY);
		if (status == STATUS_OK)
			walk(family);
		family_close(family);
		buffer_close(&problems.text);
	}
	manifest_close(manifest);
	return 0;
}
