/* The words of the field as closed lists, each with its text for people and for JSON. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/vocabulary.h"

#include <stddef.h>
#include <string.h>

struct word {
	const char *name;
	const char *words;
};

#define WORD(STEM, NAME, JSON, TEXT) { JSON, TEXT },
static const struct word owner_words[] = { { 0 }, OWNER_LIST(WORD) };
static const struct word ending_words[] = { { 0 }, ENDING_LIST(WORD) };
static const struct word cause_words[] = { { 0 }, CAUSE_LIST(WORD) };
static const struct word channel_words[] = { { 0 }, CHANNEL_LIST(WORD) };
static const struct word agent_state_words[] = { { 0 }, AGENT_STATE_LIST(WORD) };
static const struct word unit_status_words[] = { { 0 }, UNIT_STATUS_LIST(WORD) };
static const struct word source_words[] = { { 0 }, SOURCE_LIST(WORD) };
static const struct word verdict_words[] = { { 0 }, VERDICT_LIST(WORD) };
static const struct word outcome_words[] = { { 0 }, OUTCOME_LIST(WORD) };
static const struct word ring_words[] = { { 0 }, RING_LIST(WORD) };
static const struct word rang_words[] = { { 0 }, RANG_LIST(WORD) };
static const struct word bridged_words[] = { { 0 }, BRIDGED_LIST(WORD) };
static const struct word mode_words[] = { { 0 }, MODE_LIST(WORD) };
static const struct word why_words[] = { { 0 }, WHY_LIST(WORD) };
static const struct word followed_words[] = { { 0 }, FOLLOWED_LIST(WORD) };
static const struct word notice_words[] = { { 0 }, NOTICE_LIST(WORD) };
static const struct word posture_words[] = { { 0 }, POSTURE_LIST(WORD) };
static const struct word service_state_words[] = { { 0 }, SERVICE_STATE_LIST(WORD) };
static const struct word relation_words[] = { { 0 }, RELATION_LIST(WORD) };
static const struct word request_words[] = { { 0 }, REQUEST_LIST(WORD) };
static const struct word asking_words[] = { { 0 }, ASKING_LIST(WORD) };
static const struct word help_words[] = { { 0 }, HELP_LIST(WORD) };
static const struct word call_state_words[] = { { 0 }, CALL_STATE_LIST(WORD) };
static const struct word obligation_words[] = {
	{ 0 },
#define OBLIGATION(NAME, JSON, CLOSING, OWNER, P1, P2, P3, P4, SOURCE, TEXT) { JSON, TEXT },
#include "core/obligations.def"
#undef OBLIGATION
};
static const struct word disposition_words[] = {
	{ 0 },
#define DISPOSITION(NAME, JSON, SETTLES, REASON, REVIEW, EVIDENCE, TEXT) { JSON, TEXT },
#include "core/dispositions.def"
#undef DISPOSITION
};
static const struct word refusal_words[] = {
	{ 0 },
#define REFUSAL(NAME, JSON, TEXT) { JSON, TEXT },
#include "core/refusals.def"
#undef REFUSAL
};
static const struct word role_words[] = {
	{ 0 },
#define ROLE(NAME, JSON, RIGHTS, TEXT) { JSON, TEXT },
#include "core/roles.def"
#undef ROLE
};

static const struct {
	const struct word *words;
	unsigned count;
} vocabularies[VOCABULARY_COUNT] = {
	[VOCABULARY_NUMBER] = { NULL, 0 },
	[VOCABULARY_OWNER] = { owner_words, OWNER_COUNT },
	[VOCABULARY_ENDING] = { ending_words, ENDING_COUNT },
	[VOCABULARY_CAUSE] = { cause_words, CAUSE_COUNT },
	[VOCABULARY_CHANNEL] = { channel_words, CHANNEL_COUNT },
	[VOCABULARY_AGENT_STATE] = { agent_state_words, AGENT_STATE_COUNT },
	[VOCABULARY_UNIT_STATUS] = { unit_status_words, UNIT_STATUS_COUNT },
	[VOCABULARY_SOURCE] = { source_words, SOURCE_COUNT },
	[VOCABULARY_VERDICT] = { verdict_words, VERDICT_COUNT },
	[VOCABULARY_OUTCOME] = { outcome_words, OUTCOME_COUNT },
	[VOCABULARY_CALL_STATE] = { call_state_words, CALL_STATE_COUNT },
	[VOCABULARY_OBLIGATION] = { obligation_words, OBLIGATION_COUNT },
	[VOCABULARY_DISPOSITION] = { disposition_words, DISPOSITION_COUNT },
	[VOCABULARY_REFUSAL] = { refusal_words, REFUSAL_COUNT },
	[VOCABULARY_ROLE] = { role_words, ROLE_COUNT },
	[VOCABULARY_RING] = { ring_words, RING_COUNT },
	[VOCABULARY_RANG] = { rang_words, RANG_COUNT },
	[VOCABULARY_BRIDGED] = { bridged_words, BRIDGED_COUNT },
	[VOCABULARY_MODE] = { mode_words, MODE_COUNT },
	[VOCABULARY_WHY] = { why_words, WHY_COUNT },
	[VOCABULARY_FOLLOWED] = { followed_words, FOLLOWED_COUNT },
	[VOCABULARY_NOTICE] = { notice_words, NOTICE_COUNT },
	[VOCABULARY_POSTURE] = { posture_words, POSTURE_COUNT },
	[VOCABULARY_SERVICE_STATE] = { service_state_words, SERVICE_STATE_COUNT },
	[VOCABULARY_RELATION] = { relation_words, RELATION_COUNT },
	[VOCABULARY_REQUEST] = { request_words, REQUEST_COUNT },
	[VOCABULARY_ASKING] = { asking_words, ASKING_COUNT },
	[VOCABULARY_HELP] = { help_words, HELP_COUNT },
};

unsigned vocabulary_size(enum vocabulary vocabulary)
{
	return vocabulary < VOCABULARY_COUNT ? vocabularies[vocabulary].count : 0;
}

const char *vocabulary_name(enum vocabulary vocabulary, unsigned value)
{
	return value && value < vocabulary_size(vocabulary) ? vocabularies[vocabulary].words[value].name : NULL;
}

const char *vocabulary_words(enum vocabulary vocabulary, unsigned value)
{
	return value && value < vocabulary_size(vocabulary) ? vocabularies[vocabulary].words[value].words : NULL;
}

unsigned vocabulary_value(enum vocabulary vocabulary, const char *name)
{
	for (unsigned value = 1; value < vocabulary_size(vocabulary); value++)
		if (strcmp(vocabularies[vocabulary].words[value].name, name) == 0)
			return value;
	return 0;
}

#define RIGHT(NAME) (1u << RIGHT_##NAME)
static const uint16_t role_rights[ROLE_COUNT] = {
#define ROLE(NAME, JSON, RIGHTS, TEXT) [ROLE_##NAME] = (RIGHTS),
#include "core/roles.def"
#undef ROLE
};
#undef RIGHT

bool role_may(enum role role, enum right right)
{
	return role < ROLE_COUNT && right < RIGHT_COUNT && (role_rights[role] >> right & 1u);
}
