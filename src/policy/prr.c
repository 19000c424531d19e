/* Reads documents of policies: the family, its policies, their rules. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/prr.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "policy/prr_inside.h"

void prr_problem(struct reading *reading, const char *format, ...)
{
	struct buffer *text = &reading->problems->text;
	va_list list;
	if (reading->status != STATUS_OK || reading->problems->count++ >= OUTLINE_PROBLEMS_MAX)
		return;
	va_start(list, format);
	enum status status = buffer_print(text, "%s: %s%s", reading->name, reading->where, *reading->where ? ": " : "");
	if (status == STATUS_OK)
		status = buffer_print_list(text, format, list);
	va_end(list);
	if (status == STATUS_OK)
		status = buffer_append_text(text, "\n");
	if (status != STATUS_OK)
		reading->status = status;
}

bool prr_trouble(struct reading *reading, enum status status)
{
	if (reading->status == STATUS_OK)
		reading->status = status;
	return false;
}

bool prr_grow(struct reading *reading, void **list, uint32_t *room, uint32_t count, size_t item_bytes, uint32_t most,
              const char *what)
{
	if (reading->status != STATUS_OK)
		return false;
	if (count >= most) {
		prr_problem(reading, "more than %u %s in all; make it smaller", most, what);
		return prr_trouble(reading, STATUS_LIMIT);
	}
	if (count < *room)
		return true;
	uint32_t more = *room ? 2 * *room : 32;
	void *grown = reallocarray(*list, more, item_bytes);
	if (!grown)
		return prr_trouble(reading, STATUS_MEMORY);
	memset((char *)grown + (size_t)count * item_bytes, 0, (size_t)(more - count) * item_bytes);
	*list = grown;
	*room = more;
	return true;
}

const char *prr_keep(struct reading *reading, const char *text)
{
	size_t length = strlen(text);
	char *kept = family_keep(reading->family, length + 1);
	if (!kept) {
		(void)prr_trouble(reading, STATUS_MEMORY);
		return "";
	}
	memcpy(kept, text, length + 1);
	return kept;
}

const char *prr_text(struct reading *reading, const json_t *object, const char *member)
{
	const json_t *value = json_object_get(object, member);
	if (!value)
		return NULL;
	if (!json_is_string(value) || json_string_length(value) > FAMILY_TEXT_BYTES_MAX ||
	    strlen(json_string_value(value)) != json_string_length(value)) {
		prr_problem(reading, "\"%s\" is no text of at most %u bytes without NULs", member,
		            FAMILY_TEXT_BYTES_MAX);
		return NULL;
	}
	return prr_keep(reading, json_string_value(value));
}

int64_t prr_number(struct reading *reading, const json_t *object, const char *member, int64_t least, int64_t most,
                   int64_t otherwise)
{
	const json_t *value = json_object_get(object, member);
	if (!value)
		return otherwise;
	if (!json_is_integer(value) || json_integer_value(value) < least || json_integer_value(value) > most) {
		prr_problem(reading, "\"%s\" is no whole number from %lld to %lld", member, (long long)least,
		            (long long)most);
		return otherwise;
	}
	return json_integer_value(value);
}

const json_t *prr_ours(struct reading *reading, const json_t *object)
{
	const json_t *ours = json_object_get(object, "tocsin");
	if (ours && !json_is_object(ours))
		prr_problem(reading, "\"tocsin\" is no object");
	return json_is_object(ours) ? ours : NULL;
}

static void take_rule(struct reading *r, const json_t *json, size_t number, struct policy_rule *ret_rule)
{
	size_t stem = strlen(r->where);
	char id[24];
	(void)snprintf(r->where + stem, WHERE_BYTES - stem, "%spolicyRules[%zu]", stem ? "." : "", number);
	const char *name = prr_text(r, json, "id"), *words = prr_text(r, json, "description");
	if (!json_is_object(json))
		prr_problem(r, "is no object");
	if (!name || !*name) {
		prr_problem(r, "\"id\" is missing; give each rule its own");
		(void)snprintf(id, sizeof id, "#%zu", number);
		name = prr_keep(r, id);
	}
	(void)snprintf(r->where + strlen(r->where), WHERE_BYTES - strlen(r->where), " (%.40s)", name);
	ret_rule->id = name;
	ret_rule->description = words ? words : "";
	if (!json_object_get(json, "priority"))
		prr_problem(r, "\"priority\" is missing; the highest that holds acts");
	ret_rule->priority = prr_number(r, json, "priority", 0, INT32_MAX, 0);
	prr_take_conditions(r, json, ret_rule);
	prr_take_effect(r, json, ret_rule);
	r->where[stem] = '\0';
}

/* Falling priority; of equal ones the first in the document. */
static void sort_rules(struct policy_rule *rule, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++) {
		struct policy_rule one = rule[i];
		uint32_t at = i;
		for (; at && rule[at - 1].priority < one.priority; at--)
			rule[at] = rule[at - 1];
		rule[at] = one;
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* RQ_PS_025, RQ_PS_026: each rule has an id and a priority of its own. */
static void judge_unique(struct reading *r, const struct policy_rule *rule, uint32_t count)
{
	const char **id = calloc(count + 1, sizeof *id);
	if (!id) {
		(void)prr_trouble(r, STATUS_MEMORY);
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		id[i] = rule[i].id;
		if (i && rule[i].priority == rule[i - 1].priority)
			prr_problem(r, "the rules \"%.40s\" and \"%.40s\" have the same priority; give each its own",
			            rule[i - 1].id, rule[i].id);
	}
	qsort(id, count, sizeof *id, by_text);
	for (uint32_t i = 1; i < count; i++)
		if (strcmp(id[i - 1], id[i]) == 0)
			prr_problem(r, "two rules have the id \"%.40s\"; give each its own", id[i]);
	free(id);
}

static enum policy_kind kind_of(const char *type, const json_t *ours)
{
	if (strcmp(type, "OriginationRoutePolicy") == 0)
		return POLICY_ORIGINATION;
	if (strcmp(type, "NormalNextHopRoutePolicy") == 0)
		return POLICY_NORMAL_NEXT_HOP;
	if (strcmp(type, "OtherRoutePolicy") == 0)
		return json_is_true(json_object_get(ours, "responses")) ? POLICY_RESPONSE : POLICY_OTHER;
	return POLICY_FOREIGN;
}

static void name_policy(struct reading *r, const json_t *json, struct policy *policy)
{
	const char *queue = prr_text(r, json, "policyQueueName"), *id = prr_text(r, json, "policyId");
	bool of_queue = policy->kind == POLICY_ORIGINATION || policy->kind == POLICY_NORMAL_NEXT_HOP;
	if ((queue && !of_queue) || (id && of_queue))
		prr_problem(r, "a %s has no \"%s\"", policy->type, of_queue ? "policyId" : "policyQueueName");
	policy->name = of_queue ? queue ? queue : "" : id ? id : "";
	if (r->profile == PROFILE_STORE && !*policy->name)
		prr_problem(r, "a %s without \"%s\" has no name in a store", policy->type,
		            of_queue ? "policyQueueName" : "policyId");
	for (uint32_t i = 0; i < r->family->policies; i++)
		if (strcmp(r->policy[i].type, policy->type) == 0 && strcmp(r->policy[i].name, policy->name) == 0)
			prr_problem(r, "there is another %s of the name \"%.60s\"", policy->type, policy->name);
}

static void take_rules(struct reading *r, const json_t *list, struct policy *policy)
{
	size_t many = json_array_size(list);
	if (!json_is_array(list) || !many) {
		prr_problem(r, "\"policyRules\" is missing, empty, or no list");
		return;
	}
	if (many > FAMILY_RULES_MAX - r->rules) {
		prr_problem(r, "more than %u rules in all; a policy that nobody can read protects nobody",
		            FAMILY_RULES_MAX);
		(void)prr_trouble(r, STATUS_LIMIT);
		return;
	}
	r->rules += (uint32_t)many;
	struct policy_rule *rule = family_keep(r->family, many * sizeof *rule);
	if (!rule) {
		(void)prr_trouble(r, STATUS_MEMORY);
		return;
	}
	for (size_t i = 0; i < many && r->status == STATUS_OK; i++)
		take_rule(r, json_array_get(list, i), i, &rule[i]);
	if (r->status != STATUS_OK)
		return;
	sort_rules(rule, (uint32_t)many);
	judge_unique(r, rule, (uint32_t)many);
	policy->rule = rule;
	policy->rules = (uint32_t)many;
}

static void take_policy(struct reading *r, const json_t *json)
{
	void *list = r->policy;
	json_t *nested = json_object_get(json, "policyRules") ? NULL : prr_unflatten(json);
	const json_t *object = nested ? nested : json;
	const char *expires = NULL;
	if (!prr_grow(r, &list, &r->policy_room, r->family->policies, sizeof *r->policy, FAMILY_POLICIES_MAX,
	              "policies"))
		goto out;
	r->policy = list;
	r->family->policy = r->policy;
	if (nested)
		prr_problem(r, "its members are written flat (policyRules_0_id); nest them");
	struct policy policy = { .type = prr_text(r, object, "policyType"),
		                 .owner = prr_text(r, object, "policyOwner") };
	if (!policy.type || !policy.owner)
		prr_problem(r, "\"policyType\" or \"policyOwner\" is missing");
	policy.type = policy.type ? policy.type : "";
	policy.owner = policy.owner ? policy.owner : "";
	policy.kind = kind_of(policy.type, prr_ours(r, object));
	if (policy.kind == POLICY_FOREIGN && r->profile == PROFILE_STRICT)
		prr_problem(r, "\"%.60s\" is no type of policy that can be run here", policy.type);
	name_policy(r, object, &policy);
	policy.expires = (struct instant){ INSTANT_MAX_US };
	expires = prr_text(r, object, "policyExpirationTime");
	if (expires && !instant_read(expires, &policy.expires))
		prr_problem(r, "\"policyExpirationTime\" is no moment; write it as 2026-12-31T00:00:00Z");
	(void)prr_text(r, object, "description");
	take_rules(r, json_object_get(object, "policyRules"), &policy);
	r->policy[r->family->policies++] = policy;
out:
	json_decref(nested);
}

/* All places are known before any rule names one. */
static void take_all_places(struct reading *r, const json_t *root, const json_t *list)
{
	if (json_is_object(root))
		prr_take_places(r, prr_ours(r, root));
	for (size_t i = 0; i < json_array_size(list); i++)
		prr_take_places(r, prr_ours(r, json_array_get(list, i)));
}

static void take_root(struct reading *r, const json_t *root)
{
	const json_t *list = json_is_array(root) ? root : json_object_get(root, "policies");
	take_all_places(r, root, list);
	if (!list && json_is_object(root)) {
		take_policy(r, root);
		return;
	}
	if (!json_array_size(list)) {
		prr_problem(r, "it holds no policy; write one object with \"policyRules\", or {\"policies\": [...]}");
		(void)prr_trouble(r, STATUS_MALFORMED);
		return;
	}
	for (size_t i = 0; i < json_array_size(list) && r->status == STATUS_OK; i++) {
		(void)snprintf(r->where, sizeof r->where, "policies[%zu]", i);
		take_policy(r, json_array_get(list, i));
	}
	r->where[0] = '\0';
}

static void finish(struct reading *r, struct bytes text)
{
	prr_resolve(r);
	if (r->places) {
		struct partition *partition = NULL;
		enum status status = partition_finish(r->places, &partition);
		r->places = NULL;
		r->family->partition = partition;
		if (status == STATUS_LIMIT)
			prr_problem(r, "the places cross one another in too many pieces; draw them more simply");
		if (status != STATUS_OK)
			(void)prr_trouble(r, status);
	}
	if (EVP_Digest(text.at, text.length, r->family->hash, NULL, EVP_sha256(), NULL) != 1)
		(void)prr_trouble(r, STATUS_MEMORY);
}

/* The lists become the family's own. */
static void hand_over(struct reading *r)
{
	struct family *f = r->family;
	const struct {
		const void *list;
		size_t bytes;
		const void **to;
	} lists[] = {
		{ r->policy, f->policies * sizeof *r->policy, (const void **)&f->policy },
		{ r->trait, f->traits * sizeof *r->trait, (const void **)&f->trait },
		{ r->predicate, f->predicates * sizeof *r->predicate, (const void **)&f->predicate },
		{ r->period, f->periods * sizeof *r->period, (const void **)&f->period },
		{ r->effect, f->effects * sizeof *r->effect, (const void **)&f->effect },
		{ r->tz, f->tzs * sizeof(void *), (const void **)(uintptr_t)&f->tz },
	};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		void *kept = family_keep(f, lists[i].bytes + 1);
		if (!kept) {
			(void)prr_trouble(r, STATUS_MEMORY);
			*lists[i].to = NULL;
			continue;
		}
		if (lists[i].bytes)
			memcpy(kept, lists[i].list, lists[i].bytes);
		*lists[i].to = kept;
	}
	if (r->status != STATUS_OK && !f->tz) /* they are still in the reading's list */
		for (uint32_t i = 0; i < f->tzs; i++)
			tz_close(r->tz[i]);
	if (!f->tz)
		f->tzs = 0;
	free(r->policy);
	free(r->trait);
	free(r->predicate);
	free(r->period);
	free(r->effect);
	free(r->tz);
}

enum status prr_read(struct bytes text, const char *name, enum profile profile, const struct tz_source *zones,
                     const struct manifest *manifest, struct problems *problems, struct family **ret_family)
{
	struct reading r = {
		.name = name, .profile = profile, .zones = zones, .manifest = manifest, .problems = problems
	};
	unsigned before = problems->count;
	json_error_t error;
	r.family = calloc(1, sizeof *r.family);
	if (!r.family)
		return STATUS_MEMORY;
	json_t *root = NULL;
	if (text.length > FAMILY_DOCUMENT_BYTES_MAX) {
		prr_problem(&r, "it has more than %u bytes", FAMILY_DOCUMENT_BYTES_MAX);
		(void)prr_trouble(&r, STATUS_LIMIT);
	} else if (!(root = json_loadb((const char *)text.at, text.length, JSON_REJECT_DUPLICATES, &error))) {
		(void)snprintf(r.where, sizeof r.where, "%d:%d", error.line, error.column);
		prr_problem(&r, "%s; a policy is JSON", error.text);
		(void)prr_trouble(&r, STATUS_MALFORMED);
	} else {
		take_root(&r, root);
		if (r.status == STATUS_OK)
			finish(&r, text);
	}
	json_decref(root);
	partition_cancel(r.places);
	hand_over(&r);
	if (r.status == STATUS_OK && profile != PROFILE_TOLERANT && problems->count > before)
		r.status = STATUS_MALFORMED;
	if (r.status != STATUS_OK)
		family_close(r.family);
	else
		*ret_family = r.family;
	return r.status;
}
