/* Policies as plain PRR: rules are multiplied where i3 has no "or", and the members `tocsin` fall away. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/plain.h"

#include <stdlib.h>
#include <string.h>

#include "policy/plain_inside.h"

/* What a condition becomes: a list of plain ones of which any must hold; NULL: trouble or a problem. */
static json_t *pieces_of(struct exporting *e, const json_t *condition);

static void note(struct exporting *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void note(struct exporting *e, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	enum status status = buffer_print(e->notes, "%s: %s: ", e->reading.name, e->reading.where);
	if (status == STATUS_OK)
		status = buffer_print_list(e->notes, format, list);
	if (status == STATUS_OK)
		status = buffer_append_text(e->notes, "\n");
	va_end(list);
	if (status != STATUS_OK)
		(void)prr_trouble(&e->reading, status);
}

/* The condition without its member tocsin, with another operator and content. */
static void add_asking(struct exporting *e, json_t *pieces, const json_t *condition, const char *operation,
                       const char *content)
{
	json_t *piece = json_copy((json_t *)(uintptr_t)condition);
	if (!piece || json_object_set_new(piece, "operator", json_string(operation)) != 0 ||
	    json_object_set_new(piece, "content", json_string(content)) != 0 || json_array_append(pieces, piece) != 0)
		(void)prr_trouble(&e->reading, STATUS_MEMORY);
	json_decref(piece);
}

static json_t *texts_of(struct exporting *e, const json_t *condition, const json_t *ours)
{
	json_t *pieces = json_array();
	const json_t *list = json_object_get(ours, "in");
	const char *begin = json_string_value(json_object_get(ours, "prefix"));
	const char *end = json_string_value(json_object_get(ours, "suffix"));
	if ((list != NULL) + (begin != NULL) + (end != NULL) > 1)
		prr_problem(&e->reading,
		            "asks for several of \"in\", \"prefix\" and \"suffix\" at once; make a condition of each");
	for (size_t i = 0; i < json_array_size(list); i++)
		add_asking(e, pieces, condition, "EQ", json_string_value(json_array_get(list, i)));
	if (!begin && !end)
		return pieces;
	if (!e->terms->nearly)
		prr_problem(
		    &e->reading,
		    "asks how a text begins or ends, which i3 cannot ask; --nearly asks whether it is anywhere in it");
	else
		note(e, "\"%s\" was asked for at its %s, and is now asked for anywhere", begin ? begin : end,
		     begin ? "beginning" : "end");
	add_asking(e, pieces, condition, "SS", begin ? begin : end);
	return pieces;
}

static json_t *pieces_of(struct exporting *e, const json_t *condition)
{
	const json_t *ours = json_object_get(condition, "tocsin");
	const char *type = json_string_value(json_object_get(condition, "conditionType"));
	const char *place = json_string_value(json_object_get(ours, "place"));
	enum condition_kind kind = type ? condition_named(type, strlen(type)) : CONDITION_NONE;
	if (kind >= CONDITION_CALL_TYPE) {
		prr_problem(&e->reading, "%s is none of i3's conditions, so no other element could follow this rule",
		            type);
		return json_array();
	}
	if (!ours)
		return json_pack("[O]", condition);
	if (kind == CONDITION_TIME_PERIOD)
		return plain_periods(e, condition);
	if (place)
		return plain_places(e, condition, place);
	return texts_of(e, condition, ours);
}

/* A rule while it is multiplied: a list of lists of conditions, of which each becomes a rule. */
struct multiplying {
	json_t *rules; /* of lists of conditions */
};

static bool is_negated(const json_t *condition)
{
	return json_is_true(json_object_get(condition, "negation"));
}

static void strip(json_t *piece, bool negated)
{
	(void)json_object_del(piece, "tocsin");
	(void)json_object_del(piece, "negation");
	if (negated)
		(void)json_object_set_new(piece, "negation", json_true());
}

/* Each list so far, with the pieces: all of them if it is that none may hold, else once with each. */
static void multiply(struct exporting *e, struct multiplying *m, json_t *pieces, bool negated)
{
	json_t *more = json_array();
	size_t by = negated ? 1 : json_array_size(pieces);
	if (json_array_size(m->rules) * by > FAMILY_RULES_MAX) {
		prr_problem(&e->reading, "would become more than %u rules; ask for less in one rule", FAMILY_RULES_MAX);
		(void)prr_trouble(&e->reading, STATUS_LIMIT);
	}
	for (size_t i = 0; i < json_array_size(pieces); i++)
		strip(json_array_get(pieces, i), negated);
	for (size_t rule = 0; rule < json_array_size(m->rules) && e->reading.status == STATUS_OK; rule++)
		for (size_t i = 0; i < by; i++) {
			json_t *list = json_copy(json_array_get(m->rules, rule));
			if (negated ? json_array_extend(list, pieces)
			            : json_array_append(list, json_array_get(pieces, i)))
				(void)prr_trouble(&e->reading, STATUS_MEMORY);
			if (json_array_append_new(more, list) != 0)
				(void)prr_trouble(&e->reading, STATUS_MEMORY);
		}
	json_decref(m->rules);
	m->rules = more;
}

static void take_conditions(struct exporting *e, struct multiplying *m, const json_t *list, const char *ours)
{
	size_t stem = strlen(e->reading.where);
	for (size_t i = 0; i < json_array_size(list) && e->reading.status == STATUS_OK; i++) {
		const json_t *condition = json_array_get(list, i);
		(void)snprintf(e->reading.where + stem, WHERE_BYTES - stem, "%s.conditions[%zu]", ours, i);
		json_t *pieces = pieces_of(e, condition);
		json_t *own = json_deep_copy(pieces);
		if (own)
			multiply(e, m, own, is_negated(condition));
		else
			(void)prr_trouble(&e->reading, STATUS_MEMORY);
		json_decref(own);
		json_decref(pieces);
		e->reading.where[stem] = '\0';
	}
}

/* One rule of the policy's new ones, with the priority that its place gives it later. */
static void add_rule(struct exporting *e, json_t *to, const json_t *rule, json_t *conditions, size_t number)
{
	json_t *plain = json_copy((json_t *)(uintptr_t)rule);
	const json_t *ours = json_object_get(rule, "tocsin");
	const char *id = json_string_value(json_object_get(rule, "id"));
	(void)json_object_del(plain, "tocsin");
	bool good = plain && json_object_set(plain, "conditions", conditions) == 0;
	if (good && number)
		good = json_object_set_new(plain, "id", json_sprintf("%s.%zu", id, number)) == 0;
	if (good && ours && e->terms->keep_ways) {
		json_t *kept = json_copy((json_t *)(uintptr_t)ours);
		(void)json_object_del(kept, "conditions");
		good = json_object_set_new(plain, "tocsin", kept) == 0;
	}
	if (!good || json_array_append(to, plain) != 0)
		(void)prr_trouble(&e->reading, STATUS_MEMORY);
	json_decref(plain);
}

static void note_ways(struct exporting *e, const json_t *ours)
{
	if (json_object_get(ours, "escalate"))
		note(e, "other elements will not escalate; only here it is known who hears of it then");
	if (json_object_get(ours, "answerWithin"))
		note(e, "other elements will not know how soon a person there answers");
}

static void take_rule(struct exporting *e, json_t *to, const json_t *rule)
{
	struct multiplying m = { .rules = json_pack("[[]]") };
	const json_t *ours = json_object_get(rule, "tocsin");
	if (json_is_true(json_object_get(ours, "observe"))) {
		note(e, "left out: it only writes and tells, and to other elements that would be the end of the call");
	} else {
		take_conditions(e, &m, json_object_get(rule, "conditions"), "");
		take_conditions(e, &m, json_object_get(ours, "conditions"), ".tocsin");
		note_ways(e, ours);
		if (!json_array_size(m.rules) && e->reading.status == STATUS_OK)
			note(e, "left out: it never holds in the time that is written");
		for (size_t i = 0; i < json_array_size(m.rules); i++)
			add_rule(e, to, rule, json_array_get(m.rules, i), json_array_size(m.rules) > 1 ? i + 1 : 0);
	}
	json_decref(m.rules);
}

static int by_priority(const void *a, const void *b)
{
	json_int_t left = json_integer_value(json_object_get(*(json_t *const *)a, "priority"));
	json_int_t right = json_integer_value(json_object_get(*(json_t *const *)b, "priority"));
	return left < right ? 1 : left > right ? -1 : 0;
}

/* The rules of a list, the highest first; borrowed.  NULL: no memory. */
static json_t **sorted(const json_t *rules)
{
	size_t count = json_array_size(rules);
	json_t **list = calloc(count + 1, sizeof(json_t *));
	for (size_t i = 0; list && i < count; i++)
		list[i] = json_array_get(rules, i);
	if (list)
		qsort(list, count, sizeof(json_t *), by_priority);
	return list;
}

/* Priorities are unique (RQ_PS_026): where rules were multiplied they are counted anew, in the same order. */
static void number_rules(struct exporting *e, const json_t *rules, size_t before)
{
	size_t count = json_array_size(rules);
	for (size_t i = 0; count > before && i < count; i++)
		if (json_object_set_new(json_array_get(rules, i), "priority", json_integer((json_int_t)(count - i))) !=
		    0)
			(void)prr_trouble(&e->reading, STATUS_MEMORY);
}

static void end_policy(struct exporting *e, json_t *plain)
{
	struct instant expires = { INSTANT_MAX_US };
	const char *written = json_string_value(json_object_get(plain, "policyExpirationTime"));
	char text[INSTANT_TEXT_BYTES];
	if (written && instant_read(written, &expires) && !instant_before(e->terms->until, expires))
		return;
	instant_write(e->terms->until, text);
	if (json_object_set_new(plain, "policyExpirationTime", json_string(text)) != 0)
		(void)prr_trouble(&e->reading, STATUS_MEMORY);
}

static void take_policy(struct exporting *e, json_t *to, const json_t *policy, bool *cut)
{
	json_t *plain = json_copy((json_t *)(uintptr_t)policy), *rules = json_array();
	const json_t *all = json_object_get(policy, "policyRules");
	json_t **rule = sorted(all);
	size_t stem = strlen(e->reading.where), count = json_array_size(all);
	if (!plain || !rules || !rule)
		(void)prr_trouble(&e->reading, STATUS_MEMORY);
	e->cut = false;
	for (size_t i = 0; rule && i < count && e->reading.status == STATUS_OK; i++) {
		(void)snprintf(e->reading.where + stem, WHERE_BYTES - stem, "%s%.60s", stem ? ", " : "",
		               json_string_value(json_object_get(rule[i], "id")));
		take_rule(e, rules, rule[i]);
		e->reading.where[stem] = '\0';
	}
	if (e->reading.status == STATUS_OK) {
		number_rules(e, rules, count);
		(void)json_object_del(plain, "tocsin");
		if (json_object_set(plain, "policyRules", rules) != 0 || json_array_append(to, plain) != 0)
			(void)prr_trouble(&e->reading, STATUS_MEMORY);
		if (e->cut && !e->terms->keep_ways)
			end_policy(e, plain);
		*cut |= e->cut;
	}
	free(rule);
	json_decref(rules);
	json_decref(plain);
}

static bool is_of_incidents(const json_t *policy)
{
	return json_is_true(json_object_get(json_object_get(policy, "tocsin"), "responses"));
}

static void take_places(struct exporting *e, const json_t *root, const json_t *list)
{
	e->places = json_object();
	(void)json_object_update(e->places, json_object_get(json_object_get(root, "tocsin"), "places"));
	for (size_t i = 0; i < json_array_size(list); i++)
		(void)json_object_update(e->places,
		                         json_object_get(json_object_get(json_array_get(list, i), "tocsin"), "places"));
}

static json_t *policies_in(json_t *root)
{
	json_t *list = json_is_array(root) ? root : json_object_get(root, "policies");
	return list ? json_incref(list) : json_pack("[O]", root);
}

static void close_reading(struct reading *r)
{
	for (uint32_t i = 0; i < r->family->tzs; i++)
		tz_close(r->tz[i]);
	r->family->tzs = 0; /* they were the reading's */
	free(r->tz);
	free(r->period);
	family_close(r->family);
}

static void take_all(struct exporting *e, json_t *root, json_t *to, bool *cut)
{
	json_t *list = policies_in(root);
	take_places(e, root, list);
	for (size_t i = 0; i < json_array_size(list) && e->reading.status == STATUS_OK; i++) {
		const json_t *policy = json_array_get(list, i);
		const char *name = json_string_value(json_object_get(policy, "policyQueueName"));
		const char *id = json_string_value(json_object_get(policy, "policyId"));
		(void)snprintf(e->reading.where, WHERE_BYTES, "%.80s%s%.80s",
		               json_string_value(json_object_get(policy, "policyType")), name || id ? " " : "",
		               name ? name
		               : id ? id
		                    : "");
		if (is_of_incidents(policy))
			note(e,
			     "left out: it says what is owed for incidents here, which is no matter of other elements");
		else
			take_policy(e, to, policy, cut);
		e->reading.where[0] = '\0';
	}
	json_decref(e->places);
	json_decref(list);
}

static enum status write_out(json_t *to, struct buffer *ret_document)
{
	char *text = json_dumps(to, JSON_INDENT(1));
	enum status status = text ? buffer_append_text(ret_document, text) : STATUS_MEMORY;
	free(text);
	return status;
}

enum status policies_plain(struct bytes document, const char *name, const struct tz_source *zones,
                           const struct plain_terms *terms, struct problems *problems, struct buffer *notes,
                           struct buffer *ret_document, bool *ret_cut)
{
	struct exporting e = {
		.reading = { .name = name, .profile = PROFILE_STRICT, .zones = zones, .problems = problems },
		.terms = terms,
		.notes = notes
	};
	unsigned before = problems->count;
	json_t *root = json_loadb((const char *)document.at, document.length, JSON_REJECT_DUPLICATES, NULL);
	json_t *to = json_array();
	e.reading.family = calloc(1, sizeof *e.reading.family);
	*ret_cut = false;
	enum status status = root && to && e.reading.family ? STATUS_OK : root ? STATUS_MEMORY : STATUS_MALFORMED;
	if (status == STATUS_OK) {
		take_all(&e, root, to, ret_cut);
		status = e.reading.status;
	}
	if (status == STATUS_OK && problems->count > before)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = write_out(to, ret_document);
	if (e.reading.family)
		close_reading(&e.reading);
	json_decref(root);
	json_decref(to);
	return status;
}

static json_t *period_of(struct instant from, struct instant until)
{
	char first[INSTANT_TEXT_BYTES], last[INSTANT_TEXT_BYTES];
	instant_write(from, first);
	instant_write(instant_after(until, span_s(-1)), last);
	return json_pack("{s:s, s:s, s:s}", "conditionType", "TimePeriodCondition", "dateStart", first, "dateEnd",
	                 last);
}

/* Not a rule above all others: when all ways fail, that one would fail too. */
static enum status bound_policy(json_t *policy, struct instant from, struct instant until)
{
	json_t *rules = json_array(), *period = period_of(from, until);
	const json_t *all = json_object_get(policy, "policyRules");
	bool good = rules && period;
	for (size_t i = 0; i < json_array_size(all) && good; i++) {
		json_t *rule = json_array_get(all, i);
		if (json_is_true(json_object_get(json_object_get(rule, "tocsin"), "observe")))
			continue;
		json_t *conditions = json_copy(json_object_get(rule, "conditions"));
		if (!conditions)
			conditions = json_array();
		good = json_array_append(conditions, period) == 0 &&
		       json_object_set_new(rule, "conditions", conditions) == 0 && json_array_append(rules, rule) == 0;
	}
	good = good && json_object_set(policy, "policyRules", rules) == 0;
	json_decref(period);
	json_decref(rules);
	return good ? STATUS_OK : STATUS_MEMORY;
}

enum status policies_within(struct bytes document, struct instant from, struct instant until,
                            struct buffer *ret_document)
{
	json_t *root = json_loadb((const char *)document.at, document.length, JSON_REJECT_DUPLICATES, NULL);
	json_t *list = root ? policies_in(root) : NULL;
	json_t *kept = json_array();
	enum status status = !root ? STATUS_MALFORMED : list && kept ? STATUS_OK : STATUS_MEMORY;
	for (size_t i = 0; i < json_array_size(list) && status == STATUS_OK; i++) {
		json_t *policy = json_array_get(list, i);
		if (is_of_incidents(policy))
			continue;
		status = bound_policy(policy, from, until);
		if (status == STATUS_OK && json_array_append(kept, policy) != 0)
			status = STATUS_MEMORY;
	}
	json_t *whole = status == STATUS_OK ? json_pack("{s:O}", "policies", kept) : NULL;
	/* A policy that stands alone has its places with it. */
	const json_t *ours = json_object_get(root, "policies") ? json_object_get(root, "tocsin") : NULL;
	if (whole && ours)
		(void)json_object_set(whole, "tocsin", (json_t *)(uintptr_t)ours);
	if (status == STATUS_OK)
		status = whole ? write_out(whole, ret_document) : STATUS_MEMORY;
	json_decref(whole);
	json_decref(kept);
	json_decref(list);
	json_decref(root);
	return status;
}
