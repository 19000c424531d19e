/* Messages are made here: responses to requests at hand or of long ago, and requests in a dialog. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "phone/exchange_inside.h"

static const char *const written[EXCHANGE_TRANSPORTS] = {
	[EXCHANGE_UDP] = "UDP", [EXCHANGE_TCP] = "TCP", [EXCHANGE_TLS] = "TLS"
};
static const char *const param[EXCHANGE_TRANSPORTS] = {
	[EXCHANGE_UDP] = "", [EXCHANGE_TCP] = ";transport=tcp", [EXCHANGE_TLS] = ";transport=tls"
};

bool make_copy(struct buffer *buffer, struct bytes bytes)
{
	buffer_clear(buffer);
	return buffer_append(buffer, bytes) == STATUS_OK;
}

unsigned make_polite(unsigned code)
{
	/* 401, 403, 404, 486 and 6xx are never said to whoever calls for help (NENA-STA-010.3f, RQ_ESRP_098). */
	static const unsigned rude[] = { 401, 403, 404, 407, 486 };
	for (size_t i = 0; i < sizeof rude / sizeof *rude; i++)
		if (code == rude[i])
			return 488;
	return code >= 600 ? 488 : code;
}

static bool is_ipv6(const char *host)
{
	return strchr(host, ':') != NULL;
}

static enum status put_place(struct buffer *out, const char *before, const struct exchange_end *end)
{
	bool six = is_ipv6(end->host);
	return buffer_print(out, "%s%s%s%s:%u", before, six ? "[" : "", end->host, six ? "]" : "", end->port);
}

enum status make_contact(struct exchange *exchange, struct sip_flow flow, struct buffer *out)
{
	struct exchange_end here, there;
	if (!exchange->port.ends(exchange->context, flow, &here, &there))
		return STATUS_MISSING;
	enum status status = put_place(out, "<sip:tocsin@", &here);
	return status == STATUS_OK ? buffer_print(out, "%s>", param[here.transport]) : status;
}

enum status make_via(struct exchange *exchange, struct sip_flow flow, struct buffer *out)
{
	struct exchange_end here, there;
	char ident[IDENT_BYTES];
	if (!exchange->port.ends(exchange->context, flow, &here, &there))
		return STATUS_MISSING;
	exchange_ident(exchange, ident);
	enum status status = buffer_print(out, "Via: SIP/2.0/%s ", written[here.transport]);
	if (status == STATUS_OK)
		status = put_place(out, "", &here);
	return status == STATUS_OK ? buffer_print(out, ";branch=z9hG4bK%s;rport\r\n", ident) : status;
}

static enum status put_contact(struct exchange *exchange, struct sip_flow flow)
{
	enum status status = buffer_append_text(&exchange->out, "Contact: ");
	if (status == STATUS_OK)
		status = make_contact(exchange, flow, &exchange->out);
	return status == STATUS_OK ? buffer_append_text(&exchange->out, "\r\n") : status;
}

/* What stands in every message of ours that makes or keeps a dialog. */
static enum status put_common(struct exchange *exchange, struct sip_flow flow)
{
	enum status status = put_contact(exchange, flow);
	if (status == STATUS_OK)
		status = buffer_append_text(&exchange->out,
		                            "Allow: " EXCHANGE_ALLOW "\r\nUser-Agent: " EXCHANGE_AGENT "\r\n");
	return status;
}

void make_reply(struct exchange *exchange, sip_handle handle, const struct sip_message *request, struct sip_flow flow,
                unsigned code, const char *tag, struct bytes more)
{
	struct exchange_end here, there;
	char ident[IDENT_BYTES];
	bool known = exchange->port.ends(exchange->context, flow, &here, &there);
	if (!tag && code > 100) {
		exchange_ident(exchange, ident);
		tag = ident;
	}
	buffer_clear(&exchange->out);
	enum status status = sip_write_response(&exchange->out, request, code, NULL, tag, known ? there.host : NULL,
	                                        known ? there.port : 0);
	if (status == STATUS_OK)
		status = buffer_append(&exchange->out, more);
	if (status == STATUS_OK)
		status = sip_write_body(&exchange->out, NULL, (struct bytes){ 0 });
	if (status != STATUS_OK)
		return; /* as if it had been lost on its way: it will be asked again */
	if (handle)
		(void)!sip_layer_reply(exchange->layer, handle, code, buffer_bytes(&exchange->out), exchange->now);
	else
		exchange->port.send(exchange->context, flow, buffer_bytes(&exchange->out));
}

bool make_head(struct exchange *exchange, const struct sip_message *request, struct sip_flow flow, const char *tag,
               struct buffer *ret_head)
{
	struct exchange_end here, there;
	bool known = exchange->port.ends(exchange->context, flow, &here, &there);
	buffer_clear(&exchange->out);
	if (sip_write_response(&exchange->out, request, 200, NULL, tag, known ? there.host : NULL,
	                       known ? there.port : 0) != STATUS_OK)
		return false;
	struct sip_cursor cursor = { 0 };
	struct bytes item;
	while (sip_message_next(request, SIP_RECORD_ROUTE, &cursor, &item))
		if (sip_write_header(&exchange->out, SIP_RECORD_ROUTE, item) != STATUS_OK)
			return false;
	const uint8_t *line = memchr(exchange->out.at, '\n', exchange->out.length);
	assert(line);
	size_t skipped = (size_t)(line - exchange->out.at) + 1;
	return make_copy(ret_head, bytes_of(line + 1, exchange->out.length - skipped));
}

void make_later_reply(struct exchange *exchange, sip_handle handle, const struct buffer *head, struct sip_flow flow,
                      unsigned code, struct bytes more, struct bytes sdp)
{
	buffer_clear(&exchange->out);
	enum status status = sip_write_status(&exchange->out, code, NULL);
	if (status == STATUS_OK)
		status = buffer_append(&exchange->out, buffer_bytes(head));
	if (status == STATUS_OK && code > 100 && code < 300)
		status = put_common(exchange, flow);
	if (status == STATUS_OK)
		status = buffer_append(&exchange->out, more);
	if (status == STATUS_OK)
		status = sip_write_body(&exchange->out, "application/sdp", sdp);
	if (status == STATUS_OK)
		(void)!sip_layer_reply(exchange->layer, handle, code, buffer_bytes(&exchange->out), exchange->now);
}

/* Request line to CSeq, with whatever the dialog says. */
static enum status begin_request(struct exchange *exchange, const struct leg *leg, enum sip_method method,
                                 uint32_t cseq)
{
	struct buffer *out = &exchange->out;
	buffer_clear(out);
	enum status status = sip_write_request(out, method, buffer_bytes(&leg->target));
	if (status == STATUS_OK)
		status = make_via(exchange, leg->flow, out);
	if (status == STATUS_OK)
		status = buffer_append_text(out, "Max-Forwards: 70\r\n");
	if (status == STATUS_OK)
		status = buffer_append(out, buffer_bytes(&leg->routes));
	if (status == STATUS_OK)
		status = sip_write_header(out, SIP_FROM, buffer_bytes(&leg->local));
	if (status == STATUS_OK)
		status = sip_write_header(out, SIP_TO, buffer_bytes(&leg->remote));
	if (status == STATUS_OK)
		status = sip_write_header(out, SIP_CALL_ID, buffer_bytes(&leg->call_id));
	return status == STATUS_OK ? sip_write_text(out, SIP_CSEQ, "%u %s", cseq, sip_method_name(method)) : status;
}

bool make_request(struct exchange *exchange, struct leg *leg, enum sip_method method, struct bytes more,
                  const char *type, struct bytes body)
{
	sip_handle handle = 0;
	enum status status = begin_request(exchange, leg, method, leg->cseq + 1);
	if (status == STATUS_OK)
		status = put_common(exchange, leg->flow);
	if (status == STATUS_OK)
		status = buffer_append(&exchange->out, more);
	if (status == STATUS_OK && (method == SIP_INVITE || method == SIP_UPDATE))
		status = alive_put(leg, &exchange->out);
	if (status == STATUS_OK)
		status = sip_write_body(&exchange->out, type, body);
	if (status != STATUS_OK)
		return false;
	leg->cseq++;
	uint64_t number = leg->number;
	status =
	    sip_layer_ask(exchange->layer, leg->flow, buffer_bytes(&exchange->out), number, exchange->now, &handle);
	if (status == STATUS_OK && method == SIP_INVITE && leg_numbered(exchange, number) == leg) {
		leg->invite_cseq = leg->cseq;
		leg_set_invite(exchange, leg, handle);
	}
	return status == STATUS_OK;
}

void make_given(struct leg *leg, struct bytes sdp)
{
	if (sdp.length && sdp.at != leg->given.at)
		(void)make_copy(&leg->given, sdp);
}

bool make_invite(struct exchange *exchange, struct leg *leg, struct bytes more, struct bytes sdp)
{
	leg->late = !sdp.length;
	/* It may have to be asked once more. */
	make_given(leg, sdp);
	if (more.at != leg->head.at)
		(void)make_copy(&leg->head, more);
	bool asked = make_request(exchange, leg, SIP_INVITE, more, "application/sdp", sdp);
	leg->invite_open = asked && leg->state == LEG_UP;
	return asked;
}

void make_ack(struct exchange *exchange, struct leg *leg, struct bytes sdp)
{
	enum status status = begin_request(exchange, leg, SIP_ACK, leg->invite_cseq);
	if (status == STATUS_OK)
		status = sip_write_body(&exchange->out, "application/sdp", sdp);
	if (status != STATUS_OK || !make_copy(&leg->ack, buffer_bytes(&exchange->out)))
		return; /* the 2xx comes again, and is answered then */
	leg->acked = leg->invite_cseq;
	make_given(leg, sdp);
	make_ack_again(exchange, leg);
}

void make_ack_again(struct exchange *exchange, const struct leg *leg)
{
	if (leg->ack.length)
		exchange->port.send(exchange->context, leg->flow, buffer_bytes(&leg->ack));
}
