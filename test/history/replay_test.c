/* A small history made by hand: what was owed, met and missed is what one can work out on paper. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/summary.h"

#include <stdlib.h>

#include "check.h"

#define HEAD                                                                                                           \
	"tocsin history,1,By hand,a test,UTC,1,received answered entered assigned en_route on_scene clear\n"           \
	"call,incident,unit,type,place,area,said,received,answered,entered,assigned,en_route,on_scene,transporting,"   \
	"at_hospital,clear,closed,priority,disposition,lat,lon\n"
/* A call served in time; two calls about one fire, the second unit late; one that nobody came to; one left open. */
#define ROWS                                                                                                           \
	"1,1,E1,ill,,,,2020-01-01T00:00:00Z,2020-01-01T00:00:05Z,2020-01-01T00:00:30Z,2020-01-01T00:00:50Z,"           \
	"2020-01-01T00:01:30Z,2020-01-01T00:05:00Z,,,2020-01-01T00:20:00Z,,1,served,,\n"                               \
	"2,2,E2,fire,,,,2020-01-01T01:00:00Z,2020-01-01T01:00:05Z,2020-01-01T01:00:30Z,2020-01-01T01:00:50Z,"          \
	"2020-01-01T01:05:00Z,2020-01-01T01:08:00Z,,,2020-01-01T01:40:00Z,,1,served,,\n"                               \
	"3,2,,fire,,,,2020-01-01T01:00:20Z,2020-01-01T01:00:30Z,2020-01-01T01:00:50Z,,,,,,,,1,,,\n"                    \
	"4,4,E1,noise,,,,2020-01-01T02:00:00Z,2020-01-01T02:01:00Z,2020-01-01T02:01:10Z,2020-01-01T02:01:20Z,"         \
	"2020-01-01T02:02:00Z,,,,2020-01-01T02:03:00Z,,1,,,\n"                                                         \
	"5,5,,odd,,,,2020-01-01T03:00:00Z,,,,,,,,,,,,,\n"

static void read_history(const char *text, struct history *history)
{
	const char *fault = NULL;
	uint64_t line = 0;
	CHECK(history_read(bytes_of_text(text), history, &fault, &line) == STATUS_OK);
}

static void check_summary(const struct history *history)
{
	static struct replay_summary summary;
	if (!CHECK(replay_run(history, NULL, NULL, &summary) == STATUS_OK))
		return;
	CHECK_NUMBER(summary.calls, 5);
	CHECK_NUMBER(summary.incidents, 4); /* two calls speak of one fire */
	CHECK_NUMBER(summary.assignments, 3);
	const struct kind_count *answer = &summary.kind[OBLIGATION_ANSWER];
	CHECK(answer->recorded);
	CHECK_NUMBER(answer->opened, 5);
	CHECK_NUMBER(answer->met_in_time, 4); /* the fifth, answered when entered, at once */
	CHECK_NUMBER(answer->met_late, 1);    /* call 4, after 60 s */
	const struct kind_count *turn_out = &summary.kind[OBLIGATION_TURN_OUT];
	CHECK_NUMBER(turn_out->opened, 3);
	CHECK_NUMBER(turn_out->met_late, 1); /* E2, after 250 s */
	CHECK_NUMBER(summary.kind[OBLIGATION_ARRIVE].opened, 3);
	CHECK_NUMBER(summary.kind[OBLIGATION_REVIEW].owed, 1); /* of the call that was not served */
	CHECK(!summary.kind[OBLIGATION_CHECK_CREW].recorded);
	CHECK_NUMBER(summary.said[DISPOSITION_SERVED][DISPOSITION_SERVED], 3);
	CHECK_NUMBER(summary.said[DISPOSITION_NONE][DISPOSITION_NOT_SERVED], 1);
	CHECK_NUMBER(summary.said[DISPOSITION_NONE][DISPOSITION_NONE], 1);

	struct wait wait;
	CHECK(wait_measure(&summary, STAMP_ON_SCENE, &wait) == STATUS_OK);
	CHECK_NUMBER(wait.known, 2);
	CHECK(!wait.reached[0]); /* two of five calls: half of all were never reached */
	CHECK(wait_measure(&summary, STAMP_ASSIGNED, &wait) == STATUS_OK);
	CHECK(wait.reached[0] && !wait.reached[1]);
	CHECK_NUMBER(wait.span[0].us, 80 * 1000000); /* of 50, 50, 80, never, never */
	replay_close(&summary);
}

/* What is written is read again, and is the same. */
static void check_file(const struct history *history)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);
	if (!CHECK(file != NULL))
		return;
	CHECK(history_write(history, file) == STATUS_OK);
	(void)fclose(file);
	CHECK_TEXT(text, HEAD ROWS);
	free(text);
}

static void check_refused(const char *text, enum status wanted)
{
	struct history history = { 0 };
	const char *fault = NULL;
	uint64_t line;
	CHECK_NUMBER(history_read(bytes_of_text(text), &history, &fault, &line), wanted);
	history_close(&history);
}

int main(void)
{
	struct history history = { 0 };
	read_history(HEAD ROWS, &history);
	check_summary(&history);
	check_file(&history);
	history_close(&history);
	check_refused("", STATUS_MALFORMED);
	check_refused("call,unit\n1,2\n", STATUS_MALFORMED);
	check_refused("tocsin history,3,a,b,UTC,1,received\n", STATUS_VERSION);
	check_refused(HEAD "1,2\n", STATUS_MALFORMED);
	check_refused(HEAD ",,,,,,,,,,,,,,,,,,,,\n", STATUS_MALFORMED);                      /* no first contact */
	check_refused(HEAD ",,,,,,,2020-01-01T00:00:00Z,,,,,,,,,,9,,,\n", STATUS_MALFORMED); /* no such priority */
	static struct replay_summary summary;
	read_history(HEAD, &history);
	CHECK(replay_run(&history, NULL, NULL, &summary) == STATUS_MISSING);
	history_close(&history);
	return check_done();
}
