/* By what people prove who they are: hashes of passwords, public keys of passkeys.  Beside the ledger, not in it: a copy of
 * the record for an auditor or a trainee lets nobody in. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/credentials.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(PASSWORD_HASH_BYTES == crypto_pwhash_STRBYTES, "libsodium's text of a hash");

#define LINE_MAX_BYTES (2 * (PASSKEY_ID_MAX_BYTES + PASSKEY_KEY_MAX_BYTES) + 64)

static enum status take_password(struct credentials *credentials, uint32_t agent, const char *hash)
{
	struct password *grown =
	    reallocarray(credentials->password, credentials->passwords + 1, sizeof *credentials->password);
	if (!grown)
		return STATUS_MEMORY;
	credentials->password = grown;
	struct password *password = &grown[credentials->passwords++];
	*password = (struct password){ .agent = agent };
	(void)snprintf(password->hash, sizeof password->hash, "%s", hash);
	return STATUS_OK;
}

static enum status take_passkey(struct credentials *credentials, const struct passkey *given, struct bytes id,
                                struct bytes key)
{
	struct passkey *grown =
	    reallocarray(credentials->passkey, credentials->passkeys + 1, sizeof *credentials->passkey);
	if (!grown)
		return STATUS_MEMORY;
	credentials->passkey = grown;
	struct passkey passkey = *given;
	enum status status = buffer_append(&passkey.id, id);
	if (status == STATUS_OK)
		status = buffer_append(&passkey.key, key);
	if (status == STATUS_OK) {
		grown[credentials->passkeys++] = passkey;
		return STATUS_OK;
	}
	buffer_close(&passkey.id);
	buffer_close(&passkey.key);
	return status;
}

static bool from_hex(const char *hex, uint8_t *at, size_t room, size_t *ret_length)
{
	return sodium_hex2bin(at, room, hex, strlen(hex), NULL, ret_length, NULL) == 0 && *ret_length;
}

static enum status read_passkey(struct credentials *credentials, const char *line)
{
	uint8_t id[PASSKEY_ID_MAX_BYTES], key[PASSKEY_KEY_MAX_BYTES];
	char one[2 * PASSKEY_ID_MAX_BYTES + 1], other[2 * PASSKEY_KEY_MAX_BYTES + 1];
	uint64_t agent, number, counter;
	size_t id_bytes, key_bytes;
	if (!kept_number(&line, UINT32_MAX, &agent) || !kept_number(&line, UINT32_MAX, &number) ||
	    !kept_number(&line, UINT32_MAX, &counter) || !kept_word(&line, one, sizeof one) ||
	    !kept_word(&line, other, sizeof other) || !from_hex(one, id, sizeof id, &id_bytes) ||
	    !from_hex(other, key, sizeof key, &key_bytes))
		return STATUS_MALFORMED;
	const struct passkey passkey = { .agent = (uint32_t)agent,
		                         .number = (uint32_t)number,
		                         .counter = (uint32_t)counter };
	return take_passkey(credentials, &passkey, bytes_of(id, id_bytes), bytes_of(key, key_bytes));
}

static enum status read_line(struct credentials *credentials, const char *line)
{
	char kind[16], hash[PASSWORD_HASH_BYTES];
	uint64_t agent;
	if (!kept_word(&line, kind, sizeof kind))
		return STATUS_MALFORMED;
	if (strcmp(kind, "passkey") == 0)
		return read_passkey(credentials, line);
	if (strcmp(kind, "password") != 0 || !kept_number(&line, UINT32_MAX, &agent) ||
	    !kept_word(&line, hash, sizeof hash))
		return STATUS_MALFORMED;
	return take_password(credentials, (uint32_t)agent, hash);
}

static enum status read_lines(struct credentials *credentials, struct bytes rest, uint32_t *ret_line)
{
	char line[LINE_MAX_BYTES];
	enum status status = STATUS_OK;
	for (*ret_line = 1; status == STATUS_OK && rest.length; ++*ret_line) {
		const uint8_t *end = memchr(rest.at, '\n', rest.length);
		size_t length = end ? (size_t)(end - rest.at) : 0;
		if (!end || length >= sizeof line || memchr(rest.at, '\0', length))
			return STATUS_MALFORMED;
		memcpy(line, rest.at, length);
		line[length] = '\0';
		status = read_line(credentials, line);
		if (status != STATUS_OK)
			break;
		rest = bytes_of(end + 1, rest.length - length - 1);
	}
	return status;
}

enum status credentials_open(struct credentials *credentials, const char *path, uint32_t *ret_line)
{
	struct buffer text = { .cap = CREDENTIALS_FILE_MAX_BYTES };
	*credentials = (struct credentials){ 0 };
	*ret_line = 0;
	int length = snprintf(credentials->path, sizeof credentials->path, "%s/keys/credentials", path);
	enum status status = length < 0 || (size_t)length >= sizeof credentials->path - 8 ? STATUS_LIMIT : STATUS_OK;
	if (status == STATUS_OK)
		status = kept_file_read(credentials->path, &text);
	if (status == STATUS_OK)
		status = read_lines(credentials, buffer_bytes(&text), ret_line);
	buffer_close(&text);
	if (status != STATUS_OK)
		credentials_close(credentials);
	return status;
}

void credentials_close(struct credentials *credentials)
{
	for (size_t i = 0; i < credentials->passkeys; i++) {
		buffer_close(&credentials->passkey[i].id);
		buffer_close(&credentials->passkey[i].key);
	}
	free(credentials->passkey);
	free(credentials->password);
	*credentials = (struct credentials){ 0 };
}

static enum status put_hex(struct buffer *text, const struct buffer *bytes)
{
	enum status status = buffer_append_text(text, " ");
	for (size_t i = 0; status == STATUS_OK && i < bytes->length; i++)
		status = buffer_print(text, "%02x", bytes->at[i]);
	return status;
}

static enum status keep(const struct credentials *credentials)
{
	struct buffer text = { .cap = CREDENTIALS_FILE_MAX_BYTES };
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < credentials->passwords; i++)
		status = buffer_print(&text, "password %" PRIu32 " %s\n", credentials->password[i].agent,
		                      credentials->password[i].hash);
	for (size_t i = 0; status == STATUS_OK && i < credentials->passkeys; i++) {
		const struct passkey *passkey = &credentials->passkey[i];
		status = buffer_print(&text, "passkey %" PRIu32 " %" PRIu32 " %" PRIu32, passkey->agent,
		                      passkey->number, passkey->counter);
		if (status == STATUS_OK)
			status = put_hex(&text, &passkey->id);
		if (status == STATUS_OK)
			status = put_hex(&text, &passkey->key);
		if (status == STATUS_OK)
			status = buffer_append_text(&text, "\n");
	}
	if (status == STATUS_OK)
		status = kept_file_write(credentials->path, buffer_bytes(&text));
	buffer_close(&text);
	return status;
}

static struct password *password_of(const struct credentials *credentials, uint32_t agent)
{
	for (size_t i = 0; i < credentials->passwords; i++)
		if (credentials->password[i].agent == agent)
			return &credentials->password[i];
	return NULL;
}

const char *credentials_password(const struct credentials *credentials, uint32_t agent)
{
	const struct password *password = password_of(credentials, agent);
	return password ? password->hash : NULL;
}

enum status credentials_set_password(struct credentials *credentials, uint32_t agent, const char *hash)
{
	struct password *password = password_of(credentials, agent);
	if (!password) {
		enum status status = take_password(credentials, agent, hash);
		if (status != STATUS_OK)
			return status;
		status = keep(credentials);
		if (status != STATUS_OK)
			credentials->passwords--;
		return status;
	}
	struct password before = *password;
	(void)snprintf(password->hash, sizeof password->hash, "%s", hash);
	enum status status = keep(credentials);
	if (status != STATUS_OK)
		*password = before;
	return status;
}

const struct passkey *credentials_next_passkey(const struct credentials *credentials, uint32_t agent, uint32_t after)
{
	assert(credentials->passkey || !credentials->passkeys);
	for (size_t i = 0; i < credentials->passkeys; i++)
		if (credentials->passkey[i].agent == agent && credentials->passkey[i].number > after)
			return &credentials->passkey[i];
	return NULL;
}

const struct passkey *credentials_passkey(const struct credentials *credentials, uint32_t agent, struct bytes id)
{
	for (size_t i = 0; i < credentials->passkeys; i++)
		if ((!agent || credentials->passkey[i].agent == agent) &&
		    bytes_same(buffer_bytes(&credentials->passkey[i].id), id))
			return &credentials->passkey[i];
	return NULL;
}

enum status credentials_add_passkey(struct credentials *credentials, uint32_t agent, struct bytes id, struct bytes key,
                                    uint32_t counter, uint32_t *ret_number)
{
	struct passkey passkey = { .agent = agent, .number = 1, .counter = counter };
	unsigned had = 0;
	if (credentials_passkey(credentials, 0, id))
		return STATUS_BUSY;
	const struct passkey *at = credentials_next_passkey(credentials, agent, 0);
	for (; at; at = credentials_next_passkey(credentials, agent, at->number), had++)
		passkey.number = at->number + 1;
	if (had == PASSKEYS_A_PERSON_MAX || id.length > PASSKEY_ID_MAX_BYTES || key.length > PASSKEY_KEY_MAX_BYTES)
		return STATUS_LIMIT;
	enum status status = take_passkey(credentials, &passkey, id, key);
	if (status == STATUS_OK)
		status = keep(credentials);
	else
		return status;
	if (status == STATUS_OK) {
		*ret_number = passkey.number;
		return STATUS_OK;
	}
	struct passkey *last = &credentials->passkey[--credentials->passkeys];
	buffer_close(&last->id);
	buffer_close(&last->key);
	return status;
}

static struct passkey *numbered(const struct credentials *credentials, uint32_t agent, uint32_t number)
{
	for (size_t i = 0; i < credentials->passkeys; i++)
		if (credentials->passkey[i].agent == agent && credentials->passkey[i].number == number)
			return &credentials->passkey[i];
	return NULL;
}

enum status credentials_count_passkey(struct credentials *credentials, uint32_t agent, uint32_t number,
                                      uint32_t counter)
{
	struct passkey *passkey = numbered(credentials, agent, number);
	if (!passkey)
		return STATUS_MISSING;
	passkey->counter = counter;
	return keep(credentials);
}

enum status credentials_drop_passkey(struct credentials *credentials, uint32_t agent, uint32_t number)
{
	struct passkey *passkey = numbered(credentials, agent, number);
	if (!passkey)
		return STATUS_MISSING;
	buffer_close(&passkey->id);
	buffer_close(&passkey->key);
	size_t at = (size_t)(passkey - credentials->passkey);
	memmove(passkey, passkey + 1, (--credentials->passkeys - at) * sizeof *passkey);
	return keep(credentials);
}
