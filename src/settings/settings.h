/* The server's settings: tocsin.conf(5). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SETTINGS_SETTINGS_H
#define SETTINGS_SETTINGS_H

#include "core/command.h"
#include "settings/outline.h"
#include "settings/retention_rules.h"

/* As publish/witnesses.h and ledger/checkpoint.h have them. */
#define SETTINGS_WITNESSES_MAX 16u
#define SETTINGS_WITNESS_URL_BYTES 512u
#define SETTINGS_WITNESS_KEY_BYTES 208u
#define SETTINGS_PATH_MAX_BYTES 1024u
#define SETTINGS_HOST_MAX_BYTES 256u
#define SETTINGS_PORT 8112u
#define SETTINGS_LISTENERS_MAX 16u
#define SETTINGS_ADDRESS_MAX_BYTES 64u
/* As many as resolv.conf(5) has. */
#define SETTINGS_NAME_SERVERS_MAX 3u

/* Ten years. */
#define SETTINGS_CLOSED_WORDS_MAX_S (10 * 366 * 24 * 3600)

#define SETTINGS_WARNS_DAYS_MAX 90u
#define SETTINGS_CAN_MAX 16u /* capabilities of one unit */

/* Something that the center is to have: the command that adds it, and its name. */
struct settings_name {
	enum command_kind add;
	struct wire_name name;
	uint8_t ring;                           /* of a queue: enum ring; none: it is not said */
	uint32_t ring_s;                        /* of a queue: 0: it is not said */
	int32_t lat_e7, lon_e7;                 /* of a station */
	struct wire_name can[SETTINGS_CAN_MAX]; /* of a unit: what it can do */
	unsigned cans;
	struct wire_name station; /* of a unit: where it is at home; "": it is not said */
};

enum settings_transport { SETTINGS_UDP, SETTINGS_TCP, SETTINGS_TLS, SETTINGS_TRANSPORTS };

/* Where calls by phone are taken. */
struct settings_listener {
	enum settings_transport transport;
	char host[SETTINGS_ADDRESS_MAX_BYTES];
	uint16_t port;
};

/* Which servers that calls name are asked: of other machines where it is not said. */
enum settings_ask { SETTINGS_ASK_UNSAID, SETTINGS_ASK_NONE, SETTINGS_ASK_FAR, SETTINGS_ASK_NEAR, SETTINGS_ASKS };

/* A vehicle's device, by the name that it gives itself, and the unit that it rides on. */
struct settings_device {
	struct wire_name device, unit;
};

struct settings_hospital {
	struct wire_name name;
	int32_t lat_e7, lon_e7;
};

/* One rung of a ladder. */
struct settings_rung {
	uint8_t kind;     /* enum obligation_kind */
	uint8_t priority; /* 0: for all */
	uint8_t rung;
	uint8_t owner_kind;
	uint32_t span_s;
};

/* Empty texts were not given. */
struct settings {
	char data[SETTINGS_PATH_MAX_BYTES];
	char spool[SETTINGS_PATH_MAX_BYTES];
	char map[SETTINGS_PATH_MAX_BYTES];
	char plan[SETTINGS_PATH_MAX_BYTES];
	char console[SETTINGS_PATH_MAX_BYTES];
	char manifest[SETTINGS_PATH_MAX_BYTES];     /* which names say who the caller is */
	char second_place[SETTINGS_PATH_MAX_BYTES]; /* where it is kept how far the log was signed */
	char agencies[SETTINGS_PATH_MAX_BYTES];     /* certificates of those whose policies are kept */
	struct settings_witness {
		char url[SETTINGS_WITNESS_URL_BYTES];
		char key[SETTINGS_WITNESS_KEY_BYTES];
	} witness[SETTINGS_WITNESSES_MAX];
	unsigned witnesses;
	bool anybody_withdraws;  /* kept policies */
	unsigned policy_people;  /* who must agree to a policy; 0: it is not said */
	uint32_t closed_words_s; /* how long what is over is read without being opened; 0: it is not said */
	unsigned warns_days;     /* so long before something of it runs out; 0: it is not said */
	char origin[SETTINGS_HOST_MAX_BYTES];
	char host[SETTINGS_HOST_MAX_BYTES];
	uint16_t port;
	struct settings_listener listener[SETTINGS_LISTENERS_MAX];
	unsigned listeners;
	struct settings_listener avl[SETTINGS_LISTENERS_MAX]; /* TCP or TLS */
	unsigned avls;
	struct settings_listener https; /* for browsers, TLS; host "": none */
	struct settings_device *device;
	unsigned devices;
	struct settings_hospital *hospital;
	unsigned hospitals;
	char domain[SETTINGS_HOST_MAX_BYTES];
	char way_out[SETTINGS_HOST_MAX_BYTES];
	char bridge[SETTINGS_HOST_MAX_BYTES];
	char public_url[SETTINGS_HOST_MAX_BYTES];
	bool text_receipts; /* callers are written to where their receipt can be read */
	char certificate[SETTINGS_PATH_MAX_BYTES], key[SETTINGS_PATH_MAX_BYTES]; /* both or none */
	char trust[SETTINGS_PATH_MAX_BYTES];
	char name_server[SETTINGS_NAME_SERVERS_MAX][SETTINGS_ADDRESS_MAX_BYTES];
	unsigned name_servers;
	enum settings_ask ask;
	struct settings_name *name;
	unsigned names;
	struct settings_retention retention[SETTINGS_RETENTION_MAX];
	unsigned retentions;
	struct settings_rung *rung;
	unsigned rungs;
};

/*
 * Reads settings; the caller closes them.
 *   STATUS_MALFORMED  the problems say where, and what to do
 *   STATUS_LIMIT, STATUS_MEMORY
 */
enum status settings_read(struct bytes bytes, const char *name, struct problems *problems,
                          struct settings *ret_settings);
void settings_close(struct settings *settings);

/* Splits "HOST:PORT", the host in brackets if it is IPv6; false if it is anything else. */
bool settings_address(struct bytes text, char host[SETTINGS_HOST_MAX_BYTES], uint16_t *ret_port);
/* Reads "udp:127.0.0.1:5060"; false if it is anything else. */
bool settings_listener(struct bytes text, struct settings_listener *ret_listener);
/* Reads "127.0.0.1:5070" or "tls:127.0.0.1:5071", where vehicles' devices report; likewise. */
bool settings_avl(struct bytes text, struct settings_listener *ret_listener);
/* HOST:PORT, for browsers. */
bool settings_https(struct bytes text, struct settings_listener *ret_listener);
/* Whether it is a SIP URI by which a number outside can be reached: with an address, for names are not looked up. */
bool settings_way_out(struct bytes text);
/* "none", "far", "near"; SETTINGS_ASK_UNSAID if it is anything else. */
enum settings_ask settings_ask(struct bytes text);
/* Whether it is an address, or one with a port, "[::1]:5353". */
bool settings_name_server(struct bytes text);
/* Whether it is where the console is found from outside: "https://HOST[:PORT][/PATH]", without a slash at its end. */
bool settings_public_url(struct bytes text);
/* "udp", "tcp", "tls". */
const char *settings_transport_name(enum settings_transport transport);

#endif
