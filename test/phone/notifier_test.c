/* Subscriptions to how the center stands: granted, told, refreshed, ended, and bounded. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "phone/notifier.h"
#include "phone/standing.h"
#include "wire/i3_state.h"
#include "world.h"

#define HERE (WORLD_STREAM + WORLD_OUTSIDE) /* a connection, on which nothing comes twice */
#define CENTER "sip:center.example"
#define QUEUE "Event: emergency-QueueState\r\n"
#define SERVICE "Event: emergency-ServiceState\r\n"
#define ABANDONED "Event: emergency-AbandonedCall\r\n"

static void done(struct world *world)
{
	world_pass(world, 4000000);
	CHECK_NUMBER(exchange_count(world->exchange), 0);
	CHECK_NUMBER(world->rude, 0);
	CHECK_NUMBER(world->faulty, 0);
	CHECK(!instant_known(exchange_next(world->exchange)));
	world_close(world);
}

static void stand(struct world *world, const char *queue, uint32_t waiting, uint64_t staff)
{
	struct parcel parcel = { .kind = PARCEL_QUEUE, .number = waiting, .ticket = staff };
	parcel_set(&parcel, PARCEL_TEXT_WHO, queue);
	exchange_hear(world->exchange, &parcel, world->now);
	world_pass(world, 0);
}

static unsigned notified(const struct world *world, uint64_t flow)
{
	return world_count(world, flow, SIP_NOTIFY, 0);
}

/* The next NOTIFY, answered. */
static const struct sip_message *hear(struct ua *ua, unsigned code)
{
	const struct sip_message *notify = world_find(ua->world, ua->flow, SIP_NOTIFY, 0);
	if (notify)
		ua_reply(ua, notify, code, "", NULL);
	return notify;
}

static bool queue_is(const struct sip_message *notify, const char *uri, uint32_t length, enum i3_queue state)
{
	struct i3_queue_state read;
	if (!notify || i3_state_read_queue(notify->body, &read) != STATUS_OK)
		return false;
	bool same = strcmp(read.queue, uri) == 0 && read.length == length && read.state == state &&
	            read.max_length == EXCHANGE_SESSIONS_MAX;
	i3_state_close(read.held);
	return same;
}

static struct ua subscribed(struct world *world, uint64_t flow, const char *uri, const char *more)
{
	struct ua ua = ua_of(world, flow, "neighbour", uri);
	ua_ask(&ua, "SUBSCRIBE", more, NULL);
	CHECK(ua_find(&ua, SIP_SUBSCRIBE, 200));
	return ua;
}

static void told_at_once(void)
{
	struct world world = { 0 };
	world_open(&world);
	stand(&world, "fire", 3, 2);
	struct ua ua = ua_of(&world, WORLD_OUTSIDE, "neighbour", "sip:fire@center.example");
	ua_ask(&ua, "SUBSCRIBE",
	       "Event: emergency-QueueState ; id=7\r\nExpires: 600\r\nRecord-Route: <sip:proxy.example;lr>\r\n", NULL);
	const struct sip_message *granted = ua_find(&ua, SIP_SUBSCRIBE, 200);
	CHECK(granted && granted->expires_s == 600 && granted->to.tag.length);
	CHECK(world_has(granted, "Contact: <sip:tocsin@192.0.2.200:5060>"));
	CHECK(world_has(granted, "Record-Route: <sip:proxy.example;lr>"));
	const struct sip_message *notify = hear(&ua, 200);
	CHECK(queue_is(notify, "sip:fire@center.example", 3, I3_QUEUE_ACTIVE));
	CHECK(world_has(notify, "Event: emergency-QueueState;id=7\r\n"));
	CHECK(world_has(notify, "Subscription-State: active;expires=600\r\n"));
	CHECK(world_has(notify, "Content-Type: application/EmergencyCallData.QueueState+json\r\n"));
	CHECK(world_has(notify, "Route: <sip:proxy.example;lr>\r\n"));
	CHECK(notify && bytes_same(notify->to.tag, bytes_of_text(ua.tag)));
	CHECK(granted && notify && bytes_same(notify->from.tag, granted->to.tag));
	CHECK(notify && bytes_same(notify->call_id, granted->call_id));
	/* Another queue is none of his. */
	stand(&world, "police", 1, 2);
	world_pass(&world, 2000);
	CHECK_NUMBER(notified(&world, WORLD_OUTSIDE), 1);
	stand(&world, "fire", 4, 2);
	notify = hear(&ua, 200);
	CHECK(queue_is(notify, "sip:fire@center.example", 4, I3_QUEUE_ACTIVE));
	CHECK(world_has(notify, "CSeq: 2 NOTIFY") && world_has(notify, "expires=598"));
	stand(&world, "fire", EXCHANGE_SESSIONS_MAX, 2);
	world_pass(&world, 2000);
	CHECK(queue_is(hear(&ua, 200), "sip:fire@center.example", EXCHANGE_SESSIONS_MAX, I3_QUEUE_FULL));
	done(&world);
}

static void lasts(void)
{
	static const struct {
		const char *asked;
		int64_t granted_s;
	} rows[] = { { "", NOTIFIER_MAX_S },
		     { "Expires: 60\r\n", NOTIFIER_MIN_S },
		     { "Expires: 61\r\n", 61 },
		     { "Expires: 3601\r\n", NOTIFIER_MAX_S },
		     { "Expires: 4294967295\r\n", NOTIFIER_MAX_S },
		     { "Expires: soon\r\n", NOTIFIER_MAX_S },
		     { "Expires: 0\r\n", 0 } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct world world = { 0 };
		char more[128], state[64];
		world_open(&world);
		(void)snprintf(more, sizeof more, "%s%s", SERVICE, rows[i].asked);
		struct ua ua = ua_of(&world, HERE, "neighbour", CENTER);
		ua_ask(&ua, "SUBSCRIBE", more, NULL);
		const struct sip_message *granted = ua_find(&ua, SIP_SUBSCRIBE, 200);
		CHECK_NUMBER(granted ? granted->expires_s : -1, rows[i].granted_s);
		(void)snprintf(state, sizeof state, "active;expires=%u\r\n", (unsigned)rows[i].granted_s);
		CHECK(world_has(hear(&ua, 200), rows[i].granted_s ? state : "terminated;reason=timeout\r\n"));
		world_pass(&world, rows[i].granted_s * 1000 - 1);
		CHECK_NUMBER(notified(&world, HERE), 1);
		world_pass(&world, 1);
		CHECK_NUMBER(notified(&world, HERE), rows[i].granted_s ? 2 : 1);
		if (rows[i].granted_s)
			CHECK(world_has(hear(&ua, 200), "terminated;reason=timeout\r\n"));
		stand(&world, "fire", 1, 1);
		world_pass(&world, 5000);
		CHECK_NUMBER(notified(&world, HERE), rows[i].granted_s ? 2 : 1);
		done(&world);
	}
}

/* Never longer than what was asked for: who asks for less than there is hears how long it must be, and keeps what he has. */
static void too_brief(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua ua = ua_of(&world, HERE, "neighbour", CENTER);
	ua_ask(&ua, "SUBSCRIBE", SERVICE "Expires: 1\r\n", NULL);
	CHECK(world_has(ua_find(&ua, SIP_SUBSCRIBE, 423), "Min-Expires: 60\r\n"));
	ua_ask(&ua, "SUBSCRIBE", SERVICE "Expires: 59\r\n", NULL);
	CHECK(ua_find(&ua, SIP_SUBSCRIBE, 423));
	CHECK_NUMBER(notified(&world, HERE), 0);
	ua = subscribed(&world, HERE, CENTER, SERVICE "Expires: 100\r\n");
	CHECK(hear(&ua, 200));
	world_pass(&world, 70000);
	ua_ask(&ua, "SUBSCRIBE", SERVICE "Expires: 59\r\n", NULL);
	CHECK(ua_find(&ua, SIP_SUBSCRIBE, 423));
	world_pass(&world, 29000);
	CHECK_NUMBER(notified(&world, HERE), 1);
	world_pass(&world, 1000);
	CHECK(world_has(hear(&ua, 200), "terminated;reason=timeout\r\n"));
	done(&world);
}

static void refreshed(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua ua = subscribed(&world, HERE, CENTER, QUEUE "Expires: 100\r\n");
	CHECK(queue_is(hear(&ua, 200), "sip:default@center.example", 0, I3_QUEUE_STANDBY));
	world_pass(&world, 90000);
	/* By another connection, to which what comes then goes. */
	ua.flow++;
	ua_ask(&ua, "SUBSCRIBE", QUEUE "Expires: 200\r\n", NULL);
	CHECK(world_has(ua_find(&ua, SIP_SUBSCRIBE, 200), "Expires: 200\r\n"));
	CHECK(world_has(hear(&ua, 200), "active;expires=200\r\n"));
	world_pass(&world, 199000);
	CHECK_NUMBER(notified(&world, HERE) + notified(&world, HERE + 1), 2);
	/* Overtaken by a later one; of another dialog, package or id. */
	struct ua old = ua, other = ua;
	old.cseq = 0;
	old.serial = 50;
	ua_ask(&old, "SUBSCRIBE", QUEUE, NULL);
	CHECK(ua_find(&old, SIP_SUBSCRIBE, 500));
	other.serial = 60;
	ua_ask(&other, "SUBSCRIBE", SERVICE, NULL);
	CHECK(ua_find(&other, SIP_SUBSCRIBE, 481));
	ua_ask(&other, "SUBSCRIBE", "Event: emergency-QueueState;id=1\r\n", NULL);
	CHECK(ua_find(&other, SIP_SUBSCRIBE, 481));
	(void)snprintf(other.tag, sizeof other.tag, "another");
	ua_ask(&other, "SUBSCRIBE", QUEUE, NULL);
	CHECK(ua_find(&other, SIP_SUBSCRIBE, 481));
	/* While a NOTIFY waits for its answer there is no second one. */
	ua_ask(&ua, "SUBSCRIBE", QUEUE, NULL);
	ua_ask(&ua, "SUBSCRIBE", QUEUE, NULL);
	CHECK_NUMBER(notified(&world, ua.flow), 2);
	CHECK(hear(&ua, 200));
	world_pass(&world, 0);
	CHECK(hear(&ua, 200));
	ua_ask(&ua, "SUBSCRIBE", QUEUE "Expires: 0\r\n", NULL);
	CHECK(world_has(ua_find(&ua, SIP_SUBSCRIBE, 200), "Expires: 0\r\n"));
	CHECK(world_has(hear(&ua, 200), "terminated;reason=timeout\r\n"));
	ua_ask(&ua, "SUBSCRIBE", QUEUE, NULL);
	CHECK(ua_find(&ua, SIP_SUBSCRIBE, 481));
	done(&world);
}

static void refused(void)
{
	static const struct {
		const char *uri, *more;
		unsigned code;
	} rows[] = { { CENTER, "Event: presence\r\n", 489 },
		     { CENTER, "", 489 },
		     { CENTER, "Event: emergency-QueueStates\r\n", 489 },
		     { "sip:nobody@center.example", QUEUE, 404 },
		     { "sip:default@center.example", QUEUE, 200 },
		     { "urn:service:sos", QUEUE, 200 },
		     { "sip:nobody@center.example", SERVICE, 200 },
		     { CENTER, "o: EMERGENCY-elementstate;x=y\r\n", 200 },
		     { CENTER, ABANDONED, 403 } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct world world = { 0 };
		world_open(&world);
		struct ua ua = ua_of(&world, HERE, "neighbour", rows[i].uri);
		ua_ask(&ua, "SUBSCRIBE", rows[i].more, NULL);
		const struct sip_message *said = world_next(&world, HERE);
		CHECK_NUMBER(said ? said->code : 0, rows[i].code);
		if (rows[i].code == 489)
			CHECK(world_has(said, "Allow-Events: emergency-ElementState, emergency-ServiceState, "
			                      "emergency-QueueState, emergency-AbandonedCall\r\n"));
		CHECK_NUMBER(hear(&ua, 200) != NULL, rows[i].code == 200);
		done(&world);
	}
}

static void documents(void)
{
	struct world world = { 0 };
	struct i3_element_state element;
	struct i3_service_state service;
	world_open(&world);
	struct ua of_element = subscribed(&world, HERE, CENTER, "Event: emergency-ElementState\r\n");
	struct ua of_service = subscribed(&world, HERE + 1, CENTER, SERVICE);
	const struct sip_message *notify = hear(&of_element, 200);
	CHECK(world_has(notify, "application/EmergencyCallData.ElementState+json"));
	if (CHECK(notify && i3_state_read_element(notify->body, &element) == STATUS_OK)) {
		CHECK_TEXT(element.element, "center.example");
		CHECK_NUMBER(element.state, I3_ELEMENT_NORMAL);
		i3_state_close(element.held);
	}
	static const enum i3_service states[] = { I3_SERVICE_UNSTAFFED, I3_SERVICE_NORMAL, I3_SERVICE_UNSTAFFED };
	for (unsigned i = 0; i < 3; i++) {
		if (i)
			stand(&world, "default", 0, i % 2);
		notify = hear(&of_service, 200);
		CHECK(world_has(notify, "application/EmergencyCallData.ServiceState+json"));
		if (CHECK(notify && i3_state_read_service(notify->body, &service) == STATUS_OK)) {
			CHECK_TEXT(service.name, "PSAP");
			CHECK_TEXT(service.domain, "center.example");
			CHECK_NUMBER(service.state, states[i]);
			i3_state_close(service.held);
		}
		world_pass(&world, 1000);
	}
	/* How many wait is no concern of these. */
	stand(&world, "default", 9, 0);
	world_pass(&world, 5000);
	CHECK(!hear(&of_service, 200) && !hear(&of_element, 200));
	done(&world);
}

static void no_oftener(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua ua = subscribed(&world, HERE, CENTER, QUEUE);
	CHECK(hear(&ua, 200));
	for (uint32_t i = 1; i <= 99; i++) {
		stand(&world, "default", i, 1);
		world_pass(&world, 100);
		(void)hear(&ua, 200);
	}
	CHECK_NUMBER(notified(&world, HERE), 10);
	world_pass(&world, 1000);
	CHECK(queue_is(hear(&ua, 200), "sip:default@center.example", 99, I3_QUEUE_ACTIVE));
	CHECK_NUMBER(notified(&world, HERE), 11);
	/* What did not change is not told; who came and went is told of every queue. */
	world_pass(&world, 5000);
	stand(&world, "default", 99, 4);
	CHECK_NUMBER(notified(&world, HERE), 11);
	stand(&world, "fire", 0, 0);
	CHECK(queue_is(hear(&ua, 200), "sip:default@center.example", 99, I3_QUEUE_STANDBY));
	/* While one waits for its answer the next waits, and then has the last state. */
	world_pass(&world, 5000);
	stand(&world, "default", 5, 0);
	stand(&world, "default", 6, 0);
	world_pass(&world, 20000);
	CHECK_NUMBER(notified(&world, HERE), 13);
	CHECK(queue_is(hear(&ua, 200), "sip:default@center.example", 5, I3_QUEUE_STANDBY));
	world_pass(&world, 0);
	CHECK(queue_is(hear(&ua, 200), "sip:default@center.example", 6, I3_QUEUE_STANDBY));
	done(&world);
}

static void gone(void)
{
	static const struct {
		unsigned code; /* 0: no answer; 1: the connection breaks */
		bool ends;
	} rows[] = { { 481, true }, { 408, true },  { 489, true }, { 0, true },
		     { 1, true },   { 500, false }, { 200, false } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct world world = { 0 };
		world_open(&world);
		struct ua ua = subscribed(&world, HERE, CENTER, QUEUE);
		if (rows[i].code >= 200)
			CHECK(hear(&ua, rows[i].code));
		if (rows[i].code == 1)
			exchange_lost(world.exchange, HERE, world.now);
		world_pass(&world, 33000);
		stand(&world, "default", 1, 0);
		CHECK_NUMBER(notified(&world, HERE), rows[i].ends ? 1 : 2);
		world_skip(&world, HERE);
		ua_ask(&ua, "SUBSCRIBE", QUEUE, NULL);
		CHECK(ua_find(&ua, SIP_SUBSCRIBE, rows[i].ends ? 481 : 200));
		done(&world);
	}
}

static void lose(void *context, uint64_t flow, const struct sip_message *message)
{
	const struct world *world = context;
	if (message->method == SIP_NOTIFY && !message->response)
		exchange_lost(world->exchange, flow, world->now);
}

/* The connection turns out to have broken while a NOTIFY is sent on it, to all on it at once. */
static void lost_while_told(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua ua = subscribed(&world, HERE, CENTER, QUEUE);
	CHECK(hear(&ua, 200));
	struct ua second = subscribed(&world, HERE, CENTER, QUEUE);
	CHECK(hear(&second, 200));
	world.hear = lose;
	world.context = &world;
	world_pass(&world, 5000);
	stand(&world, "default", 1, 1);
	ua_ask(&ua, "SUBSCRIBE", QUEUE, NULL);
	CHECK(ua_find(&ua, SIP_SUBSCRIBE, 481));
	struct ua third = subscribed(&world, HERE, CENTER, QUEUE);
	world_pass(&world, 0);
	ua_ask(&third, "SUBSCRIBE", QUEUE, NULL);
	CHECK(ua_find(&third, SIP_SUBSCRIBE, 481));
	third = subscribed(&world, HERE, CENTER, QUEUE "Expires: 0\r\n");
	world.hear = NULL;
	done(&world);
}

static void full(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua first = subscribed(&world, HERE, CENTER, SERVICE);
	for (unsigned i = 1; i < EXCHANGE_SUBSCRIPTIONS_MAX; i++) {
		struct ua ua = ua_of(&world, HERE + 1 + i / NOTIFIER_SOURCE_MAX, "neighbour", CENTER);
		ua_ask(&ua, "SUBSCRIBE", SERVICE, NULL);
		CHECK(ua_find(&ua, SIP_SUBSCRIBE, 200));
		if (i != 2 * NOTIFIER_SOURCE_MAX - 1)
			continue;
		/* One address has all that it may have, by whatever flow. */
		ua = ua_of(&world, HERE + 2 - WORLD_STREAM, "neighbour", CENTER);
		ua_ask(&ua, "SUBSCRIBE", SERVICE, NULL);
		CHECK(world_has(ua_find(&ua, SIP_SUBSCRIBE, 503), "Retry-After: 60\r\n"));
	}
	struct ua more = ua_of(&world, HERE + 20, "neighbour", CENTER);
	ua_ask(&more, "SUBSCRIBE", SERVICE, NULL);
	CHECK(world_has(ua_find(&more, SIP_SUBSCRIBE, 503), "Retry-After: 60\r\n"));
	/* Who has one may keep it, or end it, and then there is room. */
	CHECK(hear(&first, 200));
	ua_ask(&first, "SUBSCRIBE", SERVICE, NULL);
	CHECK(ua_find(&first, SIP_SUBSCRIBE, 200));
	ua_ask(&first, "SUBSCRIBE", SERVICE "Expires: 0\r\n", NULL);
	CHECK(ua_find(&first, SIP_SUBSCRIBE, 200));
	ua_ask(&more, "SUBSCRIBE", SERVICE, NULL);
	CHECK(ua_find(&more, SIP_SUBSCRIBE, 200));
	/* A call comes through all the same, and nobody who does not answer stays. */
	struct ua caller = ua_of(&world, 1, "anna", "urn:service:sos");
	ua_ask(&caller, "INVITE", "", SDP_OF("caller", "4000"));
	CHECK(world_kept(&world, 7) && ua_find(&caller, SIP_INVITE, 180));
	ua_cancel(&caller);
	CHECK(ua_find(&caller, SIP_INVITE, 487));
	ua_ack(&caller, NULL);
	CHECK(hear(&more, 200));
	world_pass(&world, 33000);
	stand(&world, "default", 0, 1);
	unsigned all = 0;
	for (unsigned i = 0; i < EXCHANGE_SUBSCRIPTIONS_MAX / NOTIFIER_SOURCE_MAX; i++)
		all += notified(&world, HERE + 1 + i);
	CHECK_NUMBER(all, EXCHANGE_SUBSCRIPTIONS_MAX - 1);
	CHECK(hear(&more, 200));
	done(&world);
}

/* A phone that has registered, and wants to know of callers who leave. */
static struct ua reader(struct world *world)
{
	struct ua phone = ua_phone(world, WORLD_PHONE, "desk1");
	struct ua ua = ua_of(world, WORLD_PHONE, phone.name, CENTER);
	ua_ask(&ua, "SUBSCRIBE", ABANDONED, NULL);
	CHECK(ua_find(&ua, SIP_SUBSCRIBE, 200));
	return ua;
}

static void hear_left(struct world *world, uint32_t call, uint64_t ticket, struct bytes invite)
{
	struct parcel parcel = {
		.kind = PARCEL_ABANDONED, .call = call, .ticket = ticket, .stamp_us = world->now.us - 5
	};
	parcel.text[PARCEL_TEXT_RAW] = invite;
	exchange_hear(world->exchange, &parcel, world->now);
}

static void caller_leaves(bool read)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua ua = { 0 };
	if (read) {
		ua = reader(&world);
		/* There is nothing to tell as yet. */
		const struct sip_message *first = hear(&ua, 200);
		CHECK(world_has(first, "Subscription-State: active") && first->body.length == 0);
	}
	struct ua caller = ua_of(&world, 1, "anna", "urn:service:sos");
	ua_ask(&caller, "INVITE", "", SDP_OF("caller", "4000"));
	const struct parcel call = *world_told(&world, PARCEL_CALL); /* what it borrows stays where it is */
	struct parcel kept = { .kind = PARCEL_KEPT, .ticket = call.ticket, .call = 7 };
	exchange_hear(world.exchange, &kept, world.now);
	struct instant came = world.now;
	world_pass(&world, 4000);
	ua_cancel(&caller);
	ua_ack(&caller, NULL);
	const struct parcel *left = world_told(&world, PARCEL_LEFT);
	CHECK_NUMBER(left->ticket, read ? came.us + 4000000 : 0);
	struct parcel abandoned = {
		.kind = PARCEL_ABANDONED, .call = 7, .ticket = (uint64_t)(came.us + 4000000), .stamp_us = came.us
	};
	abandoned.text[PARCEL_TEXT_RAW] = call.text[PARCEL_TEXT_RAW];
	exchange_hear(world.exchange, &abandoned, world.now);
	world_pass(&world, 0);
	CHECK_NUMBER(notified(&world, WORLD_PHONE), read ? 2 : 0);
	struct i3_abandoned_call told;
	const struct sip_message *notify = read ? hear(&ua, 200) : NULL;
	if (read && CHECK(notify && i3_state_read_abandoned(notify->body, &told) == STATUS_OK)) {
		CHECK(bytes_same(told.invite, call.text[PARCEL_TEXT_RAW]));
		CHECK_NUMBER(told.invited.us, came.us);
		CHECK_NUMBER(told.cancelled.us, came.us + 4000000);
		CHECK(world_has(notify, "Content-Type: application/emergencyCallData.AbandonedCall+json\r\n"));
		i3_state_close(told.held);
	}
	/* It is told once. */
	if (read) {
		ua_ask(&ua, "SUBSCRIBE", ABANDONED, NULL);
		notify = hear(&ua, 200);
		CHECK(notify && notify->body.length == 0);
	}
	done(&world);
}

/* Many leave at once: each is told, one after another, as fast as they are taken. */
static void many_leave(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua ua = reader(&world);
	CHECK(hear(&ua, 200));
	for (unsigned i = 0; i < 40; i++)
		hear_left(&world, i + 1, (uint64_t)world.now.us, bytes_of_text("INVITE a"));
	unsigned told = 0;
	for (; told < 100; told++) {
		world_pass(&world, 0);
		const struct sip_message *notify = hear(&ua, 200);
		if (!notify)
			break;
		CHECK(world_has(notify, "INVITE a"));
	}
	CHECK_NUMBER(told, 40);
	/* Nobody takes them: the oldest go. */
	hear_left(&world, 1, 1, bytes_of_text("INVITE a"));
	world_pass(&world, 0);
	for (unsigned i = 0; i < STANDING_LEFT_MAX + 10; i++)
		hear_left(&world, i + 1, (uint64_t)world.now.us, bytes_of_text("INVITE b"));
	for (told = 0; hear(&ua, 200); told++)
		world_pass(&world, 0);
	CHECK_NUMBER(told, 1 + STANDING_LEFT_MAX);
	done(&world);
}

static void long_ones_leave(void)
{
	static char raw[60000];
	struct world world = { 0 };
	struct i3_abandoned_call call;
	world_open(&world);
	struct ua ua = reader(&world);
	CHECK(hear(&ua, 200));
	/* Six bytes each in JSON: as much of it as a message can carry. */
	memset(raw, 1, sizeof raw);
	memcpy(raw, "INVITE", 6);
	const struct bytes invite = bytes_of(raw, sizeof raw);
	hear_left(&world, 1, 1, invite);
	world_pass(&world, 0);
	const struct sip_message *notify = hear(&ua, 200);
	if (CHECK(notify && i3_state_read_abandoned(notify->body, &call) == STATUS_OK)) {
		CHECK(call.invite.length > 5000 && memcmp(call.invite.at, "INVITE", 6) == 0);
		i3_state_close(call.held);
	}
	hear_left(&world, 1, 1, invite);
	world_pass(&world, 0);
	for (unsigned i = 0; i < 2 * STANDING_LEFT_MAX_BYTES / sizeof raw; i++)
		hear_left(&world, i + 1, 1, invite);
	unsigned told = 0;
	for (; hear(&ua, 200); told++)
		world_pass(&world, 0);
	CHECK_NUMBER(told, 1 + STANDING_LEFT_MAX_BYTES / sizeof raw);
	done(&world);
}

/* Two readers, one of whom never answers: the other one loses nothing by that. */
static void one_is_slow(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua fast = reader(&world), slow = ua_of(&world, WORLD_PHONE, "desk1", CENTER);
	CHECK(hear(&fast, 200));
	ua_ask(&slow, "SUBSCRIBE", ABANDONED, NULL);
	CHECK(ua_find(&slow, SIP_SUBSCRIBE, 200));
	const struct bytes id = bytes_of_text(fast.call_id);
	unsigned told = 0;
	for (unsigned i = 0; i < 5; i++)
		hear_left(&world, i + 1, 1, bytes_of_text("INVITE c"));
	world_pass(&world, 0);
	const struct sip_message *notify;
	while ((notify = world_find(&world, WORLD_PHONE, SIP_NOTIFY, 0)) != NULL) {
		if (!bytes_same(notify->call_id, id))
			continue;
		ua_reply(&fast, notify, 200, "", NULL);
		world_pass(&world, 0);
		told++;
	}
	CHECK_NUMBER(told, 5);
	CHECK_NUMBER(notified(&world, WORLD_PHONE), 1 + 5 + 1);
	world_pass(&world, 40000);
	ua_ask(&slow, "SUBSCRIBE", ABANDONED, NULL);
	CHECK(ua_find(&slow, SIP_SUBSCRIBE, 481));
	done(&world);
}

int main(void)
{
	told_at_once();
	lasts();
	too_brief();
	refreshed();
	refused();
	documents();
	no_oftener();
	gone();
	lost_while_told();
	full();
	caller_leaves(false);
	caller_leaves(true);
	many_leave();
	long_ones_leave();
	one_is_slow();
	return check_done();
}
