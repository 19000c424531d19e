/* What helps whoever takes a call: words that point to its type, and what to say. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card_inside.h"

#include <string.h>

static void read_type(struct reader *reader, const struct outline_node *node, void *into)
{
	struct type_advice *advice = into;
	(void)reader_text(reader, node, advice->type.text, sizeof advice->type.text);
}

static void read_word(struct reader *reader, const struct outline_node *node, void *into)
{
	struct plan_word word = { "" };
	(void)into;
	if (!reader_text(reader, node, word.text, sizeof word.text))
		return;
	struct plan_word *kept = reader_add(reader, node, &reader->plan->words);
	if (kept)
		*kept = word;
}

static void read_words(struct reader *reader, const struct outline_node *node, void *into)
{
	struct type_advice *advice = into;
	uint32_t first = reader->plan->words.count;
	reader_list(reader, node, read_word, into);
	advice->words = reader_run(&reader->plan->words, first);
}

static void read_script(struct reader *reader, const struct outline_node *node, void *into)
{
	struct type_advice *advice = into;
	(void)reader_text(reader, node, advice->script, sizeof advice->script);
}

static void read_one(struct reader *reader, const struct outline_node *node, void *into)
{
	static const struct reader_key keys[] = { { "type", read_type },
		                                  { "words", read_words },
		                                  { "script", read_script } };
	const struct plan *plan = reader->plan;
	struct type_advice advice = { 0 };
	(void)into;
	reader_map(reader, node, keys, sizeof keys / sizeof *keys, &advice);
	if (!advice.type.text[0]) {
		PROBLEM(reader, node, "which type? say it, such as type: fire.structure");
		return;
	}
	for (uint32_t i = 1; i < plan->advice.count; i++)
		if (strcmp(plan_advice(plan, i)->type.text, advice.type.text) == 0)
			PROBLEM(reader, node, "%s has its advice already", advice.type.text);
	if (!advice.words.count && !advice.script[0])
		PROBLEM(reader, node, "words or a script are expected for %s", advice.type.text);
	struct type_advice *kept = reader_add(reader, node, &reader->plan->advice);
	if (kept)
		*kept = advice;
}

void run_card_advice(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_list(reader, node, read_one, into);
}
