/* Reference results of other programs, by path; a test that needs them skips loudly where they are not. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_AUDIT_REFS_H
#define TEST_AUDIT_REFS_H

#include <errno.h>
#include <jansson.h>
#include <math.h>

#include "audit/sample.h"
#include "check.h"

#define REFS_TOLERANCE 1e-8

static inline const char *refs_path(char *path, size_t room, const char *kind, const char *name, const char *end)
{
	const char *shared = getenv("TOCSIN_SHARED");
	(void)snprintf(path, room, "%s/audit-refs/%s/%s%s", shared ? shared : "../shared", kind, name, end);
	return path;
}

/* Skips the whole test where the references are not; the caller decrefs. */
static inline json_t *refs_load(const char *name)
{
	char path[512];
	json_error_t error;
	json_t *refs = json_load_file(refs_path(path, sizeof path, "public", name, ".json"), 0, &error);
	if (!refs) {
		(void)fprintf(stderr, "%s: %s\n", path, error.text);
		check_skip("no reference results: set TOCSIN_SHARED to the folder that has audit-refs");
	}
	return refs;
}

/* NaN where the reference says that there is no value. */
static inline double refs_number(const json_t *value)
{
	return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

/* |got - wanted| <= 1e-8 * scale, with scale no less than |wanted|; a value that there should not be is a failure. */
static inline int refs_near_of(double got, const json_t *value, double scale, const char *what, const char *file,
                               int line)
{
	double wanted = refs_number(value);
	int good;
	if (isnan(wanted) || isnan(got))
		good = isnan(wanted) && isnan(got);
	else
		good = fabs(got - wanted) <= REFS_TOLERANCE * fmax(fabs(wanted), scale) || fabs(got - wanted) < 1e-300;
	if (!good)
		(void)fprintf(stderr, "  got %.17g, wanted %.17g (%.2g relative)\n", got, wanted,
		              fabs(got - wanted) / fabs(wanted));
	return check_that(good, what, file, line);
}
#define CHECK_NEAR(GOT, JSON) refs_near_of((GOT), (JSON), 0, #GOT " is " #JSON, __FILE__, __LINE__)
#define CHECK_NEAR_OF(GOT, JSON, SCALE) refs_near_of((GOT), (JSON), (SCALE), #GOT " is " #JSON, __FILE__, __LINE__)

/* A data set of the references, with groups numbered in the order of their names, strata and clusters likewise. */
struct refs_set {
	struct sample sample;
	double *time, *x[16];
	const double *covariate[16];
	uint8_t *ending;
	uint32_t *group, *stratum, *cluster;
	long group_name[16]; /* as the file has it, by number */
};

static inline int refs_by_value(const void *a, const void *b)
{
	long one = *(const long *)a, other = *(const long *)b;
	return (one > other) - (one < other);
}

/* From any whole numbers to numbers without gaps, in their order; names may be NULL. */
static inline uint32_t refs_codes(const double *value, size_t rows, uint32_t *code, long *names, size_t names_room)
{
	long *sorted = calloc(rows + 1, sizeof *sorted);
	uint32_t count = 0;
	for (size_t i = 0; i < rows; i++)
		sorted[i] = (long)value[i];
	qsort(sorted, rows, sizeof *sorted, refs_by_value);
	for (size_t i = 0; i < rows; i++) {
		if (i && sorted[i] == sorted[count - 1])
			continue;
		sorted[count++] = sorted[i];
	}
	for (size_t i = 0; i < rows; i++) {
		long wanted = (long)value[i];
		long *at = bsearch(&wanted, sorted, count, sizeof *sorted, refs_by_value);
		code[i] = (uint32_t)(at - sorted);
	}
	for (size_t i = 0; names && i < count && i < names_room; i++)
		names[i] = sorted[i];
	free(sorted);
	return count;
}

/* Reads datasets/NAME.csv; skips where it is not. */
static inline void refs_set_open(struct refs_set *set, const char *name)
{
	char path[512], line[1024];
	FILE *file = fopen(refs_path(path, sizeof path, "datasets", name, ".csv"), "r");
	size_t room = 0, rows = 0;
	double *column[24] = { 0 };
	memset(set, 0, sizeof *set);
	if (!file || !fgets(line, sizeof line, file))
		check_skip("no reference data: set TOCSIN_SHARED to the folder that has audit-refs");
	size_t columns = 1;
	for (const char *at = line; *at; at++)
		columns += *at == ',';
	while (fgets(line, sizeof line, file)) {
		if (rows == room) {
			room = room ? room * 2 : 256;
			for (size_t i = 0; i < columns; i++)
				column[i] = realloc(column[i], room * sizeof **column);
		}
		char *at = line;
		for (size_t i = 0; i < columns; i++, at += *at == ',')
			column[i][rows] = strtod(at, &at);
		rows++;
	}
	(void)fclose(file);
	/* A file of no rows is no reference. */
	if (!rows || columns < 6 || !column[1] || !column[2] || !column[3] || !column[4] || !column[5])
		check_skip("the reference data is empty");
	set->time = column[1];
	set->ending = calloc(rows, 1);
	set->group = calloc(rows, sizeof *set->group);
	set->stratum = calloc(rows, sizeof *set->stratum);
	set->cluster = calloc(rows, sizeof *set->cluster);
	for (size_t i = 0; i < rows; i++)
		set->ending[i] = (uint8_t)column[2][i];
	set->sample = (struct sample){ .rows = rows,
		                       .covariates = columns - 6,
		                       .time = set->time,
		                       .ending = set->ending,
		                       .group = set->group,
		                       .stratum = set->stratum,
		                       .cluster = set->cluster };
	set->sample.groups = refs_codes(column[3], rows, set->group, set->group_name, 16);
	set->sample.strata = refs_codes(column[4], rows, set->stratum, NULL, 0);
	set->sample.clusters = refs_codes(column[5], rows, set->cluster, NULL, 0);
	for (size_t i = 6; i < columns; i++)
		set->covariate[i - 6] = set->x[i - 6] = column[i];
	set->sample.covariate = set->covariate;
	free(column[0]);
	for (size_t i = 2; i < 6; i++)
		free(column[i]);
}

static inline void refs_set_close(struct refs_set *set)
{
	for (size_t i = 0; i < 16; i++)
		free(set->x[i]);
	free(set->time);
	free(set->ending);
	free(set->group);
	free(set->stratum);
	free(set->cluster);
}

#endif
