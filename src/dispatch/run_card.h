/* Run cards: what is sent to which kind of call, where and when; read from a plan file, tocsin-plan(5). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DISPATCH_RUN_CARD_H
#define DISPATCH_RUN_CARD_H

#include "base/pool.h"
#include "core/board.h"
#include "roads/network.h"
#include "settings/outline.h"

/* Bounds of a plan; each is told with its line when a file passes it. */
#define PLAN_NAME_MAX_BYTES 64u
#define PLAN_CAPABILITIES_MAX 64u /* a unit's are the bits of one word */
#define PLAN_TYPES_MAX 2000u
#define PLAN_AREAS_MAX 1000u
#define PLAN_RINGS_MAX 10000u
#define PLAN_POINTS_MAX 100000u
#define PLAN_CREWS_MAX 1000u
#define PLAN_CREW_UNITS_MAX 2000u
#define PLAN_CARDS_MAX 1000u
#define PLAN_PATTERNS_MAX 10000u /* of all cards; the search for cards that are never used compares them in pairs */
#define PLAN_NUMBERS_MAX 10000u  /* areas that cards and speeds name, all together */
#define PLAN_AGENCIES_MAX 10000u
#define PLAN_NEEDS_MAX 10000u
#define PLAN_ADVICE_MAX 2000u
#define PLAN_WORDS_MAX 20000u
#define PLAN_WORD_MAX_BYTES 48u
#define PLAN_SCRIPT_MAX_BYTES 2048u
#define PLAN_SPEEDS_MAX 100u /* each is looked at by the minute */
#define PLAN_ALARMS_MAX 9u
#define PLAN_SUBSTITUTES_MAX 8u
#define PLAN_COUNT_MAX 50u
#define PLAN_CREW_MAX 99u
#define PLAN_PENALTY_MAX_S 3600u
#define PLAN_SPAN_MAX_S 86400u
/* Squares from which calls came, and calls of one: together they stay below COVERAGE_WEIGHT_MAX.  Of fewer calls than the
 * least nothing is made: with 500 the share of a tenth is known to 2.6 points, 1.96 sqrt(0.1 * 0.9 / 500). */
#define PLAN_DEMAND_CELLS_MAX 10000u
#define PLAN_DEMAND_CELL_MAX 200000u
#define PLAN_DEMAND_CALLS_MIN 500u
/* Rows, and units, that one answer asks for at most: a card's alarms and all that special areas add. */
#define PLAN_ROWS_MAX 128u
#define PLAN_SLOTS_MAX 256u

/* Minutes of a week from Monday 00:00, by the plan's zone. */
#define WEEK_MINUTES (7u * 24 * 60)
#define WEEK_WORDS ((WEEK_MINUTES + 63) / 64)
struct week {
	uint64_t minutes[WEEK_WORDS];
};

/* Where a unit stands with its work; what it may be sent from, and after how long it moves.
 * READINESS(NAME, in files and JSON, seconds until it moves unless the plan says otherwise, in words)
 * 60 s: NFPA 1710 (2020) 4.1.2.1, turn-out of a medical crew. */
#define READINESS_LIST(READINESS)                                                                                      \
	READINESS(STATION, "station", 60, "free at a station")                                                         \
	READINESS(STREET, "street", 0, "free on the road")                                                             \
	READINESS(CALLED, "called", 60, "assigned to another call, not yet moving")                                    \
	READINESS(DRIVING, "driving", 0, "on the way to another call")                                                 \
	READINESS(WORKING, "working", 0, "at work on another call")                                                    \
	READINESS(OFF_SHIFT, "off_shift", 0, "not on shift")                                                           \
	READINESS(OUT_OF_SERVICE, "out_of_service", 0, "out of service")
enum readiness {
#define READINESS(NAME, JSON, SECONDS, WORDS) READINESS_##NAME,
	READINESS_LIST(READINESS)
#undef READINESS
	    READINESS_COUNT
};
const char *readiness_name(enum readiness readiness);

struct substitute {
	uint64_t capabilities; /* all of them */
	uint32_t penalty_s;    /* it counts as arriving so much later */
};

/* One row of a card: so many units that have all these capabilities. */
struct requirement {
	uint64_t capabilities; /* all of them; 0: any unit will do */
	struct substitute substitute[PLAN_SUBSTITUTES_MAX];
	uint32_t within_s; /* the time in which it should be there; 0: none is told */
	uint32_t line;
	uint16_t count;
	uint8_t substitutes;
	uint8_t crew; /* the least crew; 0: none is told */
	uint8_t mode; /* enum need_mode; MODE_LIGHTS where the plan says nothing */
};

/* A run of numbers in one of the plan's pools. */
struct run {
	uint32_t first, count;
};

/* When a card is the one: each part that is not told fits everything. */
struct conditions {
	struct run patterns; /* of call types */
	struct run areas;    /* in `numbers` */
	uint32_t week;       /* 0: always */
	uint8_t priorities;  /* one bit each, 1 << priority */
};
#define PRIORITIES_ALL 0x1eu

struct card {
	char name[PLAN_NAME_MAX_BYTES];
	struct conditions when;
	struct run alarm[PLAN_ALARMS_MAX]; /* the needs that each level adds */
	struct run agencies;               /* whom to ask in turn; none: the plan's */
	uint32_t crew_check_s;             /* a crew on scene is asked that often; 0: as the ladder says */
	uint32_t lasts_s; /* from its sending to its clearing a unit usually works so long; 0: nobody knows */
	uint32_t line;
	uint8_t alarms; /* the highest level told; a special one: the level from which it adds its first run */
	uint8_t special;
};

/* Some call types: one, or all that begin with it. */
struct pattern {
	struct wire_name text;
	uint8_t length;
	uint8_t prefix;
	uint32_t line;
};

struct area {
	struct wire_name name;
	struct road_node least, most; /* its corners */
	struct run rings;
	uint8_t used;
};

struct crew_unit {
	struct wire_name unit;
	uint32_t crew;
};

/* Roads that are slower than usual at some hours. */
struct speed {
	char name[PLAN_NAME_MAX_BYTES];
	uint32_t roads;   /* one bit each, 1 << enum road_class; UINT32_MAX: all */
	struct run areas; /* in `numbers`; none: everywhere */
	uint32_t week;    /* 0: always */
	uint32_t percent; /* of the usual speed, 1 to 99 */
};

/* A square of ground by its middle. */
struct demand_cell {
	struct road_node at;
	uint32_t calls;
};

/* A word, or several, that callers say. */
struct plan_word {
	char text[PLAN_WORD_MAX_BYTES];
};

/* What helps whoever takes a call of a type. */
struct type_advice {
	struct wire_name type;
	struct run words;                   /* that point to it; in `words` */
	char script[PLAN_SCRIPT_MAX_BYTES]; /* what to say and to ask; "": nothing */
};

struct dispatch_settings {
	uint32_t turn_out_s[READINESS_COUNT];
	uint32_t stale_s;         /* an older position is doubtful; 120 unless told */
	uint32_t too_far_s;       /* nobody is sent from further away; 3600 unless told */
	uint32_t divert_sooner_s; /* a unit on its way to less is proposed if it gains that much; 120 unless told */
	uint8_t rule[PRIORITY_MAX + 1];
	uint32_t target_s;      /* of coverage: within that time of the call's dispatch; 480 unless told */
	uint32_t busy_permille; /* how much of its time a unit is busy; 300 unless told */
};

/* Zero-initialised it is empty.  Owns its pools; all numbers start at 1. */
struct plan {
	char name[PLAN_NAME_MAX_BYTES];
	char zone[PLAN_NAME_MAX_BYTES]; /* of the IANA database; "" if no card tells times */
	struct wire_name capability[PLAN_CAPABILITIES_MAX];
	unsigned capabilities;
	struct pool types, areas, rings, points, crews, crew_units, cards, patterns, numbers, agencies, needs, weeks,
	    demand, speeds, advice, words;
	struct run special; /* cards that add; behind the others in `cards` */
	struct run agencies_of_plan;
	struct dispatch_settings dispatch;
	char demand_from[PLAN_NAME_MAX_BYTES]; /* whose calls, of which time; "": none are told */
	uint32_t demand_calls;
	uint32_t crew_check_s;
	uint32_t lasts_s; /* of cards that do not say; 0: nobody knows */
};

/*
 * Reads a plan; the caller closes it.  Warnings are what can be meant, but rarely is; they do not keep it from being
 * read, and go where `warnings` says.
 *   STATUS_MALFORMED  the problems say where, and what to do
 *   STATUS_LIMIT, STATUS_MEMORY
 */
enum status run_card_read(struct bytes bytes, const char *name, struct problems *problems, struct problems *warnings,
                          struct plan *ret_plan);
void run_card_close(struct plan *plan);
/* Whether the file is meant to be a plan: it has a key `cards`, or `plan` and none of a center's settings. */
bool run_card_is(struct bytes bytes);

/* The bit of a capability by its name; 0 if the plan has none of that name. */
uint64_t run_card_capability(const struct plan *plan, const char *name);
/* The crew that a unit shares with others; 0 if it has its own. */
uint32_t run_card_crew(const struct plan *plan, const char *unit);
/* The card of that name, special ones apart; 0: there is none. */
uint32_t run_card_named(const struct plan *plan, const char *name);
/* Why a policy may not name that card, in words; NULL: it may. */
const char *run_card_fault(const struct plan *plan, const char *name);
/* Whether a place lies in an area; its edge is in. */
bool run_card_holds(const struct plan *plan, const struct area *area, struct road_node at);

static inline const struct card *plan_card(const struct plan *plan, uint32_t number)
{
	return pool_item(&plan->cards, number);
}

static inline const struct requirement *plan_need(const struct plan *plan, uint32_t number)
{
	return pool_item(&plan->needs, number);
}

static inline const struct area *plan_area(const struct plan *plan, uint32_t number)
{
	return pool_item(&plan->areas, number);
}

static inline const struct speed *plan_speed(const struct plan *plan, uint32_t number)
{
	return pool_item(&plan->speeds, number);
}

static inline bool week_has(const struct week *week, unsigned minute)
{
	return week->minutes[minute / 64] >> minute % 64 & 1;
}

static inline const struct type_advice *plan_advice(const struct plan *plan, uint32_t number)
{
	return pool_item(&plan->advice, number);
}

static inline const char *plan_word(const struct plan *plan, uint32_t number)
{
	return ((const struct plan_word *)pool_item(&plan->words, number))->text;
}

#endif
