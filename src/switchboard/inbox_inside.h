/* What the files of the inbox share.  For src/switchboard alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SWITCHBOARD_INBOX_INSIDE_H
#define SWITCHBOARD_INBOX_INSIDE_H

#include "switchboard/inbox.h"
#include "wire/sip_message.h"

/* Asks the desk; false if it could not decide, and then the trouble is kept. */
bool inbox_ask(struct inbox *inbox, const struct command *command, struct desk_answer *ret_answer);
/* A name as the board has them; false if it is empty or too long for one. */
bool inbox_name(struct bytes text, char name[NAME_BYTES]);
/* The position whose phone a parcel names; 0 if there is none. */
uint32_t inbox_position(const struct inbox *inbox, struct bytes who);
/* Who sits where a phone stands; 0: nobody, or no such phone. */
uint32_t inbox_agent(const struct inbox *inbox, struct bytes who);

/* inbox.c: one function a parcel. */
void inbox_phone(struct inbox *inbox, const struct parcel *parcel);
void inbox_taken(struct inbox *inbox, const struct parcel *parcel);
void inbox_rang(struct inbox *inbox, const struct parcel *parcel);
void inbox_hung_up(struct inbox *inbox, const struct parcel *parcel);
void inbox_held(struct inbox *inbox, const struct parcel *parcel);
void inbox_passed(struct inbox *inbox, const struct parcel *parcel);
void inbox_passed_done(struct inbox *inbox, const struct parcel *parcel);
void inbox_bridged(struct inbox *inbox, const struct parcel *parcel);
void inbox_said(struct inbox *inbox, const struct parcel *parcel);
void inbox_rang_back(struct inbox *inbox, const struct parcel *parcel);
void inbox_state(struct inbox *inbox, const struct parcel *parcel);
/* inbox_call.c */
void inbox_call(struct inbox *inbox, const struct parcel *parcel);
void inbox_left(struct inbox *inbox, const struct parcel *parcel);
void inbox_found(struct inbox *inbox, const struct parcel *parcel);
void inbox_more(struct inbox *inbox, const struct parcel *parcel);
void inbox_unread(struct inbox *inbox, const struct parcel *parcel);
void inbox_flood(struct inbox *inbox, const struct parcel *parcel);
void inbox_credentials(struct inbox *inbox, const struct parcel *parcel);
/* inbox_feed.c */
void inbox_feed_token(struct inbox *inbox, const struct parcel *parcel);
void inbox_feed_gone(struct inbox *inbox, const struct parcel *parcel);
void inbox_feed_position(struct inbox *inbox, const struct parcel *parcel);
/* Another edge: its connections are others. */
void inbox_feed_forget(struct inbox *inbox);
/* The edge takes calls: it is told which ones there are. */
void inbox_ready(struct inbox *inbox, const struct parcel *parcel);

#endif
