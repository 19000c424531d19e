/* Words that are kept once each and called by where they stand. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_WORD_LIST_H
#define ATLAS_WORD_LIST_H

#include "base/bytes.h"

/* A name longer than this is cut, at the end of a character; OpenStreetMap allows 255 characters. */
#define NAME_MAX_BYTES 1020u

struct word_list {
	struct buffer text; /* zero-terminated, one after another; the first is empty */
	uint32_t *slots;    /* offsets by hash; 0: free */
	uint32_t slot_count, used;
};

void word_list_close(struct word_list *list);
/* Where the name stands, as ever before; 0 for no bytes.  Zero bytes within become spaces.  STATUS_LIMIT past 4 GiB. */
enum status word_list_keep(struct word_list *list, struct bytes name, uint32_t *ret_offset);
const char *word_list_at(const struct word_list *list, uint32_t offset);

#endif
