/* Whom to ask when the center's own units do not suffice: the plan's agencies in its order, as one command. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_AID_H
#define CONTROL_AID_H

#include "control/scene.h"

/* What is short, and the agencies that a plan names for it. */
struct aid_question {
	const struct request *request; /* its capabilities in the board's bits */
	const struct recommendation *recommendation;
	struct run agencies; /* in the plan's pool */
	uint32_t incident;
	bool placed; /* without a place nobody is reached, and the lack says nothing of the units */
};

/*
 * `rows` are the names for request_agency, parted by `;`; empty: there is nobody to be asked.  Left out is whoever was
 * asked for this incident already; while a request to agencies is owed everybody is, for it goes from one to the next
 * by itself.  `lack` says what is wanted, in words; `words`, a line each, what a person should know of it.  All three
 * are appended to.
 *   STATUS_LIMIT, STATUS_MEMORY
 */
struct aid {
	struct buffer rows, lack, words;
};
enum status aid_find(const struct scene *scene, const struct aid_question *question, struct aid *aid);
void aid_close(struct aid *aid);

#endif
