/* The one set of fields that events and commands draw from; a zero field was not given. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/fields.h"

#include <assert.h>
#include <string.h>

const struct field_info field_table[FIELD_COUNT] = {
#define FIELD(NAME, WIRE, VOCABULARY) { #NAME, WIRE_##WIRE, VOCABULARY_##VOCABULARY, offsetof(struct fields, NAME) },
#include "core/fields.def"
#undef FIELD
};

int64_t fields_number(const struct fields *fields, enum field field)
{
	const uint8_t *at = (const uint8_t *)fields + field_table[field].offset;
	uint32_t u32;
	int32_t i32;
	int64_t i64;
	switch (field_table[field].wire) {
	case WIRE_U8:
		return *at;
	case WIRE_U32:
		memcpy(&u32, at, sizeof u32);
		return u32;
	case WIRE_I32:
		memcpy(&i32, at, sizeof i32);
		return i32;
	case WIRE_U64:
	case WIRE_I64:
	case WIRE_AT:
		memcpy(&i64, at, sizeof i64);
		return i64;
	case WIRE_NAME:
		return 0;
	}
	return 0;
}

bool fields_set_number(struct fields *fields, enum field field, int64_t value)
{
	static const struct {
		int64_t min, max;
	} range[] = {
		[WIRE_U8] = { 0, UINT8_MAX },
		[WIRE_U32] = { 0, UINT32_MAX },
		[WIRE_U64] = { INT64_MIN, INT64_MAX },
		[WIRE_I32] = { INT32_MIN, INT32_MAX },
		[WIRE_I64] = { INT64_MIN, INT64_MAX },
		[WIRE_AT] = { INT64_MIN, INT64_MAX },
		[WIRE_NAME] = { 1, 0 },
	};
	const struct field_info *info = &field_table[field];
	if (value < range[info->wire].min || value > range[info->wire].max)
		return false;
	if (info->vocabulary != VOCABULARY_NUMBER && value >= vocabulary_size(info->vocabulary))
		return false;
	uint8_t *at = (uint8_t *)fields + info->offset;
	uint32_t u32 = (uint32_t)value;
	if (info->wire == WIRE_U8)
		*at = (uint8_t)value;
	else if (info->wire == WIRE_U32 || info->wire == WIRE_I32)
		memcpy(at, &u32, sizeof u32);
	else
		memcpy(at, &value, sizeof value);
	return true;
}

bool fields_set_name(struct fields *fields, enum field field, const char *name, size_t length)
{
	assert(field_table[field].wire == WIRE_NAME);
	if (length >= NAME_BYTES)
		return false;
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 127)
			return false;
	char *at = (char *)fields + field_table[field].offset;
	memset(at, 0, NAME_BYTES);
	memcpy(at, name, length);
	return true;
}

const char *fields_name(const struct fields *fields, enum field field)
{
	assert(field_table[field].wire == WIRE_NAME);
	return (const char *)fields + field_table[field].offset;
}

#define GIVEN_NUMBER(FIELDS, NAME) ((FIELDS)->NAME != 0)
#define GIVEN_U8 GIVEN_NUMBER
#define GIVEN_U32 GIVEN_NUMBER
#define GIVEN_U64 GIVEN_NUMBER
#define GIVEN_I32 GIVEN_NUMBER
#define GIVEN_I64 GIVEN_NUMBER
#define GIVEN_AT GIVEN_NUMBER
#define GIVEN_NAME(FIELDS, NAME) ((FIELDS)->NAME.text[0] != '\0')

uint64_t fields_given(const struct fields *fields)
{
	uint64_t given = 0;
#define FIELD(NAME, WIRE, VOCABULARY) given |= (uint64_t)GIVEN_##WIRE(fields, NAME) << FIELD_##NAME;
#include "core/fields.def"
#undef FIELD
	return given;
}
