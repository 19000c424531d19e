/* What a server answered about a call, as facts: a place, a signed statement checked, more data; or why there is none. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "phone/enquiry.h"
#include "wire/held.h"

#define COORDINATES_BYTES 96

static bool trouble(struct call_facts *facts, const char *name, const char *why)
{
	call_facts_add(facts, name, bytes_of_text(why));
	return false;
}

/* An error of HELD in its own words (RFC 5985 6.7); an answer without a place. */
static bool no_place(const struct held_response *held, struct call_facts *facts)
{
	struct buffer why = { 0 };
	if (held->kind != HELD_ERROR)
		return trouble(facts, "place_trouble", "the answer holds no place");
	if (buffer_append(&why, held->code) == STATUS_OK && buffer_append_text(&why, ": ") == STATUS_OK &&
	    buffer_append(&why, held->message) == STATUS_OK)
		call_facts_add(facts, "place_trouble", buffer_bytes(&why));
	buffer_close(&why);
	return false;
}

/* A place that nobody vouches for is for a person to judge: it is shown, and is not the call's place (RFC 6753 section 6
 * has the server be authenticated). */
static void set_aside(struct call_facts *facts)
{
	char text[COORDINATES_BYTES];
	if (facts->lat_e7 || facts->lon_e7) {
		(void)snprintf(text, sizeof text, "%.7f, %.7f, %u m", facts->lat_e7 / 1e7, facts->lon_e7 / 1e7,
		               facts->uncertainty_m);
		call_facts_add(facts, "place_unverified", bytes_of_text(text));
	}
	call_facts_add(facts, "place_unverified", buffer_bytes(&facts->place));
	buffer_clear(&facts->place);
	facts->lat_e7 = 0;
	facts->lon_e7 = 0;
	facts->uncertainty_m = 0;
}

static bool read_place(const struct exchange_answer *answer, struct call_facts *facts)
{
	struct held_response *held = calloc(1, sizeof *held);
	if (!held || held_open(answer->body, held) != STATUS_OK) {
		free(held);
		return trouble(facts, "place_trouble", "the answer cannot be read");
	}
	bool good = held->pidf.locations != 0;
	if (good) {
		call_facts_add_place(facts, answer->body);
		if (answer->unverified)
			set_aside(facts);
	} else {
		(void)no_place(held, facts);
	}
	held_close(held);
	free(held);
	return good;
}

static bool read_signer(const struct enquiry *enquiry, const struct exchange_answer *answer, struct call_facts *facts)
{
	const struct passport_call call = { .orig = buffer_bytes(&enquiry->orig),
		                            .dest = buffer_bytes(&enquiry->dest) };
	call_facts_add_signed(facts, buffer_bytes(&enquiry->statement), &call, answer->body, enquiry->came);
	return true;
}

bool enquiry_read(const struct enquiry *enquiry, const struct exchange_answer *answer, struct call_facts *facts)
{
	static const struct {
		const char *server, *proof, *trouble;
	} names[] = { [ENQUIRY_PLACE] = { "place_server", "place_server_proof", "place_trouble" },
		      [ENQUIRY_SIGNER] = { "signed_by", "signed_by_proof", "signed_trouble" },
		      [ENQUIRY_DATA] = { "data_server", "data_server_proof", "data_trouble" } };
	char text[48];
	call_facts_add(facts, names[enquiry->kind].server, buffer_bytes(&enquiry->uri));
	if (answer->trouble || answer->code != 200) {
		(void)snprintf(text, sizeof text, "it answered by %u of HTTP", answer->code);
		if (enquiry->kind == ENQUIRY_SIGNER)
			call_facts_add(facts, "passport_signature", bytes_of_text("not checked"));
		return trouble(facts, names[enquiry->kind].trouble, answer->trouble ? answer->trouble : text);
	}
	call_facts_add(facts, names[enquiry->kind].proof,
	               bytes_of_text(answer->unverified ? answer->unverified : "verified"));
	if (enquiry->kind == ENQUIRY_PLACE)
		return read_place(answer, facts);
	if (enquiry->kind == ENQUIRY_SIGNER)
		return read_signer(enquiry, answer, facts);
	return call_facts_add_data(facts, answer->type, answer->body) ||
	       trouble(facts, "data_trouble", "the answer holds no additional data");
}
