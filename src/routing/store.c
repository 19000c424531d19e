/* The store of signed policies: judged before they are kept, and read from the record when they are asked for. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/store.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/kept_file.h"
#include "ledger/hash.h"
#include "routing/routing_inside.h"
#include "routing/zones.h"
#include "wire/jws.h"

bool store_is_open(const struct routing *routing)
{
	return routing->setup.agencies_path != NULL;
}

bool store_frees(const struct routing *routing)
{
	return routing->setup.anybody_withdraws;
}

/* Each part with its NUL, so that no two keys make one text. */
static enum status hash_of(const struct store_key *key, uint64_t *ret_hash)
{
	const struct bytes piece[] = { bytes_of(key->owner, strlen(key->owner) + 1),
		                       bytes_of(key->type, strlen(key->type) + 1), bytes_of_text(key->name) };
	struct hasher *hasher;
	enum status status = hasher_open(&hasher);
	if (status != STATUS_OK)
		return status;
	struct hash hash = hash_pieces(hasher, HASH_PLAIN, piece, sizeof piece / sizeof *piece);
	hasher_close(hasher);
	*ret_hash = hash_short(bytes_of(hash.at, sizeof hash.at));
	return STATUS_OK;
}

/* What is kept under a name; 0: nothing. */
static uint32_t kept_under(const struct board *board, uint64_t hash)
{
	for (uint32_t number = 1; number < board->pool[POOL_stored].count; number++)
		if (board_stored(board, number)->hash == hash && !board_stored(board, number)->withdrawn)
			return number;
	return 0;
}

/* The names beside the text: a policy may be kept under another id than its own says (docs/standards.md). */
static enum status write_facts(const struct store_key *key, struct instant expires, struct buffer *out)
{
	json_t *json = json_pack("{s:s, s:s, s:s, s:I}", "owner", key->owner, "type", key->type, "name", key->name,
	                         "expires_us", (json_int_t)expires.us);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	enum status status = text ? buffer_append_text(out, text) : STATUS_MEMORY;
	free(text);
	json_decref(json);
	return status;
}

static enum status keep(struct routing *routing, struct bytes text, const struct store_key *key, struct instant expires,
                        bool *ret_new)
{
	struct buffer facts = { 0 };
	struct desk_answer answer;
	struct command store = { .kind = COMMAND_STORE_POLICY, .asker = ASKER_CENTER };
	enum status status = hash_of(key, &store.f.hash);
	store.f.stored = status == STATUS_OK ? kept_under(desk_board(routing->desk), store.f.hash) : 0;
	*ret_new = !store.f.stored;
	if (status == STATUS_OK)
		status = write_facts(key, expires, &facts);
	store.text[TEXT_RECORD] = text;
	store.text[TEXT_FACTS] = buffer_bytes(&facts);
	if (status == STATUS_OK)
		status = desk_ask(routing->desk, &store, &answer);
	buffer_close(&facts);
	return status;
}

static void say(struct problems *problems, const char *words)
{
	problems->count++;
	(void)buffer_append_text(&problems->text, words);
	(void)buffer_append_text(&problems->text, "\n");
}

/* Who signed it, and whether that can be kept. */
static enum status judge(struct routing *routing, struct bytes text, struct problems *problems,
                         struct storable *ret_storable, enum store_fault *ret_fault)
{
	const struct tz_source zones = zones_of_system();
	struct buffer anchors = { .cap = JWS_PEM_MAX_BYTES };
	struct jws jws = { 0 };
	enum status status = kept_file_read(routing->setup.agencies_path, &anchors);
	if (status == STATUS_OK)
		status = jws_open(text, buffer_bytes(&anchors), desk_now(routing->desk), &jws);
	buffer_close(&anchors);
	if (status != STATUS_OK)
		return status;
	*ret_fault = jws.fault == JWS_NONE        ? STORE_NONE
	             : jws.fault == JWS_ALGORITHM ? STORE_ALGORITHM
	                                          : STORE_SIGNATURE;
	if (*ret_fault == STORE_NONE)
		status = storable_check(buffer_bytes(&jws.payload), jws.signer, desk_now(routing->desk), &zones,
		                        problems, ret_storable, ret_fault);
	else
		say(problems, jws_words(jws.fault));
	jws_close(&jws);
	return status;
}

enum status store_keep(struct routing *routing, struct bytes text, const struct store_key *in_place,
                       struct problems *problems, enum store_fault *ret_fault, bool *ret_new)
{
	struct storable storable;
	enum status status = judge(routing, text, problems, &storable, ret_fault);
	if (status != STATUS_OK || *ret_fault != STORE_NONE)
		return status;
	if (in_place && !*in_place->owner)
		in_place = &storable.key;
	if (in_place && strcmp(in_place->owner, storable.key.owner) != 0) {
		say(problems, "the policy is another agency's than the request says");
		*ret_fault = STORE_AGENCY;
	} else if (in_place && strcmp(in_place->type, storable.key.type) != 0) {
		say(problems, "the policy is of another type than the request says");
		*ret_fault = STORE_TYPE;
	}
	if (*ret_fault != STORE_NONE)
		return STATUS_OK;
	uint64_t hash;
	status = hash_of(&storable.key, &hash);
	if (status != STATUS_OK)
		return status;
	if (!in_place && kept_under(desk_board(routing->desk), hash))
		return STATUS_BUSY;
	return keep(routing, text, in_place ? in_place : &storable.key, storable.expires, ret_new);
}

enum status store_withdraw(struct routing *routing, const struct store_key *key, const char *reason)
{
	struct desk_answer answer;
	struct command withdraw = { .kind = COMMAND_WITHDRAW_POLICY, .asker = ASKER_CENTER };
	uint64_t hash;
	enum status status = hash_of(key, &hash);
	if (status != STATUS_OK)
		return status;
	withdraw.f.stored = kept_under(desk_board(routing->desk), hash);
	withdraw.text[TEXT_REASON] = bytes_of_text(reason);
	return withdraw.f.stored ? desk_ask(routing->desk, &withdraw, &answer) : STATUS_MISSING;
}

static enum status take_facts(void *context, uint64_t sequence, const struct entry_head *head,
                              struct entry_reader reader)
{
	struct store_found *found = context;
	struct bytes text = head->command.text[TEXT_FACTS];
	json_t *json = json_loadb((const char *)text.at, text.length, 0, NULL);
	(void)sequence;
	(void)reader;
	const struct {
		const char *member;
		char *to;
		size_t room;
	} names[] = { { "owner", found->key.owner, sizeof found->key.owner },
		      { "type", found->key.type, sizeof found->key.type },
		      { "name", found->key.name, sizeof found->key.name } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = json_string_value(json_object_get(json, names[i].member));
		(void)snprintf(names[i].to, names[i].room, "%s", value ? value : "");
	}
	found->expires = (struct instant){ json_integer_value(json_object_get(json, "expires_us")) };
	json_decref(json);
	return STATUS_OK;
}

static bool matches(const struct store_query *query, const struct store_found *found)
{
	const struct store_key *asked = &query->key, *is = &found->key;
	return (!*asked->owner || strcmp(asked->owner, is->owner) == 0) &&
	       (!*asked->type || strcmp(asked->type, is->type) == 0) &&
	       (!*asked->name || strcmp(asked->name, is->name) == 0) && instant_before(query->since, found->changed);
}

enum status store_find(struct routing *routing, const struct store_query *query, struct store_found *ret_found,
                       uint32_t *ret_count, uint32_t *ret_total)
{
	const struct board *board = desk_board(routing->desk);
	*ret_count = *ret_total = 0;
	for (uint32_t number = 1; number < board->pool[POOL_stored].count; number++) {
		const struct stored_policy *stored = board_stored(board, number);
		struct store_found found = { .sequence = stored->sequence, .changed = stored->at };
		if (stored->withdrawn)
			continue;
		enum status status = desk_read(routing->desk, stored->sequence, take_facts, &found);
		if (status != STATUS_OK)
			return status;
		if (!matches(query, &found))
			continue;
		if (++*ret_total >= query->start && *ret_count < query->limit)
			ret_found[(*ret_count)++] = found;
	}
	return STATUS_OK;
}

enum status store_text(struct routing *routing, uint64_t sequence, struct buffer *out)
{
	return routing_read_record(routing, sequence, out);
}
