/* Large incidents: what belongs together, who has which role, which areas there are; what their events do to the board. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/large.h"

#include <assert.h>
#include <string.h>

#include "core/apply.h"

uint32_t relation_between(const struct board *board, uint32_t incident, uint32_t other)
{
	uint32_t at = board_incidents(board, incident)->first_relation;
	while (at && board_relations(board, at)->other != other)
		at = board_relations(board, at)->next;
	return at;
}

enum relation_kind relation_turned(enum relation_kind kind)
{
	if (kind == RELATION_PARENT)
		return RELATION_CHILD;
	return kind == RELATION_CHILD ? RELATION_PARENT : kind;
}

uint32_t relation_parent(const struct board *board, uint32_t incident)
{
	uint32_t at = board_incidents(board, incident)->first_relation;
	while (at && board_relations(board, at)->kind != RELATION_PARENT)
		at = board_relations(board, at)->next;
	return at ? board_relations(board, at)->other : 0;
}

void incident_related(struct board *board, const struct fields *f)
{
	uint32_t other = (uint32_t)f->about, number = relation_between(board, f->incident, other);
	struct incident *incident = board_change_incidents(board, f->incident);
	if (!number) {
		number = board_add(board, POOL_relations);
		*board_change_relations(board, number) =
		    (struct relation){ .incident = f->incident, .other = other, .next = incident->first_relation };
		incident->first_relation = number;
	}
	board_change_relations(board, number)->kind = (uint8_t)vocabulary_value(VOCABULARY_RELATION, f->type.text);
}

void incident_unrelated(struct board *board, const struct fields *f)
{
	uint32_t number = relation_between(board, f->incident, (uint32_t)f->about);
	board_change_relations(board, number)->kind = RELATION_NONE;
}

void major_declared(struct board *board, const struct fields *f)
{
	board_change_incidents(board, f->incident)->major = 1;
}

void major_stood_down(struct board *board, const struct fields *f)
{
	board_change_incidents(board, f->incident)->major = 0;
}

uint32_t post_named(const struct board *board, uint32_t incident, const char *name)
{
	uint32_t at = board_incidents(board, incident)->first_post;
	while (at && strcmp(board_posts(board, at)->name.text, name) != 0)
		at = board_posts(board, at)->next;
	return at;
}

/* A role has one holder; who had it before is in the ledger. */
void role_given(struct board *board, const struct fields *f)
{
	uint32_t number = post_named(board, f->incident, f->name.text);
	struct incident *incident = board_change_incidents(board, f->incident);
	if (!number) {
		number = board_add(board, POOL_posts);
		*board_change_posts(board, number) = (struct post){ .name = f->name, .next = incident->first_post };
		incident->first_post = number;
	}
	struct post *post = board_change_posts(board, number);
	post->sequence = board_center(board)->sequence;
	post->agent = f->agent;
	post->unit = f->unit;
	post->open = 1;
}

void role_ended(struct board *board, const struct fields *f)
{
	board_change_posts(board, post_named(board, f->incident, f->name.text))->open = 0;
}

uint32_t area_of_row(const struct board *board, uint32_t incident, unsigned row)
{
	uint32_t at = board_incidents(board, incident)->first_area;
	while (at && board_areas(board, at)->row != row)
		at = board_areas(board, at)->next;
	return at;
}

void area_drawn(struct board *board, const struct fields *f)
{
	uint32_t number = area_of_row(board, f->incident, f->row);
	struct incident *incident = board_change_incidents(board, f->incident);
	if (!number) {
		number = board_add(board, POOL_areas);
		*board_change_areas(board, number) = (struct incident_area){ .next = incident->first_area };
		incident->first_area = number;
	}
	struct incident_area *area = board_change_areas(board, number);
	area->name = f->name;
	area->sequence = board_center(board)->sequence;
	area->radius_m = f->radius_m;
	area->lat_e7 = f->lat_e7;
	area->lon_e7 = f->lon_e7;
	area->row = f->row;
	area->open = 1;
}

void area_lifted(struct board *board, const struct fields *f)
{
	board_change_areas(board, area_of_row(board, f->incident, f->row))->open = 0;
}

void help_asked(struct board *board, const struct fields *f)
{
	board_change_calls(board, f->call)->help = HELP_ASKED;
}

void help_accepted(struct board *board, const struct fields *f)
{
	board_change_calls(board, f->call)->help = HELP_ACCEPTED;
}

void help_refused(struct board *board, const struct fields *f)
{
	board_change_calls(board, f->call)->help = HELP_REFUSED;
}
