/* What a browser says of a passkey, read from JSON, and what it must have been asked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/device.h"

#include <sodium.h>
#include <string.h>

#define DEVICE_MAX_BYTES 4096u

const char *json_text_of(const json_t *json, const char *name)
{
	const char *text = json_string_value(json_object_get(json, name));
	return text ? text : "";
}

/* Base64url into a buffer of at most `most` bytes. */
static bool bytes_named(const json_t *json, const char *name, size_t most, struct buffer *ret_bytes)
{
	const char *text = json_text_of(json, name);
	size_t length = strlen(text);
	*ret_bytes = (struct buffer){ 0 };
	if (!length || length > most * 4 / 3 + 4 || buffer_reserve(ret_bytes, length) != STATUS_OK)
		return false;
	return sodium_base642bin(ret_bytes->at, length, text, length, NULL, &ret_bytes->length, NULL,
	                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
}

bool device_read(const json_t *json, const char *last, struct device *device)
{
	return bytes_named(json, "id", PASSKEY_ID_MAX_BYTES, &device->id) &&
	       bytes_named(json, "client_data", DEVICE_MAX_BYTES, &device->client_data) &&
	       bytes_named(json, "authenticator", DEVICE_MAX_BYTES, &device->authenticator) &&
	       bytes_named(json, last, DEVICE_MAX_BYTES, &device->last);
}

void device_close(struct device *device)
{
	buffer_close(&device->id);
	buffer_close(&device->client_data);
	buffer_close(&device->authenticator);
	buffer_close(&device->last);
}

bool device_question(struct ask *ask, const char *type, uint32_t agent, const struct device *device,
                     uint8_t challenge[WEBAUTHN_CHALLENGE_BYTES], char party[ORIGIN_HOST_BYTES],
                     struct webauthn_question *ret_question)
{
	if (!ask_party(ask, party) || !door_take_challenge(ask_door(ask), agent, buffer_bytes(&device->client_data),
	                                                   desk_now(ask->desk), challenge))
		return false;
	*ret_question = (struct webauthn_question){
		.type = type, .origin = http_header(ask->request, "Origin"), .party = party, .challenge = challenge
	};
	return true;
}
