/* A call for help by voice, from its INVITE to its end, as the caller sees it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "phone/exchange_inside.h"
#include "world.h"

#define SOS "urn:service:sos"
static const char *const offer = SDP_OF("caller", "4000");
static const char *const phone_sdp = SDP_OF("phone", "5000");

static void done(struct world *world)
{
	world_pass(world, 200000);
	CHECK_NUMBER(exchange_count(world->exchange), 0);
	CHECK_NUMBER(world->rude, 0);
	CHECK_NUMBER(world->faulty, 0);
	world_close(world);
}

static void plain(bool phone_ends)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua phone = ua_phone(&world, WORLD_PHONE, "desk1"), caller = ua_of(&world, 1, "anna", SOS);
	ua_ask(&caller, "INVITE", "", offer);
	CHECK(ua_find(&caller, SIP_INVITE, 100));
	world_pass(&world, 10000);
	CHECK(!world_next(&world, 1)); /* before it is kept, nothing else */
	CHECK(world_kept(&world, 7));
	CHECK(ua_find(&caller, SIP_INVITE, 180));
	world_pass(&world, 9100);
	CHECK_NUMBER(world_count(&world, 1, SIP_INVITE, 180), 4);
	world_hear(&world, PARCEL_RING, 7, 0, "desk1");
	const struct sip_message *invite = ua_find(&phone, SIP_INVITE, 0);
	CHECK(world_has(invite, "Priority: emergency") && world_has(invite, "m=audio 4000"));
	ua_reply(&phone, invite, 180, "", NULL);
	ua_reply(&phone, invite, 200, "", phone_sdp);
	CHECK_NUMBER(world_count(&world, 1, SIP_INVITE, 200), 0);
	CHECK_NUMBER(world_count(&world, WORLD_PHONE, SIP_ACK, 0), 0);
	const struct parcel *taken = world_told(&world, PARCEL_TAKEN);
	CHECK(taken && taken->call == 7 && bytes_same(taken->text[PARCEL_TEXT_WHO], bytes_of_text("desk1")));
	world_hear(&world, PARCEL_TALK, 7, 0, "desk1");
	CHECK(ua_find(&phone, SIP_ACK, 0));
	CHECK(world_has(ua_find(&caller, SIP_INVITE, 200), "m=audio 5000"));
	ua_ack(&caller, NULL);
	CHECK(world_told(&world, PARCEL_STATE));
	/* The 2xx again: it is thanked for again. */
	ua_reply(&phone, invite, 200, "", phone_sdp);
	CHECK(ua_find(&phone, SIP_ACK, 0));
	struct ua *ends = phone_ends ? &phone : &caller, *other = phone_ends ? &caller : &phone;
	ua_ask(ends, "BYE", "", NULL);
	CHECK(ua_find(ends, SIP_BYE, 200));
	const struct sip_message *bye = ua_find(other, SIP_BYE, 0);
	CHECK(bye);
	ua_reply(other, bye, 200, "", NULL);
	CHECK(world_told(&world, phone_ends ? PARCEL_HUNG_UP : PARCEL_LEFT));
	CHECK(!world_told(&world, phone_ends ? PARCEL_LEFT : PARCEL_HUNG_UP));
	CHECK_NUMBER(exchange_count(world.exchange), 0);
	done(&world);
}

/* CANCEL before it is kept, after it, and when an answer is on its way already. */
static void cancelled(unsigned when)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua phone = ua_phone(&world, WORLD_PHONE, "desk1"), caller = ua_of(&world, 1, "anna", SOS);
	if (when < 2)
		ua_ask(&caller, "INVITE", "", offer);
	else
		CHECK(ua_connect(&caller, &phone, 7));
	if (when == 1)
		CHECK(world_kept(&world, 7));
	ua_cancel(&caller);
	CHECK(ua_find(&caller, SIP_CANCEL, 200));
	if (when == 0) {
		world_pass(&world, 5000);
		CHECK_NUMBER(world_count(&world, 1, SIP_INVITE, 487), 0);
		CHECK(world_kept(&world, 7));
	}
	CHECK_NUMBER(world_count(&world, 1, SIP_INVITE, 487), when < 2);
	CHECK_NUMBER(world_told(&world, PARCEL_LEFT) != NULL, when < 2);
	if (when == 2)
		ua_ask(&caller, "BYE", "", NULL);
	CHECK_NUMBER(exchange_count(world.exchange), 0);
	done(&world);
}

static void early_bye(bool kept)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua phone = ua_phone(&world, WORLD_PHONE, "desk1"), caller = ua_of(&world, 1, "anna", SOS);
	ua_ask(&caller, "INVITE", "", offer);
	if (kept) {
		CHECK(world_kept(&world, 7));
		world_hear(&world, PARCEL_RING, 7, 0, "desk1");
		CHECK(ua_find(&phone, SIP_INVITE, 0));
		CHECK(ua_find(&caller, SIP_INVITE, 180));
	} else {
		/* Without a tag of ours it fits no dialog, and is said by the call's key. */
		ua_ask(&caller, "BYE", "", NULL);
		CHECK(world_told(&world, PARCEL_LEFT)->keyed);
		ua_cancel(&caller);
		CHECK(world_kept(&world, 7));
	}
	if (kept)
		ua_ask(&caller, "BYE", "", NULL);
	CHECK(world_told(&world, PARCEL_LEFT));
	CHECK(ua_find(&caller, SIP_INVITE, 487));
	done(&world);
}

/* A connection that breaks before the call is kept: it is kept, and told that it was cut off. */
static void broken_connection(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = ua_of(&world, WORLD_STREAM + 1, "anna", SOS),
		  test = ua_of(&world, WORLD_STREAM + 1, "t", "urn:service:test.sos");
	ua_ask(&caller, "INVITE", "", offer);
	ua_ask(&test, "INVITE", "", offer);
	exchange_lost(world.exchange, WORLD_STREAM + 1, world.now);
	CHECK(world_kept(&world, 7));
	CHECK(world_kept(&world, 0));
	const struct parcel *left = world_told(&world, PARCEL_LEFT);
	CHECK(left && left->call == 7 && left->number == 1);
	CHECK_NUMBER(exchange_count(world.exchange), 0);
	done(&world);
}

/* The same INVITE again; with a new branch; and with a new CSeq, from a caller who begins anew. */
static void again(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = ua_of(&world, 1, "anna", SOS), copy = caller;
	ua_ask(&caller, "INVITE", "", offer);
	copy = caller;
	copy.cseq = 0;
	copy.serial = 0;
	ua_ask(&copy, "INVITE", "", offer);
	CHECK_NUMBER(exchange_count(world.exchange), 1);
	CHECK_NUMBER(world_count(&world, 1, SIP_INVITE, 100), 2);
	copy.cseq = 0;
	ua_ask(&copy, "INVITE", "", offer);
	CHECK(ua_find(&copy, SIP_INVITE, 482));
	CHECK_NUMBER(exchange_count(world.exchange), 1);
	CHECK(world_kept(&world, 7));
	world_skip(&world, 1);
	ua_ask(&copy, "INVITE", "", offer);
	CHECK(world_kept(&world, 7));
	CHECK(ua_find(&caller, SIP_INVITE, 487));
	CHECK(ua_find(&caller, SIP_INVITE, 180));
	world_skip(&world, 1);
	CHECK_NUMBER(exchange_count(world.exchange), 1);
	ua_cancel(&copy);
	CHECK(ua_find(&copy, SIP_INVITE, 487));
	CHECK(world_told(&world, PARCEL_LEFT));
	done(&world);
}

/* In another edge, which has not kept the call yet, a caller goes on with the tag that he knows: that is kept too, not refused. */
static void again_tagged(void)
{
	struct world before = { 0 }, after = { .drawn = 9 };
	world_open(&before);
	world_open(&after);
	struct ua caller = ua_of(&before, 1, "anna", SOS), anew = caller;
	ua_ask(&caller, "INVITE", "", offer);
	CHECK(world_kept(&before, 7));
	CHECK(ua_find(&caller, SIP_INVITE, 180));
	caller.world = anew.world = &after;
	ua_ask(&anew, "INVITE", "", offer);
	ua_ask(&caller, "INVITE", "", offer);
	world_pass(&after, 1000);
	CHECK_NUMBER(world_count(&after, 1, SIP_INVITE, 100), 2);
	CHECK_NUMBER(after.sent_count, 2);
	CHECK(world_kept(&after, 7) && world_kept(&after, 7));
	CHECK(ua_find(&anew, SIP_INVITE, 487));
	CHECK_NUMBER(exchange_count(after.exchange), 1);
	world_hear(&after, PARCEL_END, 7, 0, NULL);
	done(&after);
	world_close(&before);
}

static void old_peer(void)
{
	struct world world = { 0 };
	world_open(&world);
	static const char request[] = "%s sip:112@center.example SIP/2.0\r\nVia: SIP/2.0/UDP old.example\r\n"
				      "From: <sip:old@old.example>;tag=1\r\nTo: <sip:112@center.example>%s\r\n"
				      "Call-ID: old\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n";
	char text[600];
	(void)snprintf(text, sizeof text, request, "INVITE", "", "INVITE");
	world_take(&world, 1, text);
	world_take(&world, 1, text);
	CHECK_NUMBER(exchange_count(world.exchange), 1);
	CHECK(world_kept(&world, 3));
	CHECK(world_find(&world, 1, SIP_INVITE, 180));
	(void)snprintf(text, sizeof text, request, "CANCEL", "", "CANCEL");
	world_take(&world, 1, text);
	CHECK(world_find(&world, 1, SIP_CANCEL, 200));
	CHECK(world_find(&world, 1, SIP_INVITE, 487));
	done(&world);
}

static void late_offer(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua phone = ua_phone(&world, WORLD_PHONE, "desk1"), caller = ua_of(&world, 1, "anna", SOS);
	ua_ask(&caller, "INVITE", "", NULL);
	CHECK(world_kept(&world, 7));
	world_hear(&world, PARCEL_RING, 7, 0, "desk1");
	const struct sip_message *invite = ua_find(&phone, SIP_INVITE, 0);
	CHECK(invite && !invite->body.length);
	ua_reply(&phone, invite, 200, "", phone_sdp);
	world_hear(&world, PARCEL_TALK, 7, 0, "desk1");
	CHECK(world_has(ua_find(&caller, SIP_INVITE, 200), "m=audio 5000"));
	CHECK(!ua_find(&phone, SIP_ACK, 0));
	ua_ack(&caller, offer);
	CHECK(world_has(ua_find(&phone, SIP_ACK, 0), "m=audio 4000"));
	ua_ask(&caller, "BYE", "", NULL);
	CHECK(ua_find(&phone, SIP_BYE, 0));
	done(&world);
}

static unsigned rseq_of(const struct sip_message *message)
{
	struct bytes text = message ? sip_message_header(message, SIP_RSEQ, 0) : (struct bytes){ 0 };
	return text.length ? (unsigned)strtoul((const char *)text.at, NULL, 10) : 0;
}

static void reliable(void)
{
	struct world world = { 0 };
	char rack[64];
	world_open(&world);
	struct ua caller = ua_of(&world, 1, "anna", SOS);
	ua_ask(&caller, "INVITE", "Require: 100rel\r\n", offer);
	CHECK(world_kept(&world, 7));
	const struct sip_message *first = ua_find(&caller, SIP_INVITE, 180);
	CHECK(world_has(first, "Require: 100rel"));
	unsigned rseq = rseq_of(first);
	CHECK(rseq);
	/* Again after 0.5 s, 1 s, 2 s, and each 3 s: the same. */
	world_pass(&world, 3600);
	CHECK_NUMBER(world_count(&world, 1, SIP_INVITE, 180), 4);
	CHECK_NUMBER(rseq_of(ua_find(&caller, SIP_INVITE, 180)), rseq);
	world_skip(&world, 1);
	(void)snprintf(rack, sizeof rack, "RAck: %u 1 INVITE\r\n", rseq + 1);
	ua_ask(&caller, "PRACK", rack, NULL);
	CHECK(ua_find(&caller, SIP_PRACK, 481));
	(void)snprintf(rack, sizeof rack, "RAck: %u 1 INVITE\r\n", rseq);
	ua_ask(&caller, "PRACK", rack, NULL);
	CHECK(ua_find(&caller, SIP_PRACK, 200));
	world_pass(&world, 2900);
	CHECK(!ua_find(&caller, SIP_INVITE, 180));
	world_pass(&world, 200);
	CHECK_NUMBER(rseq_of(ua_find(&caller, SIP_INVITE, 180)), rseq + 1);
	world_hear(&world, PARCEL_END, 7, 0, NULL);
	CHECK(ua_find(&caller, SIP_INVITE, 480));
	done(&world);
}

static void test_call(bool late)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = ua_of(&world, 1, "anna", "urn:service:test.sos");
	ua_ask(&caller, "INVITE", "", late ? NULL : offer);
	CHECK_NUMBER(world.told[world.told_count - 1].parcel.number & PARCEL_TEST, PARCEL_TEST);
	CHECK(world_kept(&world, 0));
	const struct sip_message *answer = ua_find(&caller, SIP_INVITE, 200);
	CHECK(answer && (late || world_has(answer, "m=audio 0")));
	ua_ack(&caller, NULL);
	const struct sip_message *bye = ua_find(&caller, SIP_BYE, 0);
	CHECK(bye);
	ua_reply(&caller, bye, 200, "", NULL);
	/* One that is taken back before it is kept. */
	struct ua other = ua_of(&world, 2, "berta", "urn:service:test.sos");
	ua_ask(&other, "INVITE", "", offer);
	ua_cancel(&other);
	CHECK(world_kept(&world, 0));
	CHECK(ua_find(&other, SIP_INVITE, 487));
	for (size_t i = 0; i < world.told_count; i++)
		CHECK(world.told[i].parcel.kind != PARCEL_CALL || world.told[i].parcel.number & PARCEL_TEST);
	CHECK_NUMBER(exchange_count(world.exchange), 0);
	done(&world);
}

/* Whoever tries begins anew before the first try is kept, and thanks for one answer alone: both have the same tag. */
static void test_call_anew(unsigned acked)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = ua_of(&world, 1, "anna", "urn:service:test.sos");
	ua_ask(&caller, "INVITE", "", offer);
	ua_ask(&caller, "INVITE", "", offer);
	CHECK(world_kept(&world, 0) && world_kept(&world, 0));
	CHECK(ua_find(&caller, SIP_INVITE, 200) && ua_find(&caller, SIP_INVITE, 200));
	caller.invite_cseq = acked;
	ua_ack(&caller, NULL);
	CHECK_NUMBER(exchange_count(world.exchange), 1);
	/* The other is ended as well when nobody thanks. */
	done(&world);
}

static void malformed(void)
{
	static const struct {
		const char *text;
		enum sip_method method;
		unsigned code;
	} rows[] = {
		{ "INVITE urn:service:sos SIP/2.0\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bKa\r\nCall-ID: m1\r\n"
		  "From: <sip:a@a.example>;tag=1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n",
		  SIP_INVITE, 400 },
		{ "INVITE urn:service:sos SIP/7.0\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bKb\r\nCall-ID: m2\r\n"
		  "From: <sip:a@a.example>;tag=1\r\nTo: <sip:b@b.example>\r\nCSeq: 1 INVITE\r\nContent-Length: "
		  "0\r\n\r\n",
		  SIP_INVITE, 505 },
		{ "INVITE urn:service:sos SIP/2.0\r\nHelp!\r\n\r\n", SIP_INVITE, 0 },
		{ "MESSAGE urn:service:sos SIP/2.0\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bKc\r\nCall-ID: m3\r\n"
		  "CSeq: 1 MESSAGE\r\nContent-Length: 4\r\n\r\nhelp",
		  SIP_MESSAGE, 400 },
	};
	uint8_t keys[4][PARCEL_KEY_BYTES];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world world = { 0 };
		world_open(&world);
		world_take(&world, 1, rows[i].text);
		world_take(&world, 1, rows[i].text);
		CHECK(world.told_count == 3 && world.told[1].parcel.kind == PARCEL_CALL);
		CHECK_NUMBER(world.told[1].parcel.number,
		             PARCEL_MALFORMED | (rows[i].method == SIP_MESSAGE ? PARCEL_TEXTED : 0));
		/* Sent again it is the same, and another is another. */
		CHECK(world.told[1].parcel.keyed && world.told[2].parcel.keyed);
		CHECK(memcmp(world.told[1].parcel.key, world.told[2].parcel.key, PARCEL_KEY_BYTES) == 0);
		memcpy(keys[i], world.told[1].parcel.key, sizeof keys[i]);
		CHECK(i == 0 || memcmp(keys[i], keys[i - 1], sizeof keys[i]) != 0);
		CHECK_NUMBER(world.sent_count, 0);
		CHECK_NUMBER(world_kept(&world, 5), rows[i].code != 0);
		CHECK_NUMBER(world_kept(&world, 5), rows[i].code != 0);
		CHECK_NUMBER(world.sent_count, rows[i].code ? 2 : 0);
		CHECK(!rows[i].code || world.sent[0].message->code == rows[i].code);
		CHECK_NUMBER(exchange_count(world.exchange), 0);
		world_close(&world);
	}
	struct world world = { 0 };
	world_open(&world);
	world_take(&world, 1, "\x01\x02 what");
	CHECK(world_told(&world, PARCEL_UNREAD));
	exchange_take_broken(world.exchange, bytes_of_text("GET / HTTP/1.1\r\n\r\n"), world_flow(1001), world.now);
	CHECK(world_told(&world, PARCEL_UNREAD));
	exchange_take_broken(world.exchange, bytes_of_text(rows[0].text), world_flow(1001), world.now);
	CHECK(world_kept(&world, 5));
	CHECK(world_find(&world, 1001, SIP_INVITE, 400));
	done(&world);
}

/* Who writes his name or ours so that it cannot be read, or twice, is talked with all the same. */
static void odd_names(void)
{
	static const char *const rows[] = {
		"From: <sip:a@a.example>;tag=1\r\nTo: \"B <sip:b@b.example>\r\n",
		"From: <sip:a@a.example>;tag=1\r\nFrom: <sip:c@a.example>;tag=2\r\nTo: <sip:b@b.example>\r\n",
		"From: <sip:a@a.example>;tag=1\r\nTo: <sip:b@b.example>\r\nTo: <sip:c@b.example>\r\n",
		"From: A. <sip:a@a.example;tag=1\r\nTo: <sip:b@b.example>\r\n",
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world world = { 0 };
		char text[1024];
		world_open(&world);
		(void)snprintf(text, sizeof text,
		               "INVITE urn:service:sos SIP/2.0\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bKn\r\n"
		               "Call-ID: n1\r\n%sCSeq: 1 INVITE\r\nContact: <sip:a@198.51.100.1>\r\n"
		               "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
		               rows[i], strlen(offer), offer);
		world_take(&world, 1, text);
		const struct parcel *told = world_told(&world, PARCEL_CALL);
		CHECK(told && told->number == PARCEL_MALFORMED);
		if (told)
			exchange_hear(world.exchange,
			              &(struct parcel){ .kind = PARCEL_KEPT, .ticket = told->ticket, .call = 7 },
			              world.now);
		const struct sip_message *ringing = world_find(&world, 1, SIP_INVITE, 180);
		if (i != 3) {
			struct ua phone = ua_phone(&world, WORLD_PHONE, "desk1");
			world_hear(&world, PARCEL_RING, 7, 0, "desk1");
			ua_reply(&phone, ua_find(&phone, SIP_INVITE, 0), 200, "", SDP_OF("phone", "5000"));
			world_hear(&world, PARCEL_TALK, 7, 0, "desk1");
			const struct sip_message *answer = world_find(&world, 1, SIP_INVITE, 200);
			CHECK(ringing && answer);
			/* He thanks for it, with our tag behind what he called us; so the conversation goes on. */
			(void)snprintf(text, sizeof text,
			               "ACK sip:tocsin@192.0.2.200 SIP/2.0\r\n"
			               "Via: SIP/2.0/UDP a.example;branch=z9hG4bKo\r\nCall-ID: n1\r\n"
			               "From: <sip:a@a.example>;tag=1\r\nTo: %.*s\r\nCSeq: 1 ACK\r\n\r\n",
			               answer ? (int)sip_message_header(answer, SIP_TO, 0).length : 0,
			               answer ? (const char *)sip_message_header(answer, SIP_TO, 0).at : "");
			world_take(&world, 1, text);
			world_pass(&world, 60000);
			CHECK(!world_told(&world, PARCEL_LEFT));
			ua_ask(&phone, "BYE", "", NULL);
			const struct sip_message *bye = world_find(&world, 1, SIP_BYE, 0);
			CHECK(bye && bye->to.tag.length && !bye->faults);
		}
		world_pass(&world, 100000);
		world_close(&world);
	}
}

/* There is no room for another conversation: it is kept first, and only then told so. */
static void no_room(void)
{
	struct world world = { 0 };
	world_open(&world);
	bool room = true;
	for (uint32_t i = 0; i < EXCHANGE_SESSIONS_MAX; i++)
		room = room && session_open(world.exchange, SESSION_CALL);
	CHECK(room);
	CHECK(!session_open(world.exchange, SESSION_CALL));
	struct ua caller = ua_of(&world, 1, "anna", SOS), leaves = ua_of(&world, 2, "berta", SOS);
	ua_ask(&caller, "INVITE", "", offer);
	ua_ask(&leaves, "INVITE", "", offer);
	ua_cancel(&leaves);
	world_pass(&world, 5000);
	CHECK(ua_find(&caller, SIP_INVITE, 100));
	CHECK(!world_next(&world, 1));
	CHECK(world_kept(&world, 7) && world_kept(&world, 8));
	CHECK(ua_find(&caller, SIP_INVITE, 503));
	CHECK(world_find(&world, 2, SIP_INVITE, 503));
	CHECK_NUMBER(exchange_count(world.exchange), EXCHANGE_SESSIONS_MAX);
	/* Those who wait to be told so have a bound as well: beyond it a call is kept, and hears nothing more. */
	for (uint32_t i = 0; i < EXCHANGE_FULL_MAX; i++)
		CHECK(session_open(world.exchange, SESSION_FULL));
	struct ua last = ua_of(&world, 3, "carla", SOS);
	ua_ask(&last, "INVITE", "", offer);
	const struct parcel *told = world_told(&world, PARCEL_CALL);
	CHECK(told && told->keyed && !told->ticket);
	CHECK(ua_find(&last, SIP_INVITE, 100));
	CHECK(!world_next(&world, 3));
	world_close(&world);
}

/* Nobody thanks for the answer: the caller is gone. */
static void no_ack(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua phone = ua_phone(&world, WORLD_PHONE, "desk1"), caller = ua_of(&world, 1, "anna", SOS);
	ua_ask(&caller, "INVITE", "", offer);
	CHECK(world_kept(&world, 7));
	world_hear(&world, PARCEL_RING, 7, 0, "desk1");
	ua_reply(&phone, ua_find(&phone, SIP_INVITE, 0), 200, "", phone_sdp);
	world_hear(&world, PARCEL_TALK, 7, 0, "desk1");
	world_pass(&world, 33000);
	CHECK(world_count(&world, 1, SIP_INVITE, 200) > 5);
	const struct parcel *left = world_told(&world, PARCEL_LEFT);
	CHECK(left && left->number == 1);
	CHECK(ua_find(&phone, SIP_BYE, 0));
	done(&world);
}

static void waits(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = ua_of(&world, 1, "anna", SOS);
	ua_ask(&caller, "INVITE", "", offer);
	CHECK(world_kept(&world, 7));
	world_hear(&world, PARCEL_WAIT, 7, 90, NULL);
	world_pass(&world, 3100);
	CHECK(world_has(ua_find(&caller, SIP_INVITE, 182), "Retry-After: 87\r\n"));
	world_pass(&world, 81000);
	CHECK(world_has(ua_find(&caller, SIP_INVITE, 182), "Retry-After: 84\r\n"));
	world_skip(&world, 1);
	/* It has gone by, and he still waits: nothing is known. */
	world_pass(&world, 6100);
	CHECK(ua_find(&caller, SIP_INVITE, 180));
	world_hear(&world, PARCEL_WAIT, 7, 30, NULL);
	world_pass(&world, 3100);
	CHECK(ua_find(&caller, SIP_INVITE, 182));
	/* It is not known any more. */
	world_hear(&world, PARCEL_WAIT, 7, 0, NULL);
	world_pass(&world, 3100);
	CHECK(ua_find(&caller, SIP_INVITE, 180));
	world_hear(&world, PARCEL_END, 7, 0, NULL);
	CHECK(ua_find(&caller, SIP_INVITE, 480));
	CHECK(!world_told(&world, PARCEL_LEFT));
	done(&world);
}

/* 17 and more at a time wait for the disk. */
static void burst(void)
{
	struct world world = { 0 };
	world_open(&world);
	for (uint64_t i = 0; i < 300; i++) {
		struct ua caller = ua_of(&world, 1 + i % 90, "anna", SOS);
		ua_ask(&caller, "INVITE", "", offer);
	}
	CHECK_NUMBER(exchange_count(world.exchange), 300);
	for (uint32_t i = 0; i < 300; i++)
		CHECK(world_kept(&world, i + 1));
	for (uint32_t i = 0; i < 300; i++)
		world_hear(&world, PARCEL_END, i + 1, 0, NULL);
	CHECK_NUMBER(exchange_count(world.exchange), 0);
	done(&world);
}

int main(void)
{
	plain(false);
	plain(true);
	for (unsigned when = 0; when < 3; when++)
		cancelled(when);
	early_bye(false);
	early_bye(true);
	broken_connection();
	again();
	again_tagged();
	old_peer();
	late_offer();
	reliable();
	test_call(false);
	test_call(true);
	test_call_anew(1);
	test_call_anew(2);
	malformed();
	odd_names();
	no_room();
	no_ack();
	waits();
	burst();
	return check_done();
}
