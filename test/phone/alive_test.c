/* Session timers (RFC 4028): what is offered, who says that he is there, and what comes of a side that is not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "world.h"

#define SOS "urn:service:sos"
/* What one who has timers, and UPDATE or not, says of himself. */
#define TIMED "Supported: timer\r\nAllow: INVITE, ACK, BYE, CANCEL, UPDATE\r\n"
#define TIMED_OLD "Supported: timer\r\nAllow: INVITE, ACK, BYE, CANCEL\r\n"
#define AGREES "Require: timer\r\nSession-Expires: 300;refresher=uac\r\n"
static const char *const offer = SDP_OF("caller", "4000");
static const char *const phone_sdp = SDP_OF("phone", "5000");

struct scene {
	struct world world;
	struct ua caller, phone;
};

/* A conversation; `says` is what each says of timers with his INVITE or 200. */
static void open(struct scene *scene, const char *caller_says, const char *phone_says)
{
	*scene = (struct scene){ 0 };
	world_open(&scene->world);
	scene->phone = ua_phone(&scene->world, WORLD_PHONE, "desk1");
	scene->caller = ua_of(&scene->world, 1, "anna", SOS);
	ua_ask(&scene->caller, "INVITE", caller_says, offer);
	CHECK(world_kept(&scene->world, 7));
	world_hear(&scene->world, PARCEL_RING, 7, 0, "desk1");
	const struct sip_message *invite = ua_find(&scene->phone, SIP_INVITE, 0);
	CHECK(world_has(invite, "Session-Expires: 300;refresher=uac\r\n") && world_has(invite, "Supported: timer\r\n"));
	ua_reply(&scene->phone, invite, 200, phone_says, phone_sdp);
	world_hear(&scene->world, PARCEL_TALK, 7, 0, "desk1");
	CHECK(ua_find(&scene->phone, SIP_ACK, 0));
}

/* Lets the caller's 200 go, and whether it has a line. */
static bool answered(struct scene *scene, const char *line)
{
	bool has = world_has(ua_find(&scene->caller, SIP_INVITE, 200), line);
	ua_ack(&scene->caller, NULL);
	return has;
}

static void done(struct scene *scene)
{
	world_hear(&scene->world, PARCEL_END, 7, 0, NULL);
	world_pass(&scene->world, 200000);
	CHECK_NUMBER(exchange_count(scene->world.exchange), 0);
	CHECK_NUMBER(scene->world.rude, 0);
	CHECK_NUMBER(scene->world.faulty, 0);
	world_close(&scene->world);
}

/* Who knows nothing of timers has none, and is never said to be lost. */
static void unknown(void)
{
	struct scene scene;
	open(&scene, "", "");
	CHECK(!answered(&scene, "Session-Expires"));
	world_pass(&scene.world, 4000000);
	CHECK(!ua_find(&scene.phone, SIP_UPDATE, 0) && !ua_find(&scene.phone, SIP_INVITE, 0));
	CHECK(!world_told(&scene.world, PARCEL_HUNG_UP) && !world_told(&scene.world, PARCEL_LEFT));
	done(&scene);
}

/* What the caller asks for, and what our 200 says. */
static void offers(void)
{
	static const struct {
		const char *asks, *says;
	} rows[] = {
		{ TIMED, "Require: timer\r\nSupported: timer\r\nSession-Expires: 300;refresher=uas\r\n" },
		{ TIMED "Session-Expires: 1800\r\n", "Session-Expires: 300;refresher=uas\r\n" },
		{ TIMED "Session-Expires: 1800\r\nMin-SE: 900\r\n", "Session-Expires: 900;refresher=uas\r\n" },
		/* Who refreshes himself may do so as seldom as the standard recommends. */
		{ TIMED "Session-Expires: 1800;refresher=uac\r\n", "Session-Expires: 1800;refresher=uac\r\n" },
		{ TIMED "x: 7200;refresher=uac\r\n", "Session-Expires: 1800;refresher=uac\r\n" },
		/* Too short for anybody: no reason for a refusal to whoever calls for help. */
		{ TIMED "Session-Expires: 10\r\n", "Session-Expires: 90;refresher=uas\r\n" },
		/* A proxy's wish, for one who knows nothing of it. */
		{ "Session-Expires: 200\r\n", "\r\nSupported: timer\r\nSession-Expires: 200;refresher=uas\r\n" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene scene;
		open(&scene, rows[i].asks, "");
		CHECK(answered(&scene, rows[i].says));
		done(&scene);
	}
}

/* We say that we are there, by UPDATE; as long as it is answered nobody is lost. */
static void refreshes(void)
{
	struct scene scene;
	open(&scene, TIMED, TIMED AGREES);
	CHECK(answered(&scene, "refresher=uas"));
	for (unsigned i = 0; i < 20; i++) {
		world_pass(&scene.world, 149900);
		CHECK(!ua_find(&scene.phone, SIP_UPDATE, 0));
		world_pass(&scene.world, 200);
		const struct sip_message *update = ua_find(&scene.phone, SIP_UPDATE, 0);
		CHECK(world_has(update, "Session-Expires: 300;refresher=uac") && !update->body.length);
		ua_reply(&scene.phone, update, 200, AGREES, NULL);
		update = ua_find(&scene.caller, SIP_UPDATE, 0);
		CHECK(update);
		ua_reply(&scene.caller, update, 200, AGREES, NULL);
	}
	/* A refusal shows as well that somebody is there. */
	for (unsigned i = 0; i < 5; i++) {
		world_pass(&scene.world, 150200);
		ua_reply(&scene.phone, ua_find(&scene.phone, SIP_UPDATE, 0), 500, "", NULL);
		ua_reply(&scene.caller, ua_find(&scene.caller, SIP_UPDATE, 0), 491, "", NULL);
	}
	CHECK_NUMBER(exchange_count(scene.world.exchange), 1);
	CHECK(!world_told(&scene.world, PARCEL_HUNG_UP) && !world_told(&scene.world, PARCEL_LEFT));
	done(&scene);
}

/* Without UPDATE it is a re-INVITE, with what was given before. */
static void by_invite(bool says_so)
{
	struct scene scene;
	open(&scene, says_so ? TIMED_OLD : TIMED, "");
	CHECK(answered(&scene, "refresher=uas"));
	for (unsigned i = 0; i < 3; i++) {
		world_pass(&scene.world, 150200);
		if (!says_so && !i)
			ua_reply(&scene.caller, ua_find(&scene.caller, SIP_UPDATE, 0), 405, "", NULL);
		world_pass(&scene.world, 0);
		const struct sip_message *invite = ua_find(&scene.caller, SIP_INVITE, 0);
		CHECK(world_has(invite, "m=audio 5000") && world_has(invite, "refresher=uac"));
		ua_reply(&scene.caller, invite, 200, AGREES, offer);
		CHECK(ua_find(&scene.caller, SIP_ACK, 0));
		/* Nobody else is asked. */
		CHECK(!ua_find(&scene.phone, SIP_INVITE, 0));
	}
	done(&scene);
}

/* A side that does not answer is asked again, and is lost when its time is over; the other stays. */
static void lost(bool caller, bool answers_481)
{
	struct scene scene;
	open(&scene, caller ? TIMED : "", caller ? "" : TIMED AGREES);
	(void)answered(&scene, "");
	struct ua *gone = caller ? &scene.caller : &scene.phone;
	world_pass(&scene.world, 151000);
	const struct sip_message *update = ua_find(gone, SIP_UPDATE, 0);
	if (answers_481) {
		ua_reply(gone, update, 481, "", NULL);
	} else {
		world_pass(&scene.world, 35000);
		CHECK(ua_find(gone, SIP_UPDATE, 0));
		world_pass(&scene.world, 81000);
		CHECK(!world_told(&scene.world, PARCEL_LEFT) && !world_told(&scene.world, PARCEL_HUNG_UP));
		world_pass(&scene.world, 1500);
	}
	const struct parcel *told = world_told(&scene.world, caller ? PARCEL_LEFT : PARCEL_HUNG_UP);
	CHECK(told && told->call == 7 && told->number == 1);
	CHECK(!world_told(&scene.world, caller ? PARCEL_HUNG_UP : PARCEL_LEFT));
	CHECK(answers_481 || ua_find(gone, SIP_BYE, 0));
	/* The phone is let go; the caller stays, for somebody else. */
	CHECK_NUMBER(ua_find(caller ? &scene.phone : &scene.caller, SIP_BYE, 0) != NULL, caller);
	CHECK_NUMBER(exchange_count(scene.world.exchange), !caller);
	done(&scene);
}

/* They are to say it: nothing is asked, and silence has its end. */
static void theirs(bool speaks)
{
	struct scene scene;
	open(&scene, TIMED "Session-Expires: 600;refresher=uac\r\n", "");
	CHECK(answered(&scene, "Session-Expires: 600;refresher=uac"));
	for (unsigned i = 0; i < 6; i++) {
		world_pass(&scene.world, 560000);
		if (i % 2) {
			ua_ask(&scene.caller, "INVITE", TIMED "Session-Expires: 600;refresher=uac\r\n", offer);
			/* The same description: the phone is not asked. */
			CHECK(!ua_find(&scene.phone, SIP_INVITE, 0));
			CHECK(world_has(ua_find(&scene.caller, SIP_INVITE, 200), "m=audio 5000"));
			ua_ack(&scene.caller, NULL);
		} else {
			ua_ask(&scene.caller, "UPDATE", TIMED "Session-Expires: 600;refresher=uac\r\n", NULL);
			CHECK(world_has(ua_find(&scene.caller, SIP_UPDATE, 200), "Session-Expires: 600;refresher=uac"));
		}
	}
	/* Another description is the other's to hear, and counts as well. */
	world_pass(&scene.world, 560000);
	ua_ask(&scene.caller, "INVITE", TIMED "Session-Expires: 600;refresher=uac\r\n", SDP_OF("caller", "4002"));
	ua_reply(&scene.phone, ua_find(&scene.phone, SIP_INVITE, 0), 200, "", phone_sdp);
	CHECK(world_has(ua_find(&scene.caller, SIP_INVITE, 200), "Session-Expires: 600;refresher=uac"));
	ua_ack(&scene.caller, NULL);
	if (speaks)
		/* Without a word of the timer there is none any more. */
		ua_ask(&scene.caller, "UPDATE", "", NULL);
	CHECK(!ua_find(&scene.caller, SIP_UPDATE, 0));
	world_pass(&scene.world, 567000);
	CHECK(!world_told(&scene.world, PARCEL_LEFT));
	world_pass(&scene.world, 2000);
	CHECK_NUMBER(world_told(&scene.world, PARCEL_LEFT) != NULL, !speaks);
	done(&scene);
}

/* Too short for them: longer; without an end of it, or without a reason, none at all. */
static void sent_back(unsigned how)
{
	struct scene scene = { 0 };
	world_open(&scene.world);
	scene.phone = ua_phone(&scene.world, WORLD_PHONE, "desk1");
	scene.caller = ua_of(&scene.world, 1, "anna", SOS);
	ua_ask(&scene.caller, "INVITE", "", offer);
	CHECK(world_kept(&scene.world, 7));
	world_hear(&scene.world, PARCEL_RING, 7, 0, "desk1");
	const struct sip_message *invite = ua_find(&scene.phone, SIP_INVITE, 0), *next;
	unsigned times = 0;
	for (char more[64]; invite && times < 20; times++, invite = next) {
		(void)snprintf(more, sizeof more, "Min-SE: %u\r\n", how == 1 ? 400 * (times + 1) : 600);
		CHECK(world_has(invite, "Priority: emergency") && world_has(invite, "m=audio 4000"));
		if (how == 3 && times)
			break;
		ua_reply(&scene.phone, invite, 422, how == 2 ? "" : more, NULL);
		next = ua_find(&scene.phone, SIP_INVITE, 0);
		if (how == 0) {
			CHECK(world_has(next, "Session-Expires: 600;") && world_has(next, "Min-SE: 600\r\n"));
			CHECK(world_has(next, "CSeq: 2 INVITE"));
			invite = next;
			break;
		}
	}
	/* SENT_BACK_MAX times, once without, and then it is a phone like any other that does not ring. */
	static const unsigned wanted[] = { 0, 6, 2, 1 };
	CHECK_NUMBER(times, wanted[how]);
	if (how == 0 || how == 3) {
		ua_reply(&scene.phone, invite, 200, TIMED "Require: timer\r\nSession-Expires: 600;refresher=uac\r\n",
		         phone_sdp);
		CHECK(world_told(&scene.world, PARCEL_TAKEN));
		world_hear(&scene.world, PARCEL_TALK, 7, 0, "desk1");
		CHECK(ua_find(&scene.caller, SIP_INVITE, 200));
		ua_ack(&scene.caller, NULL);
		world_pass(&scene.world, 300200);
		CHECK(world_has(ua_find(&scene.phone, SIP_UPDATE, 0),
		                "Session-Expires: 600;refresher=uac\r\nMin-SE: 600"));
	} else {
		CHECK(world_told(&scene.world, PARCEL_RANG));
	}
	done(&scene);
}

/* Another edge goes on: it says soon that the center is there, and knows when nobody is. */
static void restored(void)
{
	struct scene scene;
	open(&scene, TIMED, TIMED AGREES);
	CHECK(answered(&scene, "refresher=uas"));
	struct parcel resume = { .kind = PARCEL_RESUME, .call = 7 };
	resume.text[PARCEL_TEXT_RAW] = world_told(&scene.world, PARCEL_STATE)->text[PARCEL_TEXT_RAW];
	struct world after = { .drawn = 7 };
	world_open(&after);
	exchange_hear(after.exchange, &resume, after.now);
	scene.caller.world = scene.phone.world = &after;
	world_pass(&after, 6000);
	ua_reply(&scene.phone, ua_find(&scene.phone, SIP_UPDATE, 0), 200, AGREES, NULL);
	CHECK(ua_find(&scene.caller, SIP_UPDATE, 0));
	world_pass(&after, 263000);
	const struct parcel *told = world_told(&after, PARCEL_LEFT);
	CHECK(told && told->number == 1);
	CHECK(!world_told(&after, PARCEL_HUNG_UP));
	world_pass(&after, 100000);
	CHECK_NUMBER(exchange_count(after.exchange), 0);
	world_close(&after);
	done(&scene);
}

#define ELSEWHERE "sip:taxi@198.51.100.150"
/* Passed on to somebody outside: who of the two has gone without a word is found out, also of both, and where the call is
 * closed here and nobody speaks of it any more. */
static void passed_on(bool caller_stays, bool outside_stays, bool closed)
{
	struct scene scene;
	struct world *world = &scene.world;
	open(&scene, TIMED, "");
	CHECK(answered(&scene, "refresher=uas"));
	struct ua outside = ua_of(world, WORLD_OUTSIDE, "taxi", ELSEWHERE);
	world_hear_text(world, PARCEL_PASS, 7, NULL, PARCEL_TEXT_CONTACT, ELSEWHERE);
	ua_reply(&outside, ua_find(&outside, SIP_INVITE, 0), 200, TIMED AGREES, SDP_OF("taxi", "6000"));
	ua_reply(&scene.caller, ua_find(&scene.caller, SIP_INVITE, 0), 200, TIMED AGREES, offer);
	CHECK(world_told(world, PARCEL_PASSED_DONE));
	if (closed)
		world_hear(world, PARCEL_END, 7, 0, NULL);
	world_pass(world, 151000);
	const struct sip_message *of_caller = ua_find(&scene.caller, SIP_UPDATE, 0),
				 *of_outside = ua_find(&outside, SIP_UPDATE, 0);
	CHECK(of_caller && of_outside);
	if (caller_stays)
		ua_reply(&scene.caller, of_caller, 200, AGREES, NULL);
	if (outside_stays)
		ua_reply(&outside, of_outside, 200, AGREES, NULL);
	world_pass(world, 120000);
	const struct parcel *hung_up = world_told(world, PARCEL_HUNG_UP), *left = world_told(world, PARCEL_LEFT);
	CHECK_NUMBER(hung_up && hung_up->call == 7 && hung_up->number == 1, !closed && !outside_stays);
	CHECK_NUMBER(left && left->call == 7 && left->number == 1, !closed && !caller_stays);
	CHECK(!closed || (!hung_up && !left));
	/* A caller who is left alone waits for somebody else here; where the call is closed he is let go. */
	CHECK_NUMBER(exchange_count(world->exchange), caller_stays && !closed);
	CHECK(!caller_stays || closed == (ua_find(&scene.caller, SIP_BYE, 0) != NULL));
	CHECK(ua_find(&outside, SIP_BYE, 0));
	done(&scene);
}

/* A desk's own call: one side that is lost ends it for the other. */
static void desks(void)
{
	struct scene scene = { 0 };
	world_open(&scene.world);
	struct ua to = ua_phone(&scene.world, WORLD_PHONE + 1, "desk2");
	scene.phone = ua_phone(&scene.world, WORLD_PHONE, "desk1");
	struct ua from = ua_of(&scene.world, WORLD_PHONE, "desk1", "sip:desk2@center.example");
	ua_ask(&from, "INVITE", TIMED "Session-Expires: 1800\r\n", offer);
	const struct parcel *asked = world_told(&scene.world, PARCEL_CREDENTIALS);
	if (asked)
		exchange_hear(scene.world.exchange,
		              &(struct parcel){ .kind = PARCEL_ADMITTED, .ticket = asked->ticket }, scene.world.now);
	const struct sip_message *invite = ua_find(&to, SIP_INVITE, 0);
	ua_reply(&to, invite, 200, "", phone_sdp);
	CHECK(world_has(ua_find(&from, SIP_INVITE, 200), "Session-Expires: 300;refresher=uas"));
	ua_ack(&from, NULL);
	world_pass(&scene.world, 269000);
	CHECK(ua_find(&to, SIP_BYE, 0));
	CHECK(!world_told(&scene.world, PARCEL_LEFT) && !world_told(&scene.world, PARCEL_HUNG_UP));
	done(&scene);
}

int main(void)
{
	unknown();
	offers();
	refreshes();
	by_invite(true);
	by_invite(false);
	for (unsigned i = 0; i < 4; i++)
		lost(i & 1, i & 2);
	theirs(false);
	theirs(true);
	for (unsigned how = 0; how < 4; how++)
		sent_back(how);
	restored();
	for (unsigned how = 0; how < 2; how++) {
		passed_on(false, false, how);
		passed_on(true, false, how);
		passed_on(false, true, how);
	}
	desks();
	return check_done();
}
