/* What a broken process of ours may send through its channel, in pieces: frames come whole and in order, or it ends. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/channel.h"

#include <assert.h>
#include <event2/event.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* More than this the kernel may not hold for a side that is not reading meanwhile. */
#define PIECE_MAX_BYTES 4096u

struct wanted {
	struct bytes stream; /* what is to come, frames with their heads */
	unsigned ended;
};

static void on_received(void *context, struct bytes frame)
{
	struct wanted *wanted = context;
	assert(!wanted->ended && wanted->stream.length >= CHANNEL_HEAD_BYTES + frame.length);
	assert(bytes_get_u32(wanted->stream.at) == frame.length && frame.length <= CHANNEL_FRAME_MAX_BYTES);
	assert(bytes_same(bytes_of(wanted->stream.at + CHANNEL_HEAD_BYTES, frame.length), frame));
	wanted->stream.at += CHANNEL_HEAD_BYTES + frame.length;
	wanted->stream.length -= CHANNEL_HEAD_BYTES + frame.length;
}

static void on_ended(void *context)
{
	struct wanted *wanted = context;
	wanted->ended++;
}

/* What is left is the beginning of a frame, or claims to be too long. */
static void check_rest(struct bytes rest)
{
	if (rest.length < CHANNEL_HEAD_BYTES)
		return;
	uint32_t claimed = bytes_get_u32(rest.at);
	assert(claimed > CHANNEL_FRAME_MAX_BYTES || rest.length < CHANNEL_HEAD_BYTES + claimed);
}

/* The first byte says in what pieces the others go. */
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static const struct channel_calls calls = { .received = on_received, .ended = on_ended };
	static struct loop *loop;
	struct channel *channel;
	int ends[2];
	if (!length || (!loop && loop_open(&loop) != STATUS_OK) || channel_make_pair(ends) != STATUS_OK)
		return 0;
	struct wanted wanted = { .stream = bytes_of(at + 1, length - 1) };
	size_t piece = at[0] ? at[0] : PIECE_MAX_BYTES;
	if (channel_open(loop, ends[0], &calls, &wanted, &channel) != STATUS_OK) {
		(void)close(ends[1]);
		return 0;
	}
	for (size_t sent = 1; sent < length;) {
		size_t count = length - sent < piece ? length - sent : piece;
		ssize_t went = send(ends[1], at + sent, count, MSG_NOSIGNAL);
		if (went <= 0)
			break; /* ended, and so nobody reads */
		sent += (size_t)went;
		(void)event_base_loop(loop_base(loop), EVLOOP_NONBLOCK);
	}
	(void)close(ends[1]);
	for (unsigned turn = 0; turn < 100 && !wanted.ended; turn++)
		(void)event_base_loop(loop_base(loop), EVLOOP_NONBLOCK);
	assert(wanted.ended == 1);
	check_rest(wanted.stream);
	channel_close(channel);
	return 0;
}
