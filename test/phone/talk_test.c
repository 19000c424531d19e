/* Within a conversation: what one side asks is asked of the other; phones that ring, take up, hold and are lost. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "core/vocabulary.h"
#include "world.h"

#define SOS "urn:service:sos"
static const char *const offer = SDP_OF("caller", "4000");
static const char *const other_offer = SDP_OF("caller", "4002");
static const char *const phone_sdp = SDP_OF("phone", "5000");
static const char *const other_sdp = SDP_OF("phone", "5002");
static const char *const holding = SDP_OF("phone", "5000") "a=sendonly\r\n";

struct scene {
	struct world world;
	struct ua caller, phone, second;
};

static void open(struct scene *scene, bool connected)
{
	*scene = (struct scene){ 0 };
	world_open(&scene->world);
	scene->phone = ua_phone(&scene->world, WORLD_PHONE, "desk1");
	scene->second = ua_phone(&scene->world, WORLD_PHONE + 1, "desk2");
	scene->caller = ua_of(&scene->world, 1, "anna", SOS);
	if (connected) {
		CHECK(ua_connect(&scene->caller, &scene->phone, 7));
	} else {
		ua_ask(&scene->caller, "INVITE", "", offer);
		CHECK(world_kept(&scene->world, 7));
		CHECK(ua_find(&scene->caller, SIP_INVITE, 180));
	}
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

static void relayed(bool from_phone)
{
	struct scene scene;
	open(&scene, true);
	struct ua *from = from_phone ? &scene.phone : &scene.caller, *to = from_phone ? &scene.caller : &scene.phone;
	/* An offer, and its answer. */
	ua_ask(from, "INVITE", "", other_offer);
	CHECK(ua_find(from, SIP_INVITE, 100));
	const struct sip_message *asked = ua_find(to, SIP_INVITE, 0);
	CHECK(world_has(asked, "m=audio 4002"));
	ua_reply(to, asked, 200, "", other_sdp);
	CHECK(ua_find(to, SIP_ACK, 0));
	CHECK(world_has(ua_find(from, SIP_INVITE, 200), "m=audio 5002"));
	ua_ack(from, NULL);
	/* No offer: it comes in the answer, and the ACK has its answer. */
	ua_ask(from, "INVITE", "", NULL);
	asked = ua_find(to, SIP_INVITE, 0);
	CHECK(asked && !asked->body.length);
	ua_reply(to, asked, 200, "", phone_sdp);
	ua_reply(to, asked, 200, "", phone_sdp); /* again: the ACK still has to wait */
	CHECK(!ua_find(to, SIP_ACK, 0));
	CHECK(world_has(ua_find(from, SIP_INVITE, 200), "m=audio 5000"));
	/* Meanwhile nothing else is asked. */
	ua_ask(to, "INVITE", "", offer);
	CHECK(ua_find(to, SIP_INVITE, 491));
	ua_ack(from, offer);
	CHECK(world_has(ua_find(to, SIP_ACK, 0), "m=audio 4000"));
	/* A refusal; nobody who calls for help hears it as it is. */
	ua_ask(from, "INVITE", "", other_offer);
	ua_reply(to, ua_find(to, SIP_INVITE, 0), 603, "", NULL);
	CHECK(ua_find(from, SIP_INVITE, from_phone ? 603 : 488));
	/* That its ACK is lost is no reason to end the conversation. */
	world_pass(&scene.world, 40000);
	CHECK_NUMBER(exchange_count(scene.world.exchange), 1);
	CHECK(!world_told(&scene.world, PARCEL_LEFT) && !world_told(&scene.world, PARCEL_HUNG_UP));
	/* UPDATE. */
	ua_ask(from, "UPDATE", "", NULL);
	CHECK(ua_find(from, SIP_UPDATE, 200));
	CHECK(!ua_find(to, SIP_INVITE, 0));
	ua_ask(from, "UPDATE", "", other_offer);
	asked = ua_find(to, SIP_INVITE, 0);
	CHECK(world_has(asked, "m=audio 4002"));
	ua_reply(to, asked, 200, "", other_sdp);
	CHECK(world_has(ua_find(from, SIP_UPDATE, 200), "m=audio 5002"));
	CHECK(ua_find(to, SIP_ACK, 0));
	done(&scene);
}

/* Many re-INVITEs in one dialog. */
static void often(void)
{
	struct scene scene;
	open(&scene, true);
	for (unsigned i = 0; i < 50; i++) {
		ua_ask(&scene.phone, "INVITE", "", i % 2 ? phone_sdp : holding);
		ua_reply(&scene.caller, ua_find(&scene.caller, SIP_INVITE, 0), 200, "", offer);
		CHECK(ua_find(&scene.phone, SIP_INVITE, 200));
		ua_ack(&scene.phone, NULL);
		const struct parcel *held = world_told(&scene.world, PARCEL_HELD);
		CHECK(held && held->number == (i % 2 ? 0 : 1));
	}
	done(&scene);
}

/* Both ask at once: each is told to wait. */
static void glare(void)
{
	struct scene scene;
	open(&scene, true);
	ua_ask(&scene.phone, "INVITE", "", phone_sdp);
	const struct sip_message *asked = ua_find(&scene.caller, SIP_INVITE, 0);
	ua_ask(&scene.caller, "INVITE", "", other_offer);
	CHECK(ua_find(&scene.caller, SIP_INVITE, 491));
	ua_reply(&scene.caller, asked, 491, "", NULL);
	CHECK(ua_find(&scene.phone, SIP_INVITE, 491));
	ua_ask(&scene.phone, "INVITE", "", phone_sdp);
	CHECK(ua_find(&scene.caller, SIP_INVITE, 0));
	/* Whoever was asked ends it: who asked has a last word. */
	ua_ask(&scene.caller, "BYE", "", NULL);
	CHECK(ua_find(&scene.phone, SIP_INVITE, 487));
	CHECK(ua_find(&scene.phone, SIP_BYE, 0));
	done(&scene);
}

static void console_hold(void)
{
	struct scene scene;
	open(&scene, true);
	world_hear(&scene.world, PARCEL_HOLD, 7, 0, NULL);
	const struct sip_message *asked = ua_find(&scene.caller, SIP_INVITE, 0);
	CHECK(world_has(asked, "a=inactive"));
	/* Back before the caller has answered: it is asked as soon as he has. */
	world_hear(&scene.world, PARCEL_RETRIEVE, 7, 0, NULL);
	CHECK(!ua_find(&scene.caller, SIP_INVITE, 0));
	ua_reply(&scene.caller, asked, 200, "", offer);
	CHECK(ua_find(&scene.caller, SIP_ACK, 0));
	asked = ua_find(&scene.caller, SIP_INVITE, 0);
	CHECK(world_has(asked, "a=sendrecv"));
	/* 491: again, a little later. */
	ua_reply(&scene.caller, asked, 491, "", NULL);
	world_pass(&scene.world, 2000);
	CHECK(!ua_find(&scene.caller, SIP_INVITE, 0));
	world_pass(&scene.world, 2100);
	asked = ua_find(&scene.caller, SIP_INVITE, 0);
	CHECK(world_has(asked, "a=sendrecv"));
	/* A phone that cannot be put on hold is not hung up on. */
	ua_reply(&scene.caller, asked, 488, "", NULL);
	world_pass(&scene.world, 1000);
	CHECK_NUMBER(exchange_count(scene.world.exchange), 1);
	CHECK(!world_told(&scene.world, PARCEL_LEFT));
	CHECK(!ua_find(&scene.phone, SIP_BYE, 0));
	done(&scene);
}

/* While the console holds the caller nothing that the phone says lets him hear or be heard. */
static void console_holds_on(void)
{
	struct scene scene;
	open(&scene, true);
	world_hear(&scene.world, PARCEL_HOLD, 7, 0, NULL);
	ua_reply(&scene.caller, ua_find(&scene.caller, SIP_INVITE, 0), 200, "", offer);
	CHECK(ua_find(&scene.caller, SIP_ACK, 0));
	static const char *const methods[] = { "INVITE", "UPDATE" };
	for (size_t i = 0; i < 2; i++) {
		ua_ask(&scene.phone, methods[i], "", other_sdp);
		const struct sip_message *asked = ua_find(&scene.caller, SIP_INVITE, 0);
		CHECK(world_has(asked, "m=audio 5002") && world_has(asked, "a=inactive"));
		ua_reply(&scene.caller, asked, 200, "", SDP_OF("caller", "4000") "a=inactive\r\n");
		CHECK(world_has(ua_find(&scene.phone, i ? SIP_UPDATE : SIP_INVITE, 200), "a=inactive"));
		if (!i)
			ua_ack(&scene.phone, NULL);
	}
	/* Asked for an offer he would offer media. */
	ua_ask(&scene.phone, "INVITE", "", NULL);
	CHECK(ua_find(&scene.phone, SIP_INVITE, 491));
	CHECK(!ua_find(&scene.caller, SIP_INVITE, 0));
	/* What he offers himself is answered so as well. */
	ua_ask(&scene.caller, "INVITE", "", other_offer);
	ua_reply(&scene.phone, ua_find(&scene.phone, SIP_INVITE, 0), 200, "", phone_sdp);
	const struct sip_message *answer = ua_find(&scene.caller, SIP_INVITE, 200);
	CHECK(world_has(answer, "m=audio 5000") && world_has(answer, "a=inactive"));
	ua_ack(&scene.caller, NULL);
	world_hear(&scene.world, PARCEL_RETRIEVE, 7, 0, NULL);
	const struct sip_message *asked = ua_find(&scene.caller, SIP_INVITE, 0);
	CHECK(world_has(asked, "m=audio 5000") && world_has(asked, "a=sendrecv"));
	ua_reply(&scene.caller, asked, 200, "", offer);
	ua_ask(&scene.phone, "INVITE", "", other_sdp);
	CHECK(!world_has(ua_find(&scene.caller, SIP_INVITE, 0), "a=inactive"));
	done(&scene);
}

static void phone_lost(bool silent)
{
	struct scene scene;
	open(&scene, true);
	ua_ask(&scene.caller, "INVITE", "", other_offer);
	const struct sip_message *asked = ua_find(&scene.phone, SIP_INVITE, 0);
	if (silent)
		world_pass(&scene.world, 33000);
	else
		ua_reply(&scene.phone, asked, 408, "", NULL);
	const struct parcel *hung_up = world_told(&scene.world, PARCEL_HUNG_UP);
	CHECK(hung_up && hung_up->number == 1);
	CHECK(!ua_find(&scene.caller, SIP_BYE, 0));
	CHECK_NUMBER(exchange_count(scene.world.exchange), 1);
	ua_ack(&scene.caller, NULL);
	/* Another phone takes him. */
	world_hear(&scene.world, PARCEL_PARK, 7, 0, NULL);
	world_hear(&scene.world, PARCEL_RING, 7, 0, "desk2");
	ua_reply(&scene.second, ua_find(&scene.second, SIP_INVITE, 0), 200, "", other_sdp);
	world_hear(&scene.world, PARCEL_TALK, 7, 0, "desk2");
	asked = ua_find(&scene.caller, SIP_INVITE, 0);
	CHECK(world_has(asked, "m=audio 5002"));
	ua_reply(&scene.caller, asked, 200, "", offer);
	CHECK(ua_find(&scene.caller, SIP_ACK, 0));
	done(&scene);
}

/* The caller waits in a queue again, without media; whoever takes him next is offered media. */
/* `moves`: asked to go on with another phone, the caller has other ports than that one was told of. */
static void parked(bool moves)
{
	struct scene scene;
	open(&scene, true);
	world_hear(&scene.world, PARCEL_PARK, 7, 0, NULL);
	CHECK(ua_find(&scene.phone, SIP_BYE, 0));
	const struct sip_message *asked = ua_find(&scene.caller, SIP_INVITE, 0);
	CHECK(world_has(asked, "a=inactive"));
	ua_reply(&scene.caller, asked, 200, "", SDP_OF("caller", "4000") "a=inactive\r\n");
	world_hear(&scene.world, PARCEL_RING, 7, 0, "desk2");
	asked = ua_find(&scene.second, SIP_INVITE, 0);
	CHECK(world_has(asked, "a=sendrecv") && !world_has(asked, "a=inactive"));
	ua_reply(&scene.second, asked, 200, "", other_sdp);
	world_hear(&scene.world, PARCEL_TALK, 7, 0, "desk2");
	asked = ua_find(&scene.caller, SIP_INVITE, 0);
	CHECK(world_has(asked, "m=audio 5002"));
	ua_reply(&scene.caller, asked, 200, "", moves ? other_offer : offer);
	asked = ua_find(&scene.second, SIP_INVITE, 0);
	CHECK_NUMBER(world_has(asked, "m=audio 4002"), moves);
	if (moves) {
		/* What that answers is not passed back: it would go on for ever. */
		ua_reply(&scene.second, asked, 200, "", SDP_OF("phone", "5006"));
		CHECK(!ua_find(&scene.caller, SIP_INVITE, 0));
	}
	ua_ask(&scene.caller, "BYE", "", NULL);
	CHECK(ua_find(&scene.second, SIP_BYE, 0));
	done(&scene);
}

static void not_taken(unsigned code, unsigned rang)
{
	struct scene scene;
	open(&scene, false);
	world_hear(&scene.world, PARCEL_RING, 7, 0, code ? "desk1" : "nobody");
	if (code)
		ua_reply(&scene.phone, ua_find(&scene.phone, SIP_INVITE, 0), code, "", NULL);
	const struct parcel *told = world_told(&scene.world, PARCEL_RANG);
	CHECK(told && told->number == rang);
	CHECK_NUMBER(exchange_count(scene.world.exchange), 1);
	done(&scene);
}

/* Rung, and stopped: the phone may be taken up in that moment. */
static void stopped(bool taken)
{
	struct scene scene;
	open(&scene, false);
	world_hear(&scene.world, PARCEL_RING, 7, 0, "desk1");
	const struct sip_message *invite = ua_find(&scene.phone, SIP_INVITE, 0);
	ua_reply(&scene.phone, invite, 180, "", NULL);
	world_hear(&scene.world, PARCEL_STOP, 7, 0, "desk1");
	const struct sip_message *cancel = ua_find(&scene.phone, SIP_CANCEL, 0);
	CHECK(cancel);
	ua_reply(&scene.phone, invite, taken ? 200 : 487, "", taken ? phone_sdp : NULL);
	CHECK(ua_find(&scene.phone, SIP_ACK, 0));
	CHECK_NUMBER(ua_find(&scene.phone, SIP_BYE, 0) != NULL, taken);
	CHECK(!world_told(&scene.world, PARCEL_TAKEN));
	/* And the same when the caller leaves. */
	world_hear(&scene.world, PARCEL_RING, 7, 0, "desk1");
	invite = ua_find(&scene.phone, SIP_INVITE, 0);
	ua_reply(&scene.phone, invite, 180, "", NULL);
	ua_cancel(&scene.caller);
	CHECK(ua_find(&scene.caller, SIP_INVITE, 487));
	CHECK(ua_find(&scene.phone, SIP_CANCEL, 0));
	ua_reply(&scene.phone, invite, taken ? 200 : 487, "", taken ? phone_sdp : NULL);
	CHECK(ua_find(&scene.phone, SIP_ACK, 0));
	CHECK_NUMBER(ua_find(&scene.phone, SIP_BYE, 0) != NULL, taken);
	CHECK_NUMBER(exchange_count(scene.world.exchange), 0);
	done(&scene);
}

static void two_take(void)
{
	struct scene scene;
	open(&scene, false);
	world_hear(&scene.world, PARCEL_RING, 7, 0, "desk1");
	world_hear(&scene.world, PARCEL_RING, 7, 0, "desk2");
	ua_reply(&scene.phone, ua_find(&scene.phone, SIP_INVITE, 0), 200, "", phone_sdp);
	ua_reply(&scene.second, ua_find(&scene.second, SIP_INVITE, 0), 200, "", other_sdp);
	CHECK(world_told(&scene.world, PARCEL_TAKEN) && world_told(&scene.world, PARCEL_TAKEN));
	world_hear(&scene.world, PARCEL_TALK, 7, 0, "desk2");
	world_hear(&scene.world, PARCEL_DROP, 7, 0, "desk1");
	CHECK(world_has(ua_find(&scene.caller, SIP_INVITE, 200), "m=audio 5002"));
	ua_ack(&scene.caller, NULL);
	CHECK(ua_find(&scene.phone, SIP_ACK, 0) && ua_find(&scene.phone, SIP_BYE, 0));
	CHECK(ua_find(&scene.second, SIP_ACK, 0) && !ua_find(&scene.second, SIP_BYE, 0));
	done(&scene);
}

/* Behind one address two phones take it up: the second is thanked and let go. */
static void forked(void)
{
	struct scene scene;
	open(&scene, false);
	world_hear(&scene.world, PARCEL_RING, 7, 0, "desk1");
	const struct sip_message *invite = ua_find(&scene.phone, SIP_INVITE, 0);
	ua_reply(&scene.phone, invite, 200, "", phone_sdp);
	struct ua fork = scene.phone;
	(void)snprintf(fork.tag, sizeof fork.tag, "fork");
	ua_reply(&fork, invite, 200, "", other_sdp);
	CHECK(world_has(ua_find(&scene.phone, SIP_ACK, 0), "tag=fork"));
	CHECK(world_has(ua_find(&scene.phone, SIP_BYE, 0), "tag=fork"));
	world_hear(&scene.world, PARCEL_TALK, 7, 0, "desk1");
	CHECK(world_has(ua_find(&scene.caller, SIP_INVITE, 200), "m=audio 5000"));
	CHECK(ua_find(&scene.phone, SIP_ACK, 0) && !ua_find(&scene.phone, SIP_BYE, 0));
	ua_ack(&scene.caller, NULL);
	done(&scene);
}

/* Answered at the console while no phone rings: it rings then, and is connected when it is taken up. */
static void console_answer(void)
{
	struct scene scene;
	open(&scene, false);
	world_hear(&scene.world, PARCEL_TALK, 7, 0, "desk1");
	ua_reply(&scene.phone, ua_find(&scene.phone, SIP_INVITE, 0), 200, "", phone_sdp);
	CHECK(world_told(&scene.world, PARCEL_TAKEN));
	world_hear(&scene.world, PARCEL_TALK, 7, 0, "desk1");
	CHECK(ua_find(&scene.caller, SIP_INVITE, 200));
	ua_ack(&scene.caller, NULL);
	done(&scene);
}

/* A place beside the description. */
static void parts(void)
{
	struct scene scene;
	open(&scene, true);
	char body[700];
	(void)snprintf(body, sizeof body,
	               "--b\r\nContent-Type: application/pidf+xml\r\n\r\n<presence/>\r\n--b\r\nContent-Type: "
	               "application/sdp\r\n\r\n%s\r\n--b--\r\n",
	               other_offer);
	ua_ask_body(&scene.caller, "INVITE", "", "multipart/mixed;boundary=b", body);
	const struct sip_message *asked = ua_find(&scene.phone, SIP_INVITE, 0);
	CHECK(world_has(asked, "m=audio 4002") && !world_has(asked, "presence"));
	ua_reply(&scene.phone, asked, 200, "", phone_sdp);
	ua_ack(&scene.caller, NULL);
	done(&scene);
}

/* Connections that break in a conversation do not end it. */
static void connections(void)
{
	struct scene scene;
	open(&scene, true);
	exchange_lost(scene.world.exchange, 1, scene.world.now);
	exchange_lost(scene.world.exchange, WORLD_PHONE, scene.world.now);
	world_pass(&scene.world, 60000);
	CHECK_NUMBER(exchange_count(scene.world.exchange), 1);
	CHECK(!world_told(&scene.world, PARCEL_LEFT) && !world_told(&scene.world, PARCEL_HUNG_UP));
	CHECK(world_told(&scene.world, PARCEL_PHONE));
	done(&scene);
}

static void reliable_phone(void)
{
	struct scene scene;
	open(&scene, false);
	world_hear(&scene.world, PARCEL_RING, 7, 0, "desk1");
	const struct sip_message *invite = ua_find(&scene.phone, SIP_INVITE, 0);
	ua_reply(&scene.phone, invite, 183, "Require: 100rel\r\nRSeq: 41\r\n", NULL);
	CHECK(world_has(ua_find(&scene.phone, SIP_PRACK, 0), "RAck: 41 1 INVITE\r\n"));
	ua_reply(&scene.phone, invite, 200, "", phone_sdp);
	world_hear(&scene.world, PARCEL_TALK, 7, 0, "desk1");
	CHECK(world_has(ua_find(&scene.phone, SIP_ACK, 0), "CSeq: 1 ACK"));
	ua_ack(&scene.caller, NULL);
	done(&scene);
}

int main(void)
{
	relayed(false);
	relayed(true);
	often();
	glare();
	console_hold();
	console_holds_on();
	phone_lost(false);
	phone_lost(true);
	parked(false);
	parked(true);
	not_taken(480, RANG_NO_ANSWER);
	not_taken(486, RANG_DECLINED);
	not_taken(603, RANG_DECLINED);
	not_taken(500, RANG_UNREACHABLE);
	not_taken(0, RANG_UNREACHABLE);
	stopped(false);
	stopped(true);
	two_take();
	forked();
	console_answer();
	parts();
	connections();
	reliable_phone();
	return check_done();
}
