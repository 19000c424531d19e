/* A stranger's block of additional data: each value has a path and belongs to a block. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/additional_data.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* The first line is the Content-Type. */
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static struct additional_data data;
	const uint8_t *end = length ? memchr(at, '\n', length) : NULL;
	size_t first = end ? (size_t)(end - at) : 0;
	for (int twice = 0; twice < 2; twice++)
		if (additional_data_add(&data, bytes_of(at, first), bytes_of(at + first, length - first)) != STATUS_OK)
			break;
	assert(data.text.length <= ADDITIONAL_DATA_TEXT_MAX_BYTES && data.values <= ADDITIONAL_DATA_VALUES_MAX);
	for (uint32_t i = 0; i < data.values; i++) {
		assert(data.value[i].block < data.blocks);
		assert(additional_data_bytes(&data, data.value[i].path).length);
		assert(additional_data_bytes(&data, data.value[i].value).length);
	}
	for (enum additional_fact fact = ADDITIONAL_NO_FACT; fact < ADDITIONAL_FACT_COUNT; fact++)
		assert(data.fact[fact] <= data.values);
	additional_data_close(&data);
	return 0;
}
