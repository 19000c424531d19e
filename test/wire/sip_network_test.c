/* Two layers joined by a network that loses, doubles, delays and reorders: thousands of calls and messages, seeded, and at the
 * end each request was handed up once, each answer came, everything ended, and nothing is left.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "sip_talk.h"

#include "check.h"

#include "base/agenda.h"

#define START_US 1800000000000000
#define TALKS 3000u
#define FLIGHTS 60000u
/* The network loses no more than this of one call: fewer than anything is sent in 64*T1. */
#define LOSSES_MAX 5u

/* What the test knows of one transaction that it began. */
struct story {
	bool invite, cancel, cancelled, reliable;
	unsigned code; /* what is answered in the end */
	unsigned losses;
	unsigned handed_up, finals, acks, cancels, client_ends, server_ends;
	sip_handle asked, served;
	struct talk_text request;
	uint64_t answers_at; /* when it is answered, in us */
};

struct flight {
	struct talk_text text;
	unsigned to;
	struct sip_flow flow;
};

struct world {
	struct sip_layer *layer[2];
	struct side {
		struct world *world;
		unsigned number;
	} side[2];
	struct story story[TALKS];
	struct flight *flight;
	struct agenda in_flight, answers;
	uint32_t flights;
	uint64_t draws, messages;
	struct instant now;
	bool bad; /* the network, at the end it is good */
};

static uint64_t draw(struct world *world, uint64_t below)
{
	world->draws = world->draws * 6364136223846793005u + 1442695040888963407u;
	return (world->draws >> 33) % below;
}

/* Each story has its number for Call-ID. */
static unsigned story_of(struct bytes message)
{
	return talk_number(sip_lines_field(message, "Call-ID", 'i'));
}

static void fly(struct world *world, unsigned to, struct sip_flow flow, struct bytes bytes)
{
	uint32_t slot = world->flights++ % FLIGHTS;
	struct flight *flight = &world->flight[slot];
	CHECK(!agenda_has(&world->in_flight, slot));
	flight->to = to;
	flight->flow = flow;
	flight->text.length = bytes.length;
	memcpy(flight->text.at, bytes.at, bytes.length);
	/* A stream keeps its order; datagrams overtake each other. */
	uint64_t delay = flow.reliable ? 20000 : 1000 + draw(world, draw(world, 10) ? 100000 : 2500000);
	agenda_set(&world->in_flight, slot, instant_after(world->now, (struct span){ (int64_t)delay }), slot);
	world->messages++;
}

static void sent(void *context, struct sip_flow flow, struct bytes bytes)
{
	struct side *side = context;
	struct world *world = side->world;
	struct story *story = &world->story[story_of(bytes)];
	if (!flow.reliable && story->losses < LOSSES_MAX && draw(world, 3) == 0) {
		story->losses++;
		return;
	}
	fly(world, !side->number, flow, bytes);
	if (!flow.reliable && draw(world, 5) == 0)
		fly(world, !side->number, flow, bytes);
}

static void replied(struct world *world, unsigned side, sip_handle handle, struct bytes request, unsigned code,
                    enum status wanted)
{
	struct talk_text text = talk_response(request, code, "b");
	CHECK(sip_layer_reply(world->layer[side], handle, code, talk_bytes(&text), world->now) == wanted);
}

static void requested(void *context, sip_handle handle, sip_handle about, const struct sip_message *message,
                      struct sip_flow flow)
{
	struct side *side = context;
	struct world *world = side->world;
	unsigned number = story_of(message->raw);
	struct story *story = &world->story[number];
	CHECK(flow.reliable == story->reliable);
	if (message->method == SIP_ACK) {
		if (about) { /* else it came when all was over */
			CHECK_NUMBER(about, story->served);
			story->acks++;
		}
		return;
	}
	CHECK(handle != 0);
	if (message->method == SIP_CANCEL) {
		story->cancels++;
		/* It may come when the INVITE is over. */
		CHECK_NUMBER(about, story->server_ends ? 0 : story->served);
		replied(world, side->number, handle, message->raw, 200, STATUS_OK);
		if (agenda_has(&world->answers, number)) {
			agenda_remove(&world->answers, number);
			story->code = 487;
			replied(world, side->number, about, talk_bytes(&story->request), 487, STATUS_OK);
		} else if (about) {
			replied(world, side->number, about, talk_bytes(&story->request), 487, STATUS_MISSING);
		}
		return;
	}
	story->handed_up++;
	story->served = handle;
	bool provisional = draw(world, 4) != 0;
	if (provisional)
		replied(world, side->number, handle, message->raw, story->invite ? 180 : 100, STATUS_OK);
	/* Without a provisional response the client waits no longer than timer B. */
	uint64_t delay = draw(world, story->invite && provisional ? 20000000 : 5000000);
	agenda_set(&world->answers, number, instant_after(world->now, (struct span){ (int64_t)delay }), number);
}

static void responded(void *context, sip_handle handle, uint64_t user, const struct sip_message *message)
{
	struct side *side = context;
	struct world *world = side->world;
	struct story *story = &world->story[user];
	CHECK(handle == story->asked && story_of(message->raw) == user);
	if (message->code < 200) {
		CHECK(!story->finals);
		if (story->cancel && draw(world, 2)) {
			story->cancelled = true;
			CHECK(sip_layer_cancel(side->world->layer[side->number], handle, world->now) == STATUS_OK);
		}
		return;
	}
	CHECK_NUMBER(message->code, story->code);
	story->finals++;
	if (story->invite && message->code < 300) {
		char branch[32], call_id[16];
		(void)snprintf(branch, sizeof branch, "z9hG4bKack%u", (unsigned)user);
		(void)snprintf(call_id, sizeof call_id, "%u", (unsigned)user);
		struct talk ack = { "ACK", branch, call_id, "a", "b", NULL, NULL, 1 };
		struct talk_text text = talk_request(&ack);
		sent(side, (struct sip_flow){ 5, story->reliable }, talk_bytes(&text));
	}
}

static void ended(void *context, sip_handle handle, uint64_t user, enum sip_end how)
{
	const struct side *side = context;
	struct world *world = side->world;
	CHECK(how == SIP_END_DONE);
	if (user && world->story[user].asked == handle)
		world->story[user].client_ends++;
	for (unsigned i = 1; !user && i < TALKS; i++)
		if (world->story[i].served == handle && i % 2 != side->number) {
			world->story[i].server_ends++;
			break;
		}
}

static const struct sip_port port = { sent, requested, responded, ended };

/* Story n is begun by side n % 2. */
static void begins(struct world *world, unsigned number)
{
	struct story *story = &world->story[number];
	char branch[32], call_id[16];
	story->invite = draw(world, 3) != 0;
	story->reliable = draw(world, 4) == 0;
	story->cancel = story->invite && draw(world, 5) == 0;
	story->code = draw(world, 2) ? 200 : 486;
	/* Some are RFC 2543's to the server; the client's own branch is told by any text. */
	(void)snprintf(branch, sizeof branch, "%s%u", draw(world, 4) ? "z9hG4bK" : "old", number);
	(void)snprintf(call_id, sizeof call_id, "%u", number);
	struct talk talk = { story->invite ? "INVITE" : "MESSAGE", branch, call_id, "a", NULL, NULL, NULL, 1 };
	story->request = talk_request(&talk);
	CHECK(sip_layer_ask(world->layer[number % 2], (struct sip_flow){ 5, story->reliable },
	                    talk_bytes(&story->request), number, world->now, &story->asked) == STATUS_OK);
	if (story->cancel && draw(world, 3) == 0) {
		story->cancelled = true;
		CHECK(sip_layer_cancel(world->layer[number % 2], story->asked, world->now) == STATUS_OK);
	}
}

static struct instant sooner(struct instant a, struct instant b)
{
	return b.us && (!a.us || b.us < a.us) ? b : a;
}

static bool one_turn(struct world *world, struct instant begins_at)
{
	struct instant next = sooner(sip_layer_next(world->layer[0]), sip_layer_next(world->layer[1]));
	const struct agenda_item *flight = agenda_next(&world->in_flight), *answer = agenda_next(&world->answers);
	next = sooner(next, begins_at);
	next = flight ? sooner(next, flight->due) : next;
	next = answer ? sooner(next, answer->due) : next;
	if (!next.us)
		return false;
	world->now = instant_later(world->now, next);
	if (flight && flight->due.us <= world->now.us) {
		struct flight arrived = world->flight[flight->number];
		agenda_remove(&world->in_flight, flight->number);
		struct sip_message *message = talk_read(talk_bytes(&arrived.text));
		enum status status = sip_layer_take(world->layer[arrived.to], message, arrived.flow, world->now);
		CHECK(status == STATUS_OK || (status == STATUS_MISSING && message->response));
		free(message);
	} else if (answer && answer->due.us <= world->now.us) {
		uint32_t number = answer->number;
		struct story *story = &world->story[number];
		agenda_remove(&world->answers, number);
		replied(world, !(number % 2), story->served, talk_bytes(&story->request), story->code, STATUS_OK);
	} else {
		sip_layer_pass(world->layer[0], world->now);
		sip_layer_pass(world->layer[1], world->now);
	}
	return true;
}

static void judge(const struct world *world)
{
	unsigned taken = 0, cancelled = 0, lost = 0;
	for (unsigned i = 1; i < TALKS; i++) {
		const struct story *story = &world->story[i];
		bool taken_call = story->invite && story->code < 300;
		CHECK_NUMBER(story->handed_up, 1);
		CHECK(taken_call ? story->finals >= 1 : story->finals == 1);
		CHECK_NUMBER(story->acks, taken_call);
		CHECK(story->cancels <= 1 && (story->cancelled || !story->cancels));
		CHECK_NUMBER(story->client_ends, 1);
		CHECK_NUMBER(story->server_ends, 1);
		taken += taken_call;
		cancelled += story->code == 487;
		lost += story->losses;
	}
	CHECK(taken > TALKS / 5 && cancelled > TALKS / 50 && lost > TALKS / 2);
	(void)printf("%u calls taken, %u cancelled, %" PRIu64 " messages, %u lost\n", taken, cancelled, world->messages,
	             lost);
}

static void one_world(uint64_t seed)
{
	struct world *world = calloc(1, sizeof *world);
	if (!world || !(world->flight = calloc(FLIGHTS, sizeof *world->flight)))
		abort();
	world->draws = seed;
	world->now.us = START_US;
	CHECK(agenda_reserve(&world->in_flight, FLIGHTS) == STATUS_OK &&
	      agenda_reserve(&world->answers, TALKS) == STATUS_OK);
	for (unsigned i = 0; i < 2; i++) {
		world->side[i] = (struct side){ world, i };
		CHECK(sip_layer_open(&port, &world->side[i], (struct sip_limits){ 20000, { seed, i } },
		                     &world->layer[i]) == STATUS_OK);
	}
	unsigned begun = 1, turns = 0;
	struct instant begins_at = world->now;
	while (one_turn(world, begun < TALKS ? begins_at : (struct instant){ 0 })) {
		while (begun < TALKS && begins_at.us <= world->now.us) {
			begins(world, begun++);
			begins_at.us += (int64_t)draw(world, 20000);
		}
		if (++turns % 2000 == 0)
			CHECK(sip_layer_sound(world->layer[0]) && sip_layer_sound(world->layer[1]));
	}
	judge(world);
	for (unsigned i = 0; i < 2; i++) {
		CHECK_NUMBER(sip_layer_count(world->layer[i]), 0);
		CHECK(sip_layer_sound(world->layer[i]));
		sip_layer_close(world->layer[i]);
	}
	agenda_close(&world->in_flight);
	agenda_close(&world->answers);
	free(world->flight);
	free(world);
}

int main(void)
{
	for (uint64_t seed = 1; seed <= 4; seed++)
		one_world(seed);
	return check_done();
}
