/* Calls by phone, as the command line and the settings ask for them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/phones.h"

#include <stdio.h>
#include <string.h>

#include "cmd/center_setup.h"
#include "loop/tls.h"

static const enum socket_kind kind_of[SETTINGS_TRANSPORTS] = {
	[SETTINGS_UDP] = SOCKET_UDP, [SETTINGS_TCP] = SOCKET_TCP, [SETTINGS_TLS] = SOCKET_TLS
};
static const enum settings_transport transport_of[SOCKET_KIND_COUNT] = {
	[SOCKET_UDP] = SETTINGS_UDP, [SOCKET_TCP] = SETTINGS_TCP, [SOCKET_TLS] = SETTINGS_TLS
};
/* More than any certificate with its chain. */
#define PEM_MAX_BYTES 262144u
/* All that a system trusts: Debian's 140 have 220 KB. */
#define TRUST_MAX_BYTES (4u << 20)
#define SYSTEM_TRUST "/etc/ssl/certs/ca-certificates.crt"
#define SYSTEM_NAMES "/etc/resolv.conf"

static const char *kind_name(enum socket_kind kind)
{
	return settings_transport_name(transport_of[kind]);
}

static void put(struct switchboard_listener *listener, const struct settings_listener *given)
{
	_Static_assert(sizeof listener->host >= sizeof given->host, "an address fits");
	listener->kind = kind_of[given->transport];
	listener->port = given->port;
	memcpy(listener->host, given->host, sizeof given->host);
}

static void add(struct phones *phones, const struct settings_listener *given)
{
	put(&phones->listener[phones->setup.listeners++], given);
}

static void add_avl(struct phones *phones, const struct settings_listener *given)
{
	struct switchboard_listener *listener = &phones->avl[phones->avls++];
	put(listener, given);
	listener->avl = true;
}

bool phones_avl(struct phones *phones, const char *text)
{
	struct settings_listener listener;
	if (phones->avls == SETTINGS_LISTENERS_MAX) {
		(void)fprintf(stderr, "tocsind: --avl %s: at most %u of them\n", text, SETTINGS_LISTENERS_MAX);
		return false;
	}
	if (!settings_avl(bytes_of_text(text), &listener)) {
		(void)fprintf(stderr, "tocsind: --avl %s: wanted is HOST:PORT or tls:HOST:PORT, as 127.0.0.1:5070\n",
		              text);
		return false;
	}
	add_avl(phones, &listener);
	return true;
}

bool phones_https(struct phones *phones, const char *text)
{
	if (settings_https(bytes_of_text(text), &phones->https))
		return true;
	(void)fprintf(stderr, "tocsind: --https %s: wanted is HOST:PORT, as 127.0.0.1:8443\n", text);
	return false;
}

bool phones_listener(struct phones *phones, const char *text)
{
	struct settings_listener listener;
	if (phones->setup.listeners == SETTINGS_LISTENERS_MAX) {
		(void)fprintf(stderr, "tocsind: --sip %s: at most %u of them\n", text, SETTINGS_LISTENERS_MAX);
		return false;
	}
	if (!settings_listener(bytes_of_text(text), &listener)) {
		(void)fprintf(stderr,
		              "tocsind: --sip %s: wanted is KIND:HOST:PORT, as udp:127.0.0.1:5060 or tls:[::1]:5061\n",
		              text);
		return false;
	}
	add(phones, &listener);
	return true;
}

bool phones_way_out(struct phones *phones, const char *text)
{
	if (!settings_way_out(bytes_of_text(text))) {
		(void)fprintf(stderr,
		              "tocsind: --way-out %s: wanted is a SIP URI with an address, as sip:192.0.2.1:5060\n",
		              text);
		return false;
	}
	phones->way_out = text;
	return true;
}

bool phones_ask(struct phones *phones, const char *text)
{
	phones->ask = settings_ask(bytes_of_text(text));
	if (!phones->ask)
		(void)fprintf(stderr, "tocsind: --ask %s: wanted is none, far or near\n", text);
	return phones->ask != SETTINGS_ASK_UNSAID;
}

bool phones_name_server(struct phones *phones, const char *text)
{
	if (!settings_name_server(bytes_of_text(text))) {
		(void)fprintf(stderr, "tocsind: --name-server %s: wanted is an address, as 192.0.2.53\n", text);
		return false;
	}
	return buffer_print(&phones->name_servers, "%s\n", text) == STATUS_OK;
}

bool phones_bridge(struct phones *phones, const char *text)
{
	phones->bridge = text;
	if (settings_way_out(bytes_of_text(text)))
		return true;
	(void)fprintf(stderr,
	              "tocsind: --bridge %s: wanted is a SIP URI with an address, as sip:conf-factory@192.0.2.2:5060\n",
	              text);
	return false;
}

bool phones_public_url(struct phones *phones, const char *text)
{
	phones->public_url = text;
	if (settings_public_url(bytes_of_text(text)))
		return true;
	(void)fprintf(stderr, "tocsind: --public-url %s: wanted is https://HOST, without a slash at its end\n", text);
	return false;
}

static const char *or_else(const char *given, const char *of_settings)
{
	return given || !of_settings[0] ? given : of_settings;
}

void phones_settle(struct phones *phones, const struct settings *settings)
{
	_Static_assert(2 * SETTINGS_LISTENERS_MAX + 1 <= SWITCHBOARD_LISTENERS_MAX, "all fit");
	for (unsigned i = 0, given = phones->setup.listeners != 0; !given && i < settings->listeners; i++)
		add(phones, &settings->listener[i]);
	for (unsigned i = 0, given = phones->avls != 0; !given && i < settings->avls; i++)
		add_avl(phones, &settings->avl[i]);
	if (!phones->https.host[0])
		phones->https = settings->https;
	phones->domain = or_else(phones->domain, settings->domain);
	phones->way_out = or_else(phones->way_out, settings->way_out);
	phones->ask = phones->ask ? phones->ask : settings->ask;
	phones->trust = or_else(phones->trust, settings->trust);
	for (unsigned i = 0, given = phones->name_servers.length != 0; !given && i < settings->name_servers; i++)
		(void)phones_name_server(phones, settings->name_server[i]);
	phones->bridge = or_else(phones->bridge, settings->bridge);
	phones->public_url = or_else(phones->public_url, settings->public_url);
	phones->setup.text_receipts = settings->text_receipts;
	if (!phones->tls) {
		phones->certificate_path = or_else(NULL, settings->certificate);
		phones->key_path = or_else(NULL, settings->key);
	}
}

static bool read_pem(const char *path, struct buffer *pem)
{
	pem->cap = PEM_MAX_BYTES;
	enum status status = settings_load(path, pem);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: tls: %s: cannot be read: %s\n", path, status_text(status));
	return status == STATUS_OK;
}

/* Tried here, where it can be said which files they are. */
static bool fits(const struct phones *phones, const char *certificate, const char *key)
{
	SSL_CTX *server = NULL;
	enum status status = tls_server(buffer_bytes(&phones->certificate), buffer_bytes(&phones->key), &server);
	SSL_CTX_free(server);
	if (status != STATUS_OK)
		(void)fprintf(stderr,
		              "tocsind: tls: %s and %s are no certificate with its key. Wanted are two PEM files: the "
		              "certificate with its chain behind it, and its key without a passphrase.\n",
		              certificate, key);
	return status == STATUS_OK;
}

static bool read_tls(struct phones *phones)
{
	char path[SETTINGS_PATH_MAX_BYTES];
	const char *comma = phones->tls ? strchr(phones->tls, ',') : NULL;
	const char *certificate = phones->certificate_path, *key = phones->key_path;
	if (phones->tls) {
		if (!comma || (size_t)(comma - phones->tls) >= sizeof path) {
			(void)fprintf(stderr, "tocsind: --tls %s: wanted is CERT,KEY: two PEM files\n", phones->tls);
			return false;
		}
		memcpy(path, phones->tls, (size_t)(comma - phones->tls));
		path[comma - phones->tls] = '\0';
		certificate = path;
		key = comma + 1;
	}
	if (!certificate)
		return true;
	buffer_clear(&phones->certificate);
	buffer_clear(&phones->key);
	if (!read_pem(certificate, &phones->certificate) || !read_pem(key, &phones->key) ||
	    !fits(phones, certificate, key))
		return false;
	phones->setup.certificate = buffer_bytes(&phones->certificate);
	phones->setup.key = buffer_bytes(&phones->key);
	return true;
}

/* The lines "nameserver ADDRESS" of resolv.conf(5); what is no such line is left out. */
static void read_names(struct phones *phones, struct bytes text)
{
	for (size_t from = 0, to; from < text.length; from = to + 1) {
		char line[SETTINGS_ADDRESS_MAX_BYTES + 16], address[SETTINGS_ADDRESS_MAX_BYTES];
		for (to = from; to < text.length && text.at[to] != '\n';)
			to++;
		if (to - from >= sizeof line)
			continue;
		memcpy(line, text.at + from, to - from);
		line[to - from] = '\0';
		if (sscanf(line, "nameserver %63s", address) == 1 && settings_name_server(bytes_of_text(address)))
			(void)phones_name_server(phones, address);
	}
}

/* Who may vouch for servers, and who knows their addresses; what the system has is taken if it is there. */
static bool read_trust(struct phones *phones)
{
	static const enum parcel_ask asks[SETTINGS_ASKS] = { [SETTINGS_ASK_UNSAID] = PARCEL_ASK_FAR,
		                                             [SETTINGS_ASK_NONE] = PARCEL_ASK_NOBODY,
		                                             [SETTINGS_ASK_FAR] = PARCEL_ASK_FAR,
		                                             [SETTINGS_ASK_NEAR] = PARCEL_ASK_NEAR };
	struct buffer text = { .cap = PEM_MAX_BYTES };
	const char *path = phones->trust ? phones->trust : SYSTEM_TRUST;
	phones->trusted.cap = TRUST_MAX_BYTES;
	enum status status = settings_load(path, &phones->trusted);
	if (status != STATUS_OK && (phones->trust || status != STATUS_MISSING)) {
		(void)fprintf(stderr, "tocsind: trust: %s: cannot be read: %s\n", path, status_text(status));
		return false;
	}
	if (!phones->name_servers.length && settings_load(SYSTEM_NAMES, &text) == STATUS_OK)
		read_names(phones, buffer_bytes(&text));
	buffer_close(&text);
	phones->setup.trusted = buffer_bytes(&phones->trusted);
	phones->setup.name_servers = buffer_bytes(&phones->name_servers);
	phones->setup.ask = asks[phones->ask];
	return true;
}

/* The rules must know whether conversations of three can be had. */
static bool set_bridge(struct desk *desk, bool there)
{
	struct command set = { .kind = COMMAND_SET_BRIDGE, .asker = ASKER_CENTER, .f.count = there };
	struct desk_answer answer;
	if (board_center(desk_board(desk))->bridged == there)
		return true;
	enum status status = desk_ask(desk, &set, &answer);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: the bridge cannot be set: %s\n", status_text(status));
	return status == STATUS_OK;
}

struct listener_name {
	const char *option, *words;
};

static const struct listener_name *name_of(const struct switchboard_listener *listener)
{
	static const struct listener_name calls = { "sip", "calls by phone" }, avl = { "avl", "positions" },
					  web = { "https", "browsers" };
	return listener->web ? &web : listener->avl ? &avl : &calls;
}

void phones_reload(struct phones *phones, struct switchboard *switchboard)
{
	if (!phones->tls && !phones->certificate_path)
		return;
	enum status status = read_tls(phones) ? switchboard_certify(switchboard) : STATUS_MALFORMED;
	if (status != STATUS_OK)
		(void)fputs("tocsind: tls: what was in use stays in use\n", stderr);
}

bool phones_open(struct phones *phones, struct desk *desk, struct loop *loop, struct switchboard **ret_switchboard)
{
	struct switchboard_setup *setup = &phones->setup;
	size_t wrong = 0;
	bool calls = setup->listeners != 0;
	if (!set_bridge(desk, calls && phones->bridge))
		return false;
	for (size_t i = 0; i < phones->avls; i++)
		phones->listener[setup->listeners++] = phones->avl[i];
	if (phones->https.host[0]) {
		put(&phones->listener[setup->listeners], &phones->https);
		phones->listener[setup->listeners++].web = true;
	}
	if (!setup->listeners)
		return true;
	if (!read_tls(phones) || !read_trust(phones))
		return false;
	setup->listener = phones->listener;
	setup->domain = phones->domain ? phones->domain : calls ? phones->listener[0].host : "localhost";
	if (!calls)
		setup->ask = PARCEL_ASK_NOBODY;
	setup->way_out = phones->way_out;
	setup->bridge = phones->bridge;
	setup->public_url = phones->public_url;
	if (setup->text_receipts && !setup->public_url) {
		(void)fputs("tocsind: text_receipts: without public_url there is nothing to write of; set both\n",
		            stderr);
		return false;
	}
	enum status status = switchboard_open(desk, loop, setup, ret_switchboard, &wrong);
	if (status != STATUS_OK) {
		(void)fprintf(stderr, "tocsind: %s %s:%s:%u: cannot listen there: %s\n",
		              name_of(&phones->listener[wrong])->option, kind_name(phones->listener[wrong].kind),
		              phones->listener[wrong].host, phones->listener[wrong].port, status_text(status));
		return false;
	}
	for (size_t i = 0; i < setup->listeners; i++) {
		const struct switchboard_listener *listener = &phones->listener[i];
		bool six = strchr(listener->host, ':') != NULL;
		printf("%s on %s:%s%s%s:%u\n", name_of(listener)->words, kind_name(listener->kind), six ? "[" : "",
		       listener->host, six ? "]" : "", listener->port);
	}
	return true;
}

void phones_close(struct phones *phones)
{
	buffer_close(&phones->certificate);
	buffer_close(&phones->key);
	buffer_close(&phones->trusted);
	buffer_close(&phones->name_servers);
}
