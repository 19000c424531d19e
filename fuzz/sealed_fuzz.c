/* A backup that somebody hands in: without the key nothing of it is taken; of a good one each record, and of one that was changed, cut
 * or stirred none behind the change, and never its end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/sealed_file.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

#define RECORDS_MAX 8u
/* Where records begin: behind mark, salt and the stream's head. */
#define HEAD_BYTES (6u + crypto_pwhash_SALTBYTES + crypto_secretstream_xchacha20poly1305_HEADERBYTES)

static const uint8_t key[SEALED_KEY_BYTES] = { 7, 3, 1 };

struct plan {
	struct bytes record[RECORDS_MAX];
	unsigned records;
};

/* Reads a file as tocsin restore does; how many records were taken before its status. */
static enum status take_all(struct bytes file, const struct plan *plan, unsigned *ret_taken)
{
	struct sealed_file *sealed = NULL;
	struct buffer bytes = { 0 };
	enum sealed_kind kind;
	FILE *stream = fmemopen((void *)(uintptr_t)file.at, file.length, "r");
	assert(stream);
	enum status status = sealed_open_keyed(stream, key, &sealed);
	*ret_taken = 0;
	while (status == STATUS_OK && (status = sealed_take(sealed, &kind, &bytes)) == STATUS_OK) {
		/* Whatever is taken is what was put there. */
		assert(plan && *ret_taken < plan->records);
		assert(kind == SEALED_GROUP && bytes_same(buffer_bytes(&bytes), plan->record[*ret_taken]));
		++*ret_taken;
	}
	assert(sealed_close(sealed, status) == status);
	buffer_close(&bytes);
	return status;
}

static void write_all(const struct plan *plan, char **ret_at, size_t *ret_length)
{
	struct sealed_file *sealed = NULL;
	FILE *stream = open_memstream(ret_at, ret_length);
	assert(stream);
	enum status status = sealed_create_keyed(stream, key, &sealed);
	for (unsigned i = 0; i < plan->records; i++)
		if (status == STATUS_OK)
			status = sealed_put(sealed, SEALED_GROUP, plan->record[i]);
	status = sealed_close(sealed, status);
	assert(status == STATUS_OK);
}

/* Changes one thing of the file, as the two numbers say; false: it comes to no change. */
static bool change(uint8_t *file, size_t *length, uint8_t how, uint16_t where)
{
	size_t at = where % *length;
	/* The salt is no part of what is sealed: it only leads from the passphrase to the key. */
	bool salt = at >= 6 && at < 6 + crypto_pwhash_SALTBYTES;
	switch (how % 4) {
	case 0:
		file[at] ^= (uint8_t)(1u << (how >> 2) % 8);
		return !salt;
	case 1:
		*length = at;
		return true;
	case 2: /* a piece is left out */
		memmove(file + at, file + at + 1, *length - at - 1);
		--*length;
		return true;
	default: /* two halves of what is behind the head change places */
		if (*length < HEAD_BYTES + 4)
			return false;
		size_t half = (*length - HEAD_BYTES) / 2;
		if (memcmp(file + HEAD_BYTES, file + HEAD_BYTES + half, half) == 0)
			return false;
		for (size_t i = 0; i < half; i++) {
			uint8_t byte = file[HEAD_BYTES + i];
			file[HEAD_BYTES + i] = file[HEAD_BYTES + half + i];
			file[HEAD_BYTES + half + i] = byte;
		}
		return true;
	}
}

/* The input's first bytes say what is changed, the rest is parted into records by their first bytes. */
static void try_plan(const uint8_t *at, size_t length)
{
	struct plan plan = { 0 };
	char *file = NULL;
	size_t size = 0;
	unsigned taken;
	uint8_t how = at[0];
	uint16_t where = bytes_get_u16(at + 1);
	for (at += 3, length -= 3; length && plan.records < RECORDS_MAX;) {
		size_t own = at[0] < length ? at[0] : length - 1;
		plan.record[plan.records++] = bytes_of(at + 1, own);
		at += own + 1;
		length -= own + 1;
	}
	write_all(&plan, &file, &size);
	enum status whole = take_all(bytes_of(file, size), &plan, &taken);
	assert(whole == STATUS_ENDED && taken == plan.records);
	bool changed = change((uint8_t *)file, &size, how, where) && size;
	enum status other = changed ? take_all(bytes_of(file, size), &plan, &taken) : STATUS_CORRUPT;
	assert(other == STATUS_CORRUPT);
	free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	unsigned taken;
	if (sodium_init() < 0 || !length)
		return 0;
	/* As it stands it is a stranger's file: nobody but us has the key. */
	enum status status = take_all(bytes_of(at, length), NULL, &taken);
	assert(status == STATUS_CORRUPT || status == STATUS_MEMORY);
	if (length > 3)
		try_plan(at, length);
	return 0;
}
