/* Signed documents: signed here and read back, and all that can be wrong with one; by certificates made here. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/jws.h"

#include "check.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static const struct instant now = { .us = 1764000000000000 };

struct signer {
	EVP_PKEY *key;
	X509 *certificate;
	struct buffer key_text, chain;
};

static void append_pem(BIO *bio, struct buffer *text)
{
	char *at;
	long length = BIO_get_mem_data(bio, &at);
	CHECK(buffer_append(text, bytes_of(at, (size_t)length)) == STATUS_OK);
	BIO_free(bio);
}

/* Valid for a day on each side of `now`, moved by `days`; by another signer, or by itself. */
static void make(struct signer *signer, const char *type, const char *name, const struct signer *above, int days)
{
	*signer = (struct signer){ .key = EVP_PKEY_Q_keygen(NULL, NULL, type), .certificate = X509_new() };
	X509 *c = signer->certificate;
	X509_NAME *subject = X509_get_subject_name(c);
	time_t from = (time_t)(now.us / 1000000) + (days - 1) * 86400L, to = from + 2 * 86400L;
	CHECK(X509_set_version(c, 2) && ASN1_INTEGER_set(X509_get_serialNumber(c), 1 + days) &&
	      X509_set_pubkey(c, signer->key));
	if (name)
		CHECK(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const uint8_t *)name, -1, -1, 0));
	CHECK(X509_set_issuer_name(c, above ? X509_get_subject_name(above->certificate) : subject));
	CHECK(X509_time_adj_ex(X509_getm_notBefore(c), 0, 0, &from) &&
	      X509_time_adj_ex(X509_getm_notAfter(c), 0, 0, &to));
	if (!above) {
		X509_EXTENSION *authority = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "critical,CA:TRUE");
		CHECK(authority && X509_add_ext(c, authority, -1));
		X509_EXTENSION_free(authority);
	}
	CHECK(X509_sign(c, above ? above->key : signer->key, NULL));
	BIO *key = BIO_new(BIO_s_mem()), *chain = BIO_new(BIO_s_mem());
	CHECK(PEM_write_bio_PrivateKey(key, signer->key, NULL, NULL, 0, NULL, NULL) && PEM_write_bio_X509(chain, c));
	append_pem(key, &signer->key_text);
	append_pem(chain, &signer->chain);
}

static void end(struct signer *signer)
{
	EVP_PKEY_free(signer->key);
	X509_free(signer->certificate);
	buffer_close(&signer->key_text);
	buffer_close(&signer->chain);
}

static enum jws_fault fault_of(struct bytes text, const struct signer *anchor, struct instant at)
{
	struct jws jws;
	CHECK(jws_open(text, anchor ? buffer_bytes(&anchor->chain) : bytes_of(NULL, 0), at, &jws) == STATUS_OK);
	enum jws_fault fault = jws.fault;
	jws_close(&jws);
	return fault;
}

static void check_round(const struct signer *authority, const struct signer *agency)
{
	struct buffer text = { 0 };
	struct jws jws;
	const struct instant later = { now.us + 3 * 86400000000 };
	CHECK(jws_sign(bytes_of_text("{\"a\": 1}"), buffer_bytes(&agency->key_text), buffer_bytes(&agency->chain),
	               &text) == STATUS_OK);
	CHECK(jws_open(buffer_bytes(&text), buffer_bytes(&authority->chain), now, &jws) == STATUS_OK);
	CHECK_NUMBER(jws.fault, JWS_NONE);
	CHECK_TEXT(jws.signer, "agency.example");
	CHECK(bytes_same(buffer_bytes(&jws.payload), bytes_of_text("{\"a\": 1}")));
	jws_close(&jws);
	CHECK_NUMBER(fault_of(buffer_bytes(&text), NULL, now), JWS_UNTRUSTED);
	CHECK_NUMBER(fault_of(buffer_bytes(&text), agency, now), JWS_NONE); /* an anchor may be the agency itself */
	CHECK_NUMBER(fault_of(buffer_bytes(&text), authority, later), JWS_UNTRUSTED);
	/* Any letter changed, anywhere, and it is not taken. */
	for (size_t i = 0; i < text.length; i++) {
		uint8_t was = text.at[i];
		text.at[i] = was == 'A' ? 'B' : 'A';
		enum jws_fault fault = fault_of(buffer_bytes(&text), authority, now);
		/* The last letter of base64url has bits that say nothing; the quoted names do. */
		if (fault == JWS_NONE)
			CHECK(text.at[i + 1] == '"');
		text.at[i] = was;
	}
	for (size_t length = 0; length < text.length; length++)
		CHECK_NUMBER(fault_of(bytes_of(text.at, length), authority, now), JWS_FORM);
	buffer_close(&text);
}

static void check_refused(const struct signer *authority, const struct signer *agency)
{
	struct signer small, nameless, other;
	struct buffer text = { 0 };
	make(&small, "ED25519", "agency.example", authority, 0);
	make(&nameless, "ED448", NULL, authority, 0);
	make(&other, "ED448", "agency.example", NULL, 0);
	CHECK(jws_sign(bytes_of_text("{}"), buffer_bytes(&small.key_text), buffer_bytes(&small.chain), &text) ==
	      STATUS_MALFORMED);
	CHECK(jws_sign(bytes_of_text("{}"), buffer_bytes(&agency->key_text), buffer_bytes(&other.chain), &text) ==
	      STATUS_MALFORMED);
	CHECK(jws_sign(bytes_of_text("{}"), bytes_of_text("no key"), buffer_bytes(&other.chain), &text) ==
	      STATUS_MALFORMED);
	CHECK_NUMBER(text.length, 0);
	CHECK(jws_sign(bytes_of_text("{}"), buffer_bytes(&other.key_text), buffer_bytes(&other.chain), &text) ==
	      STATUS_OK);
	CHECK_NUMBER(fault_of(buffer_bytes(&text), authority, now), JWS_UNTRUSTED);
	text.length = 0;
	CHECK(jws_sign(bytes_of_text("{}"), buffer_bytes(&nameless.key_text), buffer_bytes(&nameless.chain), &text) ==
	      STATUS_OK);
	CHECK_NUMBER(fault_of(buffer_bytes(&text), authority, now), JWS_CHAIN);
	static const struct {
		const char *text;
		enum jws_fault fault;
	} rows[] = {
		{ "", JWS_FORM },
		{ "[]", JWS_FORM },
		{ "{}", JWS_FORM },
		{ "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"\"}", JWS_ALGORITHM },
		{ "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"\",\"header\":{}}", JWS_FORM },
		{ "{\"payload\":\"e30\",\"protected\":\"e\",\"signature\":\"\"}", JWS_FORM },
		{ "{\"payload\":\"=\",\"protected\":\"e30\",\"signature\":\"\"}", JWS_FORM },
		/* {"alg":"none"}, {"alg":"EdDSA"} */
		{ "{\"payload\":\"e30\",\"protected\":\"eyJhbGciOiJub25lIn0\",\"signature\":\"\"}", JWS_ALGORITHM },
		{ "{\"payload\":\"e30\",\"protected\":\"eyJhbGciOiJFZERTQSJ9\",\"signature\":\"\"}",
		  JWS_CHAIN_MISSING },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!CHECK_NUMBER(fault_of(bytes_of_text(rows[i].text), authority, now), rows[i].fault))
			(void)fprintf(stderr, "  %s\n", rows[i].text);
	buffer_close(&text);
	end(&small);
	end(&nameless);
	end(&other);
}

int main(void)
{
	struct signer authority, agency;
	make(&authority, "ED448", "authority.example", NULL, 0);
	make(&agency, "ED448", "agency.example", &authority, 0);
	check_round(&authority, &agency);
	check_refused(&authority, &agency);
	end(&agency);
	end(&authority);
	return check_done();
}
