/* SIP transactions among other people: RFC 2543 peers, forks, CANCELs that cross, flows that fail, limits, old handles, a clock
 * that is set back, and callers back.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "sip_talk.h"

#include "check.h"

#define START_US 1800000000000000
#define HEARD 64

enum heard_kind { HEARD_SENT, HEARD_REQUEST, HEARD_RESPONSE, HEARD_ENDED };

struct heard {
	enum heard_kind kind;
	sip_handle handle, about;
	uint64_t user, flow;
	enum sip_end how;
	struct talk_text text;
};

struct desk {
	struct sip_layer *layer;
	struct instant now;
	struct heard heard[HEARD];
	unsigned count;
	uint64_t fails; /* a flow that fails when something is sent on it */
	bool asks;      /* asks something new whenever something ends */
	unsigned asked;
};

static struct heard *hear(struct desk *desk, enum heard_kind kind)
{
	struct heard *heard = &desk->heard[desk->count++ % HEARD];
	*heard = (struct heard){ .kind = kind };
	return heard;
}

static struct talk_text copied(struct bytes bytes)
{
	struct talk_text text = { .length = bytes.length };
	memcpy(text.at, bytes.at, bytes.length);
	return text;
}

static void sent(void *context, struct sip_flow flow, struct bytes bytes)
{
	struct desk *desk = context;
	struct heard *heard = hear(desk, HEARD_SENT);
	heard->flow = flow.number;
	if (desk->fails == flow.number)
		sip_layer_lost(desk->layer, flow.number, desk->now);
	heard->text = copied(bytes); /* still there, whatever has ended */
}

static void requested(void *context, sip_handle handle, sip_handle about, const struct sip_message *message,
                      struct sip_flow flow)
{
	struct heard *heard = hear(context, HEARD_REQUEST);
	*heard = (struct heard){ HEARD_REQUEST, handle, about, 0, flow.number, 0, copied(message->raw) };
}

static void responded(void *context, sip_handle handle, uint64_t user, const struct sip_message *message)
{
	struct heard *heard = hear(context, HEARD_RESPONSE);
	*heard = (struct heard){ HEARD_RESPONSE, handle, 0, user, 0, 0, copied(message->raw) };
}

static sip_handle asks(struct desk *desk, const char *method, unsigned number, struct sip_flow flow)
{
	char branch[32], call_id[32];
	sip_handle handle = 0;
	(void)snprintf(branch, sizeof branch, "z9hG4bKask%u", number);
	(void)snprintf(call_id, sizeof call_id, "ask%u", number);
	struct talk_text text = talk_request(
	    &(struct talk){ .method = method, .branch = branch, .call_id = call_id, .from_tag = "x", .cseq = 3 });
	return sip_layer_ask(desk->layer, flow, talk_bytes(&text), number, desk->now, &handle) == STATUS_OK ? handle
	                                                                                                    : 0;
}

static void ended(void *context, sip_handle handle, uint64_t user, enum sip_end how)
{
	struct desk *desk = context;
	struct heard *heard = hear(desk, HEARD_ENDED);
	*heard = (struct heard){ HEARD_ENDED, handle, 0, user, 0, how, { .length = 0 } };
	if (desk->asks && desk->asked < 5)
		(void)asks(desk, "OPTIONS", 900 + desk->asked++, (struct sip_flow){ 9, false });
}

static const struct sip_port port = { sent, requested, responded, ended };
static const struct sip_flow datagrams = { 5, false };

static void desk_open(struct desk *desk, uint32_t transactions)
{
	*desk = (struct desk){ .now = { START_US } };
	CHECK(sip_layer_open(&port, desk, (struct sip_limits){ transactions, { 3, 4 } }, &desk->layer) == STATUS_OK);
}

static enum status takes(struct desk *desk, struct talk_text text, struct sip_flow flow)
{
	struct sip_message *message = talk_read(talk_bytes(&text));
	enum status status = sip_layer_take(desk->layer, message, flow, desk->now);
	CHECK(sip_layer_sound(desk->layer));
	free(message);
	return status;
}

/* The last of a kind, and how many of it there were since the last look. */
static const struct heard *last(struct desk *desk, enum heard_kind kind, unsigned wanted)
{
	const struct heard *found = NULL;
	unsigned count = 0;
	for (unsigned i = 0; i < desk->count && i < HEARD; i++)
		if (desk->heard[i].kind == kind) {
			found = &desk->heard[i];
			count++;
		}
	CHECK_NUMBER(count, wanted);
	static const struct heard nothing;
	return found && count == wanted ? found : &nothing;
}

static void forget(struct desk *desk)
{
	desk->count = 0;
}

static struct talk_text response(const struct talk_text *request, unsigned code, const char *tag)
{
	return talk_response(talk_bytes(request), code, tag);
}

static enum status replies(struct desk *desk, sip_handle handle, const struct talk_text *request, unsigned code)
{
	struct talk_text text = response(request, code, "b");
	return sip_layer_reply(desk->layer, handle, code, talk_bytes(&text), desk->now);
}

static void passes(struct desk *desk, int64_t us)
{
	desk->now.us += us;
	sip_layer_pass(desk->layer, desk->now);
	CHECK(sip_layer_sound(desk->layer));
}

/* All pass that can: nothing is left. */
static void desk_close(struct desk *desk)
{
	for (int i = 0; i < 1000 && sip_layer_next(desk->layer).us; i++) {
		desk->now = sip_layer_next(desk->layer);
		sip_layer_pass(desk->layer, desk->now);
	}
	CHECK(sip_layer_next(desk->layer).us == 0);
	sip_layer_close(desk->layer);
}

static void old_peers(const char *branch)
{
	struct desk desk;
	struct talk talk = { .method = "INVITE", .branch = branch, .call_id = "old", .from_tag = "a", .cseq = 1 };
	struct talk_text invite = talk_request(&talk);
	desk_open(&desk, 100);
	CHECK(takes(&desk, invite, datagrams) == STATUS_OK && takes(&desk, invite, datagrams) == STATUS_OK);
	sip_handle handle = last(&desk, HEARD_REQUEST, 1)->handle;
	talk.call_id = "other"; /* all else the same: another call */
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	sip_handle other = last(&desk, HEARD_REQUEST, 2)->handle;
	CHECK(other != handle);
	talk.call_id = "old";
	talk.method = "CANCEL";
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	CHECK_NUMBER(last(&desk, HEARD_REQUEST, 3)->about, handle);
	CHECK(replies(&desk, handle, &invite, 487) == STATUS_OK);
	forget(&desk);
	talk.method = "ACK"; /* its To tag must be ours */
	talk.to_tag = "wrong";
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	CHECK(last(&desk, HEARD_REQUEST, 1)->about == 0 && sip_layer_state(desk.layer, handle) == SIP_IS_COMPLETED);
	talk.to_tag = "b";
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	(void)last(&desk, HEARD_REQUEST, 1);
	CHECK(sip_layer_state(desk.layer, handle) == SIP_IS_CONFIRMED);
	/* The other is taken: the ACK to a 2xx is found by the dialog. */
	CHECK(replies(&desk, other, &invite, 200) == STATUS_OK);
	talk.call_id = "other";
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	CHECK_NUMBER(last(&desk, HEARD_REQUEST, 2)->about, other);
	CHECK(sip_layer_state(desk.layer, other) == SIP_IS_ACCEPTED);
	sip_layer_close(desk.layer);
}

static void no_words(void)
{
	struct desk desk;
	struct talk_text bare = { "INVITE sip:sos SIP/2.0\r\n\r\n", 26 };
	desk_open(&desk, 100);
	CHECK(takes(&desk, bare, datagrams) == STATUS_OK && takes(&desk, bare, datagrams) == STATUS_OK);
	(void)last(&desk, HEARD_REQUEST, 1);
	CHECK(takes(&desk, bare, (struct sip_flow){ 6, false }) == STATUS_OK); /* somebody else */
	(void)last(&desk, HEARD_REQUEST, 2);
	sip_layer_close(desk.layer);
}

static void same_branch(void)
{
	struct desk desk;
	struct talk talk = { .method = "INVITE", .branch = "z9hG4bKx", .call_id = "a", .from_tag = "a", .cseq = 1 };
	desk_open(&desk, 100);
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	talk.host = "A.EXAMPLE:5070"; /* the same host */
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	(void)last(&desk, HEARD_REQUEST, 1);
	talk.host = "b.example:5070"; /* 17.2.3: another sent-by */
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	talk.host = NULL;
	talk.branch = "z9hG4bKX";
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	talk.method = "MESSAGE"; /* another method */
	talk.branch = "z9hG4bKx";
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	(void)last(&desk, HEARD_REQUEST, 4);
	sip_layer_close(desk.layer);
}

static void cancels_that_come(void)
{
	struct desk desk;
	struct talk talk = { .method = "INVITE", .branch = "z9hG4bKx", .call_id = "a", .from_tag = "a", .cseq = 1 };
	struct talk_text invite = talk_request(&talk);
	desk_open(&desk, 100);
	talk.method = "CANCEL";
	struct talk_text cancel = talk_request(&talk);
	CHECK(takes(&desk, cancel, datagrams) == STATUS_OK);
	CHECK_NUMBER(last(&desk, HEARD_REQUEST, 1)->about, 0);
	CHECK(replies(&desk, last(&desk, HEARD_REQUEST, 1)->handle, &cancel, 481) == STATUS_OK);
	passes(&desk, SIP_TIMEOUT_US);
	forget(&desk);
	CHECK(takes(&desk, invite, datagrams) == STATUS_OK);
	sip_handle handle = last(&desk, HEARD_REQUEST, 1)->handle;
	/* It crosses our 200: it is about the INVITE all the same, but the INVITE is past a 487. */
	CHECK(replies(&desk, handle, &invite, 200) == STATUS_OK);
	CHECK(takes(&desk, cancel, datagrams) == STATUS_OK);
	CHECK_NUMBER(last(&desk, HEARD_REQUEST, 2)->about, handle);
	CHECK(last(&desk, HEARD_REQUEST, 2)->handle != handle);
	CHECK(replies(&desk, handle, &invite, 487) == STATUS_MISSING);
	/* The ACK by the wrong branch, the INVITE's, still ends the repeating. */
	talk.method = "ACK";
	talk.from_tag = "other";
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	CHECK_NUMBER(last(&desk, HEARD_REQUEST, 3)->about, handle);
	CHECK(sip_layer_state(desk.layer, handle) == SIP_IS_ACCEPTED);
	desk_close(&desk);
}

static void check_own(const struct talk_text *text, const char *method, const char *to_tag)
{
	struct sip_message *message = talk_read(talk_bytes(text));
	CHECK(bytes_same(message->method_text, bytes_of_text(method)));
	CHECK(bytes_same(message->uri_text, bytes_of_text("sip:sos@psap.example")));
	CHECK(bytes_same(message->via.branch, bytes_of_text("z9hG4bKi")));
	CHECK(bytes_same(message->to.tag, bytes_of_text(to_tag)));
	CHECK(bytes_same(message->from.tag, bytes_of_text("x")));
	CHECK(bytes_same(message->call_id, bytes_of_text("c")));
	CHECK_NUMBER(message->cseq, 3);
	struct bytes rest = sip_lines_rest(message->raw);
	struct sip_line line;
	unsigned lines = 0, routes = 0, vias = 0;
	for (; sip_lines_next(&rest, &line); lines++) {
		routes += sip_lines_named(&line, "Route", 0);
		vias += sip_lines_named(&line, "Via", 'v');
	}
	CHECK_NUMBER(lines, 9);
	CHECK(routes == 2 && vias == 1);
	CHECK(bytes_same(rest, bytes_of_text("\r\n")));
	CHECK(bytes_same(sip_lines_field(message->raw, "Route", 0), bytes_of_text("<sip:p1;lr>,   <sip:p2;lr>")));
	free(message);
}

/* What the layer writes by itself: 17.1.1.3 and 9.1. */
static void own_words(void)
{
	struct desk desk;
	struct talk talk = { .method = "INVITE",
		             .branch = "z9hG4bKi,  SIP/2.0/TCP proxy.example;branch=z9hG4bKj",
		             .call_id = "c",
		             .from_tag = "x",
		             .cseq = 3,
		             .more = "Route: <sip:p1;lr>,\r\n <sip:p2;lr>\r\nSubject: no\r\nVia: SIP/2.0/UDP z\r\n"
		                     "Route: <sip:p3>\r\n" };
	struct talk_text invite = talk_request(&talk);
	sip_handle handle;
	desk_open(&desk, 100);
	CHECK(sip_layer_ask(desk.layer, datagrams, talk_bytes(&invite), 1, desk.now, &handle) == STATUS_OK);
	CHECK(sip_layer_ask(desk.layer, datagrams, talk_bytes(&invite), 1, desk.now, &handle) == STATUS_BUSY);
	CHECK(takes(&desk, response(&invite, 180, "b"), datagrams) == STATUS_OK);
	forget(&desk);
	CHECK(sip_layer_cancel(desk.layer, handle, desk.now) == STATUS_OK);
	struct talk_text cancel = last(&desk, HEARD_SENT, 1)->text;
	check_own(&cancel, "CANCEL", "");
	/* Its answer is nobody's business above. */
	CHECK(takes(&desk, response(&cancel, 200, "b"), datagrams) == STATUS_OK);
	(void)last(&desk, HEARD_RESPONSE, 0);
	CHECK_NUMBER(sip_layer_count(desk.layer), 2);
	passes(&desk, SIP_T4_US);
	CHECK_NUMBER(sip_layer_count(desk.layer), 1);
	(void)last(&desk, HEARD_ENDED, 0);
	CHECK(takes(&desk, response(&invite, 487, "b\r X: y"), datagrams) == STATUS_OK);
	struct talk_text ack = last(&desk, HEARD_SENT, 2)->text;
	check_own(&ack, "ACK", "b  X: y");
	(void)last(&desk, HEARD_RESPONSE, 1);
	desk_close(&desk);
}

/* Several phones take the call: each 2xx is handed up, and each again, until timer M. */
static void forks(void)
{
	struct desk desk;
	struct talk talk = { .method = "INVITE", .branch = "z9hG4bKi", .call_id = "c", .from_tag = "x", .cseq = 3 };
	struct talk_text invite = talk_request(&talk);
	sip_handle handle;
	desk_open(&desk, 100);
	CHECK(sip_layer_ask(desk.layer, datagrams, talk_bytes(&invite), 1, desk.now, &handle) == STATUS_OK);
	const struct {
		unsigned code;
		const char *tag;
	} steps[] = {
		{ 180, "p" }, { 180, "q" }, { 200, "q" }, { 200, "p" }, { 200, "q" }, { 486, "r" }, { 180, "s" }
	};
	for (unsigned i = 0; i < 7; i++) {
		CHECK(takes(&desk, response(&invite, steps[i].code, steps[i].tag), datagrams) == STATUS_OK);
		(void)last(&desk, HEARD_RESPONSE, i < 5 ? i + 1 : 5); /* after a 2xx nothing but 2xx */
		desk.now.us += 1000000;
	}
	forget(&desk);
	passes(&desk, SIP_TIMEOUT_US - 5 * 1000000 - 1);
	(void)last(&desk, HEARD_ENDED, 0);
	passes(&desk, 1);
	CHECK(last(&desk, HEARD_ENDED, 1)->how == SIP_END_DONE && last(&desk, HEARD_ENDED, 1)->user == 1);
	CHECK(takes(&desk, response(&invite, 200, "late"), datagrams) == STATUS_MISSING);
	desk_close(&desk);
}

static void acks(void)
{
	struct desk desk;
	struct talk talk = { .method = "INVITE", .branch = "z9hG4bKi", .call_id = "c", .from_tag = "x", .cseq = 3 };
	struct talk_text invite = talk_request(&talk);
	desk_open(&desk, 100);
	CHECK(takes(&desk, invite, datagrams) == STATUS_OK);
	sip_handle handle = last(&desk, HEARD_REQUEST, 1)->handle;
	CHECK(replies(&desk, handle, &invite, 200) == STATUS_OK);
	talk.method = "ACK";
	talk.branch = "z9hG4bKack";
	talk.to_tag = "b";
	talk.cseq = 2; /* of another INVITE in the same dialog */
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK);
	CHECK_NUMBER(last(&desk, HEARD_REQUEST, 2)->about, 0);
	talk.cseq = 3;
	for (int i = 0; i < 3; i++) /* once, though it comes again, and by another way */
		CHECK(takes(&desk, talk_request(&talk), (struct sip_flow){ 6, true }) == STATUS_OK);
	CHECK_NUMBER(last(&desk, HEARD_REQUEST, 3)->about, handle);
	CHECK_NUMBER(last(&desk, HEARD_REQUEST, 3)->flow, 6);
	passes(&desk, SIP_TIMEOUT_US);
	CHECK(last(&desk, HEARD_ENDED, 1)->how == SIP_END_DONE);
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_OK); /* it comes when all is over */
	CHECK_NUMBER(last(&desk, HEARD_REQUEST, 4)->about, 0);
	desk_close(&desk);
}

static void lost_flows(void)
{
	struct desk desk;
	desk_open(&desk, 1000);
	for (unsigned i = 0; i < 200; i++)
		CHECK(asks(&desk, i % 2 ? "INVITE" : "OPTIONS", i, (struct sip_flow){ 1 + i % 10, false }) != 0);
	forget(&desk);
	sip_layer_lost(desk.layer, 3, desk.now);
	CHECK(last(&desk, HEARD_ENDED, 20)->how == SIP_END_TRANSPORT);
	CHECK_NUMBER(sip_layer_count(desk.layer), 180);
	sip_layer_lost(desk.layer, 77, desk.now);
	CHECK_NUMBER(sip_layer_count(desk.layer), 180);
	/* It fails while it is sent on: what is sent stays readable, and the handle is dead when we have it. */
	forget(&desk);
	desk.fails = 4;
	sip_handle handle = asks(&desk, "INVITE", 500, (struct sip_flow){ 4, false });
	CHECK(handle != 0 && sip_layer_state(desk.layer, handle) == SIP_NO_STATE);
	(void)last(&desk, HEARD_ENDED, 21);
	CHECK(sip_layer_sound(desk.layer));
	/* Each end begins something new, on the same flow again. */
	forget(&desk);
	desk.fails = 9;
	desk.asks = true;
	sip_layer_lost(desk.layer, 9, desk.now);
	(void)last(&desk, HEARD_ENDED, 25);
	desk.asks = false;
	CHECK(sip_layer_sound(desk.layer));
	desk_close(&desk);
}

static void full(void)
{
	struct desk desk;
	struct talk talk = { .method = "INVITE", .call_id = "c", .from_tag = "x", .cseq = 3 };
	sip_handle handles[4];
	struct talk_text invites[4];
	static const char *const branches[] = { "z9hG4bK0", "z9hG4bK1", "z9hG4bK2", "z9hG4bK3" };
	desk_open(&desk, 4);
	for (int i = 0; i < 4; i++) {
		talk.branch = branches[i];
		talk.call_id = branches[i];
		invites[i] = talk_request(&talk);
		CHECK(takes(&desk, invites[i], datagrams) == STATUS_OK);
		handles[i] = last(&desk, HEARD_REQUEST, (unsigned)i + 1)->handle;
	}
	talk.branch = talk.call_id = "z9hG4bK4";
	struct talk_text one_more = talk_request(&talk);
	CHECK(takes(&desk, one_more, datagrams) == STATUS_LIMIT);
	CHECK(asks(&desk, "INVITE", 1, datagrams) == 0);
	/* A call that was taken and has no ACK yet does not give way. */
	CHECK(replies(&desk, handles[0], &invites[0], 200) == STATUS_OK);
	CHECK(takes(&desk, one_more, datagrams) == STATUS_LIMIT);
	CHECK(replies(&desk, handles[2], &invites[2], 486) == STATUS_OK);
	CHECK(replies(&desk, handles[1], &invites[1], 486) == STATUS_OK);
	CHECK(takes(&desk, one_more, datagrams) == STATUS_OK);
	CHECK(last(&desk, HEARD_ENDED, 1)->handle == handles[2] && last(&desk, HEARD_ENDED, 1)->how == SIP_END_DONE);
	/* Its slot is another's: the old handle stays dead. */
	CHECK(sip_layer_state(desk.layer, handles[2]) == SIP_NO_STATE);
	CHECK(replies(&desk, handles[2], &invites[2], 486) == STATUS_MISSING);
	CHECK(sip_layer_cancel(desk.layer, handles[2], desk.now) == STATUS_MISSING);
	CHECK(sip_layer_cancel(desk.layer, handles[0], desk.now) == STATUS_MISSING); /* a server's */
	CHECK(sip_layer_cancel(desk.layer, 0, desk.now) == STATUS_MISSING);
	/* Whoever hears of the end asks for more at once, and takes the room. */
	desk.asks = true;
	talk.branch = talk.call_id = "z9hG4bK5";
	CHECK(takes(&desk, talk_request(&talk), datagrams) == STATUS_LIMIT);
	CHECK(last(&desk, HEARD_ENDED, 2)->handle == handles[1]);
	sip_layer_close(desk.layer);
}

/* There is no room for the CANCEL's transaction: it is sent once. */
static void full_of_one(void)
{
	struct desk desk;
	desk_open(&desk, 1);
	sip_handle handle = asks(&desk, "INVITE", 1, datagrams);
	CHECK(sip_layer_cancel(desk.layer, handle, desk.now) == STATUS_OK);
	struct talk_text invite = last(&desk, HEARD_SENT, 1)->text;
	CHECK(takes(&desk, response(&invite, 180, "b"), datagrams) == STATUS_OK);
	(void)last(&desk, HEARD_SENT, 2);
	passes(&desk, SIP_TIMEOUT_US);
	(void)last(&desk, HEARD_SENT, 2);
	CHECK(last(&desk, HEARD_ENDED, 1)->how == SIP_END_TIMEOUT);
	desk_close(&desk);
}

/* Set back by an hour, the clock stops nothing: what was due in half a second still is. */
static void clock_set_back(void)
{
	struct desk desk;
	desk_open(&desk, 10);
	CHECK(asks(&desk, "OPTIONS", 1, datagrams) != 0);
	passes(&desk, 200000);
	passes(&desk, -3600000000);
	(void)last(&desk, HEARD_SENT, 1);
	CHECK_NUMBER(sip_layer_next(desk.layer).us, desk.now.us + 300000);
	passes(&desk, 299999);
	(void)last(&desk, HEARD_SENT, 1);
	passes(&desk, 1);
	(void)last(&desk, HEARD_SENT, 2);
	/* Nobody passed the time for long: nothing is sent in a burst, it only ends. */
	passes(&desk, 3600000000);
	(void)last(&desk, HEARD_SENT, 2);
	CHECK(last(&desk, HEARD_ENDED, 1)->how == SIP_END_TIMEOUT);
	desk_close(&desk);
}

static void not_asked(void)
{
	struct desk desk;
	sip_handle handle = 77;
	const char *const wrong[] = { "", "INVITE", "INVITE sip:a SIP/2.0\r\n\r\n",
		                      "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n\r\n",
		                      "ACK sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n\r\n" };
	desk_open(&desk, 10);
	for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		CHECK(sip_layer_ask(desk.layer, datagrams, bytes_of_text(wrong[i]), 1, desk.now, &handle) ==
		      STATUS_MALFORMED);
	CHECK(handle == 77 && desk.count == 0 && sip_layer_count(desk.layer) == 0);
	/* A status code that is none fits nothing. */
	handle = asks(&desk, "OPTIONS", 1, datagrams);
	struct talk_text request = last(&desk, HEARD_SENT, 1)->text;
	CHECK(takes(&desk, response(&request, 99, "b"), datagrams) == STATUS_MISSING);
	CHECK(sip_layer_state(desk.layer, handle) == SIP_NC_TRYING);
	desk_close(&desk);
}

int main(void)
{
	old_peers(NULL);
	old_peers("1234");
	old_peers("z9hG4bK");
	no_words();
	same_branch();
	cancels_that_come();
	own_words();
	forks();
	acks();
	lost_flows();
	full();
	full_of_one();
	clock_set_back();
	not_asked();
	return check_done();
}
