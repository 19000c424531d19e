/* The four machines of RFC 3261 section 17 as tables, with RFC 6026's states. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_machine.h"

#include <assert.h>

static const struct sip_timer_rule timers[SIP_TIMER_COUNT] = {
#define TIMER(NAME, DATAGRAM, STREAM, MOST) [SIP_TIMER_##NAME] = { { DATAGRAM, STREAM }, MOST },
	SIP_TIMER_LIST(TIMER)
#undef TIMER
};

enum machine { IC, NC, IS, NS };

static const struct sip_state_rule states[SIP_STATE_COUNT] = {
#define STATE(MACHINE, NAME, REPEAT, END, SPARE, KEPT)                                                                 \
	[SIP_##MACHINE##_##NAME] = { #MACHINE " " #NAME, SIP_TIMER_##REPEAT, SIP_TIMER_##END, SPARE,                   \
		                     SIP_KEPT_##KEPT,    MACHINE >= IS },
	SIP_STATE_LIST(STATE)
#undef STATE
};

/* clang-format off */
#define ROW(STATE, SIGNAL, NEXT, ACTIONS, CLAUSE) [SIP_##STATE][SIP_SIGNAL_##SIGNAL] = { SIP_##NEXT, ACTIONS, CLAUSE },
static const struct sip_row rows[SIP_STATE_COUNT][SIP_SIGNAL_COUNT] = {
	/* INVITE client. */
	ROW(IC_CALLING,    REPEAT,      IC_CALLING,    SIP_SEND,                "17.1.1.2 timer A")
	ROW(IC_CALLING,    END,         OVER,          SIP_TIMED_OUT,           "17.1.1.2 timer B")
	ROW(IC_CALLING,    PROVISIONAL, IC_PROCEEDING, SIP_UP,                  "17.1.1.2")
	ROW(IC_CALLING,    SUCCESS,     IC_ACCEPTED,   SIP_FORGET | SIP_UP,     "RFC 6026 8.4")
	ROW(IC_CALLING,    FAILURE,     IC_COMPLETED,  SIP_KEEP_ACK | SIP_SEND | SIP_UP, "17.1.1.2")
	ROW(IC_CALLING,    CANCEL,      IC_WITHDRAWN,  0,                       "9.1: not before a provisional response")
	ROW(IC_WITHDRAWN,  REPEAT,      IC_WITHDRAWN,  SIP_SEND,                "17.1.1.2 timer A")
	ROW(IC_WITHDRAWN,  END,         OVER,          SIP_TIMED_OUT,           "17.1.1.2 timer B")
	ROW(IC_WITHDRAWN,  PROVISIONAL, IC_CANCELLED,  SIP_SEND_CANCEL | SIP_UP, "9.1")
	ROW(IC_WITHDRAWN,  SUCCESS,     IC_ACCEPTED,   SIP_FORGET | SIP_UP,     "RFC 6026 8.4")
	ROW(IC_WITHDRAWN,  FAILURE,     IC_COMPLETED,  SIP_KEEP_ACK | SIP_SEND | SIP_UP, "17.1.1.2")
	ROW(IC_WITHDRAWN,  CANCEL,      IC_WITHDRAWN,  0,                       "9.1")
	ROW(IC_PROCEEDING, PROVISIONAL, IC_PROCEEDING, SIP_UP,                  "17.1.1.2")
	ROW(IC_PROCEEDING, SUCCESS,     IC_ACCEPTED,   SIP_FORGET | SIP_UP,     "RFC 6026 8.4")
	ROW(IC_PROCEEDING, FAILURE,     IC_COMPLETED,  SIP_KEEP_ACK | SIP_SEND | SIP_UP, "17.1.1.2")
	ROW(IC_PROCEEDING, CANCEL,      IC_CANCELLED,  SIP_SEND_CANCEL,         "9.1")
	ROW(IC_CANCELLED,  END,         OVER,          SIP_TIMED_OUT,           "9.1: destroyed after 64*T1")
	ROW(IC_CANCELLED,  PROVISIONAL, IC_CANCELLED,  SIP_UP,                  "17.1.1.2")
	ROW(IC_CANCELLED,  SUCCESS,     IC_ACCEPTED,   SIP_FORGET | SIP_UP,     "RFC 6026 8.4; 9.1: they may cross")
	ROW(IC_CANCELLED,  FAILURE,     IC_COMPLETED,  SIP_KEEP_ACK | SIP_SEND | SIP_UP, "17.1.1.2")
	ROW(IC_CANCELLED,  CANCEL,      IC_CANCELLED,  0,                       "9.1")
	ROW(IC_COMPLETED,  FAILURE,     IC_COMPLETED,  SIP_SEND,                "17.1.1.2: its ACK again, not up")
	ROW(IC_COMPLETED,  END,         OVER,          0,                       "17.1.1.2 timer D")
	ROW(IC_ACCEPTED,   SUCCESS,     IC_ACCEPTED,   SIP_UP,                  "RFC 6026 8.4")
	ROW(IC_ACCEPTED,   END,         OVER,          0,                       "RFC 6026 8.4 timer M")
	/* Client of anything else. */
	ROW(NC_TRYING,     REPEAT,      NC_TRYING,     SIP_SEND,                "17.1.2.2 timer E")
	ROW(NC_TRYING,     END,         OVER,          SIP_TIMED_OUT,           "17.1.2.2 timer F")
	ROW(NC_TRYING,     PROVISIONAL, NC_PROCEEDING, SIP_UP,                  "17.1.2.2")
	ROW(NC_TRYING,     SUCCESS,     NC_COMPLETED,  SIP_FORGET | SIP_UP,     "17.1.2.2")
	ROW(NC_TRYING,     FAILURE,     NC_COMPLETED,  SIP_FORGET | SIP_UP,     "17.1.2.2")
	ROW(NC_PROCEEDING, REPEAT,      NC_PROCEEDING, SIP_SLOWER | SIP_SEND,   "17.1.2.2 timer E at T2")
	ROW(NC_PROCEEDING, END,         OVER,          SIP_TIMED_OUT,           "17.1.2.2 timer F")
	ROW(NC_PROCEEDING, PROVISIONAL, NC_PROCEEDING, SIP_UP,                  "17.1.2.2")
	ROW(NC_PROCEEDING, SUCCESS,     NC_COMPLETED,  SIP_FORGET | SIP_UP,     "17.1.2.2")
	ROW(NC_PROCEEDING, FAILURE,     NC_COMPLETED,  SIP_FORGET | SIP_UP,     "17.1.2.2")
	ROW(NC_COMPLETED,  END,         OVER,          0,                       "17.1.2.2 timer K")
	/* INVITE server. */
	ROW(IS_PROCEEDING, REQUEST,           IS_PROCEEDING, SIP_SEND,            "17.2.1")
	ROW(IS_PROCEEDING, REPLY_PROVISIONAL, IS_PROCEEDING, SIP_KEEP | SIP_SEND, "17.2.1")
	ROW(IS_PROCEEDING, REPLY_SUCCESS,     IS_ANSWERED,   SIP_KEEP | SIP_SEND, "RFC 6026 8.5; 13.3.1.4")
	ROW(IS_PROCEEDING, REPLY_FAILURE,     IS_COMPLETED,  SIP_KEEP | SIP_SEND, "17.2.1")
	ROW(IS_COMPLETED,  REQUEST,           IS_COMPLETED,  SIP_SEND,            "17.2.1")
	ROW(IS_COMPLETED,  ACK,               IS_CONFIRMED,  SIP_FORGET,          "17.2.1")
	ROW(IS_COMPLETED,  REPEAT,            IS_COMPLETED,  SIP_SEND,            "17.2.1 timer G")
	ROW(IS_COMPLETED,  END,               OVER,          SIP_TIMED_OUT,       "17.2.1 timer H")
	ROW(IS_CONFIRMED,  END,               OVER,          0,                   "17.2.1 timer I")
	ROW(IS_ANSWERED,   ACK,               IS_ACCEPTED,   SIP_FORGET | SIP_UP, "RFC 6026 8.7; 13.3.1.4")
	ROW(IS_ANSWERED,   REPEAT,            IS_ANSWERED,   SIP_SEND,            "13.3.1.4")
	ROW(IS_ANSWERED,   END,               OVER,          SIP_TIMED_OUT,       "RFC 6026 8.7 timer L; 13.3.1.4")
	ROW(IS_ACCEPTED,   END,               OVER,          0,                   "RFC 6026 8.7 timer L")
	/* Server of anything else. */
	ROW(NS_TRYING,     REPLY_PROVISIONAL, NS_PROCEEDING, SIP_KEEP | SIP_SEND, "17.2.2")
	ROW(NS_TRYING,     REPLY_SUCCESS,     NS_COMPLETED,  SIP_KEEP | SIP_SEND, "17.2.2")
	ROW(NS_TRYING,     REPLY_FAILURE,     NS_COMPLETED,  SIP_KEEP | SIP_SEND, "17.2.2")
	ROW(NS_PROCEEDING, REQUEST,           NS_PROCEEDING, SIP_SEND,            "17.2.2")
	ROW(NS_PROCEEDING, REPLY_PROVISIONAL, NS_PROCEEDING, SIP_KEEP | SIP_SEND, "17.2.2")
	ROW(NS_PROCEEDING, REPLY_SUCCESS,     NS_COMPLETED,  SIP_KEEP | SIP_SEND, "17.2.2")
	ROW(NS_PROCEEDING, REPLY_FAILURE,     NS_COMPLETED,  SIP_KEEP | SIP_SEND, "17.2.2")
	ROW(NS_COMPLETED,  REQUEST,           NS_COMPLETED,  SIP_SEND,            "17.2.2")
	ROW(NS_COMPLETED,  END,               OVER,          0,                   "17.2.2 timer J")
};
#undef ROW
/* clang-format on */

const struct sip_timer_rule *sip_machine_timer(enum sip_timer timer)
{
	assert(timer > SIP_TIMER_NONE && timer < SIP_TIMER_COUNT);
	return &timers[timer];
}

const struct sip_state_rule *sip_machine_state(enum sip_state state)
{
	assert(state > SIP_NO_STATE && state < SIP_OVER);
	return &states[state];
}

const struct sip_row *sip_machine_row(enum sip_state state, enum sip_signal signal)
{
	assert(state > SIP_NO_STATE && state < SIP_OVER && signal < SIP_SIGNAL_COUNT);
	return &rows[state][signal];
}
