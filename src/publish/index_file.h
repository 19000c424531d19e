/* The index of the public log as a file: the root over each 256 entries, one after the other. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PUBLISH_INDEX_FILE_H
#define PUBLISH_INDEX_FILE_H

#include "ledger/hash.h"

/* Reads all whole hashes; new, the caller frees them.  0: none, or it cannot be read. */
uint64_t index_file_read(const char *path, struct hash **ret_hashes);
/* Writes `count` behind the first `from`, and cuts what stood there; false: it was not written. */
bool index_file_append(const char *path, uint64_t from, const struct hash *hash, uint64_t count);
void index_file_forget(const char *path);

#endif
