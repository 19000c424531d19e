/* How the center stands, as the center told it, and the documents of NENA i3 that say so. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/standing.h"

#include <stdlib.h>

#include "core/queue.h"
#include "wire/i3_state.h"
#include "wire/text.h"

/* A document with an INVITE in it may be so long, so that the NOTIFY around it can still be read. */
#define DOCUMENT_MAX_BYTES (SIP_MESSAGE_MAX_BYTES - 8192u)

struct standing_queue {
	struct standing_queue *next;
	struct buffer name;
	uint32_t waiting;
};

struct standing_left {
	struct standing_left *next;
	uint64_t serial;
	struct instant invited, left;
	struct buffer invite;
};

static struct standing_queue *queue_named(const struct exchange *exchange, struct bytes name)
{
	size_t cursor = 0;
	struct standing_queue *queue;
	uint64_t hash = index_hash(exchange->hash_key, name);
	while ((queue = index_find(&exchange->queues_by_name, hash, &cursor)) != NULL)
		if (bytes_same(buffer_bytes(&queue->name), name))
			return queue;
	return NULL;
}

static struct standing_queue *new_queue(struct exchange *exchange, struct bytes name)
{
	struct standing_queue *queue = calloc(1, sizeof *queue);
	if (!queue || !make_copy(&queue->name, name) ||
	    index_reserve(&exchange->queues_by_name, exchange->queues_by_name.count + 1) != STATUS_OK) {
		if (queue)
			buffer_close(&queue->name);
		free(queue);
		return NULL;
	}
	queue->next = exchange->queues;
	exchange->queues = queue;
	index_add(&exchange->queues_by_name, index_hash(exchange->hash_key, name), queue);
	return queue;
}

void standing_hear(struct exchange *exchange, const struct parcel *parcel, bool *ret_queue, bool *ret_staff)
{
	struct bytes name = parcel->text[PARCEL_TEXT_WHO];
	struct standing_queue *queue = queue_named(exchange, name);
	bool staffed = parcel->ticket != 0;
	/* For want of memory a queue stays unknown until it is told of again. */
	if (!queue)
		queue = new_queue(exchange, name);
	*ret_staff = staffed != exchange->staffed;
	*ret_queue = *ret_staff || (queue && queue->waiting != parcel->number);
	exchange->staffed = staffed;
	if (queue)
		queue->waiting = parcel->number;
}

bool standing_has(const struct exchange *exchange, struct bytes queue)
{
	return bytes_same(queue, bytes_of_text(QUEUE_DEFAULT_NAME)) || queue_named(exchange, queue);
}

static void let_go_oldest(struct exchange *exchange)
{
	struct standing_left *oldest = exchange->left_first;
	exchange->left_first = oldest->next;
	if (!exchange->left_first)
		exchange->left_last = NULL;
	exchange->left_count--;
	exchange->left_bytes -= oldest->invite.length;
	buffer_close(&oldest->invite);
	free(oldest);
}

bool standing_keep(struct exchange *exchange, struct bytes invite, struct instant invited, struct instant left)
{
	struct standing_left *kept = calloc(1, sizeof *kept);
	if (!kept || !make_copy(&kept->invite, invite)) {
		free(kept);
		return false;
	}
	while (exchange->left_count == STANDING_LEFT_MAX ||
	       (exchange->left_first && exchange->left_bytes + invite.length > STANDING_LEFT_MAX_BYTES))
		let_go_oldest(exchange);
	kept->serial = ++exchange->left_serial;
	kept->invited = invited;
	kept->left = left;
	*(exchange->left_last ? &exchange->left_last->next : &exchange->left_first) = kept;
	exchange->left_last = kept;
	exchange->left_count++;
	exchange->left_bytes += invite.length;
	return true;
}

void standing_let_go(struct exchange *exchange, uint64_t serial)
{
	while (exchange->left_first && exchange->left_first->serial < serial)
		let_go_oldest(exchange);
}

/* Everything that a document may be made of. */
struct asked {
	const struct exchange *exchange;
	struct bytes queue;
	uint64_t *serial;
	struct buffer name; /* a text with its NUL */
};

static enum status put_name(struct asked *asked, const char *before, struct bytes name)
{
	struct bytes domain = buffer_bytes(&asked->exchange->domain);
	enum status status = buffer_print(&asked->name, "%s%.*s%s%.*s", before, (int)name.length, (const char *)name.at,
	                                  name.length ? "@" : "", (int)domain.length, (const char *)domain.at);
	return status == STATUS_OK ? buffer_append(&asked->name, bytes_of("", 1)) : status;
}

static enum status write_element(struct asked *asked, struct buffer *out)
{
	enum status status = put_name(asked, "", (struct bytes){ 0 });
	if (status != STATUS_OK)
		return status;
	const struct i3_element_state state = { .element = (const char *)asked->name.at, .state = I3_ELEMENT_NORMAL };
	return i3_state_write_element(out, &state);
}

static enum status write_service(struct asked *asked, struct buffer *out)
{
	enum status status = put_name(asked, "", (struct bytes){ 0 });
	if (status != STATUS_OK)
		return status;
	const struct i3_service_state state = { .name = "PSAP",
		                                .domain = (const char *)asked->name.at,
		                                .state = asked->exchange->staffed ? I3_SERVICE_NORMAL
		                                                                  : I3_SERVICE_UNSTAFFED };
	return i3_state_write_service(out, &state);
}

static enum status write_queue(struct asked *asked, struct buffer *out)
{
	const struct standing_queue *queue = queue_named(asked->exchange, asked->queue);
	enum status status = put_name(asked, "sip:", asked->queue);
	if (status != STATUS_OK)
		return status;
	/* No queue of ours has an end of its own: what it can hold is what all of them can. */
	struct i3_queue_state state = { .queue = (const char *)asked->name.at,
		                        .length = queue ? queue->waiting : 0,
		                        .max_length = EXCHANGE_SESSIONS_MAX,
		                        .state = asked->exchange->staffed ? I3_QUEUE_ACTIVE : I3_QUEUE_STANDBY };
	if (state.length >= state.max_length)
		state.state = I3_QUEUE_FULL;
	return i3_state_write_queue(out, &state);
}

static enum status write_left(struct asked *asked, struct buffer *out)
{
	const struct standing_left *left = asked->exchange->left_first;
	while (left && left->serial < *asked->serial)
		left = left->next;
	if (!left)
		return STATUS_OK;
	struct i3_abandoned_call call = { .invite = buffer_bytes(&left->invite),
		                          .invited = left->invited,
		                          .cancelled = left->left };
	size_t length = out->length;
	enum status status = i3_state_write_abandoned(out, &call);
	/* In JSON a byte may become six. What is too long for a message then is cut at its end; the head says who called. */
	while (status == STATUS_OK && out->length - length > DOCUMENT_MAX_BYTES) {
		out->length = length;
		call.invite.length /= 2;
		status = i3_state_write_abandoned(out, &call);
	}
	if (status == STATUS_OK)
		*asked->serial = left->serial + 1;
	return status;
}

/* The types as NENA-STA-010.3f has them (2.4.1, 2.4.2, 4.2.1.3, 4.2.2.9), the last one's small letter too. */
static const struct {
	const char *name, *type;
	enum status (*write)(struct asked *asked, struct buffer *out);
} packages[STANDING_PACKAGES] = {
	[STANDING_ELEMENT] = { "emergency-ElementState", "application/EmergencyCallData.ElementState+json",
	                       write_element },
	[STANDING_SERVICE] = { "emergency-ServiceState", "application/EmergencyCallData.ServiceState+json",
	                       write_service },
	[STANDING_QUEUE] = { "emergency-QueueState", "application/EmergencyCallData.QueueState+json", write_queue },
	[STANDING_ABANDONED] = { "emergency-AbandonedCall", "application/emergencyCallData.AbandonedCall+json",
	                         write_left },
};

const char *standing_name(enum standing_package package)
{
	return packages[package].name;
}

const char *standing_type(enum standing_package package)
{
	return packages[package].type;
}

enum standing_package standing_named(struct bytes event)
{
	unsigned package = 0;
	while (package < STANDING_PACKAGES && !text_same(event, packages[package].name))
		package++;
	return (enum standing_package)package;
}

enum status standing_write(const struct exchange *exchange, enum standing_package package, struct bytes queue,
                           uint64_t *serial, struct buffer *out)
{
	struct asked asked = { exchange, queue, serial, { 0 } };
	enum status status = packages[package].write(&asked, out);
	buffer_close(&asked.name);
	return status;
}

void standing_close(struct exchange *exchange)
{
	standing_let_go(exchange, UINT64_MAX);
	while (exchange->queues) {
		struct standing_queue *queue = exchange->queues;
		exchange->queues = queue->next;
		buffer_close(&queue->name);
		free(queue);
	}
	index_close(&exchange->queues_by_name);
}
