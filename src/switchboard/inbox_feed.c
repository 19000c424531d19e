/* Positions of vehicles from the edge: whose token came with the connection, and what the center makes of a line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/tracker.h"
#include "switchboard/inbox_inside.h"

/* Twice as many as the edge has connections: an edge that says more is broken. */
#define FEEDS_MAX 1024u
#define WORDS_BYTES 128

static struct inbox_feed *find(struct inbox *inbox, uint64_t flow)
{
	struct inbox_feed *feed = inbox->feeds;
	while (feed && feed->flow != flow)
		feed = feed->next;
	return feed;
}

static void say(struct inbox *inbox, uint64_t flow, enum parcel_feed what, const char *words)
{
	struct parcel parcel = { .kind = PARCEL_FEED_HEARD, .ticket = flow, .number = what };
	parcel_set(&parcel, PARCEL_TEXT_WORDS, words);
	outbox_tell(inbox->outbox, &parcel);
}

void inbox_feed_token(struct inbox *inbox, const struct parcel *parcel)
{
	const struct board *board = desk_board(inbox->desk);
	struct bytes given = parcel->text[PARCEL_TEXT_WHO];
	struct tracker_source source;
	char token[TOKEN_BYTES] = "", words[WORDS_BYTES];
	struct inbox_feed *feed = NULL;
	if (given.length < sizeof token && given.length)
		memcpy(token, given.at, given.length);
	if (!tracker_source(desk_tracker(inbox->desk), token, &source)) {
		say(inbox, parcel->ticket, PARCEL_FEED_TURNED_AWAY, "NO: nobody has this token");
		return;
	}
	if (inbox->feed_count < FEEDS_MAX && !find(inbox, parcel->ticket))
		feed = calloc(1, sizeof *feed);
	if (!feed) {
		say(inbox, parcel->ticket, PARCEL_FEED_TURNED_AWAY, "NO: too many connections");
		return;
	}
	*feed = (struct inbox_feed){ inbox->feeds, parcel->ticket, source.unit, source.agent };
	inbox->feeds = feed;
	inbox->feed_count++;
	(void)snprintf(words, sizeof words, "OK %s",
	               source.unit ? board_units(board, source.unit)->name.text
	                           : board_agents(board, source.agent)->name.text);
	say(inbox, parcel->ticket, PARCEL_FEED_ADMITTED, words);
}

static void forget(struct inbox *inbox, struct inbox_feed *feed)
{
	struct inbox_feed **at = &inbox->feeds;
	while (*at != feed)
		at = &(*at)->next;
	*at = feed->next;
	inbox->feed_count--;
	free(feed);
}

void inbox_feed_gone(struct inbox *inbox, const struct parcel *parcel)
{
	struct inbox_feed *feed = find(inbox, parcel->ticket);
	if (feed)
		forget(inbox, feed);
}

void inbox_feed_forget(struct inbox *inbox)
{
	while (inbox->feeds)
		forget(inbox, inbox->feeds);
}

/* A number and 1, or 0. */
static int32_t unsaid_or(uint32_t number)
{
	return number <= INT32_MAX ? (int32_t)number - 1 : AVL_UNSAID;
}

void inbox_feed_position(struct inbox *inbox, const struct parcel *parcel)
{
	const struct inbox_feed *feed = find(inbox, parcel->ticket);
	struct avl_fix fix = { .lat_e7 = parcel->lat_e7,
		               .lon_e7 = parcel->lon_e7,
		               .uncertainty_m = parcel->uncertainty_m,
		               .stamp_us = parcel->stamp_us,
		               .day_ms = unsaid_or(parcel->call),
		               .speed_cm_s = unsaid_or(parcel->number) };
	struct tracker_heard heard;
	char words[WORDS_BYTES];
	/* An edge says nothing for whom the center has not admitted. */
	if (!feed)
		return;
	(void)inbox_name(parcel->text[PARCEL_TEXT_WHO], fix.id);
	const struct tracker_source source = { feed->unit, feed->agent };
	enum status status = tracker_hear(desk_tracker(inbox->desk), &source, &fix, &heard);
	if (status != STATUS_OK && status != STATUS_LIMIT && inbox->trouble == STATUS_OK)
		inbox->trouble = status;
	if (status != STATUS_OK || heard.answer <= TRACKER_THINNED)
		return;
	(void)snprintf(words, sizeof words, "NOT TAKEN: %s %s", tracker_answer_name(heard.answer), fix.id);
	say(inbox, parcel->ticket, PARCEL_FEED_NOTE, words);
}
