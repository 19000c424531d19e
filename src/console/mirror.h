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
 * A line for each thing that GET /v1/board has, in this form, the parts parted by '|':
 *   b|OPEN_CALLS|OPEN_INCIDENTS|OPEN_OBLIGATIONS|FLOOD          v|plan or map|SEQUENCE|HASH|NAME|AT
 *   c|NUMBER|STATE|PRIORITY|INCIDENT|AGENT|QUEUE|CHANNEL|MALFORMED|HELP|AWAY|THIRD|THIRD_AGENT|THIRD_NEIGHBOUR|FIRST_CONTACT|ANSWERED_AT
 *   i|NUMBER|PRIORITY|TYPE|ACTIVE|NEED|CALLS|ALARM|MAJOR|OPENED_AT
 *   s|INCIDENT|ASSIGNMENT|UNIT|STATUS|ACTIVE
 *   n|INCIDENT|ROW|COUNT|FILLED|CREW|CHECK_S|MODE|CAPABILITIES|SUBSTITUTES, and |CAPABILITIES for each that stands in
 *   k|INCIDENT where a recommendation stands                    k|INCIDENT|UNIT|ROW|ETA_S|WHY
 *   m|INCIDENT|OTHER|IS                                         r|INCIDENT|NAME|AGENT|UNIT|SEQUENCE
 *   x|INCIDENT|ROW|NAME|LAT_E7|LON_E7|RADIUS_M|SEQUENCE
 *   q|INCIDENT|REQUEST|KIND|STATE|TYPE|CAPABILITY|MADE_AT|ENDED_AT|SEQUENCE
 *   z|REQUEST|PROVIDER|NEIGHBOUR|STATE|TIMES|AT
 *   u|NUMBER|ACTIVE|OUT|OFF|NAME|CREW|STATION|POSTED|NEIGHBOUR|UNTIL|SEEN_AT|INFERRED_ASSIGNMENT|INFERRED|INFERRED_AT|CAPABILITIES
 *   a|NUMBER|POSITION|STATE|ROLE|NAME                           g|NUMBER|NAME of a capability
 *   t|STATION|NAME                                              h|NOTICE|TYPE|INCIDENT|UNTIL
 *   l|CLOSURE|PERCENT|RADIUS_M|LAT_E7|LON_E7|INCIDENT|CLOSED_AT|REVIEW_AT|SEQUENCE
 *   p|c, i, u, t or h|NUMBER|LAT_E7|LON_E7|METRES, where there is a place
 *   o|HANDLE|KIND|OWNER_KIND|OWNER|RUNG|DUE|UNHEEDED|ASSIGNMENT|RAISED|RAISED_KIND|RAISED_TO|OPENED|FIRST_DUE
 * with 0 for no number or false, words and moments as JSON has them and "" for none, CAPABILITIES with a + behind each.  What
 * was heard of units and is on no record is not compared, nor how old it is.  Of each line two FNV-1a hashes of 32 bits are
 * made, from the offsets 2166136261 and 84696351, and each is added up over all lines, modulo 2^32, in whatever order: sixteen
 * digits.
 * STATUS_MEMORY
 */
enum status mirror_hash(const struct board *board, char ret_hex[MIRROR_HEX_BYTES]);

#endif
