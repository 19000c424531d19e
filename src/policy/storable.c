/* What a store of policies asks of one before it keeps it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/storable.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/json_text.h"
#include "wire/sip_message.h"

static const int codes[STORE_FAULT_COUNT] = {
#define FAULT(NAME, CODE) [STORE_##NAME] = (CODE),
	STORE_FAULT_LIST(FAULT)
#undef FAULT
};

static const struct {
	const char *name;
	bool by_id;
} types[] = { { "OriginationRoutePolicy", false },
	      { "NormalNextHopRoutePolicy", false },
	      { "OtherRoutePolicy", true } };
#define TYPES (sizeof types / sizeof *types)

int store_code(enum store_fault fault)
{
	return codes[fault];
}

bool store_type_known(const char *type)
{
	bool known = false;
	for (size_t i = 0; i < TYPES; i++)
		known |= strcmp(types[i].name, type) == 0;
	return known;
}

bool store_type_by_id(const char *type)
{
	bool by_id = false;
	for (size_t i = 0; i < TYPES; i++)
		by_id |= types[i].by_id && strcmp(types[i].name, type) == 0;
	return by_id;
}

/* Labels of letters, digits and hyphens, 63 at most, parted by single dots (RFC 1123 2.1). */
static bool is_domain(const char *text)
{
	size_t label = 0, length = strlen(text);
	for (const char *at = text;; at++) {
		if (*at == '.' || !*at) {
			if (!label || label > 63 || at[-1] == '-')
				return false;
			label = 0;
			if (!*at)
				return length <= 253;
		} else if ((*at == '-' && label) || (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') ||
		           (*at >= 'A' && *at <= 'Z')) {
			label++;
		} else {
			return false;
		}
	}
}

static bool is_local_part(const char *text, size_t length)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-";
	return length && length <= 64 && text[0] != '.' && text[length - 1] != '.' && strspn(text, plain) >= length;
}

bool store_owner_good(const char *owner)
{
	const char *at = strchr(owner, '@');
	if (strlen(owner) >= STORE_OWNER_BYTES)
		return false;
	return at ? is_local_part(owner, (size_t)(at - owner)) && is_domain(at + 1) : is_domain(owner);
}

bool store_queue_good(const char *text)
{
	struct sip_uri uri;
	char host[STORE_OWNER_BYTES];
	if (!sip_uri_read(bytes_of_text(text), &uri) || !uri.user.length || !uri.host.length ||
	    uri.host.length >= sizeof host)
		return false;
	(void)snprintf(host, sizeof host, "%.*s", (int)uri.host.length, (const char *)uri.host.at);
	return (strncmp(text, "sip:", 4) == 0 || strncmp(text, "sips:", 5) == 0) &&
	       (strchr(host, ':') || is_domain(host));
}

static void say(struct problems *problems, const char *text)
{
	problems->count++;
	(void)buffer_append_text(&problems->text, text);
	(void)buffer_append_text(&problems->text, "\n");
}

/* RQ_PS_026: whole numbers from 0 up, each once. */
static bool priorities_good(const json_t *rules)
{
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *priority = json_object_get(json_array_get(rules, i), "priority");
		if (!json_is_integer(priority) || json_integer_value(priority) < 0)
			return false;
		for (size_t before = 0; before < i; before++)
			if (json_integer_value(json_object_get(json_array_get(rules, before), "priority")) ==
			    json_integer_value(priority))
				return false;
	}
	return true;
}

static bool take_name(const json_t *policy, const char *member, char *to, size_t room)
{
	const char *text = json_string_value(json_object_get(policy, member));
	if (!text || !*text || strlen(text) >= room ||
	    strlen(text) != json_string_length(json_object_get(policy, member)))
		return false;
	memcpy(to, text, strlen(text) + 1);
	return true;
}

static enum store_fault judge_names(const json_t *policy, const char *signer, struct problems *problems,
                                    struct store_key *key)
{
	if (!take_name(policy, "policyType", key->type, sizeof key->type) || !store_type_known(key->type)) {
		say(problems,
		    "\"policyType\" is none of OriginationRoutePolicy, NormalNextHopRoutePolicy and OtherRoutePolicy");
		return STORE_TYPE;
	}
	if (!take_name(policy, "policyOwner", key->owner, sizeof key->owner) || !store_owner_good(key->owner)) {
		say(problems, "\"policyOwner\" is no agency's id; write its domain, or somebody@ that domain");
		return STORE_AGENCY;
	}
	if (strcmp(key->owner, signer) != 0) {
		say(problems, "somebody else than its \"policyOwner\" signed it: the certificate's common name is the "
		              "owner's id");
		return STORE_AGENCY;
	}
	bool by_id = store_type_by_id(key->type);
	if (!take_name(policy, by_id ? "policyId" : "policyQueueName", key->name, sizeof key->name) ||
	    json_object_get(policy, by_id ? "policyQueueName" : "policyId") ||
	    (!by_id && !store_queue_good(key->name))) {
		say(problems, by_id ? "an OtherRoutePolicy is named by a \"policyId\", and by nothing else"
		                    : "this type is named by a \"policyQueueName\", a sip URI with user and host, and "
		                      "by nothing else");
		return STORE_STRUCTURE;
	}
	return STORE_NONE;
}

/* No clock on earth is further from UTC than +14:00 and -12:00. */
static bool is_earthly(const char *moment)
{
	size_t length = strlen(moment);
	if (length < 6 || moment[length - 3] != ':')
		return true; /* Z */
	long hours = strtol(moment + length - 6, NULL, 10);
	return hours >= -12 && hours <= 14;
}

static enum store_fault judge_end(const json_t *policy, struct instant now, struct problems *problems,
                                  struct instant *ret_expires)
{
	const json_t *given = json_object_get(policy, "policyExpirationTime");
	*ret_expires = (struct instant){ INSTANT_MAX_US };
	if (!given || (json_is_string(given) && is_earthly(json_string_value(given)) &&
	               instant_read(json_string_value(given), ret_expires) && instant_before(now, *ret_expires)))
		return STORE_NONE;
	say(problems, "\"policyExpirationTime\" is no moment to come; write it as 2027-12-31T00:00:00Z");
	return STORE_EXPIRATION;
}

static enum status judge_rules(struct bytes payload, const struct tz_source *zones, struct problems *problems,
                               enum store_fault *ret_fault)
{
	struct manifest *manifest = NULL;
	struct family *family = NULL;
	enum status status = manifest_built_in(&manifest);
	if (status == STATUS_OK)
		status = prr_read(payload, "policy", PROFILE_STORE, zones, manifest, problems, &family);
	if (status == STATUS_OK)
		family_close(family);
	manifest_close(manifest);
	if (status == STATUS_MALFORMED || status == STATUS_LIMIT)
		*ret_fault = STORE_STRUCTURE;
	return status == STATUS_MEMORY ? status : STATUS_OK;
}

enum status storable_check(struct bytes payload, const char *signer, struct instant now, const struct tz_source *zones,
                           struct problems *problems, struct storable *ret_storable, enum store_fault *ret_fault)
{
	struct json_t *policy = NULL;
	enum status status = json_text_read(payload, FAMILY_DOCUMENT_BYTES_MAX, &policy);
	*ret_storable = (struct storable){ 0 };
	*ret_fault = STORE_STRUCTURE;
	if (status != STATUS_OK) {
		say(problems, "what was signed is no object of JSON");
		return status == STATUS_MEMORY ? status : STATUS_OK;
	}
	*ret_fault = judge_names(policy, signer, problems, &ret_storable->key);
	if (*ret_fault == STORE_NONE)
		*ret_fault = judge_end(policy, now, problems, &ret_storable->expires);
	if (*ret_fault == STORE_NONE && !priorities_good(json_object_get(policy, "policyRules"))) {
		say(problems, "a \"priority\" is no whole number from 0, or is there twice");
		*ret_fault = STORE_PRIORITY;
	}
	json_decref(policy);
	return *ret_fault == STORE_NONE ? judge_rules(payload, zones, problems, ret_fault) : STATUS_OK;
}
