/* One case: the city as it would be, and its run. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history/source.h"
#include "roads/line.h"
#include "whatif/case_inside.h"
#include "whatif/jemss.h"

static enum status fail(struct case_result *result, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static enum status fail(struct case_result *result, enum status status, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(result->fault, sizeof result->fault, format, arguments);
	va_end(arguments);
	return status;
}

static bool is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

/* Reads one table into the result's city. */
static enum status take_file(struct case_result *result, enum jemss_file file, const char *path)
{
	struct jemss_texts texts = { 0 };
	struct jemss_fault fault = { 0 };
	enum status status = source_read(path, &texts.text[file]);
	if (status == STATUS_OK && !texts.text[file].length)
		status = STATUS_MISSING;
	if (status != STATUS_OK) {
		jemss_texts_close(&texts);
		return fail(result, status, "%s: %s", path, status_text(status));
	}
	status = jemss_crews(&texts, &result->city, &fault);
	jemss_texts_close(&texts);
	if (status == STATUS_MALFORMED)
		return fail(result, status, "%s:%" PRIu64 ": %s", path, fault.line, fault.what);
	return status;
}

/* So many units, one after another over the stations. */
static enum status spread_units(struct case_result *result, const char *text)
{
	struct city *city = &result->city;
	int64_t count;
	if (!road_line_number(bytes_of_text(text), 0, CITY_UNITS_MAX, &count))
		return fail(result, STATUS_MALFORMED, "units=%s: there are at most %u", text, CITY_UNITS_MAX);
	free(city->units);
	city->units = calloc((size_t)count + 1, sizeof *city->units);
	city->unit_count = 0;
	if (!city->units)
		return STATUS_MEMORY;
	for (int64_t i = 0; i < count && city->station_count; i++)
		city->units[city->unit_count++].station = (uint32_t)(i % city->station_count);
	return STATUS_OK;
}

/* Goes through numbers parted by commas, each from 1 to `most`; marks or adds. */
static enum status each_number(struct case_result *result, const char *text, uint32_t most, const char *what,
                               void (*take)(struct city *city, uint32_t number))
{
	struct bytes rest = bytes_of_text(text), cell;
	int64_t number;
	while (road_line_cell(&rest, &cell)) {
		if (!road_line_number(cell, 1, most, &number) || result->city.unit_count >= CITY_UNITS_MAX)
			return fail(result, STATUS_MALFORMED, "%s=%s: numbers are from 1 to %u", what, text, most);
		take(&result->city, (uint32_t)number);
	}
	return STATUS_OK;
}

static void add_unit(struct city *city, uint32_t station)
{
	city->units[city->unit_count++] = (struct city_unit){ .station = station - 1 };
}

static void take_unit_away(struct city *city, uint32_t unit)
{
	city->units[unit - 1].station = ROAD_NONE;
}

static enum status change_units(struct case_result *result, const struct whatif_case *it)
{
	struct city *city = &result->city;
	uint32_t kept = 0;
	struct city_unit *more = realloc(city->units, (CITY_UNITS_MAX + 1) * sizeof *more);
	if (!more)
		return STATUS_MEMORY;
	city->units = more;
	enum status status = each_number(result, it->without, city->unit_count, "without", take_unit_away);
	if (status == STATUS_OK)
		status = each_number(result, it->extra, city->station_count, "extra", add_unit);
	for (uint32_t i = 0; status == STATUS_OK && i < city->unit_count; i++)
		if (city->units[i].station != ROAD_NONE)
			city->units[kept++] = city->units[i];
	if (status == STATUS_OK)
		city->unit_count = kept;
	for (uint32_t i = 0; status == STATUS_OK && i < kept; i++)
		if (city->units[i].station >= city->station_count)
			status = fail(result, STATUS_MALFORMED, "a unit stands at station %u, which is not there",
			              city->units[i].station + 1);
	return status;
}

/* All modes so much quicker or slower. */
static enum status change_speeds(struct case_result *result, uint32_t permille)
{
	struct city *city = &result->city;
	for (uint32_t i = 0; permille != 1000 && i < city->mode_count; i++) {
		struct city_mode *mode = &city->mode[i];
		const uint32_t *before = mode->weights;
		uint32_t *weights = malloc(((size_t)city->network.arc_count + 1) * sizeof *weights);
		mode->weights = weights;
		memset(&mode->metric, 0, sizeof mode->metric);
		if (!weights) {
			city->mode_count = i;
			return STATUS_MEMORY;
		}
		for (uint32_t arc = 0; arc < city->network.arc_count; arc++) {
			uint64_t time = ((uint64_t)before[arc] * 1000 + permille / 2) / permille;
			weights[arc] = before[arc] >= ROAD_NEVER ? ROAD_NEVER
			               : time >= ROAD_NEVER      ? ROAD_NEVER - 1
			               : time                    ? (uint32_t)time
			                                         : 1;
		}
		mode->off_dmm_per_day = mode->off_dmm_per_day * permille / 1000 + 1;
		enum status status = road_metric_open(&city->hierarchy, weights, &mode->metric);
		if (status != STATUS_OK) {
			city->mode_count = i + 1;
			return status;
		}
	}
	return STATUS_OK;
}

static void *copied(const void *items, uint32_t count, size_t bytes)
{
	void *copy = calloc((size_t)count + 1, bytes);
	if (copy && count)
		memcpy(copy, items, count * bytes);
	return copy;
}

/* A city that shares roads and calls with the one that was read, and owns the rest. */
static enum status make_city(const struct city *city, const struct whatif_case *it, struct case_result *result)
{
	struct city *own = &result->city;
	*own = *city;
	own->stations = copied(city->stations, city->station_count, sizeof *own->stations);
	own->hospitals = copied(city->hospitals, city->hospital_count, sizeof *own->hospitals);
	own->units = copied(city->units, city->unit_count, sizeof *own->units);
	enum status status = own->stations && own->hospitals && own->units ? STATUS_OK : STATUS_MEMORY;
	if (status == STATUS_OK && it->stations[0])
		status = take_file(result, JEMSS_STATIONS, it->stations);
	if (status == STATUS_OK && it->hospitals[0])
		status = take_file(result, JEMSS_HOSPITALS, it->hospitals);
	if (status == STATUS_OK && is_number(it->units))
		status = spread_units(result, it->units);
	else if (status == STATUS_OK && it->units[0])
		status = take_file(result, JEMSS_AMBULANCES, it->units);
	if (status == STATUS_OK)
		status = change_units(result, it);
	for (unsigned i = 1; i <= PRIORITY_MAX; i++) {
		if (it->target_s || !own->target[i])
			own->target[i] =
			    (int64_t)(it->target_s ? it->target_s : CASE_TARGET_S) * own->network.ticks_per_s;
		for (unsigned k = 1; it->redispatch != REDISPATCH_AS_CITY && k <= PRIORITY_MAX; k++)
			own->redispatch[i][k] = it->redispatch == REDISPATCH_YES && k == 1 && i > 1;
	}
	return status == STATUS_OK ? change_speeds(result, it->speed_permille) : status;
}

/* What of a case is needed only while it runs. */
struct deck {
	struct plan cards;
	bool open;
	uint64_t *can;
	uint64_t carries;
};

static enum status deck_read(struct case_result *result, const char *path, struct deck *deck)
{
	struct buffer text = { 0 };
	struct problems problems = { 0 }, warnings = { 0 };
	enum status status = source_read(path, &text);
	if (status != STATUS_OK) {
		buffer_close(&text);
		return fail(result, status, "%s: %s", path, status_text(status));
	}
	status = run_card_read(buffer_bytes(&text), path, &problems, &warnings, &deck->cards);
	deck->open = status == STATUS_OK;
	if (status == STATUS_MALFORMED && problems.text.length)
		status = fail(result, status, "%.*s", (int)problems.text.length - 1, (const char *)problems.text.at);
	buffer_close(&problems.text);
	buffer_close(&warnings.text);
	buffer_close(&text);
	return status;
}

/* Names joined by '+' in the plan's bits; false if it has no such name. */
static bool mask_of(const struct plan *plan, const char *names, uint64_t *ret_mask)
{
	uint64_t mask = 0;
	while (*names) {
		char name[CITY_CAN_BYTES];
		size_t length = strcspn(names, "+");
		if (length >= sizeof name)
			return false;
		memcpy(name, names, length);
		name[length] = '\0';
		uint64_t bit = run_card_capability(plan, name);
		if (!bit)
			return false;
		mask |= bit;
		names += length + (names[length] == '+');
	}
	*ret_mask = mask;
	return true;
}

/* The cards, and what units can by their names. */
static enum status deck_open(const struct whatif_case *it, struct case_result *result, struct deck *deck)
{
	const struct city *city = &result->city;
	if (!it->cards[0] || strcmp(it->cards, CASE_CARDS_SENT) == 0)
		return it->carries[0] ? fail(result, STATUS_MALFORMED, "carries is by the cards, and there are none")
		                      : STATUS_OK;
	enum status status = deck_read(result, it->cards, deck);
	if (status == STATUS_OK && !(deck->can = calloc((size_t)city->unit_count + 1, sizeof *deck->can)))
		status = STATUS_MEMORY;
	if (status == STATUS_OK && !mask_of(&deck->cards, it->carries, &deck->carries))
		status = fail(result, STATUS_MALFORMED, "carries=%s: the cards have no such capability", it->carries);
	for (uint32_t i = 0; status == STATUS_OK && i < city->unit_count; i++)
		if (!mask_of(&deck->cards, city->units[i].can, &deck->can[i]))
			status = fail(result, STATUS_MALFORMED, "unit %u can %s: the cards have no such capability",
			              i + 1, city->units[i].can);
	return status;
}

static void deck_close(struct deck *deck)
{
	if (deck->open)
		run_card_close(&deck->cards);
	free(deck->can);
}

static enum status run_plan(const struct cases *cases, struct simulator_plan *plan, const struct whatif_case *it,
                            struct case_result *result)
{
	const struct city *city = &result->city;
	plan->modes = city->mode;
	plan->stations = city->stations;
	plan->units = city->units;
	plan->station_count = city->station_count;
	plan->unit_count = city->unit_count;
	plan->target = city->target[1];
	for (unsigned i = 0; i <= PRIORITY_MAX; i++)
		plan->rule[i] = (uint8_t)it->rule;
	/* The gravest calls get the closest unit whatever the rule: what is kept is kept for them. */
	plan->rule[1] = 0;
	enum status status = simulator_run(plan, &result->run);
	return status == STATUS_OK ? measure_make(city, city->unit_count, &result->run, cases->peer, &result->measure)
	                           : status;
}

void case_run(const struct cases *cases, unsigned number, const struct simulator_demand *demand,
              void (*progress)(void *context, uint32_t calls), void *context)
{
	const struct whatif_case *it = &cases->cases[number];
	struct case_result *result = &cases->results[number];
	struct deck deck = { 0 };
	enum status status = make_city(cases->city, it, result);
	if (status == STATUS_OK)
		status = deck_open(it, result, &deck);
	struct simulator_plan plan = { .city = &result->city,
		                       .turn_out_s = it->turn_out_s,
		                       .cards = deck.open ? &deck.cards : NULL,
		                       .as_sent = strcmp(it->cards, CASE_CARDS_SENT) == 0,
		                       .can = deck.can,
		                       .carries = deck.carries,
		                       .move_s = it->move_s,
		                       .demand = demand,
		                       .progress = progress,
		                       .context = context };
	if (status == STATUS_OK)
		status = run_plan(cases, &plan, it, result);
	deck_close(&deck);
	if (status != STATUS_OK && !result->fault[0])
		(void)fail(result, status, "%s", status_text(status));
	/* What is told of the roads afterwards is told of the city that was read. */
	case_speeds_close(cases->city, result);
	result->status = status;
}

void case_speeds_close(const struct city *city, struct case_result *result)
{
	for (uint32_t i = 0; i < result->city.mode_count; i++)
		if (result->city.mode[i].weights != city->mode[i].weights) {
			road_metric_close(&result->city.mode[i].metric);
			free(result->city.mode[i].weights);
			result->city.mode[i] = city->mode[i];
		}
}

void case_result_close(struct case_result *result)
{
	free(result->city.stations);
	free(result->city.hospitals);
	free(result->city.units);
	simulation_close(&result->run);
	*result = (struct case_result){ 0 };
}
