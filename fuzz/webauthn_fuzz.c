/* A browser's answer of a passkey: it is refused or proved, and what is not signed is never proved. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/webauthn.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* Client data and authenticator data parted by the first NUL; the rest after a second one is a key. */
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static const uint8_t challenge[WEBAUTHN_CHALLENGE_BYTES] = { 1, 2, 3 };
	const struct webauthn_question question = { .type = "webauthn.get",
		                                    .origin = "https://center.example",
		                                    .party = "center.example",
		                                    .challenge = challenge };
	struct webauthn_answer answer = { .signature = bytes_of("signature", 9) };
	size_t end = 0, second;
	uint32_t counter;
	while (end < length && at[end])
		end++;
	answer.client_data = bytes_of(at, end);
	second = end < length ? end + 1 : length;
	answer.authenticator = bytes_of(at + second, length - second < 64 ? length - second : 64);
	answer.key = bytes_of(answer.authenticator.at + answer.authenticator.length,
	                      (size_t)(at + length - answer.authenticator.at) - answer.authenticator.length);
	(void)webauthn_new(&question, &answer, &counter);
	const char *fault = webauthn_proof(&question, &answer, 0, &counter);
	assert(fault);
	return 0;
}
