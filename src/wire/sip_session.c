/* Numbers of a session's life: its timer and its reliable provisional responses. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_session.h"

#include "wire/field.h"
#include "wire/sip_lexis.h"

#include <assert.h>

static const char *const refreshers[] = { [SIP_REFRESHER_UAC] = "uac", [SIP_REFRESHER_UAS] = "uas" };

static uint32_t lower(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t higher(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

bool sip_session_read(struct bytes value, uint32_t *ret_expires_s, enum sip_refresher *ret_refresher)
{
	struct bytes rest = value, name, text;
	uint64_t expires_s;
	if (!text_count(field_head(&rest, ';'), UINT32_MAX, &expires_s))
		return false;
	enum sip_refresher refresher = SIP_REFRESHER_NONE;
	while (field_param(&rest, ';', &name, &text))
		for (int r = SIP_REFRESHER_UAC; r <= SIP_REFRESHER_UAS; r++)
			if (text_same(name, "refresher") && text_same(text, refreshers[r]))
				refresher = (enum sip_refresher)r;
	*ret_expires_s = (uint32_t)expires_s;
	*ret_refresher = refresher;
	return true;
}

const char *sip_session_refresher_written(enum sip_refresher refresher)
{
	assert(refresher >= SIP_REFRESHER_NONE && refresher <= SIP_REFRESHER_UAS);
	return refreshers[refresher];
}

/* RFC 4028 10: refresh at half; the session is over the lower of 32 s and a third of the interval before its end. */
static void times_set(struct sip_session_terms *terms, uint32_t refresh_of_s)
{
	terms->on = true;
	terms->refresh = span_s(higher(refresh_of_s / 2, SIP_SESSION_REFRESH_MIN_S));
	terms->expiry = span_s(terms->interval_s - lower(32, terms->interval_s / 3));
}

struct sip_session_terms sip_session_answer(const struct sip_session_said *request, struct sip_session_bounds bounds,
                                            bool never_refuse)
{
	assert(bounds.min_s >= SIP_SESSION_MIN_S && bounds.expires_s >= bounds.min_s);
	struct sip_session_terms terms = { 0 };
	uint32_t asked_s = request->expires_s;
	if (!asked_s && !request->supported)
		return terms;
	/* Who does not know the timer cannot be told to ask again: 422 is for those that do. */
	bool small = asked_s && asked_s < bounds.min_s;
	if (small && request->supported && !never_refuse) {
		terms.refused = true;
		terms.interval_s = bounds.min_s;
		return terms;
	}
	/* We may lower what was asked for, not below the request's Min-SE. */
	terms.interval_s = higher(lower(asked_s ? asked_s : bounds.expires_s, bounds.expires_s), bounds.min_s);
	terms.interval_s = higher(terms.interval_s, lower(request->min_s, asked_s ? asked_s : request->min_s));
	/* Table 2: who does not know the timer does not refresh; else it is as the request says, and ours if it does not. */
	terms.refresher = request->supported && request->refresher == SIP_REFRESHER_UAC && !small ? SIP_REFRESHER_UAC
	                                                                                          : SIP_REFRESHER_UAS;
	terms.ours = terms.refresher == SIP_REFRESHER_UAS;
	terms.require = request->supported;
	times_set(&terms, small ? asked_s : terms.interval_s);
	return terms;
}

struct sip_session_terms sip_session_agreed(const struct sip_session_said *answer, struct sip_session_bounds bounds)
{
	assert(bounds.min_s >= SIP_SESSION_MIN_S && bounds.expires_s >= bounds.min_s);
	struct sip_session_terms terms = { 0 };
	if (!answer->expires_s)
		return terms;
	/* An answer must not go below 90 s.  If it does we still refresh as often as it says, and wait for the minimum. */
	terms.interval_s = higher(answer->expires_s, bounds.min_s);
	/* An answer must name the refresher; if it does not, nobody else may feel that it is its turn. */
	terms.refresher = answer->refresher == SIP_REFRESHER_UAS ? SIP_REFRESHER_UAS : SIP_REFRESHER_UAC;
	terms.ours = terms.refresher == SIP_REFRESHER_UAC;
	times_set(&terms, answer->expires_s);
	return terms;
}

uint32_t sip_session_again(uint32_t asked_s, uint32_t min_s)
{
	return min_s > asked_s ? min_s : 0;
}

uint32_t sip_session_rseq(uint32_t seed)
{
	return 1 + seed % SIP_RSEQ_FIRST_MAX;
}

bool sip_session_read_rack(struct bytes value, struct sip_rack *ret_rack)
{
	struct bytes rest = sip_trim(value), word[3];
	for (int w = 0; w < 3; w++) {
		word[w] = sip_word(rest);
		rest = sip_trim(sip_behind(rest, word[w].length));
	}
	uint64_t rseq, cseq;
	if (rest.length || !word[2].length || !text_count(word[0], UINT32_MAX, &rseq) ||
	    !text_count(word[1], UINT32_MAX, &cseq) || !rseq)
		return false;
	*ret_rack = (struct sip_rack){ .rseq = (uint32_t)rseq, .cseq = (uint32_t)cseq, .method = word[2] };
	return true;
}

bool sip_session_read_rseq(struct bytes value, uint32_t *ret_rseq)
{
	uint64_t rseq;
	if (!text_count(sip_trim(value), UINT32_MAX, &rseq) || !rseq)
		return false;
	*ret_rseq = (uint32_t)rseq;
	return true;
}
