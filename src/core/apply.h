/* How each event changes the board, a family of events a file; called by board_apply alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_APPLY_H
#define CORE_APPLY_H

#include "core/board.h"

/* call.c */
void call_placed(struct board *board, const struct fields *f);
void call_malformed(struct board *board, const struct fields *f);
void call_answered(struct board *board, const struct fields *f);
void call_left(struct board *board, const struct fields *f);
void call_released(struct board *board, const struct fields *f);
void call_back_tried(struct board *board, const struct fields *f);
void call_linked(struct board *board, const struct fields *f);
void call_unlinked(struct board *board, const struct fields *f);
void call_told(struct board *board, const struct fields *f);
void call_wait_expected(struct board *board, const struct fields *f);
void call_wait_reckoned(struct board *board, const struct fields *f);
void call_closed(struct board *board, const struct fields *f);
void call_reopened(struct board *board, const struct fields *f);
void call_held(struct board *board, const struct fields *f);
void call_retrieved(struct board *board, const struct fields *f);
void call_transferred(struct board *board, const struct fields *f);
void call_learned(struct board *board, const struct fields *f);
void call_referred(struct board *board, const struct fields *f);

/* Somebody outside has the caller; whoever spoke is free. */
void call_away(struct board *board, uint32_t number);

/* conference.c */
void bridge_set(struct board *board, const struct fields *f);
void conference_asked(struct board *board, const struct fields *f);
void conference_went(struct board *board, const struct fields *f);
void transfer_ended(struct board *board, const struct fields *f);

/* incident.c */
void incident_opened(struct board *board, const struct fields *f);
void incident_typed(struct board *board, const struct fields *f);
void incident_needs(struct board *board, const struct fields *f);
void incident_closed(struct board *board, const struct fields *f);
void incident_reopened(struct board *board, const struct fields *f);

/* unit.c */
void unit_added(struct board *board, const struct fields *f);
void unit_service(struct board *board, const struct fields *f);
void unit_assigned(struct board *board, const struct fields *f);
void unit_status(struct board *board, const struct fields *f);

/* need.c */
void need_row_set(struct board *board, const struct fields *f);
void incident_alarmed(struct board *board, const struct fields *f);
void need_stand_in_named(struct board *board, const struct fields *f);

/* fleet.c */
void capability_added(struct board *board, const struct fields *f);
void station_added(struct board *board, const struct fields *f);
void status_mapped(struct board *board, const struct fields *f);
void unit_set(struct board *board, const struct fields *f);
void unit_logged_on(struct board *board, const struct fields *f);
void unit_logged_off(struct board *board, const struct fields *f);
void unit_seen(struct board *board, const struct fields *f);
void unit_inferred(struct board *board, const struct fields *f);
void unit_moved_up(struct board *board, const struct fields *f);
void unit_moved_back(struct board *board, const struct fields *f);
void units_recommended(struct board *board, const struct fields *f);
void unit_recommended(struct board *board, const struct fields *f);
/* Forgets an incident's recommendation. */
void picks_free(struct board *board, uint32_t incident);

/* closure.c */
void road_closed(struct board *board, const struct fields *f);
void closure_set(struct board *board, const struct fields *f);
void road_opened(struct board *board, const struct fields *f);
void plan_loaded(struct board *board, const struct fields *f);
void map_loaded(struct board *board, const struct fields *f);

/* large.c */
void incident_related(struct board *board, const struct fields *f);
void incident_unrelated(struct board *board, const struct fields *f);
void major_declared(struct board *board, const struct fields *f);
void major_stood_down(struct board *board, const struct fields *f);
void role_given(struct board *board, const struct fields *f);
void role_ended(struct board *board, const struct fields *f);
void area_drawn(struct board *board, const struct fields *f);
void area_lifted(struct board *board, const struct fields *f);

/* notice.c */
void hazard_added(struct board *board, const struct fields *f);
void bolo_issued(struct board *board, const struct fields *f);
void notice_renewed(struct board *board, const struct fields *f);
void notice_ended(struct board *board, const struct fields *f);
void policy_warned(struct board *board, const struct fields *f);

/* request.c */
void provider_added(struct board *board, const struct fields *f);
void provider_retired(struct board *board, const struct fields *f);
void request_made(struct board *board, const struct fields *f);
void request_ordered(struct board *board, const struct fields *f);
void request_asked(struct board *board, const struct fields *f);
void request_silent(struct board *board, const struct fields *f);
void request_refused(struct board *board, const struct fields *f);
void request_accepted(struct board *board, const struct fields *f);
void request_arrived(struct board *board, const struct fields *f);
void request_released(struct board *board, const struct fields *f);
void help_asked(struct board *board, const struct fields *f);
void help_accepted(struct board *board, const struct fields *f);
void help_refused(struct board *board, const struct fields *f);

/* agent.c */
void agent_added(struct board *board, const struct fields *f);
void agent_signed_in(struct board *board, const struct fields *f);
void agent_signed_out(struct board *board, const struct fields *f);
void agent_state(struct board *board, const struct fields *f);
void agent_offered(struct board *board, const struct fields *f);
void agent_offer_ended(struct board *board, const struct fields *f);
void queue_added(struct board *board, const struct fields *f);
void queue_set(struct board *board, const struct fields *f);
void position_added(struct board *board, const struct fields *f);
void neighbour_added(struct board *board, const struct fields *f);

/* obligation.c */
void obligation_owed(struct board *board, const struct fields *f);
void obligation_met(struct board *board, const struct fields *f);
void obligation_raised(struct board *board, const struct fields *f);
void obligation_retimed(struct board *board, const struct fields *f);
void obligation_moved(struct board *board, const struct fields *f);
void rung_set(struct board *board, const struct fields *f);

/* policy.c */
void policy_proposed(struct board *board, const struct fields *f);
void policy_judged(struct board *board, const struct fields *f);
void policy_approved(struct board *board, const struct fields *f);
void policy_activated(struct board *board, const struct fields *f);
void posture_set(struct board *board, const struct fields *f);
void service_state_set(struct board *board, const struct fields *f);
void response_card_set(struct board *board, const struct fields *f);
void policy_stored(struct board *board, const struct fields *f);
void policy_withdrawn(struct board *board, const struct fields *f);
void texts_erased(struct board *board, const struct fields *f);
void record_opened(struct board *board, const struct fields *f);
void roll_called(struct board *board, const struct fields *f);
void care_set(struct board *board, const struct fields *f);
void queue_served(struct board *board, const struct fields *f);
void call_routed(struct board *board, const struct fields *f);
void response_set(struct board *board, const struct fields *f);
void response_debt_set(struct board *board, const struct fields *f);
void response_rung_set(struct board *board, const struct fields *f);
void response_end_set(struct board *board, const struct fields *f);

#endif
