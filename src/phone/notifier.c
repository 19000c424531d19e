/* Who wants to know how the center stands: SUBSCRIBE and NOTIFY (RFC 6665) for the event packages of NENA i3. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/notifier.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/queue.h"
#include "phone/registrar.h"
#include "phone/standing.h"

/* The longest Event that is taken: a package, and an id. */
#define EVENT_MAX_BYTES 256u
/* How long whoever finds no room is asked to stay away. */
#define ROOM_AGAIN_S "60"
#define WRITTEN_(NUMBER) #NUMBER
#define WRITTEN(NUMBER) WRITTEN_(NUMBER)

static const struct bytes none = { 0 };

struct subscription {
	struct subscription *next, **at; /* in the list of all; what points to it there */
	struct leg leg;                  /* its dialog, in none of the exchange's indexes */
	enum standing_package package;
	struct buffer event;  /* what Event says in each NOTIFY */
	struct buffer queue;  /* its name */
	struct instant until; /* when it ends */
	struct instant again; /* before this no state is told */
	uint64_t source;      /* a hash of the address that asked for it */
	uint64_t serial;      /* of the first call that was left and has not been told */
	bool asked;           /* a NOTIFY waits for its response */
	bool changed;         /* there is something to tell */
	bool lost;            /* nobody is there; freed at the next pass, since it may be in use */
};

static void wake(struct exchange *exchange, struct instant at)
{
	if (!instant_known(exchange->notify_due) || instant_before(at, exchange->notify_due))
		exchange->notify_due = at;
}

static uint64_t hash_number(const struct exchange *exchange, uint64_t number)
{
	return index_hash(exchange->hash_key, bytes_of(&number, sizeof number));
}

static uint64_t hash_id(const struct exchange *exchange, const struct subscription *subscription)
{
	return index_hash(exchange->hash_key, buffer_bytes(&subscription->leg.call_id));
}

static void close_buffers(struct subscription *subscription)
{
	struct leg *leg = &subscription->leg;
	struct buffer *all[] = { &leg->call_id, &leg->local, &leg->remote,         &leg->target,
		                 &leg->routes,  &leg->sdp,   &subscription->event, &subscription->queue };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		buffer_close(all[i]);
}

/* What no subscriber has still to see goes. */
static void tidy(struct exchange *exchange)
{
	uint64_t least = UINT64_MAX;
	for (const struct subscription *one = exchange->subscriptions; one && exchange->left_first; one = one->next)
		if (one->package == STANDING_ABANDONED && one->serial < least)
			least = one->serial;
	standing_let_go(exchange, least);
}

static void forget(struct exchange *exchange, struct subscription *subscription)
{
	*subscription->at = subscription->next;
	if (subscription->next)
		subscription->next->at = subscription->at;
	index_remove(&exchange->subscriptions_by_number, hash_number(exchange, subscription->leg.number), subscription);
	index_remove(&exchange->subscriptions_by_id, hash_id(exchange, subscription), subscription);
	exchange->subscription_count--;
	exchange->left_readers -= subscription->package == STANDING_ABANDONED;
	close_buffers(subscription);
	free(subscription);
	tidy(exchange);
}

/* Tells the present state; `reason`: why it is the last time, or NULL. */
static void notify(struct exchange *exchange, struct subscription *subscription, const char *reason)
{
	struct buffer body = { 0 };
	struct bytes event = buffer_bytes(&subscription->event);
	int64_t left_s = (instant_since(subscription->until, exchange->now).us + 500000) / 1000000;
	uint64_t serial = subscription->serial;
	buffer_clear(&exchange->more);
	enum status status = buffer_print(&exchange->more, "Event: %.*s\r\nSubscription-State: ", (int)event.length,
	                                  (const char *)event.at);
	if (status == STATUS_OK)
		status = reason ? buffer_print(&exchange->more, "terminated;reason=%s\r\n", reason)
		                : buffer_print(&exchange->more, "active;expires=%lld\r\n", (long long)left_s);
	if (status == STATUS_OK)
		status =
		    standing_write(exchange, subscription->package, buffer_bytes(&subscription->queue), &serial, &body);
	/* Set before it is sent: sending may find out that there is nobody. */
	subscription->asked = true;
	subscription->serial = serial;
	subscription->changed =
	    subscription->package == STANDING_ABANDONED && body.length && serial <= exchange->left_serial;
	subscription->again =
	    instant_after(exchange->now, span_s(subscription->package == STANDING_ABANDONED ? 0 : NOTIFIER_EVERY_S));
	if (status != STATUS_OK ||
	    !make_request(exchange, &subscription->leg, SIP_NOTIFY, buffer_bytes(&exchange->more),
	                  standing_type(subscription->package), buffer_bytes(&body)))
		subscription->lost = true;
	buffer_close(&body);
	wake(exchange, subscription->lost ? exchange->now : subscription->until);
}

static void end(struct exchange *exchange, struct subscription *subscription, const char *reason)
{
	notify(exchange, subscription, reason);
	forget(exchange, subscription);
}

/* The package of a request, and what Event is to say in return; STANDING_PACKAGES: none that there is. */
static enum standing_package read_event(const struct sip_message *message, struct buffer *ret_event)
{
	struct bytes event = sip_message_header(message, SIP_EVENT, 0), id = none;
	size_t length = 0;
	while (length < event.length && event.at[length] != ';' && event.at[length] != ' ' && event.at[length] != '\t')
		length++;
	enum standing_package package = standing_named(bytes_of(event.at, length));
	if (package == STANDING_PACKAGES || event.length > EVENT_MAX_BYTES)
		return STANDING_PACKAGES;
	bool has_id = length < event.length &&
	              sip_param(bytes_of(event.at + length + 1, event.length - length - 1), "id", &id) && id.length;
	if (buffer_print(ret_event, "%s%s%.*s", standing_name(package), has_id ? ";id=" : "", (int)id.length,
	                 (const char *)id.at) != STATUS_OK)
		return STANDING_PACKAGES;
	return package;
}

static int64_t granted_s(const struct sip_message *message)
{
	int64_t wanted_s = message->expires_s < 0 ? NOTIFIER_MAX_S : message->expires_s;
	return wanted_s < NOTIFIER_MAX_S ? wanted_s : NOTIFIER_MAX_S;
}

/* Those who want to know of callers who left are given whole INVITEs, with numbers and places: that is for whoever has shown a
 * secret of ours, as a phone that registers has.  The rest says nothing of anybody, and whoever asks may know it. */
static bool may_know(const struct exchange *exchange, enum standing_package package, const struct sip_message *message,
                     struct sip_flow flow)
{
	return package != STANDING_ABANDONED || registrar_who(exchange, message, flow).length;
}

/* The queue that a SUBSCRIBE names by its user; the default one if it names nobody. */
static struct bytes queue_of(const struct sip_message *message)
{
	return message->uri.user.length ? message->uri.user : bytes_of_text(QUEUE_DEFAULT_NAME);
}

static struct subscription *begin(struct exchange *exchange, enum standing_package package,
                                  const struct sip_message *message, struct sip_flow flow)
{
	char tag[IDENT_BYTES];
	size_t things = exchange->subscription_count + (size_t)1;
	struct subscription *subscription = calloc(1, sizeof *subscription);
	if (!subscription)
		return NULL;
	exchange_ident(exchange, tag);
	bool good = index_reserve(&exchange->subscriptions_by_number, things) == STATUS_OK &&
	            index_reserve(&exchange->subscriptions_by_id, things) == STATUS_OK &&
	            leg_from_invite(&subscription->leg, message, tag) &&
	            (package != STANDING_QUEUE || make_copy(&subscription->queue, queue_of(message)));
	if (!good) {
		close_buffers(subscription);
		free(subscription);
		return NULL;
	}
	buffer_close(&subscription->leg.sdp); /* whatever came with it */
	subscription->package = package;
	subscription->leg.flow = flow;
	subscription->leg.number = ++exchange->last_leg;
	subscription->serial = exchange->left_serial + 1;
	subscription->at = &exchange->subscriptions;
	subscription->next = exchange->subscriptions;
	if (subscription->next)
		subscription->next->at = &subscription->next;
	exchange->subscriptions = subscription;
	exchange->subscription_count++;
	exchange->left_readers += package == STANDING_ABANDONED;
	index_add(&exchange->subscriptions_by_number, hash_number(exchange, subscription->leg.number), subscription);
	index_add(&exchange->subscriptions_by_id, hash_id(exchange, subscription), subscription);
	return subscription;
}

/* The subscription that a request within a dialog belongs to. */
static struct subscription *of_request(const struct exchange *exchange, const struct sip_message *message,
                                       struct bytes event)
{
	size_t cursor = 0;
	struct subscription *subscription;
	struct sip_address local, remote;
	uint64_t hash = index_hash(exchange->hash_key, message->call_id);
	while ((subscription = index_find(&exchange->subscriptions_by_id, hash, &cursor)) != NULL) {
		const struct leg *leg = &subscription->leg;
		if (!subscription->lost && bytes_same(buffer_bytes(&leg->call_id), message->call_id) &&
		    sip_address_read(buffer_bytes(&leg->local), &local) && bytes_same(local.tag, message->to.tag) &&
		    sip_address_read(buffer_bytes(&leg->remote), &remote) &&
		    bytes_same(remote.tag, message->from.tag) && bytes_same(buffer_bytes(&subscription->event), event))
			return subscription;
	}
	return NULL;
}

/* Grants it, and tells the present state at once (RFC 6665 4.2.1.2). */
static void grant(struct exchange *exchange, sip_handle handle, struct subscription *subscription,
                  const struct sip_message *message)
{
	struct buffer head = { 0 };
	char expires[32], tag[IDENT_BYTES] = "";
	struct sip_address local;
	int64_t lasts_s = granted_s(message);
	struct sip_flow flow = subscription->leg.flow;
	if (sip_address_read(buffer_bytes(&subscription->leg.local), &local))
		(void)snprintf(tag, sizeof tag, "%.*s", (int)local.tag.length, (const char *)local.tag.at);
	(void)snprintf(expires, sizeof expires, "Expires: %lld\r\n", (long long)lasts_s);
	subscription->until = instant_after(exchange->now, span_s(lasts_s));
	if (make_head(exchange, message, flow, tag, &head))
		make_later_reply(exchange, handle, &head, flow, 200, bytes_of_text(expires), none);
	buffer_close(&head);
	/* Before its NOTIFY has been answered another one could overtake it. */
	if (!lasts_s)
		end(exchange, subscription, "timeout");
	else if (!subscription->asked)
		notify(exchange, subscription, NULL);
	else
		subscription->changed = true;
	if (lasts_s && subscription->changed)
		subscription->again = exchange->now;
}

static uint64_t source_of(const struct exchange *exchange, struct sip_flow flow)
{
	struct exchange_end here, there;
	bool known = exchange->port.ends(exchange->context, flow, &here, &there);
	return index_hash(exchange->hash_key, bytes_of_text(known ? there.host : ""));
}

static bool has_room(const struct exchange *exchange, uint64_t source)
{
	uint32_t same = 0;
	for (const struct subscription *one = exchange->subscriptions; one; one = one->next)
		same += one->source == source;
	return exchange->subscription_count < EXCHANGE_SUBSCRIPTIONS_MAX && same < NOTIFIER_SOURCE_MAX;
}

/* Why a new one cannot be; 0: it can. */
static unsigned turned_down(const struct exchange *exchange, enum standing_package package,
                            const struct sip_message *message, struct sip_flow flow)
{
	if (package == STANDING_QUEUE && !standing_has(exchange, queue_of(message)))
		return 404;
	if (!may_know(exchange, package, message, flow))
		return 403;
	return has_room(exchange, source_of(exchange, flow)) ? 0 : 503;
}

static void open_new(struct exchange *exchange, sip_handle handle, enum standing_package package, struct buffer *event,
                     const struct sip_message *message, struct sip_flow flow)
{
	unsigned code = turned_down(exchange, package, message, flow);
	struct subscription *subscription = code ? NULL : begin(exchange, package, message, flow);
	if (subscription) {
		subscription->event = *event;
		subscription->source = source_of(exchange, flow);
		*event = (struct buffer){ 0 };
		grant(exchange, handle, subscription, message);
		return;
	}
	code = code ? code : 503;
	make_reply(exchange, handle, message, flow, code, NULL,
	           code == 503 ? bytes_of_text("Retry-After: " ROOM_AGAIN_S "\r\n") : none);
}

static void go_on(struct exchange *exchange, sip_handle handle, struct subscription *subscription,
                  const struct sip_message *message, struct sip_flow flow)
{
	struct leg *leg = &subscription->leg;
	/* RFC 3261 12.2.2: it was overtaken by a later one. */
	if (message->cseq <= leg->invite_cseq) {
		make_reply(exchange, handle, message, flow, 500, NULL, none);
		return;
	}
	leg->invite_cseq = message->cseq;
	leg->flow = flow;
	leg_keep_target(leg, message);
	grant(exchange, handle, subscription, message);
}

void notifier_subscribe(struct exchange *exchange, sip_handle handle, const struct sip_message *message,
                        struct sip_flow flow)
{
	struct buffer event = { 0 };
	enum standing_package package = read_event(message, &event);
	struct subscription *subscription = NULL;
	if (message->to.tag.length)
		subscription = of_request(exchange, message, buffer_bytes(&event));
	if (package == STANDING_PACKAGES) {
		buffer_clear(&exchange->more);
		enum status status = buffer_append_text(&exchange->more, "Allow-Events: ");
		for (unsigned i = 0; status == STATUS_OK && i < STANDING_PACKAGES; i++)
			status = buffer_print(&exchange->more, "%s%s", standing_name((enum standing_package)i),
			                      i + 1 < STANDING_PACKAGES ? ", " : "\r\n");
		make_reply(exchange, handle, message, flow, 489, NULL,
		           status == STATUS_OK ? buffer_bytes(&exchange->more) : none);
	} else if (message->expires_s > 0 && message->expires_s < NOTIFIER_MIN_S) {
		make_reply(exchange, handle, message, flow, 423, NULL,
		           bytes_of_text("Min-Expires: " WRITTEN(NOTIFIER_MIN_S) "\r\n"));
	} else if (subscription) {
		go_on(exchange, handle, subscription, message, flow);
	} else if (message->to.tag.length) {
		/* One that has ended, or was another edge's: whoever wants it subscribes anew, as RFC 6665 4.1.2.2 has it of a 481.  Within a call's dialog there are none
		 * (RFC 6665 4.5.2 has that kind given up). */
		make_reply(exchange, handle, message, flow, 481, NULL, none);
	} else {
		open_new(exchange, handle, package, &event, message, flow);
	}
	buffer_close(&event);
}

/* After these there is no subscription any more (RFC 6665 4.2.2, RFC 5057 section 5.1). */
static bool ends_it(unsigned code)
{
	static const unsigned codes[] = { 404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604 };
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (code == codes[i])
			return true;
	return false;
}

bool notifier_response(struct exchange *exchange, uint64_t user, unsigned code)
{
	size_t cursor = 0;
	struct subscription *subscription;
	uint64_t hash = hash_number(exchange, user);
	while ((subscription = index_find(&exchange->subscriptions_by_number, hash, &cursor)) != NULL)
		if (subscription->leg.number == user)
			break;
	if (!subscription)
		return false;
	subscription->asked = false;
	if (ends_it(code)) {
		subscription->lost = true;
		wake(exchange, exchange->now);
	} else if (subscription->changed) {
		wake(exchange, instant_later(subscription->again, exchange->now));
	}
	return true;
}

static void mark(struct exchange *exchange, struct subscription *subscription)
{
	subscription->changed = true;
	if (!subscription->asked)
		wake(exchange, instant_later(subscription->again, exchange->now));
}

void notifier_queue(struct exchange *exchange, const struct parcel *parcel)
{
	bool queue, staff;
	standing_hear(exchange, parcel, &queue, &staff);
	for (struct subscription *one = exchange->subscriptions; one && (queue || staff); one = one->next) {
		/* Whether somebody is there concerns all queues (RQ_ESRP_005). */
		bool same = bytes_same(buffer_bytes(&one->queue), parcel->text[PARCEL_TEXT_WHO]);
		if ((one->package == STANDING_QUEUE && (staff || same)) || (one->package == STANDING_SERVICE && staff))
			mark(exchange, one);
	}
}

bool notifier_wants_left(const struct exchange *exchange)
{
	return exchange->left_readers != 0;
}

void notifier_abandoned(struct exchange *exchange, const struct parcel *parcel)
{
	if (!exchange->left_readers ||
	    !standing_keep(exchange, parcel->text[PARCEL_TEXT_RAW], (struct instant){ parcel->stamp_us },
	                   (struct instant){ (int64_t)parcel->ticket }))
		return;
	for (struct subscription *one = exchange->subscriptions; one; one = one->next)
		if (one->package == STANDING_ABANDONED)
			mark(exchange, one);
}

/* Does what is due of one, and says when there is something to do next. */
static void pass_one(struct exchange *exchange, struct subscription *subscription)
{
	bool over = !instant_before(exchange->now, subscription->until);
	bool tells = subscription->changed && !subscription->asked;
	if (subscription->lost) {
		forget(exchange, subscription);
	} else if (over) {
		end(exchange, subscription, "timeout");
	} else if (tells && !instant_before(exchange->now, subscription->again)) {
		notify(exchange, subscription, NULL);
		tidy(exchange);
	} else {
		wake(exchange, tells && instant_before(subscription->again, subscription->until) ? subscription->again
		                                                                                 : subscription->until);
	}
}

void notifier_pass(struct exchange *exchange)
{
	/* Again only for those who turned out not to be there: they go, so it ends. */
	while (instant_known(exchange->notify_due) && !instant_before(exchange->now, exchange->notify_due)) {
		exchange->notify_due = (struct instant){ 0 };
		for (struct subscription *one = exchange->subscriptions, *next; one; one = next) {
			next = one->next;
			pass_one(exchange, one);
		}
	}
}

void notifier_close(struct exchange *exchange)
{
	while (exchange->subscriptions)
		forget(exchange, exchange->subscriptions);
	index_close(&exchange->subscriptions_by_number);
	index_close(&exchange->subscriptions_by_id);
	standing_close(exchange);
}
