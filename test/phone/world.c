/* A simulated world around an exchange: flows, a clock and a center that says what a test tells it to. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sip_flow world_flow(uint64_t number)
{
	return (struct sip_flow){ number, number >= WORLD_STREAM };
}

static void *grown(void *at, size_t count, size_t size)
{
	if (count & (count - 1))
		return at;
	void *more = reallocarray(at, count ? 2 * count : 1, size);
	if (!more)
		abort();
	return more;
}

/* An emergency caller is never turned away (NENA-STA-010.3f, RQ_ESRP_098). */
static bool is_rude(uint64_t flow, const struct sip_message *message)
{
	static const unsigned rude[] = { 401, 403, 404, 407, 486 };
	bool caller = flow % WORLD_STREAM < WORLD_PHONE;
	for (size_t i = 0; i < sizeof rude / sizeof *rude; i++)
		if (caller && message->response && message->code == rude[i])
			return true;
	return caller && message->response && message->code >= 600;
}

static void on_send(void *context, struct sip_flow flow, struct bytes bytes)
{
	struct world *world = context;
	struct sip_message *message = calloc(1, sizeof *message);
	uint8_t *copy = malloc(bytes.length + 1);
	if (!message || !copy)
		abort();
	memcpy(copy, bytes.at, bytes.length);
	copy[bytes.length] = 0;
	bool read = flow.number && sip_message_read(bytes_of(copy, bytes.length), message) == STATUS_OK;
	/* The answer to what has no form lacks what that lacks. */
	if (!read || (message->faults && message->code != 400 && message->code != 505)) {
		world->faulty++;
		(void)fprintf(stderr, "to %u, faults %x:\n%s\n", (unsigned)flow.number, message->faults, (char *)copy);
	}
	if (is_rude(flow.number, message)) {
		world->rude++;
		(void)fprintf(stderr, "rude to %u:\n%s\n", (unsigned)flow.number, (char *)copy);
	}
	if (world->hear)
		world->hear(world->context, flow.number, message);
	if (world->quiet) {
		free(copy);
		free(message);
		return;
	}
	world->sent = grown(world->sent, world->sent_count, sizeof *world->sent);
	world->sent[world->sent_count++] = (struct world_sent){ flow.number, world->now, false, copy, message };
}

static void on_tell(void *context, const struct parcel *parcel)
{
	struct world *world = context;
	world->told = grown(world->told, world->told_count, sizeof *world->told);
	struct world_told *told = &world->told[world->told_count++];
	*told = (struct world_told){ 0 };
	/* As it goes through the channel. */
	enum status status = parcel_write(parcel, &told->bytes);
	assert(status == STATUS_OK);
	status = parcel_read(buffer_bytes(&told->bytes), &told->parcel);
	assert(status == STATUS_OK);
}

static bool on_ends(void *context, struct sip_flow flow, struct exchange_end *ret_here, struct exchange_end *ret_there)
{
	(void)context;
	if (!flow.number)
		return false;
	enum exchange_transport transport = flow.number >= WORLD_STREAM ? EXCHANGE_TCP : EXCHANGE_UDP;
	*ret_here = (struct exchange_end){ transport, "192.0.2.200", 5060 };
	*ret_there = (struct exchange_end){ .transport = transport, .port = 5060 };
	(void)snprintf(ret_there->host, sizeof ret_there->host, "198.51.100.%u",
	               (unsigned)(flow.number % WORLD_STREAM));
	return true;
}

static bool on_reach(void *context, const struct exchange_end *there, struct sip_flow *ret_flow)
{
	static const char net[] = "198.51.100.";
	(void)context;
	if (strncmp(there->host, net, sizeof net - 1) != 0)
		return false;
	unsigned long last = strtoul(there->host + sizeof net - 1, NULL, 10);
	if (!last || last >= 250)
		return false;
	*ret_flow = world_flow(last + (there->transport == EXCHANGE_UDP ? 0 : WORLD_STREAM));
	return true;
}

static void on_draw(void *context, void *at, size_t length)
{
	struct world *world = context;
	for (size_t i = 0; i < length; i++) {
		world->drawn = world->drawn * 6364136223846793005ULL + 1442695040888963407ULL;
		((uint8_t *)at)[i] = (uint8_t)(world->drawn >> 33);
	}
}

static bool on_ask(void *context, const struct exchange_question *question)
{
	struct world *world = context;
	if (world->deaf)
		return false;
	world->asked = grown(world->asked, world->asked_count, sizeof *world->asked);
	struct world_asked *asked = &world->asked[world->asked_count++];
	*asked = (struct world_asked){ .number = question->number, .source = question->source, .at = world->now };
	(void)snprintf(asked->uri, sizeof asked->uri, "%.*s", (int)question->uri.length,
	               (const char *)question->uri.at);
	(void)snprintf(asked->body, sizeof asked->body, "%.*s", (int)question->body.length,
	               question->body.length ? (const char *)question->body.at : "");
	(void)snprintf(asked->type, sizeof asked->type, "%s", question->type ? question->type : "");
	return true;
}

const struct world_asked *world_asked(struct world *world)
{
	for (size_t i = 0; i < world->asked_count; i++) {
		if (world->asked[i].read)
			continue;
		world->asked[i].read = true;
		return &world->asked[i];
	}
	return NULL;
}

void world_answer(struct world *world, uint64_t number, unsigned code, const char *trouble, const char *unverified,
                  const char *type, const char *body)
{
	const struct exchange_answer answer = { .number = number,
		                                .code = code,
		                                .trouble = trouble,
		                                .unverified = unverified,
		                                .type = bytes_of_text(type),
		                                .body = bytes_of_text(body) };
	exchange_answered(world->exchange, &answer, world->now);
}

void world_open(struct world *world)
{
	static const struct exchange_port port = { on_send, on_tell, on_ends, on_reach, on_draw, on_ask };
	*world = (struct world){ .now = { 1000000000LL * 1000000 }, .drawn = world->drawn };
	enum status status = exchange_open(&port, world, &world->exchange);
	assert(status == STATUS_OK);
	struct parcel hello = { .kind = PARCEL_HELLO, .keyed = true, .key = { 1, 2, 3 } };
	parcel_set(&hello, PARCEL_TEXT_WHO, "center.example");
	parcel_set(&hello, PARCEL_TEXT_WORDS, "sip:factory@198.51.100.160");
	exchange_hear(world->exchange, &hello, world->now);
	(void)world_told(world, PARCEL_READY);
}

void world_close(struct world *world)
{
	exchange_close(world->exchange);
	for (size_t i = 0; i < world->sent_count; i++) {
		free(world->sent[i].bytes);
		free(world->sent[i].message);
	}
	for (size_t i = 0; i < world->told_count; i++)
		buffer_close(&world->told[i].bytes);
	free(world->sent);
	free(world->told);
	free(world->asked);
}

void world_take(struct world *world, uint64_t flow, const char *text)
{
	exchange_take(world->exchange, bytes_of_text(text), world_flow(flow), world->now);
}

void world_pass(struct world *world, int64_t ms)
{
	struct instant until = { world->now.us + ms * 1000 };
	for (;;) {
		struct instant next = exchange_next(world->exchange);
		if (!instant_known(next) || instant_before(until, next))
			break;
		world->now = instant_later(world->now, next);
		exchange_pass(world->exchange, world->now);
		struct instant after = exchange_next(world->exchange);
		/* What was due is done. */
		assert(!instant_known(after) || instant_before(world->now, after));
	}
	world->now = until;
}

const struct sip_message *world_next(struct world *world, uint64_t flow)
{
	for (size_t i = 0; i < world->sent_count; i++) {
		struct world_sent *sent = &world->sent[i];
		if (sent->flow != flow || sent->read)
			continue;
		sent->read = true;
		return sent->message;
	}
	return NULL;
}

static bool fits(const struct sip_message *message, enum sip_method method, unsigned code)
{
	return message->method == method && message->response == (code != 0) && message->code == code;
}

const struct sip_message *world_find(struct world *world, uint64_t flow, enum sip_method method, unsigned code)
{
	bool there = false;
	for (size_t i = 0; i < world->sent_count && !there; i++)
		there =
		    world->sent[i].flow == flow && !world->sent[i].read && fits(world->sent[i].message, method, code);
	const struct sip_message *message;
	while (there && (message = world_next(world, flow)))
		if (fits(message, method, code))
			return message;
	return NULL;
}

unsigned world_count(const struct world *world, uint64_t flow, enum sip_method method, unsigned code)
{
	unsigned count = 0;
	for (size_t i = 0; i < world->sent_count; i++)
		count += world->sent[i].flow == flow && fits(world->sent[i].message, method, code);
	return count;
}

void world_skip(struct world *world, uint64_t flow)
{
	while (world_next(world, flow))
		;
}

const struct parcel *world_told(struct world *world, enum parcel_kind kind)
{
	for (size_t i = 0; i < world->told_count; i++) {
		if (world->told[i].read || world->told[i].parcel.kind != kind)
			continue;
		world->told[i].read = true;
		return &world->told[i].parcel;
	}
	return NULL;
}

void world_hear_text(struct world *world, enum parcel_kind kind, uint32_t call, const char *who, enum parcel_text which,
                     const char *text)
{
	struct parcel parcel = { .kind = kind, .call = call };
	parcel_set(&parcel, PARCEL_TEXT_WHO, who);
	parcel_set(&parcel, which, text);
	exchange_hear(world->exchange, &parcel, world->now);
}

void world_hear(struct world *world, enum parcel_kind kind, uint32_t call, uint32_t number, const char *who)
{
	struct parcel parcel = { .kind = kind, .call = call, .number = number };
	parcel_set(&parcel, PARCEL_TEXT_WHO, who);
	exchange_hear(world->exchange, &parcel, world->now);
}

bool world_kept(struct world *world, uint32_t call)
{
	const struct parcel *told = world_told(world, PARCEL_CALL);
	if (!told || !told->ticket)
		return false;
	struct parcel kept = { .kind = PARCEL_KEPT, .ticket = told->ticket, .call = call };
	exchange_hear(world->exchange, &kept, world->now);
	return true;
}

bool world_has(const struct sip_message *message, const char *text)
{
	return message && memmem(message->raw.at, message->raw.length, text, strlen(text));
}
