/* What the halves of control share: what is in force, and who is to be looked at.  Only for control*.c. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_CONTROL_INSIDE_H
#define CONTROL_CONTROL_INSIDE_H

#include "atlas/gazetteer.h"
#include "atlas/map_file.h"
#include "control/advice.h"
#include "control/control.h"

/* An open incident that owes units, or whose card is to be looked up. */
struct watched {
	uint32_t incident;
	bool card;
	uint64_t seen;     /* the changes that its recommendation knows */
	uint64_t help;     /* that it told (advice.h), since the server began; 0: none, or that is not known */
	int64_t looked_us; /* when it was made */
};

struct control {
	struct desk *desk;
	struct control_setup setup;
	struct map_file map;
	struct gazetteer *gazetteer; /* NULL: the map has none */
	struct streets streets;
	struct cover cover;
	struct scene_plan plan;
	struct scene scene;
	struct advice advice;
	struct watched *watched;
	uint32_t watched_count, watched_room;
	int64_t rests_until_us; /* nobody is looked at again before */
	uint64_t changes;       /* of anything that a recommendation may hang on, from 1 */
	uint64_t roads;         /* the version of the streets of which that was last counted */
	uint32_t unread;        /* closures */
	enum status trouble;
};

/* Notes that an incident is to be looked at, and its card looked up. */
void control_watch(struct control *control, uint32_t incident, bool card);
/* The desk's listener. */
void control_hear(void *context, const struct command *command, const struct desk_answer *answer);
/* Opens the map and puts it on record; and what is closed. */
enum status control_open_map(struct control *control);
/* The plan in force by the ledger, and then the file's. */
enum status control_open_plan(struct control *control);
/* Takes a plan's text that was put in force; false if it cannot be read. */
bool control_take_plan(struct control *control, struct bytes text, uint64_t hash);
/* A closure of the board, with its area's text. */
void control_close_road(struct control *control, uint32_t number, struct bytes area);

#endif
