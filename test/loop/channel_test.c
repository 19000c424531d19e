/* Frames between two ends: whole, in order, bounded, and ended once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/channel.h"

#include <signal.h>

#include "check.h"
#include "turns.h"

struct side {
	struct channel *channel;
	unsigned frames, ended;
	uint64_t bytes;
	unsigned wrong;      /* frames that are not what was sent */
	bool close_at_frame; /* closes within the call */
};

/* Frame n is so long, and full of its number. */
static size_t length_of(unsigned n)
{
	return n % 100 == 99 ? CHANNEL_FRAME_MAX_BYTES : n * 7919u % 5000;
}

static void on_received(void *context, struct bytes frame)
{
	struct side *side = context;
	side->wrong += frame.length != length_of(side->frames);
	for (size_t i = 0; i < frame.length; i += 101)
		side->wrong += frame.at[i] != (uint8_t)side->frames;
	side->frames++;
	side->bytes += frame.length;
	if (side->close_at_frame)
		channel_close(side->channel);
}

static void on_ended(void *context)
{
	struct side *side = context;
	side->ended++;
}

static const struct channel_calls calls = { .received = on_received, .ended = on_ended };
static uint8_t room[CHANNEL_FRAME_MAX_BYTES + 1];

static enum status send_frame(struct channel *channel, unsigned n)
{
	memset(room, (int)(n & 0xff), length_of(n));
	return channel_send(channel, bytes_of(room, length_of(n)));
}

static void open_side(struct loop *loop, int descriptor, struct side *side)
{
	*side = (struct side){ 0 };
	CHECK(channel_open(loop, descriptor, &calls, side, &side->channel) == STATUS_OK);
}

static void check_frames(struct loop *loop)
{
	struct side near, far;
	int ends[2];
	CHECK(channel_make_pair(ends) == STATUS_OK);
	open_side(loop, ends[0], &near);
	open_side(loop, ends[1], &far);
	for (unsigned n = 0; n < 300; n++)
		CHECK(send_frame(near.channel, n) == STATUS_OK);
	CHECK(channel_send(near.channel, bytes_of(room, sizeof room)) == STATUS_LIMIT);
	TURNS_UNTIL(loop, far.frames == 300);
	CHECK_NUMBER(far.wrong, 0);
	CHECK_NUMBER(channel_waiting_bytes(near.channel), 0);
	/* The other way as well; then one end goes, and what it sent before is still read. */
	for (unsigned n = 0; n < 50; n++)
		CHECK(send_frame(far.channel, n) == STATUS_OK);
	TURNS_UNTIL(loop, channel_waiting_bytes(far.channel) == 0);
	channel_close(far.channel);
	TURNS_UNTIL(loop, near.ended);
	CHECK(near.frames == 50 && near.wrong == 0 && near.ended == 1);
	CHECK(send_frame(near.channel, 1) == STATUS_ENDED);
	channel_close(near.channel);
}

/* A side that does not read: the sender is told, and nothing that was taken is lost. */
static void check_full(struct loop *loop)
{
	struct side near, far;
	int ends[2];
	unsigned sent = 0;
	enum status status;
	CHECK(channel_make_pair(ends) == STATUS_OK);
	open_side(loop, ends[0], &near);
	while ((status = send_frame(near.channel, sent)) == STATUS_OK) {
		sent++;
		turns_now(loop);
	}
	CHECK(status == STATUS_FULL && channel_waiting_bytes(near.channel) <= CHANNEL_QUEUE_MAX_BYTES);
	CHECK(channel_waiting_bytes(near.channel) > CHANNEL_QUEUE_MAX_BYTES - CHANNEL_FRAME_MAX_BYTES - 4);
	open_side(loop, ends[1], &far);
	TURNS_UNTIL(loop, far.frames == sent);
	CHECK_NUMBER(far.wrong, 0);
	CHECK(send_frame(near.channel, 0) == STATUS_OK);
	channel_close(near.channel);
	channel_close(far.channel);
}

static void check_raw(struct loop *loop)
{
	struct side far;
	int ends[2];
	uint8_t head[CHANNEL_HEAD_BYTES], body[8000] = { 0 };
	CHECK(channel_make_pair(ends) == STATUS_OK);
	open_side(loop, ends[1], &far);
	/* Frames 0 (empty) and 1 in pieces of one byte, with turns between. */
	bytes_put_u32(head, 0);
	CHECK(write(ends[0], head, sizeof head) == (ssize_t)sizeof head);
	bytes_put_u32(head, (uint32_t)length_of(1));
	memset(body, 1, length_of(1));
	for (size_t i = 0; i < sizeof head; i++) {
		CHECK(write(ends[0], head + i, 1) == 1);
		turns_now(loop);
	}
	for (size_t i = 0; i < length_of(1); i++) {
		CHECK(write(ends[0], body + i, 1) == 1);
		turns_now(loop);
		if (i + 1 < length_of(1))
			CHECK_NUMBER(far.frames, 1);
	}
	TURNS_UNTIL(loop, far.frames == 2);
	CHECK_NUMBER(far.wrong, 0);
	/* One byte more than the longest. */
	bytes_put_u32(head, CHANNEL_FRAME_MAX_BYTES + 1);
	CHECK(write(ends[0], head, sizeof head) == (ssize_t)sizeof head);
	TURNS_UNTIL(loop, far.ended);
	CHECK(write(ends[0], head, sizeof head) == (ssize_t)sizeof head);
	turns_now(loop);
	CHECK(far.ended == 1 && far.frames == 2);
	channel_close(far.channel);
	(void)close(ends[0]);
}

static void check_close_within(struct loop *loop)
{
	struct side near, far;
	int ends[2];
	CHECK(channel_make_pair(ends) == STATUS_OK);
	open_side(loop, ends[0], &near);
	open_side(loop, ends[1], &far);
	far.close_at_frame = true;
	CHECK(send_frame(near.channel, 0) == STATUS_OK && send_frame(near.channel, 1) == STATUS_OK);
	TURNS_UNTIL(loop, near.ended);
	CHECK(far.frames == 1 && far.ended == 0);
	channel_close(near.channel);
}

int main(void)
{
	struct loop *loop;
	(void)signal(SIGPIPE, SIG_IGN);
	if (loop_open(&loop) != STATUS_OK)
		return 1;
	check_frames(loop);
	check_full(loop);
	check_raw(loop);
	check_close_within(loop);
	loop_close(loop);
	return check_done();
}
