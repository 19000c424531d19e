/* A stranger's table: every row is read or told, the reading ends, and no byte is read twice. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/csv.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct csv csv;
	csv_open(&csv, bytes_of(at, length), ',');
	for (;;) {
		size_t before = csv.at;
		uint64_t line = csv.line;
		enum status status = csv_next(&csv);
		if (status == STATUS_ENDED)
			break;
		assert(csv.at > before && csv.line > line);
		assert(status == STATUS_OK ? csv.cells > 0 : csv.fault != NULL);
	}
	assert(csv.at == length);
	csv_close(&csv);
	return 0;
}
