/* What long and large incidents have beside the rest: others to do with them, roles, areas, others' help. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_LARGE_H
#define CORE_LARGE_H

#include "core/board.h"

/* What `other` is to an incident: its node, be it one that holds no longer; 0 if there never was one. */
uint32_t relation_between(const struct board *board, uint32_t incident, uint32_t other);
/* What the other way round is called: a parent's is child. */
enum relation_kind relation_turned(enum relation_kind kind);
/* The incident of which it is a part; 0 if of none. */
uint32_t relation_parent(const struct board *board, uint32_t incident);
/* A role of that name, also one that nobody has any more; 0 if there never was one. */
uint32_t post_named(const struct board *board, uint32_t incident, const char *name);
/* An area by its row; 0 if there is none. */
uint32_t area_of_row(const struct board *board, uint32_t incident, unsigned row);

/* Whom a request has on its list as that provider or neighbour; 0 if it has not. */
uint32_t asking_of(const struct board *board, uint32_t request, uint32_t provider, uint32_t neighbour);
/* Who is next: those in the order that was given; then who was not asked yet, in rotation or by number; then who has
 * not answered longest.  False if nobody is left. */
bool request_next(const struct board *board, uint32_t request, uint32_t *ret_provider, uint32_t *ret_neighbour);

/* What these events take for granted; see admit.c. */
bool large_admits(const struct board *board, enum event_kind kind, const struct fields *f);
/* Their part of board_sound. */
bool large_sound(const struct board *board, const char **ret_fault, uint32_t *ret_number);

#endif
