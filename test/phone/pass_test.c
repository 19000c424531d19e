/* A caller is passed on or rung back, desks call each other, and a new edge goes on where the one before it ended. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "core/vocabulary.h"
#include "world.h"

#define SOS "urn:service:sos"
#define ELSEWHERE "sip:taxi@198.51.100.150"
static const char *const offer = SDP_OF("caller", "4000");
static const char *const other_sdp = SDP_OF("phone", "5002");
static const char *const outside_sdp = SDP_OF("taxi", "6000");

struct scene {
	struct world world;
	struct ua caller, phone, second, outside;
};

static void open(struct scene *scene, bool connected)
{
	*scene = (struct scene){ 0 };
	world_open(&scene->world);
	scene->phone = ua_phone(&scene->world, WORLD_PHONE, "desk1");
	scene->second = ua_phone(&scene->world, WORLD_PHONE + 1, "desk2");
	scene->caller = ua_of(&scene->world, 1, "anna", SOS);
	scene->outside = ua_of(&scene->world, WORLD_OUTSIDE, "taxi", ELSEWHERE);
	if (connected)
		CHECK(ua_connect(&scene->caller, &scene->phone, 7));
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

static bool told_contact(struct scene *scene, enum parcel_kind kind, uint32_t number, const char *contact)
{
	const struct parcel *told = world_told(&scene->world, kind);
	return told && told->number == number && bytes_same(told->text[PARCEL_TEXT_CONTACT], bytes_of_text(contact));
}

static void refer(struct scene *scene, const char *to)
{
	char more[600];
	(void)snprintf(more, sizeof more, "Refer-To: <%s>\r\n", to);
	ua_ask(&scene->phone, "REFER", more, NULL);
	CHECK(ua_find(&scene->phone, SIP_REFER, 202));
	CHECK(world_has(ua_find(&scene->phone, SIP_NOTIFY, 0), "SIP/2.0 100"));
}

/* The caller, asked with somebody's description, answers. */
static void caller_goes_on(struct scene *scene, const char *with)
{
	const struct sip_message *asked = ua_find(&scene->caller, SIP_INVITE, 0);
	CHECK(world_has(asked, with));
	ua_reply(&scene->caller, asked, 200, "", offer);
	CHECK(ua_find(&scene->caller, SIP_ACK, 0));
}

static void to_desk(bool hangs_up_first)
{
	struct scene scene;
	open(&scene, true);
	refer(&scene, "sip:desk2@center.example");
	CHECK(told_contact(&scene, PARCEL_PASSED, 0, "sip:desk2@center.example"));
	if (hangs_up_first)
		ua_ask(&scene.phone, "BYE", "", NULL);
	CHECK(!world_told(&scene.world, PARCEL_HUNG_UP));
	world_hear(&scene.world, PARCEL_RING, 7, 0, "desk2");
	ua_reply(&scene.second, ua_find(&scene.second, SIP_INVITE, 0), 200, "", other_sdp);
	world_hear(&scene.world, PARCEL_TALK, 7, 0, "desk2");
	CHECK_NUMBER(world_has(ua_find(&scene.phone, SIP_NOTIFY, 0), "SIP/2.0 200"), !hangs_up_first);
	CHECK_NUMBER(ua_find(&scene.phone, SIP_BYE, 0) != NULL, !hangs_up_first);
	caller_goes_on(&scene, "m=audio 5002");
	ua_ask(&scene.second, "BYE", "", NULL);
	CHECK(world_told(&scene.world, PARCEL_HUNG_UP));
	CHECK(ua_find(&scene.caller, SIP_BYE, 0));
	done(&scene);
}

/* Whoever passed the caller on has gone, and nobody takes him: he waits again. */
static void to_nobody(bool refused)
{
	struct scene scene;
	open(&scene, true);
	refer(&scene, "sip:desk2@center.example");
	ua_ask(&scene.phone, "BYE", "", NULL);
	CHECK(!world_told(&scene.world, PARCEL_HUNG_UP));
	if (refused) {
		world_hear(&scene.world, PARCEL_PASS_REFUSED, 7, 0, NULL);
	} else {
		world_hear(&scene.world, PARCEL_RING, 7, 0, "desk2");
		ua_reply(&scene.second, ua_find(&scene.second, SIP_INVITE, 0), 486, "", NULL);
		CHECK(world_told(&scene.world, PARCEL_RANG));
	}
	const struct parcel *told = world_told(&scene.world, PARCEL_HUNG_UP);
	CHECK(told && told->number == 1);
	CHECK(!ua_find(&scene.caller, SIP_BYE, 0));
	done(&scene);
}

static void to_queue(void)
{
	struct scene scene;
	open(&scene, true);
	refer(&scene, "sip:fire@center.example");
	world_hear(&scene.world, PARCEL_PARK, 7, 0, NULL);
	CHECK(world_has(ua_find(&scene.phone, SIP_NOTIFY, 0), "SIP/2.0 200"));
	CHECK(ua_find(&scene.phone, SIP_BYE, 0));
	caller_goes_on(&scene, "a=inactive");
	done(&scene);
}

static void to_outside(bool taken)
{
	struct scene scene;
	open(&scene, true);
	refer(&scene, ELSEWHERE);
	CHECK(told_contact(&scene, PARCEL_PASSED, 0, ELSEWHERE));
	world_hear_text(&scene.world, PARCEL_PASS, 7, NULL, PARCEL_TEXT_CONTACT, ELSEWHERE);
	const struct sip_message *invite = ua_find(&scene.outside, SIP_INVITE, 0);
	CHECK(world_has(invite, "Resource-Priority: esnet.1"));
	ua_reply(&scene.outside, invite, taken ? 200 : 486, "", taken ? outside_sdp : NULL);
	CHECK(told_contact(&scene, PARCEL_PASSED_DONE, taken ? 200 : 486, ELSEWHERE));
	CHECK(world_has(ua_find(&scene.phone, SIP_NOTIFY, 0), taken ? "SIP/2.0 200" : "SIP/2.0 486"));
	CHECK_NUMBER(ua_find(&scene.phone, SIP_BYE, 0) != NULL, taken);
	if (taken) {
		caller_goes_on(&scene, "m=audio 6000");
		/* Closed here, the conversation with whoever has the caller goes on. */
		world_hear(&scene.world, PARCEL_END, 7, 0, NULL);
		CHECK(!ua_find(&scene.caller, SIP_BYE, 0) && !ua_find(&scene.outside, SIP_BYE, 0));
		ua_ask(&scene.caller, "BYE", "", NULL);
		CHECK(ua_find(&scene.outside, SIP_BYE, 0));
	}
	done(&scene);
}

/* Nowhere to go to. */
static void no_way(void)
{
	struct scene scene;
	open(&scene, true);
	refer(&scene, "sip:x@nowhere.example");
	world_hear_text(&scene.world, PARCEL_PASS, 7, NULL, PARCEL_TEXT_CONTACT, "sip:x@nowhere.example");
	CHECK(told_contact(&scene, PARCEL_PASSED_DONE, 404, "sip:x@nowhere.example"));
	CHECK(world_has(ua_find(&scene.phone, SIP_NOTIFY, 0), "SIP/2.0 404"));
	done(&scene);
}

/* desk1 calls desk2 on another line and then passes the caller on. */
static void attended(bool up, bool escaped)
{
	struct scene scene;
	char to[400];
	open(&scene, true);
	struct ua line = ua_of(&scene.world, WORLD_PHONE, "desk1", "sip:desk2@center.example");
	ua_ask(&line, "INVITE", "", SDP_OF("phone", "5010"));
	const struct sip_message *invite = ua_find(&scene.second, SIP_INVITE, 0);
	CHECK(world_has(invite, "From: \"desk1\" <sip:desk1@center.example>"));
	if (up) {
		ua_reply(&scene.second, invite, 200, "", other_sdp);
		CHECK(ua_find(&scene.second, SIP_ACK, 0));
		CHECK(ua_find(&line, SIP_INVITE, 200));
		ua_ack(&line, NULL);
	} else {
		CHECK(ua_find(&line, SIP_INVITE, 180));
	}
	struct sip_address remote;
	CHECK(sip_address_read(bytes_of_text(line.remote), &remote));
	(void)snprintf(to, sizeof to, "sip:desk2@center.example?Replaces=%.*s%s%s%%3Bto-tag%%3D%.*s%%3Bfrom-tag%%3D%s",
	               (int)strcspn(line.call_id, "@"), line.call_id, escaped ? "%40" : "@",
	               strchr(line.call_id, '@') + 1, (int)remote.tag.length, (const char *)remote.tag.at, line.tag);
	refer(&scene, to);
	CHECK(told_contact(&scene, PARCEL_PASSED, up ? 1 : 0, up ? "desk2" : to));
	if (up) {
		CHECK(world_has(ua_find(&scene.phone, SIP_NOTIFY, 0), "SIP/2.0 200"));
		CHECK_NUMBER(world_count(&scene.world, WORLD_PHONE, SIP_BYE, 0), 2);
		CHECK(world_has(ua_find(&scene.second, SIP_INVITE, 0), "m=audio 4000"));
		caller_goes_on(&scene, "m=audio 5002");
		CHECK_NUMBER(exchange_count(scene.world.exchange), 1);
		ua_ask(&scene.caller, "BYE", "", NULL);
		CHECK(ua_find(&scene.second, SIP_BYE, 0));
	} else {
		ua_cancel(&line);
		CHECK(ua_find(&line, SIP_INVITE, 487));
	}
	done(&scene);
}

static void desk_call(unsigned how)
{
	struct scene scene;
	open(&scene, false);
	struct ua line = ua_of(&scene.world, WORLD_PHONE, "desk1", how == 3 ? ELSEWHERE : "sip:desk2@center.example");
	struct ua *other = how == 3 ? &scene.outside : &scene.second;
	ua_ask(&line, "INVITE", "", offer);
	const struct sip_message *invite = ua_find(other, SIP_INVITE, 0);
	CHECK(invite && !world_told(&scene.world, PARCEL_CALL));
	CHECK(ua_find(&line, SIP_INVITE, 180));
	ua_reply(other, invite, 180, "", NULL);
	if (how == 0) {
		ua_reply(other, invite, 486, "", NULL);
		CHECK(ua_find(&line, SIP_INVITE, 486));
	} else if (how == 1) {
		ua_cancel(&line);
		CHECK(ua_find(&line, SIP_INVITE, 487));
		CHECK(ua_find(other, SIP_CANCEL, 0));
		ua_reply(other, invite, 200, "", other_sdp); /* taken up in that moment */
		CHECK(ua_find(other, SIP_ACK, 0) && ua_find(other, SIP_BYE, 0));
	} else {
		ua_reply(other, invite, 200, "", other_sdp);
		CHECK(ua_find(&line, SIP_INVITE, 200));
		ua_ack(&line, NULL);
		ua_ask(&line, "INVITE", "", NULL);
		ua_reply(other, ua_find(other, SIP_INVITE, 0), 200, "", other_sdp);
		CHECK(ua_find(&line, SIP_INVITE, 200));
		ua_ack(&line, offer);
		CHECK(world_has(ua_find(other, SIP_ACK, 0), "m=audio 4000") || ua_find(other, SIP_ACK, 0));
		ua_ask(how == 2 ? &line : other, "BYE", "", NULL);
		CHECK(ua_find(how == 2 ? other : &line, SIP_BYE, 0));
	}
	CHECK(!world_told(&scene.world, PARCEL_HUNG_UP) && !world_told(&scene.world, PARCEL_LEFT));
	CHECK_NUMBER(exchange_count(scene.world.exchange), 0);
	done(&scene);
}

enum back {
	BACK_REACHED,
	BACK_BUSY,
	BACK_SILENT,
	BACK_NO_WAY,
	BACK_DESK_BUSY,
	BACK_DESK_LEAVES,
	BACK_DESK_SILENT,
	BACK_CASES
};

static void ring_back(enum back how)
{
	static const enum outcome outcomes[BACK_CASES] = { OUTCOME_REACHED, OUTCOME_NO_ANSWER, OUTCOME_NO_ANSWER,
		                                           OUTCOME_FAILED,  OUTCOME_FAILED,    OUTCOME_NO_ANSWER,
		                                           OUTCOME_FAILED };
	struct scene scene;
	open(&scene, false);
	world_hear_text(&scene.world, PARCEL_RING_BACK, 7, "desk1", PARCEL_TEXT_CONTACT,
	                how == BACK_NO_WAY ? "sip:x@nowhere.example" : ELSEWHERE);
	const struct sip_message *invite = ua_find(&scene.phone, SIP_INVITE, 0);
	CHECK(invite && !invite->body.length);
	ua_reply(&scene.phone, invite, 180, "", NULL);
	if (how == BACK_DESK_SILENT) {
		world_pass(&scene.world, 61000);
		CHECK(ua_find(&scene.phone, SIP_CANCEL, 0));
		ua_reply(&scene.phone, invite, 487, "", NULL);
	} else {
		ua_reply(&scene.phone, invite, how == BACK_DESK_BUSY ? 486 : 200, "",
		         how == BACK_DESK_BUSY ? NULL : other_sdp);
	}
	const struct sip_message *back = ua_find(&scene.outside, SIP_INVITE, 0);
	CHECK_NUMBER(back != NULL, how < BACK_NO_WAY || how == BACK_DESK_LEAVES);
	CHECK(!back || (world_has(back, "Priority: psap-callback") && world_has(back, "m=audio 5002")));
	ua_reply(&scene.outside, back, 180, "", NULL);
	if (how == BACK_REACHED) {
		ua_reply(&scene.outside, back, 200, "", outside_sdp);
		CHECK(ua_find(&scene.outside, SIP_ACK, 0));
		CHECK(world_has(ua_find(&scene.phone, SIP_ACK, 0), "m=audio 6000"));
		CHECK(world_told(&scene.world, PARCEL_STATE));
	} else if (how == BACK_BUSY) {
		ua_reply(&scene.outside, back, 486, "", NULL);
	} else if (how == BACK_SILENT) {
		world_pass(&scene.world, 61000);
	} else if (how == BACK_DESK_LEAVES) {
		ua_ask(&scene.phone, "BYE", "", NULL);
		CHECK(!world_told(&scene.world, PARCEL_HUNG_UP));
		CHECK(ua_find(&scene.outside, SIP_CANCEL, 0));
	}
	const struct parcel *told = world_told(&scene.world, PARCEL_RANG_BACK);
	CHECK(told && told->number == outcomes[how] && bytes_same(told->text[PARCEL_TEXT_WHO], bytes_of_text("desk1")));
	CHECK(!world_told(&scene.world, PARCEL_RANG_BACK));
	if (how == BACK_REACHED) {
		ua_ask(&scene.outside, "BYE", "", NULL);
		CHECK(world_told(&scene.world, PARCEL_LEFT));
		CHECK(ua_find(&scene.phone, SIP_BYE, 0));
	} else {
		CHECK(!world_told(&scene.world, PARCEL_LEFT));
		/* It can be tried again at once. */
		world_hear_text(&scene.world, PARCEL_RING_BACK, 7, "desk1", PARCEL_TEXT_CONTACT, ELSEWHERE);
		CHECK(ua_find(&scene.phone, SIP_INVITE, 0));
	}
	done(&scene);
}

/* The edge has ended: another one takes up the call from what the center kept of it. */
static void restored(void)
{
	struct world before = { 0 }, after = { .drawn = 99 };
	world_open(&before);
	world_open(&after);
	struct ua caller = ua_of(&before, 1, "anna", SOS);
	ua_ask(&caller, "INVITE", "", offer);
	const struct parcel *first = world_told(&before, PARCEL_CALL);
	struct parcel restore = { .kind = PARCEL_RESTORE, .call = 7 };
	restore.text[PARCEL_TEXT_RAW] = first->text[PARCEL_TEXT_RAW];
	restore.text[PARCEL_TEXT_FACTS] = first->text[PARCEL_TEXT_FACTS];
	exchange_hear(after.exchange, &restore, after.now);
	caller.world = &after;
	/* It came again by itself as well: one call, known by its key, with the same tag. */
	struct ua copy = caller;
	copy.cseq = copy.serial = 0;
	ua_ask(&copy, "INVITE", "", offer);
	CHECK_NUMBER(exchange_count(after.exchange), 1);
	CHECK(memcmp(first->key, after.told[after.told_count - 1].parcel.key, PARCEL_KEY_BYTES) == 0);
	CHECK(world_kept(&after, 7));
	CHECK(ua_find(&caller, SIP_INVITE, 180));
	struct ua phone = ua_phone(&after, WORLD_PHONE, "desk1");
	world_hear(&after, PARCEL_RING, 7, 0, "desk1");
	ua_reply(&phone, ua_find(&phone, SIP_INVITE, 0), 200, "", other_sdp);
	world_hear(&after, PARCEL_TALK, 7, 0, "desk1");
	CHECK(ua_find(&caller, SIP_INVITE, 200));
	ua_ack(&caller, NULL);
	/* And a third edge goes on with the conversation. */
	const struct parcel *state = world_told(&after, PARCEL_STATE);
	struct parcel resume = { .kind = PARCEL_RESUME, .call = 7 };
	resume.text[PARCEL_TEXT_RAW] = state->text[PARCEL_TEXT_RAW];
	struct world third = { .drawn = 7 };
	world_open(&third);
	exchange_hear(third.exchange, &resume, third.now);
	CHECK_NUMBER(exchange_count(third.exchange), 1);
	for (size_t length = 0; length < state->text[PARCEL_TEXT_RAW].length; length++) {
		resume.call = 8;
		resume.text[PARCEL_TEXT_RAW].length = length;
		exchange_hear(third.exchange, &resume, third.now);
	}
	CHECK_NUMBER(exchange_count(third.exchange), 1);
	caller.world = phone.world = &third;
	ua_ask(&caller, "INVITE", "", offer);
	ua_reply(&phone, ua_find(&phone, SIP_INVITE, 0), 200, "", other_sdp);
	CHECK(ua_find(&caller, SIP_INVITE, 200));
	ua_ack(&caller, NULL);
	ua_ask(&phone, "BYE", "", NULL);
	CHECK(world_told(&third, PARCEL_HUNG_UP));
	CHECK(ua_find(&caller, SIP_BYE, 0));
	CHECK_NUMBER(exchange_count(third.exchange), 0);
	CHECK_NUMBER(before.faulty + after.faulty + third.faulty + before.rude + after.rude + third.rude, 0);
	world_close(&before);
	world_close(&after);
	world_close(&third);
}

int main(void)
{
	to_desk(false);
	to_desk(true);
	to_nobody(false);
	to_nobody(true);
	to_queue();
	to_outside(false);
	to_outside(true);
	no_way();
	attended(true, true);
	attended(true, false);
	attended(false, true);
	for (unsigned how = 0; how < 4; how++)
		desk_call(how);
	for (enum back how = 0; how < BACK_CASES; how++)
		ring_back(how);
	restored();
	return check_done();
}
