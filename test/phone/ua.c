/* Somebody with a phone, in the simulated world around an exchange: asks, answers, and keeps one dialog. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

static void copy(char *to, size_t room, struct bytes from)
{
	size_t length = from.length < room - 1 ? from.length : room - 1;
	if (length)
		memcpy(to, from.at, length);
	to[length] = 0;
}

static void carry(struct ua *ua, struct bytes bytes)
{
	if (ua->world->carry)
		ua->world->carry(ua->world->context, ua->flow, bytes);
	else
		exchange_take(ua->world->exchange, bytes, world_flow(ua->flow), ua->world->now);
}

struct ua ua_of(struct world *world, uint64_t flow, const char *name, const char *uri)
{
	static unsigned serial; /* so that no two of a run are taken for one */
	struct ua ua = { .world = world, .flow = flow };
	serial++;
	(void)snprintf(ua.name, sizeof ua.name, "%s", name);
	(void)snprintf(ua.tag, sizeof ua.tag, "t%u%s", serial, name);
	(void)snprintf(ua.call_id, sizeof ua.call_id, "c%u-%s@there.example", serial, name);
	(void)snprintf(ua.uri, sizeof ua.uri, "%s", uri);
	(void)snprintf(ua.target, sizeof ua.target, "%s", uri);
	(void)snprintf(ua.remote, sizeof ua.remote, "<%s>", uri);
	return ua;
}

static void send(struct ua *ua, const char *method, unsigned cseq, const char *branch, const char *more,
                 const char *type, const char *body)
{
	struct buffer out = { 0 };
	enum status status = buffer_print(
	    &out,
	    "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s.example:5060;branch=%s;rport\r\nMax-Forwards: 70\r\n"
	    "From: \"%s\" <sip:%s@there.example>;tag=%s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %u %s\r\n"
	    "Contact: <sip:%s@198.51.100.%u:5060>\r\n%s%s%s%sContent-Length: %zu\r\n\r\n%s",
	    method, ua->target, ua->name, branch, ua->name, ua->name, ua->tag, ua->remote, ua->call_id, cseq, method,
	    ua->name, (unsigned)(ua->flow % WORLD_STREAM), more, body ? "Content-Type: " : "", body ? type : "",
	    body ? "\r\n" : "", body ? strlen(body) : 0, body ? body : "");
	if (status != STATUS_OK)
		abort();
	carry(ua, buffer_bytes(&out));
	buffer_close(&out);
}

void ua_ask_body(struct ua *ua, const char *method, const char *more, const char *type, const char *body)
{
	char branch[sizeof ua->branch];
	(void)snprintf(branch, sizeof branch, "z9hG4bK%.20s.%u", ua->tag, ++ua->serial);
	ua->cseq++;
	if (strcmp(method, "INVITE") == 0) {
		memcpy(ua->branch, branch, sizeof branch);
		ua->invite_cseq = ua->cseq;
	}
	send(ua, method, ua->cseq, branch, more, type, body);
}

void ua_ask(struct ua *ua, const char *method, const char *more, const char *sdp)
{
	ua_ask_body(ua, method, more, "application/sdp", sdp);
}

void ua_ack(struct ua *ua, const char *sdp)
{
	char branch[sizeof ua->branch];
	(void)snprintf(branch, sizeof branch, "z9hG4bK%.20s.%u", ua->tag, ++ua->serial);
	send(ua, "ACK", ua->invite_cseq, branch, "", "application/sdp", sdp);
}

void ua_cancel(struct ua *ua)
{
	char remote[sizeof ua->remote], target[sizeof ua->target];
	memcpy(remote, ua->remote, sizeof remote);
	memcpy(target, ua->target, sizeof target);
	(void)snprintf(ua->remote, sizeof ua->remote, "<%s>", ua->uri);
	memcpy(ua->target, ua->uri, sizeof ua->uri);
	send(ua, "CANCEL", ua->invite_cseq, ua->branch, "", "", NULL);
	memcpy(ua->remote, remote, sizeof remote);
	memcpy(ua->target, target, sizeof target);
}

void ua_learn(struct ua *ua, const struct sip_message *message)
{
	struct sip_cursor cursor = { 0 };
	struct sip_address address;
	struct bytes item;
	if (message->response && message->code > 100 && message->code < 300 && message->to.tag.length)
		copy(ua->remote, sizeof ua->remote, sip_message_header(message, SIP_TO, 0));
	if (!message->response && message->method == SIP_INVITE && !message->to.tag.length) {
		copy(ua->remote, sizeof ua->remote, sip_message_header(message, SIP_FROM, 0));
		copy(ua->call_id, sizeof ua->call_id, message->call_id);
	}
	if ((!message->response || message->code < 300) && sip_message_next(message, SIP_CONTACT, &cursor, &item) &&
	    sip_address_read(item, &address))
		copy(ua->target, sizeof ua->target, address.uri_text);
}

const struct sip_message *ua_find(struct ua *ua, enum sip_method method, unsigned code)
{
	const struct sip_message *message = world_find(ua->world, ua->flow, method, code);
	if (message)
		ua_learn(ua, message);
	return message;
}

void ua_reply(struct ua *ua, const struct sip_message *request, unsigned code, const char *more, const char *sdp)
{
	struct buffer out = { 0 };
	bool good = request &&
	            sip_write_response(&out, request, code, NULL, code > 100 ? ua->tag : NULL, NULL, 0) == STATUS_OK &&
	            buffer_print(&out, "Contact: <sip:%s@198.51.100.%u:5060>%s\r\n%s", ua->name,
	                         (unsigned)(ua->flow % WORLD_STREAM),
	                         strncmp(ua->name, "conf", 4) == 0 ? ";isfocus" : "", more) == STATUS_OK &&
	            sip_write_body(&out, "application/sdp", bytes_of_text(sdp)) == STATUS_OK;
	if (good)
		carry(ua, buffer_bytes(&out));
	buffer_close(&out);
}

struct ua ua_phone(struct world *world, uint64_t flow, const char *name)
{
	char uri[96];
	(void)snprintf(uri, sizeof uri, "sip:%s@center.example", name);
	struct ua ua = ua_of(world, flow, name, uri);
	ua_ask(&ua, "REGISTER", "Expires: 3600\r\n", NULL);
	const struct parcel *asked = world_told(world, PARCEL_CREDENTIALS);
	if (asked) {
		struct parcel admitted = { .kind = PARCEL_ADMITTED, .ticket = asked->ticket };
		exchange_hear(world->exchange, &admitted, world->now);
	}
	(void)world_told(world, PARCEL_PHONE);
	world_skip(world, flow);
	ua.cseq = 0;
	return ua;
}

bool ua_connect(struct ua *caller, struct ua *phone, uint32_t call)
{
	struct world *world = caller->world;
	ua_ask(caller, "INVITE", "", SDP_OF("caller", "4000"));
	if (!world_kept(world, call))
		return false;
	world_hear(world, PARCEL_RING, call, 0, phone->name);
	const struct sip_message *invite = ua_find(phone, SIP_INVITE, 0);
	ua_reply(phone, invite, 180, "", NULL);
	ua_reply(phone, invite, 200, "", SDP_OF("phone", "5000"));
	if (!world_told(world, PARCEL_TAKEN))
		return false;
	world_hear(world, PARCEL_TALK, call, 0, phone->name);
	bool good = ua_find(phone, SIP_ACK, 0) && ua_find(caller, SIP_INVITE, 200);
	ua_ack(caller, NULL);
	return good;
}
