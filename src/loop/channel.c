/* Framed messages between two processes of ours over a socket pair: a length, then so many bytes, in order. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/channel.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Read so much at once: a burst of messages costs one call of the kernel. */
#define READ_BYTES (256u << 10)
/* What a burst or a long frame took beyond this is given back. */
#define ROOM_KEPT_BYTES (2 * READ_BYTES)

struct channel {
	int descriptor;
	struct event *readable, *writable;
	struct event *flush; /* at the end of a turn in which something was sent */
	struct buffer in, out;
	size_t gone; /* of `out` */
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
	if (channel->readable)
		event_free(channel->readable);
	if (channel->writable)
		event_free(channel->writable);
	if (channel->flush)
		event_free(channel->flush);
	(void)close(channel->descriptor);
	buffer_close(&channel->in);
	buffer_close(&channel->out);
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
	(void)event_del(channel->readable); /* these fail without a base only */
	(void)event_del(channel->writable);
	channel->busy = true;
	channel->calls->ended(channel->context);
	channel->busy = false;
	if (channel->closed)
		release(channel);
}

/* Forgets the first bytes of a buffer, and the room that only a burst needed. */
static void drop_first(struct buffer *buffer, size_t count)
{
	buffer->length -= count;
	if (!buffer->length && buffer->room > ROOM_KEPT_BYTES)
		buffer_close(buffer);
	else if (buffer->length && count)
		memmove(buffer->at, buffer->at + count, buffer->length);
}

/* Hands on each whole frame; false when the channel has ended or is gone. */
static bool hand_on(struct channel *channel)
{
	size_t from = 0;
	for (size_t left; (left = channel->in.length - from) >= CHANNEL_HEAD_BYTES;) {
		const uint8_t *head = channel->in.at + from;
		size_t length = bytes_get_u32(head);
		if (length > CHANNEL_FRAME_MAX_BYTES) {
			end(channel);
			return false;
		}
		if (left < CHANNEL_HEAD_BYTES + length)
			break;
		channel->busy = true;
		channel->calls->received(channel->context, bytes_of(head + CHANNEL_HEAD_BYTES, length));
		channel->busy = false;
		if (channel->closed) {
			release(channel);
			return false;
		}
		from += CHANNEL_HEAD_BYTES + length;
	}
	drop_first(&channel->in, from);
	return true;
}

static void on_readable(evutil_socket_t descriptor, short what, void *context)
{
	struct channel *channel = context;
	(void)what;
	/* A frame grows in place as it comes: only as much is taken in as has really been sent. */
	if (buffer_reserve(&channel->in, READ_BYTES) != STATUS_OK) {
		end(channel); /* what is lost in the middle cannot be made good */
		return;
	}
	ssize_t count = recv(descriptor, channel->in.at + channel->in.length, READ_BYTES, MSG_DONTWAIT);
	if (count > 0) {
		channel->in.length += (size_t)count;
		(void)hand_on(channel);
	} else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
		end(channel);
	}
}

static void on_writable(evutil_socket_t none, short what, void *context)
{
	struct channel *channel = context;
	struct buffer *out = &channel->out;
	(void)none;
	(void)what;
	while (!channel->ended && channel->gone < out->length) {
		ssize_t count = send(channel->descriptor, out->at + channel->gone, out->length - channel->gone,
		                     MSG_DONTWAIT | MSG_NOSIGNAL);
		if (count >= 0) {
			channel->gone += (size_t)count;
		} else if (errno == EAGAIN) {
			(void)event_add(channel->writable,
			                NULL); /* fails for want of memory; the next frame tries again */
			break;
		} else if (errno != EINTR) {
			end(channel);
			return;
		}
	}
	/* Moved only when less is left than has gone: each byte is moved once at most. */
	if (channel->gone >= out->length - channel->gone) {
		drop_first(out, channel->gone);
		channel->gone = 0;
	}
}

enum status channel_open(struct loop *loop, int descriptor, const struct channel_calls *calls, void *context,
                         struct channel **ret_channel)
{
	struct channel *channel = calloc(1, sizeof *channel);
	if (!channel) {
		(void)close(descriptor);
		return STATUS_MEMORY;
	}
	*channel = (struct channel){ .descriptor = descriptor, .calls = calls, .context = context };
	channel->readable = event_new(loop_base(loop), descriptor, EV_READ | EV_PERSIST, on_readable, channel);
	channel->writable = event_new(loop_base(loop), descriptor, EV_WRITE, on_writable, channel);
	channel->flush = event_new(loop_base(loop), -1, 0, on_writable, channel);
	if (!channel->readable || !channel->writable || !channel->flush || event_add(channel->readable, NULL) != 0) {
		release(channel);
		return STATUS_MEMORY;
	}
	*ret_channel = channel;
	return STATUS_OK;
}

enum status channel_send(struct channel *channel, struct bytes frame)
{
	struct buffer *out = &channel->out;
	uint8_t head[CHANNEL_HEAD_BYTES];
	size_t whole = sizeof head + frame.length;
	if (frame.length > CHANNEL_FRAME_MAX_BYTES)
		return STATUS_LIMIT;
	if (channel->ended)
		return STATUS_ENDED;
	if (channel_waiting_bytes(channel) + whole > CHANNEL_QUEUE_MAX_BYTES)
		return STATUS_FULL;
	bytes_put_u32(head, (uint32_t)frame.length);
	/* Room for both first, so that no head goes out without its frame. */
	enum status status = buffer_reserve(out, whole);
	if (status == STATUS_OK)
		status = buffer_append(out, bytes_of(head, sizeof head));
	if (status == STATUS_OK)
		status = buffer_append(out, frame);
	/* Behind whatever else this turn has ready, without asking the kernel when. */
	if (status == STATUS_OK && !event_pending(channel->writable, EV_WRITE, NULL))
		event_active(channel->flush, EV_TIMEOUT, 0);
	return status;
}

size_t channel_waiting_bytes(const struct channel *channel)
{
	return channel->out.length - channel->gone;
}
