/* Curves and the tests that compare them: Kaplan and Meier, Aalen and Johansen, log-rank, Gray. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "audit/curve.h"
#include "audit/gray.h"
#include "audit/incidence.h"
#include "audit/log_rank.h"
#include "audit/special.h"
#include "cmd/audit_answer.h"

static const double P[] = { 0.25, 0.5, 0.75, 0.9 };
#define P_COUNT (sizeof P / sizeof *P)

/* All rows as one strand; false, and kept, on trouble.  The caller closes it. */
static bool open_strand(struct answer *answer, const struct sample *whole, struct strand *ret_strand)
{
	struct sample sample = *whole;
	struct strand_rows rows = { 0 };
	sample.stratum = NULL;
	if (!answer_good(answer, strand_rows_of(&sample, &rows)))
		return false;
	bool good = answer_good(answer, strand_of_stratum(&sample, &rows, 0, ret_strand));
	strand_rows_close(&rows);
	return good;
}

/* The name that the file has for a group. */
static const char *group_name(const struct sample_table *table, uint32_t group, char text[24])
{
	(void)snprintf(text, 24, "%" PRId64, table->group.name[group]);
	return text;
}

static void put_band(struct answer *answer, const struct curve *curve, enum curve_scale scale, json_t *into)
{
	static const struct {
		const char *lower, *upper, *quantiles;
	} names[] = {
		[CURVE_PLAIN] = { "lower_plain", "upper_plain", "quantiles_plain" },
		[CURVE_LOG] = { "lower_log", "upper_log", "quantiles_log" },
		[CURVE_LOG_LOG] = { "lower_log-log", "upper_log-log", "quantiles_log-log" },
	};
	double *lower = calloc(curve->length + 1, sizeof *lower), *upper = calloc(curve->length + 1, sizeof *upper);
	if (!(lower && upper)) {
		answer_short(answer);
		goto out;
	}
	const double *level[] = { curve->waiting, lower, upper };
	static const char *const edges[] = { "est", "lower", "upper" };
	curve_band(scale, special_normal_quantile(0.975), curve->waiting, curve->se, curve->length, lower, upper);
	answer_put_numbers(answer, into, names[scale].lower, lower, curve->length);
	answer_put_numbers(answer, into, names[scale].upper, upper, curve->length);
	json_t *quantiles = answer_object(answer, into, names[scale].quantiles);
	answer_put_numbers(answer, quantiles, "p", P, P_COUNT);
	for (size_t edge = 0; edge < 3; edge++) {
		double found[P_COUNT];
		for (size_t i = 0; i < P_COUNT; i++)
			found[i] = curve_quantile(curve->time, level[edge], curve->length, P[i]);
		answer_put_numbers(answer, quantiles, edges[edge], found, P_COUNT);
	}
out:
	free(lower);
	free(upper);
}

static void put_curve(struct answer *answer, const struct curve *curve, json_t *into)
{
	answer_put_numbers(answer, into, "time", curve->time, curve->length);
	answer_put_numbers(answer, into, "n_risk", curve->at_risk, curve->length);
	answer_put_numbers(answer, into, "n_event", curve->events, curve->length);
	answer_put_numbers(answer, into, "n_censor", curve->others, curve->length);
	answer_put_numbers(answer, into, "surv", curve->waiting, curve->length);
	answer_put_numbers(answer, into, "se", curve->se, curve->length);
	answer_put_numbers(answer, into, "cumhaz_na", curve->hazard, curve->length);
	put_band(answer, curve, CURVE_PLAIN, into);
	put_band(answer, curve, CURVE_LOG, into);
	put_band(answer, curve, CURVE_LOG_LOG, into);
}

const char *answer_km(struct answer *answer, const struct answer_question *question, json_t *root)
{
	const struct sample_table *table = question->table;
	struct strand strand = { 0 };
	char name[24];
	if (!table->sample.rows)
		return "there are no rows";
	if (!open_strand(answer, &table->sample, &strand))
		return NULL;
	json_t *km = answer_object(answer, root, "km");
	for (uint32_t group = 0; group < table->sample.groups; group++) {
		struct curve curve = { 0 };
		if (!answer_good(answer, curve_of(&strand, group, SAMPLE_SERVED, &curve)))
			break;
		put_curve(answer, &curve, answer_object(answer, km, group_name(table, group, name)));
		curve_close(&curve);
	}
	strand_close(&strand);
	return NULL;
}

void answer_small_curve(struct answer *answer, const struct sample *sample, json_t *into)
{
	struct strand strand = { 0 };
	struct curve curve = { 0 };
	if (!open_strand(answer, sample, &strand))
		return;
	if (answer_good(answer, curve_of(&strand, CURVE_ALL_GROUPS, SAMPLE_SERVED, &curve))) {
		answer_put_numbers(answer, into, "time", curve.time, curve.length);
		answer_put_numbers(answer, into, "n_risk", curve.at_risk, curve.length);
		answer_put_numbers(answer, into, "n_event", curve.events, curve.length);
		answer_put_numbers(answer, into, "surv", curve.waiting, curve.length);
		curve_close(&curve);
	}
	strand_close(&strand);
}

static void put_contrast(struct answer *answer, json_t *into, const char *key, struct curve_contrast contrast)
{
	json_t *object = answer_object(answer, into, key);
	answer_put_number(answer, object, "est", contrast.estimate);
	answer_put_number(answer, object, "lower", contrast.lower);
	answer_put_number(answer, object, "upper", contrast.upper);
	answer_put_number(answer, object, "p", exp(special_normal_two_sided(contrast.z)));
}

const char *answer_rmst(struct answer *answer, const struct answer_question *question, json_t *root)
{
	const struct sample *sample = &question->table->sample;
	struct strand strand = { 0 };
	struct curve_mean mean[2] = { 0 };
	if (isnan(question->tau))
		return "no tau was given";
	if (!sample->rows)
		return "there are no rows";
	if (!open_strand(answer, sample, &strand))
		return NULL;
	json_t *rmst = answer_object(answer, root, "rmst");
	answer_put_number(answer, rmst, "tau", question->tau);
	json_t *list = answer_list(answer, rmst, "by_group");
	for (uint32_t group = 0; group < sample->groups; group++) {
		struct curve curve = { 0 };
		if (!answer_good(answer, curve_of(&strand, group, SAMPLE_SERVED, &curve)))
			break;
		struct curve_mean own = curve_mean_of(&curve, question->tau);
		curve_close(&curve);
		json_t *entry = answer_object_in(answer, list);
		answer_put_number(answer, entry, "rmst", own.mean);
		answer_put_number(answer, entry, "se", own.se);
		/* Nobody was followed so far: the last share is taken to last to tau. */
		if (own.extended)
			answer_put(answer, entry, "extended", json_string("yes"));
		if (group < 2)
			mean[group] = own;
	}
	if (sample->groups == 2) {
		double z = special_normal_quantile(0.975);
		put_contrast(answer, rmst, "survRM2_diff", curve_mean_difference(&mean[0], &mean[1], z));
		put_contrast(answer, rmst, "survRM2_ratio_RMTL", curve_gain_ratio(&mean[0], &mean[1], z));
	}
	strand_close(&strand);
	return NULL;
}

/* Without the other ending there is nothing that competes, and the curve says it all. */
static bool has_competing(const struct sample *sample)
{
	for (size_t i = 0; i < sample->rows; i++)
		if (sample->ending[i] == SAMPLE_UNSERVED)
			return true;
	return false;
}
static const char no_competing[] = "no row has status 2, so nothing competes: km says all";

const char *answer_aj(struct answer *answer, const struct answer_question *question, json_t *root)
{
	const struct sample_table *table = question->table;
	struct strand strand = { 0 };
	char name[24];
	if (!has_competing(&table->sample))
		return no_competing;
	if (!open_strand(answer, &table->sample, &strand))
		return NULL;
	json_t *aj = answer_object(answer, root, "aj");
	for (uint32_t group = 0; group < table->sample.groups; group++) {
		struct incidence found = { 0 };
		if (!answer_good(answer, incidence_of(&strand, group, &found)))
			break;
		json_t *object = answer_object(answer, aj, group_name(table, group, name));
		answer_put_numbers(answer, object, "time", found.time, found.length);
		answer_put_numbers(answer, object, "S", found.waiting, found.length);
		answer_put_numbers(answer, object, "F1", found.served, found.length);
		answer_put_numbers(answer, object, "F2", found.unserved, found.length);
		answer_put_numbers(answer, object, "seS", found.se_waiting, found.length);
		answer_put_numbers(answer, object, "seF1", found.se_served, found.length);
		answer_put_numbers(answer, object, "seF2", found.se_unserved, found.length);
		incidence_close(&found);
	}
	strand_close(&strand);
	return NULL;
}

static void put_gray(struct answer *answer, const struct sample *sample, bool stratified, json_t *list)
{
	static const enum sample_ending causes[] = { SAMPLE_SERVED, SAMPLE_UNSERVED };
	double chisq[2], p[2], df[2];
	for (size_t i = 0; i < 2; i++) {
		struct gray test = { 0 };
		if (!answer_good(answer, gray_of(sample, causes[i], &test)))
			return;
		chisq[i] = test.chisq;
		df[i] = test.df;
		p[i] = test.df ? exp(special_chi_squared(test.chisq, test.df).log_above) : (double)NAN;
		gray_close(&test);
	}
	json_t *entry = answer_object_in(answer, list);
	answer_put(answer, entry, "stratified", json_boolean(stratified));
	json_t *names = answer_list(answer, entry, "causes");
	answer_add(answer, names, json_string("1"));
	answer_add(answer, names, json_string("2"));
	answer_put_numbers(answer, entry, "stat", chisq, 2);
	answer_put_numbers(answer, entry, "p", p, 2);
	answer_put_numbers(answer, entry, "df", df, 2);
}

const char *answer_gray(struct answer *answer, const struct answer_question *question, json_t *root)
{
	const struct sample_table *table = question->table;
	struct sample whole = answer_unstratified(table);
	if (!has_competing(&whole))
		return no_competing;
	if (whole.groups < 2)
		return "there are no two groups to compare";
	json_t *list = answer_list(answer, root, "gray");
	put_gray(answer, &whole, false, list);
	if (answer_has_strata(table))
		put_gray(answer, &table->sample, true, list);
	return NULL;
}

static void put_log_rank(struct answer *answer, const struct sample *sample, double rho, bool stratified, json_t *list)
{
	struct log_rank_plan plan = { .event = SAMPLE_SERVED, .rho = rho };
	struct log_rank test = { 0 };
	if (!answer_good(answer, log_rank_of(sample, plan, &test)))
		return;
	double log_p = test.df ? special_chi_squared(test.chisq, test.df).log_above : (double)NAN;
	json_t *entry = answer_object_in(answer, list);
	answer_put_number(answer, entry, "rho", rho);
	answer_put(answer, entry, "stratified", json_boolean(stratified));
	answer_put_numbers(answer, entry, "n", test.rows, test.groups);
	answer_put_numbers(answer, entry, "O", test.observed, test.groups);
	answer_put_numbers(answer, entry, "E", test.expected, test.groups);
	answer_put_matrix(answer, entry, "V", test.variance, test.groups);
	answer_put_number(answer, entry, "chisq", test.chisq);
	answer_put_number(answer, entry, "df", test.df);
	answer_put_number(answer, entry, "p", exp(log_p));
	answer_put_number(answer, entry, "log_p", log_p);
	log_rank_close(&test);
}

const char *answer_logrank(struct answer *answer, const struct answer_question *question, json_t *root)
{
	const struct sample_table *table = question->table;
	struct sample whole = answer_unstratified(table);
	if (whole.groups < 2)
		return "there are no two groups to compare";
	json_t *list = answer_list(answer, root, "logrank");
	for (int rho = 0; rho < 2; rho++)
		put_log_rank(answer, &whole, rho, false, list);
	for (int rho = 0; rho < 2 && answer_has_strata(table); rho++)
		put_log_rank(answer, &table->sample, rho, true, list);
	return NULL;
}
