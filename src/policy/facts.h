/* What is told of one call, in two parts: what a decision may see, and who the caller is. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_FACTS_H
#define POLICY_FACTS_H

#include "policy/family.h"

/* The value of one trait; text NULL: it has none, as absent ones do. */
struct fact {
	enum condition_kind source;
	const char *name; /* as the trait's */
	const char *text; /* TEXT and CHOICE */
	int64_t number;   /* NUMBER; of a FLAG: it is there, so it is set */
};

#define FACTS_MAX 512u

/* All that the first decision sees.  There is no room in it for anything that the manifest protects, and policy_choose takes
 * nothing else: that who the caller is cannot take help away does not rest on anybody's care. */
struct open_facts {
	struct instant at;
	bool has_place;
	struct point place;
	uint32_t facts;
	const struct fact *fact;
};

/* Who the caller is: for proofs, for trials, and for what may only add. */
struct caller_facts {
	uint32_t facts;
	const struct fact *fact;
};

/* Parts a list of facts by the family's traits; those that no trait asks for fall out of both.  `room` of count facts each, the
 * caller's; strings are borrowed. */
void facts_part(const struct family *family, uint32_t count, const struct fact *fact, struct open_facts *ret_open,
                struct fact *open_room, struct caller_facts *ret_caller, struct fact *caller_room);

#endif
