/* All decisions of a record made again on one fold: its recommendations, and what its policies ruled. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_DECISIONS_H
#define CMD_DECISIONS_H

#include "desk/fold.h"
#include "desk/replayed.h"

/* Maps that a ledger was kept with, one after another. */
#define DECISIONS_MAPS_MAX 64u

/* All borrowed. */
struct decisions_setup {
	const char *map[DECISIONS_MAPS_MAX]; /* paths of map files */
	unsigned maps;
	const char *domain;           /* the center's own, as its settings say; NULL: it has none */
	bool recommendations, policy; /* which are to be made again */
	bool blanked;                 /* with the caller blanked as well (control/blank.h, routing/told_blank.h) */
};

struct decisions_found {
	struct replay_tally recommendations, calls, incidents;
	struct buffer lines; /* one in words for each that is not the same; owned */
	struct buffer json;  /* the same as objects, parted by commas; owned */
};

struct decisions;

/* STATUS_MEMORY.  The caller closes; what the setup points to is borrowed until then. */
enum status decisions_open(const struct decisions_setup *setup, struct decisions **ret_decisions);
void decisions_close(struct decisions *decisions);
/* Makes a fold from the first entry look at each decision on its way. */
void decisions_join(struct decisions *decisions, struct fold *fold);
/* What was found, once the fold is done; it is the caller's then.  The trouble there was in writing it down: STATUS_MEMORY. */
enum status decisions_take(struct decisions *decisions, struct decisions_found *ret_found);
void decisions_found_close(struct decisions_found *found);
/* Whether all of them came out the same. */
bool decisions_same(const struct decisions_found *found);
/* Takes one of the options --map FILE and --domain NAME off the front, as far as there is room: how many arguments it was;
 * 0: it is none. */
int decisions_take_option(struct decisions_setup *setup, int count, char **arguments);

#endif
