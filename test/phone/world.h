/* A simulated world around an exchange: flows, a clock, a center that says what a test tells it to, and people with phones. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_PHONE_WORLD_H
#define TEST_PHONE_WORLD_H

#include "phone/exchange.h"

/* Flows are numbers: callers' from 1, phones' from 100, others' from 150; the same behind a connection from 1000 on. */
#define WORLD_PHONE 100u
#define WORLD_OUTSIDE 150u
/* The bridge: who answers there by a name that begins with "conf" is a focus. */
#define WORLD_BRIDGE 160u
#define WORLD_STREAM 1000u

#define SDP_OF(NAME, PORT)                                                                                             \
	"v=0\r\no=" NAME " 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio " PORT " RTP/AVP "    \
	"0\r\n"

struct world_sent {
	uint64_t flow;
	struct instant at;
	bool read; /* by world_next */
	uint8_t *bytes;
	struct sip_message *message;
};

struct world_told {
	struct parcel parcel;
	struct buffer bytes; /* what the parcel's texts borrow */
	bool read;
};

/* What a server was asked. */
struct world_asked {
	uint64_t number, source;
	struct instant at;
	char uri[128], type[64], body[512];
	bool read;
};

struct world {
	struct exchange *exchange;
	struct instant now;
	uint64_t drawn;
	struct world_sent *sent;
	struct world_told *told;
	size_t sent_count, told_count;
	size_t told_read; /* all before have been read */
	struct world_asked *asked;
	size_t asked_count;
	bool deaf; /* nobody can be asked */
	/* What must never be: words that an emergency caller must not hear, messages without form, a flow that is none. */
	unsigned rude, faulty;
	bool quiet; /* nothing is kept of what was sent: who looks on takes it from `hear` */
	void (*hear)(void *context, uint64_t flow, const struct sip_message *message);
	/* What a UA sends goes here instead, if set. */
	void (*carry)(void *context, uint64_t flow, struct bytes bytes);
	void *context;
};

void world_open(struct world *world);
/* Frees all. */
void world_close(struct world *world);
/* Bytes as they stand. */
void world_take(struct world *world, uint64_t flow, const char *text);
/* Time goes by, and whatever falls due is done. */
void world_pass(struct world *world, int64_t ms);
/* The next message to a flow that was not read yet; NULL. */
const struct sip_message *world_next(struct world *world, uint64_t flow);
/* The next of a method and, of a response, a code (0: a request); those before it count as read. */
const struct sip_message *world_find(struct world *world, uint64_t flow, enum sip_method method, unsigned code);
/* How many messages of this kind were sent to a flow altogether. */
unsigned world_count(const struct world *world, uint64_t flow, enum sip_method method, unsigned code);
/* All of a flow count as read. */
void world_skip(struct world *world, uint64_t flow);
/* The next parcel of a kind that was not read; NULL. */
const struct parcel *world_told(struct world *world, enum parcel_kind kind);
/* Says a parcel of the center; `who` and `text` may be NULL, `text` goes into the one named. */
void world_hear(struct world *world, enum parcel_kind kind, uint32_t call, uint32_t number, const char *who);
void world_hear_text(struct world *world, enum parcel_kind kind, uint32_t call, const char *who, enum parcel_text which,
                     const char *text);
/* KEPT for the next CALL that was told; false if there is none. */
bool world_kept(struct world *world, uint32_t call);
struct sip_flow world_flow(uint64_t number);

/* Somebody with a phone, in one dialog. */
struct ua {
	struct world *world;
	uint64_t flow;
	char call_id[80], name[48], tag[32], uri[128], target[160];
	char remote[256]; /* the other's From or To, whole */
	char branch[40];  /* of the last INVITE */
	unsigned cseq, invite_cseq, serial;
};

/* A caller: calls `uri`. */
struct ua ua_of(struct world *world, uint64_t flow, const char *name, const char *uri);
/* Sends a request; `more`: whole lines or "", `sdp`: a body or NULL. */
void ua_ask(struct ua *ua, const char *method, const char *more, const char *sdp);
/* The same with a type of body. */
void ua_ask_body(struct ua *ua, const char *method, const char *more, const char *type, const char *body);
/* The last INVITE's ACK to a 2xx, and its CANCEL. */
void ua_ack(struct ua *ua, const char *sdp);
void ua_cancel(struct ua *ua);
/* Learns the dialog's other side from a message. */
void ua_learn(struct ua *ua, const struct sip_message *message);
/* The next message of a kind, from which the dialog's other side is learnt. */
const struct sip_message *ua_find(struct ua *ua, enum sip_method method, unsigned code);
/* Answers a request. */
void ua_reply(struct ua *ua, const struct sip_message *request, unsigned code, const char *more, const char *sdp);
/* A phone registers by its name, and is admitted. */
struct ua ua_phone(struct world *world, uint64_t flow, const char *name);
/* A caller calls, is kept, and speaks with a phone that is rung for him. */
bool ua_connect(struct ua *caller, struct ua *phone, uint32_t call);

/* The next question that was not read; NULL. */
const struct world_asked *world_asked(struct world *world);
/* Answers it. */
void world_answer(struct world *world, uint64_t number, unsigned code, const char *trouble, const char *unverified,
                  const char *type, const char *body);

bool world_has(const struct sip_message *message, const char *text);

#endif
