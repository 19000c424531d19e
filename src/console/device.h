/* What a browser says of a passkey, read from JSON, and what it must have been asked. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_DEVICE_H
#define CONSOLE_DEVICE_H

#include <jansson.h>

#include "console/route.h"

/* A text member, "" if it is none; borrowed. */
const char *json_text_of(const json_t *json, const char *name);

/* The parts of a browser's answer; `last` is the signature, or a new key.  Whoever reads them closes them. */
struct device {
	struct buffer id, client_data, authenticator, last;
};

/* Reads base64url without padding; false if a part is missing, wrong or too long.  To be closed either way. */
bool device_read(const json_t *json, const char *last, struct device *device);
void device_close(struct device *device);

/* What a browser at this request's origin must have been asked, and takes its challenge; false if the origin is not this
 * host's, or the challenge none that is open.  The question borrows challenge, party and the request. */
bool device_question(struct ask *ask, const char *type, uint32_t agent, const struct device *device,
                     uint8_t challenge[WEBAUTHN_CHALLENGE_BYTES], char party[ORIGIN_HOST_BYTES],
                     struct webauthn_question *ret_question);

/* Answers that routes of signing in share: who is wrong is not told in what; and something is over. */
void session_refuse_wrong(struct ask *ask);
void session_refuse_wait(struct ask *ask, uint32_t wait_s);
void session_answer_ended(struct ask *ask, enum status status);

#endif
