/* The server's settings: tocsin.conf(5). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SETTINGS_SETTINGS_H
#define SETTINGS_SETTINGS_H

#include "core/command.h"
#include "settings/outline.h"

#define SETTINGS_PATH_MAX_BYTES 1024u
#define SETTINGS_HOST_MAX_BYTES 256u
#define SETTINGS_PORT 8112u

/* Something that the center is to have: the command that adds it, and its name. */
struct settings_name {
	enum command_kind add;
	struct wire_name name;
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
	char origin[SETTINGS_HOST_MAX_BYTES];
	char host[SETTINGS_HOST_MAX_BYTES];
	uint16_t port;
	struct settings_name *name;
	unsigned names;
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

#endif
