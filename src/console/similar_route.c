/* Open calls that may be about the same thing as one: near it in place and time, alike in words, or from the same caller. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "atlas/plain_words.h"
#include "console/json.h"
#include "console/parts.h"
#include "roads/plane.h"

/* Two are near each other within this and what each is uncertain by, as far as that is believed. */
#define NEAR_M 500u
#define UNCERTAIN_MAX_M 2000u
#define APART_MAX_S 7200
/* Where one of them has no place, words alone must do: so soon after each other, and so many of them. */
#define WORDS_APART_MAX_S 1800
#define WORDS_WANTED 2u
/* The most open calls that are looked at, the newest first, and of them those whose words are read. */
#define LOOKED_MAX 20000u
#define CANDIDATES_MAX 32u
#define SHOWN_MAX 10u
/* Shorter words say nothing of what a call is about. */
#define WORD_MIN_BYTES 4u
/* A word shared counts as much as so many metres or seconds less; so does the same caller. */
#define WORD_WORTH 120
#define CALLER_WORTH 1000

struct telling {
	struct plain_words words[4]; /* of the last entries that had any, and so of the first */
	unsigned count;
	char contact[64];
};

struct likeness {
	uint32_t call;
	uint32_t distance_m; /* UINT32_MAX: one of them has no place */
	int64_t apart_s;
	int64_t worth; /* the lower the likelier */
	bool caller;
	unsigned shared;
	char word[8][32];
};

static bool has_place(const struct call *call)
{
	return call->lat_e7 || call->lon_e7;
}

static uint32_t believed_m(const struct call *call)
{
	return call->uncertainty_m < UNCERTAIN_MAX_M ? call->uncertainty_m : UNCERTAIN_MAX_M;
}

/* Whether it may be looked at more closely. */
static bool weigh(const struct call *one, const struct call *other, struct likeness *likeness)
{
	int64_t apart_us = instant_since(one->placed_at, other->placed_at).us;
	likeness->apart_s = (apart_us < 0 ? -apart_us : apart_us) / 1000000;
	likeness->distance_m = UINT32_MAX;
	if (likeness->apart_s > APART_MAX_S)
		return false;
	if (!has_place(one) || !has_place(other)) {
		likeness->worth = NEAR_M + likeness->apart_s;
		return likeness->apart_s <= WORDS_APART_MAX_S;
	}
	likeness->distance_m = road_plane_length_cm((struct road_node){ one->lat_e7, one->lon_e7 },
	                                            (struct road_node){ other->lat_e7, other->lon_e7 }) /
	                       100;
	likeness->worth = likeness->distance_m + likeness->apart_s / 4;
	return likeness->distance_m <= NEAR_M + believed_m(one) + believed_m(other);
}

static int by_worth(const void *left, const void *right)
{
	const struct likeness *a = left, *b = right;
	if (a->worth != b->worth)
		return a->worth < b->worth ? -1 : 1;
	return a->call < b->call ? -1 : a->call > b->call;
}

/* In its place among the best. */
static void offer(struct likeness *list, uint32_t *count, const struct likeness *likeness)
{
	uint32_t at = *count;
	while (at && by_worth(likeness, &list[at - 1]) < 0)
		at--;
	if (at == CANDIDATES_MAX)
		return;
	uint32_t last = *count < CANDIDATES_MAX ? (*count)++ : CANDIDATES_MAX - 1;
	memmove(&list[at + 1], &list[at], (last - at) * sizeof *likeness);
	list[at] = *likeness;
}

static void copy_text(struct bytes from, char *to, size_t room)
{
	size_t length = from.length < room ? from.length : room - 1;
	if (length)
		memcpy(to, from.at, length);
	to[length] = '\0';
}

static enum status take_words(void *context, uint64_t sequence, const struct entry_head *head,
                              struct entry_reader reader)
{
	struct telling *telling = context;
	const struct bytes *text = head->command.text;
	char words[PLAIN_MAX_BYTES];
	(void)sequence;
	(void)reader;
	if (text[TEXT_CONTACT].length)
		copy_text(text[TEXT_CONTACT], telling->contact, sizeof telling->contact);
	if (!text[TEXT_WORDS].length)
		return STATUS_OK;
	/* The newest come first; of what is more than there is room for, the first words are worth most. */
	unsigned room = sizeof telling->words / sizeof *telling->words;
	unsigned at = telling->count < room ? telling->count++ : room - 1;
	copy_text(text[TEXT_WORDS], words, sizeof words);
	plain_words_of(words, &telling->words[at]);
	return STATUS_OK;
}

static bool tells(const struct telling *telling, const char *word, unsigned length)
{
	for (unsigned i = 0; i < telling->count; i++)
		for (unsigned j = 0; j < telling->words[i].count; j++)
			if (telling->words[i].length[j] == length &&
			    memcmp(telling->words[i].text + telling->words[i].at[j], word, length) == 0)
				return true;
	return false;
}

static bool is_known(const struct likeness *likeness, const char *word, unsigned length)
{
	for (unsigned i = 0; i < likeness->shared; i++)
		if (strlen(likeness->word[i]) == length && memcmp(likeness->word[i], word, length) == 0)
			return true;
	return false;
}

static void compare(const struct telling *one, const struct telling *other, struct likeness *likeness)
{
	const unsigned most = sizeof likeness->word / sizeof *likeness->word;
	likeness->caller = *one->contact && strcmp(one->contact, other->contact) == 0;
	for (unsigned i = 0; i < one->count; i++)
		for (unsigned j = 0; j < one->words[i].count && likeness->shared < most; j++) {
			const char *word = one->words[i].text + one->words[i].at[j];
			unsigned length = one->words[i].length[j];
			if (length < WORD_MIN_BYTES || length >= sizeof *likeness->word ||
			    !tells(other, word, length) || is_known(likeness, word, length))
				continue;
			memcpy(likeness->word[likeness->shared], word, length);
			likeness->word[likeness->shared++][length] = '\0';
		}
	likeness->worth -= (int64_t)likeness->shared * WORD_WORTH + (likeness->caller ? CALLER_WORTH : 0);
}

/* The open calls that may be it; how many.  Those that are left are in the order of their worth. */
static enum status find(struct ask *ask, struct likeness list[CANDIDATES_MAX], uint32_t *ret_count)
{
	const struct board *board = desk_board(ask->desk);
	const struct call *one = board_calls(board, ask->number);
	struct telling mine = { 0 };
	uint32_t count = 0, kept = 0, looked = 0;
	/* Words that it shares with others tell what was said of it. */
	const struct closed_words reading = ask_closed_words(ask);
	enum status status = closed_words_of_call(&reading, ask->number)
	                         ? desk_timeline(ask->desk, FIELD_call, ask->number, take_words, &mine)
	                         : STATUS_OK;
	for (uint32_t at = board_center(board)->first_open_call; at && looked < LOOKED_MAX;
	     at = board_calls(board, at)->next_open, looked++) {
		struct likeness likeness = { .call = at };
		if (at != ask->number && weigh(one, board_calls(board, at), &likeness))
			offer(list, &count, &likeness);
	}
	for (uint32_t i = 0; status == STATUS_OK && i < count; i++) {
		struct telling other = { 0 };
		struct likeness likeness = list[i];
		status = desk_timeline(ask->desk, FIELD_call, likeness.call, take_words, &other);
		compare(&mine, &other, &likeness);
		if (likeness.distance_m != UINT32_MAX || likeness.caller || likeness.shared >= WORDS_WANTED)
			list[kept++] = likeness;
	}
	qsort(list, kept, sizeof *list, by_worth);
	*ret_count = kept < SHOWN_MAX ? kept : SHOWN_MAX;
	return status;
}

static enum status put_likeness(struct buffer *json, const struct board *board, const struct likeness *likeness)
{
	const struct call *call = board_calls(board, likeness->call);
	enum status status = buffer_print(json, "{\"call\":%u,\"state\":\"%s\"", likeness->call,
	                                  vocabulary_name(VOCABULARY_CALL_STATE, call->state));
	if (status == STATUS_OK && call->incident)
		status = part_number(json, "incident", call->incident);
	if (status == STATUS_OK)
		status = part_place(json, call->lat_e7, call->lon_e7, 0);
	if (status == STATUS_OK)
		status = part_at(json, "placed_at", call->placed_at);
	if (status == STATUS_OK)
		status = part_number(json, "apart_s", (uint64_t)likeness->apart_s);
	if (status == STATUS_OK && likeness->distance_m != UINT32_MAX)
		status = part_number(json, "distance_m", likeness->distance_m);
	if (status == STATUS_OK)
		status = buffer_print(json, ",\"same_caller\":%s,\"words\":[", likeness->caller ? "true" : "false");
	for (unsigned i = 0; status == STATUS_OK && i < likeness->shared; i++) {
		status = i ? buffer_append_text(json, ",") : STATUS_OK;
		if (status == STATUS_OK)
			status = json_words(json, likeness->word[i]);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]}") : status;
}

static void show(struct ask *ask)
{
	const struct board *board = desk_board(ask->desk);
	struct likeness list[CANDIDATES_MAX];
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	uint32_t count = 0;
	if (!board_calls(board, ask->number)) {
		ask_refuse(ask, 404, "unknown_call", "call", "there is no such thing in the record");
		return;
	}
	enum status status = find(ask, list, &count);
	if (status == STATUS_OK)
		status = buffer_print(&reply.body, "{\"call\":%u,\"similar\":[", ask->number);
	for (uint32_t i = 0; status == STATUS_OK && i < count; i++) {
		status = i ? buffer_append_text(&reply.body, ",") : STATUS_OK;
		if (status == STATUS_OK)
			status = put_likeness(&reply.body, board, &list[i]);
	}
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "]}");
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

extern const struct route similar_routes[];
const struct route similar_routes[] = {
	{ "GET", "/v1/calls/{call}/similar", ACCESS_READER, show,
	  "open calls that may be about the same thing, and why" },
	{ 0 },
};
