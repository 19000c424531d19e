/* Units' positions as they are heard. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/tracker.h"

#include <stdlib.h>
#include <string.h>

struct device {
	char name[AVL_ID_BYTES];
	char unit[NAME_BYTES];
};

/* What is heard of one unit.  None of it is ever decided by: what decides is on record. */
struct heard {
	struct track track;
	struct fence fence;
	struct track_fix latest;
	struct instant refused; /* when a refusal was last put on record */
};

struct tracker {
	struct desk *desk;
	struct heard *unit; /* by number */
	uint32_t units;
	struct device *device; /* in the order of their names */
	uint32_t devices;
	struct road_node hospital[TRACKER_HOSPITALS_MAX];
	uint32_t hospitals;
	uint32_t stale_s;
};

const char *tracker_answer_name(enum tracker_answer answer)
{
	static const char *const names[TRACKER_ANSWERS] = {
#define ANSWER(NAME, JSON, WORDS) JSON,
		TRACKER_ANSWER_LIST(ANSWER)
#undef ANSWER
	};
	return names[answer];
}

enum status tracker_open(struct desk *desk, struct tracker **ret_tracker)
{
	struct tracker *tracker = calloc(1, sizeof *tracker);
	if (!tracker)
		return STATUS_MEMORY;
	tracker->desk = desk;
	tracker->stale_s = TRACK_STALE_S;
	*ret_tracker = tracker;
	return STATUS_OK;
}

void tracker_close(struct tracker *tracker)
{
	if (!tracker)
		return;
	free(tracker->unit);
	free(tracker->device);
	free(tracker);
}

/* Where a device's name stands, or would. */
static uint32_t device_at(const struct tracker *tracker, const char *name, bool *ret_found)
{
	uint32_t from = 0, to = tracker->devices;
	while (from < to) {
		uint32_t middle = (from + to) / 2;
		int order = strcmp(tracker->device[middle].name, name);
		if (order == 0) {
			*ret_found = true;
			return middle;
		}
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	*ret_found = false;
	return from;
}

enum status tracker_add_device(struct tracker *tracker, const char *device, const char *unit)
{
	struct device added = { 0 };
	bool found;
	uint32_t at = device_at(tracker, device, &found);
	if (found)
		return STATUS_MALFORMED;
	if (tracker->devices == TRACKER_DEVICES_MAX || strlen(device) >= sizeof added.name ||
	    strlen(unit) >= sizeof added.unit)
		return STATUS_LIMIT;
	struct device *grown = reallocarray(tracker->device, tracker->devices + 1u, sizeof *grown);
	if (!grown)
		return STATUS_MEMORY;
	tracker->device = grown;
	memcpy(added.name, device, strlen(device) + 1);
	memcpy(added.unit, unit, strlen(unit) + 1);
	memmove(grown + at + 1, grown + at, (tracker->devices++ - at) * sizeof *grown);
	grown[at] = added;
	return STATUS_OK;
}

enum status tracker_add_hospital(struct tracker *tracker, struct road_node place)
{
	if (tracker->hospitals == TRACKER_HOSPITALS_MAX)
		return STATUS_LIMIT;
	tracker->hospital[tracker->hospitals++] = place;
	return STATUS_OK;
}

void tracker_set_stale(struct tracker *tracker, uint32_t stale_s)
{
	tracker->stale_s = stale_s;
}

uint32_t tracker_stale_s(const struct tracker *tracker)
{
	return tracker->stale_s;
}

bool tracker_source(const struct tracker *tracker, const char *token, struct tracker_source *ret_source)
{
	const struct board *board = desk_board(tracker->desk);
	const struct secrets *secrets = desk_secrets(tracker->desk);
	struct tracker_source source = { .unit = secrets_unit(secrets, token), .agent = secrets_agent(secrets, token) };
	const struct agent *agent = board_agents(board, source.agent);
	if (!board_units(board, source.unit))
		source.unit = 0;
	if (!agent || !role_may(agent->role, RIGHT_FIELD))
		source.agent = 0;
	if (!source.unit && !source.agent)
		return false;
	*ret_source = source;
	return true;
}

/* The unit that a line names: by a device of the settings, or by its own name; 0 if it names none of them. */
static uint32_t unit_named(const struct tracker *tracker, const char *id)
{
	bool found;
	uint32_t at = device_at(tracker, id, &found);
	return board_unit_named(desk_board(tracker->desk), found ? tracker->device[at].unit : id);
}

static enum status grow(struct tracker *tracker, uint32_t unit)
{
	uint32_t room = desk_board(tracker->desk)->pool[POOL_units].room;
	if (unit < tracker->units)
		return STATUS_OK;
	struct heard *grown = reallocarray(tracker->unit, room, sizeof *grown);
	if (!grown)
		return STATUS_MEMORY;
	memset(grown + tracker->units, 0, (room - tracker->units) * sizeof *grown);
	tracker->unit = grown;
	tracker->units = room;
	return STATUS_OK;
}

/* After a start, and where others report it: the last position is the board's. */
static void learn_kept(const struct unit *unit, struct heard *heard)
{
	if (!instant_before(heard->track.kept.stamp, unit->seen_at))
		return;
	heard->track.kept.stamp = unit->seen_at;
	heard->track.kept.place = (struct road_node){ .lat_e7 = unit->lat_e7, .lon_e7 = unit->lon_e7 };
	heard->track.kept.uncertainty_m = unit->uncertainty_m;
}

static enum status ask(struct tracker *tracker, const struct command *command, struct tracker_heard *heard,
                       bool *ret_agreed)
{
	struct desk_answer answer;
	enum status status = desk_ask(tracker->desk, command, &answer);
	if (status != STATUS_OK)
		return status;
	heard->sequence = answer.sequence;
	*ret_agreed = answer.refusal == REFUSAL_NONE;
	return STATUS_OK;
}

static enum status report(struct tracker *tracker, const struct tracker_source *source, uint32_t unit,
                          const struct track_fix *fix, struct tracker_heard *heard, bool *ret_agreed)
{
	struct command command = { .kind = COMMAND_REPORT_POSITION,
		                   .asker = source->agent ? ASKER_AGENT : ASKER_CENTER,
		                   .actor = source->agent,
		                   .f = { .unit = unit,
		                          .lat_e7 = fix->place.lat_e7,
		                          .lon_e7 = fix->place.lon_e7,
		                          .uncertainty_m = fix->uncertainty_m,
		                          .stamp = fix->stamp.us,
		                          .source = SOURCE_DEVICE } };
	return ask(tracker, &command, heard, ret_agreed);
}

/* What the rules will refuse: on record once in a while, so that it is seen, and no more often. */
static enum status refuse(struct tracker *tracker, const struct tracker_source *source, const struct track_fix *fix,
                          struct heard *of, struct tracker_heard *heard)
{
	struct instant now = desk_now(tracker->desk);
	bool agreed;
	if (instant_known(of->refused) && instant_since(now, of->refused).us < TRACKER_REFUSED_EVERY_S * 1000000LL)
		return STATUS_OK;
	of->refused = now;
	return report(tracker, source, heard->unit, fix, heard, &agreed);
}

static enum status take(struct tracker *tracker, const struct tracker_source *source, const struct track_fix *fix,
                        struct heard *of, struct tracker_heard *heard)
{
	struct fence_finding finding = { 0 };
	bool found = fence_judge(desk_board(tracker->desk), heard->unit, fix, tracker->hospital, tracker->hospitals,
	                         &of->fence, &finding);
	bool agreed = false;
	heard->answer = TRACKER_THINNED;
	of->latest = *fix;
	if (!found && track_judge(&of->track, fix) == TRACK_THINNED)
		return STATUS_OK;
	/* What was inferred can be looked up only where the place that it is of is on record. */
	enum status status = report(tracker, source, heard->unit, fix, heard, &agreed);
	heard->answer = agreed ? TRACKER_TAKEN : TRACKER_REFUSED;
	if (status != STATUS_OK || !agreed)
		return status;
	track_keep(&of->track, fix);
	struct command infer = { .kind = COMMAND_INFER_STATUS,
		                 .asker = ASKER_CENTER,
		                 .f = { .unit = heard->unit,
		                        .assignment = finding.assignment,
		                        .status = (uint8_t)finding.status,
		                        .stamp = fix->stamp.us } };
	return found ? ask(tracker, &infer, heard, &agreed) : STATUS_OK;
}

enum status tracker_hear(struct tracker *tracker, const struct tracker_source *source, const struct avl_fix *given,
                         struct tracker_heard *ret_heard)
{
	struct instant now = desk_now(tracker->desk);
	struct tracker_heard heard = { .unit = given->id[0] ? unit_named(tracker, given->id) : source->unit };
	struct track_fix fix = { .stamp = { avl_stamp(given, now) },
		                 .place = { .lat_e7 = given->lat_e7, .lon_e7 = given->lon_e7 },
		                 .uncertainty_m = given->uncertainty_m,
		                 .speed_cm_s = given->speed_cm_s };
	/* A device that calls itself otherwise than anybody does is still the one whose token it has. */
	heard.unit = heard.unit ? heard.unit : source->unit;
	const struct unit *unit = board_units(desk_board(tracker->desk), heard.unit);
	enum status status = unit ? grow(tracker, heard.unit) : STATUS_OK;
	if (status != STATUS_OK)
		return status;
	if (!unit) {
		heard.answer = TRACKER_UNKNOWN_UNIT;
	} else if (source->unit && source->unit != heard.unit) {
		heard.answer = TRACKER_NOT_YOURS;
	} else {
		struct heard *of = &tracker->unit[heard.unit];
		learn_kept(unit, of);
		bool late = instant_before(fix.stamp, unit->seen_at), null = !given->lat_e7 && !given->lon_e7;
		heard.answer = late ? TRACKER_LATE : TRACKER_REFUSED;
		if (late || null || instant_before(now, fix.stamp) || fix.stamp.us < INSTANT_MIN_US)
			status = refuse(tracker, source, &fix, of, &heard);
		else if (instant_before(fix.stamp, of->latest.stamp))
			heard.answer = TRACKER_THINNED; /* it overtook another on its way */
		else
			status = take(tracker, source, &fix, of, &heard);
	}
	*ret_heard = heard;
	return status;
}

bool tracker_latest(const struct tracker *tracker, uint32_t unit, struct track_fix *ret_fix)
{
	if (unit >= tracker->units || !instant_known(tracker->unit[unit].latest.stamp))
		return false;
	*ret_fix = tracker->unit[unit].latest;
	return true;
}
