/* Addresses of peers: as the kernel has them, as text, as keys of tables. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

_Static_assert(sizeof(struct address) == 24, "no padding, or equal addresses would differ");

enum status address_key_make(struct address_key *ret_key)
{
	struct address_key key;
	if (getrandom(&key, sizeof key, 0) != (ssize_t)sizeof key)
		return STATUS_IO;
	*ret_key = key;
	return STATUS_OK;
}

bool address_of(const struct sockaddr *given, struct address *ret_address)
{
	struct address address = { .family = given->sa_family };
	if (given->sa_family == AF_INET) {
		struct sockaddr_in four;
		memcpy(&four, given, sizeof four);
		memcpy(address.ip, &four.sin_addr, sizeof four.sin_addr);
		address.port = ntohs(four.sin_port);
	} else if (given->sa_family == AF_INET6) {
		struct sockaddr_in6 six;
		memcpy(&six, given, sizeof six);
		memcpy(address.ip, &six.sin6_addr, sizeof six.sin6_addr);
		address.scope = six.sin6_scope_id;
		address.port = ntohs(six.sin6_port);
	} else {
		return false;
	}
	*ret_address = address;
	return true;
}

bool address_read(const char *text, uint16_t port, struct address *ret_address)
{
	struct address address = { .port = port, .family = AF_INET };
	char ip[ADDRESS_TEXT_BYTES], *end = NULL;
	if (inet_pton(AF_INET, text, address.ip) == 1) {
		*ret_address = address;
		return true;
	}
	const char *scope = strchr(text, '%');
	size_t length = scope ? (size_t)(scope - text) : strlen(text);
	if (length >= sizeof ip)
		return false;
	memcpy(ip, text, length);
	ip[length] = '\0';
	address.family = AF_INET6;
	if (inet_pton(AF_INET6, ip, address.ip) != 1)
		return false;
	if (scope) {
		/* By number; by name it needs the machine's list of interfaces, which a jailed process has not. */
		unsigned long number = strtoul(scope + 1, &end, 10);
		if (*end || end == scope + 1 || number > UINT32_MAX)
			number = if_nametoindex(scope + 1);
		if (!number)
			return false;
		address.scope = (uint32_t)number;
	}
	*ret_address = address;
	return true;
}

void address_write(const struct address *address, char text[ADDRESS_TEXT_BYTES])
{
	if (!inet_ntop(address->family, address->ip, text, ADDRESS_TEXT_BYTES))
		text[0] = '\0';
	size_t length = strlen(text);
	if (address->scope)
		(void)snprintf(text + length, ADDRESS_TEXT_BYTES - length, "%%%u", address->scope);
}

socklen_t address_for_kernel(const struct address *address, struct sockaddr_storage *ret_given)
{
	memset(ret_given, 0, sizeof *ret_given);
	if (address->family == AF_INET) {
		struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(address->port) };
		memcpy(&four.sin_addr, address->ip, sizeof four.sin_addr);
		memcpy(ret_given, &four, sizeof four);
		return sizeof four;
	}
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
		                    .sin6_port = htons(address->port),
		                    .sin6_scope_id = address->scope };
	memcpy(&six.sin6_addr, address->ip, sizeof six.sin6_addr);
	memcpy(ret_given, &six, sizeof six);
	return sizeof six;
}

bool address_same(const struct address *a, const struct address *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

struct address address_source(const struct address *address)
{
	struct address source = *address;
	source.port = 0;
	if (source.family == AF_INET6)
		memset(source.ip + 8, 0, 8);
	return source;
}

uint32_t address_hash(const struct address_key *key, const struct address *address, uint32_t more)
{
	uint32_t word[sizeof *address / sizeof(uint32_t)];
	uint64_t sum = key->word[7] + key->word[6] * more;
	memcpy(word, address, sizeof word);
	for (unsigned i = 0; i < sizeof word / sizeof *word; i++)
		sum += key->word[i] * word[i];
	return (uint32_t)(sum >> 32);
}
