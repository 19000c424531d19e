/* A city's calls from a history: when and where from its rows, and what it does not say by rules that are told. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "history/itinerary.h"
#include "whatif/gather.h"
#include "whatif/jemss_table.h"

#define PLACE_DIGITS 9
#define PLACE_MAX_E9 (360 * 1000000000LL)

struct word_place {
	int64_t x_e9, y_e9;
	bool known;
};

struct gatherer {
	const struct history *history;
	const struct gather_rules *rules;
	struct city *city;
	struct gather_account *account;
	struct word_place *words; /* by their numbers in the history's names */
	struct itinerary itinerary;
	uint16_t *there; /* of each call: units that arrived */
	int64_t from_us;
};

/* The number of a word in the history's names; 0: no row has it. */
static uint32_t word_number(const struct history *history, struct bytes word)
{
	for (uint32_t i = 1; i <= history->names.count; i++)
		if (bytes_same(bytes_of_text(names_word(&history->names, i)), word))
			return i;
	return 0;
}

static enum status read_places(struct gatherer *gatherer, struct jemss_fault *ret_fault)
{
	static const char *const wanted[] = { "word", "x", "y", NULL };
	struct jemss_table table;
	if (!gatherer->rules->places.length)
		return STATUS_OK;
	enum status status = jemss_table_open(gatherer->rules->places, "places", wanted, &table);
	while (status == STATUS_OK && jemss_table_next(&table)) {
		struct word_place place = { .known = true };
		if (!jemss_table_number(&table, 1, PLACE_DIGITS, -PLACE_MAX_E9, PLACE_MAX_E9, "x is no place",
		                        &place.x_e9) ||
		    !jemss_table_number(&table, 2, PLACE_DIGITS, -PLACE_MAX_E9, PLACE_MAX_E9, "y is no place",
		                        &place.y_e9))
			status = STATUS_MALFORMED;
		else
			gatherer->words[word_number(gatherer->history, jemss_table_cell(&table, 0))] = place;
	}
	if (status == STATUS_MALFORMED)
		*ret_fault = (struct jemss_fault){ .line = table.lines.line, .what = table.what };
	gatherer->words[0].known = false;
	return status;
}

static bool has_point(const struct history_row *row)
{
	return row->lat_e7 || row->lon_e7;
}

/* Where the call is: by the first of its rows that has a point, else by its words. */
static bool find_place(const struct gatherer *gatherer, const struct history_row *row, struct word_place *ret_place)
{
	if (has_point(row)) {
		*ret_place = (struct word_place){ row->lon_e7 * 100LL, row->lat_e7 * 100LL, true };
		return true;
	}
	const struct word_place *place = &gatherer->words[row->word[HISTORY_PLACE]];
	if (!place->known)
		place = &gatherer->words[row->word[HISTORY_AREA]];
	if (!place->known)
		return false;
	gatherer->account->by_word++;
	*ret_place = *place;
	return true;
}

static int64_t ticks_between(const struct gatherer *gatherer, struct instant from, struct instant to)
{
	return (to.us - from.us) / 1000 * gatherer->city->network.ticks_per_s / 1000;
}

/* A length of time that both moments tell, not below zero and at most a day; else what is assumed, and counted. */
static int64_t length_of(const struct gatherer *gatherer, struct instant from, struct instant to, uint32_t assumed_s,
                         uint64_t *count)
{
	struct span span = instant_since(to, from);
	if (instant_known(from) && instant_known(to) && span.us >= 0 && span.us <= CITY_DAY_S * 1000000LL)
		return ticks_between(gatherer, from, to);
	++*count;
	return (int64_t)assumed_s * gatherer->city->network.ticks_per_s;
}

static void take_call(struct gatherer *gatherer, const struct call_of_rows *rows)
{
	const struct history_row *row = &gatherer->history->row[rows->first_row];
	const struct instant *stamp = rows->stamp;
	struct gather_account *account = gatherer->account;
	struct city *city = gatherer->city;
	struct city_call call = { .priority = row->priority ? row->priority : 1 };
	const char *type = names_word(&gatherer->history->names, row->word[HISTORY_TYPE]);
	memcpy(call.type.text, type, strnlen(type, NAME_BYTES - 1));
	struct word_place place;
	account->calls++;
	if (!find_place(gatherer, row, &place)) {
		account->without_place++;
		return;
	}
	if (!city_ground(city, place.x_e9, place.y_e9, &call.place.at) || !city_settle(city, &call.place) ||
	    call.place.off_dmm > GATHER_OFF_MAX_DMM) {
		account->far++;
		return;
	}
	struct instant left = stamp[STAMP_TRANSPORTING];
	uint64_t ignored = 0;
	call.transport =
	    gatherer->rules->transports && (instant_known(left) || instant_known(stamp[STAMP_AT_HOSPITAL]));
	account->without_priority += !row->priority;
	call.sent = gatherer->there[rows - gatherer->itinerary.call];
	call.arrival = ticks_between(gatherer, (struct instant){ gatherer->from_us }, stamp[STAMP_RECEIVED]);
	call.dispatch_delay = length_of(gatherer, stamp[STAMP_RECEIVED], stamp[STAMP_ENTERED], gatherer->rules->delay_s,
	                                &account->assumed_delay);
	call.on_scene = length_of(gatherer, stamp[STAMP_ON_SCENE], call.transport ? left : stamp[STAMP_CLEAR],
	                          gatherer->rules->on_scene_s, &account->assumed_scene);
	if (call.transport)
		call.handover = length_of(gatherer, stamp[STAMP_AT_HOSPITAL], stamp[STAMP_CLEAR],
		                          gatherer->rules->on_scene_s, &ignored);
	city->calls[city->call_count++] = call;
}

static void count_units(struct gatherer *gatherer)
{
	for (uint32_t i = 0; i < gatherer->history->rows; i++) {
		const struct instant *stamp = gatherer->history->row[i].stamp;
		uint16_t *there = &gatherer->there[gatherer->itinerary.row_call[i]];
		if (*there < UINT16_MAX &&
		    (instant_known(stamp[STAMP_ON_SCENE]) || instant_known(stamp[STAMP_TRANSPORTING]) ||
		     instant_known(stamp[STAMP_AT_HOSPITAL])))
			++*there;
	}
}

static int by_arrival(const void *a, const void *b)
{
	const struct city_call *one = a, *other = b;
	if (one->arrival != other->arrival)
		return one->arrival < other->arrival ? -1 : 1;
	if (one->place.at.x_dmm != other->place.at.x_dmm)
		return one->place.at.x_dmm < other->place.at.x_dmm ? -1 : 1;
	if (one->place.at.y_dmm != other->place.at.y_dmm)
		return one->place.at.y_dmm < other->place.at.y_dmm ? -1 : 1;
	if (one->priority != other->priority)
		return one->priority - other->priority;
	return (one->on_scene > other->on_scene) - (one->on_scene < other->on_scene);
}

enum status gather_calls(const struct history *history, const struct gather_rules *rules, struct city *city,
                         struct gather_account *ret_account, struct jemss_fault *ret_fault)
{
	struct gather_account account = { 0 };
	struct gatherer gatherer = {
		.history = history, .rules = rules, .city = city, .account = &account, .from_us = INT64_MAX
	};
	enum status status = history->rows ? itinerary_plan(&gatherer.itinerary, history) : STATUS_OK;
	const struct itinerary *itinerary = &gatherer.itinerary;
	free(city->calls);
	city->call_count = 0;
	city->calls = calloc((size_t)itinerary->calls + 1, sizeof *city->calls);
	gatherer.words = calloc((size_t)history->names.count + 1, sizeof *gatherer.words);
	gatherer.there = calloc((size_t)itinerary->calls + 1, sizeof *gatherer.there);
	if (status == STATUS_OK && (!city->calls || !gatherer.words || !gatherer.there))
		status = STATUS_MEMORY;
	if (status == STATUS_OK)
		count_units(&gatherer);
	if (status == STATUS_OK)
		status = read_places(&gatherer, ret_fault);
	for (uint32_t i = 0; status == STATUS_OK && i < itinerary->calls; i++)
		if (itinerary->call[i].stamp[STAMP_RECEIVED].us < gatherer.from_us)
			gatherer.from_us = itinerary->call[i].stamp[STAMP_RECEIVED].us;
	for (uint32_t i = 0; status == STATUS_OK && i < itinerary->calls; i++)
		take_call(&gatherer, &itinerary->call[i]);
	if (status == STATUS_OK) {
		qsort(city->calls, city->call_count, sizeof *city->calls, by_arrival);
		account.from = (struct instant){ gatherer.from_us };
		*ret_account = account;
	}
	itinerary_close(&gatherer.itinerary);
	free(gatherer.words);
	free(gatherer.there);
	return status;
}
