/* What the files of the exchange share: sessions, their legs, and how messages are made.  For src/phone alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_EXCHANGE_INSIDE_H
#define PHONE_EXCHANGE_INSIDE_H

#include "base/agenda.h"
#include "phone/exchange.h"
#include "phone/flood.h"
#include "phone/index.h"
#include "wire/keyed_hash.h"
#include "wire/sip_session.h"

/* A caller's receipt: its code, and where it can be read (RFC 3261 20.9; a purpose of our own). */
#define CALLER_RECEIPT "Tocsin-Receipt"
#define CALLER_RECEIPT_PURPOSE "tocsin-receipt"
/* NENA-STA-010.3 3.1.1.1, as quoted in the design: a provisional response about every three seconds while the caller waits. */
#define PROVISIONAL_EVERY_S 3
#define IDENT_BYTES 24
#define EXCHANGE_ALLOW                                                                                                 \
	"INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, MESSAGE, SUBSCRIBE, NOTIFY, REFER, UPDATE, PRACK, INFO"
#define EXCHANGE_AGENT "tocsin"

enum leg_role {
	LEG_CALLER,
	LEG_PHONE,
	LEG_OUTSIDE,
	LEG_THIRD, /* who is asked to join a conversation of two */
	LEG_FOCUS, /* to the bridge, for one of them */
	LEG_ROLES,
};
enum leg_state {
	LEG_ASKED, /* an INVITE came, or was sent, and has no final response */
	LEG_TAKEN, /* ours was taken up: its 2xx came, and waits for its ACK */
	LEG_UP,    /* a dialog */
	LEG_OVER,  /* ended; kept only until its last transaction is */
};

/* What is agreed on how a side is known to be there (RFC 4028). */
struct alive {
	struct instant refresh;       /* when we say that we are; unknown: they do, or nobody */
	struct instant expiry;        /* when they count as lost; unknown: never */
	struct sip_session_said said; /* by the last request or response */
	uint32_t interval_s;          /* agreed on last, or to be asked for; 0: what we usually ask for */
	uint32_t min_s;               /* theirs, where they sent a shorter one back */
	uint8_t sent_back;            /* how often they did */
	bool never;                   /* they take none */
	bool updates;                 /* they know UPDATE */
};

/* How far it is with a conversation of three (bridge.c). */
enum bridging {
	BRIDGING_NONE,
	BRIDGING_ASKS,  /* the third party rings; the two speak on */
	BRIDGING_MAKES, /* it was taken up, and the bridge is asked for a conference */
	BRIDGING_JOINS, /* there is one, and it is asked for the other two */
	BRIDGING_UP,    /* all three are on the bridge */
};

/* One side of a conversation: a dialog (RFC 3261 section 12), or what is to become one. */
struct leg {
	struct leg *next; /* of its session */
	struct session *session;
	uint64_t number; /* what its transactions know it by */
	enum leg_role role;
	enum leg_state state;
	bool ours;        /* we sent the INVITE */
	bool late;        /* our INVITE had no description: the 2xx has the offer, the ACK the answer */
	bool invite_open; /* an INVITE of ours within the dialog has no final response */
	bool echoes;      /* that wish is what another answered: what it answers itself is not passed on */
	bool wish_waits;  /* it is to be asked with `wish` as soon as it can be */
	bool holds;       /* a phone: it has put the caller on hold */
	uint32_t acked;   /* the CSeq of our last INVITE that has its ACK */
	bool reliable;    /* the caller demands 100rel (RFC 3262) */
	bool listed;      /* it can be found by its dialog */
	bool outside;     /* a third party: no phone of ours */
	uint64_t mark;    /* of the center, given back with how passing on went */
	struct leg *mate; /* of LEG_FOCUS: for whom it is; of others, on the bridge: their leg to it */
	struct sip_flow flow;
	sip_handle invite;    /* its last INVITE's transaction, ours or theirs, until that has ended; 0: none */
	uint32_t cseq;        /* the last we sent */
	uint32_t invite_cseq; /* of the last INVITE, ours or theirs */
	uint32_t rseq;        /* of the last reliable provisional response */
	struct buffer call_id, local, remote, target; /* local and remote with their tags; target: a URI */
	struct buffer routes;                         /* the route set, a whole header line each */
	struct buffer
	    head; /* of an INVITE that came: what each response to it says behind its status line; of ours: its own fields */
	struct buffer given; /* the description that we sent last */
	struct alive alive;
	struct buffer sdp;  /* the description that they sent last */
	struct buffer wish; /* the description that we asked with last, or want to ask with next */
	struct buffer ack;  /* what our last 2xx was answered with */
	struct buffer who;  /* a phone's name, or a number outside */
};

/* A request of one side that waits for the other's response. */
struct relay {
	sip_handle handle; /* theirs; 0: none */
	enum sip_method method;
	struct leg *from, *to;
	struct buffer head; /* of the responses to it */
	uint32_t cseq;      /* of what we asked the other side */
	bool late;          /* the offer will come in the response */
};

enum session_kind {
	SESSION_CALL, /* somebody calls for help */
	SESSION_BACK, /* somebody who called is rung back */
	SESSION_DESK, /* phones among themselves, or a phone and somebody outside; not on record as a call */
	SESSION_TEST, /* somebody tries whether calls come through */
	SESSION_FULL, /* a call for which there is no room: it is kept, and told so */
};

struct session {
	enum session_kind kind;
	uint32_t call; /* 0: not kept yet, or a desk's */
	uint64_t ticket;
	uint8_t key[PARCEL_KEY_BYTES];
	struct leg *legs;
	struct leg *caller;
	struct leg *speaker; /* whoever the caller is connected with; NULL: nobody */
	struct relay relay;
	unsigned unfit;      /* it cannot be carried on as a call: this code is the last word; 0: it can */
	bool left;           /* before it was answered */
	bool parked;         /* whoever spoke has gone, and another phone rings */
	bool cut_off;        /* who left was cut off */
	bool quieted;        /* the caller was asked to send no media: his last description says so too */
	uint32_t raised;     /* versions of descriptions that were changed on their way */
	struct buffer back;  /* whom a call back rings */
	bool told;           /* the center knows that the caller has left */
	bool held;           /* by the console */
	bool pracked;        /* the last reliable provisional response has its PRACK */
	struct instant wait; /* until when the caller has to wait, as he was told last; unknown: he was not */
	uint32_t slot;       /* in the exchange's timers */
	struct instant wake; /* when something other than its legs wants it; unknown: nothing does */
	int64_t again_us;    /* when a reliable provisional response is sent again */
	struct instant came; /* the first byte */
	struct leg *third;   /* LEG_THIRD; NULL: there is none */
	enum bridging bridging;
	struct instant gives_up; /* when whoever is asked from outside, or to join, is not waited for any longer */
	struct leg *referrer;    /* whoever passes the caller on by REFER and wants to hear how it goes; NULL: nobody */
};

struct enquiries;
struct phone;
struct pending;
struct texter;
struct said;
struct subscription;
struct standing_queue;
struct standing_left;

struct exchange {
	struct exchange_port port;
	void *context;
	struct sip_layer *layer;
	struct instant now; /* of the turn */
	uint64_t hash_key[2];
	uint64_t last_ticket, last_leg;
	struct index sessions;  /* by call */
	struct index keys;      /* sessions by key */
	struct index tickets;   /* sessions that wait for the center, by ticket */
	struct index legs;      /* by number */
	struct index invites;   /* legs by the handle of their INVITE */
	struct index dialogs;   /* legs by Call-ID and local tag */
	struct session **timed; /* sessions by slot of the timers */
	uint32_t *free_slot;    /* slots that no session has */
	uint32_t timed_room, free_slots;
	struct agenda timers;
	struct buffer out;  /* the message being made */
	struct buffer more; /* fields for it */
	struct buffer domain, way_out, bridge;
	uint64_t secret[2]; /* from the center: for what must be the same after a restart */
	/* registrar.c */
	struct phone *phones;
	struct pending *pending;
	struct index phones_by_name, phones_by_flow, pending_by_ticket;
	struct instant phones_due; /* when the first phone's time is over, or may be */
	/* texting.c */
	struct texter *texters, *texters_last; /* who wrote last goes first */
	struct index texters_by_id, texters_by_uri, texters_by_call, texts_by_ticket, said_by_number;
	struct said *said;
	uint32_t text_count, texts_waiting;
	/* notifier.c */
	struct subscription *subscriptions;
	struct index subscriptions_by_number, subscriptions_by_id;
	struct instant notify_due; /* when a subscription has something to do, or may have */
	uint32_t subscription_count, left_readers;
	/* standing.c */
	struct standing_queue *queues;
	struct index queues_by_name;
	struct standing_left *left_first, *left_last; /* calls that were left, the oldest first */
	uint64_t left_serial;                         /* of the last one */
	uint32_t left_count;
	size_t left_bytes;
	bool staffed; /* somebody is there to take calls */
	uint32_t session_count;
	struct flood flood;
	struct enquiries *enquiries; /* enquiry.c */
	bool restores;               /* what is taken was begun by another edge */
};

/* exchange.c */
void exchange_tell(struct exchange *exchange, const struct parcel *parcel);
/* Tells of a call, with a phone's name or none. */
void exchange_tell_of(struct exchange *exchange, enum parcel_kind kind, const struct session *session, uint32_t number,
                      const struct buffer *who);
uint64_t exchange_ticket(struct exchange *exchange);
void exchange_ident(struct exchange *exchange, char text[IDENT_BYTES]);
uint64_t exchange_hash(const struct exchange *exchange, struct bytes a, struct bytes b);

/* flood_tell.c: counts a new message ("INVITE", "MESSAGE", "unread"), tells the center of a flood, and marks the facts; the
 * source, if it floods. */
struct flood_source *flood_note(struct exchange *exchange, struct sip_flow flow, const char *kind,
                                struct buffer *facts);
/* What of a message is to be stored: all, or its head where a call of the same flood has its body already. */
struct bytes flood_raw(struct exchange *exchange, const struct flood_source *source, const struct sip_message *message,
                       uint64_t ticket, struct buffer *facts);
void flood_pass(struct exchange *exchange);

/* session.c: sessions and legs, made, found and freed. */
struct session *session_open(struct exchange *exchange, enum session_kind kind);
/* Frees it with all its legs; nothing is sent. */
void session_close(struct exchange *exchange, struct session *session);
/* The center speaks of it no more; it lives on until its last transaction has ended. */
void session_over(struct exchange *exchange, struct session *session);
/* Frees it if it has no leg left. */
void session_leave(struct exchange *exchange, struct session *session);
/* Sets what the same call sent again has too; once. */
void session_set_key(struct exchange *exchange, struct session *session, const uint8_t key[PARCEL_KEY_BYTES]);
/* It waits for the center under a ticket; it is found by that; it has been told. */
void session_await(struct exchange *exchange, struct session *session);
struct session *session_of_ticket(struct exchange *exchange, uint64_t ticket);
void session_told(struct exchange *exchange, struct session *session);
void session_know(struct exchange *exchange, struct session *session, uint32_t call);
struct session *session_of_call(const struct exchange *exchange, uint32_t call);
struct session *session_of_key(const struct exchange *exchange, const uint8_t key[PARCEL_KEY_BYTES]);
void session_wake(struct exchange *exchange, struct session *session, int64_t after_us);
/* What its legs wait for has changed. */
void session_retime(struct exchange *exchange, struct session *session);
struct leg *session_phone(const struct session *session, struct bytes who);
/* The leg that the caller is connected with, or would be; the other end of a leg. */
struct leg *session_other(const struct session *session, const struct leg *leg);

struct leg *leg_open(struct exchange *exchange, struct session *session, enum leg_role role, bool ours);
void leg_close(struct exchange *exchange, struct leg *leg);
struct leg *leg_numbered(const struct exchange *exchange, uint64_t number);
struct leg *leg_of_invite(const struct exchange *exchange, sip_handle handle);
/* The leg whose dialog a request belongs to: by Call-ID and the tag in To. */
struct leg *leg_of_request(const struct exchange *exchange, const struct sip_message *message);
struct leg *leg_of_dialog(const struct exchange *exchange, struct bytes call_id, struct bytes local_tag);
void leg_set_invite(struct exchange *exchange, struct leg *leg, sip_handle handle);
/* Takes the dialog's other side from an INVITE that came, with our tag. */
bool leg_from_invite(struct leg *leg, const struct sip_message *message, const char *tag);
/* Makes it findable, once Call-ID and local are set. */
void leg_list(struct exchange *exchange, struct leg *leg);
/* Takes tag, target and routes from the 2xx to our INVITE. */
bool leg_from_answer(struct leg *leg, const struct sip_message *message);
/* Takes over where its Contact says that it is now (RFC 3261 12.2.1.2, 12.2.2). */
void leg_keep_target(struct leg *leg, const struct sip_message *message);
void leg_keep_sdp(struct leg *leg, const struct sip_message *message);

/* make.c: messages are made in exchange->out. */
/* A copy into a buffer of ours; what does not fit for want of memory is left out, and false. */
bool make_copy(struct buffer *buffer, struct bytes bytes);
/* The response to a request at hand; `more`: whole header lines, or none. */
void make_reply(struct exchange *exchange, sip_handle handle, const struct sip_message *request, struct sip_flow flow,
                unsigned code, const char *tag, struct bytes more);
/* What each response to a request says behind its status line, with Record-Route. */
bool make_head(struct exchange *exchange, const struct sip_message *request, struct sip_flow flow, const char *tag,
               struct buffer *ret_head);
/* A response from such a head. */
void make_later_reply(struct exchange *exchange, sip_handle handle, const struct buffer *head, struct sip_flow flow,
                      unsigned code, struct bytes more, struct bytes sdp);
/* Where we are on a flow: "<sip:tocsin@127.0.0.1:5060;transport=tcp>". */
enum status make_contact(struct exchange *exchange, struct sip_flow flow, struct buffer *out);
enum status make_via(struct exchange *exchange, struct sip_flow flow, struct buffer *out);
/* A request in a leg's dialog; false if it could not be sent. `more`: whole header lines. */
bool make_request(struct exchange *exchange, struct leg *leg, enum sip_method method, struct bytes more,
                  const char *type, struct bytes body);
/* Keeps a description that goes to a leg, if it is one. */
void make_given(struct leg *leg, struct bytes sdp);
/* The ACK to the 2xx of a leg's INVITE, with a description or none; it is kept for the 2xx coming again. */
void make_ack(struct exchange *exchange, struct leg *leg, struct bytes sdp);
/* The ACK again. */
void make_ack_again(struct exchange *exchange, const struct leg *leg);
/* Our INVITE for a new leg, whose flow, call_id, local, remote and target are set. */
bool make_invite(struct exchange *exchange, struct leg *leg, struct bytes more, struct bytes sdp);
/* An emergency caller is never turned away: what may not be said to one becomes 488. */
unsigned make_polite(unsigned code);

/* caller.c: whoever calls. */
void caller_invite(struct exchange *exchange, sip_handle handle, const struct sip_message *message,
                   struct sip_flow flow);
/* Whether one with a From or To that does not have its form can be talked with all the same. */
bool caller_can_talk(const struct sip_message *message);
/* A call that cannot be carried on as one: it is kept, and its sender told so where that can be. */
void caller_unfit(struct exchange *exchange, const struct sip_message *message, struct sip_flow flow, unsigned code);
void caller_kept(struct exchange *exchange, struct session *session, const struct parcel *parcel);
/* Puts the fields of a receipt, as PARCEL_KEPT has it, behind a response's head; false: none of them, for want of memory. */
bool caller_put_receipt(const struct parcel *kept, struct buffer *head);
/* The caller does not wait any longer: CANCEL, BYE before an answer, or a connection that broke. */
void caller_left(struct exchange *exchange, struct session *session, bool cut_off);
void caller_prack(struct exchange *exchange, sip_handle handle, struct leg *leg, const struct sip_message *message,
                  struct sip_flow flow);
void caller_wait(struct exchange *exchange, const struct parcel *parcel);
void caller_key(const struct exchange *exchange, const struct sip_message *message, uint8_t key[PARCEL_KEY_BYTES]);
/* A BYE to a dialog that we do not know: perhaps of a call from before a restart. */
void caller_unknown_left(struct exchange *exchange, const struct sip_message *message);
/* "source: UDP 192.0.2.1 5060", a line. */
bool caller_put_source(struct exchange *exchange, struct sip_flow flow, struct buffer *out);
void caller_provisional(struct exchange *exchange, struct session *session);
/* Answers the caller with a description; or, where he is connected already, asks him to go on with it. */
void caller_answer(struct exchange *exchange, struct session *session, struct bytes sdp);
/* The caller is gone, or is sent away: BYE or a last response, and the center is told where it does not know. */
void caller_gone(struct exchange *exchange, struct session *session, bool cut_off);
void caller_send_away(struct exchange *exchange, struct session *session);

/* ring.c: phones. */
void ring_phone(struct exchange *exchange, const struct parcel *parcel);
void ring_stop(struct exchange *exchange, const struct parcel *parcel);
void ring_talk(struct exchange *exchange, const struct parcel *parcel);
void ring_drop(struct exchange *exchange, const struct parcel *parcel);
void ring_answered(struct exchange *exchange, struct leg *leg, const struct sip_message *message);
void ring_failed(struct exchange *exchange, struct leg *leg, unsigned code);
/* Ends a leg whatever its state: CANCEL, BYE, or a last response. */
void ring_end_leg(struct exchange *exchange, struct leg *leg);
/* All legs of a session but one; none for NULL. */
void ring_end_others(struct exchange *exchange, struct session *session, const struct leg *but);
/* What a phone is offered for a caller: the caller's description, with media though he was asked to send none. */
bool ring_offer(const struct session *session, struct buffer *ret_sdp);
/* A leg to the phone that a parcel names, not rung yet; NULL if it cannot be. */
struct leg *ring_open(struct exchange *exchange, struct session *session, const struct parcel *parcel);

/* pass.c: a caller is passed on, or rung back. */
void pass_refer(struct exchange *exchange, sip_handle handle, struct leg *leg, const struct sip_message *message,
                struct sip_flow flow);
void pass_outside(struct exchange *exchange, const struct parcel *parcel);
void pass_ring_back(struct exchange *exchange, const struct parcel *parcel);
void pass_refused(struct exchange *exchange, const struct parcel *parcel);
/* How it went, to whoever asked by REFER. */
void pass_tell(struct exchange *exchange, struct session *session, unsigned code);

/* How long each side of a call back may ring, and whoever is asked from outside: a minute, as long as networks let a phone ring
 * before they answer for it. */
#define PASS_RINGS_US 60000000LL
/* Into exchange->more: `urgent`, whole header lines, and what a parcel says of call, incident and EIDO (NENA-STA-010.3f 2.1.6,
 * 2.1.7, 4.7.1), as Call-Info. */
void pass_put_ids(struct exchange *exchange, const struct parcel *parcel, const char *urgent);
/* The way to a URI by another: straight to that one's address. */
bool pass_way(struct exchange *exchange, struct bytes by, struct sip_flow *ret_flow);
/* Names a leg that was opened: From, To, Call-ID; its target is set. */
bool pass_name(struct exchange *exchange, struct leg *leg, struct bytes who);
/* Whoever was asked from outside was silent for too long. */
void pass_silent(struct exchange *exchange, struct session *session);
/* The URI and the way by which a contact, a number or a URI, is reached; false if there is none. */
bool pass_find(struct exchange *exchange, struct bytes contact, struct buffer *ret_target, struct sip_flow *ret_flow);
struct leg *pass_open_outside(struct exchange *exchange, struct session *session, struct bytes contact);
void pass_outside_taken(struct exchange *exchange, struct leg *leg);
void pass_outside_failed(struct exchange *exchange, struct session *session, const struct buffer *who, uint64_t mark,
                         unsigned code);
/* Of a session that rings back: a leg was taken up, or not. */
void pass_taken(struct exchange *exchange, struct leg *leg);
/* The call-taker does not wait until who is rung back answers, or nobody answered for too long. */
void pass_given_up(struct exchange *exchange, struct session *session);
void pass_not_taken(struct exchange *exchange, struct session *session, const struct buffer *who, enum leg_role role,
                    unsigned code);

/* desk_call.c: a desk's own call. */
void desk_invite(struct exchange *exchange, sip_handle handle, const struct sip_message *message, struct sip_flow flow,
                 struct bytes who);
void desk_taken(struct exchange *exchange, struct leg *leg);
void desk_failed(struct exchange *exchange, struct session *session, unsigned code);
/* One side has ended it, in whatever state: so is the other. */
void desk_over(struct exchange *exchange, struct session *session);

/* alive.c: whether a side is still there. */
/* What a message of theirs says of it, until that is answered. */
void alive_hear(struct leg *leg, const struct sip_message *message);
/* Of a 2xx of ours: what it says, in exchange->more, and holds from now on.  Of a 2xx of theirs: what holds. */
struct bytes alive_answer(struct exchange *exchange, struct leg *leg);
void alive_agreed(struct exchange *exchange, struct leg *leg, const struct sip_message *message);
/* What our INVITE or UPDATE says. */
enum status alive_put(const struct leg *leg, struct buffer *out);
/* Our INVITE was refused by 422: it is sent again; false if that is of no use. */
bool alive_sent_back(struct exchange *exchange, struct leg *leg, const struct sip_message *message);
/* They have shown that they are there, whatever they said. */
void alive_heard(struct exchange *exchange, struct leg *leg);
/* The response to our UPDATE. */
void alive_response(struct exchange *exchange, struct leg *leg, const struct sip_message *message);
/* When a leg wants something next; it does what is due. */
struct instant alive_next(const struct leg *leg);
void alive_pass(struct exchange *exchange, struct leg *leg);
void alive_restore(struct exchange *exchange, struct leg *leg, uint32_t interval_s, bool ours);

/* bridge.c: a third party joins a conversation, on a bridge outside. */
void bridge_ask(struct exchange *exchange, const struct parcel *parcel);
void bridge_end(struct exchange *exchange, const struct parcel *parcel);
/* A leg of the third party or to the bridge was taken up; was not; has ended; nobody was there in time. */
void bridge_taken(struct exchange *exchange, struct leg *leg, const struct sip_message *message);
void bridge_refused(struct exchange *exchange, struct leg *leg, unsigned code);
void bridge_gone(struct exchange *exchange, struct leg *leg, unsigned code);
void bridge_silent(struct exchange *exchange, struct session *session);
/* Somebody else is to speak with the caller: nobody joins any more. */
void bridge_drop(struct exchange *exchange, struct session *session);
/* Whoever spoke has gone; true: the third party has the caller now. */
bool bridge_taken_over(struct exchange *exchange, struct session *session, struct leg *gone);

/* restore.c: what an edge before us began. */
/* "source: UDP 192.0.2.1 5060" in the first line of the facts; false if there is none. */
bool restore_source(struct bytes facts, struct exchange_end *ret_end);
void restore_waiting(struct exchange *exchange, const struct parcel *parcel);
void restore_talking(struct exchange *exchange, const struct parcel *parcel);
/* Tells the center what another edge would need. */
void restore_tell(struct exchange *exchange, struct session *session);

/* talk.c: within a conversation. */
void talk_invite(struct exchange *exchange, sip_handle handle, struct leg *leg, const struct sip_message *message,
                 struct sip_flow flow);
void talk_update(struct exchange *exchange, sip_handle handle, struct leg *leg, const struct sip_message *message,
                 struct sip_flow flow);
void talk_ack(struct exchange *exchange, struct leg *leg, const struct sip_message *message);
void talk_bye(struct exchange *exchange, struct leg *leg);
void talk_response(struct exchange *exchange, struct leg *leg, const struct sip_message *message);
void talk_failed(struct exchange *exchange, struct leg *leg, unsigned code);
/* Asks a side with another description, now or as soon as it has answered what it was asked before. */
void talk_ask(struct exchange *exchange, struct leg *leg, struct bytes sdp);
/* Asks those who said 491 again. */
void talk_again(struct exchange *exchange, struct session *session);
/* Frees a leg; what the other side asked of it gets its last word. */
void talk_close(struct exchange *exchange, struct leg *leg);
void talk_hold(struct exchange *exchange, const struct parcel *parcel, bool hold);
/* The caller waits in a queue again; whoever spoke is let go. */
void talk_park(struct exchange *exchange, const struct parcel *parcel);
void talk_end(struct exchange *exchange, const struct parcel *parcel);
/* A leg is gone without a word. */
void talk_lost(struct exchange *exchange, struct leg *leg);
/* Nobody rings any more for a caller whom nobody speaks with: he waits again. */
void talk_parked(struct exchange *exchange, struct session *session);
/* The one with whom the caller spoke is gone, and the caller is not. */
void talk_speaker_gone(struct exchange *exchange, struct session *session, struct leg *leg, bool cut_off);

#endif
