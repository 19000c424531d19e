/* A proof that an entry is in the log, as a text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/proof_text.h"

#include "ledger/note_text.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define HEAD "c2sp.org/tlog-proof@v1\n"

enum status proof_text_write(const struct proof_text *proof, struct buffer *out)
{
	char text[sodium_base64_ENCODED_LEN(PROOF_EXTRA_MAX_BYTES, sodium_base64_VARIANT_ORIGINAL)];
	enum status status = buffer_append_text(out, HEAD);
	if (status == STATUS_OK && proof->extra_bytes) {
		(void)sodium_bin2base64(text, sizeof text, proof->extra, proof->extra_bytes,
		                        sodium_base64_VARIANT_ORIGINAL);
		status = buffer_print(out, "extra %s\n", text);
	}
	if (status == STATUS_OK)
		status = buffer_print(out, "index %" PRIu64 "\n", proof->index);
	for (unsigned i = 0; i < proof->path.count && status == STATUS_OK; i++) {
		(void)sodium_bin2base64(text, sizeof text, proof->path.hash[i].at, HASH_BYTES,
		                        sodium_base64_VARIANT_ORIGINAL);
		status = buffer_print(out, "%s\n", text);
	}
	if (status == STATUS_OK)
		status = buffer_append_text(out, "\n");
	return status == STATUS_OK ? buffer_append(out, proof->checkpoint) : status;
}

enum status proof_text_read(struct bytes text, struct proof_text *ret_proof)
{
	struct bytes rest = text, line;
	struct proof_text *proof = ret_proof;
	*proof = (struct proof_text){ 0 };
	if (text.length > PROOF_TEXT_MAX_BYTES || !note_word(&rest, HEAD) || !note_line(&rest, &line))
		return STATUS_MALFORMED;
	if (note_word(&line, "extra ") &&
	    (!line.length || !note_base64(line, proof->extra, sizeof proof->extra, &proof->extra_bytes) ||
	     !note_line(&rest, &line)))
		return STATUS_MALFORMED;
	if (!note_word(&line, "index ") || !note_number(line, &proof->index))
		return STATUS_MALFORMED;
	while (note_line(&rest, &line) && line.length) {
		if (proof->path.count == TREE_PATH_MAX ||
		    !note_base64_of(line, proof->path.hash[proof->path.count].at, HASH_BYTES))
			return STATUS_MALFORMED;
		proof->path.count++;
	}
	/* The empty line was found, and the note stands behind it. */
	if (line.length || !rest.length)
		return STATUS_MALFORMED;
	proof->checkpoint = rest;
	return STATUS_OK;
}
