/* The server as its clients see it: a request, and the JSON that comes back. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_CLIENT_H
#define CMD_CLIENT_H

#include <jansson.h>

#include "cmd/subcommand.h"

/* How long an answer is waited for: a disk can be slow, a network gone. */
#define CLIENT_WAIT_S 30L

struct client_answer {
	long code;    /* of HTTP; 0: there was no answer, and the trouble was printed */
	json_t *json; /* the body; json_null where it is none */
};

/* Sends `body` (NULL: a GET); the caller releases answer.json.  Each POST carries a fresh key, so that libcurl's own
 * second try on a lost connection has one effect. */
struct client_answer client_ask(const struct subcommand_options *options, const char *path, const json_t *body);
/* The same with a key of one's own, and the token as that of another scheme than Bearer; NULL: as above. */
struct client_answer client_ask_as(const struct subcommand_options *options, const char *path, const json_t *body,
                                   const char *scheme, const char *key);
/* The same with a body as it is, not empty. */
struct client_answer client_send(const struct subcommand_options *options, const char *path, const char *text);
/* Prints the answer: as JSON if asked, or a refusal in words; EXIT_DONE if it was done.  Releases it. */
int client_finish(const struct subcommand_options *options, struct client_answer *answer);
/* Reads "name=value" arguments into an object, whole numbers as numbers; NULL, and it was said, if one has no "=". */
json_t *client_members(int count, char **arguments);

#endif
