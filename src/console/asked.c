/* A command from JSON: every member checked against the command's row, and the error says which member, and why. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/asked.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum status wrong(struct asked *asked, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum status wrong(struct asked *asked, const char *field, const char *format, ...)
{
	va_list arguments;
	(void)snprintf(asked->field, sizeof asked->field, "%.*s", NAME_BYTES - 1, field);
	va_start(arguments, format);
	(void)vsnprintf(asked->detail, sizeof asked->detail, format, arguments);
	va_end(arguments);
	return STATUS_MALFORMED;
}

static bool allowed(enum command_kind kind, enum field field)
{
	return (command_table[kind].required | command_table[kind].optional) >> field & 1;
}

/* What may be named instead of numbered. */
static const struct {
	enum field field;
	uint32_t (*find)(const struct board *board, const char *name);
} named[] = {
	{ FIELD_unit, board_unit_named },           { FIELD_agent, board_agent_named },
	{ FIELD_queue, board_queue_named },         { FIELD_position, board_position_named },
	{ FIELD_neighbour, board_neighbour_named }, { FIELD_capability, board_capability_named },
	{ FIELD_station, board_station_named },     { FIELD_provider, board_provider_named },
};

/* Whether it was a name.  A name that nothing has becomes a number that nothing has: the core then says what is unknown. */
static bool read_name(const struct board *board, struct asked *asked, enum field field, const char *name)
{
	for (size_t i = 0; *name && i < sizeof named / sizeof *named; i++)
		if (named[i].field == field) {
			uint32_t number = named[i].find(board, name);
			return fields_set_number(&asked->command.f, field, number ? number : UINT32_MAX);
		}
	return false;
}

/* Capabilities by their names, "engine,als", as a mask. */
static enum status read_mask(const struct board *board, struct asked *asked, enum field field, const char *text)
{
	char name[NAME_BYTES];
	uint64_t mask = 0;
	while (*text) {
		size_t length = strcspn(text, ",");
		(void)snprintf(name, sizeof name, "%.*s", (int)(length < NAME_BYTES ? length : NAME_BYTES), text);
		uint32_t number = length < NAME_BYTES ? board_capability_named(board, name) : 0;
		if (!number)
			return wrong(asked, field_table[field].name,
			             "\"%.60s\" is no capability; add_capability names one", name);
		mask |= capability_bit(number);
		text += length + (text[length] == ',');
	}
	return fields_set_number(&asked->command.f, field, (int64_t)mask) ? STATUS_OK : STATUS_MALFORMED;
}

static enum status read_string(const struct board *board, struct asked *asked, enum field field, const json_t *value)
{
	const struct field_info *info = &field_table[field];
	const char *text = json_string_value(value);
	struct fields *f = &asked->command.f;
	struct instant at;
	char *end;
	if (info->wire == WIRE_NAME)
		return fields_set_name(f, field, text, json_string_length(value))
		           ? STATUS_OK
		           : wrong(asked, info->name, "a name has at most %d bytes and no control characters",
		                   NAME_BYTES - 1);
	if (info->wire == WIRE_AT)
		return instant_read(text, &at) && at.us > INSTANT_MIN_US && at.us < INSTANT_MAX_US &&
		               fields_set_number(f, field, at.us)
		           ? STATUS_OK
		           : wrong(asked, info->name, "a moment is wanted, as 2026-11-24T02:30:00Z");
	if (info->vocabulary != VOCABULARY_NUMBER) {
		unsigned word = vocabulary_value(info->vocabulary, text);
		return word && fields_set_number(f, field, word)
		           ? STATUS_OK
		           : wrong(asked, info->name, "\"%.60s\" is none of its words; docs/lists.md has them", text);
	}
	if (field == FIELD_capabilities || field == FIELD_substitutes)
		return read_mask(board, asked, field, text);
	if (info->wire == WIRE_U64) {
		unsigned long long handle = strtoull(text, &end, 10);
		return *text >= '1' && *text <= '9' && !*end && fields_set_number(f, field, (int64_t)handle)
		           ? STATUS_OK
		           : wrong(asked, info->name, "a handle is a string of digits");
	}
	if (read_name(board, asked, field, text))
		return STATUS_OK;
	return wrong(asked, info->name, "a number is wanted, not a string");
}

static enum status read_value(const struct board *board, struct asked *asked, enum field field, const json_t *value)
{
	const struct field_info *info = &field_table[field];
	if (json_is_string(value))
		return read_string(board, asked, field, value);
	if (json_is_boolean(value) && field == FIELD_forced)
		return fields_set_number(&asked->command.f, field, json_is_true(value)) ? STATUS_OK : STATUS_MALFORMED;
	bool number = info->wire != WIRE_NAME && info->wire != WIRE_AT && info->vocabulary == VOCABULARY_NUMBER;
	if (!number)
		return wrong(asked, info->name, "a string is wanted");
	if (!json_is_integer(value))
		return wrong(asked, info->name, "a whole number is wanted");
	return fields_set_number(&asked->command.f, field, json_integer_value(value))
	           ? STATUS_OK
	           : wrong(asked, info->name, "%" JSON_INTEGER_FORMAT " is outside its range",
	                   json_integer_value(value));
}

/* Degrees, as people and devices give them; kept in units of 1e-7. */
static enum status read_degrees(struct asked *asked, const char *name, const json_t *value)
{
	bool lat = strcmp(name, "lat") == 0;
	double most = lat ? 90 : 180;
	double degrees = json_is_number(value) ? json_number_value(value) : NAN;
	if (!(degrees >= -most && degrees <= most))
		return wrong(asked, name, "degrees from -%g to %g are wanted", most, most);
	return fields_set_number(&asked->command.f, lat ? FIELD_lat_e7 : FIELD_lon_e7, llround(degrees * 1e7))
	           ? STATUS_OK
	           : STATUS_MALFORMED;
}

static enum status read_text(struct asked *asked, enum text text, const json_t *value)
{
	if (!json_is_string(value))
		return wrong(asked, text_name(text), "a string is wanted");
	if (json_string_length(value) > TEXT_MAX_BYTES) {
		(void)wrong(asked, text_name(text), "longer than %d bytes", TEXT_MAX_BYTES);
		return STATUS_LIMIT;
	}
	asked->command.text[text] = bytes_of(json_string_value(value), json_string_length(value));
	return STATUS_OK;
}

static enum status read_member(const struct board *board, struct asked *asked, const char *name, const json_t *value)
{
	enum command_kind kind = asked->command.kind;
	if ((strcmp(name, "lat") == 0 || strcmp(name, "lon") == 0) && allowed(kind, FIELD_lat_e7))
		return read_degrees(asked, name, value);
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		if (text != TEXT_RAW && text != TEXT_CODE && text != TEXT_FACTS &&
		    (command_table[kind].texts >> text & 1) && strcmp(text_name(text), name) == 0)
			return read_text(asked, text, value);
	for (unsigned field = 0; field < FIELD_COUNT; field++)
		if (allowed(kind, field) && strcmp(field_table[field].name, name) == 0)
			return read_value(board, asked, field, value);
	return wrong(asked, name, "%s takes no such member", command_table[kind].name);
}

static enum status parse(struct bytes body, struct asked *asked)
{
	json_error_t error;
	asked->json = body.length ? json_loadb((const char *)body.at, body.length, JSON_REJECT_DUPLICATES, &error)
	                          : json_object();
	if (!asked->json && body.length)
		return wrong(asked, "", "line %d, column %d: %.160s", error.line, error.column, error.text);
	if (!asked->json)
		return STATUS_MEMORY;
	return json_is_object((json_t *)asked->json) ? STATUS_OK : wrong(asked, "", "a JSON object is wanted");
}

enum status asked_read(const struct board *board, enum command_kind kind, struct bytes body, struct asked *ret_asked)
{
	struct asked *asked = ret_asked;
	*asked = (struct asked){ .command.kind = kind };
	enum status status = parse(body, asked);
	if (status != STATUS_OK)
		return status;
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)asked->json, name, value)
	{
		status = json_is_null(value) ? STATUS_OK : read_member(board, asked, name, value);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

void asked_close(struct asked *asked)
{
	json_decref(asked->json);
	asked->json = NULL;
}
