/* Signed notes: what is written is read, one wrong byte never is, and a key with plus signs in it is a key. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/checkpoint.h"

#include <sodium.h>
#include <string.h>

#include "check.h"

static void round_trip(struct hasher *hasher, uint8_t first)
{
	struct signer signer, reader;
	uint8_t seed[SEED_BYTES] = { first };
	char text[CHECKPOINT_MAX_BYTES], verifier[VERIFIER_MAX_BYTES];
	struct hash root = { { 1, 2, 3 } }, found;
	uint64_t size = 0;
	CHECK(signer_of(hasher, "example.org/log", seed, &signer) == STATUS_OK);
	signer_verifier(&signer, verifier);
	if (!CHECK(signer_read(hasher, verifier, &reader) == STATUS_OK))
		return;
	size_t length = checkpoint_write(&signer, 42, &root, text);
	CHECK(checkpoint_read(&reader, bytes_of(text, length), &size, &found) == STATUS_OK);
	CHECK_NUMBER(size, 42);
	CHECK(hash_same(&root, &found));
}

static void wrong_bytes(struct hasher *hasher)
{
	struct signer signer;
	uint8_t seed[SEED_BYTES] = { 7 };
	char text[CHECKPOINT_MAX_BYTES];
	struct hash root = { { 9 } }, found;
	uint64_t size;
	CHECK(signer_of(hasher, "example.org/log", seed, &signer) == STATUS_OK);
	size_t length = checkpoint_write(&signer, UINT64_MAX / 2, &root, text);
	unsigned accepted = 0;
	for (size_t at = 0; at < length; at++)
		for (unsigned bit = 0; bit < 8; bit++) {
			text[at] = (char)(text[at] ^ (1 << bit));
			accepted += checkpoint_read(&signer, bytes_of(text, length), &size, &found) == STATUS_OK;
			text[at] = (char)(text[at] ^ (1 << bit));
		}
	CHECK_NUMBER(accepted, 0);
	for (size_t shorter = 0; shorter < length; shorter++)
		accepted += checkpoint_read(&signer, bytes_of(text, shorter), &size, &found) == STATUS_OK;
	CHECK_NUMBER(accepted, 0);
}

/* Not a bit alone: what reads base64 takes every byte above 0x7f for one of its letters, so notes that have that letter are wanted. */
static void wrong_letters(struct hasher *hasher)
{
	unsigned accepted = 0;
	for (uint8_t number = 1; number <= 8; number++) {
		struct signer signer;
		uint8_t seed[SEED_BYTES] = { number };
		char text[CHECKPOINT_MAX_BYTES];
		struct hash root = { { number } }, found;
		struct bytes body;
		uint64_t size;
		CHECK(signer_of(hasher, "example.org/log", seed, &signer) == STATUS_OK);
		size_t length = checkpoint_write(&signer, 257, &root, text);
		CHECK(checkpoint_find(&signer, bytes_of(text, length), &body, &size, &found) == STATUS_OK);
		for (size_t at = 0; at < length; at++)
			for (unsigned other = 1; other < 256; other++) {
				text[at] = (char)(text[at] ^ other);
				accepted +=
				    checkpoint_find(&signer, bytes_of(text, length), &body, &size, &found) == STATUS_OK;
				text[at] = (char)(text[at] ^ other);
			}
	}
	CHECK_NUMBER(accepted, 0);
}

static void names(struct hasher *hasher)
{
	static const char *const bad[] = { "", "a b", "a+b", "a\n", "\x7f" };
	struct signer signer;
	uint8_t seed[SEED_BYTES] = { 0 };
	char longest[ORIGIN_MAX_BYTES + 2];
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(signer_of(hasher, bad[i], seed, &signer) == STATUS_MALFORMED);
	memset(longest, 'a', sizeof longest);
	longest[ORIGIN_MAX_BYTES + 1] = '\0';
	CHECK(signer_of(hasher, longest, seed, &signer) == STATUS_MALFORMED);
	longest[ORIGIN_MAX_BYTES] = '\0';
	CHECK(signer_of(hasher, longest, seed, &signer) == STATUS_OK);
	CHECK(signer_read(hasher, "no key", &signer) == STATUS_MALFORMED);
	CHECK(signer_read(hasher, "a+00000000+AAAA", &signer) == STATUS_MALFORMED);
}

int main(void)
{
	struct hasher *hasher = NULL;
	if (!CHECK(sodium_init() >= 0 && hasher_open(&hasher) == STATUS_OK))
		return check_done();
	for (unsigned first = 0; first < 200; first++)
		round_trip(hasher, (uint8_t)first);
	wrong_bytes(hasher);
	wrong_letters(hasher);
	names(hasher);
	hasher_close(hasher);
	return check_done();
}
