/* A rule's conditions: the 18 of i3, and those of the member "tocsin", as literals over traits. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "policy/prr_inside.h"

#define LITERALS_MAX 256u

static const char *const postures[] = { "Green", "Yellow", "Orange", "Red" };
static const char *const queue_states[] = { "Active",  "Inactive",          "Disabled",   "Full",
	                                    "Standby", "ResourceExhausted", "Unreachable" };
static const char *const service_states[] = { "Normal",
	                                      "Unstaffed",
	                                      "ScheduledMaintenanceDown",
	                                      "ScheduledMaintenanceAvailable",
	                                      "MajorIncidentInProgress",
	                                      "Partial",
	                                      "Overloaded",
	                                      "GoingDown",
	                                      "Down" };
static const char *const verifications[] = { "No-TN-Validation", "TN-Validation-Passed", "TN-Validation-Failed" };
static const char *const channels[] = { "voice", "http", "text", "alarm", "agency", "field", "walk_in", "import" };
static const char *const cap_tags[] = { "Identifier", "Sender", "Address", "InfoEventCode", "InfoValueName" };
static const char *const media[] = { "audio", "video", "rtt", "im", "text" };
static const char *const media_langs[] = { "langAudio", "langVideo", "langRtt", "langIm", "langText" };
#define COUNT(LIST) ((uint32_t)(sizeof(LIST) / sizeof *(LIST)))

const char *prr_registered(enum condition_kind source, unsigned number)
{
	bool posture = source == CONDITION_SECURITY_POSTURE;
	assert(posture || source == CONDITION_SERVICE_STATE);
	assert(number < (posture ? COUNT(postures) : COUNT(service_states)));
	return (posture ? postures : service_states)[number];
}

/* One condition while it is read. */
struct making {
	struct reading *reading;
	const json_t *json;
	struct condition condition;
	struct literal literal[LITERALS_MAX];
};

static uint32_t trait_of(struct reading *r, enum condition_kind source, enum trait_sort sort, const char *name)
{
	uint32_t found = family_trait(r->family, source, sort, name);
	void *list = r->trait;
	if (found != UINT32_MAX)
		return found;
	if (!prr_grow(r, &list, &r->trait_room, r->family->traits, sizeof *r->trait, FAMILY_PREDICATES_MAX, "traits"))
		return UINT32_MAX;
	r->trait = list;
	r->family->trait = r->trait;
	r->trait[r->family->traits] = (struct trait){ .sort = sort,
		                                      .source = source,
		                                      .name = prr_keep(r, name),
		                                      .is_protected = manifest_protects(r->manifest, source, name) };
	return r->family->traits++;
}

static bool same_predicate(const struct predicate *a, const struct predicate *b)
{
	if (a->trait != b->trait || a->test != b->test || a->texts != b->texts || a->from != b->from ||
	    a->to != b->to || a->which != b->which)
		return false;
	for (uint32_t i = 0; i < a->texts; i++)
		if (strcmp(a->text[i], b->text[i]) != 0)
			return false;
	return true;
}

/* Adds "this predicate holds", or that it does not, to the condition. */
static void add(struct making *m, const struct predicate *predicate, bool negated)
{
	struct reading *r = m->reading;
	uint32_t number = 0;
	if (predicate->trait == UINT32_MAX || r->status != STATUS_OK)
		return;
	while (number < r->family->predicates && !same_predicate(&r->predicate[number], predicate))
		number++;
	if (number == r->family->predicates) {
		void *list = r->predicate;
		if (!prr_grow(r, &list, &r->predicate_room, number, sizeof *r->predicate, FAMILY_PREDICATES_MAX,
		              "different questions"))
			return;
		r->predicate = list;
		r->family->predicate = r->predicate;
		r->predicate[number] = *predicate;
		const char **text = predicate->texts ? family_keep(r->family, predicate->texts * sizeof *text) : NULL;
		for (uint32_t i = 0; text && i < predicate->texts; i++)
			text[i] = prr_keep(r, predicate->text[i]);
		r->predicate[number].text = text;
		r->family->predicates++;
		if (predicate->texts && !text)
			(void)prr_trouble(r, STATUS_MEMORY);
	}
	if (m->condition.literals == LITERALS_MAX)
		prr_problem(r, "asks more than %u things; make several conditions of it", LITERALS_MAX);
	else
		m->literal[m->condition.literals++] = (struct literal){ number, negated };
}

static void add_text(struct making *m, enum condition_kind source, const char *name, enum test test, const char *text,
                     bool negated)
{
	add(m,
	    &(struct predicate){
		.trait = trait_of(m->reading, source, TRAIT_TEXT, name), .test = test, .texts = 1, .text = &text },
	    negated);
}

static void add_flag(struct making *m, enum condition_kind source, const char *name, bool negated)
{
	add(m, &(struct predicate){ .trait = trait_of(m->reading, source, TRAIT_FLAG, name), .test = TEST_SET },
	    negated);
}

/* Texts of tocsin.in, at most LITERALS_MAX. */
static void add_list(struct making *m, enum condition_kind source, enum trait_sort sort, const char *name,
                     const json_t *list)
{
	const char *text[LITERALS_MAX];
	uint32_t texts = 0;
	for (size_t i = 0; i < json_array_size(list) && i < LITERALS_MAX; i++)
		if (json_is_string(json_array_get(list, i)))
			text[texts++] = json_string_value(json_array_get(list, i));
	if (!texts || texts != json_array_size(list))
		prr_problem(m->reading, "a list is empty, has more than %u texts, or something else than texts",
		            LITERALS_MAX);
	else
		add(m,
		    &(struct predicate){ .trait = trait_of(m->reading, source, sort, name),
		                         .test = TEST_EQUAL,
		                         .texts = texts,
		                         .text = text },
		    false);
}

/* What stands in place of operator and content: {"in": [...]}, {"prefix": ".."}, {"suffix": ".."}; true if anything did. */
static bool took_macro(struct making *m, enum condition_kind source, const char *name)
{
	const json_t *ours = prr_ours(m->reading, m->json);
	const json_t *list = json_object_get(ours, "in");
	bool prefixed = json_object_get(ours, "prefix") != NULL, suffixed = json_object_get(ours, "suffix") != NULL;
	if (list)
		add_list(m, source, TRAIT_TEXT, name, list);
	const char *prefix = prefixed ? prr_text(m->reading, ours, "prefix") : NULL;
	const char *suffix = suffixed ? prr_text(m->reading, ours, "suffix") : NULL;
	if (prefix)
		add_text(m, source, name, TEST_PREFIX, prefix, false);
	if (suffix)
		add_text(m, source, name, TEST_SUFFIX, suffix, false);
	return list || prefixed || suffixed;
}

/* GT, LT, GE, LE ask for a number, EQ, SS and NE for a text. */
static void take_operator(struct making *m, enum condition_kind source, const char *name)
{
	static const char *const orders[] = { "GT", "GE", "LT", "LE" };
	struct reading *r = m->reading;
	if (took_macro(m, source, name))
		return;
	const char *operation = prr_text(r, m->json, "operator");
	const char *content = prr_text(r, m->json, "content");
	if (!operation || !content) {
		prr_problem(r, "\"operator\" or \"content\" is missing; both are needed");
		return;
	}
	if (strcmp(operation, "EQ") == 0 || strcmp(operation, "NE") == 0)
		add_text(m, source, name, TEST_EQUAL, content, *operation == 'N');
	else if (strcmp(operation, "SS") == 0)
		add_text(m, source, name, TEST_CONTAINS, content, false);
	else if (strcmp(operation, "IS") == 0) {
		if (r->profile != PROFILE_STORE)
			prr_problem(r, "what the operator IS asks is defined nowhere, and nobody can prove anything of "
			               "it; use EQ, "
			               "SS, or tocsin.prefix");
		add_text(m, source, name, TEST_OPAQUE, content, false);
	} else {
		for (unsigned i = 0; i < COUNT(orders); i++) {
			char *end;
			if (strcmp(operation, orders[i]) != 0)
				continue;
			int64_t number = strtoll(content, &end, 10);
			if (*end || end == content || number > INT32_MAX || number < INT32_MIN)
				prr_problem(r, "\"content\" is no whole number, which %s needs", operation);
			else
				add(m,
				    &(struct predicate){ .trait = trait_of(r, source, TRAIT_NUMBER, name),
				                         .test = TEST_RANGE,
				                         .from = i == 0   ? number + 1
				                                 : i == 1 ? number
				                                          : INT64_MIN,
				                         .to = i == 2   ? number - 1
				                               : i == 3 ? number
				                                        : INT64_MAX },
				    false);
			return;
		}
		prr_problem(r, "the operator \"%.20s\" is none of EQ, NE, SS, GT, GE, LT, LE", operation);
	}
}

static void take_choice(struct making *m, const char *of, const char *operator_name, const char *value_name,
                        const char *const *registry, uint32_t count)
{
	struct reading *r = m->reading;
	const char *name = of ? prr_text(r, m->json, of) : "";
	const char *operation = prr_text(r, m->json, operator_name);
	const char *value = prr_text(r, m->json, value_name);
	if (!name || !operation || !value) {
		prr_problem(r, "\"%s\", \"%s\" or \"%s\" is missing; all are needed", of ? of : operator_name,
		            operator_name, value_name);
		return;
	}
	bool is_known = false;
	for (uint32_t i = 0; i < count; i++)
		is_known |= strcmp(registry[i], value) == 0;
	if (!is_known)
		prr_problem(r, "\"%.40s\" is not in the registry of such values; \"%s\" is one", value, registry[0]);
	if (strcmp(operation, "EQ") != 0 && strcmp(operation, "NE") != 0) {
		prr_problem(r, "the operator \"%.20s\" is neither EQ nor NE", operation);
		return;
	}
	uint32_t trait = trait_of(r, m->condition.kind, TRAIT_CHOICE, name);
	if (trait == UINT32_MAX)
		return;
	r->trait[trait].choices = count;
	r->trait[trait].choice = registry;
	add(m, &(struct predicate){ .trait = trait, .test = TEST_EQUAL, .texts = 1, .text = &value },
	    *operation == 'N');
}

static void take_period(struct making *m)
{
	struct reading *r = m->reading;
	uint32_t which = prr_take_period(r, m->json);
	if (which != UINT32_MAX)
		add(m,
		    &(struct predicate){ .trait = trait_of(r, CONDITION_TIME_PERIOD, TRAIT_MOMENT, ""),
		                         .test = TEST_PERIOD,
		                         .which = which },
		    false);
}

static void take_location(struct making *m)
{
	struct reading *r = m->reading;
	const json_t *ours = prr_ours(r, m->json), *location = json_object_get(m->json, "location");
	const char *name = prr_text(r, ours, "place");
	uint32_t place = UINT32_MAX;
	if (json_is_array(location)) {
		prr_problem(r, "\"location\" is a list; write the one object");
		location = json_array_get(location, 0);
	}
	if (name) {
		place = prr_place(r, name);
		if (place == UINT32_MAX)
			prr_problem(r, "there is no place \"%.60s\" in tocsin.places", name);
	} else {
		const char *profile = prr_text(r, location, "profile"), *lo = prr_text(r, location, "lo");
		const char *label = prr_text(r, location, "label");
		if (!lo || !profile) {
			prr_problem(r, "\"location\" has no \"lo\" or no \"profile\"; or name a place: tocsin.place");
		} else if (strcmp(profile, "civic") == 0) {
			add_flag(m, CONDITION_LOCATION, lo, false);
			return;
		} else {
			place = prr_add_location(r, lo, label ? label : "");
		}
	}
	if (place != UINT32_MAX)
		add(m,
		    &(struct predicate){ .trait = trait_of(r, CONDITION_LOCATION, TRAIT_PLACE, ""),
		                         .test = TEST_INSIDE,
		                         .which = place },
		    false);
}

static void take_header(struct making *m)
{
	const char *field = prr_text(m->reading, m->json, "field");
	if (!field || !*field)
		prr_problem(m->reading, "\"field\" is missing; name the header");
	else
		take_operator(m, CONDITION_SIP_HEADER, field);
}

/* A part of a document by its type and the path of its element. */
static void take_element(struct making *m, enum condition_kind source, const char *type_name)
{
	struct reading *r = m->reading;
	char name[512];
	const char *type = prr_text(r, m->json, type_name), *element = prr_text(r, m->json, "element");
	const char *operation = prr_text(r, m->json, "operator");
	if (!type || !*type) {
		prr_problem(r, "\"%s\" is missing", type_name);
		return;
	}
	(void)snprintf(name, sizeof name, "%.250s%s%.250s", type, element && *element ? "/" : "",
	               element ? element : "");
	bool exists = operation && strcmp(operation, "exists") == 0,
	     missing = operation && strcmp(operation, "missing") == 0;
	if (exists || missing)
		add(m, &(struct predicate){ .trait = trait_of(r, source, TRAIT_TEXT, name), .test = TEST_EXISTS },
		    missing);
	else
		take_operator(m, source, name);
}

static void take_mime(struct making *m)
{
	const json_t *list = json_object_get(m->json, "mimeList");
	m->condition.any = true;
	if (!json_array_size(list))
		prr_problem(m->reading, "\"mimeList\" is missing or empty");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *type = json_string_value(json_array_get(list, i));
		if (type && strlen(type) <= FAMILY_TEXT_BYTES_MAX)
			add_flag(m, CONDITION_MIME_BODY, type, false);
		else
			prr_problem(m->reading, "\"mimeList\" holds something else than texts");
	}
}

static void take_range(struct making *m, const char *from, const char *to, int64_t least, int64_t most)
{
	struct reading *r = m->reading;
	struct predicate p = { .test = TEST_RANGE };
	if (!json_object_get(m->json, from) || !json_object_get(m->json, to))
		prr_problem(r, "\"%s\" or \"%s\" is missing", from, to);
	p.from = prr_number(r, m->json, from, least, most, least);
	p.to = prr_number(r, m->json, to, least, most, most);
	if (p.from > p.to)
		prr_problem(r, "\"%s\" is more than \"%s\": it never holds", from, to);
	p.trait = trait_of(r, m->condition.kind, TRAIT_NUMBER, "");
	add(m, &p, false);
}

static void take_offer(struct making *m)
{
	struct reading *r = m->reading;
	char name[160];
	unsigned lists = 0;
	for (unsigned i = 0; i < COUNT(media); i++) {
		const json_t *value = json_object_get(m->json, media[i]),
			     *langs = json_object_get(m->json, media_langs[i]);
		if (json_is_boolean(value))
			add_flag(m, CONDITION_SDP_OFFER, media[i], json_is_false(value));
		else if (value)
			prr_problem(r, "\"%s\" is neither true nor false", media[i]);
		for (size_t l = 0; l < json_array_size(langs); l++) {
			const char *lang = json_string_value(json_array_get(langs, l));
			(void)snprintf(name, sizeof name, "%s %.100s", media_langs[i], lang ? lang : "");
			add_flag(m, CONDITION_SDP_OFFER, name, false);
		}
		lists += json_array_size(langs) > 1;
		(void)snprintf(name, sizeof name, "%sPref", media_langs[i]);
		const json_t *preference = json_object_get(m->json, name);
		if (preference) {
			const char *list = prr_text(r, preference, "langList"),
				   *test = prr_text(r, preference, "langTest");
			(void)snprintf(name, sizeof name, "%sPref %.60s %.20s", media_langs[i], list ? list : "",
			               test ? test : "");
			add_flag(m, CONDITION_SDP_OFFER, name, false);
		}
	}
	/* Any language of a list will do: a condition of its own says so. */
	m->condition.any = lists && m->condition.literals > 1;
	size_t others =
	    2u + (json_object_get(m->json, "negation") != NULL) + (json_object_get(m->json, "description") != NULL);
	bool mixed = lists > 1 || (lists && json_object_size(m->json) > others);
	if (mixed)
		prr_problem(r, "asks for one of several languages and for other things too; make two conditions of it");
	if (!m->condition.literals)
		prr_problem(r, "asks for nothing; say which media or languages");
}

static void take_cap(struct making *m)
{
	const char *tag = prr_text(m->reading, m->json, "tag");
	const json_t *alone = json_object_get(m->json, "nonInteractive");
	bool is_known = false;
	for (unsigned i = 0; i < COUNT(cap_tags); i++)
		is_known |= tag && strcmp(cap_tags[i], tag) == 0;
	if (!is_known)
		prr_problem(m->reading, "\"tag\" is missing, or none of Identifier, Sender, Address, InfoEventCode, "
		                        "InfoValueName");
	if (json_is_boolean(alone))
		add_flag(m, CONDITION_CAP, "nonInteractive", json_is_false(alone));
	if (tag && (json_object_get(m->json, "operator") || json_object_get(m->json, "content") ||
	            prr_ours(m->reading, m->json)))
		take_operator(m, CONDITION_CAP, tag);
}

/* {"types": ["fire.*", "gas.leak"]} */
static void take_call_type(struct making *m)
{
	const json_t *list = json_object_get(m->json, "types");
	m->condition.any = true;
	if (!json_array_size(list))
		prr_problem(m->reading, "\"types\" is missing or empty");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *type = json_string_value(json_array_get(list, i));
		size_t length = type ? strlen(type) : 0;
		if (!length || length > FAMILY_TEXT_BYTES_MAX) {
			prr_problem(m->reading, "\"types\" holds something else than texts");
		} else if (type[length - 1] == '*') {
			char *begin = strndup(type, length - 1);
			if (begin)
				add_text(m, CONDITION_CALL_TYPE, "", TEST_PREFIX, begin, false);
			else
				(void)prr_trouble(m->reading, STATUS_MEMORY);
			free(begin);
		} else {
			add_text(m, CONDITION_CALL_TYPE, "", TEST_EQUAL, type, false);
		}
	}
}

static void take_channel(struct making *m)
{
	struct reading *r = m->reading;
	const json_t *list = json_object_get(m->json, "channels");
	uint32_t trait = trait_of(r, CONDITION_CHANNEL, TRAIT_CHOICE, "");
	if (trait == UINT32_MAX)
		return;
	r->trait[trait].choices = COUNT(channels);
	r->trait[trait].choice = channels;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *channel = json_string_value(json_array_get(list, i));
		bool is_known = false;
		for (unsigned c = 0; c < COUNT(channels); c++)
			is_known |= channel && strcmp(channels[c], channel) == 0;
		if (!is_known)
			prr_problem(r, "\"%.20s\" is no channel; voice, text and http are",
			            channel ? channel : "(no text)");
	}
	add_list(m, CONDITION_CHANNEL, TRAIT_CHOICE, "", list);
}

static void take_urn(struct making *m)
{
	const char *urn = prr_text(m->reading, m->json, "urn");
	if (urn)
		add_flag(m, CONDITION_LOST_SERVICE_URN, urn, false);
	else
		prr_problem(m->reading, "\"urn\" is missing");
}

static void take_kind(struct making *m)
{
	switch (m->condition.kind) {
	case CONDITION_TIME_PERIOD:
		take_period(m);
		return;
	case CONDITION_SIP_HEADER:
		take_header(m);
		return;
	case CONDITION_ADDITIONAL_DATA:
		take_element(m, CONDITION_ADDITIONAL_DATA, "type");
		return;
	case CONDITION_MIME_BODY:
		take_mime(m);
		return;
	case CONDITION_LOCATION:
		take_location(m);
		return;
	case CONDITION_CALL_SUSPICION:
		take_range(m, "scoreFrom", "scoreTo", 0, 100);
		return;
	case CONDITION_SECURITY_POSTURE:
		take_choice(m, "service", "condition", "value", postures, COUNT(postures));
		return;
	case CONDITION_QUEUE_STATE:
		take_choice(m, "queue", "condition", "value", queue_states, COUNT(queue_states));
		return;
	case CONDITION_SERVICE_STATE:
		take_choice(m, "service", "condition", "value", service_states, COUNT(service_states));
		return;
	case CONDITION_LOST_SERVICE_URN:
		take_urn(m);
		return;
	case CONDITION_BODY_PART:
		take_element(m, CONDITION_BODY_PART, "contentType");
		return;
	case CONDITION_SDP_OFFER:
		take_offer(m);
		return;
	case CONDITION_CAP:
		take_cap(m);
		return;
	case CONDITION_VERIFICATION:
		take_choice(m, NULL, "operator", "content", verifications, COUNT(verifications));
		return;
	case CONDITION_CALL_TYPE:
		take_call_type(m);
		return;
	case CONDITION_PRIORITY:
		take_range(m, "from", "to", 1, 4);
		return;
	case CONDITION_CHANNEL:
		take_channel(m);
		return;
	case CONDITION_CALL_SOURCE:
	case CONDITION_REQUEST_URI:
	case CONDITION_NORMAL_NEXT_HOP:
	case CONDITION_INCOMING_QUEUE:
		take_operator(m, m->condition.kind, "");
		return;
	case CONDITION_NONE:
	case CONDITION_COUNT:
		return;
	}
}

static void take_condition(struct making *m, bool ours, struct condition *ret_condition)
{
	struct reading *r = m->reading;
	const char *type = prr_text(r, m->json, "conditionType");
	const json_t *negation = json_object_get(m->json, "negation");
	m->condition = (struct condition){ .kind = type ? condition_named(type, strlen(type)) : CONDITION_NONE,
		                           .negated = json_is_true(negation),
		                           .description = prr_text(r, m->json, "description") };
	if (negation && !json_is_boolean(negation))
		prr_problem(r, "\"negation\" is neither true nor false");
	if (m->condition.kind == CONDITION_NONE)
		prr_problem(r, "\"%.40s\" is no conditionType that is known; docs/policy.md lists them",
		            type ? type : "");
	else if (m->condition.kind >= CONDITION_CALL_TYPE && !ours)
		prr_problem(r, "\"%s\" is none of i3's conditions; put it into the rule's tocsin.conditions", type);
	take_kind(m);
	/* What could not be read never holds: a call that it was meant for goes on to the rules below, and is said. */
	if (!m->condition.literals)
		m->condition.any = true;
	struct literal *literal =
	    m->condition.literals ? family_keep(r->family, m->condition.literals * sizeof *literal) : NULL;
	if (literal)
		memcpy(literal, m->literal, m->condition.literals * sizeof *literal);
	else if (m->condition.literals)
		(void)prr_trouble(r, STATUS_MEMORY);
	m->condition.literal = literal;
	*ret_condition = m->condition;
}

static void take_list(struct making *m, const json_t *list, bool ours, struct condition *condition, uint32_t *count)
{
	struct reading *r = m->reading;
	size_t stem = strlen(r->where);
	for (size_t i = 0; i < json_array_size(list) && *count < FAMILY_CONDITIONS_MAX; i++) {
		(void)snprintf(r->where + stem, WHERE_BYTES - stem, "%s.conditions[%zu]", ours ? ".tocsin" : "", i);
		m->json = json_array_get(list, i);
		if (json_is_object(m->json))
			take_condition(m, ours, &condition[(*count)++]);
		else
			prr_problem(r, "is no object");
		r->where[stem] = '\0';
	}
}

void prr_take_conditions(struct reading *r, const json_t *rule, struct policy_rule *ret_rule)
{
	const json_t *plain = json_object_get(rule, "conditions");
	const json_t *ours = json_object_get(prr_ours(r, rule), "conditions");
	struct making *m = calloc(1, sizeof *m);
	if ((plain && !json_is_array(plain)) || (ours && !json_is_array(ours)))
		prr_problem(r, "\"conditions\" is no list");
	size_t many = json_array_size(plain) + json_array_size(ours);
	if (many > FAMILY_CONDITIONS_MAX) {
		prr_problem(r, "more than %u conditions; make several rules of it", FAMILY_CONDITIONS_MAX);
		(void)prr_trouble(r, STATUS_LIMIT);
	}
	struct condition *condition = family_keep(r->family, (many + 1) * sizeof *condition);
	if (!m || !condition)
		(void)prr_trouble(r, STATUS_MEMORY);
	if (m && condition && r->status == STATUS_OK) {
		m->reading = r;
		take_list(m, plain, false, condition, &ret_rule->conditions);
		take_list(m, ours, true, condition, &ret_rule->conditions);
		ret_rule->condition = condition;
	}
	free(m);
}
