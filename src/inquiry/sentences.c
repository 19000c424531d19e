/* Templates of sentences: each is one idea, and what the data cannot bear has words of its own, not a weaker form of others. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/sentences.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WORDS_BYTES 300u
#define SPAN_BYTES 40u

__attribute__((format(printf, 3, 4))) static void add(char *text, size_t room, const char *format, ...)
{
	size_t length = strlen(text);
	va_list list;
	if (length + 1 >= room)
		return;
	if (length)
		(void)snprintf(text + length, room - length, " ");
	length = strlen(text);
	va_start(list, format);
	(void)vsnprintf(text + length, room - length, format, list);
	va_end(list);
}

static const char *name(const struct findings *findings, unsigned group)
{
	return findings->matter->spec->group[group].name;
}

/* What it is that is waited for. */
static const char *arrival(const struct findings *findings)
{
	return findings->matter->spec->outcome == DOCKET_ON_SCENE ? "had a unit on scene" : "had a unit assigned";
}

void sentence_span(double s, char *text, size_t room)
{
	if (isnan(s) || isinf(s))
		(void)snprintf(text, room, "never");
	else if (fabs(s) < 60)
		(void)snprintf(text, room, "%.0f\u00a0s", s);
	else if (fmod(round(fabs(s)), 60) == 0)
		(void)snprintf(text, room, "%.0f\u00a0min", s / 60);
	else
		(void)snprintf(text, room, "%d\u00a0min %02.0f\u00a0s", (int)(round(s) / 60), fmod(round(fabs(s)), 60));
}

/* "within 10 minutes". */
static void within(double s, char *text, size_t room)
{
	if (fmod(s, 60) == 0 && s >= 60)
		(void)snprintf(text, room, "within %.0f minute%s", s / 60, s == 60 ? "" : "s");
	else if (s < 60)
		(void)snprintf(text, room, "within %.0f seconds", s);
	else
		(void)snprintf(text, room, "within %d minutes %.0f seconds", (int)(s / 60), fmod(s, 60));
}

void sentence_alike(uint32_t mask, char *text, size_t room)
{
	static const char *const short_words[FACTOR_COUNT] = {
		[FACTOR_TYPE] = "type",       [FACTOR_PRIORITY] = "priority",    [FACTOR_AREA] = "district",
		[FACTOR_CHANNEL] = "channel", [FACTOR_LANGUAGE] = "language",    [FACTOR_DAY] = "day of the week",
		[FACTOR_HOURS] = "hour",      [FACTOR_SEASON] = "season",        [FACTOR_LOAD] = "load",
		[FACTOR_TRAVEL] = "distance", [FACTOR_SHIFT] = "date and shift", [FACTOR_DATE] = "date",
		[FACTOR_WEEK] = "week",
	};
	unsigned left = (unsigned)__builtin_popcount(mask), first = 1;
	size_t length = (size_t)snprintf(text, room, "%s", mask ? "alike in " : "whatever they were about");
	for (unsigned factor = 0; factor < FACTOR_COUNT && length < room; factor++) {
		if (!(mask & 1u << factor))
			continue;
		left--;
		length += (size_t)snprintf(text + length, room - length, "%s%s",
		                           first  ? ""
		                           : left ? ", "
		                                  : " and ",
		                           short_words[factor]);
		first = 0;
	}
}

enum weight sentence_weight(const struct gap *gap, double smallest_points)
{
	double least = smallest_points / 100;
	if (!gap->known)
		return WEIGHT_UNKNOWN;
	if (gap->low > least || gap->high < -least)
		return WEIGHT_LARGER;
	if (gap->low >= -least && gap->high <= least)
		return WEIGHT_SMALLER;
	return gap->low <= 0 && gap->high >= 0 ? WEIGHT_UNSEEN : WEIGHT_OPEN;
}

/* Why the gate is not passed, of the moment that is asked about. */
static const char *reason_words(const struct findings *findings, enum gate_reason reason)
{
	static const char *const of_assignment[GATE_REASONS] = {
		[GATE_BECAUSE_NOT_RECORDED] = "the center does not record when units are assigned",
		[GATE_BECAUSE_LOW] = "too many assignments are not recorded",
		[GATE_BECAUSE_APART] = "assignments are recorded far more often in one group than in another",
		[GATE_BECAUSE_MIDDLING] = "fewer assignments are recorded than there should be",
		[GATE_BECAUSE_UNEVEN] = "assignments are recorded more often in one group than in another",
	};
	bool assigned = findings->matter->spec->outcome == DOCKET_ASSIGNED;
	return assigned && of_assignment[reason] ? of_assignment[reason] : gate_reason_words(reason);
}

static void add_reasons(const struct findings *findings, const char *before, char *text, size_t room)
{
	char words[WORDS_BYTES * 3] = "";
	size_t length = 0;
	for (unsigned reason = 0; reason < GATE_REASONS && length < sizeof words; reason++)
		if (findings->gate.reasons & 1u << reason)
			length += (size_t)snprintf(words + length, sizeof words - length, "%s%s", length ? "; " : "",
			                           reason_words(findings, (enum gate_reason)reason));
	if (length)
		add(text, room, "%s: %s.", before, words);
}

static const char *const than[WEIGHT_COUNT] = {
	[WEIGHT_LARGER] = "is larger than",
	[WEIGHT_SMALLER] = "is smaller than",
	[WEIGHT_OPEN] = "may be larger or smaller than",
};

/* Which of two shares is told first: B's, as in "62 of 100 calls from B and 65 of 100 from A". */
static void add_gap(const struct findings *findings, const struct gap *gap, char *text, size_t room)
{
	const struct spec *spec = findings->matter->spec;
	double points = 100 * fabs(gap->gap), low = 100 * gap->low, high = 100 * gap->high,
	       least = spec->smallest_points;
	char on[WORDS_BYTES] = "";
	if (gap->gap < 0) {
		double swap = low;
		low = -high;
		high = -swap;
	}
	if (spec->declared_on[0])
		(void)snprintf(on, sizeof on, " on %s", spec->declared_on);
	enum weight weight = sentence_weight(gap, least);
	if (weight == WEIGHT_UNSEEN)
		add(text, room,
		    "The gap of %.1f points (range %.1f to %.1f) may as well be none. We looked at %zu calls. A gap "
		    "under %.1f "
		    "points could not have been seen.",
		    points, low, high, gap->calls, findings->sensitivity.mde_points);
	else if (than[weight])
		add(text, room, "The gap of %.1f points (range %.1f to %.1f) %s the %g points declared as mattering%s.",
		    points, low, high, than[weight], least, on);
}

void sentence_finding(const struct findings *findings, char *text, size_t room)
{
	const struct spec *spec = findings->matter->spec;
	const struct gap *gap = &findings->target;
	char alike[WORDS_BYTES], span[SPAN_BYTES];
	if (!gap->known) {
		add(text, room,
		    "%s and %s have no calls that are alike in what was declared, or too few groups of them: they are "
		    "not "
		    "comparable, and we make no statement.",
		    name(findings, 0), name(findings, 1));
		return;
	}
	sentence_alike(spec->strata, alike, sizeof alike);
	within(spec->target_s, span, sizeof span);
	add(text, room, "From %s until before %s, %.0f of 100 calls from %s and %.0f of 100 from %s, %s, %s %s.",
	    spec->from, spec->to, 100 * gap->b, name(findings, 1), 100 * gap->a, name(findings, 0), alike,
	    arrival(findings), span);
	add_gap(findings, gap, text, room);
	if (gap->outside > 0.005)
		add(text, room, "%.0f of 100 calls had no counterpart in the other group and are in neither figure.",
		    100 * gap->outside);
}

void sentence_never(const struct findings *findings, char *text, size_t room)
{
	const struct portion *never = findings->never;
	const char *what = findings->matter->spec->outcome == DOCKET_ON_SCENE ? "closed without a unit on scene"
	                                                                      : "closed without a unit";
	if (!never[0].calls || !never[1].calls)
		return;
	add(text, room, "%zu of %zu calls from %s and %zu of %zu from %s were %s: %.1f and %.1f of 100.", never[1].yes,
	    never[1].calls, name(findings, 1), never[0].yes, never[0].calls, name(findings, 0), what,
	    100 * never[1].share, 100 * never[0].share);
	if (findings->not_answered.known)
		add(text, room, "Among calls alike the difference is %+.1f points (range %.1f to %.1f).",
		    100 * findings->not_answered.gap, 100 * findings->not_answered.low,
		    100 * findings->not_answered.high);
}

void sentence_refusal(const struct findings *findings, char *text, size_t room)
{
	const struct gate_group *group = findings->gate_group;
	double share[2];
	bool circular = findings->gate.reasons & 1u << GATE_BECAUSE_CIRCULAR;
	bool arrived = findings->matter->spec->outcome == DOCKET_ON_SCENE;
	const char *what = arrived ? "An arrival" : "An assignment";
	for (unsigned i = 0; i < 2; i++) {
		uint64_t of = circular ? group[i].calls : group[i].served;
		share[i] = of ? 100.0 * (double)group[i].recorded / (double)of : (double)NAN;
	}
	/* Where only a recorded arrival says that a unit came, nobody knows how many more came. */
	if (circular && !isnan(share[0]) && !isnan(share[1]))
		add(text, room,
		    "%s is recorded for %.0f of 100 calls from %s and %.0f of 100 from %s; whether a unit "
		    "reached the "
		    "others is not.",
		    what, share[1], name(findings, 1), share[0], name(findings, 0));
	else if (!isnan(share[0]) && !isnan(share[1]))
		add(text, room, "%s is recorded for %.0f of 100 calls from %s that a unit %s, and %.0f of 100 from %s.",
		    what, share[1], name(findings, 1), arrived ? "reached" : "was sent to", share[0],
		    name(findings, 0));
	add_reasons(findings, "Why it is so", text, room);
	if (!isnan(findings->bounds.low))
		add(text, room, "The true difference lies anywhere between %+.0f and %+.0f points.",
		    100 * findings->bounds.low, 100 * findings->bounds.high);
	add(text, room, "We make no statement.");
}

void sentence_limits(const struct findings *findings, char *text, size_t room)
{
	const struct spec *spec = findings->matter->spec;
	add(text, room, "This does not show why.");
	for (unsigned i = 1; i < spec->rungs; i++) {
		const struct ladder_rung *rung = &findings->rung[i];
		char alike[WORDS_BYTES];
		if (!rung->gap.known || (!rung->turned && !rung->halved))
			continue;
		sentence_alike(rung->mask & ~findings->rung[i - 1].mask, alike, sizeof alike);
		add(text, room,
		    "Comparing calls that are also %s changes the gap to %+.1f points: see whether that was given "
		    "alike to "
		    "both (page 3).",
		    alike, 100 * rung->gap.gap);
	}
	if (spec->by == SPEC_BY_AREA)
		add(text, room, "Districts were compared, not people: nothing is said of any one caller.");
}

void sentence_gate(const struct findings *findings, char *text, size_t room)
{
	add(text, room, "Quality of the record: %s.", gate_verdict_words(findings->gate.verdict));
	if (findings->gate.verdict == GATE_RELIABLE)
		return;
	add_reasons(findings, "Why", text, room);
}

void sentence_chance(const struct findings *findings, char *text, size_t room)
{
	if (!findings->log_rank.known)
		return;
	double p = exp(findings->log_rank.log_p);
	if (p > 0.2)
		add(text, room,
		    "If the two groups were treated alike, a difference in waits as large as this would be nothing "
		    "unusual: it turns up by chance in %.0f of 100 such audits.",
		    100 * p);
	else if (findings->log_rank.log_p < log(1e-6))
		add(text, room,
		    "If the two groups were treated alike, a difference in waits as large as this would turn up by "
		    "chance in fewer than 1 of a million such audits.");
	else
		add(text, room,
		    "If the two groups were treated alike, a difference in waits as large as this would turn up by "
		    "chance in about 1 of %.0f such audits.",
		    1 / p);
}

void sentence_fractile(const struct findings *findings, unsigned which, char *text, size_t room)
{
	for (unsigned group = 2; group-- > 0;) {
		const struct fractile *own = &findings->fractile[group][which];
		char span[SPAN_BYTES];
		sentence_span(own->s, span, sizeof span);
		if (isnan(own->s))
			add(text, room, "Fewer than %.0f in 10 calls from %s ever had a unit.", 10 * own->p,
			    name(findings, group));
		else
			add(text, room, "%.0f in 10 calls from %s had one within %s.", 10 * own->p,
			    name(findings, group), span);
	}
}

void sentence_override(const struct findings *findings, char *text, size_t room)
{
	if (!findings->override.known) {
		add(text, room,
		    "Recommendations are not on record here: what people chose cannot be told from what the plan "
		    "gave them.");
		return;
	}
	double all = 100 * findings->override.all_gap.gap, would = 100 * findings->override.followed_gap.gap;
	add(text, room,
	    "Of %zu calls with a recommendation, %zu got the unit that was recommended and %zu another. The gap among "
	    "them "
	    "is %+.1f points; had each recommendation been followed, it would be %+.1f. So much of it is plan, "
	    "staffing "
	    "and distance; %+.1f points go with what people chose.",
	    findings->override.with, findings->override.followed, findings->override.overridden, all, would,
	    all - would);
}
