/* Calls are put in the order of their rows by counting; then each row adds up its strata, and forgets them again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/watch_question.h"

#include <assert.h>
#include <stdlib.h>

struct cell {
	uint32_t calls, seen;
};

/* Everything by call is in the order of `calls`. */
struct asking {
	struct watch_calls calls;
	uint32_t words;
	uint32_t *word, *stratum;
	uint8_t *seen;
	struct cell *whole; /* by stratum */
	struct cell *own;   /* by stratum, of the row at hand; all zero between rows */
	size_t *start;      /* by word: where its calls begin in `order` */
	uint32_t *order;
};

static enum docket_word word_of(enum watch_by by)
{
	switch (by) {
	case WATCH_BY_TYPE:
		return DOCKET_TYPE;
	case WATCH_BY_AREA:
		return DOCKET_AREA;
	case WATCH_BY_TAKER:
		return DOCKET_TAKER;
	case WATCH_BY_CLOSER:
		return DOCKET_CLOSER;
	case WATCH_BY_ALL:
	case WATCH_BY_MOMENT:
	case WATCH_BY_SOURCE:
	case WATCH_BY_BAND:
	case WATCH_BY_STEP:
	case WATCH_BY_OWNER:
	case WATCH_BYS:
		break;
	}
	assert(false);
	return DOCKET_WORDS;
}

static enum status prepare(const struct watch_question *question, const struct watch_input *input,
                           struct asking *asking)
{
	uint32_t strata = 0, *first = NULL;
	enum status status = watch_calls_of(input, question->counts, &asking->calls);
	if (status != STATUS_OK)
		return status;
	size_t count = asking->calls.count;
	asking->words = input->docket->word_count;
	asking->word = calloc(count + 1, sizeof *asking->word);
	asking->stratum = calloc(count + 1, sizeof *asking->stratum);
	asking->seen = calloc(count + 1, sizeof *asking->seen);
	asking->order = calloc(count + 1, sizeof *asking->order);
	asking->start = calloc((size_t)asking->words + 2, sizeof *asking->start);
	if (!asking->word || !asking->stratum || !asking->seen || !asking->order || !asking->start)
		return STATUS_MEMORY;
	status = factors_number(input->docket, asking->calls.place, count, question->strata, asking->stratum, &strata,
	                        &first);
	if (status != STATUS_OK)
		return status;
	free(first);
	asking->whole = calloc((size_t)strata + 1, sizeof *asking->whole);
	asking->own = calloc((size_t)strata + 1, sizeof *asking->own);
	return asking->whole && asking->own ? STATUS_OK : STATUS_MEMORY;
}

/* Takes in what each call says, and puts the calls in the order of their words. */
static void sort(const struct watch_question *question, const struct watch_input *input, struct asking *asking)
{
	enum docket_word word = word_of(question->by);
	size_t sum = 0;
	for (size_t i = 0; i < asking->calls.count; i++) {
		const struct docket_place *place = &asking->calls.place[i];
		const struct docket_segment *segment = watch_segment(input, place);
		asking->word[i] = segment->word[word][place->row];
		asking->seen[i] = question->is_so(segment, place->row);
		asking->whole[asking->stratum[i]].calls++;
		asking->whole[asking->stratum[i]].seen += asking->seen[i];
		assert(asking->word[i] < asking->words);
		asking->start[asking->word[i] + 1]++;
	}
	for (uint32_t i = 0; i <= asking->words; i++)
		asking->start[i] = sum += asking->start[i];
	for (size_t i = 0; i < asking->calls.count; i++)
		asking->order[asking->start[asking->word[i]]++] = (uint32_t)i;
	/* Each start has moved on to the next one's place. */
	for (uint32_t i = asking->words; i > 0; i--)
		asking->start[i] = asking->start[i - 1];
	asking->start[0] = 0;
}

static void add_stratum(const struct cell *own, const struct cell *whole, struct watch_tally *tally)
{
	double n = whole->calls, m = whole->seen, r = own->calls;
	tally->expected += r * m / n;
	if (n > 1)
		tally->variance += r / n * (n - r) * (m / n) * (n - m) / (n - 1);
}

static struct watch_tally add_up(struct asking *asking, uint32_t word)
{
	size_t from = asking->start[word], to = asking->start[word + 1];
	struct watch_tally tally = { .number = word, .calls = to - from };
	for (size_t i = from; i < to; i++) {
		uint32_t call = asking->order[i];
		asking->own[asking->stratum[call]].calls++;
		asking->own[asking->stratum[call]].seen += asking->seen[call];
		tally.seen += asking->seen[call];
	}
	for (size_t i = from; i < to; i++) {
		uint32_t stratum = asking->stratum[asking->order[i]];
		if (!asking->own[stratum].calls)
			continue;
		add_stratum(&asking->own[stratum], &asking->whole[stratum], &tally);
		asking->own[stratum] = (struct cell){ 0 };
	}
	return tally;
}

enum status watch_question_ask(const struct watch_question *question, const struct watch_input *input,
                               struct watch_result *result)
{
	struct asking asking = { 0 };
	struct watch_tally *tally = calloc((size_t)input->docket->word_count + 1, sizeof *tally);
	size_t rows = 0;
	watch_add_part(result, question->name, question->words, "calls", question->by);
	enum status status = tally ? prepare(question, input, &asking) : STATUS_MEMORY;
	if (status != STATUS_OK)
		goto out;
	sort(question, input, &asking);
	for (uint32_t word = 1; word < asking.words; word++)
		if (asking.start[word + 1] > asking.start[word])
			tally[rows++] = add_up(&asking, word);
	status = watch_add_tallies(result, tally, rows, question->sides);
out:
	watch_calls_close(&asking.calls);
	free(asking.word);
	free(asking.stratum);
	free(asking.seen);
	free(asking.order);
	free(asking.start);
	free(asking.whole);
	free(asking.own);
	free(tally);
	return status;
}
