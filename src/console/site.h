/* The built console: its files, read once at the start and served from memory, so that no request names a path of the disk. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_SITE_H
#define CONSOLE_SITE_H

#include "base/bytes.h"

/* The most files, and the most bytes of all of them: a console with its map and its glyphs has a few megabytes. */
#define SITE_FILES_MAX 4096u
#define SITE_MAX_BYTES (64u << 20)
#define SITE_PATH_MAX_BYTES 256u
#define SITE_TAG_BYTES 35 /* "\"", 32 hexadecimal digits, "\"", and the NUL */

struct site_file {
	char path[SITE_PATH_MAX_BYTES]; /* as it is asked for, "/assets/index-1a2b.js" */
	char tag[SITE_TAG_BYTES];       /* its ETag, of its bytes */
	const char *type;
	bool kept;                   /* its name changes with its bytes, so that a browser may keep it */
	struct buffer bytes, packed; /* packed: gzip; empty where that is no shorter */
};

struct site {
	struct site_file *file; /* in the order of their paths */
	size_t count;
};

/*
 * Reads all regular files below a folder; links are not followed, names that begin with a dot are left out.
 *   STATUS_MISSING  there is no such folder, or no index.html in it;  STATUS_LIMIT: a limit above;  STATUS_IO, STATUS_MEMORY
 */
enum status site_open(const char *folder, struct site **ret_site);
void site_close(struct site *site);
/* The file of a request's path, of "/" index.html; NULL if there is none. */
const struct site_file *site_find(const struct site *site, const char *path);

#endif
