/* A settings file as an outline of keys and values, each with its line and column.
 *
 * The form is YAML (1.2).  What a value means is never guessed from its looks: the one who asks says what it expects,
 * and everything that does not fit is a problem with a place and a hint.  Keys are unique and all must be known.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SETTINGS_OUTLINE_H
#define SETTINGS_OUTLINE_H

#include "base/bytes.h"

/* The largest settings file that is read. */
#define OUTLINE_MAX_BYTES (1024u * 1024u)
/* Problems beyond these are counted and not written. */
#define OUTLINE_PROBLEMS_MAX 50u

struct outline;      /* a parsed file, opaque */
struct outline_node; /* one value in it; borrowed from its outline */

/* What is wrong, one line each: "FILE:LINE:COLUMN: what; what to do". */
struct problems {
	struct buffer text; /* the caller closes it */
	unsigned count;
};

/*
 * Parses a file's bytes, which are copied.  `name` is what problems call it, borrowed as long as the outline lives.
 *   STATUS_MALFORMED  it is no outline; the problems say where
 *   STATUS_LIMIT      it is longer than OUTLINE_MAX_BYTES
 *   STATUS_MEMORY
 */
enum status outline_open(struct bytes bytes, const char *name, struct problems *problems, struct outline **ret_outline);
void outline_close(struct outline *outline);

/* The whole file's value; NULL if it is empty. */
struct outline_node *outline_root(const struct outline *outline);

/* Notes a problem at a value; node may be NULL for the file as a whole. */
void outline_problem(const struct outline *outline, const struct outline_node *node, struct problems *problems,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The line on which a value begins, from 1; 0 if that is not known, as of an empty map. */
unsigned outline_line(const struct outline_node *node);

bool outline_is_text(const struct outline_node *node);
bool outline_is_map(const struct outline_node *node);
bool outline_is_list(const struct outline_node *node);

/* A scalar as it is written, quotes and escapes undone; no bytes for anything else. */
struct bytes outline_text(const struct outline_node *node);
/* The value of a key; NULL if there is none, or if node is no map. */
struct outline_node *outline_value(const struct outline_node *node, const char *key);
/* Goes through a map's pairs or a list's items (ret_key is then NULL): start with *cursor NULL; false at the end. */
bool outline_next(const struct outline_node *node, void **cursor, struct outline_node **ret_key,
                  struct outline_node **ret_value);

/* A whole number within bounds; false, with a problem, if it is anything else. */
bool outline_number(const struct outline *outline, const struct outline_node *node, int64_t least, int64_t most,
                    struct problems *problems, int64_t *ret_number);

#endif
