/* The center's whole state: plain things in pools, no pointers among them, with a digest that is kept as it changes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_BOARD_H
#define CORE_BOARD_H

#include "base/agenda.h"
#include "base/bytes.h"
#include "base/instant.h"
#include "base/pool.h"
#include "core/command.h"
#include "core/event.h"
#include "core/on_line.h"
#include "core/policy_records.h"

/* Priorities: 1 is the most urgent, 4 the least; 0 is unknown, and treated as 1. */
#define PRIORITY_MAX 4u
#define RUNGS_MAX 6u
#define RUNG_SPAN_MAX_S (30 * 24 * 3600u)
/* Attempts after which a caller may be called unreachable. */
#define ATTEMPTS_MIN 3u
/* How long a key of a command is remembered. */
#define KEYS_KEPT_S (7 * 24 * 3600)
/* How long an agent reads in the record of what is over, once it is opened. */
#define OPENING_S 3600u

/* The most of each that a board holds; beyond them a command is refused as too_many, a call never (see CALLS_MAX). */
#define CALLS_MAX 100000000u
#define AGENTS_MAX 100000u
#define UNITS_MAX 1000000u
#define PLACES_TO_SIT_MAX 100000u
#define QUEUES_MAX 10000u
#define NEIGHBOURS_MAX 10000u
#define OBLIGATIONS_MAX 200000000u
#define KEYS_MAX 64000000u
/* A capability is a bit of a mask; the board holds no more of them. */
#define CAPABILITIES_MAX 64u
#define STATIONS_MAX 100000u
#define STATUS_NAMES_MAX 10000u
#define CLOSURES_MAX 10000000u
#define LOADS_MAX 1000000u
#define STANDINGS_MAX 10000u
#define NOTICES_MAX 10000000u
#define PROVIDERS_MAX 10000u
/* What one incident has: incidents to do with it, roles, areas; and whom one request asks. */
#define RELATIONS_MAX 1000u
#define POSTS_MAX 64u
#define AREAS_MAX 64u
#define ASKINGS_MAX 64u
/* What one incident needs: so many rows, and so many units of one row. */
#define NEED_ROWS_MAX 32u
#define NEED_COUNT_MAX 32u
/* Sets of capabilities that will do as well as what a row asks for: as many as a plan's row may name. */
#define NEED_STAND_INS_MAX 8u
/* Alarms of one incident, as many as a plan's card may have. */
#define ALARMS_MAX 9u
/* Queues of which an agent can say that he answers them: bits of a mask. */
#define SERVED_QUEUES_MAX 40u
/* What was proved of a policy speaks of the days ahead: it is proved anew for one that is to take effect later than that. */
#define JUDGEMENT_LASTS_S (24 * 3600)
/* People who must agree to a policy, at most. */
#define CARE_MAX 2u
/* Rows of a response: a kind of debt, or a disposition, each once. */
#define RESPONSE_ROWS_MAX 64u
/* As many as three bytes count. */
#define RESPONSES_MAX 0xffffffu
/* The most units in one recommendation. */
#define PICKS_MAX 64u

/* How far it is with the third party of a conversation. */
enum third_state { THIRD_NONE, THIRD_ASKED, THIRD_JOINED };

/* Whose word on a caller's wait stands: a person's is not changed by the center's reckoning. */
enum told_by { TOLD_BY_NOBODY, TOLD_BY_CENTER, TOLD_BY_PERSON };

/* Lists run through the things' own numbers; 0 ends them. */
struct call {
	struct instant first_contact; /* the answer clock's start: the first byte, before any screening */
	struct instant placed_at;
	struct instant answered_at; /* the first answer */
	struct instant left_at;
	struct instant closed_at;
	struct instant told_until; /* until when the caller was told to wait */
	struct instant told_at;    /* when the center last told it by itself */
	uint64_t last_sequence;    /* the last entry that spoke of it */
	uint32_t incident;
	uint32_t next_of_incident;
	uint32_t queue;
	uint32_t agent; /* who spoke with the caller last */
	uint32_t first_obligation;
	uint32_t obligations; /* open ones */
	uint32_t next_open;
	uint32_t previous_open;
	uint32_t attempts; /* to reach the caller */
	uint32_t offers;   /* agents whose phones ring for it */
	uint32_t transfer; /* the agent to whom the caller is being passed on */
	uint32_t uncertainty_m;
	int32_t lat_e7, lon_e7;
	uint8_t state; /* enum call_state */
	uint8_t channel;
	uint8_t priority;
	uint8_t first_priority;
	uint8_t disposition;
	uint8_t first_disposition;
	uint8_t malformed;
	uint8_t source;      /* of first_contact */
	uint8_t held;        /* the caller waits on the line */
	uint8_t away;        /* somebody outside, to whom he was passed on, speaks with the caller */
	uint8_t third_state; /* enum third_state */
	uint8_t third_kind;  /* enum owner_kind: what `third` is the number of */
	uint32_t third;      /* who is asked to join, or has joined; 0 with a state: somebody outside */
	uint8_t referred;    /* it names a server that knows where the caller is */
	uint8_t fixed;       /* referred, and somebody here has said where: what a server says later stands beside it */
	uint8_t help;        /* enum help: another agency asks by it */
	uint8_t told_by;     /* enum told_by: whose word on the wait stands */
	uint32_t last_hop;   /* the newest hop of its way by the policy */
};

struct incident {
	struct instant opened_at;
	struct instant closed_at;
	uint64_t last_sequence;
	struct wire_name type;
	uint32_t first_call;
	uint32_t calls;
	uint32_t first_assignment;
	uint32_t first_obligation;
	uint32_t obligations;
	uint32_t next_open;
	uint32_t previous_open;
	uint32_t agent; /* who opened it */
	uint32_t uncertainty_m;
	int32_t lat_e7, lon_e7;
	uint32_t active;     /* assignments that are not over */
	uint32_t served;     /* assignments that are over and had arrived */
	uint32_t first_need; /* its rows, in their order */
	uint32_t first_pick; /* the units recommended last, in their order */
	uint64_t reasons;    /* the entry that holds why; 0: nothing was recommended */
	uint8_t open;
	uint8_t priority;
	uint8_t first_priority;
	uint8_t need; /* units in all, of whatever kind; the rows say more */
	uint8_t disposition;
	uint8_t first_disposition;
	uint8_t recommended; /* a recommendation stands, be it of nobody */
	uint8_t alarm;       /* 0: nobody said, which is the first */
	uint8_t major;
	uint8_t response[3];     /* the number of what the response policy says of it, little-endian; 0: nothing */
	uint32_t first_relation; /* to other incidents */
	uint32_t first_post;     /* who has which role in it */
	uint32_t first_area;
	uint32_t first_request; /* for others' help */
};

#define ASSIGNMENT_STAMPS ((unsigned)UNIT_CLEAR)

struct assignment {
	struct instant stamp[ASSIGNMENT_STAMPS]; /* first moment of each status, by unit_status - 1; 0 if unknown */
	uint8_t source[ASSIGNMENT_STAMPS];       /* SOURCE_NONE: that status was never reported */
	uint8_t status;                          /* the furthest along */
	uint8_t active;
	uint32_t incident;
	uint32_t unit;
	uint32_t agent;
	uint32_t next_of_incident;
	uint32_t next_of_unit; /* among the unit's active ones */
	uint8_t crew;     /* how many they were, and what the unit could do: the unit's while active, then the last */
	uint8_t inferred; /* assignment_bit of each status that was inferred */
	uint8_t spare[2];
	uint64_t capabilities;
};

static inline uint8_t assignment_bit(enum unit_status status)
{
	return (uint8_t)(1u << status);
}

/* Whether the crew was ever on scene, or further along, which cannot be without it. */
static inline bool assignment_arrived(const struct assignment *assignment)
{
	return assignment->source[UNIT_ON_SCENE - 1] || assignment->source[UNIT_TRANSPORTING - 1] ||
	       assignment->source[UNIT_AT_HOSPITAL - 1];
}

/* Whether a crew is on a unit.  Of one that never said so, nobody knows. */
enum unit_crew { CREW_UNSAID, CREW_ON, CREW_OFF };

struct unit {
	struct wire_name name;
	uint64_t capabilities;  /* a bit a capability: 1 << (number - 1) */
	struct instant until;   /* the shift's end; 0: none was said */
	struct instant seen_at; /* the stamp of its last position */
	struct instant inferred_at;
	uint64_t last_sequence;    /* the last entry that spoke of it, positions apart */
	uint32_t first_assignment; /* its active ones, the newest first */
	uint32_t active;
	uint32_t first_obligation;
	uint32_t obligations;
	uint32_t station;             /* at home there */
	uint32_t posted;              /* covers from there for now; 0: from home */
	uint32_t neighbour;           /* the agency whose it is; 0: the center's own */
	uint32_t inferred_assignment; /* for which something was last inferred */
	uint32_t uncertainty_m;
	int32_t lat_e7, lon_e7;
	uint8_t out_of_service;
	uint8_t crew_state; /* enum unit_crew */
	uint8_t crew;       /* people */
	uint8_t inferred;   /* enum unit_status */
};

/* Whether a unit could be sent at all. */
static inline bool unit_may_go(const struct unit *unit)
{
	return !unit->out_of_service && unit->crew_state != CREW_OFF;
}

struct capability {
	struct wire_name name;
};

struct station {
	struct wire_name name;
	int32_t lat_e7, lon_e7;
};

/* What an agency calls a status. */
struct status_name {
	struct wire_name name;
	uint32_t neighbour; /* 0: the center's own */
	uint8_t status;
	uint8_t spare[3];
};

/* One row of what an incident needs. */
struct need {
	uint64_t capabilities;                 /* all of them; 0: any unit */
	uint64_t substitutes;                  /* each of these alone will do as well */
	uint64_t stand_in[NEED_STAND_INS_MAX]; /* and so will all of one of these; 0: there are no more */
	uint32_t next_of_incident;
	uint32_t span_s; /* crews of this row are asked so often whether they are safe; 0: as the ladder says */
	uint8_t row;     /* from 1 */
	uint8_t count;   /* 0: not any more */
	uint8_t crew;    /* at least so many people each; 0: nobody asks */
	uint8_t mode;    /* enum need_mode */
	uint8_t spare[4];
};

/* One unit of the last recommendation for an incident. */
struct pick {
	uint32_t next; /* of its incident; or of the free ones */
	uint32_t unit;
	uint32_t eta_s;
	uint8_t row;
	uint8_t why;
	uint8_t spare[2];
};

/* Roads closed or slow.  The shape is the circle, or else the area in the text of the entry. */
struct closure {
	struct instant closed_at;
	struct instant opened_at;
	struct instant review_at; /* 0: nobody asked for one */
	uint64_t sequence;        /* the entry that holds its area */
	uint32_t incident;
	uint32_t next_open;
	uint32_t radius_m; /* 0: an area */
	int32_t lat_e7, lon_e7;
	uint8_t open;
	uint8_t percent; /* of the roads' speed; 0: closed */
	uint8_t spare[2];
};

/* A plan that was put in force, or a map; the last one of its pool holds. */
struct load {
	struct wire_name name;
	uint64_t hash;
	uint64_t sequence; /* the entry that holds its text */
	struct instant at;
};

/* One roll-call; the newest is the last. */
struct roll_record {
	struct instant at;
	uint64_t sequence;
};

/* An order by which what was said of a call or an incident was erased. */
struct erasure {
	struct instant at;
	uint64_t sequence; /* the entry with the order */
	uint32_t call, incident;
	uint32_t agent;
	uint32_t spare;
};

/* That an agent looks into what was said of a closed call or incident. */
struct opening {
	struct instant at;
	struct instant until;
	uint64_t sequence; /* the entry that says why */
	uint32_t call, incident;
	uint32_t agent;
	uint32_t spare;
};

/* A hazard at a place, or a lookout, which end by a person's word alone; or a warning of what the policy in force says, which
 * ends when that is so no longer. */
struct notice {
	struct instant issued_at;
	struct instant until; /* somebody is to look again by then */
	struct instant ended_at;
	uint64_t sequence; /* the entry that holds its words */
	uint32_t incident; /* a lookout's, if it has one */
	uint32_t next_open;
	uint32_t previous_open;
	uint32_t first_obligation;
	uint32_t obligations;
	uint32_t agent; /* who put it on record */
	uint32_t radius_m;
	int32_t lat_e7, lon_e7;
	uint8_t open;
	uint8_t kind; /* enum notice_kind */
	uint8_t spare[2];
};

/* What one incident is to another; the other has one the other way round. */
struct relation {
	uint32_t incident;
	uint32_t other;
	uint32_t next;
	uint8_t kind; /* enum relation_kind, of the other to this one; RELATION_NONE: not any more */
	uint8_t spare[3];
};

/* A role in an incident. */
struct post {
	struct wire_name name;
	uint64_t sequence; /* the entry that gave it, which has the name of a person from elsewhere */
	uint32_t next;
	uint32_t agent;
	uint32_t unit;
	uint8_t open;
	uint8_t spare[3];
};

/* An area of an incident: a cordon, a sector.  The circle, or else the shape in the text of the entry. */
struct incident_area {
	struct wire_name name;
	uint64_t sequence;
	uint32_t next;
	uint32_t radius_m;
	int32_t lat_e7, lon_e7;
	uint8_t row; /* from 1 */
	uint8_t open;
	uint8_t spare[6];
};

/* Who can be asked for a kind of help. */
struct provider {
	struct wire_name type;
	struct wire_name name;
	uint64_t sequence; /* of the entry that added it, which has its contact */
	uint64_t turn;     /* of the entry that asked it last: whoever was asked longest ago is next */
	uint8_t row;       /* its place among those who were never asked */
	uint8_t retired;
	uint8_t spare[6];
};

/* Others' help that is wanted for an incident. */
struct help_request {
	struct wire_name type; /* of help; of an agency's, what is wanted of it, if that has a name */
	struct instant made_at;
	struct instant ended_at;
	uint64_t sequence; /* the entry that holds what was said of it */
	uint32_t incident;
	uint32_t next_of_incident;
	uint32_t first_asking; /* in their order */
	uint32_t asked;        /* the asking that is on, or was accepted; 0: nobody is asked */
	uint32_t capability;
	uint8_t kind;  /* of the debt: OBLIGATION_SUPPLY or OBLIGATION_AGENCY */
	uint8_t state; /* enum request_state */
	uint8_t spare[2];
};

/* One who is asked, or will be. */
struct asking {
	struct instant at; /* the last time */
	uint32_t next;
	uint32_t provider; /* one of the two */
	uint32_t neighbour;
	uint32_t times;
	uint8_t state; /* enum asking_state */
	uint8_t spare[7];
};

struct agent {
	struct wire_name name;
	struct instant free_since; /* since when he has not been rung or spoken; the ring goes to whoever has longest */
	struct instant offered_at;
	struct instant spoke_from; /* since when he speaks with somebody */
	uint32_t position;         /* 0: signed out */
	uint32_t offered;          /* the call for which his phone rings */
	uint32_t talking;          /* calls whose callers he speaks with, or holds */
	uint32_t missed;           /* rings that he did not take up */
	uint8_t role;
	uint8_t state;
	uint8_t joins;     /* is asked to join a conversation as its third, or has joined */
	uint8_t serves[5]; /* a bit a queue whose calls he answers, the first the lowest; none: those of all */
};

struct position {
	struct wire_name name;
	uint32_t agent;
	uint32_t spare;
};

struct queue {
	struct wire_name name;
	uint32_t ring_s; /* how long each phone rings; 0: RING_DEFAULT_S */
	uint8_t ring;    /* enum ring; none is RING_NEXT */
	uint8_t spare[3];
};

struct neighbour {
	struct wire_name name;
	uint64_t sequence; /* of the entry that added it, which has its contact */
};

struct obligation {
	struct instant opened;
	struct instant due;
	struct instant first_due;
	uint64_t serial; /* how many were opened before it, plus one */
	uint64_t
	    about; /* a hand-over: the obligation that is to move; a closure's review: the closure; others' help: the request */
	uint32_t generation; /* of the slot; handle = generation << 32 | slot */
	uint32_t call;       /* its subject: a call */
	uint32_t incident;   /* or an incident */
	uint32_t unit;       /* or a unit */
	uint32_t notice;     /* or a hazard, a lookout or a warning */
	uint32_t assignment;
	uint32_t owner; /* the first owner, who can hand it over */
	uint32_t raised_to;
	uint32_t by; /* a review: whose act is looked at */
	uint32_t raised;
	uint32_t next; /* of its subject; or of the free ones */
	uint32_t previous;
	uint8_t open;
	uint8_t kind;
	uint8_t owner_kind;
	uint8_t raised_kind; /* OWNER_NOBODY: not raised */
	uint8_t rung;
	uint8_t unheeded;
	uint8_t spare[2];
};

struct rung {
	uint32_t owner;
	uint32_t span_s; /* how long it may stay here; 0: there is no such rung */
	uint8_t owner_kind;
	uint8_t spare[7];
};

/* One key of a command and what it came to. */
struct command_key {
	uint8_t key[COMMAND_KEY_BYTES];
	uint64_t content;
	uint64_t sequence;
	struct instant at;
};

/* What there is one of. */
struct center {
	struct instant now; /* the time of the last entry; never runs back */
	uint64_t sequence;  /* of the last entry */
	uint64_t serial;    /* obligations ever opened */
	uint32_t free_obligation;
	uint32_t first_open_call;
	uint32_t first_open_incident;
	uint32_t open_calls;
	uint32_t open_incidents;
	uint32_t open_obligations;
	uint32_t started;
	uint32_t oldest_key; /* number of the oldest key kept */
	uint32_t tests;      /* test calls, which are no calls */
	uint32_t flooded;    /* messages of the flood that is on; 0: none is */
	uint32_t bridged;    /* whether there is a bridge for conversations of three */
	uint32_t free_pick;
	uint32_t first_open_closure;
	uint32_t first_open_notice;
	/* How long agents speak until they are free again (core/wait.h): mean, how many it is of, when it was last learnt. */
	uint32_t spoken_ms;
	uint32_t spoken;
	struct instant spoken_at;
	uint32_t signed_in[ROLE_COUNT + ROLE_COUNT % 2];
};

#define BOARD_POOLS(POOL)                                                                                              \
	POOL(calls, struct call, CALLS_MAX)                                                                            \
	POOL(incidents, struct incident, CALLS_MAX)                                                                    \
	POOL(assignments, struct assignment, CALLS_MAX)                                                                \
	POOL(obligations, struct obligation, OBLIGATIONS_MAX)                                                          \
	POOL(units, struct unit, UNITS_MAX)                                                                            \
	POOL(agents, struct agent, AGENTS_MAX)                                                                         \
	POOL(positions, struct position, PLACES_TO_SIT_MAX)                                                            \
	POOL(queues, struct queue, QUEUES_MAX)                                                                         \
	POOL(neighbours, struct neighbour, NEIGHBOURS_MAX)                                                             \
	POOL(rungs, struct rung, 0)                                                                                    \
	POOL(centers, struct center, 1)                                                                                \
	POOL(capabilities, struct capability, CAPABILITIES_MAX + 1)                                                    \
	POOL(stations, struct station, STATIONS_MAX)                                                                   \
	POOL(status_names, struct status_name, STATUS_NAMES_MAX)                                                       \
	POOL(needs, struct need, CALLS_MAX)                                                                            \
	POOL(picks, struct pick, CALLS_MAX)                                                                            \
	POOL(closures, struct closure, CLOSURES_MAX)                                                                   \
	POOL(plans, struct load, LOADS_MAX)                                                                            \
	POOL(maps, struct load, LOADS_MAX)                                                                             \
	POOL(notices, struct notice, NOTICES_MAX)                                                                      \
	POOL(relations, struct relation, CALLS_MAX)                                                                    \
	POOL(posts, struct post, CALLS_MAX)                                                                            \
	POOL(areas, struct incident_area, CALLS_MAX)                                                                   \
	POOL(providers, struct provider, PROVIDERS_MAX)                                                                \
	POOL(requests, struct help_request, CALLS_MAX)                                                                 \
	POOL(askings, struct asking, CALLS_MAX)                                                                        \
	POOL(policies, struct policy_record, LOADS_MAX)                                                                \
	POOL(cares, struct care, LOADS_MAX)                                                                            \
	POOL(hops, struct hop, OBLIGATIONS_MAX)                                                                        \
	POOL(responses, struct response_record, RESPONSES_MAX)                                                         \
	POOL(response_debts, struct response_debt, OBLIGATIONS_MAX)                                                    \
	POOL(stored, struct stored_policy, LOADS_MAX)                                                                  \
	POOL(response_rungs, struct response_rung, OBLIGATIONS_MAX)                                                    \
	POOL(erasures, struct erasure, CALLS_MAX)                                                                      \
	POOL(rolls, struct roll_record, CALLS_MAX)                                                                     \
	POOL(openings, struct opening, CALLS_MAX)                                                                      \
	POOL(warnings, struct policy_warning, NOTICES_MAX)                                                             \
	POOL(response_cards, struct response_card, RESPONSES_MAX)                                                      \
	POOL(standings, struct service_word, STANDINGS_MAX)

enum board_pool {
#define POOL(NAME, TYPE, CAP) POOL_##NAME,
	BOARD_POOLS(POOL)
#undef POOL
	    POOL_COUNT
};

struct touched {
	uint32_t number;
	uint8_t pool;
};

struct key_book; /* command keys and their index; keys.c */

struct board {
	struct pool pool[POOL_COUNT];
	struct agenda agenda;
	struct on_line line; /* the calls of board_on_line */
	struct key_book *keys;
	uint64_t digest; /* after the last settled entry */
	struct touched *touched;
	uint32_t touched_count;
	uint32_t touched_room;
};

/* An empty board; STATUS_MEMORY.  The caller closes it. */
enum status board_open(struct board **ret_board);
void board_close(struct board *board);

/*
 * Makes sure that changes to `changes` things, and one more key, need no memory, so that apply cannot fail.
 *   STATUS_LIMIT   a named limit of the board is reached
 *   STATUS_MEMORY  there is none
 */
enum status board_reserve(struct board *board, uint32_t changes);
/* The same for `items` new things in one pool. */
enum status board_reserve_items(struct board *board, enum board_pool pool, uint32_t items);

/* The thing of that number, borrowed until the next board_reserve_items; NULL if there is none. */
#define POOL(NAME, TYPE, CAP) const TYPE *board_##NAME(const struct board *board, uint64_t number);
BOARD_POOLS(POOL)
#undef POOL

/* The same to be changed, which the digest then notices; the number must exist.  For apply alone. */
#define POOL(NAME, TYPE, CAP) TYPE *board_change_##NAME(struct board *board, uint32_t number);
BOARD_POOLS(POOL)
#undef POOL
/* The number of a new one.  For apply alone. */
uint32_t board_add(struct board *board, enum board_pool pool);

const struct center *board_center(const struct board *board);
struct center *board_change_center(struct board *board);

/* The open obligation of a handle; NULL if it is met or never was. */
const struct obligation *board_obligation(const struct board *board, uint64_t handle);
/* The handle of the obligation in a slot. */
uint64_t board_handle(const struct board *board, uint32_t slot);
/* The rung of a kind's ladder for a priority; NULL if the ladder is not that high. */
const struct rung *board_rung(const struct board *board, enum obligation_kind kind, unsigned priority, unsigned rung);
/* The number of that rung in the pool, for a priority of 0 to PRIORITY_MAX exactly. */
uint32_t board_rung_number(enum obligation_kind kind, unsigned priority, unsigned rung);

/* Numbers by name; 0 if there is none. */
uint32_t board_unit_named(const struct board *board, const char *name);
uint32_t board_agent_named(const struct board *board, const char *name);
uint32_t board_queue_named(const struct board *board, const char *name);
uint32_t board_position_named(const struct board *board, const char *name);
uint32_t board_neighbour_named(const struct board *board, const char *name);
uint32_t board_capability_named(const struct board *board, const char *name);
uint32_t board_station_named(const struct board *board, const char *name);
uint32_t board_provider_named(const struct board *board, const char *name);
/* The number of an agency's name of a status; 0 if it has none of that name. */
uint32_t board_status_named(const struct board *board, uint32_t neighbour, const char *name);
/* What the response policy says of an incident; NULL: nothing. */
const struct response_record *board_response_of(const struct board *board, uint32_t incident);
/* The queues that an agent answers, a bit each: 1 << (number - 1); 0: all. */
uint64_t agent_serves(const struct agent *agent);
/* What it says of a kind of debt on an incident; the number in its pool, 0: nothing. */
uint32_t board_response_debt(const struct board *board, uint32_t incident, enum obligation_kind kind);
/* The name of the run card that it says; NULL: none. */
const char *board_response_card(const struct board *board, uint32_t incident);
/* Whether an order erased what an entry says of a call or of an incident. */
bool board_erased(const struct board *board, uint32_t call, uint32_t incident, uint64_t sequence);
/* How secure a service is and how it works, by its name, else as was said of all: enum posture, enum service_state; none if
 * nobody said, or not of names so long. */
enum posture board_posture(const struct board *board, const char *service);
enum service_state board_service_state(const struct board *board, const char *service);
/* Whether an agent has opened the record of a call or of an incident and may still read in it; either may be 0. */
bool board_opened(const struct board *board, uint32_t agent, uint32_t call, uint32_t incident, struct instant now);
/* The policy in force; 0: none. */
uint32_t board_policy_in_force(const struct board *board);
/* The number of the warning that a notice is; 0: it is none. */
uint32_t board_warning_of(const struct board *board, uint32_t notice);
/* The notice that is an open warning of that hash; 0: there is none. */
uint32_t board_warned(const struct board *board, uint64_t hash);
/* The bit of a capability in a mask; 0 for number 0. */
static inline uint64_t capability_bit(uint32_t capability)
{
	return capability && capability <= CAPABILITIES_MAX ? (uint64_t)1 << (capability - 1) : 0;
}

/* Whether a caller waits by voice, or is being passed on to somebody: for whom a phone may have to ring. */
bool board_on_line(const struct call *call);

/* One entry's events are applied between these two.  Time never runs back: now is the later of `at` and the last. */
void board_begin(struct board *board, uint64_t sequence, struct instant at);
void board_apply(struct board *board, const struct event *event);
/* Whether apply's assumptions hold for an event that comes from stored bytes; room must have been reserved. */
bool board_admits(const struct board *board, const struct event *event);
/* Whether what the entry touched keeps the invariants; board_settle asserts it. */
bool board_fits(const struct board *board);
/* Ends the entry: checks what was touched and returns the digest over everything. */
uint64_t board_settle(struct board *board);

/* Remembers a command's key; the sequence is the board's. */
void board_keep_key(struct board *board, const uint8_t key[COMMAND_KEY_BYTES], uint64_t content);
/* What a key came to; NULL if it is unknown or forgotten. */
const struct command_key *board_key(const struct board *board, const uint8_t key[COMMAND_KEY_BYTES]);

/* Computes every item's mark and the digest anew, for what was read as a whole. */
void board_mark(struct board *board);
/* The digest computed anew from all there is; equals board->digest between entries. */
uint64_t board_digest(const struct board *board);
/* Whether every invariant of the domain holds; if not, ret_fault says which, about what (static text). */
bool board_sound(const struct board *board, const char **ret_fault, uint32_t *ret_number);

/* Appends all of it in a form that board_read takes back; statuses of buffer_append. */
enum status board_write(const struct board *board, struct buffer *buffer);
/*
 * Makes a board of what board_write wrote.
 *   STATUS_VERSION    written by another version or kind of machine
 *   STATUS_CORRUPT    the bytes are not what was written, or the digest differs
 *   STATUS_MEMORY
 */
enum status board_read(struct bytes bytes, struct board **ret_board);

#endif
