/* What both ends of a TLS connection bring along: certificates, keys, and what is not allowed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/tls.h"

#include <arpa/inet.h>
#include <limits.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#define SELF_SIGNED_DAYS 3650
/* RFC 5280 4.1.2.2: a serial number of up to 20 octets that is positive. */
#define SERIAL_BITS 159
/* RFC 5280 appendix A.1: ub-common-name. */
#define COMMON_NAME_MAX_BYTES 64u

static bool add_extension(X509 *certificate, int kind, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
	bool good = extension && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return good;
}

static bool set_serial(X509 *certificate)
{
	BIGNUM *number = BN_new();
	bool good = number && BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
	            BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
	BN_free(number);
	return good;
}

static bool fill(X509 *certificate, const char *name, EVP_PKEY *key)
{
	char other_names[300];
	struct address address;
	bool is_address = address_read(name, 0, &address);
	int length = snprintf(other_names, sizeof other_names, "%s:%s", is_address ? "IP" : "DNS", name);
	/* A comma would begin another name. */
	if (length < 0 || (size_t)length >= sizeof other_names || strchr(name, ','))
		return false;
	X509_NAME *subject = X509_get_subject_name(certificate);
	if (strlen(name) <= COMMON_NAME_MAX_BYTES &&
	    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0) != 1)
		return false;
	return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
	       X509_gmtime_adj(X509_getm_notBefore(certificate), -24 * 3600L) && /* clocks differ */
	       X509_gmtime_adj(X509_getm_notAfter(certificate), SELF_SIGNED_DAYS * 24 * 3600L) &&
	       X509_set_issuer_name(certificate, subject) == 1 && X509_set_pubkey(certificate, key) == 1 &&
	       add_extension(certificate, NID_subject_alt_name, other_names) &&
	       add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
	       X509_sign(certificate, key, EVP_sha256()) > 0;
}

static enum status append_pem(struct buffer *to, BIO *from)
{
	char *at = NULL;
	long length = BIO_get_mem_data(from, &at);
	return length > 0 ? buffer_append(to, bytes_of(at, (size_t)length)) : STATUS_MEMORY;
}

enum status tls_self_signed(const char *name, struct buffer *certificate, struct buffer *key)
{
	enum status status = STATUS_MEMORY;
	EVP_PKEY *pair = EVP_EC_gen("P-256");
	X509 *made = X509_new();
	BIO *certificate_pem = BIO_new(BIO_s_mem());
	BIO *key_pem = BIO_new(BIO_s_mem());
	if (pair && made && certificate_pem && key_pem && fill(made, name, pair) &&
	    PEM_write_bio_X509(certificate_pem, made) == 1 &&
	    PEM_write_bio_PrivateKey(key_pem, pair, NULL, NULL, 0, NULL, NULL) == 1) {
		status = append_pem(certificate, certificate_pem);
		if (status == STATUS_OK)
			status = append_pem(key, key_pem);
	}
	BIO_free(certificate_pem);
	BIO_free(key_pem);
	X509_free(made);
	EVP_PKEY_free(pair);
	return status;
}

static SSL_CTX *context_of(const SSL_METHOD *method)
{
	/* No settings file of the machine changes what we speak, and none is opened where none can be. */
	if (OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1)
		return NULL;
	SSL_CTX *context = SSL_CTX_new(method);
	if (!context)
		return NULL;
	(void)SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
	(void)SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS); /* 34 KB less for each idle connection */
	if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1)
		return context;
	SSL_CTX_free(context);
	return NULL;
}

static BIO *reader_of(struct bytes pem)
{
	return pem.length && pem.length <= INT_MAX ? BIO_new_mem_buf(pem.at, (int)pem.length) : NULL;
}

static bool use_certificates(SSL_CTX *server, struct bytes pem)
{
	BIO *from = reader_of(pem);
	X509 *certificate = from ? PEM_read_bio_X509(from, NULL, NULL, NULL) : NULL;
	bool good = certificate && SSL_CTX_use_certificate(server, certificate) == 1;
	X509_free(certificate);
	/* Those behind it are its chain. */
	while (good && (certificate = PEM_read_bio_X509(from, NULL, NULL, NULL)))
		if (SSL_CTX_add0_chain_cert(server, certificate) != 1) {
			X509_free(certificate);
			good = false;
		}
	BIO_free(from);
	return good;
}

static int no_passphrase(char *room, int length, int writing, void *context)
{
	(void)room;
	(void)length;
	(void)writing;
	(void)context;
	return -1; /* else OpenSSL asks at a terminal */
}

static bool use_key(SSL_CTX *server, struct bytes pem)
{
	BIO *from = reader_of(pem);
	EVP_PKEY *key = from ? PEM_read_bio_PrivateKey(from, NULL, no_passphrase, NULL) : NULL;
	bool good = key && SSL_CTX_use_PrivateKey(server, key) == 1 && SSL_CTX_check_private_key(server) == 1;
	EVP_PKEY_free(key);
	BIO_free(from);
	return good;
}

enum status tls_server(struct bytes certificate, struct bytes key, SSL_CTX **ret_server)
{
	SSL_CTX *server = context_of(TLS_server_method());
	if (!server)
		return STATUS_MEMORY;
	if (!use_certificates(server, certificate) || !use_key(server, key)) {
		SSL_CTX_free(server);
		return STATUS_MALFORMED;
	}
	/* Sessions live in tickets at the client; we keep none. */
	(void)SSL_CTX_set_session_cache_mode(server, SSL_SESS_CACHE_OFF);
	*ret_server = server;
	return STATUS_OK;
}

enum status tls_client(struct bytes trusted, SSL_CTX **ret_client)
{
	SSL_CTX *client = context_of(TLS_client_method());
	if (!client)
		return STATUS_MEMORY;
	if (trusted.length) {
		BIO *from = reader_of(trusted);
		X509 *certificate;
		unsigned count = 0;
		while (from && (certificate = PEM_read_bio_X509(from, NULL, NULL, NULL))) {
			count += X509_STORE_add_cert(SSL_CTX_get_cert_store(client), certificate) == 1;
			X509_free(certificate);
		}
		BIO_free(from);
		if (!count) {
			SSL_CTX_free(client);
			return STATUS_MALFORMED;
		}
		SSL_CTX_set_verify(client, SSL_VERIFY_PEER, NULL);
	}
	*ret_client = client;
	return STATUS_OK;
}

SSL *tls_client_to(SSL_CTX *client, const struct address *address)
{
	SSL *connection = SSL_new(client);
	size_t length = address->family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr);
	if (connection && X509_VERIFY_PARAM_set1_ip(SSL_get0_param(connection), address->ip, length) != 1) {
		SSL_free(connection);
		return NULL;
	}
	return connection;
}
