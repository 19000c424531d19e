/* The center's side of calls by phone: it starts the edge, and starts it again, and stands between it and the desk. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SWITCHBOARD_SWITCHBOARD_H
#define SWITCHBOARD_SWITCHBOARD_H

#include "desk/desk.h"
#include "loop/loop.h"
#include "loop/sockets.h"
#include "phone/parcel.h"

struct switchboard;

struct switchboard_listener {
	enum socket_kind kind;
	char host[64];
	uint16_t port; /* 0: a free one; switchboard_open sets it */
	bool avl;      /* for vehicles' devices */
	bool web;      /* for browsers; one at most */
};

/* As many for calls as the settings may have, as many for devices, and one for browsers. */
#define SWITCHBOARD_LISTENERS_MAX 33u

/* Gives an end at which the console serves a browser that is there; statuses of http_server_connect. */
typedef enum status switchboard_web(void *context, const char *peer, int *ret_descriptor);

/* Borrowed until switchboard_close. */
struct switchboard_setup {
	struct switchboard_listener *listener; /* those for devices behind all others, the one for browsers last */
	size_t listeners;
	switchboard_web *web; /* NULL where nobody listens for browsers */
	void *web_context;
	const char *domain;     /* what our own addresses end with */
	const char *way_out;    /* a SIP URI by which numbers outside are reached; NULL: none */
	const char *bridge;     /* the factory of conferences of a bridge, a SIP URI with an address; NULL: none */
	const char *public_url; /* "https://center.example", where the console is found from outside; NULL: nowhere */
	bool text_receipts;     /* callers are written to where their receipt can be read; only with public_url */
	struct bytes certificate, key; /* PEM, for TLS; without them one is made that nobody vouches for */
	struct bytes trusted;          /* PEM: who may vouch for the servers that calls name */
	struct bytes name_servers;     /* addresses, a line each */
	enum parcel_ask ask;           /* which servers are asked */
	void (*before_ringing)(
	    void *context); /* sends new calls their way; NULL: they wait in the queue they came for */
	void *before_context;
};

/*
 * Binds the listeners and starts the edge.
 *   STATUS_BUSY, STATUS_MALFORMED  a listener cannot be bound; *ret_wrong says which
 *   STATUS_MEMORY, STATUS_IO
 */
enum status switchboard_open(struct desk *desk, struct loop *loop, const struct switchboard_setup *setup,
                             struct switchboard **ret_switchboard, size_t *ret_wrong);
void switchboard_close(struct switchboard *switchboard);
/* To be called when the desk's eventfd was written. */
void switchboard_turn(struct switchboard *switchboard);
/* Another certificate and key from now on, as the setup now has them.  STATUS_MEMORY */
enum status switchboard_certify(struct switchboard *switchboard);
/* The desk's trouble, for which the loop was stopped; STATUS_OK if none. */
enum status switchboard_trouble(const struct switchboard *switchboard);

#endif
