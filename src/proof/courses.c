/* Where a call goes, as variables: the first way that is left of those whose rules hold. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "proof/model.h"

/* For each effect, and for the floor last: the call goes there. */
bool formula_courses(struct formula *f, unsigned call, uint32_t from, uint32_t to, const int32_t *failed, int32_t *goes)
{
	const struct model *model = f->model;
	uint32_t effects = model->family->effects;
	int32_t *firsts = calloc((size_t)model->leaves + 1, sizeof *firsts);
	int32_t *mine = calloc((size_t)model->leaves + 1, sizeof *mine);
	uint32_t none = formula_new(f);
	FORMULA_ADD(f, (int32_t)none);
	for (uint32_t i = from; firsts && mine && i < to && f->status == STATUS_OK; i++) {
		if (!model->leaf[i].ends)
			continue;
		int32_t left = (int32_t)formula_all(
		    f, (const int32_t[]){ (int32_t)formula_leaf(f, call, i), -failed[model->leaf[i].effect] }, 2);
		firsts[i] = (int32_t)formula_all(f, (const int32_t[]){ (int32_t)none, left }, 2);
		none = formula_all(f, (const int32_t[]){ (int32_t)none, -left }, 2);
	}
	for (uint32_t effect = 0; firsts && mine && effect < effects && f->status == STATUS_OK; effect++) {
		unsigned count = 0;
		for (uint32_t i = from; i < to; i++)
			if (firsts[i] && model->leaf[i].effect == effect)
				mine[count++] = firsts[i];
		goes[effect] = (int32_t)formula_any(f, mine, count);
	}
	goes[effects] = (int32_t)none;
	bool good = firsts && mine;
	free(firsts);
	free(mine);
	return good;
}
