/* Each loop is written once and compiled twice: inlined into a function for any machine and into one for wide ones. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/kernel.h"

#include "audit/matrix.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define PIECE 128 /* rows */
#define QUADS (MATRIX_LIMIT / KERNEL_LANES)

/* Aligned like a double, so that rows may start anywhere. */
typedef double quad __attribute__((vector_size(KERNEL_LANES * sizeof(double)), aligned(sizeof(double))));
typedef int64_t quad_bits __attribute__((vector_size(KERNEL_LANES * sizeof(double)), aligned(sizeof(double))));

/*
 * exp by x = k ln 2 + r, |r| <= ln 2 / 2: 2^k is put into the exponent, and of e^r thirteen terms of the series leave
 * less than 5e-18.  The C library's own may differ from machine to machine in the last bit.
 */
INLINE void exponentials(quad *x, quad_bits *good)
{
	static const double term[] = { 1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800,
		                       1.0 / 362880,     1.0 / 40320,     1.0 / 5040,     1.0 / 720,
		                       1.0 / 120,        1.0 / 24,        1.0 / 6,        0.5 };
	const double round = 0x1.8p52;
	*good &= (*x >= -700.0) & (*x <= 700.0);
	quad shifted = *x * 0x1.71547652b82fep0 + round;
	quad k = shifted - round;
	quad r = (*x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
	quad series = r * term[0] + term[1];
	for (size_t i = 2; i < sizeof term / sizeof *term; i++)
		series = series * r + term[i];
	series = (series * (r * r) + r) + 1.0;
	/* The low bits of the shifted number are k; those of `round` are zero, so that they move straight up. */
	quad_bits bits;
	quad power;
	memcpy(&bits, &shifted, sizeof bits);
	bits = (bits + 1023) << 52;
	memcpy(&power, &bits, sizeof power);
	*x = series * power;
}

INLINE bool hazards(const double *rows, size_t count, size_t stride, const double *coef, double *hazard)
{
	quad_bits good = { -1, -1, -1, -1 };
	for (size_t i = 0; i < count; i += KERNEL_LANES) {
		size_t here = count - i < KERNEL_LANES ? count - i : KERNEL_LANES;
		double lane[KERNEL_LANES] = { 0 };
		quad x;
		for (size_t j = 0; j < here; j++) {
			const double *row = rows + (i + j) * stride;
			quad sum = *(const quad *)row * *(const quad *)coef;
			for (size_t q = KERNEL_LANES; q < stride; q += KERNEL_LANES)
				sum += *(const quad *)(row + q) * *(const quad *)(coef + q);
			lane[j] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
		}
		memcpy(&x, lane, sizeof x);
		exponentials(&x, &good);
		memcpy(lane, &x, sizeof x);
		for (size_t j = 0; j < here; j++)
			hazard[i + j] = lane[j];
	}
	return good[0] && good[1] && good[2] && good[3];
}

/* Four rows of the matrix by eight columns: as many sums as a wide machine has registers for. */
INLINE void tile(const double *rows, const double *weight, size_t count, size_t stride, size_t j, size_t k,
                 double *gram)
{
	quad a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 }, e = { 0 }, f = { 0 }, g = { 0 }, h = { 0 };
	for (size_t i = 0; i < count; i++) {
		const double *row = rows + i * stride, *left = row + j;
		quad right = *(const quad *)(row + k) * weight[i];
		quad next = *(const quad *)(row + k + KERNEL_LANES) * weight[i];
		a += right * left[0];
		b += right * left[1];
		c += right * left[2];
		d += right * left[3];
		e += next * left[0];
		f += next * left[1];
		g += next * left[2];
		h += next * left[3];
	}
	quad sums[KERNEL_LANES][2] = { { a, e }, { b, f }, { c, g }, { d, h } };
	for (size_t l = 0; l < KERNEL_LANES; l++) {
		*(quad *)(gram + (j + l) * stride + k) += sums[l][0];
		*(quad *)(gram + (j + l) * stride + k + KERNEL_LANES) += sums[l][1];
	}
}

/* The same by four columns, where no more are left or registers hold no more; each sum goes as it did above. */
INLINE void narrow_tile(const double *rows, const double *weight, size_t count, size_t stride, size_t j, size_t k,
                        double *gram)
{
	quad a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };
	for (size_t i = 0; i < count; i++) {
		const double *row = rows + i * stride, *left = row + j;
		quad right = *(const quad *)(row + k) * weight[i];
		a += right * left[0];
		b += right * left[1];
		c += right * left[2];
		d += right * left[3];
	}
	quad sums[KERNEL_LANES] = { a, b, c, d };
	for (size_t l = 0; l < KERNEL_LANES; l++)
		*(quad *)(gram + (j + l) * stride + k) += sums[l];
}

/* By pieces that stay in the nearest cache, each summed from zero: sums of many rows lose fewer digits that way. */
INLINE void gram_of(const double *rows, const double *weight, size_t count, size_t stride, bool wide, double *gram,
                    double *total)
{
	assert(stride && stride <= MATRIX_LIMIT);
	size_t piece = 2048 / stride;
	for (size_t i = 0; i < count; i += piece) {
		size_t here = count - i < piece ? count - i : piece;
		const double *first = rows + i * stride;
		for (size_t j = 0; j < stride; j += KERNEL_LANES) {
			size_t k = j;
			for (; wide && k + KERNEL_LANES < stride; k += KERNEL_LANES * 2UL)
				tile(first, weight + i, here, stride, j, k, gram);
			for (; k < stride; k += KERNEL_LANES)
				narrow_tile(first, weight + i, here, stride, j, k, gram);
		}
		for (size_t j = 0; total && j < stride; j += KERNEL_LANES) {
			quad sum = { 0 };
			for (size_t l = 0; l < here; l++)
				sum += *(const quad *)(first + l * stride + j) * weight[i + l];
			*(quad *)(total + j) += sum;
		}
	}
}

/* A sum of logs is the log of a product, kept as a number from 1 to 2 and an exponent: one log a stratum. */
struct product {
	double mantissa;
	int64_t exponent;
};

/* Times a positive, normal number. */
INLINE void multiply(struct product *product, double factor)
{
	int64_t bits;
	memcpy(&bits, &factor, sizeof bits);
	product->exponent += (bits >> 52) - 1023;
	bits = (bits & 0xfffffffffffff) | (int64_t)0x3ff0000000000000;
	memcpy(&factor, &bits, sizeof factor);
	product->mantissa *= factor;
	if (product->mantissa >= 2) {
		product->mantissa *= 0.5;
		product->exponent++;
	}
}

/* log m = 2 artanh((m - 1) / (m + 1)), by its series. */
static double log_of(struct product product)
{
	double m = product.mantissa;
	if (m > 1.4142135623730951) {
		m *= 0.5;
		product.exponent++;
	}
	double s = (m - 1) / (m + 1), square = s * s, series = 0;
	for (int odd = 25; odd > 1; odd -= 2)
		series = (series + 1.0 / odd) * square;
	return (2 * s + 2 * s * series) + (double)product.exponent * 0x1.62e42fefa39efp-1;
}

double kernel_log(double x)
{
	struct product product = { .mantissa = 1 };
	multiply(&product, x);
	return log_of(product);
}

/* Those at risk at one moment, and those to whom it happens. */
struct risk_set {
	double all, dying;
	quad all_rows[QUADS], dying_rows[QUADS];
};

INLINE void add_rows(const struct kernel_sweep *sweep, size_t from, size_t to, double *sum, quad *sums)
{
	double hazards = *sum;
	for (size_t i = from; i < to; i++)
		hazards += sweep->hazard[i];
	*sum = hazards;
	/* Columns outside, so that what is added to stays in a register. */
	for (size_t q = 0; q < sweep->stride; q += KERNEL_LANES) {
		quad rows = sums[q / KERNEL_LANES];
		for (size_t i = from; i < to; i++)
			rows += *(const quad *)(sweep->rows + i * sweep->stride + q) * sweep->hazard[i];
		sums[q / KERNEL_LANES] = rows;
	}
}

/* One row to be taken: load * (all - share * dying) (...)'; or of the dying alone. */
INLINE void take(const struct kernel_sweep *sweep, const quad *rows, double share, const quad *less, double load,
                 struct kernel_sums *sums)
{
	double *slot = sums->batch + sums->waiting * sweep->stride;
	for (size_t q = 0; q < sweep->stride; q += KERNEL_LANES)
		*(quad *)(slot + q) = rows[q / KERNEL_LANES] - less[q / KERNEL_LANES] * share;
	sums->loads[sums->waiting++] = load;
}

INLINE void flush(const struct kernel_sweep *sweep, bool wide, struct kernel_sums *sums)
{
	gram_of(sums->batch, sums->loads, sums->waiting, sweep->stride, wide, sums->taken, NULL);
	sums->waiting = 0;
}

/*
 * Efron: the l-th of d that happen together (from zero) is chosen out of c_l = all - (l / d) dying.  What the mean rows
 * take, sum over l of (A - f D)(A - f D)' / c_l^2, is of rank two: with s3 = sum 1/c^2, s4 = sum f/c^2,
 * s5 = sum f^2/c^2 it is s3 (A - s4/s3 D)(A - s4/s3 D)' + (s5 - s4^2/s3) D D'.  Breslow: all f are zero.
 */
INLINE void happen(const struct kernel_sweep *sweep, bool wide, size_t m, const struct risk_set *set,
                   struct product *product, struct kernel_sums *sums)
{
	double s[5] = { 0 }, tilt = sweep->tilt ? sweep->tilt[m] : 1;
	double events = (double)sweep->moment[m].events;
	for (uint32_t l = 0; l < sweep->moment[m].events; l++) {
		double f = sweep->breslow ? 0 : l / events;
		double c = set->all - f * set->dying, inverse = 1 / c, part = f * inverse;
		multiply(product, c);
		s[0] += inverse;
		s[1] += part;
		s[2] += inverse * inverse;
		s[3] += part * inverse;
		s[4] += part * part;
	}
	sweep->jump[m] = tilt * s[0];
	sweep->held[m] = tilt * s[1];
	double share = s[3] / s[2], rest = s[4] - s[3] * share;
	take(sweep, set->all_rows, share, set->dying_rows, tilt * s[2], sums);
	if (rest > 0)
		take(sweep, set->dying_rows, 0, set->dying_rows, tilt * rest, sums);
	if (sums->waiting > KERNEL_BATCH - 2)
		flush(sweep, wide, sums);
}

INLINE bool sweep_of(const struct kernel_sweep *sweep, bool wide, struct kernel_sums *sums)
{
	struct risk_set set = { 0 };
	struct product product = { .mantissa = 1 };
	size_t known = sweep->end, first = sweep->moments ? sweep->moment[0].start : known;
	bool good = true;
	assert(sweep->stride <= MATRIX_LIMIT && !sums->waiting);
	for (size_t m = sweep->moments; m-- > 0;) {
		size_t start = sweep->moment[m].start, events = sweep->moment[m].events;
		size_t stop = m + 1 < sweep->moments ? sweep->moment[m + 1].start : sweep->end;
		while (known > start) {
			/* A piece at a time, so that its rows are still near when they are added. */
			size_t here = known - first < PIECE ? known - first : PIECE;
			known -= here;
			good &= hazards(sweep->rows + known * sweep->stride, here, sweep->stride, sweep->coef,
			                sweep->hazard + known);
		}
		set.dying = 0;
		for (size_t q = 0; q < sweep->stride; q += KERNEL_LANES)
			set.dying_rows[q / KERNEL_LANES] = (quad){ 0 };
		add_rows(sweep, start + events, stop, &set.all, set.all_rows);
		add_rows(sweep, start, start + events, &set.dying, set.dying_rows);
		set.all += set.dying;
		for (size_t q = 0; q < sweep->stride; q += KERNEL_LANES)
			set.all_rows[q / KERNEL_LANES] += set.dying_rows[q / KERNEL_LANES];
		sweep->jump[m] = sweep->held[m] = 0;
		if (events)
			happen(sweep, wide, m, &set, &product, sums);
	}
	flush(sweep, wide, sums);
	sums->loglik = -log_of(product);
	return good;
}

static bool plain_hazards(const double *rows, size_t count, size_t stride, const double *coef, double *ret_hazard)
{
	return hazards(rows, count, stride, coef, ret_hazard);
}

static void plain_gram(const double *rows, const double *weight, size_t count, size_t stride, double *gram,
                       double *total)
{
	gram_of(rows, weight, count, stride, false, gram, total);
}

static bool plain_sweep(const struct kernel_sweep *sweep, struct kernel_sums *sums)
{
	return sweep_of(sweep, false, sums);
}

static const struct kernel plain_kernel = { plain_hazards, plain_gram, plain_sweep };

#ifdef __x86_64__
#define WIDE __attribute__((target("avx2")))

WIDE static bool wide_hazards(const double *rows, size_t count, size_t stride, const double *coef, double *ret_hazard)
{
	return hazards(rows, count, stride, coef, ret_hazard);
}

WIDE static void wide_gram(const double *rows, const double *weight, size_t count, size_t stride, double *gram,
                           double *total)
{
	gram_of(rows, weight, count, stride, true, gram, total);
}

WIDE static bool wide_sweep(const struct kernel_sweep *sweep, struct kernel_sums *sums)
{
	return sweep_of(sweep, true, sums);
}

static const struct kernel wide_kernel = { wide_hazards, wide_gram, wide_sweep };

const struct kernel *kernel_pick(bool plain)
{
	return !plain && __builtin_cpu_supports("avx2") ? &wide_kernel : &plain_kernel;
}
#else
const struct kernel *kernel_pick(bool plain)
{
	(void)plain;
	return &plain_kernel;
}
#endif
