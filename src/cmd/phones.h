/* Calls by phone, as the command line and the settings ask for them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_PHONES_H
#define CMD_PHONES_H

#include "settings/settings.h"
#include "switchboard/switchboard.h"

struct phones {
	struct switchboard_listener listener[SWITCHBOARD_LISTENERS_MAX];
	struct switchboard_listener avl[SETTINGS_LISTENERS_MAX]; /* for vehicles' devices */
	size_t avls;
	struct settings_listener https;                           /* for browsers; host "": nobody listens for them */
	const char *domain, *way_out, *tls, *bridge, *public_url; /* NULL: not given */
	const char *certificate_path, *key_path;                  /* where tls is not given; NULL: none */
	const char *trust;                                        /* a file; NULL: the system's */
	enum settings_ask ask;                                    /* which servers are asked */
	struct switchboard_setup setup;
	struct buffer certificate, key, trusted, name_servers;
};

/* Adds "udp:127.0.0.1:5060"; false, and it was said why, if it is anything else. */
bool phones_listener(struct phones *phones, const char *text);
/* Adds "127.0.0.1:5070" or "tls:127.0.0.1:5071"; likewise. */
bool phones_avl(struct phones *phones, const char *text);
/* Takes "127.0.0.1:8443"; likewise. */
bool phones_https(struct phones *phones, const char *text);
/* Takes "sip:192.0.2.1:5060", borrowed; likewise. */
bool phones_way_out(struct phones *phones, const char *text);
/* Takes "none", "far" or "near"; likewise. */
bool phones_ask(struct phones *phones, const char *text);
/* Adds the address of a name server; likewise. */
bool phones_name_server(struct phones *phones, const char *text);
/* Takes "sip:conf-factory@192.0.2.2:5060"; "https://center.example"; likewise. */
bool phones_bridge(struct phones *phones, const char *text);
bool phones_public_url(struct phones *phones, const char *text);
/* Takes what the settings say where the command line said nothing; they are borrowed as long as the phones. */
void phones_settle(struct phones *phones, const struct settings *settings);
/* Opens the switchboard where there is a listener, and prints where it listens; false, and it was said why. */
bool phones_open(struct phones *phones, struct desk *desk, struct loop *loop, struct switchboard **ret_switchboard);
/* Reads certificate and key again, and uses them from now on; what is wrong with them is said, and the old ones stay. */
void phones_reload(struct phones *phones, struct switchboard *switchboard);
void phones_close(struct phones *phones);

#endif
