/* Where a vehicle is, as its device writes it: NMEA 0183, Trimble's TAIP, or JSON; by whole numbers alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_AVL_H
#define WIRE_AVL_H

#include "base/bytes.h"
#include "base/instant.h"

/* The longest line.  NMEA 0183 has 82 bytes a sentence and as many a tag block; a long message of TAIP with twelve satellites
 * has 130; JSON gets the rest. */
#define AVL_LINE_MAX_BYTES 512u
/* With its NUL; as long as a unit's name. */
#define AVL_ID_BYTES 24
#define AVL_UNSAID (-1)

struct avl_fix {
	char id[AVL_ID_BYTES]; /* whom the line names; "": nobody */
	int32_t lat_e7, lon_e7;
	uint32_t uncertainty_m; /* 0: it was not said */
	int64_t stamp_us;       /* 0: it was not said, or the day of it was not */
	int32_t day_ms;         /* of the day in UTC; AVL_UNSAID */
	int32_t speed_cm_s;     /* AVL_UNSAID */
};

/* What is wrong with a line, and at which byte of it. */
struct avl_fault {
	const char *what;
	size_t at;
};

/*
 * Reads one line, without its end.
 *   STATUS_MISSING    it is well-formed, and says no position: another sentence, or a device that sees no satellites
 *   STATUS_MALFORMED  *ret_fault says why
 */
enum status avl_read(struct bytes line, struct avl_fix *ret_fix, struct avl_fault *ret_fault);
enum status avl_read_nmea(struct bytes line, struct avl_fix *ret_fix, struct avl_fault *ret_fault);
enum status avl_read_taip(struct bytes line, struct avl_fix *ret_fix, struct avl_fault *ret_fault);
/* One object behind *at, which is moved behind it; the fault's place is in the whole text.  Blanks before it are passed. */
enum status avl_read_json(struct bytes text, size_t *at, struct avl_fix *ret_fix, struct avl_fault *ret_fault);

/*
 * Where the first line of a stream ends, for streams of `struct sockets_calls`: line ends before it can be dropped.  A
 * message of TAIP ends with its '<', whether or not a line end follows.  STATUS_LIMIT: it is longer than a line may be.
 */
enum status avl_frame(struct bytes stream, size_t *ret_skip, size_t *ret_length);

/*
 * When the device was there.  A time of day is that of the day nearest to now; one that is ahead of now, as of a clock that
 * runs before ours or of GPS that knows no leap seconds, is taken for now where it is ahead by less than AVL_AHEAD_S.
 */
#define AVL_AHEAD_S 60
int64_t avl_stamp(const struct avl_fix *fix, struct instant now);

/* For the readers alone. */
enum status avl_wrong(struct avl_fault *ret_fault, const char *what, size_t at);
/* Exactly so many digits. */
bool avl_digits(struct bytes text, size_t at, size_t count, int64_t *ret_number);
/*
 * A decimal number, with a sign, a fraction and an exponent where it has them, times 10^places and rounded; false if it is
 * none, or if that is not below 10^15.
 */
bool avl_decimal(struct bytes text, unsigned places, int64_t *ret_number);
/* The byte that two hexadecimal digits write; -1 if they are none. */
int avl_hex(struct bytes text, size_t at);

#endif
