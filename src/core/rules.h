/* What the rules share: making events, owing and meeting, refusing.  Only for the decide_*.c files. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_RULES_H
#define CORE_RULES_H

#include "core/decide.h"
#include "core/ladder.h"

/* A call or an incident, as a subject of rules; exactly one number is set. */
struct subject {
	uint32_t call;
	uint32_t incident;
};

/* Makes an event and folds it in at once. */
void rules_emit(struct decision *decision, enum event_kind kind, const struct fields *f);
#define EMIT(DECISION, KIND, ...) rules_emit((DECISION), EVENT_##KIND, &(struct fields){ __VA_ARGS__ })

/* Refuses; `field` is what is wrong, FIELD_COUNT if none in particular.  Always returns false, for `return refuse(..)`. */
bool rules_refuse(struct decision *decision, enum refusal refusal, enum field field);
bool rules_has_text(const struct decision *decision, enum text text);

/* The call or incident that the command names; refuses if it names none, both, or one that is not there. */
bool rules_subject(struct decision *decision, struct subject *ret_subject);
bool rules_open_call(struct decision *decision, const struct call **ret_call);
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
};
uint64_t rules_owe(struct decision *decision, struct subject subject, enum obligation_kind kind, struct owing owing);
/* Owes it unless it is owed already. */
void rules_owe_once(struct decision *decision, struct subject subject, enum obligation_kind kind, struct owing owing);
void rules_meet(struct decision *decision, uint64_t handle, enum ending how);
/* Meets the first of a kind if it is owed. */
bool rules_meet_kind(struct decision *decision, struct subject subject, enum obligation_kind kind, enum ending how);
/* Raises an obligation to its next rung. */
void rules_raise(struct decision *decision, uint64_t handle, enum cause cause);
/* Opens `assign` if the incident has fewer units than it needs, and meets it if it has enough. */
void rules_match_need(struct decision *decision, uint32_t incident);

/* An agent speaks with the call's caller; refuses if none does. */
bool rules_spoken_with(struct decision *decision, const struct call **ret_call);
/* Whether the command names one target whom a caller can be passed on to, or who can join. */
bool rules_target_fits(struct decision *decision);
/* An agent and the caller speak from now on: what that meets, and what it owes. */
void rules_spoken(struct decision *decision, uint32_t call, uint32_t agent);

/* One function a command; in decide_*.c. */
#define COMMAND(NAME, ...) void decide_##NAME(struct decision *decision, const struct command *command);
#include "core/commands.def"
#undef COMMAND

#endif
