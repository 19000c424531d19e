/* Messages of Trimble's ASCII Interface Protocol that say a position: PV, LN and CP. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "wire/avl.h"

/* As the public manuals of Trimble's receivers have them: fields have a width and no sign between them. */
static const struct layout {
	const char name[3];
	uint8_t ms;       /* digits behind the seconds of the day */
	uint8_t decimals; /* of a degree */
	uint8_t speed;    /* where it stands; 0: it has none */
	uint8_t speed_digits, speed_decimals;
	uint8_t least;  /* the shortest */
	uint8_t length; /* 0: as it comes */
} layouts[] = {
	{ "PV", 0, 5, 22, 3, 0, 30, 30 },
	{ "LN", 3, 7, 38, 4, 1, 65, 0 },
	{ "CP", 0, 4, 0, 0, 0, 22, 22 },
};

/* A sign, degrees and their decimals. */
static bool read_angle(struct bytes data, size_t at, size_t degrees, size_t decimals, int64_t most, int32_t *ret_e7)
{
	int64_t value;
	if ((data.at[at] != '+' && data.at[at] != '-') || !avl_digits(data, at + 1, degrees + decimals, &value))
		return false;
	for (size_t i = decimals; i < 7; i++)
		value *= 10;
	if (value > most * 10000000)
		return false;
	*ret_e7 = (int32_t)(data.at[at] == '-' ? -value : value);
	return true;
}

static enum status read_data(struct bytes data, size_t before, const struct layout *layout, struct avl_fix *fix,
                             struct avl_fault *fault)
{
	size_t at = 5u + layout->ms, lat_length = 3u + layout->decimals;
	int64_t seconds, ms = 0, speed;
	if (data.length < layout->least || (layout->length && data.length != layout->length))
		return avl_wrong(fault, "it has not the length of its kind", before + data.length);
	/* The last two are the kind of fix, 9: none; and its age, 0: there is none (TAIP, age of data indicator). */
	uint8_t mode = data.at[data.length - 2], age = data.at[data.length - 1];
	if (mode < '0' || mode > '9' || age < '0' || age > '2')
		return avl_wrong(fault, "the kind or age of the fix is wrong", before + data.length - 2);
	if (mode == '9' || age == '0')
		return STATUS_MISSING;
	if (!avl_digits(data, 0, 5, &seconds) || !avl_digits(data, 5, layout->ms, &ms) || seconds >= 86400)
		return avl_wrong(fault, "the time is wrong", before);
	fix->day_ms = (int32_t)(seconds * 1000 + ms);
	if (!read_angle(data, at, 2, layout->decimals, 90, &fix->lat_e7))
		return avl_wrong(fault, "the latitude is wrong", before + at);
	if (!read_angle(data, at + lat_length, 3, layout->decimals, 180, &fix->lon_e7))
		return avl_wrong(fault, "the longitude is wrong", before + at + lat_length);
	if (!layout->speed)
		return STATUS_OK;
	if (!avl_digits(data, layout->speed, layout->speed_digits, &speed))
		return avl_wrong(fault, "the speed is no number", before + layout->speed);
	/* Miles an hour. */
	fix->speed_cm_s = (int32_t)(speed * 44704 / (layout->speed_decimals ? 10000 : 1000));
	return STATUS_OK;
}

/* ";ID=WHO" and ";*hh", in this order, each or none; their end must be the message's. */
static enum status read_tail(struct bytes line, size_t at, struct avl_fix *fix, struct avl_fault *fault)
{
	size_t last = line.length - 1;
	if (last - at > 4 && memcmp(line.at + at, ";ID=", 4) == 0) {
		size_t from = at + 4;
		for (at = from; at < last && line.at[at] != ';';)
			at++;
		if (at - from >= AVL_ID_BYTES)
			return avl_wrong(fault, "the vehicle's ID is too long", from);
		memcpy(fix->id, line.at + from, at - from);
	}
	if (last - at == 4 && line.at[at] == ';' && line.at[at + 1] == '*') {
		uint8_t sum = 0;
		for (size_t i = 0; i <= at + 1; i++)
			sum ^= line.at[i];
		if (avl_hex(line, at + 2) != sum)
			return avl_wrong(fault, "the checksum is wrong", at + 2);
		at = last;
	}
	return at == last ? STATUS_OK : avl_wrong(fault, "this is neither ;ID= nor ;*", at);
}

enum status avl_read_taip(struct bytes line, struct avl_fix *ret_fix, struct avl_fault *ret_fault)
{
	struct avl_fix fix = { .day_ms = AVL_UNSAID, .speed_cm_s = AVL_UNSAID };
	size_t end = 4;
	if (line.length < 5 || line.at[0] != '>')
		return avl_wrong(ret_fault, "a message has > and three letters at least", 0);
	if (line.at[line.length - 1] != '<')
		return avl_wrong(ret_fault, "a message ends with <", line.length);
	for (size_t i = 0; i < line.length; i++)
		if (line.at[i] < ' ' || line.at[i] > '~')
			return avl_wrong(ret_fault, "this is no letter of ASCII", i);
	while (end < line.length - 1 && line.at[end] != ';')
		end++;
	enum status status = read_tail(line, end, &fix, ret_fault);
	/* R: a response, which is also what is sent unasked. */
	for (size_t i = 0; status == STATUS_OK && line.at[1] == 'R' && i < sizeof layouts / sizeof *layouts; i++) {
		if (memcmp(line.at + 2, layouts[i].name, 2) != 0)
			continue;
		status = read_data(bytes_of(line.at + 4, end - 4), 4, &layouts[i], &fix, ret_fault);
		if (status == STATUS_OK)
			*ret_fix = fix;
		return status;
	}
	return status == STATUS_OK ? STATUS_MISSING : status;
}
