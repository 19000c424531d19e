/* Who comes in from a browser: passwords, passkeys, sessions, and how often somebody may be wrong. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/door.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No agent has a name with a line's end in it. */
#define CODES "codes\n"

/* Of a password that was thrown away; the parameters are those of every other. */
const char door_no_hash[] =
    "$argon2id$v=19$m=65536,t=2,p=1$V9Yv1pZfB3sJr0lXc4Qm0w$6Hh6bWn1gT0m2t0m8QWqf1bQ0p1J4cK2r9v3s5x7yZ0";

enum status door_open(struct loop *loop, const char *path, struct door **ret_door)
{
	struct door *door = calloc(1, sizeof *door);
	uint32_t line = 0;
	if (!door)
		return STATUS_MEMORY;
	randombytes_buf(door->salt, sizeof door->salt);
	enum status status = credentials_open(&door->credentials, path, &line);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: %s/keys/credentials:%u: %s. Restore it from a copy.\n", path, line,
		              status_text(status));
	if (status == STATUS_OK) {
		status = sessions_open(&door->sessions, path);
		if (status != STATUS_OK)
			(void)fprintf(stderr, "tocsind: %s/keys/sessions: %s. Remove it: all sign in anew.\n", path,
			              status_text(status));
	}
	if (status == STATUS_OK)
		status = worker_open(loop, &door->worker);
	if (status != STATUS_OK) {
		door_close(door);
		return status;
	}
	*ret_door = door;
	return STATUS_OK;
}

static void drop_job(struct worker_job *job)
{
	struct password_job *password = (struct password_job *)job;
	sodium_memzero(password, sizeof *password);
	free(password);
}

void door_close(struct door *door)
{
	if (!door)
		return;
	worker_close(door->worker, drop_job);
	credentials_close(&door->credentials);
	sessions_close(&door->sessions);
	free(door);
}

/* What a name from an address is known by; "" for the address alone. */
static uint64_t guesser_of(const struct door *door, const char *name, const char *address)
{
	uint8_t hash[crypto_generichash_BYTES_MIN];
	crypto_generichash_state state;
	(void)crypto_generichash_init(&state, door->salt, sizeof door->salt, sizeof hash);
	(void)crypto_generichash_update(&state, (const uint8_t *)name, strlen(name) + 1);
	(void)crypto_generichash_update(&state, (const uint8_t *)address, strlen(address));
	(void)crypto_generichash_final(&state, hash, sizeof hash);
	return bytes_get_u64(hash);
}

static uint32_t wait_of(const struct door *door, const char *name, const char *address, struct instant now)
{
	uint64_t of = guesser_of(door, name, address);
	const struct guesser *guesser = &door->guesser[of % DOOR_GUESSERS];
	if (guesser->of != of || !instant_before(now, guesser->until))
		return 0;
	return (uint32_t)((instant_since(guesser->until, now).us + 999999) / 1000000);
}

uint32_t door_wait_s(const struct door *door, const char *name, const char *address, struct instant now)
{
	uint32_t named = wait_of(door, name, address, now), all = wait_of(door, "", address, now);
	return named > all ? named : all;
}

static void count_wrong(struct door *door, const char *name, const char *address, struct instant now, uint32_t most)
{
	uint64_t of = guesser_of(door, name, address);
	struct guesser *guesser = &door->guesser[of % DOOR_GUESSERS];
	if (guesser->of != of)
		*guesser = (struct guesser){ .of = of };
	guesser->wrong++;
	if (guesser->wrong < most)
		return;
	uint32_t doublings = guesser->wrong - most;
	uint32_t wait_s = doublings > 5 ? DOOR_WAIT_MAX_S : 2u << doublings;
	guesser->until = instant_after(now, span_s(wait_s < DOOR_WAIT_MAX_S ? wait_s : DOOR_WAIT_MAX_S));
}

void door_wrong(struct door *door, const char *name, const char *address, struct instant now)
{
	count_wrong(door, name, address, now, DOOR_WRONG_MAX);
	count_wrong(door, "", address, now, DOOR_WRONG_ADDRESS_MAX);
}

void door_right(struct door *door, const char *name, const char *address)
{
	uint64_t of = guesser_of(door, name, address);
	struct guesser *guesser = &door->guesser[of % DOOR_GUESSERS];
	if (guesser->of == of)
		*guesser = (struct guesser){ 0 };
}

uint32_t door_code_wait_s(const struct door *door, const char *address, struct instant now)
{
	return wait_of(door, CODES, address, now);
}

void door_code_tried(struct door *door, const char *address, struct instant now, bool right)
{
	if (right)
		door_right(door, CODES, address);
	else
		count_wrong(door, CODES, address, now, DOOR_WRONG_CODES_MAX);
}

const struct challenge *door_challenge(struct door *door, uint32_t agent, struct instant now)
{
	struct challenge *challenge = &door->challenge[door->next_challenge++ % DOOR_CHALLENGES];
	randombytes_buf(challenge->at, sizeof challenge->at);
	challenge->until = instant_after(now, span_s(DOOR_CHALLENGE_S));
	challenge->agent = agent;
	return challenge;
}

bool door_take_challenge(struct door *door, uint32_t agent, struct bytes client_data, struct instant now,
                         uint8_t ret_at[WEBAUTHN_CHALLENGE_BYTES])
{
	uint8_t at[WEBAUTHN_CHALLENGE_BYTES];
	size_t length = 0;
	json_t *json = json_loadb((const char *)client_data.at, client_data.length, JSON_REJECT_DUPLICATES, NULL);
	const char *text = json_string_value(json_object_get(json, "challenge"));
	bool read = text && sodium_base642bin(at, sizeof at, text, strlen(text), NULL, &length, NULL,
	                                      sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
	json_decref(json);
	for (size_t i = 0; read && length == sizeof at && i < DOOR_CHALLENGES; i++) {
		struct challenge *challenge = &door->challenge[i];
		if (challenge->agent != agent || !instant_before(now, challenge->until) ||
		    sodium_memcmp(challenge->at, at, sizeof at) != 0)
			continue;
		memcpy(ret_at, at, sizeof at);
		challenge->until = (struct instant){ 0 };
		return true;
	}
	return false;
}

void door_work(struct worker_job *job)
{
	struct password_job *password = (struct password_job *)job;
	const char *text = password->password;
	size_t length = strlen(text);
	if (password->check)
		password->good = crypto_pwhash_str_verify(password->hash, text, length) == 0;
	else
		password->good = crypto_pwhash_str(password->hash, text, length, crypto_pwhash_OPSLIMIT_INTERACTIVE,
		                                   crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
	sodium_memzero(password->password, sizeof password->password);
}
