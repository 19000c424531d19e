/* Reads a spec strictly: whoever declares must not be misunderstood. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/spec.h"

#include <jansson.h>
#include <math.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/legs.h"
#include "base/instant.h"

#define SPEC_VERSION 1
/* What holds where a spec is silent; audit.md 2.1, D0. */
#define GREEN_PERCENT 95.0
#define RED_PERCENT 85.0
#define GREEN_GAP_POINTS 2.0
#define RED_GAP_POINTS 5.0

struct reading {
	struct spec *spec;
	char *fault;
	bool failed;
};

static const char *const keys[] = {
	"tocsin_audit", "title",           "declared_on", "from",   "to",       "outcome", "target_s",
	"horizon_s",    "smallest_points", "groups",      "strata", "clusters", "rungs",   "exclude",
	"gate",         "bounds",          NULL
};
static const char *const group_keys[] = { "by", "a", "b", NULL };
static const char *const one_group_keys[] = { "name", "is", "rest", NULL };
static const char *const gate_keys[] = { "green_percent", "red_percent", "green_gap_points", "red_gap_points", NULL };
static const char *const bound_keys[] = { "leg", "within_s", "percent", "source", NULL };

static const struct {
	const char *name, *words;
} bys[SPEC_BY_COUNT] = {
#define BY(NAME, FILE, WORDS) [SPEC_BY_##NAME] = { FILE, WORDS },
	SPEC_BY_LIST(BY)
#undef BY
};

const char *spec_by_name(enum spec_by by)
{
	return bys[by].name;
}

const char *spec_by_words(enum spec_by by)
{
	return bys[by].words;
}

__attribute__((format(printf, 2, 3))) static void fail(struct reading *reading, const char *format, ...)
{
	va_list list;
	if (reading->failed)
		return;
	reading->failed = true;
	va_start(list, format);
	(void)vsnprintf(reading->fault, SPEC_TEXT_BYTES, format, list);
	va_end(list);
}

/* A key that is not known may be one that was meant otherwise: it is a fault, never passed over. */
static void only(struct reading *reading, const json_t *object, const char *where, const char *const *known)
{
	const char *key;
	json_t *value;
	if (!json_is_object(object)) {
		fail(reading, "%s: is no object", where);
		return;
	}
	json_object_foreach((json_t *)object, key, value)
	{
		unsigned i = 0;
		while (known[i] && strcmp(known[i], key) != 0)
			i++;
		if (!known[i])
			fail(reading, "%s: \"%.60s\" is not known here; docs/audit.md lists the keys", where, key);
	}
}

static void take_text(struct reading *reading, const json_t *object, const char *key, char *text, size_t room,
                      bool needed)
{
	const json_t *value = json_object_get(object, key);
	if (!value) {
		if (needed)
			fail(reading, "\"%s\" is missing", key);
		return;
	}
	const char *is = json_string_value(value);
	if (!is || !*is)
		fail(reading, "\"%s\": a text is wanted", key);
	else if (strlen(is) >= room)
		fail(reading, "\"%s\": is longer than %zu bytes", key, room - 1);
	else
		(void)snprintf(text, room, "%s", is);
}

/* Keeps what is there if the spec is silent. */
static void take_number(struct reading *reading, const json_t *object, const char *key, double least, double most,
                        double *number)
{
	const json_t *value = json_object_get(object, key);
	if (!value)
		return;
	double is = json_number_value(value);
	if (!json_is_number(value) || is < least || is > most)
		fail(reading, "\"%s\": a number from %g to %g is wanted", key, least, most);
	else
		*number = is;
}

static uint32_t take_seconds(struct reading *reading, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	json_int_t is = json_integer_value(value);
	if (!json_is_integer(value) || is < 1 || is > SPEC_HORIZON_MAX_S) {
		fail(reading, "\"%s\": whole seconds from 1 to %u are wanted", key, SPEC_HORIZON_MAX_S);
		return 1;
	}
	return (uint32_t)is;
}

static void take_period(struct reading *reading, const json_t *root)
{
	struct spec *spec = reading->spec;
	take_text(reading, root, "from", spec->from, sizeof spec->from, true);
	take_text(reading, root, "to", spec->to, sizeof spec->to, true);
	if (!reading->failed &&
	    (!instant_day_read(spec->from, &spec->from_day) || !instant_day_read(spec->to, &spec->to_day)))
		fail(reading, "\"from\", \"to\": days as 2026-01-31 are wanted");
	else if (!reading->failed && spec->from_day >= spec->to_day)
		fail(reading, "\"to\" is the first day that is no more in it, and must lie behind \"from\"");
}

static uint32_t take_factors(struct reading *reading, const json_t *list, const char *where)
{
	uint32_t mask = 0;
	size_t i;
	json_t *value;
	if (!json_is_array(list)) {
		fail(reading, "%s: a list of factors is wanted", where);
		return 0;
	}
	json_array_foreach((json_t *)list, i, value)
	{
		enum factor factor = json_is_string(value) ? factor_find(json_string_value(value)) : FACTOR_COUNT;
		if (factor == FACTOR_COUNT)
			fail(reading, "%s: number %zu is no factor; docs/audit.md lists them", where, i + 1);
		else if (mask & 1u << factor)
			fail(reading, "%s: \"%s\" stands there twice", where, factor_name(factor));
		else
			mask |= 1u << factor;
	}
	return mask;
}

static void take_rungs(struct reading *reading, const json_t *root)
{
	static const uint32_t usual[] = {
		0,
		1u << FACTOR_DAY | 1u << FACTOR_HOURS | 1u << FACTOR_SEASON,
		1u << FACTOR_DAY | 1u << FACTOR_HOURS | 1u << FACTOR_SEASON | 1u << FACTOR_TYPE,
		1u << FACTOR_DAY | 1u << FACTOR_HOURS | 1u << FACTOR_SEASON | 1u << FACTOR_TYPE | 1u << FACTOR_PRIORITY,
		1u << FACTOR_DAY | 1u << FACTOR_HOURS | 1u << FACTOR_SEASON | 1u << FACTOR_TYPE |
		    1u << FACTOR_PRIORITY | 1u << FACTOR_LOAD,
	};
	const json_t *list = json_object_get(root, "rungs");
	size_t i;
	json_t *value;
	if (!list) {
		reading->spec->rungs = sizeof usual / sizeof *usual;
		memcpy(reading->spec->rung, usual, sizeof usual);
		return;
	}
	if (!json_is_array(list) || json_array_size(list) > SPEC_RUNGS_MAX) {
		fail(reading, "\"rungs\": a list of at most %u lists of factors is wanted", SPEC_RUNGS_MAX);
		return;
	}
	json_array_foreach((json_t *)list, i, value) reading->spec->rung[reading->spec->rungs++] =
	    take_factors(reading, value, "\"rungs\"");
}

static void take_members(struct reading *reading, const json_t *list, const char *where, struct spec_group *group)
{
	size_t i;
	json_t *value;
	if (!json_is_array(list) || !json_array_size(list) || json_array_size(list) > SPEC_MEMBERS_MAX) {
		fail(reading, "%s: \"is\" has 1 to %u values", where, SPEC_MEMBERS_MAX);
		return;
	}
	group->member = calloc(json_array_size(list), sizeof *group->member);
	json_array_foreach((json_t *)list, i, value)
	{
		const char *text = json_string_value(value);
		if (!group->member || !text || !(group->member[group->members] = strdup(text))) {
			fail(reading, "%s: \"is\" holds texts", where);
			return;
		}
		group->members++;
	}
}

static void take_group(struct reading *reading, const json_t *groups, const char *key, struct spec_group *group)
{
	const json_t *one = json_object_get(groups, key);
	char where[32];
	(void)snprintf(where, sizeof where, "\"groups.%s\"", key);
	only(reading, one, where, one_group_keys);
	if (reading->failed)
		return;
	take_text(reading, one, "name", group->name, sizeof group->name, true);
	group->rest = json_is_true(json_object_get(one, "rest"));
	if (group->rest == (json_object_get(one, "is") != NULL))
		fail(reading, "%s: has either \"is\" or \"rest\": true", where);
	else if (!group->rest)
		take_members(reading, json_object_get(one, "is"), where, group);
}

static bool is_member(const struct spec_group *group, const char *text)
{
	for (unsigned i = 0; i < group->members; i++) {
		const char *own = group->member[i];
		if (own && text && strcmp(own, text) == 0)
			return true;
	}
	return false;
}

static void take_groups(struct reading *reading, const json_t *root)
{
	struct spec *spec = reading->spec;
	const json_t *groups = json_object_get(root, "groups");
	only(reading, groups, "\"groups\"", group_keys);
	if (reading->failed)
		return;
	const char *by = json_string_value(json_object_get(groups, "by"));
	unsigned i = 0;
	while (by && i < SPEC_BY_COUNT && strcmp(spec_by_name((enum spec_by)i), by) != 0)
		i++;
	if (!by || i == SPEC_BY_COUNT) {
		fail(reading, "\"groups.by\": area, type, channel, language or priority is wanted");
		return;
	}
	spec->by = (enum spec_by)i;
	take_group(reading, groups, "a", &spec->group[0]);
	take_group(reading, groups, "b", &spec->group[1]);
	if (spec->group[0].rest && spec->group[1].rest)
		fail(reading, "\"groups\": only one of them can be the rest");
	for (unsigned a = 0; a < spec->group[0].members && !reading->failed; a++)
		if (is_member(&spec->group[1], spec->group[0].member[a]))
			fail(reading, "\"groups\": \"%.60s\" is in both", spec->group[0].member[a]);
}

static void take_exclusions(struct reading *reading, const json_t *root)
{
	const json_t *list = json_object_get(root, "exclude");
	size_t i;
	json_t *value;
	reading->spec->without_on_views = !list;
	if (list && !json_is_array(list))
		fail(reading, "\"exclude\": a list of \"on_view\", \"joined\" is wanted");
	json_array_foreach((json_t *)list, i, value)
	{
		const char *is = json_is_string(value) ? json_string_value(value) : "";
		if (strcmp(is, "on_view") == 0)
			reading->spec->without_on_views = true;
		else if (strcmp(is, "joined") == 0)
			reading->spec->without_joined = true;
		else
			fail(reading, "\"exclude\": only \"on_view\" and \"joined\" can be left out: a call that was "
			              "cancelled or never served stays in");
	}
}

static void take_gate(struct reading *reading, const json_t *root)
{
	struct spec *spec = reading->spec;
	const json_t *gate = json_object_get(root, "gate");
	spec->green_percent = GREEN_PERCENT;
	spec->red_percent = RED_PERCENT;
	spec->green_gap_points = GREEN_GAP_POINTS;
	spec->red_gap_points = RED_GAP_POINTS;
	if (!gate)
		return;
	only(reading, gate, "\"gate\"", gate_keys);
	take_number(reading, gate, "green_percent", 50, 100, &spec->green_percent);
	take_number(reading, gate, "red_percent", 50, 100, &spec->red_percent);
	take_number(reading, gate, "green_gap_points", 0, 50, &spec->green_gap_points);
	take_number(reading, gate, "red_gap_points", 0, 50, &spec->red_gap_points);
	if (spec->red_percent > spec->green_percent || spec->red_gap_points < spec->green_gap_points)
		fail(reading, "\"gate\": what is red must be worse than what is green");
}

static bool is_leg(const char *name)
{
	for (unsigned leg = 0; leg < LEGS; leg++)
		if (strcmp(name, leg_name((enum leg)leg)) == 0)
			return true;
	return strcmp(name, "whole") == 0;
}

static void take_bounds(struct reading *reading, const json_t *root)
{
	const json_t *list = json_object_get(root, "bounds");
	size_t i;
	json_t *value;
	if (list && (!json_is_array(list) || json_array_size(list) > SPEC_BOUNDS_MAX))
		fail(reading, "\"bounds\": a list of at most %u is wanted", SPEC_BOUNDS_MAX);
	json_array_foreach((json_t *)list, i, value)
	{
		struct spec_bound *bound = &reading->spec->bound[i];
		only(reading, value, "\"bounds\"", bound_keys);
		if (reading->failed)
			return;
		take_text(reading, value, "leg", bound->leg, sizeof bound->leg, true);
		if (!reading->failed && !is_leg(bound->leg))
			fail(reading, "\"bounds\": \"leg\" is whole, answer, entry, queue, turn_out or travel");
		take_text(reading, value, "source", bound->source, sizeof bound->source, true);
		bound->within_s = take_seconds(reading, value, "within_s");
		bound->percent = NAN;
		take_number(reading, value, "percent", 1, 100, &bound->percent);
		if (!reading->failed && isnan(bound->percent))
			fail(reading, "\"bounds\": \"percent\" is missing");
		reading->spec->bounds++;
	}
}

static void take_outcome(struct reading *reading, const json_t *root)
{
	struct spec *spec = reading->spec;
	const json_t *value = json_object_get(root, "outcome");
	const char *is = value ? json_string_value(value) : "on_scene";
	if (is && strcmp(is, "on_scene") == 0)
		spec->outcome = DOCKET_ON_SCENE;
	else if (is && strcmp(is, "assigned") == 0)
		spec->outcome = DOCKET_ASSIGNED;
	else
		fail(reading, "\"outcome\": \"on_scene\" or \"assigned\" is wanted");
	spec->target_s = take_seconds(reading, root, "target_s");
	spec->horizon_s = json_object_get(root, "horizon_s") ? take_seconds(reading, root, "horizon_s") : 14400;
	if (!reading->failed && spec->horizon_s < spec->target_s)
		fail(reading, "\"horizon_s\" is shorter than \"target_s\"");
	spec->smallest_points = -1;
	take_number(reading, root, "smallest_points", 0.01, 100, &spec->smallest_points);
	if (!reading->failed && spec->smallest_points < 0)
		fail(reading, "\"smallest_points\" is missing: the smallest difference that matters is declared before "
		              "anybody looks");
}

static void take_all(struct reading *reading, const json_t *root)
{
	struct spec *spec = reading->spec;
	const json_t *clusters = json_object_get(root, "clusters"), *strata = json_object_get(root, "strata");
	only(reading, root, "the spec", keys);
	if (!reading->failed && json_integer_value(json_object_get(root, "tocsin_audit")) != SPEC_VERSION)
		fail(reading, "\"tocsin_audit\": %d is the version that this program reads", SPEC_VERSION);
	take_text(reading, root, "title", spec->title, sizeof spec->title, true);
	take_text(reading, root, "declared_on", spec->declared_on, sizeof spec->declared_on, false);
	take_period(reading, root);
	take_outcome(reading, root);
	take_groups(reading, root);
	spec->strata = strata ? take_factors(reading, strata, "\"strata\"")
	                      : 1u << FACTOR_TYPE | 1u << FACTOR_DAY | 1u << FACTOR_HOURS;
	spec->clusters =
	    clusters ? take_factors(reading, clusters, "\"clusters\"") : 1u << FACTOR_AREA | 1u << FACTOR_DATE;
	take_rungs(reading, root);
	take_exclusions(reading, root);
	take_gate(reading, root);
	take_bounds(reading, root);
}

enum status spec_read(struct bytes text, struct spec *ret_spec, char fault[SPEC_TEXT_BYTES])
{
	struct spec spec = { 0 };
	struct reading reading = { .spec = &spec, .fault = fault };
	json_error_t error;
	unsigned length = 0;
	json_t *root = json_loadb((const char *)text.at, text.length, JSON_REJECT_DUPLICATES, &error);
	if (!root) {
		(void)snprintf(fault, SPEC_TEXT_BYTES, "line %d, column %d: %s", error.line, error.column, error.text);
		return STATUS_MALFORMED;
	}
	take_all(&reading, root);
	json_decref(root);
	if (!reading.failed && !EVP_Digest(text.at, text.length, spec.hash, &length, EVP_sha256(), NULL)) {
		spec_close(&spec);
		return STATUS_MEMORY;
	}
	if (reading.failed) {
		spec_close(&spec);
		return STATUS_MALFORMED;
	}
	*ret_spec = spec;
	return STATUS_OK;
}

void spec_close(struct spec *spec)
{
	for (unsigned i = 0; i < 2; i++) {
		for (unsigned j = 0; j < spec->group[i].members; j++)
			free(spec->group[i].member[j]);
		free(spec->group[i].member);
	}
	*spec = (struct spec){ 0 };
}
