/* Looking into what is over: by role, with a reason, for an hour, for oneself, and on record. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"

static enum refusal open_record(struct center_test *center, uint32_t agent, uint32_t call, uint32_t incident,
                                const char *reason)
{
	struct command command = { .kind = COMMAND_OPEN_RECORD, .asker = ASKER_AGENT, .actor = agent };
	command.f.call = call;
	command.f.incident = incident;
	command.text[TEXT_REASON] = bytes_of_text(reason);
	return center_ask(center, &command);
}

int main(void)
{
	struct center_test center;
	center_open(&center);
	uint32_t call = center_call(&center);
	CHECK(open_record(&center, SUPERVISOR, call, 0, "complaint 7") == REFUSAL_CALL_OPEN);
	CHECK(ASK(&center, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	struct command close = { .kind = COMMAND_CLOSE, .asker = ASKER_AGENT, .actor = TAKER };
	close.f.call = call;
	close.f.disposition = DISPOSITION_ADVISED;
	close.text[TEXT_REASON] = bytes_of_text("advised");
	CHECK(center_ask(&center, &close) == REFUSAL_NONE);
	struct instant now = board_center(center.board)->now;

	CHECK(open_record(&center, TAKER, call, 0, "curious") == REFUSAL_NO_RIGHT);
	CHECK(open_record(&center, CREW, call, 0, "curious") == REFUSAL_NO_RIGHT);
	CHECK(open_record(&center, SUPERVISOR, call, 0, "") == REFUSAL_REASON_MISSING);
	CHECK(open_record(&center, SUPERVISOR, 0, 0, "which") == REFUSAL_SUBJECT_MISSING);
	CHECK(open_record(&center, SUPERVISOR, call + 7, 0, "none") == REFUSAL_UNKNOWN_CALL);
	CHECK(!board_opened(center.board, SUPERVISOR, call, 0, now));
	CHECK(open_record(&center, SUPERVISOR, call, 0, "complaint 7") == REFUSAL_NONE);
	CHECK(center.decision.count == 1 && center.decision.events[0].kind == EVENT_RECORD_OPENED &&
	      center.decision.events[0].f.agent == SUPERVISOR && center.decision.events[0].f.span_s == OPENING_S);
	now = board_center(center.board)->now;
	CHECK(board_opened(center.board, SUPERVISOR, call, 0, now));
	CHECK(!board_opened(center.board, TAKER, call, 0, now) &&
	      !board_opened(center.board, SUPERVISOR, call + 1, 0, now));
	CHECK(!board_opened(center.board, SUPERVISOR, 0, 1, now) && !board_opened(center.board, SUPERVISOR, 0, 0, now));
	CHECK(board_opened(center.board, SUPERVISOR, call, 0, instant_after(now, span_s(OPENING_S - 1))));
	CHECK(!board_opened(center.board, SUPERVISOR, call, 0, instant_after(now, span_s(OPENING_S))));
	CHECK(board_openings(center.board, 1)->sequence == board_center(center.board)->sequence);

	/* A later one behind an older one that still holds. */
	center_wait(&center, 1800);
	CHECK(open_record(&center, OFFICER, call, 0, "audit") == REFUSAL_NONE);
	now = board_center(center.board)->now;
	CHECK(board_opened(center.board, SUPERVISOR, call, 0, now) &&
	      board_opened(center.board, OFFICER, call, 0, now));
	now = instant_after(now, span_s(1800));
	CHECK(!board_opened(center.board, SUPERVISOR, call, 0, now) &&
	      board_opened(center.board, OFFICER, call, 0, now));
	center_close(&center);
	return check_done();
}
