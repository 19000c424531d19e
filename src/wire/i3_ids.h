/* Identifiers of NENA i3 (STA-010.3f 2.1.6, 2.1.7) and the Call-Info items that carry them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_I3_IDS_H
#define WIRE_I3_IDS_H

#include "base/bytes.h"

/* NAME, as it is written in "urn:emergency:uid:WRITTEN:STRING:FQDN". */
#define I3_IDS_KIND_LIST(KIND)                                                                                         \
	KIND(CALL, "callid")                                                                                           \
	KIND(INCIDENT, "incidentid")                                                                                   \
	KIND(LOG, "logid")                                                                                             \
	KIND(QUERY, "queryid")

enum i3_ids_kind {
	I3_IDS_NO_KIND,
#define KIND(NAME, WRITTEN) I3_IDS_##NAME,
	I3_IDS_KIND_LIST(KIND)
#undef KIND
	    I3_IDS_KIND_COUNT
};

/* STRING has 10 to 32 letters and digits (STA-010.3f 2.1.6); the conformance tests allow 36. */
#define I3_IDS_STRING_MIN 10u
#define I3_IDS_STRING_MAX 36u
/* RFC 1035 2.3.4, without the dots' ends. */
#define I3_IDS_DOMAIN_MAX 253u
/* How many bytes that nobody can guess make one: 32 digits. */
#define I3_IDS_OPAQUE_BYTES 16u

/* Borrows the text it was read from. */
struct i3_ids {
	enum i3_ids_kind kind;
	struct bytes string;
	struct bytes domain; /* of the element that made it */
	bool sound;          /* it has the form that it should */
};

/* False if it is no such identifier; with the older "urn:nena:uid:" or a faulty string or domain it is one, not sound. */
bool i3_ids_read(struct bytes text, struct i3_ids *ret_ids);

/* Appends one.  STATUS_MALFORMED: the domain is no fully qualified name. */
enum status i3_ids_write(struct buffer *out, enum i3_ids_kind kind, const uint8_t opaque[I3_IDS_OPAQUE_BYTES],
                         struct bytes domain);
/* The same of a number that is never given twice. */
enum status i3_ids_write_number(struct buffer *out, enum i3_ids_kind kind, uint64_t number, struct bytes domain);

/* What a Call-Info item is there for.  NAME, as it is written; of the last the beginning. */
#define I3_IDS_PURPOSE_LIST(PURPOSE)                                                                                   \
	PURPOSE(CALL_ID, "emergency-CallId")                                                                           \
	PURPOSE(INCIDENT_ID, "emergency-IncidentId")                                                                   \
	PURPOSE(EIDO, "emergency-eido")                                                                                \
	PURPOSE(SOURCE, "emergency-source")                                                                            \
	PURPOSE(CALL_ID_OLD, "nena-CallId")                                                                            \
	PURPOSE(INCIDENT_ID_OLD, "nena-IncidentId")                                                                    \
	PURPOSE(DATA, "EmergencyCallData.")

enum i3_ids_purpose {
	I3_IDS_FOR_OTHER,
#define PURPOSE(NAME, WRITTEN) I3_IDS_FOR_##NAME,
	I3_IDS_PURPOSE_LIST(PURPOSE)
#undef PURPOSE
	    I3_IDS_PURPOSE_COUNT
};

/* One item of Call-Info, borrowed: <uri>;purpose=word. */
struct i3_ids_info {
	struct bytes uri;
	struct bytes purpose_text; /* empty: none given */
	enum i3_ids_purpose purpose;
	struct bytes block; /* of DATA what lies behind the dot: "ProviderInfo" (RFC 7852) */
};

/* False if there is no URI. */
bool i3_ids_read_info(struct bytes item, struct i3_ids_info *ret_info);
const char *i3_ids_purpose_written(enum i3_ids_purpose purpose); /* NULL for others */

#endif
