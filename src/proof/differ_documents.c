/* Two versions of a document, policy by policy. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/join.h"
#include "proof/differ.h"

static enum status head(const struct policy *policy, struct buffer *words)
{
	const char *name = policy_own_name(policy);
	return buffer_print(words, "%s%s%s\n", policy->type, *name ? " " : "", name);
}

static enum status tell_one(const struct family *family, uint32_t policy, const struct terms *terms,
                            struct buffer *words, uint32_t *kinds_of_all)
{
	uint32_t other = policy_counterpart(family, policy), kinds = 0;
	struct buffer own = { 0 };
	bool proved = false;
	enum status status = head(&family->policy[policy], words);
	if (status == STATUS_OK && other == UINT32_MAX) {
		++*kinds_of_all;
		return buffer_append_text(words, "   is in the old version alone\n");
	}
	if (status == STATUS_OK)
		status = policies_differ(family, policy, other, terms, &own, &kinds, &proved);
	*kinds_of_all += kinds;
	if (status == STATUS_OK && !kinds)
		status =
		    buffer_print(words, "   the same for every call, whatever fails%s\n", proved ? " (proved)" : "");
	else if (status == STATUS_OK)
		status = buffer_print(words, "   %s%u kinds of calls go elsewhere\n",
		                      kinds == DIFFER_KINDS_MAX ? "at least " : "", kinds);
	if (status == STATUS_OK && kinds)
		status = buffer_append(words, buffer_bytes(&own));
	buffer_close(&own);
	return status;
}

/* Whether the old version has it too. */
static bool has_old(const struct family *family, uint32_t new)
{
	for (uint32_t i = 0; i < family->policies; i++)
		if (!policy_is_new(&family->policy[i]) && policy_counterpart(family, i) == new)
			return true;
	return false;
}

static enum status tell_all(const struct family *family, const struct terms *terms, struct buffer *words,
                            uint32_t *ret_kinds)
{
	enum status status = STATUS_OK;
	*ret_kinds = 0;
	for (uint32_t i = 0; i < family->policies && status == STATUS_OK; i++) {
		if (!policy_is_new(&family->policy[i])) {
			status = tell_one(family, i, terms, words, ret_kinds);
		} else if (!has_old(family, i)) {
			++*ret_kinds;
			status = head(&family->policy[i], words);
			if (status == STATUS_OK)
				status = buffer_append_text(words, "   is in the new version alone\n");
		}
	}
	return status;
}

enum status documents_differ(struct bytes before, struct bytes after, struct tz_source zones, const struct terms *terms,
                             struct problems *problems, struct buffer *words, uint32_t *ret_kinds)
{
	struct buffer both = { 0 };
	struct manifest *manifest = NULL;
	struct family *family = NULL;
	enum status status = policies_join(before, after, &both);
	if (status == STATUS_OK)
		status = manifest_built_in(&manifest); /* who is calling makes no difference to what differs */
	if (status == STATUS_OK)
		status = prr_read(buffer_bytes(&both), "both versions", PROFILE_TOLERANT, &zones, manifest, problems,
		                  &family);
	if (status == STATUS_OK)
		status = tell_all(family, terms, words, ret_kinds);
	family_close(family);
	manifest_close(manifest);
	buffer_close(&both);
	return status;
}
