/* Conversations in writing, and phones that register. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "core/vocabulary.h"
#include "world.h"

#define SOS "urn:service:sos"

static void done(struct world *world)
{
	world_pass(world, 200000);
	CHECK_NUMBER(exchange_count(world->exchange), 0);
	CHECK_NUMBER(world->rude, 0);
	CHECK_NUMBER(world->faulty, 0);
	world_close(world);
}

static void write_to(struct ua *ua, const char *words)
{
	ua_ask_body(ua, "MESSAGE", "", "text/plain", words);
}

static void hear_kept(struct world *world, uint64_t ticket, uint32_t call)
{
	struct parcel kept = { .kind = PARCEL_KEPT, .ticket = ticket, .call = call };
	exchange_hear(world->exchange, &kept, world->now);
}

static bool words_are(const struct parcel *parcel, const char *words)
{
	return parcel && bytes_same(parcel->text[PARCEL_TEXT_WORDS], bytes_of_text(words));
}

static void conversation(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = ua_of(&world, 1, "anna", SOS);
	write_to(&caller, "help");
	/* Faster than the disk: they wait for the call's number. */
	for (unsigned i = 0; i < 15; i++)
		write_to(&caller, "quick");
	CHECK_NUMBER(world.sent_count, 0);
	write_to(&caller, "one too many");
	CHECK(world_has(ua_find(&caller, SIP_MESSAGE, 500), "Retry-After"));
	const struct parcel *call = world_told(&world, PARCEL_CALL);
	CHECK(words_are(call, "help") && call->number == PARCEL_TEXTED && call->keyed);
	CHECK(!world_told(&world, PARCEL_MORE) && !world_told(&world, PARCEL_CALL));
	hear_kept(&world, call->ticket, 9);
	CHECK_NUMBER(world_count(&world, 1, SIP_MESSAGE, 200), 1);
	for (unsigned i = 0; i < 15; i++) {
		const struct parcel *more = world_told(&world, PARCEL_MORE);
		CHECK(words_are(more, "quick") && more->call == 9);
		if (more)
			hear_kept(&world, more->ticket, 9);
	}
	CHECK_NUMBER(world_count(&world, 1, SIP_MESSAGE, 200), 16);
	/* A phone that gives each message another Call-ID. */
	struct ua other = ua_of(&world, 1, "anna", SOS);
	write_to(&other, "here");
	other.cseq = other.serial = 0;
	write_to(&other, "here"); /* the same again is absorbed */
	const struct parcel *more = world_told(&world, PARCEL_MORE);
	CHECK(words_are(more, "here") && more->call == 9);
	CHECK(!world_told(&world, PARCEL_MORE) && !world_told(&world, PARCEL_CALL));
	hear_kept(&world, more ? more->ticket : 0, 9);
	world_skip(&world, 1);
	/* And back; two at a time, each with its own outcome. */
	world_hear_text(&world, PARCEL_SAY, 9, NULL, PARCEL_TEXT_WORDS, "where?");
	world_hear_text(&world, PARCEL_SAY, 9, NULL, PARCEL_TEXT_WORDS, "still there?");
	const struct sip_message *where = ua_find(&caller, SIP_MESSAGE, 0);
	CHECK(world_has(where, "where?") && !where->to.tag.length);
	const struct sip_message *still = ua_find(&caller, SIP_MESSAGE, 0);
	CHECK(world_has(still, "still there?"));
	ua_reply(&caller, where, 200, "", NULL);
	const struct parcel *said = world_told(&world, PARCEL_SAID);
	CHECK(said && said->call == 9 && said->number == OUTCOME_REACHED);
	ua_reply(&caller, still, 415, "", NULL);
	said = world_told(&world, PARCEL_SAID);
	CHECK(said && said->number == OUTCOME_FAILED);
	world_hear_text(&world, PARCEL_SAY, 9, NULL, PARCEL_TEXT_WORDS, "hello?");
	world_pass(&world, 33000);
	CHECK(world_count(&world, 1, SIP_MESSAGE, 0) > 5);
	said = world_told(&world, PARCEL_SAID);
	CHECK(said && said->number == OUTCOME_NO_ANSWER);
	world_hear_text(&world, PARCEL_SAY, 11, NULL, PARCEL_TEXT_WORDS, "nobody");
	said = world_told(&world, PARCEL_SAID);
	CHECK(said && said->call == 11 && said->number == OUTCOME_FAILED);
	done(&world);
}

/* The receipt goes with each answer once the call is kept; and in writing to whoever has only spoken. */
static void receipts(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = ua_of(&world, 1, "anna", SOS), writer = ua_of(&world, 2, "berta", SOS);
	ua_ask(&caller, "INVITE", "", SDP_OF("caller", "4000"));
	const struct parcel *call = world_told(&world, PARCEL_CALL);
	struct parcel kept = { .kind = PARCEL_KEPT, .ticket = call ? call->ticket : 0, .call = 7 };
	parcel_set(&kept, PARCEL_TEXT_WORDS, "7-abc");
	parcel_set(&kept, PARCEL_TEXT_CONTACT, "https://center.example/c/7-abc\r\nX-Other: 1");
	exchange_hear(world.exchange, &kept, world.now);
	const struct sip_message *rings = ua_find(&caller, SIP_INVITE, 180);
	CHECK(world_has(rings, "Tocsin-Receipt: 7-abc\r\n"));
	/* Whatever the center says, a value begins no other field. */
	CHECK(world_has(rings, "Call-Info: <https://center.example/c/7-abc") && !world_has(rings, "\nX-Other"));
	ua_cancel(&caller);
	CHECK(world_has(ua_find(&caller, SIP_INVITE, 487), "Tocsin-Receipt: 7-abc\r\n"));
	write_to(&writer, "help");
	call = world_told(&world, PARCEL_CALL);
	kept = (struct parcel){ .kind = PARCEL_KEPT, .ticket = call ? call->ticket : 0, .call = 8 };
	parcel_set(&kept, PARCEL_TEXT_WORDS, "8-def");
	exchange_hear(world.exchange, &kept, world.now);
	const struct sip_message *taken = ua_find(&writer, SIP_MESSAGE, 200);
	CHECK(world_has(taken, "Tocsin-Receipt: 8-def\r\n") && !world_has(taken, "Call-Info"));
	/* By the contact; without one there is no way to him. */
	world_skip(&world, WORLD_OUTSIDE);
	struct parcel say = { .kind = PARCEL_SAY, .call = 7 };
	parcel_set(&say, PARCEL_TEXT_WORDS, "Received");
	exchange_hear(world.exchange, &say, world.now);
	const struct parcel *said = world_told(&world, PARCEL_SAID);
	CHECK(said && said->call == 7 && said->number == OUTCOME_FAILED);
	parcel_set(&say, PARCEL_TEXT_CONTACT, "sip:anna@198.51.100.150");
	exchange_hear(world.exchange, &say, world.now);
	const struct sip_message *text = world_find(&world, WORLD_OUTSIDE, SIP_MESSAGE, 0);
	CHECK(world_has(text, "Received") && !text->to.tag.length && !world_told(&world, PARCEL_SAID));
	done(&world);
}

/* A test in writing is no call; words beside a voice belong to its call; a desk's phone does not write to the center. */
static void others(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua test = ua_of(&world, 1, "test", "urn:service:test.sos");
	write_to(&test, "testing");
	const struct parcel *told = world_told(&world, PARCEL_CALL);
	CHECK(told && told->number == (PARCEL_TEXTED | PARCEL_TEST));
	hear_kept(&world, told->ticket, 0);
	CHECK(ua_find(&test, SIP_MESSAGE, 200));
	struct ua phone = ua_phone(&world, WORLD_PHONE, "desk1"), caller = ua_of(&world, 2, "berta", SOS);
	CHECK(ua_connect(&caller, &phone, 7));
	write_to(&caller, "and words");
	told = world_told(&world, PARCEL_MORE);
	CHECK(words_are(told, "and words") && told->call == 7);
	hear_kept(&world, told ? told->ticket : 0, 7);
	CHECK(ua_find(&caller, SIP_MESSAGE, 200));
	ua_ask(&caller, "BYE", "", NULL);
	struct ua desk = ua_of(&world, WORLD_PHONE, "desk1", "sip:desk2@center.example");
	write_to(&desk, "lunch?");
	CHECK(ua_find(&desk, SIP_MESSAGE, 405));
	CHECK(!world_told(&world, PARCEL_CALL));
	done(&world);
}

/* As many as can be remembered, and one more: the oldest that waits for nothing gives way. */
static void flood(void)
{
	struct world world = { .now = { 0 } };
	world_open(&world);
	world.quiet = true;
	char text[400];
	uint32_t count = EXCHANGE_TEXTERS_MAX + 50;
	for (uint32_t i = 1; i <= count; i++) {
		(void)snprintf(
		    text, sizeof text,
		    "MESSAGE urn:service:sos SIP/2.0\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bK%u\r\n"
		    "From: <sip:n%u@a.example>;tag=%u\r\nTo: <urn:service:sos>\r\nCall-ID: %u\r\nCSeq: 1 MESSAGE\r\n"
		    "Content-Length: 4\r\n\r\nhelp",
		    i, i, i, i);
		world_take(&world, 1, text);
		if (i == 1)
			continue; /* the first is not kept yet: it does not give way */
		hear_kept(&world, world.told[world.told_count - 1].parcel.ticket, i);
		buffer_close(&world.told[--world.told_count].bytes);
	}
	const struct parcel *told = world_told(&world, PARCEL_CALL); /* the others were taken out */
	uint64_t first = told ? told->ticket : 0;
	world_hear_text(&world, PARCEL_SAY, 2, NULL, PARCEL_TEXT_WORDS, "gone");
	const struct parcel *said = world_told(&world, PARCEL_SAID);
	CHECK(said && said->call == 2);
	hear_kept(&world, first, 1);
	world_hear_text(&world, PARCEL_SAY, 1, NULL, PARCEL_TEXT_WORDS, "there");
	world_hear_text(&world, PARCEL_SAY, count, NULL, PARCEL_TEXT_WORDS, "there");
	CHECK(!world_told(&world, PARCEL_SAID));
	done(&world);
}

static void registers(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua phone = ua_of(&world, WORLD_STREAM + WORLD_PHONE, "desk1", "sip:desk1@center.example");
	ua_ask(&phone, "REGISTER", "", NULL);
	const struct parcel *asked = world_told(&world, PARCEL_CREDENTIALS);
	CHECK(asked && bytes_same(asked->text[PARCEL_TEXT_WHO], bytes_of_text("desk1")) &&
	      !asked->text[PARCEL_TEXT_FACTS].length);
	struct parcel away = { .kind = PARCEL_TURNED_AWAY, .ticket = asked->ticket };
	parcel_set(&away, PARCEL_TEXT_FACTS, "WWW-Authenticate: Digest realm=\"tocsin\",nonce=\"n\"\r\n");
	exchange_hear(world.exchange, &away, world.now);
	CHECK(world_has(ua_find(&phone, SIP_REGISTER, 401), "nonce"));
	ua_ask(&phone, "REGISTER", "Authorization: Digest username=\"desk1\"\r\n", NULL);
	asked = world_told(&world, PARCEL_CREDENTIALS);
	CHECK(asked && asked->text[PARCEL_TEXT_FACTS].length);
	away.ticket = asked->ticket;
	away.text[PARCEL_TEXT_FACTS] = (struct bytes){ 0 };
	exchange_hear(world.exchange, &away, world.now);
	CHECK(ua_find(&phone, SIP_REGISTER, 403));
	CHECK(!world_told(&world, PARCEL_PHONE));
	phone = ua_phone(&world, WORLD_STREAM + WORLD_PHONE, "desk1");
	/* Registered again in time, and then not. */
	world_pass(&world, 100000);
	ua_ask(&phone, "REGISTER", "", NULL);
	struct parcel admitted = { .kind = PARCEL_ADMITTED, .ticket = world_told(&world, PARCEL_CREDENTIALS)->ticket };
	exchange_hear(world.exchange, &admitted, world.now);
	const struct parcel *told = world_told(&world, PARCEL_PHONE);
	CHECK(told && told->number == 120);
	world_pass(&world, 119000);
	CHECK(!world_told(&world, PARCEL_PHONE));
	world_pass(&world, 2100);
	told = world_told(&world, PARCEL_PHONE);
	CHECK(told && told->number == 0);
	/* Taken back; and gone with its connection. */
	phone = ua_phone(&world, WORLD_STREAM + WORLD_PHONE, "desk1");
	ua_ask(&phone, "REGISTER", "Expires: 0\r\n", NULL);
	admitted.ticket = world_told(&world, PARCEL_CREDENTIALS)->ticket;
	exchange_hear(world.exchange, &admitted, world.now);
	told = world_told(&world, PARCEL_PHONE);
	CHECK(told && told->number == 0);
	(void)ua_phone(&world, WORLD_STREAM + WORLD_PHONE, "desk1");
	(void)ua_phone(&world, WORLD_STREAM + WORLD_PHONE, "desk2");
	exchange_lost(world.exchange, WORLD_STREAM + WORLD_PHONE, world.now);
	CHECK(world_told(&world, PARCEL_PHONE) && world_told(&world, PARCEL_PHONE));
	done(&world);
}

int main(void)
{
	conversation();
	receipts();
	others();
	flood();
	registers();
	return check_done();
}
