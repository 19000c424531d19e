/* What tells a SIP transaction from all others, as keyed hashes (RFC 3261 17.1.3, 17.2.3). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SIP_KEYS_H
#define WIRE_SIP_KEYS_H

#include "wire/keyed_hash.h"
#include "wire/sip_layer.h"

/* Of a request that came, as if it had this method: by branch, sent-by and method, or by RFC 2543's rules. */
struct hash128 sip_keys_request(const uint64_t seed[2], const struct sip_message *message, struct bytes method,
                                uint64_t flow);
/* Of a client transaction and the responses to it. */
struct hash128 sip_keys_client(const uint64_t seed[2], struct bytes branch, struct bytes method);
/* What the ACK to a failure of an RFC 2543 peer's INVITE repeats, and what the ACK to any 2xx does; without the To tag. */
struct hash128 sip_keys_legacy(const uint64_t seed[2], const struct sip_message *message, uint64_t flow);
struct hash128 sip_keys_dialog(const uint64_t seed[2], const struct sip_message *message);
/* One of those two with the To tag. */
struct hash128 sip_keys_tagged(const uint64_t seed[2], struct hash128 base, struct bytes to_tag);

#endif
