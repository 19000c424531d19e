/* What the network says of a caller's number: verstat (3GPP TS 24.229 7.2A.20, NENA-STA-010.3f). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_VERSTAT_H
#define WIRE_VERSTAT_H

#include "base/bytes.h"

/* NAME, as it is written, in words. */
#define VERSTAT_LIST(VERSTAT)                                                                                          \
	VERSTAT(PASSED, "TN-Validation-Passed", "the network says that the number is the caller's")                    \
	VERSTAT(FAILED, "TN-Validation-Failed", "the network says that the number is not the caller's")                \
	VERSTAT(NOT_DONE, "No-TN-Validation", "the network did not check the number")

enum verstat {
	VERSTAT_ABSENT,
	VERSTAT_OTHER, /* a value that is none of these, or two that differ */
#define VERSTAT(NAME, WRITTEN, WORDS) VERSTAT_##NAME,
	VERSTAT_LIST(VERSTAT)
#undef VERSTAT
	    VERSTAT_COUNT
};

/*
 * Reads it out of the value of a From or P-Asserted-Identity field: a parameter of the tel URI, of the user part of a SIP
 * URI, or, as some do, of the URI or the field.  What stands in quotes, as a display name does, is not heard.  It is worth what
 * the hop before us is worth.
 */
enum verstat verstat_read(struct bytes value);
/* NULL for absent and other. */
const char *verstat_written(enum verstat verstat);
const char *verstat_words(enum verstat verstat);

#endif
