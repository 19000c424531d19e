/* What others tell of a call: the blocks of RFC 7852, as one flat list and a few facts for the screen. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_ADDITIONAL_DATA_H
#define WIRE_ADDITIONAL_DATA_H

#include "wire/xml.h"

/* The most blocks kept of one call: RFC 7852 has five sorts, and each of the elements on the way may add its own. */
#define ADDITIONAL_DATA_BLOCKS_MAX 32u
/* The most values kept of all blocks; the 20 kB INVITE with a block of each sort has 190. */
#define ADDITIONAL_DATA_VALUES_MAX 1024u
/* Their texts and paths together. */
#define ADDITIONAL_DATA_TEXT_MAX_BYTES 262144u

/* NAME, the name behind "EmergencyCallData." in its type and its root element, whether its elements are listed. */
#define ADDITIONAL_BLOCK_LIST(BLOCK)                                                                                   \
	BLOCK(PROVIDER_INFO, "ProviderInfo", true)                                                                     \
	BLOCK(SERVICE_INFO, "ServiceInfo", true)                                                                       \
	BLOCK(DEVICE_INFO, "DeviceInfo", true)                                                                         \
	BLOCK(SUBSCRIBER_INFO, "SubscriberInfo", true)                                                                 \
	BLOCK(COMMENT, "Comment", true)                                                                                \
	BLOCK(NENA_CALLER_INFO, "NENA-CallerInfo", true)                                                               \
	BLOCK(NENA_LOCATION_INFO, "NENA-LocationInfo", true)                                                           \
	BLOCK(CONTROL, "Control", false)                                                                               \
	BLOCK(VEDS, "VEDS", false)                                                                                     \
	BLOCK(ECALL_MSD, "eCall.MSD", false)

enum additional_block {
	ADDITIONAL_NONE,
#define BLOCK(NAME, WRITTEN, LISTED) ADDITIONAL_##NAME,
	ADDITIONAL_BLOCK_LIST(BLOCK)
#undef BLOCK
	    ADDITIONAL_BY_REFERENCE, /* of provided-by: where blocks can be fetched */
	ADDITIONAL_OTHER,            /* an EmergencyCallData that is not known here */
	ADDITIONAL_BLOCK_COUNT
};

/* NAME, its words, the block, the end of its path, another end. */
#define ADDITIONAL_FACT_LIST(FACT)                                                                                     \
	FACT(PROVIDER, "provider", PROVIDER_INFO, "DataProviderString", "")                                            \
	FACT(PROVIDER_TYPE, "kind of provider", PROVIDER_INFO, "TypeOfProvider", "")                                   \
	FACT(PROVIDER_CONTACT, "provider's contact", PROVIDER_INFO, "ContactURI", "")                                  \
	FACT(SERVICE_ENVIRONMENT, "home or business", SERVICE_INFO, "ServiceEnvironment", "")                          \
	FACT(SERVICE_TYPE, "service", SERVICE_INFO, "ServiceType", "")                                                 \
	FACT(SERVICE_MOBILITY, "mobility", SERVICE_INFO, "ServiceMobility", "")                                        \
	FACT(DEVICE_CLASS, "device", DEVICE_INFO, "DeviceClassification", "")                                          \
	FACT(DEVICE_MAKER, "device's maker", DEVICE_INFO, "DeviceMfgr", "")                                            \
	FACT(DEVICE_MODEL, "device's model", DEVICE_INFO, "DeviceModelNr", "")                                         \
	FACT(DEVICE_ID, "device's number", DEVICE_INFO, "UniqueDeviceID", "")                                          \
	FACT(SUBSCRIBER_NAME, "subscriber", SUBSCRIBER_INFO, "vcard/fn/text", "")                                      \
	FACT(CALLBACK, "number to call back", SUBSCRIBER_INFO, "vcard/tel/uri", "vcard/tel/text")                      \
	FACT(SUBSCRIBER_STREET, "subscriber's street", SUBSCRIBER_INFO, "vcard/adr/street", "")                        \
	FACT(SUBSCRIBER_CITY, "subscriber's city", SUBSCRIBER_INFO, "vcard/adr/locality", "")                          \
	FACT(SUBSCRIBER_LANGUAGE, "subscriber's language", SUBSCRIBER_INFO, "vcard/lang/language-tag", "")             \
	FACT(SUBSCRIBER_NOTE, "subscriber's note", SUBSCRIBER_INFO, "vcard/note/text", "")                             \
	FACT(COMMENT, "comment", COMMENT, "Comment/Comment", "")

enum additional_fact {
	ADDITIONAL_NO_FACT,
#define FACT(NAME, WORDS, BLOCK, PATH, ALSO) ADDITIONAL_FACT_##NAME,
	ADDITIONAL_FACT_LIST(FACT)
#undef FACT
	    ADDITIONAL_FACT_COUNT
};

struct additional_data_block {
	enum additional_block kind;
	struct xml_run name;   /* "ProviderInfo"; of one not known its own */
	struct xml_run reason; /* why it was not read whole; empty: it was */
};

struct additional_data_value {
	uint32_t block; /* which one */
	struct xml_run path, value;
};

/* Zero-initialised it is empty; it owns its bytes, which additional_data_bytes gives until the next block is added. */
struct additional_data {
	struct buffer text;
	uint32_t blocks, blocks_left_out;
	struct additional_data_block block[ADDITIONAL_DATA_BLOCKS_MAX];
	uint32_t values, values_left_out;
	struct additional_data_value value[ADDITIONAL_DATA_VALUES_MAX];
	uint32_t fact[ADDITIONAL_FACT_COUNT]; /* the number of its value, from 1; 0: not told */
};

/* Whether a part of this type is one that additional_data_add takes. */
bool additional_data_is(struct bytes type);
/*
 * Adds what one part of a message says: `type` is its Content-Type, or application/xml where only the root tells.  A block
 * that is broken is kept as far as it goes, one without listed elements (VEDS, eCall) only by its kind; its bytes stay with
 * the message.  What passes a limit is counted, not kept.
 *   STATUS_MISSING  it is no additional data
 *   STATUS_MEMORY   there is none; some of it may have been added
 */
enum status additional_data_add(struct additional_data *data, struct bytes type, struct bytes body);
/* Likewise of a document already read, what stands in or below `node`: the provided-by of a PIDF-LO (RFC 7852 section 6). */
enum status additional_data_add_tree(struct additional_data *data, const struct xml *xml, uint32_t node);
void additional_data_close(struct additional_data *data);

const char *additional_block_name(enum additional_block block); /* "" for none */
const char *additional_fact_words(enum additional_fact fact);
struct bytes additional_data_bytes(const struct additional_data *data, struct xml_run run);
/* The first value told of a fact (of CALLBACK that of type main-number, if there is one); no bytes if none. */
struct bytes additional_data_fact(const struct additional_data *data, enum additional_fact fact);

#endif
