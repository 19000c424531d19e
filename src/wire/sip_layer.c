/* SIP transactions: retransmissions are sent and absorbed, whoever is above hears of each request and each response once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_layer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "wire/sip_book.h"
#include "wire/sip_keys.h"
#include "wire/sip_lines.h"

/* RFC 3261 8.1.1.6. */
#define MAX_FORWARDS "70"

struct sip_layer {
	struct sip_port port;
	void *context;
	struct sip_book book;
	struct instant seen; /* the last `now` as it was told */
	struct span behind;  /* how far that clock was set back altogether */
};

/* What happens to a transaction. */
struct happening {
	enum sip_signal signal;
	const struct sip_message *message; /* that came, or NULL */
	struct sip_flow flow;              /* on which it came */
	struct bytes bytes;                /* of a reply */
	struct instant at;
};

enum status sip_layer_open(const struct sip_port *port, void *context, struct sip_limits limits,
                           struct sip_layer **ret_layer)
{
	struct sip_layer *layer = calloc(1, sizeof *layer);
	if (!layer)
		return STATUS_MEMORY;
	layer->port = *port;
	layer->context = context;
	enum status status = sip_book_open(&layer->book, limits.transactions, limits.seed);
	if (status != STATUS_OK) {
		free(layer);
		return status;
	}
	*ret_layer = layer;
	return STATUS_OK;
}

void sip_layer_close(struct sip_layer *layer)
{
	if (!layer)
		return;
	sip_book_close(&layer->book);
	free(layer);
}

/* The layer's own time never goes back. */
static struct instant moment(struct sip_layer *layer, struct instant now)
{
	if (instant_before(now, layer->seen))
		layer->behind.us += instant_since(layer->seen, now).us;
	layer->seen = now;
	return instant_after(now, layer->behind);
}

/* Ends a transaction and tells; NULL is none. */
static void end(struct sip_layer *layer, struct sip_transaction *t, enum sip_end how)
{
	if (!t)
		return;
	sip_handle handle = t->handle;
	uint64_t user = t->user;
	bool own = t->own;
	sip_book_remove(&layer->book, t);
	if (!own)
		layer->port.ended(layer->context, handle, user, how);
}

/* Adds a transaction; if it must, one that is done with gives way.  Whoever is told of that may ask for more meanwhile. */
static enum status begin(struct sip_layer *layer, struct hash128 key, struct sip_flow flow,
                         struct sip_transaction **ret_transaction)
{
	for (;;) {
		enum status status = sip_book_add(&layer->book, key, flow, ret_transaction);
		if (status != STATUS_LIMIT || !sip_book_spare(&layer->book))
			return status;
		end(layer, sip_book_spare(&layer->book), SIP_END_DONE);
	}
}

static struct instant started(enum sip_timer timer, bool reliable, struct instant at, int64_t *ret_us)
{
	int64_t us = sip_machine_timer(timer)->first_us[reliable];
	*ret_us = us;
	return us == SIP_NEVER ? SIP_NO_INSTANT : instant_after(at, (struct span){ us });
}

/* Brings a transaction into a state.  A timer that the state before had as well goes on. */
static void enter(struct sip_layer *layer, struct sip_transaction *t, enum sip_state state, struct instant at)
{
	const struct sip_state_rule *from = t->state ? sip_machine_state(t->state) : NULL;
	const struct sip_state_rule *to = sip_machine_state(state);
	int64_t once;
	if (to->repeat == SIP_TIMER_NONE)
		t->repeat_at = SIP_NO_INSTANT;
	else if (!from || from->repeat != to->repeat)
		t->repeat_at = started(to->repeat, t->flow.reliable, at, &t->repeat_us);
	if (to->end == SIP_TIMER_NONE)
		t->end_at = SIP_NO_INSTANT;
	else if (!from || from->end != to->end)
		t->end_at = started(to->end, t->flow.reliable, at, &once);
	t->state = state;
	sip_book_place(&layer->book, t);
}

/* The timer that repeats has fired: it is set to twice as long as before, at most its longest. */
static void repeat(struct sip_transaction *t, bool slower, struct instant at)
{
	int64_t most = sip_machine_timer(sip_machine_state(t->state)->repeat)->most_us;
	t->repeat_us = slower || t->repeat_us * 2 > most ? most : t->repeat_us * 2;
	t->repeat_at = instant_after(at, (struct span){ t->repeat_us });
}

static void keep(struct sip_transaction *t, struct sip_kept *kept)
{
	sip_kept_drop(t->kept);
	t->kept = kept;
}

/* Sends what a transaction keeps, held meanwhile: what is called may end it. */
static void send_kept(struct sip_layer *layer, const struct sip_transaction *t)
{
	struct sip_kept *kept = t->kept;
	if (!kept)
		return;
	kept->holders++;
	layer->port.send(layer->context, t->flow, bytes_of(kept->at, kept->length));
	sip_kept_drop(kept);
}

static bool put_text(struct buffer *out, const char *text)
{
	return buffer_append_text(out, text) == STATUS_OK;
}

/* A field; a line's end in its value, folded or a stranger's, becomes a blank, so that it cannot begin another field. */
static bool put_field(struct buffer *out, const char *name, struct bytes value)
{
	if (!put_text(out, name) || !put_text(out, ": ") || buffer_append(out, value) != STATUS_OK)
		return false;
	for (size_t i = out->length - value.length; i < out->length; i++)
		if (out->at[i] == '\r' || out->at[i] == '\n')
			out->at[i] = ' ';
	return put_text(out, "\r\n");
}

static bool put_routes(struct buffer *out, struct bytes request)
{
	struct bytes rest = sip_lines_rest(request);
	struct sip_line line;
	while (sip_lines_next(&rest, &line))
		if (sip_lines_named(&line, "Route", 0) && !put_field(out, "Route", line.value))
			return false;
	return true;
}

/*
 * Makes the ACK to a failure (17.1.1.3) or the CANCEL (9.1) of an INVITE: its Request-URI, topmost Via, Route, From, Call-ID
 * and CSeq number; To as given.  NULL: no memory.
 */
static struct sip_kept *request_about(const struct sip_transaction *t, const char *method, struct bytes to)
{
	struct bytes invite = bytes_of(t->kept->at, t->kept->length);
	struct sip_start start = { 0 };
	struct buffer out = { 0 };
	struct sip_kept *kept = NULL;
	struct bytes cseq = sip_lines_field(invite, "CSeq", 0);
	size_t digits = 0;
	while (digits < cseq.length && cseq.at[digits] >= '0' && cseq.at[digits] <= '9')
		digits++;
	bool known = sip_lines_start(invite, &start);
	assert(known);
	if (!put_text(&out, method) || !put_text(&out, " ") || buffer_append(&out, start.uri) != STATUS_OK ||
	    !put_text(&out, " SIP/2.0\r\n") ||
	    !put_field(&out, "Via", sip_lines_item(sip_lines_field(invite, "Via", 'v'))) || !put_routes(&out, invite) ||
	    !put_text(&out, "Max-Forwards: " MAX_FORWARDS "\r\n") ||
	    !put_field(&out, "From", sip_lines_field(invite, "From", 'f')) || !put_field(&out, "To", to) ||
	    !put_field(&out, "Call-ID", sip_lines_field(invite, "Call-ID", 'i')) || !put_text(&out, "CSeq: ") ||
	    buffer_append(&out, bytes_of(cseq.at, digits)) != STATUS_OK || !put_text(&out, " ") ||
	    !put_text(&out, method) || !put_text(&out, "\r\nContent-Length: 0\r\n\r\n"))
		goto out;
	kept = sip_kept_copy(buffer_bytes(&out));
out:
	buffer_close(&out);
	return kept;
}

static struct hash128 client_key(const struct sip_layer *layer, struct bytes request, struct bytes method)
{
	struct bytes via = sip_lines_item(sip_lines_field(request, "Via", 'v'));
	return sip_keys_client(layer->book.seed, sip_lines_param(via, "branch"), method);
}

/*
 * Sends the CANCEL of an INVITE as a transaction that nobody above knows.  Where there is no room for it, it is sent once: the
 * INVITE ends in time all the same (9.1).
 */
static void send_cancel(struct sip_layer *layer, struct sip_flow flow, struct sip_kept *cancel, struct instant at)
{
	struct bytes bytes = bytes_of(cancel->at, cancel->length);
	struct sip_transaction *t = NULL;
	struct hash128 key = client_key(layer, bytes, bytes_of_text("CANCEL"));
	if (begin(layer, key, flow, &t) != STATUS_OK) {
		layer->port.send(layer->context, flow, bytes);
		sip_kept_drop(cancel);
		return;
	}
	t->own = true;
	keep(t, cancel);
	enter(layer, t, SIP_NC_TRYING, at);
	send_kept(layer, t);
}

/* Prepares the bytes that a row wants, before anything is changed.  STATUS_MEMORY: nothing was. */
static enum status prepare(const struct sip_transaction *t, const struct sip_row *row, const struct happening *what,
                           struct sip_kept **ret_kept)
{
	if (row->actions & SIP_KEEP) {
		*ret_kept = sip_kept_copy(what->bytes);
	} else if (row->actions & SIP_KEEP_ACK) {
		assert(what->message && t->kept);
		struct bytes to = sip_lines_field(what->message->raw, "To", 't');
		struct bytes invite = bytes_of(t->kept->at, t->kept->length);
		*ret_kept = request_about(t, "ACK", to.length ? to : sip_lines_field(invite, "To", 't'));
	} else if (row->actions & SIP_SEND_CANCEL) {
		struct bytes invite = bytes_of(t->kept->at, t->kept->length);
		*ret_kept = request_about(t, "CANCEL", sip_lines_field(invite, "To", 't'));
	} else {
		return STATUS_OK;
	}
	return *ret_kept ? STATUS_OK : STATUS_MEMORY;
}

static void hand_up(struct sip_layer *layer, const struct sip_transaction *t, const struct happening *what)
{
	if (t->own)
		return;
	if (what->signal == SIP_SIGNAL_ACK)
		layer->port.request(layer->context, 0, t->handle, what->message, what->flow);
	else
		layer->port.response(layer->context, t->handle, t->user, what->message);
}

/*
 * Moves a transaction along by one signal.  First it is changed, then others are called, who may call back and even end it.
 *   STATUS_MISSING  its state has no row for the signal; nothing was done
 *   STATUS_MEMORY   nothing was done
 */
static enum status step(struct sip_layer *layer, struct sip_transaction *t, const struct happening *what)
{
	assert(sip_book_sound_one(&layer->book, t));
	const struct sip_row *row = sip_machine_row(t->state, what->signal);
	const sip_handle handle = t->handle;
	const struct sip_flow flow = t->flow;
	struct sip_kept *prepared = NULL;
	if (row->next == SIP_NO_STATE)
		return STATUS_MISSING;
	enum status status = prepare(t, row, what, &prepared);
	if (status != STATUS_OK)
		return status;
	if (row->next == SIP_OVER) {
		end(layer, t, row->actions & SIP_TIMED_OUT ? SIP_END_TIMEOUT : SIP_END_DONE);
		return STATUS_OK;
	}
	if (row->actions & (SIP_KEEP | SIP_KEEP_ACK | SIP_FORGET))
		keep(t, prepared);
	if (what->signal == SIP_SIGNAL_REPEAT)
		repeat(t, row->actions & SIP_SLOWER, what->at);
	enter(layer, t, row->next, what->at);
	assert(sip_book_sound_one(&layer->book, t));
	if (row->actions & SIP_SEND)
		send_kept(layer, t);
	if (row->actions & SIP_SEND_CANCEL)
		send_cancel(layer, flow, prepared, what->at);
	t = sip_book_find(&layer->book, handle);
	if (t && row->actions & SIP_UP)
		hand_up(layer, t, what);
	return STATUS_OK;
}

/* A signal that means nothing in a state is absorbed. */
static enum status absorbing(enum status status)
{
	return status == STATUS_MISSING ? STATUS_OK : status;
}

static enum status take_response(struct sip_layer *layer, const struct sip_message *message, struct instant at)
{
	struct hash128 key = sip_keys_client(layer->book.seed, message->via.branch, message->method_text);
	struct sip_transaction *t = sip_book_look_up(&layer->book, SIP_CHAIN_KEY, key);
	if (!t || message->code < 100)
		return STATUS_MISSING;
	enum sip_signal signal = message->code < 200   ? SIP_SIGNAL_PROVISIONAL
	                         : message->code < 300 ? SIP_SIGNAL_SUCCESS
	                                               : SIP_SIGNAL_FAILURE;
	return absorbing(step(layer, t, &(struct happening){ .signal = signal, .message = message, .at = at }));
}

/* The INVITE that an ACK is about: by the dialog (13.3.1.4), else by its transaction (17.2.3). */
static struct sip_transaction *acknowledged(const struct sip_layer *layer, const struct sip_message *ack, uint64_t flow)
{
	const uint64_t *seed = layer->book.seed;
	struct hash128 key = sip_keys_tagged(seed, sip_keys_dialog(seed, ack), ack->to.tag);
	struct sip_transaction *t = sip_book_look_up(&layer->book, SIP_CHAIN_ACK, key);
	if (t)
		return t;
	if (ack->via.rfc3261) {
		key = sip_keys_request(seed, ack, bytes_of_text("INVITE"), flow);
		return sip_book_look_up(&layer->book, SIP_CHAIN_KEY, key);
	}
	key = sip_keys_tagged(seed, sip_keys_legacy(seed, ack, flow), ack->to.tag);
	return sip_book_look_up(&layer->book, SIP_CHAIN_ACK, key);
}

static enum status take_ack(struct sip_layer *layer, const struct sip_message *message, struct sip_flow flow,
                            struct instant at)
{
	struct sip_transaction *t = acknowledged(layer, message, flow.number);
	if (!t) {
		layer->port.request(layer->context, 0, 0, message, flow);
		return STATUS_OK;
	}
	struct happening what = { .signal = SIP_SIGNAL_ACK, .message = message, .flow = flow, .at = at };
	return absorbing(step(layer, t, &what));
}

static enum status take_request(struct sip_layer *layer, const struct sip_message *message, struct sip_flow flow,
                                struct instant at)
{
	const uint64_t *seed = layer->book.seed;
	struct hash128 key = sip_keys_request(seed, message, message->method_text, flow.number);
	struct sip_transaction *t = sip_book_look_up(&layer->book, SIP_CHAIN_KEY, key);
	if (t)
		return absorbing(step(layer, t, &(struct happening){ .signal = SIP_SIGNAL_REQUEST, .at = at }));
	enum status status = begin(layer, key, flow, &t);
	if (status != STATUS_OK)
		return status;
	t->cookie = message->via.rfc3261;
	if (!t->cookie)
		t->legacy = sip_keys_legacy(seed, message, flow.number);
	t->dialog = sip_keys_dialog(seed, message);
	enter(layer, t, message->method == SIP_INVITE ? SIP_IS_PROCEEDING : SIP_NS_TRYING, at);
	const struct sip_transaction *about = NULL;
	if (message->method == SIP_CANCEL) {
		key = sip_keys_request(seed, message, bytes_of_text("INVITE"), flow.number);
		about = sip_book_look_up(&layer->book, SIP_CHAIN_KEY, key);
	}
	layer->port.request(layer->context, t->handle, about ? about->handle : 0, message, flow);
	return STATUS_OK;
}

enum status sip_layer_take(struct sip_layer *layer, const struct sip_message *message, struct sip_flow flow,
                           struct instant now)
{
	struct instant at = moment(layer, now);
	if (message->response)
		return take_response(layer, message, at);
	if (message->method == SIP_ACK)
		return take_ack(layer, message, flow, at);
	return take_request(layer, message, flow, at);
}

enum status sip_layer_reply(struct sip_layer *layer, sip_handle handle, unsigned code, struct bytes bytes,
                            struct instant now)
{
	assert(code >= 100 && code <= 699);
	struct instant at = moment(layer, now);
	struct sip_transaction *t = sip_book_find(&layer->book, handle);
	if (!t)
		return STATUS_MISSING;
	enum sip_signal signal = code < 200   ? SIP_SIGNAL_REPLY_PROVISIONAL
	                         : code < 300 ? SIP_SIGNAL_REPLY_SUCCESS
	                                      : SIP_SIGNAL_REPLY_FAILURE;
	/* By these its ACK is found; until it is replied to nothing waits for one. */
	bool awaited = t->state == SIP_IS_PROCEEDING &&
	               (signal == SIP_SIGNAL_REPLY_SUCCESS || (signal == SIP_SIGNAL_REPLY_FAILURE && !t->cookie));
	if (awaited) {
		struct bytes tag = sip_lines_param(sip_lines_field(bytes, "To", 't'), "tag");
		struct hash128 base = signal == SIP_SIGNAL_REPLY_SUCCESS ? t->dialog : t->legacy;
		sip_book_await_ack(&layer->book, t, sip_keys_tagged(layer->book.seed, base, tag));
	}
	return step(layer, t, &(struct happening){ .signal = signal, .bytes = bytes, .at = at });
}

enum status sip_layer_ask(struct sip_layer *layer, struct sip_flow flow, struct bytes bytes, uint64_t user,
                          struct instant now, sip_handle *ret_handle)
{
	struct instant at = moment(layer, now);
	struct sip_start start;
	struct bytes via = sip_lines_item(sip_lines_field(bytes, "Via", 'v'));
	if (!sip_lines_start(bytes, &start) || !sip_lines_param(via, "branch").length ||
	    bytes_same(start.method, bytes_of_text("ACK")))
		return STATUS_MALFORMED;
	struct hash128 key = client_key(layer, bytes, start.method);
	if (sip_book_look_up(&layer->book, SIP_CHAIN_KEY, key))
		return STATUS_BUSY;
	struct sip_kept *kept = sip_kept_copy(bytes);
	if (!kept)
		return STATUS_MEMORY;
	struct sip_transaction *t = NULL;
	enum status status = begin(layer, key, flow, &t);
	if (status != STATUS_OK) {
		sip_kept_drop(kept);
		return status;
	}
	t->user = user;
	keep(t, kept);
	enter(layer, t, bytes_same(start.method, bytes_of_text("INVITE")) ? SIP_IC_CALLING : SIP_NC_TRYING, at);
	*ret_handle = t->handle;
	send_kept(layer, t);
	return STATUS_OK;
}

enum status sip_layer_cancel(struct sip_layer *layer, sip_handle handle, struct instant now)
{
	struct instant at = moment(layer, now);
	struct sip_transaction *t = sip_book_find(&layer->book, handle);
	return t ? step(layer, t, &(struct happening){ .signal = SIP_SIGNAL_CANCEL, .at = at }) : STATUS_MISSING;
}

void sip_layer_lost(struct sip_layer *layer, uint64_t flow, struct instant now)
{
	(void)moment(layer, now);
	sip_book_lose(&layer->book, flow);
	for (struct sip_transaction *t; (t = sip_book_lost(&layer->book));)
		end(layer, t, SIP_END_TRANSPORT);
}

void sip_layer_pass(struct sip_layer *layer, struct instant now)
{
	struct instant at = moment(layer, now);
	for (const struct agenda_item *next;
	     (next = agenda_next(&layer->book.timers)) && !instant_before(at, next->due);) {
		struct sip_transaction *t = sip_book_at(&layer->book, next->number);
		struct happening what = { .at = at };
		/* Where both are due, since nobody passed the time for long, nothing is sent any more. */
		what.signal = instant_before(at, t->end_at) ? SIP_SIGNAL_REPEAT : SIP_SIGNAL_END;
		enum status status = step(layer, t, &what);
		assert(status == STATUS_OK);
	}
}

struct instant sip_layer_next(const struct sip_layer *layer)
{
	const struct agenda_item *next = agenda_next(&layer->book.timers);
	return next ? (struct instant){ next->due.us - layer->behind.us } : (struct instant){ 0 };
}

uint32_t sip_layer_count(const struct sip_layer *layer)
{
	return layer->book.count;
}

enum sip_state sip_layer_state(const struct sip_layer *layer, sip_handle handle)
{
	const struct sip_transaction *t = sip_book_find(&layer->book, handle);
	return t ? t->state : SIP_NO_STATE;
}

bool sip_layer_sound(const struct sip_layer *layer)
{
	return sip_book_sound(&layer->book);
}
