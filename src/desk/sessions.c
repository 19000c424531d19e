/* Who is signed in from which browser: a session is 256 random bits, of which only the hash is kept. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/sessions.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 256
#define FILE_MAX_BYTES (SESSIONS_MAX * LINE_MAX_BYTES)

static void hash_of(const char *token, uint8_t hash[SESSION_HASH_BYTES])
{
	(void)crypto_generichash(hash, SESSION_HASH_BYTES, (const uint8_t *)token, strlen(token), NULL, 0);
}

static enum status take(struct sessions *sessions, const struct session *session)
{
	if (sessions->count == sessions->room) {
		size_t room = sessions->room ? 2 * sessions->room : 16;
		struct session *grown = reallocarray(sessions->session, room, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		sessions->session = grown;
		sessions->room = room;
	}
	sessions->session[sessions->count++] = *session;
	return STATUS_OK;
}

static enum status read_line(struct sessions *sessions, const char *line)
{
	struct session session = { 0 };
	char kind[16], hex[2 * SESSION_HASH_BYTES + 1];
	uint64_t number, agent, began;
	size_t length;
	if (!kept_word(&line, kind, sizeof kind) || !kept_number(&line, UINT32_MAX, &number))
		return STATUS_MALFORMED;
	if (strcmp(kind, "last") == 0) {
		sessions->last = (uint32_t)number;
		return STATUS_OK;
	}
	if (strcmp(kind, "session") != 0 || !kept_number(&line, UINT32_MAX, &agent) ||
	    !kept_number(&line, INSTANT_MAX_US, &began) || !kept_word(&line, session.from, sizeof session.from) ||
	    !kept_word(&line, hex, sizeof hex) || sessions->count == SESSIONS_MAX ||
	    sodium_hex2bin(session.hash, sizeof session.hash, hex, strlen(hex), NULL, &length, NULL) != 0 ||
	    length != SESSION_HASH_BYTES)
		return STATUS_MALFORMED;
	session.number = (uint32_t)number;
	session.agent = (uint32_t)agent;
	/* When it was used last before the server's end is not kept: it counts as used when it began. */
	session.began.us = session.seen.us = (int64_t)began;
	return take(sessions, &session);
}

enum status sessions_open(struct sessions *sessions, const char *path)
{
	struct buffer text = { .cap = FILE_MAX_BYTES };
	*sessions = (struct sessions){ 0 };
	int length = snprintf(sessions->path, sizeof sessions->path, "%s/keys/sessions", path);
	enum status status = length < 0 || (size_t)length >= sizeof sessions->path - 8 ? STATUS_LIMIT : STATUS_OK;
	if (status == STATUS_OK)
		status = kept_file_read(sessions->path, &text);
	if (status == STATUS_OK)
		status = buffer_append(&text, bytes_of("", 1));
	for (char *rest = (char *)text.at, *line; status == STATUS_OK && (line = strsep(&rest, "\n")) != NULL;)
		if (*line)
			status = strlen(line) < LINE_MAX_BYTES ? read_line(sessions, line) : STATUS_MALFORMED;
	buffer_close(&text);
	if (status != STATUS_OK)
		sessions_close(sessions);
	return status;
}

void sessions_close(struct sessions *sessions)
{
	free(sessions->session);
	*sessions = (struct sessions){ 0 };
}

static enum status keep(const struct sessions *sessions)
{
	struct buffer text = { .cap = FILE_MAX_BYTES };
	enum status status = buffer_print(&text, "last %" PRIu32 "\n", sessions->last);
	for (size_t i = 0; status == STATUS_OK && i < sessions->count; i++) {
		const struct session *session = &sessions->session[i];
		char hex[2 * SESSION_HASH_BYTES + 1];
		(void)sodium_bin2hex(hex, sizeof hex, session->hash, sizeof session->hash);
		status = buffer_print(&text, "session %" PRIu32 " %" PRIu32 " %" PRId64 " %s %s\n", session->number,
		                      session->agent, session->began.us, session->from, hex);
	}
	if (status == STATUS_OK)
		status = kept_file_write(sessions->path, buffer_bytes(&text));
	buffer_close(&text);
	return status;
}

static bool is_over(const struct session *session, struct instant now)
{
	return instant_since(now, session->began).us > span_s(SESSION_MAX_S).us ||
	       instant_since(now, session->seen).us > span_s(SESSION_IDLE_MAX_S).us;
}

static void drop_at(struct sessions *sessions, size_t at)
{
	struct session *session = &sessions->session[at];
	memmove(session, session + 1, (--sessions->count - at) * sizeof *session);
}

static void drop_over(struct sessions *sessions, struct instant now)
{
	for (size_t i = sessions->count; i--;)
		if (is_over(&sessions->session[i], now))
			drop_at(sessions, i);
}

enum status sessions_begin(struct sessions *sessions, uint32_t agent, const char *from, struct instant now,
                           char ret_token[SESSION_TOKEN_BYTES], uint32_t *ret_number)
{
	struct session session = { .began = now, .seen = now, .agent = agent };
	uint8_t random[SESSION_HASH_BYTES];
	drop_over(sessions, now);
	if (sessions->count == SESSIONS_MAX)
		return STATUS_LIMIT;
	randombytes_buf(random, sizeof random);
	(void)sodium_bin2hex(ret_token, SESSION_TOKEN_BYTES, random, sizeof random);
	sodium_memzero(random, sizeof random);
	hash_of(ret_token, session.hash);
	session.number = sessions->last + 1;
	(void)snprintf(session.from, sizeof session.from, "%s", *from ? from : "-");
	enum status status = take(sessions, &session);
	if (status != STATUS_OK)
		return status;
	sessions->last++;
	status = keep(sessions);
	if (status != STATUS_OK)
		sessions->count--;
	else
		*ret_number = session.number;
	return status;
}

const struct session *sessions_find(struct sessions *sessions, const char *token, struct instant now)
{
	uint8_t hash[SESSION_HASH_BYTES];
	hash_of(token, hash);
	for (size_t i = 0; i < sessions->count; i++) {
		struct session *session = &sessions->session[i];
		if (sodium_memcmp(session->hash, hash, sizeof hash) != 0)
			continue;
		if (is_over(session, now))
			return NULL;
		session->seen = instant_later(session->seen, now);
		return session;
	}
	return NULL;
}

const struct session *sessions_numbered(const struct sessions *sessions, uint32_t number)
{
	for (size_t i = 0; i < sessions->count; i++)
		if (sessions->session[i].number == number)
			return &sessions->session[i];
	return NULL;
}

bool sessions_holds(const struct sessions *sessions, uint32_t number, struct instant now)
{
	const struct session *session = sessions_numbered(sessions, number);
	return session && !is_over(session, now);
}

enum status sessions_end(struct sessions *sessions, uint32_t number)
{
	const struct session *session = sessions_numbered(sessions, number);
	if (!session)
		return STATUS_MISSING;
	drop_at(sessions, (size_t)(session - sessions->session));
	return keep(sessions);
}

enum status sessions_end_others(struct sessions *sessions, uint32_t agent, uint32_t but)
{
	for (size_t i = sessions->count; i--;)
		if (sessions->session[i].agent == agent && sessions->session[i].number != but)
			drop_at(sessions, i);
	return keep(sessions);
}
