/* The shared extracts, imported once for a test. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_ATLAS_SHARED_H
#define TEST_ATLAS_SHARED_H

#include <unistd.h>

#include "atlas/facts.h"
#include "atlas/import.h"
#include "atlas/map_file.h"

#include "check.h"

/* Where an extract lies; skips the test loudly where there are none. */
static inline const char *shared_path(const char *name, char path[512])
{
	const char *folder = getenv("TOCSIN_SHARED");
	(void)snprintf(path, 512, "%s/data/roads/%s", folder ? folder : "../shared", name);
	if (access(path, R_OK) != 0)
		check_skip("the shared extracts are not there: set TOCSIN_SHARED");
	return path;
}

/* Imports it into a file that is gone once the map is open. */
static inline bool shared_import(const char *name, struct map_file *map)
{
	char source[512], target[64] = "atlas_test.XXXXXX";
	const char *fault = "";
	int file = mkstemp(target);
	if (!CHECK(file >= 0))
		return false;
	(void)close(file);
	struct map_import import = { .source = shared_path(name, source), .target = target };
	bool good =
	    CHECK(map_import_run(&import) == STATUS_OK) && CHECK(map_file_open(target, map, &fault) == STATUS_OK);
	(void)unlink(target);
	buffer_close(&import.summary);
	return good;
}

#endif
