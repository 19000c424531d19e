/* Two transaction layers and a script: asked, replied, cancelled, and each message delivered, doubled, spoilt or lost, in any
 * order, with flows that fail and a clock that is set; what must hold holds after each, and in the end all is over.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_talk.h"

#include <assert.h>

#define START_US 1800000000000000
#define FLIGHTS 32
#define HANDLES 16
#define OPERATIONS_MAX 4000

struct world {
	struct bytes script;
	struct sip_layer *layer[2];
	struct side {
		struct world *world;
		unsigned number;
		sip_handle handle[HANDLES]; /* the last of its transactions, alive or not */
		struct talk_text request[HANDLES];
		unsigned handles;
	} side[2];
	struct flight {
		struct talk_text text;
		unsigned to;
		struct sip_flow flow;
	} flight[FLIGHTS];
	unsigned flights, asked, depth;
	uint8_t mood; /* what whoever is above does at once when it is called */
	struct instant now;
};

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static uint8_t drawn(struct world *world)
{
	if (!world->script.length)
		return 0;
	uint8_t byte = world->script.at[0];
	world->script = bytes_of(world->script.at + 1, world->script.length - 1);
	return byte;
}

static struct sip_flow flow_of(unsigned number)
{
	return (struct sip_flow){ number % 3, number % 3 == 1 };
}

static void asks(struct side *side, uint8_t how)
{
	static const char *const methods[] = { "INVITE", "MESSAGE", "INVITE", "BYE" };
	struct world *world = side->world;
	char branch[32], call_id[32];
	(void)snprintf(branch, sizeof branch, "%s%u", how & 64 ? "old" : "z9hG4bK", how & 128 ? 1 : ++world->asked);
	(void)snprintf(call_id, sizeof call_id, "call%u", world->asked);
	struct talk_text text =
	    talk_request(&(struct talk){ methods[how % 4], branch, call_id, "a", NULL, NULL, NULL, 1 });
	sip_handle handle = 0;
	enum status status = sip_layer_ask(world->layer[side->number], flow_of(how / 4), talk_bytes(&text),
	                                   world->asked + 1, world->now, &handle);
	assert(status == STATUS_OK || status == STATUS_LIMIT || status == STATUS_BUSY);
	if (status == STATUS_OK)
		side->handle[side->handles++ % HANDLES] = handle;
}

static void replies(struct side *side, unsigned which, uint8_t how)
{
	static const unsigned codes[] = { 100, 180, 200, 202, 302, 486, 487, 603 };
	unsigned code = codes[how % 8];
	struct talk_text text = talk_response(talk_bytes(&side->request[which % HANDLES]), code, how & 8 ? "b" : "c");
	enum status status = sip_layer_reply(side->world->layer[side->number], side->handle[which % HANDLES], code,
	                                     talk_bytes(&text), side->world->now);
	assert(status == STATUS_OK || status == STATUS_MISSING);
}

static void sent(void *context, struct sip_flow flow, struct bytes bytes)
{
	struct side *side = context;
	struct world *world = side->world;
	if ((world->mood & 7) == 1 && world->depth++ < 3)
		sip_layer_lost(world->layer[side->number], flow.number, world->now);
	if (bytes.length > TALK_BYTES)
		return;
	struct flight *flight = &world->flight[world->flights++ % FLIGHTS];
	flight->to = !side->number;
	flight->flow = flow;
	flight->text.length = bytes.length;
	memcpy(flight->text.at, bytes.at, bytes.length);
}

static void requested(void *context, sip_handle handle, sip_handle about, const struct sip_message *message,
                      struct sip_flow flow)
{
	struct side *side = context;
	const struct sip_layer *layer = side->world->layer[side->number];
	unsigned which = side->handles % HANDLES;
	(void)flow;
	assert(handle ? message->method != SIP_ACK : message->method == SIP_ACK);
	assert(!about || sip_layer_state(layer, about) != SIP_NO_STATE);
	if (!handle || message->raw.length > TALK_BYTES)
		return;
	side->handles++;
	side->handle[which] = handle;
	side->request[which].length = message->raw.length;
	memcpy(side->request[which].at, message->raw.at, message->raw.length);
	if ((side->world->mood & 7) == 2)
		replies(side, which, side->world->mood >> 3);
}

static void responded(void *context, sip_handle handle, uint64_t user, const struct sip_message *message)
{
	struct side *side = context;
	struct sip_layer *layer = side->world->layer[side->number];
	assert(sip_layer_state(layer, handle) != SIP_NO_STATE && user && message->response);
	if ((side->world->mood & 7) == 3) {
		enum status status = sip_layer_cancel(layer, handle, side->world->now);
		assert(status == STATUS_OK || status == STATUS_MISSING);
	}
}

static void ended(void *context, sip_handle handle, uint64_t user, enum sip_end how)
{
	struct side *side = context;
	(void)user;
	(void)how;
	assert(sip_layer_state(side->world->layer[side->number], handle) == SIP_NO_STATE);
	if ((side->world->mood & 7) == 4 && side->world->depth++ < 3)
		asks(side, side->world->mood >> 3);
}

static void delivered(struct world *world, unsigned to, struct bytes bytes, struct sip_flow flow)
{
	/* In a block of just its size, so that a sanitizer sees a read past its end. */
	uint8_t *copy = malloc(bytes.length + 1);
	if (!copy)
		abort();
	memcpy(copy, bytes.at, bytes.length);
	struct sip_message *message = talk_read(bytes_of(copy, bytes.length));
	enum status status = sip_layer_take(world->layer[to], message, flow, world->now);
	assert(status == STATUS_OK || status == STATUS_LIMIT || (status == STATUS_MISSING && message->response));
	free(message);
	free(copy);
}

/* Of what flies: 0 delivered, 1 delivered and kept, 2 lost, 3 spoilt. */
static void flies(struct world *world, unsigned what, uint8_t which)
{
	struct flight *slot = &world->flight[which % FLIGHTS], flight = *slot;
	if (!flight.text.length)
		return;
	if (what != 1)
		slot->text.length = 0;
	if (what == 3)
		flight.text.at[(drawn(world) * 5u) % flight.text.length] ^= (char)(1 << which % 7);
	if (what != 2)
		delivered(world, flight.to, talk_bytes(&flight.text), flight.flow);
}

static void operates(struct world *world)
{
	uint8_t what = drawn(world), how = drawn(world);
	struct side *side = &world->side[what >> 7];
	struct sip_layer *layer = world->layer[side->number];
	world->depth = 0;
	switch (what & 15) {
	case 0:
		asks(side, how);
		break;
	case 1:
	case 2:
		replies(side, how, what >> 3);
		break;
	case 3:
	case 4:
	case 5:
	case 6:
		flies(world, (what & 15u) - 3, how);
		break;
	case 7:
		world->now.us += (int64_t)how * how * 1000;
		sip_layer_pass(layer, world->now);
		break;
	case 8:
		if (sip_layer_next(layer).us)
			world->now = sip_layer_next(layer);
		sip_layer_pass(layer, world->now);
		break;
	case 9:
		sip_layer_lost(layer, how % 3, world->now);
		break;
	case 10: {
		enum status status = sip_layer_cancel(layer, side->handle[how % HANDLES], world->now);
		assert(status == STATUS_OK || status == STATUS_MISSING);
		break;
	}
	case 11:
		world->now.us -= (int64_t)how * 1000000;
		break;
	case 12:
		world->mood = how;
		break;
	default: { /* bytes as they stand */
		size_t length = how < world->script.length ? how : world->script.length;
		delivered(world, side->number, bytes_of(world->script.at, length), flow_of(how));
		world->script = bytes_of(world->script.at + length, world->script.length - length);
		break;
	}
	}
	assert(sip_layer_sound(world->layer[0]) && sip_layer_sound(world->layer[1]));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static const struct sip_port port = { sent, requested, responded, ended };
	struct world *world = calloc(1, sizeof *world);
	if (!world)
		abort();
	world->script = bytes_of(at, length);
	world->now.us = START_US;
	uint32_t most = drawn(world) % 24u + 1;
	for (unsigned i = 0; i < 2; i++) {
		world->side[i] = (struct side){ .world = world, .number = i };
		enum status status =
		    sip_layer_open(&port, &world->side[i], (struct sip_limits){ most, { 1, 2 } }, &world->layer[i]);
		assert(status == STATUS_OK);
	}
	for (unsigned i = 0; i < OPERATIONS_MAX && world->script.length; i++)
		operates(world);
	world->mood = 0;
	for (unsigned i = 0; i < 2; i++) {
		for (unsigned flow = 0; flow < 3; flow++)
			sip_layer_lost(world->layer[i], flow, world->now);
		assert(sip_layer_count(world->layer[i]) == 0 && sip_layer_next(world->layer[i]).us == 0);
		assert(sip_layer_sound(world->layer[i]));
		sip_layer_close(world->layer[i]);
	}
	free(world);
	return 0;
}
