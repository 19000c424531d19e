/* Signed statements of who calls: read tolerantly, checked strictly, told in findings. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/passport.h"

#include "wire/base64url.h"
#include "wire/field.h"
#include "wire/json_text.h"
#include "wire/sip_lexis.h"

#include <assert.h>
#include <jansson.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[PASSPORT_FINDING_COUNT] = {
#define FINDING(NAME, WORDS) [PASSPORT_##NAME] = WORDS,
	PASSPORT_FINDING_LIST(FINDING)
#undef FINDING
};

/* Findings of passport_check, which a later one takes back. */
#define OF_CHECK                                                                                                       \
	(1u << PASSPORT_NOT_CHECKED | 1u << PASSPORT_NO_CERTIFICATE | 1u << PASSPORT_CERTIFICATE |                     \
	 1u << PASSPORT_CERTIFICATE_DATES | 1u << PASSPORT_SIGNATURE | 1u << PASSPORT_OLD | 1u << PASSPORT_AHEAD |     \
	 1u << PASSPORT_NO_NUMBER | 1u << PASSPORT_NUMBER | 1u << PASSPORT_DESTINATION)

/* Kinds of statement that are known: none (RFC 8225), and those whose claims are read here. */
static const char *const kinds[] = { "shaken", "div", "rph" };

/* ES256 is r and s of 32 bytes each (RFC 7518 3.4). */
#define HALF_BYTES 32
#define SIGNATURE_BYTES (2 * HALF_BYTES)
#define SIGNATURE_LETTERS ((SIGNATURE_BYTES * 8 + 5) / 6)

static void find(struct passport *passport, enum passport_finding finding)
{
	passport->findings |= 1u << finding;
}

const char *passport_words(enum passport_finding finding)
{
	assert(finding < PASSPORT_FINDING_COUNT);
	return words[finding];
}

/* --- reading --- */

/* One part of the token as an object.  Any trouble but memory is the statement's form. */
static enum status part_read(struct bytes text, struct json_t **ret_object)
{
	size_t length = 0;
	uint8_t *at = malloc(text.length + 1);
	if (!at)
		return STATUS_MEMORY;
	enum status status = base64url_read(text, at, &length)
	                         ? json_text_read(bytes_of(at, length), PASSPORT_MAX_BYTES, ret_object)
	                         : STATUS_MALFORMED;
	free(at);
	return status;
}

/* A text, or a list of texts, which `dest` and `auth` are; RFC 8225 5.2.1 wants the list. */
static struct passport_list list_of(const struct json_t *value)
{
	struct passport_list list = { 0 };
	if (json_is_string(value)) {
		list.item[list.count++] = json_string_value(value);
		return list;
	}
	for (size_t i = 0; i < json_array_size(value); i++) {
		const char *text = json_string_value(json_array_get(value, i));
		if (text && list.count < PASSPORT_LIST_MAX)
			list.item[list.count] = text;
		list.count += text != NULL;
	}
	return list;
}

/* NumericDate (RFC 7519 2), also in quotes as the drafts of RFC 8225 had it; never recorded if it is none. */
static struct instant issued_of(const struct json_t *value)
{
	double seconds = json_number_value(value);
	uint64_t quoted;
	if (json_is_string(value) &&
	    text_count(bytes_of(json_string_value(value), json_string_length(value)), UINT32_MAX, &quoted))
		seconds = (double)quoted;
	bool sane = seconds > 0 && seconds < (double)INSTANT_MAX_US / 1e6;
	return (struct instant){ .us = sane ? (int64_t)seconds * 1000000 : 0 };
}

static void header_taken(struct passport *passport)
{
	const struct json_t *header = passport->header;
	const char *typ = json_text_member(header, "typ");
	passport->header_alg = json_text_member(header, "alg");
	passport->x5u = json_text_member(header, "x5u");
	passport->header_ppt = json_text_member(header, "ppt");
	if (!typ || !text_same(bytes_of_text(typ), "passport"))
		find(passport, PASSPORT_FORM);
	/* What routes on the field's parameters must have seen what was signed (RFC 8224 4 and 6.2.1). */
	const struct {
		struct bytes beside;
		const char *in;
	} pairs[] = { { passport->alg, passport->header_alg },
		      { passport->info, passport->x5u },
		      { passport->ppt, passport->header_ppt } };
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if (pairs[i].beside.length && !bytes_same(pairs[i].beside, bytes_of_text(pairs[i].in)))
			find(passport, PASSPORT_DIFFERS);
}

static void payload_taken(struct passport *passport)
{
	const struct json_t *payload = passport->payload;
	const struct json_t *orig = json_object_get(payload, "orig"), *dest = json_object_get(payload, "dest");
	const struct json_t *div = json_object_get(payload, "div");
	passport->orig_tn = json_text_member(orig, "tn");
	passport->orig_uri = json_text_member(orig, "uri");
	passport->dest_tn = list_of(json_object_get(dest, "tn"));
	passport->dest_uri = list_of(json_object_get(dest, "uri"));
	passport->issued = issued_of(json_object_get(payload, "iat"));
	passport->attest = json_text_member(payload, "attest");
	passport->origid = json_text_member(payload, "origid");
	passport->div_tn = json_text_member(div, "tn");
	passport->div_uri = json_text_member(div, "uri");
	passport->rph = list_of(json_object_get(json_object_get(payload, "rph"), "auth"));
	passport->sph = json_text_member(payload, "sph");
	bool from = passport->orig_tn || passport->orig_uri, to = passport->dest_tn.count || passport->dest_uri.count;
	if (!from || !to || !instant_known(passport->issued))
		find(passport, PASSPORT_INCOMPLETE);
}

/* Cuts header.payload.signature; false if there are not two dots. */
static bool token_cut(struct passport *passport, struct bytes *ret_header, struct bytes *ret_payload)
{
	struct bytes token = passport->token;
	const uint8_t *end = token.at + token.length;
	const uint8_t *first = token.length ? memchr(token.at, '.', token.length) : NULL;
	const uint8_t *second = first && first + 1 < end ? memchr(first + 1, '.', (size_t)(end - first - 1)) : NULL;
	if (!second)
		return false;
	*ret_header = bytes_of(token.at, (size_t)(first - token.at));
	*ret_payload = bytes_of(first + 1, (size_t)(second - first - 1));
	passport->signature_text = bytes_of(second + 1, (size_t)(end - second - 1));
	passport->compact = !ret_header->length && !ret_payload->length;
	if (!passport->compact)
		passport->signed_text = bytes_of(token.at, (size_t)(second - token.at));
	return true;
}

static bool kind_known(const struct passport *passport)
{
	struct bytes ppt = passport->header_ppt ? bytes_of_text(passport->header_ppt) : passport->ppt;
	bool known = !ppt.length;
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
		known = known || text_same(ppt, kinds[k]);
	return known;
}

static enum status parts_taken(struct passport *passport, struct bytes header, struct bytes payload)
{
	if (passport->compact)
		return STATUS_OK;
	enum status status = part_read(header, &passport->header);
	if (status == STATUS_OK)
		header_taken(passport);
	enum status second = part_read(payload, &passport->payload);
	if (second == STATUS_OK)
		payload_taken(passport);
	if (status == STATUS_MEMORY || second == STATUS_MEMORY)
		return STATUS_MEMORY;
	if (status != STATUS_OK || second != STATUS_OK)
		find(passport, PASSPORT_FORM);
	return STATUS_OK;
}

enum status passport_read(struct bytes value, struct passport *ret_passport)
{
	if (value.length > PASSPORT_MAX_BYTES)
		return STATUS_LIMIT;
	struct passport passport = { .findings = 1u << PASSPORT_NOT_CHECKED };
	struct bytes rest = value, name, text, header, payload;
	passport.token = field_head(&rest, ';');
	while (field_param(&rest, ';', &name, &text)) {
		if (text_same(name, "info"))
			passport.info = text;
		else if (text_same(name, "alg"))
			passport.alg = text;
		else if (text_same(name, "ppt"))
			passport.ppt = text;
	}
	if (!token_cut(&passport, &header, &payload))
		return STATUS_MALFORMED;
	enum status status = parts_taken(&passport, header, payload);
	if (status != STATUS_OK) {
		passport_close(&passport);
		return status;
	}
	/* Absent it is ES256 (RFC 8224 4); of the token its own word counts. */
	struct bytes alg = passport.compact ? passport.alg : bytes_of_text(passport.header_alg);
	if (!(passport.compact && !alg.length) && !bytes_same(alg, bytes_of_text("ES256")))
		find(&passport, PASSPORT_ALGORITHM);
	if (!kind_known(&passport))
		find(&passport, PASSPORT_EXTENSION);
	*ret_passport = passport;
	return STATUS_OK;
}

void passport_close(struct passport *passport)
{
	json_decref(passport->header);
	json_decref(passport->payload);
	*passport = (struct passport){ 0 };
}

/* --- checking --- */

bool passport_number(struct bytes text, char ret_number[PASSPORT_NUMBER_BYTES])
{
	static const char *const schemes[] = { "tel:", "sips:", "sip:" };
	char number[PASSPORT_NUMBER_BYTES];
	size_t length = 0;
	text = sip_trim(text);
	for (size_t s = 0; s < sizeof schemes / sizeof schemes[0]; s++) {
		if (text_begins(text, schemes[s])) {
			text = sip_behind(text, strlen(schemes[s]));
			break;
		}
	}
	for (size_t i = 0; i < text.length && !text_among(text.at[i], "@;?"); i++) {
		uint8_t c = text.at[i];
		if ((c >= '0' && c <= '9') || c == '#' || c == '*') {
			if (length == sizeof number - 1)
				return false;
			number[length++] = (char)c;
		} else if (!text_among(c, "+-.() ")) {
			return false;
		}
	}
	if (!length)
		return false;
	number[length] = '\0';
	memcpy(ret_number, number, length + 1);
	return true;
}

/* A URI without its parameters (RFC 8224 8.5). */
static struct bytes uri_bare(struct bytes uri)
{
	struct bytes text = sip_trim(uri);
	size_t end = 0;
	while (end < text.length && text.at[end] != ';' && text.at[end] != '?')
		end++;
	return bytes_of(text.at, end);
}

/* Whether a claimed number or URI is the one that the call has. */
static bool party_same(const char *tn, const char *uri, struct bytes party)
{
	char claimed[PASSPORT_NUMBER_BYTES], there[PASSPORT_NUMBER_BYTES];
	if (tn)
		return passport_number(bytes_of_text(tn), claimed) && passport_number(party, there) &&
		       strcmp(claimed, there) == 0;
	struct sip_uri a, b;
	return uri && sip_uri_read(bytes_of_text(uri), &a) && sip_uri_read(sip_trim(party), &b) && sip_uri_same(&a, &b);
}

static bool listed(const struct passport *passport, struct bytes party)
{
	for (uint32_t i = 0; i < passport->dest_tn.count && i < PASSPORT_LIST_MAX; i++)
		if (party_same(passport->dest_tn.item[i], NULL, party))
			return true;
	for (uint32_t i = 0; i < passport->dest_uri.count && i < PASSPORT_LIST_MAX; i++)
		if (party_same(NULL, passport->dest_uri.item[i], party))
			return true;
	return passport->dest_tn.count > PASSPORT_LIST_MAX || passport->dest_uri.count > PASSPORT_LIST_MAX;
}

static void parties_judged(struct passport *passport, const struct passport_call *call)
{
	if (passport->compact || passport->orig_tn || passport->orig_uri) {
		if (!call->orig.length)
			find(passport, PASSPORT_NO_NUMBER);
		else if (!passport->compact && !party_same(passport->orig_tn, passport->orig_uri, call->orig))
			find(passport, PASSPORT_NUMBER);
	}
	/* Who dials 911 is sent to urn:service:sos and on: To need not be what was signed (RFC 9027 4). */
	bool open = passport->div_tn || passport->div_uri || text_begins(call->dest, "urn:") || !call->dest.length;
	if (!open && (passport->dest_tn.count || passport->dest_uri.count) && !listed(passport, call->dest))
		find(passport, PASSPORT_DESTINATION);
}

static void age_judged(struct passport *passport, struct instant issued, struct instant now)
{
	if (!instant_known(issued))
		return;
	passport->age_s = instant_since(now, issued).us / 1000000;
	if (instant_since(now, issued).us > span_s(PASSPORT_FRESH_S).us)
		find(passport, PASSPORT_OLD);
	if (instant_since(issued, now).us > span_s(PASSPORT_FRESH_S).us)
		find(passport, PASSPORT_AHEAD);
}

/* {"tn":"12155551212"} or {"uri":"sip:alice@example.com"}, the value in a list for `dest`; NULL if it is no text. */
static struct json_t *party_made(struct bytes party, bool list)
{
	char number[PASSPORT_NUMBER_BYTES];
	bool tn = passport_number(party, number);
	struct bytes text = tn ? bytes_of_text(number) : uri_bare(party);
	return json_pack(list ? "{s:[s%]}" : "{s:s%}", tn ? "tn" : "uri", (const char *)text.at, text.length);
}

/* Appends an object as it is signed: members in order, no blanks (RFC 8225 9).  False if there is none. */
static bool signed_form(struct buffer *out, struct json_t *object)
{
	char *text = object ? json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	bool made = text && base64url_write(out, bytes_of_text(text)) == STATUS_OK;
	free(text);
	json_decref(object);
	return made;
}

/* What a compact form signed, built again from the call (RFC 8224 4.1.1); false if the call does not have it all. */
static bool compact_built(const struct passport *passport, const struct passport_call *call, struct buffer *out)
{
	if (!call->orig.length || !call->dest.length || !passport->info.length || !instant_known(call->date))
		return false;
	struct json_t *header = json_pack("{s:s, s:s, s:s%}", "alg", "ES256", "typ", "passport", "x5u",
	                                  (const char *)passport->info.at, passport->info.length);
	if (header && passport->ppt.length &&
	    json_object_set_new(header, "ppt", json_stringn((const char *)passport->ppt.at, passport->ppt.length))) {
		json_decref(header);
		return false;
	}
	struct json_t *payload =
	    json_pack("{s:o, s:I, s:o}", "dest", party_made(call->dest, true), "iat",
	              (json_int_t)(call->date.us / 1000000), "orig", party_made(call->orig, false));
	bool first = signed_form(out, header) && buffer_append_text(out, ".") == STATUS_OK;
	return signed_form(out, payload) && first;
}

/* r and s as the library wants them; NULL if there is no memory.  OPENSSL_free it. */
static uint8_t *signature_der(const uint8_t signature[SIGNATURE_BYTES], int *ret_length)
{
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(signature, HALF_BYTES, NULL), *s = BN_bin2bn(signature + HALF_BYTES, HALF_BYTES, NULL);
	uint8_t *der = NULL;
	if (pair && r && s && ECDSA_SIG_set0(pair, r, s)) {
		*ret_length = i2d_ECDSA_SIG(pair, &der);
	} else {
		BN_free(r);
		BN_free(s);
	}
	ECDSA_SIG_free(pair);
	return der;
}

/* A key that is locked stays locked; the library would ask at the terminal. */
static int no_password(char *buffer, int size, int writing, void *context)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)context;
	return -1;
}

/* The public key of the first certificate, or the first bare public key; NULL if there is neither. */
static EVP_PKEY *key_read(struct passport *passport, struct bytes pem)
{
	EVP_PKEY *key = NULL;
	BIO *bio = BIO_new_mem_buf(pem.at, (int)pem.length);
	X509 *certificate = bio ? PEM_read_bio_X509(bio, NULL, no_password, NULL) : NULL;
	if (certificate) {
		key = X509_get_pubkey(certificate);
		time_t at = (time_t)(passport->issued.us / 1000000);
		if (instant_known(passport->issued) && (X509_cmp_time(X509_get0_notBefore(certificate), &at) >= 0 ||
		                                        X509_cmp_time(X509_get0_notAfter(certificate), &at) <= 0))
			find(passport, PASSPORT_CERTIFICATE_DATES);
		X509_free(certificate);
	} else if (bio && BIO_reset(bio) == 1) {
		key = PEM_read_bio_PUBKEY(bio, NULL, no_password, NULL);
	}
	BIO_free(bio);
	char group[32];
	size_t length;
	if (key && (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC ||
	            !EVP_PKEY_get_group_name(key, group, sizeof group, &length) || strcmp(group, "prime256v1") != 0)) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	return key;
}

static enum status signature_judged(struct passport *passport, struct bytes signed_text, struct bytes pem)
{
	uint8_t signature[SIGNATURE_BYTES];
	size_t length;
	if (!pem.length) {
		find(passport, PASSPORT_NO_CERTIFICATE);
		return STATUS_OK;
	}
	EVP_PKEY *key = pem.length <= PASSPORT_PEM_MAX_BYTES ? key_read(passport, pem) : NULL;
	if (!key) {
		find(passport, PASSPORT_CERTIFICATE);
		return STATUS_OK;
	}
	enum status status = STATUS_OK;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t *der = NULL;
	int der_length = 0;
	if (passport->signature_text.length != SIGNATURE_LETTERS ||
	    !base64url_read(passport->signature_text, signature, &length)) {
		find(passport, PASSPORT_SIGNATURE);
		goto out;
	}
	der = signature_der(signature, &der_length);
	if (!context || !der || !EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key)) {
		status = STATUS_MEMORY;
		goto out;
	}
	if (EVP_DigestVerify(context, der, (size_t)der_length, signed_text.at, signed_text.length) != 1)
		find(passport, PASSPORT_SIGNATURE);
out:
	OPENSSL_free(der);
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return status;
}

enum status passport_check(struct passport *passport, const struct passport_call *call, struct bytes pem,
                           struct instant now)
{
	struct buffer built = { 0 };
	struct bytes signed_text = passport->signed_text;
	enum status status = STATUS_OK;
	bool known = !(passport->findings & 1u << PASSPORT_ALGORITHM);
	passport->findings &= ~OF_CHECK;
	if (passport->compact) {
		/* All that it says is what the call says. */
		passport->findings &= ~(1u << PASSPORT_INCOMPLETE);
		passport->issued = call->date;
		if (!compact_built(passport, call, &built)) {
			find(passport, PASSPORT_INCOMPLETE);
			known = false;
		}
		signed_text = buffer_bytes(&built);
	}
	parties_judged(passport, call);
	age_judged(passport, passport->issued, now);
	if (known)
		status = signature_judged(passport, signed_text, pem);
	buffer_close(&built);
	if (!known || status != STATUS_OK)
		find(passport, PASSPORT_NOT_CHECKED);
	/* What is left in the thread's queue would be taken for the trouble of whoever asks the library next. */
	ERR_clear_error();
	return status;
}
