/* Whom more alarms reach than anybody can heed: over one in ten minutes, steadily, is a fault of the set-up.
 *
 * The bound is that of the process industries (EEMUA 191 and ISA 18.2: about one in ten minutes is what an operator can
 * handle for long; not checked here).  Alarms come in bursts, so the variance of their number is taken from shifts of
 * eight hours on duty, and is never less than Poisson's; fewer than five shifts bear no test.  Who heeds fewer of their
 * alarms than others do is seen beside it.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "audit/matched.h"
#include "audit/watch.h"

#define SPANS_OF_SHIFT 48u
#define FEWEST_SHIFTS 5u

static uint64_t raised(const struct watch_alarm_owner *owner, size_t from, size_t to)
{
	uint64_t sum = 0;
	for (size_t i = from; i < to; i++)
		sum += owner->raised[i];
	return sum;
}

/* How many times Poisson's the variance of a shift's alarms is, at least 1; a shift that is not whole is left out. */
static double dispersion(const struct watch_alarm_owner *owner, size_t shifts)
{
	double mean = (double)raised(owner, 0, shifts * SPANS_OF_SHIFT) / (double)shifts, squares = 0;
	for (size_t i = 0; i < shifts; i++) {
		double off = (double)raised(owner, i * SPANS_OF_SHIFT, (i + 1) * SPANS_OF_SHIFT) - mean;
		squares += off * off;
	}
	return mean > 0 ? fmax(1, squares / (double)(shifts - 1) / mean) : 1;
}

static enum status add_load(const struct watch_alarm_owner *owner, uint32_t number, struct watch_result *result)
{
	size_t shifts = owner->spans / SPANS_OF_SHIFT;
	uint64_t alarms = raised(owner, 0, owner->spans);
	double bound = (double)owner->spans;
	/* What is looked at is alarms, and there may be more of them than spans. */
	struct watch_row row = { .number = number, .calls = alarms, .seen = alarms, .expected = bound, .z = NAN };
	if (shifts >= FEWEST_SHIFTS)
		row.z = matched_z((int64_t)alarms, bound, bound * dispersion(owner, shifts));
	return watch_add(result, row, (double)shifts - 1, WATCH_MORE);
}

/* As if all owners left the same share unheeded: a stratum of all alarms (audit/watch_question.h). */
static enum status add_unheeded(const struct watch_alarms *alarms, struct watch_result *result)
{
	struct watch_tally *tally = calloc(alarms->owners + 1, sizeof *tally);
	uint64_t all = 0, unheeded = 0;
	size_t rows = 0;
	if (!tally)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < alarms->owners; i++) {
		const struct watch_alarm_owner *owner = &alarms->owner[i];
		struct watch_tally own = { .number = i,
			                   .calls = raised(owner, 0, owner->spans),
			                   .seen = owner->unheeded };
		all += own.calls;
		unheeded += own.seen;
		if (own.calls)
			tally[rows++] = own;
	}
	double n = (double)all, m = (double)unheeded;
	for (size_t i = 0; i < rows; i++) {
		double r = (double)tally[i].calls;
		tally[i].expected = r * m / n;
		tally[i].variance = n > 1 ? r / n * (n - r) * (m / n) * (n - m) / (n - 1) : 0;
	}
	enum status status = watch_add_tallies(result, tally, rows, WATCH_MORE);
	free(tally);
	return status;
}

static enum status look(const struct watch_input *input, struct watch_result *result)
{
	enum status status = STATUS_OK;
	if (!input->alarms)
		return STATUS_OK;
	watch_add_part(result, "load", "alarms, against one in each ten minutes on duty", "alarms", WATCH_BY_OWNER);
	for (uint32_t i = 0; status == STATUS_OK && i < input->alarms->owners; i++)
		if (input->alarms->owner[i].spans)
			status = add_load(&input->alarms->owner[i], i, result);
	watch_add_part(result, "unheeded", "alarms that were raised again before anybody heeded them", "alarms",
	               WATCH_BY_OWNER);
	return status == STATUS_OK ? add_unheeded(input->alarms, result) : status;
}

const struct watch alarm_watch = {
	.name = "alarm",
	.words = "alarms that reach one person or position, and those that nobody heeded",
	.false_alarms =
	    "Where nobody gets more than one alarm in ten minutes in the long run, and all heed them alike but "
	    "for what people ordinarily differ, at most 5 of 100 audits mark anything here.",
	.look = look,
};
