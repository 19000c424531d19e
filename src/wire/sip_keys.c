/* What tells a SIP transaction from all others, as keyed hashes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_keys.h"

#include <ctype.h>

/* What a hash is of, so that no two kinds of key can be the same. */
enum kind { KIND_COOKIE = 1, KIND_LEGACY, KIND_LEGACY_ACK, KIND_DIALOG, KIND_TAGGED, KIND_CLIENT };

static void begin(struct keyed_hash *hash, const uint64_t seed[2], enum kind kind)
{
	keyed_hash_begin(hash, seed);
	keyed_hash_add_number(hash, kind);
}

/* Host names are compared without case (RFC 3261 19.1.4). */
static void add_host(struct keyed_hash *hash, struct bytes host)
{
	uint8_t lower[64];
	keyed_hash_add_number(hash, host.length);
	for (size_t i = 0; i < host.length;) {
		size_t count = 0;
		while (count < sizeof lower && i < host.length)
			lower[count++] = (uint8_t)tolower(host.at[i++]);
		keyed_hash_add(hash, bytes_of(lower, count));
	}
}

/* What an RFC 2543 request, its CANCEL and its ACK have in common (17.2.3). */
static void add_legacy(struct keyed_hash *hash, const struct sip_message *message, uint64_t flow)
{
	const struct sip_via *via = &message->via;
	keyed_hash_add_text(hash, message->uri_text);
	keyed_hash_add_text(hash, message->from.tag);
	keyed_hash_add_text(hash, message->call_id);
	keyed_hash_add_number(hash, message->cseq);
	keyed_hash_add_text(hash, via->transport);
	add_host(hash, via->host);
	keyed_hash_add_number(hash, via->port);
	keyed_hash_add_text(hash, via->params);
	/* Without a Call-ID nothing in it need be its own: two callers must not become one. */
	keyed_hash_add_number(hash, message->call_id.length ? 0 : flow);
}

struct hash128 sip_keys_request(const uint64_t seed[2], const struct sip_message *message, struct bytes method,
                                uint64_t flow)
{
	struct keyed_hash hash;
	begin(&hash, seed, message->via.rfc3261 ? KIND_COOKIE : KIND_LEGACY);
	keyed_hash_add_text(&hash, method);
	if (message->via.rfc3261) {
		/*
		 * 7.3.1 would have the branch compared without case.  We do not: a call taken for another's repetition is
		 * lost, a repetition taken for a call is only one too many.
		 */
		keyed_hash_add_text(&hash, message->via.branch);
		add_host(&hash, message->via.host);
		keyed_hash_add_number(&hash, message->via.port);
	} else {
		add_legacy(&hash, message, flow);
		keyed_hash_add_text(&hash, message->to.tag);
	}
	return keyed_hash_end(&hash);
}

struct hash128 sip_keys_client(const uint64_t seed[2], struct bytes branch, struct bytes method)
{
	struct keyed_hash hash;
	begin(&hash, seed, KIND_CLIENT);
	keyed_hash_add_text(&hash, branch);
	keyed_hash_add_text(&hash, method);
	return keyed_hash_end(&hash);
}

struct hash128 sip_keys_legacy(const uint64_t seed[2], const struct sip_message *message, uint64_t flow)
{
	struct keyed_hash hash;
	begin(&hash, seed, KIND_LEGACY_ACK);
	add_legacy(&hash, message, flow);
	return keyed_hash_end(&hash);
}

struct hash128 sip_keys_dialog(const uint64_t seed[2], const struct sip_message *message)
{
	struct keyed_hash hash;
	begin(&hash, seed, KIND_DIALOG);
	keyed_hash_add_text(&hash, message->call_id);
	keyed_hash_add_text(&hash, message->from.tag);
	keyed_hash_add_number(&hash, message->cseq);
	return keyed_hash_end(&hash);
}

struct hash128 sip_keys_tagged(const uint64_t seed[2], struct hash128 base, struct bytes to_tag)
{
	struct keyed_hash hash;
	begin(&hash, seed, KIND_TAGGED);
	keyed_hash_add_number(&hash, base.low);
	keyed_hash_add_number(&hash, base.high);
	keyed_hash_add_text(&hash, to_tag);
	return keyed_hash_end(&hash);
}
