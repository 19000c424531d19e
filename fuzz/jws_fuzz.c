/* A stranger's signed document: read or refused, and never taken, for nobody whom the anchor vouches for has signed it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/jws.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	const struct instant now = { .us = 1764000000000000 };
	struct jws jws;
	/* The document is its own file of anchors as well: certificates come from strangers. */
	for (unsigned anchored = 0; anchored < 2; anchored++) {
		enum status status = jws_open(bytes_of(at, length), bytes_of(at, anchored ? length : 0), now, &jws);
		assert(status == STATUS_OK);
		assert(jws.fault != JWS_NONE && *jws_words(jws.fault));
		assert(jws.fault != JWS_FORM || !jws.payload.length || jws.payload.at);
		jws_close(&jws);
	}
	return 0;
}
