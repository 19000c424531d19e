/* The audit's methods on millions of calls: CPU seconds, memory, and what came out, for bench/audit.py to set beside R. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "audit/cox.h"
#include "audit/incidence.h"
#include "audit/log_rank.h"
#include "audit/standard.h"
#include "audit/whole.h"
#include "audit_calls.h"
#include "audit_report.h"

#define TARGET_S 600.0
#define COLUMNS (6 + CALLS_COVARIATES)

/* One file a column, in the machine's own bytes, so that R can read them too. */
static const struct {
	const char *name;
	size_t bytes;
} columns[] = {
	{ "time", 8 }, { "ending", 1 }, { "group", 4 }, { "stratum", 4 }, { "cluster", 4 }, { "covariates", 4 }
};
enum column { TIME, ENDING, GROUP, STRATUM, CLUSTER, COVARIATES, COLUMN_KINDS };

static double cpu_seconds(void)
{
	struct rusage usage;
	(void)getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void finish(double began)
{
	struct rusage usage;
	double seconds = cpu_seconds() - began;
	(void)getrusage(RUSAGE_SELF, &usage);
	(void)printf("seconds %.4f\nmegabytes %.0f\n", seconds, (double)usage.ru_maxrss / 1024);
}

static int fail(const char *what)
{
	(void)fprintf(stderr, "bench_audit: %s\n", what);
	return EXIT_FAILURE;
}

static FILE *open_column(const char *folder, enum column column, const char *mode)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/%s", folder, columns[column].name);
	return fopen(path, mode);
}

static int make(const char *folder, size_t calls)
{
	FILE *file[COLUMN_KINDS];
	struct calls_maker maker = calls_begin(calls);
	size_t ended[SAMPLE_ENDINGS] = { 0 };
	for (unsigned i = 0; i < COLUMN_KINDS; i++)
		if (!(file[i] = open_column(folder, (enum column)i, "wbe")))
			return fail("a column cannot be written");
	for (size_t i = 0; i < calls; i++) {
		struct made_call call;
		calls_next(&maker, &call);
		double time = call.second;
		uint32_t cluster = calls_cluster(&call);
		ended[call.ending]++;
		(void)fwrite(&time, sizeof time, 1, file[TIME]);
		(void)fwrite(&call.ending, 1, 1, file[ENDING]);
		(void)fwrite(&call.group, sizeof call.group, 1, file[GROUP]);
		(void)fwrite(&call.stratum, sizeof call.stratum, 1, file[STRATUM]);
		(void)fwrite(&cluster, sizeof cluster, 1, file[CLUSTER]);
		(void)fwrite(call.covariate, sizeof *call.covariate, CALLS_COVARIATES, file[COVARIATES]);
	}
	for (unsigned i = 0; i < COLUMN_KINDS; i++)
		if (fclose(file[i]) != 0)
			return fail("a column cannot be written");
	(void)printf("%zu calls: %.1f %% served, %.1f %% closed without a unit, %.1f %% open\n", calls,
	             100 * (double)ended[SAMPLE_SERVED] / (double)calls,
	             100 * (double)ended[SAMPLE_UNSERVED] / (double)calls,
	             100 * (double)ended[SAMPLE_OPEN] / (double)calls);
	return EXIT_SUCCESS;
}

/* The whole of a column; NULL: it cannot be read. */
static void *read_column(const char *folder, enum column column, size_t *ret_rows)
{
	FILE *file = open_column(folder, column, "rbe");
	void *at = NULL;
	if (!file)
		return NULL;
	if (fseek(file, 0, SEEK_END) == 0) {
		long bytes = ftell(file);
		rewind(file);
		at = malloc((size_t)bytes + 1);
		if (at && fread(at, 1, (size_t)bytes, file) != (size_t)bytes) {
			free(at);
			at = NULL;
		}
		*ret_rows = (size_t)bytes / columns[column].bytes;
	}
	(void)fclose(file);
	return at;
}

static bool read_sample(const char *folder, struct sample *sample)
{
	size_t same;
	sample->time = read_column(folder, TIME, &sample->rows);
	sample->ending = read_column(folder, ENDING, &same);
	sample->group = read_column(folder, GROUP, &same);
	sample->stratum = read_column(folder, STRATUM, &same);
	sample->cluster = read_column(folder, CLUSTER, &same);
	sample->groups = 2;
	sample->strata = CALLS_STRATA;
	sample->clusters = CALLS_SECTORS * CALLS_DAYS;
	return sample->time && sample->ending && sample->group && sample->stratum && sample->cluster;
}

static int log_rank(const struct sample *sample)
{
	struct log_rank test;
	double began = cpu_seconds();
	if (log_rank_of(sample, (struct log_rank_plan){ .event = SAMPLE_SERVED }, &test) != STATUS_OK)
		return fail("log_rank_of failed");
	finish(began);
	(void)printf("chisq %.17g\nobserved %.17g\nexpected %.17g\n", test.chisq, test.observed[1], test.expected[1]);
	log_rank_close(&test);
	return EXIT_SUCCESS;
}

static int clustered(const struct sample *sample)
{
	struct log_rank_clustered test;
	double began = cpu_seconds();
	if (log_rank_clustered_of(sample, (struct log_rank_plan){ .event = SAMPLE_SERVED }, &test) != STATUS_OK)
		return fail("log_rank_clustered_of failed");
	finish(began);
	(void)printf("rscore %.17g\n", test.score * test.score / test.uncentred.variance_cluster);
	return EXIT_SUCCESS;
}

static int incidence(const struct sample *sample)
{
	struct strand strand = { 0 };
	double began = cpu_seconds();

	if (whole_strand_of_all(sample, &strand) != STATUS_OK)
		return fail("whole_strand_of_all failed");
	struct incidence of[2];
	for (uint32_t group = 0; group < 2; group++)
		if (incidence_of(&strand, group, &of[group]) != STATUS_OK)
			return fail("incidence_of failed");
	finish(began);
	static const unsigned moments[] = { 300, 600, 1200, 2400 };
	for (unsigned i = 0; i < 2 * sizeof moments / sizeof *moments; i++) {
		unsigned group = i % 2, t = moments[i / 2];
		struct incidence_share served = incidence_served_by(&of[group], t);
		struct incidence_share unserved = incidence_unserved_by(&of[group], t);
		(void)printf("served%u_%u %.17g\nunserved%u_%u %.17g\n", group, t, served.share, group, t,
		             unserved.share);
		(void)printf("se_served%u_%u %.17g\nse_unserved%u_%u %.17g\n", group, t, served.se, group, t,
		             unserved.se);
	}
	return EXIT_SUCCESS;
}

static int standard(const struct sample *sample)
{
	struct standard found;
	double began = cpu_seconds();
	double *y = malloc((sample->rows + 1) * sizeof *y);
	if (!y)
		return fail("no memory");
	standard_outcome_of(sample, STANDARD_SERVED_BY, TARGET_S, y);
	if (standard_of(sample, y, &found) != STATUS_OK)
		return fail("standard_of failed");
	finish(began);
	(void)printf("difference %.17g\nse_row %.17g\nse_cluster %.17g\n", found.difference, found.se_row,
	             found.se_cluster);
	free(y);
	return EXIT_SUCCESS;
}

/* By covariate, as the models want them. */
static bool read_covariates(const char *folder, struct sample *sample)
{
	static const double *covariate[CALLS_COVARIATES];
	size_t cells;
	float *packed = read_column(folder, COVARIATES, &cells);
	double *all = malloc((sample->rows * CALLS_COVARIATES + 1) * sizeof *all);
	if (!packed || !all) {
		free(packed);
		free(all);
		return false;
	}
	for (size_t i = 0; i < CALLS_COVARIATES; i++)
		covariate[i] = all + i * sample->rows;
	for (size_t row = 0; row < sample->rows; row++)
		for (size_t i = 0; i < CALLS_COVARIATES; i++)
			all[i * sample->rows + row] = (double)packed[row * CALLS_COVARIATES + i];
	free(packed);
	sample->covariates = CALLS_COVARIATES;
	sample->covariate = covariate;
	return true;
}

static int cox(const char *folder, struct sample *sample)
{
	struct cox *found;
	if (!read_covariates(folder, sample))
		return fail("the covariates cannot be read");
	double began = cpu_seconds();
	if (cox_fit(sample, &(struct risk_question){ .event = SAMPLE_SERVED }, &found) != STATUS_OK)
		return fail("cox_fit failed");
	finish(began);
	(void)printf("loglik %.17g\n", found->fit.loglik);
	for (unsigned i = 0; i < CALLS_COVARIATES; i++)
		(void)printf("coef%u %.17g\nse%u %.17g\n", i, found->coef[i], i,
		             sqrt(found->fit.var[i * CALLS_COVARIATES + i]));
	cox_free(found);
	return EXIT_SUCCESS;
}

int main(int count, char **arguments)
{
	const char *verb = count > 2 ? arguments[1] : "", *of = count > 2 ? arguments[2] : "";
	struct sample sample = { 0 };
	if (strcmp(verb, "make") == 0 && count == 4)
		return make(of, strtoul(arguments[3], NULL, 10));
	if (strcmp(verb, "report") == 0)
		return audit_report(strtoul(of, NULL, 10));
	if (count != 3)
		return fail("make FOLDER CALLS | report CALLS | log_rank|clustered|incidence|standard|cox FOLDER");
	if (!read_sample(of, &sample))
		return fail("the columns cannot be read");
	if (strcmp(verb, "log_rank") == 0)
		return log_rank(&sample);
	if (strcmp(verb, "clustered") == 0)
		return clustered(&sample);
	if (strcmp(verb, "incidence") == 0)
		return incidence(&sample);
	if (strcmp(verb, "standard") == 0)
		return standard(&sample);
	return strcmp(verb, "cox") == 0 ? cox(of, &sample) : fail("no such thing is measured");
}
