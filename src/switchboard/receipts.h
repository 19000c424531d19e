/* Receipts in writing: whose conversation is over is told once where his receipt can be read, unless he wants nothing in writing.
 *
 * Only whoever came by phone and spoke or wrote with a call-taker is written to: a phone that lights up by itself where somebody
 * hides must not be our doing.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SWITCHBOARD_RECEIPTS_H
#define SWITCHBOARD_RECEIPTS_H

#include "desk/desk.h"

struct receipts {
	struct desk *desk;
	bool by_text;        /* the setting; without it nothing is ever sent */
	struct buffer ended; /* numbers of calls whose conversation has ended, four bytes each */
};

/* The desk's listener: notes whose conversation has ended. */
void receipts_hear(void *context, const struct command *command, const struct desk_answer *answer);
/* Asks the desk to write to those whom it may be written to; the desk's trouble. */
enum status receipts_turn(struct receipts *receipts);
void receipts_close(struct receipts *receipts);

#endif
