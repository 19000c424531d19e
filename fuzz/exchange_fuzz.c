/* Bytes as a script for an exchange: messages from flows, parcels, time.  Nothing ends it, and nothing is left behind.
 *
 * A step is a letter and two bytes of a number; M and B (a message, bytes of a broken stream) have as many bytes behind it, P
 * a parcel, Q what a server answers, K keeps what was told last, A admits and T lets speak whom it names, R rings, Z passes time, L loses a flow.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "phone/exchange.h"

#define STEPS_MAX 64u

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

struct script {
	struct exchange *exchange;
	struct instant now;
	uint64_t drawn, flow;
	uint64_t ticket; /* of what was told last */
	uint64_t asked;  /* the question of last */
	unsigned sent;
};

static void on_send(void *context, struct sip_flow flow, struct bytes bytes)
{
	struct script *script = context;
	assert(flow.number && bytes.length);
	script->sent++;
}

static void on_tell(void *context, const struct parcel *parcel)
{
	struct script *script = context;
	struct buffer out = { 0 };
	if (parcel->ticket)
		script->ticket = parcel->ticket;
	enum status status = parcel_write(parcel, &out);
	assert(status == STATUS_OK || status == STATUS_LIMIT);
	buffer_close(&out);
}

static bool on_ends(void *context, struct sip_flow flow, struct exchange_end *ret_here, struct exchange_end *ret_there)
{
	(void)context;
	if (!flow.number)
		return false;
	enum exchange_transport transport = flow.reliable ? EXCHANGE_TLS : EXCHANGE_UDP;
	*ret_here = (struct exchange_end){ transport, "2001:db8::1", 5060 };
	*ret_there = (struct exchange_end){ transport, "2001:db8::2", (uint16_t)(5000 + flow.number) };
	return true;
}

static bool on_reach(void *context, const struct exchange_end *there, struct sip_flow *ret_flow)
{
	(void)context;
	*ret_flow = (struct sip_flow){ 1 + there->port % 8u, there->transport != EXCHANGE_UDP };
	return there->port != 1;
}

static void on_draw(void *context, void *at, size_t length)
{
	struct script *script = context;
	for (size_t i = 0; i < length; i++)
		((uint8_t *)at)[i] = (uint8_t)(script->drawn += 37);
}

static bool on_ask(void *context, const struct exchange_question *question)
{
	struct script *script = context;
	assert(question->number && question->uri.length && question->accept &&
	       (question->body.length != 0) == (question->type != NULL));
	script->asked = question->number;
	return question->number % 5 != 0;
}

/* The first byte says how; the rest is the document. */
static void answer(struct script *script, struct bytes body)
{
	unsigned how = body.length ? body.at[0] : 0;
	const struct exchange_answer answer = { .number = script->asked,
		                                .trouble = how & 1 ? "none" : NULL,
		                                .code = how & 2 ? 404 : 200,
		                                .unverified = how & 4 ? "nobody" : NULL,
		                                .type = bytes_of_text("application/EmergencyCallData.Comment+xml"),
		                                .body = body.length ? bytes_of(body.at + 1, body.length - 1) : body };
	exchange_answered(script->exchange, &answer, script->now);
}

static void hear(struct script *script, enum parcel_kind kind, unsigned number)
{
	struct parcel parcel = {
		.kind = kind, .ticket = script->ticket, .call = 1 + number % 4, .number = number >> 8
	};
	parcel_set(&parcel, PARCEL_TEXT_WHO, number & 4 ? "desk2" : "desk1");
	parcel_set(&parcel, PARCEL_TEXT_CONTACT, "sip:x@192.0.2.9");
	if (kind == PARCEL_HELLO)
		parcel_set(&parcel, PARCEL_TEXT_WORDS, "sip:conf@192.0.2.9");
	exchange_hear(script->exchange, &parcel, script->now);
}

static void pass(struct script *script, int64_t ms)
{
	script->now.us += ms * 1000;
	exchange_pass(script->exchange, script->now);
	struct instant next = exchange_next(script->exchange);
	assert(!instant_known(next) || instant_before(script->now, next));
}

/* One step; how many bytes it took. */
static size_t step(struct script *script, struct bytes rest)
{
	unsigned number = bytes_get_u16(rest.at + 1);
	size_t length = number < rest.length - 3 ? number : rest.length - 3;
	struct bytes body = bytes_of(rest.at + 3, length);
	struct sip_flow flow = { 1 + script->flow % 8, script->flow % 8 > 4 };
	struct parcel parcel;
	switch (rest.at[0]) {
	case 'M':
		exchange_take(script->exchange, body, flow, script->now);
		return 3 + length;
	case 'B':
		exchange_take_broken(script->exchange, body, flow, script->now);
		return 3 + length;
	case 'P':
		if (parcel_read(body, &parcel) == STATUS_OK)
			exchange_hear(script->exchange, &parcel, script->now);
		return 3 + length;
	case 'Q':
		answer(script, body);
		return 3 + length;
	case 'F':
		script->flow = number;
		return 3;
	case 'K':
		hear(script, PARCEL_KEPT, number);
		return 3;
	case 'A':
		hear(script, PARCEL_ADMITTED, number);
		return 3;
	case 'H':
		hear(script, 1 + (number & 255) % (PARCEL_COUNT - 1), number >> 8);
		return 3;
	case 'L':
		exchange_lost(script->exchange, 1 + number % 8, script->now);
		return 3;
	default:
		pass(script, number);
		return 3;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static const struct exchange_port port = { on_send, on_tell, on_ends, on_reach, on_draw, on_ask };
	struct script script = { .now = { 1000000000LL * 1000000 } };
	enum status status = exchange_open(&port, &script, &script.exchange);
	assert(status == STATUS_OK);
	struct bytes rest = bytes_of(at, length);
	for (unsigned steps = 0; rest.length >= 3 && steps < STEPS_MAX; steps++) {
		size_t took = step(&script, rest);
		rest = bytes_of(rest.at + took, rest.length - took);
	}
	for (unsigned i = 0; i < 40; i++)
		pass(&script, 10000);
	exchange_close(script.exchange);
	return 0;
}
