/* What several routes share: members of JSON, values of a query, and the parts of a long incident. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "console/json.h"
#include "core/large.h"

/* How far around an incident its past is looked for, and how many hazards are named. */
#define NEARBY_M 100u
#define NEARBY_MAX 32u

enum status part_at(struct buffer *json, const char *name, struct instant at)
{
	enum status status = buffer_print(json, ",\"%s\":", name);
	return status == STATUS_OK ? json_instant(json, at) : status;
}

enum status part_name(struct buffer *json, const char *name, const char *value)
{
	enum status status = buffer_print(json, ",\"%s\":", name);
	return status == STATUS_OK ? json_words(json, value) : status;
}

enum status part_number(struct buffer *json, const char *name, uint64_t number)
{
	return buffer_print(json, ",\"%s\":%" PRIu64, name, number);
}

enum status part_place(struct buffer *json, int32_t lat_e7, int32_t lon_e7, uint32_t radius_m)
{
	if (!lat_e7 && !lon_e7)
		return STATUS_OK;
	enum status status = buffer_print(json, ",\"lat\":%.7f,\"lon\":%.7f", lat_e7 / 1e7, lon_e7 / 1e7);
	return status == STATUS_OK && radius_m ? part_number(json, "radius_m", radius_m) : status;
}

static enum status put_relations(struct buffer *json, const struct board *board, uint32_t number)
{
	const char *comma = "";
	enum status status = buffer_append_text(json, ",\"related\":[");
	uint32_t at = board_incidents(board, number)->first_relation;
	for (; status == STATUS_OK && at; at = board_relations(board, at)->next) {
		const struct relation *relation = board_relations(board, at);
		if (relation->kind == RELATION_NONE)
			continue;
		status = buffer_print(json, "%s{\"incident\":%u,\"is\":\"%s\"}", comma, relation->other,
		                      vocabulary_name(VOCABULARY_RELATION, relation->kind));
		comma = ",";
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_posts(struct buffer *json, const struct board *board, uint32_t number)
{
	const char *comma = "";
	enum status status = buffer_append_text(json, ",\"roles\":[");
	uint32_t at = board_incidents(board, number)->first_post;
	for (; status == STATUS_OK && at; at = board_posts(board, at)->next) {
		const struct post *post = board_posts(board, at);
		if (!post->open)
			continue;
		status = buffer_print(json, "%s{\"sequence\":%" PRIu64, comma, post->sequence);
		if (status == STATUS_OK)
			status = part_name(json, "name", post->name.text);
		if (status == STATUS_OK && post->agent)
			status = part_number(json, "agent", post->agent);
		if (status == STATUS_OK && post->unit)
			status = part_number(json, "unit", post->unit);
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
		comma = ",";
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_areas(struct buffer *json, const struct board *board, uint32_t number)
{
	const char *comma = "";
	enum status status = buffer_append_text(json, ",\"areas\":[");
	uint32_t at = board_incidents(board, number)->first_area;
	for (; status == STATUS_OK && at; at = board_areas(board, at)->next) {
		const struct incident_area *area = board_areas(board, at);
		if (!area->open)
			continue;
		status = buffer_print(json, "%s{\"row\":%u,\"sequence\":%" PRIu64, comma, area->row, area->sequence);
		if (status == STATUS_OK)
			status = part_name(json, "name", area->name.text);
		if (status == STATUS_OK)
			status = part_place(json, area->lat_e7, area->lon_e7, area->radius_m);
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
		comma = ",";
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_asking(struct buffer *json, const struct board *board, const struct asking *asking)
{
	bool provider = asking->provider != 0;
	enum status status = buffer_print(json, "{\"%s\":%u,\"times\":%u", provider ? "provider" : "neighbour",
	                                  provider ? asking->provider : asking->neighbour, asking->times);
	if (status == STATUS_OK)
		status = part_name(json, "name",
		                   provider ? board_providers(board, asking->provider)->name.text
		                            : board_neighbours(board, asking->neighbour)->name.text);
	if (status == STATUS_OK)
		status = part_name(json, "state", vocabulary_name(VOCABULARY_ASKING, asking->state));
	if (status == STATUS_OK && instant_known(asking->at))
		status = part_at(json, "at", asking->at);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static enum status put_request(struct buffer *json, const struct board *board, uint32_t number)
{
	const struct help_request *request = board_requests(board, number);
	const struct capability *capability = board_capabilities(board, request->capability);
	enum status status =
	    buffer_print(json, "{\"request\":%u,\"sequence\":%" PRIu64 ",\"kind\":\"%s\",\"state\":\"%s\"", number,
	                 request->sequence, vocabulary_name(VOCABULARY_OBLIGATION, request->kind),
	                 vocabulary_name(VOCABULARY_REQUEST, request->state));
	if (status == STATUS_OK)
		status = part_name(json, "type", request->type.text);
	if (status == STATUS_OK && capability)
		status = part_name(json, "capability", capability->name.text);
	if (status == STATUS_OK)
		status = part_at(json, "made_at", request->made_at);
	if (status == STATUS_OK && instant_known(request->ended_at))
		status = part_at(json, "ended_at", request->ended_at);
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"asked\":[");
	for (uint32_t at = request->first_asking; status == STATUS_OK && at; at = board_askings(board, at)->next) {
		status = at == request->first_asking ? STATUS_OK : buffer_append_text(json, ",");
		if (status == STATUS_OK)
			status = put_asking(json, board, board_askings(board, at));
	}
	return status == STATUS_OK ? buffer_append_text(json, "]}") : status;
}

static enum status put_requests(struct buffer *json, const struct board *board, uint32_t number)
{
	uint32_t first = board_incidents(board, number)->first_request;
	enum status status = buffer_append_text(json, ",\"requests\":[");
	for (uint32_t at = first; status == STATUS_OK && at; at = board_requests(board, at)->next_of_incident) {
		status = at == first ? STATUS_OK : buffer_append_text(json, ",");
		if (status == STATUS_OK)
			status = put_request(json, board, at);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

enum status part_large(struct buffer *json, const struct board *board, uint32_t number)
{
	enum status (*const parts[])(struct buffer *, const struct board *, uint32_t) = { put_relations, put_posts,
		                                                                          put_areas, put_requests };
	bool major = board_incidents(board, number)->major;
	enum status status = buffer_print(json, ",\"major\":%s", major ? "true" : "false");
	for (size_t i = 0; status == STATUS_OK && i < sizeof parts / sizeof *parts; i++)
		status = parts[i](json, board, number);
	return status;
}

/* How many things of a kind there are around it; `ret_more` if there may be more than were counted. */
static enum status count_near(struct desk *desk, struct place_query query, enum place_kind kind, uint32_t *ret_count,
                              bool *ret_more)
{
	struct place_item items[PLACES_PAGE_MAX];
	struct place_page page;
	query.kinds = 1u << kind;
	query.limit = PLACES_PAGE_MAX;
	enum status status = desk_places(desk, &query, items, &page);
	if (status != STATUS_OK)
		return status;
	*ret_count = page.count;
	*ret_more |= page.more;
	return STATUS_OK;
}

static enum status put_hazards(struct buffer *json, struct desk *desk, struct place_query query)
{
	struct place_item items[NEARBY_MAX];
	struct place_page page;
	const char *comma = "";
	query.kinds = 1u << PLACE_NOTICE;
	query.limit = NEARBY_MAX;
	enum status status = desk_places(desk, &query, items, &page);
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"nearby\":{\"hazards\":[");
	for (uint32_t i = 0; status == STATUS_OK && i < page.count; i++) {
		const struct notice *notice = board_notices(desk_board(desk), items[i].number);
		if (!notice->open)
			continue;
		status = buffer_print(json, "%s{\"notice\":%u,\"distance_m\":%u", comma, items[i].number,
		                      items[i].distance_m);
		if (status == STATUS_OK)
			status = part_texts(json, desk, notice->sequence);
		if (status == STATUS_OK)
			status = part_at(json, "until", notice->until);
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
		comma = ",";
	}
	return status == STATUS_OK ? buffer_print(json, "],\"more_hazards\":%s", page.more ? "true" : "false") : status;
}

enum status part_nearby(struct buffer *json, struct desk *desk, uint32_t number)
{
	const struct incident *incident = board_incidents(desk_board(desk), number);
	uint32_t incidents = 0, calls = 0;
	bool more = false;
	if (!incident->lat_e7 && !incident->lon_e7)
		return STATUS_OK;
	struct place_query query = { .lat_e7 = incident->lat_e7, .lon_e7 = incident->lon_e7, .radius_m = NEARBY_M };
	enum status status = put_hazards(json, desk, query);
	/* Those from before it. */
	query.before = (struct place_item){ .at = incident->opened_at, .number = number, .kind = PLACE_INCIDENT };
	if (status == STATUS_OK)
		status = count_near(desk, query, PLACE_INCIDENT, &incidents, &more);
	if (status == STATUS_OK)
		status = count_near(desk, query, PLACE_CALL, &calls, &more);
	return status == STATUS_OK ? buffer_print(json, ",\"earlier_incidents\":%u,\"earlier_calls\":%u,\"more\":%s}",
	                                          incidents, calls, more ? "true" : "false")
	                           : status;
}

static enum status put_words(void *context, uint64_t sequence, const struct entry_head *head,
                             struct entry_reader reader)
{
	struct buffer *json = context;
	enum status status = STATUS_OK;
	(void)sequence;
	(void)reader;
	for (unsigned text = 0; status == STATUS_OK && text < TEXT_COUNT; text++) {
		if (!head->command.text[text].length || text == TEXT_CODE || text == TEXT_RAW)
			continue;
		status = buffer_print(json, ",\"%s\":", text_name(text));
		if (status == STATUS_OK)
			status = json_text(json, head->command.text[text]);
	}
	return status;
}

enum status part_texts(struct buffer *json, struct desk *desk, uint64_t sequence)
{
	return desk_read(desk, sequence, put_words, json);
}

bool query_text(const struct ask *ask, const char *name, char *text, size_t room)
{
	size_t length = strlen(name);
	const char *at = http_query(ask->request);
	while (strncmp(at, name, length) != 0 || at[length] != '=') {
		at = strchr(at, '&');
		if (!at)
			return false;
		at++;
	}
	at += length + 1;
	size_t given = strcspn(at, "&");
	if (given >= room)
		return false;
	memcpy(text, at, given);
	text[given] = '\0';
	return true;
}

static int hex_of(char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = digit ? strchr(digits, digit | 0x20) : NULL;
	return at ? (int)(at - digits) : -1;
}

bool query_words(const struct ask *ask, const char *name, char *text, size_t room)
{
	if (!query_text(ask, name, text, room))
		return false;
	char *to = text;
	for (const char *from = text; *from; from++) {
		if (*from != '%') {
			*to++ = *from == '+' ? ' ' : *from;
			continue;
		}
		int high = hex_of(from[1]);
		int low = high < 0 ? -1 : hex_of(from[2]);
		if (low < 0 || (!high && !low))
			return false;
		*to++ = (char)(high << 4 | low);
		from += 2;
	}
	*to = '\0';
	return true;
}

bool query_number(const struct ask *ask, const char *name, uint64_t most, uint64_t *value)
{
	char text[24], *end;
	if (!query_text(ask, name, text, sizeof text))
		return true;
	unsigned long long number = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || number > most)
		return false;
	*value = number;
	return true;
}

bool query_degrees(const struct ask *ask, const char *name, double most, int32_t *ret_e7)
{
	char text[40], *end;
	if (!query_text(ask, name, text, sizeof text))
		return false;
	double degrees = strtod(text, &end);
	if (end == text || *end || !(degrees >= -most && degrees <= most))
		return false;
	*ret_e7 = (int32_t)lround(degrees * 1e7);
	return true;
}
