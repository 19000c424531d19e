/* Where vehicles are, many at once: by an agent who may report for all, or by a unit's own device. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "console/json.h"
#include "console/route.h"
#include "desk/tracker.h"

/* A fleet at once, or one unit's quarter of an hour, a second each. */
#define POSITIONS_MAX 1000u

struct item {
	enum status status; /* of the reader */
	struct avl_fix fix;
	struct avl_fault fault;
};

struct reading {
	struct bytes body;
	size_t at;
	struct item *item;
	unsigned items;
};

static bool pass_blanks(struct reading *reading)
{
	while (reading->at < reading->body.length && reading->body.at[reading->at] &&
	       strchr(" \t\r\n", reading->body.at[reading->at]))
		reading->at++;
	return reading->at < reading->body.length;
}

/* The next object, or the next line of another format; after what cannot be read, the next line. */
static void read_item(struct reading *reading, struct item *item)
{
	struct bytes body = reading->body;
	size_t from = reading->at;
	const uint8_t *end = memchr(body.at + from, '\n', body.length - from);
	size_t to = end ? (size_t)(end - body.at) : body.length, length = to - from;
	if (body.at[from] == '{') {
		item->status = avl_read_json(body, &reading->at, &item->fix, &item->fault);
	} else {
		while (length && body.at[from + length - 1] == '\r')
			length--;
		item->status = avl_read(bytes_of(body.at + from, length), &item->fix, &item->fault);
		item->fault.at += from;
	}
	if (item->status != STATUS_OK || body.at[from] != '{')
		reading->at = to;
}

/* STATUS_LIMIT: there are too many.  STATUS_MALFORMED: a list is none; then nothing of it is taken. */
static enum status read_list(struct reading *reading, struct avl_fault *ret_fault)
{
	bool list = pass_blanks(reading) && reading->body.at[reading->at] == '[';
	reading->at += list;
	for (bool first = true; pass_blanks(reading); first = false) {
		if (list && reading->body.at[reading->at] == ']') {
			reading->at++;
			return pass_blanks(reading)
			           ? avl_wrong(ret_fault, "something stands behind the list", reading->at)
			           : STATUS_OK;
		}
		if (list && !first && reading->body.at[reading->at++] != ',')
			return avl_wrong(ret_fault, "a comma is wanted", reading->at - 1);
		if (!pass_blanks(reading))
			break;
		if (reading->items == POSITIONS_MAX)
			return STATUS_LIMIT;
		struct item *item = &reading->item[reading->items++];
		read_item(reading, item);
		if (list && item->status != STATUS_OK) {
			*ret_fault = item->fault;
			return STATUS_MALFORMED;
		}
	}
	return list ? avl_wrong(ret_fault, "the list has no end", reading->at) : STATUS_OK;
}

static enum status put_item(struct buffer *json, const struct item *item, const struct tracker_heard *heard)
{
	if (item->status == STATUS_MISSING)
		return buffer_append_text(json, "{\"answer\":\"no_position\"}");
	if (item->status != STATUS_OK) {
		enum status status =
		    buffer_print(json, "{\"answer\":\"malformed\",\"at\":%zu,\"detail\":", item->fault.at);
		if (status == STATUS_OK)
			status = json_words(json, item->fault.what);
		return status == STATUS_OK ? buffer_append_text(json, "}") : status;
	}
	enum status status = buffer_print(json, "{\"answer\":\"%s\"", tracker_answer_name(heard->answer));
	if (status == STATUS_OK && heard->unit)
		status = buffer_print(json, ",\"unit\":%u", heard->unit);
	if (status == STATUS_OK && heard->sequence)
		status = buffer_print(json, ",\"sequence\":%" PRIu64, heard->sequence);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static enum status hear_all(struct ask *ask, const struct tracker_source *source, const struct reading *reading,
                            struct buffer *json)
{
	enum status status = buffer_append_text(json, "{\"positions\":[");
	for (unsigned i = 0; status == STATUS_OK && i < reading->items; i++) {
		const struct item *item = &reading->item[i];
		struct tracker_heard heard = { 0 };
		if (item->status == STATUS_OK)
			status = tracker_hear(desk_tracker(ask->desk), source, &item->fix, &heard);
		if (status == STATUS_OK && i)
			status = buffer_append_text(json, ",");
		if (status == STATUS_OK)
			status = put_item(json, item, &heard);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]}") : status;
}

static void take_positions(struct ask *ask)
{
	const char *given = http_header(ask->request, "Authorization");
	struct tracker_source source;
	struct avl_fault fault = { 0 };
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	struct reading reading = { .body = http_body(ask->request) };
	if (!given || strncmp(given, "Bearer ", 7) != 0 ||
	    !tracker_source(desk_tracker(ask->desk), given + 7, &source)) {
		ask_turn_away(ask);
		return;
	}
	reading.item = http_body_cut(ask->request) ? NULL : calloc(POSITIONS_MAX, sizeof *reading.item);
	enum status status = http_body_cut(ask->request) ? STATUS_LIMIT : STATUS_MEMORY;
	if (reading.item)
		status = read_list(&reading, &fault);
	if (status == STATUS_LIMIT) {
		ask_refuse(ask, 413, "too_many", "", "at most 1000 positions and 1 MiB a request");
	} else if (status == STATUS_MALFORMED) {
		struct buffer detail = { 0 };
		bool said = buffer_print(&detail, "byte %zu: %s%c", fault.at, fault.what, 0) == STATUS_OK;
		ask_refuse(ask, 400, "malformed", "", said ? (const char *)detail.at : fault.what);
		buffer_close(&detail);
	} else {
		if (status == STATUS_OK)
			status = hear_all(ask, &source, &reading, &reply.body);
		if (status == STATUS_OK)
			ask_hold(ask, &reply);
		else
			ask_trouble(ask, &reply, status);
	}
	free(reading.item);
}

extern const struct route positions_routes[];
const struct route positions_routes[] = {
	{ "POST", "/v1/positions", ACCESS_OWN, take_positions, "say where vehicles are" },
	{ 0 },
};
