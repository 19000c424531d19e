/* Framed messages between two processes of ours over a socket pair: a length, then so many bytes, in order. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/channel.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Read so much at once: a burst of messages costs few calls of the kernel. */
#define READ_BYTES (256u << 10)

struct channel {
	struct bufferevent *wire;
	const struct channel_calls *calls;
	void *context;
	bool ended;  /* nothing is read or sent any more */
	bool busy;   /* a call of its owner is going on */
	bool closed; /* by its owner, within that call */
};

enum status channel_make_pair(int ret_ends[2])
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
		return STATUS_IO;
	ret_ends[0] = ends[0];
	ret_ends[1] = ends[1];
	return STATUS_OK;
}

static void release(struct channel *channel)
{
	bufferevent_free(channel->wire);
	free(channel);
}

void channel_close(struct channel *channel)
{
	if (!channel)
		return;
	channel->closed = true;
	if (!channel->busy)
		release(channel);
}

/* Tells the owner once that it is over; the channel may be gone afterwards. */
static void end(struct channel *channel)
{
	if (channel->ended)
		return;
	channel->ended = true;
	(void)bufferevent_disable(channel->wire, EV_READ | EV_WRITE); /* fails for unknown kinds only */
	channel->busy = true;
	channel->calls->ended(channel->context);
	channel->busy = false;
	if (channel->closed)
		release(channel);
}

static void on_readable(struct bufferevent *wire, void *context)
{
	struct channel *channel = context;
	struct evbuffer *in = bufferevent_get_input(wire);
	uint8_t head[CHANNEL_HEAD_BYTES];
	while (!channel->ended && evbuffer_copyout(in, head, sizeof head) == (ev_ssize_t)sizeof head) {
		size_t length = bytes_get_u32(head);
		const uint8_t *at = NULL;
		if (length > CHANNEL_FRAME_MAX_BYTES) {
			end(channel);
			return;
		}
		if (evbuffer_get_length(in) < sizeof head + length)
			return;
		at = evbuffer_pullup(in, (ev_ssize_t)(sizeof head + length));
		if (!at) { /* no memory: what is lost in the middle cannot be made good */
			end(channel);
			return;
		}
		channel->busy = true;
		channel->calls->received(channel->context, bytes_of(at + sizeof head, length));
		channel->busy = false;
		if (channel->closed) {
			release(channel);
			return;
		}
		(void)evbuffer_drain(in, sizeof head + length); /* fails on frozen buffers only */
	}
}

static void on_event(struct bufferevent *wire, short what, void *context)
{
	(void)wire;
	if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
		end(context);
}

enum status channel_open(struct loop *loop, int descriptor, const struct channel_calls *calls, void *context,
                         struct channel **ret_channel)
{
	struct channel *channel = calloc(1, sizeof *channel);
	if (channel)
		channel->wire = bufferevent_socket_new(loop_base(loop), descriptor, BEV_OPT_CLOSE_ON_FREE);
	if (!channel || !channel->wire) {
		free(channel);
		(void)close(descriptor);
		return STATUS_MEMORY;
	}
	channel->calls = calls;
	channel->context = context;
	bufferevent_setcb(channel->wire, on_readable, NULL, on_event, channel);
	/* One whole frame always fits, and no more is taken in than is being worked on. */
	bufferevent_setwatermark(channel->wire, EV_READ, 0, CHANNEL_HEAD_BYTES + CHANNEL_FRAME_MAX_BYTES);
	(void)bufferevent_set_max_single_read(channel->wire, READ_BYTES);
	(void)bufferevent_set_max_single_write(channel->wire, READ_BYTES);
	if (bufferevent_enable(channel->wire, EV_READ | EV_WRITE) != 0) {
		release(channel);
		return STATUS_MEMORY;
	}
	*ret_channel = channel;
	return STATUS_OK;
}

enum status channel_send(struct channel *channel, struct bytes frame)
{
	struct evbuffer *out = bufferevent_get_output(channel->wire);
	uint8_t head[CHANNEL_HEAD_BYTES];
	if (frame.length > CHANNEL_FRAME_MAX_BYTES)
		return STATUS_LIMIT;
	if (channel->ended)
		return STATUS_ENDED;
	if (evbuffer_get_length(out) + sizeof head + frame.length > CHANNEL_QUEUE_MAX_BYTES)
		return STATUS_FULL;
	bytes_put_u32(head, (uint32_t)frame.length);
	/* Room for both first, so that no head goes out without its frame. */
	if (evbuffer_expand(out, sizeof head + frame.length) != 0)
		return STATUS_MEMORY;
	if (evbuffer_add(out, head, sizeof head) != 0 || evbuffer_add(out, frame.at, frame.length) != 0)
		return STATUS_MEMORY;
	return STATUS_OK;
}

size_t channel_waiting_bytes(const struct channel *channel)
{
	return evbuffer_get_length(bufferevent_get_output(channel->wire));
}
