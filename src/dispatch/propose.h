/* Who should go: a function of plain arrays, so that production, replay and what-if call the very same. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DISPATCH_PROPOSE_H
#define DISPATCH_PROPOSE_H

#include "dispatch/coverage.h"
#include "dispatch/rule.h"
#include "dispatch/run_card.h"

/* With turn-out and penalty an arrival is then under 2^33 ticks (rule.h). */
#define PROPOSE_TICKS_PER_S_MAX 100000u
#define PROPOSE_UNKNOWN UINT64_MAX
#define PROPOSE_UNKNOWN_S UINT32_MAX
#define CREW_UNKNOWN UINT8_MAX /* taken as enough, and said so */
#define PROPOSE_NOWHERE UINT32_MAX

enum reason {
	REASON_NONE,
#define REASON(NAME, ...) REASON_##NAME,
#include "dispatch/reasons.def"
#undef REASON
	REASON_COUNT
};
const char *reason_name(enum reason reason);
const char *reason_words(enum reason reason);

enum note_kind {
#define NOTE(NAME, ...) NOTE_##NAME,
#include "dispatch/notes.def"
#undef NOTE
	NOTE_COUNT
};
const char *note_name(enum note_kind kind);
const char *note_words(enum note_kind kind);

/* How well it is known where a unit is. */
enum whereabouts {
	WHEREABOUTS_ROAD,     /* on a road of the map, or at a station that is */
	WHEREABOUTS_STRAIGHT, /* off every road: its travel is a straight line's, and said to be */
	WHEREABOUTS_NONE,     /* not known at all */
};

/* A unit that could be sent, as it stands now. */
struct candidate {
	struct wire_name name;
	uint64_t capabilities;   /* in the plan's bits */
	uint32_t unit;           /* its number, from 1 to UNITS_MAX; no two alike.  Ties go to the lower. */
	uint32_t shared_crew;    /* those with the same number share one crew; 0: it has its own */
	uint32_t station;        /* its home, for people; 0: none */
	uint32_t place;          /* in the coverage map; PROPOSE_NOWHERE: it is in none */
	uint32_t travel;         /* ticks, from where it is or will be free; ROAD_NEVER: there is no way */
	uint32_t free_in_s;      /* of one at work: until it is expected to be free; PROPOSE_UNKNOWN_S */
	uint32_t position_age_s; /* 0 for one at its station, which needs no position */
	uint8_t whereabouts;     /* enum whereabouts */
	uint8_t readiness;       /* enum readiness */
	uint8_t crew;            /* how many are aboard, or CREW_UNKNOWN */
	uint8_t busy_with;       /* the priority of the call it is at; 0: unknown, and treated as 1 */
	bool divertible;         /* whether the site's rules let it be taken from that call */
	bool assigned;           /* to this very incident */
};

struct request {
	const struct dispatch_settings *settings;
	const struct requirement *const
	    *rows; /* at most PLAN_ROWS_MAX, PLAN_SLOTS_MAX units together; the earlier go before */
	unsigned row_count;
	const struct candidate *candidates;
	size_t count;
	const struct coverage_map *coverage; /* NULL: coverage is not looked at */
	uint32_t ticks_per_s;                /* 1 to PROPOSE_TICKS_PER_S_MAX, and the coverage map's */
	uint8_t priority;                    /* 0: unknown, and treated as 1 */
};

/* One unit that fills one place of a row. */
struct choice {
	uint64_t arrival_ms; /* from now */
	uint32_t candidate;  /* its index */
	uint16_t row;
	uint8_t substitute; /* 0: it is what the row asks for; else its substitute, from 1 */
	bool assigned;      /* it is on it already */
	bool stale;         /* its position is doubtful, and nobody else will do */
};

struct note {
	uint64_t gain_ms;   /* how much sooner, or of LATE how much too late; PROPOSE_UNKNOWN where a place is empty */
	uint32_t candidate; /* its index; PROPOSE_NOWHERE if it is about none */
	uint16_t row;
	uint16_t missing; /* of SHORT */
	uint8_t kind;     /* enum note_kind */
};
/* Of each row one of each kind, and a diversion for each place that is empty. */
#define PROPOSE_NOTES_MAX (PLAN_ROWS_MAX * NOTE_COUNT + PLAN_SLOTS_MAX)

/* What was made of one candidate. */
struct finding {
	uint64_t arrival_ms; /* PROPOSE_UNKNOWN if it cannot be told */
	uint32_t other;      /* the candidate that goes before it, or has its crew; PROPOSE_NOWHERE */
	uint16_t row;        /* the row that it fills, or could; row_count if there is none */
	uint8_t reason;
};

/* Rows first to last, in each the soonest first. */
struct recommendation {
	struct choice picks[PLAN_SLOTS_MAX];
	unsigned pick_count;
	uint16_t missing[PLAN_ROWS_MAX];  /* of each row: units that nobody can fill */
	uint32_t suitable[PLAN_ROWS_MAX]; /* of each row: units that could have gone */
	struct note notes[PROPOSE_NOTES_MAX];
	unsigned note_count;
	struct finding *findings; /* one a candidate; owned */
	const struct rule *rule;
	struct coverage_figure before, after; /* with and without the units that go; zero if it was not looked at */
};

/*
 * Ranks.  As many places are filled as can be; then the earlier rows are; then those who are on it already stay, then
 * doubtful positions are avoided, then the sum of the rule's costs is least: exactly, not one row after another.  What
 * is left equal goes to the sooner in the earlier row, then to the lower numbers.  Nobody who may not go is proposed,
 * and nobody is taken from a call.
 *   STATUS_MEMORY
 */
enum status propose_units(const struct request *request, struct recommendation *ret_recommendation);
void propose_close(struct recommendation *recommendation);

#endif
