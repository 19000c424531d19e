/* SipHash's published vectors, and what parts texts. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/keyed_hash.h"

#include "check.h"

/* The key 00 01 .. 0f of the reference implementation, and the bytes 00 01 .. of a length. */
static struct hash128 of_length(size_t length)
{
	const uint64_t seed[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };
	struct keyed_hash hash;
	uint8_t bytes[64];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)i;
	keyed_hash_begin(&hash, seed);
	for (size_t i = 0; i < length; i += 3) /* in pieces, as it is used */
		keyed_hash_add(&hash, bytes_of(bytes + i, length - i < 3 ? length - i : 3));
	return keyed_hash_end(&hash);
}

static struct hash128 of_texts(const char *a, const char *b)
{
	const uint64_t seed[2] = { 1, 2 };
	struct keyed_hash hash;
	keyed_hash_begin(&hash, seed);
	keyed_hash_add_text(&hash, bytes_of_text(a));
	keyed_hash_add_text(&hash, bytes_of_text(b));
	return keyed_hash_end(&hash);
}

int main(void)
{
	static const struct {
		size_t length;
		struct hash128 hash;
	} vectors[] = {
		{ 0, { 0xe6a825ba047f81a3, 0x930255c71472f66d } },  { 1, { 0x44af996bd8c187da, 0x45fc229b11597634 } },
		{ 7, { 0x53c1dbd8beebf1a1, 0x3982f01fa64ab8c0 } },  { 8, { 0x61f55862baa9623b, 0xb49714f364e2830f } },
		{ 15, { 0x11a8b03399e99354, 0xd9c3cf970fec087e } }, { 16, { 0xbb54b067caa4e26e, 0x77052385bf1533fd } },
		{ 63, { 0x4a83502f77d15051, 0x7cbd3f979a063e50 } },
	};
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
		CHECK(hash128_same(of_length(vectors[i].length), vectors[i].hash));
	CHECK(hash128_same(of_texts("ab", "c"), of_texts("ab", "c")));
	CHECK(!hash128_same(of_texts("ab", "c"), of_texts("a", "bc")));
	return check_done();
}
