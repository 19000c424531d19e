/* SDP, line by line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sdp.h"

#include <inttypes.h>
#include <string.h>

#include "wire/text.h"

static const char *const kinds[SDP_KIND_COUNT] = { [SDP_OTHER] = "other",
#define KIND(NAME, WRITTEN) [SDP_##NAME] = WRITTEN,
	                                           SDP_KIND_LIST(KIND)
#undef KIND
};

static const char *const directions[SDP_DIRECTION_COUNT] = { [SDP_NO_DIRECTION] = "",
#define DIRECTION(NAME, WRITTEN) [SDP_##NAME] = WRITTEN,
	                                                     SDP_DIRECTION_LIST(DIRECTION)
#undef DIRECTION
};

const char *sdp_kind_name(enum sdp_kind kind)
{
	return kinds[kind];
}

const char *sdp_direction_name(enum sdp_direction direction)
{
	return directions[direction];
}

static enum sdp_direction direction_of(struct bytes attribute)
{
	for (enum sdp_direction direction = SDP_SENDRECV; direction < SDP_DIRECTION_COUNT; direction++)
		if (text_same(text_trim(attribute), directions[direction]))
			return direction;
	return SDP_NO_DIRECTION;
}

/* Takes the next line that says something: its letter and its value, blanks around both off.  A line of no form has letter 0. */
static bool line_next(struct bytes *rest, uint8_t *ret_letter, struct bytes *ret_value)
{
	struct bytes line;
	while (text_line(rest, &line)) {
		line = text_trim(line);
		if (!line.length)
			continue;
		bool good = line.length >= 2 && line.at[1] == '=';
		*ret_letter = good ? line.at[0] : 0;
		*ret_value = good ? text_trim(text_from(line, 2)) : line;
		return true;
	}
	return false;
}

/* The address of "IN IP4 192.0.2.1/127"; no bytes if there is none. */
static struct bytes address_of(struct bytes value)
{
	struct bytes word = { 0 };
	for (int i = 0; i < 3; i++)
		if (!text_word(&value, "", &word))
			return bytes_of(NULL, 0);
	return text_first(word, text_find(word, '/'));
}

/* The formats that need no rtpmap: RFC 3551 section 6, those that are met. */
static void format_named(struct sdp_format *format)
{
	static const struct {
		const char *number, *name, *clock;
	} rows[] = {
		{ "0", "PCMU", "8000" },  { "3", "GSM", "8000" },    { "4", "G723", "8000" },
		{ "8", "PCMA", "8000" },  { "9", "G722", "8000" },   { "15", "G728", "8000" },
		{ "18", "G729", "8000" }, { "26", "JPEG", "90000" }, { "31", "H261", "90000" },
		{ "32", "MPV", "90000" }, { "34", "H263", "90000" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (!text_same(format->number, rows[i].number))
			continue;
		format->name = bytes_of_text(rows[i].name);
		format->clock = bytes_of_text(rows[i].clock);
	}
}

static void medium_read(struct bytes value, struct sdp *sdp)
{
	if (sdp->media == SDP_MEDIA_MAX) {
		sdp->faults |= SDP_LEFT_OUT;
		return;
	}
	struct sdp_media *medium = &sdp->medium[sdp->media++];
	struct bytes port, number;
	uint64_t count;
	*medium = (struct sdp_media){ .kind = SDP_OTHER };
	if (!text_word(&value, "", &medium->kind_text) || !text_word(&value, "", &port) ||
	    !text_count(text_first(port, text_find(port, '/')), UINT16_MAX, &count) ||
	    !text_word(&value, "", &medium->proto)) {
		sdp->faults |= SDP_MEDIA;
		count = 0;
	}
	medium->port = (uint16_t)count;
	for (enum sdp_kind kind = SDP_AUDIO; kind < SDP_KIND_COUNT; kind++)
		if (text_same(medium->kind_text, kinds[kind]))
			medium->kind = kind;
	while (text_word(&value, "", &number)) {
		if (medium->formats == SDP_FORMATS_MAX) {
			sdp->faults |= SDP_LEFT_OUT;
			return;
		}
		struct sdp_format *format = &medium->format[medium->formats++];
		*format = (struct sdp_format){ .number = number };
		format_named(format);
	}
	if (!medium->formats)
		sdp->faults |= SDP_MEDIA;
}

/* "0 PCMU/8000" */
static void rtpmap_read(struct bytes value, struct sdp_media *medium)
{
	struct bytes number, name = { 0 };
	if (!text_word(&value, "", &number) || !text_word(&value, "", &name))
		return;
	for (uint32_t i = 0; i < medium->formats; i++) {
		if (!bytes_same(medium->format[i].number, number))
			continue;
		medium->format[i].name = text_first(name, text_find(name, '/'));
		medium->format[i].clock = text_from(name, text_find(name, '/') + 1);
	}
}

static void attribute_read(struct bytes value, struct sdp_media *medium)
{
	struct bytes name = text_trim(text_first(value, text_find(value, ':')));
	struct bytes told = text_trim(text_from(value, text_find(value, ':') + 1));
	if (text_same(name, "rtpmap"))
		rtpmap_read(told, medium);
	else if (text_same(name, "hlang-send"))
		medium->hlang_send = told;
	else if (text_same(name, "hlang-recv"))
		medium->hlang_recv = told;
	else if (direction_of(value) != SDP_NO_DIRECTION)
		medium->direction = direction_of(value);
}

/* What the session tells holds for each medium that does not tell it itself. */
static void media_completed(struct sdp *sdp, enum sdp_direction direction)
{
	for (uint32_t i = 0; i < sdp->media; i++) {
		struct sdp_media *medium = &sdp->medium[i];
		if (!medium->address.length)
			medium->address = sdp->address;
		if (medium->direction == SDP_NO_DIRECTION)
			medium->direction = direction != SDP_NO_DIRECTION ? direction : SDP_SENDRECV;
		if (!medium->address.length && medium->port)
			sdp->faults |= SDP_NO_ADDRESS;
	}
}

enum status sdp_read(struct bytes bytes, struct sdp *ret_sdp)
{
	struct sdp sdp;
	enum sdp_direction direction = SDP_NO_DIRECTION;
	uint8_t letter;
	struct bytes value, rest = bytes, word;
	bool known = false, left_out = false;
	sdp.faults = SDP_ORIGIN | SDP_NO_VERSION;
	sdp.origin = sdp.name = sdp.address = bytes_of(NULL, 0);
	sdp.media = 0;
	for (bool first = true; line_next(&rest, &letter, &value); first = false) {
		struct sdp_media *medium = sdp.media ? &sdp.medium[sdp.media - 1] : NULL;
		known = known || letter == 'v' || letter == 'o' || letter == 'm';
		if (!letter) {
			sdp.faults |= SDP_LINE;
		} else if (letter == 'v' && first && text_same(value, "0")) {
			sdp.faults &= ~SDP_NO_VERSION;
		} else if (letter == 'o' && !medium) {
			sdp.origin = value;
			int words = 0;
			while (text_word(&value, "", &word))
				words++;
			sdp.faults &= words == 6 ? ~SDP_ORIGIN : ~0u;
		} else if (letter == 's' && !medium) {
			sdp.name = value;
		} else if (letter == 'm') {
			left_out = sdp.media == SDP_MEDIA_MAX;
			medium_read(value, &sdp);
		} else if (letter == 'c' && !left_out) {
			*(medium ? &medium->address : &sdp.address) = address_of(value);
		} else if (letter == 'a' && medium && !left_out) {
			attribute_read(value, medium);
		} else if (letter == 'a' && !medium && direction_of(value) != SDP_NO_DIRECTION) {
			direction = direction_of(value);
		}
	}
	if (!known)
		return STATUS_MALFORMED;
	media_completed(&sdp, direction);
	*ret_sdp = sdp;
	return STATUS_OK;
}

/* RFC 2543 held by an address of zeros, and telephones still do (RFC 3264 8.4). */
static bool held(const struct sdp_media *medium)
{
	return medium->direction == SDP_SENDONLY || medium->direction == SDP_INACTIVE ||
	       text_same(medium->address, "0.0.0.0") || text_same(medium->address, "::");
}

static bool speaks(const struct sdp_media *medium)
{
	return medium->kind == SDP_AUDIO || medium->kind == SDP_VIDEO;
}

bool sdp_is_hold(const struct sdp *sdp)
{
	uint32_t spoken = 0, open = 0;
	for (uint32_t i = 0; i < sdp->media; i++)
		spoken += sdp->medium[i].port && speaks(&sdp->medium[i]);
	for (uint32_t i = 0; i < sdp->media; i++) {
		const struct sdp_media *medium = &sdp->medium[i];
		if (!medium->port || (spoken && !speaks(medium)))
			continue;
		if (!held(medium))
			return false;
		open++;
	}
	return open > 0;
}

bool sdp_same_ends(const struct sdp *a, const struct sdp *b)
{
	bool same = a->media == b->media;
	for (uint32_t i = 0; same && i < a->media; i++) {
		const struct sdp_media *one = &a->medium[i], *other = &b->medium[i];
		same = one->port == other->port && (!one->port || bytes_same(one->address, other->address));
	}
	return same;
}

const struct sdp_media *sdp_medium(const struct sdp *sdp, enum sdp_kind kind)
{
	for (uint32_t i = 0; i < sdp->media; i++)
		if (sdp->medium[i].kind == kind && sdp->medium[i].port)
			return &sdp->medium[i];
	return NULL;
}

static enum status line_written(struct buffer *out, uint8_t letter, struct bytes value)
{
	const uint8_t beginning[] = { letter, '=' };
	enum status status = letter ? buffer_append(out, bytes_of(beginning, 2)) : STATUS_OK;
	if (status == STATUS_OK)
		status = buffer_append(out, value);
	return status == STATUS_OK ? buffer_append_text(out, "\r\n") : status;
}

static enum status direction_written(struct buffer *out, enum sdp_direction direction)
{
	return line_written(out, 'a', bytes_of_text(directions[direction]));
}

/* The third word of o= raised (RFC 3264 section 8: by one each time); one that is no number, or has no room left, stays. */
static enum status origin_written(struct buffer *out, struct bytes value, uint32_t raise)
{
	struct bytes rest = value, word = { 0 };
	uint64_t version = 0;
	for (int i = 0; i < 3; i++)
		if (!text_word(&rest, "", &word))
			return line_written(out, 'o', value);
	if (!text_count(word, UINT64_MAX - raise, &version))
		return line_written(out, 'o', value);
	enum status status = buffer_append_text(out, "o=");
	if (status == STATUS_OK)
		status = buffer_append(out, text_first(value, (size_t)(word.at - value.at)));
	if (status == STATUS_OK)
		status = buffer_print(out, "%" PRIu64, version + raise);
	return status == STATUS_OK ? line_written(out, 0, rest) : status;
}

static bool refused(struct bytes medium)
{
	struct bytes word;
	return text_word(&medium, "", &word) && text_word(&medium, "", &word) && text_same(word, "0");
}

enum status sdp_write_like(struct buffer *out, struct bytes session, enum sdp_direction direction, uint32_t raise)
{
	uint8_t letter;
	struct bytes value;
	enum status status = STATUS_OK;
	bool in_medium = false, due = false;
	while (status == STATUS_OK && line_next(&session, &letter, &value)) {
		if (letter == 'm') {
			if (due)
				status = direction_written(out, direction);
			in_medium = true;
			due = direction != SDP_NO_DIRECTION && !refused(value);
		}
		if (status != STATUS_OK)
			break;
		/* The session's direction goes, for each medium tells its own. */
		bool told = letter == 'a' && direction != SDP_NO_DIRECTION && direction_of(value) != SDP_NO_DIRECTION;
		if (told && (due || !in_medium))
			continue;
		status =
		    letter == 'o' && !in_medium ? origin_written(out, value, raise) : line_written(out, letter, value);
	}
	return status == STATUS_OK && due ? direction_written(out, direction) : status;
}

enum status sdp_write_refused(struct buffer *out, struct bytes offer, struct bytes host)
{
	uint8_t letter;
	struct bytes value, rest = offer, time = bytes_of_text("0 0"), word;
	const char *family = text_find(host, ':') < host.length ? "IP6" : "IP4";
	/* RFC 3264 section 6: the time is the offer's. */
	while (line_next(&rest, &letter, &value) && letter != 'm')
		if (letter == 't')
			time = value;
	enum status status =
	    buffer_print(out, "v=0\r\no=- 0 0 IN %s %.*s\r\ns=-\r\nc=IN %s %.*s\r\n", family, (int)host.length,
	                 (const char *)host.at, family, (int)host.length, (const char *)host.at);
	if (status == STATUS_OK)
		status = line_written(out, 't', time);
	while (status == STATUS_OK && line_next(&offer, &letter, &value)) {
		if (letter != 'm' || !text_word(&value, "", &word))
			continue;
		status = buffer_append_text(out, "m=");
		if (status == STATUS_OK)
			status = buffer_append(out, word);
		/* Its port goes; its protocol and formats stay. */
		(void)text_word(&value, "", &word);
		if (status == STATUS_OK)
			status = buffer_append_text(out, " 0 ");
		if (status == STATUS_OK)
			status = line_written(out, 0, text_trim(value));
	}
	return status;
}
