/* The four machines of RFC 3261 section 17 as tables, with RFC 6026's states: state and signal give the next state and what
 * is done.  For wire/sip_layer, which does it, and for its tests.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SIP_MACHINE_H
#define WIRE_SIP_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

/* RFC 3261 17.1.1.1 and table 4. */
#define SIP_T1_US 500000
#define SIP_T2_US 4000000
#define SIP_T4_US 5000000
#define SIP_TIMEOUT_US (64 * SIP_T1_US)

/* Timers: NAME, first over datagrams, first over streams (SIP_NEVER: not started), longest it doubles to (0: it fires once). */
#define SIP_NEVER (-1)
#define SIP_TIMER_LIST(TIMER)                                                                                          \
	TIMER(A, SIP_T1_US, SIP_NEVER, SIP_TIMEOUT_US)      /* 17.1.1.2: doubles until B */                            \
	TIMER(B, SIP_TIMEOUT_US, SIP_TIMEOUT_US, 0)         /* 17.1.1.2 */                                             \
	TIMER(D, SIP_TIMEOUT_US, 0, 0)                      /* 17.1.1.2: at least 32 s, 0 over streams */              \
	TIMER(E, SIP_T1_US, SIP_NEVER, SIP_T2_US)           /* 17.1.2.2 */                                             \
	TIMER(F, SIP_TIMEOUT_US, SIP_TIMEOUT_US, 0)         /* 17.1.2.2 */                                             \
	TIMER(G, SIP_T1_US, SIP_NEVER, SIP_T2_US)           /* 17.2.1 */                                               \
	TIMER(H, SIP_TIMEOUT_US, SIP_TIMEOUT_US, 0)         /* 17.2.1 */                                               \
	TIMER(I, SIP_T4_US, 0, 0)                           /* 17.2.1 */                                               \
	TIMER(J, SIP_TIMEOUT_US, 0, 0)                      /* 17.2.2 */                                               \
	TIMER(K, SIP_T4_US, 0, 0)                           /* 17.1.2.2 */                                             \
	TIMER(L, SIP_TIMEOUT_US, SIP_TIMEOUT_US, 0)         /* RFC 6026 8.7 */                                         \
	TIMER(M, SIP_TIMEOUT_US, SIP_TIMEOUT_US, 0)         /* RFC 6026 8.4 */                                         \
	TIMER(SUCCESS, SIP_T1_US, SIP_T1_US, SIP_T2_US)     /* 13.3.1.4: a 2xx until its ACK, over streams too */      \
	TIMER(CANCELLED, SIP_TIMEOUT_US, SIP_TIMEOUT_US, 0) /* 9.1: the INVITE is given up */

enum sip_timer {
	SIP_TIMER_NONE,
#define TIMER(NAME, DATAGRAM, STREAM, MOST) SIP_TIMER_##NAME,
	SIP_TIMER_LIST(TIMER)
#undef TIMER
	    SIP_TIMER_COUNT
};

struct sip_timer_rule {
	int64_t first_us[2]; /* over datagrams, over streams */
	int64_t most_us;
};

enum sip_kept_rule {
	SIP_KEPT_NONE,
	SIP_KEPT_MAYBE, /* the last provisional response, if there was one */
	SIP_KEPT_ALWAYS,
};

/*
 * States: machine, name, the timer that repeats, the timer that ends, whether it only waits to absorb what comes late, and
 * whether bytes are kept to be sent again.  IC: INVITE client (figure 5; RFC 6026 figure 3), NC: client of anything else
 * (figure 6), IS: INVITE server (figure 7; RFC 6026 figure 1), NS: server of anything else (figure 8).  Ours beyond theirs:
 * WITHDRAWN and CANCELLED are Calling and Proceeding of an INVITE that is cancelled (9.1), ANSWERED is Accepted without its
 * ACK (13.3.1.4).
 */
#define SIP_STATE_LIST(STATE)                                                                                          \
	STATE(IC, CALLING, A, B, false, ALWAYS)                                                                        \
	STATE(IC, WITHDRAWN, A, B, false, ALWAYS)                                                                      \
	STATE(IC, PROCEEDING, NONE, NONE, false, ALWAYS)                                                               \
	STATE(IC, CANCELLED, NONE, CANCELLED, false, ALWAYS)                                                           \
	STATE(IC, COMPLETED, NONE, D, true, ALWAYS)                                                                    \
	STATE(IC, ACCEPTED, NONE, M, true, NONE)                                                                       \
	STATE(NC, TRYING, E, F, false, ALWAYS)                                                                         \
	STATE(NC, PROCEEDING, E, F, false, ALWAYS)                                                                     \
	STATE(NC, COMPLETED, NONE, K, true, NONE)                                                                      \
	STATE(IS, PROCEEDING, NONE, NONE, false, MAYBE)                                                                \
	STATE(IS, COMPLETED, G, H, true, ALWAYS)                                                                       \
	STATE(IS, CONFIRMED, NONE, I, true, NONE)                                                                      \
	STATE(IS, ANSWERED, SUCCESS, L, false, ALWAYS)                                                                 \
	STATE(IS, ACCEPTED, NONE, L, true, NONE)                                                                       \
	STATE(NS, TRYING, NONE, NONE, false, NONE)                                                                     \
	STATE(NS, PROCEEDING, NONE, NONE, false, ALWAYS)                                                               \
	STATE(NS, COMPLETED, NONE, J, true, ALWAYS)

enum sip_state {
	SIP_NO_STATE,
#define STATE(MACHINE, NAME, REPEAT, END, SPARE, KEPT) SIP_##MACHINE##_##NAME,
	SIP_STATE_LIST(STATE)
#undef STATE
	    SIP_OVER,
	SIP_STATE_COUNT
};

struct sip_state_rule {
	const char *name;
	enum sip_timer repeat, end;
	bool spare;
	enum sip_kept_rule kept;
	bool server;
};

#define SIP_SIGNAL_LIST(SIGNAL)                                                                                        \
	SIGNAL(REQUEST) /* the request came again */                                                                   \
	SIGNAL(ACK)                                                                                                    \
	SIGNAL(REPLY_PROVISIONAL) /* whoever is above replies */                                                       \
	SIGNAL(REPLY_SUCCESS)                                                                                          \
	SIGNAL(REPLY_FAILURE)                                                                                          \
	SIGNAL(PROVISIONAL) /* a response came */                                                                      \
	SIGNAL(SUCCESS)                                                                                                \
	SIGNAL(FAILURE)                                                                                                \
	SIGNAL(CANCEL) /* whoever is above does not want it any more */                                                \
	SIGNAL(REPEAT) /* the state's timer that repeats */                                                            \
	SIGNAL(END)    /* the state's timer that ends */

enum sip_signal {
#define SIGNAL(NAME) SIP_SIGNAL_##NAME,
	SIP_SIGNAL_LIST(SIGNAL)
#undef SIGNAL
	    SIP_SIGNAL_COUNT
};

/* What is done, in this order. */
enum sip_action {
	SIP_KEEP = 1,     /* keep the bytes of the reply */
	SIP_KEEP_ACK = 2, /* keep an ACK to this failure instead of the INVITE */
	SIP_FORGET = 4,   /* nothing is sent again */
	SIP_SLOWER = 8,   /* the timer that repeats goes on at its longest */
	SIP_SEND = 16,    /* send what is kept */
	SIP_SEND_CANCEL = 32,
	SIP_UP = 64,        /* hand the message up */
	SIP_TIMED_OUT = 128 /* with SIP_OVER: nobody answered */
};

struct sip_row {
	enum sip_state next; /* SIP_NO_STATE: there is no such row, and nothing is done */
	unsigned actions;
	const char *clause; /* of RFC 3261 where none is named */
};

const struct sip_timer_rule *sip_machine_timer(enum sip_timer timer);
const struct sip_state_rule *sip_machine_state(enum sip_state state);
const struct sip_row *sip_machine_row(enum sip_state state, enum sip_signal signal);

#endif
