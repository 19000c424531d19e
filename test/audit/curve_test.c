/* Kaplan and Meier's curve against the references: every time of every group, its bands, quantiles and means. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/curve.h"

#include "refs.h"

#define Z95 1.959963984540054

static const char *const SETS[] = { "aml", "cad_a", "gehan", "lung", "mgus2", "ovarian", "rats", "veteran" };
static const struct {
	const char *lower, *upper, *quantiles;
} SCALES[] = {
	[CURVE_PLAIN] = { "lower_plain", "upper_plain", "quantiles_plain" },
	[CURVE_LOG] = { "lower_log", "upper_log", "quantiles_log" },
	[CURVE_LOG_LOG] = { "lower_log-log", "upper_log-log", "quantiles_log-log" },
};

static void check_column(const double *got, size_t length, const json_t *refs, const char *name)
{
	const json_t *column = json_object_get(refs, name);
	CHECK_NUMBER(json_array_size(column), length);
	for (size_t i = 0; i < length && i < json_array_size(column); i++)
		if (!CHECK_NEAR(got[i], json_array_get(column, i)))
			(void)fprintf(stderr, "  %s[%zu]\n", name, i);
}

static void check_scale(const struct curve *curve, enum curve_scale scale, const json_t *refs)
{
	double *lower = calloc(curve->length, sizeof *lower), *upper = calloc(curve->length, sizeof *upper);
	const json_t *quantiles = json_object_get(refs, SCALES[scale].quantiles);
	const json_t *p = json_object_get(quantiles, "p");
	curve_band(scale, Z95, curve->waiting, curve->se, curve->length, lower, upper);
	check_column(lower, curve->length, refs, SCALES[scale].lower);
	check_column(upper, curve->length, refs, SCALES[scale].upper);
	CHECK(json_array_size(p) > 0);
	for (size_t i = 0; i < json_array_size(p); i++) {
		double at = refs_number(json_array_get(p, i));
		const double *time = curve->time;
		CHECK_NEAR(curve_quantile(time, curve->waiting, curve->length, at),
		           json_array_get(json_object_get(quantiles, "est"), i));
		CHECK_NEAR(curve_quantile(time, lower, curve->length, at),
		           json_array_get(json_object_get(quantiles, "lower"), i));
		CHECK_NEAR(curve_quantile(time, upper, curve->length, at),
		           json_array_get(json_object_get(quantiles, "upper"), i));
	}
	free(lower);
	free(upper);
}

static void check_contrast(const struct curve_contrast *got, const json_t *refs)
{
	CHECK_NEAR_OF(got->estimate, json_object_get(refs, "est"), got->se);
	CHECK_NEAR_OF(got->lower, json_object_get(refs, "lower"), got->se);
	CHECK_NEAR_OF(got->upper, json_object_get(refs, "upper"), got->se);
	double log_p = log(refs_number(json_object_get(refs, "p")));
	CHECK(fabs(log(erfc(fabs(got->z) / sqrt(2))) - log_p) <= REFS_TOLERANCE * fmax(1, fabs(log_p)));
}

static void check_set(const char *name)
{
	struct refs_set set;
	struct strand_rows rows;
	struct strand strand;
	struct curve_mean mean[16];
	json_t *refs = refs_load(name);
	const json_t *rmst = json_object_get(refs, "rmst");
	refs_set_open(&set, name);
	set.sample.stratum = NULL;
	CHECK(strand_rows_of(&set.sample, &rows) == STATUS_OK);
	CHECK(strand_of_stratum(&set.sample, &rows, 0, &strand) == STATUS_OK);
	for (uint32_t group = 0; group < set.sample.groups; group++) {
		struct curve curve;
		char label[32];
		(void)snprintf(label, sizeof label, "%ld", set.group_name[group]);
		const json_t *km = json_object_get(json_object_get(refs, "km"), label);
		const json_t *by_group = json_array_get(json_object_get(rmst, "by_group"), group);
		CHECK(curve_of(&strand, group, SAMPLE_SERVED, &curve) == STATUS_OK);
		check_column(curve.time, curve.length, km, "time");
		check_column(curve.at_risk, curve.length, km, "n_risk");
		check_column(curve.events, curve.length, km, "n_event");
		check_column(curve.others, curve.length, km, "n_censor");
		check_column(curve.waiting, curve.length, km, "surv");
		check_column(curve.se, curve.length, km, "se");
		check_column(curve.hazard, curve.length, km, "cumhaz_na");
		for (unsigned scale = 0; scale < sizeof SCALES / sizeof *SCALES; scale++)
			check_scale(&curve, (enum curve_scale)scale, km);
		mean[group] = curve_mean_of(&curve, refs_number(json_object_get(rmst, "tau")));
		CHECK_NEAR(mean[group].mean, json_object_get(by_group, "rmst"));
		CHECK_NEAR(mean[group].se, json_object_get(by_group, "se"));
		CHECK(!mean[group].extended);
		curve_close(&curve);
	}
	struct curve_contrast contrast = curve_mean_difference(&mean[0], &mean[1], Z95);
	check_contrast(&contrast, json_object_get(rmst, "survRM2_diff"));
	contrast = curve_gain_ratio(&mean[0], &mean[1], Z95);
	check_contrast(&contrast, json_object_get(rmst, "survRM2_ratio_RMTL"));
	strand_close(&strand);
	strand_rows_close(&rows);
	refs_set_close(&set);
	json_decref(refs);
}

/* One curve of up to 16 rows. */
static struct curve curve_from(size_t rows, const double *time, const uint8_t *ending)
{
	static const uint32_t row[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 }, group[16];
	struct sample sample = { .rows = rows, .time = time, .ending = ending, .group = group, .groups = 1 };
	struct strand strand;
	struct curve curve = { 0 };
	CHECK(strand_of(&sample, row, rows, &strand) == STATUS_OK);
	CHECK(curve_of(&strand, CURVE_ALL_GROUPS, SAMPLE_SERVED, &curve) == STATUS_OK);
	strand_close(&strand);
	return curve;
}

static void check_edges(void)
{
	json_t *refs = refs_load("edge_cases");
	const char *name;
	json_t *edge;
	json_object_foreach(refs, name, edge)
	{
		double time[16];
		uint8_t ending[16];
		const json_t *data = json_object_get(edge, "data");
		size_t rows = json_array_size(data);
		CHECK(rows && rows <= 16);
		for (size_t i = 0; i < rows && i < 16; i++) {
			time[i] = refs_number(json_object_get(json_array_get(data, i), "time"));
			ending[i] = (uint8_t)refs_number(json_object_get(json_array_get(data, i), "status"));
		}
		struct curve curve = curve_from(rows, time, ending);
		const json_t *km = json_object_get(edge, "km");
		check_column(curve.time, curve.length, km, "time");
		check_column(curve.at_risk, curve.length, km, "n_risk");
		check_column(curve.events, curve.length, km, "n_event");
		check_column(curve.waiting, curve.length, km, "surv");
		curve_close(&curve);
	}
	json_decref(refs);
}

static void check_small(void)
{
	const double time[] = { 1, 2, 3, 4, 5 };
	const uint8_t two[] = { 1, 1, 0, 2, 0 }, none[] = { 0, 2, 0, 0, 2 }, all[] = { 1, 1, 1, 1, 1 };
	double lower[5], upper[5];
	struct curve curve = curve_from(0, NULL, NULL);
	CHECK(curve.length == 0 && isnan(curve_mean_of(&curve, 5).mean));
	CHECK(isnan(curve_quantile(curve.time, curve.waiting, curve.length, 0.5)));
	curve_close(&curve);
	/* Two of five arrive: the step at 0.6 lasts from 2 to 5. */
	curve = curve_from(5, time, two);
	CHECK(curve_quantile(time, curve.waiting, 5, 0.4) == 3.5);
	CHECK(curve_quantile(time, curve.waiting, 5, 0.2) == 1.5);
	CHECK(curve_quantile(time, curve.waiting, 5, 0.3) == 2);
	CHECK(isnan(curve_quantile(time, curve.waiting, 5, 0.5)));
	CHECK(curve_until(time, 5, 0.5) == 0 && curve_until(time, 5, 3) == 3 && curve_until(time, 5, 9) == 5);
	/* An edge that rises again, and one that is not there at first. */
	const double edge[] = { (double)NAN, 0.95, 0.84, 0.88, 0.88 };
	CHECK(curve_quantile(time, edge, 5, 0.1) == 4 && curve_quantile(time, edge, 5, 0.15) == 3);
	struct curve_mean mean = curve_mean_of(&curve, 10);
	CHECK(mean.extended && fabs(mean.mean - (1 + 0.8 + 0.6 * 8)) < 1e-12);
	CHECK(curve_mean_of(&curve, 0.5).mean == 0.5 && curve_mean_of(&curve, 0.5).se == 0);
	struct curve_mean early = curve_mean_of(&curve, 0.5);
	CHECK(isnan(curve_gain_ratio(&early, &early, Z95).estimate));
	CHECK(isnan(curve_mean_difference(&early, &early, Z95).z));
	curve_close(&curve);
	/* Nobody arrives: the share is 1, its error 0, and the log-log scale has no band for it. */
	curve = curve_from(5, time, none);
	CHECK(curve.waiting[4] == 1 && curve.se[4] == 0 && curve.hazard[4] == 0);
	curve_band(CURVE_LOG_LOG, Z95, curve.waiting, curve.se, 5, lower, upper);
	CHECK(isnan(lower[4]) && isnan(upper[4]));
	curve_band(CURVE_LOG, Z95, curve.waiting, curve.se, 5, lower, upper);
	CHECK(lower[4] == 1 && upper[4] == 1);
	curve_close(&curve);
	/* Everybody arrives: the last share is 0 and has no error; the mean is the plain one. */
	curve = curve_from(5, time, all);
	CHECK(curve.waiting[4] == 0 && isnan(curve.se[4]));
	CHECK(fabs(curve_mean_of(&curve, 100).mean - 3) < 1e-12 && !curve_mean_of(&curve, 100).extended);
	CHECK(fabs(curve_mean_of(&curve, 100).se - sqrt(2.0 / 5)) < 1e-12);
	for (unsigned scale = 0; scale < sizeof SCALES / sizeof *SCALES; scale++) {
		curve_band((enum curve_scale)scale, Z95, curve.waiting, curve.se, 5, lower, upper);
		CHECK(isnan(lower[4]) && isnan(upper[4]));
		for (size_t i = 0; i < 4; i++)
			CHECK(0 <= lower[i] && lower[i] < curve.waiting[i] && curve.waiting[i] < upper[i] &&
			      upper[i] <= 1);
	}
	curve_close(&curve);
}

int main(void)
{
	for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++)
		check_set(SETS[i]);
	check_edges();
	check_small();
	return check_done();
}
