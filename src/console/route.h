/* What a family of routes is: methods and paths, who may ask, and the function that answers. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_ROUTE_H
#define CONSOLE_ROUTE_H

#include "console/console.h"
#include "console/door.h"
#include "console/closed_words.h"
#include "console/reply.h"
#include "desk/alarms.h"
#include "loop/http_server.h"

/* One request, as far as its path and its sender are known. */
struct ask {
	struct console *console;
	struct desk *desk;
	struct http_request *request;
	uint32_t agent;   /* whose token or session came with it; 0: none */
	uint32_t session; /* whose cookie came with it; 0: none, or a token */
	uint32_t caller;  /* which call's code came with it; 0: none */
	uint32_t number;  /* the N in the path */
	const char *name; /* the rest of the path where it ends with NAME */
};

/* ACCESS_OWN: the route looks at the token itself. */
enum route_access { ACCESS_ANYBODY, ACCESS_CALLER, ACCESS_STAFF, ACCESS_READER, ACCESS_OWN };

struct route {
	const char *method;
	const char *path; /* "/v1/calls/{call}": a number; "{command}", "{code}": a name */
	enum route_access access;
	void (*answer)(struct ask *ask);
	const char *words;
};

/* Ended by a row without a method. */
extern const struct route *const route_families[];

/* The route of a method and path.  If there is none, *ret_other says whether another method has one. */
const struct route *route_find(const char *method, const char *path, uint32_t *ret_number, const char **ret_name,
                               bool *ret_other);

/* Asks the desk a command that was read from the request, and answers with what it comes to once that is durable. */
void ask_desk(struct ask *ask, struct command *command);
/* Sets the key from the request's Idempotency-Key; false if it is no key: then answer with KEY_WRONG. */
#define KEY_WRONG "key_wrong", "Idempotency-Key", "a key has 1 to 255 bytes"
bool ask_key(struct ask *ask, struct command *command);
/* Answers with a reply once all that the board shows is durable. */
void ask_hold(struct ask *ask, struct reply *reply);
/* Keeps the request's bytes as a call, with what is wrong with them in `asked`, and answers so. */
struct asked;
void ask_keep_malformed(struct ask *ask, const struct asked *asked, int code);
/* Answers at once: for what tells nothing of the board. */
void ask_refuse(struct ask *ask, int code, const char *rule, const char *field, const char *detail);
/* Whether who asks may administer; refused else.  Whoever may not has no say in what is read either. */
bool ask_administers(struct ask *ask);
/* Answers with what is wrong in a document that was sent, all of it, a line each with its place; closes nothing. */
void ask_problems(struct ask *ask, const char *rule, struct problems *problems);
/* The same for who has no right: says which token is wanted. */
void ask_turn_away(struct ask *ask);
/* For a visitor's or buffer's trouble. */
void ask_trouble(struct ask *ask, struct reply *reply, enum status status);
/* Finds agent, session and caller of a request. */
void ask_find_sender(struct ask *ask);
/* Whether another site's page may have sent it in the name of who is signed in. */
bool ask_is_forged(const struct ask *ask);
/* Who comes in from a browser. */
struct door *ask_door(const struct ask *ask);
/* The cookies of a session; over TLS one that no other name of the domain can set (RFC 6265bis 4.1.3.2). */
#define SESSION_COOKIE "tocsin"
#define SESSION_COOKIE_SECURE "__Host-tocsin"
#define ORIGIN_HOST_BYTES 256
/* Whether a page of this very host asks, and by which name a key is bound to it: the host without its port. */
bool ask_party(const struct ask *ask, char ret_host[ORIGIN_HOST_BYTES]);
/* Whether it came from a page that was got over TLS. */
bool ask_secure(const struct ask *ask);
/* Who recommends; NULL: nobody does. */
struct control *ask_control(const struct ask *ask);
/* Who proves policies and runs the one in force; NULL: nobody. */
struct routing *ask_routing(const struct ask *ask);
/* The log that is published; NULL: none. */
struct public_log *ask_log(const struct ask *ask);
/* Who cosigns it; NULL: nobody. */
const struct witnesses *ask_witnesses(const struct ask *ask);
/* How the center does by its own record; NULL: nobody looks. */
struct live_audit *ask_audit(const struct ask *ask);
/* How often each position is alarmed. */
const struct alarms *ask_alarms(const struct ask *ask);
/* What the center's own addresses end with. */
const char *ask_domain(const struct ask *ask);
/* Who asks, as a reader of what is over. */
struct closed_words ask_closed_words(const struct ask *ask);
/* Makes the request a reader of the feed, behind an entry. */
void console_feed(struct ask *ask, uint64_t behind);

#endif
