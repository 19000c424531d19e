/* Whether those who wait longer are more often gone, or called it off, when a unit comes: what the wait costs.
 *
 * A call's wait ends with the first unit on scene or with its close, whichever is recorded first.  In each stratum (type,
 * first priority, district) of n calls, m of which left, the bands of those who left are added up; without looking one
 * would draw m of the n bands, with the mean and variance of such a draw.  Over all strata this is the trend test of
 * Cochran and Armitage as Mantel (1963) stratified it.  Where everybody's chance to leave keeps its proportion to the
 * chance that a unit comes, however long they have waited, there is no trend.
 *
 * Fewer than 20 who left, or who were served, bear no test (audit design 2.3).
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "audit/watch_calls.h"

#define FEWEST 20u
#define ALIKE (1u << FACTOR_TYPE | 1u << FACTOR_PRIORITY | 1u << FACTOR_AREA)

/* Of one stratum. */
struct waits {
	uint64_t calls[WATCH_BANDS], left[WATCH_BANDS];
	uint64_t late, late_left; /* waited beyond the target */
};

/* Of one row, over its strata. */
struct trend {
	uint64_t calls, left;
	uint64_t late_left;
	double late_expected;
	double sum, expected, variance; /* of the bands of those who left */
};

struct leaving {
	const struct watch_input *input;
	struct watch_calls calls;
	uint32_t strata;
	uint32_t *stratum, *first;
	struct waits *waits;
};

static bool has_left(const struct docket_segment *segment, size_t row)
{
	return segment->outcome[row] == DOCKET_IS_GONE || segment->outcome[row] == DOCKET_IS_CANCELLED;
}

static int32_t wait_ms(const struct docket_segment *segment, size_t row)
{
	int32_t came = segment->after_ms[DOCKET_ON_SCENE][row], closed = segment->after_ms[DOCKET_CLOSED][row];
	if (came == DOCKET_NEVER)
		return closed;
	return closed == DOCKET_NEVER || came < closed ? came : closed;
}

/* Its wait is known, and not before first contact. */
static bool counts(const struct docket_segment *segment, size_t row)
{
	bool ended = segment->outcome[row] == DOCKET_IS_SERVED || has_left(segment, row);
	return ended && wait_ms(segment, row) >= 0;
}

static enum status gather(struct leaving *leaving)
{
	const struct watch_input *input = leaving->input;
	enum status status = watch_calls_of(input, counts, &leaving->calls);
	if (status != STATUS_OK)
		return status;
	leaving->stratum = calloc(leaving->calls.count + 1, sizeof *leaving->stratum);
	if (!leaving->stratum)
		return STATUS_MEMORY;
	status = factors_number(input->docket, leaving->calls.place, leaving->calls.count, ALIKE, leaving->stratum,
	                        &leaving->strata, &leaving->first);
	if (status != STATUS_OK)
		return status;
	leaving->waits = calloc((size_t)leaving->strata + 1, sizeof *leaving->waits);
	if (!leaving->waits)
		return STATUS_MEMORY;
	for (size_t i = 0; i < leaving->calls.count; i++) {
		const struct docket_segment *segment = watch_segment(input, &leaving->calls.place[i]);
		uint32_t row = leaving->calls.place[i].row;
		struct waits *waits = &leaving->waits[leaving->stratum[i]];
		int32_t waited_ms = wait_ms(segment, row);
		bool left = has_left(segment, row), late = waited_ms > input->plan.target_ms;
		uint32_t band = watch_band_of(waited_ms);
		waits->calls[band]++;
		waits->left[band] += left;
		waits->late += late;
		waits->late_left += late && left;
	}
	return STATUS_OK;
}

static void add_stratum(struct trend *trend, const struct waits *waits)
{
	double n = 0, m = 0, sum = 0, seen = 0, squares = 0;
	for (uint32_t band = 0; band < WATCH_BANDS; band++) {
		double calls = (double)waits->calls[band];
		n += calls;
		m += (double)waits->left[band];
		sum += calls * band;
		squares += calls * band * band;
		seen += (double)waits->left[band] * band;
		trend->calls += waits->calls[band];
		trend->left += waits->left[band];
	}
	trend->late_left += waits->late_left;
	trend->late_expected += m * (double)waits->late / n;
	trend->sum += seen;
	trend->expected += m * sum / n;
	/* Whole numbers, so that nothing is lost in the difference below 2^53. */
	if (n > 1)
		trend->variance += m * (n - m) / (n * (n - 1)) * ((squares * n - sum * sum) / n);
}

static struct watch_row trend_row(const struct trend *trend, uint32_t number)
{
	struct watch_row row = { .number = number,
		                 .calls = trend->left,
		                 .seen = trend->late_left,
		                 .expected = trend->late_expected,
		                 .z = NAN };
	if (trend->left >= FEWEST && trend->calls - trend->left >= FEWEST && trend->variance > 0)
		row.z = (trend->sum - trend->expected) / sqrt(trend->variance);
	return row;
}

/* ---- parts ---- */

static enum status add_all(const struct leaving *leaving, struct watch_result *result)
{
	struct trend all = { 0 };
	for (uint32_t i = 0; i < leaving->strata; i++)
		add_stratum(&all, &leaving->waits[i]);
	watch_add_part(result, "trend", "had waited beyond the target, of those who left", "calls", WATCH_BY_ALL);
	return all.calls ? watch_add(result, trend_row(&all, 0), INFINITY, WATCH_MORE) : STATUS_OK;
}

static enum status add_areas(const struct leaving *leaving, struct watch_result *result)
{
	const struct watch_input *input = leaving->input;
	struct trend *area = calloc((size_t)input->docket->word_count + 1, sizeof *area);
	enum status status = area ? STATUS_OK : STATUS_MEMORY;
	watch_add_part(result, "trend_by_area", "had waited beyond the target, of those who left", "calls",
	               WATCH_BY_AREA);
	for (uint32_t i = 0; status == STATUS_OK && i < leaving->strata; i++) {
		const struct docket_place *place = &leaving->calls.place[leaving->first[i]];
		add_stratum(&area[watch_segment(input, place)->word[DOCKET_AREA][place->row]], &leaving->waits[i]);
	}
	for (uint32_t word = 1; status == STATUS_OK && word < input->docket->word_count; word++)
		if (area[word].calls)
			status = watch_add(result, trend_row(&area[word], word), INFINITY, WATCH_MORE);
	free(area);
	return status;
}

/* The bands beside each other, to be looked at: the trend is what is tested. */
static enum status add_bands(const struct leaving *leaving, struct watch_result *result)
{
	enum status status = STATUS_OK;
	watch_add_part(result, "bands", "left, by how long they had waited", "calls", WATCH_BY_BAND);
	for (uint32_t band = 0; status == STATUS_OK && band < WATCH_BANDS; band++) {
		struct watch_row row = { .number = band, .z = NAN };
		for (uint32_t i = 0; i < leaving->strata; i++) {
			const struct waits *waits = &leaving->waits[i];
			double n = 0, m = 0;
			for (uint32_t other = 0; other < WATCH_BANDS; other++) {
				n += (double)waits->calls[other];
				m += (double)waits->left[other];
			}
			row.calls += waits->calls[band];
			row.seen += waits->left[band];
			row.expected += (double)waits->calls[band] * m / n;
		}
		if (row.calls)
			status = watch_add(result, row, INFINITY, WATCH_MORE);
	}
	return status;
}

static enum status look(const struct watch_input *input, struct watch_result *result)
{
	struct leaving leaving = { .input = input };
	enum status status = gather(&leaving);
	if (status == STATUS_OK)
		status = add_all(&leaving, result);
	if (status == STATUS_OK)
		status = add_areas(&leaving, result);
	if (status == STATUS_OK)
		status = add_bands(&leaving, result);
	watch_calls_close(&leaving.calls);
	free(leaving.stratum);
	free(leaving.first);
	free(leaving.waits);
	return status;
}

const struct watch gone_watch = {
	.name = "gone",
	.words = "gone or called off before a unit was there, by how long they had waited",
	.false_alarms = "Where the wait makes no difference to who leaves, at most 5 of 100 audits mark anything here.",
	.look = look,
};
