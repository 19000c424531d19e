/* Signed documents of i3: read strictly, checked by the certificates that come with them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/jws.h"

#include <assert.h>
#include <jansson.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "wire/base64url.h"
#include "wire/json_text.h"

static const char *const words[JWS_FAULT_COUNT] = {
#define FAULT(NAME, WORDS) [JWS_##NAME] = WORDS,
	JWS_FAULT_LIST(FAULT)
#undef FAULT
};

/* RFC 8032 5.2.6 */
#define ED448_SIGNATURE_BYTES 114u

const char *jws_words(enum jws_fault fault)
{
	assert(fault < JWS_FAULT_COUNT);
	return words[fault];
}

void jws_close(struct jws *jws)
{
	buffer_close(&jws->payload);
}

/* One that is being checked. */
struct check {
	struct json_t *whole, *head;
	struct bytes protected_text, payload_text, signature_text;
	STACK_OF(X509) * chain; /* the signer's first */
};

static struct bytes text_of(const struct json_t *object, const char *name)
{
	const struct json_t *value = json_object_get(object, name);
	return json_is_string(value) ? bytes_of(json_string_value(value), json_string_length(value))
	                             : bytes_of(NULL, 0);
}

static enum status decode(struct bytes text, struct buffer *out, bool *ret_good)
{
	size_t length = 0;
	enum status status = buffer_reserve(out, text.length + 1);
	*ret_good = status == STATUS_OK && base64url_read(text, out->at, &length);
	out->length = *ret_good ? length : 0;
	return status;
}

/* Exactly the three members: "header" beside what is signed would be signed by nobody. */
static enum status take_parts(struct check *check, struct bytes text, struct jws *jws)
{
	struct buffer head = { 0 };
	bool good = false, has_payload = false;
	enum status status = json_text_read(text, JWS_MAX_BYTES, &check->whole);
	if (status != STATUS_OK)
		return status == STATUS_MEMORY ? status : STATUS_OK;
	check->protected_text = text_of(check->whole, "protected");
	check->payload_text = text_of(check->whole, "payload");
	check->signature_text = text_of(check->whole, "signature");
	if (json_object_size(check->whole) != 3 || !check->protected_text.length || !check->payload_text.length)
		return STATUS_OK;
	status = decode(check->protected_text, &head, &good);
	if (status == STATUS_OK && good)
		status = json_text_read(buffer_bytes(&head), JWS_MAX_BYTES, &check->head);
	if (status == STATUS_OK && check->head)
		status = decode(check->payload_text, &jws->payload, &has_payload);
	buffer_close(&head);
	if (status == STATUS_OK && check->head && has_payload)
		jws->fault = JWS_NONE;
	return status == STATUS_MEMORY ? status : STATUS_OK;
}

/* One certificate of x5c: base64 with padding, of DER (RFC 7515 4.1.6). */
static X509 *certificate_of(const struct json_t *value)
{
	struct bytes text = bytes_of(json_string_value(value), json_string_length(value));
	uint8_t *der = text.length && text.length <= JWS_PEM_MAX_BYTES ? malloc(text.length) : NULL;
	const uint8_t *at = der;
	int length = der ? EVP_DecodeBlock(der, text.at, (int)text.length) : -1;
	X509 *certificate = length > 0 ? d2i_X509(NULL, &at, length) : NULL;
	free(der);
	return certificate;
}

static void take_chain(struct check *check, struct jws *jws)
{
	const struct json_t *list = json_object_get(check->head, "x5c");
	size_t count = json_array_size(list);
	if (!count || json_object_get(check->head, "x5u")) {
		jws->fault = count ? JWS_FORM : JWS_CHAIN_MISSING; /* i3: by value or by reference, not both */
		return;
	}
	jws->fault = count > JWS_CHAIN_MAX ? JWS_CHAIN : JWS_NONE;
	for (size_t i = 0; i < count && jws->fault == JWS_NONE; i++) {
		X509 *certificate = certificate_of(json_array_get(list, i));
		if (!certificate || !sk_X509_push(check->chain, certificate)) {
			X509_free(certificate);
			jws->fault = JWS_CHAIN;
		}
	}
	if (jws->fault != JWS_NONE)
		return;
	X509_NAME *name = X509_get_subject_name(sk_X509_value(check->chain, 0));
	int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	uint8_t *text = NULL;
	int length = at < 0 ? -1 : ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	if (length > 0 && (size_t)length < sizeof jws->signer && !memchr(text, 0, (size_t)length))
		memcpy(jws->signer, text, (size_t)length);
	else
		jws->fault = JWS_CHAIN;
	OPENSSL_free(text);
}

static int no_password(char *buffer, int size, int writing, void *context)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)context;
	return -1;
}

/* Appends the certificates of a PEM file; false: no memory. */
static bool read_certificates(struct bytes pem, STACK_OF(X509) * list)
{
	BIO *bio = pem.length && pem.length <= JWS_PEM_MAX_BYTES ? BIO_new_mem_buf(pem.at, (int)pem.length) : NULL;
	X509 *certificate;
	bool good = true;
	while (bio && good && (certificate = PEM_read_bio_X509(bio, NULL, no_password, NULL)))
		good = sk_X509_push(list, certificate) != 0;
	BIO_free(bio);
	ERR_clear_error(); /* the end of the file is one */
	return good;
}

/* Whether the chain leads to an anchor; what for a certificate was made is not asked, i3's agencies have one for all. */
static enum status judge_chain(struct check *check, struct bytes anchors, struct instant now, struct jws *jws)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	STACK_OF(X509) *trusted = sk_X509_new_null();
	bool good = store && context && trusted && read_certificates(anchors, trusted);
	for (int i = 0; good && i < sk_X509_num(trusted); i++)
		good = X509_STORE_add_cert(store, sk_X509_value(trusted, i)) == 1;
	good = good && X509_STORE_CTX_init(context, store, sk_X509_value(check->chain, 0), check->chain) == 1;
	if (good) {
		X509_STORE_CTX_set_time(context, 0, (time_t)(now.us / 1000000));
		X509_STORE_CTX_set_flags(context, X509_V_FLAG_PARTIAL_CHAIN);
		if (X509_verify_cert(context) != 1)
			jws->fault = JWS_UNTRUSTED;
	}
	X509_STORE_CTX_free(context);
	X509_STORE_free(store);
	sk_X509_pop_free(trusted, X509_free);
	ERR_clear_error();
	return good ? STATUS_OK : STATUS_MEMORY;
}

/* What is signed: protected "." payload, as they came (RFC 7515 5.1). */
static enum status signing_input(struct bytes head, struct bytes payload, struct buffer *out)
{
	enum status status = buffer_append(out, head);
	if (status == STATUS_OK)
		status = buffer_append_text(out, ".");
	return status == STATUS_OK ? buffer_append(out, payload) : status;
}

static enum status judge_signature(struct check *check, struct jws *jws)
{
	struct buffer input = { 0 }, signature = { 0 };
	EVP_PKEY *key = X509_get0_pubkey(sk_X509_value(check->chain, 0));
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = false;
	if (!key || EVP_PKEY_get_base_id(key) != EVP_PKEY_ED448) {
		EVP_MD_CTX_free(context);
		jws->fault = JWS_ALGORITHM;
		return STATUS_OK;
	}
	enum status status =
	    context ? signing_input(check->protected_text, check->payload_text, &input) : STATUS_MEMORY;
	if (status == STATUS_OK)
		status = decode(check->signature_text, &signature, &good);
	if (status == STATUS_OK)
		good = good && signature.length == ED448_SIGNATURE_BYTES &&
		       EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
		       EVP_DigestVerify(context, signature.at, signature.length, input.at, input.length) == 1;
	if (status == STATUS_OK && !good)
		jws->fault = JWS_SIGNATURE;
	EVP_MD_CTX_free(context);
	buffer_close(&input);
	buffer_close(&signature);
	ERR_clear_error();
	return status;
}

enum status jws_open(struct bytes text, struct bytes anchors, struct instant now, struct jws *ret_jws)
{
	struct check check = { .chain = sk_X509_new_null() };
	*ret_jws = (struct jws){ .fault = JWS_FORM };
	enum status status = check.chain ? take_parts(&check, text, ret_jws) : STATUS_MEMORY;
	if (status == STATUS_OK && ret_jws->fault == JWS_NONE) {
		const char *algorithm = json_text_member(check.head, "alg");
		if (!algorithm || strcmp(algorithm, "EdDSA") != 0)
			ret_jws->fault = JWS_ALGORITHM;
		/* RFC 7515 4.1.11: what must be understood and is not makes it invalid. */
		else if (json_object_get(check.head, "crit"))
			ret_jws->fault = JWS_FORM;
		else
			take_chain(&check, ret_jws);
	}
	if (status == STATUS_OK && ret_jws->fault == JWS_NONE)
		status = judge_signature(&check, ret_jws);
	if (status == STATUS_OK && ret_jws->fault == JWS_NONE)
		status = judge_chain(&check, anchors, now, ret_jws);
	sk_X509_pop_free(check.chain, X509_free);
	json_decref(check.head);
	json_decref(check.whole);
	if (status != STATUS_OK)
		jws_close(ret_jws);
	return status;
}

/* --- signing --- */

static struct json_t *chain_made(STACK_OF(X509) * list)
{
	struct json_t *chain = json_array();
	for (int i = 0; chain && i < sk_X509_num(list); i++) {
		uint8_t *der = NULL;
		int length = i2d_X509(sk_X509_value(list, i), &der);
		uint8_t *text = length > 0 ? malloc((size_t)length / 3 * 4 + 5) : NULL;
		int letters = text ? EVP_EncodeBlock(text, der, length) : 0;
		bool good =
		    text && json_array_append_new(chain, json_stringn((const char *)text, (size_t)letters)) == 0;
		OPENSSL_free(der);
		free(text);
		if (!good) {
			json_decref(chain);
			chain = NULL;
		}
	}
	return chain;
}

static enum status head_made(STACK_OF(X509) * list, struct buffer *out)
{
	struct json_t *chain = chain_made(list);
	struct json_t *head = chain ? json_pack("{s:s, s:o}", "alg", "EdDSA", "x5c", chain) : NULL;
	char *text = head ? json_dumps(head, JSON_COMPACT) : NULL;
	enum status status = text ? base64url_write(out, bytes_of_text(text)) : STATUS_MEMORY;
	free(text);
	json_decref(head);
	return status;
}

static enum status signature_made(EVP_PKEY *key, struct bytes input, struct buffer *out)
{
	uint8_t signature[ED448_SIGNATURE_BYTES];
	size_t length = sizeof signature;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = context && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
	            EVP_DigestSign(context, signature, &length, input.at, input.length) == 1;
	EVP_MD_CTX_free(context);
	return good ? base64url_write(out, bytes_of(signature, length)) : STATUS_MEMORY;
}

static enum status sign(struct bytes payload, EVP_PKEY *key, STACK_OF(X509) * list, struct buffer *ret_text)
{
	struct buffer head = { 0 }, body = { 0 }, input = { 0 }, signature = { 0 };
	enum status status = head_made(list, &head);
	if (status == STATUS_OK)
		status = base64url_write(&body, payload);
	if (status == STATUS_OK)
		status = signing_input(buffer_bytes(&head), buffer_bytes(&body), &input);
	if (status == STATUS_OK)
		status = signature_made(key, buffer_bytes(&input), &signature);
	if (status == STATUS_OK)
		status = buffer_print(ret_text, "{\"payload\":\"%.*s\",\"protected\":\"%.*s\",\"signature\":\"%.*s\"}",
		                      (int)body.length, (const char *)body.at, (int)head.length, (const char *)head.at,
		                      (int)signature.length, (const char *)signature.at);
	buffer_close(&head);
	buffer_close(&body);
	buffer_close(&input);
	buffer_close(&signature);
	return status;
}

enum status jws_sign(struct bytes payload, struct bytes key_text, struct bytes chain, struct buffer *ret_text)
{
	STACK_OF(X509) *list = sk_X509_new_null();
	BIO *bio = key_text.length && key_text.length <= JWS_PEM_MAX_BYTES
	               ? BIO_new_mem_buf(key_text.at, (int)key_text.length)
	               : NULL;
	EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL) : NULL;
	enum status status = list && read_certificates(chain, list) ? STATUS_OK : STATUS_MEMORY;
	bool fits = key && EVP_PKEY_get_base_id(key) == EVP_PKEY_ED448 && sk_X509_num(list) > 0 &&
	            X509_check_private_key(sk_X509_value(list, 0), key) == 1;
	if (status == STATUS_OK)
		status = fits ? sign(payload, key, list, ret_text) : STATUS_MALFORMED;
	EVP_PKEY_free(key);
	BIO_free(bio);
	sk_X509_pop_free(list, X509_free);
	ERR_clear_error();
	return status;
}
