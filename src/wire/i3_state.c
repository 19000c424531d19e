/* Documents of the i3 event packages, written flat, read flat or wrapped. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/i3_state.h"

#include "wire/json_text.h"
#include "wire/sip_lexis.h"

#include <assert.h>
#include <jansson.h>

static const char *const elements[I3_ELEMENT_COUNT] = {
#define STATE(NAME, WRITTEN) [I3_ELEMENT_##NAME] = WRITTEN,
	I3_ELEMENT_LIST(STATE)
#undef STATE
};

static const char *const services[I3_SERVICE_COUNT] = {
#define STATE(NAME, WRITTEN) [I3_SERVICE_##NAME] = WRITTEN,
	I3_SERVICE_LIST(STATE)
#undef STATE
};

static const char *const queues[I3_QUEUE_COUNT] = {
#define STATE(NAME, WRITTEN) [I3_QUEUE_##NAME] = WRITTEN,
	I3_QUEUE_LIST(STATE)
#undef STATE
};

static const char *const postures[I3_POSTURE_COUNT] = {
#define STATE(NAME, WRITTEN) [I3_POSTURE_##NAME] = WRITTEN,
	I3_POSTURE_LIST(STATE)
#undef STATE
};

/* The place of a word in a list, 0 if it is not in it; the standard's text does not keep to one case. */
static int named(const char *const *list, int count, const char *word)
{
	for (int i = 1; word && i < count; i++)
		if (text_same(bytes_of_text(word), list[i]))
			return i;
	return 0;
}

/* Whichever object has `member`: the whole, or what is wrapped under `wrapper`.  NULL if neither has. */
static const struct json_t *found(const struct json_t *root, const char *wrapper, const char *member)
{
	if (json_object_get(root, member))
		return root;
	const struct json_t *inner = json_object_get(root, wrapper);
	return json_object_get(inner, member) ? inner : NULL;
}

/* Ends a reading: what lacks its subject or state is let go. */
static enum status judged(bool complete, struct json_t *root)
{
	if (!complete)
		json_decref(root);
	return complete ? STATUS_OK : STATUS_MALFORMED;
}

enum status i3_state_read_element(struct bytes text, struct i3_element_state *ret_state)
{
	struct json_t *root;
	enum status status = json_text_read(text, I3_STATE_MAX_BYTES, &root);
	if (status != STATUS_OK)
		return status;
	const struct json_t *object = found(root, "elementState", "state");
	const char *word = json_text_member(object, "state"), *element = json_text_member(object, "elementId");
	struct i3_element_state state = { .element = element ? element : json_text_member(object, "elementDomain"),
		                          .state = (enum i3_element)named(elements, I3_ELEMENT_COUNT, word),
		                          .reason = json_text_member(object, "reason"),
		                          .held = root };
	status = judged(word && state.element, root);
	if (status == STATUS_OK)
		*ret_state = state;
	return status;
}

enum status i3_state_read_service(struct bytes text, struct i3_service_state *ret_state)
{
	struct json_t *root;
	enum status status = json_text_read(text, I3_STATE_MAX_BYTES, &root);
	if (status != STATUS_OK)
		return status;
	/* Its parts are objects in both forms; a wrapper has the name of one of them. */
	const struct json_t *object = found(root, "serviceState", "service");
	const struct json_t *service = json_object_get(object, "service");
	const struct json_t *inner = json_object_get(object, "serviceState");
	const char *word = json_text_member(inner, "state");
	const char *posture = json_text_member(json_object_get(object, "securityPosture"), "posture");
	struct i3_service_state state = { .name = json_text_member(service, "name"),
		                          .domain = json_text_member(service, "domain"),
		                          .service_id = json_text_member(service, "serviceId"),
		                          .state = (enum i3_service)named(services, I3_SERVICE_COUNT, word),
		                          .reason = json_text_member(inner, "reason"),
		                          .posture = (enum i3_posture)named(postures, I3_POSTURE_COUNT, posture),
		                          .held = root };
	status = judged(word && state.name && state.domain, root);
	if (status == STATUS_OK)
		*ret_state = state;
	return status;
}

static uint32_t count_of(const struct json_t *object, const char *name)
{
	const struct json_t *value = json_object_get(object, name);
	json_int_t count = json_is_integer(value) ? json_integer_value(value) : -1;
	return count >= 0 && count < UINT32_MAX ? (uint32_t)count : I3_STATE_NO_COUNT;
}

enum status i3_state_read_queue(struct bytes text, struct i3_queue_state *ret_state)
{
	struct json_t *root;
	enum status status = json_text_read(text, I3_STATE_MAX_BYTES, &root);
	if (status != STATUS_OK)
		return status;
	const struct json_t *object = found(root, "queueState", "state");
	const char *word = json_text_member(object, "state");
	struct i3_queue_state state = { .queue = json_text_member(object, "queueUri"),
		                        .length = count_of(object, "queueLength"),
		                        .max_length = count_of(object, "queueMaxLength"),
		                        .state = (enum i3_queue)named(queues, I3_QUEUE_COUNT, word),
		                        .held = root };
	status = judged(word && state.queue, root);
	if (status == STATUS_OK)
		*ret_state = state;
	return status;
}

enum status i3_state_read_abandoned(struct bytes text, struct i3_abandoned_call *ret_call)
{
	struct json_t *root;
	enum status status = json_text_read(text, I3_STATE_MAX_BYTES, &root);
	if (status != STATUS_OK)
		return status;
	const struct json_t *object = found(root, "abandonedCall", "invite");
	const char *invite = json_text_member(object, "invite");
	const char *invited = json_text_member(object, "inviteTimestamp");
	const char *cancelled = json_text_member(object, "cancelTimestamp");
	/* A call that nobody took is never thrown away for the sake of a clock: a bad stamp stays unknown. */
	struct i3_abandoned_call call = { .invite = bytes_of_text(invite), .held = root };
	if (!invited || !instant_read(invited, &call.invited))
		call.invited = (struct instant){ 0 };
	if (!cancelled || !instant_read(cancelled, &call.cancelled))
		call.cancelled = (struct instant){ 0 };
	status = judged(invite != NULL, root);
	if (status == STATUS_OK)
		*ret_call = call;
	return status;
}

void i3_state_close(struct json_t *held)
{
	json_decref(held);
}

/* Appends `,"name":"text"`, the comma only behind another member; nothing without a text. */
static enum status member_written(struct buffer *out, const char *name, struct bytes text)
{
	if (!text.at)
		return STATUS_OK;
	bool first = out->length && out->at[out->length - 1] == '{';
	enum status status = buffer_print(out, "%s\"%s\":", first ? "" : ",", name);
	return status == STATUS_OK ? json_text_write(out, text) : status;
}

struct member {
	const char *name, *text;
};

/* Appends an object's opening and its members that are strings. */
static enum status members_written(struct buffer *out, const char *opening, const struct member *member, size_t count)
{
	enum status status = buffer_append_text(out, opening);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = member_written(out, member[i].name, bytes_of_text(member[i].text));
	return status;
}

/* Ends a writing: nothing half written stays. */
static enum status ended(struct buffer *out, size_t length, enum status status, const char *closing)
{
	if (status == STATUS_OK)
		status = buffer_append_text(out, closing);
	if (status != STATUS_OK)
		out->length = length;
	return status;
}

enum status i3_state_write_element(struct buffer *out, const struct i3_element_state *state)
{
	assert(state->element && state->state > I3_ELEMENT_UNKNOWN && state->state < I3_ELEMENT_UNREACHABLE);
	const struct member members[] = { { "elementId", state->element },
		                          { "state", elements[state->state] },
		                          { "reason", state->reason } };
	size_t length = out->length;
	return ended(out, length, members_written(out, "{", members, 3), "}");
}

enum status i3_state_write_service(struct buffer *out, const struct i3_service_state *state)
{
	assert(state->name && state->domain);
	assert(state->state > I3_SERVICE_UNKNOWN && state->state < I3_SERVICE_UNREACHABLE);
	assert(state->posture >= I3_POSTURE_UNKNOWN && state->posture < I3_POSTURE_COUNT);
	const struct member service[] = { { "name", state->name },
		                          { "domain", state->domain },
		                          { "serviceId", state->service_id } };
	const struct member inner[] = { { "state", services[state->state] }, { "reason", state->reason } };
	const struct member posture[] = { { "posture", postures[state->posture] } };
	size_t length = out->length;
	enum status status = members_written(out, "{\"service\":{", service, 3);
	if (status == STATUS_OK)
		status = members_written(out, "},\"serviceState\":{", inner, 2);
	if (status == STATUS_OK && state->posture)
		status = members_written(out, "},\"securityPosture\":{", posture, 1);
	return ended(out, length, status, "}}");
}

enum status i3_state_write_queue(struct buffer *out, const struct i3_queue_state *state)
{
	assert(state->queue && state->state > I3_QUEUE_UNKNOWN && state->state < I3_QUEUE_UNREACHABLE);
	assert(state->length != I3_STATE_NO_COUNT && state->max_length != I3_STATE_NO_COUNT);
	const struct member members[] = { { "queueUri", state->queue }, { "state", queues[state->state] } };
	size_t length = out->length;
	enum status status = members_written(out, "{", members, 2);
	if (status == STATUS_OK)
		status =
		    buffer_print(out, ",\"queueLength\":%u,\"queueMaxLength\":%u", state->length, state->max_length);
	return ended(out, length, status, "}");
}

enum status i3_state_write_abandoned(struct buffer *out, const struct i3_abandoned_call *call)
{
	char invited[INSTANT_TEXT_BYTES], cancelled[INSTANT_TEXT_BYTES];
	instant_write(call->invited, invited);
	instant_write(call->cancelled, cancelled);
	const struct member stamps[] = { { "inviteTimestamp", invited }, { "cancelTimestamp", cancelled } };
	size_t length = out->length;
	enum status status = members_written(out, "{", stamps, 2);
	if (status == STATUS_OK)
		status = member_written(out, "invite", call->invite);
	return ended(out, length, status, "}");
}

const char *i3_state_element_written(enum i3_element state)
{
	assert(state >= I3_ELEMENT_UNKNOWN && state < I3_ELEMENT_COUNT);
	return elements[state];
}

const char *i3_state_service_written(enum i3_service state)
{
	assert(state >= I3_SERVICE_UNKNOWN && state < I3_SERVICE_COUNT);
	return services[state];
}

const char *i3_state_queue_written(enum i3_queue state)
{
	assert(state >= I3_QUEUE_UNKNOWN && state < I3_QUEUE_COUNT);
	return queues[state];
}

const char *i3_state_posture_written(enum i3_posture posture)
{
	assert(posture >= I3_POSTURE_UNKNOWN && posture < I3_POSTURE_COUNT);
	return postures[posture];
}
