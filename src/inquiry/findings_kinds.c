/* The gap in each kind of call by itself: one figure for all can hide that kinds differ, and even in direction. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "inquiry/findings_inside.h"

struct kind {
	uint32_t number;
	size_t calls;
};

static int by_calls(const void *a, const void *b)
{
	const struct kind *one = a, *other = b;
	if (one->calls != other->calls)
		return one->calls > other->calls ? -1 : 1;
	return (one->number > other->number) - (one->number < other->number);
}

static enum status each_kind(struct findings *findings, const uint32_t *code, const uint32_t *first,
                             const struct kind *kind, const double *y)
{
	const struct matter *matter = findings->matter;
	double *own = malloc((matter->calls + 1) * sizeof *own);
	enum status status = own ? STATUS_OK : STATUS_MEMORY;
	for (size_t i = 0; i < findings->kinds && status == STATUS_OK; i++) {
		const struct docket_place *call = &matter->call[first[kind[i].number]];
		struct class_row *row = &findings->kind[i];
		for (size_t j = 0; j < matter->calls; j++)
			own[j] = code[j] == kind[i].number ? y[j] : (double)NAN;
		row->word = matter->docket->segment[call->segment].word[DOCKET_TYPE][call->row];
		row->calls = kind[i].calls;
		status = findings_gap(&matter->sample, own, &row->gap);
	}
	free(own);
	return status;
}

enum status findings_kinds(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	uint32_t *code = calloc(matter->calls + 1, sizeof *code), *first = NULL, kinds = 0;
	double *y = malloc((matter->calls + 1) * sizeof *y);
	struct kind *kind = NULL;
	enum status status = code && y ? factors_number(matter->docket, matter->call, matter->calls, 1u << FACTOR_TYPE,
	                                                code, &kinds, &first)
	                               : STATUS_MEMORY;
	if (status == STATUS_OK && !(kind = calloc((size_t)kinds + 1, sizeof *kind)))
		status = STATUS_MEMORY;
	if (status == STATUS_OK) {
		findings_outcome(matter, ASKED_ANSWERED, matter->spec->target_s, y);
		for (uint32_t i = 0; i < kinds; i++)
			kind[i].number = i;
		for (size_t i = 0; i < matter->calls; i++)
			kind[code[i]].calls++;
		qsort(kind, kinds, sizeof *kind, by_calls);
		findings->kinds_in_all = kinds;
		findings->kinds = kinds < FINDINGS_KINDS ? kinds : FINDINGS_KINDS;
		status = each_kind(findings, code, first, kind, y);
	}
	free(code);
	free(first);
	free(kind);
	free(y);
	return status;
}
