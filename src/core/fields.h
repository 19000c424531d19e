/* The one set of fields that events and commands draw from; a zero field was not given. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_FIELDS_H
#define CORE_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include "core/vocabulary.h"

/* Room of a short name with its NUL: a unit's, a queue's, a call type's. */
#define NAME_BYTES 24

enum wire_type { WIRE_U8, WIRE_U32, WIRE_U64, WIRE_I32, WIRE_I64, WIRE_AT, WIRE_NAME };

/* The field's number is its bit in a mask: F(call). */
enum field {
#define FIELD(NAME, WIRE, VOCABULARY) FIELD_##NAME,
#include "core/fields.def"
#undef FIELD
	FIELD_COUNT
};
#define F(NAME) ((uint64_t)1 << FIELD_##NAME)
_Static_assert(FIELD_COUNT <= 64, "a mask of fields is 64 bits");

struct wire_name {
	char text[NAME_BYTES]; /* NUL-ended, padded with NULs */
};

#define FIELD_C_U8 uint8_t
#define FIELD_C_U32 uint32_t
#define FIELD_C_U64 uint64_t
#define FIELD_C_I32 int32_t
#define FIELD_C_I64 int64_t
#define FIELD_C_AT int64_t /* microseconds, as struct instant */
#define FIELD_C_NAME struct wire_name

struct fields {
#define FIELD(NAME, WIRE, VOCABULARY) FIELD_C_##WIRE NAME;
#include "core/fields.def"
#undef FIELD
};

struct field_info {
	const char *name;
	enum wire_type wire;
	enum vocabulary vocabulary;
	size_t offset; /* within struct fields */
};

/* What is known of each field, in order. */
extern const struct field_info field_table[FIELD_COUNT];

/* The number in an integer field, as 64 bits; signed ones keep their sign.  0 for a name. */
int64_t fields_number(const struct fields *fields, enum field field);
/* Sets an integer field; false, and nothing set, if the value does not fit its wire type or vocabulary. */
bool fields_set_number(struct fields *fields, enum field field, int64_t value);
/* Sets a name; false if it is longer than NAME_BYTES - 1 or has control characters. */
bool fields_set_name(struct fields *fields, enum field field, const char *name, size_t length);
/* The name in a name field. */
const char *fields_name(const struct fields *fields, enum field field);
/* Which fields are not zero. */
uint64_t fields_given(const struct fields *fields);

#endif
