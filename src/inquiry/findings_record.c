/* What the record itself shows before any method: whether it can bear a finding, its legs, and what people chose. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audit/tally.h"
#include "inquiry/findings_inside.h"

static enum status judge(struct findings *findings, const struct leg_summary *legs)
{
	const struct matter *matter = findings->matter;
	const struct spec *spec = matter->spec;
	struct gate_limits limits = gate_limits_usual();
	limits.green_recorded = (uint32_t)lround(spec->green_percent * 10);
	limits.red_recorded = (uint32_t)lround(spec->red_percent * 10);
	limits.green_apart = (uint32_t)lround(spec->green_gap_points * 10);
	limits.red_apart = (uint32_t)lround(spec->red_gap_points * 10);
	limits.target_ms = (int32_t)(spec->target_s * 1000);
	limits.moment = spec->outcome;
	enum status status = gate_judge_legs(matter->docket, &matter->selection, matter->docket_group, 2, &limits, legs,
	                                     findings->gate_group, &findings->gate);
	if (status != STATUS_OK)
		return status;
	findings->bounds = gate_differ(&findings->gate_group[0], &findings->gate_group[1]);
	/* Where arrivals prove themselves, a unit may have come to every call of which nothing else is told. */
	if (findings->gate.reasons & 1u << GATE_BECAUSE_CIRCULAR) {
		findings->bounds.low = findings->gate_group[1].low - findings->gate_group[0].highest;
		findings->bounds.high = findings->gate_group[1].highest - findings->gate_group[0].low;
	}
	findings->stated = findings->gate.verdict == GATE_RELIABLE;
	return STATUS_OK;
}

/* The gate counts legs as well, all of them: what is counted for one is not counted again for the other. */
enum status findings_record(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	struct leg_calls calls = {
		.docket = matter->docket, .fate = matter->selection.fate, .group = matter->docket_group, .groups = 2
	};
	struct leg_span span[LEGS + 1];
	struct leg_summary found[LEGS + 1][2];
	struct leg_pair pair = { 0, 1, (int32_t)(matter->spec->horizon_s * 1000), &findings->legs };
	for (unsigned leg = 0; leg < LEGS; leg++)
		span[leg] = leg_span_of(matter->docket, (enum leg)leg);
	span[LEGS] = (struct leg_span){ .from = LEG_FROM_CONTACT, .to = (int)matter->spec->outcome };
	enum status status = leg_summarise_all(&calls, span, LEGS + 1, &pair, found[0]);
	if (status != STATUS_OK)
		return status;
	memcpy(findings->whole, found[LEGS], sizeof findings->whole);
	for (unsigned leg = 0; leg < LEGS; leg++)
		if (leg_is_recorded(matter->docket, (enum leg)leg))
			memcpy(findings->leg[leg], found[leg], sizeof findings->leg[leg]);
	return judge(findings, found[0]);
}

struct choice {
	uint8_t flags;
	double assigned_s, expected_s, arrived_s; /* NaN: not recorded */
};

static struct choice choice_of(const struct matter *matter, size_t row)
{
	const struct docket_place *call = &matter->call[row];
	const struct docket_segment *segment = &matter->docket->segment[call->segment];
	int32_t assigned = segment->after_ms[DOCKET_ASSIGNED][call->row], expected = segment->expected_ms[call->row];
	return (struct choice){
		.flags = segment->flags[call->row] & (DOCKET_FOLLOWED | DOCKET_OVERRIDDEN),
		.assigned_s = assigned == DOCKET_NEVER || assigned < 0 ? (double)NAN : assigned / 1000.0,
		.expected_s = expected == DOCKET_NEVER ? (double)NAN : expected / 1000.0,
		.arrived_s = matter->ending[row] == SAMPLE_SERVED ? matter->time[row] : (double)NAN,
	};
}

/* By how much units that went as recommended took longer than was expected of them: the median. */
static enum status slowness(const struct matter *matter, double *ret_ratio)
{
	double *ratio = malloc((matter->calls + 1) * sizeof *ratio);
	size_t count = 0;
	if (!ratio)
		return STATUS_MEMORY;
	for (size_t i = 0; i < matter->calls; i++) {
		struct choice choice = choice_of(matter, i);
		double took = choice.arrived_s - choice.assigned_s;
		if (choice.flags == DOCKET_FOLLOWED && choice.expected_s > 0 && took >= 0)
			ratio[count++] = took / choice.expected_s;
	}
	struct tally ratios = { 0 };
	enum status status = tally_of(ratio, count, &ratios);
	if (status == STATUS_OK)
		*ret_ratio = count ? tally_at(&ratios, (count + 1) / 2) : 1;
	tally_close(&ratios);
	free(ratio);
	return status;
}

/*
 * The gap as it was, and as it would have been had each recommendation been followed: where another unit was sent, it is
 * taken to be on scene when the recommended one would have been, as slow as those that went as recommended were.  What
 * is left is policy, staffing and geography; what goes is what people chose.
 */
static enum status split(struct findings *findings, double *was, double *would)
{
	const struct matter *matter = findings->matter;
	double target_s = matter->spec->target_s, ratio = 1;
	findings_outcome(matter, ASKED_ANSWERED, target_s, was);
	enum status status = slowness(matter, &ratio);
	for (size_t i = 0; status == STATUS_OK && i < matter->calls; i++) {
		struct choice choice = choice_of(matter, i);
		would[i] = was[i];
		if (!choice.flags)
			was[i] = would[i] = (double)NAN;
		else if (choice.flags == DOCKET_OVERRIDDEN && !isnan(choice.assigned_s + choice.expected_s))
			would[i] = choice.assigned_s + ratio * choice.expected_s <= target_s;
	}
	if (status == STATUS_OK)
		status = findings_gap(&matter->sample, was, &findings->override.all_gap);
	if (status == STATUS_OK)
		status = findings_gap(&matter->sample, would, &findings->override.followed_gap);
	return status;
}

enum status findings_override(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	for (size_t i = 0; i < matter->calls; i++) {
		uint8_t flags = choice_of(matter, i).flags;
		bool followed = flags & DOCKET_FOLLOWED, overridden = flags & DOCKET_OVERRIDDEN;
		findings->override.followed += followed;
		findings->override.overridden += overridden;
		findings->override.none += !flags;
		findings->override.with += flags != 0;
		findings->override.group_with[matter->group[i]] += flags != 0;
		findings->override.group_overridden[matter->group[i]] += overridden;
	}
	if (!findings->override.with)
		return STATUS_OK;
	double *was = malloc((matter->calls + 1) * sizeof *was), *would = malloc((matter->calls + 1) * sizeof *would);
	enum status status = was && would ? split(findings, was, would) : STATUS_MEMORY;
	findings->override.known = status == STATUS_OK && findings->override.all_gap.known;
	free(was);
	free(would);
	return status;
}
