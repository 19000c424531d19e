/* What several routes share: members of JSON, values of a query, and the parts of a long incident. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_PARTS_H
#define CONSOLE_PARTS_H

#include "console/route.h"

/* These append `,"name":...` and give the statuses of buffer_append. */
enum status part_at(struct buffer *json, const char *name, struct instant at);
enum status part_name(struct buffer *json, const char *name, const char *value);
enum status part_number(struct buffer *json, const char *name, uint64_t number);
/* A place, unless none was ever given: 0, 0 is in the sea. */
enum status part_place(struct buffer *json, int32_t lat_e7, int32_t lon_e7, uint32_t radius_m);

/* `,"obligations":[...]}` of a list of debts, with the brace that ends what owes them. */
enum status part_owed(struct buffer *json, const struct board *board, uint32_t first);

/* What an incident has to do with: relations, roles, areas, others' help. */
enum status part_large(struct buffer *json, const struct board *board, uint32_t incident);
/* What is known of an incident's place from before: hazards that hold, how many incidents and calls. */
enum status part_nearby(struct buffer *json, struct desk *desk, uint32_t incident);
/* The texts of one entry as members, `words` and what else it has. */
enum status part_texts(struct buffer *json, struct desk *desk, uint64_t sequence);

/* A value of the query as it was written; false if it is not there, or longer than `room`. */
bool query_text(const struct ask *ask, const char *name, char *text, size_t room);
/* The same with its %XX and '+' read; false also where that gives no text. */
bool query_words(const struct ask *ask, const char *name, char *text, size_t room);
/* A whole number of the query, `value` if it is not there; false if it is wrong or above `most`. */
bool query_number(const struct ask *ask, const char *name, uint64_t most, uint64_t *value);
/* Degrees in units of 1e-7; false if they are not there, or wrong. */
bool query_degrees(const struct ask *ask, const char *name, double most, int32_t *ret_e7);

#endif
