/* What a method looks at: one row a call, in columns.
 *
 * Time runs from first contact, in any one unit.  Groups, strata and clusters are numbered from zero without gaps.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_SAMPLE_H
#define AUDIT_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* How a row ended.  OPEN is the only one that is followed no further: a call without a unit has ended all the same. */
enum sample_ending {
	SAMPLE_OPEN,     /* neither, up to its time */
	SAMPLE_SERVED,   /* a unit was on scene at its time */
	SAMPLE_UNSERVED, /* closed at its time without a unit on scene */
	SAMPLE_ENDINGS
};

/* Borrowed, all of it. */
struct sample {
	size_t rows;
	const double *time;      /* not negative, not NaN */
	const uint8_t *ending;   /* enum sample_ending */
	const uint32_t *group;   /* below groups */
	const uint32_t *stratum; /* below strata; NULL: all rows are one stratum */
	const uint32_t *cluster; /* below clusters; NULL: each row is its own */
	uint32_t groups, strata, clusters;
	size_t covariates;
	const double *const *covariate; /* by covariate, then by row */
};

/* The strata and clusters that it has, also where its columns are NULL. */
static inline uint32_t sample_strata(const struct sample *sample)
{
	return sample->stratum ? sample->strata : 1;
}
static inline uint32_t sample_stratum(const struct sample *sample, size_t row)
{
	return sample->stratum ? sample->stratum[row] : 0;
}
static inline size_t sample_clusters(const struct sample *sample)
{
	return sample->cluster ? sample->clusters : sample->rows;
}
static inline size_t sample_cluster(const struct sample *sample, size_t row)
{
	return sample->cluster ? sample->cluster[row] : row;
}

#endif
