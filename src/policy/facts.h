/* What is told of one call, in two parts: what a decision may see, and who the caller is. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_FACTS_H
#define POLICY_FACTS_H

#include "policy/family.h"

/* One thing told of a call; text NULL: it has none. */
struct fact {
	enum condition_kind source;
	const char *name; /* as the trait's */
	const char *text; /* TEXT and CHOICE; of a FLAG anything: it is there, so it is set */
	bool has_number;
	int64_t number;
};

/* The values of a family's traits, one each by the trait's number; those that are absent are zero. */

/* All that a decision sees.  It has no value for any trait that the manifest protects, and policy_choose takes nothing else:
 * that who the caller is cannot take help away does not rest on anybody's care. */
struct open_facts {
	struct instant at;
	bool has_place;
	struct point place;
	const struct fact *value;
};

/* Who the caller is: for proofs and trials. */
struct caller_facts {
	const struct fact *value;
};

/*
 * Reads "TYPE:NAME=VALUE" or "TYPE=VALUE", TYPE as a condition's type without "Condition": "QueueState:night=Full".  A value that
 * is a whole number is one as well.  The text is cut into its parts, which the fact borrows.  False: it is none.
 */
bool fact_read(char *text, struct fact *ret_fact);
/* "52.51,13.40": degrees of latitude and longitude; false if it is anything else. */
bool fact_read_place(const char *text, struct point *ret_place);

/* Lays out what was told by the family's traits, protected ones apart; what no trait asks for falls out.  Both rooms are of
 * family->traits facts, the caller's.  Strings are borrowed. */
void facts_part(const struct family *family, uint32_t told, const struct fact *fact, struct fact *open_room,
                struct fact *caller_room);

#endif
