/* A family of policies as its documents say it: who is rung for which call, and what is owed then.
 *
 * The documents are NENA i3 Policy Routing Rules (NENA-STA-010.3, Policy Store 1.0; docs/policy.md).  A rule is a list of
 * conditions that must all hold; of the rules that hold the one of highest priority acts.  What can be told of a call is
 * cut into traits; a condition asks predicates of traits, and only of those.  The evaluator (choose.h) asks them of one
 * call, the prover (proof/) of all calls at once.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_FAMILY_H
#define POLICY_FAMILY_H

#include "base/bytes.h"
#include "base/instant.h"
#include "policy/partition.h"
#include "policy/tz.h"

/* Limits of a family; beyond them it is refused in words.  The largest known rule set has 1,000 rules. */
#define FAMILY_DOCUMENT_BYTES_MAX (8u * 1024u * 1024u)
#define FAMILY_POLICIES_MAX 256u
#define FAMILY_RULES_MAX 4000u
#define FAMILY_PREDICATES_MAX 16384u
#define FAMILY_CONDITIONS_MAX 64u    /* of a rule */
#define FAMILY_TEXT_BYTES_MAX 65536u /* of one string */
#define FAMILY_EFFECTS_MAX 4096u
#define INVOKE_DEPTH_MAX 16u

/* The 18 conditions of i3, and ours of the ignorable member `tocsin`.
 * CONDITION(NAME, its name in JSON, sort of its traits) */
#define CONDITION_LIST(CONDITION)                                                                                      \
	CONDITION(TIME_PERIOD, "TimePeriodCondition", MOMENT)                                                          \
	CONDITION(SIP_HEADER, "SipHeaderCondition", TEXT)                                                              \
	CONDITION(ADDITIONAL_DATA, "AdditionalDataCondition", TEXT)                                                    \
	CONDITION(MIME_BODY, "MimeBodyCondition", FLAG)                                                                \
	CONDITION(LOCATION, "LocationCondition", PLACE)                                                                \
	CONDITION(CALL_SUSPICION, "CallSuspicionCondition", NUMBER)                                                    \
	CONDITION(SECURITY_POSTURE, "SecurityPostureCondition", CHOICE)                                                \
	CONDITION(QUEUE_STATE, "QueueStateCondition", CHOICE)                                                          \
	CONDITION(SERVICE_STATE, "ServiceStateCondition", CHOICE)                                                      \
	CONDITION(LOST_SERVICE_URN, "LostServiceUrnCondition", FLAG)                                                   \
	CONDITION(CALL_SOURCE, "CallSourceCondition", TEXT)                                                            \
	CONDITION(BODY_PART, "BodyPartCondition", TEXT)                                                                \
	CONDITION(REQUEST_URI, "RequestUriCondition", TEXT)                                                            \
	CONDITION(NORMAL_NEXT_HOP, "NormalNextHopCondition", TEXT)                                                     \
	CONDITION(INCOMING_QUEUE, "IncomingQueueCondition", TEXT)                                                      \
	CONDITION(SDP_OFFER, "SdpOfferCondition", FLAG)                                                                \
	CONDITION(CAP, "CapCondition", TEXT)                                                                           \
	CONDITION(VERIFICATION, "CallingNumberVerificationStatusCondition", CHOICE)                                    \
	CONDITION(CALL_TYPE, "CallTypeCondition", TEXT)  /* ours: of an incident, for response rules */                \
	CONDITION(PRIORITY, "PriorityCondition", NUMBER) /* ours: of an incident, 1 to 4 */                            \
	CONDITION(CHANNEL, "ChannelCondition", CHOICE)   /* ours: how the call came */

enum condition_kind {
	CONDITION_NONE,
#define CONDITION(NAME, JSON, SORT) CONDITION_##NAME,
	CONDITION_LIST(CONDITION)
#undef CONDITION
	    CONDITION_COUNT
};

/* The kind of a name in JSON; a name may be written in any case, and without "Condition" at its end.  CONDITION_NONE: none. */
enum condition_kind condition_named(const char *name, size_t length);
/* Its name in JSON; "" for none. */
const char *condition_name(enum condition_kind kind);

/* What values a trait takes.  A TEXT or NUMBER may be absent; a FLAG is there or not; a CHOICE is one of its registry, and the
 * first of it where nobody said which. */
enum trait_sort { TRAIT_MOMENT, TRAIT_PLACE, TRAIT_TEXT, TRAIT_NUMBER, TRAIT_CHOICE, TRAIT_FLAG };

/* Something that can be told of a call. */
struct trait {
	enum trait_sort sort;
	enum condition_kind source;
	const char *name;  /* the header, "type/element", the queue, the medium; "" where the source has one alone */
	bool is_protected; /* says who the caller is: the manifest names it */
	uint32_t choices;  /* of a CHOICE: what there is */
	const char *const *choice;
};

enum test {
	TEST_EXISTS,   /* TEXT, NUMBER: it is there */
	TEST_EQUAL,    /* TEXT, CHOICE: is one of the texts (SIP names and URIs are compared as docs/policy.md says) */
	TEST_CONTAINS, /* TEXT: one of the texts is in it; i3's SS */
	TEST_PREFIX,   /* TEXT; ours */
	TEST_SUFFIX,   /* TEXT; ours */
	TEST_RANGE,    /* NUMBER: from..to, both counted */
	TEST_PERIOD,   /* MOMENT: lies in period[which] */
	TEST_INSIDE,   /* PLACE: lies in place[which] */
	TEST_SET,      /* FLAG: is set */
	TEST_OPAQUE /* TEXT: what nobody has defined (i3's IS); never in what takes effect; truth is free in proofs */
};

/* One question of one trait; each stands once in a family. */
struct predicate {
	uint32_t trait;
	enum test test;
	uint32_t texts;
	const char *const *text;
	int64_t from, to;
	uint32_t which;
};

struct literal {
	uint32_t predicate;
	bool negated;
};

/* Holds if all its literals do (any: if one does); negated: if not. */
struct condition {
	enum condition_kind kind;
	bool negated;
	bool any;
	uint32_t literals;
	const struct literal *literal;
	const char *description; /* NULL: none */
};

/* When: dates, hours of the day and weekdays by one clock. */
struct period {
	struct instant from, to; /* to is not counted; INSTANT_MAX_US: until replaced */
	uint32_t tz;
	int32_t day_from_s, day_to_s; /* local; from > to: over midnight, and the weekday is that on which it begins */
	uint8_t weekdays;             /* bit 0: Monday */
};

#define ESCALATIONS_MAX 8u

/* Where a call goes: i3's RouteAction and what `tocsin` adds. */
struct way {
	const char *destination;
	uint32_t ring_s;   /* rnaTimer; 0: none was given */
	uint32_t answer_s; /* answerWithin: a person there answers so soon; 0: not given */
	bool human;        /* a person answers there, and the call stays owed there */
	const char *cause; /* NULL: none */
	uint32_t escalations;
	struct {
		const char *to;
		uint32_t after_s;
	} escalation[ESCALATIONS_MAX];
};

#define RESPONSE_DEBTS_MAX 24u
#define RESPONSE_DISPOSITIONS_MAX 32u

/* What is owed for a kind of call: `tocsin.response`.  Names are those of docs/lists.md. */
struct response {
	uint32_t debts;
	struct {
		const char *kind; /* of obligation */
		uint32_t within_s;
		uint32_t escalations; /* rungs above the first */
		struct {
			const char *owner; /* kind of owner */
			uint32_t after_s;
		} escalation[ESCALATIONS_MAX];
	} debt[RESPONSE_DEBTS_MAX];
	const char *card;      /* of the response plan; NULL: the plan's own choice */
	const char *queue;     /* whose people own it first, as a report desk; NULL: the dispatchers */
	uint32_t dispositions; /* that may end it; 0: all */
	const char *disposition[RESPONSE_DISPOSITIONS_MAX];
};

enum effect_kind {
	EFFECT_NOTHING, /* writes or tells only: nobody is rung */
	EFFECT_ROUTE,
	EFFECT_BUSY,
	EFFECT_INVOKE,
	EFFECT_RESPONSE
};

/* What a rule does.  Equal ones stand once in a family, so that two calls fare alike if the numbers are the same. */
struct effect {
	enum effect_kind kind;
	struct way way;
	struct response response;
	uint32_t invoked;         /* index of the policy; UINT32_MAX: it is not in the family */
	const char *invoked_name; /* as the document has it */
};

struct policy_rule {
	const char *id;
	const char *description; /* "" if none */
	int64_t priority;
	uint32_t conditions;
	const struct condition *condition;
	uint32_t effect;
	bool observe;     /* writes or tells, and evaluation goes on */
	uint32_t notices; /* what it writes and tells, for the record */
	const char *const *notice;
	uint32_t line; /* in the document, from 1; 0: not known */
};

enum policy_kind { POLICY_ORIGINATION, POLICY_NORMAL_NEXT_HOP, POLICY_OTHER, POLICY_RESPONSE, POLICY_FOREIGN };

struct policy {
	enum policy_kind kind;
	const char *type; /* as the registry has it */
	const char *owner;
	const char *name;       /* policyQueueName or policyId; "" if none */
	struct instant expires; /* INSTANT_MAX_US: until replaced */
	uint32_t rules;
	const struct policy_rule *rule; /* by falling priority */
};

struct family_memory;

/* All of it is owned by the family, strings and arrays alike. */
struct family {
	struct family_memory *memory;
	uint32_t policies, traits, predicates, periods, effects, tzs;
	const struct policy *policy;
	const struct trait *trait;
	const struct predicate *predicate;
	const struct period *period;
	const struct effect *effect;
	struct tz *const *tz;
	const struct partition *partition; /* partition.h; NULL: none */
	uint8_t hash[32];                  /* SHA-256 of the documents as they came */
};

/* The policy that a call of that incoming queue begins with (an OriginationRoutePolicy of that name, else the one without a
 * name); and the one for incidents.  UINT32_MAX: there is none. */
uint32_t family_entry(const struct family *family, const char *incoming_queue);
uint32_t family_response(const struct family *family);
/* The trait of that source and name, of texts or of numbers; UINT32_MAX if no rule asks for it. */
uint32_t family_trait(const struct family *family, enum condition_kind source, enum trait_sort sort, const char *name);
/* Room that lives as long as the family, zeroed; NULL: no memory.  For whoever makes one. */
void *family_keep(struct family *family, size_t bytes);
/* Frees the partition and the zones too. */
void family_close(struct family *family);

#endif
