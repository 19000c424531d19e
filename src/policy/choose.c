/* Which way a call goes, by what a decision may see. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/walk.h"

void policy_choose(const struct family *family, uint32_t policy, const struct open_facts *facts,
                   const struct failed *failed, struct course *ret_course)
{
	struct walk walk;
	walk_begin(&walk, family, facts, NULL, failed, false);
	walk_all(&walk, policy, ret_course);
}
