/* How long one decision takes: the walk of a policy for calls from everywhere, by day and by night. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "control/document.h"
#include "policy/choose.h"
#include "policy/prr.h"

#define DECISIONS 20000u

static enum status read_zone(void *context, const char *name, struct buffer *ret_file)
{
	char path[256];
	(void)context;
	(void)snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	return document_read(path, ret_file);
}

static double cpu_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

int main(int count, char **arguments)
{
	const struct tz_source zones = { read_zone, NULL };
	struct problems problems = { 0 };
	struct manifest *manifest;
	struct family *family;
	struct buffer text = { 0 };
	if (count != 2 || document_read(arguments[1], &text) != STATUS_OK ||
	    manifest_built_in(&manifest) != STATUS_OK ||
	    prr_read(buffer_bytes(&text), arguments[1], PROFILE_STRICT, &zones, manifest, &problems, &family) !=
	        STATUS_OK)
		return 1;
	struct fact *value = calloc(family->traits + 1, sizeof *value);
	struct course course;
	uint64_t sum = 0;
	double before = cpu_us();
	for (uint32_t i = 0; value && i < DECISIONS; i++) {
		const struct open_facts facts = { .at = { 1800000000000000 + (int64_t)i * 3600000000 },
			                          .has_place = true,
			                          .place = { (int32_t)(i * 7919 % 10000000),
			                                     (int32_t)(i * 104729 % 10000000) },
			                          .value = value };
		policy_choose(family, 0, &facts, NULL, &course);
		sum += course.effect;
	}
	printf("%.2f\n", (cpu_us() - before) / DECISIONS + (sum == 1 ? 1 : 0));
	free(value);
	family_close(family);
	manifest_close(manifest);
	buffer_close(&text);
	return 0;
}
