/* Session timers by RFC 4028's tables and rules, and the numbers of RFC 3262. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_session.h"

#include "check.h"

static const struct sip_session_bounds bounds = { .min_s = SIP_SESSION_MIN_S, .expires_s = SIP_SESSION_DEFAULT_S };

#define N SIP_REFRESHER_NONE
#define C SIP_REFRESHER_UAC
#define S SIP_REFRESHER_UAS

/* What the request says, whether we never refuse; what the answer is. */
static const struct {
	struct sip_session_said said;
	bool never_refuse;
	uint32_t interval_s; /* 0: no timer */
	enum sip_refresher refresher;
	bool refused, require;
	int64_t refresh_s, expiry_s;
} asked[] = {
	/* RFC 4028 table 2 */
	{ { 1800, N, 0, false }, false, 1800, S, false, false, 900, 1768 },
	{ { 1800, N, 0, true }, false, 1800, S, false, true, 900, 1768 },
	{ { 1800, C, 0, true }, false, 1800, C, false, true, 900, 1768 },
	{ { 1800, S, 0, true }, false, 1800, S, false, true, 900, 1768 },
	/* none asked for: ours if it is known, none else */
	{ { 0, N, 0, true }, false, 1800, S, false, true, 900, 1768 },
	{ { 0, N, 0, false }, false, 0, N, false, false, 0, 0 },
	{ { 0, N, 3600, true }, false, 3600, S, false, true, 1800, 3568 },
	/* too long is lowered, but not below Min-SE */
	{ { 86400, C, 0, true }, false, 1800, C, false, true, 900, 1768 },
	{ { 86400, C, 7200, true }, false, 7200, C, false, true, 3600, 7168 },
	{ { 600, C, 7200, true }, false, 600, C, false, true, 300, 568 },
	/* the bound itself, and below it: 422, unless the caller may not be refused or would not understand it */
	{ { 90, C, 90, true }, false, 90, C, false, true, 45, 60 },
	{ { 89, C, 0, true }, false, 90, N, true, false, 0, 0 },
	{ { 89, C, 0, true }, true, 90, S, false, true, 44, 60 },
	{ { 1, C, 0, true }, true, 90, S, false, true, SIP_SESSION_REFRESH_MIN_S, 60 },
	{ { 30, N, 0, false }, false, 90, S, false, false, 15, 60 },
	{ { UINT32_MAX, N, UINT32_MAX, true }, false, UINT32_MAX, S, false, true, UINT32_MAX / 2, 4294967263 },
};

static void check_asked(void)
{
	for (size_t a = 0; a < sizeof asked / sizeof asked[0]; a++) {
		struct sip_session_terms terms = sip_session_answer(&asked[a].said, bounds, asked[a].never_refuse);
		CHECK(terms.refused == asked[a].refused && terms.require == asked[a].require);
		CHECK(terms.on == (asked[a].interval_s && !asked[a].refused));
		CHECK_NUMBER(terms.interval_s, asked[a].interval_s);
		CHECK(terms.refresher == asked[a].refresher && terms.ours == (terms.refresher == S));
		CHECK_NUMBER(terms.refresh.us, span_s(asked[a].refresh_s).us);
		CHECK_NUMBER(terms.expiry.us, span_s(asked[a].expiry_s).us);
	}
}

static void check_agreed(void)
{
	static const struct {
		struct sip_session_said said;
		uint32_t interval_s;
		bool ours;
	} rows[] = { { { 1800, C, 0, false }, 1800, true },
		     { { 1800, S, 0, false }, 1800, false },
		     { { 1800, N, 0, false }, 1800, true },
		     { { 40, S, 0, false }, 90, false },
		     { { 0, N, 0, false }, 0, false } };
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		struct sip_session_terms terms = sip_session_agreed(&rows[r].said, bounds);
		CHECK(terms.on == (rows[r].interval_s != 0) && terms.ours == rows[r].ours && !terms.refused);
		CHECK_NUMBER(terms.interval_s, rows[r].interval_s);
	}
	CHECK_NUMBER(sip_session_again(1800, 3600), 3600);
	CHECK_NUMBER(sip_session_again(1800, 1800), 0);
	CHECK_NUMBER(sip_session_again(1800, 0), 0);
}

static void check_read(void)
{
	uint32_t expires_s = 7, rseq;
	enum sip_refresher refresher = S;
	CHECK(sip_session_read(bytes_of_text("1800"), &expires_s, &refresher) && expires_s == 1800 && refresher == N);
	CHECK(sip_session_read(bytes_of_text(" 4000 ; x=y; Refresher = UAC"), &expires_s, &refresher));
	CHECK(expires_s == 4000 && refresher == C);
	CHECK(!sip_session_read(bytes_of_text(";refresher=uas"), &expires_s, &refresher) && refresher == C);
	CHECK(!sip_session_read(bytes_of_text("4294967296"), &expires_s, &refresher) && expires_s == 4000);
	CHECK_TEXT(sip_session_refresher_written(S), "uas");
	CHECK(sip_session_refresher_written(N) == NULL);

	struct sip_rack rack = { .rseq = 3 };
	CHECK(sip_session_read_rack(bytes_of_text("776656 1 INVITE"), &rack) && rack.rseq == 776656 && rack.cseq == 1);
	CHECK(bytes_same(rack.method, bytes_of_text("INVITE")));
	CHECK(sip_session_read_rack(bytes_of_text(" 1\t4294967295  INVITE "), &rack) && rack.cseq == UINT32_MAX);
	static const char *const wrong[] = {
		"", "1", "1 2", "0 1 INVITE", "1 1 INVITE x", "4294967296 1 INVITE", "a 1 INVITE"
	};
	for (size_t w = 0; w < sizeof wrong / sizeof wrong[0]; w++)
		CHECK(!sip_session_read_rack(bytes_of_text(wrong[w]), &rack) && rack.rseq == 1);
	CHECK(sip_session_read_rseq(bytes_of_text("988789"), &rseq) && rseq == 988789);
	CHECK(!sip_session_read_rseq(bytes_of_text("0"), &rseq) && !sip_session_read_rseq(bytes_of_text("1 1"), &rseq));
	CHECK(sip_session_rseq(0) == 1 && sip_session_rseq(SIP_RSEQ_FIRST_MAX - 1) == SIP_RSEQ_FIRST_MAX);
	CHECK(sip_session_rseq(UINT32_MAX) >= 1 && sip_session_rseq(UINT32_MAX) <= SIP_RSEQ_FIRST_MAX);
}

int main(void)
{
	check_asked();
	check_agreed();
	check_read();
	return check_done();
}
