/* The four machines said again as paths through RFC 3261's figures 5 to 8, walked through the layer by a simulated clock: what
 * is sent, handed up and ended, and when; every row of the tables is walked, every cell without one does nothing.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "sip_talk.h"

#include "check.h"

#define START_US 1800000000000000

struct walk {
	struct sip_layer *layer;
	struct sip_flow flow;
	struct instant now;
	sip_handle handle;
	struct talk_text request;
	char log[2048];
};

static bool walked[SIP_STATE_COUNT][SIP_SIGNAL_COUNT];

static void note(struct walk *walk, const char *mark, struct bytes words)
{
	size_t length = strlen(walk->log);
	(void)snprintf(walk->log + length, sizeof walk->log - length, "%s%.*s@%d", mark, TALK_PART(words),
	               (int)((walk->now.us - START_US) / 1000));
}

/* A method or a code. */
static struct bytes word_of(struct bytes bytes)
{
	struct sip_start start;
	return sip_lines_start(bytes, &start) ? start.method : bytes_of(bytes.at + 8, 3);
}

static void sent(void *context, struct sip_flow flow, struct bytes bytes)
{
	struct walk *walk = context;
	CHECK_NUMBER(flow.number, walk->flow.number);
	note(walk, ">", word_of(bytes));
}

static void requested(void *context, sip_handle handle, sip_handle about, const struct sip_message *message,
                      struct sip_flow flow)
{
	struct walk *walk = context;
	CHECK_NUMBER(flow.number, walk->flow.number);
	note(walk, "^", message->method_text);
	if (handle)
		walk->handle = handle;
	else
		CHECK_NUMBER(about, walk->handle);
}

static void responded(void *context, sip_handle handle, uint64_t user, const struct sip_message *message)
{
	struct walk *walk = context;
	CHECK(handle == walk->handle && user == 7);
	note(walk, "^", bytes_of(message->raw.at + 8, 3));
}

static void ended(void *context, sip_handle handle, uint64_t user, enum sip_end how)
{
	static const char *const words[] = { "done", "timeout", "transport" };
	struct walk *walk = context;
	CHECK(handle == walk->handle && (user == 7 || user == 0));
	CHECK(sip_layer_state(walk->layer, handle) == SIP_NO_STATE);
	note(walk, "!", bytes_of_text(words[how]));
}

static const struct sip_port port = { sent, requested, responded, ended };

static void take(struct walk *walk, struct bytes bytes)
{
	struct sip_message *message = talk_read(bytes);
	CHECK(sip_layer_take(walk->layer, message, walk->flow, walk->now) == STATUS_OK);
	free(message);
}

static bool is_server(char first)
{
	return first == 'i' || first == 'o';
}

static void begin(struct walk *walk, char how)
{
	struct talk talk = { .method = how == 'I' || how == 'i' ? "INVITE" : "OPTIONS",
		             .branch = "z9hG4bK1",
		             .call_id = "one",
		             .from_tag = "a",
		             .cseq = 1,
		             .more = "Route: <sip:p.example;lr>\r\n" };
	walk->request = talk_request(&talk);
	if (is_server(how))
		take(walk, talk_bytes(&walk->request));
	else
		CHECK(sip_layer_ask(walk->layer, walk->flow, talk_bytes(&walk->request), 7, walk->now, &walk->handle) ==
		      STATUS_OK);
}

static enum sip_signal signal_of(char first, char letter)
{
	switch (letter) {
	case '1':
		return is_server(first) ? SIP_SIGNAL_REPLY_PROVISIONAL : SIP_SIGNAL_PROVISIONAL;
	case '2':
		return is_server(first) ? SIP_SIGNAL_REPLY_SUCCESS : SIP_SIGNAL_SUCCESS;
	case '4':
		return is_server(first) ? SIP_SIGNAL_REPLY_FAILURE : SIP_SIGNAL_FAILURE;
	case 'r':
		return SIP_SIGNAL_REQUEST;
	case 'a':
		return SIP_SIGNAL_ACK;
	case 'c':
		return SIP_SIGNAL_CANCEL;
	default:
		return SIP_SIGNAL_REPEAT;
	}
}

static void answer(struct walk *walk, char first, unsigned code, bool row)
{
	struct talk_text response = talk_response(talk_bytes(&walk->request), code, "b");
	if (!is_server(first))
		take(walk, talk_bytes(&response));
	else
		CHECK(sip_layer_reply(walk->layer, walk->handle, code, talk_bytes(&response), walk->now) ==
		      (row ? STATUS_OK : STATUS_MISSING));
}

/* One letter: 1 2 4 responses or replies, r the request again, a its ACK, c cancel, t the next timer. */
static void walk_one(struct walk *walk, char first, char letter)
{
	enum sip_state state = sip_layer_state(walk->layer, walk->handle);
	enum sip_signal signal = signal_of(first, letter);
	bool row = sip_machine_row(state, signal)->next != SIP_NO_STATE;
	struct talk ack = {
		.method = "ACK", .branch = "z9hG4bK1", .call_id = "one", .from_tag = "a", .to_tag = "b", .cseq = 1
	};
	struct talk_text text;
	if (letter == '1' || letter == '2' || letter == '4') {
		answer(walk, first, letter == '1' ? 180 : letter == '2' ? 200 : 486, row);
	} else if (letter == 'r') {
		take(walk, talk_bytes(&walk->request));
	} else if (letter == 'a') {
		if (state == SIP_IS_ANSWERED)
			ack.branch = "z9hG4bK2"; /* the ACK to a 2xx is by itself */
		text = talk_request(&ack);
		take(walk, talk_bytes(&text));
	} else if (letter == 'c') {
		CHECK(sip_layer_cancel(walk->layer, walk->handle, walk->now) == (row ? STATUS_OK : STATUS_MISSING));
	} else {
		walk->now = sip_layer_next(walk->layer);
		CHECK(walk->now.us != 0);
		sip_layer_pass(walk->layer, walk->now);
		if (sip_layer_state(walk->layer, walk->handle) == SIP_NO_STATE)
			signal = SIP_SIGNAL_END;
	}
	walked[state][signal] = true;
}

static const char *state_name(const struct walk *walk)
{
	enum sip_state state = sip_layer_state(walk->layer, walk->handle);
	return state ? strchr(sip_machine_state(state)->name, ' ') + 1 : "OVER";
}

static void walk_open(struct walk *walk, bool reliable)
{
	*walk = (struct walk){ .flow = { 5, reliable }, .now = { START_US } };
	CHECK(sip_layer_open(&port, walk, (struct sip_limits){ .transactions = 10, .seed = { 1, 2 } }, &walk->layer) ==
	      STATUS_OK);
}

static void walk_path(struct walk *walk, const char *letters)
{
	for (const char *letter = letters; *letter; letter++) {
		size_t length = strlen(walk->log);
		(void)snprintf(walk->log + length, sizeof walk->log - length, "%s%c", length ? " " : "", *letter);
		if (letter == letters)
			begin(walk, *letter);
		else
			walk_one(walk, *letters, *letter);
		length = strlen(walk->log);
		(void)snprintf(walk->log + length, sizeof walk->log - length, "=%s", state_name(walk));
		CHECK(sip_layer_sound(walk->layer));
	}
}

struct path {
	bool reliable;
	const char *letters, *log;
};

static const struct path paths[] = {
	/* Timer A doubles, B ends (17.1.1.2). */
	{ false, "Ittttttt",
	  "I>INVITE@0=CALLING t>INVITE@500=CALLING t>INVITE@1500=CALLING t>INVITE@3500=CALLING t>INVITE@7500=CALLING "
	  "t>INVITE@15500=CALLING t>INVITE@31500=CALLING t!timeout@32000=OVER" },
	{ true, "It", "I>INVITE@0=CALLING t!timeout@32000=OVER" },
	{ false, "It14t",
	  "I>INVITE@0=CALLING t>INVITE@500=CALLING 1^180@500=PROCEEDING 4>ACK@500^486@500=COMPLETED "
	  "t!done@32500=OVER" },
	{ false, "I44t", "I>INVITE@0=CALLING 4>ACK@0^486@0=COMPLETED 4>ACK@0=COMPLETED t!done@32000=OVER" },
	{ true, "I114t",
	  "I>INVITE@0=CALLING 1^180@0=PROCEEDING 1^180@0=PROCEEDING 4>ACK@0^486@0=COMPLETED t!done@0=OVER" },
	/* RFC 6026: timer M, over streams as well. */
	{ false, "I22t", "I>INVITE@0=CALLING 2^200@0=ACCEPTED 2^200@0=ACCEPTED t!done@32000=OVER" },
	{ true, "I12t", "I>INVITE@0=CALLING 1^180@0=PROCEEDING 2^200@0=ACCEPTED t!done@32000=OVER" },
	/* CANCEL (9.1): not before a provisional response; its own timers E and F run beside. */
	{ true, "Icc1c1t",
	  "I>INVITE@0=CALLING c=WITHDRAWN c=WITHDRAWN 1>CANCEL@0^180@0=CANCELLED c=CANCELLED 1^180@0=CANCELLED "
	  "t!timeout@32000=OVER" },
	{ true, "I1c4t",
	  "I>INVITE@0=CALLING 1^180@0=PROCEEDING c>CANCEL@0=CANCELLED 4>ACK@0^486@0=COMPLETED t!done@0=OVER" },
	{ true, "I1c2", "I>INVITE@0=CALLING 1^180@0=PROCEEDING c>CANCEL@0=CANCELLED 2^200@0=ACCEPTED" },
	{ false, "I1ctt",
	  "I>INVITE@0=CALLING 1^180@0=PROCEEDING c>CANCEL@0=CANCELLED t>CANCEL@500=CANCELLED t>CANCEL@1500=CANCELLED" },
	{ true, "Ic2", "I>INVITE@0=CALLING c=WITHDRAWN 2^200@0=ACCEPTED" },
	{ true, "Ic4", "I>INVITE@0=CALLING c=WITHDRAWN 4>ACK@0^486@0=COMPLETED" },
	{ false, "Icttttttt",
	  "I>INVITE@0=CALLING c=WITHDRAWN t>INVITE@500=WITHDRAWN t>INVITE@1500=WITHDRAWN t>INVITE@3500=WITHDRAWN "
	  "t>INVITE@7500=WITHDRAWN t>INVITE@15500=WITHDRAWN t>INVITE@31500=WITHDRAWN t!timeout@32000=OVER" },
	/* Timer E doubles to T2, F ends, K absorbs (17.1.2.2). */
	{ false, "Ottttttttttt",
	  "O>OPTIONS@0=TRYING t>OPTIONS@500=TRYING t>OPTIONS@1500=TRYING t>OPTIONS@3500=TRYING t>OPTIONS@7500=TRYING "
	  "t>OPTIONS@11500=TRYING t>OPTIONS@15500=TRYING t>OPTIONS@19500=TRYING t>OPTIONS@23500=TRYING "
	  "t>OPTIONS@27500=TRYING t>OPTIONS@31500=TRYING t!timeout@32000=OVER" },
	{ false, "O1tt12t",
	  "O>OPTIONS@0=TRYING 1^180@0=PROCEEDING t>OPTIONS@500=PROCEEDING t>OPTIONS@4500=PROCEEDING "
	  "1^180@4500=PROCEEDING 2^200@4500=COMPLETED t!done@9500=OVER" },
	{ true, "O1t", "O>OPTIONS@0=TRYING 1^180@0=PROCEEDING t!timeout@32000=OVER" },
	{ true, "O14t", "O>OPTIONS@0=TRYING 1^180@0=PROCEEDING 4^486@0=COMPLETED t!done@0=OVER" },
	{ false, "O4t", "O>OPTIONS@0=TRYING 4^486@0=COMPLETED t!done@5000=OVER" },
	{ true, "O2t", "O>OPTIONS@0=TRYING 2^200@0=COMPLETED t!done@0=OVER" },
	{ true, "Ot", "O>OPTIONS@0=TRYING t!timeout@32000=OVER" },
	/* Timer G doubles to T2, H gives up, I absorbs (17.2.1). */
	{ false, "ir1r1r4rttttttttttt",
	  "i^INVITE@0=PROCEEDING r=PROCEEDING 1>180@0=PROCEEDING r>180@0=PROCEEDING 1>180@0=PROCEEDING "
	  "r>180@0=PROCEEDING "
	  "4>486@0=COMPLETED r>486@0=COMPLETED t>486@500=COMPLETED t>486@1500=COMPLETED t>486@3500=COMPLETED "
	  "t>486@7500=COMPLETED t>486@11500=COMPLETED t>486@15500=COMPLETED t>486@19500=COMPLETED "
	  "t>486@23500=COMPLETED "
	  "t>486@27500=COMPLETED t>486@31500=COMPLETED t!timeout@32000=OVER" },
	{ false, "i4taart",
	  "i^INVITE@0=PROCEEDING 4>486@0=COMPLETED t>486@500=COMPLETED a=CONFIRMED a=CONFIRMED r=CONFIRMED "
	  "t!done@5500=OVER" },
	{ true, "i4t", "i^INVITE@0=PROCEEDING 4>486@0=COMPLETED t!timeout@32000=OVER" },
	{ true, "i4at", "i^INVITE@0=PROCEEDING 4>486@0=COMPLETED a=CONFIRMED t!done@0=OVER" },
	/* A 2xx until its ACK, over streams too (13.3.1.4); L absorbs (RFC 6026). */
	{ true, "i2rttttttttttt",
	  "i^INVITE@0=PROCEEDING 2>200@0=ANSWERED r=ANSWERED t>200@500=ANSWERED t>200@1500=ANSWERED "
	  "t>200@3500=ANSWERED "
	  "t>200@7500=ANSWERED t>200@11500=ANSWERED t>200@15500=ANSWERED t>200@19500=ANSWERED t>200@23500=ANSWERED "
	  "t>200@27500=ANSWERED t>200@31500=ANSWERED t!timeout@32000=OVER" },
	{ false, "i12taart",
	  "i^INVITE@0=PROCEEDING 1>180@0=PROCEEDING 2>200@0=ANSWERED t>200@500=ANSWERED a^ACK@500=ACCEPTED a=ACCEPTED "
	  "r=ACCEPTED t!done@32000=OVER" },
	/* Timer J (17.2.2). */
	{ false, "or1r14rt",
	  "o^OPTIONS@0=TRYING r=TRYING 1>180@0=PROCEEDING r>180@0=PROCEEDING 1>180@0=PROCEEDING 4>486@0=COMPLETED "
	  "r>486@0=COMPLETED t!done@32000=OVER" },
	{ true, "o2t", "o^OPTIONS@0=TRYING 2>200@0=COMPLETED t!done@0=OVER" },
	{ false, "o4t", "o^OPTIONS@0=TRYING 4>486@0=COMPLETED t!done@32000=OVER" },
	{ false, "o12", "o^OPTIONS@0=TRYING 1>180@0=PROCEEDING 2>200@0=COMPLETED" },
	/* Timer F of a transaction that had a provisional response, over datagrams. */
	{ false, "O1tttttttt",
	  "O>OPTIONS@0=TRYING 1^180@0=PROCEEDING t>OPTIONS@500=PROCEEDING t>OPTIONS@4500=PROCEEDING "
	  "t>OPTIONS@8500=PROCEEDING t>OPTIONS@12500=PROCEEDING t>OPTIONS@16500=PROCEEDING t>OPTIONS@20500=PROCEEDING "
	  "t>OPTIONS@24500=PROCEEDING t>OPTIONS@28500=PROCEEDING" },
};

static void walk_paths(void)
{
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct walk walk;
		walk_open(&walk, paths[i].reliable);
		walk_path(&walk, paths[i].letters);
		CHECK_TEXT(walk.log, paths[i].log);
		sip_layer_close(walk.layer);
	}
}

/* A way to each state, to try there what has no row. */
static const char *const ways[] = { "I",  "Ic", "I1", "I1c", "I4", "I2",  "O", "O1", "O2",
	                            "i1", "i",  "i4", "i4a", "i2", "i2a", "o", "o1", "o4" };

static void nothing_else(void)
{
	bool seen[SIP_STATE_COUNT] = { false };
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		const char *letters = ways[i][0] == 'i' ? "124rac" : ways[i][0] == 'o' ? "124rc" : "124c";
		for (; *letters; letters++) {
			struct walk walk;
			walk_open(&walk, false);
			walk_path(&walk, ways[i]);
			enum sip_state state = sip_layer_state(walk.layer, walk.handle);
			seen[state] = true;
			if (sip_machine_row(state, signal_of(ways[i][0], *letters))->next == SIP_NO_STATE) {
				walk.log[0] = '\0';
				walk_one(&walk, ways[i][0], *letters);
				CHECK_TEXT(walk.log, "");
				CHECK(sip_layer_state(walk.layer, walk.handle) == state && sip_layer_sound(walk.layer));
			}
			sip_layer_close(walk.layer);
		}
	}
	for (enum sip_state state = SIP_NO_STATE + 1; state < SIP_OVER; state++)
		CHECK(seen[state]);
}

static void every_row(void)
{
	for (enum sip_state state = SIP_NO_STATE + 1; state < SIP_OVER; state++)
		for (enum sip_signal signal = 0; signal < SIP_SIGNAL_COUNT; signal++) {
			const struct sip_row *row = sip_machine_row(state, signal);
			if (row->next != SIP_NO_STATE && !CHECK(walked[state][signal]))
				(void)fprintf(stderr, "  nobody walks %s, signal %d (%s)\n",
				              sip_machine_state(state)->name, (int)signal, row->clause);
			CHECK((row->next == SIP_NO_STATE) == (row->clause == NULL));
			/* No row leads from a server to a client, nor back. */
			if (row->next != SIP_NO_STATE && row->next != SIP_OVER)
				CHECK(sip_machine_state(row->next)->server == sip_machine_state(state)->server);
		}
}

int main(void)
{
	walk_paths();
	every_row();
	nothing_else();
	return check_done();
}
