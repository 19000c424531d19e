/* One call's moments looked up once, for whoever asks of several of its legs. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_LEG_VIEW_H
#define AUDIT_LEG_VIEW_H

#include <assert.h>

#include "audit/legs.h"

/* Whether a moment is recorded; or happened all the same, or may have; or did not happen. */
enum leg_known { LEG_KNOWN, LEG_UNRECORDED, LEG_NOT_YET };

/* By moment + 1: the first is first contact. */
struct leg_view {
	int32_t after_ms[DOCKET_MOMENTS + 1];
	uint8_t known[DOCKET_MOMENTS + 1]; /* enum leg_known */
	bool joined;
	bool
	    regular; /* all up to the unit on scene are known and in their order, as of most calls: no more is to be asked */
};

/* What is not recorded happened all the same, unless nothing says so. */
static inline uint8_t leg_view_known(int32_t after_ms, bool happened)
{
	bool never = after_ms == DOCKET_NEVER;
	_Static_assert(!LEG_KNOWN && LEG_UNRECORDED == 1 && LEG_NOT_YET == 2, "they are reckoned with");
	return (uint8_t)(never + (never & !happened));
}

static inline bool leg_view_regular(const struct leg_view *view)
{
	bool regular = view->after_ms[DOCKET_ON_SCENE + 1] != DOCKET_FAR;
	for (unsigned moment = 0; moment <= DOCKET_ON_SCENE; moment++)
		regular &= view->after_ms[moment] <= view->after_ms[moment + 1];
	return regular;
}

static inline void leg_view_know(const struct docket *docket, bool served, bool open, struct leg_view *view)
{
	/* What comes later happened, so that what comes before did too; but a call is closed that nobody was sent to. */
	bool later = served;
	for (int moment = DOCKET_CLOSED; moment >= 0; moment--) {
		int32_t after_ms = view->after_ms[moment + 1];
		bool unseen = !(docket->recorded >> moment & 1u);
		view->known[moment + 1] = leg_view_known(after_ms, unseen | (moment == DOCKET_CLOSED ? !open : later));
		later |= moment != DOCKET_CLOSED && after_ms != DOCKET_NEVER;
	}
}

static inline void leg_view_of(const struct docket *docket, const struct docket_segment *segment, size_t at,
                               struct leg_view *ret_view)
{
	bool contact = segment->contact_ms[at] != DOCKET_NO_CONTACT, open = segment->outcome[at] == DOCKET_IS_OPEN;
	*ret_view = (struct leg_view){ .joined = segment->flags[at] & DOCKET_JOINED };
	for (unsigned moment = 0; moment < DOCKET_MOMENTS; moment++)
		ret_view->after_ms[moment + 1] = segment->after_ms[moment][at];
	ret_view->regular = contact && leg_view_regular(ret_view);
	if (!ret_view->regular || ret_view->after_ms[DOCKET_CLOSED + 1] == DOCKET_NEVER)
		leg_view_know(docket, segment->outcome[at] == DOCKET_IS_SERVED, open, ret_view);
	for (unsigned i = 0; !contact && i <= DOCKET_MOMENTS; i++)
		ret_view->known[i] = LEG_UNRECORDED;
}

/* As leg_of() says it. */
static inline enum leg_state leg_in_view(const struct leg_view *view, struct leg_span span, int32_t *ret_ms)
{
	assert(span.from >= LEG_FROM_CONTACT && span.from < span.to && span.to < (int)DOCKET_MOMENTS);
	if (view->regular && span.to <= (int)DOCKET_ON_SCENE) {
		*ret_ms = view->after_ms[span.to + 1] - view->after_ms[span.from + 1];
		return LEG_LASTED;
	}
	enum leg_known from = view->known[span.from + 1], to = view->known[span.to + 1];
	if (to == LEG_NOT_YET)
		return from == LEG_NOT_YET ? LEG_UNBEGUN : LEG_ENDLESS;
	if (from != LEG_KNOWN || to != LEG_KNOWN)
		return LEG_MISSING;
	int32_t begin_ms = view->after_ms[span.from + 1], end_ms = view->after_ms[span.to + 1];
	/* Of two that are both too far to be told apart nobody knows. */
	if (begin_ms == DOCKET_FAR && end_ms == DOCKET_FAR)
		return LEG_MISSING;
	int64_t lasted_ms = (int64_t)end_ms - begin_ms;
	/* A unit that was there before this call came, which is about the same incident: the caller waited for nothing. */
	if (lasted_ms < 0 && view->joined && span.from == LEG_FROM_CONTACT && span.to >= (int)DOCKET_ASSIGNED)
		lasted_ms = 0;
	bool far = end_ms == DOCKET_FAR || lasted_ms >= DOCKET_FAR;
	*ret_ms = far ? DOCKET_FAR : lasted_ms <= DOCKET_NEVER ? DOCKET_NEVER + 1 : (int32_t)lasted_ms;
	return lasted_ms < 0 ? LEG_NEGATIVE : LEG_LASTED;
}

#endif
