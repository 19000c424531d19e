/* What the edge, which has the sockets and no secret, and the center, which has the record and no socket, tell each other.
 *
 * One parcel is one frame of the channel between them.  Neither trusts the form of what comes: a parcel is read whole or not
 * at all.  Which numbers and texts a kind carries stands in its row; the rest is zero.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_PARCEL_H
#define PHONE_PARCEL_H

#include "base/bytes.h"

/* The longest text: a whole message of SIP, or the state of a conversation. */
#define PARCEL_TEXT_MAX_BYTES 131072u
#define PARCEL_KEY_BYTES 16
/* A line of facts: the body that belongs behind the head in raw is that of this call. */
#define PARCEL_SAME_BODY "same_body_as: call "

/* KIND(NAME, in words).  First what the edge tells, then what the center does. */
#define PARCEL_LIST(KIND)                                                                                              \
	KIND(CALL, "a call came: ticket, key, number (parcel_mark), stamp, place; all texts")                          \
	KIND(LEFT, "the caller left: call, or key where the edge does not know it; number: 1 cut off; ticket: when, "  \
	           "in us, if ABANDONED is wanted")                                                                    \
	KIND(FOUND, "something was found out: call, place; place, caller, contact, raw, facts")                        \
	KIND(MORE, "more words on a call: ticket, call; words")                                                        \
	KIND(CREDENTIALS, "a phone says who it is: ticket; who: user, facts: its Authorization, words: the method")    \
	KIND(PHONE, "a phone can be rung, or not any more: who; number: 1 or 0")                                       \
	KIND(TAKEN, "a phone was taken up: call; who")                                                                 \
	KIND(RANG, "a phone stopped ringing: call, number (enum rang); who")                                           \
	KIND(HUNG_UP, "the agent's phone ended the conversation: call; who")                                           \
	KIND(HELD, "the agent's phone put the caller on hold, or not any more: call, number: 1 or 0; who")             \
	KIND(PASSED, "the agent's phone passes the caller on: call; who, contact: where to")                           \
	KIND(PASSED_DONE, "how passing on to a number outside went: call, number: a code of SIP, ticket of PASS; "     \
	                  "contact")                                                                                   \
	KIND(SAID, "how words to the caller went: call, number (enum outcome)")                                        \
	KIND(RANG_BACK, "how ringing back went: call, number (enum outcome); who")                                     \
	KIND(UNREAD, "bytes without a message: number: how many; raw, facts")                                          \
	KIND(FLOOD, "messages flood in, or no longer: number: how many; facts")                                        \
	KIND(STATE, "what a conversation needs to go on in another edge: call; raw")                                   \
	KIND(READY, "the edge takes calls")                                                                            \
	KIND(HELLO, "who we are: who: domain, contact: way out, words: bridge, key: seed, raw and place: "             \
	            "certificate and key; facts: name servers, a line each; number (enum parcel_ask)")                 \
	KIND(KEPT, "what the ticket brought is on disk: ticket, call, number: 1 it was known before; words: the "      \
	           "receipt's code, contact: where it can be read, if anywhere")                                       \
	KIND(ADMITTED, "the credentials hold: ticket; who")                                                            \
	KIND(TURNED_AWAY, "they do not: ticket, number: 1 their nonce is stale")                                       \
	KIND(RING, "ring a phone: call; who, caller, contact")                                                         \
	KIND(STOP, "ring it no longer: call; who")                                                                     \
	KIND(TALK, "it may speak with the caller: call; who")                                                          \
	KIND(DROP, "it may not, somebody else does: call; who")                                                        \
	KIND(PARK, "the caller waits in a queue again, and who spoke is free: call")                                   \
	KIND(END, "the conversation is over: call, number: 1 also one with somebody outside")                          \
	KIND(HOLD, "put the caller on hold: call")                                                                     \
	KIND(RETRIEVE, "and back: call")                                                                               \
	KIND(PASS, "pass the caller on to somebody outside: call, number: incident, ticket; contact, facts: where "    \
	           "the EIDO is")                                                                                      \
	KIND(PASS_REFUSED, "the rules do not let the caller be passed on: call")                                       \
	KIND(SAY, "words to the caller: call; words; contact: by which he is reached where he has not written")        \
	KIND(RING_BACK, "ring a phone, then the caller: call; who, contact")                                           \
	KIND(WAIT, "the caller has so long to wait: call, number: seconds")                                            \
	KIND(QUEUE, "how a queue stands: who, number: waiting, ticket: how many are signed in to take calls")          \
	KIND(ABANDONED, "a caller left before an answer: call, ticket as in LEFT, stamp: when it came; raw")           \
	KIND(RESTORE, "a call that waits, from another edge or an earlier day: call; raw, facts")                      \
	KIND(RESUME, "a conversation, from another edge: call; raw")                                                   \
	KIND(TRUST, "who may vouch for servers, before HELLO, and more of them: raw")                                  \
	KIND(REBID, "ask where the caller is, now: call; contact: the URI that came with the call")                    \
	KIND(BRIDGED, "how it goes with a third party: call, number (enum bridged), ticket: a code of SIP")            \
	KIND(CONFERENCE,                                                                                               \
	     "ask a third party to join: call, number: incident; who: a phone, or contact; facts: as PASS")            \
	KIND(CONFERENCE_END, "let the third party go: call")                                                           \
	KIND(FEED_TOKEN, "a vehicle's device, or a fleet's gateway, says who it is: ticket; who: its token")           \
	KIND(FEED_GONE, "its connection is gone: ticket")                                                              \
	KIND(POSITION, "where it says that a vehicle is: ticket, number: speed in cm/s and 1, call: ms of the day "    \
	               "and 1, stamp, place; who: the vehicle, where it names one")                                    \
	KIND(FEED_HEARD, "what comes of it: ticket, number (enum parcel_feed); words: the line that answers")          \
	KIND(WEB_OPEN, "a browser spoke by TLS, and wants a way to the console: ticket; who: its address")             \
	KIND(WEB_REFUSED, "there is none: ticket")                                                                     \
	KIND(CERTIFICATE, "another certificate from now on: raw and place, as HELLO")

enum parcel_kind {
	PARCEL_NONE,
#define KIND(NAME, WORDS) PARCEL_##NAME,
	PARCEL_LIST(KIND)
#undef KIND
	    PARCEL_COUNT
};

/* Marks of a PARCEL_CALL, bits of its number. */
enum parcel_mark {
	PARCEL_MALFORMED = 1, /* it does not follow the standards; its bytes are the call */
	PARCEL_TEST = 2,      /* urn:service:test.sos */
	PARCEL_TEXTED = 4,    /* by MESSAGE, not by voice */
};

/* Which servers that calls name may be asked: none, those on other machines, those beside us as well. */
enum parcel_ask { PARCEL_ASK_NOBODY, PARCEL_ASK_FAR, PARCEL_ASK_NEAR, PARCEL_ASKS };

/* What the center makes of a device's token, or of its line. */
enum parcel_feed { PARCEL_FEED_NOTE, PARCEL_FEED_ADMITTED, PARCEL_FEED_TURNED_AWAY };

#define PARCEL_TEXT_LIST(TEXT)                                                                                         \
	TEXT(WHO)                                                                                                      \
	TEXT(WORDS)                                                                                                    \
	TEXT(PLACE)                                                                                                    \
	TEXT(CALLER)                                                                                                   \
	TEXT(CONTACT)                                                                                                  \
	TEXT(RAW)                                                                                                      \
	TEXT(FACTS)                                                                                                    \
	TEXT(QUEUE)

enum parcel_text {
#define TEXT(NAME) PARCEL_TEXT_##NAME,
	PARCEL_TEXT_LIST(TEXT)
#undef TEXT
	    PARCEL_TEXT_COUNT
};

struct parcel {
	enum parcel_kind kind;
	uint64_t ticket; /* the edge's own number for what it waits for */
	uint32_t call;
	uint32_t number;
	int64_t stamp_us; /* the first byte of first contact */
	int32_t lat_e7, lon_e7;
	uint32_t uncertainty_m;
	bool keyed;
	uint8_t key[PARCEL_KEY_BYTES];        /* the same for whatever is the same call sent again */
	struct bytes text[PARCEL_TEXT_COUNT]; /* borrowed */
};

/* The kind's name, "CALL"; NULL for none. */
const char *parcel_name(enum parcel_kind kind);
/* Appends; the statuses of buffer_append, and STATUS_LIMIT for a text that is too long. */
enum status parcel_write(const struct parcel *parcel, struct buffer *out);
/* Reads one; its texts borrow the bytes.  STATUS_MALFORMED: it is none, and *ret_parcel is untouched. */
enum status parcel_read(struct bytes bytes, struct parcel *ret_parcel);
/* Sets a text from a string. */
void parcel_set(struct parcel *parcel, enum parcel_text text, const char *value);

#endif
