/* What the files of the check share.  For src/publish/published*.c alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PUBLISH_PUBLISHED_INSIDE_H
#define PUBLISH_PUBLISHED_INSIDE_H

#include "publish/published.h"

#define PUBLISHED_PATH_BYTES 4096u
/* An entry in its bundle: two bytes of length, and the envelope. */
#define BUNDLED_BYTES (2u + ENVELOPE_BYTES)

/* The leaves of one tile, as one of the two kinds of files has them. */
struct leaves {
	bool whole; /* the file is there, and as long as it must be */
	uint32_t count;
	struct hash hash[TILE_HASHES];
};

/* Hashes of level 1 and above that follow from a level 1, and the leaves behind the last whole tile. */
struct levels {
	struct hash *hash[TREE_LEVELS_MAX]; /* [0] is not used; those from 2 on are owned */
	uint64_t count[TREE_LEVELS_MAX];
	const struct leaves *last;
};

struct published {
	const char *folder;
	struct hasher *hasher;
	struct signer signer;
	published_say *say;
	void *context;
	uint64_t faults;
	uint64_t size;
	struct hash root;
	uint64_t tiles;                /* whole ones of level 0 */
	struct hash *by_entries;       /* what each whole tile comes to by its bundle */
	struct hash *by_hashes;        /* and by its file of hashes */
	struct hash *above;            /* and as the files of level 1 say */
	struct hash *voted;            /* and as two of these three say */
	uint8_t *there;                /* bits of `enum told`: which of them there are */
	const struct hash *truth;      /* the one that leads to the root; NULL: none does */
	struct leaves entries, hashes; /* behind the last whole tile */
	struct levels levels;          /* of the truth */
};

enum told { TOLD_BY_ENTRIES = 1, TOLD_BY_HASHES = 2, TOLD_ABOVE = 4 };

void published_fault_at(struct published *published, const char *path, uint64_t from, uint64_t to, const char *format,
                        ...) __attribute__((format(printf, 5, 6)));
/* Reads the file of a tile, or of the whole tile where only that is there; STATUS_MISSING, STATUS_MALFORMED: it has another length. */
enum status published_tile(struct published *published, const struct tile *tile, struct buffer *out);
void published_leaves(struct published *published, uint64_t number, uint32_t width, bool bundle, struct leaves *ret);
/* The leaves of a tile by whichever file of it is right, once the truth is known; STATUS_CORRUPT: neither is. */
enum status published_good_leaves(struct published *published, uint64_t number, struct leaves *ret);
/* published_files.c: says which files are wrong, once the truth is known; and what is there that does not belong there. */
enum status published_compare(struct published *published);
enum status published_others(struct published *published);

#endif
