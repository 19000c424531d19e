/* Numbers of a session's life: its timer (RFC 4028) and its reliable provisional responses (RFC 3262). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SIP_SESSION_H
#define WIRE_SIP_SESSION_H

#include "base/bytes.h"
#include "base/instant.h"

/* RFC 4028 4 and 5: the least Session-Expires that there may be, and the one it recommends. */
#define SIP_SESSION_MIN_S 90u
#define SIP_SESSION_DEFAULT_S 1800u
/* Less often than every five seconds however short an interval a faulty peer demands. */
#define SIP_SESSION_REFRESH_MIN_S 5u

enum sip_refresher {
	SIP_REFRESHER_NONE, /* not said */
	SIP_REFRESHER_UAC,  /* who sent the request */
	SIP_REFRESHER_UAS,  /* who answers it */
};

/* Our own bounds: 90 <= min_s <= expires_s. */
struct sip_session_bounds {
	uint32_t min_s, expires_s;
};

/* What a request or a 2xx says of it. */
struct sip_session_said {
	uint32_t expires_s; /* 0: no Session-Expires */
	enum sip_refresher refresher;
	uint32_t min_s; /* 0: no Min-SE */
	bool supported; /* of a request: "timer" is in its Supported or Require */
};

/* What holds, and what the answer says. */
struct sip_session_terms {
	bool refused;        /* answer 422 with Min-SE: interval_s; nothing else holds */
	bool on;             /* there is a timer */
	uint32_t interval_s; /* Session-Expires */
	enum sip_refresher refresher;
	bool ours;           /* we refresh */
	bool require;        /* the 2xx says "Require: timer" */
	struct span refresh; /* when due, from the last refresh; the refresher's */
	struct span expiry;  /* when the session counts as gone, from the last refresh (RFC 4028 10) */
};

/* Session-Expires: "1800;refresher=uac".  False if there is no number. */
bool sip_session_read(struct bytes value, uint32_t *ret_expires_s, enum sip_refresher *ret_refresher);
const char *sip_session_refresher_written(enum sip_refresher refresher); /* NULL: not said */

/*
 * As the one who is asked (RFC 4028 9).  Where `never_refuse` is set, as for whoever calls for help, an interval below our
 * minimum is no reason for 422: we take the minimum and the refreshing on ourselves, as often as was asked for.
 */
struct sip_session_terms sip_session_answer(const struct sip_session_said *request, struct sip_session_bounds bounds,
                                            bool never_refuse);
/* As the one who asked with Session-Expires, when the 2xx comes (RFC 4028 7.2). */
struct sip_session_terms sip_session_agreed(const struct sip_session_said *answer, struct sip_session_bounds bounds);
/* What to ask with after a 422 with that Min-SE (RFC 4028 7.4); 0: it gives no reason to ask again. */
uint32_t sip_session_again(uint32_t asked_s, uint32_t min_s);

/* RFC 3262 3: the first RSeq of an INVITE is uniformly from 1 to 2^31 - 1, each next one higher by one. */
#define SIP_RSEQ_FIRST_MAX 0x7fffffffu

/* A random number made into a first RSeq. */
uint32_t sip_session_rseq(uint32_t seed);

/* RAck: "776656 1 INVITE" (RFC 3262 7.2). */
struct sip_rack {
	uint32_t rseq, cseq;
	struct bytes method; /* borrowed */
};

bool sip_session_read_rack(struct bytes value, struct sip_rack *ret_rack);
/* RSeq alone. */
bool sip_session_read_rseq(struct bytes value, uint32_t *ret_rseq);

#endif
