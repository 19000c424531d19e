/* The inner loops against the C library and against sums written plainly, and the wide ones against the plain ones. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/kernel.h"

#include <math.h>

#include "audit/matrix.h"
#include "check.h"

#define ROWS 1000

static double chance(uint64_t *state)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return ((double)(*state >> 11) + 0.5) / 9007199254740992.0;
}

static void check_exponentials(const struct kernel *kernel)
{
	const double one[KERNEL_LANES] = { 1 };
	double worst = 0, hazard = 0;
	for (int i = -18867; i <= 18867; i++) {
		double x = i * 0.0371;
		const double row[KERNEL_LANES] = { x };
		CHECK(kernel->hazards(row, 1, KERNEL_LANES, one, &hazard));
		worst = fmax(worst, fabs((double)((long double)hazard / expl(x) - 1)));
	}
	CHECK(worst < 2.3e-16 && worst > 0);
	static const double beyond[] = { 700.1, -700.1, 1e300, (double)INFINITY, -(double)INFINITY, (double)NAN };
	for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
		const double rows[3 * KERNEL_LANES] = { 0, 0, 0, 0, beyond[i] };
		double hazards[3];
		CHECK(!kernel->hazards(rows, 3, KERNEL_LANES, one, hazards));
	}
	const double zero[KERNEL_LANES] = { 0 };
	CHECK(kernel->hazards(zero, 1, KERNEL_LANES, one, &hazard) && hazard == 1);
}

static void check_logs(void)
{
	for (int power = -1000; power <= 1000; power += 7) {
		double x = ldexp(1.0 + (power + 1000) / 2001.0, power), wanted = log(x);
		CHECK(fabs(kernel_log(x) - wanted) <= 3e-16 * fmax(1, fabs(wanted)));
	}
	CHECK(kernel_log(1) == 0);
}

/* Every width and some counts that end within a piece; the halves below are not looked at. */
static void check_gram(const double *rows, const double *weight, size_t stride, size_t count)
{
	static double got[2][MATRIX_LIMIT * MATRIX_LIMIT], total[2][MATRIX_LIMIT];
	memset(got, 0, sizeof got);
	memset(total, 0, sizeof total);
	for (int plain = 0; plain < 2; plain++)
		kernel_pick(plain)->gram(rows, weight, count, stride, got[plain], total[plain]);
	for (size_t j = 0; j < stride; j++) {
		long double sum = 0;
		for (size_t i = 0; i < count; i++)
			sum += (long double)weight[i] * rows[i * stride + j];
		CHECK(total[0][j] == total[1][j]);
		CHECK(fabs((double)(sum - total[0][j])) < 1e-12);
		for (size_t k = j; k < stride; k++) {
			sum = 0;
			for (size_t i = 0; i < count; i++)
				sum += (long double)weight[i] * rows[i * stride + j] * rows[i * stride + k];
			CHECK(got[0][j * stride + k] == got[1][j * stride + k]);
			CHECK(fabs((double)(sum - got[0][j * stride + k])) < 1e-12);
		}
	}
}

/* A few rows whose Efron and Breslow sums are written down as the textbook has them. */
static void check_sweep(bool breslow)
{
	enum { STRIDE = 4, COUNT = 9 };
	static const struct kernel_moment moment[] = { { 0, 0 }, { 2, 3 }, { 6, 1 }, { 7, 2 } };
	double rows[COUNT * STRIDE] = { 0 }, hazard[COUNT], jump[4], held[4], wanted[STRIDE * STRIDE] = { 0 };
	double total[STRIDE] = { 0 }, whole[STRIDE * STRIDE] = { 0 }, taken[STRIDE * STRIDE] = { 0 };
	double batch[KERNEL_BATCH * STRIDE] = { 0 }, loads[KERNEL_BATCH] = { 0 }, loglik = 0;
	const double coef[STRIDE] = { 0.7, 0, -1.3, 0 };
	uint64_t state = 4;
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t j = 0; j < 3; j++)
			rows[i * STRIDE + j] = chance(&state) - 0.5;
	}
	struct kernel_sums sums = { .total = total, .whole = whole, .taken = taken, .batch = batch, .loads = loads };
	struct kernel_sweep sweep = { .rows = rows,
		                      .coef = coef,
		                      .hazard = hazard,
		                      .moment = moment,
		                      .moments = 4,
		                      .end = COUNT,
		                      .stride = STRIDE,
		                      .breslow = breslow,
		                      .jump = jump,
		                      .held = held };
	CHECK(kernel_pick(false)->sweep(&sweep, &sums));
	for (size_t i = 0; i < COUNT; i++)
		CHECK(fabs(hazard[i] - exp(rows[i * STRIDE] * coef[0] + rows[i * STRIDE + 2] * coef[2])) < 1e-15);
	for (size_t m = 1; m < 4; m++) {
		double step = 0, kept = 0;
		for (size_t l = 0; l < moment[m].events; l++) {
			double f = breslow ? 0 : (double)l / moment[m].events, c = 0, mean[STRIDE] = { 0 };
			for (size_t i = moment[m].start; i < COUNT; i++) {
				double share = hazard[i] * (i < moment[m].start + moment[m].events ? 1 - f : 1);
				c += share;
				for (size_t j = 0; j < STRIDE; j++)
					mean[j] += share * rows[i * STRIDE + j];
			}
			loglik -= log(c);
			step += 1 / c;
			kept += f / c;
			for (size_t j = 0; j < STRIDE * STRIDE; j++)
				wanted[j] += mean[j / STRIDE] * mean[j % STRIDE] / (c * c);
		}
		CHECK(fabs(jump[m] - step) < 1e-14 && fabs(held[m] - kept) < 1e-14);
	}
	CHECK(jump[0] == 0 && held[0] == 0 && !sums.waiting);
	CHECK(fabs(sums.loglik - loglik) < 1e-13);
	for (size_t j = 0; j < STRIDE; j++) {
		for (size_t k = j; k < STRIDE; k++)
			CHECK(fabs(taken[j * STRIDE + k] - wanted[j * STRIDE + k]) < 1e-13);
	}
}

int main(void)
{
	static double rows[ROWS * MATRIX_LIMIT], weight[ROWS];
	uint64_t state = 9;
	for (size_t i = 0; i < ROWS * MATRIX_LIMIT; i++)
		rows[i] = chance(&state) - 0.5;
	for (size_t i = 0; i < ROWS; i++)
		weight[i] = chance(&state);
	for (int plain = 0; plain < 2; plain++)
		check_exponentials(kernel_pick(plain));
	check_logs();
	for (size_t stride = KERNEL_LANES; stride <= MATRIX_LIMIT; stride += KERNEL_LANES) {
		static const size_t counts[] = { 0, 1, 3, 32, 170, 171, ROWS };
		for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
			check_gram(rows, weight, stride, counts[i]);
	}
	check_sweep(false);
	check_sweep(true);
	return check_done();
}
