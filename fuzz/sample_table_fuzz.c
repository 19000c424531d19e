/* A stranger's rows: read as numbers that every method may be asked about, or refused with a line and a reason. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/sample_table.h"

#include <assert.h>
#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct sample_table table = { 0 };
	char fault[SAMPLE_TABLE_FAULT_BYTES];
	enum status status = sample_table_read(bytes_of(at, length), &table, fault);
	const struct sample *sample = &table.sample;
	assert(status == STATUS_OK || status == STATUS_MALFORMED || status == STATUS_LIMIT);
	assert((status == STATUS_MALFORMED) <= (fault[0] != '\0'));
	for (size_t row = 0; status == STATUS_OK && row < sample->rows; row++) {
		assert(sample->time[row] >= 0 && isfinite(sample->time[row]) && sample->ending[row] < SAMPLE_ENDINGS);
		assert(sample->group[row] < sample->groups && sample_stratum(sample, row) < sample_strata(sample));
		assert(sample_cluster(sample, row) < sample_clusters(sample));
		for (size_t i = 0; i < sample->covariates; i++)
			assert(isfinite(sample->covariate[i][row]));
	}
	sample_table_close(&table);
	return 0;
}
