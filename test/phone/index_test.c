/* Things are found by their hash, also where many fall together and many were taken out. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "phone/index.h"

#define THINGS 4096u

static bool finds(const struct index *index, uint64_t hash, const void *thing)
{
	size_t cursor = 0;
	const void *found;
	while ((found = index_find(index, hash, &cursor)) != NULL)
		if (found == thing)
			return true;
	return false;
}

/* Against a plain table; few hashes, so that runs are long. */
static void against_table(uint64_t hashes)
{
	static char thing[THINGS];
	static bool in[THINGS];
	struct index index = { 0 };
	uint64_t seed = 7, wrong = 0;
	size_t count = 0;
	memset(in, 0, sizeof in);
	for (unsigned step = 0; step < 20000; step++) {
		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		unsigned at = (unsigned)(seed >> 40) % 500;
		uint64_t hash = at * 0x9e3779b97f4a7c15ULL % hashes;
		if (in[at]) {
			index_remove(&index, hash, &thing[at]);
			count--;
		} else {
			CHECK(index_reserve(&index, ++count) == STATUS_OK);
			index_add(&index, hash, &thing[at]);
		}
		in[at] = !in[at];
		unsigned other = (unsigned)(seed >> 50) % 500;
		wrong += finds(&index, other * 0x9e3779b97f4a7c15ULL % hashes, &thing[other]) != in[other];
	}
	CHECK_NUMBER(wrong, 0);
	CHECK_NUMBER(index.count, count);
	index_close(&index);
}

int main(void)
{
	struct index index = { 0 };
	size_t cursor = 0;
	CHECK(!index_find(&index, 1, &cursor));
	/* Room for all is made at once, whenever the things are added. */
	static char thing[THINGS];
	for (size_t i = 0; i < THINGS; i++)
		CHECK(index_reserve(&index, i + 1) == STATUS_OK);
	for (size_t i = 0; i < THINGS; i++)
		index_add(&index, i * 3, &thing[i]);
	CHECK(finds(&index, 300, &thing[100]));
	index_close(&index);
	against_table(UINT64_MAX);
	against_table(64);
	against_table(3);
	return check_done();
}
