/* What of the board changed since readers of the feed were told: the items that entries spoke of, told as they are once all
 * of them are durable. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_CHANGES_H
#define CONSOLE_CHANGES_H

#include "desk/desk.h"

/* More at once, and a page loads the board anew instead. */
#define CHANGES_MAX 2000u

struct changes;

/* Listens from now on; STATUS_MEMORY. */
enum status changes_open(struct desk *desk, struct changes **ret_changes);
void changes_close(struct changes *changes);
bool changes_any(const struct changes *changes);
/*
 * Appends an event of the feed, `items`, with each item that changed in the form of GET /v1/board, what is open no longer, and
 * the counts; or `reload`, where items cannot tell it.  Only while the board is durable whole; then nothing has changed any
 * more.  Statuses of buffer_append.
 */
enum status changes_take(struct changes *changes, struct buffer *piece);

/* One item as GET /v1/board has it; POOL_calls, POOL_incidents, POOL_units or POOL_agents.  In board_route.c. */
enum status board_item(struct buffer *json, const struct desk *desk, enum board_pool pool, uint32_t number);
/* The whole board as GET /v1/board has it.  In board_route.c.  Statuses of buffer_append. */
enum status board_whole(struct buffer *json, const struct desk *desk);

#endif
