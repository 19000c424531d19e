/* SIP messages on bytes: read tolerantly, every deviation named; written strictly (RFC 3261 sections 7 and 25).
 *
 * A message that may be a call for help is read as far as it can be (NENA-STA-010.3f 3.1.1: accept what does not strictly
 * follow the standards as long as the method can be discerned).  What deviates is a fault in a set, never a refusal here.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SIP_MESSAGE_H
#define WIRE_SIP_MESSAGE_H

#include "base/bytes.h"

/* The largest message that is read whole: RFC 3261 18.1.1 has UDP end at 65,535; streams get as much. */
#define SIP_MESSAGE_MAX_BYTES 65535u
/* The most header fields that are looked at; what lies behind them stays in the raw bytes. */
#define SIP_HEADERS_MAX 200u

#define SIP_METHOD_LIST(METHOD)                                                                                        \
	METHOD(INVITE)                                                                                                 \
	METHOD(ACK)                                                                                                    \
	METHOD(BYE)                                                                                                    \
	METHOD(CANCEL)                                                                                                 \
	METHOD(OPTIONS)                                                                                                \
	METHOD(REGISTER)                                                                                               \
	METHOD(MESSAGE)                                                                                                \
	METHOD(SUBSCRIBE)                                                                                              \
	METHOD(NOTIFY)                                                                                                 \
	METHOD(REFER)                                                                                                  \
	METHOD(UPDATE)                                                                                                 \
	METHOD(PRACK)                                                                                                  \
	METHOD(INFO)                                                                                                   \
	METHOD(PUBLISH)

enum sip_method {
	SIP_UNKNOWN_METHOD,
#define METHOD(NAME) SIP_##NAME,
	SIP_METHOD_LIST(METHOD)
#undef METHOD
	    SIP_METHOD_COUNT
};

/* Header fields that are known: NAME, as it is written, its compact form or 0. */
#define SIP_NAME_LIST(HEADER)                                                                                          \
	HEADER(VIA, "Via", 'v')                                                                                        \
	HEADER(FROM, "From", 'f')                                                                                      \
	HEADER(TO, "To", 't')                                                                                          \
	HEADER(CALL_ID, "Call-ID", 'i')                                                                                \
	HEADER(CSEQ, "CSeq", 0)                                                                                        \
	HEADER(CONTACT, "Contact", 'm')                                                                                \
	HEADER(MAX_FORWARDS, "Max-Forwards", 0)                                                                        \
	HEADER(ROUTE, "Route", 0)                                                                                      \
	HEADER(RECORD_ROUTE, "Record-Route", 0)                                                                        \
	HEADER(CONTENT_TYPE, "Content-Type", 'c')                                                                      \
	HEADER(CONTENT_LENGTH, "Content-Length", 'l')                                                                  \
	HEADER(CONTENT_ENCODING, "Content-Encoding", 'e')                                                              \
	HEADER(CONTENT_ID, "Content-ID", 0)                                                                            \
	HEADER(REQUIRE, "Require", 0)                                                                                  \
	HEADER(PROXY_REQUIRE, "Proxy-Require", 0)                                                                      \
	HEADER(SUPPORTED, "Supported", 'k')                                                                            \
	HEADER(UNSUPPORTED, "Unsupported", 0)                                                                          \
	HEADER(ALLOW, "Allow", 0)                                                                                      \
	HEADER(ACCEPT, "Accept", 0)                                                                                    \
	HEADER(EXPIRES, "Expires", 0)                                                                                  \
	HEADER(DATE, "Date", 0)                                                                                        \
	HEADER(EVENT, "Event", 'o')                                                                                    \
	HEADER(SUBSCRIPTION_STATE, "Subscription-State", 0)                                                            \
	HEADER(REFER_TO, "Refer-To", 'r')                                                                              \
	HEADER(REFERRED_BY, "Referred-By", 'b')                                                                        \
	HEADER(REPLACES, "Replaces", 0)                                                                                \
	HEADER(SESSION_EXPIRES, "Session-Expires", 'x')                                                                \
	HEADER(MIN_SE, "Min-SE", 0)                                                                                    \
	HEADER(RSEQ, "RSeq", 0)                                                                                        \
	HEADER(RACK, "RAck", 0)                                                                                        \
	HEADER(REASON, "Reason", 0)                                                                                    \
	HEADER(RETRY_AFTER, "Retry-After", 0)                                                                          \
	HEADER(AUTHORIZATION, "Authorization", 0)                                                                      \
	HEADER(WWW_AUTHENTICATE, "WWW-Authenticate", 0)                                                                \
	HEADER(GEOLOCATION, "Geolocation", 0)                                                                          \
	HEADER(GEOLOCATION_ROUTING, "Geolocation-Routing", 0)                                                          \
	HEADER(CALL_INFO, "Call-Info", 0)                                                                              \
	HEADER(P_ASSERTED_IDENTITY, "P-Asserted-Identity", 0)                                                          \
	HEADER(P_PREFERRED_IDENTITY, "P-Preferred-Identity", 0)                                                        \
	HEADER(IDENTITY, "Identity", 'y')                                                                              \
	HEADER(PRIVACY, "Privacy", 0)                                                                                  \
	HEADER(PRIORITY, "Priority", 0)                                                                                \
	HEADER(RESOURCE_PRIORITY, "Resource-Priority", 0)                                                              \
	HEADER(SUBJECT, "Subject", 's')                                                                                \
	HEADER(USER_AGENT, "User-Agent", 0)                                                                            \
	HEADER(HISTORY_INFO, "History-Info", 0)                                                                        \
	HEADER(WARNING, "Warning", 0)

enum sip_name {
	SIP_OTHER_NAME,
#define HEADER(NAME, WRITTEN, COMPACT) SIP_##NAME,
	SIP_NAME_LIST(HEADER)
#undef HEADER
	    SIP_NAME_COUNT
};

/* What is not as it should be.  Each is a bit (1u << SIP_FAULT_...) of `faults`; in words by sip_fault_words. */
#define SIP_FAULT_LIST(FAULT)                                                                                          \
	FAULT(VERSION, "the version is not SIP/2.0")                                                                   \
	FAULT(START_LINE, "the start line does not have its form")                                                     \
	FAULT(LINE_END, "a line ends without CR LF")                                                                   \
	FAULT(HEADER_LINE, "a header line does not have its form")                                                     \
	FAULT(TOO_MANY_HEADERS, "there are more header fields than are read")                                          \
	FAULT(NO_HEAD_END, "the empty line behind the header is missing")                                              \
	FAULT(URI, "the request URI does not have its form")                                                           \
	FAULT(VIA, "Via is missing or does not have its form")                                                         \
	FAULT(FROM, "From is missing, doubled or does not have its form")                                              \
	FAULT(TO, "To is missing, doubled or does not have its form")                                                  \
	FAULT(CALL_ID, "Call-ID is missing or doubled")                                                                \
	FAULT(CSEQ, "CSeq is missing, doubled or does not have its form")                                              \
	FAULT(CSEQ_METHOD, "CSeq names another method")                                                                \
	FAULT(CONTACT, "Contact does not have its form")                                                               \
	FAULT(MAX_FORWARDS, "Max-Forwards is doubled or no number up to 255")                                          \
	FAULT(CONTENT_LENGTH, "Content-Length is doubled, no number, or longer than what came")                        \
	FAULT(EXTRA_BODY, "there are bytes behind Content-Length")                                                     \
	FAULT(EXPIRES, "Expires is no number of seconds")                                                              \
	FAULT(DATE, "Date is not in GMT")                                                                              \
	FAULT(CODE, "the status code is not from 100 to 699")                                                          \
	FAULT(NOT_UTF8, "the header is not UTF-8")

enum sip_fault {
#define FAULT(NAME, WORDS) SIP_FAULT_##NAME,
	SIP_FAULT_LIST(FAULT)
#undef FAULT
	    SIP_FAULT_COUNT
};

/* A URI in its pieces, borrowed.  Only sip, sips and tel have all of them; of others only scheme and rest are set. */
struct sip_uri {
	struct bytes whole;
	struct bytes scheme;
	struct bytes rest;     /* behind the scheme's colon, with its parameters */
	struct bytes user;     /* escapes not undone; of tel: the number */
	struct bytes password; /* what stands behind the user's colon */
	struct bytes host;     /* an IPv6 address without its brackets */
	uint16_t port;         /* 0: none given */
	struct bytes params;   /* behind the first ';', without it */
	struct bytes headers;  /* behind '?' */
};

/* "Display" <uri>;params: From, To, Contact, Route, Refer-To, P-Asserted-Identity, and the like. */
struct sip_address {
	struct bytes display; /* quotes off, escapes not undone */
	struct bytes uri_text;
	struct sip_uri uri;
	struct bytes params; /* behind the first ';' of the field, without it */
	struct bytes tag;
};

struct sip_via {
	struct bytes transport; /* "UDP" */
	struct bytes host;      /* sent-by; an IPv6 address without its brackets */
	uint16_t port;          /* 0: none given */
	struct bytes params;
	struct bytes branch;
	bool rfc3261; /* the branch begins with the cookie and says something behind it (RFC 3261 8.1.1.7) */
	bool rport;   /* the parameter is there (RFC 3581) */
};

struct sip_header {
	enum sip_name name;
	struct bytes given; /* the name as it was written */
	struct bytes value; /* blanks at its ends off; a folded line's CR LF stays inside and counts as a blank */
};

/* A message read; all of it borrows the bytes it was read from. */
struct sip_message {
	struct bytes raw;
	bool response;
	enum sip_method method; /* of a response: CSeq's */
	struct bytes method_text;
	struct bytes uri_text; /* of a request, with whatever stands between method and version */
	struct sip_uri uri;    /* its <> off, if it has such */
	unsigned code;         /* of a response; 0 if it is not from 100 to 699 */
	struct bytes reason;
	uint32_t faults;
	uint32_t headers;
	struct sip_header header[SIP_HEADERS_MAX];
	struct bytes
	    body; /* as long as Content-Length says, or as what came, whichever is shorter; what came if it says no
	                    * length, or two */

	/* Looked up while reading: of doubled ones the first, of faulty ones what could be found. */
	struct sip_via via; /* the topmost */
	struct sip_address from, to;
	struct bytes call_id;
	uint32_t cseq;
	int32_t max_forwards; /* -1: none */
	int64_t expires_s;    /* -1: none */
};

/*
 * Reads one message that was sent whole (a datagram, or what sip_message_frame found).  Leading CR LF are skipped.
 *   STATUS_MALFORMED  not even a method or a status code can be discerned; *ret_message is untouched.  A method is a known
 *                     one, or another token where a URI or a version "SIP/..." is beside it
 *   STATUS_LIMIT      longer than SIP_MESSAGE_MAX_BYTES
 * On STATUS_OK look at the faults: a message may lack everything but its method.
 */
enum status sip_message_read(struct bytes bytes, struct sip_message *ret_message);

/*
 * Finds where the first message of a stream ends (RFC 3261 18.3).  *ret_skip: how many bytes of CR LF before it (keep-alives
 * of RFC 5626 among them) can be dropped; *ret_length: its length behind those, 0 while it is not complete.
 * Without Content-Length a message in a stream has no body (RFC 3261 20.14 demands the field).
 *   STATUS_MALFORMED  the stream has no order any more: more than SIP_MESSAGE_MAX_BYTES without an end, a Content-Length
 *                     that is none or two that differ, or a first line that sip_message_read would not take; what came so
 *                     far is the caller's to keep
 */
enum status sip_message_frame(struct bytes stream, size_t *ret_skip, size_t *ret_length);

const char *sip_method_name(enum sip_method method); /* NULL for the unknown */
enum sip_method sip_method_named(struct bytes text); /* case matters (RFC 3261 7.1) */
const char *sip_name_written(enum sip_name name);    /* NULL for others */
const char *sip_fault_words(enum sip_fault fault);
/* The n-th (from 0) value of a header field; no bytes if there are not so many.  Comma lists are not parted. */
struct bytes sip_message_header(const struct sip_message *message, enum sip_name name, unsigned nth);
/* The value of a field that is not in the list; case does not matter. */
struct bytes sip_message_named(const struct sip_message *message, const char *name, unsigned nth);
/* Goes through all items of all fields of a name, commas parted (quotes and <> respected); empty ones are passed over.  Start
 * with a zeroed cursor. */
struct sip_cursor {
	uint32_t header;
	struct bytes rest;
};
bool sip_message_next(const struct sip_message *message, enum sip_name name, struct sip_cursor *cursor,
                      struct bytes *ret_item);
/* Whether a token, as "100rel", is among the items of Require, Supported or the like; case does not matter. */
bool sip_message_lists(const struct sip_message *message, enum sip_name name, const char *token);

/* Each is false if it does not have its form; what could be found is set all the same. */
bool sip_uri_read(struct bytes text, struct sip_uri *ret_uri);
bool sip_address_read(struct bytes text, struct sip_address *ret_address);
bool sip_via_read(struct bytes text, struct sip_via *ret_via);
/* The value of a parameter in "a=1;b;c=\"x\""; quotes off; false if it is not there, no bytes if it has no value.  Of
 * doubled ones the first. */
bool sip_param(struct bytes params, const char *name, struct bytes *ret_value);
/* Whether two URIs name the same (RFC 3261 19.1.4, of what matters for phones: scheme, user, host, port; of tel the number
 * without its separators; of others all, a urn without case). */
bool sip_uri_same(const struct sip_uri *a, const struct sip_uri *b);
/* Whether it names emergency service: urn:service:sos and below, NENA's urn:emergency:service:sos, tel:112, sip:911@.. and
 * the like; test: urn:service:test.sos and below, and nothing else. */
bool sip_uri_is_sos(const struct sip_uri *uri);
bool sip_uri_is_test_sos(const struct sip_uri *uri);

/* Writing.  Each appends whole lines, or nothing, and gives buffer_append's statuses. */
/* Blanks and control characters in the URI are escaped. */
enum status sip_write_request(struct buffer *out, enum sip_method method, struct bytes uri);
enum status sip_write_status(struct buffer *out, unsigned code, const char *reason); /* NULL: the code's usual one */
/* One field; CR and LF in a value become blanks, so that no value can begin another field. */
enum status sip_write_header(struct buffer *out, enum sip_name name, struct bytes value);
enum status sip_write_named(struct buffer *out, const char *name, struct bytes value);
enum status sip_write_text(struct buffer *out, enum sip_name name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Content-Type unless there is no body, Content-Length, the empty line and the body. */
enum status sip_write_body(struct buffer *out, const char *type, struct bytes body);
/*
 * The beginning of a response to a request (RFC 3261 8.2.6): status line, every Via, From, To with `tag` added where it has
 * none (NULL: none is added), Call-ID, CSeq; what the request lacks is left out, of what is doubled the first is taken.
 * `received` is put into the topmost Via where `source_host` is given, and its rport filled where it has one (RFC 3581
 * section 4); what the Via said of both is replaced.
 */
enum status sip_write_response(struct buffer *out, const struct sip_message *request, unsigned code, const char *reason,
                               const char *tag, const char *source_host, uint16_t source_port);

#endif
