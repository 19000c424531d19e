/* Passkeys: what a browser is asked, and the keys that a person keeps here. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "console/device.h"
#include "console/json.h"
#include "console/parts.h"

#define SHOWN_ID_BYTES 32

static enum status put_base64(struct buffer *json, struct bytes bytes)
{
	size_t room = sodium_base64_encoded_len(bytes.length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	enum status status = buffer_append_text(json, "\"");
	if (status == STATUS_OK)
		status = buffer_reserve(json, room);
	if (status != STATUS_OK)
		return status;
	(void)sodium_bin2base64((char *)json->at + json->length, room, bytes.at, bytes.length,
	                        sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	json->length += room - 1;
	return buffer_append_text(json, "\"");
}

/* Of a name that has no keys one is made up, always the same: who asks learns of nobody whether he is here. */
static enum status put_ids(struct ask *ask, struct buffer *json, uint32_t agent, const char *name)
{
	const struct door *door = ask_door(ask);
	const struct passkey *passkey = agent ? credentials_next_passkey(&door->credentials, agent, 0) : NULL;
	enum status status = buffer_append_text(json, ",\"passkeys\":[");
	if (status == STATUS_OK && !passkey && !ask->agent) {
		char purpose[64];
		uint8_t id[SHOWN_ID_BYTES];
		(void)snprintf(purpose, sizeof purpose, "passkey of %.40s", name);
		secrets_purpose(desk_secrets(ask->desk), purpose, id);
		(void)snprintf(purpose, sizeof purpose, "passkey more %.40s", name);
		secrets_purpose(desk_secrets(ask->desk), purpose, id + 16);
		status = put_base64(json, bytes_of(id, sizeof id));
	}
	for (const char *comma = ""; status == STATUS_OK && passkey; comma = ",") {
		status = buffer_append_text(json, comma);
		if (status == STATUS_OK)
			status = put_base64(json, buffer_bytes(&passkey->id));
		passkey = credentials_next_passkey(&door->credentials, agent, passkey->number);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]}") : status;
}

static void challenge(struct ask *ask)
{
	struct bytes body = http_body(ask->request);
	json_t *json = json_loadb((const char *)body.at, body.length, JSON_REJECT_DUPLICATES, NULL);
	const char *name = json_text_of(json, "name");
	uint32_t agent = ask->agent ? ask->agent : board_agent_named(desk_board(ask->desk), name);
	struct reply reply = { .code = 201, .type = JSON_TYPE };
	char party[ORIGIN_HOST_BYTES];
	if (!ask_party(ask, party)) {
		ask_refuse(ask, 400, "origin_wrong", "Origin", "a passkey is asked for by a page of this host only");
		json_decref(json);
		return;
	}
	const struct challenge *made = door_challenge(ask_door(ask), agent, desk_now(ask->desk));
	enum status status = buffer_append_text(&reply.body, "{\"challenge\":");
	if (status == STATUS_OK)
		status = put_base64(&reply.body, bytes_of(made->at, sizeof made->at));
	if (status == STATUS_OK)
		status = part_name(&reply.body, "party", party);
	if (status == STATUS_OK && ask->agent)
		status = part_name(&reply.body, "name", board_agents(desk_board(ask->desk), agent)->name.text);
	if (status == STATUS_OK)
		status = put_ids(ask, &reply.body, agent, name);
	json_decref(json);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

static const char *keep_key(struct ask *ask, const struct device *device, uint32_t *ret_number)
{
	uint8_t asked[WEBAUTHN_CHALLENGE_BYTES];
	char party[ORIGIN_HOST_BYTES];
	struct webauthn_question question;
	uint32_t counter;
	if (!device_question(ask, "webauthn.create", ask->agent, device, asked, party, &question))
		return "the challenge is none that is open, or the page is not of this host";
	const struct webauthn_answer answer = { .client_data = buffer_bytes(&device->client_data),
		                                .authenticator = buffer_bytes(&device->authenticator),
		                                .key = buffer_bytes(&device->last) };
	const char *fault = webauthn_new(&question, &answer, &counter);
	if (fault)
		return fault;
	enum status status = credentials_add_passkey(&ask_door(ask)->credentials, ask->agent, buffer_bytes(&device->id),
	                                             buffer_bytes(&device->last), counter, ret_number);
	return status == STATUS_OK      ? NULL
	       : status == STATUS_BUSY  ? "this key is kept already"
	       : status == STATUS_LIMIT ? "a person keeps eight keys at most: remove one first"
	                                : status_text(status);
}

static void add(struct ask *ask)
{
	struct bytes body = http_body(ask->request);
	json_t *json = json_loadb((const char *)body.at, body.length, JSON_REJECT_DUPLICATES, NULL);
	struct device device = { 0 };
	struct reply reply = { .code = 201, .type = JSON_TYPE };
	uint32_t number;
	const char *fault = device_read(json, "key", &device)
	                        ? keep_key(ask, &device, &number)
	                        : "wanted are id, client_data, authenticator and key in base64url";
	device_close(&device);
	json_decref(json);
	if (fault) {
		ask_refuse(ask, 422, "passkey_wrong", "", fault);
		return;
	}
	enum status status = buffer_print(&reply.body, "{\"passkey\":%u}", number);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

static void drop(struct ask *ask)
{
	enum status status = credentials_drop_passkey(&ask_door(ask)->credentials, ask->agent, ask->number);
	if (status == STATUS_MISSING)
		ask_refuse(ask, 404, "no_passkey", "passkey", "you have no key of that number");
	else
		session_answer_ended(ask, status);
}

extern const struct route passkey_routes[];
const struct route passkey_routes[] = {
	{ "POST", "/v1/challenges", ACCESS_ANYBODY, challenge, "what a passkey has to answer" },
	{ "POST", "/v1/passkeys", ACCESS_STAFF, add, "keep a passkey of one's own" },
	{ "DELETE", "/v1/passkeys/{passkey}", ACCESS_STAFF, drop, "remove one" },
	{ 0 },
};
