/* Two versions of a family as one document. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/join.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Before the names of the new version, while both stand in one family. */
#define NEW_NAME "new version of: "

/* Another version's names, so that both can stand in one family. */
static void rename_member(json_t *object, const char *member)
{
	const char *name = json_string_value(json_object_get(object, member));
	char renamed[512];
	(void)snprintf(renamed, sizeof renamed, NEW_NAME "%.400s", name ? name : "");
	(void)json_object_set_new(object, member, json_string(renamed));
}

/* Places that both versions draw alike keep their names. */
static void rename_places(json_t *ours, const json_t *known, json_t *renamed)
{
	const char *name;
	json_t *shape, *places = json_object_get(ours, "places"), *kept = places ? json_object() : NULL;
	char other[512];
	if (!places)
		return;
	json_object_foreach(places, name, shape)
	{
		const json_t *before = json_object_get(known, name);
		if (before && json_equal(before, shape))
			continue;
		(void)snprintf(other, sizeof other, "%.400s%s", name, before ? " (new)" : "");
		(void)json_object_set_new(renamed, name, json_string(other));
		(void)json_object_set(kept, other, shape);
	}
	(void)json_object_set_new(ours, "places", kept);
}

static void use_places(json_t *node, const json_t *renamed)
{
	size_t i;
	const char *key;
	json_t *child;
	const json_t *place = json_object_get(json_object_get(node, "tocsin"), "place");
	const json_t *other = place ? json_object_get(renamed, json_string_value(place)) : NULL;
	if (other)
		(void)json_object_set_new(json_object_get(node, "tocsin"), "place",
		                          json_string(json_string_value(other)));
	json_array_foreach(node, i, child) use_places(child, renamed);
	json_object_foreach(node, key, child) use_places(child, renamed);
}

static void rename_invoked(json_t *node)
{
	size_t i;
	const char *key;
	json_t *child;
	const char *type = json_string_value(json_object_get(node, "actionType"));
	if (type && strcasecmp(type, "InvokePolicyAction") == 0)
		rename_member(node, json_object_get(node, "policyId") ? "policyId" : "policyQueueName");
	json_array_foreach(node, i, child) rename_invoked(child);
	json_object_foreach(node, key, child) rename_invoked(child);
}

static json_t *policies_of(json_t *root)
{
	json_t *list = json_is_array(root) ? root : json_object_get(root, "policies");
	return list ? json_incref(list) : json_pack("[O]", root);
}

/* All places of a document, wherever they stand. */
static void gather_places(const json_t *root, const json_t *list, json_t *all)
{
	(void)json_object_update(all, json_object_get(json_object_get(root, "tocsin"), "places"));
	for (size_t i = 0; i < json_array_size(list); i++)
		(void)json_object_update(all,
		                         json_object_get(json_object_get(json_array_get(list, i), "tocsin"), "places"));
}

static char *join(json_t *old, json_t *new)
{
	json_t *before = policies_of(old), *after = policies_of(new), *known = json_object(), *renamed = json_object();
	gather_places(old, before, known);
	rename_places(json_object_get(new, "tocsin"), known, renamed);
	for (size_t i = 0; i < json_array_size(after); i++) {
		json_t *policy = json_array_get(after, i);
		const char *type = json_string_value(json_object_get(policy, "policyType"));
		if (json_array_size(after) > 1 || policy != new)
			rename_places(json_object_get(policy, "tocsin"), known, renamed);
		rename_member(policy, type && strcmp(type, "OtherRoutePolicy") == 0 ? "policyId" : "policyQueueName");
		rename_invoked(policy);
	}
	use_places(after, renamed);
	json_t *places = json_object(), *all = json_array();
	gather_places(old, before, places);
	gather_places(new, after, places);
	(void)json_array_extend(all, before);
	(void)json_array_extend(all, after);
	for (size_t i = 0; i < json_array_size(all); i++)
		(void)json_object_del(json_object_get(json_array_get(all, i), "tocsin"), "places");
	json_t *root = json_pack("{s:{s:o},s:o}", "tocsin", "places", places, "policies", all);
	char *text = json_dumps(root, 0);
	json_decref(root);
	json_decref(before);
	json_decref(after);
	json_decref(known);
	json_decref(renamed);
	return text;
}

enum status policies_join(struct bytes old, struct bytes new, struct buffer *ret_document)
{
	json_t *before = json_loadb((const char *)old.at, old.length, JSON_REJECT_DUPLICATES, NULL);
	json_t *after = json_loadb((const char *)new.at, new.length, JSON_REJECT_DUPLICATES, NULL);
	char *text = before && after ? join(before, after) : NULL;
	enum status status = text              ? buffer_append_text(ret_document, text)
	                     : before && after ? STATUS_MEMORY
	                                       : STATUS_MALFORMED;
	free(text);
	json_decref(before);
	json_decref(after);
	return status;
}

bool policy_is_new(const struct policy *policy)
{
	return strncmp(policy->name, NEW_NAME, sizeof NEW_NAME - 1) == 0;
}

const char *policy_own_name(const struct policy *policy)
{
	return policy_is_new(policy) ? policy->name + sizeof NEW_NAME - 1 : policy->name;
}

uint32_t policy_counterpart(const struct family *family, uint32_t policy)
{
	for (uint32_t i = 0; i < family->policies; i++)
		if (policy_is_new(&family->policy[i]) &&
		    strcmp(family->policy[i].type, family->policy[policy].type) == 0 &&
		    strcmp(policy_own_name(&family->policy[i]), family->policy[policy].name) == 0)
			return i;
	return UINT32_MAX;
}
