/* Reader of a folder as the open simulator JEMSS.jl keeps a city and its calls. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_JEMSS_H
#define WHATIF_JEMSS_H

#include "whatif/city.h"

/* JEMSS_FILE(NAME, how its file's name begins, whether a city can be without it) */
#define JEMSS_FILE_LIST(JEMSS_FILE)                                                                                    \
	JEMSS_FILE(NODES, "nodes", false)                                                                              \
	JEMSS_FILE(ARCS, "arcs", false)                                                                                \
	JEMSS_FILE(MAP, "map", false)                                                                                  \
	JEMSS_FILE(TRAVEL, "travel", false)                                                                            \
	JEMSS_FILE(STATIONS, "stations", true)                                                                         \
	JEMSS_FILE(HOSPITALS, "hospitals", true)                                                                       \
	JEMSS_FILE(AMBULANCES, "ambulances", true)                                                                     \
	JEMSS_FILE(CALLS, "calls", true)                                                                               \
	JEMSS_FILE(PRIORITIES, "priorities", true)                                                                     \
	JEMSS_FILE(REDISPATCH, "redispatch", true)                                                                     \
	JEMSS_FILE(RESPONSE, "jemss_response", true)

enum jemss_file {
#define JEMSS_FILE(NAME, STEM, OPTIONAL) JEMSS_##NAME,
	JEMSS_FILE_LIST(JEMSS_FILE)
#undef JEMSS_FILE
	    JEMSS_FILE_COUNT
};

/* The texts of the folder's files; one without bytes is not there. */
struct jemss_texts {
	struct buffer text[JEMSS_FILE_COUNT];
	char name[JEMSS_FILE_COUNT][256]; /* of the file in the folder */
};

struct jemss_fault {
	enum jemss_file file;
	uint64_t line; /* 0: the whole of it */
	const char *what;
};

/*
 * Finds the files by how their names begin, up to a digit, '_' or '.', and reads them, packed by xz or not; of several
 * the first by name.
 *   STATUS_MISSING    the folder cannot be read, or one that must be there is not: ret_fault says which
 *   STATUS_MALFORMED, STATUS_LIMIT, STATUS_IO, STATUS_MEMORY  as source_read, for the file that ret_fault names
 * The caller closes in any case.
 */
enum status jemss_texts_read(const char *folder, struct jemss_texts *texts, struct jemss_fault *ret_fault);
void jemss_texts_close(struct jemss_texts *texts);
/*
 * Makes the city of them, all but city_build.  Without priorities each call is driven to by its own priority and no
 * target is known; without redispatch no unit on its way is sent on to another call.
 *   STATUS_MALFORMED  ret_fault says where and what
 *   STATUS_LIMIT, STATUS_MEMORY
 * The caller closes the city in any case.
 */
enum status jemss_city(const struct jemss_texts *texts, struct city *city, struct jemss_fault *ret_fault);
/*
 * Takes stations, hospitals and units from those texts that are there, in place of the city's own; each as a table of
 * the folder's form.  Statuses as jemss_city.
 */
enum status jemss_crews(const struct jemss_texts *texts, struct city *city, struct jemss_fault *ret_fault);
const char *jemss_file_stem(enum jemss_file file);

#endif
