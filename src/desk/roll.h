/* Roll-calls: at a fixed beat the log says what is owed, so that whoever sees only the log can tell when a debt is lost.
 *
 * A roll is a text of lines, docs/ledger-format.md has them: each debt by a name that says nothing but that it is the same one again,
 * when it is due, how often it was raised, and by which entry it was met.  Mostly it tells what changed since the last one.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_ROLL_H
#define DESK_ROLL_H

#include "desk/desk.h"

/* A minute is what an envelope tells of time. */
#define ROLL_BEAT_S 60
/* So often all of it is told and not the changes alone: whoever begins to watch waits no longer than that. */
#define ROLL_WHOLE_EVERY 60u

struct roll;

/* Listens at the desk, which is borrowed.  What was met since the last roll is read from the record.  STATUS_MEMORY, the desk's. */
enum status roll_open(struct desk *desk, struct roll **ret_roll);
void roll_close(struct roll *roll);
/* Calls the roll when it is time; the desk's troubles. */
enum status roll_turn(struct roll *roll);

#endif
