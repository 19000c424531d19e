/* What the edge and the center tell each other, as bytes and back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/parcel.h"

#include <assert.h>
#include <string.h>

#define PARCEL_VERSION 1u

/* version, kind, keyed, count of texts; ticket; stamp; call, number, lat, lon, uncertainty; key. */
#define HEAD_BYTES (4u + 8u + 8u + 5u * 4u + PARCEL_KEY_BYTES)

const char *parcel_name(enum parcel_kind kind)
{
	static const char *const names[PARCEL_COUNT] = {
#define KIND(NAME, WORDS) [PARCEL_##NAME] = #NAME,
		PARCEL_LIST(KIND)
#undef KIND
	};
	return kind < PARCEL_COUNT ? names[kind] : NULL;
}

void parcel_set(struct parcel *parcel, enum parcel_text text, const char *value)
{
	parcel->text[text] = bytes_of_text(value);
}

static void put_head(const struct parcel *parcel, uint8_t head[HEAD_BYTES])
{
	uint8_t texts = 0;
	for (unsigned i = 0; i < PARCEL_TEXT_COUNT; i++)
		texts = (uint8_t)(texts + (parcel->text[i].length > 0));
	const uint8_t first[4] = { PARCEL_VERSION, (uint8_t)parcel->kind, parcel->keyed, texts };
	memcpy(head, first, sizeof first);
	bytes_put_u64(head + 4, parcel->ticket);
	bytes_put_u64(head + 12, (uint64_t)parcel->stamp_us);
	bytes_put_u32(head + 20, parcel->call);
	bytes_put_u32(head + 24, parcel->number);
	bytes_put_u32(head + 28, (uint32_t)parcel->lat_e7);
	bytes_put_u32(head + 32, (uint32_t)parcel->lon_e7);
	bytes_put_u32(head + 36, parcel->uncertainty_m);
	memcpy(head + 40, parcel->key, PARCEL_KEY_BYTES);
}

enum status parcel_write(const struct parcel *parcel, struct buffer *out)
{
	assert(parcel->kind > PARCEL_NONE && parcel->kind < PARCEL_COUNT);
	uint8_t head[HEAD_BYTES];
	put_head(parcel, head);
	for (unsigned i = 0; i < PARCEL_TEXT_COUNT; i++)
		if (parcel->text[i].length > PARCEL_TEXT_MAX_BYTES)
			return STATUS_LIMIT;
	enum status status = buffer_append(out, bytes_of(head, sizeof head));
	for (unsigned i = 0; status == STATUS_OK && i < PARCEL_TEXT_COUNT; i++) {
		if (!parcel->text[i].length)
			continue;
		uint8_t before[5] = { (uint8_t)i };
		bytes_put_u32(before + 1, (uint32_t)parcel->text[i].length);
		status = buffer_append(out, bytes_of(before, sizeof before));
		if (status == STATUS_OK)
			status = buffer_append(out, parcel->text[i]);
	}
	return status;
}

static bool read_head(struct bytes bytes, struct parcel *parcel, unsigned *ret_texts)
{
	if (bytes.length < HEAD_BYTES || bytes.at[0] != PARCEL_VERSION || bytes.at[2] > 1)
		return false;
	parcel->kind = bytes.at[1];
	parcel->keyed = bytes.at[2];
	*ret_texts = bytes.at[3];
	parcel->ticket = bytes_get_u64(bytes.at + 4);
	parcel->stamp_us = (int64_t)bytes_get_u64(bytes.at + 12);
	parcel->call = bytes_get_u32(bytes.at + 20);
	parcel->number = bytes_get_u32(bytes.at + 24);
	parcel->lat_e7 = (int32_t)bytes_get_u32(bytes.at + 28);
	parcel->lon_e7 = (int32_t)bytes_get_u32(bytes.at + 32);
	parcel->uncertainty_m = bytes_get_u32(bytes.at + 36);
	memcpy(parcel->key, bytes.at + 40, PARCEL_KEY_BYTES);
	return parcel->kind > PARCEL_NONE && parcel->kind < PARCEL_COUNT;
}

enum status parcel_read(struct bytes bytes, struct parcel *ret_parcel)
{
	struct parcel parcel = { 0 };
	unsigned texts;
	if (!read_head(bytes, &parcel, &texts))
		return STATUS_MALFORMED;
	struct bytes rest = bytes_of(bytes.at + HEAD_BYTES, bytes.length - HEAD_BYTES);
	/* Each text at most once, in order: one parcel has one form. */
	for (unsigned least = 0; texts; texts--) {
		if (rest.length < 5 || rest.at[0] < least || rest.at[0] >= PARCEL_TEXT_COUNT)
			return STATUS_MALFORMED;
		uint32_t length = bytes_get_u32(rest.at + 1);
		if (!length || length > PARCEL_TEXT_MAX_BYTES || length > rest.length - 5)
			return STATUS_MALFORMED;
		parcel.text[rest.at[0]] = bytes_of(rest.at + 5, length);
		least = rest.at[0] + 1u;
		rest = bytes_of(rest.at + 5 + length, rest.length - 5 - length);
	}
	if (rest.length)
		return STATUS_MALFORMED;
	*ret_parcel = parcel;
	return STATUS_OK;
}
