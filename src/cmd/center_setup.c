/* Compares the settings with the board, and asks for what differs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/center_setup.h"

#include <stdio.h>
#include <string.h>

#include "desk/tracker.h"

#define CHUNK_BYTES 65536u

enum status settings_load(const char *path, struct buffer *text)
{
	FILE *file = fopen(path, "rbe");
	enum status status = file ? STATUS_OK : STATUS_MISSING;
	size_t got = CHUNK_BYTES;
	while (status == STATUS_OK && got == CHUNK_BYTES) {
		status = buffer_reserve(text, CHUNK_BYTES);
		if (status != STATUS_OK)
			break;
		got = fread(text->at + text->length, 1, CHUNK_BYTES, file);
		text->length += got;
	}
	if (file && (ferror(file) || fclose(file) != 0) && status == STATUS_OK)
		status = STATUS_IO;
	return status;
}

static bool is_there(const struct board *board, const struct settings_name *name)
{
	static const struct {
		enum command_kind add;
		uint32_t (*find)(const struct board *board, const char *name);
	} rows[] = { { COMMAND_ADD_QUEUE, board_queue_named },
		     { COMMAND_ADD_POSITION, board_position_named },
		     { COMMAND_ADD_UNIT, board_unit_named },
		     { COMMAND_ADD_STATION, board_station_named },
		     { COMMAND_ADD_NEIGHBOUR, board_neighbour_named } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].add == name->add)
			return rows[i].find(board, name->name.text) != 0;
	return false;
}

static const struct rung *rung_of(const struct board *board, const struct settings_rung *rung, unsigned priority,
                                  unsigned step)
{
	return board_rungs(board, board_rung_number(rung->kind, priority, step));
}

/* Whether a rung of the settings is to be set for a priority: the one that it names; or, if it is for all, each that has a
 * ladder of that kind. */
static bool concerns(const struct board *board, const struct settings_rung *rung, unsigned priority)
{
	const struct rung *first = rung_of(board, rung, priority, 0);
	return rung->priority ? rung->priority == priority : first && first->span_s;
}

static bool stands(const struct board *board, const struct settings_rung *rung, unsigned priority)
{
	const struct rung *is = rung_of(board, rung, priority, rung->rung);
	return is && is->span_s == rung->span_s && is->owner_kind == rung->owner_kind;
}

static bool ask(struct desk *desk, const struct command *command, const char *path, const char *what)
{
	struct desk_answer answer;
	enum status status = desk_ask(desk, command, &answer);
	if (status == STATUS_OK && answer.refusal == REFUSAL_NONE)
		return true;
	const char *why =
	    status == STATUS_OK ? vocabulary_words(VOCABULARY_REFUSAL, answer.refusal) : status_text(status);
	(void)fprintf(stderr, "tocsind: %s: %s %s: %s\n", path, command_table[command->kind].name, what, why);
	return false;
}

static bool set_rung(struct desk *desk, const struct settings_rung *rung, unsigned priority, const char *path)
{
	const struct board *board = desk_board(desk);
	if (!concerns(board, rung, priority) || stands(board, rung, priority))
		return true;
	struct command set = { .kind = COMMAND_SET_RUNG,
		               .asker = ASKER_CENTER,
		               .f = { .kind = rung->kind,
		                      .priority = (uint8_t)priority,
		                      .rung = rung->rung,
		                      .owner_kind = rung->owner_kind,
		                      .span_s = rung->span_s } };
	set.text[TEXT_REASON] = bytes_of_text("settings");
	return ask(desk, &set, path, vocabulary_name(VOCABULARY_OBLIGATION, rung->kind));
}

/* As the answer to the command would have told it: this once. */
static void tell_password(struct desk *desk, const struct settings_name *name)
{
	char password[TOKEN_BYTES];
	if (name->add == COMMAND_ADD_UNIT) {
		secrets_device(desk_secrets(desk), board_unit_named(desk_board(desk), name->name.text), password);
		printf("device token of %s: %s\n", name->name.text, password);
	}
	if (name->add != COMMAND_ADD_POSITION)
		return;
	secrets_phone(desk_secrets(desk), board_position_named(desk_board(desk), name->name.text), password);
	printf("phone password of %s: %s\n", name->name.text, password);
}

/* Whose phones a queue rings, where the settings say so and it is otherwise; what they leave open stays. */
static bool set_queue(struct desk *desk, const struct settings_name *name, const char *path)
{
	uint32_t number = board_queue_named(desk_board(desk), name->name.text);
	const struct queue *is = board_queues(desk_board(desk), number);
	if (name->add != COMMAND_ADD_QUEUE || !is)
		return true;
	uint8_t ring = name->ring ? name->ring : is->ring;
	uint32_t ring_s = name->ring_s ? name->ring_s : is->ring_s;
	if (ring == is->ring && ring_s == is->ring_s)
		return true;
	struct command set = { .kind = COMMAND_SET_QUEUE,
		               .asker = ASKER_CENTER,
		               .f = { .queue = number, .ring = ring ? ring : RING_NEXT, .span_s = ring_s } };
	return ask(desk, &set, path, name->name.text);
}

/* What positions are read by; it is no part of the record, and read anew at each start. */
static bool set_up_tracker(struct desk *desk, const struct settings *settings, const char *path)
{
	struct tracker *tracker = desk_tracker(desk);
	enum status status = STATUS_OK;
	for (unsigned i = 0; status == STATUS_OK && i < settings->devices; i++)
		status = tracker_add_device(tracker, settings->device[i].device.text, settings->device[i].unit.text);
	for (unsigned i = 0; status == STATUS_OK && i < settings->hospitals; i++)
		status = tracker_add_hospital(tracker, (struct road_node){ .lat_e7 = settings->hospital[i].lat_e7,
		                                                           .lon_e7 = settings->hospital[i].lon_e7 });
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: %s: devices and hospitals: %s\n", path, status_text(status));
	return status == STATUS_OK;
}

/* What a unit can do and where it is at home, where the settings say so and it is otherwise; whose it is stays. */
static bool set_unit(struct desk *desk, const struct settings_name *name, const char *path)
{
	const struct board *board = desk_board(desk);
	uint32_t number = board_unit_named(board, name->name.text);
	if (name->add != COMMAND_ADD_UNIT || !number || (!name->cans && !name->station.text[0]))
		return true;
	struct command set = { .kind = COMMAND_SET_UNIT,
		               .asker = ASKER_CENTER,
		               .f = { .unit = number,
		                      .neighbour = board_units(board, number)->neighbour,
		                      .station = board_station_named(board, name->station.text) } };
	if (name->station.text[0] && !set.f.station) {
		(void)fprintf(stderr, "tocsind: %s: %s: there is no station %s; the key \"stations\" has them\n", path,
		              name->name.text, name->station.text);
		return false;
	}
	for (unsigned i = 0; i < name->cans; i++) {
		struct command add = { .kind = COMMAND_ADD_CAPABILITY, .asker = ASKER_CENTER, .f.name = name->can[i] };
		if (!board_capability_named(board, name->can[i].text) && !ask(desk, &add, path, name->can[i].text))
			return false;
		set.f.capabilities |= capability_bit(board_capability_named(board, name->can[i].text));
	}
	const struct unit *is = board_units(board, number);
	return (is->capabilities == set.f.capabilities && is->station == set.f.station) ||
	       ask(desk, &set, path, name->name.text);
}

static bool set_up_name(struct desk *desk, const struct settings_name *name, const char *path)
{
	const struct command add = { .kind = name->add,
		                     .asker = ASKER_CENTER,
		                     .f = { .name = name->name, .lat_e7 = name->lat_e7, .lon_e7 = name->lon_e7 } };
	if (!is_there(desk_board(desk), name)) {
		if (!ask(desk, &add, path, name->name.text))
			return false;
		tell_password(desk, name);
	}
	return set_queue(desk, name, path);
}

/* How many people must agree to a policy, where the settings say so and it is otherwise. */
static bool set_care(struct desk *desk, const struct settings *settings, const char *path)
{
	const struct board *board = desk_board(desk);
	const struct care *is = board_cares(board, board->pool[POOL_cares].count - 1);
	const struct command set = { .kind = COMMAND_SET_CARE,
		                     .asker = ASKER_CENTER,
		                     .f.count = settings->policy_people };
	return !settings->policy_people || settings->policy_people == (is ? is->people : 1) ||
	       ask(desk, &set, path, "policy_people");
}

bool center_set_up(struct desk *desk, const struct settings *settings, const char *path)
{
	for (unsigned i = 0; i < settings->names; i++) {
		if (!set_up_name(desk, &settings->name[i], path))
			return false;
	}
	/* By now every station is there, wherever it stands in the file. */
	for (unsigned i = 0; i < settings->names; i++)
		if (!set_unit(desk, &settings->name[i], path))
			return false;
	for (unsigned i = 0; i < settings->rungs; i++)
		for (unsigned priority = 0; priority <= PRIORITY_MAX; priority++)
			if (!set_rung(desk, &settings->rung[i], priority, path))
				return false;
	return set_care(desk, settings, path) && set_up_tracker(desk, settings, path);
}

enum status center_retention(struct desk *desk, const struct settings *settings, struct retention **ret_retention)
{
	_Static_assert(SETTINGS_RETENTION_MAX == RETENTION_RULES_MAX && SETTINGS_RETENTION_NEVER == RETENTION_NEVER,
	               "the same rules");
	struct retention_rule rule[RETENTION_RULES_MAX];
	for (unsigned i = 0; i < settings->retentions; i++)
		rule[i] = (struct retention_rule){ .type = settings->retention[i].type,
			                           .channel = settings->retention[i].channel,
			                           .after_s = settings->retention[i].after_s };
	return retention_open(desk, rule, settings->retentions, ret_retention);
}
