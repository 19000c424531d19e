/* Addresses there and back, and whom we count as one source. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/address.h"

#include "check.h"

static void check_there_and_back(const char *text, const char *wanted)
{
	struct address address, again;
	struct sockaddr_storage given;
	char written[ADDRESS_TEXT_BYTES];
	CHECK(address_read(text, 5060, &address));
	address_write(&address, written);
	CHECK_TEXT(written, wanted);
	CHECK(address_for_kernel(&address, &given) > 0);
	CHECK(address_of((const struct sockaddr *)&given, &again) && address_same(&address, &again));
}

static int one_source(const char *a, const char *b)
{
	struct address first, second;
	CHECK(address_read(a, 1, &first) && address_read(b, 2, &second));
	first = address_source(&first);
	second = address_source(&second);
	return address_same(&first, &second);
}

int main(void)
{
	struct address address, other;
	struct address_key key;
	const struct sockaddr unix_domain = { .sa_family = AF_UNIX };
	check_there_and_back("127.0.0.1", "127.0.0.1");
	check_there_and_back("2001:DB8::0:1", "2001:db8::1");
	check_there_and_back("fe80::1%7", "fe80::1%7");
	static const char *const none[] = { "",
		                            "localhost",
		                            "1.2.3",
		                            "::g",
		                            "fe80::1%",
		                            "fe80::1%nowhere",
		                            "127.0.0.1%1",
		                            "0000000000000000000000000000000000000000000000000000000000000000001" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		CHECK(!address_read(none[i], 0, &address));
	CHECK(!address_of(&unix_domain, &address));
	CHECK(one_source("192.0.2.1", "192.0.2.1") && !one_source("192.0.2.1", "192.0.2.2"));
	CHECK(one_source("2001:db8::1", "2001:db8::ffff:1") && !one_source("2001:db8::1", "2001:db8:0:1::1"));
	/* Each part tells: the key is random, so that two meet by a chance of one in four thousand million. */
	CHECK(address_key_make(&key) == STATUS_OK);
	CHECK(address_read("192.0.2.1", 1, &address) && address_read("192.0.2.1", 2, &other));
	CHECK(address_hash(&key, &address, 0) == address_hash(&key, &address, 0));
	CHECK(address_hash(&key, &address, 0) != address_hash(&key, &other, 0));
	CHECK(address_hash(&key, &address, 0) != address_hash(&key, &address, 1));
	return check_done();
}
