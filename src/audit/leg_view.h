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
};

static inline enum leg_known leg_view_closed(const struct docket *docket, bool open)
{
	bool recorded = docket->recorded >> DOCKET_CLOSED & 1u;
	return recorded && open ? LEG_NOT_YET : LEG_UNRECORDED;
}

static inline void leg_view_of(const struct docket *docket, const struct docket_segment *segment, size_t at,
                               struct leg_view *ret_view)
{
	bool contact = segment->contact_ms[at] != DOCKET_NO_CONTACT;
	/* What comes later happened, so that what comes before did too. */
	bool later = segment->outcome[at] == DOCKET_IS_SERVED;
	int32_t closed_ms = segment->after_ms[DOCKET_CLOSED][at];
	enum leg_known closed = leg_view_closed(docket, segment->outcome[at] == DOCKET_IS_OPEN);
	ret_view->joined = segment->flags[at] & DOCKET_JOINED;
	ret_view->after_ms[0] = 0;
	ret_view->known[0] = contact ? LEG_KNOWN : LEG_UNRECORDED;
	ret_view->after_ms[DOCKET_CLOSED + 1] = closed_ms;
	ret_view->known[DOCKET_CLOSED + 1] = (uint8_t)(!contact                    ? LEG_UNRECORDED
	                                               : closed_ms != DOCKET_NEVER ? LEG_KNOWN
	                                                                           : closed);
	for (int moment = DOCKET_ON_SCENE; moment >= 0; moment--) {
		int32_t after_ms = segment->after_ms[moment][at];
		bool known = after_ms != DOCKET_NEVER;
		bool unrecorded = later || !(docket->recorded >> moment & 1u);
		ret_view->after_ms[moment + 1] = after_ms;
		ret_view->known[moment + 1] = (uint8_t)(!contact     ? LEG_UNRECORDED
		                                        : known      ? LEG_KNOWN
		                                        : unrecorded ? LEG_UNRECORDED
		                                                     : LEG_NOT_YET);
		later |= known;
	}
}

/* As leg_of() says it. */
static inline enum leg_state leg_in_view(const struct leg_view *view, struct leg_span span, int32_t *ret_ms)
{
	assert(span.from >= LEG_FROM_CONTACT && span.from < span.to && span.to < (int)DOCKET_MOMENTS);
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
