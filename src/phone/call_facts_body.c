/* What the parts of a message's body say of caller and place: PIDF-LO, additional data, SDP, words, signed statements. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "phone/call_facts.h"
#include "phone/call_facts_line.h"
#include "wire/additional_data.h"
#include "wire/multipart.h"
#include "wire/passport.h"
#include "wire/pidf_lo.h"
#include "wire/sdp.h"
#include "wire/text.h"
#include "wire/verstat.h"

/* The name of the core's own fact. */
#define REFERENCE "location_uri"
/* A call that was passed on has a statement for each hand (RFC 8946); more are not looked at. */
#define IDENTITIES_MAX 4u

/* The first usable place is the call's; the others are facts beside it. */
void call_facts_add_place(struct call_facts *facts, struct bytes document)
{
	struct pidf_lo *pidf = calloc(1, sizeof *pidf);
	struct buffer line = { 0 };
	if (!pidf || pidf_lo_open(document, pidf) != STATUS_OK) {
		free(pidf);
		return;
	}
	for (uint32_t i = 0; i < pidf->locations; i++) {
		const struct pidf_lo_location *location = &pidf->location[i];
		buffer_clear(&line);
		if (pidf_lo_write_line(&line, location) == STATUS_OK && line.length) {
			call_facts_line(&facts->facts, "address", buffer_bytes(&line));
			if (!facts->place.length && bytes_are_utf8(buffer_bytes(&line)))
				(void)!buffer_append(&facts->place, buffer_bytes(&line));
		}
		call_facts_line(&facts->facts, "place_by", location->method);
		if (location->shape == PIDF_LO_NO_SHAPE)
			continue;
		call_facts_line(&facts->facts, "shape", bytes_of_text(pidf_lo_shape_words(location->shape)));
		if (facts->lat_e7 || facts->lon_e7)
			continue;
		facts->lat_e7 = location->lat_e7;
		facts->lon_e7 = location->lon_e7;
		facts->uncertainty_m = location->uncertainty_m == PIDF_LO_UNKNOWN_M ? 0 : location->uncertainty_m;
	}
	if (pidf->xml.fault)
		call_facts_line(&facts->facts, "place_fault", bytes_of_text(pidf->xml.fault));
	buffer_close(&line);
	pidf_lo_close(pidf);
	free(pidf);
}

static void put_data(struct call_facts *facts, const struct additional_data *data)
{
	for (unsigned fact = ADDITIONAL_NO_FACT + 1; fact < ADDITIONAL_FACT_COUNT; fact++)
		call_facts_line(&facts->facts, additional_fact_words(fact), additional_data_fact(data, fact));
	for (uint32_t i = 0; i < data->blocks; i++)
		call_facts_line(&facts->facts, "data", additional_data_bytes(data, data->block[i].name));
}

bool call_facts_add_data(struct call_facts *facts, struct bytes type, struct bytes document)
{
	struct additional_data *data = calloc(1, sizeof *data);
	bool good = data && additional_data_add(data, type, document) == STATUS_OK;
	if (good)
		put_data(facts, data);
	if (data)
		additional_data_close(data);
	free(data);
	return good;
}

static void put_languages(struct call_facts *facts, struct bytes session)
{
	struct sdp sdp;
	if (sdp_read(session, &sdp) != STATUS_OK)
		return;
	for (uint32_t i = 0; i < sdp.media; i++) {
		call_facts_line(&facts->facts, "media", sdp.medium[i].kind_text);
		call_facts_line(&facts->facts, "language",
		                sdp.medium[i].hlang_recv.length ? sdp.medium[i].hlang_recv : sdp.medium[i].hlang_send);
	}
}

static void read_part(struct call_facts *facts, struct additional_data *data, const struct multipart_part *part)
{
	struct buffer decoded = { 0 };
	if (multipart_decode(part, &decoded) != STATUS_OK)
		return;
	struct bytes body = buffer_bytes(&decoded);
	if (multipart_type_is(part->type, "application/sdp") && !facts->sdp.length) {
		(void)!buffer_append(&facts->sdp, body);
		put_languages(facts, body);
	} else if (multipart_type_is(part->type, "application/pidf+xml")) {
		call_facts_add_place(facts, body);
	} else if (multipart_type_is(part->type, "text/plain") || (!part->type.length && body.length)) {
		if (!facts->words.length && bytes_are_utf8(body))
			(void)!buffer_append(&facts->words, body);
	} else if (additional_data_is(part->type)) {
		(void)!additional_data_add(data, part->type, body); /* what cannot be kept stays in the message */
	}
	buffer_close(&decoded);
}

/* Where the place, or more of it, can be asked for; by value it is in the body. */
static void read_references(const struct sip_message *message, struct call_facts *facts)
{
	struct sip_cursor cursor = { 0 };
	struct sip_address address;
	struct bytes item;
	while (sip_message_next(message, SIP_GEOLOCATION, &cursor, &item)) {
		if (sip_address_read(item, &address) &&
		    (text_same(address.uri.scheme, "https") || text_same(address.uri.scheme, "http")))
			call_facts_line(&facts->facts, REFERENCE, address.uri_text);
	}
}

static void put_findings(struct call_facts *facts, const struct passport *passport, uint32_t but)
{
	for (unsigned finding = 0; finding < PASSPORT_FINDING_COUNT; finding++)
		if ((passport->findings & ~but) >> finding & 1)
			call_facts_line(&facts->facts, "signed_finding", bytes_of_text(passport_words(finding)));
}

void call_facts_add_signed(struct call_facts *facts, struct bytes statement, const struct passport_call *call,
                           struct bytes pem, struct instant came)
{
	static const uint32_t unchecked = 1u << PASSPORT_NOT_CHECKED | 1u << PASSPORT_NO_CERTIFICATE |
	                                  1u << PASSPORT_CERTIFICATE | 1u << PASSPORT_ALGORITHM;
	struct passport passport;
	if (passport_read(statement, &passport) != STATUS_OK)
		return;
	if (passport_check(&passport, call, pem, came) == STATUS_OK) {
		const char *found = passport.findings & unchecked                  ? "not checked"
		                    : passport.findings & 1u << PASSPORT_SIGNATURE ? "invalid"
		                                                                   : "valid";
		call_facts_line(&facts->facts, "passport_signature", bytes_of_text(found));
		put_findings(facts, &passport, 0);
	}
	passport_close(&passport);
}

enum verstat call_facts_verstat(const struct sip_message *message)
{
	struct sip_cursor cursor = { 0 };
	struct bytes item;
	enum verstat verstat = VERSTAT_ABSENT;
	while (verstat == VERSTAT_ABSENT && sip_message_next(message, SIP_P_ASSERTED_IDENTITY, &cursor, &item))
		verstat = verstat_read(item);
	if (verstat == VERSTAT_ABSENT)
		verstat = verstat_read(sip_message_header(message, SIP_FROM, 0));
	return verstat;
}

/* What is signed about the caller, and what the network says of it: shown, and never a reason to do otherwise. */
static void read_statements(const struct sip_message *message, struct call_facts *facts)
{
	struct bytes item;
	enum verstat verstat = call_facts_verstat(message);
	if (verstat_words(verstat))
		call_facts_line(&facts->facts, "number", bytes_of_text(verstat_words(verstat)));
	const struct passport_call call = { .orig = message->from.uri_text, .dest = message->to.uri_text };
	for (unsigned nth = 0; nth < IDENTITIES_MAX; nth++) {
		struct passport passport;
		item = sip_message_header(message, SIP_IDENTITY, nth);
		if (!item.length || passport_read(item, &passport) != STATUS_OK)
			break;
		call_facts_line(&facts->facts, "signed_number", bytes_of_text(passport.orig_tn));
		call_facts_line(&facts->facts, "signed_attest", bytes_of_text(passport.attest));
		call_facts_line(&facts->facts, "signed_by", bytes_of_text(passport.x5u));
		if (passport_check(&passport, &call, (struct bytes){ 0 }, (struct instant){ 0 }) == STATUS_OK)
			put_findings(facts, &passport, 1u << PASSPORT_OLD | 1u << PASSPORT_AHEAD);
		passport_close(&passport);
	}
}

void call_facts_read_body(const struct sip_message *message, struct call_facts *facts)
{
	struct multipart *parts = malloc(sizeof *parts);
	struct additional_data *data = calloc(1, sizeof *data);
	read_references(message, facts); /* before what is long */
	if (parts && data) {
		multipart_read(sip_message_header(message, SIP_CONTENT_TYPE, 0), message->body, parts);
		for (uint32_t i = 0; message->body.length && i < parts->parts; i++)
			read_part(facts, data, &parts->part[i]);
		put_data(facts, data);
		additional_data_close(data);
	}
	free(data);
	free(parts);
	read_statements(message, facts);
}
