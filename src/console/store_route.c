/* The web service of i3's Policy Store (nena/policy-store, STA-010.3): other elements keep and fetch signed policies. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/json.h"
#include "console/parts.h"
#include "console/route.h"
#include "routing/store.h"

/* Of one answer, at most; whoever wants more asks for the next page. */
#define STORE_PAGE_MAX 100u
#define STORE_ANSWER_MAX_BYTES (32u << 20)

static bool is_open(struct ask *ask)
{
	if (ask_routing(ask) && store_is_open(ask_routing(ask)))
		return true;
	ask_refuse(ask, 404, "no_store", "",
	           "this center keeps no policies of others; see policy_store in tocsin.conf(5)");
	return false;
}

/* Whether a value is there at all, be it good or not. */
static bool is_asked(const struct ask *ask, const char *name)
{
	size_t length = strlen(name);
	const char *at = http_query(ask->request);
	while (at && (strncmp(at, name, length) != 0 || at[length] != '=')) {
		at = strchr(at, '&');
		at = at ? at + 1 : NULL;
	}
	return at != NULL;
}

static bool refuse(struct ask *ask, enum store_fault fault, const char *field, const char *detail)
{
	ask_refuse(ask, store_code(fault), "not_stored", field, detail);
	return false;
}

/* The names of the query, each good where it is there. */
static bool read_key(struct ask *ask, struct store_key *key)
{
	char queue[STORE_NAME_BYTES] = "", id[STORE_NAME_BYTES] = "";
	bool has_queue = is_asked(ask, "policyQueueName"), has_id = is_asked(ask, "policyId");
	if (is_asked(ask, "policyType") &&
	    (!query_words(ask, "policyType", key->type, sizeof key->type) || !store_type_known(key->type)))
		return refuse(ask, STORE_TYPE, "policyType",
		              "OriginationRoutePolicy, NormalNextHopRoutePolicy or OtherRoutePolicy is expected");
	if (is_asked(ask, "policyOwner") &&
	    (!query_words(ask, "policyOwner", key->owner, sizeof key->owner) || !store_owner_good(key->owner)))
		return refuse(ask, STORE_AGENCY, "policyOwner",
		              "an agency's id is expected: its domain, or somebody@ that domain");
	if (has_queue && (!query_words(ask, "policyQueueName", queue, sizeof queue) || !store_queue_good(queue)))
		return refuse(ask, STORE_OTHER, "policyQueueName", "a sip URI with user and host is expected");
	if (has_id && (!query_words(ask, "policyId", id, sizeof id) || !*id))
		return refuse(ask, STORE_OTHER, "policyId", "an id of 1 to 1,023 bytes is expected");
	bool by_id = store_type_by_id(key->type);
	if ((has_queue && has_id) || (*key->type && ((has_queue && by_id) || (has_id && !by_id))))
		return refuse(ask, STORE_OTHER, has_id ? "policyId" : "policyQueueName",
		              "an OtherRoutePolicy is named by policyId, the others by policyQueueName");
	memcpy(key->name, has_id ? id : queue, sizeof key->name);
	return true;
}

/* Owner, type and name, which an update or withdrawal needs all of. */
static bool read_whole_key(struct ask *ask, struct store_key *key)
{
	if (!read_key(ask, key))
		return false;
	if (!*key->owner)
		return refuse(ask, STORE_AGENCY, "policyOwner", "it is missing");
	if (!*key->type)
		return refuse(ask, STORE_TYPE, "policyType", "it is missing");
	if (!*key->name)
		return refuse(ask, STORE_OTHER, store_type_by_id(key->type) ? "policyId" : "policyQueueName",
		              "it is missing");
	return true;
}

static bool read_page(struct ask *ask, struct store_query *query)
{
	uint64_t limit = STORE_PAGE_MAX, start = 1;
	if (!query_number(ask, "limit", INT32_MAX, &limit) || !limit)
		return refuse(ask, STORE_OTHER, "limit", "a whole number from 1 is expected");
	if (!query_number(ask, "start", INT32_MAX, &start) || !start)
		return refuse(ask, STORE_OTHER, "start", "a whole number from 1 is expected");
	query->limit = limit < STORE_PAGE_MAX ? (uint32_t)limit : STORE_PAGE_MAX;
	query->start = (uint32_t)start;
	return true;
}

static void answer(struct ask *ask, struct reply *reply, enum status status)
{
	if (status == STATUS_OK)
		ask_hold(ask, reply);
	else
		ask_trouble(ask, reply, status);
}

static enum status put_texts(struct ask *ask, struct buffer *json, const struct store_found *found, uint32_t count,
                             uint32_t *ret_put)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < count && status == STATUS_OK && json->length < STORE_ANSWER_MAX_BYTES; i++) {
		if (i)
			status = buffer_append_text(json, ",");
		if (status == STATUS_OK)
			status = store_text(ask_routing(ask), found[i].sequence, json);
		++*ret_put;
	}
	return status;
}

static enum status put_name(struct buffer *json, const struct store_found *found)
{
	char changed[INSTANT_TEXT_BYTES], expires[INSTANT_TEXT_BYTES];
	/* The schema wants an end; a policy without one lasts until RFC 3339's last year. */
	struct instant end = found->expires.us == INSTANT_MAX_US
	                         ? (struct instant){ instant_days(9999, 12, 31) * 86400000000 }
	                         : found->expires;
	instant_write(found->changed, changed);
	instant_write(end, expires);
	enum status status = buffer_append_text(json, "{\"policyType\":");
	if (status == STATUS_OK)
		status = json_words(json, found->key.type);
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"policyOwner\":");
	if (status == STATUS_OK)
		status = json_words(json, found->key.owner);
	if (status == STATUS_OK)
		status =
		    buffer_print(json, ",\"%s\":", store_type_by_id(found->key.type) ? "policyId" : "policyQueueName");
	if (status == STATUS_OK)
		status = json_words(json, found->key.name);
	return status == STATUS_OK
	           ? buffer_print(json, ",\"policyExpirationTime\":\"%s\",\"policyLastModificationTime\":\"%s\"}",
	                          expires, changed)
	           : status;
}

static enum status put_names(struct buffer *json, const struct store_found *found, uint32_t count)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
		if (i)
			status = buffer_append_text(json, ",");
		if (status == STATUS_OK)
			status = put_name(json, &found[i]);
	}
	return status;
}

/* The items of a page come before their count, which the bound on bytes may cut. */
static void list(struct ask *ask, const struct store_query *query, bool names)
{
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	struct store_found *found = calloc(query->limit, sizeof *found);
	struct buffer items = { 0 };
	uint32_t count = 0, total = 0, put = 0;
	enum status status = found ? store_find(ask_routing(ask), query, found, &count, &total) : STATUS_MEMORY;
	if (status == STATUS_OK && !count) {
		ask_refuse(ask, 404, "not_stored", "", "nothing that is kept is of that name");
		free(found);
		return;
	}
	if (status == STATUS_OK)
		status = names ? put_names(&items, found, count) : put_texts(ask, &items, found, count, &put);
	if (status == STATUS_OK)
		status = buffer_print(&reply.body, "{\"count\":%" PRIu32 ",\"totalCount\":%" PRIu32 ",\"%s\":[",
		                      names ? count : put, total, names ? "policyEnums" : "policies");
	if (status == STATUS_OK)
		status = buffer_append(&reply.body, buffer_bytes(&items));
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "]}");
	buffer_close(&items);
	free(found);
	answer(ask, &reply, status);
}

static void list_policies(struct ask *ask)
{
	struct store_query query = { .since = { INSTANT_MIN_US } };
	if (!is_open(ask) || !read_page(ask, &query) || !read_key(ask, &query.key))
		return;
	if (!*query.key.type && !*query.key.owner && !*query.key.name)
		(void)refuse(ask, STORE_OTHER, "", "say policyType, policyOwner, policyQueueName or policyId");
	else
		list(ask, &query, false);
}

static void list_names(struct ask *ask)
{
	struct store_query query = { .since = { INSTANT_MIN_US } };
	char since[64];
	if (!is_open(ask) || !read_page(ask, &query) || !read_key(ask, &query.key))
		return;
	if (!*query.key.type)
		(void)refuse(ask, STORE_TYPE, "policyType", "it is missing");
	else if (is_asked(ask, "policiesUpdatedSince") &&
	         (!query_words(ask, "policiesUpdatedSince", since, sizeof since) || !instant_read(since, &query.since)))
		(void)refuse(ask, STORE_OTHER, "policiesUpdatedSince", "a moment is expected, as 2026-12-31T00:00:00Z");
	else
		list(ask, &query, true);
}

/* Keeps the body, in place of the policy of that name or as a new one. */
static void keep(struct ask *ask, const struct store_key *in_place, int done)
{
	struct problems problems = { 0 };
	struct reply reply = { .code = done, .type = JSON_TYPE };
	enum store_fault fault = STORE_NONE;
	bool is_new = false;
	enum status status =
	    store_keep(ask_routing(ask), http_body(ask->request), in_place, &problems, &fault, &is_new);
	if (status == STATUS_BUSY) {
		(void)refuse(ask, STORE_OTHER, "", "a policy of that name is kept already; PUT replaces it");
	} else if (status == STATUS_OK && fault != STORE_NONE) {
		bool late = fault == STORE_EXPIRATION && in_place; /* the schema has 459 for POST and 460 for PUT */
		status = buffer_append(&problems.text, bytes_of("", 1));
		ask_refuse(ask, store_code(fault) + late, "not_stored", "",
		           status == STATUS_OK ? (const char *)problems.text.at : "");
	} else {
		/* The conformance suite wants 201 where a query names what was not there, and 200 without a query. */
		reply.code = in_place && *in_place->owner && is_new ? 201 : done;
		answer(ask, &reply, status);
	}
	buffer_close(&problems.text);
}

static bool fits(struct ask *ask)
{
	if (!http_body_cut(ask->request))
		return true;
	ask_refuse(ask, 413, "malformed", "", "a policy that is kept has at most 1 MiB");
	return false;
}

static void create(struct ask *ask)
{
	if (is_open(ask) && fits(ask))
		keep(ask, NULL, 201);
}

/* Without names in the query the policy's own name it. */
static void update(struct ask *ask)
{
	struct store_key key = { 0 };
	if (!is_open(ask) || !fits(ask))
		return;
	if (!*http_query(ask->request) || read_whole_key(ask, &key))
		keep(ask, &key, 200);
}

static void withdraw(struct ask *ask)
{
	struct store_key key = { 0 };
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	if (!is_open(ask) || !read_whole_key(ask, &key))
		return;
	if (!store_frees(ask_routing(ask)) && !ask->agent)
		ask_turn_away(ask);
	else if (store_frees(ask_routing(ask)) || ask_administers(ask)) {
		enum status status = store_withdraw(ask_routing(ask), &key, "by DELETE");
		if (status == STATUS_MISSING)
			ask_refuse(ask, 404, "not_stored", "", "nothing is kept under that name");
		else
			answer(ask, &reply, status);
	}
}

static void versions(struct ask *ask)
{
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	if (is_open(ask))
		answer(ask, &reply,
		       buffer_append_text(&reply.body,
		                          "{\"versions\":[{\"major\":1,\"minor\":0,\"serviceInfo\":"
		                          "{\"requiredAlgorithms\":[\"EdDSA\"]}}],\"fingerprint\":\"tocsin\"}"));
}

extern const struct route store_routes[];
const struct route store_routes[] = {
	{ "GET", "/PolicyStore/v1/Policies", ACCESS_ANYBODY, list_policies,
	  "signed policies of other agencies, as they came" },
	{ "POST", "/PolicyStore/v1/Policies", ACCESS_ANYBODY, create, "keep a signed policy; the body is its JWS" },
	{ "PUT", "/PolicyStore/v1/Policies", ACCESS_ANYBODY, update, "keep a signed policy in place of another" },
	{ "DELETE", "/PolicyStore/v1/Policies", ACCESS_ANYBODY, withdraw, "give a kept policy out no longer" },
	{ "GET", "/PolicyStore/v1/PolicyEnums", ACCESS_ANYBODY, list_names, "which policies are kept" },
	{ "GET", "/PolicyStore/Versions", ACCESS_ANYBODY, versions, "which versions of the store are spoken" },
	{ 0 },
};
