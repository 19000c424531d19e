/* What a docket is, in 32 bytes: it stands for a checkpoint where no ledger was audited. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DOCKET_HASH_H
#define INQUIRY_DOCKET_HASH_H

#include <stdbool.h>

#include "base/status.h"
#include "inquiry/docket_columns.h"

/* SHA-256 of one column, all segments one behind the other; false without memory. */
bool docket_hash_column(const struct docket *docket, enum docket_column column, uint8_t hash[32]);
/* SHA-256 of the hashes of all columns in their order and of the words; STATUS_MEMORY. */
enum status docket_hash_all(const struct docket *docket, uint8_t hash[32]);

#endif
