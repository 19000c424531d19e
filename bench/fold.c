/* Folding stored entries into a board, beside SQLite taking one row an event in memory, in one transaction. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/codec.h"

#define ROUNDS 5
#define CALLS 60000u
#define UNITS 200u
/* A day of a large city, over and over: calls come so far apart, and each takes so long. */
#define BETWEEN_S 4
#define OPEN_CALLS 300u

/* The entries' bodies, one behind the other, each with its length before it. */
struct record {
	struct buffer bodies;
	uint64_t entries, events;
};

static double now_s(void)
{
	struct timespec at;
	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void must(enum status status)
{
	if (status == STATUS_OK)
		return;
	(void)fprintf(stderr, "%s\n", status_text(status));
	exit(1);
}

struct maker {
	struct board *board;
	struct decision decision;
	struct record *record;
	uint32_t agent;
	struct instant now;
};

static void ask(struct maker *maker, struct command *command)
{
	command->asker = maker->agent ? ASKER_IMPORT : ASKER_CENTER;
	command->actor = maker->agent;
	must(decide(&maker->decision, maker->board, command, maker->now));
	if (!maker->decision.count)
		return;
	if (maker->decision.refusal != REFUSAL_NONE) {
		(void)fprintf(stderr, "refused: %s\n", vocabulary_name(VOCABULARY_REFUSAL, maker->decision.refusal));
		exit(1);
	}
	struct buffer *bodies = &maker->record->bodies;
	size_t at = bodies->length;
	uint8_t length[4] = { 0 };
	must(buffer_append(bodies, bytes_of(length, sizeof length)));
	must(codec_write_body(&maker->decision, bodies));
	bytes_put_u32(bodies->at + at, (uint32_t)(bodies->length - at - 4));
	maker->record->entries++;
	maker->record->events += maker->decision.count;
}

#define ASK(MAKER, KIND, ...) ask(MAKER, &(struct command){ .kind = COMMAND_##KIND, .f = { __VA_ARGS__ } })

static void set_up(struct maker *maker)
{
	struct command add = { .kind = COMMAND_ADD_AGENT, .f.role = ROLE_DUTY_OFFICER };
	ASK(maker, START, .span_s = 0);
	(void)fields_set_name(&add.f, FIELD_name, "anna", 4);
	ask(maker, &add);
	for (unsigned i = 0; i < UNITS; i++) {
		char name[16];
		int length = snprintf(name, sizeof name, "E%u", i);
		struct command unit = { .kind = COMMAND_ADD_UNIT };
		(void)fields_set_name(&unit.f, FIELD_name, name, (size_t)length);
		ask(maker, &unit);
	}
	struct command position = { .kind = COMMAND_ADD_POSITION };
	(void)fields_set_name(&position.f, FIELD_name, "desk", 4);
	ask(maker, &position);
	maker->agent = board_agent_named(maker->board, "anna");
	ASK(maker, SIGN_IN, .position = 1);
}

static void begin_call(struct maker *maker, uint32_t call)
{
	struct command classify = { .kind = COMMAND_CLASSIFY, .f = { .call = call, .priority = 2, .need = 1 } };
	ASK(maker, PLACE_CALL, .lat_e7 = 377000000, .lon_e7 = -1224000000);
	ASK(maker, ANSWER, .call = call);
	(void)fields_set_name(&classify.f, FIELD_type, "Medical Incident", 16);
	ask(maker, &classify);
	ASK(maker, ASSIGN, .incident = call, .unit = call % UNITS + 1);
	ASK(maker, UNIT_STATUS, .unit = call % UNITS + 1, .assignment = call, .status = UNIT_EN_ROUTE);
}

static void end_call(struct maker *maker, uint32_t call)
{
	uint32_t unit = call % UNITS + 1;
	ASK(maker, UNIT_STATUS, .unit = unit, .assignment = call, .status = UNIT_ON_SCENE);
	ASK(maker, CHECK_CREW, .unit = unit, .assignment = call);
	ASK(maker, UNIT_STATUS, .unit = unit, .assignment = call, .status = UNIT_CLEAR);
	ASK(maker, CLOSE, .incident = call, .disposition = DISPOSITION_SERVED);
}

static void make(struct record *record)
{
	struct maker maker = { .record = record, .now = { 1480000000000000 } };
	must(board_open(&maker.board));
	set_up(&maker);
	for (uint32_t call = 1; call <= CALLS; call++) {
		maker.now = instant_after(maker.now, span_s(BETWEEN_S));
		begin_call(&maker, call);
		if (call > OPEN_CALLS)
			end_call(&maker, call - OPEN_CALLS);
		const struct agenda_item *next;
		while ((next = agenda_next(&maker.board->agenda)) && !instant_before(maker.now, next->due)) {
			uint32_t agent = maker.agent;
			maker.agent = 0;
			ASK(&maker, PASS_TIME, .span_s = 0);
			maker.agent = agent;
		}
	}
	decision_close(&maker.decision);
	board_close(maker.board);
}

static double fold(const struct record *record)
{
	struct board *board;
	double from = now_s();
	must(board_open(&board));
	for (size_t at = 0; at < record->bodies.length;) {
		uint32_t length = bytes_get_u32(record->bodies.at + at);
		must(codec_fold(board, bytes_of(record->bodies.at + at + 4, length)));
		at += 4 + length;
	}
	double took = now_s() - from;
	board_close(board);
	return (double)record->events / took;
}

static void run(sqlite3 *database, const char *sql)
{
	if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) {
		(void)fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(database));
		exit(1);
	}
}

/* The same events as rows: what a system that keeps its state in a database does at the very least. */
static double insert(const struct record *record)
{
	sqlite3 *database;
	sqlite3_stmt *statement;
	if (sqlite3_open(":memory:", &database) != SQLITE_OK)
		exit(1);
	double from = now_s();
	run(database,
	    "create table event (id integer primary key, kind int, call int, incident int, unit int, due int); begin");
	if (sqlite3_prepare_v2(database, "insert into event (kind, call, incident, unit, due) values (?, ?, ?, ?, ?)",
	                       -1, &statement, NULL) != SQLITE_OK)
		exit(1);
	for (size_t at = 0; at < record->bodies.length;) {
		struct entry_head head;
		struct entry_reader reader;
		struct event event;
		uint32_t length = bytes_get_u32(record->bodies.at + at);
		must(codec_read_head(bytes_of(record->bodies.at + at + 4, length), &head, &reader));
		while (codec_read_event(&reader, &event) == STATUS_OK) {
			(void)sqlite3_bind_int(statement, 1, (int)event.kind);
			(void)sqlite3_bind_int64(statement, 2, event.f.call);
			(void)sqlite3_bind_int64(statement, 3, event.f.incident);
			(void)sqlite3_bind_int64(statement, 4, event.f.unit);
			(void)sqlite3_bind_int64(statement, 5, event.f.due);
			if (sqlite3_step(statement) != SQLITE_DONE)
				exit(1);
			(void)sqlite3_reset(statement);
		}
		at += 4 + length;
	}
	run(database, "commit");
	double took = now_s() - from;
	(void)sqlite3_finalize(statement);
	(void)sqlite3_close(database);
	return (double)record->events / took;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

int main(void)
{
	struct record record = { 0 };
	double ours[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
	make(&record);
	printf("%" PRIu64 " entries, %" PRIu64 " events, %zu bytes of bodies, %u calls\n", record.entries,
	       record.events, record.bodies.length, CALLS);
	for (unsigned i = 0; i < ROUNDS; i++) {
		ours[i] = fold(&record);
		theirs[i] = insert(&record);
		ratio[i] = ours[i] / theirs[i];
		printf("round %u: fold %.2f M events/s, SQLite in memory %.2f M rows/s, %.2f x\n", i + 1, ours[i] / 1e6,
		       theirs[i] / 1e6, ratio[i]);
	}
	qsort(ours, ROUNDS, sizeof *ours, compare);
	qsort(theirs, ROUNDS, sizeof *theirs, compare);
	qsort(ratio, ROUNDS, sizeof *ratio, compare);
	printf("medians: %.2f M events/s beside %.2f M rows/s, %.2f x; 25 M events would take %.1f s\n",
	       ours[ROUNDS / 2] / 1e6, theirs[ROUNDS / 2] / 1e6, ratio[ROUNDS / 2], 25e6 / ours[ROUNDS / 2]);
	buffer_close(&record.bodies);
	return 0;
}
