/* What a witness is asked: to cosign a checkpoint that continues the last one it saw (C2SP tlog-witness, add-checkpoint). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_WITNESS_REQUEST_H
#define LEDGER_WITNESS_REQUEST_H

#include "ledger/tree.h"

#define WITNESS_REQUEST_MAX_BYTES 65536u

struct witness_request {
	uint64_t old;          /* the size that the witness is thought to have seen last */
	struct tree_path path; /* from there to the checkpoint's */
	struct bytes note;     /* the signed checkpoint; borrowed */
};

/* Statuses of buffer_append. */
enum status witness_request_write(const struct witness_request *request, struct buffer *out);
/* STATUS_MALFORMED: it is not in the one form. */
enum status witness_request_read(struct bytes text, struct witness_request *ret_request);

#endif
