/* A stranger's NOTIFY: what is read and may be said is written, and read again as the same. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/i3_state.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static void element_tried(struct bytes text, struct buffer *out)
{
	struct i3_element_state state, again;
	if (i3_state_read_element(text, &state) != STATUS_OK)
		return;
	if (state.state != I3_ELEMENT_UNKNOWN && state.state != I3_ELEMENT_UNREACHABLE) {
		enum status written = i3_state_write_element(out, &state);
		enum status read = i3_state_read_element(buffer_bytes(out), &again);
		assert(written == STATUS_OK && read == STATUS_OK && again.state == state.state);
		assert(bytes_same(bytes_of_text(again.element), bytes_of_text(state.element)));
		assert(bytes_same(bytes_of_text(again.reason), bytes_of_text(state.reason)));
		i3_state_close(again.held);
	}
	i3_state_close(state.held);
}

static void service_tried(struct bytes text, struct buffer *out)
{
	struct i3_service_state state, again;
	if (i3_state_read_service(text, &state) != STATUS_OK)
		return;
	if (state.state != I3_SERVICE_UNKNOWN && state.state != I3_SERVICE_UNREACHABLE) {
		enum status written = i3_state_write_service(out, &state);
		enum status read = i3_state_read_service(buffer_bytes(out), &again);
		assert(written == STATUS_OK && read == STATUS_OK);
		assert(again.state == state.state && again.posture == state.posture);
		assert(bytes_same(bytes_of_text(again.domain), bytes_of_text(state.domain)));
		i3_state_close(again.held);
	}
	i3_state_close(state.held);
}

static void queue_tried(struct bytes text, struct buffer *out)
{
	struct i3_queue_state state, again;
	if (i3_state_read_queue(text, &state) != STATUS_OK)
		return;
	bool counted = state.length != I3_STATE_NO_COUNT && state.max_length != I3_STATE_NO_COUNT;
	if (counted && state.state != I3_QUEUE_UNKNOWN && state.state != I3_QUEUE_UNREACHABLE) {
		enum status written = i3_state_write_queue(out, &state);
		enum status read = i3_state_read_queue(buffer_bytes(out), &again);
		assert(written == STATUS_OK && read == STATUS_OK && again.state == state.state);
		assert(again.length == state.length && again.max_length == state.max_length);
		i3_state_close(again.held);
	}
	i3_state_close(state.held);
}

static void abandoned_tried(struct bytes text, struct buffer *out)
{
	struct i3_abandoned_call call, again;
	if (i3_state_read_abandoned(text, &call) != STATUS_OK)
		return;
	enum status written = i3_state_write_abandoned(out, &call);
	enum status read = i3_state_read_abandoned(buffer_bytes(out), &again);
	/* Escapes are longer than what they stand for. */
	assert(written == STATUS_OK && (read == STATUS_OK || read == STATUS_LIMIT));
	if (read == STATUS_OK) {
		assert(bytes_same(again.invite, call.invite));
		assert(again.invited.us == call.invited.us && again.cancelled.us == call.cancelled.us);
		i3_state_close(again.held);
	}
	i3_state_close(call.held);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct buffer out = { 0 };
	struct bytes text = bytes_of(at, length);
	element_tried(text, &out);
	buffer_clear(&out);
	service_tried(text, &out);
	buffer_clear(&out);
	queue_tried(text, &out);
	buffer_clear(&out);
	abandoned_tried(text, &out);
	buffer_close(&out);
	return 0;
}
