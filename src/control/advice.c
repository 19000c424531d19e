/* Asks dispatch for a proposal, and writes what came of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "control/advice.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "control/aid.h"
#include "control/card.h"
#include "control/speeds.h"
#include "core/need.h"
#include "dispatch/explain.h"
#include "wire/json_text.h"

/* Coverage counts the units at a point in 16 bits (dispatch/coverage.c); beyond, it is not looked at. */
#define COVERED_UNITS_MAX UINT16_MAX
/* A record begins with its moment. */
#define RECORD_HEAD "{\"at\":\""

/* The request's rows, and what they are on the board. */
struct wanted {
	struct card_rows card;
	struct requirement need[NEED_ROWS_MAX + 1];
	const struct requirement *rows[NEED_ROWS_MAX + 1];
	uint8_t row[NEED_ROWS_MAX + 1]; /* on the board; 0: none in particular */
	unsigned count, units;
	struct resolution told; /* the resolution, with the request's rows in place of the plan's */
};

static struct requirement of_person(const struct need *need)
{
	struct requirement made = { .capabilities = need->capabilities, .crew = need->crew, .mode = need->mode };
	for (unsigned bit = 0; bit < 64 && made.substitutes < PLAN_SUBSTITUTES_MAX; bit++)
		if (need->substitutes >> bit & 1)
			made.substitute[made.substitutes++].capabilities = (uint64_t)1 << bit;
	for (unsigned i = 0; i < NEED_STAND_INS_MAX && need->stand_in[i]; i++)
		if (made.substitutes < PLAN_SUBSTITUTES_MAX)
			made.substitute[made.substitutes++].capabilities = need->stand_in[i];
	return made;
}

/* Units that were there and have left fill a place each, the first that they fit. */
static void take_served(const struct board *board, const struct incident *incident, const struct need *const *needs,
                        unsigned *left, unsigned rows, unsigned *any)
{
	for (uint32_t at = incident->first_assignment; at; at = board_assignments(board, at)->next_of_incident) {
		const struct assignment *own = board_assignments(board, at);
		if (own->active || !assignment_arrived(own))
			continue;
		*any -= *any > 0;
		for (unsigned i = 0; i < rows; i++)
			if (left[i] && need_fits(needs[i], own->capabilities, own->crew)) {
				left[i]--;
				break;
			}
	}
}

/* A row of the request; where the plan has no word for it, its explanation has no card. */
static void add_row(struct wanted *wanted, struct requirement need, unsigned count, unsigned row,
                    const struct card_row *from)
{
	/* One answer has room for so many; what is beyond is recommended when some of these are on it. */
	if (count > PLAN_SLOTS_MAX - wanted->units)
		count = PLAN_SLOTS_MAX - wanted->units;
	if (!count)
		return;
	unsigned at = wanted->count++;
	wanted->units += count;
	wanted->need[at] = need;
	wanted->need[at].count = (uint16_t)count;
	wanted->rows[at] = &wanted->need[at];
	wanted->row[at] = (uint8_t)row;
	if (from && wanted->told.rows == at)
		wanted->told.row[wanted->told.rows++] =
		    (struct resolved_row){ &wanted->need[at], from->card, from->alarm };
}

static void want(const struct scene *scene, uint32_t number, struct instant at, struct wanted *wanted)
{
	const struct board *board = scene->board;
	const struct incident *incident = board_incidents(board, number);
	const struct need *needs[NEED_ROWS_MAX];
	unsigned left[NEED_ROWS_MAX], rows = 0, any = incident->need;
	for (uint32_t row = incident->first_need; row; row = board_needs(board, row)->next_of_incident) {
		needs[rows] = board_needs(board, row);
		left[rows] = needs[rows]->count;
		rows++;
	}
	*wanted = (struct wanted){ 0 };
	card_open(scene, number, at, &wanted->card);
	wanted->told = wanted->card.resolution;
	wanted->told.rows = 0;
	take_served(board, incident, needs, left, rows, &any);
	for (unsigned i = 0; i < rows; i++) {
		const struct card_row *from = card_row_of(&wanted->card, needs[i]);
		any -= left[i] < any ? left[i] : any;
		if (left[i])
			add_row(wanted, from ? from->need : of_person(needs[i]), left[i], needs[i]->row, from);
	}
	/* Units in all, of whatever kind, beyond what the rows ask for. */
	if (any)
		add_row(wanted, (struct requirement){ .mode = MODE_LIGHTS },
		        any < NEED_COUNT_MAX ? any : NEED_COUNT_MAX, 0, NULL);
}

static uint64_t mix(uint64_t digest, uint64_t value)
{
	digest = (digest ^ value) * UINT64_C(0x9E3779B97F4A7C15);
	return digest ^ digest >> 29;
}

uint64_t advice_standing(const struct board *board, uint32_t incident)
{
	const struct incident *of = board_incidents(board, incident);
	uint64_t digest = 1;
	if (!of->recommended)
		return 0;
	for (uint32_t at = of->first_pick; at; at = board_picks(board, at)->next)
		digest = mix(mix(digest, board_picks(board, at)->unit), board_picks(board, at)->row);
	return digest;
}

static enum why why_of(const struct scene *scene, const struct recommendation *of, const struct choice *pick,
                       const struct candidate *candidate)
{
	if (board_units(scene->board, candidate->unit)->neighbour)
		return WHY_MUTUAL_AID;
	if (pick->substitute)
		return WHY_SUBSTITUTE;
	return of->rule->needs_loss ? WHY_COVERAGE : WHY_CLOSEST;
}

/* Whoever is on it already is not recommended for it. */
static enum status write_rows(const struct scene *scene, const struct wanted *wanted, const struct recommendation *of,
                              struct advice *advice)
{
	enum status status = STATUS_OK;
	unsigned count = 0;
	advice->picks = 1;
	for (unsigned i = 0; status == STATUS_OK && i < of->pick_count && count < PICKS_MAX; i++) {
		const struct choice *pick = &of->picks[i];
		const struct candidate *candidate = &advice->candidates[pick->candidate];
		uint64_t eta_s = pick->arrival_ms == PROPOSE_UNKNOWN ? 0 : (pick->arrival_ms + 999) / 1000;
		if (pick->assigned)
			continue;
		unsigned row = wanted->row[pick->row];
		advice->picks = mix(mix(advice->picks, candidate->unit), row);
		status =
		    buffer_print(&advice->rows, "%s%" PRIu32 " %u %" PRIu64 " %s", count++ ? ";" : "", candidate->unit,
		                 row, eta_s, vocabulary_name(VOCABULARY_WHY, why_of(scene, of, pick, candidate)));
	}
	return status;
}

/* Rows of the plan's speeds that hold; nothing where none does. */
static enum status write_speeds(const struct scene *scene, struct buffer *record, struct buffer *words)
{
	const struct plan *plan = &scene->plan->plan;
	enum status status = STATUS_OK;
	unsigned count = 0;
	for (uint32_t row = 1; row < plan->speeds.count && status == STATUS_OK; row++) {
		const char *name = plan_speed(plan, row)->name;
		if (!scene->streets->slow[row])
			continue;
		status = buffer_append_text(record, count++ ? "," : ",\"speeds\":[");
		if (status == STATUS_OK)
			status = json_text_write(record, bytes_of_text(name));
		if (status == STATUS_OK)
			status = buffer_print(words, "roads are slower now: %s\n", name);
	}
	return status == STATUS_OK && count ? buffer_append_text(record, "]") : status;
}

/* The body of the command that asks the plan's agencies, if there are any to be asked. */
static enum status write_help(uint32_t incident, const struct aid *aid, struct advice *advice)
{
	enum status status = STATUS_OK;
	advice->help = 0;
	if (!aid->rows.length)
		return STATUS_OK;
	advice->help = 1;
	for (size_t i = 0; i < aid->rows.length; i++)
		advice->help = mix(advice->help, aid->rows.at[i]);
	for (size_t i = 0; i < aid->lack.length; i++)
		advice->help = mix(advice->help, aid->lack.at[i]);
	status = buffer_print(&advice->record, ",\"help\":{\"incident\":%" PRIu32 ",\"rows\":", incident);
	if (status == STATUS_OK)
		status = json_text_write(&advice->record, buffer_bytes(&aid->rows));
	if (status == STATUS_OK)
		status = buffer_append_text(&advice->record, ",\"words\":");
	if (status == STATUS_OK)
		status = json_text_write(&advice->record, buffer_bytes(&aid->lack));
	return status == STATUS_OK ? buffer_append_text(&advice->record, "}") : status;
}

static enum status write_record(const struct scene *scene, uint32_t incident, struct instant at,
                                const struct explained *explained, struct advice *advice)
{
	char moment[INSTANT_TEXT_BYTES];
	struct buffer words = { .cap = TEXT_MAX_BYTES }, *record = &advice->record;
	struct aid aid = { 0 };
	const struct aid_question asked = { explained->request, explained->recommendation,
		                            explained->resolution->agencies, incident, explained->question->placed };
	instant_write(at, moment);
	enum status status = buffer_print(record, RECORD_HEAD "%s\",\"explanation\":", moment);
	if (status == STATUS_OK)
		status = explain_json(explained, record);
	if (status == STATUS_OK)
		status = aid_find(scene, &asked, &aid);
	if (status == STATUS_OK)
		status = write_help(incident, &aid, advice);
	if (status == STATUS_OK)
		status = buffer_print(
		    record, ",\"incident\":%" PRIu32 ",\"map\":\"%016" PRIx64 "\",\"plan\":\"%016" PRIx64 "\"",
		    incident, scene->map_hash, scene->plan->hash);
	if (status == STATUS_OK)
		status = write_speeds(scene, record, &words);
	if (status == STATUS_OK)
		status = explain_words(explained, &words);
	if (status == STATUS_OK)
		status = buffer_append(&words, buffer_bytes(&aid.words));
	if (status == STATUS_OK)
		status = buffer_append_text(record, ",\"words\":");
	if (status == STATUS_OK)
		status = json_text_write(record, buffer_bytes(&words));
	if (status == STATUS_OK)
		status = buffer_append_text(record, "}");
	aid_close(&aid);
	buffer_close(&words);
	return status;
}

static enum status propose(const struct scene *scene, uint32_t incident, struct instant at, struct wanted *wanted,
                           struct advice *advice)
{
	const struct plan view = scene_view(scene);
	struct recommendation made = { 0 };
	uint32_t units = scene->board->pool[POOL_units].count - 1;
	const struct request request = { .settings = &view.dispatch,
		                         .rows = wanted->rows,
		                         .row_count = wanted->count,
		                         .candidates = advice->candidates,
		                         .count = units,
		                         .coverage = units < COVERED_UNITS_MAX ? cover_map(scene->cover) : NULL,
		                         .ticks_per_s = streets_ticks_per_s(scene->streets),
		                         .priority = wanted->card.question.priority };
	enum status status = propose_units(&request, &made);
	if (status != STATUS_OK)
		return status;
	const struct explained explained = { &view, &wanted->card.question, &wanted->told, &request, &made };
	status = write_rows(scene, wanted, &made, advice);
	if (status == STATUS_OK)
		status = write_record(scene, incident, at, &explained, advice);
	propose_close(&made);
	return status;
}

enum status advice_make(const struct scene *scene, uint32_t incident, struct instant at, struct advice *advice)
{
	uint32_t units = scene->board->pool[POOL_units].count;
	if (units > advice->room) {
		struct candidate *candidates = reallocarray(advice->candidates, units, sizeof *candidates);
		if (!candidates)
			return STATUS_MEMORY;
		advice->candidates = candidates;
		advice->room = units;
	}
	struct wanted *wanted = malloc(sizeof *wanted);
	if (!wanted)
		return STATUS_MEMORY;
	buffer_clear(&advice->rows);
	buffer_clear(&advice->record);
	enum status status = speeds_set(scene->streets, scene->plan, at);
	if (status == STATUS_OK)
		status = cover_renew(scene->cover, scene->board, scene->streets, &scene->plan->plan, scene->plan->hash);
	if (status == STATUS_OK) {
		want(scene, incident, at, wanted);
		scene_candidates(scene, incident, at, advice->candidates);
		status = propose(scene, incident, at, wanted, advice);
	}
	free(wanted);
	return status;
}

void advice_close(struct advice *advice)
{
	buffer_close(&advice->rows);
	buffer_close(&advice->record);
	free(advice->candidates);
	*advice = (struct advice){ 0 };
}

bool advice_moment(struct bytes record, struct instant *ret_at)
{
	char moment[INSTANT_TEXT_BYTES];
	size_t head = strlen(RECORD_HEAD);
	const uint8_t *end = record.length > head ? memchr(record.at + head, '"', record.length - head) : NULL;
	size_t length = end ? (size_t)(end - record.at) - head : 0;
	if (!length || length >= sizeof moment || memcmp(record.at, RECORD_HEAD, head) != 0)
		return false;
	memcpy(moment, record.at + head, length);
	moment[length] = '\0';
	return instant_read(moment, ret_at);
}
