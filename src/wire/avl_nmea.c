/* Sentences of NMEA 0183 that say a position: GGA, RMC and GLL, of whatever talker, with or without a tag block before. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "wire/avl.h"

/* RMC, which has most, has 14 with its address in version 4.1. */
#define FIELDS_MAX 32
/* A fix of good geometry errs by some metres; dilution multiplies it. */
#define RANGE_ERROR_M 5
#define DILUTION_MAX_E2 100000
#define SPEED_MAX_CM_S 100000

struct sentence {
	struct bytes line;
	struct bytes field[FIELDS_MAX];
	unsigned count;
};

/* At which field each kind has what; 0: it has none. */
static const struct kind {
	const char name[4];
	uint8_t time, place, valid, date, speed, dilution, mode;
} kinds[] = {
	{ .name = "GGA", .time = 1, .place = 2, .valid = 6, .dilution = 8 },
	{ .name = "RMC", .time = 1, .place = 3, .valid = 2, .date = 9, .speed = 7, .mode = 12 },
	{ .name = "GLL", .time = 5, .place = 1, .valid = 6, .mode = 7 },
};

static struct bytes field_of(const struct sentence *sentence, unsigned number)
{
	return number && number < sentence->count ? sentence->field[number] : (struct bytes){ 0 };
}

static size_t place_of(const struct sentence *sentence, unsigned number)
{
	struct bytes field = field_of(sentence, number);
	return field.at ? (size_t)(field.at - sentence->line.at) : sentence->line.length;
}

static uint8_t sum_of(struct bytes line, size_t from, size_t to)
{
	uint8_t sum = 0;
	for (size_t i = from; i < to; i++)
		sum ^= line.at[i];
	return sum;
}

/* "\s:STATION,c:1700000000*hh\": who sent it, and when; all else in it is passed.  Moves *at behind it. */
static enum status read_tags(struct bytes line, size_t *at, struct avl_fix *fix, struct avl_fault *fault)
{
	size_t from = 1, end = 1, star = 0;
	while (end < line.length && line.at[end] != '\\')
		star = line.at[end++] == '*' ? end - 1 : star;
	if (end == line.length)
		return avl_wrong(fault, "the tag block has no end", end);
	if (!star || star + 3 != end || avl_hex(line, star + 1) != sum_of(line, 1, star))
		return avl_wrong(fault, "the tag block's checksum is wrong", star ? star : end);
	for (size_t to = from; from < star; from = ++to) {
		while (to < star && line.at[to] != ',')
			to++;
		struct bytes value = bytes_of(line.at + from + 2, to > from + 2 ? to - from - 2 : 0);
		int64_t moment;
		if (to - from < 3 || line.at[from + 1] != ':')
			continue;
		if (line.at[from] == 's' && value.length < AVL_ID_BYTES)
			memcpy(fix->id, value.at, value.length);
		else if (line.at[from] == 'c' && value.length == 10 && avl_digits(value, 0, 10, &moment))
			fix->stamp_us = moment * 1000000;
		else if (line.at[from] == 'c' && value.length == 13 && avl_digits(value, 0, 13, &moment))
			fix->stamp_us = moment < INSTANT_MAX_US / 1000 ? moment * 1000 : 0;
	}
	*at = end + 1;
	return STATUS_OK;
}

/* "ddmm.mmmm" and the letter of its hemisphere behind it. */
static enum status read_angle(const struct sentence *sentence, unsigned number, struct bytes letters, int64_t most,
                              int32_t *ret_e7, struct avl_fault *fault)
{
	struct bytes letter = field_of(sentence, number + 1);
	int64_t value;
	if (!avl_decimal(field_of(sentence, number), 7, &value) || value < 0)
		return avl_wrong(fault, "degrees and minutes are no number", place_of(sentence, number));
	int64_t degrees = value / 1000000000, minutes = value % 1000000000;
	int64_t angle = degrees * 10000000 + (minutes + 30) / 60;
	if (minutes >= 600000000 || angle > most * 10000000)
		return avl_wrong(fault, "degrees or minutes are too many", place_of(sentence, number));
	if (letter.length != 1 || (letter.at[0] != letters.at[0] && letter.at[0] != letters.at[1]))
		return avl_wrong(fault, "the letter of the hemisphere is wrong", place_of(sentence, number + 1));
	*ret_e7 = (int32_t)(letter.at[0] == letters.at[1] ? -angle : angle);
	return STATUS_OK;
}

/* "hhmmss.sss", and "ddmmyy" where the sentence has it. */
static enum status read_moment(const struct sentence *sentence, const struct kind *kind, struct avl_fix *fix,
                               struct avl_fault *fault)
{
	struct bytes time = field_of(sentence, kind->time), date = field_of(sentence, kind->date);
	int64_t hours, minutes, ms, day, month, year;
	if (!time.length)
		return STATUS_OK;
	if (!avl_digits(time, 0, 2, &hours) || !avl_digits(time, 2, 2, &minutes) || time.length < 6 ||
	    !avl_decimal(bytes_of(time.at + 4, time.length - 4), 3, &ms) || ms < 0 || hours > 23 || minutes > 59 ||
	    ms >= 61000)
		return avl_wrong(fault, "the time is wrong", place_of(sentence, kind->time));
	fix->day_ms = (int32_t)((hours * 60 + minutes) * 60000 + ms);
	if (!date.length)
		return STATUS_OK;
	if (date.length != 6 || !avl_digits(date, 0, 2, &day) || !avl_digits(date, 2, 2, &month) ||
	    !avl_digits(date, 4, 2, &year) || day < 1 || day > 31 || month < 1 || month > 12)
		return avl_wrong(fault, "the date is wrong", place_of(sentence, kind->date));
	/* GPS began in 1980. */
	int64_t days = instant_days(year < 80 ? 2000 + year : 1900 + year, (unsigned)month, (unsigned)day);
	fix->stamp_us = days * 86400000000 + fix->day_ms * 1000LL;
	return STATUS_OK;
}

/* Whether the device says that it knows where it is: nothing of a simulator, and nothing that was typed in. */
static bool is_fixed(const struct sentence *sentence, const struct kind *kind)
{
	struct bytes valid = field_of(sentence, kind->valid), mode = field_of(sentence, kind->mode);
	uint8_t letter = valid.length == 1 ? valid.at[0] : 0;
	if (mode.length == 1 && strchr("NSM", mode.at[0]))
		return false;
	return kind->date || kind->mode ? letter == 'A' : letter >= '1' && letter <= '6';
}

static enum status read_fix(const struct sentence *sentence, const struct kind *kind, struct avl_fix *fix,
                            struct avl_fault *fault)
{
	int64_t number;
	if (!is_fixed(sentence, kind))
		return STATUS_MISSING;
	enum status status = read_angle(sentence, kind->place, bytes_of_text("NS"), 90, &fix->lat_e7, fault);
	if (status == STATUS_OK)
		status = read_angle(sentence, kind->place + 2u, bytes_of_text("EW"), 180, &fix->lon_e7, fault);
	if (status == STATUS_OK)
		status = read_moment(sentence, kind, fix, fault);
	if (status != STATUS_OK)
		return status;
	if (field_of(sentence, kind->speed).length) {
		if (!avl_decimal(field_of(sentence, kind->speed), 2, &number) || number < 0)
			return avl_wrong(fault, "the speed is no number", place_of(sentence, kind->speed));
		number = number < 1000000 ? number * 51444 / 100000 : SPEED_MAX_CM_S;
		fix->speed_cm_s = (int32_t)(number < SPEED_MAX_CM_S ? number : SPEED_MAX_CM_S);
	}
	if (field_of(sentence, kind->dilution).length) {
		if (!avl_decimal(field_of(sentence, kind->dilution), 2, &number) || number < 0)
			return avl_wrong(fault, "the dilution is no number", place_of(sentence, kind->dilution));
		number = number < DILUTION_MAX_E2 ? number : DILUTION_MAX_E2;
		fix->uncertainty_m = (uint32_t)((number * RANGE_ERROR_M + 99) / 100);
	}
	return STATUS_OK;
}

static enum status split(struct sentence *sentence, size_t at, struct avl_fault *fault)
{
	struct bytes line = sentence->line;
	size_t from = at + 1, star = from;
	if (at >= line.length || (line.at[at] != '$' && line.at[at] != '!'))
		return avl_wrong(fault, "a sentence begins with $", at);
	while (star < line.length && line.at[star] != '*')
		star++;
	if (star == line.length)
		return avl_wrong(fault, "the checksum is missing", star);
	if (avl_hex(line, star + 1) != sum_of(line, from, star))
		return avl_wrong(fault, "the checksum is wrong", star + 1);
	if (star + 3 != line.length)
		return avl_wrong(fault, "something stands behind the checksum", star + 3);
	for (size_t to = from; from <= star && sentence->count < FIELDS_MAX; from = ++to) {
		while (to < star && line.at[to] != ',')
			to++;
		sentence->field[sentence->count++] = bytes_of(line.at + from, to - from);
	}
	return STATUS_OK;
}

enum status avl_read_nmea(struct bytes line, struct avl_fix *ret_fix, struct avl_fault *ret_fault)
{
	struct sentence sentence = { .line = line };
	struct avl_fix fix = { .day_ms = AVL_UNSAID, .speed_cm_s = AVL_UNSAID };
	size_t at = 0;
	enum status status = STATUS_OK;
	while (line.length && line.at[line.length - 1] == ' ')
		line.length--;
	sentence.line = line;
	if (line.length && line.at[0] == '\\')
		status = read_tags(line, &at, &fix, ret_fault);
	if (status == STATUS_OK)
		status = split(&sentence, at, ret_fault);
	if (status != STATUS_OK)
		return status;
	/* Two letters of the talker and three of the kind; makers' own ones begin with P. */
	struct bytes address = sentence.field[0];
	for (size_t i = 0; address.length == 5 && address.at[0] != 'P' && i < sizeof kinds / sizeof *kinds; i++) {
		if (memcmp(address.at + 2, kinds[i].name, 3) != 0)
			continue;
		status = read_fix(&sentence, &kinds[i], &fix, ret_fault);
		if (status == STATUS_OK)
			*ret_fix = fix;
		return status;
	}
	return STATUS_MISSING;
}
