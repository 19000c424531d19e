/* The rules for large incidents: what belongs together, major ones, roles, areas; and other agencies that ask us. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/large.h"
#include "core/rules.h"

/* A circle about half a city; larger is an area, and looked at. */
#define RADIUS_MAX_M 20000u

static bool reasoned(struct decision *decision)
{
	return rules_has_text(decision, TEXT_REASON) || rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
}

static bool both_known(struct decision *decision)
{
	const struct fields *f = &decision->command->f;
	if (!board_incidents(decision->board, f->incident))
		return rules_refuse(decision, REFUSAL_UNKNOWN_INCIDENT, FIELD_incident);
	if (!board_incidents(decision->board, f->about))
		return rules_refuse(decision, REFUSAL_UNKNOWN_INCIDENT, FIELD_about);
	return f->incident != f->about || rules_refuse(decision, REFUSAL_RELATION_WRONG, FIELD_about);
}

static bool has_room(const struct board *board, uint32_t incident)
{
	unsigned count = 0;
	uint32_t at = board_incidents(board, incident)->first_relation;
	for (; at; at = board_relations(board, at)->next)
		count++;
	return count < RELATIONS_MAX;
}

/* Whether a child may be put under a parent: it has none yet, and the parent is not under it. */
static bool fits_under(const struct board *board, uint32_t child, uint32_t parent)
{
	if (relation_parent(board, child))
		return false;
	while (parent && parent != child)
		parent = relation_parent(board, parent);
	return !parent;
}

/* Also of what is closed: that they belong together may come out late. */
void decide_RELATE(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	if (!both_known(decision))
		return;
	uint32_t one = f->incident, other = (uint32_t)f->about, node = relation_between(board, one, other);
	unsigned kind = f->type.text[0] ? vocabulary_value(VOCABULARY_RELATION, f->type.text) : RELATION_PEER;
	bool wrong = (kind == RELATION_PARENT && !fits_under(board, one, other)) ||
	             (kind == RELATION_CHILD && !fits_under(board, other, one));
	if (!kind)
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_type);
	else if (node && board_relations(board, node)->kind != RELATION_NONE)
		(void)rules_refuse(decision, REFUSAL_RELATED, FIELD_about);
	else if (wrong)
		(void)rules_refuse(decision, REFUSAL_RELATION_WRONG, FIELD_about);
	else if (!node && (!has_room(board, one) || !has_room(board, other)))
		(void)rules_refuse(decision, REFUSAL_TOO_MANY, FIELD_about);
	if (decision->refusal != REFUSAL_NONE)
		return;
	struct fields there = { .incident = one, .about = other }, back = { .incident = other, .about = one };
	const char *names[] = { vocabulary_name(VOCABULARY_RELATION, kind),
		                vocabulary_name(VOCABULARY_RELATION, relation_turned(kind)) };
	(void)fields_set_name(&there, FIELD_type, names[0], strlen(names[0]));
	(void)fields_set_name(&back, FIELD_type, names[1], strlen(names[1]));
	rules_emit(decision, EVENT_INCIDENT_RELATED, &there);
	rules_emit(decision, EVENT_INCIDENT_RELATED, &back);
}

void decide_UNRELATE(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!both_known(decision) || !reasoned(decision))
		return;
	uint32_t node = relation_between(decision->board, f->incident, (uint32_t)f->about);
	if (!node || board_relations(decision->board, node)->kind == RELATION_NONE) {
		(void)rules_refuse(decision, REFUSAL_NOT_RELATED, FIELD_about);
		return;
	}
	EMIT(decision, INCIDENT_UNRELATED, .incident = f->incident, .about = f->about);
	EMIT(decision, INCIDENT_UNRELATED, .incident = (uint32_t)f->about, .about = f->incident);
}

void decide_DECLARE_MAJOR(struct decision *decision, const struct command *command)
{
	uint32_t number = command->f.incident;
	if (!rules_open_incident(decision, number) || !reasoned(decision))
		return;
	if (board_incidents(decision->board, number)->major)
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_incident);
	else
		EMIT(decision, MAJOR_DECLARED, .incident = number, .agent = command->actor);
}

void decide_STAND_DOWN(struct decision *decision, const struct command *command)
{
	uint32_t number = command->f.incident;
	if (!rules_open_incident(decision, number) || !reasoned(decision))
		return;
	if (!board_incidents(decision->board, number)->major)
		(void)rules_refuse(decision, REFUSAL_NOT_MAJOR, FIELD_incident);
	else
		EMIT(decision, MAJOR_STOOD_DOWN, .incident = number, .agent = command->actor);
}

static bool named(struct decision *decision)
{
	return decision->command->f.name.text[0] || rules_refuse(decision, REFUSAL_NAME_MISSING, FIELD_name);
}

void decide_GIVE_ROLE(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	if (!rules_open_incident(decision, f->incident) || !named(decision))
		return;
	unsigned count = 0;
	for (uint32_t at = board_incidents(board, f->incident)->first_post; at; at = board_posts(board, at)->next)
		count++;
	bool person = rules_has_text(decision, TEXT_WORDS);
	if ((f->agent != 0) + (f->unit != 0) + person != 1)
		(void)rules_refuse(decision, REFUSAL_HOLDER_MISSING, FIELD_agent);
	else if (f->agent && !board_agents(board, f->agent))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_AGENT, FIELD_agent);
	else if (f->unit && !board_units(board, f->unit))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_UNIT, FIELD_unit);
	else if (count >= POSTS_MAX && !post_named(board, f->incident, f->name.text))
		(void)rules_refuse(decision, REFUSAL_TOO_MANY, FIELD_name);
	else
		EMIT(decision, ROLE_GIVEN, .incident = f->incident, .name = f->name, .agent = f->agent,
		     .unit = f->unit);
}

void decide_END_ROLE(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	if (!board_incidents(board, f->incident)) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_INCIDENT, FIELD_incident);
		return;
	}
	uint32_t post = post_named(board, f->incident, f->name.text);
	if (!post || !board_posts(board, post)->open)
		(void)rules_refuse(decision, REFUSAL_ROLE_FREE, FIELD_name);
	else
		EMIT(decision, ROLE_ENDED, .incident = f->incident, .name = f->name);
}

void decide_DRAW_AREA(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	if (!rules_open_incident(decision, f->incident) || !named(decision) || !rules_on_earth(decision))
		return;
	unsigned next = 1;
	while (area_of_row(board, f->incident, next))
		next++;
	unsigned row = f->row ? f->row : next;
	bool circle = (f->lat_e7 || f->lon_e7) && f->radius_m;
	if (circle == rules_has_text(decision, TEXT_AREA)) /* one of the two */
		(void)rules_refuse(decision, REFUSAL_AREA_MISSING, FIELD_radius_m);
	else if (f->radius_m > RADIUS_MAX_M)
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_radius_m);
	else if (row > next)
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_row);
	else if (row > AREAS_MAX)
		(void)rules_refuse(decision, REFUSAL_TOO_MANY, FIELD_row);
	else
		EMIT(decision, AREA_DRAWN, .incident = f->incident, .row = (uint8_t)row, .name = f->name,
		     .lat_e7 = circle ? f->lat_e7 : 0, .lon_e7 = circle ? f->lon_e7 : 0,
		     .radius_m = circle ? f->radius_m : 0);
}

void decide_LIFT_AREA(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	if (!board_incidents(board, f->incident)) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_INCIDENT, FIELD_incident);
		return;
	}
	uint32_t area = area_of_row(board, f->incident, f->row);
	if (!area || !board_areas(board, area)->open)
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_row);
	else if (reasoned(decision))
		EMIT(decision, AREA_LIFTED, .incident = f->incident, .row = f->row);
}

/* A call like any other, and beside what every call is owed, the agency is owed a yes or a no. */
void decide_ASK_HELP(struct decision *decision, const struct command *command)
{
	uint32_t call = rules_place(decision, command);
	EMIT(decision, HELP_ASKED, .call = call);
	(void)rules_owe(decision, (struct subject){ .call = call }, OBLIGATION_ANSWER_AGENCY, (struct owing){ 0 });
}

/* The yes may become a no, and the other way round: each is on record, and the agency reads the last. */
static bool help_changes(struct decision *decision, enum help to)
{
	const struct call *call;
	if (!rules_open_call(decision, &call))
		return false;
	if (call->help == HELP_NONE)
		return rules_refuse(decision, REFUSAL_HELP_NOT_ASKED, FIELD_call);
	return call->help != to || rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_call);
}

void decide_ACCEPT_HELP(struct decision *decision, const struct command *command)
{
	if (!help_changes(decision, HELP_ACCEPTED))
		return;
	EMIT(decision, HELP_ACCEPTED, .call = command->f.call, .agent = command->actor);
	(void)rules_meet_kind(decision, (struct subject){ .call = command->f.call }, OBLIGATION_ANSWER_AGENCY,
	                      ENDING_DONE);
}

void decide_REFUSE_HELP(struct decision *decision, const struct command *command)
{
	if (!help_changes(decision, HELP_REFUSED) || !reasoned(decision))
		return;
	EMIT(decision, HELP_REFUSED, .call = command->f.call, .agent = command->actor);
	(void)rules_meet_kind(decision, (struct subject){ .call = command->f.call }, OBLIGATION_ANSWER_AGENCY,
	                      ENDING_DECLINED);
}
