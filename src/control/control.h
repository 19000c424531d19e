/* The plan, the map and the board joined: needs by the card, recommendations by the roads; all of it goes on record. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_CONTROL_H
#define CONTROL_CONTROL_H

#include "atlas/gazetteer.h"
#include "control/scene.h"
#include "desk/desk.h"
#include "settings/outline.h"

struct control;

/* An incident is looked at again after that long at the soonest, and so many of them in one turn; then the loop has so
 * many times as long for all else, before anybody is looked at again.  What was never looked at does not wait. */
#define CONTROL_PAUSE_US 1000000
#define CONTROL_TURN_MAX 8u
#define CONTROL_REST 4

/* The strings are borrowed until control_close; NULL: not given. */
struct control_setup {
	const char *map_path;
	const char *plan_path;
};

/*
 * Opens the map, puts on record that it is in use if it was another before, takes the plan in force from the ledger,
 * and puts the file's in its place if the ledger never had it.  A map or a plan that cannot be read is said on standard
 * error and left out: calls are taken all the same.  Listens at the desk, which is borrowed.
 *   STATUS_MEMORY, and the desk's troubles
 */
enum status control_open(struct desk *desk, const struct control_setup *setup, struct control **ret_control);
void control_close(struct control *control);
/*
 * Does what events since the last turn ask for: cards are applied, recommendations made.  One is put on record when it
 * names others than stand on the board; that it would be the same again is not worth an entry.  To be called when
 * entries became durable, and some times a second; the desk's troubles, which are for good.
 */
enum status control_turn(struct control *control);

/* A recommendation anew, put on record whether it is another or not: somebody asked.  *ret_answer as desk_ask.
 *   STATUS_MISSING  there is no plan, or no such open incident */
enum status control_recommend(struct control *control, uint32_t incident, struct desk_answer *ret_answer);
/*
 * Puts a plan in force, as asked by an agent (0: the center).
 *   STATUS_MALFORMED  the problems say where; the old one stays
 *   STATUS_LIMIT, STATUS_MEMORY, the desk's troubles
 */
enum status control_load_plan(struct control *control, uint32_t agent, struct bytes text, const char *name,
                              struct problems *problems, struct desk_answer *ret_answer);
/* Reads the plan's file again and puts it in force if it is another; says on standard error what is wrong with it. */
void control_reload(struct control *control);

/* Where places of the map are found, and its picture; NULL: there is no map, or none with places. */
struct gazetteer *control_gazetteer(const struct control *control);
/* The first eight bytes of the map's hash, as records have it; 0: there is no map. */
uint64_t control_map_hash(const struct control *control);
/* What is in force, for those who show it; NULL: no plan. */
const struct scene *control_scene(const struct control *control);
/* Closures whose area could not be read, so that they close nothing here. */
uint32_t control_unread_closures(const struct control *control);

#endif
