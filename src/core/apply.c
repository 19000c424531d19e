/* Folds one event into the board.  It cannot fail: room was reserved, and what is wrong is our bug. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/apply.h"

#include <assert.h>

static void priority_set(struct board *board, const struct fields *f)
{
	if (f->call) {
		struct call *call = board_change_calls(board, f->call);
		call->priority = f->priority;
		call->first_priority = call->first_priority ? call->first_priority : f->priority;
		return;
	}
	board_change_incidents(board, f->incident)->priority = f->priority;
}

static void place_set(struct board *board, const struct fields *f)
{
	if (f->call) {
		struct call *call = board_change_calls(board, f->call);
		call->lat_e7 = f->lat_e7;
		call->lon_e7 = f->lon_e7;
		call->uncertainty_m = f->uncertainty_m;
		call->fixed = call->referred;
		return;
	}
	struct incident *incident = board_change_incidents(board, f->incident);
	incident->lat_e7 = f->lat_e7;
	incident->lon_e7 = f->lon_e7;
	incident->uncertainty_m = f->uncertainty_m;
}

static void disposed(struct board *board, const struct fields *f)
{
	if (f->call) {
		struct call *call = board_change_calls(board, f->call);
		call->disposition = f->disposition;
		call->first_disposition = call->first_disposition ? call->first_disposition : f->disposition;
		return;
	}
	struct incident *incident = board_change_incidents(board, f->incident);
	incident->disposition = f->disposition;
	incident->first_disposition = incident->first_disposition ? incident->first_disposition : f->disposition;
}

static void reopened(struct board *board, const struct fields *f)
{
	if (f->call)
		call_reopened(board, f);
	else
		incident_reopened(board, f);
}

static void started(struct board *board, const struct fields *f)
{
	(void)f;
	board_change_center(board)->started = 1;
}

static void test_called(struct board *board, const struct fields *f)
{
	(void)f;
	board_change_center(board)->tests++;
}

static void flooded(struct board *board, const struct fields *f)
{
	board_change_center(board)->flooded = f->count;
}

/* Said and kept, with no effect on what is owed. */
static void nothing(struct board *board, const struct fields *f)
{
	(void)board;
	(void)f;
}

static void (*const effect[EVENT_COUNT])(struct board *board, const struct fields *f) = {
	[EVENT_STARTED] = started,
	[EVENT_RECOVERED] = nothing,
	[EVENT_CLOCK_STEPPED] = nothing,
	[EVENT_QUEUE_ADDED] = queue_added,
	[EVENT_POSITION_ADDED] = position_added,
	[EVENT_AGENT_ADDED] = agent_added,
	[EVENT_UNIT_ADDED] = unit_added,
	[EVENT_NEIGHBOUR_ADDED] = neighbour_added,
	[EVENT_RUNG_SET] = rung_set,
	[EVENT_SIGNED_IN] = agent_signed_in,
	[EVENT_SIGNED_OUT] = agent_signed_out,
	[EVENT_AGENT_STATE] = agent_state,
	[EVENT_CALL_PLACED] = call_placed,
	[EVENT_CALL_MALFORMED] = call_malformed,
	[EVENT_TEXT_ADDED] = nothing,
	[EVENT_CALLER_LEFT] = call_left,
	[EVENT_CALL_ANSWERED] = call_answered,
	[EVENT_CALL_RELEASED] = call_released,
	[EVENT_CALL_BACK_TRIED] = call_back_tried,
	[EVENT_INCIDENT_OPENED] = incident_opened,
	[EVENT_CALL_LINKED] = call_linked,
	[EVENT_CALL_UNLINKED] = call_unlinked,
	[EVENT_NOTED] = nothing,
	[EVENT_PRIORITY_SET] = priority_set,
	[EVENT_PLACE_SET] = place_set,
	[EVENT_TYPE_SET] = incident_typed,
	[EVENT_NEED_SET] = incident_needs,
	[EVENT_WAIT_EXPECTED] = call_wait_expected,
	[EVENT_CALLER_TOLD] = call_told,
	[EVENT_UNIT_ASSIGNED] = unit_assigned,
	[EVENT_UNIT_STATUS] = unit_status,
	[EVENT_UNIT_SERVICE] = unit_service,
	[EVENT_CREW_CHECKED] = nothing,
	[EVENT_OWED] = obligation_owed,
	[EVENT_MET] = obligation_met,
	[EVENT_RAISED] = obligation_raised,
	[EVENT_RETIMED] = obligation_retimed,
	[EVENT_OWNER_MOVED] = obligation_moved,
	[EVENT_DISPOSED] = disposed,
	[EVENT_CALL_CLOSED] = call_closed,
	[EVENT_INCIDENT_CLOSED] = incident_closed,
	[EVENT_REVIEWED] = nothing,
	[EVENT_REOPENED] = reopened,
	[EVENT_COMPLAINED] = nothing,
	[EVENT_REPLIED] = nothing,
	[EVENT_SPOOLED] = nothing,
	[EVENT_REFUSED] = nothing,
	[EVENT_BLOCKED_BY] = nothing,
	[EVENT_QUEUE_SET] = queue_set,
	[EVENT_CALL_OFFERED] = agent_offered,
	[EVENT_OFFER_ENDED] = agent_offer_ended,
	[EVENT_CALL_HELD] = call_held,
	[EVENT_CALL_RETRIEVED] = call_retrieved,
	[EVENT_CALL_TRANSFERRED] = call_transferred,
	[EVENT_TEXT_SENT] = nothing,
	[EVENT_TEXT_ARRIVED] = nothing,
	[EVENT_RECEIPT_TEXTED] = nothing,
	[EVENT_TEXT_REFUSED] = nothing,
	[EVENT_CALL_BACK_BEGUN] = nothing,
	[EVENT_LEARNED] = call_learned,
	[EVENT_TEST_CALL] = test_called,
	[EVENT_FLOODED] = flooded,
	[EVENT_UNREAD] = nothing,
	[EVENT_PLACE_REFERRED] = call_referred,
	[EVENT_PLACE_ASKED] = nothing,
	[EVENT_TRANSFER_ENDED] = transfer_ended,
	[EVENT_BRIDGE_SET] = bridge_set,
	[EVENT_CONFERENCE_ASKED] = conference_asked,
	[EVENT_CONFERENCE_END_ASKED] = nothing,
	[EVENT_CONFERENCE_WENT] = conference_went,
	[EVENT_LOOKED] = nothing,
	[EVENT_CAPABILITY_ADDED] = capability_added,
	[EVENT_STATION_ADDED] = station_added,
	[EVENT_UNIT_SET] = unit_set,
	[EVENT_LOGGED_ON] = unit_logged_on,
	[EVENT_LOGGED_OFF] = unit_logged_off,
	[EVENT_STATUS_MAPPED] = status_mapped,
	[EVENT_STATUS_CODED] = nothing,
	[EVENT_NEED_ROW_SET] = need_row_set,
	[EVENT_RECOMMENDED] = units_recommended,
	[EVENT_UNIT_RECOMMENDED] = unit_recommended,
	[EVENT_CHOSEN_OTHERWISE] = nothing,
	[EVENT_DIVERTED] = nothing,
	[EVENT_POSITION_REPORTED] = unit_seen,
	[EVENT_STATUS_INFERRED] = unit_inferred,
	[EVENT_ROAD_CLOSED] = road_closed,
	[EVENT_CLOSURE_SET] = closure_set,
	[EVENT_ROAD_OPENED] = road_opened,
	[EVENT_PLAN_LOADED] = plan_loaded,
	[EVENT_MAP_LOADED] = map_loaded,
	[EVENT_CREWS_ASKED] = nothing,
	[EVENT_MOVED_UP] = unit_moved_up,
	[EVENT_MOVED_BACK] = unit_moved_back,
	[EVENT_WAIT_RECKONED] = call_wait_reckoned,
	[EVENT_STAND_IN_NAMED] = need_stand_in_named,
	[EVENT_INCIDENT_RELATED] = incident_related,
	[EVENT_INCIDENT_UNRELATED] = incident_unrelated,
	[EVENT_MAJOR_DECLARED] = major_declared,
	[EVENT_MAJOR_STOOD_DOWN] = major_stood_down,
	[EVENT_ROLE_GIVEN] = role_given,
	[EVENT_ROLE_ENDED] = role_ended,
	[EVENT_AREA_DRAWN] = area_drawn,
	[EVENT_AREA_LIFTED] = area_lifted,
	[EVENT_HAZARD_ADDED] = hazard_added,
	[EVENT_BOLO_ISSUED] = bolo_issued,
	[EVENT_NOTICE_RENEWED] = notice_renewed,
	[EVENT_NOTICE_ENDED] = notice_ended,
	[EVENT_PROVIDER_ADDED] = provider_added,
	[EVENT_PROVIDER_RETIRED] = provider_retired,
	[EVENT_REQUEST_MADE] = request_made,
	[EVENT_REQUEST_ORDERED] = request_ordered,
	[EVENT_REQUEST_ASKED] = request_asked,
	[EVENT_REQUEST_SILENT] = request_silent,
	[EVENT_REQUEST_REFUSED] = request_refused,
	[EVENT_REQUEST_ACCEPTED] = request_accepted,
	[EVENT_REQUEST_ARRIVED] = request_arrived,
	[EVENT_REQUEST_RELEASED] = request_released,
	[EVENT_HELP_ASKED] = help_asked,
	[EVENT_HELP_ACCEPTED] = help_accepted,
	[EVENT_HELP_REFUSED] = help_refused,
	[EVENT_ALARM_SET] = incident_alarmed,
	[EVENT_POLICY_PROPOSED] = policy_proposed,
	[EVENT_POLICY_JUDGED] = policy_judged,
	[EVENT_POLICY_APPROVED] = policy_approved,
	[EVENT_POLICY_ACTIVATED] = policy_activated,
	[EVENT_POLICY_STORED] = policy_stored,
	[EVENT_POLICY_WITHDRAWN] = policy_withdrawn,
	[EVENT_TEXTS_ERASED] = texts_erased,
	[EVENT_RECORD_OPENED] = record_opened,
	[EVENT_ROLL_CALLED] = roll_called,
	[EVENT_AUDIT_DECLARED] = nothing,
	[EVENT_AUDIT_RAN] = nothing,
	[EVENT_CARE_SET] = care_set,
	[EVENT_QUEUE_SERVED] = queue_served,
	[EVENT_CALL_ROUTED] = call_routed,
	[EVENT_RESPONSE_SET] = response_set,
	[EVENT_RESPONSE_DEBT_SET] = response_debt_set,
	[EVENT_RESPONSE_RUNG_SET] = response_rung_set,
	[EVENT_RESPONSE_END_SET] = response_end_set,
	[EVENT_POLICY_WARNED] = policy_warned,
	[EVENT_RESPONSE_CARD_SET] = response_card_set,
	[EVENT_POSTURE_SET] = posture_set,
	[EVENT_SERVICE_STATE_SET] = service_state_set,
};

void board_apply(struct board *board, const struct event *event)
{
	assert(event->kind > EVENT_NONE && event->kind < EVENT_COUNT && effect[event->kind]);
	const struct fields *f = &event->f;
	effect[event->kind](board, f);
	/* The chain along which a timeline is walked back. */
	uint64_t sequence = board_center(board)->sequence;
	if (f->call && board_calls(board, f->call))
		board_change_calls(board, f->call)->last_sequence = sequence;
	if (f->incident && board_incidents(board, f->incident))
		board_change_incidents(board, f->incident)->last_sequence = sequence;
	if (event_is_of_unit(event) && board_units(board, f->unit))
		board_change_units(board, f->unit)->last_sequence = sequence;
}
