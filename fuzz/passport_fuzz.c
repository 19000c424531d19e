/* A stranger's Identity: it is read or refused, never verified by a key that did not sign it, and found the same twice. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/passport.h"

#include "wire/i3_ids.h"
#include "wire/verstat.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* RFC 7515 A.3's, which has signed no passport. */
static const char key[] = "-----BEGIN PUBLIC KEY-----\n"
			  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n"
			  "6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"
			  "-----END PUBLIC KEY-----\n";

static void passport_tried(struct bytes value, struct bytes pem)
{
	const struct instant now = { .us = 1764000000000000 };
	struct passport passport;
	if (passport_read(value, &passport) != STATUS_OK)
		return;
	/* What it says itself is what the call is made to say, so that as much as can be is the same. */
	const struct passport_call call = {
		.orig = passport.orig_tn ? bytes_of_text(passport.orig_tn) : passport.info,
		.dest = passport.dest_tn.count ? bytes_of_text(passport.dest_tn.item[0]) : passport.ppt,
		.date = now,
	};
	enum status status = passport_check(&passport, &call, pem, now);
	uint32_t findings = passport.findings;
	assert(status == STATUS_OK && findings != 0);
	status = passport_check(&passport, &call, pem, now);
	assert(status == STATUS_OK && passport.findings == findings);
	passport_close(&passport);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct bytes value = bytes_of(at, length);
	struct i3_ids ids;
	struct i3_ids_info info;
	char number[PASSPORT_NUMBER_BYTES];
	passport_tried(value, bytes_of_text(key));
	/* The certificate comes from strangers as well. */
	struct bytes line = value;
	const uint8_t *end = length ? memchr(at, '\n', length) : NULL;
	if (end) {
		line.length = (size_t)(end - at);
		passport_tried(line, bytes_of(end + 1, length - line.length - 1));
	}
	enum verstat verstat = verstat_read(value);
	assert(verstat_words(verstat));
	if (i3_ids_read(value, &ids))
		assert(ids.kind && (!ids.sound || (ids.string.length >= I3_IDS_STRING_MIN && ids.domain.length)));
	if (i3_ids_read_info(value, &info))
		assert(info.uri.length && (info.purpose == I3_IDS_FOR_DATA) == (info.block.length != 0));
	if (passport_number(value, number))
		assert(number[0]);
	return 0;
}
