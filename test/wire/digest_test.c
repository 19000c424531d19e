/* Digest access by the examples of RFC 2617, RFC 7616 and the SIP drafts, and nonces that nobody else can make. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/digest.h"

#include "check.h"

#define NONCE_2617 "dcd98b7102dd2f0e8b11d0f600bfb0c093"
#define NONCE_7616 "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
#define CNONCE_7616 "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
#define RIGHT_7616                                                                                                     \
	"username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", nonce=\"" NONCE_7616           \
	"\", nc=00000001, cnonce=\"" CNONCE_7616                                                                       \
	"\", qop=auth, opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", "

/* The value, its password, its method, and which algorithm's secret makes it right. */
static const struct {
	const char *value, *password, *method;
	enum digest_algorithm right;
} vectors[] = {
	/* RFC 2617 3.5 */
	{ "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"" NONCE_2617
	  "\", uri=\"/dir/index.html\", qop=auth, nc=00000001, cnonce=\"0a4f113b\", "
	  "response=\"6629fae49393a05397450978507c4ef1\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
	  "Circle Of Life", "GET", DIGEST_MD5 },
	/* RFC 7616 3.9.1, which RFC 8760 refers to */
	{ "Digest " RIGHT_7616 "algorithm=MD5, response=\"8ca523f5e9506fed4657c9700eebdbec\"", "Circle of Life", "GET",
	  DIGEST_MD5 },
	{ "Digest " RIGHT_7616 "algorithm=SHA-256, "
	  "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"",
	  "Circle of Life", "GET", DIGEST_SHA256 },
	/* draft-smith-sipping-auth-examples-01 3.2 and 3.1: with qop, and as before it; capitals and no quotes are borne */
	{ "digest\r\n username=\"bob\", realm=\"biloxi.com\", nonce=\"" NONCE_2617
	  "\", uri=\"sip:bob@biloxi.com\",qop=\"auth\",nc=00000001,cnonce=\"0a4f113b\","
	  "response=\"89EB0059246C02B2F6EE02C7961D5EA3\"",
	  "zanzibar", "INVITE", DIGEST_MD5 },
	{ "Digest username=bob,realm=\"biloxi.com\",nonce=\"" NONCE_2617
	  "\",uri=sip:bob@biloxi.com,response=bf57e4e0d0bffc0fbaedce64d59add5e,unknown=\"x,y\",",
	  "zanzibar", "INVITE", DIGEST_MD5 },
};

static void check_vectors(void)
{
	for (size_t v = 0; v < sizeof vectors / sizeof vectors[0]; v++) {
		struct digest_answer answer;
		struct digest_secret secret;
		CHECK(digest_read(bytes_of_text(vectors[v].value), &answer) == STATUS_OK);
		for (int a = DIGEST_UNKNOWN + 1; a < DIGEST_ALGORITHM_COUNT; a++) {
			CHECK(digest_secret_make((enum digest_algorithm)a, answer.username, answer.realm,
			                         bytes_of_text(vectors[v].password), &secret) == STATUS_OK);
			CHECK(digest_right(&answer, &secret, bytes_of_text(vectors[v].method)) ==
			      (a == (int)vectors[v].right));
			CHECK(!digest_right(&answer, &secret, bytes_of_text("REGISTER")));
		}
		CHECK(digest_secret_make(vectors[v].right, answer.username, answer.realm, bytes_of_text("wrong"),
		                         &secret) == STATUS_OK);
		CHECK(!digest_right(&answer, &secret, bytes_of_text(vectors[v].method)));
	}
}

/* RFC 2617 3.5's HA1 by hand: the secret is what htdigest keeps. */
static void check_secret(void)
{
	struct digest_secret secret;
	CHECK(digest_secret_make(DIGEST_MD5, bytes_of_text("Mufasa"), bytes_of_text("testrealm@host.com"),
	                         bytes_of_text("Circle Of Life"), &secret) == STATUS_OK);
	CHECK_TEXT(secret.hex, "939e7578ed9e3c518a452acee763bce9");
	CHECK(digest_secret_make(DIGEST_SHA256, bytes_of_text(""), bytes_of_text(""), bytes_of_text(""), &secret) ==
	      STATUS_OK);
	/* Of "::" by sha256sum. */
	CHECK_TEXT(secret.hex, "71546855d6279ef70d20909b292c42c2dcb02cd06bde01485da52d13e304ebf4");
}

static void check_refused(void)
{
	static const char *const wrong[] = {
		"",
		"Digest",
		"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
		"DigestX username=a,realm=b,nonce=c,uri=d,response=e",
		"Digest username=a,realm=b,nonce=c,uri=d",
		"Digest username=a,username=b,realm=b,nonce=c,uri=d,response=e",
		"Digest username=a,realm=b,nonce=\"c,uri=d,response=e",
	};
	struct digest_answer answer = { .nc = 7 };
	for (size_t w = 0; w < sizeof wrong / sizeof wrong[0]; w++)
		CHECK(digest_read(bytes_of_text(wrong[w]), &answer) == STATUS_MALFORMED);
	CHECK_NUMBER(answer.nc, 7);

	/* Read, and not right: an algorithm, a qop or a count that is not understood. */
	static const char *const odd[] = {
		"algorithm=MD5-sess",     "qop=auth-int,nc=00000001,cnonce=x", "qop=auth,cnonce=x",
		"qop=auth,nc=1,cnonce=x", "qop=auth,nc=0000000g,cnonce=x",     "qop=auth,nc=00000001"
	};
	struct digest_secret secret;
	CHECK(digest_secret_make(DIGEST_MD5, bytes_of_text("a"), bytes_of_text("b"), bytes_of_text("p"), &secret) ==
	      STATUS_OK);
	for (size_t o = 0; o < sizeof odd / sizeof odd[0]; o++) {
		char text[256];
		(void)snprintf(text, sizeof text, "Digest username=a,realm=b,nonce=c,uri=d,response=%032d,%s", 0,
		               odd[o]);
		CHECK(digest_read(bytes_of_text(text), &answer) == STATUS_OK);
		CHECK(answer.nc == (o == 1 || o == 5 ? 1 : 0));
		CHECK(!digest_right(&answer, &secret, bytes_of_text("REGISTER")));
	}
	CHECK(answer.algorithm == DIGEST_MD5);
}

static void check_challenge(void)
{
	struct buffer out = { 0 };
	CHECK(digest_write(&out, DIGEST_SHA256, bytes_of_text("psap.example"), "abc", false) == STATUS_OK);
	CHECK(digest_write(&out, DIGEST_MD5, bytes_of_text("x"), "d", true) == STATUS_OK);
	CHECK(digest_write(&out, DIGEST_MD5, bytes_of_text("a\"b"), "d", true) == STATUS_MALFORMED);
	CHECK(digest_write(&out, DIGEST_MD5, bytes_of_text("a\r\nVia: x"), "d", true) == STATUS_MALFORMED);
	CHECK(buffer_append(&out, bytes_of("", 1)) == STATUS_OK);
	CHECK_TEXT((const char *)out.at, "Digest realm=\"psap.example\", nonce=\"abc\", algorithm=SHA-256, qop=\"auth\""
	                                 "Digest realm=\"x\", nonce=\"d\", algorithm=MD5, qop=\"auth\", stale=true");
	buffer_close(&out);
}

static void check_nonces(void)
{
	const struct bytes key = bytes_of_text("0123456789abcdef"), other = bytes_of_text("0123456789abcdeg");
	const struct instant now = { .us = 1764000000123456 };
	const struct span lifetime = span_s(300);
	char nonce[DIGEST_NONCE_BYTES];
	CHECK(digest_nonce_make(key, now, nonce) == STATUS_OK);
	CHECK_NUMBER(strlen(nonce), DIGEST_NONCE_BYTES - 1);
	struct bytes text = bytes_of_text(nonce);
	CHECK(digest_nonce_check(key, text, now, lifetime) == DIGEST_NONCE_FRESH);
	CHECK(digest_nonce_check(key, text, instant_after(now, lifetime), lifetime) == DIGEST_NONCE_FRESH);
	struct instant late = { .us = now.us + lifetime.us + 1 }, early = { .us = now.us - 1 };
	CHECK(digest_nonce_check(key, text, late, lifetime) == DIGEST_NONCE_STALE);
	CHECK(digest_nonce_check(key, text, early, lifetime) == DIGEST_NONCE_STALE);
	CHECK(digest_nonce_check(other, text, now, lifetime) == DIGEST_NONCE_FORGED);
	CHECK(digest_nonce_check(key, bytes_of(nonce, text.length - 1), now, lifetime) == DIGEST_NONCE_FORGED);
	for (size_t i = 0; i < text.length; i++) {
		char kept = nonce[i];
		nonce[i] = kept == '0' ? '1' : '0';
		CHECK(digest_nonce_check(key, text, now, lifetime) == DIGEST_NONCE_FORGED);
		nonce[i] = kept;
	}
}

int main(void)
{
	check_vectors();
	check_secret();
	check_refused();
	check_challenge();
	check_nonces();
	return check_done();
}
