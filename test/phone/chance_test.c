/* Callers, phones and the center act at random over a network that loses, doubles and reorders; what must hold, holds.
 *   chance_test [SEEDS [FIRST]]
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "core/vocabulary.h"
#include "world.h"

#define STEPS 1500u
#define CALLERS 6u
#define PHONES 3u
#define DIALOGS 64u
#define CALLS 200u
#define WIRE 256u

/* A message on its way. */
struct parcelled {
	uint64_t flow; /* 0: the place is free */
	bool to_exchange;
	struct instant at;
	struct buffer bytes;
};

struct placed {
	char call_id[80];
	uint64_t flow;
	bool kept, final, lost, test;
};

struct chance {
	struct world world;
	uint64_t seed;
	struct parcelled wire[WIRE];
	struct ua dialog[DIALOGS];
	uint32_t dialogs;
	struct placed placed[CALLS];
	uint32_t calls;
	unsigned early;
	size_t told;
};

static unsigned joined; /* conversations of three, of all runs */

static unsigned draw(struct chance *chance, unsigned below)
{
	chance->seed = chance->seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(chance->seed >> 33) % below;
}

/* Some answer from other ports each time. */
static const char *sdp(struct chance *chance)
{
	static const char *const said[] = { SDP_OF("somebody", "4000"), SDP_OF("somebody", "4002"),
		                            SDP_OF("somebody", "4004") };
	return said[draw(chance, 3) ? 0 : draw(chance, 3)];
}

static void put_on_wire(struct chance *chance, uint64_t flow, bool to_exchange, struct bytes bytes)
{
	unsigned copies = draw(chance, 10) == 0 ? 0 : draw(chance, 10) == 0 ? 2 : 1;
	for (uint32_t i = 0; i < WIRE && copies; i++) {
		struct parcelled *place = &chance->wire[i];
		if (place->flow)
			continue;
		place->flow = flow;
		place->to_exchange = to_exchange;
		place->at.us = chance->world.now.us + 1000 * draw(chance, draw(chance, 20) ? 100 : 2000);
		buffer_clear(&place->bytes);
		CHECK(buffer_append(&place->bytes, bytes) == STATUS_OK);
		copies--;
	}
}

static struct placed *placed_of(struct chance *chance, struct bytes call_id)
{
	for (uint32_t i = 0; i < chance->calls; i++)
		if (bytes_same(bytes_of_text(chance->placed[i].call_id), call_id))
			return &chance->placed[i];
	return NULL;
}

/* What the exchange says: to a caller nothing but 100 before his call is kept. */
static void on_heard(void *context, uint64_t flow, const struct sip_message *message)
{
	struct chance *chance = context;
	struct placed *placed = placed_of(chance, message->call_id);
	if (placed && message->response && message->method == SIP_INVITE) {
		/* 482: the same call came by another way, and waits there. */
		chance->early += message->code > 100 && message->code != 482 && !placed->kept;
		placed->final |= message->code >= 200 && (message->code != 482 || placed->kept);
	}
	put_on_wire(chance, flow, false, message->raw);
}

static void on_carry(void *context, uint64_t flow, struct bytes bytes)
{
	put_on_wire(context, flow, true, bytes);
}

static struct ua *dialog_of(struct chance *chance, const struct sip_message *message, uint64_t flow)
{
	for (uint32_t i = 0; i < chance->dialogs; i++)
		if (bytes_same(bytes_of_text(chance->dialog[i].call_id), message->call_id))
			return &chance->dialog[i];
	if (message->response || message->method != SIP_INVITE)
		return NULL;
	struct ua *ua = &chance->dialog[chance->dialogs < DIALOGS ? chance->dialogs++ : draw(chance, DIALOGS)];
	char name[16];
	(void)snprintf(name, sizeof name, "%s%u", flow == WORLD_BRIDGE ? "conf" : "desk",
	               (unsigned)(flow - WORLD_PHONE));
	*ua = ua_of(&chance->world, flow, name, "sip:x@x.example");
	return ua;
}

static void someone_hears(struct chance *chance, const struct sip_message *message, uint64_t flow)
{
	static const unsigned codes[] = { 180, 183, 200, 200, 200, 486, 487, 488, 491, 500, 603, 408, 481 };
	struct ua *ua = dialog_of(chance, message, flow);
	if (!ua)
		return;
	ua_learn(ua, message);
	if (message->response) {
		if (message->method == SIP_INVITE && message->code >= 200 && message->code < 300 && draw(chance, 10))
			ua_ack(ua, message->body.length && draw(chance, 2) ? sdp(chance) : NULL);
		return;
	}
	if (message->method == SIP_ACK || !draw(chance, 12))
		return;
	if (message->method != SIP_INVITE) {
		ua_reply(ua, message, draw(chance, 12) ? 200 : 481, "", NULL);
		return;
	}
	unsigned code = codes[draw(chance, sizeof codes / sizeof *codes)];
	/* A bridge works mostly. */
	if (flow == WORLD_BRIDGE && draw(chance, 6))
		code = 200;
	ua_reply(ua, message, code, code == 183 ? "Require: 100rel\r\nRSeq: 1\r\n" : "",
	         code < 300 && draw(chance, 8) ? sdp(chance) : NULL);
	if (code < 200 && draw(chance, 4))
		ua_reply(ua, message, 200, "", sdp(chance));
}

static void deliver(struct chance *chance)
{
	for (uint32_t i = 0; i < WIRE; i++) {
		struct parcelled *place = &chance->wire[i];
		struct sip_message message;
		uint64_t flow = place->flow;
		if (!flow || instant_before(chance->world.now, place->at))
			continue;
		struct buffer bytes = place->bytes;
		place->bytes = (struct buffer){ 0 };
		place->flow = 0;
		if (place->to_exchange)
			exchange_take(chance->world.exchange, buffer_bytes(&bytes), world_flow(flow),
			              chance->world.now);
		else if (sip_message_read(buffer_bytes(&bytes), &message) == STATUS_OK)
			someone_hears(chance, &message, flow);
		buffer_close(&bytes);
	}
}

static void place_call(struct chance *chance)
{
	if (chance->calls == CALLS)
		return;
	struct placed *placed = &chance->placed[chance->calls++];
	uint64_t flow = 1 + draw(chance, CALLERS) + (draw(chance, 4) ? 0 : WORLD_STREAM);
	placed->test = !draw(chance, 10);
	struct ua ua = ua_of(&chance->world, flow, "anna", placed->test ? "urn:service:test.sos" : "urn:service:sos");
	memcpy(placed->call_id, ua.call_id, sizeof placed->call_id);
	placed->flow = flow;
	struct ua *kept = &chance->dialog[chance->dialogs < DIALOGS ? chance->dialogs++ : draw(chance, DIALOGS)];
	*kept = ua;
	ua_ask(kept, "INVITE", draw(chance, 4) ? "" : "Require: 100rel\r\n", draw(chance, 5) ? sdp(chance) : NULL);
}

static void someone_acts(struct chance *chance)
{
	static const char *const methods[] = { "BYE",     "INVITE",  "INVITE", "UPDATE", "INFO",
		                               "OPTIONS", "MESSAGE", "PRACK",  "REFER",  "REFER" };
	static const char *const targets[] = { "sip:desk1@center.example", "sip:taxi@198.51.100.150",
		                               "sip:fire@center.example" };
	if (!chance->dialogs)
		return;
	struct ua *ua = &chance->dialog[draw(chance, chance->dialogs)];
	unsigned act = draw(chance, 14);
	char more[128] = "";
	if (act == 10)
		ua_cancel(ua);
	if (act >= sizeof methods / sizeof *methods)
		return;
	if (strcmp(methods[act], "REFER") == 0)
		(void)snprintf(more, sizeof more, "Refer-To: <%s>\r\n", targets[draw(chance, 3)]);
	if (strcmp(methods[act], "PRACK") == 0)
		(void)snprintf(more, sizeof more, "RAck: %u 1 INVITE\r\n", 1 + draw(chance, 3));
	bool has_sdp = (act >= 1 && act <= 3) && draw(chance, 4);
	ua_ask(ua, methods[act], more, has_sdp ? sdp(chance) : NULL);
}

/* What the edge tells, in order: what is a call is kept, sooner or later; phones that were taken up may speak or not. */
static void center_hears(struct chance *chance, bool all)
{
	struct sip_message message;
	while (chance->told < chance->world.told_count && (all || draw(chance, 3))) {
		const struct parcel parcel = chance->world.told[chance->told++].parcel;
		struct parcel reply = { .kind = PARCEL_KEPT, .ticket = parcel.ticket, .call = parcel.call };
		if (parcel.kind == PARCEL_TAKEN) {
			reply.kind = draw(chance, 4) ? PARCEL_TALK : PARCEL_DROP;
			reply.text[PARCEL_TEXT_WHO] = parcel.text[PARCEL_TEXT_WHO];
		} else if (parcel.kind == PARCEL_CREDENTIALS) {
			reply.kind = PARCEL_ADMITTED;
		} else if (parcel.kind == PARCEL_CALL) {
			CHECK(sip_message_read(parcel.text[PARCEL_TEXT_RAW], &message) == STATUS_OK);
			struct placed *placed = placed_of(chance, message.call_id);
			if (placed && message.method == SIP_INVITE)
				placed->kept = true;
			reply.call = parcel.number & PARCEL_TEST ? 0
			             : placed                    ? (uint32_t)(placed - chance->placed) + 1
			                                         : CALLS + 1;
		} else if (parcel.kind == PARCEL_STATE && draw(chance, 2)) {
			reply.kind = PARCEL_CONFERENCE;
			parcel_set(&reply, PARCEL_TEXT_CONTACT, "sip:taxi@198.51.100.150");
		} else if (parcel.kind != PARCEL_MORE) {
			joined += parcel.kind == PARCEL_BRIDGED && parcel.number == BRIDGED_JOINED;
			continue;
		}
		exchange_hear(chance->world.exchange, &reply, chance->world.now);
	}
}

static void center_acts(struct chance *chance)
{
	static const enum parcel_kind kinds[] = { PARCEL_RING,       PARCEL_RING,       PARCEL_RING,
		                                  PARCEL_STOP,       PARCEL_TALK,       PARCEL_DROP,
		                                  PARCEL_PARK,       PARCEL_END,        PARCEL_HOLD,
		                                  PARCEL_RETRIEVE,   PARCEL_PASS,       PARCEL_SAY,
		                                  PARCEL_WAIT,       PARCEL_RING_BACK,  PARCEL_PASS_REFUSED,
		                                  PARCEL_CONFERENCE, PARCEL_CONFERENCE, PARCEL_CONFERENCE_END };
	static const char *const names[] = { "desk0", "desk1", "desk2", "nobody" };
	if (!chance->calls)
		return;
	/* Mostly of late calls. */
	unsigned back = draw(chance, chance->calls < 6 || !draw(chance, 5) ? chance->calls : 6);
	struct parcel parcel = { .kind = kinds[draw(chance, sizeof kinds / sizeof *kinds)],
		                 .call = chance->calls - back };
	parcel.number = parcel.kind == PARCEL_END || draw(chance, 2);
	parcel_set(&parcel, PARCEL_TEXT_WHO, names[draw(chance, 4)]);
	parcel_set(&parcel, PARCEL_TEXT_CONTACT, draw(chance, 5) ? "sip:taxi@198.51.100.150" : "nowhere");
	parcel_set(&parcel, PARCEL_TEXT_WORDS, "words");
	exchange_hear(chance->world.exchange, &parcel, chance->world.now);
}

static void lose_flow(struct chance *chance)
{
	uint64_t flow = WORLD_STREAM + 1 + draw(chance, CALLERS);
	for (uint32_t i = 0; i < chance->calls; i++)
		chance->placed[i].lost |= chance->placed[i].flow == flow;
	exchange_lost(chance->world.exchange, flow, chance->world.now);
}

static void step(struct chance *chance)
{
	unsigned what = draw(chance, 40);
	if (what < 3)
		place_call(chance);
	else if (what < 12)
		someone_acts(chance);
	else if (what < 22)
		center_acts(chance);
	else if (what == 22 && !draw(chance, 4))
		lose_flow(chance);
	else if (what == 23)
		(void)ua_phone(&chance->world, WORLD_PHONE + draw(chance, PHONES), "desk0");
	center_hears(chance, false);
	world_pass(&chance->world, draw(chance, draw(chance, 30) ? 60 : 5000));
	deliver(chance);
}

static void finish(struct chance *chance, uint64_t seed)
{
	unsigned unanswered = 0;
	center_hears(chance, true);
	for (uint32_t i = 0; i < chance->calls; i++)
		world_hear(&chance->world, PARCEL_END, i + 1, 1, NULL);
	world_hear(&chance->world, PARCEL_END, CALLS + 1, 1, NULL);
	for (unsigned turn = 0; turn < 12; turn++) {
		world_pass(&chance->world, 40000);
		center_hears(chance, true);
	}
	for (uint32_t i = 0; i < chance->calls; i++)
		unanswered += chance->placed[i].kept && !chance->placed[i].final && !chance->placed[i].lost;
	bool good = CHECK_NUMBER(unanswered, 0);
	good &= CHECK_NUMBER(chance->early, 0);
	good &= CHECK_NUMBER(exchange_count(chance->world.exchange), 0);
	good &= CHECK_NUMBER(chance->world.rude, 0);
	good &= CHECK_NUMBER(chance->world.faulty, 0);
	if (!good)
		(void)fprintf(stderr, "  seed %" PRIu64 "\n", seed);
}

static void run(uint64_t seed)
{
	struct chance *chance = calloc(1, sizeof *chance);
	if (!chance) {
		CHECK(chance != NULL);
		return;
	}
	chance->seed = seed * 0x9e3779b97f4a7c15ULL;
	chance->world.drawn = seed;
	world_open(&chance->world);
	for (unsigned i = 0; i < PHONES; i++) {
		char name[16];
		(void)snprintf(name, sizeof name, "desk%u", i);
		(void)ua_phone(&chance->world, WORLD_PHONE + i, name);
	}
	chance->told = chance->world.told_count;
	chance->world.quiet = true;
	chance->world.hear = on_heard;
	chance->world.carry = on_carry;
	chance->world.context = chance;
	for (unsigned i = 0; i < STEPS; i++)
		step(chance);
	finish(chance, seed);
	world_close(&chance->world);
	for (uint32_t i = 0; i < WIRE; i++)
		buffer_close(&chance->wire[i].bytes);
	free(chance);
}

int main(int argc, char **argv)
{
	uint64_t seeds = argc > 1 ? strtoull(argv[1], NULL, 10) : 20,
		 first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	for (uint64_t seed = first; seed < first + seeds; seed++)
		run(seed);
	CHECK(joined || seeds < 20);
	return check_done();
}
