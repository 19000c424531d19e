/* Bodies that other people's software wrote: each read, and said again in one line that was checked by eye. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "given.h"

#include "wire/additional_data.h"
#include "wire/held.h"
#include "wire/multipart.h"
#include "wire/sdp.h"
#include "wire/text.h"

#define SAY(OUT, ...)                                                                                                  \
	do {                                                                                                           \
		if (buffer_print((OUT), __VA_ARGS__) != STATUS_OK)                                                     \
			abort();                                                                                       \
	} while (0)

static void say_bytes(struct buffer *out, const char *before, struct bytes bytes)
{
	if (bytes.length)
		SAY(out, "%s%.*s", before, (int)bytes.length, (const char *)bytes.at);
}

static void say_pidf(struct buffer *out, const struct pidf_lo *pidf)
{
	for (uint32_t i = 0; i < pidf->locations; i++) {
		const struct pidf_lo_location *at = &pidf->location[i];
		SAY(out, "%s", i ? " / " : "");
		if (at->shape)
			SAY(out, "%s %.7f %.7f +-%u", pidf_lo_shape_words(at->shape), at->lat_e7 / 1e7,
			    at->lon_e7 / 1e7, at->uncertainty_m);
		if (at->altitude_known)
			SAY(out, " alt %d +-%u cm", at->altitude_cm, at->altitude_uncertainty_cm);
		if (at->civics) {
			SAY(out, "%s%u: ", at->shape ? " " : "", at->civics);
			if (pidf_lo_write_line(out, at) != STATUS_OK)
				abort();
		}
		say_bytes(out, " by ", at->method);
		say_bytes(out, " at ", at->timestamp);
		say_bytes(out, " until ", at->retention_expiry);
		say_bytes(out, " passed on ", at->retransmission_allowed);
		say_bytes(out, " sure ", at->confidence);
		SAY(out, "%s", at->provided_by ? " provided" : "");
	}
	if (pidf->unusable)
		SAY(out, " unusable %u", pidf->unusable);
	if (pidf->xml.fault)
		SAY(out, " broken: %s", pidf->xml.fault);
}

static void say_sdp(struct buffer *out, const struct sdp *sdp)
{
	SAY(out, "sdp");
	for (uint32_t i = 0; i < sdp->media; i++) {
		const struct sdp_media *medium = &sdp->medium[i];
		SAY(out, " %s %u", sdp_kind_name(medium->kind), medium->port);
		for (uint32_t f = 0; f < medium->formats; f++)
			say_bytes(out, f ? "," : " ", medium->format[f].name);
		SAY(out, " %s", sdp_direction_name(medium->direction));
		say_bytes(out, " speaks ", medium->hlang_send);
	}
	if (sdp->faults)
		SAY(out, " faults %x", sdp->faults);
}

static void say_additional(struct buffer *out, const struct additional_data *data)
{
	for (uint32_t i = 0; i < data->blocks; i++) {
		say_bytes(out, i ? "," : "", additional_data_bytes(data, data->block[i].name));
		say_bytes(out, " broken: ", additional_data_bytes(data, data->block[i].reason));
	}
	SAY(out, " %u", data->values);
	for (enum additional_fact fact = 1; fact < ADDITIONAL_FACT_COUNT; fact++)
		say_bytes(out, "; ", additional_data_fact(data, fact));
}

/* All that one message carries. */
static void say_body(struct buffer *out, struct bytes type, struct bytes body)
{
	static struct multipart multipart;
	static struct additional_data data;
	multipart_read(type, body, &multipart);
	SAY(out, "%u parts", multipart.parts);
	if (multipart.faults)
		SAY(out, " faults %x", multipart.faults);
	for (uint32_t i = 0; i < multipart.parts; i++) {
		const struct multipart_part *part = &multipart.part[i];
		struct sdp sdp;
		struct pidf_lo pidf;
		if (multipart_type_is(part->type, "application/sdp")) {
			SAY(out, " | ");
			if (sdp_read(part->body, &sdp) == STATUS_OK)
				say_sdp(out, &sdp);
			else
				SAY(out, "no sdp");
		} else if (multipart_type_is(part->type, "application/pidf+xml")) {
			SAY(out, " | ");
			if (CHECK(pidf_lo_open(part->body, &pidf) == STATUS_OK)) {
				say_pidf(out, &pidf);
				pidf_lo_close(&pidf);
			}
		} else if (multipart_type_is(part->type, "application/xml") || additional_data_is(part->type)) {
			CHECK(additional_data_add(&data, part->type, part->body) == STATUS_OK);
		}
		if (part->id.length)
			CHECK(multipart_find(&multipart, part->id) == part);
	}
	if (data.blocks) {
		SAY(out, " | ");
		say_additional(out, &data);
	}
	additional_data_close(&data);
}

#include "bodies_rows.h"

static void check_row(const struct row *row, struct buffer *said)
{
	SAY(said, "%c", '\0');
	if (!check_text((const char *)said->at, row->said, row->name, __FILE__, __LINE__))
		(void)fprintf(stderr, "  of %s\n", row->name);
	buffer_close(said);
}

static void check_pidf(const char *top)
{
	for (size_t i = 0; i < sizeof pidf_rows / sizeof pidf_rows[0]; i++) {
		struct buffer bytes = given_file(top, pidf_rows[i].name), said = { 0 };
		struct held_response response;
		if (CHECK(held_open(buffer_bytes(&bytes), &response) == STATUS_OK)) {
			/* What was read is its own: the bytes may go. */
			buffer_close(&bytes);
			say_pidf(&said, &response.pidf);
			held_close(&response);
		}
		check_row(&pidf_rows[i], &said);
		buffer_close(&bytes);
	}
}

static void check_additional(const char *top)
{
	for (size_t i = 0; i < sizeof additional_rows / sizeof additional_rows[0]; i++) {
		static struct additional_data data;
		struct buffer bytes = given_file(top, additional_rows[i].name), said = { 0 };
		struct bytes type = bytes_of_text("application/xml");
		/* A name of a file that is broken tells its type. */
		const char *stem = strstr(additional_rows[i].name, "Malformed_EmergencyCallData.");
		char named[128];
		if (stem) {
			(void)snprintf(named, sizeof named, "application/%s+xml", stem + strlen("Malformed_"));
			type = bytes_of_text(named);
		}
		enum status status = additional_data_add(&data, type, buffer_bytes(&bytes));
		if (status == STATUS_OK)
			say_additional(&said, &data);
		else
			SAY(&said, "%s", status_text(status));
		check_row(&additional_rows[i], &said);
		additional_data_close(&data);
		buffer_close(&bytes);
	}
}

/* What a sender of SIPp puts for a word in brackets. */
static const char *filled(struct bytes word)
{
	const char *text = given_text(word);
	if (strstr(text, "type"))
		return "4";
	return strstr(text, "port") || strstr(text, "PORT") ? "6000" : strstr(text, "URL") ? "https://x" : "192.0.2.1";
}

/* The message as SIPp sends it: blanks before each line off, lines ended by CR LF, brackets filled. */
static void message_made(struct bytes scenario, struct buffer *out)
{
	struct bytes line;
	bool begun = false;
	while (text_line(&scenario, &line)) {
		line = text_trim(line);
		begun = begun || line.length;
		if (!begun)
			continue;
		while (line.length) {
			size_t open = text_find(line, '[');
			say_bytes(out, "", text_first(line, open));
			line = text_from(line, open + 1);
			if (!line.length)
				break;
			SAY(out, "%s", filled(text_first(line, text_find(line, ']'))));
			line = text_from(line, text_find(line, ']') + 1);
		}
		SAY(out, "\r\n");
	}
}

/* Where one text begins in another; its length if it does not. */
static size_t found(struct bytes text, const char *what)
{
	const uint8_t *at = text.length ? memmem(text.at, text.length, what, strlen(what)) : NULL;
	return at ? (size_t)(at - text.at) : text.length;
}

/* Splits a message at its first empty line, and says its body. */
static void say_message(struct buffer *out, struct bytes message)
{
	struct bytes line, rest = message, type = { 0 };
	while (text_line(&rest, &line) && line.length)
		if (text_begins(line, "Content-Type:"))
			type = text_trim(text_from(line, strlen("Content-Type:")));
	say_body(out, type, rest);
}

static void check_messages(const char *top)
{
	for (size_t i = 0; i < sizeof scenario_rows / sizeof scenario_rows[0]; i++) {
		struct buffer bytes = given_file(top, scenario_rows[i].name), message = { 0 }, said = { 0 };
		struct bytes rest = buffer_bytes(&bytes);
		/* The first of its messages that has a body. */
		for (;;) {
			rest = text_from(rest, found(rest, "<![CDATA[") + strlen("<![CDATA["));
			if (!rest.length)
				break;
			struct bytes one = text_first(rest, found(rest, "]]>"));
			if (found(one, "Content-Type: ") == one.length)
				continue;
			message_made(one, &message);
			break;
		}
		say_message(&said, buffer_bytes(&message));
		check_row(&scenario_rows[i], &said);
		buffer_close(&bytes);
		buffer_close(&message);
	}
	struct buffer invite = given_file(top, invite_row.name), said = { 0 };
	say_message(&said, buffer_bytes(&invite));
	check_row(&invite_row, &said);
	buffer_close(&invite);
}

int main(int words, char **word)
{
	const char *top = given_top(words, word);
	check_pidf(top);
	check_additional(top);
	check_messages(top);
	return check_done();
}
