/* Signed statements of who calls: those of the RFCs, those signed here, and all that can be wrong with one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/passport.h"
#include "wire/verstat.h"

#include "check.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#define IAT 1764000000
#define BIT(NAME) (1u << PASSPORT_##NAME)

static const struct instant now = { .us = (int64_t)IAT * 1000000 };
static const struct passport_call the_call = { .orig = { (const uint8_t *)"sip:+1-215-555-1212@a.example;user=phone",
	                                                 40 },
	                                       .dest = { (const uint8_t *)"tel:+12125551213", 16 },
	                                       .date = { .us = (int64_t)IAT * 1000000 } };

/* Appendix A of draft-ietf-stir-passport-09, whose key RFC 8225 kept; the date in quotes was the draft's way. */
static void check_draft(void)
{
	static const char token[] =
	    "eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bhc3"
	    "Nwb3J0LmNlciJ9.eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6IjE0NDMyMDgz"
	    "NDUiLCJvcmlnIjp7InRuIjoiMTIxNTU1NTEyMTIifX0.rq3pjT1hoRwakEGjHCnWSwUnshd0-zJ6F1VOgFWSjHBr8Qj"
	    "pjlk-cpFYpFYsojNCpTzO3QfPOlckGaS6hEck7w;info=<https://cert.example.org/passport.cer>";
	static const char key[] = "-----BEGIN PUBLIC KEY-----\n"
				  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8HNbQd/TmvCKwPKHkMF9fScavGeH\n"
				  "78YTU8qLS8I5HLHSSmlATLcslQMhNC/OhlWBYC626nIlo7XeebYS7Sb37g==\n"
				  "-----END PUBLIC KEY-----\n";
	const struct passport_call call = { .orig = bytes_of_text("tel:+1-215-555-1212"),
		                            .dest = bytes_of_text("sip:alice@EXAMPLE.com;transport=tcp") };
	struct passport passport;
	CHECK(passport_read(bytes_of_text(token), &passport) == STATUS_OK);
	CHECK_NUMBER(passport.findings, BIT(NOT_CHECKED));
	CHECK_TEXT(passport.x5u, "https://cert.example.org/passport.cer");
	CHECK_TEXT(passport.orig_tn, "12155551212");
	CHECK(passport.dest_uri.count == 1 && passport.dest_tn.count == 0 && !passport.attest && !passport.header_ppt);
	CHECK_TEXT(passport.dest_uri.item[0], "sip:alice@example.com");
	CHECK_NUMBER(passport.issued.us, 1443208345000000);
	const struct instant then = { .us = 1443208345000000 + 60000000 };
	CHECK(passport_check(&passport, &call, bytes_of_text(key), then) == STATUS_OK);
	CHECK_NUMBER(passport.findings, 0);
	CHECK_NUMBER(passport.age_s, 60);
	CHECK(passport_check(&passport, &call, bytes_of(NULL, 0), now) == STATUS_OK);
	CHECK_NUMBER(passport.findings, BIT(NO_CERTIFICATE) | BIT(OLD));
	passport_close(&passport);
}

/* --- statements signed here, by a writer of our own: the library's base64 and JSON by hand --- */

struct signer {
	EVP_PKEY *key;
	char certificate[2048], bare[512];
};

static void pem_kept(BIO *bio, char *text, size_t room)
{
	int length = BIO_read(bio, text, (int)room - 1);
	text[length > 0 ? length : 0] = '\0';
	BIO_free(bio);
}

static struct signer signer_made(const char *curve, int64_t from, int64_t until)
{
	struct signer signer = { .key = EVP_EC_gen(curve) };
	X509 *certificate = X509_new();
	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)from);
	ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)until);
	X509_set_pubkey(certificate, signer.key);
	X509_sign(certificate, signer.key, EVP_sha256());
	BIO *bio = BIO_new(BIO_s_mem());
	PEM_write_bio_X509(bio, certificate);
	pem_kept(bio, signer.certificate, sizeof signer.certificate);
	bio = BIO_new(BIO_s_mem());
	PEM_write_bio_PUBKEY(bio, signer.key);
	pem_kept(bio, signer.bare, sizeof signer.bare);
	X509_free(certificate);
	return signer;
}

static size_t base64url(const void *at, size_t length, char *text)
{
	int written = EVP_EncodeBlock((unsigned char *)text, at, (int)length);
	while (written && text[written - 1] == '=')
		text[--written] = '\0';
	for (char *c = text; *c; c++)
		*c = (char)(*c == '+' ? '-' : *c == '/' ? '_' : *c);
	return (size_t)written;
}

/* "header.payload.signature" with these parameters behind; `compact` leaves the first two out. */
static void value_made(const struct signer *signer, const char *header, const char *payload, bool compact,
                       const char *params, char value[4096])
{
	char text[3072], signature[128];
	uint8_t der[256], raw[64];
	size_t length = base64url(header, strlen(header), text), der_length = sizeof der;
	text[length++] = '.';
	length += base64url(payload, strlen(payload), text + length);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	CHECK(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, signer->key) == 1);
	CHECK(EVP_DigestSign(context, der, &der_length, (const uint8_t *)text, length) == 1);
	EVP_MD_CTX_free(context);
	const uint8_t *at = der;
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)der_length);
	if (BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw, 32) != 32 ||
	    BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw + 32, 32) != 32)
		memset(raw, 0, sizeof raw);
	ECDSA_SIG_free(pair);
	(void)base64url(raw, sizeof raw, signature);
	(void)snprintf(value, 4096, "%s.%s%s", compact ? "." : text, signature, params);
}

static uint32_t found_at(const char *value, const struct passport_call *call, const char *pem, int64_t at_s)
{
	struct passport passport;
	if (!CHECK(passport_read(bytes_of_text(value), &passport) == STATUS_OK))
		return UINT32_MAX;
	struct bytes file = bytes_of_text(pem);
	CHECK(passport_check(&passport, call, file, (struct instant){ .us = at_s * 1000000 }) == STATUS_OK);
	uint32_t findings = passport.findings;
	/* A second look finds the same. */
	CHECK(passport_check(&passport, call, file, (struct instant){ .us = at_s * 1000000 }) == STATUS_OK);
	CHECK_NUMBER(passport.findings, findings);
	passport_close(&passport);
	return findings;
}

#define HEADER "{\"alg\":\"ES256\",\"ppt\":\"shaken\",\"typ\":\"passport\",\"x5u\":\"https://c.example/c\"}"
#define PAYLOAD(MORE)                                                                                                  \
	"{\"attest\":\"A\",\"dest\":{\"tn\":[\"911\",\"12125551213\"]},\"iat\":1764000000,"                            \
	"\"orig\":{\"tn\":\"12155551212\"},\"origid\":\"123e4567-e89b-12d3-a456-426655440000\"" MORE "}"
#define PARAMS ";info=<https://c.example/c>;alg=ES256;ppt=\"shaken\""

static void check_signed(const struct signer *signer, const struct signer *stranger)
{
	char value[4096];
	struct passport passport;
	value_made(signer, HEADER, PAYLOAD(",\"rph\":{\"auth\":[\"esnet.0\",\"ets.0\"]},\"sph\":\"psap-callback\""),
	           false, PARAMS, value);
	CHECK(passport_read(bytes_of_text(value), &passport) == STATUS_OK);
	CHECK_TEXT(passport.attest, "A");
	CHECK_TEXT(passport.origid, "123e4567-e89b-12d3-a456-426655440000");
	CHECK_TEXT(passport.sph, "psap-callback");
	CHECK(passport.rph.count == 2 && passport.dest_tn.count == 2);
	CHECK_TEXT(passport.rph.item[1], "ets.0");
	passport_close(&passport);

	CHECK_NUMBER(found_at(value, &the_call, signer->certificate, IAT), 0);
	CHECK_NUMBER(found_at(value, &the_call, signer->bare, IAT), 0);
	CHECK_NUMBER(found_at(value, &the_call, stranger->bare, IAT), BIT(SIGNATURE));
	CHECK_NUMBER(found_at(value, &the_call, "", IAT), BIT(NO_CERTIFICATE));
	CHECK_NUMBER(found_at(value, &the_call, "no certificate", IAT), BIT(CERTIFICATE));
	CHECK_NUMBER(found_at(value, &the_call, signer->bare, IAT + PASSPORT_FRESH_S), 0);
	CHECK_NUMBER(found_at(value, &the_call, signer->bare, IAT + PASSPORT_FRESH_S + 1), BIT(OLD));
	CHECK_NUMBER(found_at(value, &the_call, signer->bare, IAT - PASSPORT_FRESH_S), 0);
	CHECK_NUMBER(found_at(value, &the_call, signer->bare, IAT - PASSPORT_FRESH_S - 1), BIT(AHEAD));

	struct passport_call call = the_call;
	call.orig = bytes_of_text("tel:+12155551213");
	CHECK_NUMBER(found_at(value, &call, signer->bare, IAT), BIT(NUMBER));
	call.orig = bytes_of_text("sip:anonymous@anonymous.invalid");
	CHECK_NUMBER(found_at(value, &call, signer->bare, IAT), BIT(NUMBER));
	call.orig = bytes_of(NULL, 0);
	CHECK_NUMBER(found_at(value, &call, signer->bare, IAT), BIT(NO_NUMBER));
	call = the_call;
	call.dest = bytes_of_text("tel:+1999");
	CHECK_NUMBER(found_at(value, &call, signer->bare, IAT), BIT(DESTINATION));
	call.dest = bytes_of_text("urn:service:sos");
	CHECK_NUMBER(found_at(value, &call, signer->bare, IAT), 0);

	/* One letter of the signature, of the payload, and its length. */
	size_t signature = (size_t)(strchr(value, ';') - value) - 10;
	value[signature] = value[signature] == 'A' ? 'B' : 'A';
	CHECK_NUMBER(found_at(value, &the_call, signer->bare, IAT), BIT(SIGNATURE));
	value[signature] = '=';
	CHECK_NUMBER(found_at(value, &the_call, signer->bare, IAT), BIT(SIGNATURE));
}

static void check_compact(const struct signer *signer)
{
	char value[4096];
	value_made(signer, "{\"alg\":\"ES256\",\"typ\":\"passport\",\"x5u\":\"https://c.example/c\"}",
	           "{\"dest\":{\"tn\":[\"12125551213\"]},\"iat\":1764000000,\"orig\":{\"tn\":\"12155551212\"}}", true,
	           ";info=<https://c.example/c>", value);
	CHECK(value[0] == '.' && value[1] == '.');
	CHECK_NUMBER(found_at(value, &the_call, signer->certificate, IAT + 1), 0);
	struct passport_call call = the_call;
	call.date.us += 1000000;
	CHECK_NUMBER(found_at(value, &call, signer->certificate, IAT + 1), BIT(SIGNATURE));
	call.date.us = 0;
	CHECK_NUMBER(found_at(value, &call, signer->certificate, IAT + 1), BIT(INCOMPLETE) | BIT(NOT_CHECKED));
	call = the_call;
	call.dest = bytes_of_text("\xff");
	CHECK_NUMBER(found_at(value, &call, signer->certificate, IAT + 1), BIT(INCOMPLETE) | BIT(NOT_CHECKED));
	value_made(signer, "{\"alg\":\"ES256\",\"ppt\":\"rph\",\"typ\":\"passport\",\"x5u\":\"https://c.example/c\"}",
	           "{\"dest\":{\"uri\":[\"urn:service:sos\"]},\"iat\":1764000000,\"orig\":{\"tn\":\"12155551212\"}}",
	           true, ";info=<https://c.example/c>;ppt=rph", value);
	call.dest = bytes_of_text("urn:service:sos");
	CHECK_NUMBER(found_at(value, &call, signer->certificate, IAT), 0);
}

static void check_findings(const struct signer *signer)
{
	char value[4096];
	/* A certificate out of its dates, and one on another curve. */
	struct signer late = signer_made("P-256", IAT + 1, IAT + 9), gone = signer_made("P-256", IAT - 9, IAT - 1);
	struct signer other = signer_made("P-384", IAT - 9, IAT + 9);
	value_made(&late, HEADER, PAYLOAD(""), false, PARAMS, value);
	CHECK_NUMBER(found_at(value, &the_call, late.certificate, IAT), BIT(CERTIFICATE_DATES));
	value_made(&gone, HEADER, PAYLOAD(""), false, PARAMS, value);
	CHECK_NUMBER(found_at(value, &the_call, gone.certificate, IAT), BIT(CERTIFICATE_DATES));
	CHECK_NUMBER(found_at(value, &the_call, other.certificate, IAT), BIT(CERTIFICATE));
	EVP_PKEY_free(late.key);
	EVP_PKEY_free(gone.key);
	EVP_PKEY_free(other.key);
	char *pem = malloc(PASSPORT_PEM_MAX_BYTES + 2);
	if (CHECK(pem != NULL)) {
		memset(pem, '\n', PASSPORT_PEM_MAX_BYTES + 1);
		pem[PASSPORT_PEM_MAX_BYTES + 1] = '\0';
		value_made(signer, HEADER, PAYLOAD(""), false, PARAMS, value);
		memcpy(pem + PASSPORT_PEM_MAX_BYTES + 1 - strlen(signer->bare), signer->bare, strlen(signer->bare));
		CHECK_NUMBER(found_at(value, &the_call, pem, IAT), BIT(CERTIFICATE));
		CHECK_NUMBER(found_at(value, &the_call, pem + 1, IAT), 0);
	}
	free(pem);

	static const struct {
		const char *header, *payload, *params;
		uint32_t findings;
	} rows[] = {
		{ "{\"alg\":\"none\",\"typ\":\"passport\"}", PAYLOAD(""), "", BIT(ALGORITHM) | BIT(NOT_CHECKED) },
		{ "{\"typ\":\"passport\"}", PAYLOAD(""), "", BIT(ALGORITHM) | BIT(NOT_CHECKED) },
		{ "{\"alg\":\"ES256\",\"typ\":\"JWT\"}", PAYLOAD(""), "", BIT(FORM) },
		{ "{\"alg\":\"ES256\",\"typ\":\"passport\",\"ppt\":\"new\"}", PAYLOAD(""), "", BIT(EXTENSION) },
		{ HEADER, PAYLOAD(""), ";info=<https://d.example>", BIT(DIFFERS) },
		{ HEADER, PAYLOAD(""), PARAMS ";ppt=div", BIT(DIFFERS) },
		{ HEADER, PAYLOAD(",\"iat\":1"), PARAMS, BIT(FORM) },
		{ HEADER, "no JSON", PARAMS, BIT(FORM) },
		{ HEADER, "{\"iat\":1764000000,\"orig\":{\"tn\":\"12155551212\"}}", PARAMS, BIT(INCOMPLETE) },
		{ HEADER, "{\"iat\":1764000000,\"dest\":{\"tn\":\"12125551213\"}}", PARAMS, BIT(INCOMPLETE) },
		{ HEADER, "{\"dest\":{\"tn\":\"12125551213\"},\"orig\":{\"tn\":\"12155551212\"}}", PARAMS,
		  BIT(INCOMPLETE) },
		{ HEADER, "{\"iat\":-1,\"dest\":{\"tn\":\"12125551213\"},\"orig\":{\"tn\":\"12155551212\"}}", PARAMS,
		  BIT(INCOMPLETE) },
		{ HEADER, "{\"iat\":1e30,\"dest\":{\"tn\":\"12125551213\"},\"orig\":{\"tn\":\"12155551212\"}}", PARAMS,
		  BIT(INCOMPLETE) },
		{ HEADER,
		  "{\"iat\":1764000000.5,\"dest\":{\"tn\":\"1999\"},\"div\":{\"tn\":\"12125551213\"},"
		  "\"orig\":{\"tn\":\"12155551212\"}}",
		  PARAMS, 0 },
	};
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		value_made(signer, rows[r].header, rows[r].payload, false, rows[r].params, value);
		if (!CHECK_NUMBER(found_at(value, &the_call, signer->bare, IAT), rows[r].findings))
			(void)fprintf(stderr, "  of row %zu\n", r);
	}
}

static void check_bounds(const struct signer *signer)
{
	struct passport passport = { .age_s = 7 };
	static const char *const wrong[] = { "", ";info=<x>", "a.b", "abc", ". ;alg=ES256" };
	for (size_t w = 0; w < sizeof wrong / sizeof wrong[0]; w++)
		CHECK(passport_read(bytes_of_text(wrong[w]), &passport) == STATUS_MALFORMED);
	char *long_value = malloc(PASSPORT_MAX_BYTES + 1);
	if (CHECK(long_value != NULL)) {
		memset(long_value, '.', PASSPORT_MAX_BYTES + 1);
		CHECK(passport_read(bytes_of(long_value, PASSPORT_MAX_BYTES + 1), &passport) == STATUS_LIMIT);
		CHECK_NUMBER(passport.age_s, 7);
		CHECK(passport_read(bytes_of(long_value, PASSPORT_MAX_BYTES), &passport) == STATUS_OK);
		passport_close(&passport);
	}
	free(long_value);

	/* One more than is shown: counted, and not said to be somebody else's. */
	char payload[512] =
	    "{\"iat\":1764000000,\"orig\":{\"uri\":\"sip:+1-215-555-1212@A.example\"},\"dest\":{\"tn\":[\"0\"";
	char value[4096];
	for (unsigned i = 0; i < PASSPORT_LIST_MAX; i++)
		(void)strcat(payload, ",\"1\"");
	(void)strcat(payload, "]}}");
	value_made(signer, HEADER, payload, false, PARAMS, value);
	CHECK(passport_read(bytes_of_text(value), &passport) == STATUS_OK);
	CHECK_NUMBER(passport.dest_tn.count, PASSPORT_LIST_MAX + 1);
	passport_close(&passport);
	CHECK_NUMBER(found_at(value, &the_call, signer->bare, IAT), 0);

	char number[PASSPORT_NUMBER_BYTES] = "kept";
	CHECK(passport_number(bytes_of_text("sips:+49.(0)30 - 1*2#@h"), number));
	CHECK_TEXT(number, "490301*2#");
	CHECK(passport_number(bytes_of_text("12345678901234567890123456789012"), number));
	CHECK(!passport_number(bytes_of_text("123456789012345678901234567890123"), number));
	CHECK(!passport_number(bytes_of_text("sip:alice@h"), number) &&
	      !passport_number(bytes_of_text("tel:"), number));
	CHECK_TEXT(number, "12345678901234567890123456789012");
}

static void check_words(void)
{
	static const char *const all[] = { "form",         "who calls, whom, or when",
		                           "ES256",        "kind",
		                           "beside",       "not checked",
		                           "not at hand",  "P-256",
		                           "valid",        "wrong",
		                           "too long",     "to come",
		                           "no number",    "another number",
		                           "somebody else" };
	CHECK_NUMBER(PASSPORT_FINDING_COUNT, sizeof all / sizeof all[0]);
	for (int f = 0; f < PASSPORT_FINDING_COUNT; f++)
		CHECK(strstr(passport_words((enum passport_finding)f), all[f]) != NULL);
}

static void check_verstat(void)
{
	static const struct {
		const char *value;
		enum verstat verstat;
	} rows[] = {
		{ "<tel:+14085551212;verstat=TN-Validation-Passed>", VERSTAT_PASSED },
		{ "\"A\" <sip:+14085551212;VERSTAT=tn-validation-FAILED@a.b;user=phone>;tag=1", VERSTAT_FAILED },
		{ "sip:+1@a.b;user=phone;verstat=No-TN-Validation", VERSTAT_NOT_DONE },
		{ "\"NG911 Test\" <sip:+12025551212@a.b:5060>;tag=1;verstat=TN-Validation-INVALID_TEST_FAIL",
		  VERSTAT_OTHER },
		{ "<tel:+1;verstat=TN-Validation-Passed>;verstat=TN-Validation-Failed", VERSTAT_OTHER },
		{ "<tel:+1;verstat=TN-Validation-Passed>;verstat=TN-Validation-Passed", VERSTAT_PASSED },
		{ "\"x\\\";verstat=TN-Validation-Passed\" <tel:+1>", VERSTAT_ABSENT },
		{ "\";verstat=TN-Validation-Passed", VERSTAT_ABSENT },
		{ "<tel:+1;verstat>", VERSTAT_ABSENT },
		{ "<tel:+1;verstat=>", VERSTAT_OTHER },
		{ "<tel:+1;verstat=", VERSTAT_OTHER },
		{ "", VERSTAT_ABSENT },
	};
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
		CHECK_NUMBER(verstat_read(bytes_of_text(rows[r].value)), rows[r].verstat);
	CHECK_TEXT(verstat_written(VERSTAT_NOT_DONE), "No-TN-Validation");
	CHECK(!verstat_written(VERSTAT_OTHER) && verstat_words(VERSTAT_ABSENT));
}

int main(void)
{
	struct signer signer = signer_made("P-256", IAT - 9, IAT + 9),
		      stranger = signer_made("P-256", IAT - 9, IAT + 9);
	check_draft();
	check_signed(&signer, &stranger);
	check_compact(&signer);
	check_findings(&signer);
	check_bounds(&signer);
	check_words();
	check_verstat();
	EVP_PKEY_free(signer.key);
	EVP_PKEY_free(stranger.key);
	return check_done();
}
