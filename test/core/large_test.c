/* Long and large incidents: relations, major ones, roles, areas, hazards and lookouts that do not vanish. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"
#include "core/large.h"

#define TEXT_OF(KIND) .text[TEXT_##KIND] = { (const uint8_t *)"text", 4 }
#define DAY_S (24 * 3600)

static enum relation_kind relation(const struct center_test *c, uint32_t one, uint32_t other)
{
	uint32_t node = relation_between(c->board, one, other);
	return node ? board_relations(c->board, node)->kind : RELATION_NONE;
}

static void incidents_belong_together(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t one = center_incident(&c), two = center_incident(&c), three = center_incident(&c);
	CHECK(ASK(&c, RELATE, TAKER, .f.incident = one, .f.about = 9) == REFUSAL_UNKNOWN_INCIDENT);
	CHECK(ASK(&c, RELATE, TAKER, .f.incident = 9, .f.about = one) == REFUSAL_UNKNOWN_INCIDENT);
	CHECK(ASK(&c, RELATE, TAKER, .f.incident = one, .f.about = one) == REFUSAL_RELATION_WRONG);
	CHECK(ASK(&c, RELATE, TAKER, .f.incident = one, .f.about = two, .f.type = { "twin" }) == REFUSAL_VALUE_WRONG);
	CHECK(ASK(&c, RELATE, CREW, .f.incident = one, .f.about = two) == REFUSAL_NO_RIGHT);
	CHECK(ASK(&c, RELATE, TAKER, .f.incident = one, .f.about = two) == REFUSAL_NONE);
	CHECK(relation(&c, one, two) == RELATION_PEER && relation(&c, two, one) == RELATION_PEER);
	/* Each has it in its own timeline, and each stays open for itself. */
	CHECK(board_incidents(c.board, one)->last_sequence == board_incidents(c.board, two)->last_sequence);
	CHECK(ASK(&c, RELATE, TAKER, .f.incident = two, .f.about = one, .f.type = { "parent" }) == REFUSAL_RELATED);
	CHECK(ASK(&c, UNRELATE, TAKER, .f.incident = two, .f.about = one) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, UNRELATE, TAKER, .f.incident = two, .f.about = three, REASON) == REFUSAL_NOT_RELATED);
	CHECK(ASK(&c, UNRELATE, TAKER, .f.incident = two, .f.about = one, REASON) == REFUSAL_NONE);
	CHECK(relation(&c, one, two) == RELATION_NONE && relation(&c, two, one) == RELATION_NONE);
	CHECK(ASK(&c, UNRELATE, TAKER, .f.incident = one, .f.about = two, REASON) == REFUSAL_NOT_RELATED);
	/* A part of one alone, and no ring of parts. */
	CHECK(ASK(&c, RELATE, TAKER, .f.incident = two, .f.about = one, .f.type = { "parent" }) == REFUSAL_NONE);
	CHECK(relation(&c, one, two) == RELATION_CHILD && relation_parent(c.board, two) == one);
	CHECK(ASK(&c, RELATE, TAKER, .f.incident = two, .f.about = three, .f.type = { "parent" }) ==
	      REFUSAL_RELATION_WRONG);
	CHECK(ASK(&c, RELATE, TAKER, .f.incident = two, .f.about = three, .f.type = { "child" }) == REFUSAL_NONE);
	CHECK(relation_parent(c.board, three) == two);
	CHECK(ASK(&c, RELATE, TAKER, .f.incident = one, .f.about = three, .f.type = { "parent" }) ==
	      REFUSAL_RELATION_WRONG);
	CHECK(board_incidents(c.board, one)->open && board_incidents(c.board, two)->calls == 1);
	CHECK_NUMBER(c.board->pool[POOL_relations].count, 5);
	center_close(&c);
}

/* The most that one incident has to do with. */
static void relations_are_bounded(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t one = center_incident(&c), call = 1;
	for (uint32_t i = 0; i <= RELATIONS_MAX; i++) {
		struct command open = { .kind = COMMAND_PLACE_CALL };
		CHECK(decide(&c.decision, c.board, &open, c.now) == STATUS_OK);
		open =
		    (struct command){ .kind = COMMAND_ANSWER, .asker = ASKER_AGENT, .actor = TAKER, .f.call = ++call };
		CHECK(decide(&c.decision, c.board, &open, c.now) == STATUS_OK);
		open = (struct command){ .kind = COMMAND_CLASSIFY,
			                 .asker = ASKER_AGENT,
			                 .actor = TAKER,
			                 .f = { .call = call, .type = { "fire" }, .priority = 2 } };
		CHECK(decide(&c.decision, c.board, &open, c.now) == STATUS_OK);
		open = (struct command){ .kind = COMMAND_RELATE,
			                 .asker = ASKER_AGENT,
			                 .actor = TAKER,
			                 .f = { .incident = one, .about = i + 2 } };
		CHECK(decide(&c.decision, c.board, &open, c.now) == STATUS_OK);
		CHECK(c.decision.refusal == (i < RELATIONS_MAX ? REFUSAL_NONE : REFUSAL_TOO_MANY));
	}
	const char *fault;
	uint32_t number;
	CHECK(board_sound(c.board, &fault, &number));
	center_close(&c);
}

static void major_ones_are_stood_down(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, STAND_DOWN, SUPERVISOR, .f.incident = incident, REASON) == REFUSAL_NOT_MAJOR);
	CHECK(ASK(&c, DECLARE_MAJOR, TAKER, .f.incident = incident, REASON) == REFUSAL_NO_RIGHT);
	CHECK(ASK(&c, DECLARE_MAJOR, DISPATCHER, .f.incident = incident) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, DECLARE_MAJOR, DISPATCHER, .f.incident = 9, REASON) == REFUSAL_UNKNOWN_INCIDENT);
	CHECK(ASK(&c, DECLARE_MAJOR, DISPATCHER, .f.incident = incident, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, DECLARE_MAJOR, DISPATCHER, .f.incident = incident, REASON) == REFUSAL_STATE_SAME);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.need = 0, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_ADVISED, REASON) ==
	      REFUSAL_MAJOR);
	CHECK(board_incidents(c.board, incident)->open);
	CHECK(ASK(&c, STAND_DOWN, DISPATCHER, .f.incident = incident, REASON) == REFUSAL_NO_RIGHT);
	CHECK(ASK(&c, STAND_DOWN, SUPERVISOR, .f.incident = incident) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, STAND_DOWN, SUPERVISOR, .f.incident = incident, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_ADVISED, REASON) ==
	      REFUSAL_NONE);
	CHECK(ASK(&c, DECLARE_MAJOR, DISPATCHER, .f.incident = incident, REASON) == REFUSAL_INCIDENT_CLOSED);
	center_close(&c);
}

static void roles_have_one_holder(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, GIVE_ROLE, DISPATCHER, .f.incident = incident, .f.agent = OFFICER) == REFUSAL_NAME_MISSING);
#define ROLE_OF .f.incident = incident, .f.name = { "incident commander" }
	CHECK(ASK(&c, GIVE_ROLE, DISPATCHER, ROLE_OF) == REFUSAL_HOLDER_MISSING);
	CHECK(ASK(&c, GIVE_ROLE, DISPATCHER, ROLE_OF, .f.agent = 1, .f.unit = 1) == REFUSAL_HOLDER_MISSING);
	CHECK(ASK(&c, GIVE_ROLE, DISPATCHER, ROLE_OF, .f.agent = 99) == REFUSAL_UNKNOWN_AGENT);
	CHECK(ASK(&c, GIVE_ROLE, DISPATCHER, ROLE_OF, .f.unit = 99) == REFUSAL_UNKNOWN_UNIT);
	CHECK(ASK(&c, END_ROLE, DISPATCHER, ROLE_OF) == REFUSAL_ROLE_FREE);
	CHECK(ASK(&c, GIVE_ROLE, DISPATCHER, ROLE_OF, SAID) == REFUSAL_NONE);
	CHECK(ASK(&c, GIVE_ROLE, DISPATCHER, ROLE_OF, .f.unit = ENGINE) == REFUSAL_NONE);
	uint32_t post = post_named(c.board, incident, "incident commander");
	CHECK(board_posts(c.board, post)->unit == ENGINE && board_posts(c.board, post)->open);
	CHECK_NUMBER(c.board->pool[POOL_posts].count, 2);
	CHECK(ASK(&c, END_ROLE, DISPATCHER, ROLE_OF) == REFUSAL_NONE);
	CHECK(ASK(&c, END_ROLE, DISPATCHER, ROLE_OF) == REFUSAL_ROLE_FREE);
	CHECK(ASK(&c, END_ROLE, DISPATCHER, .f.incident = 9) == REFUSAL_UNKNOWN_INCIDENT);
	for (unsigned i = 1; i < POSTS_MAX; i++) {
		struct command give = { .kind = COMMAND_GIVE_ROLE,
			                .asker = ASKER_AGENT,
			                .actor = DISPATCHER,
			                .f = { .incident = incident, .agent = OFFICER } };
		(void)snprintf(give.f.name.text, NAME_BYTES, "sector %u", i);
		CHECK(center_ask(&c, &give) == REFUSAL_NONE);
	}
	CHECK(ASK(&c, GIVE_ROLE, DISPATCHER, .f.incident = incident, .f.name = { "more" }, SAID) == REFUSAL_TOO_MANY);
	CHECK(ASK(&c, GIVE_ROLE, DISPATCHER, ROLE_OF, .f.agent = OFFICER) == REFUSAL_NONE);
	center_close(&c);
}

static void areas_are_drawn(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
#define AREA_OF .f.incident = incident, .f.name = { "inner cordon" }
#define ROUND .f.lat_e7 = 450000000, .f.lon_e7 = -1220000000, .f.radius_m = 50
	CHECK(ASK(&c, DRAW_AREA, DISPATCHER, .f.incident = incident, ROUND) == REFUSAL_NAME_MISSING);
	CHECK(ASK(&c, DRAW_AREA, DISPATCHER, AREA_OF) == REFUSAL_AREA_MISSING);
	CHECK(ASK(&c, DRAW_AREA, DISPATCHER, AREA_OF, ROUND, TEXT_OF(AREA)) == REFUSAL_AREA_MISSING);
	CHECK(ASK(&c, DRAW_AREA, DISPATCHER, AREA_OF, .f.lat_e7 = 1, .f.radius_m = 20001) == REFUSAL_VALUE_WRONG);
	CHECK(ASK(&c, DRAW_AREA, DISPATCHER, AREA_OF, ROUND, .f.row = 2) == REFUSAL_VALUE_WRONG);
	CHECK(ASK(&c, DRAW_AREA, DISPATCHER, AREA_OF, ROUND) == REFUSAL_NONE);
	CHECK(ASK(&c, DRAW_AREA, DISPATCHER, AREA_OF, TEXT_OF(AREA), .f.row = 1) == REFUSAL_NONE);
	CHECK_NUMBER(c.board->pool[POOL_areas].count, 2);
	CHECK(board_areas(c.board, 1)->radius_m == 0 &&
	      board_areas(c.board, 1)->sequence == board_center(c.board)->sequence);
	CHECK(ASK(&c, LIFT_AREA, DISPATCHER, .f.incident = incident, .f.row = 2, REASON) == REFUSAL_STATE_SAME);
	CHECK(ASK(&c, LIFT_AREA, DISPATCHER, .f.incident = incident, .f.row = 1) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, LIFT_AREA, DISPATCHER, .f.incident = incident, .f.row = 1, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, LIFT_AREA, DISPATCHER, .f.incident = incident, .f.row = 1, REASON) == REFUSAL_STATE_SAME);
	CHECK(ASK(&c, LIFT_AREA, DISPATCHER, .f.incident = 9, .f.row = 1, REASON) == REFUSAL_UNKNOWN_INCIDENT);
	for (unsigned row = 2; row <= AREAS_MAX; row++)
		CHECK(ASK(&c, DRAW_AREA, DISPATCHER, AREA_OF, ROUND) == REFUSAL_NONE);
	CHECK(ASK(&c, DRAW_AREA, DISPATCHER, AREA_OF, ROUND) == REFUSAL_TOO_MANY);
	center_close(&c);
}

/* The notice's debt of a kind; 0 if there is none. */
static uint64_t notice_owed(const struct center_test *c, uint32_t number, enum obligation_kind kind)
{
	uint32_t slot = board_notices(c->board, number)->first_obligation;
	for (; slot; slot = board_obligations(c->board, slot)->next)
		if (board_obligations(c->board, slot)->kind == kind)
			return board_handle(c->board, slot);
	return 0;
}

static void hazards_do_not_vanish(void)
{
	struct center_test c;
	center_open(&c);
	CHECK(ASK(&c, ADD_HAZARD, TAKER, ROUND) == REFUSAL_WORDS_MISSING);
	CHECK(ASK(&c, ADD_HAZARD, TAKER, SAID) == REFUSAL_PLACE_MISSING);
	CHECK(ASK(&c, ADD_HAZARD, TAKER, SAID, .f.lat_e7 = 1, .f.radius_m = 5001) == REFUSAL_VALUE_WRONG);
	CHECK(ASK(&c, ADD_HAZARD, TAKER, SAID, ROUND, .f.span_s = 366 * DAY_S + 1) == REFUSAL_NOTICE_SPAN_WRONG);
	CHECK(ASK(&c, ADD_HAZARD, 0, SAID, ROUND) == REFUSAL_NO_RIGHT);
	CHECK(ASK(&c, ADD_HAZARD, TAKER, SAID, ROUND, .f.span_s = 366 * DAY_S) == REFUSAL_NONE);
	CHECK(ASK(&c, ADD_HAZARD, TAKER, SAID, TEXT_OF(PLACE), .f.span_s = 60) == REFUSAL_NONE);
	CHECK(board_notices(c.board, 1)->agent == TAKER && board_notices(c.board, 1)->radius_m == 50);
	uint64_t owed = notice_owed(&c, 2, OBLIGATION_REVIEW_HAZARD);
	center_wait(&c, 61);
	CHECK_NUMBER(center_pass(&c), 1);
	CHECK(board_notices(c.board, 2)->open && board_obligation(c.board, owed)->raised == 1);
	center_wait(&c, 60 * DAY_S);
	CHECK(center_pass(&c) > 0 && board_obligation(c.board, owed)->raised > 1);
	CHECK(ASK(&c, TAKE, DISPATCHER, .f.obligation = owed) == REFUSAL_NONE);
	CHECK(ASK(&c, RENEW_NOTICE, TAKER, .f.notice = 2, .f.span_s = 60) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, RENEW_NOTICE, TAKER, .f.notice = 9, REASON) == REFUSAL_UNKNOWN_NOTICE);
	CHECK(ASK(&c, RENEW_NOTICE, TAKER, .f.notice = 2, .f.span_s = 60, REASON) == REFUSAL_NONE);
	CHECK(!board_obligation(c.board, owed) && notice_owed(&c, 2, OBLIGATION_REVIEW_HAZARD));
	CHECK(board_notices(c.board, 2)->until.us == c.now.us + 60000000);
	CHECK(ASK(&c, RETIRE_HAZARD, TAKER, .f.notice = 2) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, CANCEL_BOLO, TAKER, .f.notice = 2, REASON) == REFUSAL_UNKNOWN_NOTICE);
	CHECK(ASK(&c, RETIRE_HAZARD, TAKER, .f.notice = 2, REASON) == REFUSAL_NONE);
	CHECK(!notice_owed(&c, 2, OBLIGATION_REVIEW_HAZARD) && !board_notices(c.board, 2)->open);
	CHECK(ASK(&c, RETIRE_HAZARD, TAKER, .f.notice = 2, REASON) == REFUSAL_NOTICE_OVER);
	CHECK_NUMBER(board_center(c.board)->first_open_notice, 1);
	center_close(&c);
}

static void lookouts_remind(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, ISSUE_BOLO, TAKER, .f.incident = incident) == REFUSAL_WORDS_MISSING);
	CHECK(ASK(&c, ISSUE_BOLO, TAKER, SAID, .f.incident = 9) == REFUSAL_UNKNOWN_INCIDENT);
	CHECK(ASK(&c, ISSUE_BOLO, TAKER, SAID, .f.span_s = 30 * DAY_S + 1) == REFUSAL_NOTICE_SPAN_WRONG);
	CHECK(ASK(&c, ISSUE_BOLO, TAKER, SAID, .f.incident = incident) == REFUSAL_NONE);
	CHECK(ASK(&c, ISSUE_BOLO, TAKER, SAID, .f.span_s = 5) == REFUSAL_NONE);
	uint64_t first = notice_owed(&c, 1, OBLIGATION_REVIEW_BOLO), owed = notice_owed(&c, 2, OBLIGATION_REVIEW_BOLO);
	CHECK(board_obligation(c.board, first)->due.us == c.now.us + 12 * 3600 * INT64_C(1000000));
	center_wait(&c, 6);
	CHECK(center_pass(&c) > 0 && board_obligation(c.board, owed)->raised == 1);
	/* More time, which a second person looks at; the look is not the lookout's end. */
	CHECK(ASK(&c, EXTEND, SUPERVISOR, .f.obligation = owed, .f.span_s = 3600, REASON) == REFUSAL_NONE);
	uint64_t review = notice_owed(&c, 2, OBLIGATION_REVIEW);
	CHECK(ASK(&c, REVIEW, SECOND, .f.obligation = review, .f.verdict = VERDICT_REOPEN, REASON) == REFUSAL_NONE);
	CHECK(board_notices(c.board, 2)->open);
	CHECK(ASK(&c, HAND_OVER, DISPATCHER, .f.obligation = owed, .f.agent = TAKER) == REFUSAL_NONE);
	CHECK(ASK(&c, ACCEPT, TAKER, .f.obligation = notice_owed(&c, 2, OBLIGATION_HAND_OVER)) == REFUSAL_NONE);
	CHECK_NUMBER(board_obligation(c.board, owed)->owner, TAKER);
	CHECK(ASK(&c, SIGN_OUT, TAKER) == REFUSAL_STILL_OWES);
	CHECK(ASK(&c, CANCEL_BOLO, TAKER, .f.notice = 2, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, CANCEL_BOLO, TAKER, .f.notice = 1, REASON) == REFUSAL_NONE);
	CHECK(!board_center(c.board)->first_open_notice);
	CHECK(ASK(&c, RENEW_NOTICE, TAKER, .f.notice = 1, REASON) == REFUSAL_NOTICE_OVER);
	center_close(&c);
}

int main(void)
{
	incidents_belong_together();
	relations_are_bounded();
	major_ones_are_stood_down();
	roles_have_one_holder();
	areas_are_drawn();
	hazards_do_not_vanish();
	lookouts_remind();
	return check_done();
}
