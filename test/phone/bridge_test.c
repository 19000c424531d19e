/* A third party joins a conversation on a bridge: all three are moved, or the two never notice; whoever goes, nobody is lost. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "core/vocabulary.h"
#include "world.h"

#define FACTORY "sip:factory@198.51.100.160"
#define TAXI "sip:taxi@198.51.100.150"
static const char *const caller_sdp = SDP_OF("caller", "4000");
static const char *const phone_sdp = SDP_OF("phone", "5000");
static const char *const third_sdp = SDP_OF("third", "5002");

struct scene {
	struct world world;
	struct ua caller, phone, third;
	struct ua focus[3]; /* the bridge's ends, in the order in which they were asked */
};

static void open(struct scene *scene, bool outside)
{
	*scene = (struct scene){ 0 };
	world_open(&scene->world);
	scene->phone = ua_phone(&scene->world, WORLD_PHONE, "desk1");
	scene->third = outside ? ua_of(&scene->world, WORLD_OUTSIDE, "taxi", TAXI)
	                       : ua_phone(&scene->world, WORLD_PHONE + 1, "desk2");
	scene->caller = ua_of(&scene->world, 1, "anna", "urn:service:sos");
	CHECK(ua_connect(&scene->caller, &scene->phone, 7));
	CHECK(world_told(&scene->world, PARCEL_STATE));
	struct parcel ask = { .kind = PARCEL_CONFERENCE, .call = 7, .number = 3 };
	parcel_set(&ask, outside ? PARCEL_TEXT_CONTACT : PARCEL_TEXT_WHO, outside ? TAXI : "desk2");
	parcel_set(&ask, PARCEL_TEXT_FACTS, "https://center.example/v1/eido/7-abc");
	exchange_hear(scene->world.exchange, &ask, scene->world.now);
}

static void done(struct scene *scene)
{
	world_hear(&scene->world, PARCEL_END, 7, 1, NULL);
	world_pass(&scene->world, 200000);
	CHECK_NUMBER(exchange_count(scene->world.exchange), 0);
	CHECK_NUMBER(scene->world.rude, 0);
	CHECK_NUMBER(scene->world.faulty, 0);
	world_close(&scene->world);
}

static void went(struct scene *scene, enum bridged how, unsigned code)
{
	const struct parcel *told = world_told(&scene->world, PARCEL_BRIDGED);
	CHECK(told && told->call == 7);
	CHECK_NUMBER(told ? told->number : 0, how);
	CHECK_NUMBER(told ? told->ticket : 0, code);
	CHECK(!world_told(&scene->world, PARCEL_BRIDGED));
}

/* The third party's phone, rung without an offer, is taken up. */
static void third_taken(struct scene *scene)
{
	const struct sip_message *invite = ua_find(&scene->third, SIP_INVITE, 0);
	CHECK(invite && !invite->body.length);
	CHECK(world_has(invite, "Call-Info: <https://center.example/v1/eido/7-abc>;purpose=emergency-eido\r\n"));
	CHECK(world_has(invite, ";purpose=emergency-IncidentId\r\n") &&
	      world_has(invite, ";purpose=emergency-CallId\r\n"));
	ua_reply(&scene->third, invite, 180, "", NULL);
	CHECK(!ua_find(&scene->focus[0], SIP_INVITE, 0));
	ua_reply(&scene->third, invite, 200, "", third_sdp);
}

/* The bridge is asked for one more of the three; `sdp`: how it answers, NULL: with 503. */
static void focus_asked(struct scene *scene, unsigned number, const char *at, const char *offered, const char *sdp)
{
	struct ua *focus = &scene->focus[number];
	if (!focus->world)
		*focus = ua_of(&scene->world, WORLD_BRIDGE, "conf1", FACTORY);
	const struct sip_message *invite = ua_find(focus, SIP_INVITE, 0);
	CHECK(invite && bytes_same(invite->uri_text, bytes_of_text(at)) && world_has(invite, offered));
	ua_reply(focus, invite, sdp ? 200 : 503, "", sdp);
	/* Looking for the ACK would pass over the INVITE for the third party. */
	CHECK(number == 1 || ua_find(focus, SIP_ACK, 0));
}

#define CONFERENCE "sip:conf1@198.51.100.160:5060"

static void re_asked(struct ua *ua, const char *with, const char *answer)
{
	const struct sip_message *asked = ua_find(ua, SIP_INVITE, 0);
	CHECK(world_has(asked, with));
	ua_reply(ua, asked, 200, "", answer);
	CHECK(ua_find(ua, SIP_ACK, 0));
}

/* All three are moved. */
static void join(struct scene *scene, bool outside)
{
	open(scene, outside);
	for (unsigned i = 0; i < 3; i++)
		scene->focus[i] = ua_of(&scene->world, WORLD_BRIDGE, "conf1", FACTORY);
	third_taken(scene);
	focus_asked(scene, 0, FACTORY, "m=audio 4000", SDP_OF("bridge", "7000"));
	/* Until the bridge has all three, nobody is moved. */
	CHECK(!ua_find(&scene->caller, SIP_INVITE, 0));
	/* The messages of one flow come in order: for the speaker and for the third party. */
	focus_asked(scene, 1, CONFERENCE, "m=audio 5000", SDP_OF("bridge", "7002"));
	CHECK(!world_told(&scene->world, PARCEL_BRIDGED));
	focus_asked(scene, 2, CONFERENCE, "m=audio 5002", SDP_OF("bridge", "7004"));
	CHECK(world_has(ua_find(&scene->third, SIP_ACK, 0), "m=audio 7004"));
	re_asked(&scene->caller, "m=audio 7000", caller_sdp);
	re_asked(&scene->phone, "m=audio 7002", phone_sdp);
	went(scene, BRIDGED_JOINED, 200);
}

static void bridge_left(struct scene *scene, unsigned legs)
{
	CHECK_NUMBER(world_count(&scene->world, WORLD_BRIDGE, SIP_BYE, 0), legs);
}

enum end {
	END_THIRD,
	END_ASKED,
	END_BRIDGE,
	END_BRIDGE_SILENT,
	END_PHONE,
	END_PHONE_LOST,
	END_CALLER,
	END_CENTER,
	ENDS
};

static void check_joined(enum end end, bool outside)
{
	struct scene scene;
	join(&scene, outside);
	/* A phone's own re-INVITE goes to the bridge, and the bridge's to its phone. */
	ua_ask(&scene.phone, "INVITE", "", phone_sdp);
	const struct sip_message *asked = ua_find(&scene.focus[1], SIP_INVITE, 0);
	CHECK(world_has(asked, "m=audio 5000"));
	ua_reply(&scene.focus[1], asked, 200, "", SDP_OF("bridge", "7002"));
	CHECK(world_has(ua_find(&scene.phone, SIP_INVITE, 200), "m=audio 7002"));
	ua_ack(&scene.phone, NULL);
	world_skip(&scene.world, WORLD_BRIDGE);
	if (end == END_THIRD)
		ua_ask(&scene.third, "BYE", "", NULL);
	else if (end == END_ASKED)
		world_hear(&scene.world, PARCEL_CONFERENCE_END, 7, 0, NULL);
	else if (end == END_BRIDGE)
		ua_ask(&scene.focus[2], "BYE", "", NULL);
	else if (end == END_BRIDGE_SILENT) {
		ua_ask(&scene.caller, "INVITE", "", caller_sdp);
		world_pass(&scene.world, 40000); /* nobody there answers (408) */
		ua_ack(&scene.caller, NULL);
	} else if (end == END_PHONE)
		ua_ask(&scene.phone, "BYE", "", NULL);
	else if (end == END_PHONE_LOST) {
		ua_ask(&scene.focus[1], "INVITE", "", SDP_OF("bridge", "7002"));
		ua_reply(&scene.phone, ua_find(&scene.phone, SIP_INVITE, 0), 481, "", NULL);
	} else if (end == END_CALLER)
		ua_ask(&scene.caller, "BYE", "", NULL);
	else
		world_hear(&scene.world, PARCEL_END, 7, 0, NULL);
	if (end <= END_BRIDGE_SILENT) {
		went(&scene, end <= END_ASKED ? BRIDGED_LEFT : BRIDGED_FAILED, end == END_BRIDGE_SILENT ? 408 : 200);
		if (end != END_BRIDGE_SILENT) /* there it is said again and again */
			bridge_left(&scene, end == END_BRIDGE ? 2 : 3);
		CHECK_NUMBER(ua_find(&scene.third, SIP_BYE, 0) != NULL, end != END_THIRD);
		re_asked(&scene.caller, "m=audio 5000", caller_sdp);
		re_asked(&scene.phone, "m=audio 4000", phone_sdp);
		CHECK(!world_told(&scene.world, PARCEL_HUNG_UP));
		/* It can be tried again. */
		struct parcel again = { .kind = PARCEL_CONFERENCE, .call = 7 };
		parcel_set(&again, PARCEL_TEXT_CONTACT, TAXI);
		exchange_hear(scene.world.exchange, &again, scene.world.now);
		CHECK(!world_told(&scene.world, PARCEL_BRIDGED));
	} else if (end <= END_PHONE_LOST) {
		went(&scene, BRIDGED_TAKEN_OVER, 200);
		bridge_left(&scene, 3);
		re_asked(&scene.caller, "m=audio 5002", caller_sdp);
		re_asked(&scene.third, "m=audio 4000", third_sdp);
		CHECK(!world_told(&scene.world, PARCEL_HUNG_UP));
		ua_ask(&scene.third, "BYE", "", NULL);
		CHECK(world_told(&scene.world, PARCEL_HUNG_UP));
		CHECK(ua_find(&scene.caller, SIP_BYE, 0));
	} else {
		CHECK_NUMBER(world_told(&scene.world, PARCEL_LEFT) != NULL, end == END_CALLER);
		CHECK(ua_find(&scene.phone, SIP_BYE, 0) && ua_find(&scene.third, SIP_BYE, 0));
		bridge_left(&scene, 3);
		CHECK_NUMBER(ua_find(&scene.caller, SIP_BYE, 0) != NULL, end == END_CENTER);
	}
	done(&scene);
}

/* Whoever answers the move by other ports than the bridge was told of is said to it; and what it answers is not passed back. */
static void check_moved(void)
{
	struct scene scene;
	open(&scene, false);
	for (unsigned i = 0; i < 3; i++)
		scene.focus[i] = ua_of(&scene.world, WORLD_BRIDGE, "conf1", FACTORY);
	third_taken(&scene);
	focus_asked(&scene, 0, FACTORY, "m=audio 4000", SDP_OF("bridge", "7000"));
	focus_asked(&scene, 1, CONFERENCE, "m=audio 5000", SDP_OF("bridge", "7002"));
	focus_asked(&scene, 2, CONFERENCE, "m=audio 5002", SDP_OF("bridge", "7004"));
	re_asked(&scene.phone, "m=audio 7002", phone_sdp);
	CHECK(!ua_find(&scene.focus[1], SIP_INVITE, 0));
	re_asked(&scene.caller, "m=audio 7000", SDP_OF("caller", "4444"));
	re_asked(&scene.focus[0], "m=audio 4444", SDP_OF("bridge", "7006"));
	CHECK(!ua_find(&scene.caller, SIP_INVITE, 0));
	done(&scene);
}

enum trouble {
	TROUBLE_BUSY,     /* the third party refuses */
	TROUBLE_SILENT,   /* or is */
	TROUBLE_NO_OFFER, /* or has no media */
	TROUBLE_LEAVES,   /* or goes before the bridge has all */
	TROUBLE_REFUSED,  /* the bridge refuses, */
	TROUBLE_NO_FOCUS, /* is none, */
	TROUBLE_FULL,     /* or has no place for the others */
	TROUBLE_STALLS,   /* or says nothing more */
	TROUBLE_STOPPED,  /* the call-taker has changed his mind */
	TROUBLE_CALLER,   /* the caller hangs up meanwhile */
	TROUBLE_PHONE,    /* the call-taker does */
	TROUBLES
};

/* While the third party rings. */
static bool fails_early(struct scene *scene, enum trouble trouble)
{
	const struct sip_message *invite = ua_find(&scene->third, SIP_INVITE, 0);
	ua_reply(&scene->third, invite, 180, "", NULL);
	if (trouble == TROUBLE_BUSY) {
		ua_reply(&scene->third, invite, 486, "", NULL);
		went(scene, BRIDGED_NOT_JOINED, 486);
	} else if (trouble == TROUBLE_SILENT) {
		world_pass(&scene->world, 61000);
		went(scene, BRIDGED_NOT_JOINED, 408);
	} else if (trouble == TROUBLE_STOPPED) {
		world_hear(&scene->world, PARCEL_CONFERENCE_END, 7, 0, NULL);
		went(scene, BRIDGED_NOT_JOINED, 200);
	} else {
		ua_reply(&scene->third, invite, 200, "", trouble == TROUBLE_NO_OFFER ? NULL : third_sdp);
		if (trouble == TROUBLE_NO_OFFER)
			went(scene, BRIDGED_NOT_JOINED, 488);
		return trouble == TROUBLE_NO_OFFER;
	}
	if (trouble != TROUBLE_BUSY)
		CHECK(ua_find(&scene->third, SIP_CANCEL, 0));
	return true;
}

static void fails_late(struct scene *scene, enum trouble trouble)
{
	struct ua *focus = &scene->focus[0];
	*focus = ua_of(&scene->world, WORLD_BRIDGE, trouble == TROUBLE_NO_FOCUS ? "echo" : "conf1", FACTORY);
	focus_asked(scene, 0, FACTORY, "m=audio 4000", trouble == TROUBLE_REFUSED ? NULL : SDP_OF("bridge", "7000"));
	if (trouble == TROUBLE_REFUSED) {
		went(scene, BRIDGED_FAILED, 503);
	} else if (trouble == TROUBLE_NO_FOCUS) {
		went(scene, BRIDGED_FAILED, 200);
		CHECK(ua_find(focus, SIP_BYE, 0));
	} else if (trouble == TROUBLE_FULL) {
		focus_asked(scene, 1, CONFERENCE, "m=audio 5000", NULL);
		went(scene, BRIDGED_FAILED, 503);
		bridge_left(scene, 1);
	} else if (trouble == TROUBLE_STALLS) {
		focus_asked(scene, 1, CONFERENCE, "m=audio 5000", SDP_OF("bridge", "7002"));
		world_pass(&scene->world, 61000);
		went(scene, BRIDGED_FAILED, 408);
		CHECK(ua_find(focus, SIP_BYE, 0) && ua_find(&scene->focus[1], SIP_BYE, 0));
	} else if (trouble == TROUBLE_LEAVES) {
		ua_ask(&scene->third, "BYE", "", NULL);
		went(scene, BRIDGED_NOT_JOINED, 200);
	} else if (trouble == TROUBLE_CALLER) {
		ua_ask(&scene->caller, "BYE", "", NULL);
		CHECK(world_told(&scene->world, PARCEL_LEFT));
		CHECK(ua_find(&scene->phone, SIP_BYE, 0));
	} else {
		ua_ask(&scene->phone, "BYE", "", NULL);
		went(scene, BRIDGED_NOT_JOINED, 487);
		CHECK(world_told(&scene->world, PARCEL_HUNG_UP));
		CHECK(ua_find(&scene->caller, SIP_BYE, 0));
	}
	if (trouble != TROUBLE_LEAVES)
		CHECK(ua_find(&scene->third, SIP_BYE, 0));
}

static void check_trouble(enum trouble trouble)
{
	struct scene scene;
	open(&scene, false);
	if (!fails_early(&scene, trouble))
		fails_late(&scene, trouble);
	/* The two never noticed. */
	if (trouble < TROUBLE_CALLER) {
		CHECK(!ua_find(&scene.caller, SIP_INVITE, 0) && !ua_find(&scene.phone, SIP_INVITE, 0));
		CHECK(!world_told(&scene.world, PARCEL_HUNG_UP) && !world_told(&scene.world, PARCEL_LEFT));
		ua_ask(&scene.caller, "BYE", "", NULL);
		CHECK(ua_find(&scene.phone, SIP_BYE, 0));
	}
	done(&scene);
}

/* No way, no such call, no bridge, another transfer under way. */
static void check_not_asked(void)
{
	struct scene scene;
	open(&scene, false);
	ua_reply(&scene.third, ua_find(&scene.third, SIP_INVITE, 0), 486, "", NULL);
	went(&scene, BRIDGED_NOT_JOINED, 486);
	world_hear_text(&scene.world, PARCEL_CONFERENCE, 7, NULL, PARCEL_TEXT_CONTACT, "sip:x@nowhere.example");
	went(&scene, BRIDGED_NOT_JOINED, 404);
	world_hear(&scene.world, PARCEL_CONFERENCE, 7, 0, "desk1"); /* he who speaks */
	went(&scene, BRIDGED_NOT_JOINED, 404);
	world_hear(&scene.world, PARCEL_RING, 7, 0, "desk2");
	world_hear_text(&scene.world, PARCEL_CONFERENCE, 7, NULL, PARCEL_TEXT_CONTACT, TAXI);
	went(&scene, BRIDGED_FAILED, 0);
	world_hear(&scene.world, PARCEL_CONFERENCE_END, 7, 0, NULL);
	went(&scene, BRIDGED_FAILED, 0);
	done(&scene);
}

/* The edge has ended: the next one goes on with all three. */
static void check_resumed(void)
{
	struct scene scene;
	struct world next = { .drawn = 9 };
	join(&scene, true);
	const struct parcel *state = world_told(&scene.world, PARCEL_STATE);
	struct parcel resume = { .kind = PARCEL_RESUME, .call = 7 };
	resume.text[PARCEL_TEXT_RAW] = state->text[PARCEL_TEXT_RAW];
	world_open(&next);
	exchange_hear(next.exchange, &resume, next.now);
	CHECK_NUMBER(exchange_count(next.exchange), 1);
	for (size_t length = 0; length < state->text[PARCEL_TEXT_RAW].length; length += 3) {
		resume.call = 8;
		resume.text[PARCEL_TEXT_RAW].length = length;
		exchange_hear(next.exchange, &resume, next.now);
	}
	scene.caller.world = scene.phone.world = scene.third.world = &next;
	for (unsigned i = 0; i < 3; i++)
		scene.focus[i].world = &next;
	ua_ask(&scene.focus[2], "INVITE", "", SDP_OF("bridge", "7004"));
	ua_reply(&scene.third, ua_find(&scene.third, SIP_INVITE, 0), 200, "", third_sdp);
	CHECK(world_has(ua_find(&scene.focus[2], SIP_INVITE, 200), "m=audio 5002"));
	ua_ack(&scene.focus[2], NULL);
	ua_ask(&scene.phone, "BYE", "", NULL);
	const struct parcel *told = world_told(&next, PARCEL_BRIDGED);
	CHECK(told && told->number == BRIDGED_TAKEN_OVER);
	re_asked(&scene.caller, "m=audio 5002", caller_sdp);
	CHECK_NUMBER(world_count(&next, WORLD_BRIDGE, SIP_BYE, 0), 3);
	/* And one more goes on with the two, of whom one is outside. */
	state = world_told(&next, PARCEL_STATE);
	struct world last = { .drawn = 11 };
	world_open(&last);
	resume.call = 7;
	resume.text[PARCEL_TEXT_RAW] = state->text[PARCEL_TEXT_RAW];
	exchange_hear(last.exchange, &resume, last.now);
	world_hear(&last, PARCEL_END, 7, 0, NULL); /* closed here, not there */
	CHECK_NUMBER(exchange_count(last.exchange), 1);
	scene.caller.world = scene.third.world = &last;
	ua_ask(&scene.caller, "BYE", "", NULL);
	CHECK(ua_find(&scene.third, SIP_BYE, 0));
	CHECK_NUMBER(exchange_count(last.exchange), 0);
	CHECK_NUMBER(next.faulty + last.faulty + next.rude + last.rude, 0);
	world_close(&last);
	world_close(&next);
	world_close(&scene.world);
}

int main(void)
{
	for (enum end end = 0; end < ENDS; end++) {
		check_joined(end, false);
		check_joined(end, true);
	}
	for (enum trouble trouble = 0; trouble < TROUBLES; trouble++)
		check_trouble(trouble);
	check_moved();
	check_not_asked();
	check_resumed();
	return check_done();
}
