/* Comparisons of two groups over strata: Mantel and Haenszel's, standardised differences, scores by row and cluster. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "audit/conditional.h"
#include "audit/log_rank.h"
#include "audit/mantel_haenszel.h"
#include "audit/standard.h"
#include "audit/tally.h"
#include "audit/quantile.h"
#include "cmd/audit_answer.h"

static const char no_two[] = "it compares two groups, and there are not two";
static const char no_tau[] = "no tau was given";
static const char no_both[] = "no stratum has calls of both groups";

static void put_exact(struct answer *answer, const struct table *tables, size_t count, json_t *mh)
{
	struct conditional all, early;
	/* Too many to be enumerated: the others say it as well. */
	enum status status = conditional_of(tables, count, 0.95, 0, &all);
	if (status == STATUS_LIMIT || !answer_good(answer, status))
		return;
	if (!answer_good(answer, conditional_of(tables, count, 0.95, CONDITIONAL_EARLY, &early)))
		return;
	json_t *exact = answer_object(answer, mh, "exact");
	answer_put_number(answer, exact, "p", exp(all.log_p));
	/* Where the references' search stops, to compare; and to all digits. */
	answer_put_number(answer, exact, "or_cmle", early.odds_ratio);
	answer_put_numbers(answer, exact, "ci", (double[]){ early.low, early.high }, 2);
	answer_put_number(answer, exact, "or_cmle_to_all_digits", all.odds_ratio);
	answer_put_numbers(answer, exact, "ci_to_all_digits", (double[]){ all.low, all.high }, 2);
}

static void put_tables(struct answer *answer, const struct table *tables, size_t count, json_t *mh)
{
	json_t *list = answer_list(answer, mh, "table");
	for (size_t i = 0; i < count; i++) {
		const int64_t cells[] = { tables[i].exposed_yes, tables[i].exposed_no, tables[i].reference_yes,
			                  tables[i].reference_no };
		json_t *row = json_array();
		for (size_t cell = 0; cell < 4; cell++)
			answer_add(answer, row, json_integer(cells[cell]));
		answer_add(answer, list, row);
	}
}

static void put_mh(struct answer *answer, const struct mantel_haenszel *found, json_t *mh)
{
	const struct mantel_haenszel_test *test = &found->test, *corrected = &found->corrected;
	const struct mantel_haenszel_test *same = &found->homogeneity;
	answer_put_number(answer, mh, "chisq", test->chi_squared);
	answer_put_number(answer, mh, "p", exp(test->log_p));
	answer_put_number(answer, mh, "or", found->odds_ratio);
	answer_put_numbers(answer, mh, "or_ci", (double[]){ found->odds_bounds.low, found->odds_bounds.high }, 2);
	answer_put_number(answer, mh, "chisq_cc", corrected->chi_squared);
	answer_put_number(answer, mh, "p_cc", exp(corrected->log_p));
	answer_put_number(answer, mh, "rd_mh", found->risk_difference);
	answer_put_number(answer, mh, "rd_se_sato", found->risk_se);
	answer_put_number(answer, mh, "rd_se_greenland_robins", found->risk_se_robins);
	answer_put_number(answer, mh, "rr_mh", found->risk_ratio);
	answer_put_number(answer, mh, "log_rr_se", found->risk_log_se);
	json_t *breslow = answer_object(answer, mh, "breslow_day");
	answer_put_number(answer, breslow, "stat", same->chi_squared);
	answer_put_number(answer, breslow, "df", (double)same->df);
	answer_put_number(answer, breslow, "p", exp(same->log_p));
}

const char *answer_mh(struct answer *answer, const struct answer_question *question, json_t *root)
{
	const struct sample_table *table = question->table;
	if (isnan(question->tau))
		return no_tau;
	if (table->sample.groups != 2)
		return no_two;
	if (!answer_has_strata(table))
		return "there are no strata to go over";
	struct table *tables = calloc(sample_strata(&table->sample) + (size_t)1, sizeof *tables);
	if (!tables) {
		answer_short(answer);
		return NULL;
	}
	size_t dropped = mantel_haenszel_tables(&table->sample, question->tau, 1, 0, tables), count = 0;
	for (size_t i = 0; i < sample_strata(&table->sample); i++)
		if (table_all(tables[i]) >= 2)
			tables[count++] = tables[i];
	struct mantel_haenszel found = mantel_haenszel_of(tables, count, 0.95);
	json_t *mh = answer_object(answer, root, "mh");
	answer_put_number(answer, mh, "tau", question->tau);
	answer_put(answer, mh, "dropped_censored_before_tau", json_integer((json_int_t)dropped));
	put_tables(answer, tables, count, mh);
	put_mh(answer, &found, mh);
	if (question->exact)
		put_exact(answer, tables, count, mh);
	free(tables);
	return NULL;
}

const char *answer_standardised_cif(struct answer *answer, const struct answer_question *question, json_t *root)
{
	const struct sample *sample = &question->table->sample;
	const double *t = question->times_count ? question->times : &question->tau;
	size_t count = question->times_count ? question->times_count : 1;
	if (!question->times_count && isnan(question->tau))
		return no_tau;
	if (sample->groups != 2)
		return no_two;
	struct standard *found = calloc(count, sizeof *found);
	double *value = calloc(count, sizeof *value);
	const char *why = NULL;
	if (!found || !value) {
		answer_short(answer);
		goto out;
	}
	if (!answer_good(answer, standard_incidence_of(sample, t, count, found)))
		goto out;
	if (!found[0].used) {
		why = no_both;
		goto out;
	}
	json_t *cif = answer_object(answer, root, "standardised_cif");
	answer_put_numbers(answer, cif, "times", t, count);
	answer_put_number(answer, cif, "strata_used", found[0].strata_used);
	answer_put_number(answer, cif, "n_used", (double)found[0].used);
	for (size_t i = 0; i < count; i++)
		value[i] = found[i].mean[0];
	answer_put_numbers(answer, cif, "F_ref", value, count);
	for (size_t i = 0; i < count; i++)
		value[i] = found[i].mean[1];
	answer_put_numbers(answer, cif, "F_exp", value, count);
	for (size_t i = 0; i < count; i++)
		value[i] = found[i].difference;
	answer_put_numbers(answer, cif, "diff", value, count);
	for (size_t i = 0; i < count; i++)
		value[i] = found[i].se_row;
	answer_put_numbers(answer, cif, "se", value, count);
out:
	free(found);
	free(value);
	return why;
}

static const char *put_score(struct answer *answer, const struct sample *sample, const char *key, json_t *root)
{
	struct log_rank_plan plan = { .event = SAMPLE_SERVED };
	struct log_rank_clustered found = { 0 };
	if (sample->groups != 2)
		return no_two;
	if (!answer_good(answer, log_rank_clustered_of(sample, plan, &found)))
		return NULL;
	json_t *score = answer_object(answer, root, key);
	answer_put_number(answer, score, "score", found.score);
	answer_put_number(answer, score, "var_row", found.uncentred.variance_row);
	answer_put_number(answer, score, "var_cluster", found.uncentred.variance_cluster);
	answer_put(answer, score, "n_clusters", json_integer((json_int_t)found.clusters));
	answer_put_number(answer, score, "z_row", found.uncentred.z_row);
	answer_put_number(answer, score, "z_cluster", found.uncentred.z_cluster);
	/* What a finding goes by. */
	answer_put_number(answer, score, "z_cluster_centred", found.centred.z_cluster);
	return NULL;
}

const char *answer_unstratified_score(struct answer *answer, const struct answer_question *question, json_t *root)
{
	struct sample whole = answer_unstratified(question->table);
	return put_score(answer, &whole, "unstratified", root);
}

const char *answer_stratified_score(struct answer *answer, const struct answer_question *question, json_t *root)
{
	if (!answer_has_strata(question->table))
		return "there are no strata";
	return put_score(answer, &question->table->sample, "stratified", root);
}

/* The quartile and the median of all times, as the references have it where nothing else is asked. */
static void usual_times(struct answer *answer, const struct sample *sample, double t[2])
{
	struct tally tally = { 0 };
	if (!answer_good(answer, tally_of(sample->time, sample->rows, &tally)))
		return;
	t[0] = quantile_between(&tally, 0.25);
	t[1] = quantile_between(&tally, 0.5);
	tally_close(&tally);
}

const char *answer_standardised_closed_calls(struct answer *answer, const struct answer_question *question,
                                             json_t *root)
{
	const struct sample *sample = &question->table->sample;
	double usual[2] = { (double)NAN, (double)NAN };
	const double *t = question->closed_count ? question->closed : usual;
	size_t count = question->closed_count ? question->closed_count : 2;
	if (sample->groups != 2)
		return no_two;
	double *y = calloc(sample->rows + 1, sizeof *y);
	if (!y) {
		answer_short(answer);
		return NULL;
	}
	usual_times(answer, sample, usual);
	json_t *closed = NULL, *list = NULL;
	for (size_t i = 0; i < count && answer->status == STATUS_OK; i++) {
		struct standard found = { 0 };
		standard_outcome_of(sample, STANDARD_SERVED_BY, t[i], y);
		if (!answer_good(answer, standard_of(sample, y, &found)) || !found.used)
			break;
		if (!closed) {
			closed = answer_object(answer, root, "standardised_closed_calls");
			answer_put_number(answer, closed, "n", (double)found.used);
			list = answer_list(answer, closed, "res");
		}
		json_t *entry = answer_object_in(answer, list);
		answer_put_number(answer, entry, "t", t[i]);
		answer_put_number(answer, entry, "diff", found.difference);
		answer_put_number(answer, entry, "se_row", found.se_row);
		answer_put_number(answer, entry, "se_cluster", found.se_cluster);
	}
	free(y);
	return closed || answer->status != STATUS_OK ? NULL : no_both;
}
