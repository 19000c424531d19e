/* Reads a board that was folded from the ledger: nothing on it is ever overwritten, so that it has all calls there were. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/gather_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "whatif/gather.h"

#define NUMBER_BYTES 16u

static struct instant first_contact(const struct board *board, const struct incident *incident)
{
	struct instant first = { 0 };
	for (uint32_t at = incident->first_call; at; at = board_calls(board, at)->next_of_incident) {
		struct instant contact = board_calls(board, at)->first_contact;
		if (instant_known(contact) && (!instant_known(first) || instant_before(contact, first)))
			first = contact;
	}
	return instant_known(first) ? first : incident->opened_at;
}

/* The moments that were said or inferred of a unit's work. */
static void take_assignment(const struct assignment *own, struct history_row *row)
{
	static const uint8_t stamp_of[ASSIGNMENT_STAMPS] = {
		[UNIT_ASSIGNED - 1] = STAMP_ASSIGNED,       [UNIT_EN_ROUTE - 1] = STAMP_EN_ROUTE,
		[UNIT_ON_SCENE - 1] = STAMP_ON_SCENE,       [UNIT_TRANSPORTING - 1] = STAMP_TRANSPORTING,
		[UNIT_AT_HOSPITAL - 1] = STAMP_AT_HOSPITAL, [UNIT_CLEAR - 1] = STAMP_CLEAR,
	};
	for (unsigned i = 0; i < ASSIGNMENT_STAMPS; i++)
		if (own->source[i])
			row->stamp[stamp_of[i]] = own->stamp[i];
}

static enum status name_row(struct history *history, enum history_word word, const char *name, struct history_row *row)
{
	return names_add(&history->names, bytes_of_text(name), &row->word[word]);
}

static enum status take_incident(const struct board *board, uint32_t number, struct history *history)
{
	const struct incident *incident = board_incidents(board, number);
	char name[NUMBER_BYTES];
	struct history_row row = { .lat_e7 = incident->lat_e7,
		                   .lon_e7 = incident->lon_e7,
		                   .priority = incident->priority,
		                   .disposition = incident->disposition };
	(void)snprintf(name, sizeof name, "%" PRIu32, number);
	enum status status = name_row(history, HISTORY_CALL, name, &row);
	row.word[HISTORY_INCIDENT] = row.word[HISTORY_CALL];
	if (status == STATUS_OK)
		status = name_row(history, HISTORY_TYPE, incident->type.text, &row);
	row.stamp[STAMP_RECEIVED] = first_contact(board, incident);
	row.stamp[STAMP_ENTERED] = incident->opened_at;
	row.stamp[STAMP_CLOSED] = incident->closed_at;
	uint32_t at = incident->first_assignment;
	if (status == STATUS_OK && !at)
		return history_add(history, &row);
	for (; status == STATUS_OK && at; at = board_assignments(board, at)->next_of_incident) {
		const struct assignment *own = board_assignments(board, at);
		struct history_row one = row;
		take_assignment(own, &one);
		status = name_row(history, HISTORY_UNIT, board_units(board, own->unit)->name.text, &one);
		if (status == STATUS_OK)
			status = history_add(history, &one);
	}
	return status;
}

enum status gather_record(const struct board *board, struct history *history, struct record_account *account)
{
	enum status status = STATUS_OK;
	for (uint32_t number = 1; board_calls(board, number); number++) {
		account->calls++;
		account->without_work += !board_calls(board, number)->incident;
	}
	for (uint32_t number = 1; status == STATUS_OK && board_incidents(board, number); number++) {
		const struct incident *incident = board_incidents(board, number);
		account->incidents++;
		account->joined += incident->calls > 1 ? incident->calls - 1 : 0;
		status = take_incident(board, number, history);
	}
	return status;
}

static bool settle_station(const struct station *station, struct city *city)
{
	struct city_place *place = &city->stations[city->station_count];
	bool good = (station->lat_e7 || station->lon_e7) && city->station_count < CITY_PLACES_MAX &&
	            city_ground(city, station->lon_e7 * 100LL, station->lat_e7 * 100LL, &place->at) &&
	            city_settle(city, place) && place->off_dmm <= GATHER_OFF_MAX_DMM;
	city->station_count += good;
	return good;
}

static bool write_can(const struct board *board, const struct unit *unit, char can[CITY_CAN_BYTES])
{
	size_t length = 0;
	can[0] = '\0';
	for (uint32_t number = 1; board_capabilities(board, number); number++) {
		const char *name = board_capabilities(board, number)->name.text;
		if (!(unit->capabilities & capability_bit(number)))
			continue;
		if (length + strlen(name) + 2 > CITY_CAN_BYTES)
			return false;
		length += (size_t)snprintf(can + length, CITY_CAN_BYTES - length, "%s%s", length ? "+" : "", name);
	}
	return true;
}

enum status gather_record_crews(const struct board *board, struct city *city, struct record_account *account)
{
	uint32_t stations = board->pool[POOL_stations].count, units = board->pool[POOL_units].count;
	uint32_t *index = calloc((size_t)stations + 1, sizeof *index); /* of each station of the board, from 1 */
	free(city->stations);
	free(city->units);
	city->station_count = city->unit_count = 0;
	city->stations = calloc((size_t)stations + 1, sizeof *city->stations);
	city->units = calloc((size_t)units + 1, sizeof *city->units);
	enum status status = index && city->stations && city->units ? STATUS_OK : STATUS_MEMORY;
	for (uint32_t i = 1; status == STATUS_OK && board_stations(board, i); i++)
		index[i] = settle_station(board_stations(board, i), city) ? city->station_count : 0;
	for (uint32_t i = 1; status == STATUS_OK && board_units(board, i); i++) {
		const struct unit *unit = board_units(board, i);
		struct city_unit *own = &city->units[city->unit_count];
		if (!index[unit->station]) {
			account->homeless++;
			continue;
		}
		own->station = index[unit->station] - 1;
		if (city->unit_count == CITY_UNITS_MAX || !write_can(board, unit, own->can))
			status = STATUS_LIMIT;
		city->unit_count++;
	}
	free(index);
	return status;
}
