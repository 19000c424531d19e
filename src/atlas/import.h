/* From a file of OpenStreetMap to a map of our own, in one go. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_IMPORT_H
#define ATLAS_IMPORT_H

#include "atlas/survey.h"

struct map_import {
	const char *source, *target;            /* source: a file of OpenStreetMap, or as atlas/plain_network.h */
	unsigned mode;                          /* of a folder of nodes and arcs, from 1; 0: the first */
	const struct survey_progress *progress; /* or NULL */
	struct buffer summary;                  /* atlas/facts.h; the caller closes it */
	/* Why it failed, and where. */
	const char *blamed; /* source or target */
	struct osm_fault fault;
	char part[4096]; /* the file of a folder that `blamed` may name */
	int error;       /* errno where the system said no; else 0 */
};

/*
 * Imports; the target is there whole or not at all.
 *   STATUS_MISSING    the source cannot be read: see error
 *   STATUS_MALFORMED, STATUS_VERSION  see fault
 *   STATUS_IO, STATUS_FULL            the target cannot be written: see error
 *   STATUS_LIMIT, STATUS_MEMORY
 */
enum status map_import_run(struct map_import *import);

#endif
