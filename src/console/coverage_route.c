/* How well the free units cover the map, as a number and by squares of it; and who should cover from elsewhere. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "console/json.h"
#include "console/route.h"
#include "control/outlook.h"

static enum status put_figure(struct buffer *json, const struct coverage_figure *figure)
{
	return buffer_print(json,
	                    "\"total\":%" PRIu64 ",\"covered\":%" PRIu64 ",\"expected_millionths\":%" PRIu64
	                    ",\"mean_ms\":%" PRIu64 ",\"unreached\":%" PRIu64,
	                    figure->total, figure->covered, figure->expected_millionths, figure->mean_ms,
	                    figure->unreached);
}

/* What the squares weigh by: past calls of the plan, or junctions in their place. */
static enum status put_demand(const struct cover *cover, const struct plan *plan, struct buffer *json)
{
	enum status status = buffer_print(json, ",\"demand\":{\"by\":\"%s\",\"calls\":%" PRIu32 ",\"outside\":%" PRIu32,
	                                  cover->map.calls ? "calls" : "junctions", cover->map.calls, cover->outside);
	if (status == STATUS_OK && plan->demand_from[0])
		status = buffer_append_text(json, ",\"from\":");
	if (status == STATUS_OK && plan->demand_from[0])
		status = json_words(json, plan->demand_from);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static enum status write_coverage(const struct scene *scene, const struct outlook *outlook, struct buffer *json)
{
	const struct cover *cover = scene->cover;
	enum status status = buffer_print(json, "{\"target_s\":%" PRIu32 ",\"units\":%" PRIu32 ",",
	                                  scene->plan->plan.dispatch.target_s, outlook->units);
	if (status == STATUS_OK)
		status = put_figure(json, &outlook->figure);
	if (status == STATUS_OK)
		status = put_demand(cover, &scene->plan->plan, json);
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"cells\":[");
	for (uint32_t i = 0; status == STATUS_OK && i < cover->points; i++)
		status =
		    buffer_print(json,
		                 "%s{\"lat\":%.7f,\"lon\":%.7f,\"total\":%" PRIu64 ",\"covered\":%" PRIu64
		                 ",\"expected\":%" PRIu64 "}",
		                 i ? "," : "", cover->at[i].lat_e7 / 1e7, cover->at[i].lon_e7 / 1e7,
		                 outlook->cells[i].total, outlook->cells[i].covered, outlook->cells[i].expected >> 32);
	return status == STATUS_OK ? buffer_append_text(json, "]}") : status;
}

static enum status write_moves(const struct scene *scene, const struct outlook *outlook, struct buffer *json)
{
	enum status status = buffer_append_text(json, "{\"moves\":[");
	for (unsigned i = 0; status == STATUS_OK && i < outlook->moves; i++) {
		const struct outlook_move *move = &outlook->move[i];
		status = buffer_print(
		    json, "%s{\"unit\":%" PRIu32 ",\"station\":%" PRIu32 ",\"gain_millionths\":%" PRIu64 ",\"name\":",
		    i ? "," : "", move->unit, move->station, move->gain_millionths);
		if (status == STATUS_OK)
			status = json_words(json, board_units(scene->board, move->unit)->name.text);
		if (status == STATUS_OK)
			status = buffer_append_text(json, ",\"to\":");
		if (status == STATUS_OK)
			status = json_words(json, board_stations(scene->board, move->station)->name.text);
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
	}
	return status == STATUS_OK ? buffer_append_text(json, "]}") : status;
}

static void show(struct ask *ask, bool moves)
{
	const struct scene *scene = ask_control(ask) ? control_scene(ask_control(ask)) : NULL;
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	struct outlook outlook = { 0 };
	enum status status = scene ? outlook_make(scene, moves, &outlook) : STATUS_MISSING;
	if (status == STATUS_MISSING) {
		ask_refuse(ask, 404, "no_coverage", "", "a plan, a map and a station are needed for it");
		return;
	}
	if (status == STATUS_LIMIT) {
		ask_refuse(ask, 409, "too_many", "",
		           "coverage counts at most 65,534 units, and moves are looked for among at most 128 stations");
		return;
	}
	if (status == STATUS_OK)
		status = (moves ? write_moves : write_coverage)(scene, &outlook, &reply.body);
	outlook_close(&outlook);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

static void show_coverage(struct ask *ask)
{
	show(ask, false);
}

static void show_moves(struct ask *ask)
{
	show(ask, true);
}

extern const struct route coverage_routes[];
const struct route coverage_routes[] = {
	{ "GET", "/v1/coverage", ACCESS_READER, show_coverage, "how well the free units cover the map" },
	{ "GET", "/v1/move-ups", ACCESS_READER, show_moves, "who should cover from elsewhere, and what it gains" },
	{ 0 },
};
