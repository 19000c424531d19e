/* Framed messages between two processes of ours over a socket pair: a length, then so many bytes, in order. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_CHANNEL_H
#define LOOP_CHANNEL_H

#include "base/bytes.h"
#include "loop/loop.h"

/* A frame's length stands before it, little-endian. */
#define CHANNEL_HEAD_BYTES 4
/* Sixteen SIP messages of the largest size; what claims to be longer is nonsense, and ends the channel. */
#define CHANNEL_FRAME_MAX_BYTES (1u << 20)
/* So much waits for a side that does not read; then the sender is told. */
#define CHANNEL_QUEUE_MAX_BYTES (16u << 20)

struct channel;

struct channel_calls {
	/* A frame came; its bytes are borrowed for the call. */
	void (*received)(void *context, struct bytes frame);
	/* The other side is gone or sends nonsense: called once, after the last whole frame; then only close it. */
	void (*ended)(void *context);
};

/* Two connected ends, non-blocking and closed on exec; STATUS_IO. */
enum status channel_make_pair(int ret_ends[2]);
/* Takes the descriptor and closes it with the channel, or at once on failure; STATUS_MEMORY. */
enum status channel_open(struct loop *loop, int descriptor, const struct channel_calls *calls, void *context,
                         struct channel **ret_channel);
/* What has not been sent is lost.  May be called within its own calls. */
void channel_close(struct channel *channel);
/*
 * Sends a frame, copied; what is sent within one turn of the loop goes out together.
 *   STATUS_LIMIT   longer than CHANNEL_FRAME_MAX_BYTES
 *   STATUS_FULL    the other side does not read, and too much waits already
 *   STATUS_ENDED   the other side is gone
 *   STATUS_MEMORY
 */
enum status channel_send(struct channel *channel, struct bytes frame);
/* How much waits to be sent, heads counted: who watches it need not run into STATUS_FULL. */
size_t channel_waiting_bytes(const struct channel *channel);

#endif
