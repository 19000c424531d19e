/* What can go wrong in the world, as one list.  A dropped status is a compile error. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#define STATUS_LIST(STATUS)                                                                                            \
	STATUS(OK, "no trouble")                                                                                       \
	STATUS(MEMORY, "out of memory")                                                                                \
	STATUS(LIMIT, "a configured limit is reached")                                                                 \
	STATUS(IO, "the disk or the network failed")                                                                   \
	STATUS(FULL, "the disk is full")                                                                               \
	STATUS(CORRUPT, "stored bytes are not what was written")                                                       \
	STATUS(MALFORMED, "the bytes do not have the form they should")                                                \
	STATUS(MISSING, "what was asked for is not there")                                                             \
	STATUS(BUSY, "somebody else holds it")                                                                         \
	STATUS(VERSION, "written by a version this one cannot read")                                                   \
	STATUS(ENDED, "there is no more")                                                                              \
	STATUS(SEALED, "it is sealed, and the key that opens it is not there")

/* The formatter takes the attribute for the name. */
/* clang-format off */
enum [[nodiscard]] status {
#define STATUS(NAME, TEXT) STATUS_##NAME,
	STATUS_LIST(STATUS)
#undef STATUS
	STATUS_COUNT
};
/* clang-format on */

/* The status in plain words; static storage, never NULL. */
const char *status_text(enum status status);

#endif
