/* Takes what is the caller's out of what was told. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/told_blank.h"

#include <string.h>

#define CONDITION_ENDING "Condition"

/* Every source is named, so that a new one is judged by whoever adds it. */
static bool is_callers(enum condition_kind source)
{
	switch (source) {
	case CONDITION_SIP_HEADER:
	case CONDITION_ADDITIONAL_DATA:
	case CONDITION_MIME_BODY:
	case CONDITION_LOCATION: /* a fact only in words; coordinates are none (struct open_facts) */
	case CONDITION_CALL_SUSPICION:
	case CONDITION_CALL_SOURCE:
	case CONDITION_BODY_PART:
	case CONDITION_REQUEST_URI:
	case CONDITION_NORMAL_NEXT_HOP: /* what the network would have done with this caller */
	case CONDITION_INCOMING_QUEUE:
	case CONDITION_SDP_OFFER:
	case CONDITION_CAP:
	case CONDITION_VERIFICATION:
	case CONDITION_CHANNEL:
		return true;
	case CONDITION_NONE:
	case CONDITION_TIME_PERIOD:
	case CONDITION_SECURITY_POSTURE:
	case CONDITION_QUEUE_STATE:
	case CONDITION_SERVICE_STATE:
	case CONDITION_LOST_SERVICE_URN:
	case CONDITION_CALL_TYPE:
	case CONDITION_PRIORITY:
	case CONDITION_COUNT:
		break;
	}
	return false;
}

/* Of a trait, or of what the manifest protects of it; NULL: the queue. */
static const struct trait *trait_of(const struct family *family, uint32_t number)
{
	return number < 2 * family->traits ? &family->trait[number % family->traits] : NULL;
}

bool told_blank_has(const struct family *family, const struct told *told, uint32_t number)
{
	const struct trait *trait = trait_of(family, number);
	if (!trait)
		return *told->incoming != '\0';
	if (trait->source == CONDITION_INCOMING_QUEUE)
		return false; /* it goes with the queue */
	/* Whatever is protected is the caller's, for the manifest says so. */
	return told->value[number].source != CONDITION_NONE && (trait->is_protected || is_callers(trait->source));
}

/* Both as the entry to the policy and as a fact. */
static void blank_queue(const struct family *family, struct told *told)
{
	uint32_t trait = family_trait(family, CONDITION_INCOMING_QUEUE, TRAIT_TEXT, "");
	memset(told->incoming, 0, sizeof told->incoming);
	if (trait == UINT32_MAX)
		return;
	told->value[trait] = (struct fact){ 0 };
	told->value[family->traits + trait] = (struct fact){ 0 };
}

void told_blank_one(const struct family *family, uint32_t number, struct told *told)
{
	const struct trait *trait = trait_of(family, number);
	if (!trait)
		blank_queue(family, told);
	else if (trait->sort == TRAIT_CHOICE)
		/* Where there is nothing the first of the choices is taken, and the caller's may have been that one. */
		told->value[number] = (struct fact){ .source = trait->source, .name = trait->name, .text = "" };
	else
		told->value[number] = (struct fact){ 0 };
}

void told_blank_all(const struct family *family, struct told *told)
{
	for (uint32_t number = 0; number < told_blank_count(family); number++)
		if (told_blank_has(family, told, number))
			told_blank_one(family, number, told);
}

enum status told_blank_name(const struct family *family, uint32_t number, struct buffer *names)
{
	const struct trait *trait = trait_of(family, number);
	const char *type = condition_name(trait ? trait->source : CONDITION_INCOMING_QUEUE);
	const char *name = trait ? trait->name : "";
	return buffer_print(names, "%.*s%s%s", (int)(strlen(type) - strlen(CONDITION_ENDING)), type, *name ? ":" : "",
	                    name);
}
