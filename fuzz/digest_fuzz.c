/* A stranger's Authorization: it is read or refused, opens nothing without the secret, and no nonce is ours but ours. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/digest.h"
#include "wire/sip_session.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static bool inside(struct bytes piece, const uint8_t *at, size_t length)
{
	return !piece.length || (piece.at >= at && piece.at + piece.length <= at + length);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	const struct bytes key = bytes_of_text("sixteen bytes or"), value = bytes_of(at, length);
	const struct instant now = { .us = 1764000000000000 };
	struct digest_answer answer;
	struct digest_secret secret;
	struct sip_rack rack;
	uint32_t expires_s;
	enum sip_refresher refresher;
	assert(digest_nonce_check(key, value, now, span_s(300)) != DIGEST_NONCE_FRESH);
	(void)sip_session_read(value, &expires_s, &refresher);
	if (sip_session_read_rack(value, &rack))
		assert(rack.rseq && rack.method.length && inside(rack.method, at, length));
	if (digest_read(value, &answer) != STATUS_OK)
		return 0;
	assert(inside(answer.username, at, length) && inside(answer.nonce, at, length));
	assert(inside(answer.response, at, length) && inside(answer.opaque, at, length));
	assert(digest_nonce_check(key, answer.nonce, now, span_s(300)) != DIGEST_NONCE_FRESH);
	if (answer.algorithm != DIGEST_UNKNOWN) {
		enum status status = digest_secret_make(answer.algorithm, answer.username, answer.realm,
		                                        bytes_of_text("nobody's"), &secret);
		assert(status == STATUS_OK && !digest_right(&answer, &secret, bytes_of_text("REGISTER")));
	}
	return 0;
}
