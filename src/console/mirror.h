/* What a page must show of the board, as one short hash: a screen that differs from the record can be told from one that does
 * not.  It is no proof against anybody; the ledger is. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_MIRROR_H
#define CONSOLE_MIRROR_H

#include "core/board.h"

/* The most calls, and incidents, that GET /v1/board has; the hash is of the same. */
#define BOARD_LIST_MAX 1000u
#define MIRROR_HEX_BYTES 17

/*
 * A line for each call, incident, assignment, need, unit, agent and debt that the board lists, in this form, the parts parted by '|':
 *   c|NUMBER|STATE|PRIORITY|INCIDENT|AGENT     i|NUMBER|PRIORITY|TYPE|ACTIVE     u|NUMBER|ACTIVE|OUT|OFF
 *   s|INCIDENT|ASSIGNMENT|UNIT|STATUS|ACTIVE   n|INCIDENT|ROW|COUNT|FILLED
 *   a|NUMBER|POSITION|STATE|ROLE               o|HANDLE|KIND|OWNER_KIND|OWNER|RUNG|DUE|UNHEEDED
 * with 0 for no number, words as JSON has them and "" for none.  Of each line two FNV-1a hashes of 32 bits are made, from the
 * offsets 2166136261 and 84696351, and each is added up over all lines, modulo 2^32, in whatever order: sixteen digits.
 * STATUS_MEMORY
 */
enum status mirror_hash(const struct board *board, char ret_hex[MIRROR_HEX_BYTES]);

#endif
