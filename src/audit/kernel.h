/* The inner loops of hazard models, once for every machine and once for wide ones, with the same sums in the same order.
 *
 * Rows are packed: `stride` doubles each, a multiple of KERNEL_LANES, of which those beyond the covariates are zero.
 * All sums go by four lanes at a time in both editions and nothing is contracted, so both give the same bytes.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_KERNEL_H
#define AUDIT_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KERNEL_LANES 4

/* The stride of so many covariates. */
static inline size_t kernel_stride(size_t width)
{
	return width ? (width + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES : KERNEL_LANES;
}

/*
 * A moment at which something happens, in a stratum whose rows lie in the order of time.  Its events stand first;
 * behind them are all that left at the same time or before the next moment.  A stratum's first moment may be without
 * events: its rows left before anything had happened.
 */
struct kernel_moment {
	uint32_t start;  /* of the row, from the first of all strata */
	uint32_t events; /* that happen together */
};

/* What has been summed up at one value of the coefficients, in one stratum. */
struct kernel_sums {
	double loglik; /* without what the events themselves bring: minus the logs of the sets at risk */
	double *total; /* stride: sum of weight * row */
	double *whole; /* stride * stride: sum of weight * row row', correct where column >= row */
	double *taken; /* the same of what the means at each moment take away */
	double *batch; /* KERNEL_BATCH * stride: rows that wait to be taken */
	double *loads; /* KERNEL_BATCH: and their weights */
	size_t waiting;
};
#define KERNEL_BATCH 64

/* What one pass from the last row of a stratum to its first needs and gives. */
struct kernel_sweep {
	const double *rows;                 /* of all strata */
	const double *coef;                 /* stride */
	double *hazard;                     /* relative, by row: written */
	const struct kernel_moment *moment; /* of this stratum */
	size_t moments;
	uint32_t end; /* one behind the stratum's last row */
	size_t stride;
	bool breslow;       /* those that happen together are all at risk for each; else Efron's way */
	const double *tilt; /* by moment: what each counts; NULL: one */
	double *jump;       /* by moment: the step of the cumulative hazard */
	double *held;       /* by moment: what of the step the events themselves do not bear */
};

struct kernel {
	/* hazard = exp(coef . row), to 1 ulp; false if one of them lies outside exp(-700) .. exp(700). */
	bool (*hazards)(const double *rows, size_t count, size_t stride, const double *coef, double *ret_hazard);
	/* Adds weight * row row' to gram, where column >= row, and weight * row to total unless it is NULL. */
	void (*gram)(const double *rows, const double *weight, size_t count, size_t stride, double *gram,
	             double *total);
	/* Hazards, their steps, the log-likelihood and what is taken, for one stratum; false as `hazards`. */
	bool (*sweep)(const struct kernel_sweep *sweep, struct kernel_sums *sums);
};

/* Of a positive, normal number: the C library's may differ from machine to machine in the last bit. */
double kernel_log(double x);

/* The widest that this machine has, or, if asked, the plain one: for a test that they agree. */
const struct kernel *kernel_pick(bool plain);

#endif
