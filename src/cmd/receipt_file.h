/* A caller's receipt in a file: the proof, the signature, and whether what it shows is what was entered. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_RECEIPT_FILE_H
#define CMD_RECEIPT_FILE_H

#include <jansson.h>

#include "ledger/entry.h"
#include "ledger/proof_text.h"

struct receipt_file {
	const char *path;
	struct proof_text proof;
	const char *verifier; /* that was given, or that of the receipt itself */
	bool pinned;
	json_t *json; /* NULL: a bare tlog-proof */
	struct buffer text;
	struct hasher *hasher;
	uint64_t size; /* of the log when it was signed */
	struct hash root;
};

/* Reads and checks one; what is wrong is said on standard error, and the code is that of an `enum exit_code`.  `verifier` NULL: the
 * receipt's own.  The strings and the hasher are borrowed; it is closed whatever came of it. */
int receipt_file_check(struct receipt_file *receipt, const char *path, const char *verifier, struct hasher *hasher);
/* Prints what a good one shows. */
void receipt_file_tell(struct receipt_file *receipt);
void receipt_file_close(struct receipt_file *receipt);

#endif
