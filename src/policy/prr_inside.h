/* One reading of a document: what is being made, and where the reader stands.  Only for prr*.c. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_PRR_INSIDE_H
#define POLICY_PRR_INSIDE_H

#include <jansson.h>

#include "policy/prr.h"

#define WHERE_BYTES 240u

struct reading {
	const char *name;
	enum profile profile;
	const struct tz_source *zones;
	const struct manifest *manifest;
	struct problems *problems;
	char where[WHERE_BYTES];
	struct family *family; /* its lists point to those below until the end */
	struct policy *policy;
	struct trait *trait;
	struct predicate *predicate;
	struct period *period;
	struct effect *effect;
	struct tz **tz;
	uint32_t policy_room, trait_room, predicate_room, period_room, effect_room, tz_room;
	uint32_t rules;
	struct partition_builder *places;
	char **place; /* names of places, by number; kept by the family */
	uint32_t places_count;
	enum status status; /* the first trouble, for good */
};

/* Says what is wrong where the reader stands: "what; what to do". */
void prr_problem(struct reading *reading, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Notes a trouble; always false. */
bool prr_trouble(struct reading *reading, enum status status);
/* Room for one more in a list; false, with the trouble noted, if there is none or `most` is reached. */
bool prr_grow(struct reading *reading, void **list, uint32_t *room, uint32_t count, size_t item_bytes, uint32_t most,
              const char *what);
/* A member's text, kept by the family; NULL if it is absent, and with a problem if it is no text or too long. */
const char *prr_text(struct reading *reading, const json_t *object, const char *member);
/* A copy that the family keeps; NULL: trouble. */
const char *prr_keep(struct reading *reading, const char *text);
/* A whole number within bounds; absent: `otherwise`; a problem if it is anything else. */
int64_t prr_number(struct reading *reading, const json_t *object, const char *member, int64_t least, int64_t most,
                   int64_t otherwise);
/* The member "tocsin" of an object; NULL: none. */
const json_t *prr_ours(struct reading *reading, const json_t *object);

/* prr_flat.c: {"policyRules.0.id": ...} as {"policyRules": [{"id": ...}]}; NULL if it is not flattened, or no memory. */
json_t *prr_unflatten(const json_t *object);
/* prr_places.c */
void prr_take_places(struct reading *reading, const json_t *ours);
/* The number of a place by its name; UINT32_MAX if there is none. */
uint32_t prr_place(const struct reading *reading, const char *name);
/* The place of a PIDF-LO's polygon or circle, added; UINT32_MAX with a problem if it has none. */
uint32_t prr_add_location(struct reading *reading, const char *lo, const char *label);
/* prr_conditions.c: a rule's conditions, those of its member "tocsin" after them. */
void prr_take_conditions(struct reading *reading, const json_t *rule, struct policy_rule *ret_rule);
/* prr_period.c: the number of the period that a condition names; UINT32_MAX with a problem. */
uint32_t prr_take_period(struct reading *reading, const json_t *json);
/* prr_effects.c: what a rule does.  The invoked are looked up when all policies are known. */
void prr_take_effect(struct reading *reading, const json_t *json, struct policy_rule *rule);
void prr_resolve(struct reading *reading);

#endif
