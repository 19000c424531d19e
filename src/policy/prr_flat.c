/* Documents whose members were written flat: "policyRules_0_id", "policyRules.0.id". */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "policy/prr_inside.h"

/* Rules, conditions, and a condition's own lists: no path of a policy is deeper. */
#define PARTS_MAX 12u
#define INDEX_MAX 10000u

struct part {
	char name[80];
	bool is_index;
	size_t index;
};

static bool split(const char *key, char by, struct part part[PARTS_MAX], unsigned *ret_parts)
{
	unsigned parts = 0;
	while (*key) {
		const char *end = strchr(key, by);
		size_t length = end ? (size_t)(end - key) : strlen(key);
		if (!length || length >= sizeof part->name || parts == PARTS_MAX)
			return false;
		struct part *p = &part[parts++];
		memcpy(p->name, key, length);
		p->name[length] = '\0';
		p->is_index = strspn(p->name, "0123456789") == length && length < 6;
		p->index = p->is_index ? strtoul(p->name, NULL, 10) : 0;
		if (p->index >= INDEX_MAX)
			return false;
		key += length + (end != NULL);
	}
	*ret_parts = parts;
	return parts > 0 && !part[0].is_index;
}

static json_t *child_of(json_t *parent, const struct part *part)
{
	return part->is_index ? json_array_get(parent, part->index) : json_object_get(parent, part->name);
}

static bool put(json_t *parent, const struct part *part, json_t *value)
{
	if (!value)
		return false;
	if (!part->is_index)
		return json_is_object(parent) && json_object_set_new(parent, part->name, value) == 0;
	if (!json_is_array(parent)) {
		json_decref(value);
		return false;
	}
	while (json_array_size(parent) <= part->index)
		if (json_array_append_new(parent, json_object()) != 0) {
			json_decref(value);
			return false;
		}
	return json_array_set_new(parent, part->index, value) == 0;
}

static bool place(json_t *root, const char *key, char by, json_t *value)
{
	struct part part[PARTS_MAX];
	unsigned parts;
	json_t *at = root;
	if (!split(key, by, part, &parts))
		return false;
	for (unsigned i = 0; i + 1 < parts; i++) {
		json_t *next = child_of(at, &part[i]);
		bool list = part[i + 1].is_index;
		bool fits = list ? json_is_array(next) : json_is_object(next);
		if (!fits || !next) {
			if (!put(at, &part[i], list ? json_array() : json_object()))
				return false;
			next = child_of(at, &part[i]);
		}
		at = next;
	}
	return put(at, &part[parts - 1], json_incref(value));
}

json_t *prr_unflatten(const json_t *object)
{
	const char *key;
	json_t *value;
	char by = '\0';
	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		if (strncmp(key, "policyRules", 11) == 0 && (key[11] == '.' || key[11] == '_'))
			by = key[11];
	}
	json_t *root = by ? json_object() : NULL;
	if (!root)
		return NULL;
	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		bool flat = strncmp(key, "policyRules", 11) == 0;
		if (flat ? !place(root, key, by, value) : json_object_set(root, key, value) != 0) {
			json_decref(root);
			return NULL;
		}
	}
	return root;
}
