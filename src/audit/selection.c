/* One question after the other, the same for every call. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/selection.h"

#include <assert.h>
#include <stdlib.h>

static const struct {
	const char *name, *words;
} fates[FATES_OF_CALL] = {
#define FATE(NAME, FILE, WORDS) [CALL_IS_##NAME] = { FILE, WORDS },
	FATE_OF_CALL_LIST(FATE)
#undef FATE
};

const char *selection_fate_name(enum fate_of_call fate)
{
	assert(fate < FATES_OF_CALL);
	return fates[fate].name;
}

const char *selection_fate_words(enum fate_of_call fate)
{
	assert(fate < FATES_OF_CALL);
	return fates[fate].words;
}

struct selection_criteria selection_all(void)
{
	return (struct selection_criteria){
		.from_ms = INT64_MIN,
		.to_ms = INT64_MAX,
		.priorities = SELECTION_PRIORITIES_ALL,
	};
}

static bool asked_priority(const struct selection_criteria *criteria, uint8_t priority)
{
	assert(priority < 8);
	return criteria->priorities >> priority & 1u;
}

/* `at` is its place in the segment, `call` in the docket. */
static enum fate_of_call judge(const struct selection_criteria *criteria, const struct docket_segment *segment,
                               size_t at, size_t call)
{
	int64_t contact_ms = segment->contact_ms[at];
	if (segment->flags[at] & DOCKET_TEST)
		return CALL_IS_TEST;
	if (!criteria->on_views && segment->flags[at] & DOCKET_ON_VIEW)
		return CALL_IS_ON_VIEW;
	if (contact_ms == DOCKET_NO_CONTACT)
		return CALL_IS_NO_CONTACT;
	if (contact_ms < criteria->from_ms || contact_ms >= criteria->to_ms)
		return CALL_IS_OUTSIDE;
	if (criteria->type && !criteria->type[segment->word[DOCKET_TYPE][at]])
		return CALL_IS_OTHER_TYPE;
	if (!asked_priority(criteria, segment->priority_first[at]))
		return CALL_IS_OTHER_PRIORITY;
	if (criteria->incidents && segment->flags[at] & DOCKET_JOINED)
		return CALL_IS_JOINED;
	if (criteria->group && criteria->group[call] == SELECTION_NONE)
		return CALL_IS_NO_GROUP;
	if (criteria->stratum && criteria->stratum[call] == SELECTION_NONE)
		return CALL_IS_NO_STRATUM;
	return CALL_IS_KEPT;
}

enum status selection_make(const struct docket *docket, const struct selection_criteria *criteria,
                           struct selection *ret_selection)
{
	struct selection made = { .calls = docket_calls(docket) };
	/* One more, so that an empty docket has a list too. */
	made.fate = calloc(made.calls + 1, sizeof *made.fate);
	if (!made.fate)
		return STATUS_MEMORY;
	size_t call = 0, all = 0;
	for (size_t i = 0; i < docket->segments; i++)
		for (size_t at = 0; at < docket->segment[i].calls; at++, call++) {
			enum fate_of_call fate = judge(criteria, &docket->segment[i], at, call);
			made.fate[call] = (uint8_t)fate;
			made.count[fate]++;
		}
	for (unsigned i = 0; i < FATES_OF_CALL; i++)
		all += made.count[i];
	assert(call == made.calls && all == made.calls);
	*ret_selection = made;
	return STATUS_OK;
}

void selection_close(struct selection *selection)
{
	free(selection->fate);
	*selection = (struct selection){ 0 };
}
