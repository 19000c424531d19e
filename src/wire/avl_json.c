/* A position as a flat object of JSON (RFC 8259): unit, lat, lon, stamp, accuracy_m, speed_mps; others are passed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "wire/avl.h"

#define STRING_BYTES 64
#define ACCURACY_MAX_M 1000000
#define SPEED_MAX_CM_S 100000

struct json_scan {
	struct bytes text;
	size_t at;
	struct avl_fault *fault;
	struct avl_fix fix;
	unsigned seen; /* a bit a member, so that none is given twice */
};

static enum status wrong(struct json_scan *scan, const char *what)
{
	return avl_wrong(scan->fault, what, scan->at);
}

static void pass_blanks(struct json_scan *scan)
{
	while (scan->at < scan->text.length && scan->text.at[scan->at] && strchr(" \t\r\n", scan->text.at[scan->at]))
		scan->at++;
}

static bool take(struct json_scan *scan, uint8_t c)
{
	pass_blanks(scan);
	if (scan->at >= scan->text.length || scan->text.at[scan->at] != c)
		return false;
	scan->at++;
	return true;
}

static size_t put_utf8(uint32_t c, uint8_t at[3])
{
	if (c < 0x80) {
		at[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		at[0] = (uint8_t)(0xC0 | c >> 6);
		at[1] = (uint8_t)(0x80 | (c & 63));
		return 2;
	}
	at[0] = (uint8_t)(0xE0 | c >> 12);
	at[1] = (uint8_t)(0x80 | (c >> 6 & 63));
	at[2] = (uint8_t)(0x80 | (c & 63));
	return 3;
}

/* What a backslash writes; 0 if it is nothing that a name or a moment can have (no pair of surrogates, no NUL). */
static size_t read_escape(struct json_scan *scan, uint8_t at[3])
{
	static const char letters[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	struct bytes text = scan->text;
	uint8_t c = scan->at < text.length ? text.at[scan->at] : 0;
	const char *letter = c ? strchr(letters, c) : NULL;
	if (letter) {
		at[0] = (uint8_t)bytes[letter - letters];
		scan->at++;
		return 1;
	}
	int high = c == 'u' ? avl_hex(text, scan->at + 1) : -1, low = high >= 0 ? avl_hex(text, scan->at + 3) : -1;
	uint32_t code = low >= 0 ? (uint32_t)high << 8 | (uint32_t)low : 0;
	if (!code || (code >= 0xD800 && code < 0xE000))
		return 0;
	scan->at += 5;
	return put_utf8(code, at);
}

/* A string; of a longer one the rest is passed, and *ret_length is then `room`. */
static enum status read_string(struct json_scan *scan, char *string, size_t room, size_t *ret_length)
{
	size_t length = 0;
	uint8_t piece[3];
	if (!take(scan, '"'))
		return wrong(scan, "a string is wanted");
	size_t from = scan->at;
	while (scan->at < scan->text.length && scan->text.at[scan->at] != '"') {
		size_t count = 1;
		piece[0] = scan->text.at[scan->at++];
		if (piece[0] < ' ')
			return wrong(scan, "a string has no such byte");
		count = piece[0] == '\\' ? read_escape(scan, piece) : 1;
		if (!count)
			return wrong(scan, "the escape is wrong");
		if (length + count >= room)
			length = room;
		else if (length < room)
			memcpy(string + length, piece, count);
		length = length < room ? length + count : room;
	}
	if (scan->at >= scan->text.length || !bytes_are_utf8(bytes_of(scan->text.at + from, scan->at - from)))
		return wrong(scan, "the string has no end, or is not UTF-8");
	scan->at++;
	string[length < room ? length : 0] = '\0';
	*ret_length = length;
	return STATUS_OK;
}

/* A number, true, false or null: letters, digits and signs. */
static struct bytes read_bare(struct json_scan *scan)
{
	pass_blanks(scan);
	size_t from = scan->at;
	while (scan->at < scan->text.length && scan->text.at[scan->at] > ' ' &&
	       !strchr(",]}[{:\"", scan->text.at[scan->at]))
		scan->at++;
	return bytes_of(scan->text.at + from, scan->at - from);
}

static enum status read_number(struct json_scan *scan, unsigned places, int64_t least, int64_t most,
                               int64_t *ret_number)
{
	size_t from = scan->at;
	struct bytes bare = read_bare(scan);
	if (avl_decimal(bare, places, ret_number) && *ret_number >= least && *ret_number <= most)
		return STATUS_OK;
	return avl_wrong(scan->fault, bare.length ? "the number is none, or too large" : "a number is wanted", from);
}

static enum status read_id(struct json_scan *scan)
{
	size_t length, from = scan->at;
	enum status status = read_string(scan, scan->fix.id, AVL_ID_BYTES, &length);
	return status != STATUS_OK || length < AVL_ID_BYTES ? status
	                                                    : avl_wrong(scan->fault, "the name is too long", from);
}

static enum status read_stamp(struct json_scan *scan)
{
	char text[STRING_BYTES];
	struct instant at;
	size_t length, from = scan->at;
	enum status status = read_string(scan, text, sizeof text, &length);
	if (status != STATUS_OK)
		return status;
	if (length >= sizeof text || strlen(text) != length || !instant_read(text, &at) || at.us <= INSTANT_MIN_US ||
	    at.us >= INSTANT_MAX_US)
		return avl_wrong(scan->fault, "a moment is wanted, as 2026-11-24T02:30:00Z", from);
	scan->fix.stamp_us = at.us;
	return STATUS_OK;
}

static enum status read_lat(struct json_scan *scan)
{
	int64_t number = 0;
	enum status status = read_number(scan, 7, -900000000, 900000000, &number);
	scan->fix.lat_e7 = (int32_t)number;
	return status;
}

static enum status read_lon(struct json_scan *scan)
{
	int64_t number = 0;
	enum status status = read_number(scan, 7, -1800000000, 1800000000, &number);
	scan->fix.lon_e7 = (int32_t)number;
	return status;
}

static enum status read_accuracy(struct json_scan *scan)
{
	int64_t number = 0;
	enum status status = read_number(scan, 2, 0, ACCURACY_MAX_M * 100LL, &number);
	if (status == STATUS_OK)
		scan->fix.uncertainty_m = (uint32_t)((number + 99) / 100);
	return status;
}

static enum status read_speed(struct json_scan *scan)
{
	int64_t number = 0;
	enum status status = read_number(scan, 2, 0, SPEED_MAX_CM_S, &number);
	if (status == STATUS_OK)
		scan->fix.speed_cm_s = (int32_t)number;
	return status;
}

#define NEEDED 6u /* lat and lon, the second and third bit */
static const struct {
	const char *name;
	enum status (*read)(struct json_scan *scan);
} members[] = {
	{ "unit", read_id },
	{ "lat", read_lat },
	{ "lon", read_lon },
	{ "stamp", read_stamp },
	{ "accuracy_m", read_accuracy },
	{ "speed_mps", read_speed },
};

static enum status pass_value(struct json_scan *scan)
{
	char string[STRING_BYTES];
	size_t length;
	pass_blanks(scan);
	uint8_t c = scan->at < scan->text.length ? scan->text.at[scan->at] : 0;
	if (c == '"')
		return read_string(scan, string, sizeof string, &length);
	if (c == '{' || c == '[')
		return wrong(scan, "a position is a flat object");
	return read_bare(scan).length ? STATUS_OK : wrong(scan, "a value is wanted");
}

static bool take_null(struct json_scan *scan)
{
	pass_blanks(scan);
	struct bytes rest = bytes_of(scan->text.at + scan->at, scan->text.length - scan->at);
	if (rest.length < 5 || memcmp(rest.at, "null", 4) != 0 || !strchr(",} \t\r\n", rest.at[4]))
		return false;
	scan->at += 4;
	return true;
}

static enum status read_member(struct json_scan *scan)
{
	char name[STRING_BYTES] = "";
	size_t length = 0, from = scan->at;
	enum status status = read_string(scan, name, sizeof name, &length);
	if (status == STATUS_OK && !take(scan, ':'))
		status = wrong(scan, "a colon is wanted");
	if (status != STATUS_OK || take_null(scan))
		return status;
	pass_blanks(scan);
	for (unsigned i = 0; i < sizeof members / sizeof *members; i++) {
		if (length != strlen(members[i].name) || memcmp(name, members[i].name, length) != 0)
			continue;
		if (scan->seen >> i & 1)
			return avl_wrong(scan->fault, "the member is given twice", from);
		scan->seen |= 1u << i;
		return members[i].read(scan);
	}
	return pass_value(scan);
}

enum status avl_read_json(struct bytes text, size_t *at, struct avl_fix *ret_fix, struct avl_fault *ret_fault)
{
	struct json_scan scan = {
		.text = text, .at = *at, .fault = ret_fault, .fix = { .day_ms = AVL_UNSAID, .speed_cm_s = AVL_UNSAID }
	};
	enum status status = take(&scan, '{') ? STATUS_OK : wrong(&scan, "an object is wanted");
	bool first = true;
	while (status == STATUS_OK && !take(&scan, '}')) {
		if (!first && !take(&scan, ','))
			return wrong(&scan, "a comma or a closing brace is wanted");
		first = false;
		pass_blanks(&scan);
		status = read_member(&scan);
	}
	if (status != STATUS_OK)
		return status;
	if ((scan.seen & NEEDED) != NEEDED)
		return wrong(&scan, "lat and lon are wanted");
	*at = scan.at;
	*ret_fix = scan.fix;
	return STATUS_OK;
}
