/* Rows that come with a command in one compact text: what an incident needs, and which units are recommended. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_ROWS_H
#define CORE_ROWS_H

#include "base/bytes.h"
#include "core/board.h"

/*
 * Rows are parted by `;`, what stands in a row by one space; nothing stands before the first or behind the last.
 *   need   CAPABILITIES COUNT SUBSTITUTES CREW MODE SPAN  engine+foam 2 quint,squad+foam 4 lights 900
 *   pick   UNIT ROW ETA WHY                               12 1 245 closest
 * Names are those of the board, - is none (of capabilities: any unit; of a mode: not said).  Capabilities that one unit must
 * have together are joined by +; SUBSTITUTES are parted by commas, at most NEED_STAND_INS_MAX of them with a +.
 * Numbers are decimal, without a sign or leading zeros; SPAN and ETA are seconds; UNIT and ROW are numbers of the board.
 * An empty text is no row.  REFUSAL_NONE, or why not, and then nothing is returned:
 *   REFUSAL_ROWS_WRONG   another form, a number past its bound, a name that is no list's, or more rows than NEED_ROWS_MAX, PICKS_MAX
 *   REFUSAL_UNKNOWN_CAPABILITY, REFUSAL_UNKNOWN_UNIT, REFUSAL_ROW_WRONG  a row names what there is not
 */
enum refusal rows_read_needs(const struct board *board, struct bytes text, struct need *ret_need, unsigned *ret_count);
/* The picks' rows must be ones that the incident has; 0 is none in particular. */
enum refusal rows_read_picks(const struct board *board, uint32_t incident, struct bytes text, struct pick *ret_pick,
                             unsigned *ret_count);

/* What a response policy says of one incident. */
struct response_rows {
	unsigned debts, ends;
	struct {
		uint8_t kind; /* enum obligation_kind */
		uint32_t span_s;
		unsigned rungs; /* above the first */
		struct {
			uint8_t owner_kind;
			uint32_t span_s;
		} rung[RUNGS_MAX - 1];
	} debt[RESPONSE_ROWS_MAX];
	uint8_t end[RESPONSE_ROWS_MAX]; /* enum disposition */
	struct wire_name card;          /* "": none is named */
};

/*   owe KIND SPAN [then OWNER SPAN]..., end DISPOSITION, card NAME    owe assign 600 then supervisors 300;end served;card house
 * each kind and each disposition once, one card at most, whose name may have spaces; owners of no number.  As above. */
enum refusal rows_read_response(const struct board *board, struct bytes text, struct response_rows *ret_rows);

#endif
