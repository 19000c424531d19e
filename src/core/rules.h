/* What the rules share: making events, owing and meeting, refusing.  Only for the decide_*.c files. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_RULES_H
#define CORE_RULES_H

#include "core/decide.h"
#include "core/ladder.h"

/* A call, an incident, a unit or a notice, as a subject of rules; exactly one number is set. */
struct subject {
	uint32_t call;
	uint32_t incident;
	uint32_t unit;
	uint32_t notice;
};

/* Makes an event and folds it in at once. */
void rules_emit(struct decision *decision, enum event_kind kind, const struct fields *f);
#define EMIT(DECISION, KIND, ...) rules_emit((DECISION), EVENT_##KIND, &(struct fields){ __VA_ARGS__ })

/* Refuses; `field` is what is wrong, FIELD_COUNT if none in particular.  Always returns false, for `return refuse(..)`. */
bool rules_refuse(struct decision *decision, enum refusal refusal, enum field field);
bool rules_has_text(const struct decision *decision, enum text text);

/* The subject of a debt. */
static inline struct subject rules_subject_of(const struct obligation *owed)
{
	return (struct subject){ owed->call, owed->incident, owed->unit, owed->notice };
}
/* The subject's first debt; the others hang on it. */
uint32_t rules_first_owed(const struct board *board, struct subject subject);

/* The subject that the command names; refuses if it names none, several, or one that is not there. */
bool rules_subject(struct decision *decision, struct subject *ret_subject);
bool rules_open_call(struct decision *decision, const struct call **ret_call);
/* An open call whose caller waits for an answer. */
bool rules_waiting_call(struct decision *decision, const struct call **ret_call);
bool rules_open_incident(struct decision *decision, uint32_t incident);

/* The first open obligation of a kind on a subject, for an assignment if one is given; 0 if there is none. */
uint64_t rules_owed(const struct board *board, struct subject subject, enum obligation_kind kind, uint32_t assignment);
/* What more is to be said of a new debt; zero where there is nothing. */
struct owing {
	uint32_t assignment;
	uint32_t unit;
	uint32_t agent; /* for kinds that an agent owns first */
	uint64_t about;
	uint32_t by;
	struct instant from; /* its clock's start; zero: now */
	struct instant due;  /* when somebody said by when; zero: by the ladder */
	uint32_t span_s;     /* when somebody said how long; 0: by the ladder */
};
uint64_t rules_owe(struct decision *decision, struct subject subject, enum obligation_kind kind, struct owing owing);
/* Owes it unless it is owed already. */
void rules_owe_once(struct decision *decision, struct subject subject, enum obligation_kind kind, struct owing owing);
void rules_meet(struct decision *decision, uint64_t handle, enum ending how);
/* Meets the first of a kind if it is owed. */
bool rules_meet_kind(struct decision *decision, struct subject subject, enum obligation_kind kind, enum ending how);
/* Raises an obligation to its next rung. */
void rules_raise(struct decision *decision, uint64_t handle, enum cause cause);
/* The one about something; 0 if there is none. */
uint64_t rules_owed_about(const struct board *board, struct subject subject, enum obligation_kind kind, uint64_t about);
/* Opens `assign` if the incident has not all that it needs, and meets it if it has. */
void rules_match_need(struct decision *decision, uint32_t incident);
/* The same for all that a unit works, when what it can do has changed. */
void rules_match_needs_of(struct decision *decision, uint32_t unit);
/* Whether a position lies on the earth; refuses otherwise. */
bool rules_on_earth(struct decision *decision);
/* Whether a stamp that was given lies neither ahead nor before 1900; refuses otherwise. */
bool rules_stamp_fits(struct decision *decision);
/* Whether a due time that was given lies ahead, and not further than RUNG_SPAN_MAX_S; refuses otherwise. */
bool rules_due_fits(struct decision *decision);
/* The assignment that is meant: the one named, or the unit's only one; 0, and refused, if there is none. */
uint32_t rules_assignment(struct decision *decision);
/* Owes the crew check of an assignment, after the while that its row or the ladder says. */
void rules_owe_check(struct decision *decision, uint32_t assignment);

/* The time has passed within which whoever is asked by a request should have answered: the next in order is asked. */
void rules_ask_next(struct decision *decision, uint32_t request);
/* A call that was just placed; its number. */
uint32_t rules_place(struct decision *decision, const struct command *command);

/* A supervisor has looked at a warning: while what it says is so, it is looked at again. */
void rules_looked_at(struct decision *decision, uint32_t notice);

/* An agent speaks with the call's caller; refuses if none does. */
bool rules_spoken_with(struct decision *decision, const struct call **ret_call);
/* Whether the command names one target whom a caller can be passed on to, or who can join. */
bool rules_target_fits(struct decision *decision);
/* An agent and the caller speak from now on: what that meets, and what it owes. */
void rules_spoken(struct decision *decision, uint32_t call, uint32_t agent);

/* One function a command; in the decide_*.c files. */
#define COMMAND(NAME, ...) void decide_##NAME(struct decision *decision, const struct command *command);
#include "core/commands.def"
#undef COMMAND

#endif
