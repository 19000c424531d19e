/* Addresses and URIs as people write them: each is what it says, or refused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/settings.h"

#include <stdlib.h>
#include <string.h>

#include "wire/sip_message.h"
#include "wire/text.h"

bool settings_address(struct bytes text, char host[SETTINGS_HOST_MAX_BYTES], uint16_t *ret_port)
{
	char copy[SETTINGS_HOST_MAX_BYTES];
	if (!text.length || text.length >= sizeof copy)
		return false;
	memcpy(copy, text.at, text.length);
	copy[text.length] = '\0';
	char *colon = strrchr(copy, ':'), *end;
	if (!colon || colon == copy || colon[1] < '0' || colon[1] > '9')
		return false;
	unsigned long port = strtoul(colon + 1, &end, 10);
	bool bracketed = copy[0] == '[' && colon[-1] == ']';
	/* More colons without brackets: where does the address end? */
	if (*end || port > UINT16_MAX || (!bracketed && memchr(copy, ':', (size_t)(colon - copy))))
		return false;
	size_t from = bracketed ? 1 : 0, length = (size_t)(colon - copy) - (bracketed ? 2 : 0);
	memcpy(host, copy + from, length);
	host[length] = '\0';
	*ret_port = (uint16_t)port;
	return length > 0;
}

static const char *const transports[SETTINGS_TRANSPORTS] = { "udp", "tcp", "tls" };

const char *settings_transport_name(enum settings_transport transport)
{
	return transports[transport];
}

bool settings_listener(struct bytes text, struct settings_listener *ret_listener)
{
	struct settings_listener listener = { 0 };
	char host[SETTINGS_HOST_MAX_BYTES];
	const uint8_t *colon = text.length ? memchr(text.at, ':', text.length) : NULL;
	size_t length = colon ? (size_t)(colon - text.at) : 0;
	unsigned transport = 0;
	while (transport < SETTINGS_TRANSPORTS &&
	       !bytes_same(bytes_of(text.at, length), bytes_of_text(transports[transport])))
		transport++;
	if (!colon || transport == SETTINGS_TRANSPORTS ||
	    !settings_address(bytes_of(colon + 1, text.length - length - 1), host, &listener.port) ||
	    strlen(host) >= sizeof listener.host)
		return false;
	listener.transport = transport;
	memcpy(listener.host, host, strlen(host) + 1);
	*ret_listener = listener;
	return true;
}

bool settings_avl(struct bytes text, struct settings_listener *ret_listener)
{
	struct settings_listener listener = { .transport = SETTINGS_TCP };
	char host[SETTINGS_HOST_MAX_BYTES];
	if (settings_listener(text, &listener)) {
		if (listener.transport == SETTINGS_UDP)
			return false; /* a datagram has no first line that could say whose it is */
	} else if (settings_address(text, host, &listener.port) && strlen(host) < sizeof listener.host) {
		memcpy(listener.host, host, strlen(host) + 1);
	} else {
		return false;
	}
	*ret_listener = listener;
	return true;
}

bool settings_https(struct bytes text, struct settings_listener *ret_listener)
{
	struct settings_listener listener = { .transport = SETTINGS_TLS };
	char host[SETTINGS_HOST_MAX_BYTES];
	if (!settings_address(text, host, &listener.port) || strlen(host) >= sizeof listener.host)
		return false;
	memcpy(listener.host, host, strlen(host) + 1);
	*ret_listener = listener;
	return true;
}

bool settings_way_out(struct bytes text)
{
	struct sip_uri uri;
	if (!sip_uri_read(text, &uri) || !(text_same(uri.scheme, "sip") || text_same(uri.scheme, "sips")))
		return false;
	if (uri.host.length && memchr(uri.host.at, ':', uri.host.length))
		return true;
	size_t digits = 0;
	while (digits < uri.host.length &&
	       (uri.host.at[digits] == '.' || (uri.host.at[digits] >= '0' && uri.host.at[digits] <= '9')))
		digits++;
	return digits && digits == uri.host.length;
}

enum settings_ask settings_ask(struct bytes text)
{
	static const char *const names[SETTINGS_ASKS] = { "", "none", "far", "near" };
	for (unsigned ask = SETTINGS_ASK_NONE; ask < SETTINGS_ASKS; ask++)
		if (bytes_same(text, bytes_of_text(names[ask])))
			return ask;
	return SETTINGS_ASK_UNSAID;
}

/* As RFC 3986 has its characters; whether there is such an address is seen when it is asked. */
bool settings_name_server(struct bytes text)
{
	bool has_dots = false, has_colons = false, good = text.length && text.length < SETTINGS_ADDRESS_MAX_BYTES;
	for (size_t i = 0; good && i < text.length; i++) {
		uint8_t c = text.at[i];
		bool hex = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '[' || c == ']';
		has_dots = has_dots || c == '.';
		has_colons = has_colons || c == ':';
		good = (c >= '0' && c <= '9') || hex || c == '.' || c == ':';
	}
	return good && (has_dots || has_colons);
}

bool settings_public_url(struct bytes text)
{
	/* http, for a trial on one machine. */
	static const char *const schemes[] = { "https://", "http://" };
	size_t behind = 0;
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes && !behind; i++)
		if (text.length > strlen(schemes[i]) && memcmp(text.at, schemes[i], strlen(schemes[i])) == 0)
			behind = strlen(schemes[i]);
	if (!behind || text.length >= SETTINGS_HOST_MAX_BYTES || text.at[behind] == '/' ||
	    text.at[text.length - 1] == '/')
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (text.at[i] <= ' ' || text.at[i] > '~' || strchr("<>\"?#", text.at[i]))
			return false;
	return true;
}
