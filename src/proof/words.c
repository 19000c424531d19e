/* What counterexamples say to people who never heard of a formula. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "proof/model.h"

static const char *const source_words[CONDITION_COUNT] = {
	[CONDITION_SIP_HEADER] = "header",
	[CONDITION_ADDITIONAL_DATA] = "data",
	[CONDITION_MIME_BODY] = "body of type",
	[CONDITION_LOCATION] = "address",
	[CONDITION_CALL_SUSPICION] = "suspicion score",
	[CONDITION_SECURITY_POSTURE] = "security posture of",
	[CONDITION_QUEUE_STATE] = "queue",
	[CONDITION_SERVICE_STATE] = "service",
	[CONDITION_LOST_SERVICE_URN] = "route known for",
	[CONDITION_CALL_SOURCE] = "came from",
	[CONDITION_BODY_PART] = "body",
	[CONDITION_REQUEST_URI] = "called for",
	[CONDITION_NORMAL_NEXT_HOP] = "next hop",
	[CONDITION_INCOMING_QUEUE] = "incoming queue",
	[CONDITION_SDP_OFFER] = "offers",
	[CONDITION_CAP] = "alert's",
	[CONDITION_VERIFICATION] = "the number's verification",
	[CONDITION_CALL_TYPE] = "type of incident",
	[CONDITION_PRIORITY] = "priority",
	[CONDITION_CHANNEL] = "channel",
};

static enum status write_trait(const struct trait *trait, struct buffer *words)
{
	return buffer_print(words, "%s%s%s", source_words[trait->source], *trait->name ? " " : "", trait->name);
}

static enum status write_fact(const struct fact *fact, struct buffer *words)
{
	if (fact->source == CONDITION_NONE)
		return buffer_append_text(words, "(absent)");
	if (fact->has_number)
		return buffer_print(words, "%lld", (long long)fact->number);
	return fact->text ? buffer_print(words, "\"%s\"", fact->text) : buffer_append_text(words, "yes");
}

static enum status write_line(const struct trait *trait, const struct fact *fact, struct buffer *words)
{
	enum status status = buffer_append_text(words, "   ");
	if (status == STATUS_OK)
		status = write_trait(trait, words);
	if (status == STATUS_OK)
		status = buffer_append_text(words, ": ");
	if (status == STATUS_OK)
		status = write_fact(fact, words);
	return status == STATUS_OK ? buffer_append_text(words, "\n") : status;
}

static enum status write_when_and_where(const struct model *model, const struct example *example, struct buffer *words)
{
	const struct partition *partition = model->family->partition;
	char at[INSTANT_TEXT_BYTES];
	enum status status = STATUS_OK;
	bool in_any = false;
	instant_write(example->open.at, at);
	if (model->family->periods)
		status = buffer_print(words, "   at %.16sZ\n", at);
	if (status != STATUS_OK || !partition)
		return status;
	if (!example->open.has_place)
		return buffer_append_text(words, "   from a place that nobody knows\n");
	status = buffer_print(words, "   from %.5f, %.5f", example->open.place.lat_e7 / 1e7,
	                      example->open.place.lon_e7 / 1e7);
	uint32_t cell = partition_find(partition, example->open.place);
	for (uint32_t place = 0; place < partition_places(partition) && status == STATUS_OK; place++)
		if (partition_cell_in(partition, cell, place)) {
			status = buffer_print(words, "%s%s", in_any ? ", " : " (in ", partition_name(partition, place));
			in_any = true;
		}
	return status == STATUS_OK ? buffer_append_text(words, in_any ? ")\n" : " (in none of the places)\n") : status;
}

/* What of the failed ways a person should know. */
static enum status write_failed(const struct model *model, const struct example *example, struct buffer *words)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < example->failed.count && status == STATUS_OK; i++)
		status = buffer_print(words, "   nobody answers at %s\n",
		                      model->family->effect[example->failed.effect[i]].way.destination);
	return status;
}

/* A trait matters if it is there; of the caller, also that it is not, where a rule looks for it. */
static enum status write_facts(const struct model *model, const struct example *example, bool is_protected,
                               struct buffer *words)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < model->family->traits && status == STATUS_OK; i++) {
		const struct trait *trait = &model->family->trait[i];
		const struct fact *fact = trait->is_protected ? &example->caller.value[i] : &example->open.value[i];
		if (trait->is_protected == is_protected && (fact->source != CONDITION_NONE || is_protected))
			status = write_line(trait, fact, words);
	}
	return status;
}

enum status words_call(const struct model *model, const struct example *example, struct buffer *words)
{
	enum status status = buffer_append_text(words, "A CALL\n");
	if (status == STATUS_OK)
		status = write_when_and_where(model, example, words);
	if (status == STATUS_OK)
		status = write_facts(model, example, false, words);
	if (status == STATUS_OK)
		status = write_facts(model, example, true, words);
	return status == STATUS_OK ? write_failed(model, example, words) : status;
}

static bool same_fact(const struct fact *a, const struct fact *b)
{
	if (a->source != b->source || a->has_number != b->has_number || (a->has_number && a->number != b->number))
		return false;
	return a->text == b->text || (a->text && b->text && strcmp(a->text, b->text) == 0);
}

enum status words_difference(const struct model *model, const struct example example[2], struct buffer *words)
{
	enum status status = buffer_append_text(words, "TWO CALLS THAT DIFFER ONLY IN WHO IS CALLING\n");
	for (uint32_t i = 0; i < model->family->traits && status == STATUS_OK; i++) {
		const struct trait *trait = &model->family->trait[i];
		const struct fact *first = &example[0].caller.value[i], *second = &example[1].caller.value[i];
		if (!trait->is_protected || same_fact(first, second))
			continue;
		status = buffer_append_text(words, "   ");
		if (status == STATUS_OK)
			status = write_trait(trait, words);
		if (status == STATUS_OK)
			status = buffer_append_text(words, "   first: ");
		if (status == STATUS_OK)
			status = write_fact(first, words);
		if (status == STATUS_OK)
			status = buffer_append_text(words, " | second: ");
		if (status == STATUS_OK)
			status = write_fact(second, words);
		if (status == STATUS_OK)
			status = buffer_append_text(words, "\n");
	}
	if (status == STATUS_OK)
		status = buffer_append_text(words, "Alike for both:\n");
	if (status == STATUS_OK)
		status = write_when_and_where(model, &example[0], words);
	if (status == STATUS_OK)
		status = write_facts(model, &example[0], false, words);
	return status == STATUS_OK ? write_failed(model, &example[0], words) : status;
}

static enum status write_chain(const struct model *model, const struct course *course, struct buffer *words)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < course->chain.links && status == STATUS_OK; i++) {
		const struct policy_rule *rule =
		    &model->family->policy[course->chain.link[i].policy].rule[course->chain.link[i].rule];
		status = buffer_print(words, "%s%s", i ? ", then " : "rule ", rule->id);
		if (status == STATUS_OK && *rule->description)
			status = buffer_print(words, " \"%s\"", rule->description);
	}
	if (status == STATUS_OK && !course->chain.links)
		status = buffer_append_text(words, "no rule holds");
	return status;
}

enum status words_effect(const struct model *model, const struct course *course, struct buffer *words)
{
	if (course->effect == FLOOR)
		return buffer_append_text(words, "NOBODY but the floor, the queue of last resort");
	const struct effect *effect = &model->family->effect[course->effect];
	if (effect->kind == EFFECT_BUSY)
		return buffer_append_text(words, "NOBODY: the caller is turned away");
	if (effect->kind == EFFECT_NOTHING)
		return buffer_append_text(words, "NOBODY: the rule only writes or tells");
	if (effect->kind == EFFECT_INVOKE && effect->invoked >= model->family->policies)
		return buffer_print(words, "NOBODY: the policy \"%s\" is not there", effect->invoked_name);
	if (effect->kind == EFFECT_INVOKE)
		return buffer_print(words, "NOBODY: in the policy \"%s\" nothing holds", effect->invoked_name);
	if (effect->kind == EFFECT_RESPONSE)
		return buffer_print(words, "owed: %s within %u s%s%s", effect->response.debt[0].kind,
		                    effect->response.debt[0].within_s, effect->response.queue ? ", by the desk " : "",
		                    effect->response.queue ? effect->response.queue : "");
	uint32_t within_s = effect->way.answer_s ? effect->way.answer_s : effect->way.ring_s;
	enum status status = buffer_print(words, "%s", effect->way.destination);
	if (status == STATUS_OK && within_s)
		status = buffer_print(words, " within %u s", within_s);
	return status;
}

enum status words_course(const struct model *model, const struct course *course, struct buffer *words)
{
	enum status status = write_chain(model, course, words);
	if (status == STATUS_OK)
		status = buffer_append_text(words, " -> ");
	if (status == STATUS_OK)
		status = words_effect(model, course, words);
	return status == STATUS_OK ? buffer_append_text(words, "\n") : status;
}
