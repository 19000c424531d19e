/* Plans side by side: what each changes in a city, each run for itself on a thread of its own. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_CASES_H
#define WHATIF_CASES_H

#include "whatif/measure.h"

#define CASES_MAX 64u
#define CASE_NAME_MAX_BYTES 40u
#define CASE_TEXT_MAX_BYTES 1024u
#define CASE_FAULT_BYTES 1400u
/* Half to ten times as quick as the roads say. */
#define CASE_SPEED_MIN_PERMILLE 100u
#define CASE_SPEED_MAX_PERMILLE 10000u
#define CASE_TURN_OUT_MAX_S 3600u
#define CASE_TARGET_MAX_S 14400u
#define CASE_MOVE_MAX_S 86400u
/* In place of a plan's file: as many units as were really sent. */
#define CASE_CARDS_SENT "sent"
/* Eight minutes, unless the city says otherwise. */
#define CASE_TARGET_S 480u

enum case_redispatch { REDISPATCH_AS_CITY, REDISPATCH_NO, REDISPATCH_YES };

/* What differs; texts are files' names, or numbers parted by commas. */
struct whatif_case {
	char name[CASE_NAME_MAX_BYTES];
	uint32_t speed_permille, turn_out_s;
	uint32_t target_s; /* 0: as the city says */
	unsigned rule;     /* dispatch/rule.h */
	enum case_redispatch redispatch;
	char stations[CASE_TEXT_MAX_BYTES], hospitals[CASE_TEXT_MAX_BYTES];
	char units[CASE_TEXT_MAX_BYTES];   /* a file, or how many: one after another over the stations */
	char extra[CASE_TEXT_MAX_BYTES];   /* stations at which one unit more stands */
	char without[CASE_TEXT_MAX_BYTES]; /* units that are not there */
	char cards[CASE_TEXT_MAX_BYTES];   /* a plan's file, tocsin-plan(5): what each call asks for */
	char carries[CASE_TEXT_MAX_BYTES]; /* what a unit must have to take a patient */
	uint32_t move_s;                   /* units are moved between stations that often at most; 0: never */
};

struct case_result {
	enum status status;
	char fault[CASE_FAULT_BYTES]; /* where status is not OK: why */
	struct city city;             /* as it was in this case: what differs is owned, the rest borrowed */
	struct simulation run;
	struct measure measure;
};

struct whatif_case case_usual(void);
/* Sets one thing; NULL, or what is wrong (static). */
const char *case_set(struct whatif_case *it, struct bytes key, struct bytes value);
/*
 * Sets all that a text says: key=value parted by blanks and line ends, from '#' to the line's end a remark.  NULL, or
 * what is wrong and in which line.
 */
const char *case_read(struct whatif_case *it, struct bytes text, uint64_t *ret_line);

struct cases {
	const struct city *city; /* built; borrowed */
	const struct whatif_case *cases;
	struct case_result *results; /* one a case, zero; the caller closes them */
	unsigned count;
	unsigned threads;     /* at most so many at once */
	const uint32_t *peer; /* of each call the unit that somebody else sent, or NULL */
	/* Called by the caller's own thread about ten times a second; may be NULL. */
	void (*progress)(void *context, uint64_t done, uint64_t all);
	void *context;
};

/* Runs all.  Which threads there are changes nothing in the results.  STATUS_MEMORY: no thread could be had. */
enum status cases_run(struct cases *cases);
void case_result_close(struct case_result *result);

#endif
